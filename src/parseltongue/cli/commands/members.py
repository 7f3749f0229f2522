"""`parseltongue members`."""

from __future__ import annotations

from parseltongue.cli import related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = related.command(
    "",
    (
        ("members shop.orders.Order", "methods and fields of a class"),
        ("members shop.orders", "what a module contains"),
    ),
)


def run(session: Session) -> int:
    """Ask and show."""
    return related.ask(
        session, lambda isg, *asked, **reach: isg.members(*asked, **reach), "{} has no members."
    )
