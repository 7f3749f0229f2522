"""Patterns: what they bind, and the types and constants that they mention."""

from __future__ import annotations

from parseltongue.analysis.languages.rust import grammar as g
from parseltongue.analysis.languages.rust.bindings import MAX_DEPTH
from parseltongue.analysis.languages.rust.names import ERROR
from parseltongue.analysis.languages.rust.scopes import VALUE
from parseltongue.analysis.languages.rust.types import TypeWalker
from parseltongue.model.kinds import USES
from parseltongue.model.paths import APPLY, ATTR, FIRST, ITER, SECOND

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

_WRAPPERS = (b"Some", b"Ok")


class PatternWalker(TypeWalker):
    """`bind` takes a pattern apart together with the value that it is matched with."""

    __slots__ = ()

    def bind(self, node: Node | None, value: int) -> None:
        if node is None:
            return
        if self.depth > MAX_DEPTH:
            self.cut = True
            return
        self.depth += 1
        handler = _PATTERNS.get(node.kind_id)
        if handler is not None:
            handler(self, node, value)
        self.depth -= 1

    def _pattern_identifier(self, node: Node, value: int) -> None:
        name = self.text(node)
        # A constant or a variant without fields stands alone in capitals; a binding never does.
        if name[:1].isupper():
            self.mention(self.resolve(name, VALUE), USES, node)
        else:
            self.variables[name] = value

    def _pattern_scoped(self, node: Node, value: int) -> None:
        self.segment(node, VALUE, USES)

    def _pattern_same(self, node: Node, value: int) -> None:
        """A pattern around another one: ``&p``, ``ref p``, ``mut p``, ``a | b``, ``(p)``."""
        for child in node.named_children:
            self.bind(child, value)

    def _pattern_tuple(self, node: Node, value: int) -> None:
        parts = [one for one in node.named_children if one.kind_id not in g.COMMENTS]
        for index, part in enumerate(parts):
            element = 0
            if value and len(parts) == 2:
                element = self.node(SECOND if index else FIRST, value)
            self.bind(part, element)

    def _pattern_slice(self, node: Node, value: int) -> None:
        for child in node.named_children:
            self.bind(child, self.node(ITER, value) if value else 0)

    def _pattern_tuple_struct(self, node: Node, value: int) -> None:
        named, *parts = [one for one in node.named_children if one.kind_id not in g.COMMENTS]
        name = self.text(named)
        if name.rpartition(b"::")[2] in _WRAPPERS:
            for part in parts:
                self.bind(part, self.node(ITER, value) if value else 0)
            return
        if name.rpartition(b"::")[2] == ERROR.encode():
            for part in parts:
                self.bind(part, self.error_of(value))
            return
        path = self._matched(named)
        for index, part in enumerate(parts):
            self.bind(part, self._field_of(path, str(index).encode(), value))

    def error_of(self, value: int) -> int:
        return self.node(ATTR, value, self.paths.name(ERROR.encode())) if value else 0

    def _matched(self, node: Node) -> int:
        """The struct or variant that a pattern names."""
        if node.kind_id == g.SCOPED_IDENTIFIER or node.kind_id in g.SCOPED_TYPES:
            return self.segment(node, VALUE, USES)
        if node.kind_id == g.IDENTIFIER and self.text(node) != b"Self":
            path = self.resolve(self.text(node), VALUE)
            self.mention(path, USES, node)
            return path
        return self.declared_type(node)

    def _field_of(self, path: int, name: bytes, value: int) -> int:
        """A field of a struct or variant; the value that is matched tells its type arguments."""
        if not path:
            return 0
        owner = self.node(APPLY, path, value) if value else self.instance(path)
        return self.node(ATTR, owner or self.instance(path), self.paths.name(name))

    def _pattern_struct(self, node: Node, value: int) -> None:
        named = node.child_by_field_id(g.TYPE)
        path = self._matched(named) if named is not None else 0
        for one in node.named_children:
            if one.kind_id == g.FIELD_PATTERN:
                self._pattern_field(one, path, value)

    def _pattern_field(self, node: Node, path: int, matched: int) -> None:
        name, pattern = node.child_by_field_id(g.NAME), node.child_by_field_id(g.PATTERN)
        if name is None:
            return
        value = self._field_of(path, self.text(name), matched)
        if pattern is not None:
            self.bind(pattern, value)
        else:
            self.variables[self.text(name)] = value

    def _pattern_captured(self, node: Node, value: int) -> None:
        """``name @ pattern``."""
        parts = node.named_children
        if parts:
            self.variables[self.text(parts[0])] = value
            for part in parts[1:]:
                self.bind(part, value)

    def _pattern_match(self, node: Node, value: int) -> None:
        """The pattern of an arm; its guard is left to the arm."""
        for child in node.named_children[:1]:
            self.bind(child, value)

    def _pattern_range(self, node: Node, value: int) -> None:
        for child in node.named_children:
            if child.kind_id == g.SCOPED_IDENTIFIER:
                self.segment(child, VALUE, USES)

    def _pattern_typed(self, node: Node, value: int) -> None:
        """A parameter of a closure: ``pattern: Type``."""
        declared = self.type_value(node.child_by_field_id(g.TYPE))
        self.bind(node.child_by_field_id(g.PATTERN), declared or value)

    def declared_type(self, node: Node) -> int:
        """The path of a type that is named where a value is made or matched."""
        return self.scope.own if self.text(node) == b"Self" else self.type_path(node)


def _by_kind() -> dict[int, Callable[[PatternWalker, Node, int], None]]:
    walker = PatternWalker
    table = {
        "identifier": walker._pattern_identifier,
        "shorthand_field_identifier": walker._pattern_identifier,
        "scoped_identifier": walker._pattern_scoped,
        "reference_pattern": walker._pattern_same,
        "ref_pattern": walker._pattern_same,
        "mut_pattern": walker._pattern_same,
        "or_pattern": walker._pattern_same,
        "tuple_pattern": walker._pattern_tuple,
        "slice_pattern": walker._pattern_slice,
        "tuple_struct_pattern": walker._pattern_tuple_struct,
        "struct_pattern": walker._pattern_struct,
        "captured_pattern": walker._pattern_captured,
        "match_pattern": walker._pattern_match,
        "range_pattern": walker._pattern_range,
        "parameter": walker._pattern_typed,
    }
    return {number: handler for name, handler in table.items() for number in g.kinds(name)}


_PATTERNS = _by_kind()
