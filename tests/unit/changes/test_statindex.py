"""The stat index: exact round trips, and nothing worse than a cold cache when it is damaged."""

from __future__ import annotations

import errno
import os
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parseltongue.changes.statindex import StatIndex, load_stat_index, save_stat_index
from parseltongue.changes.walk import NO_STAMP
from parseltongue.model.errors import CorruptionError, FullError, UnavailableError

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_700_000_000_123_456_789
DIGEST = b"d" * 32
names = st.text(st.characters(exclude_characters="\n"), min_size=1, max_size=8)
moments = st.integers(-(1 << 62), 1 << 62)
stamps = st.tuples(st.integers(0, 1 << 62), moments, moments, st.integers(0, (1 << 64) - 1))
entries = st.dictionaries(names, st.tuples(stamps, st.sampled_from([b"", DIGEST, b"e" * 32])), max_size=8)


def sample() -> StatIndex:
    stamp = (10, NOW - 10**12, NOW - 10**12, 7)
    return StatIndex({"a.py": (stamp, DIGEST), "b.py": (stamp, b"")}, NOW, extra=b"owner")


def content(index: StatIndex | None) -> tuple[object, ...] | None:
    return index and (index.entries, index.inspected, index.observed_ns, index.algorithm, index.extra)


@given(entries=entries, extra=st.binary(max_size=5), moment=st.integers(0, 1 << 62))
def test_round_trip(
    entries: dict[str, tuple[tuple[int, int, int, int], bytes]], extra: bytes, moment: int
) -> None:
    inspected = {path: (stamp, digest.hex()) for path, (stamp, digest) in entries.items()}
    index = StatIndex(entries, moment, algorithm="sha256", extra=extra, inspected=inspected)
    data = index.encode()
    assert content(StatIndex.decode(data)) == content(index)
    again = StatIndex(dict(reversed(entries.items())), moment, algorithm="sha256", extra=extra)
    again.inspected = dict(reversed(inspected.items()))
    assert again.encode() == data


@settings(max_examples=60)
@given(position=st.integers(0, 10_000), value=st.integers(1, 255))
def test_any_flipped_byte_is_noticed(position: int, value: int) -> None:
    data = bytearray(sample().encode())
    data[position % len(data)] ^= value
    with pytest.raises(CorruptionError):
        StatIndex.decode(bytes(data))


def test_any_truncation_is_noticed() -> None:
    data = sample().encode()
    for size in range(len(data)):
        with pytest.raises(CorruptionError):
            StatIndex.decode(data[:size])


def test_lies_with_a_valid_checksum_are_noticed() -> None:
    """Sizes and positions that do not fit must not become an IndexError or wrong entries."""
    from zlib import crc32

    body = bytearray(sample().encode()[9:])
    refused = 0
    for position in range(len(body)):
        for value in (0, 1, 2, 3, 127, 200, 255):
            altered = bytes(body[:position]) + bytes([value]) + bytes(body[position + 1 :])
            data = sample().encode()[:5] + crc32(altered).to_bytes(4, "little") + altered
            try:
                assert len(StatIndex.decode(data).entries) <= 2
            except CorruptionError:
                refused += 1
    assert refused > 100


def test_file_round_trip_and_foreign_algorithm(tmp_path: Path) -> None:
    path = str(tmp_path / "index")
    save_stat_index(path, sample())
    assert content(load_stat_index(path)) == content(sample())
    assert load_stat_index(path, "sha256") is None
    assert os.listdir(tmp_path) == ["index"]
    assert os.stat(path).st_mode & 0o077 == 0


def test_missing_damaged_and_foreign_files_are_as_if_absent(tmp_path: Path) -> None:
    path = tmp_path / "index"
    assert load_stat_index(str(path)) is None
    for data in (b"", b"x", b"\x00" * 100, sample().encode()[:-1], b"PTSX\xff" + sample().encode()[5:]):
        path.write_bytes(data)
        assert load_stat_index(str(path)) is None
    assert load_stat_index(str(tmp_path)) is None


def test_sealed(tmp_path: Path) -> None:
    path = tmp_path / "index"
    save_stat_index(str(path), sample(), seal=lambda data: bytes(byte ^ 1 for byte in data))
    assert b"a.py" not in path.read_bytes()
    assert load_stat_index(str(path)) is None
    assert load_stat_index(str(path), unseal=lambda data: bytes(byte ^ 1 for byte in data)) is not None


def test_a_failed_save_keeps_the_old_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "index")
    save_stat_index(path, sample())
    newer = StatIndex({}, NOW + 1)
    for code, error in ((errno.ENOSPC, FullError), (errno.EROFS, UnavailableError)):

        def fail(source: str, target: str, code: int = code) -> None:
            raise OSError(code, os.strerror(code))

        monkeypatch.setattr(os, "replace", fail)
        with pytest.raises(error, match="index"):
            save_stat_index(path, newer)
    assert content(load_stat_index(path)) == content(sample())
    assert os.listdir(tmp_path) == ["index"]
    with pytest.raises(UnavailableError):
        save_stat_index(str(tmp_path / "no" / "index"), newer)


@pytest.mark.parametrize(
    ("before_ns", "proved"),
    [(0, False), (-5, False), (10_000_000, False), (60_000_000, True), (3 * 10**9, True)],
)
def test_only_stamps_older_than_the_walk_prove_anything(before_ns: int, proved: bool) -> None:
    old = NOW - 10**12
    index = StatIndex({}, NOW)
    assert index.proves((1, NOW - before_ns, old, 1)) is proved
    assert index.proves((1, old, NOW - before_ns, 1)) is proved


def test_whole_seconds_need_a_wider_margin() -> None:
    """File systems that store whole (or even) seconds: FAT, ext3, some network ones."""
    second = NOW // 10**9 * 10**9
    assert not StatIndex({}, second + 1_900_000_000).proves((1, second, second, 1))
    assert StatIndex({}, second + 2_100_000_000).proves((1, second, second, 1))


def test_a_digest_without_a_stamp_proves_nothing() -> None:
    assert not StatIndex({"a.py": (NO_STAMP, DIGEST)}, 0).proves(NO_STAMP)


def test_load_and_save_are_quick(tmp_path: Path) -> None:
    """Promised: 5 ms for Django's 2,823 files on a slow machine. The bound here is loose, for busy ones."""
    stamp = (12_345, NOW, NOW, 123_456)
    index = StatIndex({f"django/folder/module_{i}.py": (stamp, os.urandom(32)) for i in range(2823)}, NOW)
    path = str(tmp_path / "index")
    started = time.process_time()
    save_stat_index(path, index)
    load_stat_index(path)
    assert time.process_time() - started < 0.05
