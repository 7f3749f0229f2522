"""`diff` and `snapshot` on a small project under git."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.e2e.command import PROJECT, Cli, write_tree

if TYPE_CHECKING:
    from pathlib import Path

ORDERS = PROJECT["shop/orders.py"]
CHANGED = ORDERS.replace("def add_tax(amount: int, rate", "def add_tax(amount: int, land: str, rate")


def git(cli: Cli, *words: str) -> str:
    argv = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *words]
    done = subprocess.run(argv, cwd=cli.folder, env=cli.env, check=True, capture_output=True)
    return done.stdout.decode().strip()


@pytest.fixture
def repository(shop: Cli) -> Cli:
    git(shop, "init", "-q", "-b", "main")
    git(shop, "add", "-A")
    git(shop, "commit", "-qm", "one")
    return shop


def test_the_working_tree_against_the_last_commit(repository: Cli) -> None:
    assert "Nothing differs." in repository.ok("diff").out
    write_tree(repository.folder, {"shop/orders.py": CHANGED})
    found = repository.ok("diff", "--json").json
    assert list(found) == [
        "snapshot", "old_snapshot", "old", "new", "counts", "files", "entities", "relationships", "breaking",
        "affected", "tests",
    ]  # fmt: skip
    assert found["files"]["edited"] == ["shop/orders.py"]
    (change,) = found["entities"]["changed"]
    assert change["new"]["qualified_name"] == "shop.orders.add_tax"
    assert change["fields"] == ["signature"]
    (breaking,) = found["breaking"]
    assert (breaking["rule"], breaking["message"]) == (
        "signature", "parameter land was added and has no default",
    )  # fmt: skip
    users = {(one["qualified_name"], one["relationship"]) for one in found["affected"]}
    assert {("shop.checkout.quick", "calls"), ("shop.orders.Order.total", "calls")} <= users
    assert [(one["name"], one["hop"]) for one in found["tests"]] == [("test_quick", 2)]


def test_readable_and_markdown_tell_the_same(repository: Cli) -> None:
    write_tree(repository.folder, {"shop/orders.py": CHANGED})
    text, marked = repository.ok("diff"), repository.ok("diff", "--markdown")
    for part in (
        "land was added and has no default",
        "shop.checkout.quick",
        "shop/checkout.py:9",
        "test_quick",
    ):
        assert part in text.out
        assert part in marked.out
    assert "- `shop.orders.add_tax`" in marked.out
    assert text.err == marked.err == ""


def test_the_exit_code_tells_of_what_breaks(repository: Cli) -> None:
    assert repository("diff", "--exit-code").code == 0
    write_tree(repository.folder, {"shop/orders.py": ORDERS.replace("rate: int = 19", "rate: int = 19, x=1")})
    assert repository("diff", "--exit-code").code == 0
    write_tree(repository.folder, {"shop/orders.py": CHANGED})
    assert repository("diff", "--exit-code").code == 15
    assert repository("diff", "--exit-code", "--json").json["counts"]["breaking"] == 1


def test_two_commits_leave_repository_and_folder_as_they_are(repository: Cli) -> None:
    write_tree(repository.folder, {"shop/orders.py": CHANGED})
    git(repository, "commit", "-qam", "two")
    before = git(repository, "status", "--porcelain"), git(repository, "worktree", "list")
    found = repository.ok("diff", "HEAD~1", "HEAD", "--json").json
    assert found["counts"]["breaking"] == 1
    assert found["old"].startswith("HEAD~1 (")
    assert repository.ok("diff", "--git", "HEAD~1", "HEAD", "--json").json == found
    assert (git(repository, "status", "--porcelain"), git(repository, "worktree", "list")) == before
    # The snapshot of a commit is that of its files, wherever they were read.
    analyzed = repository.ok("analyze", "--json").json
    assert found["snapshot"] == analyzed["snapshot"]
    assert repository.ok("diff", found["old_snapshot"][:12], "--json").json["breaking"] == found["breaking"]


def test_what_is_tracked_counts_whatever_ignore_rules_say(repository: Cli) -> None:
    write_tree(repository.folder, {".gitignore": "kept.py\n", "kept.py": "def kept(): pass\n"})
    git(repository, "add", "-f", "kept.py", ".gitignore")
    git(repository, "commit", "-qm", "two")
    assert "Nothing differs." in repository.ok("diff").out


def test_a_workspace_below_the_top_of_the_repository(repository: Cli) -> None:
    repository.folder /= "shop"
    write_tree(repository.folder, {"parseltongue.toml": "", "orders.py": CHANGED})
    found = repository.ok("diff", "--json").json
    assert found["files"]["edited"] == ["orders.py"]
    assert found["files"]["added"] == found["files"]["removed"] == []


def test_what_a_branch_changes_is_told_against_where_it_began(repository: Cli) -> None:
    git(repository, "checkout", "-qb", "topic")
    write_tree(repository.folder, {"shop/topic.py": "def mine():\n    pass\n"})
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "two")
    git(repository, "checkout", "-q", "main")
    write_tree(repository.folder, {"shop/other.py": "def theirs():\n    pass\n"})
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "three")
    git(repository, "checkout", "-q", "topic")

    def changed(*words: str) -> dict[str, list[str]]:
        files = repository.ok("diff", *words, "--json").json["files"]
        return {name: files[name] for name in ("added", "removed")}

    assert changed("main") == {"added": ["shop/topic.py"], "removed": ["shop/other.py"]}
    for words in (["main..."], ["--git", "main..."], ["main...topic"], ["git:main...topic"]):
        assert changed(*words) == {"added": ["shop/topic.py"], "removed": []}, words
    assert changed("topic..main") == {"added": ["shop/other.py"], "removed": ["shop/topic.py"]}
    assert "no git revision, or they share no commit" in repository("diff", "nowhere...").err


def test_submodules_are_compared_at_the_commit_that_they_had(repository: Cli, tmp_path: Path) -> None:
    source = tmp_path / "library"
    source.mkdir()
    library = Cli(repository.home, source)
    write_tree(source, {"text.py": "def wrap():\n    pass\n"})
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "one"]):
        git(library, *words)
    allowed = ("-c", "protocol.file.allow=always")
    git(repository, *allowed, "submodule", "--quiet", "add", str(source), "library")
    git(repository, "commit", "-qm", "two")
    assert "Nothing differs." in repository.ok("diff").out
    write_tree(repository.folder, {"library/text.py": "def fill():\n    pass\n"})
    found = repository.ok("diff", "--json").json
    assert (found["files"]["added"], found["files"]["edited"]) == ([], ["library/text.py"])
    git(repository, "submodule", "--quiet", "deinit", "--force", "library")
    # It has no files now, so a commit has none of it either, although one was kept that had.
    assert "Nothing differs." in repository.ok("diff").out


def test_a_submodule_without_its_commit_is_named(repository: Cli) -> None:
    write_tree(repository.folder / "library", {"text.py": "def wrap():\n    pass\n"})
    library = Cli(repository.home, repository.folder / "library")
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "one"]):
        git(library, *words)
    lost = "0123456789012345678901234567890123456789"
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{lost},library")
    git(repository, "commit", "-qm", "two")
    done = repository("diff")
    assert done.code == 7
    assert "the submodule library does not have its commit 0123456789" in done.err
    assert "git -C library fetch" in done.err


def test_clones_that_lack_a_commit_say_how_to_get_it(repository: Cli, tmp_path: Path) -> None:
    write_tree(repository.folder, {"shop/orders.py": CHANGED})
    git(repository, "commit", "-qam", "two")
    git(repository, "config", "uploadpack.allowFilter", "true")
    for name, how in (("shallow", "--depth=1"), ("partial", "--filter=blob:none")):
        git(repository, "clone", "-q", how, repository.folder.as_uri(), str(tmp_path / name))
    told = Cli(repository.home, tmp_path / "shallow")("diff", "HEAD~1")
    assert told.code == 7
    assert "this clone is shallow, and `git fetch --unshallow` gets what it lacks" in told.err
    partial = Cli(repository.home, tmp_path / "partial")
    told = partial("diff", "HEAD~1")
    assert told.code == 7
    assert "this is a partial clone, and lacks them" in told.err
    assert f"`git archive {git(partial, 'rev-parse', 'HEAD~1')[:10]} > /dev/null` gets them" in told.err


def test_a_repository_without_commits_says_what_to_compare_with(shop: Cli) -> None:
    git(shop, "init", "-q")
    done = shop("diff")
    assert done.code == 7
    assert "has no commit yet" in done.err


def test_names_keep_states(shop: Cli) -> None:
    kept = shop.ok("snapshot", "save", "before", "--json").json
    assert [one["name"] for one in shop.ok("snapshot", "list", "--json").json["snapshots"]] == ["before"]
    write_tree(shop.folder, {"shop/orders.py": CHANGED})
    found = shop.ok("diff", "@before", "--json").json
    assert found["old_snapshot"] == kept["snapshot"]
    assert found["counts"]["breaking"] == 1
    shop.ok("storage", "compact")
    assert shop.ok("diff", "@before", "--json").json == found
    shop.ok("snapshot", "remove", "before")
    assert "No state" in shop.ok("snapshot", "list").out
    assert shop("diff", "@before").code == 7


def test_a_folder_without_sources_is_no_state(shop: Cli) -> None:
    other = shop.folder.parent / "notes"
    write_tree(other, {"letter.txt": "Dear ...", "LICENSE": "All rights"})
    failed = shop("diff", str(other))
    assert failed.code != 0
    assert f"{other} has no file in a language that is known here; name a folder" in failed.err
    assert shop("storage", "status").code == 7  # Nothing was analysed for it.


def test_another_folder_is_a_state(shop: Cli) -> None:
    other = shop.folder.parent / "other"
    write_tree(other, {**PROJECT, "shop/orders.py": CHANGED})
    found = shop.ok("diff", ".", str(other), "--json").json
    assert found["counts"]["breaking"] == 1


@pytest.mark.parametrize("words", [["nowhere"], ["@nothing"], ["git:nowhere"], ["0123456789abcdef"]])
def test_what_is_not_there_is_told(repository: Cli, words: list[str]) -> None:
    result = repository("diff", *words)
    assert result.code == 7
    assert words[0].removeprefix("git:") in result.err


def test_without_git_something_must_be_named(shop: Cli) -> None:
    result = shop("diff")
    assert result.code == 7
    assert "snapshot save" in result.err


def test_filters_of_the_repository_do_not_run(repository: Cli) -> None:
    git(repository, "config", "filter.evil.smudge", "touch ../ran; cat")
    write_tree(repository.folder, {".gitattributes": "*.py filter=evil\n"})
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "two")
    repository.ok("diff", "HEAD~1")
    assert not (repository.folder.parent / "ran").exists()


def test_a_revision_that_is_not_there_says_where_to_look(shop: Cli) -> None:
    who = ["-c", "user.name=a", "-c", "user.email=b"]
    for words in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "c"]):
        subprocess.run(["git", *words], cwd=shop.folder, env=shop.env, check=True)
    shop.ok("analyze")
    result = shop("diff", "nosuchref")
    assert result.code == 7
    assert "nosuchref is no snapshot, @name, folder or git revision" in result.err
    assert "`parseltongue snapshot list`" in result.err
    assert "git tag" in result.err
