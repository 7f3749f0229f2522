import argparse
import json

import pytest

from benchmarks.report import Figure, merge, publish, render, text


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (Figure("x", {"m": 1.0}, bar=1.0), "ok"),
        (Figure("x", {"m": 1.01}, bar=1.0), "MISSED"),
        (Figure("x", {"a": 0.5, "b": 1.01}, bar=1.0), "MISSED"),
        (Figure("x", {"m": 90.0}, bar=90.0, compare=">="), "ok"),
        (Figure("x", {"m": 89.9}, bar=90.0, compare=">="), "MISSED"),
        (Figure("x", {"m": 1}, bar=0, compare="=="), "MISSED"),
        (Figure("x", {"m": None}, bar=1.0), ""),
        (Figure("x", {"m": 5.0}), ""),
    ],
)
def test_verdict(figure, verdict):
    assert figure.verdict == verdict


def test_rows_of_one_name_are_joined_in_order():
    joined = merge([Figure("a", {"git": 1}), Figure("b", {"git": 2}), Figure("a", {"plain": 3}, bar=2)])
    assert [(f.what, f.values) for f in joined] == [("a", {"git": 1, "plain": 3}), ("b", {"git": 2})]
    assert joined[0].verdict == "MISSED"


@pytest.mark.parametrize(("check", "status"), [(True, 1), (False, 0)])
def test_a_missed_bar_decides_the_status_only_when_asked(capsys, check, status):
    options = argparse.Namespace(json=True, check=check)
    assert publish("title", [Figure("x", {"m": 2}, bar=1)], options) == status
    assert json.loads(capsys.readouterr().out)["figures"][0]["verdict"] == "MISSED"


def test_columns_are_aligned():
    assert render(["what", "n"], [["a", "100"], ["long name", "5"]]).splitlines() == [
        "what         n",
        "a          100",
        "long name    5",
    ]


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "-"), (0.12345, "0.123"), (1234.5, "1,234"), (1234, "1,234")]
)
def test_text(value, shown):
    assert text(value) == shown
