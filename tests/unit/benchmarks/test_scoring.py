import json
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from benchmarks.oracles import find_oracles
from benchmarks.scoring import EDGE_FIGURES, EDGE_KINDS, OracleError, Oracles, Score, count_overrides, pool


@pytest.fixture
def oracles() -> Oracles:
    try:
        return find_oracles(None)
    except OracleError as error:
        pytest.skip(str(error))


def export_of(oracles: Oracles, project: str, path: Path) -> list[dict]:
    """Write an oracle in the form of an export; returns the lines."""
    lines, files = [], {}
    for record in oracles.evaluate.read_jsonl(oracles.path(project)):
        if record["t"] == "f":
            files[record["id"]] = record["file"]
            lines.append({"id": record["id"], "kind": "file", "name": "", "file": record["file"]})
        elif record["t"] == "e":
            span = {"file": files[record["f"]], "start_line": record["l"], "end_line": record["e"]}
            lines.append({"id": record["id"], "kind": record["k"], "name": record["n"], **span})
            lines.append({"src": record["p"] or record["f"], "dst": record["id"], "kind": "contains"})
        elif record["t"] in EDGE_KINDS:
            lines.append({"src": record["s"], "dst": record["d"], "kind": EDGE_KINDS[record["t"]]})
    write(lines, path)
    return lines


def write(lines: list[dict], path: Path) -> None:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


@pytest.mark.parametrize("project", ["flask", "click", "httpx"])
def test_an_oracle_scored_against_itself_is_perfect(oracles, project, tmp_path):
    export_of(oracles, project, tmp_path / "export")
    figures = oracles.score(oracles.oracle(project), tmp_path / "export").figures()
    for kind in EDGE_KINDS.values():
        assert {v for v in figures[kind].values() if v is not None} == {1.0}, kind
    assert figures["entities"] == {"R_merged": 1.0, "P": 1.0}
    assert figures["calls"]["R_same_file"] == figures["calls"]["R_cross_file"] == 1.0


def test_a_graph_without_calls_has_no_recall_of_calls(oracles, tmp_path):
    lines = export_of(oracles, "flask", tmp_path / "export")
    write([line for line in lines if line["kind"] != "calls"], tmp_path / "export")
    figures = oracles.score(oracles.oracle("flask"), tmp_path / "export").figures()
    assert (figures["calls"]["R"], figures["calls"]["P"]) == (0.0, None)
    assert figures["uses"]["R"] == 1.0


def counted(tp: int, fpc: int, fpu: int, fn: int) -> Score:
    score = Score()
    score.edges["calls"] = Counter(TP=tp, FPc=fpc, FPu=fpu, FN=fn)
    return score


def test_pooling_adds_counts_before_it_divides():
    figures = pool([counted(90, 10, 0, 10), counted(1, 0, 9, 9)]).figures()["calls"]
    assert figures["P"] == round(91 / 101, 4)
    assert figures["P_strict"] == round(91 / 110, 4)
    assert figures["R"] == round(91 / 110, 4)
    assert set(figures) == set(EDGE_FIGURES)


def test_pooling_leaves_its_parts_alone():
    part = counted(1, 2, 3, 4)
    pool([part, part])
    assert part.edges["calls"] == Counter(TP=1, FPc=2, FPu=3, FN=4)


def test_recall_within_and_between_files_and_entities():
    score = Score()
    score.edges["uses"] = Counter(TP=6, FN=4, gold_same=4, TP_same=3, gold_cross=6, TP_cross=3)
    score.entities.update(found=9, extra=1, merged=8, merged_found=6)
    figures = pool([score, score]).figures()
    assert (figures["uses"]["R_same_file"], figures["uses"]["R_cross_file"]) == (0.75, 0.5)
    assert figures["entities"] == {"R_merged": 0.75, "P": 0.9}


def test_nothing_to_judge_is_not_a_figure():
    assert set(Score().figures()["calls"].values()) == {None}


def test_a_folder_without_a_scorer_is_refused(tmp_path):
    with pytest.raises(OracleError, match=r"no evaluate\.py"):
        Oracles(tmp_path)


def test_overrides_count_where_both_ends_are_known(tmp_path):
    """What the oracle lacks is not judged, and other edges are none."""
    records = [
        *({"id": name, "name": name} for name in ("A.f", "B.f", "B.g", "Elsewhere.f")),
        {"src": "B.f", "dst": "A.f", "kind": "overrides"},
        {"src": "B.g", "dst": "A.f", "kind": "overrides"},
        {"src": "B.g", "dst": "A.f", "kind": "calls"},
        {"src": "B.f", "dst": "Elsewhere.f", "kind": "overrides"},
    ]
    write(records, tmp_path / "export")
    known = SimpleNamespace(evaluate=SimpleNamespace(read_jsonl=read, match_entities=match))
    oracle, wanted = {"A.f": 1, "B.f": 2, "B.g": 3}, [(2, 1), (4, 1), (5, 1)]
    counts = count_overrides(known, oracle, tmp_path / "export", wanted)
    assert counts == Counter(TP=1, FPc=1, FN=2)
    counts = count_overrides(known, oracle, tmp_path / "export", wanted, lambda one: one > 1)
    assert counts == Counter(TP=1)


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def match(oracle: dict[str, int], entities: dict[str, dict]) -> tuple[dict[str, int], int, int]:
    known = {one: oracle[entity["name"]] for one, entity in entities.items() if entity["name"] in oracle}
    return known, 0, 0


def test_edges_that_only_some_scores_have_are_pooled():
    one, other = counted(1, 0, 0, 1), counted(1, 0, 0, 1)
    one.edges["overrides"] = Counter(TP=3, FN=1)
    assert pool([one, other]).figures()["overrides"]["R"] == 0.75
