"""`parseltongue importers`."""

from __future__ import annotations

from parseltongue.cli import related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = related.command(
    """Files that import a file or module, or anything in it; of another symbol, those that
import just that.""",
    (
        ("importers shop/orders.py", "by path"),
        ("importers shop.orders -t", "and who imports these"),
    ),
)


def run(session: Session) -> int:
    """Ask and show."""
    return related.ask(
        session, lambda isg, *asked, **reach: isg.importers(*asked, **reach), "Nothing imports {}."
    )
