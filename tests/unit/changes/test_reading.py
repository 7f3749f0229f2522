"""Reading and hashing files that vanish, change, block, or are refused."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import blake3
import pytest
import xxhash

from parseltongue.changes import reading
from parseltongue.changes.reading import Failure, hash_bytes, hash_file, read_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EXPECTED = {
    "blake3": lambda data: blake3.blake3(data).digest(),
    "sha256": lambda data: hashlib.sha256(data).digest(),
    "xxhash": lambda data: xxhash.xxh3_128(data).digest(),
}


@pytest.mark.parametrize("size", [0, 1, (1 << 20) + 1, (4 << 20) + 7])
@pytest.mark.parametrize("algorithm", reading.ALGORITHMS)
def test_digests(tmp_path: Path, algorithm: str, size: int) -> None:
    data = bytes(range(251)) * (size // 251 + 1)
    data = data[:size]
    (tmp_path / "f").write_bytes(data)
    expected = EXPECTED[algorithm](data)[:24]
    assert hash_bytes(data, algorithm) == expected
    assert hash_file(str(tmp_path), "f", algorithm) == expected
    assert hash_file(str(tmp_path), "f", algorithm, parallel=False) == expected
    assert read_file(str(tmp_path), "f") == data


def test_digest_is_of_the_content_only(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("x")
    before = hash_file(str(tmp_path), "f")
    os.utime(tmp_path / "f", (1, 1))
    (tmp_path / "f").chmod(0o600)
    assert hash_file(str(tmp_path), "f") == before


def test_unknown_algorithm() -> None:
    with pytest.raises(ValueError, match="md5"):
        hash_bytes(b"", "md5")


@pytest.fixture(params=[read_file, hash_file])
def reader(request: pytest.FixtureRequest) -> Callable[..., object]:
    return request.param


def test_failures(tmp_path: Path, reader: Callable[..., object]) -> None:
    root = str(tmp_path)
    (tmp_path / "file").write_text("12345")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "fifo")
    assert reader(root, "none") == Failure("vanished")
    assert reader(root, "file/below") == Failure("vanished")
    assert reader(root, "link") == Failure("not a regular file", "symlink")
    assert reader(root, "fifo") == Failure("not a regular file")
    failure = reader(root, "folder")
    assert isinstance(failure, Failure)
    assert failure.reason == "not a regular file"
    assert reader(root, "file", cap=4) == Failure("too large", "5 bytes, at most 4 are read")
    assert not isinstance(reader(root, "file", cap=5), Failure)


def test_refusal_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: Callable[..., object]
) -> None:
    (tmp_path / "f").write_text("x")

    def refuse(file: int, size: int) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "read", refuse)
    assert reader(str(tmp_path), "f") == Failure("unreadable", "Input/output error")


@pytest.mark.parametrize("change", [b"much longer than before", b"12345", b""])
def test_a_write_during_the_read_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: Callable[..., object], change: bytes
) -> None:
    """One write is survived by reading again; writes that do not stop are a failure."""
    target = tmp_path / "f"
    real_read, writes = os.read, [0]

    def read_and_disturb(file: int, size: int) -> bytes:
        data = real_read(file, size)
        if writes[0] < limit:
            writes[0] += 1
            target.write_bytes(change)
            os.utime(target, ns=(writes[0], writes[0]))
        return data

    monkeypatch.setattr(os, "read", read_and_disturb)
    target.write_bytes(b"abcde")
    limit = 1
    result = reader(str(tmp_path), "f")
    assert result == (change if reader is read_file else hash_bytes(change))
    limit, writes[0] = 1000, 1
    result = reader(str(tmp_path), "f")
    assert isinstance(result, Failure)
    assert result.reason == "changing"


def test_short_reads_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "f").write_bytes(b"0123456789" * 10)
    real_read = os.read
    monkeypatch.setattr(os, "read", lambda file, size: real_read(file, min(size, 7)))
    assert read_file(str(tmp_path), "f") == b"0123456789" * 10
    assert hash_file(str(tmp_path), "f") == hash_bytes(b"0123456789" * 10)
