"""Dependencies that a project does not want, and who has them all the same.

A pattern with a ``/`` is a folder, a file, or a glob over paths (``shop/*/models.py``); any other is a dotted
module name, which stands for all below it too, or a glob over module names. Where something outside of the
workspace may be meant, a pattern also stands for dotted names there.

`layers` are listed from the top to the bottom: a layer may depend on those below it. What stands in one
layer, separated by ``|``, may depend on each other. Files in none of the layers are free.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from parseltongue.model.errors import ConfigError
from parseltongue.model.kinds import IMPORTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from parseltongue.analytics.columns import Columns


class Violation:
    """A relationship that a rule forbids.

    Attributes
    ----------
    rule : str
        As it was written.
    source : int
        Vertex.
    target : int or str
        Vertex, or a dotted name outside of the workspace.
    kind : int
        Of the relationship.
    """

    __slots__ = ("kind", "rule", "source", "target")

    def __init__(self, rule: str, source: int, target: int | str, kind: int) -> None:
        self.rule = rule
        self.source = source
        self.target = target
        self.kind = kind


def violations(
    columns: Columns, layers: Sequence[str], forbidden: Sequence[tuple[str, str]]
) -> list[Violation]:
    """All relationships that break a rule, by source. O(edges + patterns × files).

    Raises
    ------
    ConfigError
        A layer, or the `from` of a forbidden dependency, is the name of nothing: the rule would say yes to
        everything.
    """
    rank_of = _ranks(columns, layers)
    pairs = [(*pair, _chosen(columns, pair[0]), _files_matching(columns, pair[1])) for pair in forbidden]
    file_of = columns.by_file()
    found: list[Violation] = []
    for source, target, kind in zip(columns.sources, columns.targets, columns.edge_kinds, strict=True):
        here, there = file_of[source], file_of[target]
        upper, lower = rank_of.get(there), rank_of.get(here)
        if upper is not None and lower is not None and upper < lower:
            rule = f"layers: {layers[lower]} stands below {layers[upper]}"
            found.append(Violation(rule, source, target, kind))
        for before, behind, sources, targets in pairs:
            if here in sources and there in targets and here != there:
                found.append(Violation(f"forbid: {before} -> {behind}", source, target, kind))
    found += _outside(columns, pairs, file_of)
    return sorted(found, key=lambda one: one.source)


def _outside(
    columns: Columns, pairs: Sequence[tuple[str, str, set[int], set[int]]], file_of: Sequence[int]
) -> list[Violation]:
    return [
        Violation(f"forbid: {before} -> {behind}", vertex, name, IMPORTS)
        for vertex, name in columns.outside_imports
        for before, behind, sources, _ in pairs
        if file_of[vertex] in sources and _names(behind, name)
    ]


def _ranks(columns: Columns, layers: Sequence[str]) -> dict[int, int]:
    """Files and their layer; where several fit, the most specific pattern decides."""
    found: dict[int, tuple[int, int]] = {}
    for rank, layer in enumerate(layers):
        for part in _parts(layer):
            for file in _chosen(columns, part):
                found[file] = max(found.get(file, (-1, rank)), (len(part), rank))
    return {file: rank for file, (_, rank) in found.items()}


def _parts(layer: str) -> list[str]:
    parts = [part.strip() for part in layer.split("|")]
    if not all(parts):
        raise ConfigError(f'rules.layers: "{layer}" has an empty part; write names separated by |')
    return parts


def _chosen(columns: Columns, pattern: str) -> set[int]:
    found = _files_matching(columns, pattern)
    if not found:
        raise ConfigError(
            f'rules: "{pattern}" is the name of no file, folder or module of the workspace; '
            "correct it in [rules], or remove it there"
        )
    return found


def _files_matching(columns: Columns, pattern: str) -> set[int]:
    if "/" in pattern:
        return {index for index, path in enumerate(columns.paths) if _is_path(pattern, path)}
    modules = map(columns.module, range(len(columns.paths)))
    return {index for index, module in enumerate(modules) if _names(pattern, module)}


def _is_path(pattern: str, path: str) -> bool:
    folder = pattern.rstrip("/")
    return path == folder or path.startswith(folder + "/") or fnmatchcase(path, pattern)


def _names(pattern: str, name: str) -> bool:
    """Whether a pattern is a dotted name or one above it."""
    return name == pattern or name.startswith(pattern + ".") or fnmatchcase(name, pattern)
