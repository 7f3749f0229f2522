"""A bounded part of the graph as a Mermaid flowchart, for Markdown: a box for each file."""

from __future__ import annotations

from parseltongue.query.export.drawing import Drawing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.query.export.formats import Graph, Sink

_ARROWS = {"calls": "-->", "imports": "-.->", "uses": "-.->"}
_ENTITIES = {'"': "#quot;", "#": "#35;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "#96;", "\\": "#92;"}


def export(graph: Graph, sink: Sink) -> list[str]:
    """Write the flowchart. Nodes have short names of their own: ids would make long lines."""
    write = sink.open("")
    drawing = Drawing(graph)
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
