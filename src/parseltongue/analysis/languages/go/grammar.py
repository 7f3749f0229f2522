"""The kinds of nodes of Go's grammar, by number."""

from __future__ import annotations

from parseltongue.analysis.grammar import ERROR as ERROR
from parseltongue.analysis.grammar import Grammar

GRAMMAR = Grammar("tree_sitter_go")
kinds, kind = GRAMMAR.kinds, GRAMMAR.kind

IDENTIFIERS = kinds("identifier")
"""Several numbers: the grammar tells predeclared names apart."""
BLANK = kind("blank_identifier")
FIELD_IDENTIFIER = kind("field_identifier")
TYPE_IDENTIFIER = kind("type_identifier")
PACKAGE_IDENTIFIER = kind("package_identifier")
NAMES = IDENTIFIERS | {BLANK}
COMMENT = kind("comment")

PACKAGE_CLAUSE = kind("package_clause")
IMPORT_DECLARATION, IMPORT_SPEC = kind("import_declaration"), kind("import_spec")
IMPORT_SPEC_LIST = kind("import_spec_list")
CONST_DECLARATION, CONST_SPEC = kind("const_declaration"), kind("const_spec")
VAR_DECLARATION, VAR_SPEC, VAR_SPEC_LIST = kind("var_declaration"), kind("var_spec"), kind("var_spec_list")
TYPE_DECLARATION, TYPE_SPEC, TYPE_ALIAS = kind("type_declaration"), kind("type_spec"), kind("type_alias")
FUNCTION_DECLARATION, METHOD_DECLARATION = kind("function_declaration"), kind("method_declaration")
TYPE_PARAMETERS, TYPE_PARAMETER = kind("type_parameter_list"), kind("type_parameter_declaration")
PARAMETERS = kind("parameter_list")
PARAMETER, VARIADIC_PARAMETER = kind("parameter_declaration"), kind("variadic_parameter_declaration")
BLOCK = kind("block")

POINTER_TYPE, PARENTHESIZED_TYPE = kind("pointer_type"), kind("parenthesized_type")
QUALIFIED_TYPE, GENERIC_TYPE = kind("qualified_type"), kind("generic_type")
TYPE_ARGUMENTS = kind("type_arguments")
SLICE_TYPE, ARRAY_TYPE = kind("slice_type"), kind("array_type")
OPEN_ARRAY_TYPE = kind("implicit_length_array_type")
MAP_TYPE, CHANNEL_TYPE, FUNCTION_TYPE = kind("map_type"), kind("channel_type"), kind("function_type")
STRUCT_TYPE, INTERFACE_TYPE = kind("struct_type"), kind("interface_type")
FIELDS, FIELD = kind("field_declaration_list"), kind("field_declaration")
METHOD_ELEMENT, TYPE_ELEMENT = kind("method_elem"), kind("type_elem")
NEGATED_TYPE, TYPE_CONSTRAINT = kind("negated_type"), kind("type_constraint")
NAMED_TYPES = frozenset((TYPE_IDENTIFIER, QUALIFIED_TYPE, GENERIC_TYPE, POINTER_TYPE))
TYPES = NAMED_TYPES | {
    PARENTHESIZED_TYPE, SLICE_TYPE, ARRAY_TYPE, OPEN_ARRAY_TYPE, MAP_TYPE, CHANNEL_TYPE, FUNCTION_TYPE,
    STRUCT_TYPE, INTERFACE_TYPE, NEGATED_TYPE, TYPE_CONSTRAINT, TYPE_ELEMENT,
}  # fmt: skip

SELECTOR, CALL = kind("selector_expression"), kind("call_expression")
UNARY = kind("unary_expression")
EXPRESSION_LIST = kind("expression_list")
INDEX, TYPE_ASSERTION = kind("index_expression"), kind("type_assertion_expression")
LITERAL_VALUE, LITERAL_ELEMENT, KEYED_ELEMENT = (
    kind("literal_value"), kind("literal_element"), kind("keyed_element"),
)  # fmt: skip
TYPE_CASE = kind("type_case")
RAW_STRING, STRING = kind("raw_string_literal"), kind("interpreted_string_literal")
LITERALS = {
    RAW_STRING: b"string", STRING: b"string", kind("int_literal"): b"int", kind("float_literal"): b"float64",
    kind("imaginary_literal"): b"complex128", kind("rune_literal"): b"rune", kind("iota"): b"int",
    kind("true"): b"bool", kind("false"): b"bool",
}  # fmt: skip
ARROW = GRAMMAR.token("<-")
INSTANTIATION = kind("type_instantiation_expression")
PAIRED = frozenset((INDEX, TYPE_ASSERTION, INSTANTIATION))
"""Expressions that can give a second value, whether there is a first."""
