"""Kinds of misses and of wrong edges, told apart by what the graph and the oracle say of them.

Nothing here judges anew: an error is what `evaluate.py` counts as one. Its kind is mechanical. Of a missed
edge: what the graph has under that name at the same source. Of a wrong edge: how it was established, and
what the oracle has under that name there.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from types import ModuleType

JUDGED = ("call", "use", "extends", "import")
_SEPARATOR = re.compile(r"\.|::")
_ORDER = ("ambiguous", "unresolved", "external")


@dataclass
class Tally:
    """How often each kind of error occurs in a language, with an example of each."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, sort: str, kind: str, example: str) -> None:
        """Count one error: `sort` is ``missed`` or ``wrong``."""
        self.counts[sort, kind] += 1
        self.examples.setdefault((sort, kind), example)

    def merge(self, other: Tally) -> None:
        """Add the errors of another project."""
        self.counts.update(other.counts)
        self.examples = {**other.examples, **self.examples}

    def rows(self, sort: str, most: int) -> Iterator[list[str]]:
        """Kind, number, share of all errors of the sort, example; the most frequent first."""
        ranked = sorted(
            ((n, kind) for (one, kind), n in self.counts.items() if one == sort),
            key=lambda pair: (-pair[0], pair[1]),
        )
        total = sum(number for number, _ in ranked)
        for number, kind in ranked[:most]:
            yield [kind, str(number), f"{number / total:.0%}", self.examples[sort, kind]]


