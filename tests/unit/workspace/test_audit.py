"""The audit log: what is in it, that tampering shows, and what a rotation, a crash or a crowd leaves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from parseltongue.codec.cipher import Cipher, KeySet
from parseltongue.model.errors import (
    AuthenticationError,
    ConfigError,
    CorruptionError,
    UnavailableError,
)
from parseltongue.storage.locking import ProcessLock
from parseltongue.workspace.audit import AuditLog, Head, HeadRecord
from tests.unit.workspace.test_encryption import OTHER, Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from parseltongue.workspace.workspace import Workspace

NOW = 1_700_000_000_000_000_000
SECOND = 10**9
KEYS = Cipher(KeySet(1, bytes(32), bytes(range(32))))


def log_in(folder: Path, cipher: Cipher | None = None, **settings: Any) -> AuditLog:
    def lock() -> ProcessLock:
        return ProcessLock(str(folder / "locks/audit"), "the audit log", 60)

    return AuditLog(str(folder), lock, lambda: cipher, **settings)


def fill(log: AuditLog, count: int, now: int = NOW) -> Head:
    for number in range(count):
        head = log.append({"operation": f"op {number}"}, {"workspace": "/home/me/secret"}, now_ns=now)
    return head


@pytest.fixture(params=[None, KEYS], ids=["plain", "encrypted"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> AuditLog:
    return log_in(tmp_path, request.param)


def current(log: AuditLog) -> Path:
    return Path(log.folder, "current.jsonl")


def edited(log: AuditLog, change: Callable[[list[str]], list[str]]) -> list[str]:
    """Problems after a change of the lines."""
    lines = current(log).read_text().splitlines(keepends=True)
    current(log).write_text("".join(change(lines)))
    return log.verify(None).problems


def test_entries_are_numbered_and_chained(log: AuditLog) -> None:
    head = fill(log, 3)
    entries = list(log.entries())
    assert [entry["number"] for entry in entries] == [1, 2, 3]
    assert [entry["operation"] for entry in entries] == ["op 0", "op 1", "op 2"]
    assert entries[0]["previous"] == "0" * 64
    assert entries[0]["time"] == "2023-11-14T22:13:20.000000Z"
    verdict = log.verify(head)
    assert (verdict.problems, verdict.entries) == ([], 3)
    assert verdict.head is not None
    assert (verdict.head.number, verdict.head.digest) == (3, head.digest)


def test_only_sealed_entries_hide_the_workspace(tmp_path: Path) -> None:
    plain, sealed = log_in(tmp_path / "plain"), log_in(tmp_path / "sealed", KEYS)
    fill(plain, 1)
    fill(sealed, 1)
    assert "secret" in current(plain).read_text()
    assert "secret" not in current(sealed).read_text()
    assert "op 0" not in current(sealed).read_text()
    assert next(sealed.entries())["workspace"] == "/home/me/secret"
    assert current(sealed).stat().st_mode & 0o077 == 0


TAMPERING: dict[str, Callable[[list[str]], list[str]]] = {
    "removed": lambda lines: lines[:2] + lines[3:],
    "swapped": lambda lines: [lines[0], lines[2], lines[1], *lines[3:]],
    "repeated": lambda lines: [*lines[:3], lines[2], *lines[3:]],
    "beginning cut off": lambda lines: lines[2:],
    "not JSON": lambda lines: [*lines[:2], "nonsense\n", *lines[3:]],
    "another object": lambda lines: [*lines[:2], "{}\n", *lines[3:]],
    "emptied": lambda lines: [*lines[:2], "\n", *lines[3:]],
}


@pytest.mark.parametrize("kind", TAMPERING)
def test_tampering_with_lines_shows(log: AuditLog, kind: str) -> None:
    fill(log, 5)
    assert edited(log, TAMPERING[kind]) != []


def test_every_changed_byte_shows(log: AuditLog) -> None:
    fill(log, 3)
    whole = current(log).read_bytes()
    start = whole.index(b"\n") + 1
    for position in range(start, whole.index(b"\n", start)):
        changed = bytearray(whole)
        changed[position] ^= 1
        current(log).write_bytes(changed)
        assert log.verify(None).problems, chr(whole[position])


def test_an_entry_with_a_mended_hash_shows(tmp_path: Path) -> None:
    from parseltongue.workspace.audit import encode_entry

    log = log_in(tmp_path)
    fill(log, 4)

    def forge(lines: list[str]) -> list[str]:
        entry = json.loads(lines[1])
        del entry["hash"]
        forged = encode_entry({**entry, "operation": "harmless"}, None)[0]
        return [lines[0], forged.decode(), *lines[2:]]

    assert edited(log, forge) == [
        "current.jsonl line 3: entry 3 does not follow the entry that stands before it"
    ]


def test_without_the_key_nothing_can_be_forged(tmp_path: Path) -> None:
    fill(log_in(tmp_path, KEYS), 2)
    stranger = log_in(tmp_path, Cipher(KeySet(1, b"x" * 32, bytes(32))))
    fill(stranger, 1)
    assert len(log_in(tmp_path, KEYS).verify(None).problems) == 1
    with pytest.raises(AuthenticationError):
        list(stranger.entries())


def test_a_missing_end_shows_up_to_what_the_store_remembers(log: AuditLog) -> None:
    fill(log, 2)
    head = fill(log, 1)
    fill(log, 2)
    cut = current(log).read_text().splitlines(keepends=True)
    current(log).write_text("".join(cut[:3]))
    assert log.verify(head).problems == [], "entries behind the head can be cut off unnoticed"
    current(log).write_text("".join(cut[:2]))
    assert log.verify(head).problems == [
        "the end is missing: the store remembers entry 3, the log ends with entry 2"
    ]
    current(log).unlink()
    assert len(log.verify(head).problems) == 1


def test_writing_on_does_not_heal_a_missing_end(log: AuditLog) -> None:
    head = fill(log, 3)
    cut = current(log).read_text().splitlines(keepends=True)
    current(log).write_text("".join(cut[:1]))
    later = log.append({"operation": "next"}, {}, now_ns=NOW, stored=head)
    assert later.number == 4
    assert log.verify(later).problems == ["current.jsonl line 2: entry 4 follows entry 1"]


def test_a_rewritten_log_does_not_fit_the_head(log: AuditLog, tmp_path: Path) -> None:
    head = fill(log, 3)
    current(log).unlink()
    fill(log, 3)
    assert log.verify(None).problems == []
    assert "not the one that the store remembers" in log.verify(head).problems[0]


@pytest.mark.parametrize("settings", [{"max_bytes": 700}, {"max_age": 10.0}])
def test_the_chain_goes_on_over_files(tmp_path: Path, settings: dict[str, Any]) -> None:
    for cipher in (None, KEYS):
        log = log_in(tmp_path / ("sealed" if cipher else "plain"), cipher, **settings)
        for number in range(12):
            head = fill(log, 1, NOW + number * 4 * SECOND)
        assert len(log.files()) > 2
        assert log.files()[0] == "000000000001.jsonl"
        assert log.files()[-1] == "current.jsonl"
        verdict = log.verify(head)
        assert (verdict.problems, verdict.entries) == ([], 12)
        os.unlink(os.path.join(log.folder, log.files()[1]))
        assert "follows entry" in log.verify(head).problems[0]


def test_a_new_file_follows_the_last_one_that_is_finished(log: AuditLog) -> None:
    fill(log, 2)
    os.replace(current(log), os.path.join(log.folder, "000000000001.jsonl"))
    assert fill(log, 1).number == 3
    assert log.verify(None).problems == []


def test_a_line_torn_by_a_crash_is_replaced(log: AuditLog) -> None:
    fill(log, 2)
    with open(current(log), "ab") as file:
        file.write(b'{"number":3,"ti')
    assert log.verify(None).problems == []
    assert fill(log, 1).number == 3
    verdict = log.verify(None)
    assert (verdict.problems, verdict.entries) == ([], 3)


def test_a_last_line_that_is_no_entry_stops_the_log(log: AuditLog) -> None:
    fill(log, 1)
    with open(current(log), "ab") as file:
        file.write(b"nonsense\n")
    with pytest.raises(CorruptionError, match="last line of the audit log"):
        fill(log, 1)


def test_many_threads_and_processes_append(log: AuditLog, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from tests.unit.workspace.test_audit import KEYS, fill, log_in\n"
        "fill(log_in(Path(sys.argv[1]), KEYS if sys.argv[2] == 'sealed' else None, max_bytes=20000), 40)\n"
    )
    kind = "sealed" if log._find_cipher() else "plain"
    children = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path), kind], cwd=Path(__file__).parents[3])
        for _ in range(3)
    ]
    threads = [threading.Thread(target=fill, args=(log, 40)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [child.wait() for child in children] == [0, 0, 0]
    verdict = log.verify(None)
    assert (verdict.problems, verdict.entries) == ([], 240)


def test_entries_change_their_seal_and_keep_their_chain(tmp_path: Path) -> None:
    other = Cipher(KeySet.new(2))
    log = log_in(tmp_path, KEYS, max_bytes=1500)
    head = fill(log, 8)
    log.reseal([KEYS], other)
    fresh = log_in(tmp_path, other)
    assert fresh.verify(head).problems == []
    assert len(log.verify(head).problems) == 9, "none can be read, and so the end is not reached"
    fresh.reseal([other], None)
    plain = log_in(tmp_path)
    assert plain.verify(head).problems == []
    assert "secret" in current(plain).read_text()
    plain.reseal([], KEYS)
    assert "secret" not in current(plain).read_text()
    assert log.verify(head).problems == []


@pytest.mark.parametrize(
    "data", [b"", b"1", b"x " + b"0" * 64, b"1 " + b"-" * 64, b"9" * 30 + b" " + b"0" * 64]
)
def test_a_damaged_head_record_is_noticed(data: bytes) -> None:
    with pytest.raises(CorruptionError):
        Head.decode(data)
    head = Head.decode(Head(7, "a" * 64).encode())
    assert (head.number, head.digest) == (7, "a" * 64)


# -- a workspace that logs ----------------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


LOGGING = {"audit__enabled": True}
ALL = {"audit__enabled": True, "audit__reads": True}


def operations(workspace: Workspace) -> list[tuple[str, str]]:
    return [(entry["operation"], entry["result"]) for entry in workspace.audit_entries()]


@pytest.mark.parametrize("encrypted", [False, True])
def test_what_a_workspace_does_is_logged(place: Place, encrypted: bool) -> None:
    with (place.encrypted if encrypted else place.open)(**ALL) as workspace:
        workspace.analyze()
        workspace.load()
        workspace.status()
        workspace.storage_compact()
        expected = [("analyze", "ok"), ("load", "ok"), ("status", "ok"), ("storage compact", "ok")]
        assert operations(workspace) == expected
        entry = next(iter(workspace.audit_entries()))
        assert entry["workspace"] == str(place.code)
        assert entry["process"] == os.getpid()
        assert entry["user"]
        assert workspace.audit_verify().problems == []
        assert workspace.verify(rebuild=True).problems == []
    assert any(str(place.code).encode() in data for data in place.raw().values()) != encrypted


def test_reads_are_logged_on_request_only(place: Place) -> None:
    with place.open(**LOGGING) as workspace:
        workspace.load_or_analyze()
        workspace.load()
        assert operations(workspace) == [("analyze", "ok")]
    with place.open() as workspace:
        workspace.analyze()
        assert len(operations(workspace)) == 1


def test_an_attempt_with_a_wrong_key_is_logged_without_the_workspace(place: Place) -> None:
    place.analyze(**LOGGING)
    place.key.write_text(OTHER)
    with pytest.raises(AuthenticationError):
        place.encrypted(**LOGGING).analyze()
    place.key.unlink()
    with pytest.raises(ConfigError):
        place.encrypted(**LOGGING).analyze()
    with pytest.raises(ConfigError):
        place.open(**LOGGING).analyze()
    place.key.write_text("0123456789abcdef" * 4)
    with place.encrypted(**LOGGING) as workspace:
        results = [result for _, result in operations(workspace)]
        assert results == ["ok", "AuthenticationError", "ConfigError", "ConfigError"]
        assert ["workspace" in entry for entry in workspace.audit_entries()] == [True, False, False, False]
        assert workspace.audit_verify().problems == []
    assert not any(str(place.code).encode() in data for data in place.raw().values())


def test_the_store_remembers_the_log(place: Place) -> None:
    with place.encrypted(**LOGGING) as workspace:
        workspace.analyze()
        (place.cache / "audit/current.jsonl").unlink()
        assert "the end is missing" in workspace.audit_verify().problems[0]
        (place.code / "shop/new.py").write_text("x = 1\n")
        workspace.analyze()
        assert workspace.audit_verify().problems != [], "writing on does not hide it"
        store = workspace.opened_store()
        assert store is not None
        head = HeadRecord(store.cipher).read(store.backend)
        assert head is not None
        assert head.number == 2


@pytest.mark.parametrize("full", [False, True])
def test_a_new_key_is_logged_with_the_workspace(place: Place, tmp_path: Path, full: bool) -> None:
    place.analyze(**LOGGING)
    (tmp_path / "new").write_text(OTHER)
    with place.encrypted(**LOGGING) as workspace:
        workspace.storage_rekey(full=full, new=("key_file", str(tmp_path / "new")))
    place.key.write_text(OTHER)
    with place.encrypted(**LOGGING) as workspace:
        assert [entry["workspace"] for entry in workspace.audit_entries()] == [str(place.code)] * 2
        assert workspace.audit_verify().problems == []


@pytest.mark.parametrize("change", ["renew", "encrypt", "decrypt"])
def test_the_log_survives_new_keys(place: Place, change: str) -> None:
    with (place.open if change == "encrypt" else place.encrypted)(**LOGGING) as workspace:
        workspace.analyze()
    with place.encrypted(**LOGGING) as workspace:
        workspace.storage_rekey(full=True, decrypt=change == "decrypt")
    with (place.open if change == "decrypt" else place.encrypted)(**LOGGING) as workspace:
        assert operations(workspace) == [("analyze", "ok"), ("storage rekey", "ok")]
        assert workspace.audit_verify().problems == []
        assert [entry["workspace"] for entry in workspace.audit_entries()] == [str(place.code)] * 2
    shown = any(str(place.code).encode() in data for data in place.raw().values())
    assert shown == (change == "decrypt")


def test_without_a_log_the_error_says_how_to_begin_one(place: Place) -> None:
    with place.open() as workspace:
        workspace.analyze()
        for action in (workspace.audit_verify, workspace.audit_entries):
            with pytest.raises(UnavailableError, match=r"\[storage.audit\] enabled = true"):
                action()


def test_what_cannot_be_logged_fails(place: Place) -> None:
    with place.open(**LOGGING) as workspace:
        workspace.analyze()
        current = place.cache / "audit/current.jsonl"
        current.unlink()
        current.mkdir()
        with pytest.raises(UnavailableError, match=r"audit log .* cannot be written"):
            workspace.analyze()
