import json

import pytest

from benchmarks import replay, trees


@pytest.fixture
def repository(tmp_path):
    """Four commits: two files, one changed, one added, the change taken back."""
    root = tmp_path / "repository"
    root.mkdir()
    (root / "a.py").write_text("a = 1\n")
    (root / "b.py").write_text("b = 1\n")
    trees.make_repository(root)
    for name, content in (("a.py", "a = 2\n"), ("c.py", "c = 1\n"), ("a.py", "a = 1\n")):
        (root / name).write_text(content)
        trees.commit(root, f"Change {name}")
    return root


def run(repository, fake_command, capsys, *arguments) -> tuple[int, list[dict]]:
    status = replay.main([str(repository), "--command", fake_command, "--json", *arguments])
    return status, json.loads(capsys.readouterr().out)


def test_every_commit_is_compared_oldest_first(repository, fake_command, capsys):
    status, steps = run(repository, fake_command, capsys)
    assert status == 0
    assert [(s["files"], s["parsed"]) for s in steps] == [(2, 2), (2, 1), (3, 1), (3, 0)]
    assert all(s["same_digest"] and s["same_export"] for s in steps)


def test_drift_is_found(repository, fake_command, capsys, monkeypatch):
    monkeypatch.setenv("FAKE_DRIFT", "1")
    status, steps = run(repository, fake_command, capsys)
    assert status == 1
    assert [s["same_digest"] for s in steps] == [True, False, False, False]


def test_the_last_commits_can_be_visited_in_random_order(repository, fake_command, capsys):
    _, ordered = run(repository, fake_command, capsys, "--commits", "3")
    _, shuffled = run(repository, fake_command, capsys, "--commits", "3", "--shuffle", "1")
    names = [s["commit"] for s in ordered]
    assert len(names) == 3
    assert sorted(names) == sorted(s["commit"] for s in shuffled)
    assert names != [s["commit"] for s in shuffled]


def test_the_table_says_which_differ(repository, fake_command, capsys, monkeypatch):
    monkeypatch.setenv("FAKE_DRIFT", "1")
    assert replay.main([str(repository), "--command", fake_command]) == 1
    printed = capsys.readouterr().out
    assert printed.count("DIFFERS") == 3
    assert printed.endswith("4 commits, 3 different from a fresh analysis\n")
