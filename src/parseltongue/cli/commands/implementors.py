"""`parseltongue implementors`."""

from __future__ import annotations

from parseltongue.cli import related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = related.command(
    "",
    (("implementors shop.orders.Item", "its subclasses"),),
)


def run(session: Session) -> int:
    """Ask and show."""
    return related.ask(
        session,
        lambda isg, *asked, **reach: isg.implementors(*asked, **reach),
        "Nothing extends or implements {}.",
    )
