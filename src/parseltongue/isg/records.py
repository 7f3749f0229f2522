"""What snapshots, refs and leases share: a kind, a format version, texts and digests in a fixed order."""

from __future__ import annotations

from parseltongue.model.columns import ColumnReader, ColumnWriter
from parseltongue.model.errors import FormatVersionError
from parseltongue.model.ids import DIGEST_SIZE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class RecordWriter(ColumnWriter):
    """A `ColumnWriter` that begins with the kind and the format version of the record."""

    __slots__ = ()

    def __init__(self, kind: int, version: int) -> None:
        super().__init__()
        self.number(kind)
        self.number(version)

    def text(self, value: str) -> None:
        """One text of any content."""
        self.blob(value.encode("utf-8", "surrogatepass"))

    def digests(self, values: Iterable[bytes]) -> None:
        """A list of object names, in this order."""
        self.blob(b"".join(values))

    def table(self, values: dict[str, int]) -> None:
        """Names with numbers, ascending by name."""
        self.texts(sorted(values))
        self.column([values[name] for name in sorted(values)])


class RecordReader(ColumnReader):
    """Reads what a `RecordWriter` wrote.

    Raises
    ------
    CorruptionError
        It is a record of another kind; so do all methods when the bytes are damaged.
    FormatVersionError
        It has a format version above `version`.
    """

    __slots__ = ()

    def __init__(self, data: bytes, kind: int, version: int, what: str) -> None:
        super().__init__(data, what)
        found = self.number()
        if found != kind:
            raise self.damaged(f"its kind is {found}, not {kind}")
        written = self.number()
        if written != version:
            raise FormatVersionError(
                f"{what} has format {written}, this version of parseltongue reads format {version}; "
                "use a matching version, or analyse again into an empty store"
            )

    def text(self) -> str:
        """One text of any content."""
        try:
            return self.blob().decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise self.damaged(f"a text is not UTF-8 ({error.reason})") from None

    def digests(self) -> tuple[bytes, ...]:
        """A list of object names."""
        data = self.blob()
        if len(data) % DIGEST_SIZE:
            raise self.damaged(f"{len(data)} bytes of object names")
        return tuple(data[at : at + DIGEST_SIZE] for at in range(0, len(data), DIGEST_SIZE))

    def table(self) -> dict[str, int]:
        """Names with numbers."""
        names, numbers = self.texts(), self.column()
        if len(names) != len(numbers) or sorted(set(names)) != names:
            raise self.damaged("a table of counts is not in order")
        return dict(zip(names, numbers, strict=True))
