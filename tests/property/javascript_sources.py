"""Random TypeScript and JavaScript trees and random edits of them; see `sources` for the idea."""

from __future__ import annotations

import json
import posixpath
import re

from tests.property.sources import Writer
from tests.property.trees import SKIPPED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.property.sources import Sources

FILES = [
    "m.ts", "n.ts", "m/index.ts", "m/a.ts", "p/m.ts", "p/src/index.ts", "p/src/q.ts", "p/lib/q.js", "k.js",
    "n.d.ts", "m.tsx", "globals.d.ts", "tests/m.test.ts", "package.json", "p/package.json", "q/package.json",
    "tsconfig.json", "p/tsconfig.json",
]  # fmt: skip
CLASSES = ["A", "B", "C"]
FUNCTIONS = ["f", "g"]
MEMBERS = ["f", "get", "a", "k"]
VARIABLES = ["v", "w"]
NAMES = [*CLASSES, *FUNCTIONS, *VARIABLES]
_WORD = re.compile(r"\b(A|B|C|f|g|get|a|k|v|w)\b")


class JavaScriptWriter(Writer):
    """Writes chunks and edits of TypeScript, JavaScript and their manifests."""

    # -- what a chunk is made of ------------------------------------------------------------------------

    def module(self, path: str, sources: Sources) -> str:
        """How an import in `path` names a module: one of the tree more often than not."""
        if not self.number(3):
            return self.pick(["p", "p/q", "q", "@/m", "@/p/m", "#own", "lib", "m", "p/lib/q"])
        target = self.pick(sorted(sources) or FILES) if self.number(3) else self.pick(FILES)
        stem = re.sub(r"(\.d)?\.\w+$", "", target)
        if self.number(1):
            stem = stem.removesuffix("/index")
        below = posixpath.relpath(stem, posixpath.dirname(path) or ".")
        return (below if below.startswith(".") else f"./{below}") + self.pick(["", "", ".js"])

    def type(self) -> str:
        name = self.pick(CLASSES)
        return self.pick(
            [name, name, name, f"{name}[]", f"Map<string, {name}>", f"Promise<{name}>", f"m.{name}",
             f"{name} | null", f"(x: {name}) => {self.pick(CLASSES)}", f"typeof {self.pick(NAMES)}",
             f"{name}['{self.pick(MEMBERS)}']"]
        )  # fmt: skip

    def value(self) -> str:
        name, member = self.pick(NAMES), self.pick(MEMBERS)
        return self.pick(
            [
                f"new {self.pick(CLASSES)}()", f"{name}()", name, f"{name}.{member}", f"{name}().{member}()",
                f"{name}.{member}.{self.pick(MEMBERS)}()", f"[{name}][0].{member}()", f"m.{name}.{member}()",
                f"{name} || new m.{self.pick(CLASSES)}()", f"unknown().{member}()",
                f"{name}((x) => x.{member}())", f"({name} as {self.type()}).{member}()",
                f"({{ {member}() {{ return this.{member}(); }} }})",
            ]
        )  # fmt: skip

    def statement(self, path: str, sources: Sources) -> str:
        module, name, other = self.module(path, sources), self.pick(NAMES), self.pick(NAMES)
        variable = self.pick(VARIABLES)
        return self.pick(
            [
                f"import {{ {name} }} from '{module}';", f"import {{ {name} as {other} }} from '{module}';",
                f"import {other} from '{module}';", f"import * as m from '{module}';",
                f"export * from '{module}';", f"export {{ {name} as {other} }} from '{module}';",
                f"export * as m from '{module}';", f"export {{ {name} }};", f"export default {name};",
                f"export {{ {name} as {other} }};", f"const {variable} = require('{module}');",
                f"const {{ {name} }} = require('{module}');", f"module.exports = {name};",
                f"exports.{name} = {self.value()};", f"export const {variable} = {self.value()};",
                f"export const {variable}: {self.type()} = {self.value()};", f"{self.value()};",
                f"if ({name} instanceof {self.pick(CLASSES)}) {{ {name}.{self.pick(MEMBERS)}(); }}",
                f"import {variable} = m.{name};",
                f"const {{ {self.pick(MEMBERS)} }} = {self.value()};",
                f"export const {variable} = {{ {self.pick(MEMBERS)}() {{}}, {self.pick(MEMBERS)}: {name} }};",
            ]
        )  # fmt: skip

    def body(self) -> str:
        member, value = self.pick(MEMBERS), self.value()
        return self.pick(
            [
                f"{value};", f"return {value};", f"this.{member} = {value};", f"this.{member}();",
                f"this.{member}.{self.pick(MEMBERS)}();", f"super.{member}();", f"x.{member}();",
                "return this;", f"return x.{member};", f"const v = {value}; v.{member}();",
            ]
        )  # fmt: skip

    def parameters(self) -> str:
        return self.pick(["", "x", f"x: {self.type()}", f"x?: {self.type()}"])

    def member(self) -> str:
        """What stands in a class."""
        name = self.pick(MEMBERS)
        arrow = self.pick(["", f": {self.type()}", ": this"])
        return self.pick(
            [
                f"{name}({self.parameters()}){arrow} {{ {self.body()} {self.body()} }}",
                f"static {name}({self.parameters()}){arrow} {{ {self.body()} }}",
                f"get {name}(){arrow} {{ {self.body()} }}", f"{name}: {self.type()};",
                f"{name} = {self.value()};", f"{name} = (x: {self.type()}) => x.{self.pick(MEMBERS)}();",
                f"constructor(private {name}: {self.type()}) {{ {self.body()} }}",
            ]
        )  # fmt: skip

    def definition(self) -> str:
        name, export = self.pick(CLASSES), self.pick(["", "export ", "export ", "export default "])
        base = self.pick(["", "", f" extends {self.pick(CLASSES)}", f" extends m.{self.pick(CLASSES)}"])
        members = [self.member() for _ in range(1 + self.number(1))]
        member, export = self.pick(MEMBERS), export.replace("default ", "") if self.number(2) else export
        return self.pick(
            [
                "\n".join([f"{export}class {name}{base} {{", *members, "}"]),
                "\n".join([f"{export}class {name}{base} {{", *members, "}"]),
                f"export interface {name}{base} {{\n{member}({self.parameters()}): {self.type()};\n}}",
                f"export interface {name}{base} {{\n(x: {self.type()}): {self.type()};\n}}",
                f"export type {name} = {self.type()};",
                f"export type {name} = {{\n{member}(): {self.type()}; }} & {self.pick(CLASSES)};",
                f"export namespace {name} {{\nexport function {member}() {{ {self.body()} }} }}",
                f"declare function {self.pick(FUNCTIONS)}(x: {self.type()}): {self.type()};",
                f"export enum {name} {{ {member} }}",
            ]
        )

    def function(self) -> str:
        name, arrow = (
            self.pick(FUNCTIONS),
            self.pick(["", f": {self.type()}", f": x is {self.pick(CLASSES)}"]),
        )
        return self.pick(
            [
                f"export function {name}({self.parameters()}){arrow} {{ {self.body()} }}",
                f"export function {name}(cb: (x: {self.type()}) => void): {self.type()};",
                f"export const {name} = (x: {self.type()}) => {self.value()};",
                f"function {name}() {{ {self.body()} }}",
                f"{self.pick(CLASSES)}.prototype.{self.pick(MEMBERS)} = function () {{ {self.body()} }};",
                self.prototype(),
            ]
        )

    def prototype(self) -> str:
        """What was written before there were classes."""
        name, base, member = self.pick(CLASSES), self.pick(CLASSES), self.pick(MEMBERS)
        method = f"{member}: function () {{ {self.body()} }}"
        return self.pick(
            [
                f"{name}.prototype = Object.create({base}.prototype);", f"inherits({name}, {base});",
                f"{name}.prototype = {{ {method} }};", f"Object.assign({name}.prototype, {{ {method} }});",
                f"module.exports = {{ {method}, get {self.pick(MEMBERS)}() {{ {self.body()} }} }};",
                f"var {name} = Object.create({self.value()});",
                f"{name}.{member} = {name}.{self.pick(MEMBERS)} = function () {{ {self.body()} }};",
            ]
        )  # fmt: skip

    def manifest(self, path: str) -> str:
        """The whole of a manifest."""
        target = self.pick(["./src/index.ts", "./dist/index.js", "./src/q", "./m", "./lib/q.js"])
        if path.endswith("package.json"):
            table = {
                "name": self.pick(["p", "q", "@/m"]),
                self.pick(["main", "x"]): target,
                self.pick(["exports", "y"]): {".": {"import": target}, "./*": "./src/*.ts"},
                self.pick(["imports", "z"]): {"#own": target},
            }
            return json.dumps(table)
        table = {
            "extends": self.pick(["../tsconfig", "./none"]),
            "compilerOptions": {
                self.pick(["baseUrl", "x"]): self.pick([".", "p", ".."]),
                "paths": {self.pick(["@/*", "lib"]): [self.pick(["*", "p/*", "p/src/*", "m"])]},
            },
        }
        return json.dumps(table)

    def chunk(self, path: str, sources: Sources) -> str:
        kind = self.number(5)
        if kind < 2:
            return self.definition()
        return self.function() if kind == 2 else self.statement(path, sources)

    # -- trees and edits --------------------------------------------------------------------------------

    def file(self, sources: Sources) -> None:
        """One more file, in place."""
        path = self.pick(FILES)
        sources[path] = (
            [self.manifest(path)]
            if path.endswith(".json")
            else [self.chunk(path, sources) for _ in range(1 + self.number(3))]
        )

    def edit(self, sources: Sources) -> None:
        """One edit, small more often than not, in place."""
        if not sources or not self.number(6):
            self._edit_tree(sources)
            return
        path = self.pick(sorted(sources))
        chunks = sources[path] = list(sources[path])
        if path.endswith(".json"):
            chunks[:] = [self.manifest(path)]
            return
        place = self.number(len(chunks))
        if place == len(chunks) or chunks[place].startswith(SKIPPED):
            chunks.insert(place, self.chunk(path, sources))
            return
        self._edit_chunk(chunks, place)

    def _edit_chunk(self, chunks: list[str], place: int) -> None:
        kind, chunk = self.number(5), chunks[place]
        lines = chunk.split("\n")
        if kind == 0:
            del chunks[place]
        elif kind == 1:
            chunks.insert(self.number(len(chunks)), chunk)
        elif kind == 2 and len(lines) > 2:
            chunks[place] = "\n".join([*lines[:-1], self.member(), lines[-1]])
        elif kind == 3 and len(lines) > 2:
            chunks[place] = "\n".join([*lines[:-2], lines[-1]])
        else:
            chunks[place] = self._renamed(chunk)

    def _renamed(self, chunk: str) -> str:
        """One word of a chunk replaced by another."""
        words = list(_WORD.finditer(chunk))
        if not words:
            return chunk + "  "
        word = words[self.number(len(words) - 1)]
        kind = CLASSES if word.group() in CLASSES else [*MEMBERS, *FUNCTIONS, *VARIABLES]
        return chunk[: word.start()] + self.pick(kind) + chunk[word.end() :]

    def _edit_tree(self, sources: Sources) -> None:
        """Files that come, go, move, or can no longer be read."""
        kind = self.number(3)
        if kind == 0 or not sources:
            self.file(sources)
            return
        other = self.pick(sorted(sources))
        if kind == 1:
            del sources[other]
        elif kind == 2 and not other.endswith(".json"):
            sources[self.pick([one for one in FILES if not one.endswith(".json")])] = sources.pop(other)
        else:
            sources[other] = [SKIPPED]
