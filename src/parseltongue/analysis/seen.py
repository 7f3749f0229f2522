"""A file as another language of its space sees it: the same entities, under the names that these have there.

Ordinals of the file's own entities stay, so that an entity is one thing however it is seen. Entities that
only the other language has (an accessor of a property, a class for the functions at the top of a file) come
behind them; each has an *origin*, the entity that it is a view of, and its symbol: what leads to the one
leads to the other.
"""

from __future__ import annotations

from parseltongue.model.interface import SHADOWED, VISIBILITY_MASK, Interface
from parseltongue.model.kinds import PRIVATE
from parseltongue.model.paths import LETTERS, LOCAL, escaped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class SeenInterface(Interface):
    """A copy of an Interface that can be changed until it is first asked something.

    What is private to its file or class is left out of it: no other language sees that.

    Attributes
    ----------
    origins : list of int
        By ordinal, the entity of the file itself; 0 for what stands for the file.
    """

    __slots__ = ("_further", "origins")

    def __init__(self, original: Interface) -> None:
        super().__init__(
            list(original.kinds),
            list(original.parents),
            list(original.flags),
            list(original.names),
            list(original.types),
            dict(original.bases),
            dict(original.imports),
            original.stars,
            original.exported,
            original.package,
            dict(original.parameters),
        )
        self._symbols = list(original.symbols)
        self.origins: list[int]
        self._further: list[tuple[int, int]] = []
        if isinstance(original, SeenInterface):
            self.origins = list(original.origins)
            self._further += original._further
        else:
            self.origins = list(range(len(original.kinds)))
            self._hide_private()

    def _hide_private(self) -> None:
        for ordinal, flags in enumerate(self.flags):
            if flags & VISIBILITY_MASK == PRIVATE:
                self.flags[ordinal] |= SHADOWED

    def add(
        self,
        kind: int,
        parent: int,
        name: str,
        origin: int,
        *,
        value: str = "",
        flags: int = 0,
        parameters: list[str] | None = None,
    ) -> int:
        """Append an entity that only the other language has; `value` is the path text of its type."""
        ordinal = len(self.kinds)
        self.kinds.append(kind)
        self.parents.append(parent)
        self.flags.append(flags)
        self.names.append(name)
        self.types.append(value)
        self.symbols.append(self.symbols[origin])
        self.origins.append(self.origins[origin])
        if parameters is not None:
            self.parameters[ordinal] = parameters
        return ordinal

    def let_have(self, owner: int, members: Iterable[int]) -> None:
        """Let a type have members that stand elsewhere, too, but for names that it has itself."""
        self._further += [(owner, one) for one in members]

    def bind(self, scope: int, name: str, text: str) -> None:
        """Let a name in a scope stand for the path of a text."""
        self.imports[scope] = {**self.imports.get(scope, {}), name: text}

    def local_path(self, ordinal: int) -> str:
        """Path text of an entity."""
        return f"{LETTERS[LOCAL]}{escaped(self.symbols[ordinal])};"

    def named(self, ordinal: int) -> dict[str, list[int]]:
        if self._named is None:
            super().named(0)
            self._add_further(self._named or {})
        return super().named(ordinal)

    def _add_further(self, table: dict[int, dict[str, list[int]]]) -> None:
        own = {owner: set(table.get(owner, ())) for owner, _ in self._further}
        for owner, member in self._further:
            name = self.names[member]
            if name not in own[owner] and not self.flags[member] & SHADOWED:
                table.setdefault(owner, {}).setdefault(name, []).append(member)
