"""Files that build tools make and analysis reads: where they are, and what counts of them.

They are often left out by ignore rules and full of what is true of one machine only. So they are looked for
where such tools put them, or where the configuration says, and only their essence is read
(`Placement.essence`).
"""

from __future__ import annotations

import os

from parseltongue.analysis.languages import made_languages, placement
from parseltongue.changes.reading import Failure, read_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from parseltongue.analysis.placement import Language
    from parseltongue.workspace.config import Config

LARGEST = 64 << 20
"""Bytes of a made file that is read."""
_MOST = 64
"""Files of one kind that are found by themselves."""


class MadeFiles:
    """The made files of a workspace.

    Parameters
    ----------
    added : tuple of str
        Families that other packages add.
    configured : mapping of str to collection of str
        By language, the only paths that count; found by themselves where there are none.

    Attributes
    ----------
    limits : dict of str to int
        By language, the largest size in bytes that is read.
    """

    __slots__ = ("_configured", "_languages", "limits")

    def __init__(self, added: tuple[str, ...], configured: Mapping[str, Collection[str]]) -> None:
        self._languages = made_languages(added)
        self._configured = {language: frozenset(paths) for language, paths in configured.items() if paths}
        self.limits = dict.fromkeys(self._languages, LARGEST)

    def counts(self, path: str, language: str) -> bool:
        """Whether the configuration lets a file of a made language count."""
        return path in self._configured.get(language, (path,))

    def find(self, root: str, languages: Callable[[], Iterable[str]]) -> dict[str, str]:
        """Path to language of the made files below a real path that has code of their family.

        Costs one listing of the top folder where there is nothing of the kind; `languages` tells those of
        all files, and is asked only where there may be something.
        """
        found: dict[str, str] = {}
        for made in self._languages.values():
            configured = self._configured.get(made.name)
            if (configured or _may_be_found(root, made)) and _has_code(languages(), made):
                places = sorted(configured) if configured else _places(root, made)
                found |= dict.fromkeys(_inside(root, places), made.name)
        return found

    def copy(self, root: str, into: str, languages: Callable[[], Iterable[str]]) -> None:
        """Put the made files of a workspace into a copy of its files that lacks them.

        Raises
        ------
        OSError
            The copy cannot be written to.
        """
        for path in self.find(root, languages):
            data = read_file(root, path, LARGEST)
            place = os.path.join(into, path)
            if not isinstance(data, Failure) and not os.path.lexists(place):
                os.makedirs(os.path.dirname(place), exist_ok=True)
                with open(place, "xb") as file:
                    file.write(data)

    def read(self, root: str, path: str, language: str, files: Collection[str]) -> bytes | Failure | None:
        """What counts of a file of a tree; None if it is not a made one, and all of it counts."""
        if language not in self._languages:
            return None
        data = read_file(root, path, LARGEST)
        return data if isinstance(data, Failure) else placement(language).essence(path, data, files)


def made_files(config: Config, added: tuple[str, ...]) -> MadeFiles:
    """The made files that a configuration lets count."""
    return MadeFiles(added, {"compile_commands": config.analysis.compile_commands})


def _may_be_found(root: str, made: Language) -> bool:
    """Whether anything in a folder has a name that made files begin with."""
    firsts = {*made.names, *(one.partition("/")[0] for one in made.made_in if one)}
    with os.scandir(root) as entries:
        return any(_matches(entry.name, first) for entry in entries for first in firsts)


def _has_code(languages: Iterable[str], made: Language) -> bool:
    names = {one.name for one in placement(made.name).languages} - {made.name}
    return any(language in names for language in languages)


def _places(root: str, made: Language) -> list[str]:
    """The made files that are where they are by custom."""
    names = [
        f"{folder}/{name}" if folder else name
        for pattern in made.made_in
        for folder in _matching(root, pattern)
        for name in made.names
    ]
    return [one for one in names if os.path.isfile(f"{root}/{one}")][:_MOST]


def _matching(root: str, pattern: str) -> list[str]:
    """Folders below a root whose path matches a pattern, part by part."""
    folders = [""]
    for part in pattern.split("/") if pattern else ():
        folders = [
            f"{folder}/{name}" if folder else name
            for folder in folders
            for name in _folders(f"{root}/{folder}", part)
        ]
    return folders


def _folders(place: str, pattern: str) -> list[str]:
    try:
        with os.scandir(place) as entries:
            return sorted(one.name for one in entries if _matches(one.name, pattern) and one.is_dir())
    except OSError:
        return []


def _matches(name: str, pattern: str) -> bool:
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


def _inside(root: str, places: list[str]) -> Iterator[str]:
    """What is at some places, by its own path if they are links, as long as that is below the root."""
    base = os.path.join(root, "")
    for place in places:
        real = os.path.realpath(base + place)
        if real.startswith(base) and os.path.isfile(real) and "\n" not in real:
            yield real[len(base) :].replace(os.sep, "/")
