"""Walks Ruby expressions: every handler takes a node and returns the path of its value (0: unknown)."""

from __future__ import annotations

from parseltongue.analysis.branches import Branches
from parseltongue.analysis.languages.ruby import grammar as g
from parseltongue.analysis.languages.ruby.names import NameWalker
from parseltongue.analysis.walker import MAX_DEPTH, handlers, operands
from parseltongue.model.kinds import CALLS, IMPORTS
from parseltongue.model.paths import INSTANCE, UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

_VALUES = {
    "string heredoc_beginning chained_string subshell": b"String",
    "string_array symbol_array array": b"Array",
    "simple_symbol delimited_symbol": b"Symbol",
    "integer": b"Integer",
    "float": b"Float",
    "hash": b"Hash",
    "regex": b"Regexp",
    "range": b"Range",
    "lambda": b"Proc",
}
"""Classes of literals."""
_PLACES = frozenset((b"__FILE__", b"__LINE__", b"__ENCODING__"))


class ExpressionWalker(NameWalker):
    """Handlers of expressions; definitions are left to the subclass."""

    __slots__ = ("blocks", "returns")

    blocks: int
    """Blocks around what is being walked."""
    returns: list[int]
    """What the method at hand returns, as far as it says so."""

    # -- names --------------------------------------------------------------------------------------------

    def identifier(self, node: Node) -> int:
        name = self.source[node.start_byte : node.end_byte]
        value = self.names.get(name)
        if value is not None:
            return value
        if name in _PLACES or self.modifier(node, name, None):
            return 0
        path = self.own_call(name)
        self.mention(path, CALLS, node)
        return self.called(path)

    def modifier(self, node: Node, name: bytes, arguments: Node | None) -> bool:
        """Whether a name is one of those that change what is defined; then that is done."""
        raise NotImplementedError

    def self_(self, node: Node) -> int:
        return self.this

    def instance_variable(self, node: Node) -> int:
        return self.scope.variables.get(self.text(node), 0) if self.scope is not None else 0

    def constant_(self, node: Node) -> int:
        return self.constant(node)

    # -- calls --------------------------------------------------------------------------------------------

    def call(self, node: Node) -> int:
        receiver, name = node.child_by_field_id(g.RECEIVER), node.child_by_field_id(g.CALLED)
        arguments, block = node.child_by_field_id(g.ARGUMENTS), node.child_by_field_id(g.BLOCK)
        if name is not None and name.kind_id in g.SUPER:
            path = self.super_(name)
            self._rest(arguments, block)
            return path
        text = self.text(name) if name is not None else b"call"
        if receiver is None:
            if self.modifier(node, text, arguments):
                return 0
            path = self.own_call(text)
        else:
            path = self.member(self._receiver(receiver), text)
        self.mention(path, CALLS, name or node)
        self._rest(arguments, block)
        return self.called(path)

    def _receiver(self, node: Node) -> int:
        """What is called on something; of a variable that nothing is known of at least the name."""
        value = self.visit(node)
        if not value and (node.kind_id in g.IDENTIFIER or node.kind_id in g.INSTANCE_VARIABLE):
            return self.root(UNKNOWN, self.text(node).lstrip(b"@"))
        return value

    def _rest(self, arguments: Node | None, block: Node | None) -> None:
        if arguments is not None:
            self.visit(arguments)
        if block is not None:
            self.visit(block)

    def super_(self, node: Node) -> int:
        path = self.super_path()
        if path:
            self.mention(path, CALLS, node)
        return self.called(path)

    def imports(self, name: bytes, arguments: Node) -> None:
        """``require`` and the like, of a literal path."""
        literal = next((one for one in arguments.named_children if one.kind_id in g.STRING), None)
        text = self.literal(literal) if literal is not None else b""
        if literal is not None and text:
            beside = name == b"require_relative" or (name == b"load" and text.startswith(b"."))
            path = self.imported((b"file ./" if beside else b"file ") + text)
            self.mention(path, IMPORTS, literal)
        else:
            self.visit(arguments)

    def literal(self, node: Node) -> bytes:
        """The text of a string without anything computed in it, or of a symbol; empty for others."""
        if node.kind_id in g.SYMBOL:
            return self.text(node)[1:]
        if node.kind_id not in g.STRING:
            return b""
        parts = node.named_children
        return self.text(parts[0]) if len(parts) == 1 and parts[0].kind_id in g.STRING_CONTENT else b""

    # -- operators ----------------------------------------------------------------------------------------

    def binary(self, node: Node) -> int:
        first, following = operands(node, g.BINARY, g.LEFT, g.OPERATOR, g.RIGHT)
        value = self.visit(first)
        for operator, right in following:
            other = self.visit(right)
            value = self.either(value, other) if operator in g.OR else 0
        return value

    def only(self, node: Node) -> int:
        """Brackets: the value of the last thing in them."""
        value = 0
        for child in node.named_children:
            value = self.visit(child)
        return value

    def conditional(self, node: Node) -> int:
        """``a ? b : c``."""
        values = []
        for one in (g.CONDITION, g.CONSEQUENCE, g.ALTERNATIVE):
            child = node.child_by_field_id(one)
            values.append(self.visit(child) if child is not None else 0)
        return self.either(values[1], values[2])

    def valued(self, node: Node) -> int:
        """A literal: what is computed in it is visited."""
        if node.named_child_count:
            self.children(node)
        return LITERALS[node.kind_id](self)

    # -- assignments --------------------------------------------------------------------------------------

    def assignment(self, node: Node) -> int:
        left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
        if left is None or right is None:
            return self.children(node)
        if left.kind_id in g.CONSTANT:
            return self.constant_assignment(node, left, right)
        value = self.visit(right)
        self.assign(left, value)
        return value

    def constant_assignment(self, node: Node, left: Node, right: Node) -> int:
        raise NotImplementedError

    def assign(self, left: Node, value: int) -> None:
        kind = left.kind_id
        if kind in g.IDENTIFIER:
            self.names[self.text(left)] = value
        elif kind in g.INSTANCE_VARIABLE:
            if self.scope is not None and value:
                known = self.scope.variables.get(self.text(left), 0)
                self.scope.variables[self.text(left)] = self.either(known, value)
        elif kind in g.CALL:
            self._written(left)
        elif kind in g.LEFT_LIST or kind in g.DESTRUCTURED:
            for child in left.named_children:
                if self.depth > MAX_DEPTH:
                    self.cut = True
                    return
                self.depth += 1
                self.assign(child, 0)
                self.depth -= 1
        else:
            self.visit(left)

    def _written(self, node: Node) -> None:
        """``receiver.name = value`` calls ``name=``."""
        receiver, name = node.child_by_field_id(g.RECEIVER), node.child_by_field_id(g.CALLED)
        if receiver is None or name is None:
            self.visit(node)
            return
        path = self.member(self.visit(receiver), self.text(name) + b"=")
        self.mention(path, CALLS, name)

    def operator_assignment(self, node: Node) -> int:
        """``a ||= b``; what other operators give is not told."""
        left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
        if left is None or right is None:
            return self.children(node)
        if left.kind_id in g.CONSTANT:
            return self.constant_assignment(node, left, right)
        before = 0 if left.kind_id in g.IDENTIFIER else self.visit(left)
        if left.kind_id in g.IDENTIFIER:
            before = self.names.get(self.text(left), 0)
        value = self.either(before, self.visit(right))
        if left.kind_id in g.IDENTIFIER or left.kind_id in g.INSTANCE_VARIABLE:
            self.assign(left, value)
        return value

    # -- blocks and statements ----------------------------------------------------------------------------

    def block(self, node: Node) -> int:
        """A block sees the variables around it; its parameters are its own."""
        parameters = node.child_by_field_id(g.PARAMETERS)
        hidden: dict[bytes, int | None] = {}
        for name in self.parameters(parameters):
            hidden[name] = self.names.get(name)
            self.names[name] = 0
        self.blocks += 1
        this = self.this
        if self.scope is not None and self.method_draft is None:
            # A block in a class can be run by an instance as well.
            self.this = self.either(self.scope.own, self.instance(self.scope.own))
        for child in node.named_children:
            if parameters is None or child.start_byte != parameters.start_byte:
                self.visit(child)
        self.blocks -= 1
        self.this = this
        for name, value in hidden.items():
            if value is None:
                self.names.pop(name, None)
            else:
                self.names[name] = value
        return 0

    def parameters(self, node: Node | None) -> list[bytes]:
        """The names of parameters; their defaults are visited."""
        found: list[bytes] = []
        pending = list(node.named_children) if node is not None else []
        for one in pending:  # Grows on the way: parameters in brackets.
            if one.kind_id in g.IDENTIFIER:
                found.append(self.text(one))
            elif one.kind_id in g.DESTRUCTURED:
                pending += one.named_children
            else:
                name, value = one.child_by_field_id(g.NAME), one.child_by_field_id(g.VALUE)
                if name is not None:
                    found.append(self.text(name))
                    self.names.setdefault(found[-1], 0)
                if value is not None:
                    self.visit(value)
        return found

    def lambda_(self, node: Node) -> int:
        parameters = node.child_by_field_id(g.PARAMETERS)
        before = dict(self.names)
        self.names.update(dict.fromkeys(self.parameters(parameters), 0))
        body = node.child_by_field_id(g.BODY)
        if body is not None:
            self.visit(body)
        self.names = before
        return self.node(INSTANCE, self.builtin(b"Proc"))

    def rescue(self, node: Node) -> int:
        """``rescue Type, Other => error``."""
        exceptions, variable = node.child_by_field_id(g.EXCEPTIONS), node.child_by_field_id(g.VARIABLE)
        value = 0
        for one in exceptions.named_children if exceptions is not None else ():
            path = self.visit(one)
            if one.kind_id in g.CONSTANTS:
                value = self.either(value, self.instance(path))
        if variable is not None and variable.named_child_count:
            self.assign(variable.named_children[0], value)
        body = node.child_by_field_id(g.BODY)
        return self.visit(body) if body is not None else 0

    # -- branches -----------------------------------------------------------------------------------------

    def branching(self, node: Node) -> int:
        """``if``, ``unless``, ``case``: of their branches one runs, or none."""
        branches = Branches(self)
        complete = False
        for child in node.named_children:
            if child.kind_id in g.BRANCHES:
                branches.begin()
                self.visit(child)
                branches.end(self._leaves(child))
                # What no condition of an ``elsif`` holds for has been told there.
                complete |= child.kind_id in g.ELSE or child.kind_id in g.ELSIF
            else:
                self.visit(child)
        if not complete:
            branches.none()
        branches.merge(self.alternative)
        return 0

    def modified(self, node: Node) -> int:
        """``statement if condition`` and the like."""
        body, condition = node.child_by_field_id(g.BODY), node.child_by_field_id(g.CONDITION)
        if condition is not None:
            self.visit(condition)
        if body is not None:
            self._maybe(body, self._leaving(body))
        return 0

    def loop(self, node: Node) -> int:
        """``while`` and ``until``: the body may not run at all."""
        for child in node.named_children:
            if child.kind_id in g.DO:
                self._maybe(child, False)
            else:
                self.visit(child)
        return 0

    def _maybe(self, node: Node, leaves: bool) -> None:
        branches = Branches(self)
        branches.begin()
        self.visit(node)
        branches.end(leaves)
        branches.none()
        branches.merge(self.alternative)

    def _leaves(self, branch: Node) -> bool:
        """Whether what stands behind a branch is not reached from it."""
        body = branch.child_by_field_id(g.BODY) or branch.child_by_field_id(g.CONSEQUENCE) or branch
        return body.named_child_count > 0 and self._leaving(body.named_children[-1])

    def _leaving(self, statement: Node) -> bool:
        if statement.kind_id in g.LEAVING:
            return True
        name = statement.child_by_field_id(g.CALLED) if statement.kind_id in g.CALL else None
        return name is not None and self.text(name) == b"raise"

    def for_(self, node: Node) -> int:
        pattern = node.child_by_field_name("pattern")
        for child in node.named_children:
            if pattern is not None and child.start_byte == pattern.start_byte:
                self.assign(child, 0)
            else:
                self.visit(child)
        return 0

    def return_(self, node: Node) -> int:
        value = 0
        for child in node.named_children:
            parts = child.named_children
            value = self.visit(parts[0]) if len(parts) == 1 else self.visit(child)
        self.returns.append(self.returned(value))
        return 0

    def pattern(self, node: Node) -> int:
        """``in {name: Type => variable}`` binds variables."""
        name = node.child_by_field_id(g.NAME)
        if name is not None and name.kind_id in g.IDENTIFIER:
            self.names[self.text(name)] = 0
        for child in node.named_children:
            if child.kind_id in g.IDENTIFIER:
                self.names[self.text(child)] = 0
            else:
                self.visit(child)
        return 0

    def pair(self, node: Node) -> int:
        """``key: value``; without a value it is the variable or method of that name."""
        value = node.child_by_field_id(g.VALUE)
        if value is not None:
            for child in node.named_children:
                self.visit(child)
            return 0
        key = node.named_children[0] if node.named_child_count else None
        if key is not None and self.text(key) not in self.names:
            self.mention(self.own_call(self.text(key)), CALLS, key)
        return 0


