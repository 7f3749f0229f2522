"""`parseltongue import drop`."""

from __future__ import annotations

from parseltongue.cli.interrupts import stop_in_order
from parseltongue.cli.output import plural
from parseltongue.cli.progress import progress
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = Command(
    details="""All imported indexes are forgotten, and links are made again without them.""",
    examples=(("import drop", "back to what the sources alone tell"),),
)


def run(session: Session) -> int:
    """Drop and say what there was."""
    stop_in_order()
    workspace = session.open()
    with progress(session.out) as step:
        files = workspace.drop_imported(step)
    session.out.object({"dropped_files": files})
    session.out.line(
        f"Forgot what was imported of {plural(files, 'file')}." if files else "Nothing is imported."
    )
    return 0
