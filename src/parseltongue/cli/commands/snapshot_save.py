"""`parseltongue snapshot save`."""

from __future__ import annotations

from parseltongue.cli.interrupts import stop_in_order
from parseltongue.cli.output import printable
from parseltongue.cli.progress import progress
from parseltongue.cli.spec import Command, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = Command(
    words=(Word("NAME", "What to call it; `diff @NAME` compares with it."),),
    details="""Brings the stored graph up to date and keeps that state under NAME, which then stands for it
and no longer for what it stood for before. It shares what it can with other states.""",
    examples=(("snapshot save before", "then `parseltongue diff @before`"),),
)


def run(session: Session) -> int:
    """Analyse and keep."""
    stop_in_order()
    workspace = session.open()
    with progress(session.out) as step:
        kept = workspace.save_snapshot(session.given.words[0], step)
    session.out.object({"name": kept.label.removeprefix("@"), "snapshot": kept.digest.hex()})
    session.out.line(f"{printable(kept.label)} is {kept.digest.hex()[:12]} now.")
    return 0
