"""Whatever bytes a decoder is given, it gives a value or an error of ours, soon and in little memory.

Bytes are arbitrary, or those of genuine records with a few changes. `PARSELTONGUE_FUZZ_EXAMPLES` sets how
many for each decoder; CI takes a few.
"""

from __future__ import annotations

import os
import time
import tracemalloc
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from zlib import crc32

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from parseltongue.analytics.columns import LEVELS, Columns
from parseltongue.changes import statindex
from parseltongue.changes.statindex import StatIndex
from parseltongue.codec.cipher import Cipher, KeySet
from parseltongue.codec.derivation import Scrypt
from parseltongue.codec.dictionary import dictionary_id, train_dictionary
from parseltongue.codec.envelope import Codec, _checksum
from parseltongue.codec.keyfile import KeyFile, wrap
from parseltongue.isg.dictionaries import Dictionaries
from parseltongue.isg.facts_cache import decode_entry
from parseltongue.isg.leaf_sheet import LeafSheet
from parseltongue.isg.leases import Lease, Leases, decode_lease, encode_lease
from parseltongue.isg.leaves import Leaf
from parseltongue.isg.node_encoding import encode_node
from parseltongue.isg.nodes import decode_node
from parseltongue.isg.recode import TRAVELLING, recoded
from parseltongue.isg.refs import Ref, RefMetadata, decode_ref, encode_ref
from parseltongue.isg.rows import decode_row, row_content, row_digests
from parseltongue.isg.snapshot import decode_snapshot
from parseltongue.isg.whole import Whole
from parseltongue.model.columns import ColumnReader, ColumnWriter
from parseltongue.model.errors import ParseltongueError
from parseltongue.model.facts import References, flags_of
from parseltongue.model.ids import DIGEST_SIZE
from parseltongue.model.interface import LONGEST_SYMBOLS, Interface
from parseltongue.model.kinds import ENTITY_KINDS, FILE
from parseltongue.model.links import FileLinks
from parseltongue.model.paths import GLOBAL, PAIR
from parseltongue.model.stored import StoredInterface, StoredLinks, StoredMentions, StoredPaths, StoredPlaces
from parseltongue.model.stored_columns import PackedTexts
from parseltongue.storage.locking import read_holder
from parseltongue.storage.memory import MemoryBackend
from parseltongue.workspace.audit import Head, decode_line, encode_entry, open_entry
from tests.e2e.command import PROJECT, write_tree

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLES = int(os.environ.get("PARSELTONGUE_FUZZ_EXAMPLES", "60"))
SECONDS = 5.0
"""CPU time that no input of these sizes may take."""
MEMORY_PER_BYTE, MEMORY = 400, 4 << 20
"""Memory that an input may cost at most: a list of small numbers takes eight bytes for each one."""
LARGEST = 1 << 16
"""What the codecs of these tests let a record hold, so that a bomb shows."""

KEY = b"o" + bytes(24)
DICTIONARY = train_dictionary([b"class C%d: def m%d(self)" % (n, n * 7) * 3 for n in range(300)], 4096)
KEYS = Cipher(KeySet(1, bytes(32), bytes(range(32))))
CODECS = {
    "zstd": Codec(largest=LARGEST),
    "zstd, dictionary": Codec(dictionary=DICTIONARY, largest=LARGEST),
    "lz4": Codec(compression="lz4", largest=LARGEST),
    "none": Codec(compression="none", largest=LARGEST),
    "encrypted": Codec(dictionary=DICTIONARY, cipher=KEYS, largest=LARGEST),
}
PLAIN_TEXT = b"def resolve(self, symbol): return self.lookup(symbol)\n" * 20


@cache
def records() -> dict[str, list[bytes]]:
    """Genuine records by kind, of an analysed project."""
    from parseltongue.isg.nodes import NodeCache
    from parseltongue.isg.prolly import node_digests, scan
    from parseltongue.workspace.workspace import Workspace

    with TemporaryDirectory() as folder:
        write_tree(Path(folder, "code"), PROJECT)
        cache_dir = str(Path(folder, "store"))
        with Workspace.open(Path(folder, "code"), cache_dir=cache_dir, env={}) as workspace:
            digest = workspace.analyze().digest
            store = workspace.opened_store()
            assert store is not None
            read = store.objects.get
            snapshot = decode_snapshot(read(digest))
            nodes = NodeCache(store.objects)
            roots = snapshot.maps.values()
            values = [value for _, value in scan(nodes, snapshot.maps["files"])]
            rows = [row for row in map(decode_row, values) if row.has_facts]
            index = Path(store.index_path(workspace.identity)).read_bytes()
            refs = [encode_ref(ref) for ref in store.refs.scan()]
            return {
                "snapshot": [read(digest)],
                "node": [read(one) for root in roots for one in node_digests(nodes, root)],
                "row": values,
                "facts": [read(row.facts) for row in rows],
                "interface": [read(row.interface) for row in rows],
                "links": [read(row.links) for row in rows],
                "index": [store.unseal_index(index)],
                "ref": refs,
                **sheets(store, workspace, snapshot),
            }


