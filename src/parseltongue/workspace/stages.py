"""The stages of an analysis that has something to do: read, extract, link, commit.

The order of writes is the order of trust: facts in batches as they arrive (each names itself in a lease, so
a killed run leaves nothing that a collection would take from the next one, which finds them in the facts
cache), then links and maps, then the ref, then the stat index. Killed in between, the old ref stands.
"""

from __future__ import annotations

import os
import time

from parseltongue.analysis.languages import package_of
from parseltongue.changes.reading import Failure, hash_bytes, read_file
from parseltongue.changes.statindex import save_stat_index
from parseltongue.isg.keys import FACTS_CACHE, namespace_end
from parseltongue.isg.refs import RefMetadata
from parseltongue.isg.rows import SKIP_REASONS
from parseltongue.isg.update import UpdateResult, update_snapshot
from parseltongue.model.errors import ConfigError, CorruptionError, LockedError
from parseltongue.workspace.contents import Difference, RowMaker, compare_with_snapshot
from parseltongue.workspace.extraction import FAILED, TIMED_OUT, Extracted, FileExtractor, encoded_object
from parseltongue.workspace.forked import extract_apart
from parseltongue.workspace.layers import NO_LAYER, inherited_layer
from parseltongue.workspace.limits import memory_for
from parseltongue.workspace.made_files import made_files
from parseltongue.workspace.report import AnalysisReport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.changes.detect import ChangeSet, Scan
    from parseltongue.changes.statindex import StatIndex
    from parseltongue.isg.leases import Lease
    from parseltongue.isg.refs import Ref
    from parseltongue.isg.rows import FileRow
    from parseltongue.storage.backend import StorageBackend
    from parseltongue.workspace.analysis import Run

POOL_FROM = 1 << 20
"""Bytes of source from which more than one process pays."""
COMMIT_BYTES = 4 << 20
"""Staged facts from which a batch is committed: bounds memory, and what a killed run loses."""
LEASE_SECONDS = 3600
SAMPLE_BYTES = 1_000_000
"""Bytes of source that the first dictionary of a store is trained from."""


