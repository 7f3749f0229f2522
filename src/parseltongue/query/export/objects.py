"""The graph as objects of other libraries, for those who go on in Python.

Nodes are entities, known by their ids and carrying the fields of `jsonl`; edges are the relationships with
two ends, with `kind`, `file`, `line`, `provenance`. With `externals`, what is outside the workspace has nodes
too, of kind ``external``.
"""

from __future__ import annotations

from parseltongue.model.errors import QueryError
from parseltongue.query.export import columns
from parseltongue.query.export.libraries import library
from parseltongue.query.export.selection import EXTERNAL, external_node, externals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from typing import Any

    from parseltongue.query.export.selection import Chosen, Record

EDGE_FIELDS = ("kind", "file", "line", "provenance")


class Network:
    """Nodes and edges, as all these libraries want them.

    Attributes
    ----------
    nodes : list of dict
        Records of the entities, then of the external nodes.
    edges : list of (int, int, dict)
        Indexes into `nodes`, and fields of the relationship.
    """

    __slots__ = ("edges", "nodes")

    def __init__(self, graph: Chosen, kinds: Collection[str] | None, *, with_externals: bool) -> None:
        self.nodes: list[Record] = list(graph.entities())
        edges = list(_wanted(graph, kinds, with_externals))
        self.nodes += map(external_node, externals(edges))
        index = {node["id"]: at for at, node in enumerate(self.nodes)}
        self.edges = [
            (index[one["src"]], index[one["dst"]], {name: one[name] for name in EDGE_FIELDS}) for one in edges
        ]


def _wanted(graph: Chosen, kinds: Collection[str] | None, with_externals: bool) -> Iterator[Record]:
    for edge in graph.edges():
        is_wanted = kinds is None or edge["kind"] in kinds
        if is_wanted and (with_externals or not edge["dst"].startswith(EXTERNAL)):
            yield edge


def to_networkx(network: Network) -> Any:
    """A `networkx.MultiDiGraph`: nodes are ids, keys of edges their kinds."""
    graph = library("networkx").MultiDiGraph()
    graph.add_nodes_from((one["id"], {**one}) for one in network.nodes)
    ids = [one["id"] for one in network.nodes]
    graph.add_edges_from((ids[src], ids[dst], fields["kind"], fields) for src, dst, fields in network.edges)
    return graph


def to_rustworkx(network: Network) -> Any:
    """A `rustworkx.PyDiGraph`: payloads of nodes are the records, those of edges their fields."""
    graph = library("rustworkx").PyDiGraph(multigraph=True)
    graph.add_nodes_from(network.nodes)
    graph.add_edges_from(network.edges)
    return graph


def to_igraph(network: Network) -> Any:
    """A directed `igraph.Graph`: attributes of vertices and edges are the fields.

    igraph takes an attribute called `name` as the name of a vertex, which must tell vertices apart: it holds
    the id, and the name of the entity is in `label`.
    """
    fields = [name for name in columns.ENTITY_TYPES if name not in ("id", "name")]
    vertices = {name: [one.get(name) for one in network.nodes] for name in fields}
    vertices["name"] = [one["id"] for one in network.nodes]
    vertices["label"] = [one["name"] for one in network.nodes]
    return library("igraph").Graph(
        n=len(network.nodes),
        edges=[(src, dst) for src, dst, _ in network.edges],
        directed=True,
        vertex_attrs=vertices,
        edge_attrs={name: [fields[name] for *_, fields in network.edges] for name in EDGE_FIELDS},
    )


def to_dataframe(graph: Chosen, table: str, name: str) -> Any:
    """The entities or the relationships as a data frame of pandas or polars."""
    if table not in ("entities", "relationships"):
        raise QueryError(f"there is no table {table}; tables are entities and relationships")
    if name not in ("pandas", "polars"):
        raise QueryError(f"there are no data frames of {name}; libraries are pandas and polars")
    found = columns.entity_columns(graph) if table == "entities" else columns.relationship_columns(graph)
    return library(name).DataFrame(found)
