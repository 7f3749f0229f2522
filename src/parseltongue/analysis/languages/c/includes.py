"""Which files a file includes, directly and through others.

An include is looked for beside its file, then among all files of the workspace whose path ends in it: build
files that would say more are many, and rarely there before a build. Of several the nearest is taken.
"""

from __future__ import annotations

from posixpath import normpath

from parseltongue.analysis.languages.c import library
from parseltongue.analysis.languages.c.placement import INCLUDES
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.semantics import Semantics
from parseltongue.analysis.linking.values import Found, Value
from parseltongue.analysis.world import NAMESPACE, Unit, World, stars_key
from parseltongue.model import paths as p

CLOSURE_LIMIT = 5000
"""Files of a closure that are looked at."""


class IncludeSemantics(Semantics):
    """Includes as imports."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._includes: dict[tuple[str, str], tuple[Value, frozenset[int]]] = {}

    def imported(self, unit: Unit, text: str) -> Found:
        """The file of an include; behind a dot, the scope that a name is looked up from."""
        if text.startswith("."):
            return Found(None, (v.MODULE, text[1:], NAMESPACE, unit))
        value = self.include(unit.folder, text)
        if value[0] == v.EXTERNAL:
            return Found(value[1], value)
        return Found((self.world.unit(value[2]), 0), value)

    def include(self, folder: str, text: str) -> Value:
        """The file that an include in a folder leads to; remembered with its keys."""
        known = self._includes.get((folder, text))
        if known is None:
            outer, self.evaluator.keys = self.evaluator.keys, set()
            known = self._include(folder, text), frozenset(self.evaluator.keys)
            self.evaluator.keys = outer
            self._includes[folder, text] = known
        self.evaluator.keys.update(known[1])
        return known[0]

    def _include(self, folder: str, text: str) -> Value:
        system = text.startswith("<")
        target = text[1:]
        if not system:
            path = normpath(f"{folder}/{target}" if folder else target)
            if not path.startswith(("..", "/")) and self.stem(path) not in (None, NAMESPACE):
                return (v.MODULE, path, path)
        elif target in library.HEADERS or target.startswith("sys/"):
            return (v.EXTERNAL, target)
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
        seen = {unit.path}
        pending = [unit]
        while pending and len(seen) < CLOSURE_LIMIT:
            one = pending.pop()
            self.record_in(one.path, stars_key(one.path))
            for text in one.interface.stars.get(0, ()):
                if not text.startswith(p.LETTERS[p.IMPORT]):
                    continue
                value = self.include(one.folder, text[1:-1])
                if value[0] == v.MODULE and value[2] not in seen:
                    seen.add(value[2])
                    pending.append(self.world.unit(value[2]))
        return frozenset(seen)


def nearness(folder: str, path: str) -> int:
    """How many folders a path has in common with a folder."""
    count = 0
    for one, other in zip(folder.split("/"), path.split("/")[:-1], strict=False):
        if one != other:
            break
        count += 1
    return count
