"""`parseltongue snapshot remove`."""

from __future__ import annotations

from parseltongue.cli.output import printable
from parseltongue.cli.spec import Command, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = Command(
    words=(Word("NAME", "As it was saved."),),
    details="What nothing else needs goes with the next collection, see `storage compact`.",
    examples=(("snapshot remove before", "it is not needed any more"),),
)


def run(session: Session) -> int:
    """Remove it."""
    name = session.given.words[0].removeprefix("@")
    session.open().forget_snapshot(name)
    session.out.object({"removed": name})
    session.out.line(f"@{printable(name)} is no name of a state any more.")
    return 0
