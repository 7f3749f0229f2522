"""Lines of sources, as far as the files are those that were analysed."""

from __future__ import annotations

from parseltongue.analysis.sources import decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from parseltongue.isg.view import FileView

    Read = Callable[[FileView], bytes | None]
    """The bytes of a file; None if they are not those of the snapshot."""

    Lines = list[tuple[int, str]]
    """Numbers from 1, and texts without line breaks."""


class Sources:
    """Reads each file once.

    Attributes
    ----------
    files : set of str
        Paths that were asked for.
    changed : set of str
        Those of them that are gone, or not what was analysed.
    """

    __slots__ = ("_lines", "_read", "changed", "files")

    def __init__(self, read: Read) -> None:
        self._read = read
        self._lines: dict[bytes, list[str] | None] = {}
        self.files: set[str] = set()
        self.changed: set[str] = set()

    def lines(self, file: FileView, numbers: Iterable[int]) -> Lines:
        """These lines of a file, as far as it has them; none if it has changed."""
        text = self._text(file)
        return [(number, text[number - 1]) for number in numbers if 0 < number <= len(text)] if text else []

    def _text(self, file: FileView) -> list[str] | None:
        if file.id not in self._lines:
            self.files.add(file.path)
            data = self._read(file)
            if data is None:
                self.changed.add(file.path)
            self._lines[file.id] = None if data is None else decoded(data)
        return self._lines[file.id]


def decoded(data: bytes) -> list[str]:
    """Lines of a source the way they were counted when it was analysed."""
    text, _ = decode(data)
    return text.decode("utf-8", "replace").split("\n")


def around(lines: Iterable[int], context: int, first: int, last: int) -> list[int]:
    """The lines and those around them, ascending, within a span."""
    wanted = {
        near for line in lines for near in range(line - context, line + context + 1) if first <= near <= last
    }
    return sorted(wanted)
