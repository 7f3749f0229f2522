"""Walks Python statements: control flow, patterns and imports."""

from __future__ import annotations

from parseltongue.analysis.branches import Branches
from parseltongue.analysis.languages.python import grammar as g
from parseltongue.analysis.languages.python.assignments import AssignmentWalker
from parseltongue.analysis.languages.python.expressions import EXPRESSIONS
from parseltongue.analysis.languages.python.scopes import FUNCTION
from parseltongue.analysis.walker import MAX_DEPTH
from parseltongue.model.kinds import IMPORTS, USES
from parseltongue.model.paths import ENTER, IMPORT, INSTANCE, ITER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node


class StatementWalker(AssignmentWalker):
    """Handlers of statements; definitions are left to the subclass."""

    __slots__ = ()

    def block(self, node: Node) -> int:
        """Statements in order; narrowings that hold after one of them stay until the block ends.

        Gives 1 if the last one leaves the block, so that what stands behind it is not reached from here.
        """
        if self.depth > MAX_DEPTH:
            self.cut = True
            return 0
        self.depth += 1
        saved: list[tuple[bytes, int | None]] = []
        kind = 0
        for child in node.named_children:
            kind = child.kind_id
            if kind in STATEMENTS:
                STATEMENTS[kind](self, child)
                if kind in g.TESTING:
                    saved += self.apply(self._holds_after(child))
        if saved:
            self.restore(saved[::-1])
        self.depth -= 1
        return kind in g.LEAVING

    def nested(self, node: Node) -> int:
        """Visit the children of a statement, blocks included; what the last block gives."""
        leaves = 0
        for child in node.named_children:
            kind = child.kind_id
            if kind in STATEMENTS:
                leaves = STATEMENTS[kind](self, child)
            elif kind in EXPRESSIONS:
                EXPRESSIONS[kind](self, child)
        return leaves

    def expression_statement(self, node: Node) -> int:
        for child in node.children:
            kind = child.kind_id
            if kind == g.ASSIGNMENT:
                self.assignment(child)
            elif kind == g.AUGMENTED_ASSIGNMENT:
                self.augmented(child)
            else:
                self.expression(child)
        return 0

    # -- control flow -----------------------------------------------------------------------------------

    def _holds_after(self, node: Node) -> list[tuple[bytes, int]]:
        """What is known after ``assert isinstance(...)`` or ``if not isinstance(...): return``."""
        parts = [one for one in node.named_children if one.kind_id != g.COMMENT]
        if not parts:
            return []
        if node.kind_id == g.ASSERT:
            return self.narrow(parts[0])
        if len(parts) == 2 and parts[0].kind_id == g.NOT_OPERATOR and parts[1].named_child_count:
            last = parts[1].children[-1]
            if last.kind_id in g.LEAVING:
                return self.narrow(parts[0].children[-1])
        return []

    def if_statement(self, node: Node) -> int:
        branches = self._branches()
        static = self._tested(node, branches)
        complete = False
        for child in node.children:
            kind = child.kind_id
            if kind == g.ELIF or kind == g.ELSE:
                self.otherwise += 1
                self.weak += static > 0
                if kind == g.ELIF:
                    self._tested(child, branches)
                else:
                    complete = True
                    self._branch(child, branches)
                self.weak -= static > 0
                self.otherwise -= 1
        if not complete:
            branches.none()
        branches.merge(self.alternative)
        return 0

    def _branches(self) -> Branches:
        return Branches(self.scope if self.scope.kind == FUNCTION else None)

    def _tested(self, node: Node, branches: Branches) -> int:
        """A condition and the block behind it; what `_static_truth` says of the condition."""
        condition = node.child_by_field_name("condition")
        static = _static_truth(self.text(condition)) if condition is not None else 0
        narrowed: list[tuple[bytes, int]] = []
        for child in node.children:
            kind = child.kind_id
            if kind in g.BLOCK:
                branches.begin()
                saved = self.apply(narrowed)
                self.weak += static < 0
                leaves = self.block(child)
                self.weak -= static < 0
                self.restore(saved)
                branches.end(leaves)
            elif EXPRESSIONS.get(kind) is not None:
                self.expression(child)
                narrowed = self.narrow(child)
        return static

    def _branch(self, node: Node, branches: Branches) -> None:
        branches.begin()
        branches.end(STATEMENTS[node.kind_id](self, node))

    def while_statement(self, node: Node) -> int:
        for child in node.named_children:
            if child.kind_id in g.BLOCK:
                self._body(child)
            elif child.kind_id in STATEMENTS:
                STATEMENTS[child.kind_id](self, child)
            else:
                self.expression(child)
        return 0

    def _body(self, block: Node) -> None:
        """The block of a loop, which may not run at all."""
        self._branches().may_run(lambda: self.block(block), self.alternative)

    def match_statement(self, node: Node) -> int:
        branches = self._branches()
        for child in node.named_children:
            if child.kind_id not in g.BLOCK:
                self.expression(child)
                continue
            for case in child.named_children:
                if case.kind_id == g.CASE:
                    self._branch(case, branches)
        branches.none()
        branches.merge(self.alternative)
        return 0

    def try_statement(self, node: Node) -> int:
        """What a handler binds stands in for what the body could not bind."""
        parts = node.named_children
        branches: Branches | None = None
        for child in parts:
            kind = child.kind_id
            if kind in EXCEPT_CLAUSES:
                if branches is None:
                    branches = self._branches()
                    branches.none()
                self.weak += 1
                self._branch(child, branches)
                self.weak -= 1
                continue
            if branches is not None:
                branches.merge(self.alternative)
                branches = None
            if kind in STATEMENTS:
                STATEMENTS[kind](self, child)
        if branches is not None:
            branches.merge(self.alternative)
        return 0

    def except_clause(self, node: Node) -> int:
        leaves = 0
        for child in node.children:
            if child.kind_id in g.AS_PATTERN:
                value = self.expression(child.children[0])
                caught = child.children[0].kind_id != g.TUPLE
                self.bind_target(child.children[-1], self.node(INSTANCE, value) if value and caught else 0)
            elif child.kind_id in g.BLOCK:
                leaves = self.block(child)
            else:
                self.expression(child)
        return leaves

    def for_statement(self, node: Node) -> int:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        value = self.expression(right) if right is not None else 0
        if left is not None:
            self.bind_target(left, self.node(ITER, value) if value else 0, local=True)
        for child in node.children:
            if child.kind_id in g.BLOCK:
                self._body(child)
            elif child.kind_id in STATEMENTS:
                STATEMENTS[child.kind_id](self, child)
        return 0

    def with_item(self, node: Node) -> int:
        item = node.children[0]
        if item.kind_id not in g.AS_PATTERN:
            return self.expression(item)
        value = self.expression(item.children[0])
        self.bind_target(item.children[-1], self.node(ENTER, value) if value else 0, local=True)
        return 0

    def return_statement(self, node: Node) -> int:
        value = 0
        for child in node.children:
            value = self.expression(child) or value
        if value and self.scope.kind == FUNCTION and not self.scope.generator:
            self.scope.returns.append(value)
        return 0

    def global_statement(self, node: Node) -> int:
        for child in node.children:
            if child.kind_id == g.IDENTIFIER:
                name = self.text(child)
                self.scope.names[name] = -self.global_path(name)
        return 0

    def nonlocal_statement(self, node: Node) -> int:
        return 0

    def delete_statement(self, node: Node) -> int:
        for child in node.children:
            if child.kind_id != g.IDENTIFIER:
                self.expression(child)
        return 0

    # -- match ------------------------------------------------------------------------------------------

    def case_pattern(self, node: Node) -> int:
        """Names of classes and constants are mentions, bare names are bindings."""
        kind = node.kind_id
        if kind == g.DOTTED_NAME:
            parts = [one for one in node.children if one.kind_id == g.IDENTIFIER]
            if len(parts) == 1:
                self.bind_target(parts[0], 0, local=True)
            else:
                self.dotted_mention(parts)
            return 0
        if kind == g.IDENTIFIER:
            self.bind_target(node, 0, local=True)
            return 0
        children = node.children
        if kind == g.CLASS_PATTERN:
            self.dotted_mention([one for one in children[0].children if one.kind_id == g.IDENTIFIER])
            children = children[1:]
        elif kind == g.KEYWORD_PATTERN:
            children = children[1:]
        for child in children:
            if self.depth > MAX_DEPTH:
                self.cut = True
            elif child.is_named:
                self.depth += 1
                self.case_pattern(child)
                self.depth -= 1
        return 0

    def dotted_mention(self, parts: list[Node]) -> int:
        if not parts:
            return 0
        path = self.identifier(parts[0])
        for part in parts[1:]:
            path = self.paths.attribute(path, self.text(part))
            self.mention(path, USES, part)
        return path

    # -- imports ----------------------------------------------------------------------------------------

    def import_statement(self, node: Node) -> int:
        for child in node.children:
            if child.kind_id == g.DOTTED_NAME:
                module = self._module_path(self._dotted(child))
                self.mention(module, IMPORTS, child)
                first = self.text(child.children[0])
                self.bind_import(first, self._module_path(first), child)
            elif child.kind_id == g.ALIASED_IMPORT:
                module = self._module_path(self._dotted(child.children[0]))
                self.mention(module, IMPORTS, child)
                self.bind_import(self.text(child.children[-1]), module, child)
        return 0

    def import_from(self, node: Node) -> int:
        origin: int | None = None
        for child in node.children:
            kind = child.kind_id
            if kind in (g.DOTTED_NAME, g.RELATIVE_IMPORT) and origin is None:
                origin = self._module_path(self._dotted(child))
                self.mention(origin, IMPORTS, child)
            elif kind == g.DOTTED_NAME:
                self._import_name(origin or 0, child, child)
            elif kind == g.ALIASED_IMPORT:
                self._import_name(origin or 0, child.children[0], child.children[-1])
            elif kind == g.WILDCARD_IMPORT and origin:
                self.builder.stars[0].append(origin)
        return 0

    def _import_name(self, origin: int, imported: Node, bound: Node) -> None:
        path = self.paths.attribute(origin, self._dotted(imported))
        self.mention(path, IMPORTS, imported)
        self.bind_import(self._dotted(bound), path, imported)

    def _dotted(self, node: Node) -> bytes:
        return b"".join(self.text(node).split())

    def _module_path(self, dotted: bytes) -> int:
        return self.node(IMPORT, 0, self.paths.name(dotted))

    # -- provided by the definitions --------------------------------------------------------------------

    def bind_import(self, name: bytes, path: int, node: Node) -> None:
        raise NotImplementedError


