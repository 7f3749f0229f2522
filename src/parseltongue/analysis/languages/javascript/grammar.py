"""The kinds of nodes of three grammars, by numbers of our own.

TypeScript, TSX and JavaScript name their nodes alike but number them differently. A walker looks a node's
number up in the table of its grammar and from then on knows one numbering. 0 stands for all that no handler
cares about: punctuation, literals without a meaning for us.
"""

from __future__ import annotations

from functools import cache

from parseltongue.analysis.grammar import ERROR as ERROR_NODE
from parseltongue.analysis.grammar import Grammar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_EVERYWHERE = (
    "identifier", "property_identifier", "private_property_identifier", "shorthand_property_identifier",
    "shorthand_property_identifier_pattern", "member_expression", "subscript_expression",
    "call_expression", "new_expression", "arguments", "array", "object", "pair", "pair_pattern",
    "object_pattern", "array_pattern", "rest_pattern", "assignment_pattern", "object_assignment_pattern",
    "spread_element", "arrow_function", "function_expression", "generator_function",
    "function_declaration", "generator_function_declaration", "class", "class_declaration", "class_body",
    "class_heritage", "method_definition", "class_static_block", "computed_property_name",
    "assignment_expression", "augmented_assignment_expression", "binary_expression", "unary_expression",
    "update_expression", "ternary_expression", "await_expression", "yield_expression",
    "sequence_expression", "parenthesized_expression", "string", "template_string",
    "template_substitution", "number", "regex", "true", "false", "null", "undefined", "this", "super",
    "import", "meta_property", "statement_block", "expression_statement", "lexical_declaration",
    "variable_declaration", "variable_declarator", "if_statement", "else_clause", "for_statement",
    "for_in_statement", "while_statement", "do_statement", "switch_statement", "switch_body",
    "switch_case", "switch_default", "try_statement", "catch_clause", "finally_clause",
    "return_statement", "throw_statement", "labeled_statement", "with_statement", "import_statement",
    "import_clause", "named_imports", "import_specifier", "namespace_import", "export_statement",
    "export_clause", "export_specifier", "namespace_export", "decorator", "formal_parameters", "comment",
    "program", "optional_chain",
)  # fmt: skip
_TYPESCRIPT = (
    "abstract_class_declaration", "abstract_method_signature", "accessibility_modifier",
    "ambient_declaration", "array_type", "as_expression", "asserts", "asserts_annotation",
    "call_signature", "conditional_type", "constraint", "construct_signature", "constructor_type",
    "default_type", "enum_assignment", "enum_body", "enum_declaration", "extends_clause",
    "extends_type_clause", "function_signature", "function_type", "generic_type", "implements_clause",
    "import_alias", "import_require_clause", "index_signature", "index_type_query", "infer_type",
    "instantiation_expression", "interface_body", "interface_declaration", "internal_module",
    "intersection_type", "literal_type", "lookup_type", "mapped_type_clause", "method_signature",
    "module", "nested_identifier", "nested_type_identifier", "non_null_expression", "object_type",
    "omitting_type_annotation", "opting_type_annotation", "optional_parameter", "optional_type",
    "parenthesized_type", "predefined_type", "property_signature", "public_field_definition",
    "readonly_type", "required_parameter", "rest_type", "satisfies_expression", "template_literal_type",
    "template_type", "this_type", "tuple_type", "type_alias_declaration", "type_annotation",
    "type_arguments", "type_identifier", "type_parameter", "type_parameters", "type_predicate",
    "type_predicate_annotation", "type_query", "union_type",
)  # fmt: skip
_JSX = (
    "jsx_attribute", "jsx_element", "jsx_expression", "jsx_opening_element", "jsx_self_closing_element",
)  # fmt: skip
_ONLY_TYPESCRIPT = ("type_assertion",)
_ONLY_JAVASCRIPT = ("field_definition",)
_TOKENS = (
    "get", "set", "static", "async", "default", "export", "const", "=", "*", "&&", "||", "??",
    "instanceof", "of", "!",
)  # fmt: skip

_NAMES = [
    "", "ERROR", *_EVERYWHERE, *_TYPESCRIPT, *_JSX, *_ONLY_TYPESCRIPT, *_ONLY_JAVASCRIPT,
    *(f"~{one}" for one in _TOKENS),
]  # fmt: skip
_NUMBERS = {name: number for number, name in enumerate(_NAMES)}
KIND_COUNT = len(_NAMES)

