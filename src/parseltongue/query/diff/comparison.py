"""Two snapshots compared: the whole answer of `parseltongue diff`."""

from __future__ import annotations

from itertools import islice

from parseltongue.model.kinds import PROVENANCES
from parseltongue.query.diff.breaking import breaking_changes
from parseltongue.query.diff.edges import Side, compare_relationships, relationship_record
from parseltongue.query.diff.entities import compare_entities
from parseltongue.query.diff.files import changed_files
from parseltongue.query.diff.impact import affected_users, covering_tests, touched_places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.isg.view import GraphView
    from parseltongue.query.diff.entities import Change, Place
    from parseltongue.query.records import Record


class Comparison:
    """What is different in one snapshot against another. Both must be in the same store.

    O(what differs), but for `affected` and `tests`, which follow what leads to it.

    Attributes
    ----------
    files : list of FilePair
        Those that differ, by path.
    entities : EntityChanges
    relationships : RelationshipChanges
    breaking : list of Breaking
    affected : list of Affected
    tests : list of CoveringTest

    Raises
    ------
    CorruptionError
        A record that is needed is damaged.
    """

    def __init__(self, old: GraphView, new: GraphView) -> None:
        self.old, self.new = Side(old), Side(new)
        self.files = changed_files(old, new)
        self.entities = compare_entities(self.files)
        now = self.entities.new_ids()
        self.relationships = compare_relationships(self.old, self.new, self.files, now)
        self.breaking = breaking_changes(self.old, self.new, self.entities, self.relationships)
        edited = {pair.path for pair in self.files if pair.edited}
        self.affected = affected_users(self.old, self.new, self.entities, edited)
        self.tests = covering_tests(self.old, self.new, *touched_places(self.files, self.entities))

    @property
    def is_empty(self) -> bool:
        """Whether the graphs are the same."""
        return not self.files

    def counts(self) -> dict[str, Any]:
        """How many of each there are."""
        entities, relationships = self.entities, self.relationships
        renamed = sum(change.renamed and not change.along for change in entities.moved)
        moved = sum(not change.renamed and not change.along for change in entities.moved)
        return {
            "files": {name: len(paths) for name, paths in self.file_lists().items()},
            "entities": {
                "added": sum(bool(place.ordinal) for place in entities.added),
                "removed": sum(bool(place.ordinal) for place in entities.removed),
                "changed": len(entities.changed),
                "moved": moved,
                "renamed": renamed,
                "along": sum(change.along for change in entities.moved),
            },
            "relationships": {
                "added": len(relationships.added),
                "removed": len(relationships.removed),
                "changed": len(relationships.changed),
            },
            "breaking": len(self.breaking),
            "affected": len(self.affected),
            "tests": len(self.tests),
        }

    def file_lists(self) -> dict[str, list[Any]]:
        """Paths as shown: `added`, `removed`, `edited`, `relinked` (other contents made them link
        otherwise), and `moved` (old and new path).
        """
        lists: dict[str, list[Any]] = {"added": [], "removed": [], "edited": [], "relinked": [], "moved": []}
        for pair in self.files:
            if pair.new is None or pair.old is None:
                file = pair.new or pair.old
                lists["added" if pair.old is None else "removed"] += [file.shown] if file is not None else []
            elif pair.moved:
                lists["moved"].append([pair.old.shown, pair.new.shown])
            else:
                lists["edited" if pair.edited else "relinked"].append(pair.new.shown)
        return lists

    def as_dict(self, limit: int | None = None) -> dict[str, Any]:
        """For JSON; each list has at most `limit` items, `counts` tells of how many."""
        entities, relationships = self.entities, self.relationships
        return {
            "snapshot": self.new.view.digest.hex(),
            "old_snapshot": self.old.view.digest.hex(),
            "counts": self.counts(),
            "files": {name: paths[:limit] for name, paths in self.file_lists().items()},
            "entities": {
                "added": _inside_files(entities.added, limit),
                "removed": _inside_files(entities.removed, limit),
                "changed": [_change_record(change) for change in entities.changed[:limit]],
                "moved": [_change_record(change) for change in entities.moved[:limit]],
            },
            "relationships": {
                "added": [relationship_record(self.new, one) for one in relationships.added[:limit]],
                "removed": [relationship_record(self.old, one) for one in relationships.removed[:limit]],
                "changed": [
                    {**relationship_record(self.new, one), "was": PROVENANCES[was.provenance]}
                    for was, one in relationships.changed[:limit]
                ],
            },
            "breaking": [one.record() for one in self.breaking[:limit]],
            "affected": [one.record(self.new if one.is_new else self.old) for one in self.affected[:limit]],
            "tests": [one.record() for one in self.tests[:limit]],
        }


def _inside_files(places: list[Place], limit: int | None) -> list[Record]:
    """Records of what is no file as a whole."""
    return [place.record() for place in islice((one for one in places if one.ordinal), limit)]


def _change_record(change: Change) -> Record:
    return {
        "old": change.old.record(),
        "new": change.new.record(),
        "fields": change.fields,
        "renamed": change.renamed,
        "along": change.along,
    }
