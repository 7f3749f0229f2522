"""However sources refer to each other, they are linked, in bounded time, and always in the same way."""

from __future__ import annotations

import sys
import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parseltongue.analysis.languages.python.types import _linearise
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.values import SIZE_LIMIT, bounded
from parseltongue.analysis.lookups import MAX_NESTING
from tests.property.trees import Tree, full

SECONDS = 40
"""CPU time that no tree of this file may take; they take less than five here."""

A = "class A:\n    def go(self): return self\n"


def steps(first: str, step: str, count: int) -> str:
    """A line, and lines that each rest on the one before."""
    return first + "".join(step.format(i - 1, i) for i in range(1, count))


def star_clique(size: int) -> dict[str, str]:
    return {
        f"m{i}.py": "".join(f"from m{j} import *\n" for j in range(size) if j != i)
        + f"def f{i}(): pass\ndef g{i}():\n    f{(i + 7) % size}()\n    missing()\n    print()\n"
        for i in range(size)
    }


TREES = {
    "re-exports": {
        "m0.py": "def x(): pass\n",
        **{f"m{i}.py": f"from m{i - 1} import x\nx()\n" for i in range(1, 180)},
    },
    "star imports in a row": {
        "m0.py": "def x(): pass\n",
        **{f"m{i}.py": f"from m{i - 1} import *\nx()\n" for i in range(1, 200)},
    },
    "star imports of each other": star_clique(40),
    "bases": {
        "m.py": steps(
            "class C0:\n    def f(self): pass\n",
            "class C{1}(C{0}):\n    def f(self): super().f(); self.g()\n",
            180,
        )
    },
    "many bases": {
        "m.py": "".join(f"class C{i}: pass\n" for i in range(2000))
        + f"class D({', '.join(f'C{i}' for i in range(2000))}):\n    def f(self): self.x()\n"
    },
    "bases without an order": {
        "m.py": "class A: pass\nclass B: pass\n"
        + "".join(f"class C{i}(A, B): pass\nclass D{i}(B, A): pass\n" for i in range(200))
        + f"class E({', '.join(f'C{i}, D{i}' for i in range(200))}):\n    def f(self): self.x()\n"
    },
    "classes that inherit from each other": {
        f"m{i}.py": f"from m{(i + 1) % 130} import A as B\nclass A(B):\n    def f{i}(self): self.f0()\n"
        for i in range(130)
    },
    "pairs": {"m.py": A + steps("x0 = A()\n", "x{1} = (x{0}, x{0})\n", 100) + "x99[0].go()\n"},
    "either": {"m.py": A + steps("x0 = A()\n", "x{1} = x{0} or [x{0}]\n", 100) + "x99[0].go()\n"},
    "mappings": {"m.py": A + steps("x0 = A()\n", "x{1} = {{x{0}: x{0}}}\n", 100) + "x99[0].go()\n"},
    "methods of lists": {"m.py": A + steps("x0 = [A()]\n", "x{1} = [x{0}.append]\n", 100) + "x99.go()\n"},
    "inferred returns": {
        "m.py": A
        + steps("def g0(): return A()\n", "def g{1}(): return g{0}().go().go().go().go()\n", 400)
        + "g399().go()\n"
    },
    "returns of each other": {
        "m.py": "g0(1).go()\n"
        + "".join(f"def g{i}(x): return g{i * 7 % 99}(x) or g{(i + 3) % 99}(x)\n" for i in range(99))
    },
    "attributes of an external": {"m.py": steps("import os\nx0 = os\n", "x{1} = x{0}.path.join()\n", 400)},
}  # fmt: skip


@pytest.mark.parametrize("name", TREES)
def test_it_is_linked_in_bounded_time(name):
    before = time.process_time()
    assert full_tree(TREES[name]).linked == sorted(TREES[name])
    assert time.process_time() - before < SECONDS


def full_tree(files):
    return Tree().update(dict(files))


def test_an_update_of_a_chain_beyond_the_limit_equals_a_full_analysis():
    tree = Tree()
    tree.update(dict(TREES["re-exports"]))
    for path in ("m0.py", "m125.py", "m179.py"):
        tree.update({path: "def x(): pass\ndef y(): pass\n"})
        assert tree.digest == full(tree)[1].digest
    tree.update({"m0.py": None})
    assert tree.digest == full(tree)[1].digest


def test_what_is_nearer_than_the_limit_is_found():
    files = {
        "m0.py": "def x(): pass\n",
        **{f"m{i}.py": f"from m{i - 1} import x\n" for i in range(1, MAX_NESTING - 5)},
    }
    files["user.py"] = f"from m{MAX_NESTING - 6} import x\nx()\n"
    tree = Tree()
    tree.update(files)
    line = next(one for one in tree.export().splitlines() if b'"calls"' in one)
    assert b'"provenance":"exact"' in line


def at_depth(depth, files):
    return at_depth(depth - 1, files) if depth else full_tree(files).digest


@pytest.mark.parametrize("name", ["re-exports", "bases", "inferred returns"])
def test_links_do_not_depend_on_how_deep_the_caller_stands(name):
    limit = sys.getrecursionlimit()
    found = []
    for depth in (0, 850):
        sys.setrecursionlimit(1000)
        thread = threading.Thread(target=lambda depth=depth: found.append(at_depth(depth, TREES[name])))
        thread.start()
        thread.join()
    sys.setrecursionlimit(limit)
    assert len(found) == 2
    assert found[0] == found[1]


# -- method resolution order --------------------------------------------------------------------------------


def plain_merge(lines):
    """C3 as it is written down, with the head of the first line where it finds none."""
    order = []
    lines = [line for line in lines if line]
    while lines:
        heads = (line[0] for line in lines)
        head = next((one for one in heads if not any(one in line[1:] for line in lines)), lines[0][0])
        order.append(head)
        lines = [[one for one in line if one != head] for line in lines]
        lines = [line for line in lines if line]
    return order


_line = st.lists(st.integers(0, 6), unique=True, max_size=5)


@settings(max_examples=500, deadline=None)
@given(st.lists(_line, min_size=2, max_size=4), st.lists(st.integers(0, 6), max_size=4))
def test_the_merge_is_c3(lines, bases):
    assert _linearise([*lines, bases]) == plain_merge([*lines, bases])


@given(_line.filter(bool))
def test_a_single_base_keeps_its_order(line):
    assert _linearise([line, line[:1]]) == plain_merge([line, line[:1]]) == line


def test_the_order_is_that_of_python():
    x, y = type("X", (), {}), type("Y", (), {})
    p, q = type("P", (x, y), {}), type("Q", (y,), {})
    z = type("Z", (p, q), {})
    lines = [[one for one in base.__mro__ if one is not object] for base in z.__bases__]
    assert [z, *_linearise([*lines, list(z.__bases__)])] == [one for one in z.__mro__ if one is not object]


# -- values -----------------------------------------------------------------------------------------------


def test_a_value_is_bounded_by_its_parts():
    leaf = (v.EXTERNAL, "os")
    value = leaf
    for _ in range(SIZE_LIMIT - 1):
        value = bounded((v.CONTAINER, value))
    assert value is not None
    assert bounded((v.CONTAINER, value)) is None


@pytest.mark.parametrize("tag", [v.PAIR, v.MAPPING, v.EITHER])
def test_both_sides_of_a_value_count(tag):
    value = (v.EXTERNAL, "os")
    count = 0
    while value is not None:
        value = bounded((tag, value, value))
        count += 1
    assert count == 4
