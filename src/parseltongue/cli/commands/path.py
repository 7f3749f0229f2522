"""`parseltongue path`."""

from __future__ import annotations

from parseltongue.cli.answers import SYMBOL_NOTE, located, place, reply, show_matches
from parseltongue.cli.output import plural, printable
from parseltongue.cli.spec import Command, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.query.answer import Answer

COMMAND = Command(
    mends=True,
    words=(Word("FROM", "Where the route begins; a symbol."), Word("TO", "Where it ends; a symbol.")),
    options=("count", "every", "depth", "fresh"),
    details="""A shortest route of calls from one symbol to another, with the lines of the calls. A type or a
file stands for all that is in it. With -k N the N shortest routes that pass nothing twice; --depth N leaves
out those of more than N calls.

"""
    + SYMBOL_NOTE,
    examples=(
        ("path quick add_tax", "how one gets from one to the other"),
        ("path quick add_tax -k 3", "three ways"),
        ("path shop/checkout.py Item --every", "over any relationship but imports"),
    ),
)


def run(session: Session) -> int:
    """Search and show."""
    given = session.given
    workspace = session.open()
    start, end = (located(session, workspace.root, one) for one in given.words)
    answer = workspace.load().path(
        start, end, given.number("count") or 1, every=given.flag("every"), longest=given.number("depth")
    )
    return reply(session, workspace, answer, _show)


def _show(out: Output, answer: Answer) -> None:
    show_matches(out, answer)
    if not answer.results:
        out.line(f"Nothing leads from {printable(answer.symbol.replace(' → ', ' to '))}.")
    for number, route in enumerate(answer.results):
        if number:
            out.line()
        if len(answer.results) > 1:
            out.line(f"{plural(route['length'], 'step')}:")
        out.table([_row(step) for step in route["steps"]], ("bold", "cyan", "", "dim", "yellow"))


def _row(step: dict[str, Any]) -> tuple[str, ...]:
    where = place({**step, "line": step.get("declared_line", step["line"])})
    lines = step.get("lines")
    on = (
        f"{step['relationship']} in line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines))}"
        if lines
        else ""
    )
    provenance = step.get("provenance", "exact")
    name = printable(str(step["qualified_name"] or step["name"]))
    return name, step["kind"], where, on, "" if provenance == "exact" else provenance
