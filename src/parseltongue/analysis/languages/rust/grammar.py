"""The kinds of nodes of Rust's grammar, by number."""

from __future__ import annotations

from parseltongue.analysis.grammar import ERROR as ERROR
from parseltongue.analysis.grammar import Grammar

GRAMMAR = Grammar("tree_sitter_rust")
kinds, kind, token, field = GRAMMAR.kinds, GRAMMAR.kind, GRAMMAR.token, GRAMMAR.field

IDENTIFIER = kind("identifier")
TYPE_IDENTIFIER = kind("type_identifier")
SCOPED_IDENTIFIER, SCOPED_TYPES = kind("scoped_identifier"), kinds("scoped_type_identifier")
CRATE, SELF, SUPER = kind("crate"), kind("self"), kind("super")
GENERIC_FUNCTION = kind("generic_function")
GENERIC_TYPES = kinds("generic_type", "generic_type_with_turbofish")
TYPE_ARGUMENTS = kind("type_arguments")
BRACKETED_TYPE, QUALIFIED_TYPE = kind("bracketed_type"), kind("qualified_type")
PRIMITIVES = kinds("primitive_type")
OTHER_TYPES = kinds("tuple_type", "array_type", "function_type", "unit_type", "never_type")
COMPOSITE_TYPES = kinds("generic_type", "tuple_type", "array_type", "reference_type", "pointer_type")
BEHIND = kinds("reference_type", "pointer_type")
LIFETIME = kind("lifetime")
TYPE_BINDING = kind("type_binding")
FUNCTION_TYPE = kind("function_type")
NO_ARGUMENTS = kinds("lifetime", "line_comment", "block_comment", "type_binding")
REMOVED_BOUND = kind("removed_trait_bound")

FIELD_EXPRESSION = kind("field_expression")
CALL = kind("call_expression")
CLOSURE = kind("closure_expression")
TOKEN_TREES = kinds("token_tree")
STRING = kinds("string_literal", "raw_string_literal")
INTEGER = kind("integer_literal")
MATCH_ARMS = kinds("match_arm")
COMMENTS = kinds("line_comment", "block_comment")
FIELD_PATTERN = kind("field_pattern")
BASE_FIELD, FIELD_INITIALIZER = kind("base_field_initializer"), kind("field_initializer")

ATTRIBUTE_ITEM, INNER_ATTRIBUTE = kind("attribute_item"), kind("inner_attribute_item")
VISIBILITY = kind("visibility_modifier")
PARAMETER, SELF_PARAMETER = kind("parameter"), kind("self_parameter")
WHERE_CLAUSE = kind("where_clause")
TYPE_PARAMETER, CONST_PARAMETER = kind("type_parameter"), kind("const_parameter")
TAKING_ARGUMENTS = kinds("type_parameter", "const_parameter")
FIELD_DECLARATION = kind("field_declaration")
ENUM_VARIANT = kind("enum_variant")
FUNCTION_ITEM, FUNCTION_SIGNATURE = kind("function_item"), kind("function_signature_item")
STRUCT_ITEM, UNION_ITEM, ENUM_ITEM = kind("struct_item"), kind("union_item"), kind("enum_item")
TRAIT_ITEM, IMPL_ITEM = kind("trait_item"), kind("impl_item")
TYPE_ITEM, ASSOCIATED_TYPE = kind("type_item"), kind("associated_type")
CONST_ITEM, STATIC_ITEM = kind("const_item"), kind("static_item")
MOD_ITEM, FOREIGN_MOD = kind("mod_item"), kind("foreign_mod_item")
MACRO_DEFINITION, MACRO_INVOCATION = kind("macro_definition"), kind("macro_invocation")
USE, EXTERN_CRATE = kind("use_declaration"), kind("extern_crate_declaration")
IMPORTS = frozenset((USE, EXTERN_CRATE))
USE_LIST, SCOPED_USE_LIST = kind("use_list"), kind("scoped_use_list")
USE_AS, USE_WILDCARD = kind("use_as_clause"), kind("use_wildcard")
EXPRESSION_STATEMENT = kind("expression_statement")
DATA = frozenset((STRUCT_ITEM, UNION_ITEM, ENUM_ITEM))
ITEMS = frozenset(
    (
        FUNCTION_ITEM, FUNCTION_SIGNATURE, STRUCT_ITEM, UNION_ITEM, ENUM_ITEM, TRAIT_ITEM, IMPL_ITEM,
        TYPE_ITEM, ASSOCIATED_TYPE, CONST_ITEM, STATIC_ITEM, MOD_ITEM, FOREIGN_MOD, MACRO_DEFINITION, USE,
        EXTERN_CRATE,
    )
)  # fmt: skip

NAME, BODY, TYPE, VALUE = field("name"), field("body"), field("type"), field("value")
PATH, TRAIT, TYPE_PARAMETERS = field("path"), field("trait"), field("type_parameters")
PATTERN, RETURN_TYPE, BOUNDS = field("pattern"), field("return_type"), field("bounds")
ALIAS, LIST, ARGUMENT = field("alias"), field("list"), field("argument")
FUNCTION, FIELD, LEFT, ALTERNATIVE = field("function"), field("field"), field("left"), field("alternative")
CONDITION, CONSEQUENCE, MACRO = field("condition"), field("consequence"), field("macro")
PARAMETERS_FIELD, DEFAULT_TYPE = field("parameters"), field("default_type")
TYPE_ARGUMENTS_FIELD = field("type_arguments")


def name_of(kind: int) -> bytes:
    """What types without a name are called: ``array``, ``tuple``, ``function``."""
    name: str = GRAMMAR.language.node_kind_for_id(kind)
    return name.partition("_")[0].encode()
