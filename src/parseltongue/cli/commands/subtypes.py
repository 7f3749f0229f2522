"""`parseltongue subtypes`."""

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
    details="Like `implementors`, but the type that an impl block is for, and not the block.\n\n"
    + REACH_NOTE
    + SYMBOL_NOTE,
    examples=(("subtypes Item", "its direct heirs"), ("subtypes Item -t", "all of them")),
)


def run(session: Session) -> int:
    """Ask and show."""
    return about_symbol(
        session,
        lambda isg, *asked: isg.subtypes(*asked, **reach(session)),
        show_results("Nothing extends or implements {}.", hop_row, HOP_STYLES),
    )
