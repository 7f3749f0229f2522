"""The store as an object that keeps graphs: seven operations, the same on every backend.

For programs that bring their own analysis runs, move graphs between stores, or look after a store. To have a
graph brought up to date, open a workspace instead.

A workspace is named by its path, which need not exist. What is kept for it is what `parseltongue analyze`
keeps: both see each other's work. `isg_store_async` has the same operations as coroutines.

Source: the seed's StorageBackend trait; S1, S6.
"""

from __future__ import annotations

import os
import time

from parseltongue.isg import prolly
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.objects import BATCH_BYTES, Objects
from parseltongue.isg.outdated import outdated_families
from parseltongue.isg.reach import FACTS, INTERFACE, Reach
from parseltongue.isg.refs import Ref, RefMetadata, Refs
from parseltongue.isg.rows import FileRow, decode_row
from parseltongue.isg.snapshot import Snapshot, decode_snapshot
from parseltongue.isg.update import update_snapshot
from parseltongue.model.errors import (
    ConfigError,
    CorruptionError,
    LockedError,
    StorageError,
    UnavailableError,
)
from parseltongue.model.ids import path_bytes, path_text
from parseltongue.workspace.compaction import compact
from parseltongue.workspace.config import load_config
from parseltongue.workspace.contents import RowMaker
from parseltongue.workspace.store import Store
from parseltongue.workspace.trail import Recorded
from parseltongue.workspace.workspace import Workspace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, Self

    from parseltongue.query.isg import ISG
    from parseltongue.storage.backend import StorageBackend

    Path = str | os.PathLike[str]


class AnalysisMetadata:
    """Facts about a stored graph and the run that made it.

    Attributes
    ----------
    workspace_path : str
    analysis_timestamp : float
        Unix time, in seconds.
    parseltongue_version : str
    file_checksums : dict of str to str
        Path to the first 24 bytes of the BLAKE3 of the file, hexadecimal; of all files that could be read.
    entity_count, relationship_count : int
    compression_ratio : float
        Stored bytes of the graph's records divided by their plain bytes.
    labels : dict of str to str
        Anything else that is worth keeping.
    """

    __slots__ = (
        "analysis_timestamp", "compression_ratio", "entity_count", "file_checksums", "labels",
        "parseltongue_version", "relationship_count", "workspace_path",
    )  # fmt: skip

    def __init__(
        self,
        *,
        workspace_path: str,
        analysis_timestamp: float,
        parseltongue_version: str,
        file_checksums: Mapping[str, str],
        entity_count: int,
        relationship_count: int,
        compression_ratio: float,
        labels: Mapping[str, str] | None = None,
    ) -> None:
        self.workspace_path = workspace_path
        self.analysis_timestamp = analysis_timestamp
        self.parseltongue_version = parseltongue_version
        self.file_checksums = dict(file_checksums)
        self.entity_count = entity_count
        self.relationship_count = relationship_count
        self.compression_ratio = compression_ratio
        self.labels = dict(labels or {})


