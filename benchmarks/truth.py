"""From the SCIP index of a compiler to an oracle: what the accuracy of a graph is judged by.

    python -m benchmarks.truth FOLDER INDEX ORACLE.jsonl.gz

The index says which symbol each name of a file means (`scip-typescript`, `scip-python`, `scip-go`); what a
name is there for is read in the text (`benchmarks.syntax`). Files that the index does not cover are left out.
The form of an oracle is that of `../shared/accuracy/README.md`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import syntax
from parseltongue.query.scip import schema
from parseltongue.query.scip.binding import read_index
from parseltongue.query.scip.symbols import descriptors, is_local, package_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from benchmarks.syntax import Declaration, Name, Place, Syntax

_MOST_LINES = 3


@dataclass
class _File:
    """A file of the index; ids as in an oracle: negative for files, positive for entities."""

    number: int
    path: str
    lines: list[bytes]
    syntax: Syntax
    first: int
    """Id of its first entity."""
    symbols: dict[Place, list[str]] = field(default_factory=lambda: defaultdict(list))
    """By place of a name, what it refers to or defines."""

    def entity(self, index: int | None) -> int:
        """The id of a declaration; that of the file for None."""
        return self.number if index is None else self.first + index


class Truth:
    """An index and the files that it covers, as the records of an oracle.

    Parameters
    ----------
    root : Path
        The folder that was indexed.
    """

    def __init__(self, root: Path, index: Any, modules: Iterable[tuple[str, str]] = ()) -> None:
        self.files: list[_File] = []
        self.packages: set[str] = set()
        self.by_symbol: dict[str, int] = {}
        self.entities: list[tuple[_File, Declaration]] = []
        self.implemented: dict[str, list[str]] = {}
        self.roots = list(modules)
        self.modules: dict[str, _File] = {}
        self.names: dict[int, str] = {}
        """Of modules of Python, by the number of their file."""
        for document in sorted(index.documents, key=lambda one: one.relative_path):
            self._open(root, document)
        self._name_modules()
        self.edges: dict[tuple[str, int, int], set[int]] = defaultdict(set)
        self.optional: set[tuple[str, int, int]] = set()
        self.outside: dict[int, set[str]] = defaultdict(set)
        for file in self.files:
            self._relate(file)

    # -- definitions ----------------------------------------------------------------------------------------

    def _open(self, root: Path, document: Any) -> None:
        path = root / document.relative_path
        if not path.is_file():
            return
        source = path.read_bytes()
        found = syntax.read(path.suffix, source)
        if found is None:
            return
        first = len(self.entities) + 1
        file = _File(-len(self.files) - 1, document.relative_path, source.split(b"\n"), found, first)
        self.files.append(file)
        self.entities += ((file, declared) for declared in found.declarations)
        self._bind(file, document)

    def _bind(self, file: _File, document: Any) -> None:
        """Note the symbols at each place, and those that the declarations of the file define."""
        defining: dict[Place, int] = {
            one.at: file.entity(index) for index, one in enumerate(file.syntax.declarations)
        }
        for one in document.occurrences:
            if not one.range:
                continue
            place = _place(file, one.range, document.position_encoding)
            defines = bool(one.symbol_roles & schema.DEFINITION)
            file.symbols[place].append(one.symbol)
            if not defines:
                continue
            symbol = _own(file, one.symbol)
            self.packages.add(package_of(one.symbol))
            if place in defining and _fits(self.entities[defining[place] - 1][1].kind, one.symbol):
                self.by_symbol.setdefault(symbol, defining[place])
            elif place == (0, 0) and one.range[1] == one.range[-1]:
                self.by_symbol.setdefault(symbol, file.number)
        for information in document.symbols:
            bases = [one.symbol for one in information.relationships if one.is_implementation]
            if bases:
                self.implemented[information.symbol] = bases

    # -- relationships --------------------------------------------------------------------------------------

    def _relate(self, file: _File) -> None:
        for name in file.syntax.names:
            symbols = file.symbols.get(name.at, ())
            targets = [self.by_symbol[own] for one in symbols if (own := _own(file, one)) in self.by_symbol]
            source = file.entity(name.source)
            if name.role == syntax.IMPORT:
                self._imports(file, targets)
            elif targets:
                for target in targets:
                    self._add(file, name, source, target)
            elif any(not is_local(one) and package_of(one) not in self.packages for one in symbols):
                self.outside[source].add(name.text)
        self._modules(file)
        self._strings(file)

    def _kind(self, target: int) -> str:
        return "file" if target < 0 else self.entities[target - 1][1].kind

    def _add(self, file: _File, name: Name, source: int, target: int) -> None:
        if target < 0:
            return
        kind = "extends" if name.role == syntax.BASE else "use"
        if name.role == syntax.CALL and self._kind(target) in _called(file.path):
            kind = "call"
        if kind == "call" or target != source:
            self.edges[kind, source, target].add(name.at[0] + 1)

    def _imports(self, file: _File, targets: list[int]) -> None:
        """A name in an import: the file that it comes from, which may stand behind a re-export."""
        for target in targets:
            number = target if target < 0 else self.entities[target - 1][0].number
            if number != file.number:
                self.optional.add(("import", file.number, number))

    def _strings(self, file: _File) -> None:
        """Modules that are imported by a string, which the index resolves."""
        for place, symbols in file.symbols.items():
            line = file.lines[place[0]] if place[0] < len(file.lines) else b""
            if line[place[1] : place[1] + 1] in (b'"', b"'", b"`"):
                for symbol in symbols:
                    number = self.by_symbol.get(symbol, 0)
                    if number < 0 and number != file.number:
                        self.edges["import", file.number, number].add(place[0] + 1)

    def _name_modules(self) -> None:
        """Files by the names that imports have for them: modules of Python, packages of Go."""
        packages = {file.path.rpartition("/")[0] for file in self.files if file.path.endswith("__init__.py")}
        for file in reversed(self.files):
            folder, _, name = file.path.rpartition("/")
            if name.endswith(".py"):
                self.names[file.number] = module_name(file.path, packages)
                self.modules[self.names[file.number]] = file
            for module, root in self.roots if name.endswith(".go") else ():
                if not root or folder == root or folder.startswith(root + "/"):
                    rest = folder[len(root) :].strip("/")
                    self.modules[f"{module}/{rest}" if rest else module] = file
                    break

    def _modules(self, file: _File) -> None:
        """Modules that are imported by their names."""
        for module, name in file.syntax.imported:
            whole = module if not module.startswith(".") else self._absolute(file, module)
            inner = self.modules.get(f"{whole}.{name}") if name else None
            target = inner or self.modules.get(whole)
            if target is not None and target is not file:
                self.edges["import", file.number, target.number].add(1)
            package = self.modules.get(whole)
            if inner is not None and package is not None and package is not file:
                self.optional.add(("import", file.number, package.number))

    def _absolute(self, file: _File, module: str) -> str:
        """The name of a module of Python that is told from its file."""
        rest = module.lstrip(".")
        parts = self.names[file.number].split(".")
        up = len(module) - len(rest) - file.path.endswith("__init__.py")
        return ".".join([*parts[: len(parts) - up], *filter(None, [rest])])

    # -- records --------------------------------------------------------------------------------------------

    def records(self) -> Iterator[dict[str, Any]]:
        """The lines of the oracle."""
        for file in self.files:
            yield {"t": "f", "id": file.number, "file": file.path, "sites": None, "resolved": None}
        for number, (file, one) in enumerate(self.entities, 1):
            yield {
                "t": "e", "id": number, "f": file.number, "l": one.at[0] + 1, "e": one.end, "n": one.name,
                "k": one.kind, "q": self._qualified(file, one), "p": self._parent(file, one),
            }  # fmt: skip
        self._structural()
        for (kind, source, target), lines in self.edges.items():
            yield {"t": kind, "s": source, "d": target, "l": sorted(lines)[:_MOST_LINES]}
        for kind, source, target in sorted(self.optional - self.edges.keys()):
            yield {"t": kind, "s": source, "d": target, "l": [], "o": 1}
        for source, names in self.outside.items():
            yield {"t": "x", "s": source, "n": sorted(names)}

    def _structural(self) -> None:
        """Go: types that have the methods of an interface."""
        for symbol, bases in self.implemented.items():
            source = self.by_symbol.get(symbol, 0)
            for base in bases:
                target = self.by_symbol.get(base, 0)
                both = source > 0 and target > 0 and self._kind(target) == "interface"
                if both and self.entities[source - 1][0].path.endswith(".go"):
                    self.edges["extends", source, target].add(1)

    def _parent(self, file: _File, one: Declaration) -> int:
        return 0 if one.parent is None else file.entity(one.parent)

    def _qualified(self, file: _File, one: Declaration) -> str:
        names = [one.name]
        while one.parent is not None:
            one = file.syntax.declarations[one.parent]
            names.append(one.name)
        return ".".join(reversed(names))


def module_name(path: str, packages: set[str]) -> str:
    """The dotted name of a file of Python: from the outermost folder above it that is a package.

    Examples
    --------
    >>> module_name("src/shop/api/__init__.py", {"src/shop", "src/shop/api"})
    'shop.api'
    >>> module_name("src/shop/plain/a.py", {"src/shop"})
    'shop.plain.a'
    """
    folders = path.split("/")[:-1]
    outermost = next(
        (at for at in range(len(folders)) if "/".join(folders[: at + 1]) in packages), len(folders)
    )
    own = path.rpartition("/")[2].removesuffix(".py")
    return ".".join([*folders[outermost:], *([] if own == "__init__" else [own])])


def _called(path: str) -> tuple[str, ...]:
    """What calls lead to: in Go a call of a type converts; elsewhere one of an interface is of its value."""
    return ("function", "method") if path.endswith(".go") else ("function", "method", "class", "interface")


def _own(file: _File, symbol: str) -> str:
    """A symbol as it is told apart: what is local to a document, with its document."""
    return f"{file.path} {symbol}" if is_local(symbol) else symbol


def _fits(kind: str, symbol: str) -> bool:
    """Whether a declaration of a kind is what a symbol defines, where several are defined at one place."""
    found = descriptors(symbol)
    if found is None:
        return True
    return found[-1][1] not in ("(x)", "[]")


def _place(file: _File, numbers: Any, encoding: int) -> Place:
    """Line and byte of the start of a range."""
    row, start = numbers[0], numbers[1]
    line = file.lines[row] if row < len(file.lines) else b""
    if encoding == schema.UTF8_UNITS or line.isascii():
        return row, start
    text = line.decode("utf-8", "replace").encode("utf-16-le")[: 2 * start]
    return row, len(text.decode("utf-16-le", "replace").encode("utf-8", "replace"))


def write(records: Iterable[dict[str, Any]], target: Path) -> None:
    """Write an oracle, compressed."""
    with gzip.open(target, "wt", encoding="utf-8") as lines:
        for record in records:
            lines.write(json.dumps(record, separators=(",", ":")) + "\n")


def go_modules(root: Path) -> list[tuple[str, str]]:
    """The modules of Go in a folder, the longest name first: name and folder."""
    found = []
    for manifest in root.rglob("go.mod"):
        for line in manifest.read_text().splitlines():
            if line.startswith("module "):
                folder = manifest.parent.relative_to(root).as_posix()
                found.append((line.split()[1].strip('"'), "" if folder == "." else folder))
    return sorted(found, key=lambda one: -len(one[0]))


def main(argv: list[str] | None = None) -> int:
    """Convert one index."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("oracle", type=Path)
    given = parser.parse_args(argv)
    truth = Truth(given.folder, read_index(given.index.read_bytes()), go_modules(given.folder))
    write(truth.records(), given.oracle)
    return 0


if __name__ == "__main__":
    sys.exit(main())
