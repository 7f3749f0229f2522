"""Walks the declarations of C and C++: variables, prototypes, fields, names of types."""

from __future__ import annotations

from parseltongue.analysis.languages.c.bindings import number
from parseltongue.analysis.languages.c.flags import DECLARED
from parseltongue.analysis.languages.c.scopes import CLASS_SCOPE, FUNCTION_SCOPE
from parseltongue.analysis.languages.c.specifiers import ENUMERATORS, SpecifierWalker
from parseltongue.analysis.languages.c.texts import signature
from parseltongue.analysis.languages.c.types import (
    ABSTRACT_FUNCTION,
    AUTO,
    PARAMETERS,
    QUALIFIED,
    SPECIFIERS,
    TYPE_IDENTIFIER,
    Declared,
)
from parseltongue.model.interface import STATIC
from parseltongue.model.kinds import CALLS, CONSTRUCTOR, FIELD, METHOD, TYPE_ALIAS, VARIABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft

_DESTRUCTOR = number("destructor_name")
_ARGUMENTS = number("argument_list")
_INITIALIZER_LIST = number("initializer_list")
_INIT_DECLARATOR = number("init_declarator")
_NAMED_TYPES = frozenset((TYPE_IDENTIFIER, QUALIFIED))
_CALLED = frozenset((ABSTRACT_FUNCTION, number("abstract_array_declarator")))


