"""Random Swift trees and random edits of them: few names, so that they collide."""

from __future__ import annotations

import re

from tests.property.sources import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.property.sources import Sources

TYPES = ["A", "B", "C", "P"]
MEMBERS = ["f", "g", "h", "a", "k"]
MODULES = ["M", "N"]


class SwiftWriter(Writer):
    """Writes declarations and edits of Swift."""

    files = (
        "Sources/M/M.swift", "Sources/M/a.swift", "Sources/N/b.swift", "Sources/N/sub/N.swift", "x.swift",
        "y/x.swift", "Tests/MTests/t.swift", "pkg/Sources/M/c.swift",
    )  # fmt: skip
    word = re.compile(r"\b(A|B|C|P|M|N|f|g|h|a|k)\b")

    def name(self) -> str:
        """How code names a type."""
        name = self.pick(TYPES)
        return self.pick(
            [name, name, name, f"{self.pick(TYPES)}.{name}", f"{self.pick(MODULES)}.{name}", "String", "Self"]
        )

    def type_(self) -> str:
        name = self.name()
        return self.pick(
            [name, name, f"{name}?", f"[{name}]", f"[String: {name}]", f"some {name}", "T", "Int"]
        )

    def arguments(self) -> str:
        return self.pick(["()", "()", "(1)", "(x: 1)", "(y)", "(x: 1, y)", "() { $0 }", " { y in y.f() }"])

    def value(self) -> str:
        """An expression that the linker can tell the value of, more often than not."""
        name, member, other = self.name(), self.pick(MEMBERS), self.pick(MEMBERS)
        call, more = self.arguments(), self.arguments()
        return self.pick(
            [
                f"{member}{call}", f"self.{member}{call}", f"self.{member}", f"super.{member}()", member,
                f"{name}{call}", f"{name}{call}.{member}{more}", f"{name}.{member}{call}", f"{name}.{member}",
                f"x.{member}{call}", f"x?.{member}!.{other}{call}", f"x.{member}", f"x[0].{member}()",
                f"y.{member}{call}", f"x ?? {name}()", f"(x as? {name})?.{member}()", f"try? x.{member}()",
                f"{member}.{other}{call}", f"{name}.self", f".{member}(1)", f'"t".{member}()',
            ]
        )  # fmt: skip

    def statement(self) -> str:
        name = self.pick(["x", "y", *MEMBERS])
        return self.pick(
            [
                self.value(), f"return {self.value()}", f"let {name} = {self.value()}",
                f"let {name}: {self.type_()} = {self.value()}", f"x.{self.pick(MEMBERS)} = {self.value()}",
                f"if let {name} = {self.value()} {{ {self.value()} }} else {{ {self.value()} }}",
                f"guard let {name} else {{ return }}", f"for {name} in {self.value()} {{ {name}.f() }}",
                f"switch x {{ case .{self.pick(MEMBERS)}(let y): y.f() default: {self.value()} }}",
                f"func {self.pick(MEMBERS)}() {{ {self.value()} }}",
            ]
        )  # fmt: skip

    def function(self) -> str:
        head = self.pick(["", "", "static ", "private ", "@A public "])
        generic = self.pick(["", "", f"<T: {self.pick(TYPES)}>"])
        parameters = self.pick(
            [
                "()",
                f"(x: {self.type_()})",
                f"(_ y: {self.type_()})",
                f"(x: {self.type_()}, _ y: {self.name()} = 1)",
            ]
        )
        result = self.pick(["", f" -> {self.type_()}"])
        body = f"{{\n{self.statement()}\n{self.statement()}\n}}"
        return f"{head}func {self.pick(MEMBERS)}{generic}{parameters}{result} {body}"

    def member(self) -> str:
        name = self.pick(MEMBERS)
        return self.pick(
            [
                self.function(), self.function(), f"var {name}: {self.type_()}",
                f"let {name} = {self.value()}", f"static let {name} = {self.value()}",
                f"case {name}, {self.pick(MEMBERS)}(x: {self.name()})",
                f"init(x: {self.type_()}) {{ {self.value()} }}", "init() {}",
                f"var {name}: {self.type_()} {{ {self.value()} }}",
                f"typealias {self.pick(TYPES)} = {self.name()}",
                f"struct {self.pick(TYPES)} {{ {self.function()} }}",
            ]
        )  # fmt: skip

    def declaration(self) -> str:
        name = self.pick(TYPES)
        body = "\n".join(self.member() for _ in range(1 + self.number(2)))
        bases = self.pick(["", "", f": {self.name()}", f": {self.pick(TYPES)}, {self.name()}"])
        kind = self.pick(["class", "class", "struct", "enum", "extension", "extension", "protocol", "actor"])
        if kind == "protocol":
            return (
                f"protocol {name}{bases} {{ func {self.pick(MEMBERS)}(x: {self.type_()}) -> {self.name()} }}"
            )
        if kind == "extension":
            name = self.pick([name, name, f"{name}.{self.pick(TYPES)}", "String"])
        return f"{self.pick(['', 'private '])}{kind} {name}{bases} {{\n{body}\n}}"

    def chunk(self, path: str, sources: Sources) -> str:
        kind = self.number(9)
        if kind < 2:
            return f"import {self.pick([*MODULES, 'Foundation'])}"
        if kind < 7:
            return self.declaration()
        if kind == 7:
            return f"let {self.pick(MEMBERS)} = {self.value()}"
        return self.function()
