"""A bounded part of the graph as a Mermaid flowchart, for Markdown: a box for each file."""

from __future__ import annotations

from parseltongue.query.export.drawing import Drawing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.query.export.formats import Graph, Sink

MOST_ARROWS = 499
"""What Mermaid draws unless its page is configured otherwise (maxEdges)."""

_ARROWS = {"calls": "-->", "imports": "-.->", "uses": "-.->"}
_ENTITIES = {'"': "#quot;", "#": "#35;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "#96;", "\\": "#92;"}


def export(graph: Graph, sink: Sink) -> list[str]:
    """Write the flowchart. Nodes have short names of their own: ids would make long lines."""
    write = sink.open("")
    drawing = Drawing(graph, MOST_ARROWS if graph.limit != 0 else None)
    if len(drawing.arrows) > MOST_ARROWS:
        drawing.notices.append(
            f"Mermaid refuses drawings of more than {MOST_ARROWS} arrows, and this has "
            f"{len(drawing.arrows):,}: raise maxEdges where it is shown, or take DOT"
        )
    write(b"flowchart LR\n")
    names: dict[str, str] = {}
    for number, (file, entities) in enumerate(drawing.boxes.items()):
        write(f'  subgraph f{number}["{_escaped(file)}"]\n'.encode())
        for one in entities:
            name = names[one["id"]] = f"n{len(names)}"
            write(f'    {name}["{_escaped(one["name"])}"]\n'.encode())
        write(b"  end\n")
    for src, dst, kind in drawing.arrows:
        write(f"  {names[src]} {_ARROWS.get(kind, '==>')}|{kind}| {names[dst]}\n".encode())
    return drawing.notices


def _escaped(text: str) -> str:
    shown = "".join(_ENTITIES.get(one, one if one.isprintable() else "?") for one in text)
    return shown.encode("utf-8", "replace").decode("utf-8")
