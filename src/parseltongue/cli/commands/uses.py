"""`parseltongue uses`."""

from __future__ import annotations

from parseltongue.cli.answers import QUERY, SYMBOL, SYMBOL_NOTE, about_symbol, show_results
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = Command(
    words=(SYMBOL,),
    options=QUERY,
    details="All mentions: calls, imports, annotations, base classes, reads.\n\n" + SYMBOL_NOTE,
    examples=(
        ("uses shop.orders.Order", "who mentions the class"),
        ("uses Order --fresh", "and say whether anything in the tree has changed"),
    ),
)


def run(session: Session) -> int:
    """Ask and show."""
    return about_symbol(
        session,
        lambda isg, symbol, limit: isg.uses(symbol, limit=limit),
        show_results("Nothing mentions {}."),
    )
