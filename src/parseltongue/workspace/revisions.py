"""From what a person writes to the snapshot that it stands for.

``@name`` is a state that was kept under a name; hexadecimal digits are those of a snapshot, as answers tell
them; a folder is another workspace, brought up to date; everything else, and ``git:REVISION``, is a commit,
whose files are analysed as another worktree would be: what the store knows already is not read again. What
was found of a commit is kept under a ref of its own, so asking again costs nothing. ``A..B`` says both states
at once; ``A...`` is the last commit that A and the present one share.
"""

from __future__ import annotations

import os
from functools import partial

from parseltongue.changes.reading import hash_bytes
from parseltongue.isg import prolly
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.refs import Refs, ref_name
from parseltongue.isg.rows import row_content, row_language
from parseltongue.isg.snapshot import decode_snapshot
from parseltongue.model.errors import CorruptionError, QueryError, UnavailableError
from parseltongue.model.ids import DIGEST_SIZE, path_text
from parseltongue.workspace.fingerprints import combined
from parseltongue.workspace.layers import inherited_layer
from parseltongue.workspace.made_files import made_files
from parseltongue.workspace.selection import scan_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from parseltongue.isg.refs import Ref
    from parseltongue.isg.snapshot import Snapshot
    from parseltongue.query.diff.comparison import Comparison
    from parseltongue.workspace.analysis import Progress
    from parseltongue.workspace.made_files import MadeFiles
    from parseltongue.workspace.store import Store
    from parseltongue.workspace.workspace import Workspace

COMMITS, NAMES = "commit", "name"
"""Kinds of refs: what was found of a commit, and what was kept under a name."""
KEPT_COMMITS = 8
"""Commits of one workspace whose snapshots are kept."""
LEAST_DIGITS = 8
"""Hexadecimal digits that may stand for a snapshot."""


class Revision:
    """A snapshot, and what a person would call it."""

    __slots__ = ("digest", "label")

    def __init__(self, digest: bytes, label: str) -> None:
        self.digest = digest
        self.label = label


class Diff:
    """Two states compared.

    Attributes
    ----------
    old, new : Revision
    comparison : Comparison
    notices : list of str
        What makes the answer less than it could be.
    """

    __slots__ = ("comparison", "new", "notices", "old")

    def __init__(self, old: Revision, new: Revision, comparison: Comparison) -> None:
        self.old = old
        self.new = new
        self.comparison = comparison
        self.notices = _notices(comparison)

    def as_dict(self, limit: int | None = None) -> dict[str, Any]:
        """For JSON: those of the comparison behind the names of both states."""
        content = self.comparison.as_dict(limit)
        return {
            "snapshot": content.pop("snapshot"),
            "old_snapshot": content.pop("old_snapshot"),
            "old": self.old.label,
            "new": self.new.label,
            **content,
        }


def _notices(comparison: Comparison) -> list[str]:
    old, new = comparison.old.view.snapshot, comparison.new.view.snapshot
    found = []
    shared = old.families.keys() & new.families.keys()
    if (old.linker, old.options) != (new.linker, new.options) or any(
        old.families[name] != new.families[name] for name in shared
    ):
        found.append(
            "the two states were analysed by different versions of Parseltongue or with other options, "
            "which makes differences of its own"
        )
    if old.degraded or new.degraded:
        found.append("one of the states is degraded: a file timed out or a worker died; analyse again")
    if old.layer != new.layer:
        found.append("the two states rest on different imported indexes, which makes differences of its own")
    if old.source_roots != new.source_roots:
        found.append("source roots differ, so modules that did not change may have other names")
    return found


def compare(workspace: Workspace, old: str | None, new: str | None, progress: Progress | None) -> Diff:
    """See `Workspace.diff`."""
    from parseltongue.changes.gitfiles import work_tree_top
    from parseltongue.isg.view import GraphView
    from parseltongue.query.diff.comparison import Comparison

    if old is None and work_tree_top(workspace.root) is None:
        raise UnavailableError(
            f"{workspace.root} is in no git repository, so say what to compare with: a snapshot, a folder, "
            "or @NAME; `parseltongue snapshot save NAME` keeps a state"
        )
    if old is not None and new is None:
        old, new = _sides(old)
    revisions = Revisions(workspace, progress)
    # What is not there is told before anything is analysed.
    find_old = revisions.locate("git:HEAD" if old is None else old)
    find_new = revisions.current if new is None else revisions.locate(new)
    # The present state first: what was found for it is what a commit can share.
    after, before = find_new(), find_old()
    store = workspace.store_to_write()
    store.backend.refresh()
    comparison = Comparison(GraphView(store.objects, before.digest), GraphView(store.objects, after.digest))
    return Diff(before, after, comparison)