class Judge:
    """The errors of one export against one oracle.

    Parameters
    ----------
    evaluate : module
        The scorer, whose matching and normalisation are used.
    """

    def __init__(self, evaluate: ModuleType, oracle: Any, export: Path) -> None:
        self.oracle = oracle
        self.entities: dict[str, dict[str, Any]] = {}
        self.edges: list[dict[str, Any]] = []
        with export.open(encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                if record.get("type") == "relationship":
                    self.edges.append(record)
                elif record.get("type") == "entity":
                    self.entities[record["id"]] = record
        self.matched, self.found, _ = evaluate.match_entities(oracle, self.entities)
        self._kind_of = evaluate.edge_kind
        self._given: dict[str, dict[tuple[Any, Any], dict[str, Any]]] = {kind: {} for kind in JUDGED}
        self._mentions: dict[tuple[Any, str], list[tuple[str, Any, dict[str, Any]]]] = defaultdict(list)
        self._read()

    def _read(self) -> None:
        """Sort the edges by what they are compared as, and by source and name."""
        oracle = self.oracle
        for edge in self.edges:
            kind = self._kind_of(edge["kind"])
            source = self.matched.get(edge["src"])
            if kind not in JUDGED or source is None:
                continue
            target = self.matched.get(edge["dst"])
            normal = oracle.source(source, kind)
            goal = oracle.target(target, kind) if target is not None else None
            self._mentions[normal, self._name(edge)].append((kind, goal, edge))
            own = kind == "import" and target is not None and oracle.file_of(source) == oracle.file_of(target)
            silent = oracle.compiled_only and normal not in oracle.active
            if goal is not None and not own and not silent:
                self._given[kind].setdefault((normal, goal), edge)

    def _name(self, edge: dict[str, Any]) -> str:
        if edge["dst"] in self.entities:
            return str(self.entities[edge["dst"]]["name"])
        return _SEPARATOR.split(edge["target"] or "")[-1].removesuffix("()")

    def tally(self) -> Tally:
        """Count the errors by kind."""
        tally, oracle = Tally(), self.oracle
        accepted = {
            "use": oracle.gold["call"] | oracle.gold["extends"],
            "call": oracle.gold["use"],
            "import": oracle.optional_imports,
            "extends": set(),
        }
        for kind in JUDGED:
            gold, given = oracle.gold[kind], self._given[kind]
            for source, target in sorted(gold - given.keys(), key=str):
                tally.add("missed", self._miss(kind, source, target), self._example(source, target))
            for source, target in sorted(given.keys() - gold - accepted[kind], key=str):
                told = self._wrong(kind, source, target, given[source, target])
                tally.add("wrong", told, self._example(source, target))
        return tally

    def _example(self, source: Any, target: Any) -> str:
        return f"`{self.oracle.label(source)}` → `{self.oracle.label(target)}`"

    def _what(self, target: Any) -> str:
        """The kind of an entity of the oracle."""
        if isinstance(target, str) or target < 0:
            return "file" if not isinstance(target, str) else "package"
        return str(self.oracle.entities[target]["k"])

    def _target_name(self, target: Any) -> str:
        if isinstance(target, str) or target < 0:
            return ""
        return str(self.oracle.entities[target]["n"])

    def _place(self, source: Any, target: Any) -> str:
        if isinstance(target, str):
            return ""
        same = self.oracle.file_of(source) == self.oracle.file_of(target)
        return ", same file" if same else ", another file"

    # -- misses ---------------------------------------------------------------------------------------------

    def _miss(self, kind: str, source: Any, target: Any) -> str:
        return f"{kind} of a {self._what(target)}{self._place(source, target)}: {self._why(source, target)}"

    def _why(self, source: Any, target: Any) -> str:
        """What the graph says at the source under the name of a missed target."""
        name = self._target_name(target)
        mentions = self._mentions.get((source, name), []) if name else []
        for kind, goal, _ in mentions:
            if goal == target:
                return f"told as {kind}"
        for provenance in _ORDER:
            for _, _, edge in mentions:
                if edge["provenance"] == provenance:
                    member = _SEPARATOR.search(edge["target"] or "")
                    return f"{provenance}, {'on a receiver' if member else 'a plain name'}"
        if any(goal is not None for _, goal, _ in mentions):
            return "leads to another entity of that name"
        if mentions:
            return "leads to what the oracle does not have"
        if not isinstance(target, str) and target > 0 and target not in self.found:
            return "the entity is not in the graph"
        return "no mention of the name"

    # -- wrong edges ----------------------------------------------------------------------------------------

    def _wrong(self, kind: str, source: Any, target: Any, edge: dict[str, Any]) -> str:
        found = f"{edge['provenance']} {kind} of a {self._what(target)}{self._place(source, target)}"
        return f"{found}: {self._instead(kind, source, self._target_name(target))}"

    def _instead(self, kind: str, source: Any, name: str) -> str:
        """What the oracle has at the source under that name."""
        others = self._gold_names.get((source, name), ())
        if others:
            return f"the oracle has another {sorted(map(self._what, others))[0]} of that name"
        if name and name in self.oracle.resolved_names.get(source, ()):
            return "the oracle leads outside of the project"
        return "the oracle resolved no such name there"

    @cached_property
    def _gold_names(self) -> dict[tuple[Any, str], list[Any]]:
        """What the oracle leads to, by source and name."""
        found: dict[tuple[Any, str], list[Any]] = defaultdict(list)
        for kind in JUDGED:
            for source, target in self.oracle.gold[kind]:
                found[source, self._target_name(target)].append(target)
        return found


def text(tallies: Iterable[tuple[str, Tally]], most: int) -> str:
    """The most frequent kinds of misses and of wrong edges of each language, as Markdown."""
    parts = []
    for language, tally in tallies:
        for sort, title in (("missed", "Missed"), ("wrong", "Wrong")):
            total = sum(n for (one, _), n in tally.counts.items() if one == sort)
            lines = [
                f"### {language}: {title.lower()}, {total}",
                "",
                f"| {title} | number | share | example |",
            ]
            lines.append("|---|--:|--:|---|")
            lines += ["| " + " | ".join(row) + " |" for row in tally.rows(sort, most)]
            parts.append("\n".join(lines))
    return "\n\n".join(parts)
