"""The mentions of a file and the names in its lines that they stand at.

The graph has the lines of mentions, an index has the characters of names. Which mention stands at which name
is worked out here, for writing an index and for reading one alike, so that what is written is read as it was
meant. A place is a line and a name; the names that stand for it are in this line or, where an expression goes
on below its first line, further down.
"""

from __future__ import annotations

from itertools import islice

from parseltongue.isg.layers import NOTHING, originals
from parseltongue.isg.written import written_name, written_receiver
from parseltongue.query.scip.tokens import LINES_AHEAD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.isg.layers import Said
    from parseltongue.isg.view import FileRecords
    from parseltongue.query.scip.tokens import SourceLines, Token

    Place = tuple[int, str]
    """The line that the graph has for a mention, and the name of the mention."""


class Mention:
    """One mention.

    Attributes
    ----------
    receiver : str
        The name before its own, as far as the path tells.
    kind, provenance : int
        Of the relationship, and `model.links.NO_OUTCOME` for what is none.
    target : bytes or str or None
        Of the links: an entity, a name outside, or nothing known.
    """

    __slots__ = ("kind", "provenance", "receiver", "target")

    def __init__(self, receiver: str, kind: int, provenance: int, target: bytes | str | None) -> None:
        self.receiver = receiver
        self.kind = kind
        self.provenance = provenance
        self.target = target


def mentions_by_place(records: FileRecords) -> dict[Place, list[Mention]]:
    """All mentions of a file, in the order of their paths; that layers divide paths makes no difference.

    O(mentions).
    """
    mentions, links = records.mentions, records.links
    entity_name = records.interface.names.all().__getitem__
    found: dict[Place, list[Mention]] = {}
    rank = originals(records.paths)
    for path in sorted((path for path, count in enumerate(mentions.counts) if count), key=rank.__getitem__):
        name = written_name(records.paths, path, entity_name)
        receiver = written_receiver(records.paths, path, entity_name)
        target = links.target(links.targets[path])
        for one in mentions.of_path(path):
            mention = Mention(receiver, mentions.kinds[one], links.provenances[path], target)
            found.setdefault((mentions.lines[one], name), []).append(mention)
    return found


class Places:
    """Where the mentions of a file stand.

    Parameters
    ----------
    lines : SourceLines
    mentions : dict
        As `mentions_by_place` gives them.

    Attributes
    ----------
    defining : set of (int, int)
        Line and character of the names that declare something: to be filled before anything is asked.
    """

    def __init__(self, lines: SourceLines, mentions: dict[Place, list[Mention]]) -> None:
        self.mentions = mentions
        self.defining: set[tuple[int, int]] = set()
        self._lines = lines

    def tokens(self, place: Place) -> list[tuple[int, Token]]:
        """The names that stand for a place, with their lines; those that declare something come last."""
        line, name = place
        found = [(line, token) for token in self._lines.named(line, name)]
        if not found:
            return list(islice(self._below(line, name), len(self.mentions[place])))
        return [one for one in found if (line, one[1].start) not in self.defining] or found

    def _below(self, line: int, name: str) -> Iterator[tuple[int, Token]]:
        """Members of that name below a line, for an expression that goes on there."""
        for below in range(line + 1, min(line + LINES_AHEAD, len(self._lines) + 1)):
            named = self._lines.named(below, name)
            if (below, name) in self.mentions:
                if named:
                    continue
                return
            yield from ((below, token) for token in named if token.receiver)

    def line_of(self, line: int, name: str) -> int | None:
        """The line of the place that a name in a line stands for; None if it is no mention."""
        if (line, name) in self.mentions:
            return line
        for above in range(line - 1, max(0, line - LINES_AHEAD), -1):
            if (above, name) in self.mentions and not self._lines.named(above, name):
                return above
        return None

    def said(self, place: Place, targets: dict[tuple[int, int], tuple[Token, str]]) -> list[Said]:
        """What an index says of a place, for a layer.

        Names in the same lines that it leaves out are said to be nothing, as long as there are more mentions
        than names that it knows: the others are in a comment, or no mentions.

        Parameters
        ----------
        targets : dict
            By line and character of a name that stands for the place: the name, and its target.
        """
        where, name = place
        found = [(where, name, token.receiver, target) for token, target in targets.values()]
        if len(targets) >= len(self.mentions[place]):
            return found
        for line in sorted({line for line, _ in targets}):
            for token in self._lines.named(line, name):
                at = line, token.start
                if at not in targets and at not in self.defining:
                    found.append((where, name, token.receiver, NOTHING))
        return found
