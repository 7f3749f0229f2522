"""From libclang to an oracle for C++: what the accuracy of a graph is judged by.

    python -m benchmarks.clang_truth FOLDER COMPILE_COMMANDS [--merge] [--errors N] [--dump N] [--json]

The sources that a compilation database names are parsed as it says (`pip install libclang==18.1.1`, which is
no dependency of the project; headers of the system's C++ library), and what each name means is taken from
the compiler. The files of the folder that are compiled are analysed and scored. What the oracle has:

- **entities**: functions, methods, classes, aliases, enumerations that are defined, what a class declares.
- **calls** that are written as calls. A method is called where it is defined. `Type(...)`, `new Type`,
  `Type name(...)`, `Type name{...}` and a base in an initialiser list call the class; implicit conversions,
  default construction, copies, destructors and operators between operands call nothing.
- Templates are what they are before they are instantiated: what depends on a parameter is no call, unless all
  overloads that it can mean are one entity; a specialisation that nobody wrote stands for its template.
- **extends**: the class of a base as it is written. **overrides** are apart, in `ClangTruth.overrides`.
"""

from __future__ import annotations

import ctypes
import json
import re
import shlex
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import clang.cindex as ci
from clang.cindex import CursorKind as K

from benchmarks import errors, options
from benchmarks.accuracy import publish
from benchmarks.oracles import NO_ORACLES, add_options, analyse_covered, opened
from benchmarks.scoring import count_overrides
from benchmarks.truth import write

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from benchmarks.scoring import Oracles, Score

_FUNCTIONS = {
    K.FUNCTION_DECL: "function", K.CXX_METHOD: "method", K.CONSTRUCTOR: "constructor",
    K.DESTRUCTOR: "method", K.CONVERSION_FUNCTION: "method", K.FUNCTION_TEMPLATE: "function",
}  # fmt: skip
_TYPES = {
    K.CLASS_DECL: "class", K.STRUCT_DECL: "struct", K.UNION_DECL: "union", K.ENUM_DECL: "enum",
    K.CLASS_TEMPLATE: "class", K.CLASS_TEMPLATE_PARTIAL_SPECIALIZATION: "class",
}  # fmt: skip
_ALIASES = {K.TYPEDEF_DECL: "type", K.TYPE_ALIAS_DECL: "type", K.TYPE_ALIAS_TEMPLATE_DECL: "type"}
_KINDS = _FUNCTIONS | _TYPES | _ALIASES
_OPEN = frozenset((K.NAMESPACE, K.LINKAGE_SPEC, K.UNEXPOSED_DECL))
_PREPROCESSED = frozenset((K.MACRO_DEFINITION, K.MACRO_INSTANTIATION))
_REFERENCES = frozenset(
    (K.DECL_REF_EXPR, K.MEMBER_REF_EXPR, K.TYPE_REF, K.TEMPLATE_REF, K.MEMBER_REF, K.OVERLOADED_DECL_REF)
)
_TEMPLATE_ARGUMENTS = re.compile(r"<.*>")
_CONSTRUCTED = re.compile(r"(?:\w+\s*(?:<[^;{}()]*>)?\s*::\s*)*~?\w+\s*(?:<[^;{}()]*>)?\s*[({]")
_SUFFIXES = (".h", ".hh", ".hpp", ".cc", ".cpp", ".cxx", ".inl", ".ipp")
_MOST_LINES = 3
_SHOWN = 5
_FATAL = 3
HEADERS = "/usr/lib/gcc/x86_64-linux-gnu/12/include"
"""What the wheel of libclang lacks: headers that come with a compiler."""


@dataclass
class Edge:
    """A mention whose target may be defined in a unit that is not read yet."""

    kind: str
    source: int
    targets: tuple[str, ...]
    """Names of the compiler for what it leads to, the best first."""
    name: str
    line: int


