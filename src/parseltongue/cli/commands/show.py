"""`parseltongue show`."""

from __future__ import annotations

from parseltongue.cli.answers import QUERY, SHOWN_MATCHES, SYMBOL, SYMBOL_NOTE, about_symbol, place
from parseltongue.cli.output import printable
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.query.answer import Answer

COMMAND = Command(
    mends=True,
    words=(SYMBOL,),
    options=QUERY,
    details=SYMBOL_NOTE,
    examples=(
        ("show shop.orders.Order", "a class"),
        ("show orders.py:24", "what is defined around a line"),
    ),
)


def run(session: Session) -> int:
    """Show each match."""
    return about_symbol(session, lambda isg, *asked: isg.show(*asked), _show, SHOWN_MATCHES)


def _show(out: Output, answer: Answer) -> None:
    for number, record in enumerate(answer.results):
        if number:
            out.line()
        _show_one(out, record)


def _show_one(out: Output, record: dict[str, Any]) -> None:
    name = printable(record["qualified_name"] or record["name"])
    out.line(f"{out.paint(name, 'bold')}  {out.paint(record['kind'] or 'external', 'cyan')}")
    overrides = record["overrides"]
    rows = [
        ("Signature", _signature(out, record)),
        ("Summary", printable(record["doc"])),
        ("Place", place(record)),
        ("Visibility", record["visibility"] or ""),
        ("Overrides", _brief(overrides) if overrides else ""),
        ("Overridden by", ", ".join(map(_brief, record["overridden_by"]))),
        ("Relationships", _numbers(record)),
    ]
    out.facts([(label, value) for label, value in rows if value])


def _signature(out: Output, record: dict[str, Any]) -> str:
    return "\n".join(out.source([printable(record["signature"] or "")], record["language"] or ""))


def _brief(record: dict[str, Any]) -> str:
    return f"{printable(record['qualified_name'])} ({place(record)})"


def _numbers(record: dict[str, Any]) -> str:
    least = "" if record["relationships_exact"] else "at least "
    counts = record["relationships"].items()
    return ", ".join(f"{name.replace('_', ' ')} {least}{count:,}" for name, count in counts if count)
