"""`parseltongue metrics`."""

from __future__ import annotations

from parseltongue.cli.answers import limit, reply_in_path, symbol_in
from parseltongue.cli.output import printable
from parseltongue.cli.spec import Command, UsageError, Word
from parseltongue.cli.surveys import PART, level_of, measure_of, name_of, part_of, where
from parseltongue.model.errors import QueryError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.query.answer import Answer
    from parseltongue.query.isg import ISG

LEVELS = ("class", "package")
METRICS = ("wmc", "dit", "noc", "cbo", "rfc", "lcom")
DEFAULT_LIMIT = 50

COMMAND = Command(
    mends=True,
    words=(Word("SYMBOL", "A class or another type; by default all.", required=False),),
    options=("by", "level", *PART),
    details="""Of classes and other types, after Chidamber and Kemerer, the highest --by first:

  wmc   methods; each weighs 1, as the graph knows no branches
  dit   longest chain of bases; one outside of the workspace counts 1
  noc   types that extend or implement it directly
  cbo   other types that it refers to or that refer to it (the default order)
  rfc   its methods and the callables of the workspace that they call
  lcom  groups of methods that share no field and do not call each other (LCOM4), without constructors

With --level package, of folders, after Martin: files outside that refer to it (ca) and that it refers to
(ce), instability, abstractness, and the distance of both from adding up to 1, the farthest first.

--path, --language and --without-tests choose the part of the graph that is looked at.""",
    examples=(
        ("metrics shop.orders.Order", "of one class"),
        ("metrics --by wmc --without-tests", "the classes with most methods"),
        ("metrics --level package --json", "of all folders, for a script"),
    ),
)


def run(session: Session) -> int:
    """Ask and show."""
    workspace = session.open()
    level = level_of(session, LEVELS, "class")
    part, most = part_of(session, workspace.root), limit(session, DEFAULT_LIMIT)
    isg = workspace.load()
    if level == "package":
        if session.given.words or session.given.text("by"):
            raise UsageError("metrics --level package takes neither SYMBOL nor --by")
        answer = isg.analytics.package_metrics(most, part=part)
        return reply_in_path(session, workspace, isg, answer, _show_packages)
    by = measure_of(session, METRICS, "cbo")
    wanted = _types(isg, symbol_in(session, workspace.root)) if session.given.words else None
    answer = isg.analytics.class_metrics(wanted, by, most, part=part)
    return reply_in_path(session, workspace, isg, answer, _show_classes)


def _types(isg: ISG, symbol: str) -> list[str]:
    """Ids of the types that a symbol stands for."""
    from parseltongue.model.kinds import ENTITY_KINDS, TYPE_KINDS

    kinds = {ENTITY_KINDS[kind] for kind in TYPE_KINDS}
    found: list[str] = [one["id"] for one in isg.resolve(symbol, None) if one["kind"] in kinds]
    if not found:
        raise QueryError(f"{symbol} is no class or other type; only those have these metrics")
    return found


def _show_classes(out: Output, answer: Answer) -> None:
    if not answer.results:
        out.line("There are no classes.")
        return
    rows: list[tuple[str, ...]] = [("", *METRICS, "")]
    rows += [(name_of(one), *(str(one[metric]) for metric in METRICS), where(one)) for one in answer.results]
    out.table(rows, ("bold",))


def _show_packages(out: Output, answer: Answer) -> None:
    if not answer.results:
        out.line("There are no packages.")
        return
    rows: list[tuple[str, ...]] = [
        ("", "files", "types", "ca", "ce", "instability", "abstractness", "distance")
    ]
    rows += [_package_row(one) for one in answer.results]
    out.table(rows, ("bold",))


def _package_row(one: dict[str, Any]) -> tuple[str, ...]:
    ratios = ("" if one[key] is None else f"{one[key]:.2f}" for key in _RATIOS)
    return printable(one["package"]), *(str(one[key]) for key in ("files", "types", "ca", "ce")), *ratios


_RATIOS = ("instability", "abstractness", "distance")
