"""Change detection: compared with brute force after random edits, and case by case."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parseltongue.changes.detect import INSPECTED_SIZE, ChangeSet, Scan, detect, hash_pending
from parseltongue.changes.reading import Failure, hash_bytes
from parseltongue.changes.statindex import StatIndex
from parseltongue.changes.walk import NO_STAMP, UNDECIDED
from tests.unit.changes.trees import GitCommand, select_python, write_tree

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ["a.py", "b.py", "c.txt", "d/a.py", "d/e/b.py", "f/a.py"]
LATER = 10 * 10**9


def run(root: Path, previous: StatIndex | None, **options: object) -> tuple[Scan, ChangeSet]:
    scan = detect(str(root), select_python, previous, ignore_patterns=(), **options)  # type: ignore[arg-type]
    cap = options.get("max_size")
    return scan, scan.settle(hash_pending(scan, max_size=cap))  # type: ignore[arg-type]


def aged(root: Path, **options: object) -> StatIndex:
    """The index of a tree that has been at rest for a while."""
    index = run(root, None, **options)[0].stat_index()
    index.observed_ns += LATER
    return index


def lists(changes: ChangeSet) -> dict[str, list[str]]:
    kept = {name: getattr(changes, name) for name in ("new", "modified", "deleted", "unchanged")}
    return {name: value for name, value in kept.items() if value}


# Random edits against brute force.


def _write(root: Path, path: str, text: str) -> None:
    _remove(root, path)
    place = root / path
    for parent in reversed(place.relative_to(root).parents[:-1]):
        if (root / parent).is_symlink() or (root / parent).is_file():
            (root / parent).unlink()
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


def _remove(root: Path, path: str, text: str = "") -> None:
    place = root / path
    if place.is_symlink() or place.is_file():
        place.unlink()
    elif place.is_dir():
        shutil.rmtree(place)


def _overwrite(root: Path, path: str, text: str) -> None:
    """In place: same inode, same size as far as texts are, and often the same tick of the clock."""
    if (root / path).is_file():
        with open(root / path, "r+") as file:
            file.write(text)
            file.truncate()


def _touch(root: Path, path: str, text: str) -> None:
    if (root / path).is_file():
        os.utime(root / path)


def _overwrite_and_backdate(root: Path, path: str, text: str) -> None:
    if (root / path).is_file():
        before = os.stat(root / path)
        _overwrite(root, path, text)
        os.utime(root / path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _chmod(root: Path, path: str, text: str) -> None:
    if (root / path).is_file():
        (root / path).chmod(0o600 if text == "1" else 0o644)


def _rename(root: Path, path: str, text: str) -> None:
    if (root / path).is_file():
        target = root / ("moved_" + text + ".py")
        if not target.is_dir():
            (root / path).replace(target)


def _to_folder(root: Path, path: str, text: str) -> None:
    _remove(root, path)
    if (root / path).parent.is_dir():
        write_tree(root, {path + "/inner.py": text})


def _to_symlink(root: Path, path: str, text: str) -> None:
    _remove(root, path)
    if (root / path).parent.is_dir():
        (root / path).symlink_to(root / "a.py")


def _folder_to_symlink(root: Path, path: str, text: str) -> None:
    _remove(root, "f")
    if (root / "d").is_dir():
        (root / "f").symlink_to("d")


def _rest(root: Path, path: str, text: str) -> None:
    time.sleep(0.06)


EDITS: list[Callable[[Path, str, str], None]] = [
    _write, _remove, _overwrite, _touch, _overwrite_and_backdate, _chmod, _rename, _to_folder, _to_symlink,
    _folder_to_symlink, _rest,
]  # fmt: skip
edits = st.tuples(st.sampled_from(EDITS), st.sampled_from(NAMES), st.sampled_from(["0", "1", "22"]))


def brute_force(root: Path) -> dict[str, bytes]:
    found = {}
    for folder, _, names in os.walk(root):
        for name in names:
            place = Path(folder, name)
            path = place.relative_to(root).as_posix()
            if name.endswith(".py") and not place.is_symlink() and not path.startswith(".git/"):
                found[path] = place.read_bytes()
    return found


def compare(before: dict[str, bytes], after: dict[str, bytes]) -> dict[str, list[str]]:
    expected = {
        "new": sorted(after.keys() - before.keys()),
        "modified": sorted(path for path in after if before.get(path, after[path]) != after[path]),
        "deleted": sorted(before.keys() - after.keys()),
        "unchanged": sorted(path for path in after if before.get(path) == after[path]),
    }
    return {name: value for name, value in expected.items() if value}


@pytest.mark.parametrize("with_git", [False, True])
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(st.lists(edits, max_size=6), min_size=1, max_size=4))
def test_equals_brute_force(
    tmp_path_factory: pytest.TempPathFactory,
    git: GitCommand,
    with_git: bool,
    rounds: list[list[tuple[Callable[[Path, str, str], None], str, str]]],
) -> None:
    root = tmp_path_factory.mktemp("tree")
    if with_git:
        git(root, "init", "-q")
    write_tree(root, dict.fromkeys(NAMES, "0"))
    if with_git:
        git(root, "add", ".")
    before: dict[str, bytes] = {}
    index: StatIndex | None = None
    for round_of_edits in [[], *rounds]:
        for edit, path, text in round_of_edits:
            edit(root, path, text)
        scan, changes = run(root, index)
        after = brute_force(root)
        assert lists(changes) == compare(before, after)
        assert scan.digests == {path: hash_bytes(data) for path, data in after.items()}
        index = StatIndex.decode(scan.stat_index().encode())
        before = after


# What is read, and what is not.


def test_a_tree_at_rest_is_not_read(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": "1", "d/b.py": "2"})
    index = aged(tmp_path)
    scan = detect(str(tmp_path), select_python, index, ignore_patterns=())
    assert scan.is_clean
    assert list(scan.known) == ["a.py", "d/b.py"]
    changes = scan.settle({})
    assert (changes.has_changes(), changes.touched) == (False, [])
    assert lists(changes) == {"unchanged": ["a.py", "d/b.py"]}


def test_only_the_touched_file_is_read(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": "1", "b.py": "2", "c.py": "3", "e.py": "4"})
    index = aged(tmp_path)
    os.utime(tmp_path / "a.py", (5, 5))
    write_tree(tmp_path, {"b.py": "two", "d.py": "new"})
    (tmp_path / "e.py").unlink()
    scan = detect(str(tmp_path), select_python, index, ignore_patterns=())
    assert (scan.pending, scan.deleted, scan.is_clean) == (["a.py", "b.py", "d.py"], ["e.py"], False)
    changes = scan.settle(hash_pending(scan))
    assert changes.touched == ["a.py"]
    assert changes.affected_files() == ["d.py", "b.py", "e.py"]
    assert lists(changes)["unchanged"] == ["a.py", "c.py"]


def test_same_size_within_the_same_tick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The racy case itself: a rewrite that leaves every field of the stat as it was."""
    write_tree(tmp_path, {"a.py": "1"})
    scan, _ = run(tmp_path, None)
    index = scan.stat_index()
    stamp = index.entries["a.py"][0]
    write_tree(tmp_path, {"a.py": "2"})
    real = os.lstat

    class Frozen:
        st_mode = real(tmp_path / "a.py").st_mode
        st_size, st_mtime_ns, st_ctime_ns, st_ino = stamp

    monkeypatch.setattr("parseltongue.changes.walk.lstat", lambda path: Frozen)
    assert lists(run(tmp_path, index)[1]) == {"modified": ["a.py"]}
    index.observed_ns += LATER
    assert lists(run(tmp_path, index)[1]) == {"unchanged": ["a.py"]}, "the freeze does not work"


