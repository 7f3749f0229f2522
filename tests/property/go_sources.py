"""Random Go trees and random edits of them: few names, packages over several files, manifests, embedding."""

from __future__ import annotations

import re
from random import Random

from tests.property.trees import SKIPPED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    Sources = dict[str, list[str]]

FILES = [
    "a.go", "b.go", "a_test.go", "b_windows.go", "p/a.go", "p/b.go", "p/b_linux.go", "p/x_test.go",
    "p/q/a.go", "p/q/b.go", "m/a.go", "m/b.go", "cmd/a.go", "go.mod", "m/go.mod", "p/go.mod", "go.work",
]  # fmt: skip
TYPES = ["A", "B", "C", "D"]
FUNCTIONS = ["F", "G", "h"]
MEMBERS = ["Go", "Get", "run", "Run", "f"]
VARIABLES = ["v", "W"]
MODULES = ["example.com/r/m", "example.com/r/p", "example.com/r", "m"]
IMPORTS = [
    "example.com/r/m",
    "example.com/r/p",
    "example.com/r/p/q",
    "m",
    "p",
    "fmt",
    "example.com/r/go-p",
    "./q",
]
PACKAGES = ["p", "m", "q", "r"]
_WORD = re.compile(r"\b(A|B|C|D|F|G|h|Go|Get|run|Run|f|v|W)\b")


