from __future__ import annotations

import json
from typing import TYPE_CHECKING

from parseltongue.cli.arguments import parse
from parseltongue.cli.output import Output, ago, duration, listing, plural, printable, size
from parseltongue.workspace.config_schema import parse_size

if TYPE_CHECKING:
    import pytest


def test_control_characters_are_shown_as_escapes() -> None:
    assert printable("plain name") == "plain name"
    assert printable("a\x1b[2Jb\r\n\x9b") == "a\\x1b[2Jb\\x0d\\x0a\\x9b"
    assert printable("a\nb\t", lines=True) == "a\nb\\x09"
    assert printable("ein‮file‎") == "ein\\u202efile\\u200e"
    assert printable(b"caf\xe9".decode("utf-8", "surrogateescape")) == "caf\\xe9"
    assert printable("größe") == "größe"


def test_json_does_not_act_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    content = {"name": "a\x1b[2J\x7f\x9b31m\u202eb\n\U000e0001 größe 日本 😀 \udcff"}
    Output(parse(["--json"]), {}).object(content)
    shown = capsys.readouterr().out
    assert shown.removesuffix("\n").isprintable()
    assert "größe 日本 😀" in shown
    assert json.loads(shown) == content


def test_every_control_character_is_covered() -> None:
    shown = printable("".join(map(chr, [*range(32), *range(127, 160)])))
    assert shown.isprintable()


def test_amounts() -> None:
    assert [plural(0, "file"), plural(1, "file"), plural(1204, "file")] == [
        "0 files",
        "1 file",
        "1,204 files",
    ]
    assert plural(2, "entity", "entities") == "2 entities"
    assert [size(999), size(1024), size(6_340_000), size(5e12)] == [
        "999 bytes",
        "1.0 KB",
        "6.0 MB",
        "4,656.6 GB",
    ]
    # What is written into the configuration is shown as it was written.
    assert [size(parse_size(text)) for text in ("64MB", "4KB", "1GB")] == ["64.0 MB", "4.0 KB", "1.0 GB"]
    spans = [duration(s) for s in (0.04, 3.21, 59.4, 60, 7200, 86400 * 3)]
    assert spans == ["40 ms", "3.2 s", "59 s", "1 minute", "2 hours", "3 days"]
    assert [duration(s) for s in (89, 110, 5400)] == ["1 minute", "2 minutes", "2 hours"]
    assert [ago(3.21), ago(-60)] == ["3.2 s ago", "in the future, by the clock of this machine"]
    assert listing("abc", 2) == "a, b and 1 more"
    assert listing("ab", 2) == "a, b"


def test_json_alone_is_on_stdout(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    out = Output(parse(["status", "--json"]), {})
    out.line("readable")
    out.table([("a", "b")])
    out.facts([("a", "b")])
    out.notice("by the way")
    out.object({"b": "größe \udce9", "a": [1]})
    shown = capfdbinary.readouterr()
    assert json.loads(shown.out) == {"b": "größe \udce9", "a": [1]}
    assert shown.out.startswith(b'{"b"')
    assert shown.err == b"note: by the way\n"


def test_quiet_keeps_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output(parse(["status", "-q"]), {})
    out.notice("by the way")
    out.warning("careful")
    out.error("failed")
    assert capsys.readouterr().err == "warning: careful\nerror: failed\n"


def test_columns_line_up(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output(parse(["status"]), {})
    out.table([("a.long.name", "class", "x.py:1"), ("b", "method", "")])
    assert capsys.readouterr().out == "a.long.name  class   x.py:1\nb            method\n"


def test_what_is_wider_than_the_terminal_stays_in_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = Output(parse(["status"]), {})
    monkeypatch.setattr(Output, "width", lambda self: 28)
    out.table([("", "wmc", "dit"), ("shop.orders.Order", "1", "12", "a.py:1"), ("x", "10", "1", "b.py:1")])
    out.facts([("Files", "one two three four five six"), ("Store", "here")])
    assert capsys.readouterr().out.splitlines() == [
        "",
        "    wmc  dit",
        "shop.orders.Order",
        "    1    12   a.py:1",
        "x",
        "    10   1    b.py:1",
        "Files: one two three four",
        "       five six",
        "Store: here",
    ]
