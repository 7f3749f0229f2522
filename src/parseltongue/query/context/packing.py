"""Choose what fits: the dearest pieces first, whole or not at all."""

from __future__ import annotations

from parseltongue.model.errors import QueryError
from parseltongue.query.context import markdown
from parseltongue.query.context.gathering import SECTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from parseltongue.query.context.gathering import Gathered, Piece
    from parseltongue.query.context.tokens import Tokenizer

LEAST_TOKENS = 100
SOURCE_SHARE = 0.6
"""What the entity itself may take at first; what the rest leaves over goes to it, too."""

LONGEST_WHOLE = 100
"""Lines of another callable that is shown as a whole where there is room."""


class Packed:
    """A context that fits.

    Attributes
    ----------
    text : str
        Markdown.
    tokens : int
        Of the text.
    kept : int
        Lines of the entity's own source, or of its outline, in it.
    cut : int
        Lines of its source that are not.
    pieces : list of Piece
        The others in it, by section.
    omitted : dict
        Section to the number of pieces that did not fit.
    """

    __slots__ = ("cut", "kept", "omitted", "pieces", "text", "tokens")

    def __init__(
        self, text: str, tokens: int, kept: int, cut: int, pieces: list[Piece], omitted: dict[str, int]
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.kept = kept
        self.cut = cut
        self.pieces = pieces
        self.omitted = omitted

    def as_records(self) -> list[dict[str, Any]]:
        """The pieces for JSON."""
        return [
            {
                **piece.record,
                "section": piece.section,
                "relation": piece.relation,
                "provenance": piece.provenance,
                "source": [{"line": number, "text": text} for number, text in piece.lines],
            }
            for piece in self.pieces
        ]


def pack(gathered: Gathered, tokens: int, tokenizer: Tokenizer, changed: Sequence[str]) -> Packed:
    """The context in at most so many tokens.

    Raises
    ------
    QueryError
        `tokens` is below `LEAST_TOKENS`, or not even the head of the text fits.
    """
    if tokens < LEAST_TOKENS:
        raise QueryError(f"{tokens} tokens are too few for a context; ask for {LEAST_TOKENS} or more")
    return _Packing(gathered, tokens, tokenizer, changed).run()


class _Packing:
    def __init__(self, gathered: Gathered, tokens: int, tokenizer: Tokenizer, changed: Sequence[str]) -> None:
        self._gathered = gathered
        self._limit = tokens
        self._count = tokenizer.count
        self._changed = changed
        self._whole = len(gathered.source.lines)
        self._every = sorted(gathered.pieces, key=lambda piece: -piece.value)

    def run(self) -> Packed:
        source = self._gathered.source
        whole = len(source.lines)
        kept = self._lines_within(int(self._limit * SOURCE_SHARE), [], whole)
        if kept < whole and self._gathered.outline:
            source.lines, source.is_outline = self._gathered.outline, True
            whole = len(source.lines)
            kept = self._lines_within(int(self._limit * SOURCE_SHARE), [], whole)
        chosen = self._chosen(kept)
        kept = self._lines_within(self._limit, chosen, whole)
        self._enlarge(kept, chosen)
        # What a text costs is not what its parts cost: the last word has the text as a whole.
        while chosen and self._cost(kept, chosen) > self._limit:
            chosen.pop()
        if self._cost(kept, chosen) > self._limit:
            raise QueryError(
                f"{self._limit} tokens are too few for the head of "
                f"{self._gathered.source.record['qualified_name']} alone; ask for more"
            )
        text = self._text(kept, chosen)
        omitted = self._omitted(chosen)
        return Packed(text, self._count(text), kept, self._whole - kept, _in_order(chosen), omitted)

    def _lines_within(self, limit: int, chosen: list[Piece], most: int) -> int:
        """The largest number of lines of the source with which the text keeps a limit."""
        low, high = 0, most
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._cost(middle, chosen) <= limit else (low, middle - 1)
        return low

    def _chosen(self, kept: int) -> list[Piece]:
        """Pieces in the order of their value, each that still has room."""
        room = self._limit - self._cost(kept, [])
        found: list[Piece] = []
        titled: set[str] = set()
        for piece in self._every:
            cost = self._count(markdown.written(piece)) + 1
            if piece.section not in titled:
                cost += self._count(markdown.section_title(piece.section)) + 1
            if cost <= room:
                room -= cost
                titled.add(piece.section)
                found.append(piece)
        return found

    def _enlarge(self, kept: int, chosen: list[Piece]) -> None:
        """Where there is room left, show whole callables instead of parts of them, the best first."""
        room = self._limit - self._cost(kept, chosen)
        for piece in chosen:
            part, lines = piece.lines, piece.whole() if room > 0 and piece.whole is not None else []
            if len(part) < len(lines) <= LONGEST_WHOLE:
                cost = self._count(markdown.written(piece))
                piece.lines = lines
                cost = self._count(markdown.written(piece)) - cost + 1
                if cost > room:
                    piece.lines = part
                else:
                    room -= cost

    def _cost(self, kept: int, chosen: list[Piece]) -> int:
        return self._count(self._text(kept, chosen))

    def _text(self, kept: int, chosen: list[Piece]) -> str:
        source = self._gathered.source
        parts = [markdown.heading(source.record), markdown.section_title("source")]
        parts.append(markdown.written(source, kept))
        section = ""
        for piece in _in_order(chosen):
            if piece.section != section:
                section = piece.section
                parts.append(markdown.section_title(section))
            parts.append(markdown.written(piece))
        cut = self._whole - kept
        omitted = self._omitted(chosen)
        parts.append(
            markdown.closing(cut, source.is_outline, omitted, self._changed, complete=self._gathered.complete)
        )
        return "".join(parts)

    def _omitted(self, chosen: list[Piece]) -> dict[str, int]:
        left = dict.fromkeys(SECTIONS[1:], 0)
        for piece in self._every:
            left[piece.section] += 1
        for piece in chosen:
            left[piece.section] -= 1
        return left


def _in_order(pieces: list[Piece]) -> list[Piece]:
    """By section, in a section by value."""
    return sorted(pieces, key=lambda piece: (SECTIONS.index(piece.section), -piece.value))
