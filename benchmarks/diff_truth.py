"""What a comparison of two exports says, to hold `parseltongue diff` against."""

from __future__ import annotations

import json
from typing import Any

Row = dict[str, Any]

COMPARED = ("kind", "visibility", "signature", "language", "is_test")
SURENESS = ("exact", "inferred", "ambiguous", "external", "unresolved")


def disagreements(found: Row, before: bytes, after: bytes) -> list[str]:
    """Sentences on what the object of `diff --json` says otherwise than two exports; empty if nothing.

    That one removed and one added entity are the same, moved, is taken over from it: nothing but the ids
    of an export could contradict.
    """
    old, new = _entities(before), _entities(after)
    moved = {one["old"]["id"]: one["new"]["id"] for one in found["entities"]["moved"]}
    return [
        *_entity_disagreements(found["entities"], old, new, moved),
        *_relationship_disagreements(found["relationships"], before, after, moved),
    ]


def _entity_disagreements(
    found: Row, old: dict[str, Row], new: dict[str, Row], moved: dict[str, str]
) -> list[str]:
    gone, come = old.keys() - new.keys(), new.keys() - old.keys()
    problems = []
    if len(set(moved.values())) != len(found["moved"]):
        problems.append("something moved to two places, or two things to one")
    problems += _difference("removed", _ids(found["removed"]) | _no_files(moved, old), _no_files(gone, old))
    problems += _difference(
        "added", _ids(found["added"]) | _no_files(moved.values(), new), _no_files(come, new)
    )
    changed = {one for one in old.keys() & new.keys() if _fields(old[one]) != _fields(new[one])}
    problems += _difference("changed", {one["new"]["id"] for one in found["changed"]}, changed)
    for one in (*found["changed"], *found["moved"]):
        was, now = old.get(one["old"]["id"], {}), new.get(one["new"]["id"], {})
        different = {name for name in COMPARED if was.get(name) != now.get(name)}
        # The signature of something renamed differs by its name at least.
        told = set(one["fields"]) | ({"signature"} & different if one["renamed"] else set())
        problems += _difference(f"fields of {one['new']['qualified_name']}", told, different)
    return problems


def _relationship_disagreements(found: Row, before: bytes, after: bytes, moved: dict[str, str]) -> list[str]:
    was, now = _relationships(before, moved), _relationships(after, {})
    changed = {(key, was[key], now[key]) for key in was.keys() & now.keys() if was[key] != now[key]}
    told = {(_key(row, {}), row["was"], row["provenance"]) for row in found["changed"]}
    return [
        *_difference(
            "relationships added", {_key(row, {}) for row in found["added"]}, now.keys() - was.keys()
        ),
        *_difference(
            "relationships removed", {_key(row, moved) for row in found["removed"]}, was.keys() - now.keys()
        ),
        *_difference("relationships changed", told, changed),
    ]


def _difference(what: str, told: Any, expected: Any) -> list[str]:
    return [f"{what}: {one} is told, but not so" for one in sorted(map(str, told - expected))] + [
        f"{what}: {one} is missing" for one in sorted(map(str, expected - told))
    ]


def _rows(export: bytes, kind: str) -> list[Row]:
    rows = map(json.loads, export.splitlines())
    return [row for row in rows if row["type"] == kind and row["kind"] != "contains"]


def _entities(export: bytes) -> dict[str, Row]:
    return {row["id"]: row for row in _rows(export, "entity")}


def _ids(records: list[Row]) -> set[str]:
    return {record["id"] for record in records}


def _no_files(ids: Any, entities: dict[str, Row]) -> set[str]:
    """Files are told as files."""
    return {one for one in ids if entities[one]["kind"] != "file"}


def _fields(row: Row) -> list[object]:
    return [row[name] for name in COMPARED]


def _relationships(export: bytes, moved: dict[str, str]) -> dict[tuple[object, ...], str]:
    """By what they connect, with the surest provenance."""
    found: dict[tuple[object, ...], str] = {}
    for row in _rows(export, "relationship"):
        key = _key(row, moved)
        found[key] = min(found.get(key, row["provenance"]), row["provenance"], key=SURENESS.index)
    return found


def _key(row: Row, moved: dict[str, str]) -> tuple[object, ...]:
    return row["kind"], moved.get(row["src"], row["src"]), moved.get(row["dst"], row["dst"]), row["target"]
