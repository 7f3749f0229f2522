"""`parseltongue entities`."""

from __future__ import annotations

from parseltongue.cli.answers import QUERY, file_in, reply
from parseltongue.cli.output import printable
from parseltongue.cli.spec import Command, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.query.answer import Answer

COMMAND = Command(
    words=(Word("FILE", "A file, from the current folder or from the top of the workspace."),),
    options=QUERY,
    details="Entities in the order of the file, each below the one that contains it.",
    examples=(("entities shop/orders.py", "its outline"), ("entities shop/orders.py --json", "for a script")),
)


def run(session: Session) -> int:
    """List what a file defines."""
    from parseltongue.cli.answers import limit

    workspace = session.open()
    path = file_in(session, workspace.root, session.given.words[0])
    answer = workspace.load().entities(path, limit=limit(session))
    return reply(session, workspace, answer, _show)


def _show(out: Output, answer: Answer) -> None:
    depths: dict[str | None, int] = {}
    rows = []
    for record in answer.results:
        depth = depths[record["id"]] = depths.get(record["parent"], -1) + 1
        name = "  " * depth + printable(record["signature"] or record["name"])
        rows.append((name, record["kind"], f"{record['start_line']}-{record['end_line']}"))
    if not rows:
        out.line(f"{printable(answer.symbol)} defines nothing.")
    out.table(rows, ("bold", "cyan"))
