"""The folders and files of a snapshot as a tree, with what is in them counted. Reads no file's records."""

from __future__ import annotations

from parseltongue.model.shown import shown_path
from parseltongue.query.places import asked_path, is_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.isg.view import FileView, GraphView
    from parseltongue.query.records import Record


class Folder:
    """A folder, or a file, with all that is below it counted."""

    __slots__ = ("below", "entities", "file", "files", "languages", "path", "tests")

    def __init__(self, path: str, file: FileView | None = None) -> None:
        self.path = path
        self.file = file
        self.files = self.entities = self.tests = 0
        self.languages: dict[str, int] = {}
        self.below: dict[str, Folder] = {}

    def count(self, entities: int, is_test: bool, language: str) -> None:
        """Take a file that is below into account."""
        self.files += 1
        self.entities += entities
        self.tests += is_test
        self.languages[language] = self.languages.get(language, 0) + 1

    def record(self, depth: int) -> Record:
        """The fields that answers have."""
        return {
            "path": shown_path(self.path),
            "name": shown_path(self.path.rpartition("/")[2]) or ".",
            "kind": "folder" if self.file is None else "file",
            "module": self.file.module if self.file is not None else None,
            "depth": depth,
            "files": self.files,
            "tests": self.tests,
            "entities": self.entities,
            "languages": dict(sorted(self.languages.items(), key=lambda one: (-one[1], one[0]))),
        }


def folders(view: GraphView, path: str, depth: int | None = None) -> Folder | None:
    """What is at a path and so many levels below it, all counted; None if there is nothing.

    O(files below).
    """
    path = asked_path(path)
    top = Folder(path)
    for file in view.files(path):
        if not is_in(file.path, path):
            continue
        if file.path == path:
            top.file = file
        _add(top, file, depth)
    return top if top.files else None


def _add(top: Folder, file: FileView, depth: int | None) -> None:
    counted = file.entities, file.is_test, file.language or "unknown"
    top.count(*counted)
    at = top
    names = file.path[len(top.path) :].strip("/").split("/")
    for number, name in enumerate(names[:depth] if names != [""] else ()):
        below = at.below.get(name)
        if below is None:
            path = f"{at.path}/{name}" if at.path else name
            below = at.below[name] = Folder(path, file if number == len(names) - 1 else None)
        at = below
        at.count(*counted)


def rows(folder: Folder, depth: int | None, level: int = 0) -> Iterator[Record]:
    """A folder and what is in it down to a depth, folders before files."""
    yield folder.record(level)
    if depth is None or level < depth:
        for one in sorted(folder.below.values(), key=lambda one: (one.file is not None, one.path)):
            yield from rows(one, depth, level + 1)