_OF_LANGUAGE = {
    "typescript": ("tree_sitter_typescript", "language_typescript", [*_TYPESCRIPT, *_ONLY_TYPESCRIPT]),
    "tsx": ("tree_sitter_typescript", "language_tsx", [*_TYPESCRIPT, *_JSX]),
    "javascript": ("tree_sitter_javascript", "language", [*_JSX, *_ONLY_JAVASCRIPT]),
}


class Dialect:
    """One of the grammars.

    Attributes
    ----------
    language : tree_sitter.Language
    numbers : dict of int to int
        From the numbers of its node kinds to those of this module.
    """

    def __init__(self, name: str) -> None:
        package, function, own = _OF_LANGUAGE[name]
        grammar = Grammar(package, function)
        self.language = grammar.language
        self.numbers = dict.fromkeys(range(self.language.node_kind_count), 0)
        self.numbers[ERROR_NODE] = ERROR
        for kind in [*_EVERYWHERE, *own]:
            for number in grammar.kinds(kind):
                self.numbers[number] = _NUMBERS[kind]
        for token in _TOKENS:
            self.numbers[grammar.token(token)] = _NUMBERS[f"~{token}"]


@cache
def dialect(name: str) -> Dialect:
    """The grammar of a language; loaded when first asked for."""
    return Dialect(name)


def kind(name: str) -> int:
    """Our number of a node kind; of a keyword or sign with a tilde before it."""
    return _NUMBERS[name]


def kinds(*names: str) -> frozenset[int]:
    return frozenset(_NUMBERS[name] for name in names)


def enter(table: list[Any], handlers: Mapping[str, Any]) -> None:
    """Enter handlers into a table by the names of their kinds; a name can be several, separated by spaces."""
    for names, handler in handlers.items():
        for name in names.split():
            table[_NUMBERS[name]] = handler


