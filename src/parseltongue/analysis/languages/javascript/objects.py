"""Walks JavaScript's object literals: those that are held by what has a name have members."""

from __future__ import annotations

from parseltongue.analysis.languages.javascript import grammar as g
from parseltongue.analysis.languages.javascript.members import MemberWalker
from parseltongue.analysis.languages.javascript.visits import EXPRESSIONS
from parseltongue.model.kinds import CLASS, FIELD, METHOD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft

RETURNED = b"{}/"
"""A function tells under this, and its name, each member of an object literal that it returns."""


class ObjectWalker(MemberWalker):
    """Handlers of object literals."""

    __slots__ = ()

    def object_literal(self, node: Node, owner: EntityDraft | None = None, type_: int = 0) -> int:
        """The value of an object literal: if it is what an entity holds, that has its members.

        `type_` is the path of the type that it is expected to have.
        """
        around = self.builder.entities[self.source_entity]
        comment = None
        for child in node.children:
            kind = self.kinds[child.kind_id]
            if kind == g.COMMENT:
                comment = child
                continue
            self.comment = comment
            if kind == g.METHOD_DEFINITION:
                if owner is None:
                    self.method(child, around, around, type_)
                else:
                    self.method(child, owner)
            elif kind == g.PAIR and owner is not None:
                self.property(child, owner)
            elif kind == g.PAIR and type_ and self.kind(child.children[-1]) in g.MAY_HOLD_FUNCTIONS:
                self.expected(child.children[-1], self.context_of(type_, child.children[0]))
            elif kind == g.SHORTHAND and owner is not None:
                self.shorthand_property(child, owner)
            elif kind == g.SPREAD and owner is not None:
                spread = self.last(child)
                if self.told(spread):
                    owner.bases.append(spread)
            elif EXPRESSIONS[kind] is not None:
                self.expression(child)
            if kind:
                comment = None
        return self.local(owner) if owner is not None else 0

    def property(self, node: Node, owner: EntityDraft) -> None:
        """``name: value`` in an object that has a name."""
        children = node.children
        key, value = children[0], children[-1]
        name = b"" if self.kind(key) == g.COMPUTED else self.member_name(key)
        if not name or (name == b"constructor" and owner.kind == CLASS):
            self.pair(node)
            return
        function = self.kind(value) in g.FUNCTIONS
        draft = self.define(METHOD if function else FIELD, node, key, name, owner)
        self.enter_member(owner, draft, body=True)
        if function:
            self.function_of_member(value, draft, owner)
        else:
            draft.type = self.field_value(value, draft, 0)

    def shorthand_property(self, node: Node, owner: EntityDraft) -> None:
        value = self.expression(node)
        draft = self.define(FIELD, node, node, self.text(node), owner)
        self.enter_member(owner, draft, body=True)
        draft.type = value if self.told(value) else 0

    def returned_object(self, node: Node) -> int:
        """The value of an object literal that a function returns: the function tells its members."""
        draft = self.scope.frame.entity
        names = self.builder.imports.setdefault(draft.ordinal, {})
        annotation = self.scope.frame.returned
        type_ = self.named_type(annotation) if annotation is not None else 0
        for child in node.children:
            kind = self.kinds[child.kind_id]
            if kind == g.METHOD_DEFINITION:
                method = self.method(child, draft, draft, type_)
                if method is not None:
                    names[RETURNED + method.name] = self.local(method)
            elif kind == g.PAIR and self.kind(child.children[0]) != g.COMPUTED:
                value = self.expected(child.children[-1], self.context_of(type_, child.children[0]))
                if self.told(value):
                    names[RETURNED + self.member_name(child.children[0])] = value
            elif kind == g.SHORTHAND:
                value = self.expression(child)
                if self.told(value):
                    names[RETURNED + self.text(child)] = value
            elif EXPRESSIONS[kind] is not None:
                self.expression(child)
        return self.paths.attribute(self.local(draft), RETURNED)


g.enter(EXPRESSIONS, {"object": ObjectWalker.object_literal})
