"""`parseltongue show`."""

from __future__ import annotations

from parseltongue.cli.answers import SYMBOL, SYMBOL_NOTE, about_symbol, place
from parseltongue.cli.output import printable
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.query.answer import Answer

COMMAND = Command(
    words=(SYMBOL,),
    options=("limit", "fresh"),
    details=SYMBOL_NOTE,
    examples=(
        ("show shop.orders.Order", "a class"),
        ("show orders.py:24", "what is defined around a line"),
    ),
)


def run(session: Session) -> int:
    """Show each match."""
    return about_symbol(session, lambda isg, symbol, limit: isg.show(symbol, limit=limit), _show)


def _show(out: Output, answer: Answer) -> None:
    for number, record in enumerate(answer.results):
        if number:
            out.line()
        _show_one(out, record)


def _show_one(out: Output, record: dict[str, Any]) -> None:
    out.line(f"{out.paint(printable(record['qualified_name']), 'bold')}  {out.paint(record['kind'], 'cyan')}")
    counts = record.get("relationships") or {}
    rows = [
        ("Signature", printable(record["signature"] or "")),
        ("Summary", printable(record.get("doc") or "")),
        ("Place", place(record)),
        ("Visibility", record["visibility"] or ""),
        ("Relationships", ", ".join(f"{count:,} {name}" for name, count in counts.items() if count)),
    ]
    out.facts([(label, value) for label, value in rows if value])
