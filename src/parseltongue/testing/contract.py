"""The tests that every backend passes.

A backend's author writes::

    class TestMyBackend(BackendContract):
        backend = MyBackend

A test that needs what the backend's `properties` declare as absent tests the declaration instead.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from parseltongue.model.errors import ConfigError, LockedError, StorageError, UnavailableError
from parseltongue.testing.durability import DurabilityContract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from parseltongue.storage.backend import Mode, StorageBackend

_CHILD = """
import sys
from parseltongue.testing.subject import subject
backend, options, directory, action = subject(sys.argv)
if action == "write":
    with backend.open(directory, mode="write", options=options) as store:
        store.write([(b"child", b"wrote")], durable=True)
        print("written", flush=True)
        sys.stdin.readline()
elif action == "read":
    store = backend.open(directory, mode="read", options=options)
    print((store.get(b"k") or b"none").decode(), flush=True)
    sys.stdin.readline()
    store.refresh()
    print((store.get(b"k") or b"none").decode(), flush=True)
"""


class BackendContract(DurabilityContract):
    """Inherit, and set `backend`; `options` are passed to every open."""

    # -- pairs ------------------------------------------------------------------------------------

    def test_missing_key_is_none(self, store: StorageBackend) -> None:
        assert store.get(b"absent") is None
        assert store.get_many([]) == []

    def test_get_many_keeps_order_and_repeats(self, store: StorageBackend) -> None:
        store.write([(b"a", b"1"), (b"b", b"")], durable=False)
        assert store.get_many([b"b", b"x", b"a", b"b"]) == [b"", None, b"1", b""]

    def test_write_replaces_and_deletes(self, store: StorageBackend) -> None:
        store.write([(b"a", b"1"), (b"b", b"2")], durable=False)
        store.write([(b"a", None), (b"b", b"3"), (b"absent", None)], durable=True)
        assert list(store.scan(b"", None)) == [(b"b", b"3")]

    def test_last_pair_of_a_repeated_key_counts(self, store: StorageBackend) -> None:
        store.write([(b"a", b"1"), (b"a", None), (b"b", None), (b"b", b"2")], durable=False)
        assert store.get_many([b"a", b"b"]) == [None, b"2"]

    def test_an_empty_durable_write_is_allowed(self, store: StorageBackend) -> None:
        store.write([(b"a", b"1")], durable=False)
        store.write((), durable=True)
        assert store.get(b"a") == b"1"

    def test_large_and_longest(self, store: StorageBackend) -> None:
        key = b"k" * self.backend.properties.largest_key
        value = os.urandom(1 << 20) * 64
        store.write([(key, value)], durable=True)
        assert store.get(key) == value
        assert dict(store.scan(b"", None)) == {key: value}

    # -- scans ------------------------------------------------------------------------------------

    def test_scan_orders_keys_as_unsigned_bytes(self, store: StorageBackend) -> None:
        keys = [b"\xff", b"a", b"\x00", b"a\x00", b"\x80", b"\x7f", b"aa", b"\xff\xff"]
        store.write([(key, key) for key in keys], durable=False)
        assert [key for key, _ in store.scan(b"", None)] == sorted(keys)

    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            (b"", None, b"abcd"),
            (b"b", b"d", b"bc"),
            (b"b", b"b", b""),
            (b"c", b"b", b""),
            (b"aa", b"c\x00", b"bc"),
            (b"d", None, b"d"),
            (b"e", None, b""),
            (b"", b"", b""),
        ],
    )
    def test_scan_is_half_open(
        self, store: StorageBackend, start: bytes, end: bytes | None, expected: bytes
    ) -> None:
        store.write([(bytes([letter]), b"") for letter in b"dbca"], durable=False)
        assert b"".join(key for key, _ in store.scan(start, end)) == expected

    def test_scan_shows_the_state_at_its_call(self, store: StorageBackend) -> None:
        store.write([(b"%03d" % number, b"old") for number in range(300)], durable=False)
        scan = store.scan(b"", None)
        first = next(scan)
        store.write([(b"%03d" % number, None) for number in range(100, 200)], durable=False)
        store.write([(b"250", b"new"), (b"999", b"new")], durable=False)
        assert [first, *scan] == [(b"%03d" % number, b"old") for number in range(300)]

    # -- batches ----------------------------------------------------------------------------------

    def test_a_batch_whose_source_fails_writes_nothing(self, store: StorageBackend) -> None:
        def failing() -> Iterator[tuple[bytes, bytes]]:
            yield b"a", b"1"
            raise RuntimeError("the source failed")

        with pytest.raises(RuntimeError, match="the source failed"):
            store.write(failing(), durable=True)
        assert store.get(b"a") is None

    def test_views_see_whole_batches_while_threads_write(self, store: StorageBackend) -> None:
        keys = [b"%02d" % number for number in range(20)]
        store.write([(key, b"0") for key in keys], durable=False)

        def write() -> None:
            for number in range(1, 60):
                store.write([(key, b"%d" % number) for key in keys], durable=False)

        writer = threading.Thread(target=write)
        writer.start()
        seen = []
        while writer.is_alive():
            with store.read_view() as view:
                seen.append(len({*view.get_many(keys), *(value for _, value in view.scan(b"", None))}))
        writer.join()
        assert set(seen) <= {1}
        assert store.get(keys[0]) == b"59"

    def test_twelve_threads_read_and_write_at_once(self, store: StorageBackend) -> None:
        def work(thread: int) -> None:
            prefix = b"%02d-" % thread
            for number in range(40):
                store.write([(prefix + b"%03d" % number, b"v%d" % number)], durable=False)
                assert store.get(prefix + b"%03d" % number) == b"v%d" % number
            assert len(list(store.scan(prefix, prefix + b"\xff"))) == 40

        _in_threads(12, work)
        assert len(list(store.scan(b"", None))) == 480

    # -- compare and swap -------------------------------------------------------------------------

    def test_compare_and_swap(self, store: StorageBackend) -> None:
        assert not store.compare_and_swap(b"ref", b"1", b"2")
        assert store.compare_and_swap(b"ref", None, b"1")
        assert not store.compare_and_swap(b"ref", None, b"2")
        assert store.compare_and_swap(b"ref", b"1", b"2")
        assert store.get(b"ref") == b"2"
        assert store.compare_and_swap(b"ref", b"2", None)
        assert store.get(b"ref") is None
        assert store.compare_and_swap(b"ref", None, None)

    def test_compare_and_swap_loses_no_update(self, store: StorageBackend) -> None:
        store.write([(b"count", b"0")], durable=False)

        def increment(_: int) -> None:
            for _ in range(10):
                while True:
                    now = store.get(b"count") or b""
                    if store.compare_and_swap(b"count", now, b"%d" % (int(now) + 1)):
                        break

        _in_threads(6, increment)
        assert store.get(b"count") == b"60"

    # -- views ------------------------------------------------------------------------------------

    def test_a_view_does_not_move(self, store: StorageBackend) -> None:
        store.write([(b"a", b"1"), (b"b", b"1")], durable=False)
        with store.read_view() as view:
            store.write([(b"a", b"2"), (b"b", None), (b"c", b"2")], durable=True)
            store.compact()
            assert view.get(b"a") == b"1"
            assert view.get_many([b"c", b"b"]) == [None, b"1"]
            assert list(view.scan(b"", None)) == [(b"a", b"1"), (b"b", b"1")]
        assert list(store.scan(b"", None)) == [(b"a", b"2"), (b"c", b"2")]

    def test_a_closed_view_is_unavailable(self, store: StorageBackend) -> None:
        view = store.read_view()
        view.close()
        view.close()
        with pytest.raises(UnavailableError):
            view.get(b"a")
        with pytest.raises(UnavailableError):
            list(view.scan(b"", None))

    # -- opening and closing ----------------------------------------------------------------------

    def test_reopening_finds_everything(self, directory: str) -> None:
        for number in range(5):
            with self.open(directory, "write") as store:
                store.write([(b"%d" % number, b"x")], durable=False)
        with self.open(directory, "read") as store:
            assert [key for key, _ in store.scan(b"", None)] == [b"0", b"1", b"2", b"3", b"4"]

    def test_reading_what_is_missing_is_unavailable(self, directory: str) -> None:
        assert not self.backend.exists(directory)
        with pytest.raises(UnavailableError):
            self.open(directory, "read")
        self.open(directory, "write").close()
        assert self.backend.exists(directory)

    @pytest.mark.parametrize("mode", ["read", "write"])
    def test_every_use_after_close_is_unavailable(self, directory: str, tmp_path: Path, mode: Mode) -> None:
        with self.open(directory, "write") as made:
            made.write([(b"%d" % number, b"x" * 9000) for number in range(9)], durable=False)
        store = self.open(directory, mode)
        scan, view = store.scan(b"", None), store.read_view()
        next(scan)
        store.close()
        store.close()
        uses: list[Callable[[], object]] = [
            lambda: store.get(b"a"),
            lambda: store.get_many([b"a"]),
            lambda: list(store.scan(b"", None)),
            lambda: store.write([(b"a", b"1")], durable=False),
            lambda: store.compare_and_swap(b"a", None, b"1"),
            store.read_view,
            store.refresh,
            store.compact,
            store.size_on_disk,
            lambda: store.checkpoint(str(tmp_path / "copy")),
            lambda: list(scan),
            lambda: view.get(b"1"),
            lambda: list(view.scan(b"", None)),
        ]
        for use in uses:
            with pytest.raises(UnavailableError):
                use()
        self.open(directory, "write").close()

    def test_a_reader_refuses_to_write(self, store: StorageBackend, directory: str) -> None:
        with self.open(directory, "read") as reader:
            with pytest.raises(UnavailableError):
                reader.write([(b"a", b"1")], durable=False)
            with pytest.raises(UnavailableError):
                reader.compare_and_swap(b"a", None, b"1")
        assert store.get(b"a") is None

    def test_second_writer(self, store: StorageBackend, directory: str) -> None:
        if self.backend.properties.exclusive_writer:
            with pytest.raises(LockedError):
                self.open(directory, "write")
            return
        with self.open(directory, "write") as other:
            other.write([(b"a", b"1")], durable=False)
        assert store.get(b"a") == b"1"

    def test_a_reader_sees_commits_after_refresh(self, store: StorageBackend, directory: str) -> None:
        store.write([(b"a", b"1")], durable=False)
        with self.open(directory, "read") as reader:
            view = reader.read_view()
            for number in range(2, 6):
                store.write([(b"a", b"%d" % number)], durable=False)
                if number == 4:
                    store.compact()
                reader.refresh()
                assert reader.get(b"a") == b"%d" % number
            assert view.get(b"a") == b"1"

    def test_a_reader_survives_compaction(self, store: StorageBackend, directory: str) -> None:
        pairs = [(b"%04d" % number, os.urandom(200)) for number in range(2000)]
        store.write(pairs, durable=False)
        store.compact()
        with self.open(directory, "read") as reader, reader.read_view() as view:
            store.write([(key, None) for key, _ in pairs], durable=False)
            store.compact()
            assert list(view.scan(b"", None)) == pairs
            assert view.get(b"1999") == pairs[-1][1]
            assert reader.get(b"1999") in (None, pairs[-1][1])
            reader.refresh()
            assert list(reader.scan(b"", None)) == []
            assert view.get(b"0000") == pairs[0][1]

    # -- processes --------------------------------------------------------------------------------

    def test_a_process_reads_while_this_one_writes(self, store: StorageBackend, directory: str) -> None:
        store.write([(b"k", b"first")], durable=False)
        with self.child(_CHILD, directory, "read") as child:
            if not self.backend.properties.shared_between_processes:
                _, errors = child.communicate()
                assert "UnavailableError" in errors
                return
            assert child.stdout is not None
            assert child.stdout.readline() == "first\n"
            store.write([(b"k", b"second")], durable=False)
            output, errors = child.communicate("\n")
            assert (output, errors) == ("second\n", "")

    def test_a_killed_writer_keeps_what_it_was_told_is_durable(self, directory: str) -> None:
        self.open(directory, "write").close()
        with self.child(_CHILD, directory, "write") as child:
            assert child.stdout is not None
            assert child.stdout.readline() == "written\n"
            if self.backend.properties.exclusive_writer:
                with pytest.raises(LockedError):
                    self.open(directory, "write")
            child.kill()
        kept = b"wrote" if self.backend.properties.durable else None
        with self.open(directory, "read") as reader:
            assert reader.get(b"child") == kept
        with self.open(directory, "write") as store:
            assert store.get(b"child") == kept

    # -- upkeep -----------------------------------------------------------------------------------

    @pytest.mark.parametrize("mode", ["read", "write"])
    def test_a_checkpoint_opens_as_a_store(
        self, store: StorageBackend, directory: str, tmp_path: Path, mode: Mode
    ) -> None:
        store.write([(b"a", b"1"), (b"b", b"2")], durable=False)
        copy = str(tmp_path / "copy")
        if mode == "write":
            store.checkpoint(copy)
        else:
            with self.open(directory, "read") as reader:
                reader.checkpoint(copy)
        store.write([(b"a", b"changed")], durable=False)
        with self.open(copy, "write") as copied:
            copied.write([(b"c", b"3")], durable=False)
            assert list(copied.scan(b"", None)) == [(b"a", b"1"), (b"b", b"2"), (b"c", b"3")]
        assert store.get(b"c") is None
        with pytest.raises(StorageError):
            store.checkpoint(copy)

    def test_compact_keeps_all_and_gives_back_space(self, store: StorageBackend) -> None:
        pairs = [(b"%04d" % number, os.urandom(500)) for number in range(2000)]
        store.write(pairs, durable=False)
        store.compact()
        full = store.size_on_disk()
        store.write([(key, None) for key, _ in pairs[100:]], durable=False)
        store.compact()
        assert list(store.scan(b"", None)) == pairs[:100]
        if self.backend.properties.durable:
            assert full >= 1_000_000
            assert store.size_on_disk() < full / 4

    def test_an_empty_store_is_small(self, directory: str) -> None:
        with self.open(directory, "write") as store:
            store.write([(b"a", b"1")], durable=True)
            assert store.size_on_disk() < self.backend.properties.empty_bytes
        with self.open(directory, "read") as store:
            assert store.size_on_disk() < self.backend.properties.empty_bytes

    # -- options ----------------------------------------------------------------------------------

    def test_options_have_valid_defaults(self) -> None:
        values = self.backend.validate_options({})
        assert set(values) == set(self.backend.options)
        assert self.backend.validate_options(values) == values

    def test_an_unknown_option_is_refused_with_those_allowed(self, directory: str) -> None:
        with pytest.raises(ConfigError) as refused:
            self.backend.open(directory, mode="write", options={"no_such_option": 1})
        assert f"storage.{self.backend.properties.name}.no_such_option" in str(refused.value)
        assert all(name in str(refused.value) for name in self.backend.options)

    def test_an_option_of_a_wrong_type_is_refused(self) -> None:
        for name in self.backend.options:
            with pytest.raises(ConfigError, match=name):
                self.backend.validate_options({name: [1]})


def _in_threads(count: int, work: Callable[[int], None]) -> None:
    """Run `work(0..count-1)` at once; the first failure is raised."""
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            work(number)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
