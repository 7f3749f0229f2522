"""What a drawing shows: as many entities as fit, and the relationships between them.

Nearness decides, where the selection has a middle, else the number of relationships: what much leads to is
what one looks for. `contains` is shown by boxes for files, not by arrows; files themselves are shown only
where something leads to or from them.
"""

from __future__ import annotations

from collections import Counter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.query.export.formats import Graph
    from parseltongue.query.export.selection import Record

DEFAULT_LIMIT = 100
"""Entities that a drawing shows unless another limit is given."""


class Drawing:
    """The part of a graph that is drawn.

    Parameters
    ----------
    most_arrows : int, optional
        What the format can take: with more, fewer entities are shown.

    Attributes
    ----------
    boxes : dict of str to list of Record
        Entities by file.
    arrows : list of (str, str, str)
        Ids of both ends and kind, each once.
    notices : list of str
        How much is left out.
    """

    __slots__ = ("arrows", "boxes", "notices")

    def __init__(self, graph: Graph, most_arrows: int | None = None) -> None:
        limit = DEFAULT_LIMIT if graph.limit is None else graph.limit
        found = dict.fromkeys(
            (one["src"], one["dst"], one["kind"])
            for one in graph.relationships()
            if one["dst"] is not None and one["kind"] != "contains"
        )
        degrees = Counter(end for src, dst, _ in found for end in {src, dst})
        entities = [one for one in graph.entities() if one["kind"] != "file" or degrees[one["id"]]]
        shown = _first(graph, entities, degrees, limit)
        if most_arrows is not None:
            shown = _thinned(shown, list(found), most_arrows)
        ids = {one["id"] for one in shown}
        self.boxes: dict[str, list[Record]] = {}
        for one in entities:
            if one["id"] in ids:
                self.boxes.setdefault(one["file"], []).append(one)
        self.arrows = [arrow for arrow in found if arrow[0] in ids and arrow[1] in ids]
        self.notices = _left_out(len(entities) - len(shown), len(found) - len(self.arrows))


def _first(graph: Graph, entities: list[Record], degrees: Counter[str], limit: int) -> list[Record]:
    hops = graph.hops or {}
    ranked = sorted(entities, key=lambda one: (hops.get(one["id"], 0), -degrees[one["id"]]))
    return ranked[:limit] if limit else ranked


def _thinned(shown: list[Record], arrows: list[tuple[str, str, str]], most: int) -> list[Record]:
    """The first entities, as many as have no more than `most` arrows between them."""
    place = {one["id"]: at for at, one in enumerate(shown)}
    ends = sorted(max(place[src], place[dst]) for src, dst, _ in arrows if src in place and dst in place)
    return shown[: ends[most]] if len(ends) > most else shown


def _left_out(entities: int, relationships: int) -> list[str]:
    if not entities:
        return []
    return [
        f"{entities:,} entities and {relationships:,} relationships are left out of the drawing; "
        "choose a part with --around, --path or --kind, or show more with --limit (0 for all)"
    ]
