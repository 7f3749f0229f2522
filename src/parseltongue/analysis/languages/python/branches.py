"""What names are bound to behind a statement of which one of several branches ran, or none."""

from __future__ import annotations

from parseltongue.analysis.languages.python.scopes import FUNCTION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from parseltongue.analysis.languages.python.scopes import Scope

Names = dict[bytes, int]


class Branches:
    """The branches of one statement: each begins with the names that stood before it.

    Only local variables take part. What modules and classes define is an entity, whichever branch ran.
    """

    __slots__ = ("_before", "_ends", "_left", "_scope")

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._before: Names | None = scope.names if scope.kind == FUNCTION else None
        self._ends: list[Names] = []
        self._left: list[Names] = []

    def begin(self) -> None:
        """What follows is a branch."""
        if self._before is not None:
            self._scope.names = dict(self._before)

    def end(self, leaves: int) -> None:
        """The branch is over; whether it leads elsewhere than behind the statement."""
        if self._before is not None:
            (self._left if leaves else self._ends).append(self._scope.names)

    def none(self) -> None:
        """It can be that no branch runs."""
        if self._before is not None:
            self._ends.append(self._before)

    def merge(self, either: Callable[[int, int], int]) -> None:
        """Go on behind the statement."""
        if self._before is None:
            return
        names, *others = self._ends or [self._before]
        for other in others:
            if other != names:
                names = _merged(names, other, either)
        for other in self._left:
            if other.keys() - names.keys():  # Local all the same.
                names = {**other, **names}
        self._scope.names = names


def _merged(names: Names, other: Names, either: Callable[[int, int], int]) -> Names:
    merged = dict(names)
    for name, path in other.items():
        known = merged.get(name, 0)
        if known != path:
            merged[name] = either(known, path) if known >= 0 and path >= 0 else known or path
    return merged
