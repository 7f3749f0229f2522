"""`parseltongue overrides`."""

from __future__ import annotations

from parseltongue.cli.answers import QUERY, SYMBOL, SYMBOL_NOTE, about_symbol, show_results
from parseltongue.cli.related import hop_row
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.cli.session import Session

COMMAND = Command(
    mends=True,
    words=(SYMBOL,),
    options=("transitive", *QUERY),
    details="""What a method or property overrides, and what overrides it. With --transitive all the way up
and down.

"""
    + SYMBOL_NOTE,
    examples=(("overrides Item.total", "who overrides it"), ("overrides Order.total -t", "up and down")),
)


def run(session: Session) -> int:
    """Ask and show."""
    transitive = session.given.flag("transitive")
    return about_symbol(
        session,
        lambda isg, symbol, limit: isg.overrides(symbol, limit, transitive=transitive),
        show_results(
            "{} overrides nothing and is not overridden.", _row, ("dim", "bold", "cyan", "", "yellow", "dim")
        ),
    )


def _row(record: dict[str, Any]) -> tuple[str, ...]:
    return "overrides" if record["direction"] == "up" else "overridden by", *hop_row(record)
