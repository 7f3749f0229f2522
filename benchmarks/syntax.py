"""What the text of a file shows without any resolution: its declarations, and the role of each name in it.

The half of a compiler's truth that an index of SCIP leaves out: an occurrence says which symbol a name means,
but not whether it is called, derived from, imported or only named, nor what it stands in. Nothing of
`parseltongue.analysis` is used, as that is what is judged by it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

CALL, BASE, IMPORT, TYPE, VALUE, NOTHING = "call", "base", "import", "type", "value", ""
Place = tuple[int, int]
"""Line from 0 and byte in it."""
_NEWLINE = 10


@dataclass(frozen=True)
class Declaration:
    """A named piece of code; `parent` is the index of the enclosing one in its file, or None."""

    name: str
    kind: str
    at: Place
    end: int
    parent: int | None


class Name(NamedTuple):
    """A name and what it is there for; `source` is the index of the declaration it stands in, or None."""

    text: str
    at: Place
    role: str
    source: int | None


@dataclass
class Syntax:
    """What `read` finds in a file."""

    declarations: list[Declaration] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    imported: list[tuple[str, str]] = field(default_factory=list)
    """Modules and packages as they are written, each with the name that is taken from it, or nothing."""


class _Reader:
    """Walks one tree from the top, so that a node has been given its role before it is met."""

    def __init__(self, language: _Language, source: bytes) -> None:
        self.language = language
        self.lines = [0, *(at + 1 for at, byte in enumerate(source) if byte == _NEWLINE)]
        self.found = Syntax()
        self.roles: dict[int, str] = {}

    def walk(self, node: Any, source: int | None, role: str | None) -> None:
        pending = [(node, source, role)]
        while pending:
            node, source, role = pending.pop()
            if node.type in self.language.names:
                self._name(node, source, role)
            inner, role = self._enter(node, source, role)
            pending += [(child, inner, role) for child in reversed(node.children)]

    def _enter(self, node: Any, source: int | None, role: str | None) -> tuple[int | None, str | None]:
        """The source and the role of what is within a node."""
        language = self.language
        if role != IMPORT:
            for token, its_role in language.marked(node):
                self.roles.setdefault(token.start_byte, its_role)
        self.found.imported += language.imported(node)
        if node.type in language.roles:
            role = language.roles[node.type]
        declared = language.declared(node, self._kind(source))
        if declared is not None:
            kind, name = declared
            self.roles[name.start_byte] = NOTHING
            self.found.declarations.append(
                Declaration(
                    _text(name), kind, self._place(name.start_byte), self._place(node.end_byte)[0] + 1, source
                )
            )
            source = len(self.found.declarations) - 1
        return source, role

    def _place(self, offset: int) -> Place:
        """Line and byte of an offset; those of the tree are of a source that may have other lines."""
        line = bisect_right(self.lines, offset) - 1
        return line, offset - self.lines[line]

    def _kind(self, source: int | None) -> str:
        return "" if source is None else self.found.declarations[source].kind

    def _name(self, node: Any, source: int | None, role: str | None) -> None:
        known = self.roles.get(node.start_byte)
        if known == NOTHING:
            return
        told = IMPORT if role == IMPORT else known or role
        self.found.names.append(
            Name(_text(node), self._place(node.start_byte), told or self.language.names[node.type], source)
        )


class _Language:
    """The syntax of one language, in the names of its grammar."""

    grammar: ClassVar[tuple[str, str]]
    names: ClassVar[Mapping[str, str]]
    """Kinds of nodes that are names, and the role of one that nothing says more of."""
    roles: ClassVar[Mapping[str, str]]
    """Kinds of nodes all names in which have a role."""
    declarations: ClassVar[Mapping[str, str]]

    def declared(self, node: Any, within: str) -> tuple[str, Any] | None:
        """Kind and name of what a node declares, in a declaration of kind `within`."""
        kind = self.declarations.get(node.type)
        name = node.child_by_field_name("name") if kind else None
        return (kind, name) if kind and name is not None and name.type in self.names else None

    def marked(self, node: Any) -> Iterator[tuple[Any, str]]:
        """Names within a node whose role it tells."""
        return iter(())

    def imported(self, node: Any) -> list[tuple[str, str]]:
        """Modules that a node imports, as they are written, and the names that it takes from them."""
        return []

    def last(self, node: Any) -> Any | None:
        """The name that an expression ends with, or None."""
        while node is not None and node.type not in self.names:
            field_name = self.ends.get(node.type)
            if field_name is None:
                return None
            node = node.child_by_field_name(field_name) if field_name else node.named_child(0)
        return node

    ends: ClassVar[Mapping[str, str]]
    """Kinds of expressions and the field that holds their last name; empty for the first child."""


class _Python(_Language):
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_python", "language")
    names: ClassVar[Mapping[str, str]] = {"identifier": VALUE}
    roles: ClassVar[Mapping[str, str]] = {
        "import_statement": IMPORT,
        "import_from_statement": IMPORT,
        "future_import_statement": IMPORT,
    }
    declarations: ClassVar[Mapping[str, str]] = {
        "function_definition": "function",
        "class_definition": "class",
    }
    ends: ClassVar[Mapping[str, str]] = {"attribute": "attribute", "subscript": "value"}

    def declared(self, node: Any, within: str) -> tuple[str, Any] | None:
        found = super().declared(node, within)
        return ("method", found[1]) if found and found[0] == "function" and within == "class" else found

    def marked(self, node: Any) -> Iterator[tuple[Any, str]]:
        if node.type == "call":
            yield from _one(self.last(_value(node, "function", "subscript")), CALL)
        elif node.type == "decorator":
            decorated = node.named_child(0)
            yield from _one(
                self.last(_value(decorated, "function") if decorated.type == "call" else None), VALUE
            )
        elif node.type == "class_definition":
            bases = node.child_by_field_name("superclasses")
            for base in bases.named_children if bases is not None else ():
                yield from _one(self.last(base), BASE)

    def imported(self, node: Any) -> list[tuple[str, str]]:
        if node.type not in ("import_statement", "import_from_statement"):
            return []
        names = [
            _text(one.child_by_field_name("name") if one.type == "aliased_import" else one)
            for one in node.children_by_field_name("name")
        ]
        if node.type == "import_statement":
            return [(name, "") for name in names]
        module = _text(node.child_by_field_name("module_name"))
        return [(module, name) for name in names or [""]]


class _TypeScript(_Language):
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_typescript", "language_typescript")
    names: ClassVar[Mapping[str, str]] = {
        "identifier": VALUE, "property_identifier": VALUE, "private_property_identifier": VALUE,
        "shorthand_property_identifier": VALUE, "type_identifier": TYPE,
    }  # fmt: skip
    roles: ClassVar[Mapping[str, str]] = {
        "import_clause": IMPORT,
        "export_clause": IMPORT,
        "import_require_clause": IMPORT,
    }
    declarations: ClassVar[Mapping[str, str]] = {
        "function_declaration": "function", "generator_function_declaration": "function",
        "function_signature": "function", "class_declaration": "class", "class": "class",
        "abstract_class_declaration": "class", "interface_declaration": "interface",
        "type_alias_declaration": "type", "enum_declaration": "enum", "method_definition": "method",
        "method_signature": "method", "abstract_method_signature": "method",
    }  # fmt: skip
    valued: ClassVar[Mapping[str, str]] = {
        "variable_declarator": "function",
        "public_field_definition": "method",
        "field_definition": "method",
    }
    functions: ClassVar[frozenset[str]] = frozenset(
        ("arrow_function", "function_expression", "generator_function")
    )
    ends: ClassVar[Mapping[str, str]] = {
        "member_expression": "property", "parenthesized_expression": "", "non_null_expression": "",
        "generic_type": "name", "nested_type_identifier": "name", "instantiation_expression": "",
    }  # fmt: skip

    def declared(self, node: Any, within: str) -> tuple[str, Any] | None:
        kind = self.valued.get(node.type)
        if kind is None:
            return super().declared(node, within)
        value = node.child_by_field_name("value")
        name = node.child_by_field_name("name") or node.child_by_field_name("property")
        is_function = value is not None and value.type in self.functions
        return (kind, name) if is_function and name is not None and name.type in self.names else None

    def marked(self, node: Any) -> Iterator[tuple[Any, str]]:
        if node.type == "decorator":
            decorated = node.named_child(0)
            if decorated is not None and decorated.type == "call_expression":
                yield from _one(self.last(decorated.child_by_field_name("function")), VALUE)
        elif node.type in ("call_expression", "new_expression"):
            field_name = "function" if node.type == "call_expression" else "constructor"
            called = node.child_by_field_name(field_name)
            # The grammar gives the type arguments of ``await f<T>()`` to all of ``await f``.
            while called is not None and called.type in _LOOSE and called.named_child_count:
                called = called.named_children[-1]
            yield from _one(self.last(called), CALL)
        elif node.type in ("jsx_opening_element", "jsx_self_closing_element"):
            name = node.child_by_field_name("name")
            if name is not None and not _text(name)[:1].islower():
                yield from _one(self.last(name), CALL)
        elif node.type == "jsx_closing_element":
            yield from _one(self.last(node.child_by_field_name("name")), NOTHING)
        elif node.type in ("extends_clause", "class_heritage", "implements_clause", "extends_type_clause"):
            for base in node.named_children:
                yield from _one(self.last(base), BASE)


class _Tsx(_TypeScript):
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_typescript", "language_tsx")


class _JavaScript(_TypeScript):
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_javascript", "language")
    names: ClassVar[Mapping[str, str]] = {
        name: role for name, role in _TypeScript.names.items() if name != "type_identifier"
    }


class _Go(_Language):
    grammar: ClassVar[tuple[str, str]] = ("tree_sitter_go", "language")
    names: ClassVar[Mapping[str, str]] = {
        "identifier": VALUE, "field_identifier": VALUE, "type_identifier": TYPE, "package_identifier": VALUE,
    }  # fmt: skip
    roles: ClassVar[Mapping[str, str]] = {"import_declaration": IMPORT, "package_clause": IMPORT}
    declarations: ClassVar[Mapping[str, str]] = {
        "function_declaration": "function", "method_declaration": "method", "method_elem": "method",
    }  # fmt: skip
    types: ClassVar[Mapping[str, str]] = {"struct_type": "struct", "interface_type": "interface"}
    ends: ClassVar[Mapping[str, str]] = {
        "selector_expression": "field", "parenthesized_expression": "", "qualified_type": "name",
        "generic_type": "type", "type_instantiation_expression": "type", "index_expression": "operand",
    }  # fmt: skip

    def declared(self, node: Any, within: str) -> tuple[str, Any] | None:
        if node.type in ("type_spec", "type_alias"):
            kind = self.types.get(node.child_by_field_name("type").type, "type")
            return kind, node.child_by_field_name("name")
        return super().declared(node, within)

    def marked(self, node: Any) -> Iterator[tuple[Any, str]]:
        if node.type == "call_expression":
            yield from _one(self.last(node.child_by_field_name("function")), CALL)
        elif node.type == "type_conversion_expression":
            # What ``f[T](x)`` looks like; what it is, its symbol tells.
            yield from _one(self.last(node.child_by_field_name("type")), CALL)
        elif node.type == "field_declaration" and node.child_by_field_name("name") is None:
            yield from _one(self.last(_bare(node.child_by_field_name("type"))), BASE)
        elif (
            node.type == "type_elem" and node.parent.type == "interface_type" and node.named_child_count == 1
        ):
            yield from _one(self.last(node.named_child(0)), BASE)

    def imported(self, node: Any) -> list[tuple[str, str]]:
        if node.type != "import_spec":
            return []
        return [(_text(node.child_by_field_name("path"))[1:-1], "")]


_LANGUAGES: dict[str, Callable[[], _Language]] = {
    ".py": _Python, ".ts": _TypeScript, ".mts": _TypeScript, ".cts": _TypeScript, ".tsx": _Tsx,
    ".js": _JavaScript, ".mjs": _JavaScript, ".cjs": _JavaScript, ".jsx": _JavaScript, ".go": _Go,
}  # fmt: skip

_LOOSE = frozenset(("await_expression", "unary_expression", "binary_expression"))
_SIGNED = frozenset((".ts", ".mts", ".cts", ".tsx"))
_CALL_SIGNATURE = re.compile(rb"([\w\])>}][ \t]*)\n(?=\s*<)")
"""The end of a line before a call signature, which the grammar takes for type arguments of that line."""


def read(suffix: str, source: bytes) -> Syntax | None:
    """The declarations and names of a file; None for a language that is not known here."""
    made = _LANGUAGES.get(suffix)
    if made is None:
        return None
    language = made()
    tree_sitter = import_module("tree_sitter")
    package, function = language.grammar
    parser = tree_sitter.Parser(tree_sitter.Language(getattr(import_module(package), function)()))
    reader = _Reader(language, source)
    root = parser.parse(source).root_node
    if root.has_error and suffix in _SIGNED:
        root = min(root, parser.parse(_CALL_SIGNATURE.sub(rb"\1;", source)).root_node, key=_unread)
    reader.walk(root, None, None)
    return reader.found


def _unread(root: Any) -> int:
    """How much of a file the grammar has no place for, in bytes and missing signs."""
    size, pending = 0, [root]
    while pending:
        node = pending.pop()
        if node.is_error or node.is_missing:
            size += node.end_byte - node.start_byte + 1
        elif node.has_error:
            pending += node.children
    return size


def _one(token: Any | None, role: str) -> Iterator[tuple[Any, str]]:
    if token is not None:
        yield token, role


def _value(node: Any, field_name: str, skipped: str = "") -> Any:
    """A field of a node; nothing if it is of a kind that is no plain name."""
    found = node.child_by_field_name(field_name)
    return None if found is not None and found.type == skipped else found


def _bare(node: Any) -> Any:
    """A type without the star before it."""
    return node.named_child(0) if node is not None and node.type == "pointer_type" else node


def _text(node: Any) -> str:
    text: str = node.text.decode("utf-8", "replace")
    return text