class ISGStore:
    """A store of graphs. Use as a context manager, or `close` it. Not safe for threads.

    Every operation raises the errors of `StorageError`: `LockedError` when another process holds the store's
    lock for longer than `lock_timeout`, `FullError`, `UnavailableError`, `CorruptionError`.
    """

    def __init__(self, settings: dict[str, object], env: Mapping[str, str]) -> None:
        self._settings = settings
        self._env = env
        self._store = Store(load_config(os.getcwd(), env=env, overrides=settings)).create()

    @classmethod
    def open(
        cls,
        cache_dir: Path | None = None,
        *,
        backend: str | None = None,
        env: Mapping[str, str] | None = None,
        overrides: Mapping[str, object] | None = None,
    ) -> Self:
        """Open the store in a directory, creating it when missing.

        Parameters
        ----------
        cache_dir, backend
            By default as the user's configuration says.
        overrides
            Other settings, by dotted key.

        Raises
        ------
        ConfigError
            There is no such backend, or a setting is wrong.
        """
        settings = dict(overrides or {})
        if cache_dir is not None:
            settings["storage.cache_dir"] = os.path.abspath(os.path.expanduser(os.fspath(cache_dir)))
        if backend is not None:
            settings["storage.backend"] = backend
        return cls(settings, os.environ if env is None else env)

    def close(self) -> None:
        """Release the store; graphs that it gave cannot be read any more."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    # -- graphs -------------------------------------------------------------------------------------------

    def store_isg(self, workspace: Path, isg: ISG) -> None:
        """Keep a graph as the present state of a workspace: from any store, or made in memory.

        Copies what the store has not. Atomic: until it returns the former graph stands.

        Raises
        ------
        ConfigError
            The graph was made by another version, or with other options than the workspace's.
        LockedError
            The workspace was analysed at the same time.
        """
        place = self._workspace(workspace)
        with Recorded(place, "store graph"):
            snapshot = isg.view.snapshot
            prints = place.prints
            same = (snapshot.linker, snapshot.options) == (prints.linker, prints.options)
            if not same or outdated_families(snapshot, prints):
                raise ConfigError(
                    f"the graph {isg.snapshot[:16]} was made by another version, or with other options "
                    f"than those of {place.root}; analyse that folder instead"
                )
            with self._store.writing("store") as backend:
                refs = self._refs(backend)
                current = refs.get(place.ref_name)
                self._copy(isg, backend)
                metadata = _metadata(place.root, current)
                self._move(refs, place, current, isg.view.digest, metadata)

    def load_isg(self, workspace: Path) -> ISG | None:
        """The graph that is kept for a workspace, read lazily; None if there is none."""
        from parseltongue.isg.view import GraphView
        from parseltongue.query.isg import ISG

        place = self._workspace(workspace)
        with Recorded(place, "load", reads=True):
            ref = self._ref(place)
            return None if ref is None else ISG(GraphView(self._store.objects, ref.snapshot))

    def invalidate(self, workspace: Path, paths: Iterable[Path]) -> list[str]:
        """Forget what is known of files, or of all files below a folder; the paths of those that were known.

        They are gone from the graph, what depended on them is linked anew, and the next analysis parses them
        again, even if their bytes have not changed. O(what depends on them).

        Parameters
        ----------
        paths
            Relative to the workspace, or absolute.
        """
        place = self._workspace(workspace)
        with Recorded(place, "invalidate"):
            with self._store.workspace_lock(place.identity):
                ref = self._ref(place)
                if ref is None:
                    return []
                rows = self._rows(ref)
                doomed = {path: rows[path] for path in _below(place.root, paths, rows)}
                if doomed:
                    self._remove(place, ref, rows, doomed)
            return sorted(doomed)

    # -- metadata -----------------------------------------------------------------------------------------

    def store_metadata(self, workspace: Path, metadata: AnalysisMetadata) -> None:
        """Replace what is known about the run: path, time, version and labels.

        Raises
        ------
        UnavailableError
            No graph is kept for the workspace.
        StorageError
            Checksums or counts are not those of the stored graph: it has changed since.
        """
        place = self._workspace(workspace)
        with (
            Recorded(place, "store metadata"),
            self._store.writing("store") as backend,
        ):
            refs = self._refs(backend)
            self._store.backend.refresh()
            ref = refs.get(place.ref_name)
            if ref is None:
                raise UnavailableError(f"no graph is kept for {place.root}; call store_isg first")
            snapshot = self._snapshot(ref)
            if (metadata.entity_count, metadata.relationship_count, metadata.file_checksums) != (
                sum(snapshot.counts["entities"].values()),
                sum(snapshot.counts["relationships"].values()),
                _checksums(self._rows(ref)),
            ):
                raise StorageError(
                    f"the metadata does not describe the graph that is kept for {place.root}; load it again"
                )
            new = RefMetadata(
                time_ns=int(metadata.analysis_timestamp * 1e9),
                duration_ns=ref.metadata.duration_ns,
                tool_version=metadata.parseltongue_version,
                workspace=metadata.workspace_path,
                git_directory=ref.metadata.git_directory,
                labels=dict(metadata.labels),
            )
            self._move(refs, place, ref, ref.snapshot, new)

    def load_metadata(self, workspace: Path) -> AnalysisMetadata | None:
        """What is known about a graph and its run; None if no graph is kept. Reads the whole graph."""
        place = self._workspace(workspace)
        with Recorded(place, "load metadata", reads=True):
            ref = self._ref(place)
            if ref is None:
                return None
            snapshot = self._snapshot(ref)
            return AnalysisMetadata(
                workspace_path=ref.metadata.workspace,
                analysis_timestamp=ref.metadata.time_ns / 1e9,
                parseltongue_version=ref.metadata.tool_version,
                file_checksums=_checksums(self._rows(ref)),
                entity_count=sum(snapshot.counts["entities"].values()),
                relationship_count=sum(snapshot.counts["relationships"].values()),
                compression_ratio=self._compression_ratio(ref),
                labels=ref.metadata.labels,
            )

    # -- the whole ----------------------------------------------------------------------------------------

    def compact(self) -> dict[str, Any]:
        """Remove what no workspace needs and give its space back; sizes in bytes before and after."""
        with Recorded(self._workspace(self._store.directory), "storage compact"):
            return compact(self._store)

    def size_on_disk(self) -> int:
        """Bytes allocated for everything in the directory."""
        return self._store.size_on_disk()

    # -- parts --------------------------------------------------------------------------------------------

    def _workspace(self, path: Path) -> Workspace:
        """A workspace with its own configuration, but in this store."""
        root = os.path.realpath(os.path.expanduser(os.fspath(path)))
        place = Workspace(root, load_config(root, env=self._env, overrides=self._settings))
        place.keep_store(self._store)
        return place

    def _refs(self, backend: StorageBackend) -> Refs:
        return Refs(backend, self._store.codec, grace_ns=self._store.grace_ns)

    def _ref(self, place: Workspace) -> Ref | None:
        self._store.backend.refresh()
        return self._store.refs.get(place.ref_name)

    def _snapshot(self, ref: Ref) -> Snapshot:
        return decode_snapshot(self._store.objects.get(ref.snapshot, "snapshot"))

    def _rows(self, ref: Ref) -> dict[str, FileRow]:
        files = self._snapshot(ref).maps["files"]
        entries = prolly.scan(NodeCache(self._store.objects), files)
        return {path_text(key): decode_row(value) for key, value in entries}

    def _move(
        self, refs: Refs, place: Workspace, current: Ref | None, snapshot: bytes, metadata: RefMetadata
    ) -> None:
        expected = None if current is None else current.snapshot
        if refs.move(place.ref_name, expected=expected, snapshot=snapshot, metadata=metadata) is None:
            raise LockedError(f"{place.root} was analysed at the same time; try again")

    def _copy(self, isg: ISG, backend: StorageBackend) -> None:
        """Write the records of a graph that the store has not; the caller holds the store lock."""
        source = isg.view.objects
        reach = Reach(source, lambda digest: True)
        if not reach.add(isg.view.digest):
            raise CorruptionError(f"the graph cannot be read: {next(iter(reach.lost.values()))}")
        target = Objects(backend, self._store.codec)
        for digest in target.missing(reach.roles):
            family = reach.roles[digest] in (FACTS, INTERFACE)
            codec = self._store.codecs.facts if family else self._store.codec
            key = self._store.keys.object(digest)
            target.stage(digest, codec.encode(source.get(digest, reach.roles[digest]), key))
            if target.staged_bytes > BATCH_BYTES:
                target.flush()
        target.flush(durable=True)

    def _remove(
        self, place: Workspace, ref: Ref, rows: dict[str, FileRow], doomed: dict[str, FileRow]
    ) -> None:
        """Move the ref to a snapshot without some files, and forget their facts."""
        store = self._store
        left = {path: row.language for path, row in rows.items() if path not in doomed}
        update = update_snapshot(
            store.objects,
            ref.snapshot,
            dict.fromkeys(doomed),
            left,
            place.prints,
            declared_roots=place.config.analysis.source_roots,
            degraded=self._snapshot(ref).degraded,
        )
        maker = RowMaker(store, place.prints)
        keys = [store.keys.cached(maker.key(row.content, row.language)) for row in doomed.values()]
        with store.writing("invalidate") as backend:
            store.objects.flush(into=backend)
            backend.write([(key, None) for key in keys], durable=False)
            metadata = _metadata(place.root, ref)
            self._move(self._refs(backend), place, ref, update.digest, metadata)

    def _compression_ratio(self, ref: Ref) -> float:
        store = self._store
        reach = Reach(store.objects, lambda digest: True)
        reach.add(ref.snapshot)
        stored = plain = 0
        for digest in reach.roles:
            stored += len(store.backend.get(store.keys.object(digest)) or b"")
            plain += len(store.objects.get(digest))
        return stored / plain if plain else 1.0


def _metadata(root: str, current: Ref | None) -> RefMetadata:
    """What is written about a graph that a program stores."""
    from parseltongue.version import __version__

    return RefMetadata(
        time_ns=time.time_ns(),
        tool_version=__version__,
        workspace=root,
        git_directory="" if current is None else current.metadata.git_directory,
        labels={} if current is None else current.metadata.labels,
    )


def _checksums(rows: dict[str, FileRow]) -> dict[str, str]:
    return {path: row.content.hex() for path, row in rows.items() if any(row.content)}


def _below(root: str, paths: Iterable[Path], known: Iterable[str]) -> list[str]:
    """Those of the known paths that are named, or are below a folder that is."""
    wanted = set()
    for path in paths:
        text = os.path.relpath(os.path.join(root, os.fspath(path)), root).replace(os.sep, "/")
        wanted.add(b"" if text == "." else path_bytes(text))
    return [path for path in known if any(_stands_in(path_bytes(path), one) for one in wanted)]


def _stands_in(path: bytes, folder: bytes) -> bool:
    return not folder or path == folder or path.startswith(folder + b"/")
