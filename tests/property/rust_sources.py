"""Random Rust trees and random edits of them: few names, so that they collide."""

from __future__ import annotations

import re

from tests.property.sources import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.property.sources import Sources

TYPES = ["A", "B", "C"]
TRAITS = ["T", "U"]
FUNCTIONS = ["f", "g", "h"]
MODULES = ["a", "b", "m"]


class RustWriter(Writer):
    """Writes items and edits of Rust."""

    files = (
        "src/lib.rs", "src/main.rs", "src/a.rs", "src/a/mod.rs", "src/a/b.rs", "src/b.rs", "src/m.rs",
        "src/m/a.rs", "one/Cargo.toml", "one/src/lib.rs", "one/src/a.rs", "tests/t.rs",
    )  # fmt: skip
    word = re.compile(r"\b(A|B|C|T|U|f|g|h|a|b|m)\b")

    def path(self) -> str:
        """A path to a module, more often than not to one that there is."""
        head = self.pick(
            ["crate", "self", "super", "crate::a", "super::super", "one", "a", "m", "crate::a::b"]
        )
        return head if self.number(1) else f"{head}::{self.pick(MODULES)}"

    def type_(self) -> str:
        name = self.pick([*TYPES, "Self"]) if self.number(3) else f"{self.path()}::{self.pick(TYPES)}"
        return self.pick(
            [
                name,
                name,
                f"&{name}",
                f"{name}<{self.pick(TYPES)}, P>",
                f"Result<P, {name}>",
                f"Option<{name}>",
                f"Vec<{name}>",
                f"Box<dyn {self.pick(TRAITS)}>",
            ]
        )

    def value(self) -> str:
        name, member = self.pick(TYPES), self.pick(FUNCTIONS)
        return self.pick(
            [
                f"{name}::{member}()", f"{member}()", f"{self.path()}::{member}()", f"x.{member}()",
                f"x.{self.pick(MODULES)}.{member}()", f"{name} {{ a: x }}", f"{name}(x)",
                f"x.{member}().{member}()",
                f"Some({name}(x))", f"x?.{member}()", f"{self.path()}::{name}::{member}()", f"{name}::V(x)",
                f"println!(\"{{}}\", x.{member}())", f"{self.pick(MODULES)}!(x)",
                f"<{name} as T>::{member}()", f"{{ for y in x {{ y.{member}(); }} }}", f"x[0].{member}()",
                f"x.map_err(|e| e.{member}())", f"x.{member}().collect::<{name}>().{member}()",
            ]
        )  # fmt: skip

    def function(self, name: str) -> str:
        bound = self.pick(["", "", f"<P: {self.pick(TRAITS)}>"])
        parameters = self.pick(["", "&self", f"x: {self.type_()}", f"&self, x: {self.type_()}", "x: P"])
        arrow = self.pick(["", f" -> {self.type_()}"])
        lines = f"let x = {self.value()}; {self.value()}; self.{self.pick(MODULES)}.{self.pick(FUNCTIONS)}()"
        return f"pub fn {name}{bound}({parameters}){arrow} {{ {lines} }}"

    def use(self) -> str:
        name = self.pick([*TYPES, *TRAITS, *FUNCTIONS, *MODULES])
        tail = self.pick([name, name, f"{name} as {self.pick(TYPES)}", "*", f"{{self, {name}}}"])
        return f"{self.pick(['', 'pub '])}use {self.path()}::{tail};"

    def item(self) -> str:
        name, trait = self.pick(TYPES), self.pick(TRAITS)
        one, other = self.function(self.pick(FUNCTIONS)), self.function(self.pick(FUNCTIONS))
        return self.pick(
            [
                f"pub struct {name} {{ a: {self.type_()}, b: {self.type_()} }}",
                f"pub struct {name}({self.type_()});",
                f"pub struct {name}<P, Q = {self.pick(TYPES)}> {{ a: P, b: {self.pick(TYPES)}<Q, P> }}",
                f"impl<P, Q: {trait}> {name}<Q, P> {{ {one} {other} }}",
                f"impl<P> Iterator for {name}<P> {{ type Item = P; fn next() -> Option<Self::Item> {{}} }}",
                f"pub type {name}<P> = {self.type_()};",
                f"cfg_if! {{ if #[cfg(windows)] {{ {self.use()} }} else {{ {self.use()} {one} }} }}",
                f"pub enum {name} {{ V({self.type_()}), W }}", f"pub type {name} = {self.type_()};",
                f"impl {name} {{ {one} {other} }}", f"impl {trait} for {name} {{ {one} }}",
                f"impl {trait} for {self.type_()} {{ {one} }}",
                f"impl<P: {trait}> {self.pick(TRAITS)} for P {{ {one} }}",
                f"pub trait {trait} {{ {one} fn h(&self); }}",
                f"pub trait {trait}: {self.pick(TRAITS)} {{ {one} }}",
                f"impl std::ops::Deref for {name} {{ type Target = {self.type_()}; {one} }}",
                f"macro_rules! {self.pick(MODULES)} {{ () => {{}}; }}", one,
            ]
        )  # fmt: skip

    def chunk(self, path: str, sources: Sources) -> str:
        if path.endswith(".toml"):
            return f'[package]\nname = "{self.pick(["one", "a", "m"])}"'
        kind = self.number(9)
        if kind < 2:
            return self.use()
        if kind == 2:
            return f"{self.pick(['', 'pub '])}mod {self.pick(MODULES)};"
        if kind == 3:
            return f"pub mod {self.pick(MODULES)} {{ {self.use()} {self.item()} {self.item()} }}"
        return self.item()