class ClangTruth:
    """The units of a compilation database as the records of an oracle.

    Parameters
    ----------
    root : Path
        Files outside of it are libraries.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.files: dict[str, int] = {}
        self.entities: list[dict[str, Any]] = []
        self.problems: list[str] = []
        self._texts: dict[str, bytes] = {}
        self._paths: dict[str, str | None] = {}
        self._places: dict[tuple[str, int, str], int] = {}
        self._defined: dict[str, int] = {}
        self._declared: dict[str, int] = {}
        self._classes: dict[int, str] = {}
        self._edges: list[Edge] = []
        self._overridden: list[tuple[int, str]] = []
        self._includes: dict[tuple[int, int], set[int]] = defaultdict(set)
        self._done: set[tuple[str, int, int]] = set()

    # -- units ----------------------------------------------------------------------------------------------

    def read(self, source: str, flags: list[str]) -> None:
        """Parse one unit and take what is new in it."""
        unit = ci.Index.create().parse(
            source,
            args=[*flags, "-isystem", HEADERS],
            options=ci.TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD,
        )
        self.problems += [
            f"{one.location.file}:{one.location.line}: {one.spelling}"
            for one in unit.diagnostics
            if one.severity >= _FATAL
        ]
        self._tops(unit.cursor)

    def _tops(self, parent: Any) -> None:
        """Take what stands in a file or a namespace, once for all units that include it."""
        for cursor in parent.get_children():
            if cursor.kind in _PREPROCESSED:
                continue
            where = cursor.location.file
            number = self._file(where.name) if where else None
            if number is None:
                continue
            if cursor.kind in _OPEN:
                self._tops(cursor)
                continue
            if cursor.kind == K.INCLUSION_DIRECTIVE:
                self._include(cursor, number)
                continue
            extent = cursor.extent
            key = (where.name, extent.start.offset, extent.end.offset)
            if key not in self._done:
                self._done.add(key)
                self._declare(cursor, 0)
                self._walk(cursor, None, number)

    def _include(self, cursor: Any, number: int) -> None:
        included = ci.conf.lib.clang_getIncludedFile(cursor)
        target = self._file(included.name) if included else None
        if target is not None:
            self._includes[number, target].add(cursor.location.line)

    def _file(self, name: str) -> int | None:
        """The number of a covered file, None for one of a library."""
        if name not in self._paths:
            path = Path(name).resolve()
            inside = path.is_relative_to(self.root)
            self._paths[name] = path.relative_to(self.root).as_posix() if inside else None
        inner = self._paths[name]
        return None if inner is None else self.files.setdefault(inner, -1 - len(self.files))

    # -- entities -------------------------------------------------------------------------------------------

    def _declare(self, cursor: Any, parent: int) -> None:
        """Note the entities of a declaration, those of local classes not."""
        kind = cursor.kind
        if kind in _FUNCTIONS:
            # A prototype outside of classes is no entity: what it means may be defined elsewhere.
            if cursor.is_definition() or parent:
                self._entity(cursor, parent)
        elif kind in _ALIASES:
            self._entity(cursor, parent)
        elif kind in _TYPES and cursor.is_definition():
            number = self._entity(cursor, parent)
            for child in cursor.get_children():
                self._declare(child, number or parent)
        elif kind == K.FRIEND_DECL:
            for child in cursor.get_children():
                if child.kind in _FUNCTIONS and child.is_definition():
                    self._entity(child, 0)

    def _entity(self, cursor: Any, parent: int) -> int | None:
        place = self._place(cursor)
        if place is None or not _is_named(cursor):
            return None
        known = self._places.get(place)
        if known is None:
            known = self._places[place] = len(self.entities) + 1
            name = place[2]
            scope = _scope(cursor)
            self.entities.append(
                {
                    "t": "e", "id": known, "f": self.files[place[0]], "l": cursor.location.line,
                    "e": cursor.extent.end.line, "n": name, "k": _kind(cursor),
                    "q": ".".join([*scope, name]), "p": parent,
                }
            )  # fmt: skip
            if not parent and cursor.kind in _FUNCTIONS and cursor.semantic_parent.kind in _TYPES:
                self._classes[known] = cursor.semantic_parent.get_usr()
        target = self._defined if cursor.is_definition() or cursor.kind in _ALIASES else self._declared
        target.setdefault(cursor.get_usr(), known)
        if cursor.kind == K.CXX_METHOD:
            self._overridden += ((known, one.get_usr()) for one in _overridden(cursor))
        return known

    def _place(self, cursor: Any) -> tuple[str, int, str] | None:
        where = cursor.location
        if not where.file or self._file(where.file.name) is None:
            return None
        path = self._paths[where.file.name] or ""
        return (
            path,
            where.offset,
            _TEMPLATE_ARGUMENTS.sub("", cursor.spelling)
            if not cursor.spelling.startswith("operator")
            else cursor.spelling,
        )

    # -- mentions -------------------------------------------------------------------------------------------

    def _walk(self, cursor: Any, around: Any, source: int) -> None:
        """Note the mentions in a cursor; `source` is what they stand in."""
        kind = cursor.kind
        if kind in _KINDS:
            place = self._place(cursor)
            source = self._places.get(place, source) if place else source
        elif kind == K.CXX_BASE_SPECIFIER:
            self._base(cursor, source)
            return
        elif kind == K.CALL_EXPR:
            if self._call(cursor, around, source):
                return
        elif kind in _REFERENCES and not self._is_operator(cursor):
            self._mention("use", source, cursor, cursor.referenced)
        for child in cursor.get_children():
            if not _is_own_scope(cursor, child):
                self._walk(child, cursor, source)

    def _is_operator(self, cursor: Any) -> bool:
        """Whether an operator stands between operands rather than being named."""
        return cursor.spelling.startswith("operator") and not self._text(cursor).count(b"operator")

    def _base(self, cursor: Any, source: int) -> None:
        first = True
        for child in cursor.get_children():
            if child.kind in (K.TEMPLATE_REF, K.TYPE_REF):
                self._mention("extends" if first else "use", source, child, child.referenced)
                first = False
            else:
                self._walk(child, cursor, source)

    def _call(self, cursor: Any, around: Any, source: int) -> bool:
        """Note what an expression calls; whether its parts have been walked as well."""
        called = cursor.referenced
        parts = list(cursor.get_children())
        if called is not None and called.kind == K.CONSTRUCTOR:
            if self._is_written(cursor, around, parts):
                self._mention("call", source, cursor, called.semantic_parent)
            return False
        callee = _callee(parts[0]) if parts else None
        if called is None or called.kind not in _FUNCTIONS:
            if callee is None or callee.kind != K.OVERLOADED_DECL_REF:
                return False
            self._mention("call", source, callee, callee)
        elif callee is None or callee.referenced is None or callee.referenced.kind not in _FUNCTIONS:
            return False  # Operators, and objects that are called.
        elif called.spelling.startswith("operator") and not self._text(cursor).count(b"operator"):
            return False
        else:
            self._mention("call", source, cursor, called)
        self._rest(parts[0], callee, source)
        for part in parts[1:]:
            self._walk(part, cursor, source)
        return True

    def _rest(self, cursor: Any, callee: Any, source: int) -> None:
        """What stands in the callee of a call besides the name that is called."""
        if cursor != callee:
            if cursor.kind in (K.UNEXPOSED_EXPR, K.PAREN_EXPR):
                for child in cursor.get_children():
                    self._rest(child, callee, source)
            else:
                self._walk(cursor, None, source)
            return
        for child in cursor.get_children():
            self._walk(child, cursor, source)

    def _is_written(self, cursor: Any, around: Any, parts: list[Any]) -> bool:
        """Whether a construction names the class and looks like a call."""
        if around is not None and around.kind == K.CXX_NEW_EXPR:
            return True
        if any(one.kind in (K.TYPE_REF, K.TEMPLATE_REF) for one in parts):
            return True
        text = self._text(cursor)
        if around is not None and around.kind in (K.VAR_DECL, K.FIELD_DECL):
            name = around.spelling.encode()
            return text.startswith(name) and text[len(name) :].lstrip()[:1] in (b"(", b"{")
        written = _CONSTRUCTED.match(text.decode("utf-8", "replace"))
        owner = _TEMPLATE_ARGUMENTS.sub("", cursor.referenced.semantic_parent.spelling)
        return written is not None and owner in re.findall(r"\w+", written.group())

    def _text(self, cursor: Any) -> bytes:
        start, end = cursor.extent.start, cursor.extent.end
        if not start.file:
            return b""
        name = start.file.name
        if name not in self._texts:
            self._texts[name] = Path(name).read_bytes()
        return self._texts[name][start.offset : end.offset]

    def _mention(self, kind: str, source: int, cursor: Any, target: Any) -> None:
        """Note that something stands in `source`; what depends on a template's parameters is left out."""
        if target is None:
            return
        found = _overloads(target) if target.kind == K.OVERLOADED_DECL_REF else [target]
        if not found or any(one.kind not in _KINDS for one in found):
            return
        name = _TEMPLATE_ARGUMENTS.sub("", found[0].spelling)
        if len(found) > 1:
            self._edges.append(Edge(kind + "?", source, tuple(one.get_usr() for one in found), name, 0))
            return
        self._edges.append(Edge(kind, source, tuple(_names(found[0])), name, cursor.location.line))

    # -- records --------------------------------------------------------------------------------------------

    def records(self) -> Iterator[dict[str, Any]]:
        """The lines of the oracle."""
        for path, number in self.files.items():
            yield {"t": "f", "id": number, "file": path, "sites": None, "resolved": None}
        for number, usr in self._classes.items():
            self.entities[number - 1]["p"] = self._defined.get(usr, 0)
        yield from self.entities
        for (source, target), lines in self._includes.items():
            yield _edge("import", source, target, lines)
        yield from self._related()

    def overrides(self) -> Iterator[tuple[int, int]]:
        """Methods and what they override directly, both by the ids of the records."""
        for number, usr in self._overridden:
            found = self._declared.get(usr) or self._defined.get(usr)
            if found:
                yield number, found

    def _related(self) -> Iterator[dict[str, Any]]:
        edges: dict[tuple[str, int, int], set[int]] = defaultdict(set)
        outside: dict[int, set[str]] = defaultdict(set)
        for edge in self._edges:
            targets = self._targets(edge)
            if targets is None:
                outside[edge.source].add(edge.name)
            elif len(targets) == 1 and (edge.kind.startswith("call") or targets != {edge.source}):
                edges[edge.kind.rstrip("?"), edge.source, targets.pop()].add(edge.line)
        called = {key[1:] for key in edges if key[0] == "call"}
        for (kind, source, target), lines in edges.items():
            if kind != "use" or (source, target) not in called:
                yield _edge(kind, source, target, lines)
        for source, names in outside.items():
            yield {"t": "x", "s": source, "n": sorted(names)}

    def _targets(self, edge: Edge) -> set[int] | None:
        """The entities that an edge can lead to; None for something of a library."""
        found = [self._defined.get(one) or self._declared.get(one) for one in edge.targets]
        if edge.kind.endswith("?"):
            known = {one for one in found if one}
            return known if known and all(found) else set() if known else None
        first = next((one for one in found if one), None)
        return None if first is None else {first}


