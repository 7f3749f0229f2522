"""Two trees of files beside each other: that of the old snapshot and the one that is to be linked.

Whoever links, or wants to know what to link, asks here for the row and the Interface of a file in either
tree, and for what many files answer together: who contributes to an open scope, who alone has a member.
"""

from __future__ import annotations

from parseltongue.analysis.languages import family_named, placement_of
from parseltongue.analysis.world import TreeWorld, member_counts, open_key, open_keys
from parseltongue.isg import prolly
from parseltongue.isg.entries import MANY, SCOPE_KEY_SIZE, name_key, scope_key
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.outdated import outdated_families, rows_of
from parseltongue.isg.rows import FileRow, decode_row
from parseltongue.isg.snapshot import decode_snapshot
from parseltongue.model.ids import path_bytes, path_text
from parseltongue.model.interface import SHADOWED, Interface
from parseltongue.model.kinds import OWNER_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from parseltongue.analysis.placement import Placement
    from parseltongue.isg.objects import Objects
    from parseltongue.isg.snapshot import Fingerprints


class Family:
    """The files of one family of languages in the new tree.

    Attributes
    ----------
    placement : Placement
        Its rules of where things are.
    paths : list of str
        Its files, ascending.
    roots : list of str
        Its source roots.
    world : TreeWorld
        What its linker can look up.
    """

    __slots__ = ("_trees", "name", "paths", "placement", "roots", "world")

    def __init__(self, trees: Trees, placement: Placement, paths: list[str], roots: Sequence[str]) -> None:
        self._trees = trees
        self.name = placement.family
        self.placement = placement
        self.paths = paths
        self.roots = placement.source_roots(paths, roots)
        self.world = TreeWorld(
            placement, paths, self.roots, trees.interface_at, self._bare, self._contributors, trees.home
        )

    def _bare(self, name: str) -> tuple[str, int] | int:
        return self._trees.bare(self.placement.scopes, name)

    def _contributors(self, scope: str, name: str) -> list[str]:
        return self._trees.contributors(open_key(self.placement.scopes, scope, name))