def _static_truth(condition: bytes) -> int:
    """1 where a condition is taken to hold (type checking, a recent Python, not Windows), -1 where not.

    What runs only as a script hides nothing from those who import.
    """
    if b"TYPE_CHECKING" in condition:
        return -1 if condition.startswith(b"not ") else 1
    if condition.startswith(b"__name__") and b"__main__" in condition:
        return 1 if b"!=" in condition else -1
    if condition.startswith((b"sys.version_info", b"version_info")):
        return 1 if b">" in condition else -1 if b"<" in condition else 0
    if (b"platform" in condition and b"win32" in condition) or (
        b"os.name" in condition and b"nt" in condition
    ):
        return 1 if b"!=" in condition or condition.startswith(b"not ") else -1
    return 0


EXCEPT_CLAUSES = g.kinds("except_clause")
STATEMENTS: dict[int, Callable[[StatementWalker, Node], int]] = {g.ERROR: StatementWalker.nested}


def register(name: str, handler: Callable[..., int]) -> None:
    """Make `handler` the one for all numbers of a node kind."""
    STATEMENTS.update(dict.fromkeys(g.kinds(name), handler))


for _name, _handler in {
    "block": StatementWalker.block,
    "expression_statement": StatementWalker.expression_statement,
    "if_statement": StatementWalker.if_statement,
    "elif_clause": StatementWalker.if_statement,
    "try_statement": StatementWalker.try_statement,
    "except_clause": StatementWalker.except_clause,
    "for_statement": StatementWalker.for_statement,
    "while_statement": StatementWalker.while_statement,
    "match_statement": StatementWalker.match_statement,
    "with_item": StatementWalker.with_item,
    "return_statement": StatementWalker.return_statement,
    "global_statement": StatementWalker.global_statement,
    "nonlocal_statement": StatementWalker.nonlocal_statement,
    "delete_statement": StatementWalker.delete_statement,
    "case_pattern": StatementWalker.case_pattern,
    "import_statement": StatementWalker.import_statement,
    "import_from_statement": StatementWalker.import_from,
}.items():
    register(_name, _handler)
for _name in (
    "else_clause", "finally_clause", "with_statement", "with_clause", "raise_statement",
    "assert_statement", "case_clause", "if_clause", "print_statement", "exec_statement",
):  # fmt: skip
    register(_name, StatementWalker.nested)
