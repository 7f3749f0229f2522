"""Which files an update links: those that changed, and those that asked what has another answer now."""

from __future__ import annotations

import pytest

from tests.property.trees import SKIPPED, Tree, is_equal_to_full

FILES = {
    "pkg/__init__.py": "from pkg.base import Base\nfrom .tools import helper\n",
    "pkg/base.py": (
        "class Root:\n    def get(self): pass\n    def stop(self): pass\n\n"
        "class Base(Root):\n    def run(self) -> Root:\n        return Root()\n"
    ),
    "pkg/child.py": "from pkg.base import Base\n\nclass Child(Base):\n    def go(self): self.stop()\n",
    "pkg/grandchild.py": "from pkg.child import Child\nclass Grand(Child):\n    def go(self): super().go()\n",
    "pkg/tools.py": (
        "from pkg.base import Root\n\ndef helper() -> int:\n    return 1\n\n"
        "def other():\n    pass\n\ndef make() -> Root:\n    return Root()\n"
    ),
    "pkg/other.py": "class Other:\n    def get(self): pass\n    def stop(self): pass\n",
    "use_helper.py": "from pkg import helper\nhelper()\n",
    "use_late.py": "from pkg import late\nlate()\n",
    "use_make.py": "from pkg.tools import make\nmake().stop()\n",
    "use_missing.py": "import pkg.missing\npkg.missing.f()\n",
    "use_nothing.py": "def alone(x):\n    x.get()\n    x.launch()\n",
    "use_other.py": "from pkg.tools import other\nother()\n",
    "use_run.py": "from pkg.base import Base\nBase().run().stop()\n",
}


@pytest.fixture
def tree() -> Tree:
    tree = Tree()
    assert tree.update(dict(FILES)).linked == sorted(FILES)
    return tree


def linked(tree: Tree, path: str, old: str, new: str) -> list[str]:
    """Replace a piece of a file; the files that are linked, once it is certain that they were enough."""
    before = FILES[path]
    assert old in before
    found = tree.update({path: before.replace(old, new)}).linked
    assert is_equal_to_full(tree)
    return found


def test_nothing_changed(tree):
    before = tree.digest
    assert tree.update({}).linked == []
    assert tree.digest == before


def test_a_file_that_was_only_touched_changes_nothing(tree):
    before = tree.digest
    assert tree.update({"pkg/base.py": FILES["pkg/base.py"]}).linked == ["pkg/base.py"]
    assert tree.digest == before


def test_a_body(tree):
    assert linked(tree, "pkg/base.py", "return Root()", "x = Root()\n        return x") == ["pkg/base.py"]


def test_a_body_from_which_a_return_type_is_inferred(tree):
    tree.update({"pkg/tools.py": FILES["pkg/tools.py"].replace(" -> Root", "")})
    edit = FILES["pkg/tools.py"].replace(" -> Root", "").replace("return Root()", "return None")
    assert tree.update({"pkg/tools.py": edit}).linked == ["pkg/tools.py", "use_make.py"]


def test_a_function_appended(tree):
    text = FILES["pkg/tools.py"]
    assert linked(tree, "pkg/tools.py", text, text + "\ndef extra(): helper()\n") == ["pkg/tools.py"]


def test_a_return_type(tree):
    assert linked(tree, "pkg/tools.py", "make() -> Root", "make() -> int") == ["pkg/tools.py", "use_make.py"]


def test_a_parameter_is_nobody_elses_business(tree):
    assert linked(tree, "pkg/tools.py", "def other()", "def other(x: Root, y=1)") == ["pkg/tools.py"]


def test_a_function_renamed(tree):
    edit = linked(tree, "pkg/tools.py", "def other", "def another")
    assert edit == ["pkg/tools.py", "use_other.py"]


def test_a_function_that_is_reexported_renamed(tree):
    edit = linked(tree, "pkg/tools.py", "def helper", "def assistant")
    assert edit == ["pkg/__init__.py", "pkg/tools.py", "use_helper.py"]


