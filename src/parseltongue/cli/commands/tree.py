"""`parseltongue tree`."""

from __future__ import annotations

from parseltongue.cli.answers import QUERY, file_in, limit, reply
from parseltongue.cli.output import plural, printable
from parseltongue.cli.spec import Command, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.query.answer import Answer

DEFAULT_DEPTH = 2
DEFAULT_LIMIT = 200

COMMAND = Command(
    mends=True,
    words=(Word("PATH", "A folder or file (default: the whole workspace).", required=False),),
    options=("depth", *QUERY),
    details="""Folders and files, how many files and entities are in them, and in which languages; two levels
unless --depth says otherwise. For what is in a file see `entities`.""",
    examples=(("tree", "the top of the workspace"), ("tree shop --depth 1", "only what stands in a folder")),
)


def run(session: Session) -> int:
    """Count and show."""
    workspace = session.open()
    typed = session.given.word(0)
    path = "" if typed is None else file_in(session, workspace.root, typed)
    depth = session.given.number("depth") or DEFAULT_DEPTH
    answer = workspace.load().tree(path, depth, limit(session, DEFAULT_LIMIT))
    return reply(session, workspace, answer, _show)


def _show(out: Output, answer: Answer) -> None:
    if not answer.results:
        out.line("There are no files in this workspace.")
    out.table([_row(record) for record in answer.results], ("bold", "", "", "dim"))


def _row(record: dict[str, Any]) -> tuple[str, ...]:
    folder = record["kind"] == "folder"
    name = "  " * record["depth"] + printable(record["name"]) + ("/" if folder else "")
    files = plural(record["files"], "file") if folder else ""
    languages = record["languages"]
    told = ", ".join(f"{one} {number:,}" if len(languages) > 1 else one for one, number in languages.items())
    return name, files, plural(record["entities"], "entity", "entities"), told
