"""Sealed records: only the right keys open them, and only where they belong."""

from __future__ import annotations

import sys

import pytest

from parseltongue.codec.cipher import OVERHEAD, Cipher, KeySet
from parseltongue.codec.dictionary import dictionary_id, train_dictionary
from parseltongue.codec.envelope import Codec, _checksum
from parseltongue.model.errors import AuthenticationError, ConfigError, CorruptionError, FormatVersionError

KEY, OTHER = b"o" + bytes(24), b"o" + bytes(23) + b"\1"
TEXT = b"class SecretHandshake(Ritual): pass\n" * 9
SAMPLES = [b"class C%d:\n    def method_%d(self): return %d\n" % (n, n * 7, n) * 3 for n in range(300)]
DICTIONARY = train_dictionary(SAMPLES, 4096)
KEYS = KeySet(1, bytes(range(32)), bytes(range(32, 64)))
GOLDEN = "e1104a292a07010707070707070707070707077d0fc5331d6b437fc77fb762397098687522170be233"
GOLDEN_NAME = "9012dbce8cb6fd27b4e1dba1f0bf7805be2e88e28b102d68"
SETTINGS = {
    "zstd": {},
    "dictionary": {"dictionary": DICTIONARY},
    "lz4": {"compression": "lz4"},
    "none": {"compression": "none"},
}


def sealing(keys: KeySet = KEYS, **settings: object) -> Codec:
    return Codec(cipher=Cipher(keys), **settings)  # type: ignore[arg-type]


@pytest.fixture(params=SETTINGS)
def codec(request: pytest.FixtureRequest) -> Codec:
    return sealing(**SETTINGS[request.param])


def test_round_trip_costs_29_bytes(codec: Codec) -> None:
    for plain in (b"", b"x", TEXT):
        envelope = codec.encode(plain, KEY)
        assert codec.decode(envelope, KEY, what="x") == plain
    assert len(sealing().encode(TEXT, KEY)) == len(Codec().encode(TEXT, KEY)) + OVERHEAD


def test_a_golden_record() -> None:
    """The bytes of docs/design/format.md: a nonce of twelve 7s, the keys above, the record "record"."""
    envelope = bytes.fromhex(GOLDEN)
    assert sealing().decode(envelope, KEY, what="x") == b"record"
    assert envelope[:2] == b"\xe1\x10"
    assert envelope[6:19] == b"\1" + b"\7" * 12
    assert len(envelope) == 6 + OVERHEAD + len(b"record")


def test_a_golden_name() -> None:
    assert sealing().hide is not None
    assert Cipher(KEYS).hide(bytes(24)).hex() == GOLDEN_NAME
    assert Codec().hide is None


def test_equal_records_are_sealed_differently(codec: Codec) -> None:
    assert codec.encode(TEXT, KEY) != codec.encode(TEXT, KEY)


def test_nothing_of_the_record_shows(codec: Codec) -> None:
    """The dictionary's id, which tells of its content, is sealed too."""
    envelope = codec.encode(TEXT, KEY)
    assert b"Secret" not in envelope
    assert dictionary_id(DICTIONARY).to_bytes(3, "little") not in envelope


def test_a_record_under_another_key_is_refused(codec: Codec) -> None:
    with pytest.raises(AuthenticationError, match="cannot read x: it was encrypted"):
        codec.decode(codec.encode(TEXT, KEY), OTHER, what="x")


@pytest.mark.parametrize("keys", [KeySet(1, bytes(32), KEYS.name), KeySet(2, KEYS.data, KEYS.name)])
def test_other_keys_are_refused(codec: Codec, keys: KeySet) -> None:
    with pytest.raises(AuthenticationError, match="other keys"):
        sealing(keys).decode(codec.encode(TEXT, KEY), KEY, what="x")


def test_encrypted_and_plain_records_are_not_mixed_up() -> None:
    with pytest.raises(AuthenticationError, match="no key is at hand"):
        Codec().decode(sealing().encode(TEXT, KEY), KEY, what="x")
    with pytest.raises(AuthenticationError, match="is not encrypted"):
        sealing().decode(Codec().encode(TEXT, KEY), KEY, what="x")


def test_every_flipped_bit_is_noticed(codec: Codec) -> None:
    envelope = codec.encode(SAMPLES[7], KEY)
    for position in range(len(envelope) * 8):
        damaged = bytearray(envelope)
        damaged[position // 8] ^= 1 << position % 8
        with pytest.raises(CorruptionError):
            codec.decode(bytes(damaged), KEY, what="x")


def test_a_forger_who_mends_the_checksum_is_noticed(codec: Codec) -> None:
    envelope = codec.encode(SAMPLES[7], KEY)
    for position in (1, *range(6, len(envelope))):
        for bit in (0, 3, 7):
            forged = bytearray(envelope)
            forged[position] ^= 1 << bit
            forged[2:6] = _checksum(forged[0], forged[1], bytes(forged[6:]))
            with pytest.raises((AuthenticationError, FormatVersionError)):
                codec.decode(bytes(forged), KEY, what="x")


def test_a_seal_can_be_renewed_without_compressing_again(codec: Codec) -> None:
    fresh = sealing(KeySet.new(2), **SETTINGS["dictionary"])
    moved = fresh.seal(*codec.open(codec.encode(TEXT, KEY), KEY, what="x"), OTHER)
    assert fresh.decode(moved, OTHER, what="x") == TEXT


def test_keys_do_not_show_in_messages() -> None:
    assert repr(KEYS) == "<KeySet 1>"


def test_without_the_package_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
    with pytest.raises(ConfigError, match=r"pip install 'parseltongue-isg\[encryption\]'"):
        Cipher(KEYS)
