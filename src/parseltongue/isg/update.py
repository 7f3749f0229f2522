"""From one snapshot to the next: what changed in the files, what must be linked again, the new maps.

`update_snapshot` is a pure function of the old snapshot and the changed files. A full analysis is the same
function with no old snapshot, and gives the same bytes: that is the promise everything else rests on
(docs/design/incremental.md). In short: compare the Interfaces of changed files answer by answer; every
lookup whose answer differs names, through the `consulted` map, the files that asked it; link those and the
changed files again; write the entries that differ.
"""

from __future__ import annotations

from parseltongue.analysis.guarded import GuardedPlacement
from parseltongue.analysis.languages import family_named, front_end, placement_of
from parseltongue.analysis.linking.linker import Linker
from parseltongue.analysis.lookups import lookup_key
from parseltongue.analysis.world import (
    TreeWorld,
    changed_answers,
    contributed,
    member_counts,
    open_key,
    stems_of,
)  # fmt: skip
from parseltongue.isg import counting, prolly, prolly_write
from parseltongue.isg.layers import LayerFile, content_of, divided, meant, overlaid
from parseltongue.isg.nodes import NodeCache
from parseltongue.isg.outdated import entries_of, outdated_families, rows_of
from parseltongue.isg.rows import FileRow, decode_row
from parseltongue.isg.snapshot import (
    LAYER,
    MAP_NAMES,
    Fingerprints,
    Snapshot,
    decode_snapshot,
    encode_snapshot,
)
from parseltongue.model.facts import References
from parseltongue.model.ids import PATH_ID_SIZE, path_bytes, path_id, path_text, symbol_id
from parseltongue.model.interface import SHADOWED, Interface
from parseltongue.model.kinds import OWNER_KINDS
from parseltongue.model.links import NO_OUTCOME, FileLinks, short_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from parseltongue.analysis.placement import Placement
    from parseltongue.analysis.world import World
    from parseltongue.isg.objects import Objects

    Edits = dict[bytes, bytes | None]

FILE_PREFIX = 4
"""Bytes of a file id in the `consulted` map; files that share them are relinked together."""
OPEN_KEY_SIZE = 8
MANY = 2


class UpdateResult:
    """A new snapshot and what it took.

    Attributes
    ----------
    digest : bytes
        Of the snapshot; its object and all that it names are staged in the store's `Objects`.
    linked : list of str
        Paths that were linked, ascending.
    troubles : list of str
        What failed in families that other packages add. The snapshot is then degraded.
    """

    __slots__ = ("digest", "linked", "snapshot", "troubles")

    def __init__(
        self, digest: bytes, snapshot: Snapshot, linked: list[str], troubles: Sequence[str] = ()
    ) -> None:
        self.digest = digest
        self.snapshot = snapshot
        self.linked = linked
        self.troubles = list(troubles)


def update_snapshot(
    objects: Objects,
    old: bytes | None,
    changes: Mapping[str, FileRow | None],
    files: Mapping[str, str],
    fingerprints: Fingerprints,
    *,
    declared_roots: Sequence[str] = (),
    degraded: bool = False,
    layer: bytes = b"",
    progress: Callable[[int, int], None] | None = None,
) -> UpdateResult:
    """The snapshot of a tree.

    Parameters
    ----------
    objects : Objects
        Holds the old snapshot and the facts of the changed files; receives what is new.
    old : bytes or None
        Digest of a snapshot with the same fingerprint of the linker and the same layer, or None for a full
        link.
    changes : mapping of str to FileRow or None
        Files that are new or differ from the old snapshot, without links, and deleted ones (None). Among
        them are all files of families with another fingerprint than in the old snapshot.
    files : mapping of str to str
        All files of the new tree, with their languages.
    layer : bytes
        Root of the layer that links rest on (isg/layers.py); its nodes are in `objects`. Empty: none.
    progress : callable, optional
        Given (files linked, files to link) now and then.

    Raises
    ------
    CorruptionError
        The old snapshot cannot be read.
    """
    update = _Update(objects, old, dict(changes), files, fingerprints, declared_roots)
    update.layer = layer
    linked = update.link(progress)
    troubles = update.troubles()
    snapshot = update.snapshot(degraded or bool(troubles))
    digest = objects.put(encode_snapshot(snapshot))
    return UpdateResult(digest, snapshot, linked, troubles)


