"""`parseltongue coverage`."""

from __future__ import annotations

from parseltongue.cli.answers import limit
from parseltongue.cli.output import listing, plural, printable
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session

DEFAULT_LIMIT = 20
_OUTCOMES = ("resolved", "ambiguous", "external", "unresolved")
_PROBLEMS = (
    ("syntax_errors", "Syntax errors, known in part"),
    ("depth_cut", "Nested too deeply, known in part"),
    ("recoded", "Not UTF-8"),
    ("generated", "Generated"),
    ("vendored", "The code of others"),
)

COMMAND = Command(
    mends=True,
    options=("limit",),
    details="""Files without a place in the graph and why, mentions by outcome, and the names that are
mentioned most of what is outside of the workspace or could not be resolved. What cannot be read and what is
in no known language is looked for in the folder as it is now.""",
    examples=(
        ("coverage", "the 20 most frequent names"),
        ("coverage --limit 0 --json", "everything, for a script"),
    ),
)


def run(session: Session) -> int:
    """Show what the graph does not know."""
    workspace = session.open()
    isg = workspace.load()
    most = limit(session, DEFAULT_LIMIT)
    content = isg.coverage(sum(isg.counts["references"].values()) if most is None else most)
    content |= workspace.left_out().as_dict(most)
    session.out.object(content)
    _show(session.out, content)
    return 0


def _show(out: Output, content: dict[str, Any]) -> None:
    mentions = content["references"]
    out.line(f"Mentions: {', '.join(f'{mentions[name]:,} {name}' for name in _OUTCOMES)}.")
    if mentions["resolved_share"] is not None:
        out.line(f"Of those that do not lead outside, {mentions['resolved_share']:.1%} are resolved.")
    for reason, paths in content["skipped"].items():
        _show_files(out, f"Skipped, {reason.replace('_', ' ')}", paths)
    for reason, paths in content["not_read"].items():
        _show_files(out, f"Not read, {reason}", paths, "path")
    _show_others(out, content["other_files"])
    for one in content["missing_grammars"]:
        out.line(f"The grammar of {one['language']} is not installed: {one['install']}")
    for key, title in _PROBLEMS:
        _show_files(out, title, content[key])
    for key, title in (("external", "Names outside of the workspace"), ("unresolved", "Unresolved names")):
        _show_names(out, title, content[key])
    if content["degraded"]:
        out.warning("a file took too long or a worker died; `parseltongue analyze` tries again.")


def _show_files(out: Output, title: str, paths: list[str], noun: str = "file") -> None:
    if paths:
        shown = listing(paths, len(paths) if out.verbose else 5)
        out.line(f"{title}: {plural(len(paths), noun)} ({shown})")


def _show_others(out: Output, others: dict[str, Any]) -> None:
    if others["total"]:
        suffixes = [f"{one['suffix']} {one['files']:,}" for one in others["suffixes"]]
        out.line(f"Of no language that is read: {plural(others['total'], 'file')} ({listing(suffixes, 10)})")


def _show_names(out: Output, title: str, names: dict[str, Any]) -> None:
    if names["total"]:
        out.line(f"\n{title}: {names['total']:,}")
        out.table([(f"{one['mentions']:>8,}", printable(one["name"])) for one in names["names"]])
