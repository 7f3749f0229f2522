"""`parseltongue supertypes`."""

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
    place,
    reach,
    show_results,
)  # fmt: skip
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.cli.session import Session

COMMAND = Command(
    mends=True,
    words=(SYMBOL,),
    options=(*REACH, *QUERY),
    details="What a type extends and implements; what is outside of the workspace is external.\n\n"
    + REACH_NOTE
    + SYMBOL_NOTE,
    examples=(("supertypes Order", "its direct bases"), ("supertypes Order -t", "all of them")),
)


def run(session: Session) -> int:
    """Ask and show."""
    return about_symbol(
        session,
        lambda isg, *asked: isg.supertypes(*asked, **reach(session)),
        show_results("{} extends and implements nothing.", _row, HOP_STYLES),
    )


def _row(record: dict[str, Any]) -> tuple[str, ...]:
    name, kind, _, *rest = hop_row(record)
    return name, kind, place({**record, "line": record["start_line"]}), *rest
