"""Which files a file includes, directly and through others.

An include is looked for beside its file, then in the folders that a compilation database tells for what is
compiled, in their order, then among all files of the workspace whose path ends in it: often there is no such
database, and what a build generates or installs is elsewhere before it. Of several the nearest is taken.
"""

from __future__ import annotations

from posixpath import normpath

from parseltongue.analysis.languages.c import library
from parseltongue.analysis.languages.c.placement import COMPILE_COMMANDS, INCLUDES
from parseltongue.analysis.languages.c.search_folders import (
    NO_FOLDERS,
    SearchFolders,
    patterns_for,
    search_folders,
)
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.semantics import Semantics
from parseltongue.analysis.linking.values import Found, Value
from parseltongue.analysis.world import NAMESPACE, Unit, World, member_key, stars_key
from parseltongue.model import paths as p
from parseltongue.model.kinds import FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.lookups import Basis

CLOSURE_LIMIT = 5000
"""Files of a closure that are looked at."""


class IncludeSemantics(Semantics):
    """Includes as imports."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._includes: dict[tuple[str, str, str], tuple[Value, Basis]] = {}

    def imported(self, unit: Unit, text: str) -> Found:
        """The file of an include; behind a dot, the scope that a name is looked up from."""
        if text.startswith("."):
            return Found(None, (v.MODULE, text[1:], NAMESPACE, unit))
        value = self.include(unit.folder, text, self.searched(unit))
        if value[0] == v.EXTERNAL:
            return Found(value[1], value)
        return Found((self.world.unit(value[2]), 0), value)

    def searched(self, unit: Unit) -> SearchFolders:
        """The folders that are searched when a file is compiled, as far as a compilation database tells."""
        found: SearchFolders | None = self.evaluator.evaluate(("searched", unit.path), self._searched, unit)
        return found or NO_FOLDERS

    def _searched(self, unit: Unit) -> SearchFolders:
        databases = self.open_members(COMPILE_COMMANDS, "")
        for pattern in patterns_for(unit.path) if databases else ():
            for database, _ in databases:
                self.record_in(database.path, member_key(database.path, "", pattern))
                text = database.interface.imported_as(FILE, pattern)
                if text is not None:
                    return search_folders(text)
        return NO_FOLDERS

    def include(self, folder: str, text: str, searched: SearchFolders) -> Value:
        """The file that an include in a folder leads to; remembered with its keys."""
        known = self._includes.get((folder, text, searched.text))
        if known is None:
            known = self.evaluator.apart(self._include, folder, text, searched)
            self._includes[folder, text, searched.text] = known
        self.evaluator.rest_on(known[1])
        return known[0]

    def _include(self, folder: str, text: str, searched: SearchFolders) -> Value:
        system = text.startswith("<")
        target = text[1:]
        if not system:
            path = normpath(f"{folder}/{target}" if folder else target)
            if not path.startswith(("..", "/")) and self.stem(path) not in (None, NAMESPACE):
                return (v.MODULE, path, path)
        found = self._in_folders(searched.bracketed if system else searched.quoted, target)
        if found:
            return (v.MODULE, found, found)
        if system and (target in library.HEADERS or target.startswith("sys/")):
            return (v.EXTERNAL, target)
        return self._anywhere(folder, target)

    def _in_folders(self, folders: tuple[str, ...], target: str) -> str:
        """Of the files that an include can mean the one in the first folder that has one; else empty."""
        if not folders:
            return ""
        named = {unit.path for unit, _ in self.open_members(INCLUDES, target.rpartition("/")[2])}
        paths = (normpath(f"{folder}/{target}" if folder else target) for folder in folders)
        return next((path for path in paths if path in named), "") if named else ""

    def _anywhere(self, folder: str, target: str) -> Value:
        """The file whose path ends in an include; of several the nearest."""
        tail = normpath(target)
        while tail.startswith("../"):
            tail = tail[3:]
        places = self.open_members(INCLUDES, tail.rpartition("/")[2])
        paths = [unit.path for unit, _ in places if unit.path == tail or unit.path.endswith("/" + tail)]
        if not paths:
            return (v.EXTERNAL, target)
        best = max(paths, key=lambda path: (nearness(folder, path), -path.count("/")))
        return (v.MODULE, best, best)

    def closure(self, unit: Unit) -> frozenset[str]:
        """Paths of a file and of all that it includes."""
        found: frozenset[str] | None = self.evaluator.evaluate(("closure", unit.path), self._closure, unit)
        return found or frozenset((unit.path,))

    def _closure(self, unit: Unit) -> frozenset[str]:
        searched = self.searched(unit)
        seen = {unit.path}
        pending = [unit]

        def take(path: str) -> None:
            if path not in seen:
                seen.add(path)
                pending.append(self.world.unit(path))

        for path in searched.forced:
            if self.stem(path) not in (None, NAMESPACE):
                take(path)
        while pending and len(seen) < CLOSURE_LIMIT:
            one = pending.pop()
            self.record_in(one.path, stars_key(one.path))
            for text in one.interface.stars.get(0, ()):
                if text.startswith(p.LETTERS[p.IMPORT]):
                    # What a header includes is looked for where its user's compiler looks.
                    value = self.include(one.folder, text[1:-1], searched)
                    if value[0] == v.MODULE:
                        take(value[2])
        return frozenset(seen)


def nearness(folder: str, path: str) -> int:
    """How many folders a path has in common with a folder."""
    count = 0
    for one, other in zip(folder.split("/"), path.split("/")[:-1], strict=False):
        if one != other:
            break
        count += 1
    return count
