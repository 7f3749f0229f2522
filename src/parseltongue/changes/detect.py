"""What changed in a workspace since its stat index was written.

`detect` walks and compares stats; it reads no file. What the stats cannot prove is `pending`: the caller
reads those files once, wherever it likes (analysis workers hash and parse the same read, `hash_pending` just
hashes), and `Scan.settle` turns the digests into a `ChangeSet`. A digest that was made after the walk is
filed under the stamp of the walk: if the file changed in between, its stamp no longer matches and it is
pending again next time, so nothing is ever believed that was not seen.

Threads would not help with small files: opening and reading holds the interpreter about as long as hashing.
"""

from __future__ import annotations

import os
import time

from parseltongue.changes.ignore import DEFAULT_PATTERNS
from parseltongue.changes.reading import (
    TOO_LARGE,
    UNREADABLE,
    VANISHED,
    Failure,
    hash_bytes,
    hash_file,
    read_head,
)
from parseltongue.changes.statindex import COARSE_MARGIN, StatIndex
from parseltongue.changes.walk import walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from parseltongue.changes.walk import Select, Stamp, Walk


HEAD_BYTES = 128
INSPECTED_SIZE = 1 << 18
"""Larger files are not looked into for their kind: they are no scripts that a person wrote."""


class ChangeSet:
    """The difference between two states of a tree. Every list is in order of path.

    Attributes
    ----------
    new, modified, deleted, unchanged
        Disjoint; the first, second and fourth together are all files there are now.
    touched
        Those of `unchanged` that had to be read to know.
    failures
        Files of the current tree without content, and why. They are `modified` when they had content before.
    """

    __slots__ = ("deleted", "failures", "modified", "new", "touched", "unchanged")

    def __init__(self) -> None:
        self.new: list[str] = []
        self.modified: list[str] = []
        self.deleted: list[str] = []
        self.unchanged: list[str] = []
        self.touched: list[str] = []
        self.failures: dict[str, Failure] = {}

    def has_changes(self) -> bool:
        return bool(self.new or self.modified or self.deleted)

    def affected_files(self) -> list[str]:
        """New, modified and deleted files, in this order."""
        return [*self.new, *self.modified, *self.deleted]


class Scan:
    """The current tree, compared with a stat index by stats alone.

    Attributes
    ----------
    files
        Path to (kind, stamp), in order of path.
    known
        Path to digest, for files that the stats prove unchanged.
    pending
        Files that must be read; new ones, and those whose stats prove nothing.
    deleted
        Paths of the index that are gone, or no longer count.
    failures
        Files that need not be read: too large, or refused by the system.
    digests
        Path to digest of all files, empty for one without content; complete after `settle`.
    inspected
        Path to (stamp, kind) of the files whose kind their content told, see `StatIndex.inspected`.
    walk
        Skipped paths, counts and notices of the walk.
    observed_ns
        When the walk began.
    """

    __slots__ = (
        "deleted",
        "digests",
        "failures",
        "files",
        "inspected",
        "known",
        "observed_ns",
        "pending",
        "previous",
        "root",
        "walk",
    )

    def __init__(self, root: str, found: Walk, previous: StatIndex, observed_ns: int) -> None:
        self.root = root
        self.walk = found
        self.files = found.files
        self.previous = previous
        self.observed_ns = observed_ns
        self.known: dict[str, bytes] = {}
        self.pending: list[str] = []
        self.deleted: list[str] = []
        self.failures: dict[str, Failure] = {}
        self.digests: dict[str, bytes] = {}
        self.inspected: dict[str, tuple[Stamp, str]] = {}

    @property
    def is_clean(self) -> bool:
        """Nothing to read, nothing deleted, and failures as before: there is nothing to do or to write."""
        return not self.pending and not self.deleted and all(map(self._failed_before, self.failures))

    def _failed_before(self, path: str) -> bool:
        entry = self.previous.entries.get(path)
        return entry is not None and not entry[1]

    def settle(self, results: Mapping[str, bytes | Failure]) -> ChangeSet:
        """Decide what each pending file is, given its digest or why it has none.

        Parameters
        ----------
        results
            One entry per pending path; digests of `previous.algorithm`. More entries do no harm.

        Raises
        ------
        KeyError
            A pending path has no result.
        """
        changes = ChangeSet()
        vanished = [path for path in self.pending if _has_vanished(results[path])]
        for path in vanished:
            del self.files[path]
        before = self.previous.entries
        changes.deleted = sorted([*self.deleted, *(path for path in vanished if path in before)])
        for path in self.files:
            digest = self.known.get(path)
            if digest is None:
                digest = self._settle_one(path, results, changes)
            else:
                changes.unchanged.append(path)
            self.digests[path] = digest
        self.pending = []
        return changes

    def _settle_one(self, path: str, results: Mapping[str, bytes | Failure], changes: ChangeSet) -> bytes:
        failure = self.failures.get(path)
        result = failure if failure is not None else results[path]
        if isinstance(result, Failure):
            changes.failures[path] = result
            digest = b""
        else:
            digest = result
        entry = self.previous.entries.get(path)
        if entry is None:
            changes.new.append(path)
        elif entry[1] != digest:
            changes.modified.append(path)
        else:
            changes.unchanged.append(path)
            if failure is None:
                changes.touched.append(path)
        return digest

    def stat_index(self, extra: bytes = b"") -> StatIndex:
        """The index to save for next time; call it after `settle`."""
        entries: dict[str, tuple[Stamp, bytes]] = {
            path: (self.files[path][1], digest) for path, digest in self.digests.items()
        }
        return StatIndex(
            entries,
            self.observed_ns,
            algorithm=self.previous.algorithm,
            extra=extra,
            inspected=self.inspected,
        )


