"""Random PHP trees and random edits of them: few names, so that they collide."""

from __future__ import annotations

import re

from tests.property.sources import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.property.sources import Sources

TYPES = ["A", "B", "C", "D"]
MEMBERS = ["f", "g", "h", "a", "k"]
NAMESPACES = ["p", "q", "p\\q"]


class PhpWriter(Writer):
    """Writes declarations and edits of PHP."""

    files = (
        "p/A.php",
        "p/B.php",
        "q/C.php",
        "q/A.php",
        "p/q/D.php",
        "tests/ATest.php",
        "main.php",
        "x/b.inc",
    )
    word = re.compile(r"\b(A|B|C|D|f|g|h|a|k|p|q)\b")

    def name(self) -> str:
        """How code names a class or namespace."""
        name = self.pick(TYPES)
        return self.pick(
            [name, name, name, f"\\{name}", f"\\{self.pick(NAMESPACES)}\\{name}", "self", "static"]
        )

    def type_(self) -> str:
        name = self.name()
        return self.pick(["", name, name, f"?{name}", f"{name}|{self.pick(TYPES)}", "array", "callable"])

    def value(self) -> str:
        """An expression that the linker can tell the value of, more often than not."""
        name, member, other = self.name(), self.pick(MEMBERS), self.pick(MEMBERS)
        return self.pick(
            [
                f"{member}()", f"\\{member}($x)", f"$this->{member}()", f"$this->{member}->{other}()",
                f"$this->{member}", f"parent::{member}()", f"{name}::{member}()->{other}()",
                f"{name}::${member}",
                f"{name}::{member}", f"(new {name})->{member}()", f"new {name}($x)", f"$x->{member}()",
                f"$x->{member}()->{other}()", f"$x?->{member}", f"$y->{other}()", member,
                f"$x ?? new {name}",
                f"new class extends {name} {{ function {member}() {{ {other}(); }} }}",
                f"$x[0]->{member}()", f"$x()->{member}()",
                f"fn({self.type_()} $y) => $y->{member}()", f"function() use ($x) {{ $x->{member}(); }}",
            ]
        )  # fmt: skip

    def statement(self) -> str:
        return self.pick(
            [
                f"{self.value()};", f"return {self.value()};", f"$x = {self.value()};",
                f"$y = {self.value()};",
                f"$this->{self.pick(MEMBERS)} = {self.value()};",
                f"if ($x instanceof {self.name()}) {{ $x->{self.pick(MEMBERS)}(); }}",
                f"foreach ({self.value()} as $y) {{ $y->{self.pick(MEMBERS)}(); }}",
                f"/** @var {self.pick(TYPES)}[] $y */ $y = {self.value()};",
                f"try {{ {self.value()}; }} catch ({self.pick(TYPES)} $y) {{ $y->{self.pick(MEMBERS)}(); }}",
            ]
        )  # fmt: skip

    def function(self) -> str:
        doc = self.pick(["", "", f"/** @param {self.pick(TYPES)} $x\n * @return {self.pick(TYPES)} */ "])
        result = self.type_()
        parameters = self.pick(["", f"{self.type_()} $x", f"{self.type_()} $x, {self.type_()} $y = null"])
        arrow = f": {result}" if result else ""
        body = f"{self.statement()} {self.statement()}"
        return f"{doc}function {self.pick(MEMBERS)}({parameters}){arrow} {{ {body} }}"

    def method(self) -> str:
        head = self.pick(["public ", "private ", "static ", "public static ", ""])
        return head + self.function().rpartition("*/ ")[2]

    def member(self) -> str:
        return self.pick(
            [
                self.method(), self.method(), f"public {self.type_()} ${self.pick(MEMBERS)};",
                f"const {self.pick(MEMBERS)} = {self.pick(TYPES)}::{self.pick(MEMBERS)};",
                f"use {self.pick(TYPES)};", f"/** @var {self.pick(TYPES)} */ public ${self.pick(MEMBERS)};",
                f"function __construct(private {self.type_()} ${self.pick(MEMBERS)}, $x) {{ $x->f(); }}",
                f"function __invoke() {{ return {self.value()}; }}",
            ]
        )  # fmt: skip

    def declaration(self) -> str:
        name = self.pick(TYPES)
        body = " ".join(self.member() for _ in range(1 + self.number(2)))
        kind = self.number(8)
        if kind == 0:
            return f"trait {name} {{ {body} }}"
        if kind == 1:
            return f"enum {name} {{ case f; case a; {self.method()} }}"
        if kind == 2:
            return f"interface {name} extends {self.pick(TYPES)} {{ {self.method()} }}"
        bases = self.pick(["", f" extends {self.name()}", f" implements {self.name()}"])
        return f"class {name}{bases} {{ {body} }}"

    def import_(self) -> str:
        namespace, name = self.pick(NAMESPACES), self.pick(TYPES)
        return self.pick(
            [
                f"use {namespace}\\{name};", f"use {namespace}\\{name} as {self.pick(TYPES)};",
                f"use {namespace};", f"use function {namespace}\\{self.pick(MEMBERS)};",
                f"use const {namespace}\\{self.pick(MEMBERS)};",
                f"use {namespace}\\{{{name}, function {self.pick(MEMBERS)}}};", f"namespace {namespace};",
                f"namespace {namespace};", f"require '{self.pick(self.files)}';",
                f"require __DIR__ . '/{self.pick(self.files).rpartition('/')[2]}';",
            ]
        )  # fmt: skip

    def chunk(self, path: str, sources: Sources) -> str:
        kind = self.number(9)
        if kind < 4:
            found = self.import_()
        elif kind < 8:
            found = self.declaration()
        else:
            found = self.function() if kind == 8 else self.statement()
        # A file is read as PHP behind a tag, and a second tag is only text.
        return f"<?php {found} ?>"
