"""`parseltongue hotspots`."""

from __future__ import annotations

from parseltongue.cli.answers import limit, reply_in_path
from parseltongue.cli.output import plural
from parseltongue.cli.spec import Command
from parseltongue.cli.surveys import PART, name_of, number, part_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.query.answer import Answer
    from parseltongue.query.records import Record

DEFAULT_LIMIT = 20
COMMITS = 1000

COMMAND = Command(
    mends=True,
    options=("commits", *PART),
    details="""Files by coupling × lines × commits: many depend on them or they on many, they are long, and
they are changed often. Commits are the latest 1,000 of the workspace, or as --commits says, without merges;
renames are not followed. Without a git repository coupling × lines decides.""",
    examples=(
        ("hotspots", "where to be careful"),
        ("hotspots --commits 200 --without-tests", "by what happened lately"),
    ),
)


def run(session: Session) -> int:
    """Ask git and the graph, and show."""
    from parseltongue.changes.churn import churn, is_shallow

    workspace = session.open()
    isg = workspace.load()
    history = churn(workspace.root, session.given.number("commits") or COMMITS)
    part = part_of(session, workspace.root)
    answer = isg.analytics.hotspots(history, limit(session, DEFAULT_LIMIT), part=part)
    if is_shallow(workspace.root):
        session.out.notice("this clone is shallow: only its commits count; `git fetch --unshallow` gets more")
    return reply_in_path(session, workspace, isg, answer, _show)


def _show(out: Output, answer: Answer) -> None:
    if not answer.results:
        known = answer.notes["history"]
        out.line("No file that others use has been changed." if known else "No file refers to another.")
    rows = [
        (
            name_of(one),
            number(one["score"]),
            f"{one['incoming']:,} in, {one['outgoing']:,} out",
            f"{one['lines']:,} lines",
            _changes(one) if answer.notes["history"] else "",
        )
        for one in answer.results
    ]
    out.table(rows, ("bold", "cyan"))
    if not answer.notes["history"] and not out.json:
        out.notice("there is no git history, so only coupling and size count")


def _changes(record: Record) -> str:
    lines = record["changed_lines"]
    commits = plural(record["commits"], "commit")
    return commits if lines is None else f"{commits}, {lines:,} lines changed"