@pytest.mark.parametrize("field", range(4))
def test_each_field_of_the_stamp_counts(tmp_path: Path, field: int) -> None:
    write_tree(tmp_path, {"a.py": "1"})
    index = aged(tmp_path)
    stamp, digest = index.entries["a.py"]
    changed = list(stamp)
    changed[field] += 1
    index.entries["a.py"] = ((changed[0], changed[1], changed[2], changed[3]), digest)
    assert detect(str(tmp_path), select_python, index, ignore_patterns=()).pending == ["a.py"]


def test_contents_without_stats_are_enough(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": "1", "b.py": "2"})
    known = {"a.py": hash_bytes(b"1"), "b.py": hash_bytes(b"x"), "c.py": b"c" * 32}
    index = StatIndex({path: (NO_STAMP, digest) for path, digest in known.items()}, 0)
    _, changes = run(tmp_path, index)
    assert lists(changes) == {"modified": ["b.py"], "deleted": ["c.py"], "unchanged": ["a.py"]}


def test_write_between_walk_and_read_is_found_next_time(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": "1"})
    scan = detect(str(tmp_path), select_python, None, ignore_patterns=())
    write_tree(tmp_path, {"a.py": "22"})
    scan.settle(hash_pending(scan))
    assert scan.digests["a.py"] == hash_bytes(b"22")
    write_tree(tmp_path, {"a.py": "33"})
    index = scan.stat_index()
    index.observed_ns += LATER
    assert lists(run(tmp_path, index)[1]) == {"modified": ["a.py"]}


# Files without content.


def test_file_that_vanishes_before_it_is_read(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": "1", "b.py": "2"})
    index = aged(tmp_path)
    write_tree(tmp_path, {"a.py": "other", "new.py": "3"})
    scan = detect(str(tmp_path), select_python, index, ignore_patterns=())
    (tmp_path / "a.py").unlink()
    (tmp_path / "new.py").unlink()
    changes = scan.settle(hash_pending(scan))
    assert lists(changes) == {"deleted": ["a.py"], "unchanged": ["b.py"]}
    assert list(scan.stat_index().entries) == ["b.py"]


def test_too_large_file_has_no_content_and_is_not_read(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": "1", "big.py": "x" * 100})
    scan, changes = run(tmp_path, None, max_size=50)
    assert lists(changes) == {"new": ["a.py", "big.py"]}
    assert changes.failures["big.py"].reason == "too large"
    index = scan.stat_index()
    index.observed_ns += LATER
    write_tree(tmp_path, {"big.py": "y" * 200})
    scan, changes = run(tmp_path, index, max_size=50)
    assert scan.is_clean
    assert (lists(changes), changes.touched) == ({"unchanged": ["a.py", "big.py"]}, [])
    assert list(changes.failures) == ["big.py"]
    scan, changes = run(tmp_path, index, max_size=500)
    assert lists(changes) == {"modified": ["big.py"], "unchanged": ["a.py"]}
    write_tree(tmp_path, {"a.py": "z" * 60})
    scan, changes = run(tmp_path, index, max_size=50)
    assert not scan.is_clean
    assert lists(changes) == {"modified": ["a.py"], "unchanged": ["big.py"]}


def test_unreadable_file_is_tried_again(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": "1"})
    scan = detect(str(tmp_path), select_python, None, ignore_patterns=())
    failure = Failure("unreadable", "Permission denied")
    changes = scan.settle({"a.py": failure})
    assert (lists(changes), changes.failures) == ({"new": ["a.py"]}, {"a.py": failure})
    index = scan.stat_index()
    index.observed_ns += LATER
    scan = detect(str(tmp_path), select_python, index, ignore_patterns=())
    assert scan.pending == ["a.py"]
    assert lists(scan.settle({"a.py": failure})) == {"unchanged": ["a.py"]}
    assert lists(run(tmp_path, index)[1]) == {"modified": ["a.py"]}


def test_file_that_becomes_unreadable_is_modified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(tmp_path, {"a.py": "1"})
    index = aged(tmp_path)

    def refuse(path: str) -> os.stat_result:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("parseltongue.changes.walk.lstat", refuse)
    scan, changes = run(tmp_path, index)
    assert not scan.is_clean
    assert lists(changes) == {"modified": ["a.py"]}
    assert changes.failures["a.py"].reason == "unreadable"


def test_missing_result_is_an_error(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": "1"})
    with pytest.raises(KeyError):
        detect(str(tmp_path), select_python, None).settle({})


def test_other_algorithms(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a.py": "1"})
    scan, _ = run(tmp_path, None, algorithm="xxhash")
    assert scan.digests == {"a.py": hash_bytes(b"1", "xxhash")}
    assert scan.stat_index().algorithm == "xxhash"


# Files whose kind only their content can tell.


def select_or_look(path: str) -> str | None:
    return select_python(path) or (UNDECIDED if "." not in path else None)


def look(root: Path, previous: StatIndex | None, asked: list[bytes]) -> Scan:
    def inspect(head: bytes) -> str | None:
        asked.append(head)
        return head[2:].strip().decode() if head.startswith(b"#!") else None

    scan = detect(str(root), select_or_look, previous, ignore_patterns=(), inspect=inspect)
    scan.settle(hash_pending(scan))
    return scan


def test_undecided_files_are_taken_in_by_their_heads(tmp_path: Path) -> None:
    for name, text in {
        "a.py": "",
        "run": "#!python",
        "README": "text",
        "empty": "",
        "x.txt": "#!python",
    }.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "link").symlink_to("run")
    (tmp_path / "large").write_bytes(b"#!python\n" + bytes(INSPECTED_SIZE))
    asked: list[bytes] = []
    scan = look(tmp_path, None, asked)
    assert {path: kind for path, (kind, _) in scan.files.items()} == {"a.py": "python", "run": "python"}
    assert list(scan.files) == ["a.py", "run"]
    assert sorted(asked) == [b"#!python", b"text"]
    assert scan.walk.skipped == []


def test_heads_are_not_read_again_while_the_stats_prove_them(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("#!python")
    (tmp_path / "README").write_text("text")
    index = StatIndex.decode(look(tmp_path, None, []).stat_index().encode())
    index.observed_ns += LATER
    asked: list[bytes] = []
    scan = look(tmp_path, index, asked)
    assert (asked, scan.is_clean, list(scan.files)) == ([], True, ["run"])
    (tmp_path / "README").write_text("#!python now")
    (tmp_path / "run").write_text("no script any more")
    scan = look(tmp_path, index, asked)
    assert sorted(asked) == [b"#!python now", b"no script any more"]
    assert (list(scan.files), scan.deleted) == (["README"], ["run"])


def test_heads_of_files_that_may_have_changed_within_a_tick_are_read_again(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("#!python")
    index = look(tmp_path, None, []).stat_index()
    index.observed_ns = 0
    asked: list[bytes] = []
    look(tmp_path, index, asked)
    assert asked == [b"#!python"]
