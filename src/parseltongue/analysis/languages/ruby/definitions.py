"""Walks Ruby definitions: classes and modules, methods, and the calls that define something."""

from __future__ import annotations

from parseltongue.analysis.languages.ruby import grammar as g
from parseltongue.analysis.languages.ruby.expressions import HANDLERS, ExpressionWalker
from parseltongue.analysis.languages.ruby.names import TypeScope
from parseltongue.analysis.languages.ruby.texts import first_line, signature, told_parameters, told_result
from parseltongue.analysis.walker import handlers
from parseltongue.model import kinds as k
from parseltongue.model.interface import STATIC, TEST, VISIBILITY_MASK
from parseltongue.model.paths import CONTAINER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder

_VISIBILITIES = {b"public": k.PUBLIC, b"protected": k.PROTECTED, b"private": k.PRIVATE}
_ATTRIBUTES = frozenset(
    b"attr_reader attr_writer attr_accessor attr cattr_accessor cattr_reader cattr_writer"
    b" mattr_accessor mattr_reader mattr_writer class_attribute".split()
)
_OF_CLASS = frozenset(one for one in _ATTRIBUTES if not one.startswith(b"attr"))
_REQUIRES = frozenset(b"require require_relative load autoload".split())
_MIXINS = frozenset(b"include prepend extend".split())
_MADE_CLASSES = {(b"Struct", b"new"), (b"Data", b"define"), (b"Class", b"new"), (b"Module", b"new")}


