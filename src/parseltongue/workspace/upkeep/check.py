"""Is what a store holds what was put into it: every workspace's records, whoever wrote them.

A quick check reads every pair, so that a backend that detects damage shows it, decodes refs, leases,
dictionaries and the inner nodes of maps, and sees that no object is missing below any ref. A full one also
decodes and hashes every object. Both look at one state of the store, while others go on writing.
"""

from __future__ import annotations

import time

from parseltongue.isg.dictionaries import FAMILIES, Dictionaries
from parseltongue.isg.facts_cache import decode_entry
from parseltongue.isg.keys import DICTIONARIES, FACTS_CACHE, LEASES, METADATA, OBJECTS, REFS, namespace_end
from parseltongue.isg.leases import decode_lease
from parseltongue.isg.objects import Objects
from parseltongue.isg.reach import DAMAGE, Reach
from parseltongue.isg.refs import Ref, decode_ref
from parseltongue.model.ids import content_digest
from parseltongue.model.shown import shown_path
from parseltongue.storage.salvage import Salvage
from parseltongue.workspace.audit import HeadRecord

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from parseltongue.storage.backend import ReadView
    from parseltongue.workspace.store import Store

    Progress = Callable[[str, int, int], None]

SHOWN_PROBLEMS = 100
_LEASE_KEY = 9
_STEP = 500


class Problem:
    """One thing that is wrong.

    Attributes
    ----------
    kind : str
        ``unreadable``: the backend cannot read a part of its files. ``damaged``: a record is not what was
        written. ``missing``: an object that is needed is not there. ``dangling``: a ref leads to any of
        these.
    """

    __slots__ = ("kind", "message")

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        self.message = message

    def to_json(self) -> dict[str, str]:
        return {"kind": self.kind, "message": self.message}


class Findings:
    """What a check found.

    Attributes
    ----------
    full : bool
    checked, size : int
        Records, and the bytes of their keys and envelopes.
    problems : list of Problem
    doomed : list of bytes
        Backend keys of damaged records.
    unreadable : bool
        The backend could not read all of its files: records can be missing without anybody knowing.
    broken : list of Ref
        Refs that lead to something lost.
    reach : Reach
        All that the refs lead to.
    intact : set of bytes
        Names, as they stand in keys, of the objects that are there (in a full check: and whole).
    """

    __slots__ = (
        "broken", "checked", "doomed", "full", "intact", "problems", "reach", "refs", "seconds", "size",
        "unreadable",
    )  # fmt: skip

    def __init__(self, *, full: bool) -> None:
        self.full = full
        self.checked = self.size = 0
        self.seconds = 0.0
        self.problems: list[Problem] = []
        self.doomed: list[bytes] = []
        self.unreadable = False
        self.refs: list[Ref] = []
        self.broken: list[Ref] = []
        self.intact: set[bytes] = set()
        self.reach: Reach

    @property
    def ok(self) -> bool:
        return not self.problems

    def to_json(self) -> dict[str, Any]:
        return {
            "ok": self.ok,
            "mode": "full" if self.full else "quick",
            "checked": self.checked,
            "bytes": self.size,
            "workspaces": len(self.refs),
            "affected": sorted({shown_path(ref.metadata.workspace) for ref in self.broken}),
            "problem_count": len(self.problems),
            "problems": [problem.to_json() for problem in self.problems[:SHOWN_PROBLEMS]],
            "seconds": round(self.seconds, 3),
        }


def check_store(
    store: Store, *, full: bool, view: ReadView | None = None, progress: Progress | None = None
) -> Findings:
    """Check a store as it is now, or in the state that `view` shows. Changes nothing.

    Quick: about 10 ms per MB. Full: about 40 ms per MB.

    Raises
    ------
    UnavailableError
        The store was closed meanwhile.
    """
    if view is not None:
        return _Check(store, view, full=full, progress=progress).run()
    store.backend.refresh()
    with store.backend.read_view() as current:
        return _Check(store, current, full=full, progress=progress).run()


