import gzip
import json

import pytest

from benchmarks import accuracy
from benchmarks.corpus import CorpusError
from benchmarks.oracles import NO_ORACLES

# Judges as an `evaluate.py` does: the oracle covers one file, and finds what was exported of it perfect.
SCORER = """
import gzip, json

class Oracle:
    def __init__(self, path):
        with gzip.open(path, "rt") as lines:
            self.files = {-n: name for n, name in enumerate(json.load(lines), 1)}
        self.representative = {1: 1, 2: 1}

def score(oracle, export, dump=0):
    exported = {json.loads(line)["file"] for line in export.read_text().splitlines()}
    hit = len(exported & set(oracle.files.values()))
    row = {"gold": 4, "TP": 4 * hit, "FPc": len(exported) - hit, "FPu": 0, "FN": 4 - 4 * hit}
    cross = {"gold_cross": 2, "R_cross_file": float(hit), "R_same_file": float(hit)}
    rows = {kind: dict(row) for kind in ("call", "extends", "import", "use", "contains")}
    rows["call"].update(cross)
    rows["use"].update(cross)
    return {"entities": {"found": 2 * hit, "extra": 0, "R_merged": float(hit)}, **rows}
"""


@pytest.fixture
def oracles(tmp_path, small_django):
    """Oracles and a corpus of the three Python projects, two files each, one of them covered."""
    folder = tmp_path / "oracles-of-test"
    (folder / "oracles").mkdir(parents=True)
    (folder / "evaluate.py").write_text(SCORER)
    for name, version in (("flask", "3.1.3"), ("click", "8.5.1"), ("httpx", "0.28.1")):
        (folder / "oracles" / f"{name}.jsonl.gz").write_bytes(gzip.compress(b'["src/covered.py"]'))
        source = small_django / f"{name}-{version}" / "src"
        source.mkdir(parents=True)
        (source / "covered.py").write_text("x = 1\n")
        (source / "other.py").write_text("y = 1\n")
    return folder


@pytest.fixture
def arguments(oracles, small_django, fake_command, monkeypatch, tmp_path):
    monkeypatch.setattr(accuracy, "COMMITTED", tmp_path / "accuracy.json")
    monkeypatch.setattr(accuracy, "PROJECTS", {"python": accuracy.PROJECTS["python"]})
    return ["--oracles", str(oracles), "--corpus", str(small_django), "--command", fake_command]


def test_only_covered_files_are_analysed(arguments, capsys):
    assert accuracy.main([*arguments, "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["pooled"]["python"]["calls"]["P"] == 1.0
    assert set(figures["projects"]) == {"flask", "click", "httpx"}


def test_the_table_has_a_row_per_project_and_pooled_ones_above_their_bars(arguments, capsys):
    accuracy.main(arguments)
    rows = [
        line.split(" calls ")[0].strip() for line in capsys.readouterr().out.splitlines() if " calls " in line
    ]
    assert rows == ["flask", "click", "httpx", "python, pooled", "python, bar"]


def test_the_table_marks_a_pooled_figure_below_its_bar(arguments, capsys, oracles):
    (oracles / "evaluate.py").write_text(SCORER.replace('"FPu": 0', '"FPu": 1'))
    accuracy.main(arguments)
    marked = [line for line in capsys.readouterr().out.splitlines() if "*" in line]
    assert [line.split()[2] for line in marked] == ["calls", "uses"]
    assert all("*0.800" in line for line in marked)


def test_what_was_updated_is_what_is_checked(arguments, capsys):
    assert accuracy.main([*arguments, "--check"]) == 1
    assert "--update" in capsys.readouterr().err
    assert accuracy.main([*arguments, "--update"]) == 0
    assert accuracy.main([*arguments, "--check"]) == 0


def test_a_drop_fails_the_check_and_is_named(arguments, capsys, tmp_path, oracles):
    accuracy.main([*arguments, "--update"])
    worse = SCORER.replace('"TP": 4 * hit', '"TP": 3 * hit').replace('"FN": 4 - 4 * hit', '"FN": 1')
    (oracles / "evaluate.py").write_text(worse)
    assert accuracy.main([*arguments, "--check"]) == 1
    assert "dropped: python calls R: 1.0000 -> 0.750" in capsys.readouterr().err


def test_without_oracles_it_says_so_and_has_its_own_status(tmp_path, capsys):
    assert accuracy.main(["--oracles", str(tmp_path)]) == NO_ORACLES
    assert "PARSELTONGUE_ORACLES" in capsys.readouterr().err


def test_a_corpus_of_another_version_is_refused(arguments, small_django):
    (small_django / "click-8.5.1/src/covered.py").unlink()
    with pytest.raises(CorpusError, match=r"lacks src/covered\.py"):
        accuracy.main(arguments)


def calls(**figures: float) -> dict:
    return {"python": {"calls": figures}}


@pytest.mark.parametrize(
    ("was", "now", "fallen"),
    [
        (0.9900, 0.9801, False),
        (0.9900, 0.9799, True),
        (0.9720, 0.9710, False),
        (0.9720, 0.9690, True),  # within the tolerance, but a bar that was met is lost
        (0.9500, 0.9450, False),  # the bar was never met
        (0.9500, None, True),
        (0.9500, 0.9900, False),
    ],
)
def test_what_counts_as_a_drop(was, now, fallen):
    assert bool(list(accuracy.drops(calls(P=was), calls(P=now)))) is fallen


def test_a_language_that_was_not_measured_has_not_dropped():
    assert not list(accuracy.drops({"rust": {"calls": {"P": 0.99}}}, calls(P=0.5)))


def test_a_language_without_its_projects_is_left_out(arguments, small_django, capsys, monkeypatch):
    monkeypatch.setattr(accuracy, "PROJECTS", {"python": ("click",), "rust": ("bytes",)})
    accuracy.main(arguments)
    told = capsys.readouterr()
    assert "rust is left out: " in told.err
    assert "python, pooled" in told.out
