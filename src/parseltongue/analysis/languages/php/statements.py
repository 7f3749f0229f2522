"""Walks PHP statements: branches, loops, what they bind, and included files."""

from __future__ import annotations

from parseltongue.analysis.branches import Branches
from parseltongue.analysis.languages.php import grammar as g
from parseltongue.analysis.languages.php.expressions import EXPRESSIONS, ExpressionWalker
from parseltongue.analysis.languages.php.texts import told_types
from parseltongue.analysis.walker import handlers
from parseltongue.model.kinds import IMPORTS
from parseltongue.model.paths import ITER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_HERE = (b"__DIR__", b"dirname(__FILE__)")
_ABOVE = (b"dirname(__DIR__)", b"dirname(dirname(__FILE__))", b"dirname(__FILE__,2)", b"dirname(__DIR__,1)")


class StatementWalker(ExpressionWalker):
    """Handlers of statements; definitions are left to the subclass."""

    __slots__ = ("returns",)

    returns: list[int] | None
    """What the function that is being walked returns; None where that is told or does not matter."""

    def if_statement(self, node: Node) -> int:
        """A variable that is tested by ``instanceof`` is of that class in the body, or behind it."""
        condition, body = node.child_by_field_id(g.CONDITION), node.child_by_field_id(g.BODY)
        positive, negative = self._tested(condition), self._tested_not(condition)
        if condition is not None:
            self.visit(condition)
        branches = Branches(self)
        branches.begin()
        before = self._narrow(positive)
        if body is not None:
            self.visit(body)
        self.names.update(before)
        branches.end(body is not None and _leaves(body))
        complete = False
        for child in node.named_children:
            if child.kind_id in g.ELSE_IF or child.kind_id in g.ELSE:
                self._branch(child, branches)
                complete |= child.kind_id in g.ELSE
        if not complete:
            branches.none()
        branches.merge(self.alternative)
        if negative and body is not None and _leaves(body):
            self._narrow(negative)
        return 0

    def _branch(self, node: Node, branches: Branches) -> None:
        """A clause with a body of its own."""
        body = node.child_by_field_id(g.BODY)
        branches.begin()
        self.visit(node)
        branches.end(body is not None and _leaves(body))

    def switch(self, node: Node) -> int:
        """Of the cases one runs, and those behind it until one leaves."""
        condition, body = node.child_by_field_id(g.CONDITION), node.child_by_field_id(g.BODY)
        if condition is not None:
            self.visit(condition)
        branches = Branches(self)
        complete = goes_on = False
        for case in body.named_children if body is not None else ():
            if not goes_on:
                branches.begin()
            self.visit(case)
            goes_on = not _leaves(case)
            if not goes_on:
                branches.end(_last(case).kind_id not in g.BREAK)
            complete |= case.kind_id in g.DEFAULT
        if goes_on:
            branches.end(False)
        if not complete:
            branches.none()
        branches.merge(self.alternative)
        return 0

    def loop(self, node: Node) -> int:
        """The body of ``while`` and ``for`` may not run at all."""
        for child in node.named_children:
            self._looped(node, child)
        return 0

    def _looped(self, node: Node, child: Node) -> None:
        """A part of a loop, which can be its body."""
        body = node.child_by_field_id(g.BODY)
        if body is None or body.start_byte != child.start_byte:
            self.visit(child)
            return
        Branches(self).may_run(lambda: self.visit(child), self.alternative)

    def try_(self, node: Node) -> int:
        """What is caught happens behind any part of the body: behind all of it, as far as values go."""
        branches: Branches | None = None
        for child in node.named_children:
            if child.kind_id not in g.CATCH:
                if branches is not None:
                    branches.merge(self.alternative)
                    branches = None
                self.visit(child)
                continue
            if branches is None:
                branches = Branches(self)
                branches.none()
            self._branch(child, branches)
        if branches is not None:
            branches.merge(self.alternative)
        return 0

    def _tested_not(self, condition: Node | None) -> dict[bytes, int]:
        """Variables of which a condition says the class, if it does not hold."""
        while condition is not None and condition.kind_id in g.PARENTHESIZED and condition.named_child_count:
            condition = condition.named_children[0]
        if condition is None or condition.kind_id not in g.UNARY or condition.children[0].kind_id != g.NOT:
            return {}
        return self._tested(condition.children[-1])

    def foreach(self, node: Node) -> int:
        """``foreach (values as key => value)``."""
        parts = node.named_children
        value = self.visit(parts[0]) if parts else 0
        for part in parts[1:]:
            if part.kind_id in g.VARIABLE or part.kind_id in g.PATTERNS:
                self._bind_each(part, self.node(ITER, value) if value else 0)
            if part.kind_id not in g.VARIABLE:
                self._looped(node, part)
        return 0

    def _bind_each(self, target: Node, value: int) -> None:
        """What stands behind ``as``: an element, perhaps by reference, perhaps with its key; a pattern."""
        if target.kind_id in g.PAIR:
            key, target = target.named_children[0], target.named_children[-1]
            self.unbind(key)
        if target.kind_id in g.BY_REFERENCE and target.named_child_count:
            target = target.named_children[-1]
        if target.kind_id in g.VARIABLE:
            self.bind(target, value)
        else:
            self.unbind(target)

    def comment(self, node: Node) -> int:
        """``/** @var Type $variable */`` tells the type of a variable that is assigned next."""
        text = self.text(node)
        if text.startswith(b"/**") and b"@var" in text:
            for _, variable, written in told_types(text):
                if variable:
                    value = self.told_type(written)
                    self.names[variable] = self.told[variable] = value
        return 0

    def catch(self, node: Node) -> int:
        name = node.child_by_field_id(g.NAME_FIELD)
        value = self.type_value(node.child_by_field_id(g.TYPE_FIELD))
        if name is not None:
            self.bind(name, value)
        body = node.child_by_field_id(g.BODY)
        return self.visit(body) if body is not None else 0

    def return_(self, node: Node) -> int:
        for child in node.named_children:
            value = self.visit(child)
            if self.returns is not None and child.kind_id not in g.COMMENT:
                self.returns.append(self.returned(value))
        return 0

    def global_variables(self, node: Node) -> int:
        for child in node.named_children:
            self.bind(child, 0)
        return 0

    def include(self, node: Node) -> int:
        """A file that is named by a literal, perhaps relative to the folder of this one."""
        operand = next((one for one in node.named_children if one.kind_id not in g.COMMENT), None)
        while operand is not None and operand.kind_id in g.PARENTHESIZED and operand.named_child_count:
            operand = operand.named_children[0]
        if operand is None:
            return 0
        path = self._literal_path(operand)
        if not path:
            return self.visit(operand)
        self.mention(self.imported(path), IMPORTS, operand)
        return 0

    def _literal_path(self, node: Node) -> bytes:
        if node.kind_id in g.STRINGS:
            text = self._content(node)
            return b"file ./" + text if text else b""
        if node.kind_id in g.BINARY:
            left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
            if left is not None and right is not None and right.kind_id in g.STRINGS:
                text, base = self._content(right), b"".join(self.text(left).split())
                if text.startswith(b"/") and base in _HERE:
                    return b"file ." + text
                if text.startswith(b"/") and base in _ABOVE:
                    return b"file .." + text
        return b""

    def _content(self, node: Node) -> bytes:
        """The text of a string without escapes and variables in it; empty for others."""
        contents = node.named_children
        if len(contents) == 1 and contents[0].kind_id in g.STRING_CONTENT:
            return self.text(contents[0])
        return b""


