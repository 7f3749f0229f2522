"""Walks Swift expressions and statements: every handler returns the path of the value (0: unknown)."""

from __future__ import annotations

from parseltongue.analysis.languages.swift import grammar as g
from parseltongue.analysis.languages.swift.names import NameWalker, is_type_name
from parseltongue.analysis.walker import handlers
from parseltongue.model.kinds import CALLS, USES
from parseltongue.model.paths import INSTANCE, ITEM, ITER, LOCAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

INIT = b"init"
_WORDS = frozenset((b"defer", b"async", b"await"))
"""What can read like a call and is none."""
_LITERALS = {
    "line_string_literal multi_line_string_literal raw_string_literal": b"String",
    "integer_literal hex_literal oct_literal bin_literal": b"Int",
    "real_literal": b"Double",
    "boolean_literal": b"Bool",
}


class ExpressionWalker(NameWalker):
    """Handlers of expressions and statements; definitions are left to the subclass."""

    __slots__ = ("returns",)

    returns: list[int] | None
    """What the function at hand returns; None where that is told or does not matter."""

    # -- names and members --------------------------------------------------------------------------------

    def self_(self, node: Node) -> int:
        return self.this()

    def super_expression(self, node: Node) -> int:
        return self.super_()

    def navigation(self, node: Node) -> int:
        """``value.name`` that is not called."""
        target, name = self._parts(node)
        path = self.visit(target) if target is not None else 0
        if name is None:
            return 0
        text = self.text(name).strip(b"`")
        if text == b"self" or not path:
            return path
        if name.kind_id not in g.IDENTIFIER:
            return 0
        return self.used(self.member(path, text), name)

    def _parts(self, node: Node) -> tuple[Node | None, Node | None]:
        """What stands before the dot, and the name behind it."""
        target, suffix = node.child_by_field_id(g.TARGET), node.child_by_field_id(g.SUFFIX_FIELD)
        name = suffix.child_by_field_id(g.SUFFIX_FIELD) if suffix is not None else None
        return target, name

    def type_expression(self, node: Node) -> int:
        """A type where a value is wanted."""
        return self.named_type(node, USES)

    # -- calls --------------------------------------------------------------------------------------------

    def call(self, node: Node) -> int:
        parts = [one for one in node.named_children if one.kind_id not in g.COMMENTS]
        if len(parts) < 2 or parts[-1].kind_id not in g.CALL_SUFFIX:
            return self.children(node)
        callee, suffix = parts[0], parts[-1]
        arguments = next((one for one in suffix.children if one.kind_id in g.ARGUMENTS), None)
        if arguments is not None and arguments.child_count and arguments.children[0].kind_id in g.BRACKET:
            value = self.visit(callee)
            self.visit(suffix)
            return self.node(ITEM, value) if value else 0
        labels = self._labels(suffix, arguments)
        kind = callee.kind_id
        path, name = 0, callee
        if kind in g.IDENTIFIER:
            path = self._named_call(callee, labels)
        elif kind in g.NAVIGATION:
            path, name = self._member_call(callee, labels)
        elif kind not in g.PREFIX:
            value = self.visit(callee)
            self.visit(suffix)
            return self.called(value)
        if path:
            self.mention(path, CALLS, name)
        self.visit(suffix)
        return self.called(path)

    def _labels(self, suffix: Node, arguments: Node | None) -> bytes:
        labels = []
        for one in arguments.named_children if arguments is not None else ():
            if one.kind_id in g.ARGUMENT:
                label = one.child_by_field_id(g.NAME)
                labels.append(self.text(label).strip() + b":" if label is not None else b"_:")
        labels += [b"&" for one in suffix.named_children if one.kind_id in g.LAMBDA]
        return b"".join(labels)

    def _named_call(self, node: Node, labels: bytes) -> int:
        """A call of a name: a function, an own method, a type."""
        name = self.text(node).strip(b"`")
        if name in self.names:
            value = self.names[name]
            # A function in a function is called by its name, a closure in a variable by nothing.
            return value if value and self.steps[value][0] == LOCAL else 0
        if name == b"Self":
            return self.invoked(self.scope.own, INIT, labels) if self.scope is not None else 0
        if name in self.generics:
            return 0
        if name in _WORDS:
            return 0
        if is_type_name(name):
            path = self.used(self.type_path(name), node)
            return self.invoked(path, INIT, labels)
        return self.own_name(name + b"(" + labels + b")")

    def _member_call(self, node: Node, labels: bytes) -> tuple[int, Node]:
        target, name = self._parts(node)
        if target is None or name is None or name.kind_id not in g.IDENTIFIER:
            return self.children(node), node
        text = self.text(name).strip(b"`")
        path = self.visit(target)
        if is_type_name(text) and path:
            # A type in a type, or in a module.
            inner = self.used(self.member(path, text), name)
            return self.invoked(inner, INIT, labels), name
        return self.invoked(path, text, labels), name

    def argument(self, node: Node) -> int:
        """The value of an argument; its name is that of a parameter."""
        value = node.child_by_field_id(g.VALUE)
        if value is not None:
            return self.visit(value)
        for child in node.named_children:
            if child.kind_id not in g.LABEL:
                self.visit(child)
        return 0

    def suffix(self, node: Node) -> int:
        """Arguments and closures; labels of closures are names of parameters."""
        for child in node.named_children:
            if child.kind_id not in g.IDENTIFIER:
                self.visit(child)
        return 0

    def constructor(self, node: Node) -> int:
        """``Type<Argument>(...)``, ``[Type]()``."""
        types = [one for one in node.named_children if one.kind_id in g.TYPES]
        value = self.type_value(types[0]) if types else 0
        suffix = next((one for one in node.named_children if one.kind_id in g.CONSTRUCTOR_SUFFIX), None)
        arguments = (
            next((one for one in suffix.children if one.kind_id in g.ARGUMENTS), None) if suffix else None
        )
        operation, first, _ = self.steps[value]
        if suffix is not None and value and operation == INSTANCE:
            self.mention(self.invoked(first, INIT, self._labels(suffix, arguments)), CALLS, types[0])
        if suffix is not None:
            self.visit(suffix)
        return value

    # -- operators ----------------------------------------------------------------------------------------

    def prefix(self, node: Node) -> int:
        """``.name``: a member of a type that is told by where it stands."""
        parts = node.named_children
        if node.children[0].kind_id in g.DOT:
            return 0
        return self.visit(parts[-1]) if parts else 0

    def passed(self, node: Node) -> int:
        """``try x``, ``await x``, ``x!``, ``(x)``: the value is that of the operand."""
        value = 0
        for child in node.named_children:
            value = self.visit(child) or value
        return value

    def tuple_(self, node: Node) -> int:
        """Brackets; several values are a tuple."""
        values = [
            node.children[at] for at in range(node.child_count) if node.field_name_for_child(at) == "value"
        ]
        found = [self.visit(one) for one in values]
        return found[0] if len(found) == 1 else 0

    def cast(self, node: Node) -> int:
        """``x as Type``."""
        value = 0
        for child in node.named_children:
            if child.kind_id in g.TYPES:
                value = self.type_value(child)
            else:
                self.visit(child)
        return value

    def coalesced(self, node: Node) -> int:
        values = [self.visit(one) for one in node.named_children]
        return self.either(values[0], values[-1]) if len(values) == 2 else 0

    def ternary(self, node: Node) -> int:
        values = [self.visit(one) for one in node.named_children]
        return self.either(values[1], values[2]) if len(values) == 3 else 0

    def literal(self, node: Node) -> int:
        if node.named_child_count:
            self.children(node)
        name = LITERALS[node.kind_id]
        return self.node(INSTANCE, self.builtin(name))

    def key_path(self, node: Node) -> int:
        for child in node.named_children:
            if child.kind_id in g.TYPE_IDENTIFIER and self.text(child) not in self.generics:
                self.used(self.type_path(self.text(child)), child)
            elif child.kind_id in g.TYPES:
                self.type_value(child)
        return 0

    def assignment(self, node: Node) -> int:
        target, result = node.child_by_field_id(g.TARGET), node.child_by_field_name("result")
        value = self.visit(result) if result is not None else 0
        inner = target
        if target is not None and target.kind_id in g.ASSIGNABLE and target.named_child_count == 1:
            inner = target.named_children[0]
        if inner is None:
            return 0
        if inner.kind_id in g.IDENTIFIER and self.text(inner) in self.names:
            self.names[self.text(inner)] = self.names[self.text(inner)] or value
        else:
            self.visit(inner)
        return 0

    # -- statements ---------------------------------------------------------------------------------------

    def scoped(self, node: Node) -> int:
        """What is bound in a statement is forgotten behind it."""
        before, self.names = self.names, dict(self.names)
        self.conditions(node)
        self.names = before
        return 0

    def guard(self, node: Node) -> int:
        return self.conditions(node)

    def conditions(self, node: Node) -> int:
        """``let name = value`` in conditions binds for what follows."""
        children = node.children
        at = 0
        while at < len(children):
            child = children[at]
            at += 1
            if child.kind_id in g.BINDING and at < len(children) and children[at].kind_id in g.IDENTIFIER:
                at = self._bound(children, at)
            elif (child.is_named and child.kind_id not in g.IDENTIFIER) or (
                child.kind_id in g.IDENTIFIER and (at < 2 or children[at - 2].kind_id not in g.DOT)
            ):
                self.visit(child)
        return 0

    def _bound(self, children: list[Node], at: int) -> int:
        """A binding: its name, perhaps a type, perhaps a value; where it ends."""
        name = self.text(children[at])
        start = children[at]
        at += 1
        value = told = 0
        if at < len(children) and children[at].kind_id in g.ANNOTATION:
            told = self.annotation(children[at])
            at += 1
        if at < len(children) and children[at].kind_id in g.EQUAL:
            at += 1
            value = self.visit(children[at]) if at < len(children) else 0
            at += 1
        elif name not in self.names:
            value = self.used(self.own_name(name), start)
        else:
            value = self.names[name]
        self.names[name] = told or value
        return at

    def annotation(self, node: Node) -> int:
        types = [one for one in node.named_children if one.kind_id in g.TYPES]
        return self.type_value(types[0]) if types else 0

    def statements(self, node: Node) -> int:
        value = 0
        for child in node.named_children:
            value = self.visit(child)
        return value if node.named_child_count == 1 else 0

    def for_(self, node: Node) -> int:
        before, self.names = self.names, dict(self.names)
        collection = node.child_by_field_name("collection")
        item = node.child_by_field_name("item")
        value = self.visit(collection) if collection is not None else 0
        if item is not None:
            self.pattern(item, self.node(ITER, value) if value else 0)
        for child in node.named_children:
            if child not in (collection, item):
                self.visit(child)
        self.names = before
        return 0

    def pattern(self, node: Node, value: int = 0) -> int:
        """What a pattern binds; a name by itself has the value, all in it nothing that is known."""
        binds, told = False, 0
        names = []
        inner: Node | None = None
        previous = 0
        for child in node.children:
            kind = child.kind_id
            if kind in g.BINDING:
                binds = True
            elif kind in g.IDENTIFIER:
                if previous not in g.DOT:
                    names.append(child)
            elif kind in g.PATTERN:
                self.visit(child)
                inner = child.child_by_field_id(g.BOUND)
            elif kind in g.TYPES:
                told = self.type_value(child)
                if inner is not None:
                    self.names[self.text(inner).strip(b"`")] = told
            elif child.is_named and kind not in g.COMMENTS:
                self.visit(child)
            previous = kind
        whole = node.child_by_field_id(g.BOUND)
        for one in names:
            if binds or one == whole or len(node.children) == 1:
                self.names[self.text(one).strip(b"`")] = told or (value if len(names) == 1 else 0)
        return 0

    def catch(self, node: Node) -> int:
        before, self.names = self.names, {**self.names, b"error": 0}
        self.children(node)
        self.names = before
        return 0

    def return_(self, node: Node) -> int:
        value = 0
        result = node.child_by_field_name("result")
        for child in node.named_children:
            value = self.visit(child)
        if self.returns is not None and result is not None:
            self.returns.append(value)
        return 0

    def closure(self, node: Node) -> int:
        """A closure sees the variables around it; of its parameters only declared types are known."""
        before, returns = self.names, self.returns
        self.names, self.returns = dict(before), None
        for child in node.named_children:
            if child.kind_id in g.LAMBDA_TYPE:
                self._closure_type(child)
            else:
                self.visit(child)
        self.names, self.returns = before, returns
        return 0

    def _closure_type(self, node: Node) -> None:
        for child in node.named_children:
            if child.kind_id in g.LAMBDA_PARAMETERS:
                for one in child.named_children:
                    self._closure_parameter(one)
            else:
                self.visit(child)

    def _closure_parameter(self, node: Node) -> None:
        names = [one for one in node.named_children if one.kind_id in g.IDENTIFIER]
        types = [one for one in node.named_children if one.kind_id in g.TYPES]
        value = self.type_value(types[0]) if types else 0
        if names:
            self.names[self.text(names[-1])] = value

    def captures(self, node: Node) -> int:
        """``[weak self, x = y]``."""
        for child in node.named_children:
            value = child.child_by_field_id(g.VALUE)
            name = child.child_by_field_id(g.NAME)
            if value is not None and name is not None:
                self.names[self.text(name)] = self.visit(value)
        return 0

    def attribute(self, node: Node) -> int:
        """``@Name(...)``; those of the language itself name nothing."""
        parts = node.named_children
        if parts and parts[0].kind_id in g.USER_TYPE and self.named_in(parts[0])[:1].isupper():
            self.named_type(parts[0], USES)
            children = node.children
            for at, child in enumerate(children):
                label = child.kind_id in g.IDENTIFIER and children[at + 1].kind_id in g.COLON
                if child.is_named and child is not parts[0] and not label:
                    self.visit(child)
        return 0

    def macro_call(self, node: Node) -> int:
        """``#name(...)``: macros are not looked up by their names."""
        for child in node.named_children:
            if child.kind_id not in g.IDENTIFIER:
                self.visit(child)
        return 0

    def typed(self, node: Node) -> int:
        """A type where no handler asks for it."""
        self.type_value(node)
        return 0