def sheets(store: Any, workspace: Any, snapshot: Any) -> dict[str, list[bytes]]:
    """The columns of the whole graph, and the sheets that they are made of."""
    from parseltongue.analytics.columns import load
    from parseltongue.isg.nodes import NodeCache
    from parseltongue.isg.prolly import leaf_digests
    from parseltongue.workspace.sheet_files import SheetFiles

    kept = SheetFiles(store, workspace.identity)
    load(workspace.load().view, kept)
    root = snapshot.maps["files"]
    names = [*leaf_digests(NodeCache(store.objects), root), root + b"whole"]
    found = [kept.load(name) or b"" for name in names]
    return {"leaf sheet": found[:-1], "whole": found[-1:]}


def leases_of(data: bytes) -> None:
    """Read a lease batch as a collection does."""
    backend = MemoryBackend.open("", mode="write")
    codec = Codec(compression="none")
    key = b"l" + bytes(12)
    backend.write([(key, codec.encode(data, key))], durable=False)
    list(Leases(backend, codec, host="x").names(LEASE))


def interface_of(data: bytes) -> None:
    found = Interface.decode(data)
    ordinals = range(len(found.kinds))
    found.encode()
    for ordinal in ordinals:
        found.members(ordinal), found.named(ordinal), found.imported_as(ordinal, "x")
    found.scope_path(ordinals[-1])
    assert len(found.symbols) == len(found.kinds)
    found.ordinal_of(bytes(8))


def references_of(data: bytes) -> None:
    found = References.decode(data)
    assert len(found.signatures) >= 0
    assert len(found.docs) >= 0
    list(found.mentions())
    flags_of(data)


def paths_of(data: bytes) -> None:
    found, interface = StoredPaths(data), StoredInterface(records()["interface"][0])
    for path in range(len(found.operations)):
        attempt(lambda path=path: found.text(path, interface))
        attempt(lambda path=path: found.written(path, interface))
        attempt(lambda path=path: found.member(path))


def stored_interface_of(data: bytes) -> None:
    found = StoredInterface(data)
    count = len(found.kinds)
    for ordinal in (*range(min(count, 50)), count - 1):
        attempt(lambda ordinal=ordinal: found.symbol(ordinal))
        attempt(lambda ordinal=ordinal: found.member(ordinal, "total"))
        attempt(lambda ordinal=ordinal: found.bases(ordinal))
        attempt(lambda ordinal=ordinal: found.scope_path(ordinal))
        found.children(ordinal)
    attempt(found.ids)
    attempt(lambda: found.class_members("total"))
    found.owners()


def attempt(action: Callable[[], object]) -> None:
    """What a record refuses for one part it may give for another."""
    with suppress(ParseltongueError):
        action()


def mentions_of(data: bytes) -> None:
    found = StoredMentions(data)
    attempt(lambda: found.lines)
    for path in range(len(found.counts)):
        list(found.of_path(path))
    for mention in range(len(found.kinds)):
        found.path_of(mention)


def places_of(data: bytes) -> None:
    found = StoredPlaces(data)
    found.spans()
    for ordinal in range(len(found)):
        attempt(lambda ordinal=ordinal: found.signatures.get(ordinal))
        attempt(lambda ordinal=ordinal: found.docs.get(ordinal))


def links_of(data: bytes) -> None:
    found = StoredLinks(data)
    for number in found.targets:
        attempt(lambda number=number: found.target(number))
    attempt(lambda: found.number_of(bytes(16)))


def file_links_of(data: bytes) -> None:
    found = FileLinks.decode(data)
    for path in range(len(found.targets)):
        found.target(path)
    found.target_ids()


def leaf_of(data: bytes) -> None:
    found = Leaf(data)
    for prefix in (b"", b"a", b"shop/", b"\xff" * 9):
        found.entries(prefix)


