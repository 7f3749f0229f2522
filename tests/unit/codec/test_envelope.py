"""Records in and out of their envelopes; damage, limits and versions."""

from __future__ import annotations

import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parseltongue.codec.compression import load_zstd
from parseltongue.codec.dictionary import dictionary_id, train_dictionary
from parseltongue.codec.envelope import Codec
from parseltongue.model.errors import CodecError, ConfigError, CorruptionError, FormatVersionError

KEY = b"o" + bytes(24)
TEXT = b"def resolve(self, symbol, scope): return self.lookup(scope, symbol) or self.missing(symbol)\n" * 8
SAMPLES = [
    b"class C%d:\n    def method_%d(self, value): return value + %d\n" % (n, n * 7, n) * 3 for n in range(300)
]
DICTIONARY = train_dictionary(SAMPLES, 4096)
CODECS = {
    "zstd": Codec(),
    "dictionary": Codec(dictionary=DICTIONARY),
    "lz4": Codec(compression="lz4"),
    "none": Codec(compression="none"),
}


@pytest.mark.parametrize("codec", CODECS.values(), ids=CODECS)
@given(
    plain=st.binary(max_size=300)
    | st.builds(lambda unit, n: unit * n, st.binary(max_size=9), st.integers(0, 400))
)
def test_round_trip(codec: Codec, plain: bytes) -> None:
    envelope = codec.encode(plain, KEY)
    assert codec.decode(envelope, KEY, what="a record") == plain
    assert len(envelope) <= len(plain) + 6


