"""`parseltongue uses`."""

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
    details="Reads, annotations, values that are passed on; for calls see `callers`.\n\n"
    + REACH_NOTE
    + SYMBOL_NOTE,
    examples=(
        ("uses shop.orders.Order", "who uses the class other than by making an instance"),
        ("uses Order --fresh", "and say whether anything in the tree has changed"),
    ),
)


def run(session: Session) -> int:
    """Ask and show."""
    return about_symbol(
        session,
        lambda isg, *asked: isg.uses(*asked, **reach(session)),
        show_results("Nothing uses {} other than by calls.", hop_row, HOP_STYLES),
    )
