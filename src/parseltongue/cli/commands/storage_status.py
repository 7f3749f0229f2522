"""`parseltongue storage status`."""

from __future__ import annotations

from parseltongue.cli.output import duration, listing, printable, size
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session

_SHOWN = 5

COMMAND = Command(
    details="""Place, backend and size of the store, its workspaces (-v names all), what is in it and what
compression saves, by kind of record; how much workspaces share; how long reads, commits and waits for the
lock took.""",
    examples=(
        ("storage status", "for people"),
        ("storage status --json", "everything, for a script or a monitor"),
    ),
)


def run(session: Session) -> int:
    """Show where the store is, what is in it and how it does."""
    out = session.out
    content = session.open().storage_metrics()
    out.object(content)
    rows = [
        ("Backend", content["backend"]),
        ("Directory", printable(content["directory"])),
        ("Size", f"{size(content['bytes'])} on disk, limit {size(content['limit'])}"),
        ("Workspaces", _workspaces(out, content)),
        ("Beside it", listing([f"{name} {size(one)}" for name, one in content["beside"].items()], 3)),
    ]
    if "damage" in content:
        out.facts(rows)
        out.warning(content["damage"])
        return 0
    out.facts([*rows, *_more(content)])
    types = content["types"].items()
    out.line()
    out.table(
        [(name, f"{one['objects']:,}", size(one["bytes"]), _saved(one["saved"])) for name, one in types]
    )
    return 0


def _workspaces(out: Output, content: dict[str, Any]) -> str:
    """How many there are, and their folders, the last used first."""
    folders = [one["workspace"] for one in content["known_workspaces"]]
    shown = listing(folders, len(folders) if out.verbose else _SHOWN)
    return f"{len(folders):,}" + (f" ({shown})" if folders else "")


def _more(content: dict[str, Any]) -> list[tuple[str, str]]:
    saved = _saved(content["saved"]) or "nothing"
    cache, reads, writes, waits = (content[name] for name in ("facts", "reads", "writes", "lock_waits"))
    rows = [
        ("Objects", f"{content['objects']:,} in {size(content['object_bytes'])}"),
        ("Compression", f"{content['compression']}, {saved}"),
        ("Sharing", f"{content['dedup_factor']:.2f} uses of each record"),
        ("Reads", f"{reads['p50_ms']} ms, 99% within {reads['p99_ms']} ms" if reads["probes"] else "none"),
    ]
    if cache["hit_rate"] is not None:
        rows.append(("Facts known", f"{cache['hit_rate']:.0%} of {cache['hits'] + cache['misses']:,} files"))
    objects = content["object_cache"]
    if objects["hit_rate"] is not None:
        share, reads_of_runs = objects["hit_rate"], objects["hits"] + objects["misses"]
        rows.append(("Objects in memory", f"{share:.0%} of {reads_of_runs:,} that analyses asked for"))
    if writes["commits"]:
        rows.append(
            ("Commits", f"{writes['commits']:,}, {writes['mean_ms']} ms, at most {writes['longest_ms']} ms")
        )
        rows.append(("Lock waits", f"{waits['count']:,}, {duration(waits['seconds'])}"))
    return rows


def _saved(share: float | None) -> str:
    return "" if share is None else f"saves {share:.0%}"
