"""`parseltongue storage backup`."""

from __future__ import annotations

from parseltongue.cli.interrupts import stop_in_order
from parseltongue.cli.output import plural, printable, size
from parseltongue.cli.progress import progress
from parseltongue.cli.spec import Command, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = Command(
    words=(Word("DEST", "A new or empty folder, or an earlier backup; with --file a file."),),
    options=("file", "to"),
    details="""Copies one state of the whole store, while others go on reading and writing. An earlier
backup in DEST is brought up to date: only what it lacks is copied. Until a backup is complete DEST holds
the one before; one that was interrupted goes on when it is run again.

A folder is a store like any other: --cache-dir DEST asks it, and checks it with `storage verify`. It can
be of another backend than the store (--to). With --file everything goes into one file that ends with a
hash.""",
    examples=(
        ("storage backup /backup/index", "a folder; run it again to bring it up to date"),
        ("storage backup --file index.ptstore", "one file to be moved elsewhere"),
    ),
)


def run(session: Session) -> int:
    """Back the store up."""
    out = session.out
    stop_in_order()
    given = session.given
    workspace = session.open()
    with progress(out) as step:
        content = workspace.storage_backup(
            session.located(given.words[0]),
            as_file=given.flag("file"),
            backend=given.text("to"),
            progress=step,
        )
    out.object(content)
    where = printable(content["destination"])
    if "records" in content:
        out.line(f"{where}: {plural(content['records'], 'record')}, {size(content['bytes'])}.")
    else:
        copied, present = content["copied_objects"], content["present_objects"]
        out.line(f"{where}: {plural(copied, 'object')} copied, {present:,} were there already.")
    return 0
