"""`parseltongue callees`."""

from __future__ import annotations

from parseltongue.cli.answers import (
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
    options=(*REACH, *QUERY, "candidates"),
    details="""Each with the place of its definition and the lines that call it. Targets outside of the
workspace are external; unresolved ones are known by name only.

With --candidates a call of a member is followed by the members that may run in its place, because their
types override or implement it.

"""
    + REACH_NOTE
    + SYMBOL_NOTE,
    examples=(
        ("callees shop.checkout.pay", "what it calls"),
        ("callees pay --json", "for a script"),
        ("callees pay --candidates", "also what the calls may turn out to run"),
    ),
)


def run(session: Session) -> int:
    """Ask and show."""
    show = show_results(
        "{} calls nothing that could be told.", _row, ("bold", "cyan", "", "dim", "yellow", "dim")
    )
    candidates = session.given.flag("candidates")
    return about_symbol(
        session, lambda isg, *asked: isg.callees(*asked, candidates=candidates, **reach(session)), show
    )


def _row(record: dict[str, Any]) -> tuple[str, ...]:
    name, kind, _, provenance, hop = hop_row(record)
    lines = ", ".join(map(str, record["lines"]))
    called = f"called in line{'s' if len(record['lines']) > 1 else ''} {lines}"
    return name, kind, place({**record, "line": record["start_line"]}), called, provenance, hop
