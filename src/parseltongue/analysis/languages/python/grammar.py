"""The tree-sitter grammar of Python: loaded once per process, node kinds by number.

A visible kind can have several numbers (aliases), so kinds are compared as sets.
"""

from __future__ import annotations

import tree_sitter
import tree_sitter_python

LANGUAGE = tree_sitter.Language(tree_sitter_python.language())
ERROR = 65535


def kinds(*names: str) -> frozenset[int]:
    """All numbers of these visible node kinds; raises when the grammar no longer has one."""
    numbers = frozenset(
        number
        for number in range(LANGUAGE.node_kind_count)
        if LANGUAGE.node_kind_for_id(number) in names and LANGUAGE.node_kind_is_named(number)
    )
    missing = set(names) - {LANGUAGE.node_kind_for_id(number) for number in numbers}
    if missing:
        raise LookupError(f"the Python grammar has no node kind {missing}")
    return numbers


def kind(name: str) -> int:
    """The number of a kind that has exactly one."""
    (number,) = kinds(name)
    return number


def token(name: str) -> int:
    """The number of a keyword or sign."""
    (number,) = [
        number
        for number in range(LANGUAGE.node_kind_count)
        if LANGUAGE.node_kind_for_id(number) == name and not LANGUAGE.node_kind_is_named(number)
    ]
    return number


def field(name: str) -> int:
    """The number of a field."""
    number = LANGUAGE.field_id_for_name(name)
    if number is None:
        raise LookupError(f"the Python grammar has no field {name}")
    return number


IDENTIFIER = kind("identifier")
ATTRIBUTE = kind("attribute")
CALL = kind("call")
SUBSCRIPT = kind("subscript")
ARGUMENT_LIST = kind("argument_list")
KEYWORD_ARGUMENT = kind("keyword_argument")
STRING = kind("string")
NONE = kind("none")
COMMENT = kind("comment")
TUPLE = kind("tuple")
TYPE = kind("type")
ASSIGNMENT = kind("assignment")
NOT_OPERATOR = kind("not_operator")
BOOLEAN_OPERATOR = kind("boolean_operator")
BINARY_OPERATOR = kind("binary_operator")
PARENTHESIZED = kind("parenthesized_expression")
EXPRESSION_STATEMENT = kind("expression_statement")
CLASS_DEFINITION = kind("class_definition")
DECORATOR = kind("decorator")
DOTTED_NAME = kind("dotted_name")
ALIASED_IMPORT = kind("aliased_import")
RELATIVE_IMPORT = kind("relative_import")
WILDCARD_IMPORT = kind("wildcard_import")
TYPE_PARAMETER = kind("type_parameter")
FOR_IN_CLAUSE = kind("for_in_clause")
AS_PATTERN_TARGET = kinds("as_pattern_target")
AS_PATTERN = kinds("as_pattern")
BLOCK = kinds("block")
SEQUENCE_TARGETS = kinds("pattern_list", "tuple_pattern", "list_pattern", "tuple", "list", "expression_list")
SPLATS = kinds("list_splat_pattern", "dictionary_splat_pattern", "list_splat", "dictionary_splat")
LEAVING = kinds("return_statement", "raise_statement", "continue_statement", "break_statement")
INTERPOLATION = kind("interpolation")
PAIR = kind("pair")
IF_CLAUSE = kind("if_clause")
DEFAULT_PARAMETER = kind("default_parameter")
AND, FROM, EQUALS = token("and"), token("from"), token("=")
LIST = kind("list")
GENERIC_TYPE, UNION_TYPE = kind("generic_type"), kind("union_type")
AUGMENTED_ASSIGNMENT = kind("augmented_assignment")
ASSERT, IF, ELIF, ELSE = (
    kind(one) for one in ("assert_statement", "if_statement", "elif_clause", "else_clause")
)
CLASS_PATTERN, KEYWORD_PATTERN = kind("class_pattern"), kind("keyword_pattern")
PARAMETERS = kind("parameters")
SEPARATORS = kinds("keyword_separator", "positional_separator")
TYPE_FIELD, VALUE_FIELD = field("type"), field("value")
TESTING = frozenset((IF, ASSERT))
