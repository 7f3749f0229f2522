"""Commands that go from a symbol to others, one hop or many: they differ in the question and in words."""

from __future__ import annotations

from parseltongue.cli.answers import QUERY, SYMBOL, SYMBOL_NOTE, about_symbol, place, row, show_results
from parseltongue.cli.output import plural
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from parseltongue.cli.session import Session
    from parseltongue.query.answer import Answer

    Record = dict[str, Any]

STYLES = ("bold", "cyan", "", "yellow", "dim")
_REACH_NOTE = """With --transitive what is found is asked again, hop by hop, each once at its shortest
distance; --depth N stops after N hops.

"""


def command(details: str, examples: tuple[tuple[str, str], ...], *extra: str) -> Command:
    """The declaration of such a command; `extra` names options of its own."""
    return Command(
        mends=True,
        words=(SYMBOL,),
        options=("transitive", "depth", *QUERY, *extra),
        details=f"{details}\n\n{_REACH_NOTE}{SYMBOL_NOTE}".lstrip(),
        examples=examples,
    )


def ask(
    session: Session,
    question: Callable[..., Answer],
    nothing: str,
    make_row: Callable[[Record], tuple[str, ...]] | None = None,
    styles: tuple[str, ...] = STYLES,
) -> int:
    """Ask how far the user wants, and show what is found; the exit code.

    Parameters
    ----------
    question : callable
        Given an `ISG`, the symbol, the limit, and `transitive` and `depth` by name.
    nothing : str
        Said if nothing is found; {} is the symbol.
    """
    depth = session.given.number("depth")
    transitive = session.given.flag("transitive") or depth is not None
    return about_symbol(
        session,
        lambda isg, *asked: question(isg, *asked, transitive=transitive, depth=depth),
        show_results(nothing, make_row or hop_row, styles),
    )


def hop_row(record: Record) -> tuple[str, ...]:
    """A row of an answer, with the distance if that is more than a hop."""
    hop = record.get("hop", 1)
    return (*row(record), plural(hop, "hop") if hop > 1 else "")


def defined(record: Record) -> str:
    """Where an entity is defined, not where it is mentioned."""
    return place({**record, "line": record["start_line"]})
