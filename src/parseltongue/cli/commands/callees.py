"""`parseltongue callees`."""

from __future__ import annotations

from parseltongue.cli.answers import QUERY, SYMBOL, SYMBOL_NOTE, about_symbol, show_results
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = Command(
    words=(SYMBOL,),
    options=QUERY,
    details="Targets outside of the workspace are external; unresolved ones are known by name only.\n\n"
    + SYMBOL_NOTE,
    examples=(
        ("callees shop.checkout.pay", "what it calls"),
        ("callees pay --json", "for a script"),
    ),
)


def run(session: Session) -> int:
    """Ask and show."""
    return about_symbol(
        session,
        lambda isg, symbol, limit: isg.callees(symbol, limit=limit),
        show_results("{} calls nothing that could be told."),
    )
