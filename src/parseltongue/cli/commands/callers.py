"""`parseltongue callers`."""

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
    details="How a call was established is told unless it is exact.\n\n" + SYMBOL_NOTE,
    examples=(
        ("callers shop.orders.add_tax", "by qualified name"),
        ("callers add_tax --limit 5", "by simple name, the first five"),
        ("callers orders.py:24", "what is defined around a line"),
    ),
)


def run(session: Session) -> int:
    """Ask and show."""
    return about_symbol(
        session,
        lambda isg, *asked: isg.callers(*asked),
        show_results("Nothing calls {}."),
    )