class DeclarationWalker(SpecifierWalker):
    """Handlers of declarations."""

    __slots__ = ()

    # -- variables and prototypes -------------------------------------------------------------------------

    def declaration(self, node: Node) -> int:
        """``type a, *b = value;``: variables, prototypes, members of a class."""
        kind_node = node.child_by_field_name("type")
        before = len(self.mentions)
        value = self.type_value(kind_node) if kind_node is not None else 0
        typed = len(self.mentions)
        storage = self.storage(node)
        auto = kind_node is not None and self.code.get(kind_node.kind_id) == AUTO
        for declarator in node.children_by_field_name("declarator"):
            found = self.declared(declarator)
            if found.name is None:
                self.bind_declarator(declarator, 0)
            elif found.function is not None and self._is_construction(found.function):
                self._constructed_at(typed - 1, typed > before)
                self.scope.names[self.text(found.name)] = value
                self._read_as_parameters(found.function)
            elif found.function is not None:
                self._prototype(node, found, value, storage, kind_node is not None, before)
            else:
                self._constructed_at(typed - 1, typed > before and self._constructs(declarator))
                self._variable(node, declarator, found, value, storage, auto)
        return 0

    def _constructed_at(self, mention: int, constructed: bool) -> None:
        """In C++, the type of that mention is called, if it is `constructed`."""
        if constructed and self.cpp:
            self.constructed_by(mention)

    def _is_construction(self, function: Node) -> bool:
        """``Type name(first, second)`` in a function: what the grammar takes for parameters are arguments."""
        if not self.cpp or self.scope.kind != FUNCTION_SCOPE:
            return False
        given = [
            one
            for part in function.children
            if self.code.get(part.kind_id) == PARAMETERS
            for one in part.children
            if one.is_named
        ]
        return bool(given) and all(map(self._can_be_argument, given))

    def _can_be_argument(self, node: Node) -> bool:
        """Whether a parameter without a name is made of names only."""
        kind, declarator = node.child_by_field_name("type"), node.child_by_field_name("declarator")
        if kind is None or self.code.get(kind.kind_id) not in _NAMED_TYPES or len(node.children) > 2:
            return False
        return declarator is None or self.code.get(declarator.kind_id) in _CALLED

    def _read_as_parameters(self, function: Node) -> None:
        """Visit arguments that the grammar takes for parameters: ``a``, ``b::c``, ``f(a)``."""
        for part in function.children:
            if self.code.get(part.kind_id) != PARAMETERS:
                continue
            for one in part.children:
                kind, declarator = one.child_by_field_name("type"), one.child_by_field_name("declarator")
                if kind is None:
                    continue
                if declarator is not None and self.code.get(declarator.kind_id) == ABSTRACT_FUNCTION:
                    self._read_as_call(kind, declarator)
                else:
                    self.type_path(kind)

    def _read_as_call(self, name_node: Node, arguments: Node) -> None:
        given = sum(
            one.is_named
            for part in arguments.children
            if self.code.get(part.kind_id) == PARAMETERS
            for one in part.children
        )
        path, last, _ = self.qualified(name_node, self.counted(given))
        if path and self.find(self.text(last)) < 0:
            self.mention(path, CALLS, last)
        self._read_as_parameters(arguments)

    def _constructs(self, declarator: Node) -> bool:
        """``Type name(...)``, ``Type name{...}``."""
        if self.code.get(declarator.kind_id) != _INIT_DECLARATOR:
            return False
        last = declarator.children[-1]
        kind = self.code.get(last.kind_id)
        return kind == _ARGUMENTS or (
            kind == _INITIALIZER_LIST and self.source[declarator.children[0].end_byte :][:1] == b"{"
        )

    def _prototype(
        self, node: Node, found: Declared, value: int, storage: list[bytes], typed: bool, start: int
    ) -> None:
        """A function that is declared here and defined elsewhere; a class has it as a member.

        The mentions from `start` on are those of its type.
        """
        function, name_node = found.function, found.name
        if function is None or name_node is None:
            return
        if self.scope.kind == CLASS_SCOPE:
            name = b" ".join(self.text(self.segment(name_node)[0]).split())
            kind = METHOD
            if (
                not typed
                and self.code.get(name_node.kind_id) != _DESTRUCTOR
                and not name.startswith(b"operator")
            ):
                kind = CONSTRUCTOR
            if kind == CONSTRUCTOR and name != self.scope.entity.name:
                # A macro among the members, with arguments that look like parameters.
                self.mention_call(self.global_path(name), name, name_node)
                return
            draft = self.define(kind, node, name, name_node, self.scope.entity)
            draft.flags |= DECLARED
            draft.type = value if kind == METHOD else self.instance(self.scope.this)
            draft.signature = signature(self.source, node.start_byte, node.end_byte)
            if b"static" in storage:
                draft.flags |= STATIC
            self.mentions[start:] = [(*one[:3], draft.ordinal) for one in self.mentions[start:]]
            before, self.source_entity = self.source_entity, draft.ordinal
            self.parameters(function, bind=False, of=draft)
            self.visit_others(found)
            self.source_entity = before
            return
        self.parameters(function, bind=False)
        self.visit_others(found)

    def _variable(
        self, node: Node, declarator: Node, found: Declared, value: int, storage: list[bytes], auto: bool
    ) -> None:
        scope, name_node = self.scope, found.name
        if name_node is None:
            return
        name = self.text(name_node)
        if scope.kind == FUNCTION_SCOPE:
            inner = (
                declarator.children[0]
                if self.code.get(declarator.kind_id) == _INIT_DECLARATOR
                else declarator
            )
            scope.names[name] = self.local_value(value, node.child_by_field_name("type"), inner)
            self.note_constant(node, name)
            initial = self.visit_others(found)
            if auto:
                scope.names[name] = initial
            return
        external = b"extern" in storage and self.code.get(declarator.kind_id) != _INIT_DECLARATOR
        if not external and self.code.get(name_node.kind_id) != QUALIFIED:
            kind = FIELD if scope.kind == CLASS_SCOPE else VARIABLE
            draft = self.define_once(kind, node, name, name_node, scope.entity)
            draft.type = draft.type or value
            draft.signature = draft.signature or signature(self.source, node.start_byte, declarator.end_byte)
            if b"static" in storage:
                self.make_static(draft)
        self.visit_others(found)

    # -- fields -------------------------------------------------------------------------------------------

    def field_declaration(self, node: Node) -> int:
        """Members of a struct or class."""
        kind_node = node.child_by_field_name("type")
        value, before = 0, len(self.mentions)
        if kind_node is not None:
            value = self._field_type(kind_node)
        storage = self.storage(node)
        for declarator in node.children_by_field_name("declarator"):
            found = self.declared(declarator)
            if found.function is not None and self.cpp:
                self._prototype(node, found, value, storage, True, before)
                continue
            if found.function is not None:
                self.parameters(found.function, bind=False)
            self.visit_others(found)
            if found.name is not None:
                name = self.text(found.name)
                draft = self.define_once(FIELD, node, name, found.name, self.scope.entity)
                draft.type = draft.type or value
                draft.signature = draft.signature or signature(
                    self.source, node.start_byte, declarator.end_byte
                )
        default = node.child_by_field_name("default_value")
        if default is not None:
            self.visit(default)
        return 0

    def _field_type(self, node: Node) -> int:
        """The type of a field; members of an unnamed struct in a struct are those of that one."""
        if self.code.get(node.kind_id) in SPECIFIERS and node.child_by_field_name("name") is None:
            body = node.child_by_field_name("body")
            if body is not None:
                if self.code.get(body.kind_id) == ENUMERATORS:
                    self.define_enumerators(body, self.scope.entity, 0)
                else:
                    self.visit(body)
                return self.instance(self.local_path(self.scope.entity))
        return self.type_value(node)

    # -- names of types -----------------------------------------------------------------------------------

    def type_definition(self, node: Node) -> int:
        kind_node = node.child_by_field_name("type")
        declarators = node.children_by_field_name("declarator")
        if kind_node is None or not declarators:
            return 0
        defined = (
            kind_node.child_by_field_name("body") is not None
            if self.code.get(kind_node.kind_id) in SPECIFIERS
            else False
        )
        found = [self.declared(one) for one in declarators]
        drafts = [
            self._alias(node, one.name, declarator if defined else node)
            for one, declarator in zip(found, declarators, strict=True)
            if one.name is not None
        ]
        before = self.source_entity
        if drafts and not defined:
            self.source_entity = drafts[0].ordinal
        path = (
            self.specifier(kind_node, drafts[0].name if drafts else b"")
            if defined
            else self.type_path(kind_node)
        )
        for one in found:
            if one.function is not None:
                self.parameters(one.function, bind=False)
            self.visit_others(one)
        for draft, one in zip(drafts, found, strict=False):
            if one.function is None and not self._points_to_function(one):
                draft.type = draft.type or path
            if self.scope.kind == FUNCTION_SCOPE:
                self.scope.names[draft.name] = -self.local_path(draft)
        self.source_entity = before
        return 0

    def _alias(self, node: Node, name: Node, start: Node) -> EntityDraft:
        """The entity of one name of a ``typedef``; behind the type, if that is defined with it."""
        draft = self.define_once(TYPE_ALIAS, start, self.text(name), name, self.scope.entity)
        if draft.start == start.start_byte:
            draft.end = node.end_byte
            own = start is node
            draft.signature = signature(self.source, start.start_byte, node.end_byte)
            draft.signature = draft.signature if own else f"typedef {draft.signature}"
        self.types.add(draft.name)
        return draft

    def _points_to_function(self, found: Declared) -> bool:
        return any(one.child_by_field_name("parameters") is not None for one in found.others)

    def alias_declaration(self, node: Node) -> int:
        """``using name = type;``"""
        name, target = node.child_by_field_name("name"), node.child_by_field_name("type")
        if name is None or target is None:
            return self.children(node)
        draft = self.define(TYPE_ALIAS, node, self.text(name), name, self.scope.entity)
        draft.signature = signature(self.source, node.start_byte, node.end_byte)
        before, self.source_entity = self.source_entity, draft.ordinal
        draft.type = self.type_path(target)
        self.source_entity = before
        if self.scope.kind == FUNCTION_SCOPE:
            self.scope.names[draft.name] = -self.local_path(draft)
        return 0