LITERALS = {number: name for kinds, name in _LITERALS.items() for number in g.kinds(*kinds.split())}

_walker = ExpressionWalker
HANDLERS = handlers(g.kinds, dict.fromkeys(_LITERALS, _walker.literal)) | handlers(
    g.kinds,
    {
        "simple_identifier": _walker.identifier,
        "self_expression": _walker.self_,
        "super_expression": _walker.super_expression,
        "navigation_expression": _walker.navigation,
        "call_expression": _walker.call,
        "call_suffix constructor_suffix": _walker.suffix,
        "constructor_expression": _walker.constructor,
        "value_argument": _walker.argument,
        "prefix_expression": _walker.prefix,
        "try_expression await_expression postfix_expression": _walker.passed,
        "tuple_expression": _walker.tuple_,
        "as_expression": _walker.cast,
        "nil_coalescing_expression": _walker.coalesced,
        "ternary_expression": _walker.ternary,
        "key_path_expression": _walker.key_path,
        "assignment": _walker.assignment,
        "if_statement while_statement repeat_while_statement switch_entry": _walker.scoped,
        "guard_statement": _walker.guard,
        "statements": _walker.statements,
        "for_statement": _walker.for_,
        "pattern": _walker.pattern,
        "catch_block": _walker.catch,
        "control_transfer_statement": _walker.return_,
        "lambda_literal": _walker.closure,
        "capture_list": _walker.captures,
        "macro_invocation": _walker.macro_call,
        "attribute": _walker.attribute,
        "type_annotation": _walker.annotation,
        "user_type array_type dictionary_type optional_type opaque_type existential_type": _walker.typed,
        "protocol_composition_type tuple_type function_type": _walker.typed,
        "comment multiline_comment directive value_argument_label": _walker.nothing,
        "precedence_group_declaration operator_declaration shebang_line": _walker.nothing,
    },
)