def _is_own_scope(cursor: Any, child: Any) -> bool:
    """Whether a part is the class before the name of a member that is defined outside of it."""
    return (
        child.kind in (K.TYPE_REF, K.TEMPLATE_REF)
        and cursor.kind in _FUNCTIONS
        and child.location.offset < cursor.location.offset
        and child.referenced is not None
        and child.referenced.get_usr() == cursor.semantic_parent.get_usr()
        and cursor.semantic_parent != cursor.lexical_parent
        and re.match(rb"\w+\s*(<.*)?::", _line(cursor, child)) is not None
    )


def _line(cursor: Any, child: Any) -> bytes:
    """What stands from a part of a declaration to the declared name."""
    text = Path(cursor.location.file.name).read_bytes()
    return text[child.location.offset : cursor.location.offset].replace(b"\n", b" ")


def _is_named(cursor: Any) -> bool:
    spelling = cursor.spelling
    return (
        bool(spelling)
        and "(unnamed" not in spelling
        and "(anonymous" not in spelling
        and "(lambda" not in spelling
    )


def _kind(cursor: Any) -> str:
    if cursor.kind == K.FUNCTION_TEMPLATE and cursor.semantic_parent.kind in _TYPES:
        owner = _TEMPLATE_ARGUMENTS.sub("", cursor.semantic_parent.spelling)
        return "constructor" if _TEMPLATE_ARGUMENTS.sub("", cursor.spelling) == owner else "method"
    return _KINDS[cursor.kind]


