"""`analyze`, `status`, `verify` and `storage` on good and bad trees."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.e2e.command import Cli, finish, write_tree

if TYPE_CHECKING:
    from pathlib import Path

ANALYZE_KEYS = [
    "workspace", "snapshot", "mode", "degraded", "persisted", "files", "entities", "relationships",
    "references", "missing_grammars", "store_bytes", "seconds", "cpu_seconds",
]  # fmt: skip
FILES_KEYS = ["total", "new", "modified", "deleted", "unchanged", "parsed", "linked", "skipped", "failed"]


def analyze(cli: Cli, *words: str) -> dict:
    return cli.ok("analyze", "--json", *words).json


def test_first_nothing_then_a_change(shop: Cli) -> None:
    first = analyze(shop)
    assert list(first) == ANALYZE_KEYS
    assert list(first["files"]) == FILES_KEYS
    assert list(first["references"]) == ["resolved", "ambiguous", "external", "unresolved"]
    assert first["workspace"] == str(shop.folder)
    assert (first["mode"], first["files"]["parsed"], first["persisted"]) == ("full", 4, True)
    second = analyze(shop)
    assert second["mode"] == "unchanged"
    assert second["files"]["parsed"] == second["files"]["linked"] == 0
    assert second["snapshot"] == first["snapshot"]
    with (shop.folder / "shop/checkout.py").open("a") as file:
        file.write("\n\ndef later() -> None:\n    pass\n")
    third = analyze(shop)
    assert (third["mode"], third["files"]["modified"], third["files"]["parsed"]) == ("incremental", 1, 1)
    assert third["snapshot"] != first["snapshot"]
    assert third["entities"] == first["entities"] + 1


def test_the_summary_is_readable(shop: Cli) -> None:
    result = shop.ok("analyze")
    assert result.out.startswith(f"Analysed {shop.folder}: 4 files (4 new), 4 parsed, 4 linked.\n")
    assert result.err == ""
    assert shop.ok("analyze").out.startswith(f"Nothing has changed in {shop.folder} (4 files).\n")


def test_path_names_the_workspace_from_anywhere(shop: Cli, tmp_path: Path) -> None:
    here = analyze(shop)
    assert analyze(shop, str(shop.folder), "-C", str(tmp_path))["mode"] == "unchanged"
    assert analyze(shop, "code", "-C", str(tmp_path))["workspace"] == here["workspace"]
    assert shop.ok("-C", "code", "status", "--json", cwd=tmp_path).json["snapshot"] == here["snapshot"]


@pytest.mark.parametrize("marker", ["", ".git", "parseltongue.toml"])
def test_a_subfolder_finds_the_enclosing_workspace(shop: Cli, marker: str) -> None:
    if marker == ".git":
        subprocess.run(["git", "init", "-q", shop.folder], check=True, env=shop.env)
    elif marker:
        (shop.folder / marker).write_text("")
    first = analyze(shop)
    for folder in ("shop", "tests"):
        status = shop.ok("status", "--json", cwd=shop.folder / folder).json
        assert (status["workspace"], status["snapshot"]) == (first["workspace"], first["snapshot"])


def test_an_empty_workspace_is_fine(cli: Cli) -> None:
    result = cli.ok("analyze")
    assert "no files here in a language that Parseltongue reads." in result.err
    assert analyze(cli)["files"]["total"] == 0
    assert cli.ok("status").out.count("none") >= 3


@pytest.mark.parametrize("name", ["missing", "missing/deeper"])
def test_a_folder_that_does_not_exist(cli: Cli, name: str) -> None:
    for words in (["analyze", name], ["-C", name, "status"]):
        result = cli(*words)
        assert (result.code, result.out) == (3, "")
        assert str(cli.folder / name) in result.err
        assert "is not a directory" in result.err


def test_a_current_folder_that_is_gone(cli: Cli) -> None:
    gone = cli.folder / "gone"
    for words in (["status"], ["status", "-C", ".."], ["analyze", str(cli.folder), "--cache-dir", "store"]):
        gone.mkdir()
        argv = ["sh", "-c", 'rmdir "$PWD"; exec "$@"', "sh", *cli.argv(*words)]
        done = subprocess.run(argv, env=cli.env, cwd=gone, capture_output=True)
        assert done.returncode == 3
        assert b"the current folder does not exist any more" in done.stderr


def test_skipped_files_are_named_on_request(cli: Cli) -> None:
    (cli.folder / "binary.py").write_bytes(b"x = 1\0\n")
    assert cli.ok("analyze").err == ""
    (cli.folder / "other.py").write_bytes(b"x = 2\0\n")
    assert "other.py (binary)" in cli.ok("analyze", "-v").err


def test_nothing_analysed_yet(shop: Cli) -> None:
    for command in (["status"], ["find", "x"], ["coverage"], ["export", "--format", "jsonl"], ["verify"]):
        result = shop(*command)
        assert (result.code, result.out) == (7, ""), result
        assert "run `parseltongue analyze`" in result.err


def test_a_wrong_key_in_the_configuration(shop: Cli) -> None:
    (shop.folder / "parseltongue.toml").write_text("[storage]\ncompresion = 'zstd'\n")
    result = shop("analyze", "--json")
    assert result.code == 3
    assert result.json["error"]["kind"] == "ConfigError"
    assert "did you mean storage.compression?" in result.err


def test_a_notice_stays_off_stdout_and_can_be_silenced(shop: Cli) -> None:
    (shop.folder / "parseltongue.toml").write_text("[storage]\ncache_dir = 'here'\n")
    result = shop.ok("analyze", "--json")
    assert result.json["persisted"]
    assert "note: " in result.err
    assert "--trust" in result.err
    assert not (shop.folder / "here").exists()
    assert shop.ok("analyze", "-q").err == ""


def test_a_store_that_cannot_be_used(shop: Cli) -> None:
    shop.cache.write_text("a file where the folder should be")
    result = shop("analyze", "--json")
    assert result.code == 13
    assert result.json["persisted"] is False
    assert result.json["files"]["parsed"] == 4
    assert "warning: NOTHING WAS STORED: " in result.err
    assert str(shop.cache) in result.err
    assert "--cache-dir" in result.err
    assert "NOTHING WAS STORED" in shop("analyze", "-q").err


def test_a_read_only_cache_directory(shop: Cli) -> None:
    shop.cache.mkdir(mode=0o500)
    if os.access(shop.cache, os.W_OK):
        pytest.skip("this user may write anywhere")
    assert shop("analyze").code == 13


def test_an_unreadable_file_is_named(shop: Cli) -> None:
    (shop.folder / "shop/checkout.py").chmod(0)
    if os.access(shop.folder / "shop/checkout.py", os.R_OK):
        pytest.skip("this user may read everything")
    result = shop.ok("analyze")
    assert "warning: 1 file could not be analysed: shop/checkout.py" in result.err


def test_the_lock_of_another_process(shop: Cli) -> None:
    shop.ok("analyze")
    shop.configure("[storage]\nlock_timeout = '1s'\n")
    hold = (
        "import sys, time; from parseltongue.storage.locking import workspace_lock\n"
        "from parseltongue.workspace.workspace import Workspace\n"
        "identity = Workspace.open(sys.argv[1]).identity\n"
        "with workspace_lock(sys.argv[2], identity, 5, command='long work'):\n"
        "    print('held', flush=True); time.sleep(100)\n"
    )
    argv = [sys.executable, "-c", hold, str(shop.folder), str(shop.cache)]
    with subprocess.Popen(argv, env=shop.env, stdout=subprocess.PIPE) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"held\n"
            result = shop("analyze")
            assert result.code == 5
            assert f"process {holder.pid}" in result.err
            assert "long work" in result.err
            assert shop.ok("status", "--json").json["problems"] == []
        finally:
            holder.kill()
    assert analyze(shop)["mode"] == "unchanged"


def test_two_at_once(shop: Cli) -> None:
    both = [shop.start("analyze", "--json"), shop.start("analyze", "--json")]
    results = [finish(process) for process in both]
    assert [result.code for result in results] == [0, 0], results
    assert len({result.json["snapshot"] for result in results}) == 1
    assert shop.ok("verify", "--rebuild", "--json").json["ok"]


@pytest.mark.skipif(sys.platform != "linux", reason="file names are bytes on Linux")
def test_names_that_are_not_utf8(shop: Cli) -> None:
    folder = os.fsencode(shop.folder)
    with open(folder + b"/caf\xe9.py", "wb") as file:
        file.write(b"def espresso(): pass\n")
    with open(folder + b"/bell\x07\x1b[31m.py", "wb") as file:
        file.write(b"def ring(): pass\n")
    assert analyze(shop)["files"]["parsed"] == 6
    os.unlink(folder + b"/caf\xe9.py")
    os.unlink(folder + b"/bell\x07\x1b[31m.py")
    result = shop.ok("status")
    assert "\x1b" not in result.out + result.err
    assert "bell\\x07\\x1b[31m.py" in result.out
    assert "caf%E9.py" in result.out
    assert shop.ok("status", "--json").json["stale"]["deleted"] == ["bell\x07\x1b[31m.py", "caf%E9.py"]


def test_status(shop: Cli) -> None:
    first = analyze(shop)
    (shop.folder / "shop/new.py").write_text("x = 1\n")
    (shop.folder / "tests/test_checkout.py").unlink()
    with (shop.folder / "shop/orders.py").open("a") as file:
        file.write("x = 1\n")
    status = shop.ok("status", "--json").json
    assert status["snapshot"] == first["snapshot"]
    assert status["stale"] == {
        "new": ["shop/new.py"],
        "modified": ["shop/orders.py"],
        "deleted": ["tests/test_checkout.py"],
    }
    assert sum(status["entities"].values()) == first["entities"]
    assert status["relationships"] == first["relationships"]
    result = shop.ok("status")
    assert "Changed since: 1 new (shop/new.py), 1 modified (shop/orders.py), 1 deleted" in result.out
    assert "3 files have changed since. Run `parseltongue analyze`." in result.err


def test_verify(shop: Cli) -> None:
    first = analyze(shop)
    report = shop.ok("verify", "--json").json
    assert (report["ok"], report["snapshot"], report["problems"]) == (True, first["snapshot"], [])
    assert "rebuilt" not in report
    assert shop.ok("verify", "--rebuild", "--json").json["rebuilt"] == first["snapshot"]
    assert "A full analysis gives the same." in shop.ok("verify", "--rebuild").out


def test_damage_is_found_and_repaired(shop: Cli) -> None:
    first = analyze(shop)
    for path in sorted(shop.cache.rglob("*")):
        if path.suffix in (".sst", ".log") and path.stat().st_size > 1000:
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 0xFF
            path.write_bytes(data)
    damaged = shop("verify", "--json")
    assert damaged.code in (9, 12), damaged
    assert shop("analyze").code == 0
    assert shop.ok("verify", "--rebuild", "--json").json["snapshot"] == first["snapshot"]


def test_storage(shop: Cli) -> None:
    assert shop("storage", "status").code == 7
    assert str(shop.cache) in shop.ok("storage", "init").out
    assert shop.ok("storage", "status", "--json").json["backend"] == "rocksdb"
    first = analyze(shop)
    content = shop.ok("storage", "compact", "--json").json
    assert {"before", "after"} <= set(content)
    assert "The store had " in shop.ok("storage", "compact").out
    assert analyze(shop)["snapshot"] == first["snapshot"]


def test_cache_dir_wins_over_the_environment(shop: Cli, tmp_path: Path) -> None:
    shop.ok("analyze", "--cache-dir", str(tmp_path / "other"))
    assert (tmp_path / "other").is_dir()
    assert not shop.cache.exists()


def test_a_file_from_the_future(shop: Cli) -> None:
    """A file from the future is read again and again, but never counted as changed."""
    analyze(shop)
    soon = time.time() + 86400
    os.utime(shop.folder / "shop/orders.py", (soon, soon))
    assert [analyze(shop)["mode"] for _ in range(2)] == ["unchanged", "unchanged"]


def test_a_workspace_that_begins_with_the_graph_of_another_has_nothing_deleted(
    cli: Cli, tmp_path: Path
) -> None:
    write_tree(cli.folder, {"a.py": "def f(): pass\n", "b.py": "def g(): pass\n", "c.py": "x = 1\n"})
    analyze(cli)
    copy = tmp_path / "copy"
    write_tree(copy, {"a.py": "def f(): pass\n", "b.py": "def h(): pass\n", "d.py": "y = 1\n"})
    files = analyze(cli, str(copy))["files"]
    assert files["parsed"] == 2
    counts = {name: files[name] for name in ("new", "modified", "deleted", "unchanged")}
    assert counts == {"new": 2, "modified": 0, "deleted": 0, "unchanged": 1}
    write_tree(copy, {"b.py": "def i(): pass\n"})
    assert analyze(cli, str(copy))["files"]["modified"] == 1


def test_a_worktree_within_the_repository_is_a_workspace_of_its_own(shop: Cli) -> None:
    def git(*words: str) -> None:
        settings = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        subprocess.run(["git", *settings, *words], cwd=shop.folder, env=shop.env, check=True)

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "one")
    files = analyze(shop)["files"]
    git("worktree", "add", "-q", "trees/topic")
    inner = str(shop.folder / "trees/topic")
    # It has all files once more, and other ones soon: it is neither a part of the graph around it ...
    assert analyze(shop)["files"] == {
        **files,
        "new": 0,
        "unchanged": files["total"],
        "parsed": 0,
        "linked": 0,
    }
    assert shop.ok("coverage", "--json").json["not_read"] == {"another worktree": ["trees/topic"]}
    # ... nor answered for by it.
    told = shop("find", "Item", "-C", inner)
    assert told.code == 7
    assert f"{inner} has not been analysed yet" in told.err
    assert f"`parseltongue -C {shop.folder}` to ask the workspace around it" in told.err
    write_tree(shop.folder, {"trees/topic/shop/orders.py": "class Item:\n    topic = 1\n"})
    assert shop.ok("analyze", "--json", "-C", inner).json["workspace"] == inner
    assert [one["name"] for one in shop.ok("members", "Item", "-C", inner, "--json").json["results"]] == [
        "topic"
    ]


def test_a_source_root_that_is_not_there_is_told(cli: Cli) -> None:
    write_tree(
        cli.folder, {"lib/a.py": "", "parseltongue.toml": "[analysis]\nsource_roots = ['./lib', 'b']\n"}
    )
    told = cli.ok("analyze").err
    assert 'parseltongue.toml: analysis.source_roots names "b", which is not in the workspace' in told
    assert '"lib"' not in told
    assert cli.ok("show", "lib/a.py", "--json").json["results"][0]["qualified_name"] == "a"


def test_a_worktree_shares_everything(cli: Cli, tmp_path: Path) -> None:
    write_tree(cli.folder, {"a.py": "def f(): pass\n"})
    first = analyze(cli)
    copy = tmp_path / "copy"
    write_tree(copy, {"a.py": "def f(): pass\n"})
    second = analyze(cli, str(copy))
    assert (second["snapshot"], second["files"]["parsed"]) == (first["snapshot"], 0)
