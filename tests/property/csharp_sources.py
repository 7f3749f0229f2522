"""Random C# trees and random edits of them: few names, so that they collide."""

from __future__ import annotations

import re

from tests.property.sources import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.property.sources import Sources

TYPES = ["A", "B", "C", "D"]
MEMBERS = ["F", "G", "H", "a", "K"]
NAMESPACES = ["P", "Q", "P.Q"]


class CSharpWriter(Writer):
    """Writes declarations and edits of C#."""

    files = (
        "P/A.cs", "P/A.More.cs", "P/B.cs", "Q/C.cs", "Q/A.cs", "P/Q/D.cs", "src/P/C.cs", "test/P/A.cs",
        "Main.cs", "P/P.csproj", "Q/Usings.cs",
    )  # fmt: skip
    word = re.compile(r"\b(A|B|C|D|F|G|H|a|K|P|Q)\b")

    def name(self) -> str:
        """How code names a type."""
        name = self.pick(TYPES)
        return self.pick([name, name, name, f"{name}.{self.pick(TYPES)}", f"{self.pick(NAMESPACES)}.{name}"])

    def type_(self) -> str:
        name, other = self.name(), self.pick(TYPES)
        return self.pick(
            [
                name, name, name, f"{name}<{other}>", f"{name}[]", f"List<{name}>", "X", "int", "string",
                f"Dictionary<string, {name}>", f"Func<{name}, {other}>", f"{name}?", f"Task<{name}>",
                f"({name} a, {other} K)",
            ]
        )  # fmt: skip

    def value(self) -> str:
        """An expression that the linker can tell the value of, more often than not."""
        name, member, other = self.name(), self.pick(MEMBERS), self.pick(MEMBERS)
        return self.pick(
            [
                f"{member}()", f"{member}({other})", f"{member}(1, new {name}())", f"x.{member}()",
                f"x.{member}(x).{other}()", f"{name}.{member}()", f"this.{member}", f"base.{member}()",
                f"new {name}()", f"new {name}(x) {{ {member} = x }}", f"new {name}<D>()",
                f"x?.{member}?.{other}()",
                f"{member}(y => y.{other}())", f"{member}({other}, {member}: 1)", f"(({name})x).{member}()",
                f"{member}.{other}", f"x is {name} z ? z.{member}() : x", f"{member}<{name}>()",
                f"{member}", f"typeof({name})", f"unknown.{member}()", f"{member}[0].{other}()",
                f"(await {member}()).{other}()", f"x switch {{ {name} z => z.{member}(), _ => {member} }}",
            ]
        )  # fmt: skip

    def statement(self) -> str:
        name = self.pick(MEMBERS)
        return self.pick(
            [
                f"{self.value()};", f"return {self.value()};", f"{self.type_()} {name} = {self.value()};",
                f"var {name} = {self.value()}; {name}.{self.pick(MEMBERS)}();", f"{name} = new();",
                f"foreach (var {name} in {self.value()}) {name}.{self.pick(MEMBERS)}();",
                f"{self.type_()} {name}({self.type_()} x) {{ return {self.value()}; }}",
                f"var ({name}, y) = {self.value()}; {name}.{self.pick(MEMBERS)}();",
            ]
        )  # fmt: skip

    def method(self) -> str:
        variables = self.pick(["", "", "<X>"])
        parameters = self.pick(
            [
                "", f"{self.type_()} x", f"{self.type_()} x, {self.type_()} y = null", "params X[] x",
                f"this {self.type_()} x",
            ]
        )  # fmt: skip
        head = (
            f"public {self.pick(['', 'static ', 'static ', 'override '])}{self.type_()} {self.pick(MEMBERS)}"
        )
        body = self.pick([";", "{ }", f"=> {self.value()};", f"{{ {self.statement()} }}"])
        return f"{head}{variables}({parameters}) {body}"

    def member_of(self, owner: str) -> str:
        return self.pick(
            [
                self.method(), self.method(), f"void {self.pick(MEMBERS)}() {{ {self.statement()} }}",
                f"{self.type_()} {self.pick(MEMBERS)} {{ get; set; }} = {self.value()};",
                f"static {self.type_()} {self.pick(MEMBERS)};", f"{owner}({self.type_()} x) : base(x) {{ }}",
                f"{owner}() : this({self.value()}) {{ }}", f"{self.type_()} this[int i] => null;",
                f"partial class {self.pick(TYPES)} {{ {self.method()} }}",
                f"delegate {self.type_()} {self.pick(TYPES)}({self.type_()} x);",
                f"{self.type_()} {self.name()}.{self.pick(MEMBERS)}() {{ }}",
            ]
        )  # fmt: skip

    def declaration(self) -> str:
        name, base = self.pick(TYPES), self.name()
        variables = self.pick(["", "", "", "<X>"])
        bases = self.pick(["", f" : {base}", f" : {base}, {self.name()}", f" : {base}<{self.pick(TYPES)}>"])
        body = " ".join(self.member_of(name) for _ in range(1 + self.number(2)))
        if not self.number(6):
            return f"enum {name} {{ F, G }}"
        if not self.number(6):
            return f"record {name}({self.type_()} a){bases} {{ {body} }}"
        kind = self.pick(["class", "partial class", "partial class", "static class", "interface", "struct"])
        return f"public {kind} {name}{variables}{bases} {{ {body} }}"

    def using(self, path: str) -> str:
        namespace, name = self.pick(NAMESPACES), self.pick(TYPES)
        mark = self.pick(["", "", "global "])
        return self.pick(
            [
                f"{mark}using {namespace};", f"{mark}using static {namespace}.{name};",
                f"{mark}using {self.pick(TYPES)} = {namespace}.{name};", "using System.Collections.Generic;",
                f"namespace {namespace};", f"namespace {namespace};", f"namespace {namespace};",
            ]
        )  # fmt: skip

    def chunk(self, path: str, sources: Sources) -> str:
        if path.endswith(".csproj"):
            static = self.pick(["", ' Static="true"', ' Alias="D"'])
            name = self.pick([*NAMESPACES, "P.A"])
            return f'<Using Include="{name}"{static}/>'
        if self.number(4) < 2:
            return self.using(path)
        if not self.number(8):
            return (
                f"namespace {self.pick(NAMESPACES)} {{ using {self.pick(NAMESPACES)}; {self.declaration()} }}"
            )
        return self.declaration()
