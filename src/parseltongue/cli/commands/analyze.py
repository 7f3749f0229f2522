"""`parseltongue analyze`."""

from __future__ import annotations

from parseltongue.changes.walk import UNREADABLE_FOLDER
from parseltongue.cli.interrupts import stop_in_order
from parseltongue.cli.output import duration, listing, plural, printable, size
from parseltongue.cli.progress import progress
from parseltongue.cli.spec import Command, Word
from parseltongue.workspace.report import FAILED_REASONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.workspace.report import AnalysisReport
    from parseltongue.workspace.workspace import Workspace

IN_MEMORY_ONLY = 13
"""The analysis went well, but could not be kept."""

COMMAND = Command(
    words=(Word("PATH", "A folder or file of the workspace (default: the current folder).", required=False),),
    options=("jobs",),
    details="""The first time all files are read, afterwards only those that changed; if none did, nothing is
written.

What was stored before stays valid until the new state is complete, so it can be interrupted at any time;
the next run goes on with what is already there.""",
    examples=(
        ("analyze", "the workspace around the current folder"),
        ("analyze ~/src/project", "another one"),
        ("analyze --json", "counts, digest and times for a script"),
    ),
)


def run(session: Session) -> int:
    """Analyse and summarise."""
    out = session.out
    stop_in_order()
    workspace = session.open(session.given.word(0))
    with progress(out) as step:
        report = workspace.analyze(step, jobs=session.given.number("jobs"))
    out.object(report.to_json())
    _summarise(out, report)
    if not sum(report.snapshot.counts["files"].values()) and not out.json:
        _say_nothing_is_known(out, workspace)
    return 0 if report.persisted else IN_MEMORY_ONLY


def _summarise(out: Output, report: AnalysisReport) -> None:
    content = report.to_json()
    files = content["files"]
    where = printable(report.workspace)
    if report.mode == "unchanged":
        out.line(f"{out.paint('Nothing has changed', 'bold')} in {where} ({plural(files['total'], 'file')}).")
    else:
        out.line(f"{out.paint('Analysed', 'bold')} {where}: {_work(files)}.")
    relationships = sum(content["relationships"].values())
    out.line(f"{plural(content['entities'], 'entity', 'entities')}, {plural(relationships, 'relationship')}.")
    stored = f"; {size(content['store_bytes'])} in the store" if report.persisted else ""
    out.line(f"{duration(content['seconds'])}, {duration(content['cpu_seconds'])} of CPU{stored}.")
    _say_problems(out, report, files)


def _say_nothing_is_known(out: Output, workspace: Workspace) -> None:
    suffixes = workspace.left_out().suffixes
    there = f"; there are {listing(suffixes, 10)}" if suffixes else ""
    out.notice(f"there are no files here in a language that Parseltongue reads{there}.")


def _work(files: dict[str, int]) -> str:
    changes = [f"{files[key]:,} {key}" for key in ("new", "modified", "deleted") if files[key]]
    changed = f" ({', '.join(changes)})" if changes else ""
    return (
        f"{plural(files['total'], 'file')}{changed}, {files['parsed']:,} parsed, {files['linked']:,} linked"
    )


def _say_problems(out: Output, report: AnalysisReport, files: dict[str, int]) -> None:
    for notice in report.notices:
        out.notice(notice)
    for path, reason in report.skipped if out.verbose else ():
        out.notice(f"skipped: {path} ({reason})")
    for one in report.missing_grammars:
        out.notice(
            f"{plural(one['files'], 'file')} of the language {one['language']} left out: the grammar is not"
            f" installed. Install it and analyse again: {one['install']}"
        )
    folders = [path for path, reason in report.skipped if reason == UNREADABLE_FOLDER]
    if folders:
        which = plural(len(folders), "folder")
        out.warning(f"{which} could not be read, so nothing is known of what is in it: {listing(folders)}")
    if files["failed"]:
        names = listing(path for path, reason in report.skipped if reason in FAILED_REASONS)
        which = f": {names}" if names else ""
        count = plural(files["failed"], "file")
        out.warning(f"{count} could not be analysed{which}. See `parseltongue coverage`.")
    if report.snapshot.degraded:
        out.warning("a file took too long or a worker died; the next `parseltongue analyze` tries again.")
    if not report.persisted:
        out.warning(
            f"NOTHING WAS STORED: {report.store_error}\n"
            "The analysis was made in memory and is lost now. Mend the store, or choose another place for it"
            " with --cache-dir."
        )
