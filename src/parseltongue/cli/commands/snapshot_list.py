"""`parseltongue snapshot list`."""

from __future__ import annotations

import time

from parseltongue.cli.output import ago, printable
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = Command(
    pages=True, examples=(("snapshot list", "names, snapshots, and when the state was analysed"),)
)


def run(session: Session) -> int:
    """List the names of this workspace."""
    names = session.open().snapshots()
    session.out.object(
        {
            "snapshots": [
                {"name": name, "snapshot": ref.snapshot.hex(), "analyzed_at": ref.metadata.time_ns / 1e9}
                for name, ref in names.items()
            ]
        }
    )
    if not names:
        session.out.line(
            "No state of this workspace has a name; `parseltongue snapshot save NAME` gives one."
        )
    now = time.time()
    session.out.table(
        [
            (
                f"@{printable(name)}",
                ref.snapshot.hex()[:12],
                ago(now - ref.metadata.time_ns / 1e9),
            )
            for name, ref in names.items()
        ],
        ("bold", "cyan"),
    )
    return 0
