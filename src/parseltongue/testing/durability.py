"""The part of the contract that needs other processes and harm: several writers, kills, full disks, damage.

Part of `parseltongue.testing.contract.BackendContract`. Tests that need to mount a file system or to become
another user are skipped where this process may not; they say so.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from parseltongue.model.errors import FullError, StorageError, UnavailableError
from parseltongue.testing.subject import Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.storage.backend import StorageBackend

_PAIRS = [(b"key%05d" % number, b"value-%05d-" % number + bytes(range(256)) * 4) for number in range(400)]
_WRITER_ROUNDS, _WRITERS, _READERS = 12, 2, 3

_WRITE_IN_TURNS = """
import sys, time
from parseltongue.model.errors import LockedError
from parseltongue.testing.subject import subject
backend, options, directory, rounds = subject(sys.argv)
done = 0
while done < int(rounds):
    try:
        with backend.open(directory, mode="write", options=options) as store:
            old = store.get(b"count")
            new = b"%d" % (int(old or b"0") + 1)
            if store.compare_and_swap(b"count", old, new):
                store.write([(b"part%d" % part, new) for part in range(20)], durable=False)
                done += 1
    except LockedError:
        time.sleep(0.002)
print(done)
"""
_READ_TILL = """
import sys, time
from parseltongue.testing.subject import subject
backend, options, directory, last = subject(sys.argv)
looks, highest, deadline = 0, 0, time.monotonic() + 100
with backend.open(directory, mode="read", options=options) as store:
    while highest < int(last) and time.monotonic() < deadline:
        store.refresh()
        with store.read_view() as view:
            parts = view.get_many([b"part%d" % part for part in range(20)])
            scanned = [value for _, value in view.scan(b"part", b"paru")]
            now = int(view.get(b"count") or b"0")
        assert len(set(parts)) == 1 and len(set(scanned)) <= 1, (parts, scanned)
        assert now >= highest, (now, highest)
        highest = now
        looks += 1
print(looks)
"""
_WRITE_ON = """
import sys
from parseltongue.testing.subject import subject
backend, options, directory, number = subject(sys.argv)
number = int(number)
store = backend.open(directory, mode="write", options=options)
while True:
    number += 1
    batch = [(b"%d-%d" % (part, number), b"x" * 700) for part in range(20)]
    store.write([*batch, (b"last", b"%d" % number)], durable=number % 3 == 0)
    print(number, flush=True)
"""
_WRITE_TILL_FULL = """
import os, sys
from parseltongue.model.errors import FullError, StorageError
from parseltongue.testing.subject import subject
backend, options, directory, limit = subject(sys.argv)
if limit:
    import resource, signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = backend.open(directory, mode="write", options=options)
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
for number in range(400):
    try:
        store.write([(b"new%03d" % number, os.urandom(100_000)), (b"last", b"%d" % number)], durable=True)
        print(number, flush=True)
    except StorageError as error:
        print("full" if isinstance(error, FullError) else "failed", flush=True)
        break
os._exit(0)
"""
_READ_DAMAGED = """
import sys
from parseltongue.model.errors import StorageError
from parseltongue.testing.durability import _PAIRS
from parseltongue.testing.subject import subject
backend, options, directory, _ = subject(sys.argv)
def scanned(store):
    return list(store.scan(b"", None))
def got(store):
    keys = [key for key, _ in _PAIRS]
    return list(zip(keys, store.get_many(keys)))
for read in (scanned, got):
    try:
        with backend.open(directory, mode="read", options=options) as store:
            print("right" if read(store) == _PAIRS else "wrong")
    except StorageError as error:
        print(type(error).__name__)
"""
_AS_NOBODY = """
import os, sys
from parseltongue.model.errors import UnavailableError
from parseltongue.testing.durability import _PAIRS
from parseltongue.testing.subject import subject
backend, options, directory, _ = subject(sys.argv)
for mode in ("write", "read"):  # Loads what a stranger may not be allowed to load.
    with backend.open(directory + "-other", mode=mode, options=options) as store:
        list(store.scan(b"", None))
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    with backend.open(directory, mode="read", options=options) as store:
        print("right" if list(store.scan(b"", None)) == _PAIRS else "wrong")
        print("right" if store.get(_PAIRS[7][0]) == _PAIRS[7][1] else "wrong")
except UnavailableError:
    print("refused")
try:
    backend.open(directory, mode="write", options=options).write([(b"a", b"1")], durable=True)
except UnavailableError:
    print("refused")
