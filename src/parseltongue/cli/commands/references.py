"""`parseltongue references`."""

from __future__ import annotations

from parseltongue.cli.answers import (
    QUERY,
    SYMBOL,
    SYMBOL_NOTE,
    limit,
    place,
    reply,
    show_matches,
    symbol_in,
)  # fmt: skip
from parseltongue.cli.output import printable
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.query.answer import Answer

COMMAND = Command(
    mends=True,
    words=(SYMBOL,),
    options=("context", *QUERY),
    details="""Every line that mentions a symbol, as it stands in the file. A file that has changed since it
was analysed is named, and its lines are not shown.

"""
    + SYMBOL_NOTE,
    examples=(
        ("references add_tax", "the lines"),
        ("references add_tax -n 3", "with three lines before and behind each"),
    ),
)


def run(session: Session) -> int:
    """Ask, read the lines, and show."""
    workspace = session.open()
    answer = workspace.load().references(symbol_in(session, workspace.root), limit(session))
    workspace.add_source(answer, session.given.number("context") or 0)
    return reply(session, workspace, answer, _show)


def _show(out: Output, answer: Answer) -> None:
    show_matches(out, answer)
    if not answer.results:
        out.line(f"Nothing mentions {printable(answer.symbol)}.")
    around = any(len(record["source"]) > 1 for record in answer.results)
    for number, record in enumerate(answer.results):
        if number and around:
            out.line()
        _show_one(out, record)


def _show_one(out: Output, record: dict[str, Any]) -> None:
    where = out.paint(place(record), "cyan")
    name = out.paint(printable(str(record["qualified_name"])), "bold")
    out.line(f"{where}  {name}  {record['relationship']}")
    lines = record["source"]
    width = max((len(str(line["line"])) for line in lines), default=0)
    plain = [printable(line["text"].expandtabs(4).rstrip()) for line in lines]
    for line, text in zip(lines, out.source(plain, record["language"] or ""), strict=True):
        mark = out.paint(">", "bold") if line["line"] == record["line"] else " "
        out.line(f"  {mark} {line['line']:{width}}  {text}".rstrip())
