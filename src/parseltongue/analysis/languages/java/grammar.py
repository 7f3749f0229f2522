"""The kinds of nodes of Java's grammar, by number."""

from __future__ import annotations

from parseltongue.analysis.grammar import ERROR as ERROR
from parseltongue.analysis.grammar import Grammar

GRAMMAR = Grammar("tree_sitter_java")
kinds, kind, token, field = GRAMMAR.kinds, GRAMMAR.kind, GRAMMAR.token, GRAMMAR.field

IDENTIFIER, TYPE_IDENTIFIER = kinds("identifier"), kinds("type_identifier")
NAMES = IDENTIFIER | TYPE_IDENTIFIER
TYPE_NAME = kind("type_identifier")
SCOPED_TYPE, SCOPED_NAME = kinds("scoped_type_identifier"), kinds("scoped_identifier")
GENERIC_TYPE, ARRAY_TYPE, ANNOTATED_TYPE = kinds("generic_type"), kinds("array_type"), kinds("annotated_type")
PRIMITIVES = kinds("integral_type", "floating_point_type", "boolean_type", "void_type")
TYPES = (
    TYPE_IDENTIFIER | SCOPED_TYPE | GENERIC_TYPE | ARRAY_TYPE | ANNOTATED_TYPE | PRIMITIVES
)  # fmt: skip
TYPE_ARGUMENTS = kinds("type_arguments")
TYPE_PARAMETER, TYPE_BOUND = (kinds("type_parameter"), kinds("type_bound"))
WILDCARD = kinds("wildcard")
MODIFIERS, ANNOTATIONS = kinds("modifiers"), kinds("annotation", "marker_annotation")
ELEMENT_PAIR, ANNOTATION_ARGUMENTS = kinds("element_value_pair"), kinds("annotation_argument_list")
COMMENTS, BLOCK_COMMENT = kinds("line_comment", "block_comment"), kinds("block_comment")
BLOCK = kinds("block")
EXPLICIT_CALL = kinds("explicit_constructor_invocation")
CLASS_BODY = kinds("class_body")
ENUM_BODY_DECLARATIONS, ENUM_CONSTANT = kinds("enum_body_declarations"), kinds("enum_constant")
CLASS, INTERFACE, ENUM = (
    kinds(one) for one in ("class_declaration", "interface_declaration", "enum_declaration")
)
RECORD, ANNOTATION_TYPE = kinds("record_declaration"), kinds("annotation_type_declaration")
TYPE_DECLARATIONS = CLASS | INTERFACE | ENUM | RECORD | ANNOTATION_TYPE
METHOD, CONSTRUCTOR = kinds("method_declaration"), kinds("constructor_declaration")
COMPACT_CONSTRUCTOR = kinds("compact_constructor_declaration")
ELEMENT = kinds("annotation_type_element_declaration")
FIELDS = kinds("field_declaration", "constant_declaration")
INITIALIZER = kinds("static_initializer")
PACKAGE, IMPORT, MODULE = (
    kinds(one) for one in ("package_declaration", "import_declaration", "module_declaration")
)
ASTERISK = kinds("asterisk")
DECLARATOR, DIMENSIONS = kinds("variable_declarator"), kinds("dimensions")
FORMAL, SPREAD = (kinds("formal_parameter"), kinds("spread_parameter"))
INFERRED_PARAMETERS = kinds("inferred_parameters")
SUPERCLASS = kinds("superclass")
INTERFACES = kinds("super_interfaces", "extends_interfaces")
ARGUMENT_LIST = kinds("argument_list")
LAMBDA, METHOD_REFERENCE = kinds("lambda_expression"), kinds("method_reference")
PARENTHESIZED = kinds("parenthesized_expression")
BINARY = kinds("binary_expression")
IF = kinds("if_statement")
THIS, SUPER = kinds("this"), kinds("super")
STATEMENT_EXPRESSION, STRING = kinds("expression_statement"), kinds("string_literal")
RECORD_PATTERN_BODY = kinds("record_pattern_body")
SWITCH_RULE = kinds("switch_rule")
CATCH_TYPE = kinds("catch_type")
THROWS = kinds("throws")
DIMENSION_EXPRESSIONS, INTERPOLATION = kinds("dimensions_expr"), kinds("string_interpolation")
LEAVES = frozenset().union(
    IDENTIFIER, THIS, STRING, kinds("decimal_integer_literal", "true", "false", "character_literal")
)
NEW, PLUS, NOT = token("new"), token("+"), token("!")
COMPARISONS = frozenset(token(one) for one in ("==", "!=", "<", ">", "<=", ">=", "&&", "||"))

NAME, TYPE, BODY, VALUE, DIMENSION = (field(one) for one in ("name", "type", "body", "value", "dimensions"))
PARAMETER_LIST, VARIABLES = (field("parameters"), field("type_parameters"))
CONDITION, CONSEQUENCE, ALTERNATIVE = field("condition"), field("consequence"), field("alternative")
EXTENDED = field("superclass")
