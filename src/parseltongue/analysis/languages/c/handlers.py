"""Which handler reads which kind of node, per language of the family."""

from __future__ import annotations

from functools import cache

from parseltongue.analysis.languages.c.files import FileWalker
from parseltongue.analysis.languages.c.grammar import NUMBERS, kinds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    Handler = Callable[[FileWalker, Node], int]

_W = FileWalker
_TABLE: dict[str, Handler | None] = {
    "ERROR": _W.error,
    "identifier": _W.identifier,
    "field_identifier": None,
    "type_identifier": _W.type_path,
    "namespace_identifier": None,
    "primitive_type": None,
    "sized_type_specifier": None,
    "storage_class_specifier": None,
    "type_qualifier": None,
    "goto_statement": None,
    "string_literal": None,
    "operator_name": None,
    "destructor_name": None,
    "virtual_specifier": None,
    "placeholder_type_specifier": None,
    "attribute_specifier": None,
    "attribute_declaration": None,
    "ms_declspec_modifier": None,
    "comment": _W.comment,
    "field_designator": None,
    "call_expression": _W.call,
    "field_expression": _W.field_expression,
    "parenthesized_expression": _W.last_value,
    "pointer_expression": _W.pointer,
    "comma_expression": _W.last_value,
    "assignment_expression": _W.first_value,
    "subscript_expression": _W.subscript,
    "cast_expression": _W.cast,
    "compound_literal_expression": _W.literal,
    "conditional_expression": _W.conditional,
    "compound_statement": _W.block,
    "for_statement": _W.block,
    "struct_specifier": _W.specifier_statement,
    "union_specifier": _W.specifier_statement,
    "enum_specifier": _W.specifier_statement,
    "class_specifier": _W.specifier_statement,
    "macro_type_specifier": _W.type_value,
    "type_descriptor": _W.type_path,
    "template_type": _W.type_path,
    "dependent_type": _W.type_path,
    "function_definition": _W.function_definition,
    "declaration": _W.declaration,
    "field_declaration": _W.field_declaration,
    "type_definition": _W.type_definition,
    "alias_declaration": _W.alias_declaration,
    "parameter_declaration": _W.parameter_statement,
    "optional_parameter_declaration": _W.parameter_statement,
    "access_specifier": _W.access,
    "namespace_definition": _W.namespace,
    "declaration_list": _W.declarations,
    "template_declaration": _W.template,
    "template_parameter_list": None,
    "using_declaration": _W.using,
    "namespace_alias_definition": _W.namespace_alias,
    "friend_declaration": _W.friend,
    "field_initializer": _W.field_initializer,
    "qualified_identifier": _W.qualified_expression,
    "template_function": _W.qualified_expression,
    "dependent_name": None,
    "new_expression": _W.new,
    "this": _W.this,
    "lambda_expression": _W.lambda_,
    "for_range_loop": _W.range_loop,
    "catch_clause": _W.block,
    "abstract_pointer_declarator": None,
    "abstract_array_declarator": None,
    "abstract_reference_declarator": None,
    "abstract_function_declarator": _W.children,
    "abstract_parenthesized_declarator": _W.children,
}
"""Kinds that are not here, and are no tokens, have their children visited."""


@cache
def handlers(language: str) -> dict[int, Handler]:
    """Handlers by the kind numbers of a language's grammar."""
    known = kinds(language)
    by_number = {NUMBERS[name]: handler for name, handler in _TABLE.items()}
    table: dict[int, Handler] = dict.fromkeys(known.inner, FileWalker.children)
    for kind, number in known.code.items():
        if number in by_number:
            handler = by_number[number]
            if handler is None:
                table.pop(kind, None)
            else:
                table[kind] = handler
    return table
