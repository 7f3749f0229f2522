"""Ask a stored graph and show the answer: what all queries have in common."""

from __future__ import annotations

import os

from parseltongue.cli.output import listing, plural, printable
from parseltongue.cli.spec import Word
from parseltongue.model.shown import shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.query.answer import Answer
    from parseltongue.query.isg import ISG
    from parseltongue.workspace.workspace import Workspace

    Record = dict[str, Any]

QUERY = ("limit", "fresh")
"""Options of every query that lists something."""

SYMBOL = Word(
    "SYMBOL", "A qualified name, a simple name, the end of a qualified name, or FILE:LINE; several may match."
)
SYMBOL_NOTE = """Several symbols with the name are all answered for, and listed. An unknown one ends with exit
code 1 and names that are close."""

DEFAULT_LIMIT = 50
SHOWN_MATCHES = 20
ROW_STYLES = ("bold", "cyan", "", "yellow")


def about_symbol(
    session: Session,
    question: Callable[[ISG, str, int | None], Answer],
    show: Callable[[Output, Answer], None],
    default_limit: int = DEFAULT_LIMIT,
) -> int:
    """Run a query about SYMBOL; the exit code."""
    workspace = session.open()
    symbol = symbol_in(session, workspace.root)
    answer = question(workspace.load(), symbol, limit(session, default_limit))
    return reply(session, workspace, answer, show)


def reply(
    session: Session, workspace: Workspace, answer: Answer, show: Callable[[Output, Answer], None]
) -> int:
    """Show an answer, readable or as JSON, and whether its files have changed since; the exit code."""
    fresh = session.given.flag("fresh")
    stale = [shown_path(path) for path in workspace.stale(None if fresh else answer.files).paths]
    content = answer.as_dict()
    session.out.object({"snapshot": content.pop("snapshot"), "stale_files": stale, **content})
    show(session.out, answer)
    _say_unknown_paths(session.out, answer)
    _say_hidden(session.out, answer)
    _say_stale(session.out, stale, "in the workspace" if fresh else "behind this answer")
    return 0


def limit(session: Session, default: int = DEFAULT_LIMIT) -> int | None:
    """How many results are wanted; None for all."""
    given = session.given.number("limit")
    return (default if given is None else given) or None


def _say_unknown_paths(out: Output, answer: Answer) -> None:
    for path, meant in answer.notes.get("unknown_paths", {}).items():
        hint = f"; did you mean {listing(meant)}?" if meant else ", as far as it was analysed."
        out.line(f"Nothing in the workspace is at {printable(path)}{hint}")


def _say_hidden(out: Output, answer: Answer) -> None:
    hidden = answer.total - len(answer.results)
    if hidden > 0 and not out.json:
        count = f"{hidden:,} more" if answer.exact else "there are more"
        out.notice(f"{count}; --limit 0 shows all")


def _say_stale(out: Output, stale: list[str], where: str) -> None:
    if stale:
        have = "has" if len(stale) == 1 else "have"
        out.notice(
            f"{plural(len(stale), 'file')} {where} {have} changed since: {listing(stale)}"
            " — run `parseltongue analyze`"
        )


def path_in(session: Session, workspace_root: str) -> str | None:
    """The file or folder of --path, which counts from the current folder."""
    path = session.given.text("path")
    return None if path is None else file_in(session, workspace_root, path)


def reply_in_path(
    session: Session,
    workspace: Workspace,
    graph: ISG,
    answer: Answer,
    show: Callable[[Output, Answer], None],
) -> int:
    """As `reply`; an answer without results also says if nothing is at --path."""
    path = path_in(session, workspace.root)
    if path is not None and not answer.total:
        graph.note_unknown_paths(answer, [path])
    return reply(session, workspace, answer, show)


def symbol_in(session: Session, workspace_root: str) -> str:
    """The symbol that is the first word; see `located`."""
    return located(session, workspace_root, session.given.words[0])


def located(session: Session, workspace_root: str, typed: str) -> str:
    """A symbol as typed; in FILE:LINE the file counts from the current folder."""
    from parseltongue.query.places import place_of

    place = place_of(typed)
    return typed if place is None else f"{file_in(session, workspace_root, place[0])}:{place[1]}"


def file_in(session: Session, workspace_root: str, typed: str) -> str:
    """A file as the graph knows it, if there is one of that name below the current folder."""
    place = os.path.abspath(session.located(typed))
    folder, name = os.path.split(place)
    inside = os.path.relpath(os.path.join(os.path.realpath(folder), name), workspace_root)
    if inside.startswith(os.pardir) or not os.path.lexists(place):
        return typed
    return shown_path(inside.replace(os.sep, "/"))


def show_matches(out: Output, answer: Answer) -> None:
    """List the symbols that an ambiguous name stands for."""
    if answer.ambiguous:
        out.line(f"{printable(answer.symbol)} stands for {len(answer.matches)} symbols:")
        out.table([row(match) for match in answer.matches], ROW_STYLES, indent=2)
        out.line()


def show_results(
    nothing: str,
    make_row: Callable[[Record], tuple[str, ...]] | None = None,
    styles: tuple[str, ...] = ROW_STYLES,
) -> Callable[[Output, Answer], None]:
    """Shows a row for each result; if there is none a sentence, in which {} is the symbol."""

    def show(out: Output, answer: Answer) -> None:
        show_matches(out, answer)
        if not answer.results:
            out.line(nothing.format(printable(answer.symbol)))
        out.table([(make_row or row)(record) for record in answer.results], styles)

    return show


def row(record: Record) -> tuple[str, str, str, str]:
    """Name, kind, place, and how it was established unless that is exact."""
    return (
        printable(str(record["qualified_name"] or record["name"])),
        record["kind"] or "",
        place(record),
        established(record),
    )


def established(record: Record) -> str:
    """How a relationship was established, unless it is exact; of a candidate what it is one for."""
    provenance = record.get("provenance") or "exact"
    if "through" in record:
        return f"candidate, through {printable(record['through']['qualified_name'])}"
    return "" if provenance == "exact" else provenance


def place(record: Record) -> str:
    """`path:line`."""
    if not record["file"]:
        return ""
    line = record.get("line") or record["start_line"]
    return f"{printable(record['file'])}:{line}" if line else printable(record["file"])