class _Family:
    """The files of one family of languages in the new tree, and what links them."""

    def __init__(self, update: _Update, placement: Placement, paths: list[str], roots: Sequence[str]) -> None:
        self.name = placement.family
        self.placement = placement
        self.paths = paths
        self.roots = placement.source_roots(paths, roots)
        self.world: World = TreeWorld(
            placement, paths, self.roots, update.interface_at, self._bare, self._contributors
        )
        self._update = update
        self._linker: Linker | None = None

    def link(self, path: str, references: References) -> FileLinks:
        if not isinstance(self.placement, GuardedPlacement):
            return self._link(path, references)
        try:
            return self._link(path, references)
        except Exception as error:
            self.placement.note(error)
            return FileLinks.from_outcomes([(NO_OUTCOME, None)] * len(references.operations), ())

    def _link(self, path: str, references: References) -> FileLinks:
        if self._linker is None:
            self._linker = Linker(front_end(self.name).semantics(self.world))
        return self._linker.link(self.world.unit(path), references)

    def _bare(self, name: str) -> tuple[str, int] | int:
        return self._update.bare(self.name, name)

    def _contributors(self, scope: str, name: str) -> list[str]:
        return self._update.contributors(open_key(self.name, scope, name))


class _Update:
    """The state of one update."""

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
        self.layer = b""
        self.nodes = NodeCache(objects)
        self.old = decode_snapshot(objects.get(old, "snapshot"), "snapshot") if old is not None else None
        self.changes = changes
        self.files = files
        self.fingerprints = fingerprints
        self.edits: dict[str, Edits] = {name: {} for name in MAP_NAMES}
        self.counts = counting.Counts(self.old)
        self._rows: dict[str, FileRow | None] = {}
        self._written: dict[str, FileRow | None] = {}
        self._interfaces: dict[bytes, Interface] = {}
        self._outdated: set[str] = set()
        """Files of the old snapshot that count as if they were not in it."""
        self._renewed: set[str] = set()
        """Families all of whose files are linked, so that nobody need ask what changed for them."""
        self._load_old_rows()
        self._forget_outdated()
        self._members: dict[str, dict[str, int]] = {}
        """Per member name, how many classes of each changed file define it."""
        self._open: dict[int, list[str]] = {}
        """Per key of a name in an open scope, the changed files that contribute to it."""
        self._index_changes()
        self.families = self._families(declared_roots)

    def _families(self, declared_roots: Sequence[str]) -> dict[str, _Family]:
        """By name, those that have files in the new tree."""
        paths: dict[str, list[str]] = {}
        for path in sorted(self.files):
            paths.setdefault(self._family(path), []).append(path)
        return {
            name: _Family(self, placement_of(name), files, declared_roots)
            for name, files in sorted(paths.items())
        }

    def troubles(self) -> list[str]:
        """What went wrong in added families; they are asked to forget it."""
        found = []
        for family in self.families.values():
            if isinstance(family.placement, GuardedPlacement) and family.placement.trouble:
                found.append(family.placement.trouble)
                family.placement.trouble = ""
        return found

    def _family(self, path: str) -> str:
        """The family of a file of the new tree."""
        return family_named(self.files[path])

    def _old_family(self, path: str) -> str:
        """The family of a file of the old snapshot."""
        row = self._rows.get(path) or (self._old_row(path) if path not in self.files else None)
        return family_named(row.language if row is not None else self.files[path])

    # -- reading ------------------------------------------------------------------------------------------

    def _load_old_rows(self) -> None:
        """Rows of the changed files in the old snapshot."""
        if self.old is None:
            self._rows = dict.fromkeys(self.changes)
            return
        keys = [path_bytes(path) for path in sorted(self.changes)]
        values = prolly.get_many(self.nodes, self.old.maps["files"], keys)
        for path, value in zip(sorted(self.changes), values, strict=True):
            self._rows[path] = None if value is None else decode_row(value)

    def _forget_outdated(self) -> None:
        """Take what other code made of a family's files out of the new snapshot.

        Their records are written anew whatever they said; nothing but files of the family looked at them.
        """
        if self.old is None:
            return
        self._renewed = outdated_families(self.old, self.fingerprints)
        if not self._renewed:
            return
        for path, row in rows_of(self.nodes, self.old, self._renewed):
            self.counts.replace(row, self.interface(row), -1)
            self._outdated.add(path)
        self._rows.update(dict.fromkeys(self._outdated))
        for path in self._outdated - self.changes.keys():
            self.changes[path] = None
        self.edits = entries_of(self.nodes, self.old, self._outdated)

    def _old_row(self, path: str) -> FileRow | None:
        """The row of any file in the old snapshot."""
        if path not in self._rows and self.old is not None:
            value = prolly.get(self.nodes, self.old.maps["files"], path_bytes(path))
            self._rows[path] = None if value is None else decode_row(value)
        return self._rows.get(path)

    def row(self, path: str) -> FileRow | None:
        """The row of a file in the new snapshot, still without links if it is to be linked."""
        return self.changes[path] if path in self.changes else self._old_row(path)

    def interface(self, row: FileRow | None) -> Interface | None:
        if row is None or not row.has_facts:
            return None
        interface = self._interfaces.get(row.interface)
        if interface is None:
            interface = Interface.decode(self.objects.get(row.interface, "interface"))
            self._interfaces[row.interface] = interface
        return interface

    def interface_at(self, path: str) -> Interface:
        interface = self.interface(self.row(path))
        return interface if interface is not None else Interface([0], [0], [0], [""], [""], {}, {}, {}, None)

    # -- what many files answer together --------------------------------------------------------------------

    def _index_changes(self) -> None:
        """Note what changed files contribute to the answers of `bare` and `open` lookups."""
        for path in sorted(self.changes):
            interface = self.interface(self.changes[path])
            if interface is None:
                continue
            for name, count in member_counts(interface).items():
                self._members.setdefault(name, {})[path] = count
            rules = placement_of(self._family(path))
            for scope, name in contributed(rules, path, interface):
                self._open.setdefault(open_key(rules.family, scope, name), []).append(path)

    def contributors(self, key: int) -> list[str]:
        """Files of the new tree that contribute to an open scope, by the key of the name; ascending."""
        found = list(self._open.get(key, ()))
        if self.old is not None:
            for entry, _ in prolly.scan_prefix(self.nodes, self.old.maps["open"], open_entry(key, b"")):
                path = self._path_of(entry[OPEN_KEY_SIZE:])
                if path not in self.changes:
                    found.append(path)
        return sorted(found)

    def bare(self, family: str, name: str) -> tuple[str, int] | int:
        """The answer of the new tree to the lookup of a bare name."""
        where = _only(self._definitions(family, name))
        if isinstance(where, int):
            return where
        interface = self.interface_at(where)
        return where, next(i for i in range(1, len(interface.kinds)) if _is_member(interface, i, name))

    def _definitions(self, family: str, name: str) -> Iterable[tuple[str, int]]:
        for path, count in self._members.get(name, {}).items():
            if self._family(path) == family:
                yield path, count
        for path, count in self._old_definitions(family, name):
            if path not in self.changes:
                yield path, count

    def _old_definitions(self, family: str, name: str) -> Iterable[tuple[str, int]]:
        """(path, classes with a member of that name) in the old snapshot."""
        if self.old is None:
            return
        prefix = name_key(name, b"")
        for key, value in prolly.scan_prefix(self.nodes, self.old.maps["names"], prefix):
            if value[0]:
                path = self._path_of(key[len(prefix) :])
                if path not in self._outdated and self._old_family(path) == family:
                    yield path, value[0]

    def _path_of(self, file_id: bytes) -> str:
        if self.old is None:
            raise KeyError(file_id)
        value = prolly.get(self.nodes, self.old.maps["paths"], file_id)
        return path_text(value or b"")

    def _old_bare(self, family: str, name: str) -> object:
        """The old tree's answer, comparable with that of the new one."""
        where = _only(self._old_definitions(family, name))
        return where if isinstance(where, int) else self._member_symbol(where, self._old_row(where), name)

    def _member_symbol(self, path: str, row: FileRow | None, name: str) -> object:
        interface = self.interface(row)
        if interface is None:
            return 0
        ordinal = next(i for i in range(1, len(interface.kinds)) if _is_member(interface, i, name))
        return path, interface.symbols[ordinal], interface.kinds[ordinal]

    # -- what to link -------------------------------------------------------------------------------------

    def _changed_lookups(self) -> set[int]:
        """Keys of all lookups whose answer differs between the old and the new tree."""
        keys: set[int] = set()
        names: set[tuple[str, str]] = set()
        for path, row in self.changes.items():
            before, after = self.interface(self._rows[path]), self.interface(row)
            if before is not after and not self._is_renewed(path):
                for family, was, now in self._versions(path, before, after):
                    keys |= changed_answers(placement_of(family), path, was, now)
                    names |= {(family, name) for name in _member_names(was) | _member_names(now)}
        for family, name in names:
            new = self.bare(family, name)
            answer = new if isinstance(new, int) else self._member_symbol(new[0], self.row(new[0]), name)
            if answer != self._old_bare(family, name):
                keys.add(lookup_key("bare", family, name))
        return keys | self._changed_stems()

    def _is_renewed(self, path: str) -> bool:
        return bool(self._renewed) and path in self.files and self._family(path) in self._renewed

    def _versions(
        self, path: str, before: Interface | None, after: Interface | None
    ) -> list[tuple[str, Interface | None, Interface | None]]:
        """What a file was and is to each family that it belonged or belongs to."""
        old = self._old_family(path) if before is not None else ""
        new = self._family(path) if after is not None else ""
        if old and new and old != new:
            return [(old, before, None), (new, None, after)]
        return [(old or new, before, after)]

    def _changed_stems(self) -> set[int]:
        """Lookups of places: files and folders that came or went, source roots that did."""
        if self.old is None:
            return set()
        came: dict[str, set[str]] = {}
        gone: dict[str, set[str]] = {}
        for path, row in self.changes.items():
            before = self._rows[path]
            was = family_named(before.language) if before is not None else ""
            now = family_named(row.language) if row is not None else ""
            if was != now:
                came.setdefault(now, set()).add(path)
                gone.setdefault(was, set()).add(path)
        keys: set[int] = set()
        for name in {*self.families, *gone} - {"", *self._renewed}:
            keys |= self._changed_stems_of(placement_of(name), came.get(name, set()), gone.get(name, set()))
        return keys

    def _changed_stems_of(self, rules: Placement, came: set[str], gone: set[str]) -> set[int]:
        family = self.families.get(rules.family)
        roots = set(family.roots if family is not None else ())
        before = set(self._old_roots(rules.family))
        paths = {*(family.paths if family is not None else ()), *gone}
        keys: set[int] = set()
        for stem in self._stems_that_differ(rules, came, gone):
            keys |= rules.stem_lookups(stem, sorted(roots | before))
        for root in roots ^ before:
            for path in filter(rules.has_stem, paths):
                if not root or path.startswith(root + "/"):
                    for stem in _with_folders(rules.stem(path)):
                        keys |= rules.stem_lookups(stem, [root])
        return keys

    def _old_roots(self, family: str) -> list[str]:
        return self.old.roots_of(family) if self.old is not None else []

    def _stems_that_differ(self, rules: Placement, came: set[str], gone: set[str]) -> set[str]:
        """Stems where another file or folder stands than in the old tree, or none."""
        if not came and not gone:
            return set()
        family = self.families.get(rules.family)
        paths = set(family.paths) if family is not None else set()
        before, after = stems_of(rules, paths - came | gone), stems_of(rules, paths)
        changed = filter(rules.has_stem, came | gone)
        stems = {stem for path in changed for stem in _with_folders(rules.stem(path))}
        return {stem for stem in stems if before.get(stem) != after.get(stem)}

    def _to_link(self) -> list[str]:
        wanted = {path for path, row in self.changes.items() if row is not None and row.has_facts}
        if self.old is not None:
            wanted |= self._askers(self._changed_lookups())
        return sorted(wanted)

    def _askers(self, keys: set[int]) -> set[str]:
        """Files of the old snapshot that asked one of these lookups and are still there unchanged."""
        if self.old is None:
            return set()
        prefixes = set()
        for key in sorted({short_key(key) for key in keys}):
            for entry, _ in prolly.scan_prefix(
                self.nodes, self.old.maps["consulted"], key.to_bytes(4, "big")
            ):
                prefixes.add(entry[4:])
        found = set()
        for prefix in sorted(prefixes):
            found |= self._with_prefix(prefix)
        return found - self.changes.keys()

    # -- linking ------------------------------------------------------------------------------------------

    def link(self, progress: Callable[[int, int], None] | None) -> list[str]:
        """Link what must be, collecting the edits of all maps; the paths that were linked."""
        wanted = self._to_link()
        for number, path in enumerate(wanted):
            row = self.row(path)
            if row is None:
                continue
            references = References.decode(self.objects.get(row.facts, "facts"))
            layer = self._layer_of(path, row)
            if layer is None:
                links = self.families[self._family(path)].link(path, references)
            else:
                references, links = self._overlaid(path, row, layer, references)
            self._write_linked(path, row, references, links)
            if progress is not None and not number % 50:
                progress(number, len(wanted))
        self._write_unlinked(set(wanted))
        return wanted

    def _layer_of(self, path: str, row: FileRow) -> LayerFile | None:
        """What an imported index says of a file as it is; None if nothing."""
        if not self.layer:
            return None
        record = prolly.get(self.nodes, self.layer, path_bytes(path))
        return LayerFile.decode(record) if record is not None and content_of(record) == row.content else None

    def _overlaid(
        self, path: str, row: FileRow, layer: LayerFile, references: References
    ) -> tuple[References, FileLinks]:
        """References and links of a file with what a layer says; the row names these references."""
        interface = self.interface_at(path)
        apart = divided(references, meant(layer, references, interface))
        if apart is not references:
            row.facts = self.objects.put(apart.encode())
        links = self.families[self._family(path)].link(path, apart)
        family = self._family(path)

        def has_symbol(there: str, symbol: str) -> bool:
            return self._has_symbol(family, there, symbol)

        return apart, overlaid(path, apart, links, meant(layer, apart, interface), has_symbol)

    def _has_symbol(self, family: str, path: str, symbol: str) -> bool:
        """Whether the new tree has an entity in a file of a family: names lead to no other."""
        if path not in self.files or self._family(path) != family:
            return False
        interface = self.interface(self.row(path))
        return interface is not None and interface.ordinal_of(symbol_id(symbol)) is not None

    def _write_linked(self, path: str, row: FileRow, references: References, links: FileLinks) -> None:
        old = self._old_row(path)
        encoded = links.encode()
        digest = self.objects.put(encoded)
        interface = self.interface_at(path)
        relationships, outcomes = counting.count_file(interface, references, links)
        new = FileRow(
            row.content,
            row.language,
            row.size,
            facts=row.facts,
            interface=row.interface,
            links=digest,
            flags=row.flags,
            relationships=relationships,
            outcomes=outcomes,
        )
        self._replace(path, old, new, links)

    def _write_unlinked(self, linked: set[str]) -> None:
        """Rows of deleted files and of those that have no facts."""
        for path in sorted(self.changes.keys() - linked):
            self._replace(path, self._rows[path], self.changes[path], None)

    def _replace(self, path: str, old: FileRow | None, new: FileRow | None, links: FileLinks | None) -> None:
        """Collect the edits of all maps that turn a file's old row into its new one."""
        file_id = path_id(path)
        self._written[path] = new
        self.edits["files"][path_bytes(path)] = None if new is None else new.encode()
        if (old is None) != (new is None):
            self.edits["paths"][file_id] = None if new is None else path_bytes(path)
        before, after = self.interface(old), self.interface(new)
        if before is not after:
            _edit_set(self.edits["names"], name_entries(before, file_id), name_entries(after, file_id))
            was = open_entries(self._old_family(path), path, before) if before is not None else {}
            now = open_entries(self._family(path), path, after) if after is not None else {}
            _edit_set(self.edits["open"], was, now)
        old_links = self._links(old)
        if old_links is None or links is None or old_links.encode() != links.encode():
            _edit_set(
                self.edits["incoming"], incoming_entries(old_links, file_id), incoming_entries(links, file_id)
            )
            _edit_set(
                self.edits["consulted"],
                consulted_entries(old_links, file_id),
                consulted_entries(links, file_id),
            )
        self.counts.replace(old, before, -1)
        self.counts.replace(new, after, +1)

    def _links(self, row: FileRow | None) -> FileLinks | None:
        if row is None or not row.has_facts:
            return None
        return FileLinks.decode(self.objects.get(row.links, "links"))

    # -- the result ---------------------------------------------------------------------------------------

    def _mend_shared_prefixes(self) -> None:
        """Where files share a prefix in `consulted`, an entry stays as long as one of them needs it."""
        edits = self.edits["consulted"]
        written: dict[bytes, set[str]] = {}
        for path in self._written:
            written.setdefault(path_id(path)[:FILE_PREFIX], set()).add(path)
        for prefix, paths in sorted(written.items()):
            sharing = paths | self._with_prefix(prefix)
            if len(sharing) < 2:
                continue
            needed: Edits = {}
            for path in sharing:
                row = self._written[path] if path in self._written else self._old_row(path)
                needed |= consulted_entries(self._links(row), path_id(path))
            for key in [key for key in edits if key[4:] == prefix]:
                edits[key] = needed.get(key)

    def _with_prefix(self, prefix: bytes) -> set[str]:
        """Files of the old tree whose id begins with a prefix."""
        if self.old is None:
            return set()
        entries = prolly.scan_prefix(self.nodes, self.old.maps["paths"], prefix)
        return {path_text(value) for _, value in entries}

    def snapshot(self, degraded: bool) -> Snapshot:
        prints = self.fingerprints
        if self.old is not None:
            self._mend_shared_prefixes()
        maps = {}
        for name in MAP_NAMES:
            edits = self.edits[name]
            if self.old is not None:
                maps[name] = prolly_write.update(self.nodes, self.old.maps[name], sorted(edits.items()))
            else:
                entries = {key: value for key, value in edits.items() if value is not None}
                maps[name] = prolly_write.build_from(self.nodes, entries)
        if self.layer:
            maps[LAYER] = self.layer
        return Snapshot(
            families={name: prints.families[name] for name in self.families},
            linker=prints.linker,
            options=prints.options,
            source_roots=[f"{one.name}:{root}" for one in self.families.values() for root in one.roots],
            maps=maps,
            counts=self.counts.tables(),
            degraded=degraded,
        )


