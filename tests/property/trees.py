"""Random Python trees and random edits of them, and a driver that keeps a snapshot of one.

The names are few on purpose: collisions, shadowing and cycles are what breaks an incremental linker.
"""

from __future__ import annotations

from hypothesis import strategies as st

from parseltongue.analysis.languages.python.front_end import extractor
from parseltongue.isg.memory import memory_objects
from parseltongue.isg.rows import FileRow
from parseltongue.isg.update import Fingerprints, UpdateResult, update_snapshot
from parseltongue.model.ids import content_digest

FINGERPRINTS = Fingerprints(b"analyzer", b"linker", b"options")

FILES = [
    "m.py", "n.py", "m/__init__.py", "m/a.py", "m/b.py", "p/__init__.py", "p/m.py", "p/q/__init__.py",
    "p/q/c.py", "ns/d.py", "tests/test_m.py", "tests/helper.py", "src/r/__init__.py", "src/r/e.py",
    "lib/s/__init__.py", "lib/s/f.py",
]  # fmt: skip
MODULES = ["m", "n", "m.a", "m.b", "p", "p.m", "p.q", "p.q.c", "ns", "ns.d", "helper", "r", "r.e", "s", "s.f", "os"]
NAMES = ["A", "B", "C", "f", "g", "get", "a", "m", "q"]

_name = st.sampled_from(NAMES)
_module = st.sampled_from([*MODULES, ".", ".a", ".b", "..", ".m", ".q", "..m"])
_absolute = st.sampled_from(MODULES)


def _expression() -> st.SearchStrategy[str]:
    leaf = st.one_of(_name, st.tuples(_absolute, _name).map(".".join))
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            inner.map(lambda one: f"{one}()"),
            st.tuples(inner, _name).map(lambda two: f"{two[0]}.{two[1]}"),
            inner.map(lambda one: f"{one}[0]"),
        ),
        max_leaves=4,
    )


_statement = st.one_of(
    st.tuples(_module, _name).map(lambda two: f"from {two[0]} import {two[1]}"),
    st.tuples(_module, _name, _name).map(lambda three: f"from {three[0]} import {three[1]} as {three[2]}"),
    _module.map(lambda one: f"from {one} import *"),
    _absolute.map(lambda one: f"import {one}"),
    st.tuples(_absolute, _name).map(lambda two: f"import {two[0]} as {two[1]}"),
    st.tuples(_name, _expression()).map(lambda two: f"{two[0]} = {two[1]}"),
    st.tuples(_name, _name).map(lambda two: f"{two[0]}: {two[1]} = None"),
    st.lists(_name, max_size=3).map(lambda names: f"__all__ = {names!r}"),
    _expression(),
)
_body = st.lists(
    st.one_of(
        _expression(),
        _expression().map(lambda one: f"return {one}"),
        st.tuples(_name, _expression()).map(lambda two: f"{two[0]} = {two[1]}"),
        st.tuples(_name, _expression()).map(lambda two: f"self.{two[0]} = {two[1]}"),
        _name.map(lambda one: f"self.{one}()"),
        _name.map(lambda one: f"unknown.{one}()"),
        _name.map(lambda one: f"super().{one}()"),
    ),
    min_size=1,
    max_size=3,
)
_function = st.tuples(_name, _name, _body).map(
    lambda three: f"def {three[0]}(self, x: {three[1]}) -> {three[1]}:\n"
    + "".join(f"    {line}\n" for line in three[2])
)
_class = st.tuples(_name, st.lists(_expression(), max_size=2), st.lists(_function, max_size=2)).map(
    lambda three: f"class {three[0]}({', '.join(three[1])}):\n"
    + ("".join("    " + line + "\n" for one in three[2] for line in one.splitlines()) or "    pass\n")
)
source = st.lists(st.one_of(_statement, _function, _class), max_size=6).map(
    lambda parts: "\n".join(parts) + "\n"
)
path = st.sampled_from(FILES)
tree = st.dictionaries(path, source, max_size=8)


class Tree:
    """A tree of sources with a snapshot that is kept by updates alone."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}
        self.objects = memory_objects()
        self.digest: bytes | None = None
        self.last: UpdateResult | None = None

    def update(self, edits: dict[str, str | None]) -> UpdateResult:
        """Apply edits (None deletes) and update the snapshot."""
        for one, text in edits.items():
            if text is None:
                self.files.pop(one, None)
            else:
                self.files[one] = text
        changes = {one: row(self, text) for one, text in edits.items() if text is not None or self.digest}
        self.last = update_snapshot(
            self.objects, self.digest, changes, self.files, FINGERPRINTS
        )
        self.digest = self.last.digest
        return self.last


def row(tree: Tree, text: str | None) -> FileRow | None:
    """Extract a source and put its facts into the tree's store."""
    if text is None:
        return None
    data = text.encode()
    interface, references = extractor(keep_docs=True).extract(data)
    references.interface = tree.objects.put(interface.encode())
    facts = tree.objects.put(references.encode())
    return FileRow(
        content_digest(data), "python", len(data), facts=facts, interface=references.interface,
        flags=references.flags << 8,
    )  # fmt: skip


def full(files: dict[str, str]) -> UpdateResult:
    """A full analysis of a tree in a store of its own."""
    other = Tree()
    return other.update(dict(files))
