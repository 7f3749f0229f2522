"""The kinds of nodes of Swift's grammar, by number."""

from __future__ import annotations

from parseltongue.analysis.grammar import Grammar

GRAMMAR = Grammar("tree_sitter_swift")
kinds, field = GRAMMAR.kinds, GRAMMAR.field

IDENTIFIER, TYPE_IDENTIFIER, DOTTED = (
    kinds("simple_identifier"), kinds("type_identifier"), kinds("identifier")
)  # fmt: skip
COMMENTS = kinds("comment", "multiline_comment")
PROTOCOL = kinds("protocol_declaration")
FUNCTION = kinds("function_declaration", "protocol_function_declaration")
INIT = kinds("init_declaration")
PROPERTY = kinds("property_declaration")
ALIAS = kinds("typealias_declaration")
MODIFIERS, ATTRIBUTE, VISIBILITY = kinds("modifiers"), kinds("attribute"), kinds("visibility_modifier")
PROPERTY_MODIFIER = kinds("property_modifier")
INHERITANCE, CONSTRAINTS, CONSTRAINT = (
    kinds(one) for one in ("inheritance_specifier", "type_constraints", "inheritance_constraint")
)
TYPE_PARAMETERS, TYPE_PARAMETER = kinds("type_parameters"), kinds("type_parameter")
USER_TYPE, TYPE_ARGUMENTS, ARRAY, DICTIONARY, OPTIONAL = (
    kinds(one) for one in ("user_type", "type_arguments", "array_type", "dictionary_type", "optional_type")
)
SOME_TYPES = kinds("opaque_type", "existential_type", "protocol_composition_type")
FUNCTION_TYPE, TUPLE_TYPE, METATYPE = kinds("function_type"), kinds("tuple_type"), kinds("metatype")
TYPES = USER_TYPE | ARRAY | DICTIONARY | OPTIONAL | SOME_TYPES | FUNCTION_TYPE | TUPLE_TYPE | METATYPE
ANNOTATION, PARAMETER = kinds("type_annotation"), kinds("parameter")
PATTERN, BINDING = kinds("pattern"), kinds("value_binding_pattern")
CALL_SUFFIX, ARGUMENTS, ARGUMENT, LABEL = (
    kinds(one) for one in ("call_suffix", "value_arguments", "value_argument", "value_argument_label")
)
LAMBDA, LAMBDA_TYPE = kinds("lambda_literal"), kinds("lambda_function_type")
LAMBDA_PARAMETERS = kinds("lambda_function_type_parameters")
NAVIGATION, PREFIX = (kinds("navigation_expression"), kinds("prefix_expression"))
SELF, SUPER = kinds("self_expression"), kinds("super_expression")
ASSIGNABLE = kinds("directly_assignable_expression")
COMPUTED = kinds("computed_property", "willset_didset_block")
CONSTRUCTOR_SUFFIX = kinds("constructor_suffix")
NAME, BODY, DECLARED, VALUE, TARGET, SUFFIX_FIELD = (
    field(one) for one in ("name", "body", "declaration_kind", "value", "target", "suffix")
)
EXTERNAL_NAME, BOUND = (field("external_name"), field("bound_identifier"))
EQUAL, BRACKET, DOT, SPREAD, COLON = (GRAMMAR.tokens(one) for one in ("=", "[", ".", "...", ":"))
STATIC_WORDS = frozenset((b"static", b"class"))
