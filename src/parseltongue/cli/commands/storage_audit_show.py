"""`parseltongue storage audit show`."""

from __future__ import annotations

from parseltongue.cli.output import printable
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

_DEFAULT_LIMIT = 50
_COLUMNS = ("time", "user", "operation", "result", "workspace")

COMMAND = Command(
    pages=True,
    options=("limit",),
    details="The latest entries, in their order. The log is not checked; `storage audit verify` does that.",
    examples=(("storage audit show --limit 10", "the latest ten"),),
)


def run(session: Session) -> int:
    """Show the log."""
    limit = session.given.number("limit")
    limit = _DEFAULT_LIMIT if limit is None else limit
    entries = list(session.open().audit_entries())
    shown = entries[-limit:] if limit else entries
    session.out.object({"total": len(entries), "entries": shown})
    session.out.table([[printable(str(entry.get(key, ""))) for key in _COLUMNS] for entry in shown])
    return 0
