"""Paths and mentions of a file in a language that declares its types, as `linking.nominal` reads them.

What walkers of such languages share. It sees no syntax.
"""

from __future__ import annotations

from parseltongue.model.paths import (
    APPLY,
    BUILTIN,
    CALL,
    EITHER,
    IMPORT,
    INSTANCE,
    METHOD,
    PAIR,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import FactsBuilder

TYPE_LIMIT = 240
"""Nodes of a path that other files see."""


class TypedPaths:
    """Paths, mentions and local variables of the file that is being walked.

    Attributes
    ----------
    LIMIT : int
        Nodes of a path: those of calls carry their arguments.
    """

    LIMIT = TYPE_LIMIT

    __slots__ = (
        "_builtins", "_values", "builder", "cut", "depth", "mentions", "node", "paths", "source",
        "source_entity", "steps", "undo",
    )  # fmt: skip

    def __init__(self, builder: FactsBuilder) -> None:
        self.builder = builder
        self.source = builder.source
        self.mentions = builder.mentions
        self.paths = builder.paths
        self.paths.limit = self.LIMIT
        self.steps = builder.paths.steps
        self.node = builder.paths.node
        self.source_entity = 0
        """Provisional ordinal of the entity that mentions belong to."""
        self.depth = 0
        self.cut = False
        """Whether something was nested too deep to be read."""
        self.undo: list[tuple[dict[bytes, int], bytes, int | None]] = []
        """What to do when blocks end: names, one of them, and what it stood for before."""
        self._builtins: dict[bytes, int] = {}
        self._values: dict[bytes, int] = {}

    def text(self, node: Node) -> bytes:
        return self.source[node.start_byte : node.end_byte]

    def mention(self, path: int, kind: int, node: Node) -> None:
        self.mentions.append((path, kind, node.start_byte, self.source_entity))

    # -- paths --------------------------------------------------------------------------------------------

    def builtin(self, name: bytes) -> int:
        """A type that the language itself knows."""
        path = self._builtins.get(name)
        if path is None:
            path = self._builtins[name] = self.node(BUILTIN, 0, self.paths.name(name))
        return path

    def value_of(self, name: bytes) -> int:
        """A value of a type that the language itself knows."""
        path = self._values.get(name)
        if path is None:
            path = self._values[name] = self.node(INSTANCE, self.builtin(name))
        return path

    def imported(self, dotted: bytes) -> int:
        return self.node(IMPORT, 0, self.paths.name(dotted))

    def instance(self, path: int) -> int:
        """The value of a type: of its class, or of a type with arguments, which is one already."""
        return path if not path or self.steps[path][0] == APPLY else self.node(INSTANCE, path)

    def member(self, path: int, name: bytes) -> int:
        return self.paths.attribute(path, name)

    def unnamed(self, path: int, mark: str, index: int) -> int:
        """See `model.paths.VARIABLE_MARK`."""
        return self.paths.attribute(path, f"{mark}{index}".encode()) if path else 0

    def method(self, place: int, values: list[int], name: bytes) -> int:
        """What a call of that name with these arguments means."""
        if not values:
            return self.node(METHOD, place, self.paths.name(name))
        return self.call_with(place, values, name) or self.call_with(0, [0] * len(values), name)

    def call_with(self, place: int, values: list[int], name: bytes) -> int:
        """A call that carries its arguments; where they are too large, their number alone."""
        path = self._method(place, self._chain(values), name)
        if not path and values:
            path = self._method(place, self._chain([0] * len(values)), name)
        return path

    def _chain(self, values: list[int]) -> int:
        chain = 0
        for value in reversed(values):
            chain = self.node(PAIR, value, chain)
        return chain

    def _method(self, place: int, chain: int, name: bytes) -> int:
        pair = self.node(PAIR, place, chain)
        return self.node(METHOD, pair, self.paths.name(name)) if pair else 0

    def called(self, path: int) -> int:
        return self.node(CALL, path) if path else 0

    def visible(self, path: int) -> int:
        """A path as far as it is small enough for other files to follow."""
        return path if self.paths.size(path) <= TYPE_LIMIT else 0

    def either(self, first: int, second: int) -> int:
        if not first or not second or first == second:
            return first or second
        return self.node(EITHER, first, second)

    # -- local variables ----------------------------------------------------------------------------------

    def bind_in(self, names: dict[bytes, int], name: bytes, path: int) -> None:
        """Let a name stand for a path until the block ends."""
        self.undo.append((names, name, names.get(name)))
        names[name] = path

    def restore(self, mark: int) -> None:
        """Forget what was bound since `undo` had that length."""
        undo = self.undo
        while len(undo) > mark:
            names, name, path = undo.pop()
            if path is None:
                names.pop(name, None)
            else:
                names[name] = path
