"""The messages of SCIP, the Sourcegraph Code Intelligence Protocol, as far as we write or read them.

The field numbers and types are those of the public schema (https://github.com/sourcegraph/scip, Apache-2.0).
The table is handed to the protobuf runtime (extra `scip`), so that there is no generated code to keep, and
fields that it does not name are passed over. Enumerations are numbers on the wire and here.
"""

from __future__ import annotations

from functools import cache

from parseltongue.query.export.libraries import library

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TEXT, _NUMBER, _FLAG = "string", "int32", "bool"
_MANY = "*"
_MESSAGES: dict[str, dict[str, tuple[int, str]]] = {
    "Index": {
        "metadata": (1, "Metadata"),
        "documents": (2, "*Document"),
        "external_symbols": (3, "*SymbolInformation"),
    },
    "Metadata": {
        "version": (1, _NUMBER),
        "tool_info": (2, "ToolInfo"),
        "project_root": (3, _TEXT),
        "text_document_encoding": (4, _NUMBER),
    },
    "ToolInfo": {"name": (1, _TEXT), "version": (2, _TEXT), "arguments": (3, "*string")},
    "Document": {
        "relative_path": (1, _TEXT),
        "occurrences": (2, "*Occurrence"),
        "symbols": (3, "*SymbolInformation"),
        "language": (4, _TEXT),
        "text": (5, _TEXT),
        "position_encoding": (6, _NUMBER),
    },
    "Occurrence": {
        "range": (1, "*int32"),
        "symbol": (2, _TEXT),
        "symbol_roles": (3, _NUMBER),
        "diagnostics": (6, "*Diagnostic"),
        "enclosing_range": (7, "*int32"),
        "single_line_range": (8, "SingleLineRange"),
        "multi_line_range": (9, "MultiLineRange"),
    },
    "Diagnostic": {
        "severity": (1, _NUMBER),
        "code": (2, _TEXT),
        "message": (3, _TEXT),
        "source": (4, _TEXT),
    },
    "SingleLineRange": {
        "line": (1, _NUMBER),
        "start_character": (2, _NUMBER),
        "end_character": (3, _NUMBER),
    },
    "MultiLineRange": {
        "start_line": (1, _NUMBER),
        "start_character": (2, _NUMBER),
        "end_line": (3, _NUMBER),
        "end_character": (4, _NUMBER),
    },
    "SymbolInformation": {
        "symbol": (1, _TEXT),
        "documentation": (3, "*string"),
        "relationships": (4, "*Relationship"),
        "kind": (5, _NUMBER),
        "display_name": (6, _TEXT),
        "signature_documentation": (7, "Document"),
        "enclosing_symbol": (8, _TEXT),
    },
    "Relationship": {
        "symbol": (1, _TEXT),
        "is_reference": (2, _FLAG),
        "is_implementation": (3, _FLAG),
        "is_type_definition": (4, _FLAG),
        "is_definition": (5, _FLAG),
    },
}

DEFINITION, IMPORT, WRITE, READ, GENERATED, TEST = 1, 2, 4, 8, 16, 32
"""Bits of the roles of an occurrence."""

HINT = 4
"""The least severity of a diagnostic."""

UTF8_TEXT = 1
"""Encoding of the files on disk."""

UTF8_UNITS, UTF16_UNITS, UTF32_UNITS = 1, 2, 3
"""What the characters of a range count; 0 is not told."""

KINDS = {
    "file": 16, "module": 29, "namespace": 30, "class": 7, "struct": 49, "enum": 11, "enum_member": 12,
    "union": 59, "trait": 53, "interface": 21, "type_alias": 55, "impl": 33, "function": 17, "method": 26,
    "constructor": 9, "property": 41, "field": 15, "constant": 8, "variable": 61, "macro": 25,
}  # fmt: skip
"""The kind of a symbol, by kind of entity."""

LANGUAGES = {
    "c": "C", "cpp": "CPP", "csharp": "CSharp", "go": "Go", "java": "Java", "javascript": "JavaScript",
    "jsx": "JavaScriptReact", "kotlin": "Kotlin", "php": "PHP", "python": "Python", "ruby": "Ruby",
    "rust": "Rust", "scala": "Scala", "swift": "Swift", "tsx": "TypeScriptReact", "typescript": "TypeScript",
}  # fmt: skip
"""The protocol's names of languages, where they are not ours."""


@cache
def messages() -> dict[str, Any]:
    """The message classes by name.

    Raises
    ------
    ConfigError
        The protobuf runtime is not installed.
    """
    descriptors, pools, factory = (
        library(f"google.protobuf.{name}", "scip")
        for name in ("descriptor_pb2", "descriptor_pool", "message_factory")
    )
    pool = pools.DescriptorPool()
    pool.Add(_file(descriptors))
    return {name: factory.GetMessageClass(pool.FindMessageTypeByName(f"scip.{name}")) for name in _MESSAGES}


def _file(descriptors: Any) -> Any:
    """The table as the description of a file of the schema."""
    file = descriptors.FileDescriptorProto(name="scip", package="scip", syntax="proto3")
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, (number, kind) in fields.items():
            _add_field(descriptors.FieldDescriptorProto, message, field, number, kind)
    return file


def _add_field(kinds: Any, message: Any, name: str, number: int, kind: str) -> None:
    many, kind = kind.startswith(_MANY), kind.removeprefix(_MANY)
    added = message.field.add(name=name, number=number)
    added.label = kinds.LABEL_REPEATED if many else kinds.LABEL_OPTIONAL
    if kind in _MESSAGES:
        added.type, added.type_name = kinds.TYPE_MESSAGE, f".scip.{kind}"
    else:
        added.type = {_TEXT: kinds.TYPE_STRING, _NUMBER: kinds.TYPE_INT32, _FLAG: kinds.TYPE_BOOL}[kind]
