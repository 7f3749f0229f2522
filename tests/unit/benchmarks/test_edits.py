import ast
import itertools

import pytest

from benchmarks import edits

EVERY = [edits.FUNCTION_APPENDED, edits.FIVE_FILES, *edits.STRUCTURAL]


@pytest.mark.parametrize("edit", EVERY, ids=lambda edit: edit.name)
def test_an_edit_changes_its_files_each_time_anew_and_restores_them(edit, small_django):
    root = small_django / "django-5.2.19"
    before = {path: path.read_bytes() for path in root.rglob("*.py")}
    seen = []
    for number in (1, 2):
        with edit.applied(root, number):
            now = {path: path.read_bytes() for path in before}
        assert {p for p in before if now[p] != before[p]} == {root / name for name in edit.paths}
        for path in before:
            ast.parse(now[path])
        seen.append(now)
    assert all(a[root / name] != b[root / name] for a, b in itertools.pairwise(seen) for name in edit.paths)
    assert {path: path.read_bytes() for path in before} == before


def test_a_class_gains_a_base():
    changed = edits.change_base("class A(B):", "New")("class A(B):\n    pass\n", 7)
    (new, a) = ast.parse(changed).body
    assert new.name == "New7"
    assert [base.id for base in a.bases] == ["B", "New7"]


def test_a_file_of_another_version_is_refused_and_left_alone(small_django):
    path = small_django / "django-5.2.19" / "django/test/testcases.py"
    path.write_text("class Other:\n    pass\n")
    edit = next(e for e in edits.STRUCTURAL if e.name == "a changed base class")
    with pytest.raises(edits.EditError, match="another version"), edit.applied(path.parents[2], 1):
        pass
    assert path.read_text() == "class Other:\n    pass\n"
