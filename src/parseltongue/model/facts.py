"""FileFacts: all that one file's bytes tell, in two records compressed apart.

The `Interface` (model/interface.py) is what linking reads of other files. The `References` record has the
file's own mentions, grouped by symbolic path, and the positions, signatures and doc summaries of its
entities; its text columns are decoded only when asked for. Neither knows the file's path.
"""

from __future__ import annotations

from itertools import accumulate
from operator import sub

from parseltongue.model.columns import ColumnReader, ColumnWriter
from parseltongue.model.ids import DIGEST_SIZE
from parseltongue.model.paths import LOCAL, MAPPING, NAMED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


SYNTAX_ERRORS, DEPTH_CUT, RECODED, GENERATED = 1, 2, 4, 8
"""Flags of a file: it has syntax errors; nesting beyond the limit was not read; it was not valid UTF-8; a
comment at its top says that a program wrote it (its row has that flag for a well-known name, too)."""


class References:
    """Mentions and positions of one file.

    Attributes
    ----------
    interface : bytes
        Digest of the Interface that was extracted with it: together they are the FileFacts.
    operations, first, second : list of int
        The path table (`model.paths.PathTable`).
    path_names : list of str
    counts : list of int
        Mentions per path, by path index.
    kinds, lines, sources : list of int
        Per mention, grouped by path: relationship kind, line (from 1), ordinal of the entity it stands in.
    starts, ends, name_lines : list of int
        Per entity: first and last line, and how far below the first its name stands.
    """

    __slots__ = (
        "_docs", "_signatures", "_texts", "counts", "ends", "first", "flags", "interface", "kinds", "lines",
        "name_lines", "operations", "path_names", "second", "sources", "starts",
    )  # fmt: skip

    def __init__(self) -> None:
        self.interface = b""
        self.flags = 0
        self.operations: list[int] = [0]
        self.first: list[int] = [0]
        self.second: list[int] = [0]
        self.path_names: list[str] = []
        self.counts: list[int] = [0]
        self.kinds: list[int] = []
        self.lines: list[int] = []
        self.sources: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.name_lines: list[int] = []
        self._signatures: list[str] | None = None
        self._docs: list[str] | None = None
        self._texts: bytes = b""

    def set_texts(self, signatures: list[str], docs: list[str]) -> None:
        self._signatures, self._docs = signatures, docs

    @property
    def signatures(self) -> list[str]:
        """Per entity; literals elided."""
        self._decode_texts()
        return self._signatures or []

    @property
    def docs(self) -> list[str]:
        """Per entity: first line of its documentation, or empty. No elements when switched off."""
        self._decode_texts()
        return self._docs or []

    def mentions(self) -> Iterator[tuple[int, int, int]]:
        """(path, start, end) for each path that is mentioned: a range of the mention columns."""
        start = 0
        for path, count in enumerate(self.counts):
            if count:
                yield path, start, start + count
                start += count

    def encode(self) -> bytes:
        out = ColumnWriter()
        out.blob(self.interface)
        out.number(self.flags)
        for column in (self.operations, self.first, self.second):
            out.column(column)
        out.texts(self.path_names)
        for column in (self.counts, self.kinds, self.sources, _deltas(self.lines)):
            out.column(column)
        out.column(_deltas(self.starts))
        out.column([end - start for start, end in zip(self.starts, self.ends, strict=True)])
        out.column(self.name_lines)
        texts = ColumnWriter()
        texts.texts(self.signatures)
        texts.texts(self.docs)
        out.blob(texts.getvalue())
        return out.getvalue()

    @classmethod
    def decode(cls, data: bytes) -> References:
        self = cls()
        source = ColumnReader(data, "references")
        self.interface = source.blob()
        if len(self.interface) != DIGEST_SIZE:
            raise source.damaged("the interface digest has a wrong size")
        self.flags = source.number()
        self.operations, self.first, self.second = source.column(), source.column(), source.column()
        self.path_names = source.texts()
        self.counts, self.kinds, self.sources = source.column(), source.column(), source.column()
        self.lines = _undelta(source.column())
        self.starts = _undelta(source.column())
        self.ends = [start + size for start, size in zip(self.starts, source.column(), strict=False)]
        self.name_lines = source.column()
        self._texts = source.blob()
        source.finish()
        self._check(source)
        return self

    def _check(self, source: ColumnReader) -> None:
        if {len(self.operations)} != {len(self.first), len(self.second), len(self.counts)}:
            raise source.damaged("path columns differ in length")
        if {len(self.kinds)} != {len(self.lines), len(self.sources), sum(self.counts)}:
            raise source.damaged("mention columns differ in length")
        entities = len(self.starts)
        if {entities} != {len(self.ends), len(self.name_lines)}:
            raise source.damaged("position columns differ in length")
        if self.sources and max(self.sources) >= entities:
            raise source.damaged("a mention stands in an unknown entity")
        self._check_paths(source, entities)

    def _check_paths(self, source: ColumnReader, entities: int) -> None:
        names = len(self.path_names)
        for path, operation in enumerate(self.operations):
            first, second = self.first[path], self.second[path]
            if operation == LOCAL:
                sound = first < entities
            else:
                sound = not path or first < path
                if operation in NAMED:
                    sound = sound and second < names
                elif operation >= MAPPING:
                    sound = sound and second < path
            if not sound:
                raise source.damaged(f"path {path} leads nowhere")

    def _decode_texts(self) -> None:
        if self._signatures is None:
            source = ColumnReader(self._texts, "signatures")
            self._signatures, self._docs = source.texts(), source.texts()
            source.finish()


def flags_of(data: bytes) -> int:
    """Flags of an encoded References record, without decoding the rest."""
    source = ColumnReader(data, "references")
    source.blob()
    return source.number()


def _deltas(values: list[int]) -> list[int]:
    """Zigzag differences: neighbours are near each other, so they fit in a byte."""
    steps = map(sub, values, [0, *values])
    return [(step << 1) ^ (step >> 63) for step in steps]


def _undelta(steps: list[int]) -> list[int]:
    return list(accumulate([(step >> 1) ^ -(step & 1) for step in steps]))