def _sides(text: str) -> tuple[str, str | None]:
    """What stands before and behind the dots of ``A..B`` and ``A...B``; of the latter both have the first.

    Only revisions of git have no two dots in them: names of states and paths may.
    """
    start, dots, end = text.partition("..")
    if not dots or text.startswith(("@", ".", os.sep)) or os.path.isdir(text):
        return text, None
    kind = "git:" if text.startswith("git:") else ""
    if end.startswith("."):
        return text, kind + end[1:] if end[1:] else None
    return start if start != kind else kind + "HEAD", kind + end if end else None


def _has_sources(workspace: Workspace) -> bool:
    """Whether there is a file that would be analysed. O(files), none is read."""
    detection = workspace.config.change_detection
    algorithm = detection.hash_algorithm
    return bool(
        scan_files(workspace.root, workspace.config, workspace.languages, None, algorithm=algorithm).files
    )


class Revisions:
    """Finds the snapshots of a workspace. Makes a store only when there is something to put in it."""

    def __init__(self, workspace: Workspace, progress: Progress | None = None) -> None:
        self._workspace = workspace
        self._progress = progress

    @property
    def _store(self) -> Store:
        return self._workspace.store_to_write()

    def _all_refs(self, start: str = "") -> list[Ref]:
        return self._store.refs.scan(start) if self._workspace.has_store else []

    def locate(self, text: str) -> Callable[[], Revision]:
        """What finds the snapshot that a text stands for, and analyses it if it must be.

        Raises
        ------
        QueryError
            It stands for several, or for a folder without sources.
        UnavailableError
            It stands for nothing; later, the files of the commit cannot be read or written.
        """
        if text.startswith("@"):
            return _known(self._named(text[1:]))
        if text.startswith("git:"):
            return self._commit(text.removeprefix("git:"))
        stored = self._stored(text.lower())
        if stored is not None:
            return _known(stored)
        is_path = os.sep in text or text in (os.curdir, os.pardir)
        return self._folder(text) if is_path and os.path.isdir(text) else self._commit(text)

    def current(self) -> Revision:
        """The workspace as its files are now."""
        report = self._workspace.analyze(self._progress)
        if not report.persisted:
            raise UnavailableError(
                f"two states can only be compared in a store, and it could not be used: {report.store_error}"
            )
        return Revision(report.digest, "the files as they are")

    def _named(self, name: str) -> Revision:
        ref = self.names().get(name)
        if ref is None:
            known = ", ".join(f"@{one}" for one in self.names())
            there = f"there are {known}" if known else "none was kept yet"
            raise UnavailableError(
                f"no state of this workspace is called @{name}; {there}. "
                "`parseltongue snapshot save NAME` keeps one"
            )
        return Revision(ref.snapshot, f"@{name}")

    def names(self) -> dict[str, Ref]:
        """The states that were kept under names, by name."""
        return dict(self._refs(NAMES))

    def keep(self, name: str) -> Revision:
        """Keep the workspace as its files are now under a name."""
        if not name or not set(name.lower()) <= _NAME_LETTERS:
            raise QueryError(f'"{name}" cannot be a name; use letters, digits and any of . _ - /')
        current = self.current()
        with self._store.writing("snapshot") as backend:
            refs = Refs(backend, self._store.codec)
            label = self._ref_name(NAMES, name)
            known = refs.get(label)
            metadata = self._workspace.stored_ref().metadata
            refs.move(
                label,
                expected=None if known is None else known.snapshot,
                snapshot=current.digest,
                metadata=metadata,
            )
        return Revision(current.digest, f"@{name}")

    def forget(self, name: str) -> None:
        """Remove a name; the state may be collected then."""
        self._named(name)
        with self._store.writing("snapshot") as backend:
            Refs(backend, self._store.codec).delete(self._ref_name(NAMES, name))

    def _stored(self, digits: str) -> Revision | None:
        """The snapshot whose digest begins with some digits, among those that refs know."""
        if not LEAST_DIGITS <= len(digits) <= 2 * DIGEST_SIZE or not set(digits) <= _HEXADECIMAL:
            return None
        known = {
            digest
            for ref in self._all_refs()
            for digest in (ref.snapshot, *(past for past, _ in ref.history))
            if digest.hex().startswith(digits)
        }
        if len(digits) == 2 * DIGEST_SIZE and self._workspace.has_store:
            known.add(bytes.fromhex(digits))
        if len(known) > 1:
            raise QueryError(f"{len(known)} snapshots begin with {digits}; give more digits")
        for digest in known:
            self._require(digest)
            return Revision(digest, f"snapshot {digest.hex()[:12]}")
        return None

    def _require(self, digest: bytes) -> None:
        try:
            decode_snapshot(self._store.objects.get(digest, "snapshot"))
        except CorruptionError:
            raise UnavailableError(
                f"there is no snapshot {digest.hex()} in the store; one that nothing names any more is "
                "removed after a while, `parseltongue snapshot save NAME` keeps one"
            ) from None

    def _folder(self, path: str) -> Callable[[], Revision]:
        from parseltongue.workspace.workspace import Workspace

        config = self._workspace.config
        other = Workspace.open(path, cache_dir=config.storage.cache_dir, trust=False)
        if other.root == self._workspace.root:
            return self.current
        if not _has_sources(other):
            raise QueryError(
                f"{other.root} has no file in a language that is known here; name a folder of sources"
            )
        other.on_wait, other.config.ask = self._workspace.on_wait, config.ask
        return partial(self._analysed, other)

    def _analysed(self, other: Workspace) -> Revision:
        with other:
            report = other.analyze(self._progress)
        self._store.backend.refresh()
        if not report.persisted or self._store.objects.missing([report.digest]):
            raise UnavailableError(
                f"{other.root} keeps its graph in another store; two states can only be compared in one. "
                "Give both the same [storage] settings"
            )
        return Revision(report.digest, other.root)

    # -- commits ------------------------------------------------------------------------------------------

    def _commit(self, revision: str) -> Callable[[], Revision]:
        from parseltongue.changes.gitfiles import GitUnavailableError, work_tree_top
        from parseltongue.changes.gittrees import commit_of, submodules_of

        root = self._workspace.root
        top = work_tree_top(root)
        if top is None:
            raise UnavailableError(
                f"{revision} is no snapshot, @name or folder, and {root} is in no git repository; "
                "`parseltongue snapshot save NAME` keeps a state to compare with"
            )
        try:
            commit = commit_of(root, top, revision)
            key = self._commit_key(commit, submodules_of(root, top, commit))
        except GitUnavailableError as error:
            raise UnavailableError(self._no_commit(revision, error)) from None
        label = f"{revision} ({commit[:10]})" if not commit.startswith(revision) else commit[:10]
        return lambda: Revision(self._kept_commit(key) or self._analyzed_commit(commit, top, key), label)

    def _no_commit(self, revision: str, error: Exception) -> str:
        """Why a revision stands for nothing, and what could be said instead."""
        from parseltongue.changes.gitfiles import shallow_commits, work_tree_top

        # With --quiet git says nothing of a revision that is not there.
        is_silent = "status" in str(error)
        if revision == "HEAD" and is_silent:
            return (
                f"the repository of {self._workspace.root} has no commit yet, so say what to compare with: a "
                "snapshot, a folder, or @NAME; `parseltongue snapshot save NAME` keeps a state"
            )
        if "..." in revision and is_silent:
            return (
                f"{revision}: one of the two is no git revision, or they share no commit; in a shallow clone "
                "`git fetch --unshallow` gets what is missing"
            )
        why = "" if is_silent else f" ({error})"
        if shallow_commits(work_tree_top(self._workspace.root) or ""):
            why += "; this clone is shallow, and `git fetch --unshallow` gets what it lacks"
        return (
            f"{revision} is no snapshot, @name, folder or git revision{why}; "
            "`parseltongue snapshot list` tells names, `git log --oneline --all` and `git tag` revisions"
        )

    def _commit_key(self, commit: str, submodules: list[str]) -> str:
        """What the snapshot of a commit is kept under: another one where other submodules are checked out."""
        shape = "\0".join(submodules).encode("utf-8", "surrogateescape")
        return f"{commit}-{hash_bytes(shape).hex()[:16]}" if submodules else commit

    def _kept_commit(self, key: str) -> bytes | None:
        ref = self._store.refs.get(self._ref_name(COMMITS, key))
        if ref is None:
            return None
        snapshot = decode_snapshot(self._store.objects.get(ref.snapshot, "snapshot"))
        if snapshot.degraded or snapshot.layer != self._layer() or not self._is_as_made(snapshot):
            return None
        return ref.snapshot

    def _is_as_made(self, snapshot: Snapshot) -> bool:
        """Whether the files that build tools made are still what the snapshot of a commit rests on."""
        root, made, languages = self._workspace.root, self._made, snapshot.counts["files"]
        present = made.find(root, lambda: languages)
        if not present and not made.limits.keys() & languages.keys():
            return True
        entries = prolly.scan(NodeCache(self._store.objects), snapshot.maps["files"])
        rows = {path_text(key): value for key, value in entries}
        present |= {
            path: name for path, value in rows.items() if (name := row_language(value)) in made.limits
        }
        for path, language in present.items():
            data = made.read(root, path, language, rows)
            if not isinstance(data, bytes) or row_content(rows.get(path, b"")) != hash_bytes(data):
                return False
        return True

    @property
    def _made(self) -> MadeFiles:
        return made_files(self._workspace.config, self._workspace.languages)

    def _layer(self) -> bytes:
        """What is imported counts for commits too, for their files that are as the index saw them."""
        return inherited_layer(self._store, self._workspace.identity)

    def _analyzed_commit(self, commit: str, top: str, key: str) -> bytes:
        """Write the files of a commit somewhere, analyse them, and keep the snapshot."""
        import tempfile

        from parseltongue.changes.gitfiles import GitUnavailableError
        from parseltongue.changes.gittrees import trees_of, write_files

        try:
            with tempfile.TemporaryDirectory(prefix="parseltongue-") as scratch:
                copy = os.path.join(os.path.realpath(scratch), "tree")
                os.mkdir(copy, 0o700)
                root = self._workspace.root
                trees = trees_of(root, top, commit)
                for tree in trees:
                    tree.blobs = [blob for blob in tree.blobs if self._language(blob.path) is not None]
                    write_files(tree, copy, largest=self._workspace.config.analysis.max_file_size)
                wanted = [blob.path for tree in trees for blob in tree.blobs]
                self._made.copy(root, copy, lambda: (self._language(path) or "" for path in wanted))
                digest = self._analyzed(copy, key)
        except GitUnavailableError as error:
            fetch = f"; `git archive {commit[:10]} > /dev/null` gets them" if "partial" in str(error) else ""
            raise UnavailableError(f"the files of commit {commit} cannot be read: {error}{fetch}") from None
        except OSError as error:
            raise UnavailableError(
                f"the files of commit {commit} cannot be written to a temporary folder: {error.strerror}"
            ) from None
        self._forget_old_commits()
        return digest

    def _language(self, path: str) -> str | None:
        from parseltongue.workspace.selection import selector

        return selector(self._workspace.languages)(path)

    def _analyzed(self, copy: str, key: str) -> bytes:
        from parseltongue.workspace.analysis import Run
        from parseltongue.workspace.bases import BaseFinder

        workspace, store = self._workspace, self._store
        origin = workspace.origin
        name = self._ref_name(COMMITS, key)
        store.backend.refresh()
        run = Run(
            copy,
            store,
            workspace.config,
            workspace.prints,
            identity=f"{workspace.identity}.{key}",
            ref_name=name,
            origin=origin,
            progress=self._progress,
            find_base=BaseFinder(store, name, origin[1], workspace.prints),
            is_copy=True,
            languages=workspace.languages,
            layer=self._layer(),
        )
        return run.run().digest

    def _forget_old_commits(self) -> None:
        """Keep only the snapshots of the last few commits that were asked for."""
        kept = sorted(self._refs(COMMITS), key=lambda one: -one[1].metadata.time_ns)
        if len(kept) > KEPT_COMMITS:
            with self._store.writing("snapshot") as backend:
                for _, ref in kept[KEPT_COMMITS:]:
                    Refs(backend, self._store.codec).delete(ref.name)

    # -- refs ---------------------------------------------------------------------------------------------

    def _ref_name(self, kind: str, label: str) -> str:
        return ref_name(kind, f"{self._workspace.identity}.{label}", combined(self._workspace.prints))

    def _refs(self, kind: str) -> Iterator[tuple[str, Ref]]:
        """Label and ref of those of a kind that this workspace has."""
        start, suffix = f"{kind}/{self._workspace.identity}.", self._ref_name(kind, "").rpartition("@")[2]
        for ref in self._all_refs(start):
            label, _, prints = ref.name.removeprefix(start).rpartition("@")
            if prints == suffix:
                yield label, ref


def _known(revision: Revision) -> Callable[[], Revision]:
    return lambda: revision


_HEXADECIMAL = frozenset("0123456789abcdef")
_NAME_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._-/")