class DefinitionWalker(ExpressionWalker):
    """The whole walker: `program` is the way in."""

    __slots__ = ("keep_docs",)

    def __init__(self, builder: FactsBuilder, *, keep_docs: bool) -> None:
        super().__init__(builder)
        self.keep_docs = keep_docs
        self.returns = []
        self.blocks = 0

    def program(self, root: Node) -> None:
        self._statements(root.children, b"")

    def _statements(self, nodes: list[Node], comments: bytes) -> None:
        """Definitions and statements in order, each with the comments right above it."""
        line = -1
        above = [comments] if comments else []
        for node in nodes:
            if node.kind_id in g.COMMENT:
                if node.start_point[0] != line + 1:
                    above = []
                above.append(self.text(node))
                line = node.end_point[0]
                continue
            if node.is_named:
                definition = _DEFINITIONS.get(node.kind_id)
                if definition is not None:
                    self._in_depth(definition, node, b"\n".join(above))
                else:
                    self.visit(node)
            above = []

    def _in_depth(self, definition: Callable[..., int], node: Node, comments: bytes) -> None:
        if self.depth > _DEEPEST:
            self.cut = True
            return
        self.depth += 4
        definition(self, node, comments)
        self.depth -= 4

    def body(self, node: Node) -> int:
        self._statements(node.children, b"")
        return 0

    def _doc(self, comments: bytes) -> str:
        return first_line(comments) if self.keep_docs and comments else ""

    def _container(self) -> EntityDraft:
        return self.scope.draft if self.scope is not None else self.builder.entities[0]

    # -- classes ------------------------------------------------------------------------------------------

    def type_(self, node: Node, comments: bytes = b"") -> int:
        """``class A::B < Base``, ``module A``."""
        name, body = node.child_by_field_id(g.NAME), node.child_by_field_id(g.BODY)
        written = self.written(name) if name is not None else b""
        if name is None or not written:
            return self.children(node)
        children = body.children if body is not None else []
        kind = k.CLASS if node.kind_id in g.CLASS else k.TRAIT if _has_members(children) else k.MODULE
        head, _, short = written.rpartition(b"::")
        draft = self.define(kind, self._container(), node, name, short)
        superclass = node.child_by_field_id(g.SUPERCLASS)
        draft.doc = self._doc(comments)
        draft.signature = signature(
            self.source[node.start_byte : (superclass or name).end_byte],
        )
        if b"::" in written:
            draft.type = self.imported(self._full(head))
        nest = (self.scope.nest if self.scope is not None else b"") + written + b"/"
        if written.startswith(b"::"):
            nest = written[2:] + b"/"
        bases = [self._superclass(superclass, draft)] if superclass is not None else []
        above = b"\n".join(self.text(one) for one in node.children if one.kind_id in g.COMMENT)
        self._inside(draft, nest, children, above, bases)
        return 0

    def _full(self, head: bytes) -> bytes:
        """The whole name of the module that a class written with one belongs to."""
        if not head or head.startswith(b"::") or self.scope is None:
            return head.removeprefix(b"::")
        return self.scope.nest.replace(b"/", b"::") + head

    def _superclass(self, node: Node, draft: EntityDraft) -> int:
        base = node.named_children[-1] if node.named_child_count else node
        if base.kind_id in g.CONSTANTS:
            before, self.source_entity = self.source_entity, draft.ordinal
            path = self.constant(base, k.EXTENDS)
            self.source_entity = before
            return path
        made = self._made_class(base)
        if made is None:
            self.visit(base)
            return 0
        return self._fill_made(base, made, draft)

    def _inside(
        self, draft: EntityDraft, nest: bytes, children: list[Node], comments: bytes, bases: list[int]
    ) -> None:
        """Walk the body of a class."""
        before = (
            self.scope, self.this, self.is_static, self.singleton, self.method_draft, self.names,
            self.source_entity,
        )  # fmt: skip
        self.scope = scope = TypeScope(draft, self.local(draft), nest)
        self.this, self.is_static, self.singleton, self.method_draft = scope.own, True, False, None
        self.names, self.source_entity = {}, draft.ordinal
        draft.bases = [one for one in bases if one]
        self._statements(children, comments)
        for member in draft.members.values():
            if not member.type:
                member.type = scope.variables.get(b"@" + member.name, 0)
        if scope.everywhere:
            draft.bases.append(self.node(CONTAINER, scope.own))
        (
            self.scope, self.this, self.is_static, self.singleton, self.method_draft, self.names,
            self.source_entity,
        ) = before  # fmt: skip

    def singleton_class(self, node: Node, comments: bytes = b"") -> int:
        """``class << self``."""
        value, body = node.child_by_field_id(g.VALUE), node.child_by_field_id(g.BODY)
        if body is None or value is None:
            return 0
        if self.scope is None or value.kind_id not in g.SELF:
            self.visit(value)
            return self.visit(body)
        before, self.singleton = self.singleton, True
        visibility, self.scope.static_visibility = self.scope.static_visibility, k.PUBLIC
        self._statements(body.children, b"")
        self.singleton, self.scope.static_visibility = before, visibility
        return 0

    # -- classes that calls make --------------------------------------------------------------------------

    def _made_class(self, node: Node) -> tuple[bytes, bytes] | None:
        """Whether a call is ``Struct.new`` or the like."""
        if node.kind_id not in g.CALL:
            return None
        receiver, name = node.child_by_field_id(g.RECEIVER), node.child_by_field_id(g.CALLED)
        if receiver is None or name is None or receiver.kind_id not in g.CONSTANTS:
            return None
        made = self.text(receiver).removeprefix(b"::"), self.text(name)
        return made if made in _MADE_CLASSES else None

    def _fill_made(self, node: Node, made: tuple[bytes, bytes], draft: EntityDraft) -> int:
        """The members that such a call names; the path of the superclass."""
        arguments = node.child_by_field_id(g.ARGUMENTS)
        base = 0 if made[0] in (b"Class", b"Module") else self.builtin(made[0])
        for one in arguments.named_children if arguments is not None else ():
            if one.kind_id in g.SYMBOL:
                member = self.define(k.PROPERTY, draft, one, one, self.literal(one))
                member.signature = signature(b"attr_accessor", self.text(one))
                draft.members[member.name] = member
            elif one.kind_id in g.CONSTANTS and made[0] == b"Class":
                base = self.constant(one, k.EXTENDS)
            else:
                self.visit(one)
        return base

    def constant_assignment(self, node: Node, left: Node, right: Node) -> int:
        container = self._container()
        made = self._made_class(right)
        if made is not None and self.method_draft is None:
            return self._assigned_class(node, left, right, made)
        if self.method_draft is None:
            draft = self.define(k.CONSTANT, container, node, left)
            draft.signature = signature(self.text(left))
            draft.flags = STATIC
            draft.type = self.visit(right)
            return draft.type
        return self.visit(right)

    def _assigned_class(self, node: Node, left: Node, right: Node, made: tuple[bytes, bytes]) -> int:
        kind = k.TRAIT if made[0] == b"Module" else k.CLASS
        draft = self.define(kind, self._container(), node, left)
        draft.signature = signature(self.text(left) + b" = " + b".".join(made))
        block = right.child_by_field_id(g.BLOCK)
        body = block.child_by_field_id(g.BODY) if block is not None else None
        nest = (self.scope.nest if self.scope is not None else b"") + self.text(left) + b"/"
        before, self.source_entity = self.source_entity, draft.ordinal
        base = self._fill_made(right, made, draft)
        self.source_entity = before
        self._inside(draft, nest, body.children if body is not None else [], b"", [base])
        return self.local(draft)

    # -- methods ------------------------------------------------------------------------------------------

    def method(self, node: Node, comments: bytes = b"") -> int:  # type: ignore[override]
        """``def name``, ``def self.name``."""
        name, body = node.child_by_field_id(g.NAME), node.child_by_field_id(g.BODY)
        if name is None:
            return self.children(node)
        owner = node.child_by_field_id(g.OBJECT)
        static = self.singleton or (owner is not None and owner.kind_id in g.SELF)
        if owner is not None and not static:
            self.visit(owner)
        draft = self._declared(node, name, static)
        draft.doc = self._doc(comments)
        end = node.child_by_field_id(g.PARAMETERS) or name
        draft.signature = signature(self.source[node.start_byte : end.end_byte])
        self._method_body(node, body, draft, static, comments)
        return 0

    def _declared(self, node: Node, name: Node, static: bool) -> EntityDraft:
        scope = self.scope
        if scope is None:
            # Within a block there is no telling whose method it is.
            kind = k.METHOD if self.blocks else k.FUNCTION
            return self.define(kind, self.builder.entities[0], node, name)
        draft = self.define(k.METHOD, scope.draft, node, name)
        draft.flags = STATIC | scope.static_visibility if static else scope.visibility
        if draft.name.startswith(b"test_") and scope.draft.kind == k.CLASS and not static:
            draft.flags |= TEST
        if not static and draft.name in (b"initialize", b"initialize_copy", b"respond_to_missing?"):
            draft.flags = draft.flags & ~VISIBILITY_MASK | k.PRIVATE
        if draft.name == b"initialize" and not static:
            draft.kind = k.CONSTRUCTOR
        return draft

    def _method_body(
        self, node: Node, body: Node | None, draft: EntityDraft, static: bool, comments: bytes
    ) -> None:
        before = self.this, self.is_static, self.method_draft, self.names, self.source_entity, self.returns
        scope = self.scope
        self.this = 0 if scope is None else scope.own if static else self.instance(scope.own)
        self.is_static, self.method_draft, self.source_entity = static, draft, draft.ordinal
        self.names, self.returns = {}, []
        told = told_parameters(comments) if b"@param" in comments else {}
        for name in self.parameters(node.child_by_field_id(g.PARAMETERS)):
            self.names[name] = self.instance(self.constant_path(told[name])) if name in told else 0
        value = self._value_of(body) if body is not None else 0
        result = told_result(comments) if b"@return" in comments else b""
        if result:
            draft.type = self.instance(self.constant_path(result))
        elif value and all(one == value for one in self.returns):
            draft.type = value
        self.this, self.is_static, self.method_draft, self.names, self.source_entity, self.returns = before

    def _value_of(self, body: Node) -> int:
        """Walk the body of a method; the value of the last statement in it."""
        if body.kind_id not in g.BODIES:
            return self.returned(self.visit(body))
        value = 0
        for child in body.children:
            if child.is_named and child.kind_id not in g.COMMENT:
                value = self.visit(child)
        return self.returned(value)

    def nested_method(self, node: Node) -> int:
        return self.method(node)

    # -- calls that define --------------------------------------------------------------------------------

    def modifier(self, node: Node, name: bytes, arguments: Node | None) -> bool:
        if name in _REQUIRES and arguments is not None:
            self.imports(name, arguments)
            return True
        if self.scope is None or self.method_draft is not None:
            return False
        if name in _VISIBILITIES:
            self._visibility(_VISIBILITIES[name], arguments)
            return True
        if arguments is None:
            if name == b"module_function":
                self.scope.everywhere = True
            return name == b"module_function"
        special = _SPECIAL.get(name)
        if special is None:
            return False
        special(self, node, name, arguments)
        return True

    def _visibility(self, visibility: int, arguments: Node | None) -> None:
        scope = self.scope
        if scope is None:
            return
        if arguments is None:
            if self.singleton:
                scope.static_visibility = visibility
            else:
                scope.visibility = visibility
            return
        before = len(self.builder.entities)
        for one in arguments.named_children:
            if one.kind_id in g.SYMBOL or one.kind_id in g.STRING:
                self._show(self.literal(one), visibility, static=self.singleton)
            else:
                self.visit(one)
        for draft in self.builder.entities[before:]:
            if draft.parent == scope.draft.ordinal:
                draft.flags = draft.flags & ~VISIBILITY_MASK | visibility

    def _show(self, name: bytes, visibility: int, *, static: bool) -> None:
        """Change the visibility of what a class has defined above."""
        if self.scope is None:
            return
        for draft in self.builder.entities[self.scope.draft.ordinal :]:
            if (
                draft.name == name
                and draft.parent == self.scope.draft.ordinal
                and bool(draft.flags & STATIC) == static
            ):
                draft.flags = draft.flags & ~VISIBILITY_MASK | visibility

    def private_class_method(self, node: Node, name: bytes, arguments: Node) -> None:
        for one in arguments.named_children:
            if one.kind_id in g.SYMBOL:
                self._show(self.literal(one), k.PRIVATE, static=True)
            else:
                self.visit(one)

    def mixin(self, node: Node, name: bytes, arguments: Node) -> None:
        """``include``, ``prepend``, ``extend``: the last one that is named goes first."""
        if self.scope is None:
            return
        own = name == b"extend" or self.singleton
        found = []
        for one in arguments.named_children:
            if one.kind_id in g.CONSTANTS:
                path = self.constant(one, k.EXTENDS)
                found.append(self.node(CONTAINER, path) if own and path else path)
            elif one.kind_id in g.SELF and own:
                self.scope.everywhere = True
            else:
                self.visit(one)
        draft = self.scope.draft
        draft.bases = [*reversed(found), *draft.bases]

    def attributes(self, node: Node, name: bytes, arguments: Node) -> None:
        for one in arguments.named_children:
            text = self.literal(one)
            if not text:
                self.visit(one)
                continue
            draft = self._member(k.PROPERTY, one, text, static=self.singleton or name in _OF_CLASS)
            draft.signature = signature(name, self.text(one))
            if name.endswith(b"_writer"):
                draft.parameters = [0]
            elif name.endswith(b"_reader") or name == b"attr":
                draft.parameters = []

    def _member(self, kind: int, node: Node, name: bytes, *, static: bool = False) -> EntityDraft:
        scope = self.scope
        if scope is None:
            raise RuntimeError("a member needs a class")
        draft = self.define(kind, scope.draft, node, node, name)
        draft.flags = STATIC | scope.static_visibility if static else scope.visibility
        if kind == k.PROPERTY:
            scope.draft.members.setdefault(name, draft)
        return draft

    def alias_method(self, node: Node, name: bytes, arguments: Node) -> None:
        first = arguments.named_children[0] if arguments.named_child_count else None
        if first is not None and self.literal(first):
            draft = self._member(k.METHOD, first, self.literal(first), static=self.singleton)
            draft.signature = signature(self.text(node))

    def alias(self, node: Node, comments: bytes = b"") -> int:
        """``alias new old``."""
        name = node.child_by_field_id(g.NAME)
        if name is not None and self.scope is not None and self.method_draft is None:
            text = self.text(name).removeprefix(b":")
            draft = self._member(k.METHOD, name, text, static=self.singleton)
            draft.signature = signature(self.text(node))
        return 0

    def define_method(self, node: Node, name: bytes, arguments: Node) -> None:
        """``define_method(:name) { ... }``."""
        parts = arguments.named_children
        text = self.literal(parts[0]) if parts else b""
        block = node.child_by_field_id(g.BLOCK)
        if not text or block is None:
            self.children(arguments)
            if block is not None:
                self.visit(block)
            return
        static = self.singleton or name == b"define_singleton_method"
        draft = self._member(k.METHOD, node, text, static=static)
        draft.signature = signature(self.source[node.start_byte : arguments.end_byte])
        draft.name_start = parts[0].start_byte
        self._method_body(block, block.child_by_field_id(g.BODY), draft, static, b"")

    def delegated(self, node: Node, name: bytes, arguments: Node) -> None:
        """Methods that pass a call on: all names of ``delegate``, all but the first of ``def_delegators``."""
        parts = list(arguments.named_children)
        if name == b"def_delegators":
            parts = parts[1:]
        elif name == b"def_delegator":
            parts = parts[-1:] if len(parts) > 1 else []
        for one in parts:
            text = self.literal(one)
            if text:
                draft = self._member(k.METHOD, one, text, static=self.singleton)
                draft.signature = signature(name, self.text(one))


