"""`parseltongue members`."""

from __future__ import annotations

from parseltongue.cli.answers import (
    HOP_STYLES,
    QUERY,
    REACH,
    REACH_NOTE,
    SYMBOL,
    SYMBOL_NOTE,
    about_symbol,
    hop_row,
    reach,
    show_results,
)  # fmt: skip
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = Command(
    mends=True,
    words=(SYMBOL,),
    options=(*REACH, *QUERY),
    details=REACH_NOTE + SYMBOL_NOTE,
    examples=(
        ("members shop.orders.Order", "methods and fields of a class"),
        ("members shop.orders", "what a module contains"),
    ),
)


def run(session: Session) -> int:
    """Ask and show."""
    return about_symbol(
        session,
        lambda isg, *asked: isg.members(*asked, **reach(session)),
        show_results("{} has no members.", hop_row, HOP_STYLES),
    )
