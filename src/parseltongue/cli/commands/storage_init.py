"""`parseltongue storage init`."""

from __future__ import annotations

from parseltongue.cli.output import printable
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = Command(
    details="`parseltongue analyze` does so by itself; this shows early whether the place can be used.",
    examples=(("storage init --cache-dir /srv/index", "in a place of your own"),),
)


def run(session: Session) -> int:
    """Create the store."""
    workspace = session.open()
    workspace.storage_init()
    content = workspace.storage_status()
    session.out.object(content)
    session.out.line(f"The store is ready: {printable(str(content['directory']))}")
    return 0
