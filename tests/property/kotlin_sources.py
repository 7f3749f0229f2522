"""Random Kotlin trees and random edits of them: few names, so that they collide."""

from __future__ import annotations

import re

from tests.property.sources import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.property.sources import Sources

TYPES = ["A", "B", "C", "D"]
MEMBERS = ["f", "g", "h", "a", "k"]
PACKAGES = ["p", "q", "p.q"]


class KotlinWriter(Writer):
    """Writes declarations and edits of Kotlin."""

    files = (
        "p/A.kt", "p/B.kt", "q/C.kt", "q/A.kt", "p/q/D.kt", "src/main/kotlin/p/C.kt",
        "src/test/kotlin/p/A.kt", "Main.kt", "x/B.kt", "build.gradle.kts",
    )  # fmt: skip
    word = re.compile(r"\b(A|B|C|D|f|g|h|a|k|p|q)\b")

    def name(self) -> str:
        """How code names a type."""
        name = self.pick(TYPES)
        return self.pick([name, name, name, f"{name}.{self.pick(TYPES)}"])

    def type_(self) -> str:
        name, other = self.name(), self.pick(TYPES)
        return self.pick(
            [
                name, name, f"{name}?", f"List<{name}>", f"Map<String, {name}>", "X", "Int",
                f"({name}) -> {other}", f"{name}.() -> {other}", f"{name}<{other}>",
            ]
        )  # fmt: skip

    def value(self) -> str:
        """An expression that the linker can tell the value of, more often than not."""
        name, member, other = self.name(), self.pick(MEMBERS), self.pick(MEMBERS)
        return self.pick(
            [
                f"{member}()", f"{member}({other})", f"{member}(1, {name}())", f"x.{member}()",
                f"x.{member}(x).{other}()", f"{name}.{member}()", f"this.{member}", f"super.{member}()",
                f"{name}()", f"{name}(x)", f"object : {name}() {{\n fun {member}() = {other}()\n}}",
                f"{member} {{ it.{other}() }}", f"{member}(x) {{ {other}() }}",
                f"x.{member}({name}::{other})",
                f"(x as {name}).{member}()", f"{member}.{other}", f"x.let {{ y -> y.{member}() }}",
                f"x.apply {{ {member}({other}) }}", f"if (x is {name}) x.{member}() else x", member,
                f"listOf(x).map {{ it.{member} }}.first().{other}()", f"{member}(x = 1)", f"{member}[0]",
                f"when (x) {{\n is {name} -> x.{member}\n else -> {other}\n}}",
                f"create<{name}>().{member}()",
            ]
        )  # fmt: skip

    def statement(self) -> str:
        name = self.pick(MEMBERS)
        return self.pick(
            [
                self.value(), f"return {self.value()}", f"val {name}: {self.type_()} = {self.value()}",
                f"val {name} = {self.value()}\n{name}.{self.pick(MEMBERS)}()",
                f"val ({name}, k) = {self.value()}",
                f"for ({name} in {self.value()}) {name}.{self.pick(MEMBERS)}()",
                f"fun {name}(x: {self.type_()} = {self.value()}) = {self.value()}",
                f"class {self.pick(TYPES)} : {self.name()}() {{\n fun {name}() = {self.value()}\n}}",
            ]
        )  # fmt: skip

    def method(self) -> str:
        variables = self.pick(["", "", "<X> ", f"<X : {self.name()}> "])
        parameters = self.pick(
            ["", f"x: {self.type_()}", f"x: {self.type_()}, y: {self.type_()} = f()", "vararg x: X"]
        )
        receiver = self.pick(["", "", "", f"{self.pick(TYPES)}.", "X."])
        result = self.pick(["", f": {self.type_()}"])
        body = self.pick(["", f" {{\n{self.statement()}\n}}", f" = {self.value()}"])
        head = f"{self.pick(['', 'private ', 'override '])}fun {variables}{receiver}{self.pick(MEMBERS)}"
        return f"{head}({parameters}){result}{body}"

    def property_(self) -> str:
        name = self.pick(MEMBERS)
        return self.pick(
            [
                f"val {name}: {self.type_()} = {self.value()}", f"val {name} = {self.value()}",
                f"private val {name} by lazy {{ {self.value()} }}",
                f"val {self.pick(TYPES)}.{name} get() = {self.value()}",
            ]
        )  # fmt: skip

    def member_of(self, owner: str) -> str:
        members = f"{self.method()}\n{self.property_()}"
        return self.pick(
            [
                self.method(), self.method(), self.property_(), f"init {{\n{self.statement()}\n}}",
                f"constructor(x: {self.type_()}) : this({self.value()})",
                f"companion object {{\n{members}\n}}",
                f"companion object D : {self.name()}() {{\n{members}\n}}",
                f"class {self.pick(TYPES)} {{\n{self.method()}\n}}", f"object {self.pick(TYPES)} : {owner}()",
            ]
        )  # fmt: skip

    def declaration(self) -> str:
        name, base = self.pick(TYPES), self.name()
        variables = self.pick(["", "", "<X>", f"<X : {self.pick(TYPES)}>"])
        header = self.pick(["", "()", f"(val a: {self.type_()})", f"(x: {self.type_()} = {self.value()})"])
        bases = self.pick(["", f" : {base}()", f" : {base}", f" : {base}<{self.pick(TYPES)}> by x"])
        body = "\n".join(self.member_of(name) for _ in range(1 + self.number(2)))
        return self.pick(
            [
                f"class {name}{variables}{header}{bases} {{\n{body}\n}}",
                f"class {name}{variables}{header}{bases} {{\n{body}\n}}",
                f"data class {name}(val a: {self.type_()})", f"object {name}{bases} {{\n{body}\n}}",
                f"interface {name}{variables} {{\n{body}\n}}",
                f"enum class {name} {{\n f, g {{\n{self.method()}\n }};\n{body}\n}}",
                f"typealias {name} = {self.type_()}", self.method(), self.property_(),
            ]
        )  # fmt: skip

    def import_(self) -> str:
        package, name = self.pick(PACKAGES), self.pick(TYPES)
        return self.pick(
            [
                f"import {package}.{name}", f"import {package}.*", f"import {package}.{self.pick(MEMBERS)}",
                f"import {package}.{name}.{self.pick(TYPES)}", f"import {package}.{name}.*",
                f"import {package}.{name}.{self.pick(MEMBERS)}",
                f"import {package}.f as {self.pick(MEMBERS)}",
                "import java.util.*", f"package {package}", f"package {package}",
            ]
        )  # fmt: skip

    def chunk(self, path: str, sources: Sources) -> str:
        return self.import_() if self.number(4) < 2 else self.declaration()
