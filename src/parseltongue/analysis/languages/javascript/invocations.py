"""Walks JavaScript's calls: of functions, constructors, decorators, and of what imports modules."""

from __future__ import annotations

from parseltongue.analysis.languages.javascript import grammar as g
from parseltongue.analysis.languages.javascript.accesses import LOOSE, AccessWalker
from parseltongue.analysis.languages.javascript.annotations import MAX_ARGUMENTS
from parseltongue.analysis.languages.javascript.visits import EXPRESSIONS
from parseltongue.model.kinds import IMPORTS, USES
from parseltongue.model.paths import APPLY, ENTER, IMPORT, INSTANCE, MAPPING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft

    Context = Callable[[bytes], int]
    """The value of a parameter of a function literal, by its number or ``this``, as its place tells."""

RESULT = b"</"
"""Under this a function tells which of its type parameters it gives: in what, and its number (`chosen`)."""
ITSELF = b"T"
"""What it gives it in, if in nothing."""
WHOLE = b"="
"""Name of what a module gives to `require`: what it exports as a whole, else itself."""


class InvocationWalker(AccessWalker):
    """Handlers of calls."""

    __slots__ = ()

    def call(self, node: Node) -> int:
        function = node.children[0]
        if self.kinds[function.kind_id] not in LOOSE:
            return self.call_of(node, function)
        value = self.call_of(node, self.last_operand(function))
        awaited = value and self.kinds[function.kind_id] == g.AWAIT
        return self.node(ENTER, value) if awaited else 0

    def call_of(self, node: Node, function: Node) -> int:
        """The value of a call of a function, the first child of the node or the last operand in that."""
        children = node.children
        kind = self.kinds[function.kind_id]
        if kind == g.IMPORT or (kind == g.IDENTIFIER and self.text(function) == b"require"):
            module = self.imported_module(node)
            if module:
                return self.promise(module) if kind == g.IMPORT else module
        if kind == g.SUPER:
            self._call_parts(children[1:], 0)
            return 0
        path = self.callee(function)
        return self._applied_call(path, self._call_parts(children[1:], path))

    def _applied_call(self, path: int, arguments: list[int]) -> int:
        """The value of a call with such type arguments: of one of them, if the function says so."""
        value = self.called(path)
        if not any(arguments) or not self.told(path):
            return value
        given = 0
        for one in reversed(arguments[:MAX_ARGUMENTS]):
            given = self.node(MAPPING, one, given)
        chosen = self.node(APPLY, self.paths.attribute(path, RESULT), given)
        return self.either(chosen, value) or value

    def _call_parts(self, parts: list[Node], callee: int) -> list[int]:
        """Visit what is given to a call; the values of its type arguments."""
        kinds = self.kinds
        types: list[int] = []
        for part in parts:
            kind = kinds[part.kind_id]
            if kind == g.ARGUMENTS:
                self.arguments(part, callee)
            elif kind == g.TYPE_ARGUMENTS:
                types = self.type_arguments(part)
            elif kind == g.TEMPLATE:
                self.expression(part)
        return types

    def arguments(self, node: Node, callee: int) -> None:
        """Visit arguments; what is known of a callee's parameter goes to a function that stands there."""
        kinds = self.kinds
        index = 0
        for child in node.children:
            kind = kinds[child.kind_id]
            if kind in g.MAY_HOLD_FUNCTIONS:
                self.expected(child, self._context(callee, index))
            elif kind == g.OBJECT and self.told(callee):
                self.object_literal(child, None, self.paths.attribute(callee, b"%d/" % index))
            elif EXPRESSIONS[kind] is not None:
                self.expression(child)
            else:
                continue
            index += 1

    def _context(self, callee: int, index: int) -> Context | None:
        if not self.told(callee):
            return None
        return lambda parameter: self.paths.attribute(callee, b"%d/%s" % (index, parameter))

    def new(self, node: Node) -> int:
        children = node.children
        constructor = children[1]
        path = self.callee(constructor)
        made = self.constructed(constructor, path)
        self._call_parts(children[2:], made)
        return self.node(INSTANCE, made) if made else 0

    def decorator(self, node: Node) -> int:
        """What decorates is used, also where it is called to make the decorator."""
        for child in node.children:
            if self.kind(child) == g.CALL:
                path = self.callee(child.children[0], USES)
                self._call_parts(child.children[1:], path)
            else:
                self.expression(child)
        return 0

    # -- modules -------------------------------------------------------------------------------------------

    def imported_module(self, node: Node) -> int:
        """Path of the module that ``import("m")`` or ``require("m")`` names; 0 if it is not that."""
        arguments = [one for one in node.children[-1].children if self.kind(one)]
        required = self.kind(node.children[0]) != g.IMPORT
        if len(arguments) != 1 or self.kind(arguments[0]) != g.STRING:
            return 0
        if required and self.is_bound(b"require"):
            return 0
        self.literal(arguments[0])
        path = self.module_path(arguments[0])
        self.mention(path, IMPORTS, arguments[0])
        return self.paths.attribute(path, WHOLE) if required else path

    def module_path(self, node: Node) -> int:
        """Path of the module that a string names."""
        return self.node(IMPORT, 0, self.paths.name(self.text(node).strip(b"\"'")))

    # -- provided by the other parts of the walker ---------------------------------------------------------

    def expected(self, node: Node, context: Context | None) -> int:
        raise NotImplementedError

    def object_literal(self, node: Node, owner: EntityDraft | None = None, type_: int = 0) -> int:
        raise NotImplementedError


g.enter(
    EXPRESSIONS,
    {
        "call_expression": InvocationWalker.call,
        "new_expression": InvocationWalker.new,
        "decorator": InvocationWalker.decorator,
    },
)
