"""`parseltongue storage repair`."""

from __future__ import annotations

from parseltongue.cli.interrupts import stop_in_order
from parseltongue.cli.output import plural, printable
from parseltongue.cli.progress import progress
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session

NOT_ALL = 12

COMMAND = Command(
    details="""Checks everything, drops what is damaged, and analyses again the workspaces that lost
something: only files whose records were lost are parsed. Where the files of the backend cannot be read,
all that can be saved is copied into new ones. A store that cannot be opened at all is set aside, and a
new one begun.

Ends with exit code 12 if a workspace could not be analysed again; its next `parseltongue analyze` does.""",
    examples=(("storage repair", "after `storage verify` or `storage health` found damage"),),
)


def run(session: Session) -> int:
    """Repair, and say what was lost and what was brought back."""
    out = session.out
    stop_in_order()
    workspace = session.open()
    with progress(out) as step:
        report = workspace.repair(step)
    content = report.to_json()
    out.object(content)
    for problem in content["problems"]:
        out.warning(problem["message"])
    for notice in report.notices:
        out.notice(notice)
    if not report.found_damage:
        out.line("Nothing is damaged.")
        return 0
    _show(out, content)
    return NOT_ALL if any("error" in one for one in report.analyzed) else 0


def _show(out: Output, content: dict[str, Any]) -> None:
    rebuilt = " The rest was copied into new files." if content["rebuilt"] else ""
    out.line(f"Dropped {plural(content['dropped_records'], 'record')}.{rebuilt}")
    for one in content["analyzed"]:
        where = printable(one["workspace"])
        if "error" in one:
            out.warning(f"{where} was not analysed again: {one['error']}")
        else:
            out.line(f"Analysed {where} again: {one['parsed']:,} files parsed, {one['linked']:,} linked.")
