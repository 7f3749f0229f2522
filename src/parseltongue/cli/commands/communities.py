"""`parseltongue communities`."""

from __future__ import annotations

from parseltongue.cli.output import plural
from parseltongue.cli.spec import Command
from parseltongue.cli.surveys import LEVELS, MEMBERS_SHOWN, PART, PART_NOTE, names, survey_groups

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.query.answer import Answer

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
    return survey_groups(
        session,
        lambda analytics, level, limit, part: analytics.communities(level, limit, part=part),
        _show,
    )


def _show(out: Output, answer: Answer) -> None:
    if not answer.results:
        out.line("Nothing refers to anything else, so there are no communities.")
        return
    out.line(
        f"{plural(answer.total, 'community', 'communities')}, modularity {answer.notes['modularity']:.2f}"
    )
    for record in answer.results:
        size = out.paint(plural(record["size"], *LEVELS[answer.notes["level"]]), "bold")
        out.line(f"{size}: {names(record['members'], MEMBERS_SHOWN)}")