def _leaves(body: Node) -> bool:
    """Whether what follows a branch is not reached from it."""
    last = _last(body)
    if last.kind_id in g.STATEMENT and last.named_child_count:
        return last.named_children[0].kind_id in g.THROW
    return last.kind_id in g.EXITS


def _last(body: Node) -> Node:
    """The last statement of a body; the body itself if it is a statement, or has none."""
    while body.kind_id in g.BODIES:
        inner = [one for one in body.named_children if one.kind_id not in g.COMMENT]
        if not inner:
            break
        body = inner[-1]
    return body


_walker = StatementWalker
HANDLERS = EXPRESSIONS | handlers(
    g.kinds,
    {
        "if_statement": _walker.if_statement,
        "foreach_statement": _walker.foreach,
        "switch_statement": _walker.switch,
        "while_statement for_statement": _walker.loop,
        "try_statement": _walker.try_,
        "catch_clause": _walker.catch,
        "return_statement": _walker.return_,
        "global_declaration": _walker.global_variables,
        "include_expression include_once_expression require_expression require_once_expression": (
            _walker.include
        ),
        "comment": _walker.comment,
        "goto_statement named_label_statement break_statement continue_statement": _walker.nothing,
        "namespace_name text_interpolation declare_statement relative_scope": _walker.nothing,
    },
)