ERROR = kind("ERROR")
IDENTIFIER, PROPERTY_IDENTIFIER = kind("identifier"), kind("property_identifier")
TYPE_IDENTIFIER = kind("type_identifier")
SHORTHAND, SHORTHAND_PATTERN = (
    kind("shorthand_property_identifier"),
    kind("shorthand_property_identifier_pattern"),
)
NAMES = kinds(
    "identifier", "property_identifier", "private_property_identifier", "type_identifier",
    "shorthand_property_identifier", "shorthand_property_identifier_pattern",
)  # fmt: skip
STRING, TEMPLATE, COMMENT, COMPUTED = (
    kind("string"),
    kind("template_string"),
    kind("comment"),
    kind("computed_property_name"),
)
SUBSTITUTION = kind("template_substitution")
MEMBER, SUBSCRIPT, CALL, NEW = (
    kind("member_expression"), kind("subscript_expression"), kind("call_expression"), kind("new_expression"),
)  # fmt: skip
ARGUMENTS, TYPE_ARGUMENTS = (kind("arguments"), kind("type_arguments"))
SUPER, THIS, IMPORT = (kind(one) for one in ("super", "this", "import"))
OBJECT, PAIR, SPREAD = (kind("object"), kind("pair"), kind("spread_element"))
ARROW = kind("arrow_function")
FUNCTIONS = kinds("arrow_function", "function_expression", "generator_function")
FUNCTION_DECLARATIONS = kinds("function_declaration", "generator_function_declaration", "function_signature")
FUNCTION_SIGNATURE = kind("function_signature")
CLASSES = kinds("class", "class_declaration", "abstract_class_declaration")
CLASS_DECLARATIONS = kinds("class_declaration", "abstract_class_declaration")
CLASS_HERITAGE, CLASS_BODY = kind("class_heritage"), kind("class_body")
EXTENDS_CLAUSE, IMPLEMENTS_CLAUSE, EXTENDS_TYPE = (
    kind("extends_clause"), kind("implements_clause"), kind("extends_type_clause"),
)  # fmt: skip
METHOD_DEFINITION = kind("method_definition")
ABSTRACT_METHOD = kind("abstract_method_signature")
METHODS = kinds("method_definition", "method_signature", "abstract_method_signature")
FIELDS = kinds("public_field_definition", "field_definition", "property_signature")
INDEX_SIGNATURE, CALL_SIGNATURE, CONSTRUCT_SIGNATURE = (
    kind("index_signature"), kind("call_signature"), kind("construct_signature"),
)  # fmt: skip
STATIC_BLOCK = kind("class_static_block")
INTERFACE, TYPE_ALIAS, ENUM = (
    kind("interface_declaration"), kind("type_alias_declaration"), kind("enum_declaration"),
)  # fmt: skip
NAMESPACES = kinds("internal_module", "module")
ENUM_ASSIGNMENT = kind("enum_assignment")
AMBIENT, EXPORT, EXPRESSION_STATEMENT = (
    kind("ambient_declaration"), kind("export_statement"), kind("expression_statement"),
)  # fmt: skip
BLOCK, VARIABLES, DECLARATOR = (
    kind("statement_block"),
    kinds("lexical_declaration", "variable_declaration"),
    kind("variable_declarator"),
)
IMPORT_STATEMENT, IMPORT_CLAUSE, NAMED_IMPORTS, IMPORT_SPECIFIER, NAMESPACE_IMPORT = (
    kind("import_statement"), kind("import_clause"), kind("named_imports"), kind("import_specifier"),
    kind("namespace_import"),
)  # fmt: skip
IMPORT_REQUIRE, IMPORT_ALIAS = kind("import_require_clause"), kind("import_alias")
EXPORT_CLAUSE, EXPORT_SPECIFIER, NAMESPACE_EXPORT = (
    kind("export_clause"), kind("export_specifier"), kind("namespace_export"),
)  # fmt: skip
OBJECT_PATTERN, ARRAY_PATTERN, PAIR_PATTERN, REST_PATTERN = (
    kind("object_pattern"), kind("array_pattern"), kind("pair_pattern"), kind("rest_pattern"),
)  # fmt: skip
DEFAULTED_PATTERNS = kinds("assignment_pattern", "object_assignment_pattern")
PARENTHESIZED, BINARY, UNARY = (
    kind("parenthesized_expression"),
    kind("binary_expression"),
    kind("unary_expression"),
)
TERNARY = kind("ternary_expression")
AWAIT = kind("await_expression")
MAY_HOLD_FUNCTIONS = FUNCTIONS | {PARENTHESIZED, TERNARY}
"""What passes on to a function literal what is expected of it."""
ASSIGNMENT, NON_NULL = kind("assignment_expression"), kind("non_null_expression")
TYPE_ANNOTATION, TYPE_PARAMETERS, TYPE_PARAMETER, PARAMETERS = (
    kind("type_annotation"), kind("type_parameters"), kind("type_parameter"), kind("formal_parameters"),
)  # fmt: skip
ANNOTATIONS = kinds(
    "type_annotation", "type_predicate_annotation", "asserts_annotation", "opting_type_annotation",
    "omitting_type_annotation",
)  # fmt: skip
TYPED_PARAMETERS = kinds("required_parameter", "optional_parameter")
ACCESSIBILITY, DECORATOR = kind("accessibility_modifier"), kind("decorator")
CONSTRAINT = kind("constraint")
GENERIC_TYPE, NESTED_TYPE = (kind("generic_type"), kind("nested_type_identifier"))
ARRAY_TYPE = kind("array_type")
INTERSECTION, FUNCTION_TYPE, OBJECT_TYPE, LITERAL_TYPE = (
    kind("intersection_type"),
    kind("function_type"),
    kind("object_type"),
    kind("literal_type"),
)
INFER, CONDITIONAL = kind("infer_type"), kind("conditional_type")
IF, ELSE = (kind("if_statement"), kind("else_clause"))
LEAVING = kinds("return_statement", "throw_statement")
GET, SET, STATIC, ASYNC, DEFAULT, STAR, EQUALS, OF, AND, OR, NULLISH, INSTANCEOF, NOT, CONST = (
    kind(f"~{one}")
    for one in [
        "get",
        "set",
        "static",
        "async",
        "default",
        "*",
        "=",
        "of",
        "&&",
        "||",
        "??",
        "instanceof",
        "!",
        "const",
    ]
)
