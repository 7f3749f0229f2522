"""Snapshots, refs and leases: their bytes, and what decoding makes of other bytes."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parseltongue.isg.layers import LayerFile, entity_target, external_target
from parseltongue.isg.leases import Lease, decode_lease, encode_lease
from parseltongue.isg.refs import Ref, RefMetadata, decode_ref, encode_ref
from parseltongue.isg.snapshot import LAYER, MAP_NAMES, Snapshot, decode_snapshot, encode_snapshot
from parseltongue.model.errors import CorruptionError, FormatVersionError

if TYPE_CHECKING:
    from collections.abc import Callable

A, B = b"\xaa" * 24, b"\xbb" * 24

SNAPSHOT = Snapshot(
    families={"java": b"\x01\x02", "python": b"\x05"},
    linker=b"\x03",
    options=b"\x04",
    source_roots=["python:src", "python:", "java:lib"],
    maps={name: bytes([number]) * 24 for number, name in enumerate(MAP_NAMES)},
    counts={
        "entities": {"method": 300, "class": 2},
        "relationships": {},
        "references": {"exact": 1},
        "files": {"python": 7},
        "skipped": {"binary": 1},
    },
    degraded=True,
)
REF = Ref(
    "workspace/x@00",
    A,
    RefMetadata(
        time_ns=1000, duration_ns=5, tool_version="1.0", workspace="/w", git_directory="/g", labels={"k": "v"}
    ),
    ((B, 999),),
)
LEASE = Lease(b"identity", 4242, "host", 77, "analyze", (A,))

GOLDEN_SNAPSHOT = (
    "530202046a61766102010206707974686f6e01050103010403086a6176613a6c696207707974686f6e3a0a70797468"
    "6f6e3a737263020c636c6173730a6d6574686f64020202002c010000010565786163740101010106707974686f6e01"
    "0107010662696e61727901010101900100000000000000000000000000000000000000000000000001010101010101"
    "0101010101010101010101010101010101020202020202020202020202020202020202020202020202030303030303"
    "0303030303030303030303030303030303030404040404040404040404040404040404040404040404040505050505"
    "05050505050505050505050505050505050505"
)
GOLDEN_REF = (
    "52010e776f726b73706163652f7840303018aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaae8070503312e"
    "30022f77022f6701016b017618bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb0102e703"
)
GOLDEN_LEASE = "4c01922104686f73744d07616e616c797a6518aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
GOLDEN_LAYER = (
    "18aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa03050a676f0a780211006c2e660a622e7079004223676f"
    "28292e020203002c01020101010201020002010100"
)
"""Change these only together with the format versions in docs/design/format.md."""

DECODERS: dict[str, tuple[str, Callable[[bytes], object]]] = {
    "snapshot": (GOLDEN_SNAPSHOT, decode_snapshot),
    "ref": (GOLDEN_REF, decode_ref),
    "lease": (GOLDEN_LEASE, lambda data: decode_lease(data, b"identity")),
}


def test_golden_snapshot() -> None:
    assert encode_snapshot(SNAPSHOT) == bytes.fromhex(GOLDEN_SNAPSHOT)
    again = decode_snapshot(bytes.fromhex(GOLDEN_SNAPSHOT))
    assert again.source_roots == ("java:lib", "python:", "python:src")
    assert again.roots_of("python") == ["", "src"]
    assert [getattr(again, name) for name in Snapshot.__slots__] == [
        getattr(SNAPSHOT, name) for name in Snapshot.__slots__
    ]
    assert again.digest() == SNAPSHOT.digest()


def test_golden_snapshot_with_a_layer() -> None:
    """One more digest behind the maps, whose bytes take one length more."""
    maps = {**SNAPSHOT.maps, LAYER: A}
    layered = Snapshot(**{name: getattr(SNAPSHOT, name) for name in Snapshot.__slots__} | {"maps": maps})
    plain, data = encode_snapshot(SNAPSHOT), encode_snapshot(layered)
    assert data == plain.replace(b"\x90\x01" + bytes(24), b"\xa8\x01" + bytes(24)) + A
    assert decode_snapshot(data).layer == A
    assert decode_snapshot(plain).layer == b""


def test_golden_layer_of_a_file() -> None:
    said = [(3, "go", "x", entity_target("b.py", "B#go().")), (300, "go", "", external_target("l.f"))]
    data = LayerFile(A, said).encode()
    assert data.hex() == GOLDEN_LAYER
    assert LayerFile.decode(data).said == said


def test_golden_ref() -> None:
    assert encode_ref(REF) == bytes.fromhex(GOLDEN_REF)
    again = decode_ref(bytes.fromhex(GOLDEN_REF))
    assert (again.name, again.snapshot, again.history) == (REF.name, A, ((B, 999),))
    assert [getattr(again.metadata, name) for name in RefMetadata.__slots__] == [
        getattr(REF.metadata, name) for name in RefMetadata.__slots__
    ]


def test_golden_lease() -> None:
    assert encode_lease(LEASE) == bytes.fromhex(GOLDEN_LEASE)
    again = decode_lease(bytes.fromhex(GOLDEN_LEASE), b"identity")
    assert [getattr(again, name) for name in Lease.__slots__] == [
        getattr(LEASE, name) for name in Lease.__slots__
    ]


def test_a_snapshot_does_not_depend_on_the_order_of_its_tables() -> None:
    reordered = decode_snapshot(encode_snapshot(SNAPSHOT))
    reordered.counts = {name: dict(reversed(table.items())) for name, table in SNAPSHOT.counts.items()}
    assert reordered.digest() == SNAPSHOT.digest()
    reordered.degraded = False
    assert reordered.digest() != SNAPSHOT.digest()


@pytest.mark.parametrize("kind", DECODERS)
def test_another_version_is_named(kind: str) -> None:
    text, decode = DECODERS[kind]
    data = bytearray.fromhex(text)
    data[1] += 1
    with pytest.raises(FormatVersionError, match=f"format {data[1]}"):
        decode(bytes(data))
    data[0] = 0x7E
    with pytest.raises(CorruptionError, match="kind"):
        decode(bytes(data))


@pytest.mark.parametrize("kind", DECODERS)
def test_cut_and_padded_records_are_corruption(kind: str) -> None:
    text, decode = DECODERS[kind]
    data = bytes.fromhex(text)
    for end in range(len(data)):
        with pytest.raises(CorruptionError):
            decode(data[:end])
    with pytest.raises(CorruptionError):
        decode(data + b"\0")


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(DECODERS)), st.binary(max_size=60), st.data())
def test_damaged_records_raise_nothing_else(kind: str, noise: bytes, data: st.DataObject) -> None:
    text, decode = DECODERS[kind]
    good = bytearray.fromhex(text)
    at = data.draw(st.integers(2, len(good)))
    for damaged in (bytes(good[:at]) + noise, bytes(good[:at]) + noise + bytes(good[at + len(noise) :])):
        with contextlib.suppress(CorruptionError, FormatVersionError):
            decode(damaged)
