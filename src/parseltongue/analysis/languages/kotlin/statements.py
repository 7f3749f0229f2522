"""Walks Kotlin statements: blocks, branches and loops, and the variables that live in them."""

from __future__ import annotations

from parseltongue.analysis.languages.kotlin import grammar as g
from parseltongue.analysis.languages.kotlin.expressions import ExpressionWalker
from parseltongue.analysis.walker import handlers
from parseltongue.model.paths import ITER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class StatementWalker(ExpressionWalker):
    """Handlers of statements; definitions are left to the subclass."""

    __slots__ = ()

    # -- branches -----------------------------------------------------------------------------------------

    def if_(self, node: Node) -> int:
        """Chains of ``else if`` are followed without going deeper. What a test tells holds in its branch,
        and what a failed test tells holds in all that follows a branch that is left."""
        values: list[int] = []
        outer = len(self.undo)
        following: Node | None = node
        while following is not None and following.kind_id in g.IF:
            condition, consequence, alternative = _branches(following)
            if condition is None:
                break
            mark = len(self.undo)
            self.visit(condition)
            values.append(self.visit(consequence) if consequence is not None else 0)
            self.restore(mark)
            if alternative is not None or (consequence is not None and _leaves(consequence)):
                self._denied(condition)
            following = alternative
        if following is not None and following.kind_id not in g.IF:
            values.append(self.visit(following))
        first = _branches(node)
        if first[2] is not None or first[1] is None or not _leaves(first[1]):
            self.restore(outer)
        known = set(values)
        return known.pop() if len(known) == 1 else 0

    def _denied(self, node: Node) -> None:
        """What holds where a condition did not: ``value !is Type`` failed."""
        while node.kind_id in g.PARENTHESIZED and node.named_child_count == 1:
            node = node.named_children[0]
        if node.kind_id in g.BINARY:
            operator = node.child_by_field_id(g.OPERATOR)
            if operator is not None and operator.kind_id == g.OR:
                for part in (node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)):
                    if part is not None:
                        self._denied(part)
        elif node.kind_id in g.IS and any(one.kind_id == g.NOT_IS for one in node.children):
            left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
            if left is not None and right is not None:
                before = len(self.mentions)
                value = self.type_value(right)
                del self.mentions[before:]
                self.tested(left, value)

    def when(self, node: Node) -> int:
        mark = len(self.undo)
        subject = None
        values = []
        for child in node.children:
            if child.kind_id in g.WHEN_SUBJECT:
                subject = self._subject(child)
            elif child.kind_id in g.WHEN_ENTRY:
                values.append(self._entry(child, subject))
        self.restore(mark)
        known = set(values)
        return known.pop() if len(known) == 1 else 0

    def _subject(self, node: Node) -> Node | None:
        """What is looked at: the name that stands for it, if one does."""
        variable = None
        for child in node.children:
            if child.kind_id in g.VARIABLE:
                variable = child
            elif child.is_named and child.kind_id not in g.COMMENTS and child.kind_id not in g.ANNOTATION:
                value = self.visit(child)
                if variable is None:
                    return child
                self.declare_variable(variable, value)
                return variable.children[0]
        return None

    def _entry(self, node: Node, subject: Node | None) -> int:
        mark = len(self.undo)
        tests: list[int] = []
        others = value = 0
        behind = False
        for child in node.children:
            if child.kind_id == g.ARROW:
                behind = True
                if len(tests) == 1 and not others and subject is not None:
                    self.tested(subject, tests[0])
            elif not child.is_named or child.kind_id in g.COMMENTS:
                continue
            elif behind:
                value = self.visit(child)
            elif child.kind_id in g.TYPE_TEST:
                tested = [self.type_value(one) for one in child.children if one.kind_id in g.TYPES]
                if child.children[0].kind_id != g.NOT_IS:
                    tests += tested
            else:
                others += 1
                self.visit(child)
        self.restore(mark)
        return value

    def try_(self, node: Node) -> int:
        values = [self.visit(one) for one in node.children if one.is_named]
        return values[0] if values else 0

    def catch(self, node: Node) -> int:
        mark = len(self.undo)
        name, value, result = b"", 0, 0
        for child in node.children:
            if child.kind_id in g.IDENTIFIER:
                name = self.name_of(child)
            elif child.kind_id in g.TYPES:
                value = self.type_value(child)
            elif child.kind_id in g.BLOCK:
                self.bind(name, value)
                result = self.visit(child)
        self.restore(mark)
        return result

    # -- loops and jumps ----------------------------------------------------------------------------------

    def for_(self, node: Node) -> int:
        mark = len(self.undo)
        variable = None
        bound = False
        for child in node.children:
            if child.kind_id in g.VARIABLE or child.kind_id in g.MULTIPLE:
                variable = child
            elif child.is_named and child.kind_id not in g.COMMENTS and variable is not None:
                value = self.visit(child)
                if not bound:
                    bound = True
                    self._loop_variable(variable, self.node(ITER, value) if value else 0)
        self.restore(mark)
        return 0

    def _loop_variable(self, node: Node, value: int) -> None:
        if node.kind_id in g.MULTIPLE:
            self.take_apart(node, value)
        else:
            self.declare_variable(node, value)

    def jump(self, node: Node) -> int:
        """``return`` and ``throw``: the label of a return is no name of anything."""
        parts = node.children
        labelled = bool(parts) and self.text(parts[0]).endswith(b"@")
        for child in parts[2 if labelled else 1 :]:
            if child.is_named:
                self.visit(child)
        return 0

    def labeled(self, node: Node) -> int:
        """``label@ expression``, and jumps to labels."""
        parts = node.children
        if parts and self.text(parts[0]) in (b"break@", b"continue@", b"break", b"continue"):
            return 0
        return self.children(node)


def _branches(node: Node) -> tuple[Node | None, Node | None, Node | None]:
    """Condition, consequence and alternative of an ``if``."""
    condition = consequence = alternative = None
    behind = False
    for child in node.children:
        if child.kind_id == g.ELSE:
            behind = True
        elif not child.is_named or child.kind_id in g.COMMENTS:
            continue
        elif condition is None:
            condition = child
        elif behind:
            alternative = child
        else:
            consequence = child
    return condition, consequence, alternative


def _leaves(node: Node) -> bool:
    """Whether a branch ends by leaving what it stands in."""
    while node.kind_id in g.BLOCK and node.named_child_count:
        node = node.named_children[-1]
    if node.kind_id in g.JUMPS:
        return True
    return node.kind_id in g.LEAVING and (node.text or b"").startswith((b"break", b"continue"))


StatementWalker.HANDLERS = ExpressionWalker.HANDLERS | handlers(
    g.kinds,
    {
        "block while_statement do_while_statement": StatementWalker.scoped,
        "if_expression": StatementWalker.if_,
        "when_expression": StatementWalker.when,
        "try_expression": StatementWalker.try_,
        "catch_block": StatementWalker.catch,
        "for_statement": StatementWalker.for_,
        "return_expression throw_expression": StatementWalker.jump,
        "labeled_expression": StatementWalker.labeled,
        "finally_block range_test type_test": StatementWalker.apart,
    },
)
