"""Which files must be linked: the changed ones, and all that asked something with another answer now.

Each link was made from the answers to lookups, and the `consulted` map knows who asked which. So it is
enough to find the lookups that the old and the new tree answer differently (docs/design/incremental.md).
"""

from __future__ import annotations

from parseltongue.analysis.languages import families, family_named, placement_of
from parseltongue.analysis.lookups import lookup_key
from parseltongue.analysis.world import changed_answers, member_counts, open_keys, stems_of
from parseltongue.isg import prolly
from parseltongue.isg.entries import LOOKUP_SIZE, SCOPE_KEY_SIZE, lookup_prefix
from parseltongue.model.ids import PATH_ID_SIZE
from parseltongue.model.links import short_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from parseltongue.analysis.placement import Placement
    from parseltongue.isg.entries import Edits
    from parseltongue.isg.trees import Trees
    from parseltongue.model.interface import Interface


def files_to_link(trees: Trees, removed: Mapping[str, Edits]) -> list[str]:
    """Files of the new tree whose links may differ from those in the old snapshot, ascending.

    Parameters
    ----------
    removed : mapping of str to Edits
        By map, the entries that other code than the present has put into the old snapshot.
    """
    wanted = {path for path, row in trees.changes.items() if row is not None and row.has_facts}
    if trees.old is not None:
        wanted |= _askers(trees, _changed_lookups(trees) | _renewed_names(trees, removed))
    return sorted(wanted)


def _askers(trees: Trees, keys: set[int]) -> set[str]:
    """Files of the old snapshot that asked one of these lookups and are still there unchanged."""
    if trees.old is None:
        return set()
    asked = trees.old.maps["consulted"]
    prefixes = set()
    for key in sorted({short_key(key) for key in keys}):
        for entry, _ in prolly.scan_prefix(trees.nodes, asked, lookup_prefix(key)):
            prefixes.add(entry[LOOKUP_SIZE:])
    found = set()
    for prefix in sorted(prefixes):
        found |= trees.with_prefix(prefix)
    return found - trees.changes.keys()


def _changed_lookups(trees: Trees) -> set[int]:
    """Keys of all lookups whose answer differs between the old and the new tree."""
    keys: set[int] = set()
    names: set[tuple[str, str]] = set()
    for path, row in trees.changes.items():
        before, after = trees.interface(trees.old_row(path)), trees.interface(row)
        if before is not after and not _is_renewed(trees, path):
            for family, was, now in _versions(trees, path, before, after):
                rules = placement_of(family)
                keys |= changed_answers(rules, path, was, now, trees.beside(rules))
                names |= {(rules.scopes, name) for name in _member_names(was) | _member_names(now)}
    for scopes, name in names:
        if trees.new_member(scopes, name) != trees.old_member(scopes, name):
            keys.add(lookup_key("bare", scopes, name))
    return keys | _changed_stems(trees)


def _renewed_names(trees: Trees, removed: Mapping[str, Edits]) -> set[int]:
    """Lookups by which files of other families of a space can have come to files of renewed ones.

    What old code made of a file is not compared with what new code makes of it: whoever looked for one of
    their names looks again.
    """
    known = families()
    renewed = [known[name] for name in trees.renewed if name in known]
    asking = [one for rules in renewed for one in trees.beside(rules) if one.family not in trees.renewed]
    if not asking:
        return set()
    keys = {int.from_bytes(entry[:SCOPE_KEY_SIZE], "big") for entry in removed["open"]}
    names = {entry[: -PATH_ID_SIZE - 1].decode("utf-8", "surrogatepass") for entry in removed["names"]}
    for path, row in trees.changes.items():
        interface = trees.interface(row)
        if interface is not None and _is_renewed(trees, path):
            keys |= open_keys(placement_of(trees.family(path)), path, interface)
            names |= _member_names(interface)
    return keys | {lookup_key("bare", one.scopes, name) for one in asking for name in names}


def _is_renewed(trees: Trees, path: str) -> bool:
    return bool(trees.renewed) and path in trees.files and trees.family(path) in trees.renewed


def _versions(
    trees: Trees, path: str, before: Interface | None, after: Interface | None
) -> list[tuple[str, Interface | None, Interface | None]]:
    """What a file was and is to each family that it belonged or belongs to."""
    old = trees.old_family(path) if before is not None else ""
    new = trees.family(path) if after is not None else ""
    if old and new and old != new:
        return [(old, before, None), (new, None, after)]
    return [(old or new, before, after)]


def _member_names(interface: Interface | None) -> set[str]:
    return set(member_counts(interface)) if interface is not None else set()


# -- places -----------------------------------------------------------------------------------------------


def _changed_stems(trees: Trees) -> set[int]:
    """Lookups of places: files and folders that came or went, source roots that did."""
    came: dict[str, set[str]] = {}
    gone: dict[str, set[str]] = {}
    for path, row in trees.changes.items():
        before = trees.old_row(path)
        was = family_named(before.language) if before is not None else ""
        now = family_named(row.language) if row is not None else ""
        if was != now:
            came.setdefault(now, set()).add(path)
            gone.setdefault(was, set()).add(path)
    keys: set[int] = set()
    for name in {*trees.families, *gone} - {"", *trees.renewed}:
        keys |= _changed_stems_of(trees, placement_of(name), came.get(name, set()), gone.get(name, set()))
    return keys


def _changed_stems_of(trees: Trees, rules: Placement, came: set[str], gone: set[str]) -> set[int]:
    family = trees.families.get(rules.family)
    roots = set(family.roots if family is not None else ())
    before = set(trees.old.roots_of(rules.family) if trees.old is not None else ())
    paths = set(family.paths if family is not None else ())
    keys: set[int] = set()
    for stem in _stems_that_differ(rules, paths, came, gone):
        keys |= rules.stem_lookups(stem, sorted(roots | before))
    for root in roots ^ before:
        for path in filter(rules.has_stem, paths | gone):
            if not root or path.startswith(root + "/"):
                for stem in _with_folders(rules.stem(path)):
                    keys |= rules.stem_lookups(stem, [root])
    return keys


def _stems_that_differ(rules: Placement, paths: set[str], came: set[str], gone: set[str]) -> set[str]:
    """Stems where another file or folder stands than in the old tree, or none; `paths` are there now."""
    if not came and not gone:
        return set()
    before, after = stems_of(rules, paths - came | gone), stems_of(rules, paths)
    changed = filter(rules.has_stem, came | gone)
    stems = {stem for path in changed for stem in _with_folders(rules.stem(path))}
    return {stem for stem in stems if before.get(stem) != after.get(stem)}


def _with_folders(stem: str) -> list[str]:
    """A stem and all folders above it."""
    stems = [stem]
    while "/" in stem:
        stem = stem.rpartition("/")[0]
        stems.append(stem)
    return stems