def _literal(name: bytes) -> Callable[[ExpressionWalker], int]:
    return lambda walker: walker.node(INSTANCE, walker.builtin(name))


LITERALS = {number: _literal(name) for kinds, name in _VALUES.items() for number in g.kinds(*kinds.split())}
_walker = ExpressionWalker
HANDLERS = handlers(g.kinds, dict.fromkeys(_VALUES, _walker.valued)) | handlers(
    g.kinds,
    {
        "identifier": _walker.identifier,
        "self": _walker.self_,
        "instance_variable": _walker.instance_variable,
        "constant scope_resolution": _walker.constant_,
        "call": _walker.call,
        "super": _walker.super_,
        "binary": _walker.binary,
        "parenthesized_statements": _walker.only,
        "conditional": _walker.conditional,
        "assignment": _walker.assignment,
        "operator_assignment": _walker.operator_assignment,
        "block do_block": _walker.block,
        "lambda": _walker.lambda_,
        "rescue": _walker.rescue,
        "if unless elsif case case_match": _walker.branching,
        "if_modifier unless_modifier while_modifier until_modifier": _walker.modified,
        "while until": _walker.loop,
        "for": _walker.for_,
        "return": _walker.return_,
        "pair": _walker.pair,
        "splat_parameter hash_splat_parameter": _walker.pattern,
        "array_pattern find_pattern as_pattern alternative_pattern": _walker.pattern,
        "comment alias undef class_variable global_variable": _walker.nothing,
    },
)
