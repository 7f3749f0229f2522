"""`parseltongue importers`."""

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
    details="""Files that import a file or module, or anything in it; of another symbol, those that
import just that.

"""
    + REACH_NOTE
    + SYMBOL_NOTE,
    examples=(("importers shop/orders.py", "by path"), ("importers shop.orders -t", "and who imports these")),
)


def run(session: Session) -> int:
    """Ask and show."""
    return about_symbol(
        session,
        lambda isg, *asked: isg.importers(*asked, **reach(session)),
        show_results("Nothing imports {}.", hop_row, HOP_STYLES),
    )
