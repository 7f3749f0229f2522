"""Walks the functions of C and C++, their bodies when all definitions of the file are known."""

from __future__ import annotations

from parseltongue.analysis.languages.c.bindings import CONSTRUCTION, number
from parseltongue.analysis.languages.c.declarations import DeclarationWalker
from parseltongue.analysis.languages.c.scopes import CLASS_SCOPE, FUNCTION_SCOPE, Scope
from parseltongue.analysis.languages.c.texts import signature
from parseltongue.analysis.languages.c.types import QUALIFIED, Declared
from parseltongue.model.interface import SHADOWED, TEST
from parseltongue.model.kinds import CALLS, CONSTRUCTOR, FUNCTION, IMPL, METHOD, USES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft

_BODY = number("compound_statement")
_DECLARATION = number("declaration")
_INITIALIZERS = number("field_initializer_list")


class FunctionWalker(DeclarationWalker):
    """Handlers of functions with a body."""

    __slots__ = ("_impls", "queue")

    queue: list[tuple[EntityDraft, Scope, Declared, Node]]
    """Bodies of functions, walked when all definitions of the file are known."""
    _impls: dict[tuple[int, bytes], EntityDraft]

    def function_definition(self, node: Node) -> int:
        if self.scope.kind == FUNCTION_SCOPE and any(one.is_error for one in node.children):
            return self.children(node)
        declarator = node.child_by_field_name("declarator")
        body = node.child_by_field_name("body")
        found = self.declared(declarator) if declarator is not None else Declared()
        name_node, function = found.name, found.function
        if name_node is None or function is None:
            return self.children(node)  # It only looks like a definition: ``MACRO(x) { ... }``.
        returned = node.child_by_field_name("type")
        draft, inner = self._function(node, name_node, returned is not None)
        before, self.source_entity = self.source_entity, draft.ordinal
        outer, self.scope = self.scope, inner
        draft.type = self.type_value(returned) if returned is not None else self._maker_type(draft, inner)
        self.scope = outer
        self.source_entity = before
        end = body.start_byte if body is not None else node.end_byte
        draft.signature = draft.signature or signature(self.source, node.start_byte, end)
        if b"static" in self.storage(node):
            self.make_static(draft)
        self.functions.add(draft.name)
        if outer.kind == FUNCTION_SCOPE and self.cpp:
            outer.names[draft.name] = -self.local_path(draft)
        self.queue.append((draft, inner, found, node))
        return 0

    def _maker_type(self, draft: EntityDraft, inner: Scope) -> int:
        return self.instance(inner.this) if draft.kind == CONSTRUCTOR else 0

    def _function(self, node: Node, name_node: Node, typed: bool) -> tuple[EntityDraft, Scope]:
        """The entity of a function with a body, and the scope of that body."""
        scope = self.scope
        owner, context, this = scope.entity, scope.context, scope.this
        if not self.cpp:
            # C has no functions in functions: one that seems to be stands behind a body that did not end.
            owner = self.builder.entities[0]
        kind = METHOD if scope.kind == CLASS_SCOPE else FUNCTION
        name = self.text(name_node)
        out_of_line = False
        if self.code.get(name_node.kind_id) == QUALIFIED:
            *scopes, name_node = self.segments(name_node)
            name = self.text(self.segment(name_node)[0])
            names = [self.text(self.segment(one)[0]) for one in scopes]
            if names:
                owner, kind, out_of_line = self._impl(node, b".".join(names)), METHOD, True
                this = self.global_path(names[0])
                for one in names[1:]:
                    this = self.attribute(this, one)
                context = b".".join((context, *names)) if context else b".".join(names)
        else:
            name = self.text(self.segment(name_node)[0])
        if not typed and kind == FUNCTION and self.cpp and name.isupper():
            name = self._test_name(node, name)
        name = b"".join(name.split()) if not name.startswith(b"operator") else b" ".join(name.split())
        class_name = context.rpartition(b".")[2]
        if kind == METHOD and name == class_name:
            kind = CONSTRUCTOR
        define = self.define if self.cpp else self.define_once
        draft = define(kind, node, name, name_node, owner)
        if out_of_line:
            # The class declares it: that is where its name is looked up.
            draft.flags |= SHADOWED
            owner.end = max(owner.end, node.end_byte)
        if name.lower().startswith(b"test"):
            draft.flags |= TEST
        inner = Scope(FUNCTION_SCOPE, draft, context, this)
        inner.names = dict(scope.names)
        return draft, inner

    def _test_name(self, node: Node, macro: bytes) -> bytes:
        """``TEST(Suite, Name) {`` defines a function named after its arguments."""
        declarator = node.child_by_field_name("declarator")
        parameters = declarator.child_by_field_name("parameters") if declarator is not None else None
        words = (
            self.text(parameters).strip(b"()").replace(b",", b" ").split() if parameters is not None else []
        )
        if words and all(word.replace(b"_", b"").isalnum() for word in words):
            return b"_".join(words)
        return macro

    def _impl(self, node: Node, name: bytes) -> EntityDraft:
        """What holds the methods that a file defines outside of their class."""
        key = (self.scope.entity.ordinal, name)
        draft = self._impls.get(key)
        if draft is None:
            draft = self.builder.entity(
                IMPL,
                self.scope.entity.ordinal,
                self.clean(name),
                node.start_byte,
                node.end_byte,
                node.start_byte,
            )
            self._impls[key] = draft
        return draft

    def bodies(self) -> None:
        """Walk the bodies of all functions; those of local classes are added on the way."""
        for draft, inner, found, node in self.queue:
            self.source_entity = draft.ordinal
            self.scope = inner
            self.constants = set()
            if found.function is not None:
                self.parameters(found.function, bind=True, of=draft)
            self.visit_others(found)
            for child in node.children:
                kind = self.code.get(child.kind_id)
                if kind == _DECLARATION:
                    self.declaration(child)
                elif kind in (_BODY, _INITIALIZERS) or (kind is None and child.is_named):
                    self.visit(child)

    def field_initializer(self, node: Node) -> int:
        """``member(value)`` or ``Base(value)`` before the body of a constructor."""
        first = node.children[0]
        if self.scope.this and self.code.get(first.kind_id) == number("field_identifier"):
            path = self.global_path(self.text(first))
            self.mention(path, USES, first)
            self.mention(self.attribute(path, CONSTRUCTION), CALLS, first)
        elif self.code.get(first.kind_id) is not None:
            self.visit(first)
        for child in node.children[1:]:
            self.visit(child)
        return 0
