"""`parseltongue storage audit verify`."""

from __future__ import annotations

from parseltongue.cli.output import plural
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

PROBLEMS = 12

COMMAND = Command(
    details="""Each entry holds the hash of the one before it: one that was changed, removed, inserted or
moved shows. The store remembers the latest entry that came with a change of the store, so a log that was cut
off before it shows too. Keep the hash of the last entry elsewhere to be surer still.""",
    examples=(("storage audit verify", "end with status 12 if the log was tampered with"),),
)


def run(session: Session) -> int:
    """Check the log."""
    verdict = session.open().audit_verify()
    head = verdict.head
    session.out.object(
        {
            "ok": not verdict.problems,
            "entries": verdict.entries,
            "last": None if head is None else head.number,
            "hash": None if head is None else head.digest,
            "problems": verdict.problems,
        }
    )
    for problem in verdict.problems:
        session.out.error(problem)
    if verdict.problems:
        return PROBLEMS
    last = f"; the last has the hash {head.digest}" if head else ""
    session.out.line(f"The audit log is whole: {plural(verdict.entries, 'entry', 'entries')}{last}.")
    return 0
