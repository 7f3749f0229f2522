"""`parseltongue callers`."""

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
    options=(*REACH, *QUERY, "candidates"),
    details="""How a call was established is told unless it is exact.

With --candidates then come calls of what it overrides or implements: which code they run depends on the
object. With --transitive only calls that are certain are followed.

"""
    + REACH_NOTE
    + SYMBOL_NOTE,
    examples=(
        ("callers shop.orders.add_tax", "by qualified name"),
        ("callers add_tax --limit 5", "by simple name, the first five"),
        ("callers add_tax --transitive", "and who calls these, and so on"),
        ("callers orders.py:24", "what is defined around a line"),
        ("callers Order.total --candidates", "also calls through a base or an interface"),
    ),
)


def run(session: Session) -> int:
    """Ask and show."""
    return about_symbol(
        session,
        lambda isg, *asked: isg.callers(
            *asked, candidates=session.given.flag("candidates"), **reach(session)
        ),
        show_results("Nothing calls {}.", hop_row, HOP_STYLES),
    )
