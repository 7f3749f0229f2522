"""`parseltongue uses`."""

from __future__ import annotations

from parseltongue.cli import related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = related.command(
    "Reads, annotations, values that are passed on; for calls see `callers`.",
    (
        ("uses shop.orders.Order", "who uses the class other than by making an instance"),
        ("uses Order --fresh", "and say whether anything in the tree has changed"),
    ),
)


def run(session: Session) -> int:
    """Ask and show."""
    return related.ask(
        session,
        lambda isg, *asked, **reach: isg.uses(*asked, **reach),
        "Nothing uses {} other than by calls.",
    )
