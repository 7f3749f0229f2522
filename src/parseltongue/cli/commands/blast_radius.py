"""`parseltongue blast-radius`."""

from __future__ import annotations

from parseltongue.cli.answers import QUERY, SYMBOL, SYMBOL_NOTE, about_symbol, row, show_matches
from parseltongue.cli.output import plural, printable
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.query.answer import Answer

DEFAULT_DEPTH = 3
DEFAULT_LIMIT = 200

COMMAND = Command(
    mends=True,
    words=(SYMBOL,),
    options=("depth", *QUERY),
    details="""What calls, uses, extends, implements or imports the symbol, then what does so with that,
and so on: each at its shortest distance, three hops unless --depth says otherwise.

"""
    + SYMBOL_NOTE,
    examples=(
        ("blast-radius shop.orders.add_tax", "what a change of the function may affect"),
        ("blast-radius Order --depth 1", "only what depends on it directly"),
    ),
)


def run(session: Session) -> int:
    """Ask and show by hop."""
    depth = session.given.number("depth") or DEFAULT_DEPTH
    return about_symbol(
        session, lambda isg, symbol, limit: isg.blast_radius(symbol, depth, limit), _show, DEFAULT_LIMIT
    )


def _show(out: Output, answer: Answer) -> None:
    show_matches(out, answer)
    if not answer.results:
        out.line(f"Nothing depends on {printable(answer.symbol)}.")
    hops: dict[int, list[dict[str, Any]]] = {}
    for record in answer.results:
        hops.setdefault(record["hop"], []).append(record)
    for hop, records in hops.items():
        out.line(f"{plural(hop, 'hop')}:")
        out.table([_row(record) for record in records], ("bold", "cyan", "", "", "yellow"), indent=2)
    tests = answer.notes["tests"]
    if tests:
        count = plural(len(tests), "test")
        out.line(f"{count} among these; `parseltongue tests-for` lists all that reach it.")


def _row(record: dict[str, Any]) -> tuple[str, ...]:
    name, kind, place, provenance = row(record)
    return name, kind, place, record["relationship"], provenance
