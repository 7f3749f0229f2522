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
TYPE_ARGUMENTS, TYPE_PARAMETERS = kinds("type_arguments"), kinds("type_parameters")
TYPE_PARAMETER, TYPE_BOUND, TYPE_LIST = kinds("type_parameter"), kinds("type_bound"), kinds("type_list")
WILDCARD = kinds("wildcard")
MODIFIERS, ANNOTATIONS = kinds("modifiers"), kinds("annotation", "marker_annotation")
ELEMENT_PAIR, ANNOTATION_ARGUMENTS = kinds("element_value_pair"), kinds("annotation_argument_list")
COMMENTS, BLOCK_COMMENT = kinds("line_comment", "block_comment"), kinds("block_comment")
BLOCK = kinds("block")
CONSTRUCTOR_BODY, EXPLICIT_CALL = kinds("constructor_body"), kinds("explicit_constructor_invocation")
CLASS_BODY = kinds("class_body")
BODIES = kinds("class_body", "interface_body", "enum_body", "annotation_type_body")
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
PARAMETERS, FORMAL, SPREAD = (
    kinds("formal_parameters"),
    kinds("formal_parameter"),
    kinds("spread_parameter"),
)
INFERRED_PARAMETERS = kinds("inferred_parameters")
SUPERCLASS = kinds("superclass")
INTERFACES = kinds("super_interfaces", "extends_interfaces")
ARGUMENT_LIST = kinds("argument_list")
LAMBDA, METHOD_REFERENCE = kinds("lambda_expression"), kinds("method_reference")
PARENTHESIZED, TERNARY = kinds("parenthesized_expression"), kinds("ternary_expression")
BINARY, UNARY, INSTANCEOF = (
    kinds("binary_expression"),
    kinds("unary_expression"),
    kinds("instanceof_expression"),
)
FIELD_ACCESS, INVOCATION = kinds("field_access"), kinds("method_invocation")
CREATION = kinds("object_creation_expression")
IF = kinds("if_statement")
THIS, SUPER = kinds("this"), kinds("super")
STATEMENT_EXPRESSION, STRING = kinds("expression_statement"), kinds("string_literal")
RECORD_PATTERN, RECORD_PATTERN_BODY = kinds("record_pattern"), kinds("record_pattern_body")
TYPE_PATTERN, RECORD_COMPONENT = kinds("type_pattern"), kinds("record_pattern_component")
SWITCH_LABEL, SWITCH_RULE = kinds("switch_label"), kinds("switch_rule")
SWITCH_GROUP, SWITCH_BLOCK = kinds("switch_block_statement_group"), kinds("switch_block")
CATCH_TYPE, CATCH_PARAMETER = kinds("catch_type"), kinds("catch_formal_parameter")
RESOURCE = kinds("resource")
ARRAY_INITIALIZER = kinds("array_initializer")
THROWS = kinds("throws")
DIMENSION_EXPRESSIONS, INTERPOLATION = kinds("dimensions_expr"), kinds("string_interpolation")
LEAVES = frozenset().union(
    IDENTIFIER, THIS, STRING, kinds("decimal_integer_literal", "true", "false", "character_literal")
)
NEW, PLUS, NOT = token("new"), token("+"), token("!")
COMPARISONS = frozenset(token(one) for one in ("==", "!=", "<", ">", "<=", ">=", "&&", "||"))

NAME, TYPE, BODY, VALUE, DIMENSION = (field(one) for one in ("name", "type", "body", "value", "dimensions"))
PARAMETER_LIST, VARIABLES, DECLARED = field("parameters"), field("type_parameters"), field("declarator")
CONDITION, CONSEQUENCE, ALTERNATIVE = field("condition"), field("consequence"), field("alternative")
EXTENDED, IMPLEMENTED = field("superclass"), field("interfaces")