class Stages:
    """What one run does beyond looking."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._root = run.root
        self._store = run.store
        self._config = run.config
        self._progress = run.progress
        self._use_cache = run.use_cache
        self._lease: Lease | None = None
        self._rows = RowMaker(run.store, run.prints)
        self._made = made_files(run.config, run.languages)
        self._layer = NO_LAYER
        self._lost: list[str] = []
        self._troubles: list[str] = []
        self._parsed = 0
        self._is_careful = False
        """Whether to parse in processes of their own, as files were lost when they were parsed last."""

    def analyze(self, ref: Ref | None, index: StatIndex | None, scan: Scan) -> AnalysisReport:
        base = ref.snapshot if ref is not None else None
        self._layer = self._wanted_layer(base)
        if base is not None and not self._is_fit(base):
            self._is_careful = self._run.snapshot(base).degraded
            index, base = None, None
            scan = self._run.scan(None)
        direct = base is None and not self._has_facts()
        if direct:
            rows = self._extract(scan, scan.pending)
            difference = Difference(sorted(scan.files), [], [])
        else:
            contents, changes = self._contents(scan)
            if base is None and self._run.find_base is not None:
                base = self._borrowed_base({k: v for k, v in contents.items() if isinstance(v, bytes)})
            if index is not None:
                difference = Difference(changes.new, changes.modified, changes.deleted)
            else:
                languages, prints = _languages(scan), self._run.prints
                difference = compare_with_snapshot(self._store.objects, base, contents, languages, prints)
            rows = self._known_rows(scan, difference, contents)
            rows |= self._extract(scan, [path for path in difference.present if path not in rows])
        rows = {path: row for path, row in rows.items() if path in scan.files}
        return self._finish(ref, base, scan, difference, rows)

    def _wanted_layer(self, base: bytes | None) -> bytes:
        """Root of the layer that the new snapshot rests on."""
        if self._run.layer is not None:
            return self._run.layer
        if base is not None:
            return self._run.snapshot(base).layer
        return inherited_layer(self._store, self._run.identity) if self._use_cache else NO_LAYER

    def _is_fit(self, base: bytes) -> bool:
        """Whether a snapshot can be updated: it is whole, and rests on the same layer."""
        snapshot = self._run.snapshot(base)
        return not snapshot.degraded and snapshot.layer == self._layer

    def _borrowed_base(self, contents: dict[str, bytes]) -> bytes | None:
        """The snapshot of another workspace to start from, leased until this run has committed.

        Its ref may move or be cleaned away meanwhile, and a collection would take what the new snapshot
        is to share with it. One that no ref names any more when the lease is there is not used.
        """
        base = self._run.find_base(contents) if self._run.find_base is not None else None
        if base is None or not self._is_fit(base):
            return None
        with self._store.writing() as backend:
            refs = type(self._store.refs)(backend, self._store.codec)
            if base not in (ref.snapshot for ref in refs.scan("workspace/")):
                return None
            self._protect(backend, [base])
        return base

    def _has_facts(self) -> bool:
        """Whether the store holds any facts at all."""
        if not self._use_cache:
            return False
        return next(self._store.backend.scan(FACTS_CACHE, namespace_end(FACTS_CACHE)), None) is not None

    def _contents(self, scan: Scan) -> tuple[dict[str, bytes | Failure], ChangeSet]:
        """BLAKE3 of every file, or why it has none, and what that changes against the stat index.

        Of a file that the stats prove unchanged, the index has the digest; in another algorithm it only
        proves that the row of the snapshot still holds, and nobody asks for more.
        """
        algorithm = self._config.change_detection.hash_algorithm
        contents: dict[str, bytes | Failure] = {**scan.known, **scan.failures}
        results: dict[str, bytes | Failure] = {}
        for path in scan.pending:
            data = self._read(scan, path)
            if isinstance(data, Failure):
                contents[path] = results[path] = data
            else:
                contents[path] = hash_bytes(data)
                results[path] = hash_bytes(data, algorithm) if algorithm != "blake3" else contents[path]
        changes = scan.settle(results)
        return {path: content for path, content in contents.items() if path in scan.files}, changes

    def _read(self, scan: Scan, path: str) -> bytes | Failure:
        """What counts of a file."""
        data = self._made.read(self._root, path, scan.files[path][0], scan.files)
        return read_file(self._root, path, self._config.analysis.max_file_size) if data is None else data

    def _known_rows(
        self, scan: Scan, difference: Difference, contents: dict[str, bytes | Failure]
    ) -> dict[str, FileRow]:
        """Rows of changed files that need no parser: unreadable ones, and those in the facts cache."""
        rows: dict[str, FileRow] = {}
        wanted = []
        for path in difference.present:
            language, stamp = scan.files[path]
            content = contents[path]
            if isinstance(content, Failure):
                rows[path] = self._rows.from_failure(path, language, content)
            elif self._use_cache and language not in self._made.limits:
                wanted.append((path, language, content, stamp[0]))
        rows.update(self._rows.from_cache(wanted))
        return rows

    # -- extraction ---------------------------------------------------------------------------------------

    def _extract(self, scan: Scan, paths: list[str]) -> dict[str, FileRow]:
        """Read, parse and stage files; what was read settles the scan if it is not settled yet."""
        work = [(path, scan.files[path][0], scan.files[path][1][0]) for path in paths]
        languages = {path: language for path, language, _ in work}
        rows: dict[str, FileRow] = {}
        results: dict[str, bytes | Failure] = {}
        for number, one in enumerate(self._extracted(scan, work)):
            rows[one.path] = self._rows.from_extracted(one, languages[one.path])
            results[one.path] = one.failure or one.stat_digest
            self._parsed += one.facts is not None
            if one.skip in (FAILED, TIMED_OUT):
                self._lost.append(one.path)
            if one.trouble and one.trouble not in self._troubles:
                self._troubles.append(one.trouble)
            if self._store.objects.staged_bytes > COMMIT_BYTES:
                self._commit_batch()
            if not number % 20:
                self._progress("parse", number, len(work))
        if scan.pending:
            scan.settle(results)
            for path, failure in scan.failures.items():
                rows[path] = self._rows.from_failure(path, scan.files[path][0], failure)
        elif not self._agree(scan, results):
            self._forget(scan, results)
        return rows

    def _agree(self, scan: Scan, results: dict[str, bytes | Failure]) -> bool:
        return all(scan.digests.get(path) == result for path, result in results.items())

    def _forget(self, scan: Scan, results: dict[str, bytes | Failure]) -> None:
        """Files that changed between hashing and parsing: what was parsed counts, next time looks again."""
        for path, result in results.items():
            if path in scan.digests and scan.digests[path] != result:
                scan.digests[path] = b""

    def _extracted(self, scan: Scan, work: list[tuple[str, str, int]]) -> Iterator[Extracted]:
        made = [one for one in work if one[1] in self._made.limits]
        for path, language, _ in made:
            yield self._extractor().extract_read(path, language, self._read(scan, path))
        work = [one for one in work if one not in made] if made else work
        size = sum(one[2] for one in work)
        if size >= SAMPLE_BYTES and self._store.codecs.wants_facts:
            sample, work = _split_sample(work)
            yield from self._extract_sample(sample)
        if self._is_careful or (size >= POOL_FROM and self._run.jobs > 1 and len(work) > 1):
            yield from self._extract_in_pool(work)
        else:
            yield from self._extract_apart(self._extractor(), work)

    def _extractor(self) -> FileExtractor:
        analysis = self._config.analysis
        return FileExtractor(
            self._root,
            self._store.codecs.facts,
            algorithm=self._config.change_detection.hash_algorithm,
            largest=analysis.max_file_size,
            keep_docs=analysis.docs,
            timeout=analysis.parse_timeout,
        )

    def _extract_sample(self, work: list[tuple[str, str, int]]) -> list[Extracted]:
        """Extract a few files first and train the store's dictionary from their records."""
        extractor = self._extractor()
        extractor.keep_plain = True
        results = list(self._extract_apart(extractor, work))
        samples = [record for one in results if one.plain is not None for record in one.plain]
        self._store.learn_facts(samples)
        codec = self._store.codecs.facts
        for one in results:
            if one.plain is not None:
                one.interface = encoded_object(codec, one.plain[0])
                one.facts = encoded_object(codec, one.plain[1])
        return results

    def _extract_apart(
        self, extractor: FileExtractor, work: list[tuple[str, str, int]]
    ) -> Iterator[Extracted]:
        analysis = self._config.analysis
        memory = memory_for(analysis.max_file_size)
        return extract_apart(extractor, work, timeout=analysis.parse_timeout, memory=memory)

    def _extract_in_pool(self, work: list[tuple[str, str, int]]) -> Iterator[Extracted]:
        from parseltongue.workspace.pool import Pool

        with Pool(self._run.jobs, self._settings(), self._config.analysis.parse_timeout) as pool:
            yield from pool.extract(work)

    def _settings(self) -> dict[str, object]:
        analysis = self._config.analysis
        return {
            "root": self._root,
            "algorithm": self._config.change_detection.hash_algorithm,
            "largest": analysis.max_file_size,
            "keep_docs": analysis.docs,
            "languages": {family: package_of(family) for family in self._run.languages},
            **self._store.codecs.worker_settings,
        }

    # -- commits ------------------------------------------------------------------------------------------

    def _commit_batch(self) -> None:
        with self._store.writing() as backend:
            self._protect(backend, [])
            self._store.objects.flush(into=backend)

    def _protect(self, backend: StorageBackend, roots: list[bytes]) -> None:
        """Take or renew the lease that keeps a collection away from what this run has written."""
        leases = self._store.leases(backend)
        now, lifetime = time.time_ns(), LEASE_SECONDS * 10**9
        if self._lease is None:
            self._lease = leases.open("analyze", roots, now_ns=now, lifetime_ns=lifetime)
        else:
            leases.renew(self._lease, now_ns=now, lifetime_ns=lifetime)
        lease = self._lease
        self._store.objects.batch_record = lambda names: leases.batch_record(lease, names)

    def _finish(
        self,
        ref: Ref | None,
        base: bytes | None,
        scan: Scan,
        difference: Difference,
        rows: dict[str, FileRow],
    ) -> AnalysisReport:
        started = time.monotonic()
        if not os.path.isdir(self._root):
            # All files that had not been read yet seem deleted.
            raise ConfigError(f"the folder {self._root} is gone; nothing was changed in the store")
        changes: dict[str, FileRow | None] = {**rows, **dict.fromkeys(difference.deleted)}
        for path in difference.present:
            if path not in scan.files and base is not None:
                changes[path] = None
        if changes or ref is None or base != ref.snapshot:
            result = self._link(base, changes, _languages(scan))
            self._commit(ref, result, started)
        else:
            result = UpdateResult(base, self._run.snapshot(base), [])
        self._save_index(scan, result.digest)
        same = ref is not None and result.digest == ref.snapshot
        mode = "unchanged" if same else "full" if base is None else "incremental"
        report = AnalysisReport(self._root, result.digest, result.snapshot, mode)
        report.new = len([path for path in difference.new if path in scan.files])
        if ref is None:
            # The base is of another workspace: nobody has changed or deleted its files here.
            report.new += len(difference.modified)
        else:
            report.modified, report.deleted = len(difference.modified), len(difference.deleted)
        report.unchanged = len(scan.files) - report.new - report.modified
        report.notices += [*self._troubles, *result.troubles]
        report.skipped = [(path, SKIP_REASONS[row.skip]) for path, row in sorted(rows.items()) if row.skip]
        report.parsed, report.linked = self._parsed, len(result.linked)
        return report

    def _link(
        self, base: bytes | None, changes: dict[str, FileRow | None], languages: dict[str, str]
    ) -> UpdateResult:
        return update_snapshot(
            self._store.objects,
            base,
            changes,
            languages,
            self._run.prints,
            declared_roots=self._config.analysis.source_roots,
            degraded=bool(self._lost),
            layer=self._layer,
            progress=lambda done, total: self._progress("link", done, total),
        )

    def _commit(self, ref: Ref | None, result: UpdateResult, started: float) -> None:
        """Write what is staged and move the ref; the ref goes last."""
        self._progress("write", 0, 0)
        store = self._store
        store.learn_graph()
        with store.writing() as backend:
            self._protect(backend, [] if ref is None else [ref.snapshot])
            # In the present state: the handle for reading may show one from before a collection.
            store.backend.refresh()
            gone = store.objects.missing([*self._rows.borrowed, *([self._layer] if self._layer else [])])
            if gone:
                raise CorruptionError(
                    f"{len(gone)} records of the store were collected during the analysis; run it again"
                )
            store.objects.flush(into=backend)
            refs = type(store.refs)(backend, store.codec)
            moved = refs.move(
                self._run.ref_name,
                expected=None if ref is None else ref.snapshot,
                snapshot=result.digest,
                metadata=self._metadata(started),
            )
            if self._lease is not None:
                store.leases(backend).close(self._lease)
        if moved is None:
            raise LockedError("another process analysed this workspace at the same time; run it again")

    def _metadata(self, started: float) -> RefMetadata:
        from parseltongue.version import __version__

        return RefMetadata(
            time_ns=time.time_ns(),
            duration_ns=int((time.monotonic() - started) * 1e9),
            tool_version=__version__,
            workspace=self._run.origin[0],
            git_directory=self._run.origin[1],
            labels={},
        )

    def _save_index(self, scan: Scan, snapshot: bytes) -> None:
        path = self._run.index_path()
        if path:
            index = scan.stat_index(self._run.index_label(snapshot))
            save_stat_index(path, index, seal=self._store.seal_index)


def _languages(scan: Scan) -> dict[str, str]:
    return {path: language for path, (language, _) in scan.files.items()}


def _split_sample(
    work: list[tuple[str, str, int]],
) -> tuple[list[tuple[str, str, int]], list[tuple[str, str, int]]]:
    """An even selection of about `SAMPLE_BYTES`, and the rest."""
    total = sum(one[2] for one in work)
    step = max(1, total // SAMPLE_BYTES)
    return work[::step], [one for index, one in enumerate(work) if index % step]