def _scope(cursor: Any) -> list[str]:
    names: list[str] = []
    around = cursor.semantic_parent
    while around is not None and around.kind != K.TRANSLATION_UNIT:
        if around.spelling:
            names.append(_TEMPLATE_ARGUMENTS.sub("", around.spelling))
        around = around.semantic_parent
    return names[::-1]


def _callee(cursor: Any) -> Any:
    """The name that a call calls, without the conversions around it."""
    while cursor.kind in (K.UNEXPOSED_EXPR, K.PAREN_EXPR):
        inner = list(cursor.get_children())
        if not inner:
            return cursor
        cursor = inner[0]
    return cursor


def _names(cursor: Any) -> Iterable[str]:
    """The compiler's names of an entity and of the template that it is made from."""
    for _ in range(4):
        yield cursor.get_usr()
        template = ci.conf.lib.clang_getSpecializedCursorTemplate(cursor)
        if template is None or template.kind.is_invalid():
            return
        cursor = template


def _overloads(cursor: Any) -> list[Any]:
    library = ci.conf.lib
    return [
        library.clang_getOverloadedDecl(cursor, index)
        for index in range(library.clang_getNumOverloadedDecls(cursor))
    ]


def _overridden(cursor: Any) -> list[Any]:
    """What a method overrides directly."""
    library = ci.conf.lib
    pointer, count = ctypes.POINTER(ci.Cursor)(), ctypes.c_uint()
    library.clang_getOverriddenCursors(cursor, ctypes.byref(pointer), ctypes.byref(count))
    found = []
    for index in range(count.value):
        one = ci.Cursor.from_buffer_copy(pointer[index])
        one._tu = cursor._tu
        found.append(one)
    if count.value:
        library.clang_disposeOverriddenCursors(pointer)
    return found


