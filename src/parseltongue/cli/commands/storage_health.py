"""`parseltongue storage health`."""

from __future__ import annotations

from parseltongue.cli.output import printable
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

EXIT_CODES = {"ok": 0, "warning": 14, "damaged": 12, "unavailable": 7}
_STYLES = {"ok": "green", "warning": "yellow", "damaged": "red", "unavailable": "red"}

COMMAND = Command(
    details="""Can the store be opened, is it whole (a quick check), does somebody hold its lock for too
long, is it above its limit, is there room on the disk. Nothing is written or repaired.

The exit code is the verdict: 0 for ok, 14 for a warning, 12 for damage, 7 if there is no usable store.""",
    examples=(
        ("storage health", "for people"),
        ("storage health --json", "for monitoring"),
    ),
)


def run(session: Session) -> int:
    """Show the verdict and what it rests on."""
    out = session.out
    report = session.open().storage_health()
    out.object(report.to_json())
    out.table([(name, verdict, printable(message)) for name, verdict, message in report.checks])
    out.line(f"Verdict: {out.paint(report.verdict, _STYLES[report.verdict])}")
    return EXIT_CODES[report.verdict]
