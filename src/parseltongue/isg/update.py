"""From one snapshot to the next: what changed in the files, what must be linked again, the new maps.

`update_snapshot` is a pure function of the old snapshot and the changed files. A full analysis is the same
function with no old snapshot, and gives the same bytes: that is the promise everything else rests on
(docs/design/incremental.md). In short: compare the Interfaces of changed files answer by answer; every
lookup whose answer differs names, through the `consulted` map, the files that asked it; link those and the
changed files again; write the entries that differ.
"""

from __future__ import annotations

from parseltongue.analysis.guarded import GuardedPlacement
from parseltongue.analysis.languages import front_end
from parseltongue.analysis.linking.linker import Linker
from parseltongue.analysis.linking.neighbours import Neighbours
from parseltongue.isg import counting, entries, prolly, prolly_write
from parseltongue.isg.layers import LayerFile, content_of, divided, meant, overlaid
from parseltongue.isg.relinking import files_to_link
from parseltongue.isg.rows import FileRow
from parseltongue.isg.snapshot import LAYER, MAP_NAMES, Fingerprints, Snapshot, encode_snapshot
from parseltongue.isg.trees import Trees
from parseltongue.model.facts import References
from parseltongue.model.ids import path_bytes, path_id, symbol_id
from parseltongue.model.links import NO_OUTCOME, FileLinks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from parseltongue.analysis.linking.semantics import Semantics
    from parseltongue.isg.entries import Edits, Entries
    from parseltongue.isg.objects import Objects
    from parseltongue.isg.trees import Family
    from parseltongue.model.interface import Interface


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
    trees = Trees(objects, old, dict(changes), files, fingerprints, declared_roots)
    update = _Update(trees, fingerprints, layer)
    linked = update.link(progress)
    troubles = update.troubles()
    snapshot = update.snapshot(degraded or bool(troubles))
    digest = objects.put(encode_snapshot(snapshot))
    return UpdateResult(digest, snapshot, linked, troubles)


class _FamilyLinker:
    """Links the files of one family; the linker is made when the first one needs it.

    Parameters
    ----------
    semantics : callable
        Makes the semantics of a family.
    """

    __slots__ = ("_family", "_linker", "_semantics")

    def __init__(self, family: Family, semantics: Callable[[Family], Semantics]) -> None:
        self._family = family
        self._semantics = semantics
        self._linker: Linker | None = None

    def link(self, path: str, references: References) -> FileLinks:
        placement = self._family.placement
        if not isinstance(placement, GuardedPlacement):
            return self._link(path, references)
        try:
            return self._link(path, references)
        except Exception as error:
            placement.note(error)
            return FileLinks.from_outcomes([(NO_OUTCOME, None)] * len(references.operations), ())

    def _link(self, path: str, references: References) -> FileLinks:
        if self._linker is None:
            self._linker = Linker(self._semantics(self._family))
        return self._linker.link(self._family.world.unit(path), references)