def _edge(kind: str, source: int, target: int, lines: Iterable[int]) -> dict[str, Any]:
    return {"t": kind, "s": source, "d": target, "l": sorted(lines)[:_MOST_LINES]}


def units(database: Path) -> Iterator[tuple[str, list[str]]]:
    """Sources and flags of a compilation database, what only concerns the output left out."""
    for one in json.loads(database.read_text()):
        words = one.get("arguments") or shlex.split(one["command"])
        source = Path(one["directory"], one["file"]).resolve()
        kept = [word for word in words[1:] if word not in ("-c",) and not word.endswith((".o", source.name))]
        flags = [word for word in kept if word != "-o" and not word.startswith("-W")]
        yield str(source), ["-working-directory", one["directory"], *flags]


def measure(oracles: Oracles, folder: Path, database: Path, given: argparse.Namespace) -> Score:
    """Analyse what a database compiles of a folder, and score that: calls, uses and so on; overrides."""
    truth = ClangTruth(folder)
    for source, flags in units(database):
        truth.read(source, flags)
    for problem in truth.problems[:_SHOWN]:
        print(f"not understood by the compiler: {problem}", file=sys.stderr)
    with options.scratch(given) as scratch:
        target = given.write or scratch / "oracle.jsonl.gz"
        write(truth.records(), target)
        oracle = oracles.evaluate.Oracle(target, compiled_only=True)
        export = analyse_covered(oracle, folder, scratch, given).export()
        score = oracles.score(oracle, export, given.dump)
        # A declaration and its definition count as one: compared are qualified names.
        score.edges["overrides"] = count_overrides(
            oracles, oracle, export, truth.overrides(), lambda one: oracle.entities[one]["q"]
        )
        if given.errors:
            tally = errors.Judge(oracles.evaluate, oracle, export).tally()
            print(errors.text([("C++", tally)], given.errors), end="\n\n")
        return score


def main(argv: list[str] | None = None) -> int:
    """Measure one project and print."""
    parser = options.parser(__doc__, bars=False)
    options.add_command(parser)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("database", type=Path, metavar="COMPILE_COMMANDS")
    add_options(parser)
    parser.add_argument("--write", type=Path, metavar="FILE", help="keep the oracle there (.jsonl.gz)")
    parser.add_argument("--merge", action="store_true", help="count the overloads of a name in a file once")
    parser.add_argument("--errors", type=int, metavar="N", help="print the N most frequent kinds of error")
    given = parser.parse_args(argv)
    oracles = opened(given)
    if oracles is None:
        return NO_ORACLES
    if given.merge:
        oracles.evaluate.OVERLOAD_SUFFIXES += _SUFFIXES
    folder = given.folder.resolve()
    publish({"cpp": {folder.name: measure(oracles, folder, given.database, given)}}, given)
    return 0


if __name__ == "__main__":
    sys.exit(main())
