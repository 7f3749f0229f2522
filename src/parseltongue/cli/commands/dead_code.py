"""`parseltongue dead-code`."""

from __future__ import annotations

from parseltongue.cli.answers import QUERY, limit, path_in, place, reply_in_path
from parseltongue.cli.output import printable
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.query.answer import Answer

DEFAULT_LIMIT = 50
_STYLES = {"high": "red", "medium": "yellow", "low": "dim"}

COMMAND = Command(
    mends=True,
    options=("confidence", *QUERY, "kind", "path", "language"),
    details="""Classes, functions, methods, properties, macros and constants that no entry point leads to.
Entry points are the code at the top of every file, tests, vendored code and `main`; a type that is used
brings its constructors, names such as __len__, and members that override something.

  high    it cannot be named from outside, nothing that is used refers to it, and its name stands
          nowhere else
  medium  it is public, protected or imported, so other code may use it (the default shows these
          and high)
  low     something speaks for its being used: its name stands where it is not known what it means, its
          type has a base outside of the workspace, the language may call it, a decorator may register
          it, it is a macro, or its file has syntax errors

Names are sought in all files that were analysed, texts included (getattr), comments not. Templates and
configuration are not read, nor is it known what Rust's attributes do. What is inside of something dead
is counted, not listed. --kind, --path and --language choose what is shown.""",
    examples=(
        ("dead-code --confidence high", "what can most likely go"),
        ("dead-code --path shop --kind function", "functions below a folder"),
        ("dead-code --confidence low --limit 0 --json", "all of it, for a script"),
    ),
)


def run(session: Session) -> int:
    """Ask and show."""
    from parseltongue.workspace.sources import reader

    given = session.given
    workspace = session.open()
    graph = workspace.load()
    answer = graph.analytics.dead_code(
        given.text("confidence") or "medium",
        limit(session, DEFAULT_LIMIT),
        kind=given.text("kind"),
        path=path_in(session, workspace.root),
        language=given.text("language"),
        read=reader(workspace.root),
    )
    return reply_in_path(session, workspace, graph, answer, _show)


def _show(out: Output, answer: Answer) -> None:
    counts = answer.notes["counts"]
    told = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    out.line(f"Believed dead: {told}.")
    for record in answer.results:
        confidence = out.paint(record["confidence"], _STYLES[record["confidence"]])
        inside = f", with {record['inside']:,} in it" if record["inside"] else ""
        name = out.paint(printable(str(record["qualified_name"])), "bold")
        out.line(f"{confidence}  {name}  {record['kind']}  {place(record)}{inside}")
        out.line(f"    {'; '.join(record['reasons'])}")
