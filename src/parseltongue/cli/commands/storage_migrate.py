"""`parseltongue storage migrate`."""

from __future__ import annotations

from parseltongue.cli.commands.analyze import IN_MEMORY_ONLY
from parseltongue.cli.interrupts import stop_in_order
from parseltongue.cli.output import plural, printable, size
from parseltongue.cli.progress import progress
from parseltongue.cli.spec import Command, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session

COMMAND = Command(
    options=("to", "compression", "workspace", "replace", "remove-source"),
    details="""With --to, everything in the store goes into another backend, or stays in the same and is
compressed otherwise. The new store is built beside the old one while others go on working, and takes its
place when every record of it has been read and hashed. One that was interrupted goes on when it is run
again. The old store of another backend is kept unless --remove-source is given.

With --workspace, the code in PATH is brought into the store: read once if nothing is known of it.""",
    examples=(
        ("storage migrate --to rocksdb --compression lz4", "compress otherwise"),
        ("storage migrate --to sqlite", 'then set backend = "sqlite" in [storage]'),
    ),
)


def run(session: Session) -> int:
    """Migrate the store, or bring a workspace into it."""
    stop_in_order()
    given = session.given
    backend, path = given.text("to"), given.text("workspace")
    if (backend is None) == (path is None):
        raise UsageError(
            "storage migrate needs either --to or --workspace. See `parseltongue storage migrate --help`."
        )
    if path is not None:
        return _bring_in(session, path)
    workspace = session.open()
    with progress(session.out) as step:
        content = workspace.storage_migrate(
            backend or "",
            compression=given.text("compression"),
            replace=given.flag("replace"),
            remove_source=given.flag("remove-source"),
            progress=step,
        )
    session.out.object(content)
    _show(session.out, content)
    return 0


def _bring_in(session: Session, path: str) -> int:
    out = session.out
    workspace = session.open(path)
    with progress(out) as step:
        report = workspace.analyze(step)
    for notice in report.notices:
        out.notice(notice)
    if not report.persisted:
        out.warning(f"nothing was stored: {report.store_error}")
    content = report.to_json()
    out.object(content)
    files = plural(content["files"]["total"], "file")
    out.line(f"{printable(report.workspace)}: {files}, {report.parsed:,} parsed.")
    return 0 if report.persisted else IN_MEMORY_ONLY


def _show(out: Output, content: dict[str, Any]) -> None:
    spaces = plural(content["workspaces"], "workspace")
    out.line(
        f"{spaces} and {plural(content['copied_objects'], 'object')} are in {content['to']} now; "
        f"the directory had {size(content['before'])} and has {size(content['after'])}."
    )
    if content["from"] != content["to"]:
        kept = "" if content["source_removed"] else f" The {content['from']} store is kept."
        out.line(f'Set backend = "{content["to"]}" in [storage] of the configuration to use it.{kept}')