def columns_of(data: bytes) -> None:
    for first in ("number", "column", "packed", "blob", "texts", "skip_texts"):
        reader = ColumnReader(data)
        attempt(getattr(reader, first))
        attempt(reader.finish)
    texts = PackedTexts(ColumnReader(data))
    attempt(texts.all)
    attempt(lambda: texts.indexes("x"))
    attempt(lambda: texts[len(texts) - 1] if len(texts) else None)


def row_of(data: bytes) -> None:
    row_content(data)
    attempt(lambda: row_digests(data))
    decode_row(data).encode()


def index_of(data: bytes) -> None:
    StatIndex.decode(data).encode()


def index_with_checksum(data: bytes) -> None:
    """Behind the checksum too, as a hostile index would have a right one."""
    index_of(statindex._MAGIC + crc32(data[9:]).to_bytes(4, "little") + data[9:])


def keys_of(data: bytes) -> None:
    KeyFile.decode(data, "keys").unwrap(bytes(32))


def keys_with_checksum(data: bytes) -> None:
    keys_of(b"PTKF\x01" + crc32(data[9:]).to_bytes(4, "little") + data[9:])


def audit_line_of(data: bytes) -> None:
    for cipher in (None, KEYS):
        attempt(lambda cipher=cipher: open_entry(decode_line(data, "x"), cipher, "x"))


LINKER_SIZE = 16


def leaf_sheet_of(data: bytes) -> None:
    found = LeafSheet(data, data[: DIGEST_SIZE + LINKER_SIZE])
    for part in (found.paths, found.names.all(), found.parents):
        assert len(part) <= len(found.kinds)


def whole_of(data: bytes) -> None:
    found = Columns(None, Whole(data, data[: DIGEST_SIZE + 5 + LINKER_SIZE]))
    assert len(found.types()) == found.count
    for level in LEVELS:
        found.digraph(level)
    found.part(bytes(len(found.paths)))
    for vertex in range(found.count):
        while found.kinds[vertex] != FILE:
            vertex = found.parents[vertex]


