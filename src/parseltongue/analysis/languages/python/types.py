"""Ancestors of Python classes."""

from __future__ import annotations

from collections import Counter
from itertools import islice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.world import Unit

    ClassKey = tuple[Unit, int]


class Ancestry:
    """Method resolution order of a class within the workspace.

    Attributes
    ----------
    classes : list of (Unit, ordinal)
        The class itself first.
    external : str or None
        Dotted name of the first ancestor outside the workspace.
    unknown : bool
        Some base could not be resolved.
    """

    __slots__ = ("classes", "external", "unknown")

    def __init__(self, classes: list[ClassKey], external: str | None, unknown: bool) -> None:
        self.classes = classes
        self.external = external
        self.unknown = unknown

    @classmethod
    def merge(cls, own: ClassKey, bases: list[Ancestry], external: str | None, unknown: bool) -> Ancestry:
        """C3 linearisation of a class above its bases; in their order where C3 finds none."""
        for base in bases:
            external = external or base.external
            unknown = unknown or base.unknown
        lines = [list(base.classes) for base in bases]
        lines.append([base.classes[0] for base in bases])
        return cls([own, *_linearise(lines)], external, unknown)


def _linearise(lines: list[list[ClassKey]]) -> list[ClassKey]:
    """The C3 merge of some lines, in time proportional to their length where nothing is in conflict."""
    if len(lines) == 2:
        return list(lines[0])
    merge = _Merge(lines)
    order = []
    while (head := merge.pop()) is not None:
        order.append(head)
    return order


class _Merge:
    """Lines of classes, of which the first that stands in no other line's rest is taken, and so on."""

    def __init__(self, lines: list[list[ClassKey]]) -> None:
        self.lines = [line[::-1] for line in lines if line]
        """Without what has been taken; the head of a line is its last element."""
        self.finished = 0
        """So many lines at the front are empty."""
        self.taken: set[ClassKey] = set()
        self.behind = Counter(one for line in self.lines for one in line[:-1])
        """How often a class stands behind the head of a line."""
        self.headed: dict[ClassKey, list[list[ClassKey]]] = {}
        for line in self.lines:
            self.headed.setdefault(line[-1], []).append(line)

    def pop(self) -> ClassKey | None:
        """Take the next class: the head of the first line if all of them are in conflict."""
        while self.finished < len(self.lines) and not self.lines[self.finished]:
            self.finished += 1
        if self.finished == len(self.lines):
            return None
        active = islice(self.lines, self.finished, None)
        free = (line[-1] for line in active if line and not self.behind[line[-1]])
        head = next(free, self.lines[self.finished][-1])
        self.taken.add(head)
        for line in self.headed.pop(head):
            self._advance(line)
        return head

    def _advance(self, line: list[ClassKey]) -> None:
        while line and line[-1] in self.taken:
            line.pop()
            if line:
                self.behind[line[-1]] -= 1
        if line:
            self.headed.setdefault(line[-1], []).append(line)
