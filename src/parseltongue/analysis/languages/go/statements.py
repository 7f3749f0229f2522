"""Walks Go statements: what they bind, block by block."""

from __future__ import annotations

from parseltongue.analysis.languages.go import grammar as g
from parseltongue.analysis.languages.go.expressions import ExpressionWalker, register
from parseltongue.model.paths import FIRST, SECOND

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class StatementWalker(ExpressionWalker):
    """Handlers of statements; their value is of no use."""

    __slots__ = ()

    def scoped(self, node: Node) -> int:
        """A statement that is a block of its own."""
        mark = self.open_block()
        self.children(node)
        self.close_block(mark)
        return 0

    # -- variables --------------------------------------------------------------------------------------

    def short_declaration(self, node: Node) -> int:
        parts = node.named_children
        targets, values = parts[0], self.right_side(parts[-1], parts[0])
        for target, value in zip(targets.named_children, values, strict=False):
            if target.kind_id in g.IDENTIFIERS:
                self.bind(self.text(target), value)
        return 0

    def right_side(self, node: Node, targets: Node) -> list[int]:
        """A value for each target of an assignment."""
        return self.spread(node, len(targets.named_children))

    def spread(self, node: Node, count: int) -> list[int]:
        """Values of the expressions of a list, for so many targets: a single call can give them all."""
        values = self.values(node)
        if len(values) != 1 or count < 2:
            return values + [0] * (count - len(values))
        value = values[0]
        only = node.named_children[0] if node.kind_id == g.EXPRESSION_LIST else node
        if only.kind_id in g.PAIRED or not value or self._received(only):
            return [value, self.builtin_value(b"bool"), *([0] * (count - 2))]
        found = []
        for _ in range(count - 1):
            found.append(self.node(FIRST, value))
            value = self.node(SECOND, value)
        return [*found, value]

    def _received(self, node: Node) -> bool:
        return node.kind_id == g.UNARY and node.children[0].kind_id == g.ARROW

    def assignment(self, node: Node) -> int:
        """Types do not change: all that is left of it is what is mentioned."""
        return self.children(node)

    def variable_declaration(self, node: Node) -> int:
        """``var`` or ``const`` in a function."""
        for spec in self.specs(node):
            names, type_, values = self.parts_of_spec(spec)
            value = self.type_value(type_) if type_ is not None else 0
            given = self.spread(values, len(names)) if values is not None else [0] * len(names)
            for name, other in zip(names, given, strict=False):
                self.bind(self.text(name), value if type_ is not None else other)
        return 0

    def specs(self, node: Node) -> list[Node]:
        """The specifications of a declaration, also of one in parentheses."""
        found = []
        for child in node.named_children:
            if child.kind_id == g.VAR_SPEC_LIST:
                found += child.named_children
            else:
                found.append(child)
        return [one for one in found if one.kind_id in (g.VAR_SPEC, g.CONST_SPEC)]

    def parts_of_spec(self, spec: Node) -> tuple[list[Node], Node | None, Node | None]:
        """Names, type and values of ``a, b T = x, y``."""
        names: list[Node] = []
        type_ = values = None
        for child in spec.named_children:
            kind = child.kind_id
            if kind == g.EXPRESSION_LIST:
                values = child
            elif kind in g.TYPES:
                type_ = child
            elif kind in g.NAMES:
                names.append(child)
        return names, type_, values

    # -- control ----------------------------------------------------------------------------------------

    def range_clause(self, node: Node) -> int:
        parts = [one for one in node.named_children if one.kind_id != g.COMMENT]
        value = self.expression(parts[-1])
        if len(parts) < 2:
            return 0
        if self.source.find(b":=", parts[0].end_byte, parts[-1].start_byte) < 0:
            return self.children(parts[0])
        targets = parts[0].named_children
        for target, element in zip(targets, (self.iterated(value), self.item(value)), strict=False):
            if target.kind_id in g.IDENTIFIERS:
                self.bind(self.text(target), element)
        return 0

    def receive(self, node: Node) -> int:
        """``v, ok := <-channel`` as a case of a ``select``."""
        parts = node.named_children
        value = self.expression(parts[-1])
        if len(parts) < 2:
            return 0
        if self.source.find(b":=", parts[0].end_byte, parts[-1].start_byte) < 0:
            return self.children(parts[0])
        for target, one in zip(parts[0].named_children, (value, self.builtin_value(b"bool")), strict=False):
            if target.kind_id in g.IDENTIFIERS:
                self.bind(self.text(target), one)
        return 0

    def type_switch(self, node: Node) -> int:
        """``switch v := x.(type)``: in a case of one type the variable has that type."""
        mark = self.open_block()
        alias = b""
        value = 0
        before = True
        for child in node.named_children:
            if child.kind_id == g.TYPE_CASE:
                before = False
                self._type_case(child, alias, value)
            elif before and child.kind_id == g.EXPRESSION_LIST and self._is_alias(child):
                alias = self.text(child)
            else:
                value = self.expression(child)
                if before and alias:
                    self.bind(alias, value)
        self.close_block(mark)
        return 0

    def _is_alias(self, node: Node) -> bool:
        return self.source.startswith(b":=", node.end_byte + self._blanks(node.end_byte))

    def _blanks(self, offset: int) -> int:
        end = offset
        while self.source[end : end + 1] in (b" ", b"\t", b"\n"):
            end += 1
        return end - offset

    def _type_case(self, node: Node, alias: bytes, value: int) -> None:
        mark = self.open_block()
        types: list[Node] = []
        others: list[Node] = []
        for child in node.named_children:
            (types if child.kind_id in g.TYPES else others).append(child)
        values = [0 if self.text(one) == b"nil" else self.type_value(one) for one in types]
        if alias:
            self.bind(alias, values[0] if len(values) == 1 and values[0] else value)
        for child in others:
            self.expression(child)
        self.close_block(mark)


register(
    {
        "block": StatementWalker.scoped,
        "short_var_declaration": StatementWalker.short_declaration,
        "assignment_statement": StatementWalker.assignment,
        "var_declaration": StatementWalker.variable_declaration,
        "const_declaration": StatementWalker.variable_declaration,
        "range_clause": StatementWalker.range_clause,
        "receive_statement": StatementWalker.receive,
        "type_switch_statement": StatementWalker.type_switch,
    }
)
for _name in (
    "if_statement", "for_statement", "expression_switch_statement", "select_statement", "expression_case",
    "default_case", "communication_case",
):  # fmt: skip
    register({_name: StatementWalker.scoped})
for _name in (
    "statement_list", "expression_statement", "send_statement", "inc_statement", "dec_statement",
    "labeled_statement", "return_statement", "go_statement", "defer_statement", "for_clause",
):  # fmt: skip
    register({_name: StatementWalker.children})
