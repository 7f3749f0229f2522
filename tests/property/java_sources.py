"""Random Java trees and random edits of them: few names, so that they collide."""

from __future__ import annotations

import re

from tests.property.sources import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.property.sources import Sources

TYPES = ["A", "B", "C", "D"]
MEMBERS = ["f", "g", "h", "a", "k"]
PACKAGES = ["p", "q", "p.q"]


class JavaWriter(Writer):
    """Writes declarations and edits of Java."""

    files = (
        "p/A.java", "p/B.java", "q/C.java", "q/A.java", "p/q/D.java", "src/main/java/p/C.java",
        "src/test/java/p/A.java", "Main.java", "x/B.java",
    )  # fmt: skip
    word = re.compile(r"\b(A|B|C|D|f|g|h|a|k|p|q)\b")

    def name(self) -> str:
        """How code names a type."""
        name = self.pick(TYPES)
        return self.pick([name, name, name, f"{name}.{self.pick(TYPES)}", f"{self.pick(PACKAGES)}.{name}"])

    def type_(self) -> str:
        name, other = self.name(), self.pick(TYPES)
        return self.pick(
            [
                name, name, name, f"{name}<{other}>", f"{name}[]", f"java.util.List<{name}>", "X", "int",
                f"Map<String, {name}>", f"Function<{name}, {other}>", f"{name}<? extends {other}<X>>",
            ]
        )  # fmt: skip

    def value(self) -> str:
        """An expression that the linker can tell the value of, more often than not."""
        name, member, other = self.name(), self.pick(MEMBERS), self.pick(MEMBERS)
        return self.pick(
            [
                f"{member}()", f"{member}({other})", f"{member}(1, new {name}())", f"x.{member}()",
                f"x.{member}(x).{other}()", f"{name}.{member}()", f"this.{member}", f"super.{member}()",
                f"new {name}()", f"new {name}(x)", f"new {name}<>() {{ void {member}() {{ {other}(); }} }}",
                f"{member}(y -> y.{other}())", f"{member}({name}::{other})", f"(({name}) x).{member}()",
                f"{member}.{other}", f"{name}.this.{member}()", f"x instanceof {name} z ? z.{member}() : x",
                f"{member}", f"{name}.class", f"unknown.{member}()", f"{member}[0].{other}()",
            ]
        )  # fmt: skip

    def statement(self) -> str:
        name = self.pick(MEMBERS)
        return self.pick(
            [
                f"{self.value()};", f"return {self.value()};", f"{self.type_()} {name} = {self.value()};",
                f"var {name} = {self.value()}; {name}.{self.pick(MEMBERS)}();",
                f"for (var {name} : {self.value()}) {name}.{self.pick(MEMBERS)}();",
                f"class {self.pick(TYPES)} extends {self.name()} {{ {self.method()} }}",
                f"switch (x) {{ case {name}: break; case {self.name()} z -> z.{name}(); default: }}",
            ]
        )  # fmt: skip

    def method(self) -> str:
        variables = self.pick(["", "", "<X> ", f"<X extends {self.name()}> "])
        parameters = self.pick(["", f"{self.type_()} x", f"{self.type_()} x, {self.type_()} y", "X... x"])
        head = f"{self.pick(['', 'static ', 'default '])}{variables}{self.type_()} {self.pick(MEMBERS)}"
        body = self.pick([";", "{ }", f"{{ {self.value()}; }}", f"{{ return {self.value()}; }}"])
        return f"{head}({parameters}) {body}"

    def member_of(self, owner: str) -> str:
        return self.pick(
            [
                self.method(), self.method(), f"void {self.pick(MEMBERS)}() {{ {self.statement()} }}",
                f"{self.type_()} {self.pick(MEMBERS)} = {self.value()};",
                f"static {self.type_()} {self.pick(MEMBERS)};", f"{owner}({self.type_()} x) {{ super(x); }}",
                f"{owner}() {{ this({self.value()}); }}",
                f"static class {self.pick(TYPES)} {{ {self.method()} }}",
                f"interface {self.pick(TYPES)}<X> {{ {self.type_()} {self.pick(MEMBERS)}(X x); }}",
            ]
        )  # fmt: skip

    def declaration(self) -> str:
        name, base = self.pick(TYPES), self.name()
        variables = self.pick(["", "", "<X>", f"<X extends {self.pick(TYPES)}>"])
        bases = self.pick(
            ["", f" extends {base}", f" implements {base}", f" extends {base}<{self.pick(TYPES)}>"]
        )
        body = " ".join(self.member_of(name) for _ in range(1 + self.number(2)))
        if not self.number(5):
            return f"enum {name} {{ f, g {{ {self.method()} }}; {body} }}"
        if not self.number(5):
            return f"record {name}({self.type_()} a) {{ {body} }}"
        kind = "interface" if not self.number(4) else "class"
        return f"public {kind} {name}{variables}{bases} {{ {body} }}"

    def import_(self) -> str:
        package, name = self.pick(PACKAGES), self.pick(TYPES)
        return self.pick(
            [
                f"import {package}.{name};", f"import {package}.*;",
                f"import {package}.{name}.{self.pick(TYPES)};",
                f"import static {package}.{name}.{self.pick(MEMBERS)};", f"import static {package}.{name}.*;",
                "import java.util.*;", f"package {package};", f"package {package};",
            ]
        )  # fmt: skip

    def chunk(self, path: str, sources: Sources) -> str:
        return self.import_() if self.number(4) < 2 else self.declaration()
