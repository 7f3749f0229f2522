"""The state of a walk, and what names stand for in it: the base of the walker of JavaScript."""

from __future__ import annotations

from parseltongue.analysis.languages.javascript.scopes import Frame, Scope
from parseltongue.analysis.walker import MAX_DEPTH, NamingWalk
from parseltongue.model.kinds import USES
from parseltongue.model.paths import IMPORT, METHOD, UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tree_sitter import Node

    from parseltongue.analysis.builder import FactsBuilder

    Handlers = list[Callable[[Any, Node], int] | None]
    """By our number of a node's kind; each takes the walker and the node, and returns the value's path."""

MAX_SCOPES = 300
"""Scopes in scopes: deeper functions are not read, and conditions tell no types there."""


class Bindings(NamingWalk):
    """Scopes, paths and mentions of the file that is being walked."""

    __slots__ = ("_unknowns", "elided", "kinds", "recording", "scope")

    def __init__(self, builder: FactsBuilder, kinds: dict[int, int]) -> None:
        super().__init__(builder)
        self.kinds = kinds
        """From the numbers of the grammar to those of `grammar`."""
        self.scope = Scope(None, Frame(builder.entities[0], 0, None, True))
        self.recording = False
        """Whether literals are noted in `elided`, since the text around them will be kept."""
        self.elided: list[tuple[int, int]] = []
        self._unknowns: dict[bytes, int] = {}

    def kind(self, node: Node) -> int:
        return self.kinds[node.kind_id]

    # -- paths --------------------------------------------------------------------------------------------

    def member_type(self, scope: int, name: bytes) -> int:
        """The type of a name in a module or namespace, which may hold a value of that name too."""
        return self.node(METHOD, scope, self.paths.name(name)) if scope else 0

    def unknown(self, name: bytes) -> int:
        """A local of which nothing but its name is known."""
        path = self._unknowns.get(name)
        if path is None:
            path = self._unknowns[name] = self.node(UNKNOWN, 0, self.paths.name(name))
        return path

    def told(self, path: int) -> bool:
        """Whether a path says anything about the value."""
        return path != 0 and self.steps[self.paths.root(path)][0] not in (0, UNKNOWN)

    # -- names --------------------------------------------------------------------------------------------

    def find(self, name: bytes) -> int:
        """What a name is bound to, in the encoding of `Scope.names`; globals negative."""
        scope: Scope | None = self.scope
        while scope is not None:
            bound = scope.names.get(name)
            if bound is not None:
                return bound or self.unknown(name)
            scope = scope.outer
        return -self.global_path(name)

    def find_type(self, name: bytes) -> int:
        """What a name of a type is bound to; positive is the value of its instances, 0 nothing known."""
        scope: Scope | None = self.scope
        while scope is not None:
            bound = scope.types.get(name)
            if bound is not None:
                return bound
            scope = scope.outer
        return -self.global_path(name)

    def open_scope(self) -> None:
        self.scope = Scope(self.scope, self.scope.frame)

    def is_bound(self, name: bytes) -> bool:
        scope: Scope | None = self.scope
        while scope is not None:
            if name in scope.names:
                return True
            scope = scope.outer
        return False

    def name_use(self, node: Node, kind: int = USES) -> int:
        """Path of an identifier, mentioned if it is the name of an entity or import."""
        start = node.start_byte
        path = self.find(self.source[start : node.end_byte])
        if path < 0:
            path = -path
            if self.steps[path][0] != IMPORT:  # A module is imported; what is used is in it.
                self.mentions.append((path, kind, start, self.source_entity))
        return path

    def literal(self, node: Node) -> None:
        """A literal has been met: it is left out of the text that is kept."""
        if self.recording:
            self.elided.append((node.start_byte, node.end_byte))

    def first(self, node: Node, kind: int) -> Node | None:
        """The first child of a kind."""
        kinds = self.kinds
        return next((child for child in node.children if kinds[child.kind_id] == kind), None)


def by_kind(handlers: Handlers) -> Callable[[Any, Node], int]:
    """A method that visits a node by a table of our kinds; otherwise as in `analysis.walker`."""

    def visit(self: Any, node: Node) -> int:
        handler = handlers[self.kinds[node.kind_id]]
        if handler is None:
            return 0
        depth = self.depth
        if depth > MAX_DEPTH:
            self.cut = True
            return 0
        self.depth = depth + 1
        value: int = handler(self, node)
        self.depth = depth
        return value

    return visit
