"""The kinds of nodes of Kotlin's grammar, by number."""

from __future__ import annotations

from parseltongue.analysis.grammar import ERROR as ERROR
from parseltongue.analysis.grammar import Grammar

GRAMMAR = Grammar("tree_sitter_kotlin")
kinds, kind, token, field = GRAMMAR.kinds, GRAMMAR.kind, GRAMMAR.token, GRAMMAR.field

IDENTIFIER, QUALIFIED = kinds("identifier"), kinds("qualified_identifier")
PACKAGE, IMPORT = (kinds("package_header"), kinds("import"))
COMMENTS, BLOCK_COMMENT = kinds("line_comment", "block_comment"), kinds("block_comment")
CLASS, OBJECT, COMPANION = (
    kinds(one) for one in ("class_declaration", "object_declaration", "companion_object")
)
FUNCTION, PROPERTY = kinds("function_declaration"), kinds("property_declaration")
ALIAS, SECONDARY = kinds("type_alias"), kinds("secondary_constructor")
INITIALIZER, ENUM_ENTRY = kinds("anonymous_initializer"), kinds("enum_entry")
PRIMARY, CLASS_PARAMETERS = kinds("primary_constructor"), kinds("class_parameters")
CLASS_PARAMETER = kinds("class_parameter")
DELEGATIONS, DELEGATION = kinds("delegation_specifiers"), kinds("delegation_specifier")
EXPLICIT_DELEGATION = kinds("explicit_delegation")
CONSTRUCTION, DELEGATED_CALL = kinds("constructor_invocation"), kinds("constructor_delegation_call")
CLASS_BODY, ENUM_BODY = kinds("class_body"), kinds("enum_class_body")
BODIES = CLASS_BODY | ENUM_BODY
MODIFIERS, ANNOTATION = kinds("modifiers"), kinds("annotation")
FILE_ANNOTATION = kinds("file_annotation")
PARAMETER_MODIFIERS = kinds("parameter_modifiers")
TYPE_PARAMETERS, TYPE_PARAMETER = kinds("type_parameters"), kinds("type_parameter")
CONSTRAINTS, CONSTRAINT = kinds("type_constraints"), kinds("type_constraint")
TYPE_ARGUMENTS, PROJECTION = kinds("type_arguments"), kinds("type_projection")
USER_TYPE, FUNCTION_TYPE = kinds("user_type"), kinds("function_type")
FUNCTION_PARAMETERS = kinds("function_type_parameters")
WRAPPED_TYPES = kinds("nullable_type", "non_nullable_type", "parenthesized_type")
TYPES = USER_TYPE | FUNCTION_TYPE | WRAPPED_TYPES
PARAMETERS, PARAMETER = kinds("function_value_parameters"), kinds("parameter")
FUNCTION_BODY, BLOCK = kinds("function_body"), kinds("block")
GETTER, SETTER, DELEGATE = kinds("getter"), kinds("setter"), kinds("property_delegate")
VARIABLE, MULTIPLE = kinds("variable_declaration"), kinds("multi_variable_declaration")
LAMBDA, ANNOTATED_LAMBDA = kinds("lambda_literal"), kinds("annotated_lambda")
LAMBDA_PARAMETERS, ANONYMOUS_FUNCTION = kinds("lambda_parameters"), kinds("anonymous_function")
FUNCTIONS = LAMBDA | ANNOTATED_LAMBDA | ANONYMOUS_FUNCTION
CALL, NAVIGATION, INDEX = kinds("call_expression"), kinds("navigation_expression"), kinds("index_expression")
ARGUMENTS, ARGUMENT = kinds("value_arguments"), kinds("value_argument")
INFIX, ANNOTATED = kinds("infix_expression"), kinds("annotated_expression")
BINARY, UNARY, IS = kinds("binary_expression"), kinds("unary_expression"), kinds("is_expression")
PARENTHESIZED, IF = (kinds("parenthesized_expression"), kinds("if_expression"))
WHEN_ENTRY, WHEN_SUBJECT = kinds("when_entry"), kinds("when_subject")
TYPE_TEST = kinds("type_test")
THIS, SUPER = kinds("this_expression"), kinds("super_expression")
STRING_CONTENT, INTERPOLATION = kinds("string_content"), kinds("interpolation")
LABEL = kinds("label")
JUMPS, LEAVING = kinds("return_expression", "throw_expression"), kinds("labeled_expression", "identifier")
LEAVES = frozenset().union(IDENTIFIER, THIS, kinds("number_literal", "float_literal", "character_literal"))

COLONS = token("::")
CLASS_TOKEN, INTERFACE_TOKEN, OBJECT_TOKEN = token("class"), token("interface"), token("object")
COLON, EQUALS, BY, ARROW, ELSE = (token(one) for one in (":", "=", "by", "->", "else"))
VAL, VAR, OPEN_BRACE, CLOSE_BRACE, STAR = (token(one) for one in ("val", "var", "{", "}", "*"))
LESS, MORE, PLUS, NOT, OR, ELVIS = (token(one) for one in ("<", ">", "+", "!", "||", "?:"))
NOT_IS = token("!is")
COMPARISONS = frozenset(token(one) for one in ("==", "!=", "===", "!==", "<", ">", "<=", ">=", "&&", "||"))

NAME, LEFT, RIGHT, OPERATOR, OPERAND = (
    field(one) for one in ("name", "left", "right", "operator", "argument")
)