@pytest.mark.parametrize("name", CODECS)
def test_every_flipped_bit_is_noticed(name: str) -> None:
    envelope = CODECS[name].encode(SAMPLES[7], KEY)
    for position in range(len(envelope) * 8):
        damaged = bytearray(envelope)
        damaged[position // 8] ^= 1 << position % 8
        with pytest.raises(CorruptionError, match="cannot read the record 7"):
            CODECS[name].decode(bytes(damaged), KEY, what="the record 7")


@pytest.mark.parametrize("name", CODECS)
def test_every_truncation_is_noticed(name: str) -> None:
    envelope = CODECS[name].encode(SAMPLES[7], KEY)
    for length in range(len(envelope)):
        with pytest.raises(CorruptionError):
            CODECS[name].decode(envelope[:length], KEY, what="x")
    with pytest.raises(CorruptionError):
        CODECS[name].decode(envelope + b"\0", KEY, what="x")


def test_overhead_over_the_bare_frame() -> None:
    zstd = load_zstd()
    bare = zstd.ZstdCompressor(level=6).compress(TEXT)
    assert len(Codec().encode(TEXT, KEY)) == len(bare) - 4 + 6
    shared = zstd.ZstdCompressionDict(DICTIONARY)
    bare = zstd.ZstdCompressor(level=6, dict_data=shared, write_dict_id=False).compress(TEXT)
    assert len(CODECS["dictionary"].encode(TEXT, KEY)) == len(bare) - 4 + 9


def test_what_does_not_shrink_is_stored_plain() -> None:
    plain = os.urandom(500)
    for codec in CODECS.values():
        assert codec.encode(plain, KEY)[6:] == plain
        assert len(codec.encode(TEXT, KEY)) < len(TEXT) / 2 or codec is CODECS["none"]


def test_any_codec_decodes_any_other() -> None:
    reader = Codec(compression="none", dictionaries={dictionary_id(DICTIONARY): DICTIONARY}.__getitem__)
    for codec in CODECS.values():
        assert reader.decode(codec.encode(TEXT, KEY), KEY, what="x") == TEXT


def test_a_dictionary_is_looked_up_once_by_the_id_in_the_header() -> None:
    asked: list[int] = []

    def find(identifier: int) -> bytes:
        asked.append(identifier)
        return DICTIONARY

    reader = Codec(dictionaries=find)
    for sample in SAMPLES[:5]:
        assert reader.decode(CODECS["dictionary"].encode(sample, KEY), KEY, what="x") == sample
    assert asked == [dictionary_id(DICTIONARY)]


def test_a_wrong_or_missing_dictionary_is_noticed() -> None:
    envelope = CODECS["dictionary"].encode(SAMPLES[0], KEY)
    with pytest.raises(CorruptionError, match="dictionary"):
        Codec(dictionaries=lambda _: b"another").decode(envelope, KEY, what="x")
    with pytest.raises(CodecError, match="dictionary"):
        Codec().decode(envelope, KEY, what="x")


def _sealed(first: int, codecs: int, body: bytes) -> bytes:
    from parseltongue.codec.envelope import _checksum

    return bytes((first, codecs)) + _checksum(first, codecs, body) + body


@pytest.mark.parametrize(
    ("first", "codecs"),
    [(0xE2, 0), (0xD1, 0), (0xE1, 3), (0xE1, 7), (0xE1, 0x21), (0xE1, 0x0A), (0xE1, 0x08)],
)
def test_whole_but_unknown_is_a_newer_format(first: int, codecs: int) -> None:
    with pytest.raises(FormatVersionError, match="unknown to this version"):
        Codec().decode(_sealed(first, codecs, b"abcdef"), KEY, what="x")


def _hostile() -> dict[str, bytes]:
    zstd = load_zstd()
    endless = zstd.ZstdCompressor(write_content_size=False).compress(bytes(5000))
    return {
        "zstd bomb": _sealed(0xE1, 1, zstd.ZstdCompressor().compress(bytes(5000))[4:]),
        "zstd of unsaid size": _sealed(0xE1, 1, endless[4:]),
        "zstd claims 2**60 bytes": _sealed(
            0xE1, 1, b"\xe0" + (1 << 60).to_bytes(8, "little") + b"\x01\x00\x00"
        ),
        "zstd nonsense": _sealed(0xE1, 1, b"nonsense"),
        "zstd nothing": _sealed(0xE1, 1, b""),
        "lz4 claims 4 GB": _sealed(0xE1, 2, b"\xff\xff\xff\xff" + b"abc"),
        "lz4 nonsense": _sealed(0xE1, 2, b"\x20\x00\x00\x00\xf0\xff\xff\xff"),
        "lz4 nothing": _sealed(0xE1, 2, b""),
    }


@pytest.mark.parametrize("name", _hostile())
def test_hostile_bytes_are_bounded(name: str) -> None:
    with pytest.raises(CorruptionError, match="cannot read x"):
        Codec(largest=4096).decode(_hostile()[name], KEY, what="x")


def test_a_record_beyond_the_limit_is_not_encoded() -> None:
    with pytest.raises(CodecError, match="exceeds the limit of 4096"):
        Codec(largest=4096).encode(bytes(4097), KEY)
    assert Codec(largest=4096).encode(bytes(4096), KEY)


@pytest.mark.parametrize(("compression", "level"), [("zip", 1), ("zstd", 0), ("zstd", 23), ("lz4", 17)])
def test_unknown_compressions_and_levels_are_refused(compression: str, level: int) -> None:
    with pytest.raises(ConfigError, match="no"):
        Codec(compression=compression, level=level)


def test_a_higher_level_saves_more() -> None:
    plain = b"".join(SAMPLES)
    assert len(Codec(level=19).encode(plain, KEY)) < len(Codec(level=1).encode(plain, KEY))


def test_threads_share_a_codec() -> None:
    codec = CODECS["dictionary"]
    wrong: list[bytes] = []

    def work() -> None:
        wrong.extend(
            sample for sample in SAMPLES if codec.decode(codec.encode(sample, KEY), KEY, what="x") != sample
        )

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_dictionary_is_deterministic_pays_and_has_a_content_id() -> None:
    assert train_dictionary(SAMPLES, 4096) == DICTIONARY
    assert len(DICTIONARY) <= 4096
    assert 0 < dictionary_id(DICTIONARY) < 1 << 24
    assert dictionary_id(DICTIONARY) != dictionary_id(DICTIONARY[:-1])
    plain = sum(len(CODECS["zstd"].encode(sample, KEY)) for sample in SAMPLES)
    assert sum(len(CODECS["dictionary"].encode(sample, KEY)) for sample in SAMPLES) < plain * 0.8


@pytest.mark.parametrize("samples", [[], [b"x" * 100] * 5, [b"tiny"] * 100])
def test_too_few_samples_are_refused(samples: list[bytes]) -> None:
    with pytest.raises(CodecError, match="needs at least 16 records"):
        train_dictionary(samples)


def test_zstandard_imported_later_is_the_same_library() -> None:
    native = load_zstd()
    import zstandard

    assert zstandard.ZstdError is native.ZstdError
