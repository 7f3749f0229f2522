"""How often git says that files were changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parseltongue.changes.churn import churn

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.unit.changes.trees import GitCommand

WHO = ("-c", "user.name=a", "-c", "user.email=a@example.org")


def commit(repository: Path, git: GitCommand, files: dict[str, bytes]) -> None:
    for path, data in files.items():
        (repository / path).parent.mkdir(parents=True, exist_ok=True)
        (repository / path).write_bytes(data)
    git(repository, "add", ".")
    git(repository, *WHO, "commit", "-q", "-m", "a change")


def test_commits_and_lines_by_path(repository: Path, git: GitCommand) -> None:
    commit(repository, git, {"a.py": b"1\n2\n", "lib/b c.py": b"1\n", "lib/\xe9.py": b"1\n"})
    commit(repository, git, {"a.py": b"1\n3\n4\n", "pic.bin": b"\0\1"})
    assert churn(str(repository), 10) == {
        "a.py": (2, 5), "lib/b c.py": (1, 1), "lib/\xe9.py": (1, 1), "pic.bin": (1, 0),
    }  # fmt: skip
    assert churn(str(repository), 1) == {"a.py": (1, 3), "pic.bin": (1, 0)}
    assert churn(str(repository / "lib"), 10) == {"b c.py": (1, 1), "\xe9.py": (1, 1)}


def test_a_folder_is_asked_for_its_own_commits(repository: Path, git: GitCommand) -> None:
    commit(repository, git, {"lib/b.py": b"1\n"})
    commit(repository, git, {"a.py": b"1\n"})
    assert churn(str(repository / "lib"), 1) == {"b.py": (1, 1)}


def test_where_there_is_no_history(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, git: GitCommand
) -> None:
    assert churn(str(repository), 10) is None
    commit(repository, git, {"a.py": b"1\n"})
    monkeypatch.setenv("PATH", str(tmp_path))
    assert churn(str(repository), 10) is None
    outside = tmp_path / "outside"
    outside.mkdir()
    assert churn(str(outside), 10) is None
