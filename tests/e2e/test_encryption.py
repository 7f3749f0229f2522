"""An encrypted store and its audit log from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.e2e.command import Cli

KEY, OTHER = "0123456789abcdef" * 4, "f" * 64
CONFIGURED = '[storage.encryption]\nkey_file = "~/key"\n'


@pytest.fixture
def secret(shop: Cli) -> Cli:
    """In a small project with an encrypted store."""
    (shop.home / "key").write_text(KEY)
    shop.configure(CONFIGURED)
    shop.ok("analyze")
    return shop


def test_keys_that_are_wrong_or_missing(secret: Cli) -> None:
    assert "add_tax" in secret.ok("find", "add_tax").out
    assert secret.ok("storage", "status", "--json").json["encrypted"] is True
    (secret.home / "key").write_text(OTHER)
    for words in (("callers", "add_tax"), ("analyze",), ("status",), ("verify",), ("storage", "compact")):
        result = secret(*words, "--json")
        assert result.code == 10, result
        assert result.json["error"]["kind"] == "AuthenticationError"
    (secret.home / "key").unlink()
    result = secret("analyze")
    assert result.code == 3
    assert "secrets.token_hex(32)" in result.err
    secret.configure("")
    assert secret("analyze").code == 3
    (secret.home / "key").write_text(KEY)
    secret.configure(CONFIGURED)
    assert "Nothing has changed" in secret.ok("analyze").out


def test_new_keys(secret: Cli) -> None:
    (secret.home / "new").write_text(OTHER)
    result = secret.ok("storage", "rekey", "--key-file", str(secret.home / "new"))
    assert "key_file" in result.err
    assert secret("status").code == 10
    secret.configure('[storage.encryption]\nkey_file = "~/new"\n')
    assert "Nothing has changed" in secret.ok("analyze").out
    assert secret.ok("storage", "rekey", "--full", "--json").json["records"] > 10
    env = {"PARSELTONGUE_NEW_PASSPHRASE": "correct horse"}
    secret.ok("storage", "rekey", "--passphrase", env=env)
    secret.configure("[storage.encryption]\npassphrase = true\n")
    assert secret("status").code == 3
    assert secret("status", env={"PARSELTONGUE_PASSPHRASE": "wrong"}).code == 10
    env = {"PARSELTONGUE_PASSPHRASE": "correct horse"}
    secret.ok("status", env=env)
    secret.ok("storage", "rekey", "--full", "--decrypt", env=env)
    secret.configure("")
    secret.ok("verify", "--rebuild")


@pytest.mark.parametrize(
    "words", [(), ("--decrypt",), ("--full", "--decrypt", "--passphrase"), ("--passphrase", "--keyring", "x")]
)
def test_rekey_says_what_it_needs(secret: Cli, words: tuple[str, ...]) -> None:
    assert secret("storage", "rekey", *words).code == 2


def test_the_audit_log(secret: Cli) -> None:
    assert secret("storage", "audit", "verify").code == 7
    secret.configure(CONFIGURED + "[storage.audit]\nenabled = true\nreads = true\n")
    secret.ok("analyze")
    secret.ok("find", "add_tax")
    shown = secret.ok("storage", "audit", "show", "--json").json
    assert shown["entries"][0]["operation"] == "analyze"
    assert shown["entries"][0]["workspace"] == str(secret.folder)
    assert shown["total"] >= 2
    assert secret.ok("storage", "audit", "show", "--limit", "2").out.count("\n") == 2
    assert "analyze" in secret.ok("storage", "audit", "show", "--limit", "0").out
    verified = secret.ok("storage", "audit", "verify", "--json").json
    assert verified["ok"]
    assert verified["last"] == verified["entries"]
    log = secret.cache / "audit/current.jsonl"
    log.write_text("".join(log.read_text().splitlines(keepends=True)[1:]))
    result = secret("storage", "audit", "verify")
    assert result.code == 12
    assert "current.jsonl line 1: entry 2 follows entry 0" in result.err
