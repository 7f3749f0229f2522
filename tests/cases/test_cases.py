"""Runs the cases in the Markdown files beside this one: files, edits, and the graph that must come of them.

A case is a section that begins with ``##``. Fenced blocks of it are, by their first line:

```` ```python PATH ````
    The new content of a file, of any language that is named so.
```` ```delete PATH ````
    The file is deleted.
```` ```expect ````
    What must hold of the tree with all edits up to here. Each line is one of

    - ``source -kind-> target [provenance]``: a relationship of the export; entities by qualified name (with
      ``@line`` where that is not enough), external and unresolved targets as written; ``exact`` if no
      provenance is given; ``*`` stands for any target
    - ``not source -kind-> target``: there is none, but for those that are unresolved or ambiguous
    - ``entity name kind``, ``not entity name``
    - ``signature name: text``
    - ``stored text`` or ``not stored text``: whether a text can be found in what is stored of the files
    - ``linked path ...``: exactly these files were linked
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from parseltongue.analysis.languages import language_of
from tests.property.trees import Tree, assert_equals_full, facts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.isg.update import UpdateResult

FOLDER = Path(__file__).parent
_BLOCK = re.compile(r"^```(\w+) *([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_RELATIONSHIP = re.compile(r"(not )?(\S+) -(\w+)-> (.+?)(?: \[(\w+)\])?$")


class Graph:
    """The export of a tree, by names that a person can write."""

    def __init__(self, tree: Tree, result: UpdateResult) -> None:
        self.linked = result.linked
        self.stored = b"".join(
            part for path in tree.files for part in facts(language_of(path) or "", tree.read(path))[:2]
        )
        records = [json.loads(line) for line in tree.export().splitlines()]
        self.entities = {one["id"]: one for one in records if one["type"] == "entity"}
        self.relationships = {self._named(one) for one in records if one["type"] == "relationship"}

    def _named(self, one: dict[str, str]) -> tuple[str, str, str, str]:
        target = self._name(one["dst"]) if one["dst"] else one["target"]
        return self._name(one["src"]), one["kind"], target, one["provenance"]

    def _name(self, identity: str) -> str:
        entity = self.entities[identity]
        name = str(entity["qualified_name"])
        twins = [one for one in self.entities.values() if one["qualified_name"] == name]
        return name if len(twins) == 1 else f"{name}@{entity['start_line']}"

    def check(self, line: str) -> None:
        """Fail unless a line of an ``expect`` block holds."""
        word, _, rest = line.partition(" ")
        negated = word == "not"
        if negated:
            word, _, rest = rest.partition(" ")
        match = _RELATIONSHIP.match(line)
        if match is not None:
            self._check_relationship(*match.groups())
        elif word == "entity":
            found = {(self._name(one), str(self.entities[one]["kind"])) for one in self.entities}
            name, _, kind = rest.partition(" ")
            assert any(one == name and kind in ("", other) for one, other in found) != negated, sorted(found)
        elif word == "signature":
            name, _, text = rest.partition(": ")
            assert [one["signature"] for id_, one in self.entities.items() if self._name(id_) == name] == [
                text
            ]
        elif word == "stored":
            assert (rest.encode() in self.stored) != negated
        elif word == "linked":
            assert self.linked == rest.split()
        else:
            pytest.fail(f"no such expectation: {line}")

    def _check_relationship(
        self, negated: str | None, source: str, kind: str, target: str, provenance: str | None
    ) -> None:
        assert source in map(self._name, self.entities), f"there is no {source}"
        mine = sorted(one for one in self.relationships if one[0] == source)
        hits = [one for one in mine if one[1] == kind and target in (one[2], "*")]
        if negated:
            assert not [one for one in hits if one[3] not in ("unresolved", "ambiguous")], mine
        else:
            assert provenance in (None, "exact") or provenance in [one[3] for one in hits], mine
            assert [one for one in hits if one[3] == (provenance or "exact")], mine


def read_cases() -> list[tuple[str, str]]:
    """(name, text) of each case."""
    cases = []
    for path in sorted(FOLDER.glob("*/*.md")):
        sections = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        cases += [(f"{path.stem}: {one.partition(chr(10))[0]}", one) for one in sections[1:]]
    return cases


def steps(case: str) -> list[tuple[dict[str, str | None], list[str]]]:
    """(edits, expectations) of each step of a case."""
    found: list[tuple[dict[str, str | None], list[str]]] = []
    edits: dict[str, str | None] = {}
    for kind, argument, text in _BLOCK.findall(case):
        if kind == "expect":
            found.append((edits, text.splitlines()))
            edits = {}
        else:
            edits[argument] = None if kind == "delete" else text
    assert found, "the case expects nothing"
    assert not edits, "the case ends with files that nothing is expected of"
    return found


@pytest.mark.parametrize("case", [one for _, one in read_cases()], ids=[name for name, _ in read_cases()])
def test_case(case: str) -> None:
    tree = Tree()
    for edits, expectations in steps(case):
        result = tree.update(edits)
        assert_equals_full(tree, result)
        graph = Graph(tree, result)
        for line in filter(None, map(str.strip, expectations)):
            graph.check(line)


@pytest.mark.parametrize(
    "line",
    [
        "m.f -calls-> m.h",
        "m.f -calls-> m.g [inferred]",
        "m.nothing -calls-> m.g",
        "not m.f -calls-> m.g",
        "not m.f -calls-> *",
        "entity m.h",
        "entity m.f class",
        "not entity m.f",
        "signature m.f: def f(x)",
        "stored h",
        "not stored g",
        "linked n.py",
        "gibberish",
    ],
)
def test_a_wrong_expectation_fails(line: str) -> None:
    tree = Tree()
    graph = Graph(tree, tree.update({"m.py": "def f():\n    g()\n\ndef g(): pass\n"}))
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        graph.check(line)