def name_key(name: str, file_id: bytes) -> bytes:
    """Key of the `names` map."""
    return name.encode("utf-8", "surrogatepass") + b"\0" + file_id


def name_entries(interface: Interface | None, file_id: bytes) -> Edits:
    """Entries of a file in `names`: simple name to how many of its classes have such a member (at most 2)."""
    if interface is None:
        return {}
    counts = member_counts(interface)
    return {
        name_key(name, file_id): bytes((min(counts.get(name, 0), MANY),)) for name in set(interface.names[1:])
    }


def open_entry(key: int, file_id: bytes) -> bytes:
    """Key of the `open` map."""
    return key.to_bytes(OPEN_KEY_SIZE, "big") + file_id


def open_entries(family: str, path: str, interface: Interface) -> Edits:
    """Entries of a file in `open`: the names that it contributes to open scopes."""
    rules, file_id = placement_of(family), path_id(path)
    return {
        open_entry(open_key(rules.family, scope, name), file_id): b""
        for scope, name in contributed(rules, path, interface)
    }


def incoming_entries(links: FileLinks | None, file_id: bytes) -> Edits:
    """Entries of a file in `incoming`: the entities of other files, and the externals, that it leads to."""
    if links is None:
        return {}
    return {target + file_id: b"" for target in links.target_ids() if target[:PATH_ID_SIZE] != file_id}


