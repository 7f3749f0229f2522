"""`parseltongue entities`."""

from __future__ import annotations

from parseltongue.cli.answers import QUERY, file_in, limit, reply
from parseltongue.cli.output import printable
from parseltongue.cli.spec import Command, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.query.answer import Answer

COMMAND = Command(
    mends=True,
    words=(Word("FILE", "A file, from the current folder or from the top of the workspace."),),
    options=QUERY,
    details="In the order of the file, all of it unless --limit is given; what is inside is indented.",
    examples=(("entities shop/orders.py", "its outline"), ("entities shop/orders.py --json", "for a script")),
)


def run(session: Session) -> int:
    """List what a file defines."""
    workspace = session.open()
    path = file_in(session, workspace.root, session.given.words[0])
    answer = workspace.load().entities(path, limit(session, 0))
    return reply(session, workspace, answer, _show)


def _show(out: Output, answer: Answer) -> None:
    if not answer.results:
        out.line(f"{printable(answer.symbol)} defines nothing.")
    rows = []
    for record in answer.results:
        name = "  " * record["depth"] + printable(record["name"])
        lines = f"{record['start_line']}-{record['end_line']}"
        rows.append((name, record["kind"], lines, printable(record["signature"])))
    out.table(rows, ("bold", "cyan", "", "dim"))
