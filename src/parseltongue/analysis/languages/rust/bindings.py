"""The state of a walk through a Rust file, and what names and paths stand for in it."""

from __future__ import annotations

from parseltongue.analysis.languages.rust import grammar as g
from parseltongue.analysis.languages.rust.scopes import MACRO, TYPE, Scope
from parseltongue.analysis.walker import Walk
from parseltongue.model.kinds import USES
from parseltongue.model.paths import ATTR, BUILTIN, IMPORT, INSTANCE, LOCAL, METHOD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import FactsBuilder

MAX_DEPTH = 200
"""Nesting of nodes that is followed; what is deeper is not read, and the file says so."""
_SIZE_LIMIT = 60
"""Nodes of a path: those of types have their arguments, and what bounds these."""


class Bindings(Walk):
    """Scopes, variables, paths and mentions of the file that is being walked."""

    __slots__ = ("projects", "scope", "variables")

    def __init__(self, builder: FactsBuilder) -> None:
        super().__init__(builder)
        self.paths.limit = _SIZE_LIMIT
        self.scope = Scope(builder.entities[0], None, self.root(b"self"))
        self.variables: dict[bytes, int] = {}
        """Local variables: the paths of their values, 0 where nothing is known."""
        self.projects = False
        """Whether a bound of an associated type (``T::Item: Trait``) has been met."""

    # -- paths --------------------------------------------------------------------------------------------

    def root(self, text: bytes) -> int:
        """``crate``, ``self``, ``super``, or the name of a crate."""
        return self.node(IMPORT, 0, self.paths.name(text))

    def builtin(self, name: bytes) -> int:
        return self.node(BUILTIN, 0, self.paths.name(name))

    def instance(self, path: int) -> int:
        return self.node(INSTANCE, path) if path else 0

    def member(self, scope: int, name: bytes, namespace: int) -> int:
        """A name in a module or type, in a namespace."""
        if namespace == MACRO:
            name += b"!"
        return self.node(ATTR if namespace == TYPE else METHOD, scope, self.paths.name(name))

    def in_namespace(self, path: int, namespace: int) -> int:
        """An import, which stands for all namespaces, in one of them."""
        operation, scope, name = self.steps[path]
        return self.member(scope, self.paths.names[name], namespace) if operation == ATTR else path

    def resolve(self, name: bytes, namespace: int) -> int:
        """What a name in a path of one segment, or the first of several, stands for."""
        scope: Scope | None = self.scope
        while scope is not None:
            path = scope.names[namespace].get(name)
            if path is not None:
                return path
            path = scope.imports.get(name)
            if path is not None:
                return self.in_namespace(path, namespace)
            scope = scope.outer
        return self.member(self.scope.path, name, namespace)

    def generic(self, name: bytes) -> int | None:
        """The trait that bounds a type parameter, 0 if none does; None if the name is no parameter."""
        scope: Scope | None = self.scope
        while scope is not None:
            path = scope.generics.get(name)
            if path is not None:
                return path
            scope = scope.outer
        return None

    def element(self, receiver: int) -> int:
        """What bounds the elements of a type parameter that a value is of; 0 if nothing does."""
        scope: Scope | None = self.scope if self.projects else None
        while scope is not None:
            if receiver in scope.elements:
                return scope.elements[receiver]
            scope = scope.outer
        return 0

    def keyword(self, node: Node) -> int:
        """``crate``, ``self`` or ``super`` at the head of a path."""
        kind = node.kind_id
        if kind == g.SELF:
            return self.scope.path
        if kind == g.CRATE:
            return self.root(b"crate")
        return self.above(self.scope.path)

    def above(self, path: int) -> int:
        """The module around a module."""
        operation, first, name = self.steps[path]
        if operation == IMPORT:
            text = self.paths.names[name]
            if text == b"self":
                return self.root(b"super")
            return self.root(text + b"::super") if text.startswith(b"super") else 0
        parent = self.builder.entities[first].parent
        return self.module_path(parent)

    def module_path(self, ordinal: int) -> int:
        """The path of a module of this file, by provisional ordinal."""
        return self.node(LOCAL, ordinal) if ordinal else self.root(b"self")

    def head(self, node: Node) -> int:
        """A path that others go on from: its segments are mentioned, its own value is a module or type."""
        kind = node.kind_id
        if kind in (g.IDENTIFIER, g.TYPE_IDENTIFIER):
            name = self.text(node)
            if name == b"Self":
                return self.scope.own
            bound = self.generic(name)
            if bound is not None:
                return bound
            path = self.resolve(name, TYPE)
            self.mention(path, USES, node)
            return path
        if kind in (g.CRATE, g.SELF, g.SUPER):
            return self.keyword(node)
        if kind == g.SCOPED_IDENTIFIER or kind in g.SCOPED_TYPES:
            return self.segment(node, TYPE, USES)
        return self.type_path(node)

    def segment(self, node: Node, namespace: int, kind: int) -> int:
        """The last name of a path of several segments; it is mentioned as `kind`."""
        if self.depth > MAX_DEPTH:
            self.cut = True
            return 0
        self.depth += 1
        parts = node.children
        before, name = parts[0], parts[-1]
        if name.kind_id == g.SUPER and len(parts) > 2:
            path = self.above(self.head(before))
        else:
            # ``::name`` begins with a crate.
            text = self.text(name)
            path = self.root(text) if len(parts) < 3 else self.member(self.head(before), text, namespace)
            self.mention(path, kind, name)
            if namespace == TYPE and self.projects:
                path = self.either(self.generic(self.projection(node)) or 0, path)
        self.depth -= 1
        return path

    def projection(self, node: Node) -> bytes:
        """``T::Item``, as which ``<T as Trait>::Item`` is known; empty for what no parameter begins."""
        if node.kind_id not in g.SCOPED_TYPES and node.kind_id != g.SCOPED_IDENTIFIER:
            return b""
        before, name = node.children[0], node.children[-1]
        if before.kind_id == g.BRACKETED_TYPE:
            inner = before.named_children[0]
            before = inner.child_by_field_id(g.TYPE) or inner
        if before.kind_id != g.IDENTIFIER and before.kind_id != g.TYPE_IDENTIFIER:
            return b""
        return b"%s::%s" % (self.text(before), self.text(name))

    # -- provided by the other parts of the walker --------------------------------------------------------

    def type_path(self, node: Node) -> int:
        raise NotImplementedError
