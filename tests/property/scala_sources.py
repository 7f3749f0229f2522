"""Random Scala trees and random edits of them: few names, so that they collide."""

from __future__ import annotations

import re

from tests.property.sources import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.property.sources import Sources

TYPES = ["A", "B", "C", "D"]
MEMBERS = ["f", "g", "h", "a", "k", "apply"]
PACKAGES = ["p", "q", "p.q"]


class ScalaWriter(Writer):
    """Writes declarations and edits of Scala."""

    files = (
        "p/A.scala", "p/B.scala", "q/C.scala", "q/A.scala", "p/q/D.scala", "src/main/scala/p/C.scala",
        "src/test/scala/p/A.scala", "Main.scala", "x/B.scala", "tool.sc",
    )  # fmt: skip
    word = re.compile(r"\b(A|B|C|D|f|g|h|a|k|p|q)\b")

    def name(self) -> str:
        """How code names a type."""
        name = self.pick(TYPES)
        return self.pick([name, name, name, f"{name}.{self.pick(TYPES)}", f"{self.pick(PACKAGES)}.{name}"])

    def type_(self) -> str:
        name, other = self.name(), self.pick(TYPES)
        return self.pick(
            [name, name, f"List[{name}]", f"Map[String, {name}]", "X", "Int", f"{name} => {other}"]
        )

    def value(self) -> str:
        """An expression that the linker can tell the value of, more often than not."""
        name, member, other = self.name(), self.pick(MEMBERS), self.pick(MEMBERS)
        return self.pick(
            [
                f"{member}()", f"{member}({other})", f"{member}", f"x.{member}", f"x.{member}()",
                f"x.{member}(x).{other}", f"{name}.{member}", f"{name}(x)", f"new {name}(x)", f"new {name}",
                f"this.{member}", f"super.{member}()", f"new {name} {{ def {member} = {other} }}",
                f"x.map(_.{member})", f"x.map(y => y.{member}()).head.{other}", f"{member}(y => y.{other})",
                f"x.asInstanceOf[{name}].{member}", f"x {member} {other}", f"{name}.{member}.{other}()",
                f"x match {{ case y: {name} => y.{member}; case {name}(z) => z }}",
                f"for {{ y <- {member} }} yield y.{other}", f"p.{name}.{member}()", f"{member}(x = 1)",
            ]
        )  # fmt: skip

    def statement(self) -> str:
        name = self.pick(MEMBERS)
        return self.pick(
            [
                self.value(), f"val {name}: {self.type_()} = {self.value()}",
                f"val {name} = {self.value()}\n{name}.{self.pick(MEMBERS)}",
                f"val ({name}, k) = {self.value()}",
                f"def {name}(x: {self.type_()}) = {self.value()}",
                f"class {self.pick(TYPES)} extends {self.name()}", f"import {self.name()}._",
            ]
        )  # fmt: skip

    def method(self) -> str:
        variables = self.pick(["", "", "[X]", f"[X <: {self.name()}]"])
        parameters = self.pick(
            ["", "()", f"(x: {self.type_()})", f"(x: {self.type_()}, y: {self.type_()} = f)", "(x: X*)"]
        )
        result = self.pick(["", f": {self.type_()}"])
        body = self.pick([f" = {self.value()}", f" = {{\n{self.statement()}\n{self.value()}\n}}"])
        head = self.pick(["", "private ", "override "])
        return f"{head}def {self.pick(MEMBERS)}{variables}{parameters}{result}{body}"

    def member_of(self, owner: str) -> str:
        return self.pick(
            [
                self.method(), self.method(), f"val {self.pick(MEMBERS)} = {self.value()}",
                f"val {self.pick(MEMBERS)}: {self.type_()} = {self.value()}", self.value(),
                f"def this(x: {self.type_()}) = this()", f"object {self.pick(TYPES)} {{\n{self.method()}\n}}",
                f"class {self.pick(TYPES)}(val a: {self.type_()})",
                f"type {self.pick(TYPES)} = {self.type_()}",
                f"import {self.pick(TYPES)}._", f"def {self.pick(MEMBERS)}: {owner}",
            ]
        )  # fmt: skip

    def declaration(self) -> str:
        name, base = self.pick(TYPES), self.name()
        variables = self.pick(["", "", "[X]"])
        header = self.pick(["", "()", f"(val a: {self.type_()})", f"(x: {self.type_()} = {self.value()})"])
        bases = self.pick(
            ["", f" extends {base}", f" extends {base}(x) with {self.pick(TYPES)}", f" extends {base}[D]"]
        )
        body = "\n".join(self.member_of(name) for _ in range(1 + self.number(2)))
        return self.pick(
            [
                f"class {name}{variables}{header}{bases} {{\n{body}\n}}",
                f"case class {name}(a: {self.type_()}){bases}", f"object {name}{bases} {{\n{body}\n}}",
                f"object {name}{bases} {{\n{body}\n}}", f"trait {name}{variables}{bases} {{\n{body}\n}}",
                f"package object {self.pick(['p', 'q'])} {{\n{body}\n}}",
                f"enum {name} {{\n case f\n case g extends {base}(x)\n{self.method()}\n}}", self.method(),
                f"extension (x: {base}) {self.method()}",
            ]
        )  # fmt: skip

    def import_(self) -> str:
        package, name = self.pick(PACKAGES), self.pick(TYPES)
        return self.pick(
            [
                f"import {package}.{name}", f"import {package}._", f"import {package}.{{{name} => B, C}}",
                f"import {package}.{name}._", f"import {package}.{name}.{self.pick(MEMBERS)}",
                "import java.util._", f"package {package}", f"package {package}", "package q",
            ]
        )  # fmt: skip

    def chunk(self, path: str, sources: Sources) -> str:
        return self.import_() if self.number(4) < 2 else self.declaration()
