"""How often git says that files were changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parseltongue.changes.churn import churn, is_shallow

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


def test_a_shallow_clone_does_not_know_what_its_first_commits_changed(
    repository: Path, git: GitCommand, tmp_path: Path
) -> None:
    for content in (b"1\n", b"2\n", b"3\n"):
        commit(repository, git, {"a.py": content, "b.py": b""})
    for depth, expected in ((2, {"a.py": (1, 2)}), (1, None)):
        copy = tmp_path / f"clone{depth}"
        git(tmp_path, "clone", "-q", "--depth", str(depth), repository.as_uri(), str(copy))
        assert is_shallow(str(copy))
        assert churn(str(copy), 10) == expected
    assert not is_shallow(str(repository))


def test_a_partial_clone_knows_commits_without_lines(
    repository: Path, git: GitCommand, tmp_path: Path
) -> None:
    commit(repository, git, {"a.py": b"1\n", "lib/b c.py": b"1\n"})
    commit(repository, git, {"a.py": b"2\n"})
    git(repository, "config", "uploadpack.allowFilter", "true")
    copy = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--no-checkout", "--filter=blob:none", repository.as_uri(), str(copy))
    assert churn(str(copy), 10) == {"a.py": (2, None), "lib/b c.py": (1, None)}
