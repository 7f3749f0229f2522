"""The kinds of nodes of PHP's grammar, by number."""

from __future__ import annotations

from parseltongue.analysis.grammar import Grammar

GRAMMAR = Grammar("tree_sitter_php", "language_php")
kinds, token, field = GRAMMAR.kinds, GRAMMAR.token, GRAMMAR.field

NAME, QUALIFIED, RELATIVE = kinds("name"), kinds("qualified_name"), kinds("relative_name")
NAMES = NAME | QUALIFIED | RELATIVE
NAMESPACE_NAME = kinds("namespace_name")
RELATIVE_SCOPE = kinds("relative_scope")
VARIABLE = kinds("variable_name")
COMMENT = kinds("comment")
NAMESPACE, USE, CONST = (
    kinds(one) for one in ("namespace_definition", "namespace_use_declaration", "const_declaration")
)
USE_CLAUSE, USE_GROUP = kinds("namespace_use_clause"), kinds("namespace_use_group")
CONST_ELEMENT = kinds("const_element")
CLASS, INTERFACE, TRAIT, ENUM = (
    kinds(one)
    for one in ("class_declaration", "interface_declaration", "trait_declaration", "enum_declaration")
)
TYPE_DECLARATIONS = CLASS | INTERFACE | TRAIT | ENUM
ANONYMOUS_CLASS = kinds("anonymous_class")
FUNCTION = kinds("function_definition")
METHOD, PROPERTIES, PROPERTY = (
    kinds(one) for one in ("method_declaration", "property_declaration", "property_element")
)
PROPERTY_HOOKS = kinds("property_hook_list")
TRAIT_USE, CASE = kinds("use_declaration"), kinds("enum_case")
BASES, INTERFACES = kinds("base_clause"), kinds("class_interface_clause")
ATTRIBUTES = kinds("attribute_list")
VISIBILITY, STATIC, ABSTRACT = (
    kinds("visibility_modifier"),
    kinds("static_modifier"),
    kinds("abstract_modifier"),
)
PARAMETERS = kinds("simple_parameter", "variadic_parameter", "property_promotion_parameter")
PROMOTED, VARIADIC = kinds("property_promotion_parameter"), kinds("variadic_parameter")
NAMED_TYPE, PRIMITIVE_TYPE, OPTIONAL_TYPE = (
    kinds("named_type"),
    kinds("primitive_type"),
    kinds("optional_type"),
)
SEVERAL_TYPES = kinds("union_type", "intersection_type", "disjunctive_normal_form_type", "type_list")
TYPES = NAMED_TYPE | PRIMITIVE_TYPE | OPTIONAL_TYPE | SEVERAL_TYPES
ARGUMENTS, PLACEHOLDER = kinds("arguments"), kinds("variadic_placeholder")
PARENTHESIZED, BINARY, UNARY = (
    kinds(one) for one in ("parenthesized_expression", "binary_expression", "unary_op_expression")
)
STRING, STRING_CONTENT = (kinds("string"), kinds("string_content"))
STRINGS = STRING | kinds("encapsed_string")
ARGUMENT = kinds("argument")
BY_REFERENCE = kinds("by_ref")
PAIR = kinds("pair")
PATTERNS = kinds("list_literal") | PAIR | BY_REFERENCE
"""What variables are assigned to that stand in it."""
MEMBER_ACCESS = kinds("member_access_expression", "nullsafe_member_access_expression")
RETURN, THROW, STATEMENT = kinds("return_statement"), kinds("throw_expression"), kinds("expression_statement")
BLOCK = kinds("compound_statement", "colon_block")
CATCH = kinds("catch_clause")
ELSE_IF, ELSE = kinds("else_if_clause"), kinds("else_clause")
BREAK, CONTINUE = kinds("break_statement"), kinds("continue_statement")
EXITS = BREAK | CONTINUE | RETURN
DEFAULT = kinds("default_statement")
BODIES = BLOCK | DEFAULT | kinds("case_statement")
ALIAS_NODE, BODY, LEFT, RIGHT, OPERATOR = (
    field(one) for one in ("alias", "body", "left", "right", "operator")
)
NAME_FIELD, TYPE_FIELD, RETURN_TYPE, PARAMETER_LIST = (
    field(one) for one in ("name", "type", "return_type", "parameters")
)
OBJECT, SCOPE, CALLED, ARGUMENT_LIST, CONDITION, ALTERNATIVE = (
    field(one) for one in ("object", "scope", "function", "arguments", "condition", "alternative")
)
INSTANCEOF, AND, NOT, COALESCE = (token("instanceof"), token("&&"), token("!"), token("??"))
ARROW = token("=>")
FUNCTION_WORD, CONST_WORD = token("function"), token("const")
