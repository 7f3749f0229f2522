"""`parseltongue import scip`."""

from __future__ import annotations

from parseltongue.cli.interrupts import stop_in_order
from parseltongue.cli.output import listing, plural, printable
from parseltongue.cli.progress import progress
from parseltongue.cli.spec import Command, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.workspace.layers import ImportReport

COMMAND = Command(
    words=(Word("FILE", "An index in the SCIP format, such as index.scip; may be compressed with gzip."),),
    details="""Indexes of scip-python, scip-typescript, rust-analyzer and others say what a compiler or type
checker knows of every name. For files that are as the indexer saw them, what they say takes the place of what
was found here, and is exact. As soon as a file changes, its own analysis counts again; import a new index
when one is made. An index replaces what earlier ones said of the same files.

Needs the protobuf runtime: pip install "parseltongue-isg[scip]".""",
    examples=(
        ("import scip index.scip", "the index of the workspace around the current folder"),
        ("import scip index.scip --json", "what could be used of it, for a script"),
    ),
)


def run(session: Session) -> int:
    """Import and summarise."""
    out = session.out
    stop_in_order()
    workspace = session.open()
    with progress(out) as step:
        report = workspace.import_scip(session.located(session.given.words[0]), step)
    out.object(report.to_json())
    _summarise(out, report)
    return 0


def _summarise(out: Output, report: ImportReport) -> None:
    binding = report.binding
    tool = printable(binding.tool) or "an index"
    out.line(f"{out.paint('Imported', 'bold')} {tool}: {plural(len(binding.files), 'file')}.")
    outside = plural(binding.outside, "name")
    out.line(f"{plural(binding.bound, 'name')} lead to entities of the workspace, {outside} outside.")
    before, after = (_outcomes(counts) for counts in (report.before, report.after))
    out.line(
        f"Mentions resolved: {before[0]:,}, now {after[0]:,}; not resolved: {before[1]:,}, now {after[1]:,}."
    )
    if binding.changed:
        count = plural(len(binding.changed), "file")
        out.notice(f"{count} not as the index saw them, and not used: {listing(binding.changed)}")
    if binding.partly:
        count = plural(len(binding.partly), "file")
        out.notice(f"{count} in parts not as the index saw them; there, not used: {listing(binding.partly)}")
    if binding.unknown:
        count = plural(len(binding.unknown), "document")
        out.notice(f"{count} not in the workspace: {listing(binding.unknown)}")


def _outcomes(counts: dict[str, int]) -> tuple[int, int]:
    """Mentions that are resolved, and those that are not."""
    return counts.get("resolved", 0), counts.get("ambiguous", 0) + counts.get("unresolved", 0)
