"""`parseltongue uses`."""

from __future__ import annotations

from parseltongue.cli.answers import QUERY, SYMBOL, SYMBOL_NOTE, about_symbol, show_results
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = Command(
    mends=True,
    words=(SYMBOL,),
    options=QUERY,
    details="Reads, annotations, values that are passed on; for calls see `callers`.\n\n" + SYMBOL_NOTE,
    examples=(
        ("uses shop.orders.Order", "who uses the class other than by making an instance"),
        ("uses Order --fresh", "and say whether anything in the tree has changed"),
    ),
)


def run(session: Session) -> int:
    """Ask and show."""
    return about_symbol(
        session,
        lambda isg, *asked: isg.uses(*asked),
        show_results("Nothing uses {} other than by calls."),
    )
