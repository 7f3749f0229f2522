"""`parseltongue callees`."""

from __future__ import annotations

from parseltongue.cli import related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.cli.session import Session

COMMAND = related.command(
    """Each with the place of its definition and the lines that call it. Targets outside of the
workspace are external; unresolved ones are known by name only.

With --candidates a call of a member is followed by the members that may run in its place, because their
types override or implement it.""",
    (
        ("callees shop.checkout.pay", "what it calls"),
        ("callees pay --json", "for a script"),
        ("callees pay --candidates", "also what the calls may turn out to run"),
    ),
    "candidates",
)
_STYLES = ("bold", "cyan", "", "dim", "yellow", "dim")


def run(session: Session) -> int:
    """Ask and show."""
    candidates = session.given.flag("candidates")
    nothing = "{} calls nothing that could be told."
    return related.ask(
        session,
        lambda isg, *asked, **reach: isg.callees(*asked, candidates=candidates, **reach),
        nothing,
        _row,
        _STYLES,
    )


def _row(record: dict[str, Any]) -> tuple[str, ...]:
    name, kind, _, provenance, hop = related.hop_row(record)
    lines = ", ".join(map(str, record["lines"]))
    called = f"called in line{'s' if len(record['lines']) > 1 else ''} {lines}"
    return name, kind, related.defined(record), called, provenance, hop
