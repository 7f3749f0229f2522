"""`parseltongue communities`."""

from __future__ import annotations

from parseltongue.cli.output import plural
from parseltongue.cli.spec import Command
from parseltongue.cli.surveys import PART, PART_NOTE, level_of, names, survey

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.query.answer import Answer

LEVELS = ("entity", "file", "package")
DEFAULT_LIMIT = 20
_MEMBERS = 8

COMMAND = Command(
    mends=True,
    options=("level", *PART),
    details="""Files (or entities, or packages, which are folders) that refer to each other more than to the
rest, found by Leiden's algorithm; the largest first. Modularity says how much the division means: near 0
little, above 0.3 much. What refers to nothing and is referred to by nothing is in no community.

"""
    + PART_NOTE,
    examples=(
        ("communities", "of files"),
        ("communities --level package --json --limit 0", "which folders belong together, for a script"),
    ),
)


def run(session: Session) -> int:
    """Ask and show."""
    level = level_of(session, LEVELS, "file")
    return survey(
        session,
        lambda isg, limit, part: isg.analytics.communities(level, limit, part=part),
        _show,
        DEFAULT_LIMIT,
    )


def _show(out: Output, answer: Answer) -> None:
    if not answer.results:
        out.line("Nothing refers to anything else, so there are no communities.")
        return
    nouns = {"entity": "entities", "file": "files", "package": "packages"}[answer.notes["level"]]
    out.line(
        f"{plural(answer.total, 'community', 'communities')}, modularity {answer.notes['modularity']:.2f}"
    )
    for record in answer.results:
        size = out.paint(f"{record['size']:,} {nouns}", "bold")
        out.line(f"{size}: {names(record['members'], _MEMBERS)}")
