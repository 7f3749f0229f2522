"""`parseltongue storage cleanup`."""

from __future__ import annotations

from parseltongue.cli.interrupts import stop_in_order
from parseltongue.cli.output import plural, printable, size
from parseltongue.cli.spec import Command, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = Command(
    options=("older-than", "max-size", "drop", "dry-run"),
    details="""Drops workspaces whose folder does not exist any more, those that were neither analysed
nor asked for the time of --older-than, and then the least recently used ones until the store is below
--max-size (by default max_cache_size of the configuration). What only they needed is removed and its
space given back; left-over files of interrupted operations and damaged stores that were set aside go
too.

With --drop PATH the workspace in PATH goes, and no other, whether its folder is still there or not;
`storage status` lists those that there are.

A workspace that was dropped is simply analysed again when it is needed.""",
    examples=(
        ("storage cleanup --dry-run", "what would go"),
        ("storage cleanup --older-than 30d", "what nobody used for a month"),
        ("storage cleanup --max-size 500MB", "until the store is small enough"),
        ("storage cleanup --drop ../old-worktree", "one workspace"),
    ),
)


def run(session: Session) -> int:
    """Clean up, and say what went and what that gave back."""
    out = session.out
    stop_in_order()
    content = session.open().storage_cleanup(
        older_than=_seconds(session),
        max_size=_bytes(session),
        dry_run=session.given.flag("dry-run"),
        only=_folder(session),
    )
    out.object(content)
    for one in content["dropped"]:
        out.line(f"{printable(one['workspace'])}: {one['reason']}")
    for name in content["removed_leftovers"]:
        out.line(f"{printable(name)}: left over")
    count = plural(len(content["dropped"]), "workspace")
    before, after = size(content["before"]), size(content["after"])
    if content["dry_run"]:
        out.line(f"Would drop {count}; the store has {before} and would have about {after}.")
    else:
        out.line(f"Dropped {count}; the store had {before} and has {after} now.")
    return 0


def _folder(session: Session) -> str:
    """The folder of --drop as the store knows it: absolute, and without symlinks."""
    import os

    given = session.given
    path = given.text("drop")
    if path is None:
        return ""
    if given.text("older-than") is not None or given.text("max-size") is not None:
        raise UsageError("--drop drops the workspace that it names and no other; leave the other option out")
    return os.path.realpath(session.located(path))


def _seconds(session: Session) -> float | None:
    from parseltongue.workspace.config_schema import parse_duration

    text = session.given.text("older-than")
    if text is None:
        return None
    seconds = None if text[-1:].isdigit() else parse_duration(text)
    if seconds is None:
        raise UsageError(f'--older-than must be a time with its unit, such as 30d, 12h or 90m, not "{text}"')
    return seconds


def _bytes(session: Session) -> int | None:
    from parseltongue.workspace.config_schema import parse_size

    text = session.given.text("max-size")
    number = None if text is None else parse_size(text)
    if text is not None and number is None:
        raise UsageError(f'--max-size must be a size such as 500MB or 1GB, not "{text}"')
    return number
