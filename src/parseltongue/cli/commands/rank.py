"""`parseltongue rank`."""

from __future__ import annotations

from parseltongue.cli.spec import Command
from parseltongue.cli.surveys import (
    LEVELS,
    PART,
    PART_NOTE,
    level_of,
    measure_of,
    name_of,
    number,
    survey,
    where,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.query.answer import Answer

MEASURES = ("pagerank", "betweenness", "core", "coupling")
DEFAULT_LIMIT = 50

COMMAND = Command(
    mends=True,
    options=("by", "level", "kind", *PART),
    details="""The most central entities (or files, or packages, which are folders) by one of

  pagerank     how much of the code leads there, indirectly too (the default)
  betweenness  how many shortest paths between others lead through it; estimated from 1,000
               vertices, always the same ones, where there are more than 3,000
  core         the largest k for which it is in a part where each has k neighbours
  coupling     how many refer to it or are referred to by it

Beside the measure stand how many refer to it, and to how many it refers. --kind chooses what is shown.

"""
    + PART_NOTE,
    examples=(
        ("rank", "what most of the code leads to"),
        ("rank --kind class --limit 10 --without-tests", "the ten most central classes"),
        ("rank --by betweenness --level file --json", "files in the middle, for a script"),
    ),
)


def run(session: Session) -> int:
    """Ask and show."""
    level, by = level_of(session, LEVELS, "entity"), measure_of(session, MEASURES, "pagerank")
    kind = session.given.text("kind")
    return survey(
        session,
        lambda isg, limit, part: isg.analytics.rank(by, level, limit, kind=kind, part=part),
        _show,
        DEFAULT_LIMIT,
    )


def _show(out: Output, answer: Answer) -> None:
    if not answer.results:
        out.line("There is nothing to rank.")
    rows = [
        (
            name_of(one),
            number(one["value"]),
            f"{one['incoming']:,} in",
            f"{one['outgoing']:,} out",
            where(one),
        )
        for one in answer.results
    ]
    out.table(rows, ("bold", "cyan"))
    if answer.notes["sampled"] and not out.json:
        out.notice("betweenness is estimated from 1,000 vertices")
