"""`parseltongue diff`."""

from __future__ import annotations

import os

from parseltongue.cli.answers import limit
from parseltongue.cli.diff_report import markdown, show_text
from parseltongue.cli.interrupts import stop_in_order
from parseltongue.cli.progress import progress
from parseltongue.cli.spec import Command, UsageError, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

BREAKS = 15
"""Exit code: a public interface breaks."""

COMMAND = Command(
    pages=True,
    words=(
        Word("OLD", "A commit, @NAME, a snapshot, or a folder; HEAD if nothing is said.", required=False),
        Word("NEW", "The same; the files as they are if nothing is said.", required=False),
    ),
    options=("git", "markdown", "exit-code", "limit"),
    details="""Entities that were added, removed, changed, moved or renamed; relationships; changes of public
interfaces that break whoever uses them; who uses what changed; the tests to run. Commits are read from git
and analysed like another worktree: what is known already is not read again.

`main...` is the last commit that main and this branch share, so that what was added to main since does not
count; `A..B` and `A...B` stand for OLD and NEW.

@NAME is a state that `parseltongue snapshot save NAME` kept. A snapshot is told by its digits, as answers
show them. A folder (written with a slash) is another workspace in the same store. It is analysed without
further question, as commits are; one without sources is an error.""",
    examples=(
        ("diff", "what the last commit does not have"),
        ("diff main...", "this branch, with what is not committed, since it left main"),
        ("diff v1.0 v2.0 --markdown", "two releases, as a comment for a pull request"),
        ("diff --git origin/main... --exit-code", "in CI: exit code 15 if a public interface breaks"),
        ("diff @before --json", "against a state that was kept, for a script"),
    ),
)


def run(session: Session) -> int:
    """Compare and show."""
    given = session.given
    if session.out.json and given.flag("markdown"):
        raise UsageError("diff prints JSON or Markdown, not both: leave out --json or --markdown")
    old, new = given.word(0), given.word(1)
    revision = given.text("git")
    if revision is not None:
        if new is not None:
            raise UsageError("--git REVISION stands for OLD, so there can be one more word at most")
        old, new = f"git:{revision}", old
    stop_in_order()
    workspace = session.open()
    with progress(session.out) as step:
        diff = workspace.diff(_located(session, old), _located(session, new), step)
    wanted = limit(session)
    for notice in diff.notices:
        session.out.notice(notice)
    session.out.object(diff.as_dict(wanted if given.flag("limit") else None))
    if given.flag("markdown"):
        for line in markdown(diff, wanted):
            session.out.line(line)
    else:
        show_text(session.out, diff, wanted)
    return BREAKS if given.flag("exit-code") and diff.comparison.breaking else 0


def _located(session: Session, text: str | None) -> str | None:
    """A folder as typed counts from the one that -C names."""
    if text is None or not (os.sep in text or text in (os.curdir, os.pardir)):
        return text
    folder = session.located(text)
    return os.path.abspath(folder) if os.path.isdir(folder) else text