def _has_members(children: list[Node]) -> bool:
    """Whether a module has more in it than other modules and constants."""
    return any(one.is_named and one.kind_id not in g.PLAIN_BODY for one in children)


_DEEPEST = 230
_walker = DefinitionWalker
_SPECIAL = {
    **dict.fromkeys(_ATTRIBUTES, _walker.attributes),
    **dict.fromkeys(_MIXINS, _walker.mixin),
    **dict.fromkeys((b"define_method", b"define_singleton_method"), _walker.define_method),
    **dict.fromkeys((b"delegate", b"def_delegators", b"def_delegator"), _walker.delegated),
    b"private_class_method": _walker.private_class_method,
    b"alias_method": _walker.alias_method,
}
_DEFINITIONS: dict[int, Callable[..., int]] = {
    **dict.fromkeys(g.CLASS | g.MODULE, _walker.type_),
    **dict.fromkeys(g.SINGLETON_CLASS, _walker.singleton_class),
    **dict.fromkeys(g.METHOD | g.SINGLETON_METHOD, _walker.method),
    **dict.fromkeys(g.kinds("alias"), _walker.alias),
}
DefinitionWalker.HANDLERS = HANDLERS | handlers(
    g.kinds,
    {
        "body_statement": _walker.body,
        "class module": _walker.type_,
        "singleton_class": _walker.singleton_class,
        "method singleton_method": _walker.nested_method,
        "alias": _walker.alias,
    },
)
