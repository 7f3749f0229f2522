"""Overrides are compared with those that the compiler knows."""

import json
from types import SimpleNamespace

from benchmarks import csharp


def _lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def _matched(oracle, entities):
    return (
        {identity: oracle[one["name"]] for identity, one in entities.items() if one["name"] in oracle},
        0,
        0,
    )


def test_overrides_are_counted(tmp_path):
    """Only those whose ends the compiler has as well."""
    records = [
        *({"id": name, "name": name} for name in ("A.f", "B.f", "B.g", "Elsewhere.f")),
        {"src": "B.f", "dst": "A.f", "kind": "overrides"},
        {"src": "B.g", "dst": "A.f", "kind": "overrides"},
        {"src": "B.g", "dst": "A.f", "kind": "calls"},
        {"src": "B.f", "dst": "Elsewhere.f", "kind": "overrides"},
    ]
    export, truth = tmp_path / "export.jsonl", tmp_path / "truth"
    export.write_text("".join(json.dumps(one) + "\n" for one in records))
    truth.write_text("[2,1]\n[4,1]\n[5,1]\n")
    oracles = SimpleNamespace(evaluate=SimpleNamespace(read_jsonl=_lines, match_entities=_matched))
    oracle = {"A.f": 1, "B.f": 2, "B.g": 3}
    assert csharp.overrides(oracles, oracle, export, truth) == "overrides: 3, P 0.500, R 0.333"
