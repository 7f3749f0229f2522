"""Files where a change is likely and hard: coupling × size × churn."""

from __future__ import annotations

from parseltongue.analytics.ranking import coupling

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from parseltongue.analytics.columns import Columns


class Hotspot:
    """One file.

    Attributes
    ----------
    file : int
        Index into `Columns.paths`.
    incoming, outgoing : int
        Files that refer to it, and that it refers to.
    lines : int
        Of the file, as far as it was read.
    commits, changed : int
        Commits that touched it and lines that they added or removed; 0 where git knows nothing of the file,
        None where it does not know lines.
    score : float
        (incoming + outgoing) × lines × commits; without the last where there is no history.
    """

    __slots__ = ("changed", "commits", "file", "incoming", "lines", "outgoing", "score")

    def __init__(
        self, file: int, incoming: int, outgoing: int, lines: int, churn: tuple[int, int | None] | None
    ) -> None:
        self.file = file
        self.incoming = incoming
        self.outgoing = outgoing
        self.lines = lines
        self.commits, self.changed = churn or (0, 0)
        self.score = float((incoming + outgoing) * lines * (1 if churn is None else self.commits))


def hotspots(columns: Columns, churn: Mapping[str, tuple[int, int | None]] | None) -> list[Hotspot]:
    """Files with a score above 0, the highest first, then by path.

    Parameters
    ----------
    churn : mapping, optional
        Path to commits and changed lines; None where there is no history, so that it does not count.
    """
    incoming, outgoing = coupling(columns.digraph("file"))
    found = []
    for index, (path, lines) in enumerate(zip(columns.paths, columns.lines, strict=True)):
        known = None if churn is None else churn.get(path, (0, 0))
        found.append(Hotspot(index, incoming[index], outgoing[index], lines, known))
    return sorted((one for one in found if one.score), key=lambda one: (-one.score, one.file))
