"""Which folder of the workspace an import names, if any."""

from __future__ import annotations

import re

from parseltongue.analysis.languages.go import stdlib
from parseltongue.analysis.languages.go.names import package_name
from parseltongue.analysis.languages.go.placement import MODULES
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.world import NAMESPACE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.languages.go.semantics import GoSemantics
    from parseltongue.analysis.linking.values import Value
    from parseltongue.analysis.lookups import Basis
    from parseltongue.analysis.world import Unit

_SIGNS = re.compile(r"[-_.]")
_WITH_OWNERS = frozenset(("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitee.com"))
"""Hosts where a module is two folders below."""


class ModuleFinder:
    """Finds the packages that imports name; remembers them with the lookups they rest on."""

    def __init__(self, semantics: GoSemantics) -> None:
        self._semantics = semantics
        self._known: dict[tuple[str, str], tuple[Value, Basis]] = {}

    def find(self, unit: Unit, path: str) -> Value:
        """The package that an import in a file names: (MODULE, folder, its first file, name), or EXTERNAL."""
        if path.startswith(("./", "../")) or path in (".", ".."):
            return self._relative(unit, path)
        known = self._known.get((unit.folder, path))
        evaluator = self._semantics.evaluator
        if known is None:
            known = self._known[unit.folder, path] = evaluator.apart(self._find, unit, path)
        evaluator.rest_on(known[1])
        return known[0]

    def _find(self, unit: Unit, path: str) -> Value:
        semantics = self._semantics
        if path in stdlib.PACKAGES or path == "C":
            return (v.EXTERNAL, path)
        parts = path.split("/")
        for count in range(len(parts), 0, -1):
            manifests = semantics.open_members(MODULES, "/".join(parts[:count]))
            if manifests:
                top = _nearest(unit.folder, [one.folder for one, _ in manifests])
                folder = "/".join(filter(None, [top, *parts[count:]]))
                return self._package(folder, path) or (v.MISSING,)
        found = self._package(f"vendor/{path}", path)
        if found is None and not semantics.open_members(MODULES, ""):
            found = self._by_suffix(parts)
        return found or (v.EXTERNAL, path)

    def _relative(self, unit: Unit, path: str) -> Value:
        """A folder, as manifests name them and very old sources do."""
        parts = unit.folder.split("/") if unit.folder else []
        for part in path.split("/"):
            if part == "..":
                if not parts:
                    return (v.MISSING,)
                parts.pop()
            elif part not in (".", ""):
                parts.append(part)
        folder = "/".join(parts)
        manifest = f"{folder}/go.mod" if folder else "go.mod"
        if not unit.path.endswith(".go"):
            found = self._semantics.stem(manifest)
            return (v.MODULE, folder, found, "") if found else (v.MISSING,)
        return self._package(folder, path) or (v.MISSING,)

    def _package(self, folder: str, path: str) -> Value | None:
        """The package that imports find in a folder."""
        first = self._semantics.stem(folder)
        if first is None or first == NAMESPACE:
            return None
        name = self._semantics.package_of(first)
        if name == "main" or name.endswith("_test"):
            name = package_name(path)
        return (v.MODULE, folder, first, name)

    def _by_suffix(self, parts: list[str]) -> Value | None:
        """Without manifests: the folder that the end of an import path names, the longest end first."""
        first = min(3, len(parts)) if parts[0] in _WITH_OWNERS else 1
        for start in (0, *range(first, len(parts) + 1)):
            found = self._package("/".join(parts[start:]), "/".join(parts))
            if found is not None and self._is_promised(parts, start, found):
                return found
        return None

    def _is_promised(self, parts: list[str], start: int, found: Value) -> bool:
        """Whether a folder can be the one that is meant.

        Two folders in a row are evidence enough. One, or none, has to hold the package that the path
        promises; and where the top of the workspace is a package, it is the one that stands before it.
        """
        if len(parts) - start > 1:
            return True
        if not _alike(found[3], package_name("/".join(parts))):
            return False
        top = self._semantics.stem("") if start < len(parts) else None
        if top is None or top == NAMESPACE:
            return True
        name = self._semantics.package_of(top)
        return name == "main" or _alike(name, package_name("/".join(parts[:start])))


def _nearest(folder: str, tops: list[str]) -> str:
    """Of several modules of one path the one that a folder is in, else the first."""
    around = [one for one in tops if not one or f"{folder}/".startswith(f"{one}/")]
    return max(around, key=len) if around else tops[0]


def _alike(name: str, other: str) -> bool:
    """Whether two names are one for who names packages and folders: ``apiserver``, ``api-server``."""
    return _SIGNS.sub("", name).lower() == _SIGNS.sub("", other).lower()
