"""What variables stand for behind a statement of which one of several branches ran, or none."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    class Names(Protocol):
        """What has the local variables in scope, with the paths of their values."""

        names: dict[bytes, int]


class Branches:
    """The branches of one statement: each begins with the variables as they stood before it.

    Parameters
    ----------
    holder : Names or None
        Without one nothing is kept apart: what modules and classes define is an entity, whichever branch ran.
    """

    __slots__ = ("_before", "_ends", "_holder", "_left")

    def __init__(self, holder: Names | None) -> None:
        self._holder = holder
        self._before = holder.names if holder is not None else {}
        self._ends: list[dict[bytes, int]] = []
        self._left: list[dict[bytes, int]] = []

    def begin(self) -> None:
        """What follows is a branch."""
        if self._holder is not None:
            self._holder.names = dict(self._before)

    def end(self, leaves: int) -> None:
        """The branch is over; whether it leads elsewhere than behind the statement."""
        if self._holder is not None:
            (self._left if leaves else self._ends).append(self._holder.names)

    def none(self) -> None:
        """It can be that no branch runs."""
        self._ends.append(self._before)

    def may_run(self, run: Callable[[], object], alternative: Callable[[int, int], int]) -> None:
        """The whole of a statement of which one part may not run at all, such as the body of a loop."""
        self.none()
        self.begin()
        run()
        self.end(False)
        self.merge(alternative)

    def merge(self, alternative: Callable[[int, int], int]) -> None:
        """Go on behind the statement."""
        if self._holder is None:
            return
        names, *others = self._ends or [self._before]
        for other in others:
            if other != names:
                names = _merged(names, other, alternative)
        for other in self._left:
            if other.keys() - names.keys():  # Local all the same.
                names = {**other, **names}
        self._holder.names = names


def _merged(
    names: dict[bytes, int], other: dict[bytes, int], alternative: Callable[[int, int], int]
) -> dict[bytes, int]:
    merged = dict(names)
    for name, path in other.items():
        known = merged.get(name, 0)
        if known != path:
            merged[name] = alternative(known, path) if known >= 0 and path >= 0 else known or path
    return merged
