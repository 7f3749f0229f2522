"""Wrapped keys: only the right key opens the file, and it says what is wrong with it."""

from __future__ import annotations

import sys
from zlib import crc32

import pytest

from parseltongue.codec.cipher import KeySet
from parseltongue.codec.derivation import Argon2id, Derivation, Scrypt
from parseltongue.codec.keyfile import KeyFile, wrap
from parseltongue.model.columns import ColumnWriter
from parseltongue.model.errors import AuthenticationError, ConfigError, CorruptionError, FormatVersionError

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
SETS = [KeySet(1, b"d" * 32, b"n" * 32), KeySet(2, b"D" * 32, b"N" * 32)]
CHEAP = Scrypt(b"salt" * 4, log_n=4)
CHEAP_ARGON = Argon2id(b"salt" * 4, memory=32, passes=1)
GOLDEN_FILE = (
    "50544b460179c17a0e01005d0707070707070707070707070e0ec2380b6bb390a2f977e4e43590ffc538e917ec93e57d"
    "9adf3a9e60ba567f432a9f10ef2e9afc6c90cf93ac79b748d526dd27bbcf6f65f3868f8c03d6ed9e2be46196e5c3c2e5"
    "65d8b4cacdefb2522c"
)
"""The first set wrapped with KEY and a nonce of twelve 7s."""


def contents(sets: list[KeySet]) -> list[tuple[int, bytes, bytes]]:
    return [(one.number, one.data, one.name) for one in sets]


def test_the_sets_come_back() -> None:
    found = KeyFile.decode(wrap(SETS, 2, KEY), "x")
    assert found.current == 2
    assert found.derivation is None
    assert contents(found.unwrap(KEY)) == contents(SETS)


@pytest.mark.parametrize("derivation", [CHEAP, CHEAP_ARGON])
def test_a_passphrase_opens_what_it_wrapped(derivation: Derivation) -> None:
    found = KeyFile.decode(wrap(SETS, 1, derivation.derive("open sesame"), derivation), "x")
    assert type(found.derivation) is type(derivation)
    assert (found.derivation.salt, found.derivation.parameters) == (derivation.salt, derivation.parameters)
    assert contents(found.unwrap(found.derivation.derive("open sesame"))) == contents(SETS)
    with pytest.raises(AuthenticationError):
        found.unwrap(found.derivation.derive("open sesam"))


def test_scrypt_is_that_of_rfc_7914() -> None:
    """Its second test vector, in its first 32 bytes."""
    expected = "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
    assert Scrypt(b"NaCl", log_n=10, r=8, p=16).derive("password").hex() == expected


def test_argon2id_is_that_of_the_reference() -> None:
    """A test vector of the reference implementation (test.c): 64 MB, 2 passes, 1 lane."""
    expected = "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"
    assert Argon2id(b"somesalt", 1 << 16, 2, 1).derive("password").hex() == expected


def test_where_argon2id_is_missing_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.kdf.argon2", None)
    with pytest.raises(ConfigError, match="cryptography>=44"):
        CHEAP_ARGON.derive("open sesame")


def test_the_layout_is_that_of_the_format_page() -> None:
    data = wrap(SETS, 2, KEY)
    assert data[:5] == b"PTKF\x01"
    assert data[5:9] == crc32(data[9:]).to_bytes(4, "little")
    assert data[9:11] == b"\x02\x00"
    sealed = 12 + 2 * 65 + 16
    assert data[11:13] == bytes((sealed & 0x7F | 0x80, sealed >> 7))
    assert len(data) == 13 + sealed


def test_a_golden_file_opens() -> None:
    assert contents(KeyFile.decode(bytes.fromhex(GOLDEN_FILE), "x").unwrap(KEY)) == contents(SETS[:1])


def test_another_key_is_refused() -> None:
    with pytest.raises(AuthenticationError, match="not the one"):
        KeyFile.decode(wrap(SETS, 1, KEY), "x").unwrap(OTHER)


def test_no_key_shows_in_the_file() -> None:
    data = wrap(SETS, 1, KEY)
    assert not [secret for secret in (b"dddd", b"nnnn", b"DDDD", b"NNNN") if secret in data]
    assert wrap(SETS, 1, KEY) != data


@pytest.mark.parametrize("derivation", [None, CHEAP, CHEAP_ARGON])
def test_every_flipped_bit_is_noticed(derivation: Derivation | None) -> None:
    data = wrap(SETS, 1, KEY, derivation)
    for position in range(len(data) * 8):
        damaged = bytearray(data)
        damaged[position // 8] ^= 1 << position % 8
        with pytest.raises((CorruptionError, FormatVersionError), match="x"):
            KeyFile.decode(bytes(damaged), "x")


def test_a_forger_who_mends_the_checksum_is_noticed() -> None:
    data = wrap(SETS, 1, KEY, CHEAP)
    for position in range(9, len(data)):
        forged = bytearray(data)
        forged[position] ^= 1
        forged[5:9] = crc32(forged[9:]).to_bytes(4, "little")
        with pytest.raises((CorruptionError, FormatVersionError, AuthenticationError)):
            KeyFile.decode(bytes(forged), "x").unwrap(KEY)


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [
        *((1, given) for given in [(21, 8, 1), (15, 33, 1), (15, 8, 5), (20, 8, 1), (0, 8, 1), (15, 0, 1)]),
        *((2, given) for given in [(1 << 19, 3, 4), (31, 3, 4), (64, 17, 4), (1 << 16, 3, 17), (64, 0, 4)]),
    ],
)
def test_hostile_parameters_cost_nothing(kind: int, parameters: tuple[int, int, int]) -> None:
    writer = ColumnWriter()
    for number in (1, kind):
        writer.number(number)
    writer.blob(b"salt" * 4)
    for number in parameters:
        writer.number(number)
    writer.blob(bytes(93))
    body = writer.getvalue()
    with pytest.raises(CorruptionError, match="impossible amount of work"):
        KeyFile.decode(b"PTKF\x01" + crc32(body).to_bytes(4, "little") + body, "x")