def holder_of(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        Path(folder, "x.holder").write_bytes(data)
        str(read_holder(str(Path(folder, "x"))))


def envelope_of(codec: Codec) -> Callable[[bytes], None]:
    def decode(data: bytes) -> None:
        assert len(codec.decode(data, KEY, what="x")) <= LARGEST

    return decode


def envelope_with_checksum(codec: Codec) -> Callable[[bytes], None]:
    def decode(data: bytes) -> None:
        if len(data) >= 6:
            data = data[:2] + _checksum(data[0], data[1], data[6:]) + data[6:]
        envelope_of(codec)(data)

    return decode


def sealed_body_of(data: bytes) -> None:
    """What is behind the seal: somebody had the keys."""
    if data:
        codec = CODECS["encrypted"]
        envelope_of(codec)(codec.seal(data[0] & 0x0F, data[1:], KEY))


def hostile_dictionary(data: bytes) -> None:
    """A dictionary that a store gives, with the id that an envelope names."""
    identifier = dictionary_id(data).to_bytes(3, "little")
    body = identifier + CODECS["zstd, dictionary"].encode(PLAIN_TEXT, KEY)[9:]
    envelope = b"\xe1\x09" + _checksum(0xE1, 9, body) + body
    Codec(dictionaries=lambda _: data, largest=LARGEST).decode(envelope, KEY, what="x")


def hostile_dictionary_for_writing(data: bytes) -> None:
    codec = Codec(dictionary=data)
    assert codec.decode(codec.encode(PLAIN_TEXT, KEY), KEY, what="x") == PLAIN_TEXT


def dictionaries_of(data: bytes) -> None:
    backend = MemoryBackend.open("", mode="write")
    for cipher in (None, KEYS):
        dictionaries = Dictionaries(cipher)
        backend.write([(dictionaries.current_key("facts"), data), (b"d" + data[:24], data)], durable=False)
        attempt(lambda dictionaries=dictionaries: dictionaries.current(backend, "facts"))
        attempt(lambda dictionaries=dictionaries: list(dictionaries.scan(backend)))


def cache_entry_of(data: bytes) -> None:
    for codec in (CODECS["none"], CODECS["encrypted"]):
        decode_entry(codec, b"c" + bytes(24), data)
        decode_entry(codec, b"c" + bytes(24), codec.encode(data, b"c" + bytes(24)))


def recoded_record(data: bytes) -> None:
    for namespace in TRAVELLING:
        key = namespace + bytes(24)
        for source, target in ((CODECS["none"], CODECS["encrypted"]), (CODECS["encrypted"], CODECS["lz4"])):
            plain = source.encode(data, key)
            attempt(lambda key=key, plain=plain, s=source, t=target: recoded(key, plain, s, t))


REF = Ref("w", bytes(24), RefMetadata(time_ns=1, labels={"a": "b"}), ((bytes(24), 5),))
LEASE = Lease(bytes(8), 7, "host", 10**18, "analyze", (bytes(24),))
ENVELOPES = {name: codec.encode(PLAIN_TEXT, KEY) for name, codec in CODECS.items()}
AUDIT = {"number": 1, "time": "2024-01-01T00:00:00.000000Z", "salt": "00", "previous": "0" * 64}


def nodes(*, leaves: bool = False) -> list[bytes]:
    long = [b"key%05d" % number for number in range(200)]
    uneven = sorted(b"x" * (number % 7) + b"%d" % number for number in range(100))
    values = [b"w" * (number % 5) for number in range(100)]
    made = [encode_node(0, long, [b"v"] * 200, []), encode_node(0, uneven, values, [])]
    interior = [] if leaves else [encode_node(1, long[:9], [bytes(24)] * 9, [3] * 9)]
    return [*made, *interior, *records()["node"]]


DECODERS: dict[str, tuple[Callable[[bytes], Any], Callable[[], list[bytes]]]] = {
    "columns": (columns_of, lambda: records()["interface"]),
    "node": (decode_node, nodes),
    "leaf": (leaf_of, lambda: nodes(leaves=True)),
    "row": (row_of, lambda: records()["row"]),
    "snapshot": (decode_snapshot, lambda: records()["snapshot"]),
    "ref": (decode_ref, lambda: [*records()["ref"], encode_ref(REF)]),
    "lease": (lambda data: decode_lease(data, bytes(8)), lambda: [encode_lease(LEASE)]),
    "lease batch": (leases_of, lambda: [b"\x42\x01\x30" + bytes(48)]),
    "interface": (interface_of, lambda: records()["interface"]),
    "facts": (references_of, lambda: records()["facts"]),
    "links": (file_links_of, lambda: records()["links"]),
    "stored interface": (stored_interface_of, lambda: records()["interface"]),
    "stored paths": (paths_of, lambda: records()["facts"]),
    "stored mentions": (mentions_of, lambda: records()["facts"]),
    "stored places": (places_of, lambda: records()["facts"]),
    "stored links": (links_of, lambda: records()["links"]),
    "leaf sheet": (leaf_sheet_of, lambda: records()["leaf sheet"]),
    "whole graph": (whole_of, lambda: records()["whole"]),
    "stat index": (index_of, lambda: records()["index"]),
    "stat index, checksum mended": (index_with_checksum, lambda: records()["index"]),
    "key file": (keys_of, lambda: [wrap([KEYS.keys], 1, bytes(32))]),
    "key file, checksum mended": (
        keys_with_checksum,
        lambda: [wrap([KEYS.keys], 1, bytes(32)), wrap([KEYS.keys], 1, bytes(32), Scrypt(b"salt", log_n=4))],
    ),
    "audit line": (
        audit_line_of,
        lambda: [encode_entry(AUDIT, None)[0], encode_entry(AUDIT, KEYS)[0]],
    ),
    "audit head": (Head.decode, lambda: [Head(7, "a" * 64).encode()]),
    "lock holder": (holder_of, lambda: [b"12\nhost\nanalyze\n1700000000.5"]),
    **{
        f"envelope, {name}": (envelope_of(codec), lambda name=name: [ENVELOPES[name]])
        for name, codec in CODECS.items()
    },
    **{
        f"envelope, {name}, checksum mended": (envelope_with_checksum(codec), lambda: [*ENVELOPES.values()])
        for name, codec in CODECS.items()
    },
    "sealed body": (sealed_body_of, lambda: [one[1:2] + one[6:] for one in ENVELOPES.values()]),
    "dictionary": (hostile_dictionary, lambda: [DICTIONARY]),
    "dictionary for writing": (hostile_dictionary_for_writing, lambda: [DICTIONARY]),
    "dictionaries of a store": (dictionaries_of, lambda: [ENVELOPES["encrypted"], b"abc"]),
    "facts cache entry": (cache_entry_of, lambda: [bytes(48), bytes(72)]),
    "record to be recoded": (recoded_record, lambda: [*records()["ref"], bytes(48), bytes(72)]),
}  # fmt: skip


@st.composite
def changed(draw: st.DrawFn, genuine: list[bytes]) -> bytes:
    """A genuine record with up to four changes."""
    data = bytearray(draw(st.sampled_from(genuine)))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        end = min(len(data), at + draw(st.integers(0, 9)))
        kind = draw(st.sampled_from(("flip", "cut", "insert", "replace", "repeat", "number")))
        if kind == "flip" and at < len(data):
            data[at] ^= 1 << draw(st.integers(0, 7))
        elif kind == "cut":
            del data[at : None if draw(st.booleans()) else end]
        elif kind == "insert":
            data[at:at] = draw(st.binary(max_size=9))
        elif kind == "replace":
            data[at:end] = draw(st.binary(min_size=end - at, max_size=end - at))
        elif kind == "repeat":
            data[at:at] = data[at:end] * draw(st.integers(1, 20))
        elif kind == "number":
            data[at:end] = draw(st.sampled_from(NUMBERS))
    return bytes(data)


NUMBERS = [
    b"\x00", b"\x01", b"\x7f", b"\x80\x01", b"\xff\x7f", b"\xff\xff\x03", b"\xff\xff\xff\xff\x07",
    b"\xff\xff\xff\xff\x0f", b"\xff" * 8 + b"\x7f", b"\xff" * 9 + b"\x01", b"\x80" * 12,
]  # fmt: skip


def check(name: str, data: bytes, memory: int = MEMORY) -> None:
    decode = DECODERS[name][0]
    started = time.process_time()
    tracemalloc.start()
    try:
        attempt(lambda: decode(data))
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert time.process_time() - started < SECONDS
    assert peak < memory + MEMORY_PER_BYTE * len(data)


@pytest.mark.parametrize("name", DECODERS)
def test_hostile_bytes_give_errors_of_ours(name: str) -> None:
    genuine = DECODERS[name][1]()
    for data in genuine[:5]:
        check(name, data)

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.one_of(st.binary(max_size=200), changed(genuine), changed(genuine)))
    @example(b"")
    def run(data: bytes) -> None:
        check(name, data)

    run()


