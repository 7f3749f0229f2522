"""`parseltongue sql`."""

from __future__ import annotations

import sys
from itertools import islice
from math import isfinite

from parseltongue.cli.output import printable
from parseltongue.cli.spec import Command, UsageError, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from parseltongue.cli.output import Output
    from parseltongue.cli.session import Session
    from parseltongue.query.sql import Result

DEFAULT_LIMIT = 100
_PLAN = ["explain_key", "explain_value"]
"""Columns of what EXPLAIN gives: a drawing."""

COMMAND = Command(
    pages=True,
    words=(Word("STATEMENT", "One SELECT, in quotes.", required=False),),
    options=("schema", "csv", "limit"),
    details="""The graph as tables: entities, relationships, files, and a view for each kind of relationship,
such as calls. --schema shows their columns and examples. Statements are those of DuckDB; they can only read,
and nothing but the graph. A table shows 100 rows, or --limit N; with --csv and --json all are told.

Needs DuckDB: pip install "parseltongue-isg[sql]".""",
    examples=(
        ('sql "SELECT kind, count(*) FROM entities GROUP BY ALL"', "how many of each kind there are"),
        ("sql --schema", "the views, their columns, and what can be asked"),
        ('sql --csv "SELECT src_name, dst_name FROM calls" > calls.csv', "all calls, for a spreadsheet"),
    ),
)


def run(session: Session) -> int:
    """Ask and show."""
    statement = session.given.word(0)
    if session.given.flag("schema"):
        return _show_schema(session.out)
    if statement is None:
        raise UsageError("sql needs STATEMENT, or --schema. `parseltongue sql --help` shows how it is used.")
    if session.given.flag("csv") and session.out.json:
        raise UsageError("sql prints CSV or JSON, not both: leave out --csv or --json")
    isg = session.open().load()
    from parseltongue.query.sql import Database

    with Database(isg) as database:
        _show(session, isg.snapshot, database.ask(statement))
    return 0


def _show(session: Session, snapshot: str, result: Result) -> None:
    limit = session.given.number("limit")
    if session.given.flag("csv"):
        _write_csv(result.columns, islice(result.rows(), limit or None))
    elif session.out.json:
        rows = [[_plain(cell) for cell in row] for row in islice(result.rows(), limit or None)]
        session.out.object({"snapshot": snapshot, "columns": result.columns, "rows": rows})
    else:
        _show_table(session.out, result, (DEFAULT_LIMIT if limit is None else limit) or None)


def _show_table(out: Output, result: Result, limit: int | None) -> None:
    rows = result.rows()
    shown = list(islice(rows, limit))
    if not shown:
        out.line("No rows.")
        return
    if result.columns == _PLAN:
        out.line("\n".join(printable(text, lines=True) for _, text in shown))
        return
    cells = [tuple(_cell(cell) for cell in row) for row in shown]
    out.table([tuple(map(printable, result.columns)), *cells])
    if next(rows, None) is not None:
        out.notice("there are more; --limit 0 shows all")


def _write_csv(columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(["" if cell is None else _text(cell) for cell in row])
    sys.stdout.buffer.write(text.getvalue().encode("utf-8", "replace"))


def _cell(value: object) -> str:
    return "" if value is None else printable(_text(value))


def _text(value: object) -> str:
    """A value as a text; bytes as DuckDB shows them."""
    if isinstance(value, bytes):
        return "".join(chr(one) if 32 <= one < 127 and one != 92 else f"\\x{one:02X}" for one in value)
    return str(value)


def _plain(value: object) -> object:
    """A value as JSON has it: dates, decimals, numbers that are not finite and the like as text."""
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {_text(key): _plain(one) for key, one in value.items()}
    return _text(value)


def _show_schema(out: Output) -> int:
    from parseltongue.query.sql import EXAMPLES, VIEWS

    views = {name: {"holds": what, "columns": columns.split(", ")} for name, (what, columns) in VIEWS.items()}
    out.object({"views": views, "examples": [{"asks": what, "statement": one} for what, one in EXAMPLES]})
    for name, (what, columns) in VIEWS.items():
        out.line(f"{out.paint(name, 'bold')}: {what}")
        out.line(f"    {columns}")
    for what, statement in EXAMPLES:
        out.line(f"\n{what}:")
        out.line(f"    {statement}")
    return 0
