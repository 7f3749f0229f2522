"""Rows of the `files` map: what a snapshot says about one file, by its path."""

from __future__ import annotations

from parseltongue.model.columns import ColumnReader, ColumnWriter
from parseltongue.model.ids import DIGEST_SIZE

TEST_FILE, VENDORED = 1, 2
"""Flags given by the path; the flags of the facts (model.facts) stand above them. `GENERATED`, one of the
latter, is given by either."""
FACTS_FLAGS_SHIFT = 8

SKIP_REASONS = (
    "", "binary", "too_large", "unreadable", "vanished", "minified", "failed", "timeout", "grammar_missing",
    "other_format",
)  # fmt: skip
"""Why a file has no facts; the first stands for a file that has."""

NO_DIGEST = bytes(DIGEST_SIZE)
_OUTCOMES = 4
_DIGESTS = 4
_KINDS = 7


class FileRow:
    """One file of a snapshot.

    Attributes
    ----------
    content : bytes
        First 24 bytes of the BLAKE3 of the file; zeros if it could not be read.
    facts, interface, links : bytes
        Digests of the three objects; zeros if the file was skipped.
    size : int
        Bytes.
    skip : int
        Index into `SKIP_REASONS`.
    relationships : tuple of int
        Number of relationships that start in the file, by `RELATIONSHIP_KINDS`.
    outcomes : tuple of int
        Mentions that are resolved, ambiguous, external, unresolved.
    """

    __slots__ = (
        "content", "facts", "flags", "interface", "language", "links", "outcomes", "relationships", "size",
        "skip",
    )  # fmt: skip

    def __init__(
        self,
        content: bytes,
        language: str,
        size: int,
        *,
        facts: bytes = NO_DIGEST,
        interface: bytes = NO_DIGEST,
        links: bytes = NO_DIGEST,
        flags: int = 0,
        skip: int = 0,
        relationships: tuple[int, ...] = (0,) * _KINDS,
        outcomes: tuple[int, ...] = (0,) * _OUTCOMES,
    ) -> None:
        self.content = content
        self.language = language
        self.size = size
        self.facts = facts
        self.interface = interface
        self.links = links
        self.flags = flags
        self.skip = skip
        self.relationships = relationships
        self.outcomes = outcomes

    @property
    def has_facts(self) -> bool:
        return not self.skip

    def digests(self) -> list[bytes]:
        """The objects that the row names."""
        return [self.facts, self.interface, self.links] if self.has_facts else []

    def encode(self) -> bytes:
        out = ColumnWriter()
        out.number(self.skip)
        out.number(self.flags)
        out.number(self.size)
        out.blob(self.language.encode())
        digests = [self.content, *self.digests()]
        for number in (*self.relationships, *self.outcomes) if self.has_facts else ():
            out.number(number)
        return out.getvalue() + b"".join(digests)


def decode_row(data: bytes) -> FileRow:
    """The row in `data`. Raises `CorruptionError`."""
    source = ColumnReader(data, "file row")
    skip, flags, size = source.number(), source.number(), source.number()
    language = source.blob().decode("utf-8", "replace")
    if skip >= len(SKIP_REASONS):
        raise source.damaged("unknown reason for skipping")
    numbers = tuple(source.number() for _ in range(_KINDS + _OUTCOMES)) if not skip else ()
    digests = [source.take(DIGEST_SIZE) for _ in range(1 if skip else _DIGESTS)]
    source.finish()
    if skip:
        return FileRow(digests[0], language, size, flags=flags, skip=skip)
    content, facts, interface, links = digests
    return FileRow(
        content,
        language,
        size,
        facts=facts,
        interface=interface,
        links=links,
        flags=flags,
        relationships=numbers[:_KINDS],
        outcomes=numbers[_KINDS:],
    )


def row_head(data: bytes) -> tuple[int, int, int, str, bytes]:
    """Skip, flags, size, language and digests of an encoded row, its numbers left out.

    The digests stand one after another: content, facts, interface, links; of a skipped file the first alone.
    """
    source = ColumnReader(data, "file row")
    skip, flags, size = source.number(), source.number(), source.number()
    language = source.blob().decode("utf-8", "replace")
    if skip >= len(SKIP_REASONS):
        raise source.damaged("unknown reason for skipping")
    digests = DIGEST_SIZE * (1 if skip else _DIGESTS)
    if len(data) - source.position < digests:
        raise source.damaged("it ends before its digests")
    return skip, flags, size, language, data[-digests:]


def row_relationships(data: bytes, kind: int) -> int:
    """Number of relationships of a kind in an encoded row, without decoding the rest; 0 if it was skipped."""
    source = ColumnReader(data, "file row")
    skip, _, _ = source.number(), source.number(), source.number()
    source.blob()
    if skip:
        return 0
    for _ in range(kind):
        source.number()
    return source.number()


def row_content(value: bytes) -> bytes:
    """The content digest in an encoded row, without decoding the rest; empty if the row was skipped."""
    return value[-4 * DIGEST_SIZE : -3 * DIGEST_SIZE] if value[:1] == b"\0" else b""


def row_language(value: bytes) -> str:
    """The language in an encoded row, without decoding the rest."""
    source = ColumnReader(value, "file row")
    for _ in range(3):
        source.number()
    return source.blob().decode("utf-8", "replace")


def row_digests(value: bytes) -> list[bytes]:
    """The objects that an encoded row names, for collection."""
    return decode_row(value).digests()