def test_one_more_get_where_there_are_many(tree):
    edit = linked(tree, "pkg/other.py", "def stop", "def get2(self): pass\n    def stop")
    assert edit == ["pkg/other.py"]
    text = "class Third:\n    def get(self): pass\n"
    assert tree.update({"pkg/third.py": text}).linked == ["pkg/third.py"]
    assert is_equal_to_full(tree)


def test_a_method_becomes_unique_and_then_ambiguous(tree):
    text = "class {}:\n    def launch(self): pass\n"
    assert tree.update({"pkg/x.py": text.format("X")}).linked == ["pkg/x.py", "use_nothing.py"]
    assert tree.update({"pkg/y.py": text.format("Y")}).linked == ["pkg/y.py", "use_nothing.py"]
    assert tree.update({"pkg/z.py": text.format("Z")}).linked == ["pkg/z.py"]
    assert tree.update({"pkg/y.py": None, "pkg/z.py": None}).linked == ["use_nothing.py"]
    assert is_equal_to_full(tree)


def test_a_base_class(tree):
    """All that looked through `Base`; not those that only mention it."""
    edit = linked(tree, "pkg/base.py", "class Base(Root)", "class Base")
    assert edit == ["pkg/base.py", "pkg/child.py", "pkg/grandchild.py", "use_run.py"]


def test_a_method_that_nobody_asked_for(tree):
    assert linked(tree, "pkg/base.py", "    def run", "    def walk(self): pass\n    def run") == [
        "pkg/base.py"
    ]


def test_an_override_is_seen_by_those_who_call_it(tree):
    edit = linked(tree, "pkg/base.py", "    def run", "    def stop(self): pass\n    def run")
    assert edit == ["pkg/base.py", "pkg/child.py"]


def test_a_reexport_added(tree):
    text = FILES["pkg/__init__.py"]
    edit = linked(tree, "pkg/__init__.py", text, text + "from pkg.tools import other as late\n")
    assert edit == ["pkg/__init__.py", "use_late.py"]


def test_a_reexport_that_nobody_asked_for(tree):
    text = FILES["pkg/__init__.py"]
    edit = linked(tree, "pkg/__init__.py", text, text + "from pkg.tools import other\n")
    assert edit == ["pkg/__init__.py"]


def test_a_module_deleted(tree):
    assert tree.update({"pkg/tools.py": None}).linked == [
        "pkg/__init__.py", "use_helper.py", "use_make.py", "use_other.py",
    ]  # fmt: skip
    assert is_equal_to_full(tree)


def test_a_module_that_can_no_longer_be_read(tree):
    edit = tree.update({"pkg/tools.py": SKIPPED}).linked
    assert edit == ["pkg/__init__.py", "use_helper.py", "use_make.py", "use_other.py"]
    assert is_equal_to_full(tree)


def test_a_submodule_that_was_missed(tree):
    edit = tree.update({"pkg/missing.py": "def f(): pass\n"}).linked
    assert edit == ["pkg/missing.py", "use_missing.py"]
    assert is_equal_to_full(tree)


def test_a_submodule_that_nobody_missed(tree):
    assert tree.update({"pkg/new.py": "def f(): pass\n"}).linked == ["pkg/new.py"]
    assert is_equal_to_full(tree)


def test_a_file_in_another_folder(tree):
    assert tree.update({"docs/conf.py": "name = 1\n"}).linked == ["docs/conf.py"]
    assert is_equal_to_full(tree)


def test_white_space_leaves_the_links_object_alone(tree):
    before = tree.row("pkg/base.py").links
    edit = linked(tree, "pkg/base.py", "class Base", "\n\n# a comment\nclass Base")
    assert edit == ["pkg/base.py"]
    assert tree.row("pkg/base.py").links == before


def test_a_new_call_is_a_new_links_object(tree):
    before = tree.row("pkg/base.py").links
    linked(tree, "pkg/base.py", "return Root()", "self.get()\n        return Root()")
    assert tree.row("pkg/base.py").links != before