class GoWriter:
    """Writes chunks and edits, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def pick(self, options: Sequence[str]) -> str:
        return self._random.choice(options)

    def number(self, most: int) -> int:
        return self._random.randint(0, most)

    # -- what a chunk is made of ------------------------------------------------------------------------

    def type_(self) -> str:
        name = self.pick(TYPES)
        return self.pick(
            [
                name,
                name,
                f"*{name}",
                f"[]{name}",
                "T",
                f"{name}[{self.pick([*TYPES, 'T'])}]",
                f"{name}[[]{self.pick(TYPES)}, {name}[{name}]]",
                f"map[string]{name}",
                f"{self.pick(PACKAGES)}.{name}",
                "error",
            ]
        )

    def value(self) -> str:
        name, type_, member = self.pick([*FUNCTIONS, *VARIABLES, "x"]), self.pick(TYPES), self.pick(MEMBERS)
        package = self.pick(PACKAGES)
        return self.pick(
            [
                f"{name}()", name, f"{name}.{member}", f"{name}.{member}()", f"{type_}{{}}.{member}()",
                f"&{type_}{{{member}: 1}}", f"{package}.{self.pick(FUNCTIONS)}()", f"{package}.{type_}{{}}",
                f"{package}.{self.pick(FUNCTIONS)}().{member}()", f"{name}().{member}.{self.pick(MEMBERS)}()",
                f"{name}[0].{member}()", f"{name}.(*{type_}).{member}()", f"{type_}({name})", f"new({type_})",
                f"func() {type_} {{ return {name} }}().{member}()",
            ]
        )  # fmt: skip

    def statement(self) -> str:
        value, member = self.value(), self.pick(MEMBERS)
        return self.pick(
            [
                value, f"x := {value}; x.{member}()", f"for _, x := range {value} {{ x.{member}() }}",
                f"x, err := {value}; x.{member}(); _ = err", f"var x {self.type_()}; x.{member}()",
                f"switch x := {value}.(type) {{ case {self.pick(TYPES)}: x.{member}() }}",
                f"if x, ok := {value}; ok {{ x.{member}() }}", f"return {value}",
            ]
        )  # fmt: skip

    def results(self) -> str:
        return self.pick(
            ["", self.type_(), self.type_(), f"({self.type_()}, error)", f"(x {self.type_()}, e error)"]
        )

    def parameters(self) -> str:
        return self.pick(["", "", f"x {self.type_()}", f"x, y {self.type_()}", f"x ...{self.type_()}"])

    def body(self) -> str:
        return f"{{\n\t{self.statement()}\n\t{self.statement()}\n}}"

    def member(self) -> str:
        """What stands in a struct."""
        return self.pick(
            [
                f"{self.pick(MEMBERS)} {self.type_()}", self.pick(TYPES), f"*{self.pick(TYPES)}",
                f"{self.pick(PACKAGES)}.{self.pick(TYPES)}",
            ]
        )  # fmt: skip

    def element(self) -> str:
        """What stands in an interface."""
        method = f"{self.pick(MEMBERS)}({self.parameters()}) {self.results()}"
        return self.pick(
            [method, method, self.pick(TYPES), f"{self.pick(PACKAGES)}.{self.pick(TYPES)}", "fmt.Stringer"]
        )

    def definition(self) -> str:
        name = self.pick(TYPES)
        lines = [self.member() for _ in range(self.number(2))]
        elements = [self.element() for _ in range(self.number(2))]
        name += self.pick(["", "", f"[T {self.pick(['any', *TYPES])}]"])
        return self.pick(
            [
                f"type {name} struct {{\n" + "\n".join(f"\t{one}" for one in lines) + "\n}",
                f"type {name} interface {{\n" + "\n".join(f"\t{one}" for one in elements) + "\n}",
                f"type {name} {self.type_()}", f"type {name} = {self.type_()}",
                f"type {name} func() {self.type_()}",
            ]
        )  # fmt: skip

    def chunk(self) -> str:
        kind = self.number(9)
        if kind < 3:
            return self.definition()
        if kind < 6:
            receiver = (
                self.pick(["x ", ""]) + self.pick(["", "*"]) + self.pick(TYPES) + self.pick(["", "[T]"])
            )
            return (
                f"func ({receiver}) {self.pick(MEMBERS)}({self.parameters()}) {self.results()} {self.body()}"
            )
        if kind < 8:
            return f"func {self.pick(FUNCTIONS)}({self.parameters()}) {self.results()} {self.body()}"
        return f"var {self.pick(VARIABLES)} {self.pick(['', self.type_()])} = {self.value()}"

    def head(self, path: str) -> str:
        """Build constraint, package clause and imports."""
        folder = path.rpartition("/")[0].rpartition("/")[2] or "r"
        package = self.pick([folder, folder, folder, folder, "main", f"{folder}_test", self.pick(PACKAGES)])
        alias = self.pick(["", "", "", ". ", f"{self.pick(PACKAGES)} "])
        imports = [f'import {alias}"{self.pick(IMPORTS)}"' for _ in range(self.number(3))]
        constraint = self.pick(["", "", "", "//go:build windows\n\n"])
        return f"{constraint}package {package}\n" + "\n".join(imports)

    def manifest(self, path: str) -> str:
        if path == "go.work":
            return f"use ./{self.pick(['m', 'p', 'nowhere'])}"
        return self.pick([f"module {self.pick(MODULES)}", f"require {self.pick(MODULES)} v1.0.0"])

    # -- trees and edits --------------------------------------------------------------------------------

    def file(self, sources: Sources) -> None:
        """One more file, in place."""
        path = self.pick(FILES)
        sources[path] = self._chunks(path, 1 + self.number(4))

    def _chunks(self, path: str, count: int) -> list[str]:
        if not path.endswith(".go"):
            return [self.manifest(path)]
        return [self.head(path), *(self.chunk() for _ in range(count))]

    def edit(self, sources: Sources) -> None:
        """One edit, small more often than not, in place."""
        if not sources or not self.number(6):
            return self._edit_tree(sources)
        path = self.pick(sorted(sources))
        chunks = sources[path] = list(sources[path])
        place = self.number(len(chunks))
        if not path.endswith(".go"):
            sources[path] = [self.manifest(path)]
        elif place == len(chunks) or chunks[place].startswith(SKIPPED):
            chunks.insert(max(place, 1), self.chunk())
        elif place == 0:
            chunks[0] = self.head(path)
        else:
            self._edit_chunk(chunks, place)
        return None

    def _edit_chunk(self, chunks: list[str], place: int) -> None:
        kind, chunk = self.number(5), chunks[place]
        lines = chunk.split("\n")
        if kind == 0:
            del chunks[place]
        elif kind == 1:
            chunks.insert(1 + self.number(len(chunks) - 1), chunk)
        elif kind == 2 and len(lines) > 2:
            del lines[1]
            chunks[place] = "\n".join(lines)
        elif kind == 3 and chunk.endswith("}"):
            line = (
                self.element()
                if " interface " in lines[0]
                else self.member()
                if " struct " in lines[0]
                else ""
            )
            chunks[place] = "\n".join([lines[0], line or self.statement(), *lines[1:]])
        else:
            chunks[place] = self._renamed(chunk)

    def _renamed(self, chunk: str) -> str:
        words = list(_WORD.finditer(chunk))
        if not words:
            return chunk + " "
        word = words[self.number(len(words) - 1)]
        kind = TYPES if word.group() in TYPES else [*MEMBERS, *FUNCTIONS, *VARIABLES]
        return chunk[: word.start()] + self.pick(kind) + chunk[word.end() :]

    def _edit_tree(self, sources: Sources) -> None:
        """Files that come, go, move, or can no longer be read."""
        kind, path = self.number(4), self.pick(FILES)
        if kind == 0 or not sources:
            sources[path] = self._chunks(path, self.number(2))
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
