"""The graph as GraphML, for NetworkX, igraph, Gephi, yEd.

Nodes are the entities, and one for each thing outside the workspace that is mentioned; edges are all
relationships that have two ends. Attributes are named as in `jsonl`; those that are empty are left out.
"""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from parseltongue.query.export.selection import EXTERNAL, external_node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parseltongue.query.export.formats import Graph, Sink
    from parseltongue.query.export.selection import Record

NODE_KEYS = {
    "kind": "string", "name": "string", "qualified_name": "string", "file": "string", "start_line": "int",
    "end_line": "int", "language": "string", "visibility": "string", "signature": "string",
    "parent": "string", "is_test": "boolean",
}  # fmt: skip
EDGE_KEYS = {"kind": "string", "file": "string", "line": "int", "provenance": "string"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
"""
_UNPRINTABLE = {code: "\N{REPLACEMENT CHARACTER}" for code in range(32) if chr(code) not in "\t\n\r"}
_UNPRINTABLE |= dict.fromkeys((0xFFFE, 0xFFFF), "\N{REPLACEMENT CHARACTER}")
"""What XML cannot carry."""


def export(graph: Graph, sink: Sink) -> list[str]:
    """Write the document."""
    write = sink.open("")
    write((_HEAD + "".join(_keys())).encode())
    write(f'<graph id="{graph.snapshot}" edgedefault="directed">\n'.encode())
    for record in graph.entities():
        write(_node(record))
    outside: dict[str, None] = {}
    for number, edge in enumerate(graph.edges()):
        if edge["dst"].startswith(EXTERNAL) and edge["dst"] not in outside:
            outside[edge["dst"]] = None
            write(_node(external_node(edge["dst"])))
        ends = f"source={_attribute(edge['src'])} target={_attribute(edge['dst'])}"
        data = "".join(_data("e_", EDGE_KEYS, edge))
        write(f'<edge id="{number}" {ends}>{data}</edge>\n'.encode())
    write(b"</graph>\n</graphml>\n")
    return []


def _keys() -> Iterator[str]:
    for prefix, what, keys in (("n_", "node", NODE_KEYS), ("e_", "edge", EDGE_KEYS)):
        for name, kind in keys.items():
            yield f'<key id="{prefix}{name}" for="{what}" attr.name="{name}" attr.type="{kind}"/>\n'


def _node(record: Record) -> bytes:
    return f"<node id={_attribute(record['id'])}>{''.join(_data('n_', NODE_KEYS, record))}</node>\n".encode()


def _data(prefix: str, keys: Iterable[str], record: Record) -> Iterator[str]:
    for name in keys:
        value = record.get(name)
        if value not in (None, ""):
            text = str(value).lower() if isinstance(value, bool) else _content(str(value))
            yield f'<data key="{prefix}{name}">{text}</data>'


def _content(text: str) -> str:
    # Readers of XML take a carriage return for the end of a line, unless it is written as a number.
    return escape(_printable(text), {"\r": "&#13;"})


def _attribute(text: str) -> str:
    return quoteattr(_printable(text))


def _printable(text: str) -> str:
    return text.translate(_UNPRINTABLE).encode("utf-8", "replace").decode("utf-8")
