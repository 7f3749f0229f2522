"""`parseltongue status`."""

from __future__ import annotations

from parseltongue.cli.output import ago, listing, plural, printable, size
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session

COMMAND = Command(
    mends=True,
    details="The whole tree is compared with what is stored; nothing is analysed or written.",
    examples=(
        ("status", "of the workspace around the current folder"),
        ("status --json", "counts and changed files for a script"),
    ),
)


def run(session: Session) -> int:
    """Show what is stored and what has changed since."""
    content = session.open().status().to_json()
    session.out.object(content)
    _show(session.out, content)
    return 0


def _show(out: Output, content: dict[str, Any]) -> None:
    rows = [
        ("Workspace", printable(content["workspace"])),
        ("Snapshot", content["snapshot"][:16]),
        ("Analysed", ago(content["age_seconds"])),
        ("Changed since", _changes(content["stale"])),
        ("Files", _by_name(content["languages"])),
        ("Skipped", _by_name(content["skipped"])),
        ("Entities", _by_name(content["entities"])),
        ("Relationships", _by_name(content["relationships"])),
        ("Mentions", _by_name(content["references"])),
        ("Store", _store(content["store"])),
    ]
    out.facts(rows)
    for problem in content["problems"]:
        out.warning(problem)
    if content["degraded"]:
        out.warning("a file took too long or a worker died; `parseltongue analyze` tries again.")
    if any(content["stale"].values()):
        count = sum(map(len, content["stale"].values()))
        have = "has" if count == 1 else "have"
        out.notice(f"{plural(count, 'file')} {have} changed since. Run `parseltongue analyze`.")


def _changes(stale: dict[str, list[str]]) -> str:
    parts = [f"{len(paths):,} {how} ({listing(paths)})" for how, paths in stale.items() if paths]
    return ", ".join(parts) or "nothing"


def _by_name(counts: dict[str, int]) -> str:
    """A total and its parts, the largest first."""
    parts = sorted(
        ((count, name) for name, count in counts.items() if count), key=lambda part: (-part[0], part[1])
    )
    if not parts:
        return "none"
    listed = ", ".join(f"{count:,} {printable(name)}" for count, name in parts)
    return f"{sum(counts.values()):,} ({listed})"


def _store(store: dict[str, Any]) -> str:
    return f"{printable(str(store['directory']))} ({store['backend']}, {size(store['bytes'])})"
