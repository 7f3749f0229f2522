"""What a compilation database tells linking: the folders that the includes of a file are looked for in.

Facts of the table that `compile_commands.essence` makes. Each pattern is a name that the file imports, so a
changed table relinks the files whose own lookups it changes and no others.
"""

from __future__ import annotations

from functools import lru_cache

from parseltongue.analysis.builder import FactsBuilder
from parseltongue.analysis.languages.c.compile_commands import DAMAGED, ITEM, PATTERN
from parseltongue.model.facts import SYNTAX_ERRORS
from parseltongue.model.kinds import FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.model.facts import References
    from parseltongue.model.interface import Interface


class TableExtractor:
    """Extracts facts from tables."""

    def extract(self, data: bytes) -> tuple[Interface, References]:
        """Facts of one table. Never raises on account of what the bytes are."""
        lines = data.decode("utf-8", "replace").split("\n")
        patterns: dict[str, str] = {}
        pattern = ""
        for line in filter(str.isprintable, (one.replace(ITEM, " ", 1) for one in lines)):
            if line.startswith(PATTERN):
                pattern = line.removeprefix(PATTERN)
                patterns[pattern] = ""
            elif pattern and line.startswith(" "):
                patterns[pattern] += ITEM + line[1:] if patterns[pattern] else line[1:]
        interface, references = FactsBuilder(data).finish(SYNTAX_ERRORS if lines[0] == DAMAGED else 0, False)
        if patterns:
            interface.imports = {FILE: patterns}
        return interface, references


class SearchFolders:
    """Where includes are looked for in one file, or in all that are compiled alike.

    Attributes
    ----------
    text : str
        Stands for all the rest.
    quoted, bracketed : tuple of str
        Folders in order, the workspace by the empty text.
    forced : tuple of str
        Files that are included before all else.
    """

    __slots__ = ("bracketed", "forced", "quoted", "text")

    def __init__(self, text: str) -> None:
        items = text.split(ITEM) if text else []
        self.text = text
        folders = [(one[0], "" if one[1:] == "." else one[1:]) for one in items if one[:1] in ("<", '"')]
        self.quoted = tuple(folder for _, folder in folders)
        self.bracketed = tuple(folder for mark, folder in folders if mark == "<")
        self.forced = tuple(one[1:] for one in items if one.startswith("!"))


NO_FOLDERS = SearchFolders("")


@lru_cache(maxsize=10_000)
def search_folders(text: str) -> SearchFolders:
    """The folders that one row of a table tells."""
    return SearchFolders(text) if text else NO_FOLDERS


def patterns_for(path: str) -> list[str]:
    """What a table may know a file by, the most exact first: itself, and the folders around it."""
    found = [path]
    while "/" in path:
        path = path.rpartition("/")[0]
        found.append(path + "/")
    return [*found, "/"]
