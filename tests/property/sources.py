"""Random Python trees and random edits of them.

Names are few on purpose: collisions, shadowing and cycles are what breaks an incremental linker. A source
is a list of chunks, each a statement or a definition, so that an edit can be as small as those of people:
add a member, change a base, rename, move, duplicate, delete. Imports name files of the tree at hand more
often than not, so that lookups lead somewhere.
"""

from __future__ import annotations

import re
from random import Random

from tests.property.trees import SKIPPED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    Sources = dict[str, list[str]]

FILES = [
    "m.py", "n.py", "m/__init__.py", "m/a.py", "m/b.py", "p/__init__.py", "p/m.py", "p/q/__init__.py",
    "p/q/c.py", "ns/d.py", "ns/m.py", "tests/test_m.py", "tests/helper.py", "tests/n.py", "src/r/__init__.py",
    "src/r/e.py", "src/n.py", "lib/s/__init__.py", "lib/s/f.py", "lib/m/__init__.py", "n.pyi", "__init__.py",
]  # fmt: skip
ROOTS: list[tuple[str, ...]] = [(), ("lib",), ("tests",), ("p", "ns")]
CLASSES = ["A", "B", "C", "D"]
FUNCTIONS = ["f", "g", "h"]
MEMBERS = ["f", "get", "a", "k"]
VARIABLES = ["v", "w"]
NAMES = [*CLASSES, *FUNCTIONS, *VARIABLES]
_WORD = re.compile(r"\b(A|B|C|D|f|g|h|get|a|k|v|w)\b")


