"""Walks Kotlin's names, what is said of something with a dot, and references to it."""

from __future__ import annotations

import re

from parseltongue.analysis.languages.kotlin import grammar as g
from parseltongue.analysis.languages.kotlin.bindings import DOMAINS
from parseltongue.analysis.languages.kotlin.types import BOOLEAN, TypeWalker, first_type
from parseltongue.analysis.walker import handlers
from parseltongue.model.kinds import CALLS, USES
from parseltongue.model.paths import APPLY, ATTR, CALLABLE, GLOBAL, IMPORT, METHOD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.languages.kotlin.scopes import Scope

_CONSTANTS = {b"null": b"", b"break": b"", b"continue": b"", b"true": BOOLEAN, b"false": BOOLEAN}
WORD = re.compile(rb"[^\W\d]\w*")
_DOMAIN_LETTERS = frozenset(name[0] for name in DOMAINS)


class AccessWalker(TypeWalker):
    """Handlers of names and members."""

    __slots__ = ()

    def scoped(self, node: Node) -> int:
        """`children`, in which variables can be bound for themselves alone."""
        mark = len(self.undo)
        value = self.children(node)
        self.restore(mark)
        return value

    # -- names --------------------------------------------------------------------------------------------

    def identifier(self, node: Node) -> int:
        start = node.start_byte
        name = self.source[start : node.end_byte]
        path = self.scope.names.get(name)
        if path is not None:
            return path
        if name in _CONSTANTS:
            known = _CONSTANTS[name]
            return self.value_of(known) if known else 0
        name = name.strip(b"`")
        path = self.find(name)
        if path < 0:
            path = -path
            self.mentions.append((path, USES, start, self.source_entity))
            return self.cast_of(name) or path
        return path

    def this(self, node: Node) -> int:
        label = next((one for one in node.children if one.kind_id in g.IDENTIFIER), None)
        return self.scope.this if label is None else self.labelled(self.name_of(label))

    def super_(self, node: Node) -> int:
        """``super``, ``super<Type>`` and ``super@Label``."""
        for child in node.children:
            if child.kind_id in g.TYPES:
                return self.type_value(child)
        return self.scope.parent

    # -- members ------------------------------------------------------------------------------------------

    def navigation(self, node: Node) -> int:
        """``receiver.name``, ``receiver?.name`` and ``receiver::name``."""
        parts = [one for one in node.children if one.kind_id not in g.COMMENTS]
        if len(parts) < 3:
            return self.apart(node)
        if parts[-2].kind_id == g.COLONS:
            return self._referred(parts[0], parts[-1])
        dotted = self.qualified_name(node)
        if dotted:
            return dotted
        owner = operand(parts[0])
        return self._property(self.visit(owner), parts[-1], owner)

    def _property(self, receiver: int, name_node: Node, of: Node) -> int:
        if name_node.kind_id not in g.IDENTIFIER:
            self.visit(name_node)
            return 0
        name = self.name_of(name_node)
        path = self.member(self.extended(receiver), name)
        self.mentions.append((path, USES, name_node.start_byte, self.source_entity))
        return self.cast_of(name) if of.kind_id in g.THIS and self.cast_of(name) else path

    def qualified_name(self, node: Node) -> int:
        """``some.package.Name``, where nothing in the file has the first name; 0 if it is something else."""
        if self.source[node.start_byte] not in _DOMAIN_LETTERS:
            return 0
        start = node
        while start.kind_id in g.NAVIGATION and start.child_count:
            start = start.children[0]
        name = self.text(start)
        if name not in DOMAINS or start.kind_id not in g.IDENTIFIER or self._is_bound(name):
            return 0
        names = self.text(node).split(b".")
        if not all(WORD.fullmatch(one) for one in names) or first_type(names) < len(names) - 1:
            return 0
        path = self.imported(b".".join(names))
        self.mention(path, USES, node.children[-1])
        return path

    def _is_bound(self, name: bytes) -> bool:
        scope: Scope | None = self.scope
        while scope is not None:
            if name in scope.names or name in scope.fields:
                return True
            scope = scope.outer
        return name in self.imports

    # -- references ---------------------------------------------------------------------------------------

    def reference(self, node: Node) -> int:
        """``::name`` and ``Type::name``."""
        parts = [one for one in node.children if one.kind_id not in g.COMMENTS]
        last = parts[-1]
        if parts[0].kind_id in g.TYPES:
            path, value = self.typed(parts[0])
            return self._referred_in(path or value, value, last)
        return self._referred_in(self.scope.inside, 0, last, unqualified=True)

    def _referred(self, receiver: Node, last: Node) -> int:
        path = self.visit(receiver)
        return self._referred_in(path, path, last)

    def _referred_in(self, place: int, value: int, last: Node, *, unqualified: bool = False) -> int:
        if last.kind_id not in g.IDENTIFIER or self.text(last) == b"class":
            return self.node(APPLY, self.builtin(b"kotlin.reflect.KClass"), self._seen(value)) if value else 0
        if not place:
            return 0
        name = self.name_of(last)
        own = self.own_function(name, 0) if unqualified else 0
        if own:
            self.mention(own, CALLS, last)
            return self.node(CALLABLE, self.called(own))
        receiver = place if unqualified else self.extended(place)
        path = self.node(METHOD, self.node(CALLABLE, receiver), self.paths.name(name))
        self.mention(path, CALLS, last)
        return self.node(CALLABLE, self.called(path))

    def _seen(self, path: int) -> int:
        """The value of what a class literal names."""
        return self.instance(path) if self.steps[path][0] in (GLOBAL, IMPORT, ATTR) else path


def operand(node: Node) -> Node:
    """What calls and members are of: ``a`` in ``!a.b()``, although the grammar takes ``!a`` as one."""
    while node.kind_id in g.UNARY and not node.children[0].is_named:
        node = node.children[-1]
    return node


AccessWalker.HANDLERS = {**TypeWalker.HANDLERS, g.ERROR: AccessWalker.apart} | handlers(
    g.kinds,
    {
        "identifier": AccessWalker.identifier,
        "this_expression": AccessWalker.this,
        "super_expression": AccessWalker.super_,
        "navigation_expression": AccessWalker.navigation,
        "callable_reference": AccessWalker.reference,
    },
)
AccessWalker.LEAVES = g.LEAVES
AccessWalker.COMMENTS = g.COMMENTS
