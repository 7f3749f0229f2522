"""The kinds of nodes of the grammars of C and C++, under numbers that both share.

The walker is one for both languages. Each grammar numbers its kinds in its own way; `Kinds` translates.
"""

from __future__ import annotations

from functools import cache

from parseltongue.analysis.grammar import ERROR as ERROR_KIND
from parseltongue.analysis.grammar import Grammar

_BOTH = (
    "identifier", "field_identifier", "type_identifier", "primitive_type", "sized_type_specifier",
    "struct_specifier", "union_specifier", "enum_specifier", "enumerator",
    "type_descriptor", "function_definition", "declaration", "type_definition", "field_declaration",
    "parameter_declaration", "parameter_list", "function_declarator", "pointer_declarator",
    "parenthesized_declarator", "array_declarator", "init_declarator", "attributed_declarator",
    "abstract_function_declarator", "abstract_pointer_declarator", "abstract_parenthesized_declarator",
    "abstract_array_declarator", "storage_class_specifier", "type_qualifier", "compound_statement",
    "field_declaration_list", "enumerator_list", "declaration_list", "linkage_specification", "comment",
    "call_expression", "field_expression", "parenthesized_expression", "pointer_expression",
    "subscript_expression", "cast_expression", "assignment_expression", "conditional_expression",
    "comma_expression", "compound_literal_expression", "initializer_list", "initializer_pair",
    "field_designator", "for_statement", "argument_list", "expression_statement", "labeled_statement",
    "goto_statement", "bitfield_clause", "sizeof_expression", "offsetof_expression", "unary_expression",
    "return_statement", "string_literal", "binary_expression", "attribute_specifier",
    "attribute_declaration", "ms_declspec_modifier",
)  # fmt: skip
_C = ("macro_type_specifier",)
_CPP = (
    "class_specifier", "namespace_definition", "namespace_identifier", "nested_namespace_specifier",
    "qualified_identifier", "template_type", "template_function", "template_method",
    "template_argument_list", "template_declaration", "template_parameter_list", "base_class_clause",
    "access_specifier", "reference_declarator", "abstract_reference_declarator", "destructor_name",
    "operator_name", "operator_cast", "placeholder_type_specifier", "new_expression", "this",
    "lambda_expression", "for_range_loop", "using_declaration", "alias_declaration",
    "namespace_alias_definition", "friend_declaration", "field_initializer", "field_initializer_list",
    "optional_parameter_declaration", "type_parameter_declaration", "optional_type_parameter_declaration",
    "variadic_type_parameter_declaration", "virtual_specifier", "delete_expression", "dependent_type",
    "dependent_name", "decltype", "variadic_parameter_declaration", "variadic_declarator",
    "pointer_type_declarator", "structured_binding_declarator", "trailing_return_type",
    "default_method_clause", "delete_method_clause", "pure_virtual_clause", "explicit_function_specifier",
    "catch_clause", "condition_clause", "template_instantiation", "template_template_parameter_declaration",
)  # fmt: skip
_NAMES = ("ERROR", *_BOTH, *_C, *_CPP)
NUMBERS = {name: number for number, name in enumerate(_NAMES, 1)}
"""Our number of a kind, by its name in the grammars."""


class Kinds:
    """The numbers of one grammar.

    Attributes
    ----------
    language : tree_sitter.Language
    code : dict of int to int
        Our number of a kind, for those that the walker knows by name.
    inner : frozenset of int
        Named kinds that may have children worth a visit, by the grammar's number.
    """

    def __init__(self, grammar: Grammar, names: tuple[str, ...]) -> None:
        self.language = grammar.language
        self.code = {ERROR_KIND: NUMBERS["ERROR"]}
        for name in names:
            self.code.update(dict.fromkeys(grammar.kinds(name), NUMBERS[name]))
        named = (
            number
            for number in range(self.language.node_kind_count)
            if self.language.node_kind_is_named(number)
            and self.language.node_kind_for_id(number) not in _LEAVES
        )
        self.inner = frozenset((*named, ERROR_KIND))


_LEAVES = frozenset(
    ("number_literal", "char_literal", "system_lib_string", "true", "false", "null", "auto", "character")
)


@cache
def kinds(language: str) -> Kinds:
    """The kinds of a language of the family; loads its grammar when first asked for."""
    if language == "cpp":
        return Kinds(Grammar("tree_sitter_cpp"), _BOTH + _CPP)
    return Kinds(Grammar("tree_sitter_c"), _BOTH + _C)
