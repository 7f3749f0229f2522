"""`parseltongue supertypes`."""

from __future__ import annotations

from parseltongue.cli import related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.cli.session import Session

COMMAND = related.command(
    "What a type extends and implements; what is outside of the workspace is external.",
    (("supertypes Order", "its direct bases"), ("supertypes Order -t", "all of them")),
)


def run(session: Session) -> int:
    """Ask and show."""
    return related.ask(
        session,
        lambda isg, *asked, **reach: isg.supertypes(*asked, **reach),
        "{} extends and implements nothing.",
        _row,
    )


def _row(record: dict[str, Any]) -> tuple[str, ...]:
    name, kind, _, *rest = related.hop_row(record)
    return name, kind, related.defined(record), *rest