class Trees:
    """The tree of the old snapshot, if there is one, and the new one.

    Attributes
    ----------
    objects : Objects
        Has the old snapshot, and the facts of both trees.
    old : Snapshot or None
    files : mapping of str to str
        All files of the new tree, with their languages.
    changes : dict of str to FileRow or None
        Files that are new or differ from the old snapshot, and deleted ones (None).
    outdated : dict of str to FileRow
        Files of the old snapshot that count as if they were not in it, as other code made their records:
        what they were there.
    renewed : set of str
        Families all of whose files are linked, so that nobody need ask what changed for them.
    families : dict of str to Family
        By name, those that have files in the new tree.
    """

    def __init__(
        self,
        objects: Objects,
        old: bytes | None,
        changes: dict[str, FileRow | None],
        files: Mapping[str, str],
        fingerprints: Fingerprints,
        declared_roots: Sequence[str],
    ) -> None:
        self.objects = objects
        self.nodes = NodeCache(objects)
        self.old = decode_snapshot(objects.get(old, "snapshot"), "snapshot") if old is not None else None
        self.changes = changes
        self.files = files
        self.outdated: dict[str, FileRow] = {}
        self.renewed: set[str] = set()
        self._rows: dict[str, FileRow | None] = {}
        self._interfaces: dict[bytes, Interface] = {}
        self._load_old_rows()
        self._forget_outdated(fingerprints)
        self._members: dict[str, dict[str, int]] = {}
        """Per member name, how many classes of each changed file define it."""
        self._open: dict[int, list[str]] = {}
        """Per key of a name in an open scope, the changed files that contribute to it."""
        self._index_changes()
        self.families = self._families(declared_roots)

    def _families(self, declared_roots: Sequence[str]) -> dict[str, Family]:
        paths: dict[str, list[str]] = {}
        for path in sorted(self.files):
            paths.setdefault(self.family(path), []).append(path)
        return {
            name: Family(self, placement_of(name), files, declared_roots)
            for name, files in sorted(paths.items())
        }

    def family(self, path: str) -> str:
        """The family of a file of the new tree."""
        return family_named(self.files[path])

    def home(self, path: str) -> TreeWorld:
        """The world of the family of a file of the new tree."""
        return self.families[self.family(path)].world

    def is_near(self, path: str, family: str) -> bool:
        """Whether a file of the new tree is of a family, or of one of its space."""
        return _scopes_of(self.family(path)) == _scopes_of(family)

    def beside(self, rules: Placement) -> list[Placement]:
        """The other families of its space that have files in the new tree."""
        if not rules.space:
            return []
        others = [one.placement for one in self.families.values() if one.name != rules.family]
        return [one for one in others if one.space == rules.space]

    def old_family(self, path: str) -> str:
        """The family of a file of the old snapshot."""
        row = self._rows.get(path) or (self.old_row(path) if path not in self.files else None)
        return family_named(row.language if row is not None else self.files[path])

    # -- files --------------------------------------------------------------------------------------------

    def _load_old_rows(self) -> None:
        """Rows of the changed files in the old snapshot."""
        if self.old is None:
            self._rows = dict.fromkeys(self.changes)
            return
        keys = [path_bytes(path) for path in sorted(self.changes)]
        values = prolly.get_many(self.nodes, self.old.maps["files"], keys)
        for path, value in zip(sorted(self.changes), values, strict=True):
            self._rows[path] = None if value is None else decode_row(value)

    def _forget_outdated(self, fingerprints: Fingerprints) -> None:
        """Count what other code made of a family's files as changed.

        Their records are written anew whatever they said; nothing but files of the family, and of its space,
        looked at them.
        """
        if self.old is None:
            return
        self.renewed = outdated_families(self.old, fingerprints)
        if not self.renewed:
            return
        self.outdated = dict(rows_of(self.nodes, self.old, self.renewed))
        self._rows.update(dict.fromkeys(self.outdated))
        for path in self.outdated.keys() - self.changes.keys():
            self.changes[path] = None

    def old_row(self, path: str) -> FileRow | None:
        """The row of any file in the old snapshot."""
        if path not in self._rows and self.old is not None:
            value = prolly.get(self.nodes, self.old.maps["files"], path_bytes(path))
            self._rows[path] = None if value is None else decode_row(value)
        return self._rows.get(path)

    def row(self, path: str) -> FileRow | None:
        """The row of a file in the new tree, still without links if it is to be linked."""
        return self.changes[path] if path in self.changes else self.old_row(path)

    def interface(self, row: FileRow | None) -> Interface | None:
        """The Interface of a file; None if it has no facts."""
        if row is None or not row.has_facts:
            return None
        interface = self._interfaces.get(row.interface)
        if interface is None:
            interface = Interface.decode(self.objects.get(row.interface, "interface"))
            self._interfaces[row.interface] = interface
        return interface

    def interface_at(self, path: str) -> Interface:
        """The Interface of a file of the new tree, an empty one if it has none."""
        interface = self.interface(self.row(path))
        return interface if interface is not None else Interface([0], [0], [0], [""], [""], {}, {}, {}, None)

    def with_prefix(self, prefix: bytes) -> set[str]:
        """Files of the old tree whose id begins with a prefix."""
        if self.old is None:
            return set()
        entries = prolly.scan_prefix(self.nodes, self.old.maps["paths"], prefix)
        return {path_text(value) for _, value in entries}

    def _path_of(self, file_id: bytes) -> str:
        if self.old is None:
            raise KeyError(file_id)
        value = prolly.get(self.nodes, self.old.maps["paths"], file_id)
        return path_text(value or b"")

    # -- what many files answer together ------------------------------------------------------------------

    def _index_changes(self) -> None:
        """Note what changed files contribute to the answers of `bare` and `open` lookups."""
        for path in sorted(self.changes):
            interface = self.interface(self.changes[path])
            if interface is None:
                continue
            for name, count in member_counts(interface).items():
                self._members.setdefault(name, {})[path] = count
            for key in open_keys(placement_of(self.family(path)), path, interface):
                self._open.setdefault(key, []).append(path)

    def contributors(self, key: int) -> list[str]:
        """Files of the new tree that contribute to an open scope, by the key of the name; ascending."""
        found = list(self._open.get(key, ()))
        if self.old is not None:
            for entry, _ in prolly.scan_prefix(self.nodes, self.old.maps["open"], scope_key(key, b"")):
                path = self._path_of(entry[SCOPE_KEY_SIZE:])
                if path not in self.changes:
                    found.append(path)
        return sorted(found)

    def bare(self, scopes: str, name: str) -> tuple[str, int] | int:
        """The answer of the new tree to the lookup of a bare name (`scopes`: see `Placement.scopes`).

        Returns
        -------
        (path, ordinal) of the only member of that name; 0 if there is none, `MANY` if there are several.
        """
        where = _only(self._definitions(scopes, name))
        if isinstance(where, int):
            return where
        return where, _member_of(self.interface_at(where), name)

    def new_member(self, scopes: str, name: str) -> object:
        """The same, comparable between trees: the ordinal means something in its own file only."""
        where = _only(self._definitions(scopes, name))
        return where if isinstance(where, int) else self._member_symbol(where, self.row(where), name)

    def old_member(self, scopes: str, name: str) -> object:
        """The old tree's answer to the same."""
        where = _only(self._old_definitions(scopes, name))
        return where if isinstance(where, int) else self._member_symbol(where, self.old_row(where), name)

    def _definitions(self, scopes: str, name: str) -> Iterable[tuple[str, int]]:
        for path, count in self._members.get(name, {}).items():
            if _scopes_of(self.family(path)) == scopes:
                yield path, count
        for path, count in self._old_definitions(scopes, name):
            if path not in self.changes:
                yield path, count

    def _old_definitions(self, scopes: str, name: str) -> Iterable[tuple[str, int]]:
        """(path, classes with a member of that name) in the old snapshot."""
        if self.old is None:
            return
        prefix = name_key(name, b"")
        for key, value in prolly.scan_prefix(self.nodes, self.old.maps["names"], prefix):
            if value[0]:
                path = self._path_of(key[len(prefix) :])
                if path not in self.outdated and _scopes_of(self.old_family(path)) == scopes:
                    yield path, value[0]

    def _member_symbol(self, path: str, row: FileRow | None, name: str) -> object:
        interface = self.interface(row)
        if interface is None:
            return 0
        ordinal = _member_of(interface, name)
        return path, interface.symbols[ordinal], interface.kinds[ordinal]


def _scopes_of(family: str) -> str:
    """What names of a family are asked in; of none that is known here, nothing."""
    return placement_of(family).scopes if family else ""


def _only(definitions: Iterable[tuple[str, int]]) -> str | int:
    """The file of the only class among (file, classes); 0 if there is none, `MANY` if there are several."""
    found: str | int = 0
    for path, count in definitions:
        if found or count >= MANY:
            return MANY
        found = path if count else 0
    return found


def _member_of(interface: Interface, name: str) -> int:
    """The first member of that name in a class; there is one."""
    return next(
        ordinal
        for ordinal in range(1, len(interface.kinds))
        if interface.names[ordinal] == name
        and interface.kinds[interface.parents[ordinal]] in OWNER_KINDS
        and not interface.flags[ordinal] & SHADOWED
    )
