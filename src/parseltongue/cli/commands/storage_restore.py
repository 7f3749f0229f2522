"""`parseltongue storage restore`."""

from __future__ import annotations

from parseltongue.cli.commands.storage_rekey import named_key
from parseltongue.cli.interrupts import stop_in_order
from parseltongue.cli.output import plural, printable
from parseltongue.cli.progress import progress
from parseltongue.cli.spec import Command, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = Command(
    words=(Word("SOURCE", "A folder or file that `storage backup` made."),),
    options=("replace", "key-file", "key-variable", "keyring"),
    details="""Builds the store beside its place, in the configured backend whatever the backup is in,
reads and hashes every record, and only then lets it take the place. A store that is there is refused,
unless --replace is given; it stays as it is until the restored one is complete.

The backup of an encrypted store is opened with the key of [storage.encryption], and the store keeps its
keys. A backup that another key opens, or that is plain, is sealed anew as the configuration says; name the
key of the backup here. Without a key in the configuration, the store is then a plain one.""",
    examples=(
        ("storage restore /backup/index", "where there is no store"),
        ("storage restore index.ptstore --replace", "instead of the one that is there"),
    ),
)


def run(session: Session) -> int:
    """Restore the store."""
    out = session.out
    stop_in_order()
    key = named_key(session)
    workspace = session.open()
    with progress(out) as step:
        content = workspace.storage_restore(
            session.located(session.given.words[0]),
            key=key,
            replace=session.given.flag("replace"),
            progress=step,
        )
    out.object(content)
    spaces = plural(content["workspaces"], "workspace")
    out.line(f"Restored {spaces} to {printable(content['directory'])}.")
    return 0
