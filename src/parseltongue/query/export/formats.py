"""The formats of `parseltongue export`, and the one interface behind which they stand.

A format is a module of this package with a function ``export(graph, sink)``: it takes what it needs from a
`Graph` and writes to the parts that a `Sink` opens. What users should know about the result, such as what
was left out, it returns as sentences.
"""

from __future__ import annotations

from importlib import import_module

from parseltongue.model.errors import QueryError
from parseltongue.query.export.selection import Chosen, Selection
from parseltongue.query.places import unknown_paths

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from parseltongue.isg.view import FileView
    from parseltongue.query.isg import ISG

    Write = Callable[[bytes], object]

    class Sink(Protocol):
        """Where the parts of an export go."""

        def open(self, part: str) -> Write:
            """Begin a part: empty for a format that has one, else what its file is called besides."""


FORMATS = {
    "jsonl": "jsonl", "json": "whole_json", "graphml": "graphml", "dot": "dot", "mermaid": "mermaid",
    "csv": "tables_csv", "parquet": "tables_parquet", "arrow": "tables_arrow", "scip": "scip",
}  # fmt: skip
"""Name to module."""

TABLES = frozenset(("csv", "parquet", "arrow"))
"""Formats that are two tables, and so two files: `ENTITIES` and `RELATIONSHIPS`."""

BINARY = frozenset(("scip",))
"""Formats that are not text."""

DRAWINGS = frozenset(("dot", "mermaid"))
"""Formats for looking at, which show only so much."""

ENTITIES, RELATIONSHIPS = "entities", "relationships"


class Graph(Chosen):
    """What is to be exported.

    Attributes
    ----------
    limit : int or None
        Entities that a drawing shows at most; None for all.
    source : callable
        The bytes of a file as they were analysed; None if they are not to be had.
    root : str
        URI of the workspace.
    """

    def __init__(
        self,
        isg: ISG,
        selection: Selection | None = None,
        *,
        limit: int | None = None,
        source: Callable[[FileView], bytes | None] = lambda file: None,
        root: str = "",
    ) -> None:
        super().__init__(isg, selection or Selection())
        self.limit = limit
        self.source = source
        self.root = root


def export(graph: Graph, name: str, sink: Sink) -> list[str]:
    """Write a graph in a format; what there is to say about the result.

    Raises
    ------
    QueryError
        There is no such format, or it cannot take this selection.
    ConfigError
        It needs a library that is not installed.
    """
    if name not in FORMATS:
        raise QueryError(f"there is no export format {name}; formats are {', '.join(FORMATS)}")
    write: Callable[[Graph, Sink], list[str]] = import_module(
        f"parseltongue.query.export.{FORMATS[name]}"
    ).export
    return [*_nothing_there(graph), *write(graph, sink)]


def _nothing_there(graph: Graph) -> list[str]:
    """What to say of a path at which there is no file."""
    path = graph.selection.path
    if path is None or any(graph.selection.file(file.shown) for file in graph.view.files()):
        return []
    meant = unknown_paths(graph.view, [path]).get(path) if graph.selection.is_place else ()
    hint = f"; did you mean {', '.join(meant)}?" if meant else ", as far as it was analysed"
    return [f"nothing in the workspace is at {path}{hint}"]
