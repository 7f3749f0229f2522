"""The kinds of nodes of Ruby's grammar, by number."""

from __future__ import annotations

from parseltongue.analysis.grammar import Grammar

GRAMMAR = Grammar("tree_sitter_ruby")
kinds, token, field = GRAMMAR.kinds, GRAMMAR.token, GRAMMAR.field

IDENTIFIER, CONSTANT, SCOPED = kinds("identifier"), kinds("constant"), kinds("scope_resolution")
CONSTANTS = CONSTANT | SCOPED
SELF, SUPER = (kinds("self"), kinds("super"))
INSTANCE_VARIABLE = kinds("instance_variable")
COMMENT = kinds("comment")
CLASS, MODULE, SINGLETON_CLASS = kinds("class"), kinds("module"), kinds("singleton_class")
METHOD, SINGLETON_METHOD = kinds("method"), kinds("singleton_method")
CALL = kinds("call")
ASSIGNMENT, BINARY = kinds("assignment"), kinds("binary")
SYMBOL, STRING, STRING_CONTENT = kinds("simple_symbol"), kinds("string"), kinds("string_content")
BODIES = kinds("body_statement", "block_body")
LEFT_LIST = kinds("left_assignment_list")
DESTRUCTURED = kinds("destructured_left_assignment", "rest_assignment", "destructured_parameter")
PLAIN_BODY = CLASS | MODULE | COMMENT | ASSIGNMENT
NAME, SUPERCLASS, BODY, VALUE, SCOPE, OBJECT = (
    field(one) for one in ("name", "superclass", "body", "value", "scope", "object")
)
RECEIVER, CALLED, ARGUMENTS, BLOCK, PARAMETERS, LEFT, RIGHT, OPERATOR = (
    field(one)
    for one in ("receiver", "method", "arguments", "block", "parameters", "left", "right", "operator")
)
VARIABLE, EXCEPTIONS, CONSEQUENCE, ALTERNATIVE, CONDITION = (
    field(one) for one in ("variable", "exceptions", "consequence", "alternative", "condition")
)
OR = frozenset((token("||"), token("or")))
BRANCHES = kinds("then", "elsif", "else", "when", "in_clause")
ELSE, ELSIF = kinds("else"), kinds("elsif")
DO = kinds("do")
LEAVING = kinds("return", "next", "break", "redo", "retry")
