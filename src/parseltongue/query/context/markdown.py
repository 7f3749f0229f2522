"""A context as Markdown: for an agent to read, and what is counted."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from parseltongue.query.context.excerpts import Lines
    from parseltongue.query.context.gathering import Piece
    from parseltongue.query.records import Record

TITLES = {
    "source": "Source",
    "owner": "The type that it belongs to",
    "overrides": "What it overrides",
    "callers": "Who uses it",
    "used": "What it uses",
    "types": "Types that it touches",
    "tests": "Tests that cover it",
}
OUTLINED = ("owner", "types")
_NOUNS = {
    "owner": "type that it belongs to", "overrides": "overridden member", "callers": "caller",
    "used": "used entity", "types": "type", "tests": "test",
}  # fmt: skip
_PLURALS = {
    "owner": "types that it belongs to", "overrides": "overridden members", "callers": "callers",
    "used": "used entities", "types": "types", "tests": "tests",
}  # fmt: skip


def heading(record: Record) -> str:
    """The first lines of a context."""
    return (
        f"# {_plain(record['qualified_name'])}\n\n"
        f"{record['kind']}, {_plain(record['file'])}:{record['start_line']}-{record['end_line']}\n"
    )


def section_title(section: str) -> str:
    """What stands before the pieces of a section."""
    return f"\n## {TITLES[section]}\n"


def written(piece: Piece, kept: int | None = None) -> str:
    """One piece; of its source the first `kept` lines."""
    lines = piece.lines if kept is None else piece.lines[:kept]
    if piece.section == "source":
        return _block(piece, lines) if lines else _without_source(piece)
    head = (
        f"\n`{_plain(piece.record['qualified_name'])}` {_plain(piece.record['file'])}:{piece.record['line']}"
    )
    told = [one for one in (piece.relation, piece.provenance) if one and one != "exact"]
    head += f" ({', '.join(told)})\n" if told else "\n"
    if lines:
        return head + _block(piece, lines)
    return head + _without_source(piece)


def _has_gaps(piece: Piece) -> bool:
    """Whether lines between its lines are worth a mark; an outline leaves out all bodies."""
    return piece.section not in OUTLINED and not piece.is_outline


def _without_source(piece: Piece) -> str:
    signature = piece.record["signature"]
    shown = _block(piece, [(0, signature)]) if signature else ""
    return shown + (f"\n{_plain(piece.doc)}\n" if piece.doc else "")


def _block(piece: Piece, lines: Lines) -> str:
    """Lines in a fence that none of them closes; a gap in the numbers is shown."""
    fence = "```"
    while any(text.lstrip().startswith(fence) for _, text in lines):
        fence += "`"
    shown: list[str] = []
    before = lines[0][0] - 1
    for number, text in lines:
        if number > before + 1 and _has_gaps(piece):
            shown.append("...")
        shown.append(text)
        before = number
    return "\n".join([f"{fence}{piece.record['language']}", *shown, fence]) + "\n"


def closing(
    cut: int, is_outline: bool, omitted: Mapping[str, int], changed: Sequence[str], *, complete: bool
) -> str:
    """What was left out, and why."""
    what = "lines of the source" if not is_outline else "lines of the source, which stands here in outline"
    told = [f"{cut:,} {what}"] if cut else []
    told += [
        f"{count:,} {_NOUNS[section] if count == 1 else _PLURALS[section]}"
        for section, count in omitted.items()
        if count
    ]
    text = (
        f"\nLeft out: {', '.join(told)}{'' if complete else ', and more that was not looked at'}.\n"
        if told
        else ""
    )
    if changed:
        names = ", ".join(map(_plain, changed))
        text += f"\nChanged since the analysis, so without source: {names}.\n"
    return text


def _plain(text: object) -> str:
    """Text on one line."""
    return " ".join(str(text).split())
