"""What the commands about the whole graph have in common."""

from __future__ import annotations

from parseltongue.cli.answers import limit, path_in, place, reply_in_path
from parseltongue.cli.output import listing_of, printable
from parseltongue.cli.spec import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Any

    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.query.analytics import Analytics, Part
    from parseltongue.query.answer import Answer
    from parseltongue.query.isg import ISG

    Record = dict[str, Any]
    Question = Callable[[ISG, int | None, Part], Answer]
    GroupQuestion = Callable[[Analytics, str, int | None, Part], Answer]

PART = ("limit", "fresh", "path", "language", "without-tests")
"""Options of commands that look at the whole graph or a part of it."""

PART_NOTE = """--path, --language and --without-tests choose the part of the graph that is looked at: what is
left out counts for nothing. Resolved relationships count, inferred ones too, and each kind alike."""

LEVELS = {"entity": ("entity", "entities"), "file": ("file", "files"), "package": ("package", "packages")}
"""What a vertex can stand for, with the nouns for one and several."""

DEFAULT_GROUPS = 20
MEMBERS_SHOWN = 8


def survey(
    session: Session, question: Question, show: Callable[[Output, Answer], None], default_limit: int
) -> int:
    """Ask about the graph, or a part of it, and show the answer; the exit code."""
    workspace = session.open()
    part = part_of(session, workspace.root)
    graph = workspace.load()
    answer = question(graph, limit(session, default_limit), part)
    return reply_in_path(session, workspace, graph, answer, show)


def survey_groups(session: Session, question: GroupQuestion, show: Callable[[Output, Answer], None]) -> int:
    """`survey` for groups of vertices, of files unless another level is asked for."""
    level = level_of(session, LEVELS, "file")
    return survey(
        session,
        lambda isg, limit, part: question(isg.analytics, level, limit, part),
        show,
        DEFAULT_GROUPS,
    )


def part_of(session: Session, workspace_root: str) -> Part:
    """The part of the graph that the options choose."""
    from parseltongue.query.analytics import Part

    given = session.given
    return Part(
        tests=not given.flag("without-tests"),
        path=path_in(session, workspace_root),
        language=given.text("language"),
    )


def level_of(session: Session, levels: Collection[str], default: str) -> str:
    """The level that is asked for. Raises `UsageError`."""
    level = session.given.text("level") or default
    if level not in levels:
        raise UsageError(f'{session.given.command} --level must be one of {", ".join(levels)}, not "{level}"')
    return level


def measure_of(session: Session, measures: tuple[str, ...], default: str) -> str:
    """What to order by. Raises `UsageError`."""
    measure = session.given.text("by") or default
    if measure not in measures:
        raise UsageError(f'--by must be one of {", ".join(measures)}, not "{measure}"')
    return measure


def name_of(record: Record) -> str:
    """What a vertex is called: a folder, a file, or the full name of an entity."""
    if "package" in record:
        return printable(str(record["package"]))
    if record["kind"] == "file":
        return printable(str(record["file"]))
    return printable(str(record["qualified_name"] or record["name"]))


def where(record: Record) -> str:
    """`path:line` of an entity; nothing where the name is a path already."""
    return "" if "package" in record or record["kind"] == "file" else place(record)


def names(records: list[Record], most: int) -> str:
    """Some names in a sentence."""
    return listing_of(name_of, records, most)


def number(value: float) -> str:
    """A number in four significant digits."""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.4g}"
