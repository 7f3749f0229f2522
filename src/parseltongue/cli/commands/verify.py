"""`parseltongue verify`."""

from __future__ import annotations

from parseltongue.cli.interrupts import stop_in_order
from parseltongue.cli.output import plural
from parseltongue.cli.progress import progress
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

PROBLEMS_FOUND = 12

COMMAND = Command(
    options=("rebuild",),
    details="""Every record that the stored state needs is read and hashed again.

With --rebuild the tree as it is now is also analysed from nothing, in memory and without any cache, and
has to give the same digest and the same export, byte for byte.

Ends with exit code 12 if there are problems; `parseltongue analyze` repairs damage.""",
    examples=(
        ("verify", "is what is stored undamaged"),
        ("verify --rebuild", "is it what a fresh analysis gives"),
    ),
)


def run(session: Session) -> int:
    """Check and list the problems."""
    out = session.out
    stop_in_order()
    workspace = session.open()
    with progress(out) as step:
        report = workspace.verify(rebuild=session.given.flag("rebuild"), progress=step)
    content = report.to_json()
    out.object(content)
    for problem in report.problems:
        out.error(problem)
    if not report.ok:
        out.line(f"{plural(len(report.problems), 'problem')} found.")
        return PROBLEMS_FOUND
    same = " A full analysis gives the same." if "rebuilt" in content else ""
    out.line(f"{out.paint('Everything is in order', 'green')}.{same}")
    return 0
