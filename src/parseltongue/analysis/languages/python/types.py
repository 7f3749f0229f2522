"""Ancestors of Python classes."""

from __future__ import annotations

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
    def merge(
        cls, own: ClassKey, bases: list[Ancestry], external: str | None, unknown: bool
    ) -> Ancestry:
        """C3 linearisation of a class above its bases; in their order where C3 finds none."""
        for base in bases:
            external = external or base.external
            unknown = unknown or base.unknown
        lines = [list(base.classes) for base in bases]
        lines.append([base.classes[0] for base in bases])
        return cls([own, *_linearise(lines)], external, unknown)


def _linearise(lines: list[list[ClassKey]]) -> list[ClassKey]:
    order: list[ClassKey] = []
    lines = [line for line in lines if line]
    while lines:
        head = next(
            (line[0] for line in lines if not any(line[0] in other[1:] for other in lines)), lines[0][0]
        )
        order.append(head)
        lines = [[one for one in line if one != head] for line in lines]
        lines = [line for line in lines if line]
    return order
