"""Drop what is damaged, and what rests on it, so that the next analysis makes just that anew.

Damaged records are deleted one by one. Where the backend cannot read its own files, all that it can still
read is copied into new files, which take the place of the old. Refs that lead to something lost go too: the
facts cache still knows the files whose records are whole, so that only the others are parsed again.
"""

from __future__ import annotations

from parseltongue.isg.facts_cache import decode_entry
from parseltongue.isg.keys import FACTS_CACHE, LEASES, OBJECTS, namespace_end
from parseltongue.model.errors import CorruptionError
from parseltongue.storage.salvage import Salvage
from parseltongue.workspace.upkeep.check import Findings, check_store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from parseltongue.isg.refs import Ref
    from parseltongue.storage.backend import ReadView
    from parseltongue.workspace.store import Store

    Progress = Callable[[str, int, int], None]

_BATCH_BYTES = 1 << 20
_BUILDING = ".repairing"


class RepairReport:
    """What a repair did.

    Attributes
    ----------
    findings : Findings or None
        What was wrong; None if the store could not be opened at all.
    dropped : int
        Damaged records, and entries of the facts cache that led to one.
    rebuilt : bool
        The backend's files were replaced by new ones.
    broken : list of Ref
        Workspaces whose stored state was incomplete, and is gone.
    analyzed : list of dict
        The workspaces that were analysed again: path, files parsed and linked, or why it failed.
    notices : list of str
    """

    __slots__ = ("analyzed", "broken", "dropped", "findings", "notices", "rebuilt")

    def __init__(self) -> None:
        self.findings: Findings | None = None
        self.dropped = 0
        self.rebuilt = False
        self.broken: list[Ref] = []
        self.notices: list[str] = []
        self.analyzed: list[dict[str, Any]] = []

    @property
    def found_damage(self) -> bool:
        return self.findings is None or not self.findings.ok

    def to_json(self) -> dict[str, Any]:
        return {
            "damaged": self.found_damage,
            "problems": [] if self.findings is None else self.findings.to_json()["problems"],
            "dropped_records": self.dropped,
            "rebuilt": self.rebuilt,
            "dropped_workspaces": len(self.broken),
            "analyzed": self.analyzed,
            "notices": self.notices,
        }


def repair_store(store: Store, *, progress: Progress | None = None) -> RepairReport:
    """Check a store in full and drop what is damaged, under the store lock. Readers go on meanwhile.

    Raises
    ------
    LockedError, UnavailableError, FullError
        Nothing was dropped.
    """
    report = RepairReport()
    with store.lock("repair"):
        store.backend.refresh()
        with store.backend.read_view() as view:
            found = report.findings = check_store(store, full=True, view=view, progress=progress)
            report.broken = found.broken
            if found.unreadable:
                _rebuild(store, view, found, report)
        if report.rebuilt:
            store.adopt(store.data + _BUILDING)
        elif not found.ok:
            _drop(store, found, report)
            store.attach()
    return report


def _drop(store: Store, found: Findings, report: RepairReport) -> None:
    """Delete damaged records in place."""
    backend = store.open_writer()
    try:
        # A run that lives on its lease may count on a record that goes: without the lease it starts again.
        leases = [key for key, _ in backend.scan(LEASES, namespace_end(LEASES))]
        doomed = [*found.doomed, *_stranded(store, backend, found)]
        # Refs first: whatever happens then, none leads to a record that was deleted.
        backend.write([(store.keys.ref(ref.name), None) for ref in found.broken], durable=True)
        backend.write([(key, None) for key in (*doomed, *leases)], durable=True)
        report.dropped = len(doomed)
    finally:
        backend.close()
    store.backend.refresh()


def _stranded(store: Store, view: ReadView, found: Findings) -> list[bytes]:
    """Entries of the facts cache that name an object which is not whole."""
    doomed = set(found.doomed)
    return [
        key
        for key, value in view.scan(FACTS_CACHE, namespace_end(FACTS_CACHE))
        if key not in doomed and not _is_backed(store, key, value, found)
    ]


def _is_backed(store: Store, key: bytes, value: bytes, found: Findings) -> bool:
    entry = decode_entry(store.codec, key, value)
    return entry is not None and found.intact.issuperset(map(store.keys.name, entry))


def _rebuild(store: Store, view: ReadView, found: Findings, report: RepairReport) -> None:
    """Copy all that is whole into new files."""
    target = store.building(_BUILDING, anew=True)
    doomed = {*found.doomed, *(store.keys.ref(ref.name) for ref in found.broken)}
    try:
        for batch in _batches(_whole(store, view, found, doomed, report)):
            target.backend.write(batch, durable=False)
        target.backend.write((), durable=True)
    finally:
        target.close()
    report.rebuilt = True


def _whole(
    store: Store, view: ReadView, found: Findings, doomed: set[bytes], report: RepairReport
) -> Iterator[tuple[bytes, bytes]]:
    """What the repaired store will hold. Leases are left out, as in `_drop`."""
    for key, value in Salvage(view).scan(b"\0", b"\xff" * 8):
        namespace = key[:1]
        if namespace == LEASES:
            continue
        stranded = namespace == FACTS_CACHE and not _is_backed(store, key, value, found)
        lost = namespace == OBJECTS and key[1:] not in found.intact
        if key in doomed or stranded or lost:
            report.dropped += 1
        else:
            yield key, value


def _batches(
    pairs: Iterator[tuple[bytes, bytes]],
) -> Iterator[list[tuple[bytes, bytes | None]]]:
    batch: list[tuple[bytes, bytes | None]] = []
    size = 0
    for key, value in pairs:
        batch.append((key, value))
        size += len(value)
        if size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    yield batch


def open_or_begin_anew(store: Store) -> str:
    """Open a store; one whose files cannot be opened at all is set aside. What was done, if anything."""
    try:
        store.open(lenient=True)
    except CorruptionError as error:
        return f"{error}. {store.set_aside()}"
    return ""
