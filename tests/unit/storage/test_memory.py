"""What only the memory backend has."""

from __future__ import annotations

import pytest

from parseltongue.model.errors import UnavailableError
from parseltongue.storage.memory import MemoryBackend


def test_the_empty_name_is_private() -> None:
    first = MemoryBackend.open("", mode="write")
    first.write([(b"a", b"1")], durable=True)
    assert MemoryBackend.open("", mode="write").get(b"a") is None


def test_discard_forgets_a_name(tmp_path: object) -> None:
    name = str(tmp_path)
    with MemoryBackend.open(name, mode="write") as store:
        store.write([(b"a", b"1")], durable=True)
        MemoryBackend.discard(name)
        assert store.get(b"a") == b"1"
    with pytest.raises(UnavailableError):
        MemoryBackend.open(name, mode="read")
