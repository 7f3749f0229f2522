"""Walks PHP expressions: every handler returns the path of the value (0: unknown)."""

from __future__ import annotations

from itertools import zip_longest

from parseltongue.analysis.languages.php import grammar as g
from parseltongue.analysis.languages.php.names import NameWalker
from parseltongue.analysis.walker import handlers, operands
from parseltongue.model.kinds import CALLS, USES
from parseltongue.model.paths import ITEM, ITER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

CONSTRUCTOR = b"__construct"
_CONSTRUCTS = frozenset((b"isset", b"empty", b"exit", b"die", b"unset", b"eval"))
"""What reads like a function and is part of the language."""
_SAME_ELEMENTS = frozenset(
    b"array_filter array_values array_reverse array_slice array_splice array_unique array_merge array_replace"
    b" array_diff array_diff_key array_intersect array_intersect_key iterator_to_array".split()
)
"""Functions of the library that give an array of what is in their first argument."""
_AN_ELEMENT = frozenset(b"array_pop array_shift array_find current end next prev reset".split())
"""Functions of the library that give one of what is in their first argument."""


class ExpressionWalker(NameWalker):
    """Handlers of expressions; statements and definitions are left to subclasses."""

    __slots__ = ()

    # -- names --------------------------------------------------------------------------------------------

    def constant(self, node: Node) -> int:
        return self.used(self.constant_path(node), node)

    def receiver(self, node: Node) -> int:
        """The path of what stands before ``::``."""
        if node.kind_id in g.NAMES or node.kind_id in g.RELATIVE_SCOPE:
            return self.used_class(node)
        return self.visit(node)

    def class_constant(self, node: Node) -> int:
        """``Type::NAME``, ``Type::class``."""
        parts = node.named_children
        if len(parts) != 2:
            return self.children(node)
        path, name = self.receiver(parts[0]), self.text(parts[1])
        if name == b"class" or parts[1].kind_id not in g.NAME:
            return 0
        return self.used(self.member(path, name), parts[1]) if path else 0

    def static_property(self, node: Node) -> int:
        scope, name = node.child_by_field_id(g.SCOPE), node.child_by_field_id(g.NAME_FIELD)
        if scope is None or name is None or name.kind_id not in g.VARIABLE:
            return self.children(node)
        path = self.receiver(scope)
        return self.used(self.member(path, self.variable_name(name)), name) if path else 0

    def member_access(self, node: Node) -> int:
        owner, name = node.child_by_field_id(g.OBJECT), node.child_by_field_id(g.NAME_FIELD)
        if owner is None or name is None or name.kind_id not in g.NAME:
            return self.children(node)
        path = self.visit(owner)
        # Of a property of something unknown nothing more than its name could be told.
        return self.used(self.member(path, self.text(name)), name) if path else 0

    # -- calls --------------------------------------------------------------------------------------------

    def arguments(self, node: Node) -> tuple[bool, int]:
        """Visit the arguments of a call: whether it only names what it would call, the value of the first."""
        placeholder, first = False, None
        for child in node.child_by_field_id(g.ARGUMENT_LIST).named_children:  # type: ignore[union-attr]
            if child.kind_id in g.PLACEHOLDER:
                placeholder = True
            elif child.kind_id not in g.COMMENT:
                value = self.visit(child)
                first = value if first is None else first
        return placeholder, first or 0

    def argument(self, node: Node) -> int:
        """The value of an argument; its name is that of a parameter."""
        value = 0
        name = node.child_by_field_id(g.NAME_FIELD)
        for child in node.named_children:
            if name is None or child.start_byte != name.start_byte:
                value = self.visit(child)
        return value

    def call(self, path: int, node: Node, name: Node, word: bytes = b"") -> int:
        """Mention what is called, then what it is called with; `word` names a function."""
        at = len(self.mentions)
        placeholder, first = self.arguments(node)
        self.mentions.insert(at, (path, USES if placeholder else CALLS, name.start_byte, self.source_entity))
        if placeholder:
            return 0
        if first and word in _SAME_ELEMENTS:
            return first
        if first and word in _AN_ELEMENT:
            return self.node(ITER, first)
        return self.called(path)

    def function_call(self, node: Node) -> int:
        name, arguments = node.child_by_field_id(g.CALLED), node.child_by_field_id(g.ARGUMENT_LIST)
        if name is None or arguments is None:
            return self.children(node)
        if name.kind_id not in g.NAMES:
            value = self.visit(name)
            return self.call(self.method(value, b"__invoke") if value else 0, node, name)
        word = self.text(name).lower()
        if word in _CONSTRUCTS:
            self.visit(arguments)
            return 0
        if word == b"define":
            self.defined(node, arguments)
        return self.call(self.function_path(name), node, name, word.removeprefix(b"\\"))

    def defined(self, node: Node, arguments: Node) -> None:
        raise NotImplementedError

    def member_call(self, node: Node) -> int:
        owner, name = node.child_by_field_id(g.OBJECT), node.child_by_field_id(g.NAME_FIELD)
        if owner is None or name is None or name.kind_id not in g.NAME:
            return self.children(node)
        return self.call(self.method(self.visit(owner), self.text(name)), node, name)

    def static_call(self, node: Node) -> int:
        scope, name = node.child_by_field_id(g.SCOPE), node.child_by_field_id(g.NAME_FIELD)
        if scope is None or name is None or name.kind_id not in g.NAME:
            return self.children(node)
        path = self.receiver(scope)
        if scope.kind_id in g.RELATIVE_SCOPE and self.scope is not None:
            # ``parent::f()`` and the like are called on the object at hand as well.
            path = self.instance(path)
        return self.call(self.method(path, self.text(name)), node, name)

    def creation(self, node: Node) -> int:
        """``new Type(...)``: calls the constructor, or the class if it has none."""
        named = [one for one in node.named_children if one.kind_id not in g.COMMENT]
        path = 0
        for child in named:
            if child.kind_id in g.NAMES:
                path = self.used_class(child)
                if path:
                    self.mention(self.method(path, CONSTRUCTOR), CALLS, child)
            elif child.kind_id in g.ANONYMOUS_CLASS:
                path = self.anonymous_class(child)
                self.mention(self.method(path, CONSTRUCTOR), CALLS, child)
            else:
                self.visit(child)
        return self.instance(path)

    def anonymous_class(self, node: Node) -> int:
        raise NotImplementedError

    # -- operators ----------------------------------------------------------------------------------------

    def binary(self, node: Node) -> int:
        first, following = operands(node, g.BINARY, g.LEFT, g.OPERATOR, g.RIGHT)
        value = self.visit(first)
        for operator, right in following:
            if operator == g.INSTANCEOF and right.kind_id in g.NAMES:
                self.used_class(right)
                value = 0
            else:
                other = self.visit(right)
                value = self.either(value, other) if operator == g.COALESCE else 0
        return value

    def conditional(self, node: Node) -> int:
        """``a ? b : c``; of ``a ?: c`` the value can be that of the condition."""
        condition, body, alternative = (
            node.child_by_field_id(one) for one in (g.CONDITION, g.BODY, g.ALTERNATIVE)
        )
        bound = self._tested(condition)
        value = self.visit(condition) if condition is not None else 0
        before = self._narrow(bound)
        value = self.visit(body) if body is not None else value
        self.names.update(before)
        return self.either(value, self.visit(alternative) if alternative is not None else 0)

    def match(self, node: Node) -> int:
        """``match (a) { b => c, default => d }``: what stands behind an arrow is the value."""
        condition, body = node.child_by_field_id(g.CONDITION), node.child_by_field_id(g.BODY)
        if condition is not None:
            self.visit(condition)
        value = 0
        for arm in body.named_children if body is not None else ():
            own = 0
            for part in arm.named_children:
                own = self.visit(part)
            value = self.alternative(value, own)
        return value

    def assignment(self, node: Node) -> int:
        left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
        if left is None or right is None:
            return self.children(node)
        value = self.visit(right)
        if left.kind_id in g.VARIABLE:
            self.bind(left, value)
            return value
        if left.kind_id in g.MEMBER_ACCESS:
            owner, name = left.child_by_field_id(g.OBJECT), left.child_by_field_id(g.NAME_FIELD)
            if owner is not None and name is not None and self.is_this(owner):
                self.assigned(self.text(name), value)
        self.unbind(left)
        self.visit(left)  # Of ``$x->y = value`` the variable stays what it is.
        return value

    def assigned(self, name: bytes, value: int) -> None:
        """A property of the class at hand is given a value."""
        draft = self.scope.draft.members.get(name) if self.scope is not None else None
        if draft is not None and not draft.type:
            draft.type = value

    def unbind(self, node: Node) -> None:
        """What a pattern assigns to its variables is not known, unless a comment before it tells."""
        pending = [node]
        while pending:
            one = pending.pop()
            self.bind(one, 0)
            if one.kind_id in g.PATTERNS:
                parts = one.children
                pending += [
                    part
                    for part, behind in zip_longest(parts, parts[1:])
                    if behind is None or behind.kind_id != g.ARROW
                ]

    def augmented(self, node: Node) -> int:
        """``$x ??= value``; what other operators give is no object."""
        left, right = node.child_by_field_id(g.LEFT), node.child_by_field_id(g.RIGHT)
        if left is None or right is None:
            return self.children(node)
        value = self.either(self.visit(left), self.visit(right))
        self.bind(left, value)
        return value

    def passed(self, node: Node) -> int:
        """``(x)``, ``clone x``, ``@x``: the value is that of the operand."""
        value = 0
        for child in node.named_children:
            value = self.visit(child)
        return value

    def _tested(self, condition: Node | None) -> dict[bytes, int]:
        """Variables of which a condition says the class, if it holds."""
        found: dict[bytes, int] = {}
        pending = [condition] if condition is not None else []
        while pending:
            one = pending.pop()
            if one.kind_id in g.PARENTHESIZED:
                pending += one.named_children
            elif one.kind_id in g.BINARY:
                operator = one.child_by_field_id(g.OPERATOR)
                left, right = one.child_by_field_id(g.LEFT), one.child_by_field_id(g.RIGHT)
                if operator is None or left is None or right is None:
                    continue
                if operator.kind_id == g.AND:
                    pending += [left, right]
                elif (
                    operator.kind_id == g.INSTANCEOF
                    and right.kind_id in g.NAMES
                    and left.kind_id in g.VARIABLE
                ):
                    found[self.variable_name(left)] = self.instance(self.class_path(right))
        return found

    def _narrow(self, types: dict[bytes, int]) -> dict[bytes, int]:
        """Bind variables to narrower types; what they were bound to before."""
        before = {name: self.names.get(name, 0) for name in types if name != b"this"}
        self.names.update((name, types[name]) for name in before)
        return before

    def subscript(self, node: Node) -> int:
        parts = node.named_children
        value = self.visit(parts[0]) if parts else 0
        for part in parts[1:]:
            self.visit(part)
        return self.node(ITEM, value) if value else 0

    def attribute(self, node: Node) -> int:
        """``#[Type(...)]``."""
        for child in node.named_children:
            if child.kind_id in g.NAMES:
                self.used_class(child)
            else:
                self.visit(child)
        return 0

    def typed(self, node: Node) -> int:
        """A type where no handler asks for it."""
        self.type_value(node)
        return 0


_walker = ExpressionWalker
EXPRESSIONS = handlers(
    g.kinds,
    {
        "variable_name": _walker.variable,
        "name qualified_name relative_name": _walker.constant,
        "class_constant_access_expression": _walker.class_constant,
        "scoped_property_access_expression": _walker.static_property,
        "member_access_expression nullsafe_member_access_expression": _walker.member_access,
        "function_call_expression": _walker.function_call,
        "member_call_expression nullsafe_member_call_expression": _walker.member_call,
        "scoped_call_expression": _walker.static_call,
        "argument": _walker.argument,
        "object_creation_expression": _walker.creation,
        "binary_expression": _walker.binary,
        "conditional_expression": _walker.conditional,
        "match_expression": _walker.match,
        "assignment_expression reference_assignment_expression": _walker.assignment,
        "augmented_assignment_expression": _walker.augmented,
        "parenthesized_expression clone_expression error_suppression_expression": _walker.passed,
        "attribute": _walker.attribute,
        "named_type optional_type union_type intersection_type disjunctive_normal_form_type": _walker.typed,
        "subscript_expression": _walker.subscript,
    },
)
