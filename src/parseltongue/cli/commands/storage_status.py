"""`parseltongue storage status`."""

from __future__ import annotations

from parseltongue.cli.output import printable
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = Command(
    examples=(
        ("storage status", "place, backend and size"),
        ("storage status --json", "the same for a script"),
    ),
)


def run(session: Session) -> int:
    """Show where the store is and how large."""
    content = session.open().storage_status()
    session.out.object(content)
    session.out.facts([(key.replace("_", " ").capitalize(), shown(value)) for key, value in content.items()])
    return 0


def shown(value: object) -> str:
    """A value of a report in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, dict):
        return ", ".join(f"{key} {shown(item)}" for key, item in value.items()) or "none"
    return printable(str(value)) or "none"
