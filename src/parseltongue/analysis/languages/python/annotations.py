"""Type annotations: the value that a declared type promises, with the names mentioned on the way."""

from __future__ import annotations

import re

from parseltongue.analysis.languages.python import grammar as g
from parseltongue.analysis.languages.python.expressions import ExpressionWalker
from parseltongue.analysis.languages.python.names import GENERIC_TYPES, Wrapping
from parseltongue.model.kinds import USES
from parseltongue.model.paths import CALLABLE, CONTAINER, INSTANCE, MAPPING, PAIR, SELF

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_FORWARD = re.compile(rb"[\w.\[\], |\"']+\Z")
_TWO_WORDS = re.compile(rb"[\w.]\s+[\w.]|\b(Literal|Annotated)\b")
"""A text that no type, or not only a type, is written in."""
_TOKEN = re.compile(rb"\s*([\w.]+|[\[\],|])")
_UNKNOWN_TYPES = frozenset((b"Any", b"object", b"None", b"NoReturn", b"Never"))


class AnnotationWalker(ExpressionWalker):
    """`annotation` gives the value of something annotated with the type that a node denotes."""

    __slots__ = ()

    def annotation(self, node: Node) -> int:
        if self.depth > 60:
            self.cut = True
            return 0
        self.depth += 1
        value = self._annotation(node)
        self.depth -= 1
        return value

    def _annotation(self, node: Node) -> int:
        kind = node.kind_id
        if kind in (g.IDENTIFIER, g.ATTRIBUTE):
            return self._instance(self.expression(node), self.text(node).rpartition(b".")[2])
        if kind in (g.TYPE, g.PARENTHESIZED):
            parts = node.named_children
            return self.annotation(parts[0]) if parts else 0
        if kind == g.SUBSCRIPT or kind == g.GENERIC_TYPE:
            return self._generic(node)
        if kind == g.BINARY_OPERATOR or kind == g.UNION_TYPE:
            return self.either(self.annotation(node.children[0]), self.annotation(node.children[-1]))
        if kind == g.STRING:
            return self._forward_reference(node)
        return self.expression(node) and 0

    def _instance(self, path: int, name: bytes) -> int:
        if name in _UNKNOWN_TYPES:
            return 0
        if name == b"Self":
            return self.node(SELF)
        return self.node(INSTANCE, path) if path else 0

    def _generic(self, node: Node) -> int:
        parts = node.children
        base = self.expression(parts[0])
        name = self.text(parts[0]).rpartition(b".")[2]
        if parts[-1].kind_id == g.TYPE_PARAMETER:
            parts = parts[-1].children
        arguments = [one for one in parts[1:] if one.is_named and one.kind_id != g.COMMENT]
        if len(arguments) == 1 and arguments[0].kind_id == g.TUPLE:
            arguments = arguments[0].named_children
        wrapping = GENERIC_TYPES.get(name)
        if wrapping == Wrapping.NOTHING:
            if name != b"Literal":
                for one in arguments:
                    self.annotation(one)
            elif self.recording:
                self.children(node)
            return 0
        if name == b"Annotated":
            self._metadata(arguments[1:])
            del arguments[1:]
        values = [self._argument(one) for one in arguments]
        if wrapping is None:
            return self._instance(base, name)
        return self._wrap(wrapping, values, [self.text(one) for one in arguments])

    def _metadata(self, nodes: list[Node]) -> None:
        """What `Annotated` adds to a type: values, and texts are not types."""
        for one in nodes:
            self.expression(one)

    def _argument(self, node: Node) -> int:
        """A type argument; the parameter list of a Callable is a plain list of types."""
        while node.kind_id == g.TYPE and node.child_count == 1:
            node = node.children[0]
        if node.kind_id == g.LIST:
            for one in node.named_children:
                self.annotation(one)
            return 0
        return self.annotation(node)

    def _wrap(self, wrapping: Wrapping, values: list[int], texts: list[bytes]) -> int:
        if not values:
            return 0
        if wrapping == Wrapping.COLLECT:
            return self.node(CONTAINER, values[0])
        if wrapping == Wrapping.SAME:
            return values[0]
        if wrapping == Wrapping.LAST:
            return values[-1]
        if wrapping == Wrapping.MAP:
            return self.node(MAPPING, values[0], values[-1])
        if wrapping == Wrapping.CALLABLE:
            return self.node(CALLABLE, values[-1]) if values[-1] else 0
        if wrapping == Wrapping.CLASS:
            return self.paths.class_of(values[0])
        if wrapping == Wrapping.TUPLE:
            if len(values) == 2 and texts[1] != b"...":
                return self.node(PAIR, values[0], values[1])
            return self.node(CONTAINER, values[0])
        value = 0
        for one in values:
            value = self.either(value, one)
        return value

    # -- annotations in quotes --------------------------------------------------------------------------

    def _forward_reference(self, node: Node) -> int:
        content = self.source[node.start_byte : node.end_byte].strip(b"\"'")
        start = node.start_byte + self.source[node.start_byte : node.end_byte].find(content)
        if not content or len(content) > 400 or not _FORWARD.match(content) or _TWO_WORDS.search(content):
            self.string(node)
            return 0
        if self.recording:
            self.elided.append((node.start_byte, node.end_byte, content))
        tokens = [(match.group(1), start + match.start(1)) for match in _TOKEN.finditer(content)]
        tokens.reverse()
        return self._quoted_union(tokens)

    def _quoted_union(self, tokens: list[tuple[bytes, int]]) -> int:
        value = self._quoted(tokens)
        while tokens and tokens[-1][0] == b"|":
            tokens.pop()
            value = self.either(value, self._quoted(tokens))
        return value

    def _quoted(self, tokens: list[tuple[bytes, int]]) -> int:
        if not tokens or tokens[-1][0] in b"[],|":
            return 0
        name, offset = tokens.pop()
        path = self._quoted_name(name, offset)
        if not tokens or tokens[-1][0] != b"[":
            return self._instance(path, name.rpartition(b".")[2])
        tokens.pop()
        values, texts = [], []
        while tokens and tokens[-1][0] != b"]":
            if tokens[-1][0] in (b",", b"|", b"["):
                tokens.pop()
                continue
            texts.append(tokens[-1][0])
            values.append(self._quoted_union(tokens))
        if tokens:
            tokens.pop()
        wrapping = GENERIC_TYPES.get(name.rpartition(b".")[2])
        return self._wrap(wrapping, values, texts) if wrapping else self._instance(path, name)

    def _quoted_name(self, dotted: bytes, offset: int) -> int:
        if dotted[:1].isdigit() or dotted == b"None":
            return 0
        first, *rest = dotted.split(b".")
        bound = self.find(first)
        path = abs(bound)
        if bound < 0:
            self.mentions.append((path, USES, offset, self.source_entity))
        for name in rest:
            path = self.paths.attribute(path, name)
            self.mentions.append((path, USES, offset, self.source_entity))
        return path
