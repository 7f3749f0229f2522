"""Random Ruby trees and random edits of them: few names, so that they collide."""

from __future__ import annotations

import re

from tests.property.sources import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.property.sources import Sources

TYPES = ["A", "B", "C", "M"]
MEMBERS = ["f", "g", "h", "a", "k"]


class RubyWriter(Writer):
    """Writes declarations and edits of Ruby."""

    files = (
        "lib/a.rb", "lib/m/b.rb", "lib/m.rb", "app/a.rb", "c.rb", "test/a_test.rb", "spec/lib/m.rb",
        "x/lib/a.rb", "Rakefile",
    )  # fmt: skip
    word = re.compile(r"\b(A|B|C|M|f|g|h|a|k)\b")

    def name(self) -> str:
        """How code names a class or module."""
        name = self.pick(TYPES)
        return self.pick([name, name, name, f"::{name}", f"{self.pick(TYPES)}::{name}", f"String::{name}"])

    def value(self) -> str:
        """An expression that the linker can tell the value of, more often than not."""
        name, member, other = self.name(), self.pick(MEMBERS), self.pick(MEMBERS)
        return self.pick(
            [
                member, f"{member}(x)", f"self.{member}", f"{name}.{member}", f"{name}.new.{member}.{other}",
                f"{name}.new(x)", f"{name}::{member}", name, f"@{member}", f"@{member}.{other}",
                f"x.{member}", f"x&.{member}.{other}", f"self.class.{member}", "super", "super(x)",
                f"x || {name}.new", f"x.each {{ |y| y.{member}; {other} }}", f"'t'.{member}",
                f"y.{member} do {other} end",
                f"({name}).{member}", f"->(y) {{ y.{member} }}.call", f"self.{member} = {name}.new", "self",
            ]
        )  # fmt: skip

    def statement(self) -> str:
        return self.pick(
            [
                self.value(), f"return {self.value()}", f"x = {self.value()}", f"y ||= {self.value()}",
                f"@{self.pick(MEMBERS)} = {self.value()}", f"@{self.pick(MEMBERS)} ||= {self.name()}.new",
                f"begin; {self.value()}; rescue {self.name()} => x; x.{self.pick(MEMBERS)}; end",
                f"x, y = {self.value()}, 1", f"{self.value()} if {self.value()}",
            ]
        )  # fmt: skip

    def method(self) -> str:
        head = self.pick(["def ", "def ", "def self.", "private def ", "# @return [A]\ndef "])
        parameters = self.pick(["", "(x)", "(x, y = A.new)"])
        return f"{head}{self.pick(MEMBERS)}{parameters}\n{self.statement()}\n{self.statement()}\nend"

    def member(self) -> str:
        name, other = self.pick(MEMBERS), self.pick(MEMBERS)
        return self.pick(
            [
                self.method(), self.method(), f"attr_accessor :{name}", f"include {self.name()}",
                f"extend {self.name()}", "extend self", f"alias {name} {other}", f"private :{name}",
                f"{self.pick(TYPES)} = {self.value()}", f"{self.pick(TYPES)} = Struct.new(:{name})",
                f"def initialize(x)\n@{name} = {self.name()}.new\nend", "private", "module_function",
                f"class << self\n{self.method()}\nend", f"define_method(:{name}) {{ {other} }}",
                f"module ClassMethods\n{self.method()}\nend", f"delegate :{name}, to: :{other}", name,
            ]
        )  # fmt: skip

    def declaration(self) -> str:
        name, base = self.name().removeprefix("String::"), self.name()
        body = "\n".join(self.member() for _ in range(1 + self.number(2)))
        if not self.number(2):
            inner = f"class {self.pick(TYPES)} < {base}\n{self.method()}\nend" if self.number(1) else ""
            return f"module {name}\n{inner}\n{body}\nend"
        superclass = self.pick(["", "", f" < {base}", f" < {base}", " < Struct.new(:a)"])
        return f"class {name}{superclass}\n{body}\nend"

    def chunk(self, path: str, sources: Sources) -> str:
        kind = self.number(9)
        if kind == 0:
            return self.pick(["require 'm'", "require 'a'", "require_relative 'm/b'", "require 'm/b'"])
        if kind < 8:
            return self.declaration()
        return self.method() if kind == 8 else self.statement()
