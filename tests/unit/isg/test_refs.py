"""Refs move by compare-and-swap and remember what they named."""

from __future__ import annotations

import pytest

from parseltongue.isg.keys import StoreKeys
from parseltongue.isg.refs import GC_GRACE_NS, RefMetadata, Refs, ref_name
from parseltongue.model.errors import CorruptionError
from tests.unit.isg.fakes import DictBackend, PlainCodec

A, B, C = b"\xaa" * 24, b"\xbb" * 24, b"\xcc" * 24
NAME = "workspace/one@00"
HOUR = GC_GRACE_NS


@pytest.fixture
def backend() -> DictBackend:
    return DictBackend()


@pytest.fixture
def refs(backend: DictBackend) -> Refs:
    return Refs(backend, PlainCodec())


def at(time_ns: int) -> RefMetadata:
    return RefMetadata(time_ns=time_ns, workspace="/w")


def test_a_ref_moves_from_what_is_expected(refs: Refs) -> None:
    assert refs.get(NAME) is None
    assert refs.move(NAME, expected=A, snapshot=B, metadata=at(1)) is None
    assert refs.move(NAME, expected=None, snapshot=A, metadata=at(1)) is not None
    assert refs.move(NAME, expected=None, snapshot=B, metadata=at(2)) is None
    assert refs.move(NAME, expected=B, snapshot=C, metadata=at(2)) is None
    found = refs.get(NAME)
    assert found is not None
    assert (found.snapshot, found.metadata.time_ns, found.metadata.workspace) == (A, 1, "/w")


def test_the_later_of_two_writers_loses(backend: DictBackend, refs: Refs) -> None:
    class Racing(DictBackend):
        def get(self, key: bytes) -> bytes | None:
            value = super().get(key)
            self.data = backend.data
            return value

    racing = Racing()
    refs.move(NAME, expected=None, snapshot=A, metadata=at(1))
    assert Refs(racing, PlainCodec()).move(NAME, expected=None, snapshot=B, metadata=at(2)) is None
    found = refs.get(NAME)
    assert found is not None
    assert found.snapshot == A


def test_history_remembers_for_the_grace(refs: Refs) -> None:
    refs.move(NAME, expected=None, snapshot=A, metadata=at(0))
    refs.move(NAME, expected=A, snapshot=B, metadata=at(10))
    ref = refs.move(NAME, expected=B, snapshot=C, metadata=at(20))
    assert ref is not None
    assert ref.history == ((A, 10), (B, 20))
    ref = refs.move(NAME, expected=C, snapshot=A, metadata=at(15 + HOUR))
    assert ref is not None
    assert ref.history == ((B, 20), (C, 15 + HOUR))


def test_a_move_to_the_same_snapshot_changes_the_metadata_only(refs: Refs) -> None:
    refs.move(NAME, expected=None, snapshot=A, metadata=at(0))
    ref = refs.move(NAME, expected=A, snapshot=A, metadata=at(10))
    assert ref is not None
    assert (ref.history, ref.metadata.time_ns) == ((), 10)


def test_refs_are_listed_by_name(refs: Refs) -> None:
    for name in ("workspace/b@0", "commit/a@0", "workspace/a@0"):
        refs.move(name, expected=None, snapshot=A, metadata=at(0))
    assert [ref.name for ref in refs.scan()] == ["commit/a@0", "workspace/a@0", "workspace/b@0"]
    assert [ref.name for ref in refs.scan("workspace/")] == ["workspace/a@0", "workspace/b@0"]


def test_delete_needs_no_readable_record(backend: DictBackend, refs: Refs) -> None:
    refs.move(NAME, expected=None, snapshot=A, metadata=at(0))
    backend.data[StoreKeys().ref(NAME)] = b"Enonsense"
    with pytest.raises(CorruptionError, match=NAME):
        refs.get(NAME)
    assert refs.delete(NAME)
    assert not refs.delete(NAME)
    assert backend.data == {}


def test_a_record_under_another_key_is_refused(backend: DictBackend, refs: Refs) -> None:
    refs.move(NAME, expected=None, snapshot=A, metadata=at(0))
    keys = StoreKeys()
    backend.data[keys.ref("other")] = backend.data[keys.ref(NAME)]
    with pytest.raises(CorruptionError, match=f'it is ref "{NAME}"'):
        refs.get("other")


def test_names_show_only_in_the_record(backend: DictBackend, refs: Refs) -> None:
    refs.move(NAME, expected=None, snapshot=A, metadata=at(0))
    (key,) = backend.data
    assert len(key) == 25
    assert NAME.encode() not in key


def test_tool_versions_have_their_own_refs() -> None:
    assert ref_name("commit", "abc", b"12345678rest") == "commit/abc@3132333435363738"
    assert ref_name("commit", "abc", A) != ref_name("commit", "abc", B)