def consulted_entries(links: FileLinks | None, file_id: bytes) -> Edits:
    """Entries of a file in `consulted`: the lookups that its links rest on."""
    if links is None:
        return {}
    suffix = file_id[:FILE_PREFIX]
    return {key.to_bytes(4, "big") + suffix: b"" for key in links.consulted}


def _only(definitions: Iterable[tuple[str, int]]) -> str | int:
    """The file of the only class among (file, classes); 0 if there is none, `MANY` if there are several."""
    found: str | int = 0
    for path, count in definitions:
        if found or count >= MANY:
            return MANY
        found = path if count else 0
    return found


def _edit_set(edits: Edits, before: Edits, after: Edits) -> None:
    """Add the edits that turn some entries into others."""
    if not before:
        edits.update(after)
        return
    for key, value in after.items():
        if before.get(key) != value:
            edits[key] = value
    for key in before.keys() - after.keys():
        edits.setdefault(key, None)


def _is_member(interface: Interface, ordinal: int, name: str) -> bool:
    return (
        interface.names[ordinal] == name
        and interface.kinds[interface.parents[ordinal]] in OWNER_KINDS
        and not interface.flags[ordinal] & SHADOWED
    )


def _member_names(interface: Interface | None) -> set[str]:
    return set(member_counts(interface)) if interface is not None else set()


def _with_folders(stem: str) -> list[str]:
    """A stem and all folders above it."""
    stems = [stem]
    while "/" in stem:
        stem = stem.rpartition("/")[0]
        stems.append(stem)
    return stems
