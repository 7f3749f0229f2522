"""`parseltongue callers`."""

from __future__ import annotations

from parseltongue.cli import related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = related.command(
    """How a call was established is told unless it is exact.

With --candidates then come calls of what it overrides or implements: which code they run depends on the
object. With --transitive only calls that are certain are followed.""",
    (
        ("callers shop.orders.add_tax", "by qualified name"),
        ("callers add_tax --limit 5", "by simple name, the first five"),
        ("callers add_tax --transitive", "and who calls these, and so on"),
        ("callers orders.py:24", "what is defined around a line"),
        ("callers Order.total --candidates", "also calls through a base or an interface"),
    ),
    "candidates",
)


def run(session: Session) -> int:
    """Ask and show."""
    candidates = session.given.flag("candidates")
    return related.ask(
        session,
        lambda isg, *asked, **reach: isg.callers(*asked, candidates=candidates, **reach),
        "Nothing calls {}.",
    )
