"""`parseltongue cycles`."""

from __future__ import annotations

from parseltongue.cli.output import plural
from parseltongue.cli.spec import Command
from parseltongue.cli.surveys import LEVELS, MEMBERS_SHOWN, PART, PART_NOTE, name_of, names, survey_groups

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.query.answer import Answer

COMMAND = Command(
    mends=True,
    options=("level", *PART),
    details="""Groups of files (or, with --level, of entities or packages, which are folders) in which each
depends on each other: strongly connected components. The largest come first, each with one short circle.

"""
    + PART_NOTE,
    examples=(
        ("cycles", "between files"),
        ("cycles --level package --without-tests", "between folders"),
        ("cycles --level entity --path shop --json", "between classes and functions below a folder"),
    ),
)


def run(session: Session) -> int:
    """Ask and show."""
    return survey_groups(
        session,
        lambda analytics, level, limit, part: analytics.cycles(level, limit, part=part),
        _show,
    )


def _show(out: Output, answer: Answer) -> None:
    if not answer.results:
        out.line(f"No cycles at the level of the {answer.notes['level']}.")
    for record in answer.results:
        size = plural(record["size"], *LEVELS[answer.notes["level"]])
        out.line(f"{out.paint(size, 'bold')}, {plural(record['edges'], 'dependency', 'dependencies')}")
        circle = [name_of(one) for one in record["example"]]
        out.line(f"  {' -> '.join([*circle, circle[0]])}")
        if len(record["members"]) > len(circle):
            out.line(out.paint(f"  all: {names(record['members'], MEMBERS_SHOWN)}", "dim"))
