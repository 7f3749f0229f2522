"""Score exports against oracles, and pool the figures of a language.

The oracles and their scorer are not part of this repository: a folder holds `evaluate.py`, which judges
one export, and `oracles/NAME.jsonl.gz`. This module adds what judges a language: counts of its projects are
summed, and the ratios taken of the sums, so that a project weighs as much as it has edges.
"""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping
    from pathlib import Path
    from types import ModuleType

EDGE_KINDS = {
    "call": "calls",
    "extends": "extends",
    "import": "imports",
    "use": "uses",
    "contains": "contains",
}
EDGE_FIGURES = ("P", "P_strict", "R", "F1", "R_same_file", "R_cross_file")
ENTITY_FIGURES = ("R_merged", "P")

Figures = dict[str, dict[str, float | None]]


class OracleError(Exception):
    """The folder of oracles is absent or not one."""


@dataclass
class Score:
    """What can be added up: per kind of edge, and for entities, plain counts."""

    edges: dict[str, Counter[str]] = field(
        default_factory=lambda: {kind: Counter() for kind in EDGE_KINDS.values()}
    )
    entities: Counter[str] = field(default_factory=Counter)

    def figures(self) -> Figures:
        """Precision and recall of these counts, by `calls`, `uses` ... and `entities`."""
        made: Figures = {kind: _edge_figures(counts) for kind, counts in self.edges.items()}
        merged, found = self.entities, self.entities["found"]
        made["entities"] = {
            "R_merged": ratio(merged["merged_found"], merged["merged"]),
            "P": ratio(found, found + merged["extra"]),
        }
        return made


def pool(scores: Iterable[Score]) -> Score:
    """Add scores up."""
    total = Score()
    for score in scores:
        total.entities.update(score.entities)
        for kind, counts in score.edges.items():
            total.edges.setdefault(kind, Counter()).update(counts)
    return total


def ratio(part: int, whole: int) -> float | None:
    """`part` of `whole`, rounded to four digits; None when there is nothing to judge."""
    return round(part / whole, 4) if whole else None


def _edge_figures(counts: Counter[str]) -> dict[str, float | None]:
    true, contradicted, unsupported = counts["TP"], counts["FPc"], counts["FPu"]
    p, r = ratio(true, true + contradicted), ratio(true, true + counts["FN"])
    return {
        "P": p,
        "P_strict": ratio(true, true + contradicted + unsupported),
        "R": r,
        "F1": None if p is None or r is None else round(2 * p * r / max(1e-9, p + r), 4),
        "R_same_file": ratio(counts["TP_same"], counts["gold_same"]),
        "R_cross_file": ratio(counts["TP_cross"], counts["gold_cross"]),
    }


class Oracles:
    """A folder with `evaluate.py` and `oracles/`."""

    def __init__(self, folder: Path) -> None:
        if not (folder / "evaluate.py").is_file():
            raise OracleError(f"{folder} has no evaluate.py")
        self.folder = folder
        self.evaluate = _load(folder / "evaluate.py")

    def path(self, project: str) -> Path:
        """Return the file that holds a project's oracle."""
        return self.folder / "oracles" / f"{project}.jsonl.gz"

    def oracle(self, project: str) -> Any:
        """Read the oracle of a project."""
        return self.evaluate.Oracle(self.path(project))

    def score(self, oracle: Any, export: Path, dump: int = 0) -> Score:
        """Judge an export; with `dump`, print up to so many errors of each sort to stderr."""
        return _countable(oracle, self.evaluate.score(oracle, export, dump=dump))


def count_overrides(
    oracles: Oracles,
    oracle: Any,
    export: Path,
    wanted: Iterable[tuple[int, int]],
    named: Callable[[int], Hashable] = int,
) -> Counter[str]:
    """Judge the overrides of an export, which `evaluate.py` does not.

    Parameters
    ----------
    wanted
        Pairs of entities of the oracle of which the first overrides the second.
    named
        What stands for an entity: those that it does not tell apart count as one.
    """
    records = list(oracles.evaluate.read_jsonl(export))
    matched = oracles.evaluate.match_entities(oracle, {one["id"]: one for one in records if "id" in one})[0]
    ends = [(one["src"], one["dst"]) for one in records if one.get("kind") == "overrides"]
    found = {(named(matched[a]), named(matched[b])) for a, b in ends if a in matched and b in matched}
    gold = {(named(a), named(b)) for a, b in wanted}
    return Counter(TP=len(gold & found), FPc=len(found - gold), FN=len(gold - found))


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("parseltongue_oracle_evaluate", path)
    if spec is None or spec.loader is None:
        raise OracleError(f"{path} is not a Python module")
    module = importlib.util.module_from_spec(spec)
    # The folder may be read-only, or simply not ours: leave no bytecode there.
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


def _countable(oracle: Any, result: Mapping[str, Any]) -> Score:
    """Turn what `evaluate.py` says, which is partly in ratios, back into counts."""
    score = Score()
    entities, merged = result["entities"], len(set(oracle.representative.values()))
    score.entities.update(found=entities["found"], extra=entities["extra"], merged=merged)
    score.entities["merged_found"] = round((entities["R_merged"] or 0) * merged)
    for theirs, ours in EDGE_KINDS.items():
        row = result[theirs]
        counts = score.edges[ours]
        counts.update({key: row[key] for key in ("TP", "FPc", "FPu", "FN")})
        if cross := row.get("gold_cross"):
            counts.update(gold_cross=cross, TP_cross=round((row["R_cross_file"] or 0) * cross))
        if same := row["gold"] - row.get("gold_cross", row["gold"]):
            counts.update(gold_same=same, TP_same=round((row["R_same_file"] or 0) * same))
    return score
