"""Walks what makes classes of functions and members of objects, as JavaScript did before it had classes."""

from __future__ import annotations

import re

from parseltongue.analysis.languages.javascript import grammar as g
from parseltongue.analysis.languages.javascript.definitions import DefinitionWalker
from parseltongue.model.interface import STATIC
from parseltongue.model.kinds import CLASS, CONSTANT, FIELD, FUNCTION, METHOD, PUBLIC, VARIABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft

_NAME = rb"([A-Za-z_$][\w$]*)"
_PROTOTYPE = re.compile(rb"[A-Za-z_$][\w$]*\.prototype\Z")
_MEMBER_OF_INSTANCES = re.compile(_NAME + rb"\.prototype\." + _NAME + rb"\Z")
_MEMBER = re.compile(_NAME + rb"\." + _NAME + rb"\Z")
_DOTTED = re.compile(rb"[\w$]+(?:\.[\w$]+)*\Z")
_CONSTRUCTOR = b"constructor"
MAX_CHAIN = 20
"""Assignments in a row that are looked through."""
_LONGEST = 40
"""Bytes of the callee of a call that makes a prototype, at most."""


class PrototypeWalker(DefinitionWalker):
    """Handlers of assignments to prototypes and members, and of the calls that stand for them."""

    __slots__ = ()

    def prototype_assignment(self, text: bytes, left: Node, right: Node) -> int | None:
        """The value of an assignment to a prototype, or to a member of one or of an object; else None."""
        found = _MEMBER_OF_INSTANCES.match(text)
        if found is not None:
            return self._member_of(found.group(1), found.group(2), left, right, PUBLIC)
        # In TypeScript, a function has no instances that its compiler knows members of.
        if self.comments is not None and _PROTOTYPE.match(text) is not None:
            return self._prototype_of(left, right)
        found = _MEMBER.match(text)
        if found is not None and self.kind(self._last_value(right)) in g.FUNCTIONS:
            return self._member_of(found.group(1), found.group(2), left, right, STATIC)
        return None

    def _last_value(self, node: Node) -> Node:
        """What all of ``a = b = value`` are given."""
        for _ in range(MAX_CHAIN):
            if self.kind(node) != g.ASSIGNMENT:
                break
            node = node.children[-1]
        return node

    def _entity_before(self, name: bytes, node: Node) -> EntityDraft | None:
        """The entity of a name, if it stands before a node."""
        draft = self.draft_of(abs(self.find(name)))
        return draft if draft is not None and draft.start <= node.start_byte else None

    def _constructor(self, node: Node) -> EntityDraft | None:
        """The function or class that a name means: something that has a prototype of note is a class."""
        draft = self._entity_before(self.text(node), node) if self.kind(node) == g.IDENTIFIER else None
        if draft is None or draft.kind not in (FUNCTION, CLASS):
            return None
        draft.kind = CLASS
        return draft

    # -- members -------------------------------------------------------------------------------------------

    def _member_of(self, owner: bytes, name: bytes, left: Node, right: Node, flags: int) -> int | None:
        """``Owner.prototype.name = ...`` makes a class of a function; ``owner.name = function`` a method."""
        draft = self._entity_before(owner, left)
        if draft is None:
            return None
        if draft.kind not in (FUNCTION, CLASS):
            return self._member_of_object(draft, name, left, right) if flags & STATIC else None
        if flags & STATIC and draft.kind != CLASS:
            return None
        draft.kind = CLASS
        if name == _CONSTRUCTOR and not flags & STATIC:
            return self.expression(right)
        return self._assigned_member(draft, name, left, right, flags)

    def _member_of_object(self, draft: EntityDraft, name: bytes, left: Node, right: Node) -> int | None:
        """``object.name = function``: the object has what it was made from, and its own members."""
        if self.comments is None or draft.kind not in (CONSTANT, VARIABLE) or not draft.type:
            return None
        local = self.local(draft)
        if draft.type != local:
            draft.bases.append(draft.type)
            draft.type = local
        return self._assigned_member(draft, name, left, right, PUBLIC)

    def _assigned_member(self, owner: EntityDraft, name: bytes, left: Node, right: Node, flags: int) -> int:
        """Define a member, and give the path of it."""
        function = self.kind(right) in g.FUNCTIONS
        member = self.define(METHOD if function else FIELD, left, left.children[-1], name, owner)
        member.end = right.end_byte
        member.flags = flags
        self.enter_member(owner, member, body=True)
        if function:
            self.function_of_member(right, member, owner)
        else:
            value = self.expression(right)
            member.type = value if self.told(value) else 0
        return self.local(member)

    # -- prototypes ----------------------------------------------------------------------------------------

    def _prototype_of(self, left: Node, right: Node) -> int | None:
        """``Owner.prototype = {...}`` or ``= Object.create(Base.prototype)`` or ``= new Base()``."""
        draft = self._constructor(left.children[0])
        if draft is None:
            return None
        if self.kind(right) == g.OBJECT:
            self.object_literal(right, draft)
            return 0
        value = self.expression(right)
        base = self._made_from(right)
        if base is not None:
            self._extend(draft, base)
        elif self.told(value):
            draft.bases.append(value)
        return value

    def _made_from(self, node: Node) -> Node | None:
        """The constructor whose prototype a value is, or is made from."""
        kind = self.kind(node)
        if kind == g.NEW:
            return node.children[1]
        if kind == g.CALL and self.text(node.children[0]) == b"Object.create":
            given = self._arguments(node)
            return self._made_from(given[0]) if given and self.kind(given[0]) == g.MEMBER else None
        if kind == g.MEMBER and self.text(node.children[-1]) == b"prototype":
            return node.children[0]
        return None

    def _extend(self, draft: EntityDraft, base: Node) -> None:
        if _DOTTED.match(self.text(base)) is not None:
            source, self.source_entity = self.source_entity, draft.ordinal
            self.base_class(base, draft)
            self.source_entity = source

    # -- calls ---------------------------------------------------------------------------------------------

    def call_of(self, node: Node, function: Node) -> int:
        if self.comments is not None and function.end_byte - function.start_byte <= _LONGEST:
            handler = _CALLS.get(self.text(function).rpartition(b".")[2])
            if handler is not None:
                return handler(self, node, function)
        return super().call_of(node, function)

    def _arguments(self, call: Node) -> list[Node]:
        return [one for one in call.children[-1].children if self.kind(one) not in (0, g.COMMENT)]

    def _create(self, node: Node, function: Node) -> int:
        """``Object.create(prototype)`` has the members of the prototype."""
        value = super().call_of(node, function)
        given = self._arguments(node)
        if self.text(function) != b"Object.create" or not given or not _DOTTED.match(self.text(given[0])):
            return value
        return self.quietly(given[0])

    def _inherit(self, node: Node, function: Node) -> int:
        """``util.inherits(Owner, Base)``, and the functions that compilers write for it."""
        value = super().call_of(node, function)
        given = self._arguments(node)
        draft = self._constructor(given[0]) if len(given) == 2 else None
        if draft is not None:
            self._extend(draft, given[1])
        return value

    def _set_prototype(self, node: Node, function: Node) -> int:
        """``Object.setPrototypeOf(Owner.prototype, Base.prototype)``."""
        value = super().call_of(node, function)
        both = [self._made_from(one) for one in self._arguments(node) if self.kind(one) == g.MEMBER]
        if len(both) == 2 and both[0] is not None and both[1] is not None:
            draft = self._constructor(both[0])
            if draft is not None:
                self._extend(draft, both[1])
        return value

    def _assign(self, node: Node, function: Node) -> int:
        """``Object.assign(Owner.prototype, {...})``, and what libraries have for it."""
        given = self._arguments(node)
        owner = self._made_from(given[0]) if given and self.kind(given[0]) == g.MEMBER else None
        draft = self._constructor(owner) if owner is not None else None
        if draft is None:
            return super().call_of(node, function)
        self.callee(function)
        for one in given:
            self.object_literal(one, draft) if self.kind(one) == g.OBJECT else self.expression(one)
        return 0


_CALLS: dict[bytes, Callable[[PrototypeWalker, Node, Node], int]] = {
    b"create": PrototypeWalker._create,
    b"inherits": PrototypeWalker._inherit,
    b"_inherits": PrototypeWalker._inherit,
    b"__extends": PrototypeWalker._inherit,
    b"setPrototypeOf": PrototypeWalker._set_prototype,
    b"assign": PrototypeWalker._assign,
    b"extend": PrototypeWalker._assign,
}
