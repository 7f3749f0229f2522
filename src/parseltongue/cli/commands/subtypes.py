"""`parseltongue subtypes`."""

from __future__ import annotations

from parseltongue.cli import related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = related.command(
    "Like `implementors`, but the type that an impl block is for, and not the block.",
    (
        ("subtypes Item", "its direct heirs"),
        ("subtypes Item -t", "all of them"),
    ),
)


def run(session: Session) -> int:
    """Ask and show."""
    return related.ask(
        session,
        lambda isg, *asked, **reach: isg.subtypes(*asked, **reach),
        "Nothing extends or implements {}.",
    )