"""


class DurabilityContract(Subject):
    """Several processes, kills, full disks, damaged files, places that cannot be written to."""

    @pytest.fixture
    def filled(self, directory: str) -> str:
        """A directory with a store of 400 pairs, closed."""
        with self.open(directory, "write") as store:
            store.write(_PAIRS, durable=True)
            store.compact()
        return directory

    def keeps_nothing(self) -> bool:
        """Whether the backend declares that it keeps nothing on disk; then that is what is tested."""
        if self.backend.properties.durable:
            return False
        with tempfile.TemporaryDirectory() as base:
            place = os.path.join(base, "store")
            with self.open(place, "write") as store:
                store.write(_PAIRS, durable=True)
                assert store.size_on_disk() == 0
                assert not os.listdir(base)
        return True

    # -- several processes ------------------------------------------------------------------------

    def test_several_processes_write_and_read_at_once(self, directory: str) -> None:
        self.open(directory, "write").close()
        if not self.backend.properties.shared_between_processes:
            assert self.backend.properties.exclusive_writer or not self.backend.properties.durable
            return
        last = str(_WRITERS * _WRITER_ROUNDS)
        readers = [self.child(_READ_TILL, directory, last) for _ in range(_READERS)]
        writers = [self.child(_WRITE_IN_TURNS, directory, str(_WRITER_ROUNDS)) for _ in range(_WRITERS)]
        for process in (*writers, *readers):
            with process:
                output, errors = process.communicate(timeout=100)
            assert (process.returncode, errors) == (0, "")
            assert int(output) > 0
        with self.open(directory, "read") as store:
            assert store.get(b"count") == last.encode()

    # -- kills ------------------------------------------------------------------------------------

    def test_killed_again_and_again_it_keeps_whole_batches(self, directory: str) -> None:
        if self.keeps_nothing():
            return
        chance = random.Random(11)
        told = 0
        for _ in range(4):
            with self.child(_WRITE_ON, directory, str(told)) as process:
                assert process.stdout is not None
                for _ in range(chance.randrange(1, 25)):
                    told = int(process.stdout.readline())
                process.kill()
            for mode in ("read", "write"):
                with self.open(directory, mode) as store:
                    last = self._check_batches(store, told)
            told = last

    def _check_batches(self, store: StorageBackend, told: int) -> int:
        """Every batch is there or not, in order, up to one that is no earlier than the last one told."""
        last = int(store.get(b"last") or b"0")
        assert last >= told
        keys = [b"%d-%d" % (part, number) for number in range(1, last + 1) for part in range(20)]
        assert None not in store.get_many(keys)
        assert store.get_many([b"0-%d" % (last + 1), b"19-%d" % (last + 1)]) == [None, None]
        assert len(list(store.scan(b"", None))) == len(keys) + 1
        return last

    # -- full disks -------------------------------------------------------------------------------

    @pytest.mark.skipif(sys.platform == "win32", reason="needs a limit of the file size")
    def test_files_that_cannot_grow_lose_nothing(self, filled: str) -> None:
        if self.keeps_nothing():
            return
        *written, last = self.run(_WRITE_TILL_FULL, filled, str(3 << 20))
        assert last in ("full", "failed")
        self._check_acknowledged(filled, written)

    def test_a_full_disk_is_said_and_loses_nothing(self, tmp_path: Path) -> None:
        if self.keeps_nothing():
            return
        with small_file_system(tmp_path / "disk", "8m") as disk:
            directory = str(disk / "store")
            with self.open(directory, "write") as store:
                store.write(_PAIRS, durable=True)
            *written, last = self.run(_WRITE_TILL_FULL, directory)
            assert last == "full"
            assert len(written) > 5
            if self.backend.properties.reads_without_write_access:
                self._read_acknowledged(directory, written)
            resize(disk, "32m")
            self._check_acknowledged(directory, written)

    def _check_acknowledged(self, directory: str, written: list[str]) -> None:
        self._read_acknowledged(directory, written)
        with self.open(directory, "write") as store:
            store.write([(b"after", b"1")], durable=True)
            store.compact()
        self._read_acknowledged(directory, written)

    def _read_acknowledged(self, directory: str, written: list[str]) -> None:
        with self.open(directory, "read") as store:
            found = {key for key, _ in store.scan(b"new", b"nex")}
            # The one that failed may be there as a whole: an error does not say that nothing was written.
            assert found - {b"new%03d" % len(written)} == {b"new%03d" % int(number) for number in written}
            assert all(len(value) == 100_000 for _, value in store.scan(b"new", b"nex"))
            assert int(store.get(b"last") or b"-1") == len(found) - 1
            assert list(store.scan(b"key", b"kez")) == _PAIRS

    def test_a_full_disk_is_said_by_an_open_that_creates(self, tmp_path: Path) -> None:
        if self.keeps_nothing():
            return
        with small_file_system(tmp_path / "disk", "64k") as disk:
            (disk / "filler").write_bytes(bytes(56 << 10))
            with pytest.raises(FullError), self.open(str(disk / "store"), "write") as store:
                store.write([(b"key", os.urandom(60_000))], durable=True)

    # -- places that cannot be written to ---------------------------------------------------------

    @pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs permissions of POSIX")
    def test_a_directory_that_cannot_be_written_can_be_read(self, filled: str) -> None:
        if self.keeps_nothing():
            return
        with tempfile.TemporaryDirectory() as base:
            os.chmod(base, 0o755)
            directory = shutil.copytree(filled, os.path.join(base, "store"))
            _set_modes(directory, 0o555, 0o444)
            if os.geteuid() != 0:
                os.makedirs(directory + "-other")
            try:
                readable = self.backend.properties.reads_without_write_access
                expected = ["right", "right", "refused"] if readable else ["refused", "refused"]
                assert self.run(_AS_NOBODY, directory) == expected
            finally:
                _set_modes(directory, 0o755, 0o644)

    def test_a_read_only_file_system_can_be_read(self, tmp_path: Path) -> None:
        if self.keeps_nothing():
            return
        with small_file_system(tmp_path / "disk", "8m") as disk:
            directory = str(disk / "store")
            with self.open(directory, "write") as store:
                store.write(_PAIRS, durable=True)
            _mount("-o", "remount,ro", str(disk))
            if self.backend.properties.reads_without_write_access:
                with self.open(directory, "read") as store:
                    assert list(store.scan(b"", None)) == _PAIRS
                    store.refresh()
                    with store.read_view() as view:
                        assert view.get(_PAIRS[0][0]) == _PAIRS[0][1]
            else:
                with pytest.raises(UnavailableError):
                    self.open(directory, "read")
            with pytest.raises(UnavailableError), self.open(directory, "write") as store:
                store.write([(b"a", b"1")], durable=True)

    def test_a_place_that_is_no_directory_is_unavailable(self, tmp_path: Path) -> None:
        if self.keeps_nothing():
            return
        (tmp_path / "file").write_text("in the way")
        for mode in ("read", "write"):
            for place in (tmp_path / "file", tmp_path / "file" / "store"):
                with pytest.raises(UnavailableError):
                    self.open(str(place), mode)

    # -- damage -----------------------------------------------------------------------------------

    @pytest.mark.parametrize("seed", range(6))
    def test_flipped_bytes(self, filled: str, seed: int) -> None:
        """Said by a backend that declares it, and by no backend answered with the end of the process."""
        if self.keeps_nothing():
            return
        path = _largest_file(filled)
        data = bytearray(path.read_bytes())
        chance = random.Random(seed)
        for _ in range(3):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data)
        outcomes = self.run(_READ_DAMAGED, filled)
        allowed = {"right", "CorruptionError", "FormatVersionError"}
        if not self.backend.properties.detects_corruption:
            allowed |= {"wrong", "UnavailableError"}
        assert set(outcomes) <= allowed
        assert len(outcomes) == 2

    @pytest.mark.parametrize("part", [0.0, 0.02, 0.5, 0.95])
    def test_a_file_that_is_cut_off_is_said(self, filled: str, part: float) -> None:
        if self.keeps_nothing():
            return
        path = _largest_file(filled)
        os.truncate(path, int(part * path.stat().st_size))
        outcomes = self.run(_READ_DAMAGED, filled)
        # An engine may allocate more than it uses: without the last bytes nothing may be missing.
        unused = {"right"} if part > 0.9 else set()
        assert set(outcomes) <= {"CorruptionError", "UnavailableError", *unused}
        assert len(outcomes) == 2

    def test_a_file_of_something_else_is_said(self, filled: str) -> None:
        if self.keeps_nothing():
            return
        path = _largest_file(filled)
        path.write_bytes(b"This is a letter, not a database. " * (path.stat().st_size // 34))
        for outcome in self.run(_READ_DAMAGED, filled):
            assert outcome in ("CorruptionError", "UnavailableError", "FormatVersionError")
        with pytest.raises(StorageError), self.open(filled, "write") as store:
            list(store.scan(b"", None))


def _largest_file(directory: str) -> Path:
    return max(
        (path for path in Path(directory).rglob("*") if path.is_file()), key=lambda one: one.stat().st_size
    )


def _set_modes(directory: str, of_directories: int, of_files: int) -> None:
    for place, _, names in os.walk(directory):
        os.chmod(place, of_directories)
        for name in names:
            os.chmod(os.path.join(place, name), of_files)


@contextmanager
def small_file_system(place: Path, size: str) -> Iterator[Path]:
    """A file system in memory of that size; the test is skipped where it cannot be mounted."""
    place.mkdir()
    if sys.platform != "linux":
        pytest.skip("a small file system can be mounted on Linux only")
    problem = _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place))
    if problem:
        pytest.skip(f"a small file system cannot be mounted here: {problem}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def resize(place: Path, size: str) -> None:
    """Give a small file system another size."""
    assert not _mount("-o", f"remount,size={size}", str(place))


def _mount(*arguments: str) -> str:
    """Mount; why it failed, if it did."""
    try:
        done = subprocess.run(["mount", *arguments], capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    return done.stderr.strip() if done.returncode else ""
