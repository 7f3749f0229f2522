"""`parseltongue implementors`."""

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
    details=SYMBOL_NOTE,
    examples=(("implementors shop.orders.Item", "its subclasses"),),
)


def run(session: Session) -> int:
    """Ask and show."""
    return about_symbol(
        session,
        lambda isg, *asked: isg.implementors(*asked),
        show_results("Nothing extends or implements {}."),
    )
