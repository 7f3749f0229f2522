"""A bounded part of the graph as DOT, for Graphviz: a box for each file, an arrow for each relationship."""

from __future__ import annotations

from parseltongue.query.export.drawing import Drawing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.query.export.formats import Graph, Sink

_STYLES = {
    "calls": "", "uses": ' style="dashed"', "imports": ' style="dotted"', "extends": ' arrowhead="empty"',
    "implements": ' arrowhead="empty" style="dashed"', "overrides": ' arrowhead="empty" style="dotted"',
}  # fmt: skip
_SHAPES = {"function": "ellipse", "method": "ellipse", "constructor": "ellipse", "macro": "ellipse"}


def export(graph: Graph, sink: Sink) -> list[str]:
    """Write the digraph."""
    write = sink.open("")
    drawing = Drawing(graph)
    write(b'digraph parseltongue {\n  rankdir="LR";\n  node [shape="box"];\n')
    for number, (file, entities) in enumerate(drawing.boxes.items()):
        write(f'  subgraph "cluster_{number}" {{\n    label={_quoted(file)};\n'.encode())
        for one in entities:
            shape = _SHAPES.get(one["kind"])
            shown = f' shape="{shape}"' if shape else ""
            told = f"{one['kind']} {one['qualified_name']}"
            label = f"label={_quoted(one['name'])} tooltip={_quoted(told)}"
            write(f'    "{one["id"]}" [{label}{shown}];\n'.encode())
        write(b"  }\n")
    for src, dst, kind in drawing.arrows:
        write(f'  "{src}" -> "{dst}" [tooltip="{kind}"{_STYLES.get(kind, "")}];\n'.encode())
    write(b"}\n")
    return drawing.notices


def _quoted(text: str) -> str:
    plain = text.encode("utf-8", "replace").decode("utf-8").replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(one if one.isprintable() else "?" for one in plain) + '"'
