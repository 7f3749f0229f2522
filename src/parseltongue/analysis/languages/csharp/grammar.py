"""The kinds of nodes of C#'s grammar, by number."""

from __future__ import annotations

from parseltongue.analysis.grammar import ERROR as ERROR
from parseltongue.analysis.grammar import Grammar

GRAMMAR = Grammar("tree_sitter_c_sharp")
kinds, kind, token, field = GRAMMAR.kinds, GRAMMAR.kind, GRAMMAR.token, GRAMMAR.field

IDENTIFIER, GENERIC_NAME = kinds("identifier"), kinds("generic_name")
QUALIFIED_NAME, ALIAS_NAME = kinds("qualified_name"), kinds("alias_qualified_name")
NAMES = IDENTIFIER | GENERIC_NAME | QUALIFIED_NAME | ALIAS_NAME
PREDEFINED, IMPLICIT_TYPE = kinds("predefined_type"), kinds("implicit_type")
NULLABLE_TYPE, ARRAY_TYPE, TUPLE_TYPE = kinds("nullable_type"), kinds("array_type"), kinds("tuple_type")
WRAPPED_TYPES = kinds("nullable_type", "pointer_type", "ref_type", "scoped_type")
FUNCTION_POINTER = kinds("function_pointer_type")
TYPES = NAMES | PREDEFINED | IMPLICIT_TYPE | ARRAY_TYPE | TUPLE_TYPE | WRAPPED_TYPES | FUNCTION_POINTER
TYPE_PARAMETERS = kinds("type_parameter_list")
TYPE_PARAMETER, CONSTRAINTS = kinds("type_parameter"), kinds("type_parameter_constraints_clause")
CONSTRAINT, RANK = kinds("type_parameter_constraint"), kinds("array_rank_specifier")
TUPLE_ELEMENT = kinds("tuple_element")
COMMENTS = kinds("comment")
MODIFIER, ATTRIBUTE_LIST = (kinds("modifier"), kinds("attribute_list"))
ATTRIBUTE_ARGUMENTS, ATTRIBUTE_ARGUMENT = kinds("attribute_argument_list"), kinds("attribute_argument")
USING, FILE_NAMESPACE = kinds("using_directive"), kinds("file_scoped_namespace_declaration")
NAMESPACE = kinds("namespace_declaration")
PREPROCESSED = kinds("preproc_if", "preproc_else", "preproc_elif")
CLASS, STRUCT, RECORD = (
    kinds(one) for one in ("class_declaration", "struct_declaration", "record_declaration")
)
INTERFACE, ENUM, DELEGATE = (
    kinds(one) for one in ("interface_declaration", "enum_declaration", "delegate_declaration")
)
TYPE_DECLARATIONS = CLASS | STRUCT | RECORD | INTERFACE | ENUM
METHOD, CONSTRUCTOR, DESTRUCTOR = (
    kinds(one) for one in ("method_declaration", "constructor_declaration", "destructor_declaration")
)
OPERATOR, CONVERSION = kinds("operator_declaration"), kinds("conversion_operator_declaration")
FIELDS, EVENT_FIELDS = kinds("field_declaration"), kinds("event_field_declaration")
PROPERTY, EVENT, INDEXER = (
    kinds(one) for one in ("property_declaration", "event_declaration", "indexer_declaration")
)
ENUM_MEMBER = kinds("enum_member_declaration")
EXPLICIT_INTERFACE, INITIALIZER = kinds("explicit_interface_specifier"), kinds("constructor_initializer")
BASE_LIST, PRIMARY_BASE = kinds("base_list"), kinds("primary_constructor_base_type")
PARAMETER_LISTS, PARAMETER = kinds("parameter_list", "bracketed_parameter_list"), kinds("parameter")
ARROW = kinds("arrow_expression_clause")
VARIABLES, DECLARATOR = kinds("variable_declaration"), kinds("variable_declarator")
TUPLE_PATTERN = kinds("tuple_pattern", "parenthesized_variable_designation")

ARGUMENT_LIST, ARGUMENT = kinds("argument_list"), kinds("argument")
BRACKETED_ARGUMENTS = kinds("bracketed_argument_list")
LAMBDA, ANONYMOUS_METHOD = kinds("lambda_expression"), kinds("anonymous_method_expression")
FUNCTIONS = LAMBDA | ANONYMOUS_METHOD
BLOCK, PARENTHESIZED = kinds("block"), kinds("parenthesized_expression")
MEMBER_ACCESS, CONDITIONAL_ACCESS = kinds("member_access_expression"), kinds("conditional_access_expression")
MEMBER_BINDING = kinds("member_binding_expression")
BINARY = kinds("binary_expression")
DECLARATION_EXPRESSION = kinds("declaration_expression")
TUPLE, OBJECT_INITIALIZER = kinds("tuple_expression"), kinds("initializer_expression")
ASSIGNMENT, IMPLICIT_CREATION = kinds("assignment_expression"), kinds("implicit_object_creation_expression")
COLLECTION = kinds("collection_expression")
IMPLICIT_VALUES = IMPLICIT_CREATION | OBJECT_INITIALIZER | COLLECTION
WITH_INITIALIZER = kinds("with_initializer")
INTERPOLATION = kinds("interpolation")
SUBPATTERN, PROPERTY_PATTERN = kinds("subpattern"), kinds("property_pattern_clause")
POSITIONAL_PATTERN = kinds("positional_pattern_clause")
SWITCH_ARM = kinds("switch_expression_arm")
IF, LOCAL_FUNCTION = (kinds(one) for one in ("if_statement", "local_function_statement"))
JOIN_INTO = kinds("join_into_clause")

THIS, BASE, PARAMS, IN, INTO = (token(one) for one in ("this", "base", "params", "in", "into"))
EQUALS, COLON, COMMA, NOT, PLUS, FROM_END, COALESCE, STATIC, GLOBAL = (
    token(one) for one in ("=", ":", ",", "!", "+", "^", "??", "static", "global")
)
NAMESPACE_WORD = token("namespace")
LEAVES = IDENTIFIER | {THIS, BASE} | kinds(
    "string_literal", "integer_literal", "boolean_literal", "character_literal"
)  # fmt: skip
"""Kinds that nothing stands in that would count as nesting."""
COMPARISONS = frozenset(token(one) for one in ("==", "!=", "<", ">", "<=", ">=", "&&", "||"))

NAME, TYPE, BODY, VALUE, RETURNS = (field(one) for one in ("name", "type", "body", "value", "returns"))
PARAMETERS, ACCESSORS = (field("parameters"), field("accessors"))
FUNCTION, ARGUMENTS, EXPRESSION = field("function"), field("arguments"), field("expression")
CONDITION, CONSEQUENCE, ALTERNATIVE = field("condition"), field("consequence"), field("alternative")
LEFT, RIGHT, PATTERN, QUALIFIER = field("left"), field("right"), field("pattern"), field("qualifier")
ALIAS, INITIAL, OPERATED = field("alias"), field("initializer"), field("operator")
