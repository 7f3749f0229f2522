"""Figures, their bars, and the one table that each benchmark prints."""

from __future__ import annotations

import json
import operator
import platform
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

Value = float | int | str | None
_COMPARISONS = {"<=": operator.le, ">=": operator.ge, "==": operator.eq}


@dataclass(frozen=True)
class Figure:
    """One row: a quantity, measured under one or more conditions, against what was promised.

    `values` maps a condition (a column of the table) to what was measured there; `bar` must be met under
    every condition and `aim` is where we want to be. Without a bar the row informs.
    """

    what: str
    values: dict[str, Value]
    unit: str = ""
    bar: float | None = None
    aim: float | None = None
    compare: str = "<="

    @property
    def verdict(self) -> str:
        """`ok`, `MISSED`, or nothing for a row without a bar or without a value."""
        measured = [v for v in self.values.values() if isinstance(v, int | float)]
        if self.bar is None or not measured:
            return ""
        return "ok" if all(_COMPARISONS[self.compare](v, self.bar) for v in measured) else "MISSED"


def merge(figures: Iterable[Figure]) -> list[Figure]:
    """Join rows of one name, measured under different conditions, in order of first appearance."""
    rows: dict[str, Figure] = {}
    for figure in figures:
        known = rows.get(figure.what)
        values = {**known.values, **figure.values} if known else figure.values
        rows[figure.what] = Figure(**{**asdict(figure), "values": values})
    return list(rows.values())


def publish(title: str, figures: Sequence[Figure], options: argparse.Namespace) -> int:
    """Print the table, or JSON with `--json`; the status is 1 when `--check` is given and a bar is missed."""
    if options.json:
        rows = [{**asdict(f), "verdict": f.verdict} for f in figures]
        print(json.dumps({"benchmark": title, "machine": machine(), "figures": rows}, indent=2))
    else:
        print(f"{title}  ({machine()})\n")
        print(render(*_rows(figures)))
    return int(options.check and any(f.verdict == "MISSED" for f in figures))


def machine() -> str:
    """What the figures were measured on, as far as it matters to a reader."""
    return f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"


def _rows(figures: Sequence[Figure]) -> tuple[list[str], list[list[str]]]:
    conditions = list(dict.fromkeys(c for f in figures for c in f.values))
    header = ["what", *conditions, "unit", "bar", "aim", ""]
    return header, [
        [
            f.what,
            *(text(f.values.get(c)) for c in conditions),
            f.unit,
            _promise(f, f.bar),
            _promise(f, f.aim),
            f.verdict,
        ]
        for f in figures
    ]


def _promise(figure: Figure, value: float | None) -> str:
    return "" if value is None else f"{figure.compare} {text(value)}"


def text(value: Value) -> str:
    """A value as the tables show it: four significant digits at most, `-` for none."""
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) < 100 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else value


def render(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Align columns: the first to the left, the others to the right."""
    widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header))]
    lines = []
    for row in (header, *rows):
        cells = [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
