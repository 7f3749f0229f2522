"""Random trees of C and C++ and random edits of them, in the manner of `sources`."""

from __future__ import annotations

import json
import re
from random import Random

from tests.property.trees import SKIPPED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    Sources = dict[str, list[str]]

FILES = [
    "a.c", "b.c", "a.h", "b.h", "lib/a.h", "lib/a.c", "lib/b.c", "include/a.h", "include/lib/b.h", "m.hpp",
    "n.hpp", "m.cpp", "n.cpp", "lib/m.hpp", "lib/m.cc", "tests/t.cpp",
]  # fmt: skip
DATABASES = ["compile_commands.json", "lib/compile_commands.json"]
FOLDERS = ["", "/lib", "/include", "/include/lib", "/tests", "/elsewhere"]
NAMES = ["f", "g", "h", "k"]
TYPES = ["A", "B", "C"]
SPACES = ["n", "o"]
_WORD = re.compile(r"\b(?:f|g|h|k|A|B|C|n|o)\b")


class CWriter:
    """Writes chunks and edits, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def pick(self, options: Sequence[str]) -> str:
        return self._random.choice(options)

    def number(self, most: int) -> int:
        return self._random.randint(0, most)

    def name(self) -> str:
        return self.pick(NAMES)

    def type_(self) -> str:
        return self.pick(TYPES)

    # -- chunks -----------------------------------------------------------------------------------------

    def include(self, sources: Sources) -> str:
        target = self.pick(sorted(sources) or FILES) if self.number(2) else self.pick(FILES)
        spelt = self.pick([target, target.rpartition("/")[2], "../" + target])
        return f"#include <{spelt}>" if not self.number(3) else f'#include "{spelt}"'

    def value(self) -> str:
        name, member, type_ = self.name(), self.name(), self.type_()
        return self.pick(
            [f"{name}(1)", f"x->{member}", f"{name}(x)->{member}", f"({type_} *)x", "M(x)", f"{member} + W"]
        )

    def c_chunk(self, sources: Sources) -> str:
        name, type_, other = self.name(), self.type_(), self.type_()
        return self.pick(
            [
                self.include(sources), self.include(sources),
                f"struct {type_} {{ struct {other} *{name}; {type_} *{self.name()}; }};",
                f"typedef struct {type_} {other};", f"typedef struct {type_} {{ int {name}; }} {type_};",
                f"enum {type_} {{ {name}, W }};", f"{type_} *{name}(int);", f"extern int {name};",
                f"static {type_} *{name}(struct {type_} *x) {{ {self.value()}; return {self.value()}; }}",
                f"{type_} *{name}({other} *x) {{ {self.value()}; return {self.value()}; }}",
                f"struct {type_} *{name}({other} *x) {{ struct {type_} *y = {self.value()}; y->{name}; }}",
                f"int {name}(void) {{ return {self.value()}; }}", f"{type_} {name};",
                f"#define M(a) {name}(a)", f"#define {name} {self.name()}", f"#define W {self.name()}(M(1))",
                f"#ifdef _WIN32\nint {name}(void) {{ return {self.value()}; }}\n#endif",
            ]
        )  # fmt: skip

    def cpp_value(self) -> str:
        name, type_, space = self.name(), self.type_(), self.pick(SPACES)
        return self.pick(
            [
                f"{name}(1)", f"{type_}()", f"{space}::{name}(1)", f"{space}::{type_}().{name}()",
                f"x->{name}()", f"x->{name}()->{self.name()}()", f"{type_}::{name}()", f"this->{name}()",
                f"new {type_}(1)", f"{name}(x)", f"x->{name}(x, \"\")", f"{space}::{name}(1.5)",
            ]
        )  # fmt: skip

    def cpp_chunk(self, sources: Sources) -> str:
        name, type_, space = self.name(), self.type_(), self.pick(SPACES)
        body = f"{{ {self.cpp_value()}; return {self.cpp_value()}; }}"
        base = self.pick(["", f" : public {self.type_()}", f" : {space}::{self.type_()}"])
        klass = (
            f"class {type_}{base} {{ public: {self.type_()}* {name}({self.type_()}* x); "
            f"int {self.name()}() {body} {self.type_()} {self.name()}; }};"
        )
        function = f"{self.type_()}* {name}({self.type_()}* x) {body}"
        return self.pick(
            [
                self.include(sources), self.include(sources), klass, klass, function,
                f"namespace {space} {{ {klass} }}", f"namespace {space} {{ {function} }}",
                f"{self.type_()}* {type_}::{name}({self.type_()}* x) {body}",
                f"{self.type_()}* {space}::{type_}::{name}({self.type_()}* x) {body}",
                f"namespace {space} {{ int {type_}::{name}() {body} }}", f"using namespace {space};",
                f"using {space}::{name};", f"namespace {self.pick(SPACES)} {{ using {space}::{type_}; }}",
                f"namespace {{ int {name}() {body} }}", f"using {type_} = {space}::{self.type_()};",
                f"namespace z = {space}; int {name}() {{ return z::{self.name()}(1); }}",
                f"enum class {type_} {{ {name} }};", f"template <class T> T {name}(T x) {body}",
                f"int {name}(double x) {body}", f"int {name}(const {self.type_()}& x) {body}",
                f"class {type_} {{ public: int {name}(int x); int {name}(double x) const {body} }};",
                f"inline namespace {space} {{ {function} }}",
                f"#define L_NS_BEGIN namespace {space} {{ inline namespace {self.pick(SPACES)} {{",
                f"#define L_NS_BEGIN {self.pick(['', f'namespace {space} {{'])}",
                f"L_NS_BEGIN\n{klass}\nL_NS_END", f"L_NS_BEGIN\n{function}\nL_NS_END",
                f"namespace {space} {{\nL_NS_BEGIN\n{function}\nL_NS_END\n}}",
            ]
        )  # fmt: skip

    def database(self, path: str) -> str:
        """Commands for some of the sources, as they were on some machine; now and then cut off."""
        root = self.pick(["/home/me/work", "/ci", ""])
        folder = path.rpartition("/")[0]
        entries = []
        for source in self._random.sample([one for one in FILES if ".h" not in one], 1 + self.number(3)):
            options = [f"-I{root}{self.pick(FOLDERS)}" for _ in range(self.number(3))]
            options += [f"-iquote {root}{self.pick(FOLDERS)}"] if not self.number(3) else []
            options += [f"-include {self.pick(FILES)}"] if not self.number(3) else []
            command = f"cc {' '.join(options)} -c {source}"
            entries.append(
                {
                    "directory": f"{root}/{folder}",
                    "file": f"{root}/{source}",
                    "command": command,
                }
            )
        text = json.dumps(entries)
        return text if self.number(7) else text[: self.number(len(text))]

    def chunk(self, path: str, sources: Sources) -> str:
        """A definition, declaration or directive at the top of a file; all of a compilation database."""
        if path in DATABASES:
            return self.database(path)
        return self.c_chunk(sources) if path.endswith((".c", ".h")) else self.cpp_chunk(sources)

    # -- trees and edits --------------------------------------------------------------------------------

    def file(self, sources: Sources) -> None:
        """One more file, in place."""
        path = self.pick(FILES if self.number(4) else DATABASES)
        sources[path] = [
            self.chunk(path, sources) for _ in range(1 if path in DATABASES else 1 + self.number(3))
        ]

    def edit(self, sources: Sources) -> None:
        """One edit, small more often than not, in place."""
        if not sources or not self.number(6):
            self._edit_tree(sources)
            return
        path = self.pick(sorted(sources))
        if path in DATABASES:
            sources[path] = [self.database(path)]
            return
        chunks = sources[path] = list(sources[path])
        place = self.number(len(chunks))
        if place == len(chunks) or chunks[place].startswith(SKIPPED):
            chunks.insert(place, self.chunk(path, sources))
        elif not self.number(3):
            del chunks[place]
        else:
            chunks[place] = self._renamed(chunks[place])

    def _renamed(self, chunk: str) -> str:
        words = list(_WORD.finditer(chunk))
        if not words:
            return chunk + "  "
        word = words[self.number(len(words) - 1)]
        kind = next(kind for kind in (NAMES, TYPES, SPACES) if word.group() in kind)
        return chunk[: word.start()] + self.pick(kind) + chunk[word.end() :]

    def _edit_tree(self, sources: Sources) -> None:
        """Files that come, go, move, or can no longer be read."""
        kind, path = self.number(4), self.pick(FILES)
        if kind == 0 or not sources:
            self.file(sources)
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