def deep_interface(entities: int) -> bytes:
    """A record in which each entity stands in the one before it: symbols add up to its square."""
    writer = ColumnWriter()
    writer.column([ENTITY_KINDS.index("file"), *[ENTITY_KINDS.index("class")] * (entities - 1)])
    writer.column([0, *range(entities - 1)])
    writer.column([0] * entities)
    writer.texts(["", *[f"n{number:07d}" for number in range(1, entities)]])
    writer.texts([""] * entities)
    for _ in range(3):
        writer.column([]), writer.column([]), writer.texts([])
    writer.texts([])
    writer.number(0)
    writer.texts([])
    writer.texts([])
    return writer.getvalue()


def doubling_paths(paths: int) -> bytes:
    """A record in which each path has the one before it twice: texts add up to a power of two."""
    writer = ColumnWriter()
    writer.blob(bytes(24))
    writer.number(0)
    operations = [0, GLOBAL, *[PAIR] * (paths - 2)]
    before = [0, 0, *range(1, paths - 1)]
    writer.column(operations)
    writer.column(before)
    writer.column([0, 0, *before[2:]])
    writer.texts(["x"])
    writer.column([0] * paths)
    for _ in range(6):
        writer.column([])
    writer.blob(b"\0\0")
    return writer.getvalue()


CONSTRUCTED = {
    "interface": deep_interface(20_000),
    "stored interface": deep_interface(3_000),
    "stored paths": doubling_paths(80),
    "facts": doubling_paths(80),
    "lock holder": b"1\nhost\nanalyze\n1e300",
}


@pytest.mark.parametrize("name", CONSTRUCTED)
def test_records_made_to_explode_do_not(name: str) -> None:
    check(name, CONSTRUCTED[name], 2 * LONGEST_SYMBOLS)


@pytest.mark.parametrize("name", DECODERS)
def test_genuine_records_are_decoded(name: str) -> None:
    """Guards the test above: what it changes is what the decoder accepts."""
    if name.startswith(("dictionaries", "record to")):
        return
    decoded = 0
    for data in DECODERS[name][1]():
        try:
            DECODERS[name][0](data)
        except ParseltongueError:
            continue
        decoded += 1
    assert decoded > 0
