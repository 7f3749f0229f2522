"""The graph as a whole, for other tools: as bytes, and as objects of libraries."""

from __future__ import annotations

from parseltongue.model.errors import QueryError
from parseltongue.model.kinds import RELATIONSHIP_KINDS
from parseltongue.query.discovery import Discovery

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from typing import Any

    from parseltongue.isg.view import GraphView
    from parseltongue.isg.whole import SheetStore
    from parseltongue.query.analytics import Analytics
    from parseltongue.query.export.objects import Network
    from parseltongue.query.name_index import NameStore
    from parseltongue.query.records import Record


class Exporting(Discovery):
    """A snapshot that can be surveyed, written and converted; what it takes is imported when it is used."""

    def __init__(
        self, view: GraphView, names: NameStore | None = None, sheets: SheetStore | None = None
    ) -> None:
        super().__init__(view, names)
        self._sheet_store = sheets
        self._analytics: Analytics | None = None

    @property
    def analytics(self) -> Analytics:
        """Cycles, ranks, communities, hotspots, dead code, metrics and rules, over the whole graph."""
        if self._analytics is None:
            from parseltongue.query.analytics import Analytics

            self._analytics = Analytics(self.view, self._sheet_store)
        return self._analytics

    def relationships(self) -> Iterator[Record]:
        """All relationships, as `export` writes them."""
        from parseltongue.query.export.jsonl import relationship_records

        return ({"type": "relationship", **one} for one in relationship_records(self.view))

    def export(self, write: Callable[[bytes], object]) -> None:
        """Write the graph as JSON Lines (docs/queries.md); the same snapshot gives the same bytes."""
        from parseltongue.query.export import export_jsonl

        export_jsonl(self.view, write)

    def to_networkx(self, **choice: Any) -> Any:
        """The graph as a `networkx.MultiDiGraph`; nodes are ids (docs/exports.md).

        Parameters
        ----------
        **choice
            ``around``, ``depth``, ``path``, ``kind`` choose a part as in `query.export.selection.Selection`;
            ``relationships`` is a collection of kinds (default: all), ``externals`` says whether what is
            outside the workspace has nodes (default: no).
        """
        from parseltongue.query.export import objects

        return objects.to_networkx(self._network(**choice))

    def to_rustworkx(self, **choice: Any) -> Any:
        """The graph as a `rustworkx.PyDiGraph`; payloads are records. Takes what `to_networkx` takes."""
        from parseltongue.query.export import objects

        return objects.to_rustworkx(self._network(**choice))

    def to_igraph(self, **choice: Any) -> Any:
        """The graph as a directed `igraph.Graph`. Takes what `to_networkx` takes."""
        from parseltongue.query.export import objects

        return objects.to_igraph(self._network(**choice))

    def to_dataframe(self, table: str = "entities", library: str = "pandas", **choice: Any) -> Any:
        """``entities`` or ``relationships`` as a data frame of ``pandas`` or ``polars``.

        Columns are the fields of the export; `choice` as in `Selection`.
        """
        from parseltongue.query.export import objects
        from parseltongue.query.export.selection import Chosen, Selection

        return objects.to_dataframe(Chosen(self, Selection(**choice)), table, library)

    def _network(
        self, *, relationships: Collection[str] | None = None, externals: bool = False, **choice: Any
    ) -> Network:
        from parseltongue.query.export.objects import Network
        from parseltongue.query.export.selection import Chosen, Selection

        unknown = set(relationships or ()) - set(RELATIONSHIP_KINDS)
        if unknown:
            raise QueryError(
                f"no relationship is called {', '.join(sorted(unknown))}; "
                f"kinds are {', '.join(RELATIONSHIP_KINDS)}"
            )
        return Network(Chosen(self, Selection(**choice)), relationships, with_externals=externals)