def detect(
    root: str,
    select: Select,
    previous: StatIndex | None = None,
    *,
    ignore_patterns: Iterable[str] = DEFAULT_PATTERNS,
    max_size: int | None = None,
    algorithm: str = "blake3",
    use_git: bool = True,
    inspect: Callable[[bytes], str | None] | None = None,
    find: Callable[[str, Mapping[str, tuple[str, Stamp]]], Mapping[str, str]] | None = None,
    distilled: Mapping[str, int] | None = None,
) -> Scan:
    """Compare a workspace with its stat index, without reading any file but the heads of `UNDECIDED` ones.

    Parameters
    ----------
    root, select, ignore_patterns, use_git
        As for `walk`.
    previous
        None stands for an empty index.
    max_size
        Files of more bytes have no content as far as we are concerned, and are never pending.
    algorithm
        What the digests of an empty index will be made with; `previous` brings its own.
    inspect
        Kind of a file that is `UNDECIDED` for `select`, given its first `HEAD_BYTES`; None if it is of no
        interest. Not asked again while the stats prove the file unchanged, nor for what is larger than
        `INSPECTED_SIZE`.
    find
        Path and kind of files that count whatever ignore rules say, given the real path of the root and
        what was found.
    distilled
        Largest size in bytes by kind, of files of which only that counts which has to do with the others:
        when some of those come or go, the stats of such a file prove nothing.

    Raises
    ------
    OSError
        `root` cannot be listed at all.
    """
    observed_ns = time.time_ns()
    found = walk(root, select, ignore_patterns=ignore_patterns, use_git=use_git)
    scan = Scan(root, found, previous or StatIndex({}, 0, algorithm=algorithm), observed_ns)
    if inspect is not None and found.undecided:
        _inspect(scan, inspect)
    if find is not None:
        _add(scan, find(os.path.realpath(root), scan.files))
    _compare(scan, max_size, distilled or {})
    entries = scan.previous.entries
    if len(scan.known) != len(entries):
        scan.deleted = sorted(path for path in entries if path not in scan.files)
    if distilled and (scan.deleted or any(path not in entries for path in scan.pending)):
        _doubt(scan, distilled)
    return scan


def hash_pending(
    scan: Scan,
    *,
    max_size: int | None = None,
    parallel: bool = True,
    distil: Callable[[str], bytes | Failure | None] = lambda path: None,
) -> dict[str, bytes | Failure]:
    """Read and hash what is pending, in this process; what `Scan.settle` asks for.

    `distil` gives what counts of a file, if that is not all of it.
    """
    algorithm = scan.previous.algorithm
    results: dict[str, bytes | Failure] = {}
    for path in scan.pending:
        data = distil(path)
        if data is None:
            results[path] = hash_file(scan.root, path, algorithm, cap=max_size, parallel=parallel)
        else:
            results[path] = data if isinstance(data, Failure) else hash_bytes(data, algorithm)
    return results


def _inspect(scan: Scan, inspect: Callable[[bytes], str | None]) -> None:
    """Tell the kinds of files by their heads, and take in those that are of interest."""
    before, proves = scan.previous.inspected, scan.previous.proves
    taken = False
    for path, stamp in scan.walk.undecided.items():
        known = before.get(path)
        if known is None or known[0] != stamp or not proves(stamp):
            small = 0 < stamp[0] <= INSPECTED_SIZE
            known = (stamp, (inspect(read_head(scan.root, path, HEAD_BYTES)) if small else None) or "")
        scan.inspected[path] = known
        if known[1]:
            scan.files[path] = (known[1], stamp)
            taken = True
    if taken:
        scan.files = scan.walk.files = dict(sorted(scan.files.items()))


def _add(scan: Scan, kinds: Mapping[str, str]) -> None:
    """Take in files that no listing has, or has as something else."""
    added = False
    for path, kind in kinds.items():
        try:
            stat = os.lstat(f"{scan.root}/{path}")
        except OSError:
            continue
        if path not in scan.files:
            scan.files[path] = (kind, (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino))
            added = True
    if added:
        scan.files = scan.walk.files = dict(sorted(scan.files.items()))


def _doubt(scan: Scan, distilled: Mapping[str, int]) -> None:
    """Read distilled files again although their stats prove them unchanged."""
    for path in [path for path, (kind, _) in scan.files.items() if kind in distilled and path in scan.known]:
        del scan.known[path]
        scan.pending.append(path)


def _compare(scan: Scan, max_size: int | None, distilled: Mapping[str, int]) -> None:
    """Sort the files into known, pending and failed."""
    entries, known = scan.previous.entries, scan.known
    proves = scan.previous.proves
    limit = scan.previous.observed_ns - COARSE_MARGIN
    largest = max_size if max_size is not None else 1 << 62
    unreadable = scan.walk.unreadable
    for path, (kind, stamp) in scan.files.items():
        if stamp[0] > largest and stamp[0] > distilled.get(kind, 0):
            most = distilled.get(kind, max_size)
            scan.failures[path] = Failure(TOO_LARGE, f"{stamp[0]} bytes, at most {most} are read")
            continue
        entry = entries.get(path)
        # The comparisons with `limit` repeat what `proves` begins with: the call would cost as much again.
        if (
            entry is not None
            and entry[0] == stamp
            and entry[1]
            and ((stamp[1] < limit and stamp[2] < limit) or proves(stamp))
        ):
            known[path] = entry[1]
            continue
        if path in unreadable:
            scan.failures[path] = Failure(UNREADABLE, "its folder cannot be searched")
        else:
            scan.pending.append(path)


def _has_vanished(result: bytes | Failure) -> bool:
    return isinstance(result, Failure) and result.reason == VANISHED