class Writer:
    """Writes chunks and edits, the same for the same seed.

    Hypothesis would draw and shrink each choice if it were asked to, at ten times the cost; with a seed for
    each file and each edit it still drops those that a failure does not need.
    """

    files: Sequence[str] = FILES
    """Paths of the files that trees are made of."""
    word = _WORD
    """The names that an edit may replace by one another."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def pick(self, options: Sequence[str]) -> str:
        return self._random.choice(options)

    def number(self, most: int) -> int:
        return self._random.randint(0, most)

    def class_(self) -> str:
        return self.pick(CLASSES)

    # -- what a chunk is made of ------------------------------------------------------------------------

    def module(self, path: str, sources: Sources) -> str:
        """How an import in `path` names a module: one of the tree, relative or absolute, or a wild guess."""
        target = self.pick(sorted(sources) or FILES) if self.number(3) else self.pick(FILES)
        stem = target.rpartition(".")[0].removesuffix("/__init__")
        if self.number(2):
            for root in ("src/", "lib/") if self.number(2) else ():
                stem = stem.removeprefix(root)
            return stem.replace("/", ".").replace("__init__", "m")
        depth = 1 + self.number(1)
        return "." * depth + self.pick(["", stem.rpartition("/")[2].replace("__init__", "m")])

    def value(self) -> str:
        """An expression that the linker can tell the value of, more often than not."""
        name, member = self.pick(NAMES), self.pick(MEMBERS)
        return self.pick(
            [
                f"{self.class_()}()", f"{name}()", name, f"{name}.{member}", f"{name}().{member}()",
                f"{name}.{member}.{self.pick(MEMBERS)}()", f"[{name}]", f"({name}, {self.class_()}())",
                f"{name}[0].{member}()", f"{name} or {self.class_()}()", f"m.{name}.{member}()",
                f"unknown().{member}()",
            ]
        )  # fmt: skip

    def statement(self, path: str, sources: Sources) -> str:
        """A statement at the top of a file."""
        module, name, value = self.module(path, sources), self.pick(NAMES), self.value()
        absolute = module.lstrip(".") or "m"
        return self.pick(
            [
                f"from {module} import {name}", f"from {module} import {name}",
                f"from {module} import {name} as {self.pick(NAMES)}", f"from {module} import *",
                f"import {absolute}", f"import {absolute} as m",
                f"from {module} import {self.pick(['m', 'q', 'a'])}",
                f"{self.pick(VARIABLES)} = {value}", f"{self.pick(VARIABLES)}: {self.class_()} = None", value,
                f"__all__ = {[name, self.class_()]!r}",
                f"try:\n    from {module} import {name}\nexcept E:\n    {name} = {value}",
                f"for {self.pick(VARIABLES)} in {value}:\n    {self.pick(VARIABLES)}.{self.pick(MEMBERS)}()",
            ]
        )  # fmt: skip

    def body(self) -> str:
        """A line of a method."""
        member, value = self.pick(MEMBERS), self.value()
        return self.pick(
            [
                value, f"return {value}", f"self.{member} = {value}", f"self.{member}: {self.class_()} = x",
                f"self.{member}()", f"self.{member}.{self.pick(MEMBERS)}()", f"super().{member}()",
                f"x.{member}()",
                f"x.{member}().{self.pick(MEMBERS)}()", "return self", f"return self.{member}()",
                f"from m import {self.class_()}", f"return x.{member}",
            ]
        )  # fmt: skip

    def function(self, name: str) -> str:
        arrow = self.pick(["", f" -> {self.class_()}", f" -> 'list[{self.class_()}]'"])
        decorator = self.pick(["", "", "", "@property\n", "@classmethod\n", "@staticmethod\n", "@overload\n"])
        parameters = self.pick(["self", f"self, x: {self.class_()}", f"x: {self.class_()}", "self, x=None"])
        return f"{decorator}def {name}({parameters}){arrow}:\n    {self.body()}\n    {self.body()}"

    def member(self) -> str:
        """What stands in a class."""
        name = self.pick(MEMBERS)
        return self.pick(
            [
                self.function(name), self.function(name), self.function(name), f"{name} = {self.value()}",
                f"{name}: {self.class_()}", f"{name} = {self.pick(MEMBERS)}()",
                f"class {self.class_()}({self.class_()}):\n    {name} = 1",
            ]
        )  # fmt: skip

    def definition(self) -> str:
        bases = [
            self.pick([self.class_(), f"m.{self.class_()}", f"q.{self.class_()}"])
            for _ in range(self.number(2))
        ]
        members = [indented(self.member()) for _ in range(1 + self.number(1))]
        return f"class {self.class_()}({', '.join(bases)}):\n" + "\n".join(members)

    def chunk(self, path: str, sources: Sources) -> str:
        kind = self.number(5)
        if kind < 2:
            return self.definition()
        return self.function(self.pick(FUNCTIONS)) if kind == 2 else self.statement(path, sources)

    # -- trees and edits --------------------------------------------------------------------------------

    def file(self, sources: Sources) -> None:
        """One more file, in place."""
        path = self.pick(self.files)
        sources[path] = [self.chunk(path, sources) for _ in range(1 + self.number(3))]

    def edit(self, sources: Sources) -> None:
        """One edit, small more often than not, in place."""
        if not sources or not self.number(7):
            return self._edit_tree(sources)
        path = self.pick(sorted(sources))
        chunks = sources[path] = list(sources[path])
        place = self.number(len(chunks))
        if place == len(chunks) or chunks[place].startswith(SKIPPED):
            chunks.insert(place, self.chunk(path, sources))
            return None
        self._edit_chunk(chunks, place)
        return None

    def _edit_chunk(self, chunks: list[str], place: int) -> None:
        kind, chunk = self.number(6), chunks[place]
        if kind == 0:
            del chunks[place]
        elif kind == 1:
            chunks.insert(self.number(len(chunks)), chunk)
        elif chunk.startswith("class") and kind == 2:
            chunks[place] = f"{chunk}\n{indented(self.member())}"
        elif chunk.startswith("class") and kind == 3:
            chunks[place] = re.sub(r"\(.*?\):", f"({self.class_()}):", chunk, count=1)
        elif chunk.startswith("class") and kind == 4:
            chunks[place] = without_last_member(chunk)
        else:
            chunks[place] = self._renamed(chunk)

    def _renamed(self, chunk: str) -> str:
        """One word of a chunk replaced by another."""
        words = list(self.word.finditer(chunk))
        if not words:
            return chunk + "  "
        word = words[self.number(len(words) - 1)]
        kind = CLASSES if word.group() in CLASSES else [*MEMBERS, *FUNCTIONS, *VARIABLES]
        return chunk[: word.start()] + self.pick(kind) + chunk[word.end() :]

    def _edit_tree(self, sources: Sources) -> None:
        """Files that come, go, move, or can no longer be read."""
        kind, path = self.number(4), self.pick(self.files)
        if kind == 0 or not sources:
            sources[path] = [self.chunk(path, sources) for _ in range(self.number(2))]
            return
        other = self.pick(sorted(sources))
        if kind == 1:
            del sources[other]
        elif kind == 2:
            sources[path] = sources.pop(other)
        elif kind == 3:
            sources[other] = [SKIPPED]
        else:
            sources[path] = sources[other]


def indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.split("\n"))


def without_last_member(chunk: str) -> str:
    """A class without the last thing that stands directly in it, but never without any."""
    lines = chunk.split("\n")
    starts = [i for i, line in enumerate(lines) if i and line[4:5] not in (" ", "")]
    return "\n".join(lines[: starts[-1]]) if len(starts) > 1 else lines[0] + "\n    pass"


def text(chunks: list[str]) -> str:
    """The source of a file."""
    return "\n".join(chunks) + "\n"
