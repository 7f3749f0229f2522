import json

import parseltongue
from benchmarks import analytics
from benchmarks.command import Command
from tests.unit.query.conftest import SHOP


def _stored(tmp_path):
    root, cache = tmp_path / "shop", tmp_path / "cache"
    for path, text in SHOP.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    with parseltongue.open(str(root), cache_dir=str(cache)) as workspace:
        workspace.analyze()
    return root, cache


def test_every_question_is_asked(tmp_path, capsys):
    root, cache = _stored(tmp_path)
    assert analytics.main(["--ask", str(root), str(cache)]) == 0
    seconds = json.loads(capsys.readouterr().out)
    assert set(seconds) == set(analytics.QUESTIONS)
    assert all(one >= 0 for one in seconds.values())


def test_rules_are_checked_where_there_are_some(tmp_path, capsys):
    root, cache = _stored(tmp_path)
    (root / "parseltongue.toml").write_text('[rules]\nlayers = ["tests", "shop"]\n')
    assert analytics.main(["--ask", str(root), str(cache)]) == 0
    seconds = json.loads(capsys.readouterr().out)
    assert set(seconds) == {*analytics.QUESTIONS, analytics.CHECK}


def test_loading_tells_of_how_many_entities(tmp_path, capsys):
    root, cache = _stored(tmp_path)
    assert analytics.main(["--load", str(root), str(cache)]) == 0
    found = json.loads(capsys.readouterr().out)
    with parseltongue.open(str(root), cache_dir=str(cache)) as workspace:
        assert found["entities"] == len(list(workspace.load().entities()))
    assert found["seconds"] >= 0


def test_a_question_and_its_command_stand_together(tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(analytics, "QUESTIONS", {"metrics": ("class_metrics", ())})
    monkeypatch.setattr(Command, "tell", lambda self, root, *words, fine: told.append(words) or _Cost(1.5))
    root, cache = _stored(tmp_path)
    rows = list(analytics.figures(Command(cache), root, context=False))
    assert [row.what for row in rows] == ["metrics", "metrics, the whole command"]
    assert rows[1].values == {analytics.MEASURED: 1.5}
    assert told == [("metrics",)]


class _Cost:
    def __init__(self, seconds):
        self.cpu_seconds = seconds
