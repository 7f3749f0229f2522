"""Kinds of errors are told by what the graph and the oracle say under the name in question."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from benchmarks.errors import Judge, Tally, text

# Two functions in one file, and two methods in another.
ENTITIES = {
    1: ("run", "function", -1),
    2: ("stop", "function", -1),
    3: ("stop", "method", -2),
    4: ("gone", "method", -2),
}
FILES = {-1: "a.py", -2: "b.py"}


class FakeOracle:
    """What the scorer knows of two files."""

    compiled_only = False
    optional_imports: frozenset = frozenset()

    def __init__(self, gold: dict, outside: dict) -> None:
        self.gold = {kind: set(gold.get(kind, ())) for kind in ("call", "use", "extends", "import")}
        self.entities = {i: {"n": name, "k": kind} for i, (name, kind, _) in ENTITIES.items()}
        self.resolved_names = {
            s: {self.entities[d]["n"] for k in self.gold for _, d in self.gold[k]} for s in ENTITIES
        }
        self.resolved_names.update(outside)

    def source(self, i, kind):
        return i

    target = source

    def file_of(self, i):
        return i if i < 0 else ENTITIES[i][2]

    def label(self, i):
        return FILES.get(i) or f"{FILES[ENTITIES[i][2]]}:{ENTITIES[i][0]}"


EVALUATE = SimpleNamespace(
    edge_kind={"calls": "call", "uses": "use"}.get,
    match_entities=lambda oracle, exported: ({one: int(one) for one in exported}, {1, 2, 3}, {}),
)


def edge(dst, *, kind="calls", provenance="exact", target=None):
    told = {"type": "relationship", "kind": kind, "src": "1", "dst": dst}
    return {**told, "provenance": provenance, "target": target}


def tally(tmp_path, gold, edges, outside=None) -> Tally:
    export = tmp_path / "export.jsonl"
    entities = [{"type": "entity", "id": str(i), "name": ENTITIES[i][0]} for i in (1, 2, 3)]
    export.write_text("".join(json.dumps(one) + "\n" for one in [*entities, *edges]))
    return Judge(EVALUATE, FakeOracle(gold, outside or {}), export).tally()


MISSES = {
    "ambiguous, on a receiver": (3, [edge(None, provenance="ambiguous", target="x.stop")]),
    "unresolved, a plain name": (3, [edge(None, provenance="unresolved", target="stop")]),
    "external, on a receiver": (3, [edge(None, provenance="external", target="os::stop()")]),
    "told as use": (3, [edge("3", kind="uses")]),
    "leads to another entity of that name": (3, [edge("2")]),
    "no mention of the name": (3, []),
    "the entity is not in the graph": (4, []),
}


@pytest.mark.parametrize("why", MISSES)
def test_a_miss_is_told_by_what_the_graph_says_there(tmp_path, why) -> None:
    target, edges = MISSES[why]
    found = tally(tmp_path, {"call": [(1, target)]}, edges)
    missed = [kind for sort, kind in found.counts if sort == "missed"]
    assert missed == [f"call of a method, another file: {why}"]


def test_a_wrong_edge_is_told_by_what_the_oracle_says_there(tmp_path) -> None:
    wrong = {
        "the oracle has another method of that name": ({"call": [(1, 3)]}, {}),
        "the oracle leads outside of the project": ({}, {1: {"stop"}}),
        "the oracle resolved no such name there": ({}, {1: set()}),
    }
    for why, (gold, outside) in wrong.items():
        found = tally(tmp_path, gold, [edge("2", provenance="inferred")], outside)
        kinds = [kind for sort, kind in found.counts if sort == "wrong"]
        assert kinds == [f"inferred call of a function, same file: {why}"]


def test_what_is_right_or_accepted_is_no_error(tmp_path) -> None:
    assert not tally(tmp_path, {"call": [(1, 2)]}, [edge("2"), edge("2", kind="uses")]).counts


def test_the_most_frequent_kinds_come_first_with_their_share() -> None:
    both = Tally()
    for kind, number in (("rare", 1), ("frequent", 3)):
        one = Tally()
        for at in range(number):
            one.add("missed", kind, f"`{kind} {at}`")
        both.merge(one)
    assert text([("python", both)], 1).split("\n\n")[:2] == [
        "### python: missed, 4",
        "| Missed | number | share | example |\n|---|--:|--:|---|\n| frequent | 3 | 75% | `frequent 0` |",
    ]
