"""The kinds of nodes of Ruby's grammar, by number."""

from __future__ import annotations

from parseltongue.analysis.grammar import Grammar

GRAMMAR = Grammar("tree_sitter_ruby")
kinds, token, field = GRAMMAR.kinds, GRAMMAR.token, GRAMMAR.field

IDENTIFIER, CONSTANT, SCOPED = kinds("identifier"), kinds("constant"), kinds("scope_resolution")
CONSTANTS = CONSTANT | SCOPED
SELF, SUPER, NIL = kinds("self"), kinds("super"), kinds("nil")
INSTANCE_VARIABLE, CLASS_VARIABLE = kinds("instance_variable"), kinds("class_variable")
COMMENT = kinds("comment")
CLASS, MODULE, SINGLETON_CLASS = kinds("class"), kinds("module"), kinds("singleton_class")
METHOD, SINGLETON_METHOD = kinds("method"), kinds("singleton_method")
CALL, ELEMENT = kinds("call"), kinds("element_reference")
ASSIGNMENT, BINARY = kinds("assignment"), kinds("binary")
SYMBOL, STRING, STRING_CONTENT = kinds("simple_symbol"), kinds("string"), kinds("string_content")
BLOCKS = kinds("block", "do_block")
BODIES = kinds("body_statement", "block_body")
LEFT_LIST, RIGHT_LIST = kinds("left_assignment_list"), kinds("right_assignment_list")
DESTRUCTURED = kinds("destructured_left_assignment", "rest_assignment", "destructured_parameter")
PAIR, SPLAT = kinds("pair"), kinds("splat_argument")
PLAIN_BODY = CLASS | MODULE | COMMENT | ASSIGNMENT
NAME, SUPERCLASS, BODY, VALUE, SCOPE, OBJECT = (
    field(one) for one in ("name", "superclass", "body", "value", "scope", "object")
)
RECEIVER, CALLED, ARGUMENTS, BLOCK, PARAMETERS, LEFT, RIGHT, OPERATOR = (
    field(one)
    for one in ("receiver", "method", "arguments", "block", "parameters", "left", "right", "operator")
)
ALIAS, VARIABLE, EXCEPTIONS, CONSEQUENCE, ALTERNATIVE, CONDITION = (
    field(one) for one in ("alias", "variable", "exceptions", "consequence", "alternative", "condition")
)
OR = frozenset((token("||"), token("or")))
