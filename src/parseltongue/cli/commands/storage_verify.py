"""`parseltongue storage verify`."""

from __future__ import annotations

from parseltongue.cli.commands.verify import PROBLEMS_FOUND
from parseltongue.cli.interrupts import stop_in_order
from parseltongue.cli.output import plural
from parseltongue.cli.progress import progress
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = Command(
    options=("full",),
    details="""All workspaces' records are checked, while others go on reading and writing. Without
--full: can everything be read, do all refs lead to something, is no record missing. With --full every
record is also decoded and hashed, so that any byte that has changed is found.

Ends with exit code 12 if there are problems; `parseltongue storage repair` drops what is damaged.""",
    examples=(
        ("storage verify", "is anything missing or unreadable"),
        ("storage verify --full", "has any byte changed"),
    ),
)


def run(session: Session) -> int:
    """Check and list the problems."""
    out = session.out
    stop_in_order()
    workspace = session.open()
    with progress(out) as step:
        found = workspace.storage_verify(full=session.given.flag("full"), progress=step)
    content = found.to_json()
    out.object(content)
    for problem in content["problems"]:
        out.error(problem["message"])
    if not found.ok:
        out.line(f"{plural(len(found.problems), 'problem')} found.")
        return PROBLEMS_FOUND
    how = "read and hashed" if found.full else "read"
    records = plural(found.checked, "record")
    spaces = plural(len(found.refs), "workspace")
    out.line(f"{out.paint('Everything is in order', 'green')}: {records} of {spaces} {how}.")
    return 0
