"""Walks JavaScript statements: control flow, variables, and the patterns that take values apart."""

from __future__ import annotations

from parseltongue.analysis.languages.javascript import grammar as g
from parseltongue.analysis.languages.javascript.expressions import ExpressionWalker
from parseltongue.analysis.languages.javascript.visits import EXPRESSIONS
from parseltongue.analysis.walker import MAX_DEPTH
from parseltongue.model.kinds import USES
from parseltongue.model.paths import ATTR, CONTAINER, FIRST, ITER, SECOND

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from parseltongue.analysis.languages.javascript.invocations import Context


class StatementWalker(ExpressionWalker):
    """Handlers of statements; definitions are left to the subclass."""

    __slots__ = ()

    def statement(self, node: Node) -> None:
        kind = self.kinds[node.kind_id]
        handler = STATEMENTS[kind]
        if handler is None:
            if EXPRESSIONS[kind] is not None:
                self.expression(node)
            return
        if self.depth > MAX_DEPTH:
            self.cut = True
            return
        self.depth += 1
        handler(self, node)
        self.depth -= 1

    def statements(self, node: Node) -> None:
        kinds = self.kinds
        for child in node.children:
            if kinds[child.kind_id]:
                self.statement(child)

    def block(self, node: Node) -> None:
        """Statements with a scope of their own."""
        outer = self.scope
        self.open_scope()
        self.body(node)
        self.scope = outer

    def body(self, node: Node) -> None:
        """Statements in the present scope: what they declare is known from the first on."""
        children = node.children
        self.hoist(children)
        kinds = self.kinds
        for child in children:
            kind = kinds[child.kind_id]
            if kind:
                self.statement(child)
                if kind == g.IF:
                    self._holds_after(child)

    def expression_statement(self, node: Node) -> None:
        kinds = self.kinds
        for child in node.children:
            if kinds[child.kind_id]:
                self.statement(child)

    # -- control flow -----------------------------------------------------------------------------------

    def if_statement(self, node: Node) -> None:
        outer = self.scope
        condition = node.child_by_field_name("condition")
        for child in node.children:
            if condition is not None and child.start_byte == condition.start_byte:
                self.expression(child)
                self.narrowed(self.narrow(child))
                continue
            if self.kind(child) == g.ELSE:
                self.scope = outer
            self.statement(child)
        self.scope = outer

    def _holds_after(self, node: Node) -> None:
        """``if (!isFoo(x)) return``: what follows knows better; the scope of the block ends it."""
        if node.child_count != 3:
            return
        condition, consequence = node.children[1], node.children[2]
        while self.kind(condition) == g.PARENTHESIZED and condition.child_count == 3:
            condition = condition.children[1]
        if self.kind(condition) != g.UNARY or self.kind(condition.children[0]) != g.NOT:
            return
        last = consequence
        if self.kind(consequence) == g.BLOCK:
            inside = [one for one in consequence.children if self.kind(one)]
            if not inside:
                return
            last = inside[-1]
        if self.kind(last) in g.LEAVING:
            self.narrowed(self.narrow(condition.children[1]))

    def for_in(self, node: Node) -> None:
        outer = self.scope
        self.open_scope()
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        value = self.expression(right) if right is not None else 0
        of = self.first(node, g.OF) is not None
        if left is not None:
            self.bind(left, self.node(ITER, value) if value and of else 0)
        body = node.child_by_field_name("body")
        if body is not None:
            self.statement(body)
        self.scope = outer

    def catch(self, node: Node) -> None:
        outer = self.scope
        self.open_scope()
        parameter = node.child_by_field_name("parameter")
        if parameter is not None:
            self.bind(parameter, 0)
        for child in node.children:
            if parameter is None or child.start_byte != parameter.start_byte:
                self.statement(child)
        self.scope = outer

    def return_(self, node: Node) -> None:
        children = node.children
        own = self.scope.frame.named and len(children) > 1 and self.kind(children[1]) == g.OBJECT
        value = self.returned_object(children[1]) if own else self._returned_last(node)
        if not self.scope.frame.generator:
            self.scope.frame.returns.append(value)

    def _returned_last(self, node: Node) -> int:
        value = 0
        for child in node.children:
            if EXPRESSIONS[self.kinds[child.kind_id]] is not None:
                value = self.returned_value(child)
        return value

    def returned_value(self, node: Node) -> int:
        """The value of what a function returns; a function literal gets what the declared type says of it."""
        annotation = self.scope.frame.returned
        if annotation is None or self.kinds[node.kind_id] not in g.MAY_HOLD_FUNCTIONS:
            return self.expression(node)
        return self.expected(node, self.expected_by(annotation))

    # -- variables --------------------------------------------------------------------------------------

    def variables(self, node: Node) -> None:
        for child in node.children:
            if self.kinds[child.kind_id] == g.DECLARATOR:
                self.declarator(child)

    def bind(self, node: Node, value: int) -> None:
        """Bind what stands left of ``=``, or in the place of a parameter, to a value."""
        kind = self.kinds[node.kind_id]
        if kind == g.IDENTIFIER or kind == g.SHORTHAND_PATTERN:
            self.bind_name(node, value)
            return
        handler = PATTERNS.get(kind)
        if handler is None:
            self.expression(node)
        elif self.depth > MAX_DEPTH:
            self.cut = True
        else:
            self.depth += 1
            handler(self, node, value)
            self.depth -= 1

    def bind_name(self, node: Node, value: int) -> None:
        """Bind a local variable."""
        self.scope.names[self.text(node)] = value

    def object_pattern(self, node: Node, value: int) -> None:
        for child in node.children:
            kind = self.kinds[child.kind_id]
            if kind == g.SHORTHAND_PATTERN:
                self.bind(child, self._taken(value, child))
            elif kind == g.PAIR_PATTERN:
                key = child.children[0]
                if self.kind(key) == g.COMPUTED:
                    self.children(key)
                self.bind(child.children[-1], self._taken(value, key))
            elif kind in g.DEFAULTED_PATTERNS:
                left = child.children[0]
                self.bind_default(child, self._taken(value, left))
            elif kind == g.REST_PATTERN:
                self.bind(child.children[-1], value)

    def _taken(self, value: int, key: Node) -> int:
        """The member that a pattern takes out of a value."""
        if not self.told(value) or self.kind(key) not in g.NAMES:
            return 0
        path = self.paths.attribute(value, self.text(key))
        if self.steps[path][0] == ATTR:
            self.mention(path, USES, key)
        return path

    def bind_default(self, node: Node, value: int) -> None:
        """``target = default``."""
        children = node.children
        default = self.expression(children[-1])
        self.bind(children[0], value if self.told(value) else default)

    def array_pattern(self, node: Node, value: int) -> None:
        targets = [one for one in node.children if self.kind(one) and self.kind(one) != g.COMMENT]
        paired = len(targets) == 2
        for index, target in enumerate(targets):
            if not value:
                element = 0
            elif self.kind(target) == g.REST_PATTERN:
                element = self.node(CONTAINER, self.node(ITER, value))
            else:
                element = self.node((SECOND if index else FIRST) if paired else ITER, value)
            self.bind(target.children[-1] if self.kind(target) == g.REST_PATTERN else target, element)

    def rest_pattern(self, node: Node, value: int) -> None:
        self.bind(node.children[-1], value)

    # -- provided by the definitions --------------------------------------------------------------------

    def hoist(self, nodes: list[Node]) -> None:
        raise NotImplementedError

    def expected_by(self, annotation: Node | None) -> Context | None:
        raise NotImplementedError

    def returned_object(self, node: Node) -> int:
        raise NotImplementedError

    def declarator(self, node: Node) -> None:
        raise NotImplementedError


PATTERNS: dict[int, Callable[[StatementWalker, Node, int], None]] = {
    g.OBJECT_PATTERN: StatementWalker.object_pattern,
    g.ARRAY_PATTERN: StatementWalker.array_pattern,
    g.REST_PATTERN: StatementWalker.rest_pattern,
    **dict.fromkeys(g.DEFAULTED_PATTERNS, StatementWalker.bind_default),
}
STATEMENTS: list[Callable[..., None] | None] = [None] * g.KIND_COUNT
_PLAIN = (
    "else_clause finally_clause while_statement do_statement switch_statement switch_case switch_default "
    "try_statement throw_statement labeled_statement with_statement ERROR"
)
g.enter(
    STATEMENTS,
    {
        _PLAIN: StatementWalker.statements,
        "statement_block switch_body for_statement": StatementWalker.block,
        "expression_statement": StatementWalker.expression_statement,
        "if_statement": StatementWalker.if_statement,
        "for_in_statement": StatementWalker.for_in,
        "catch_clause": StatementWalker.catch,
        "return_statement": StatementWalker.return_,
        "lexical_declaration variable_declaration": StatementWalker.variables,
    },
)
