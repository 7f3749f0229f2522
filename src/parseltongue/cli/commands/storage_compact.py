"""`parseltongue storage compact`."""

from __future__ import annotations

from parseltongue.cli.interrupts import stop_in_order
from parseltongue.cli.output import size
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = Command(
    details="""Records that no workspace needs any more are removed and their space is given back. Answers
stay the same, and others can go on reading meanwhile.""",
    examples=(("storage compact", "now, instead of at a good moment by itself"),),
)


def run(session: Session) -> int:
    """Collect and compact."""
    stop_in_order()
    content = session.open().storage_compact()
    session.out.object(content)
    session.out.line(f"The store had {size(content['before'])} and has {size(content['after'])} now.")
    return 0