class _Update:
    """The edits that make the maps of the old snapshot those of the new one."""

    def __init__(self, trees: Trees, fingerprints: Fingerprints, layer: bytes) -> None:
        self.trees = trees
        self.objects = trees.objects
        self.fingerprints = fingerprints
        self.layer = layer
        self.counts = counting.Counts(trees.old)
        self.edits: dict[str, Edits] = {name: {} for name in MAP_NAMES}
        self._spaces: dict[str, Neighbours] = {}
        self._linkers = {
            name: _FamilyLinker(family, self._semantics) for name, family in trees.families.items()
        }
        self._written: dict[str, FileRow | None] = {}
        if trees.old is not None and trees.outdated:
            self.edits = entries.removal(trees.nodes, trees.old, set(trees.outdated))
            for row in trees.outdated.values():
                self.counts.replace(row, trees.interface(row), -1)

    def _semantics(self, family: Family) -> Semantics:
        """The semantics of a family, together with the others of its space."""
        space = family.placement.space
        if not space:
            return self._alone(family.name)
        if space not in self._spaces:
            self._spaces[space] = Neighbours(self._alone)
        return self._spaces[space].of(family.name)

    def _alone(self, name: str) -> Semantics:
        return front_end(name).semantics(self.trees.families[name].world)

    def troubles(self) -> list[str]:
        """What went wrong in added families; they are asked to forget it."""
        found = []
        for family in self.trees.families.values():
            if isinstance(family.placement, GuardedPlacement) and family.placement.trouble:
                found.append(family.placement.trouble)
                family.placement.trouble = ""
        return found

    # -- linking ------------------------------------------------------------------------------------------

    def link(self, progress: Callable[[int, int], None] | None) -> list[str]:
        """Link what must be, collecting the edits of all maps; the paths that were linked."""
        wanted = files_to_link(self.trees, self.edits)
        for number, path in enumerate(wanted):
            row = self.trees.row(path)
            if row is None:
                continue
            references = References.decode(self.objects.get(row.facts, "facts"))
            layer = self._layer_of(path, row)
            if layer is None:
                links = self._linker(path).link(path, references)
            else:
                references, links = self._overlaid(path, row, layer, references)
            self._write_linked(path, row, references, links)
            if progress is not None and not number % 50:
                progress(number, len(wanted))
        self._write_unlinked(set(wanted))
        return wanted

    def _linker(self, path: str) -> _FamilyLinker:
        return self._linkers[self.trees.family(path)]

    def _layer_of(self, path: str, row: FileRow) -> LayerFile | None:
        """What an imported index says of a file as it is; None if nothing."""
        if not self.layer:
            return None
        record = prolly.get(self.trees.nodes, self.layer, path_bytes(path))
        return LayerFile.decode(record) if record is not None and content_of(record) == row.content else None

    def _overlaid(
        self, path: str, row: FileRow, layer: LayerFile, references: References
    ) -> tuple[References, FileLinks]:
        """References and links of a file with what a layer says; the row names these references."""
        interface = self.trees.interface_at(path)
        apart = divided(references, meant(layer, references, interface))
        if apart is not references:
            row.facts = self.objects.put(apart.encode())
        links = self._linker(path).link(path, apart)
        family = self.trees.family(path)

        def has_symbol(there: str, symbol: str) -> bool:
            return self._has_symbol(family, there, symbol)

        return apart, overlaid(path, apart, links, meant(layer, apart, interface), has_symbol)

    def _has_symbol(self, family: str, path: str, symbol: str) -> bool:
        """Whether the new tree has an entity in a file of a family or one of its space: names lead to no
        other."""
        if path not in self.trees.files or not self.trees.is_near(path, family):
            return False
        interface = self.trees.interface(self.trees.row(path))
        return interface is not None and interface.ordinal_of(symbol_id(symbol)) is not None

    def _write_linked(self, path: str, row: FileRow, references: References, links: FileLinks) -> None:
        old = self.trees.old_row(path)
        encoded = links.encode()
        digest = self.objects.put(encoded)
        interface = self.trees.interface_at(path)
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
        for path in sorted(self.trees.changes.keys() - linked):
            self._replace(path, self.trees.old_row(path), self.trees.changes[path], None)

    def _replace(self, path: str, old: FileRow | None, new: FileRow | None, links: FileLinks | None) -> None:
        """Collect the edits of all maps that turn a file's old row into its new one."""
        file_id = path_id(path)
        self._written[path] = new
        self.edits["files"][path_bytes(path)] = None if new is None else new.encode()
        if (old is None) != (new is None):
            self.edits["paths"][file_id] = None if new is None else path_bytes(path)
        before, after = self.trees.interface(old), self.trees.interface(new)
        if before is not after:
            self._edit("names", entries.name_entries(before, file_id), entries.name_entries(after, file_id))
            self._edit("open", self._opened(path, before, old=True), self._opened(path, after))
        was = self._links(old)
        if was is None or links is None or was.encode() != links.encode():
            self._edit(
                "incoming", entries.incoming_entries(was, file_id), entries.incoming_entries(links, file_id)
            )
            self._edit(
                "consulted",
                entries.consulted_entries(was, file_id),
                entries.consulted_entries(links, file_id),
            )
        self.counts.replace(old, before, -1)
        self.counts.replace(new, after, +1)

    def _edit(self, name: str, before: Entries, after: Entries) -> None:
        entries.edit(self.edits[name], before, after)

    def _opened(self, path: str, interface: Interface | None, *, old: bool = False) -> Entries:
        """What a file puts into `open`, if it is in that tree."""
        if interface is None:
            return {}
        family = self.trees.old_family(path) if old else self.trees.family(path)
        return entries.open_entries(family, path, interface)

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
            written.setdefault(path_id(path)[: entries.FILE_PREFIX], set()).add(path)
        for prefix, paths in sorted(written.items()):
            sharing = paths | self.trees.with_prefix(prefix)
            if len(sharing) < 2:
                continue
            needed: Edits = {}
            for path in sharing:
                row = self._written[path] if path in self._written else self.trees.old_row(path)
                needed |= entries.consulted_entries(self._links(row), path_id(path))
            for key in [key for key in edits if key[entries.LOOKUP_SIZE :] == prefix]:
                edits[key] = needed.get(key)

    def snapshot(self, degraded: bool) -> Snapshot:
        """The new snapshot; its maps are staged."""
        old, nodes, families = self.trees.old, self.trees.nodes, self.trees.families
        maps = {}
        if old is None:
            for name, edits in self.edits.items():
                kept = {key: value for key, value in edits.items() if value is not None}
                maps[name] = prolly_write.build_from(nodes, kept)
        else:
            self._mend_shared_prefixes()
            for name, edits in self.edits.items():
                maps[name] = prolly_write.update(nodes, old.maps[name], sorted(edits.items()))
        if self.layer:
            maps[LAYER] = self.layer
        prints = self.fingerprints
        return Snapshot(
            families={name: prints.families[name] for name in families},
            linker=prints.linker,
            options=prints.options,
            source_roots=[f"{one.name}:{root}" for one in families.values() for root in one.roots],
            maps=maps,
            counts=self.counts.tables(),
            degraded=degraded,
        )