class _Check:
    """One check, namespace by namespace."""

    def __init__(self, store: Store, view: ReadView, *, full: bool, progress: Progress | None) -> None:
        self._store = store
        self._view = view
        self._codec = store.codec
        self._keys = store.keys
        self._salvage = Salvage(view)
        self._progress = progress or (lambda stage, done, total: None)
        self._found = Findings(full=full)
        self._dictionaries = Dictionaries(store.cipher)
        self._families = {self._dictionaries.current_key(family): family for family in FAMILIES}
        self._head = HeadRecord(store.cipher)
        self._ids: set[bytes] = set()

    def run(self) -> Findings:
        found = self._found
        started = time.monotonic()
        for namespace, check in (
            (DICTIONARIES, self._dictionary),
            (METADATA, self._metadata),
            (OBJECTS, self._object if found.full else self._presence),
            (FACTS_CACHE, self._cached),
            (LEASES, self._lease),
            (REFS, self._ref),
        ):
            for key, value in self._pairs(namespace):
                try:
                    check(key, value)
                except DAMAGE as error:
                    found.doomed.append(key)
                    self._problem("damaged", str(error))
        found.unreadable = bool(self._salvage.unreadable)
        for message in dict.fromkeys(self._salvage.unreadable):
            self._problem("unreadable", message)
        self._follow()
        found.seconds = time.monotonic() - started
        return found

    def _pairs(self, namespace: bytes) -> Iterator[tuple[bytes, bytes]]:
        for key, value in self._salvage.scan(namespace, namespace_end(namespace)):
            self._found.checked += 1
            self._found.size += len(key) + len(value)
            if not self._found.checked % _STEP:
                self._progress("verify", self._found.checked, 0)
            if self._codec.wrote(value):  # Others are of a change of keys that is under way.
                yield key, value

    def _problem(self, kind: str, message: str) -> None:
        self._found.problems.append(Problem(kind, message))

    # -- records ------------------------------------------------------------------------------------------

    def _dictionary(self, key: bytes, value: bytes) -> None:
        identifier, _ = self._dictionaries.opened(key, value)
        self._ids.add(identifier)

    def _metadata(self, key: bytes, value: bytes) -> None:
        if key == self._head.key:
            self._head.read(self._view)
        family = self._families.get(key)
        if family is not None and self._dictionaries.current(self._view, family) not in self._ids:
            raise _damaged(f"the dictionary of {family}")

    def _presence(self, key: bytes, value: bytes) -> None:
        self._found.intact.add(key[1:])

    def _object(self, key: bytes, value: bytes) -> None:
        what = f"object {key[1:].hex()}"
        if self._keys.object(content_digest(self._codec.decode(value, key, what=what))) != key:
            raise _damaged(what)
        self._found.intact.add(key[1:])

    def _cached(self, key: bytes, value: bytes) -> None:
        if decode_entry(self._codec, key, value) is None:
            raise _damaged(f"entry {key[1:].hex()} of the facts cache")

    def _lease(self, key: bytes, value: bytes) -> None:
        plain = self._codec.decode(value, key, what=f"lease {key[1:].hex()}")
        if len(key) == _LEASE_KEY:
            decode_lease(plain, key[1:])

    def _ref(self, key: bytes, value: bytes) -> None:
        what = f"ref {key[1:].hex()}"
        ref = decode_ref(self._codec.decode(value, key, what=what), what)
        if self._keys.ref(ref.name) != key:
            raise _damaged(what)
        self._found.refs.append(ref)

    # -- what refs lead to --------------------------------------------------------------------------------

    def _follow(self) -> None:
        found = self._found
        objects = Objects(self._view, self._codec, verify=True, cache_bytes=1 << 20)
        found.reach = Reach(objects, lambda digest: self._keys.name(digest) in found.intact)
        for number, ref in enumerate(found.refs):
            self._progress("follow", number, len(found.refs))
            if not found.reach.add(ref.snapshot):
                found.broken.append(ref)
        for digest, why in found.reach.lost.items():
            role = found.reach.roles[digest]
            self._problem("missing", f"{role} {digest.hex()}: {why}")
        for ref in found.broken:
            self._problem("dangling", f"the stored state of {_whose(ref)} is incomplete")


def _whose(ref: Ref) -> str:
    return shown_path(ref.metadata.workspace) or ref.name


def _damaged(what: str) -> Exception:
    return DAMAGE[0](f"{what} is not what was written")
