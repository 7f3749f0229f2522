"""Walks Python assignments: values, annotations, and the targets that they are bound to."""

from __future__ import annotations

from parseltongue.analysis.languages.python import grammar as g
from parseltongue.analysis.languages.python.annotations import AnnotationWalker
from parseltongue.analysis.languages.python.scopes import FUNCTION, MODULE
from parseltongue.analysis.walker import MAX_DEPTH
from parseltongue.model.paths import FIRST, ITER, SECOND

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class AssignmentWalker(AnnotationWalker):
    """Handlers of assignments; what they define is left to the subclass."""

    __slots__ = ()

    def assignment(self, node: Node) -> int:
        parts = node.children
        left = parts[0]
        if len(parts) != 3 or parts[1].kind_id != g.EQUALS:
            return self._unusual_assignment(parts)
        value = self._right_side(left, parts[2])
        self.bind_target(left, value)
        return value

    def _unusual_assignment(self, parts: list[Node]) -> int:
        """An assignment with an annotation, without a value, or with comments and errors in between."""
        left, annotation, right = parts[0], None, None
        for index, part in enumerate(parts):
            if part.kind_id == g.TYPE:
                annotation = part
            elif part.kind_id == g.EQUALS and index + 1 < len(parts):
                right = parts[-1]
        value = self._right_side(left, right) if right is not None else 0
        if annotation is None:
            self.bind_target(left, value)
            return value
        self.elided = []
        self.recording = True
        declared = self.annotation(annotation)
        self.recording = False
        self.declare(left, annotation, declared, value)
        return value

    def _right_side(self, left: Node, right: Node) -> int:
        kind = right.kind_id
        if kind == g.ASSIGNMENT:
            return self._nested_assignment(right)
        value = self.expression(right)
        if kind == g.CALL and left.kind_id == g.IDENTIFIER:
            return self._type_variable(right) or value
        return value

    def _nested_assignment(self, node: Node) -> int:
        """The right side of ``a = b = value``."""
        if self.depth > MAX_DEPTH:
            self.cut = True
            return 0
        self.depth += 1
        value = self.assignment(node)
        self.depth -= 1
        return value

    def _type_variable(self, call: Node) -> int:
        """``T = TypeVar("T", bound=Foo)`` stands for its bound."""
        function = call.children[0]
        if not self.source.endswith(b"TypeVar", function.start_byte, function.end_byte):
            return 0
        if self.text(function).rpartition(b".")[2] != b"TypeVar":
            return 0
        for argument in call.children[-1].children:
            if argument.kind_id == g.KEYWORD_ARGUMENT and self.text(argument.children[0]) == b"bound":
                before = len(self.mentions)
                value = self.annotation(argument.children[-1])
                del self.mentions[before:]
                return self.paths.class_of(value)
        return 0

    def augmented(self, node: Node) -> int:
        parts = node.children
        self.expression(parts[-1])
        if parts[0].kind_id != g.IDENTIFIER:
            self.expression(parts[0])
        else:
            name = self.text(parts[0])
            if self.scope.kind == FUNCTION and name not in self.scope.names:
                self.scope.names[name] = 0
            if self.scope.kind == MODULE and name == b"__all__":
                self.extend_exported(parts[-1])
        return 0

    def bind_target(self, node: Node, value: int, *, local: bool = False) -> None:
        """Bind whatever stands left of ``=`` (or after ``for``, ``as``): `local` makes no entities."""
        kind = node.kind_id
        if kind == g.IDENTIFIER:
            self._bind_name(node, value, local)
        elif kind == g.ATTRIBUTE:
            self.bind_attribute(node, value)
        elif kind in g.SEQUENCE_TARGETS:
            self._bind_sequence(node, value, local)
        elif kind in g.AS_PATTERN_TARGET or kind == g.PARENTHESIZED:
            self._bind_inner(node, value, local)
        elif kind in g.SPLATS:
            self._bind_inner(node, 0, local)
        else:
            self.expression(node)

    def _bind_inner(self, node: Node, value: int, local: bool) -> None:
        """A target in parentheses."""
        if self.depth > MAX_DEPTH:
            self.cut = True
            return
        self.depth += 1
        for child in node.named_children:
            self.bind_target(child, value, local=local)
        self.depth -= 1

    def _bind_name(self, node: Node, value: int, local: bool) -> None:
        name = self.text(node)
        if self.scope.kind == FUNCTION or local:
            bound = self.scope.names.get(name)
            if bound is None or bound >= 0:
                self.bind(name, value)
        else:
            self.define_variable(name, node, value)

    def _bind_sequence(self, node: Node, value: int, local: bool) -> None:
        if self.depth > MAX_DEPTH:
            self.cut = True
            return
        self.depth += 1
        targets = [one for one in node.named_children if one.kind_id != g.COMMENT]
        pairs = value and len(targets) == 2
        iterated = self.node(ITER, value) if value and not pairs else 0
        for index, target in enumerate(targets):
            element = self.node(SECOND if index else FIRST, value) if pairs else iterated
            self.bind_target(target, element, local=local)
        self.depth -= 1

    # -- provided by the definitions --------------------------------------------------------------------

    def define_variable(self, name: bytes, node: Node, value: int) -> None:
        raise NotImplementedError

    def bind_attribute(self, node: Node, value: int) -> None:
        raise NotImplementedError

    def declare(self, left: Node, annotation: Node, declared: int, value: int) -> None:
        raise NotImplementedError

    def extend_exported(self, node: Node) -> None:
        raise NotImplementedError
