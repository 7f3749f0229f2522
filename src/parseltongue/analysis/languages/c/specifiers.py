"""Walks the types that C and C++ define: structs, unions, classes, enumerations."""

from __future__ import annotations

from parseltongue.analysis.languages.c.bindings import number
from parseltongue.analysis.languages.c.entities import EntityWalker
from parseltongue.analysis.languages.c.flags import ALTERNATIVE, SCOPED, TAG
from parseltongue.analysis.languages.c.scopes import CLASS_SCOPE, FUNCTION_SCOPE, Scope
from parseltongue.analysis.languages.c.texts import signature
from parseltongue.analysis.languages.c.types import COMMENT
from parseltongue.model.kinds import (
    CLASS,
    ENUM,
    ENUM_MEMBER,
    EXTENDS,
    PRIVATE,
    PROTECTED,
    PUBLIC,
    STRUCT,
    UNION,
    USES,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft

_SPECIFIER_KINDS = {
    number("struct_specifier"): STRUCT,
    number("union_specifier"): UNION,
    number("enum_specifier"): ENUM,
    number("class_specifier"): CLASS,
}
ENUMERATORS = number("enumerator_list")
_ENUMERATOR = number("enumerator")
_BASES = number("base_class_clause")
_ACCESS = number("access_specifier")
_VISIBILITY = {b"public": PUBLIC, b"protected": PROTECTED, b"private": PRIVATE}


class SpecifierWalker(EntityWalker):
    """Handlers of types with members."""

    __slots__ = ()

    def specifier_statement(self, node: Node) -> int:
        """``struct name { ... };``; without a body it only says that there is such a type."""
        if node.child_by_field_name("body") is not None:
            self.specifier(node)
        return 0

    def specifier(self, node: Node, alias: bytes = b"") -> int:
        """A type with a body is defined, one without is mentioned; the path of either."""
        name_node, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if body is None:
            return self._mentioned_type(node, name_node)
        kind = _SPECIFIER_KINDS[self.code[node.kind_id]]
        if name_node is None and not alias:
            return self._unnamed(kind, body)
        return self._defined_type(kind, node, name_node, body, alias)

    def _mentioned_type(self, node: Node, name_node: Node | None) -> int:
        if name_node is None:
            return 0
        if self.code.get(name_node.kind_id) != number("type_identifier"):
            return self.type_path(name_node)
        name = self.text(name_node)
        bound = self.scope.names.get(name if self.cpp else b"struct " + name)
        path = -bound if bound is not None and bound < 0 else self.tag_path(name)
        self.mention(path, USES, name_node)
        return path

    def _unnamed(self, kind: int, body: Node) -> int:
        if kind == ENUM:
            self.define_enumerators(body, self.scope.entity, 0)
        else:
            # A variable or parameter of a type without a name: nobody else can refer to its members.
            self._skip_members(body)
        return 0

    def _skip_members(self, body: Node) -> None:
        for child in body.children:
            kind = child.child_by_field_name("type") if child.is_named else None
            if kind is not None:
                self.type_value(kind)

    def _defined_type(self, kind: int, node: Node, name_node: Node | None, body: Node, alias: bytes) -> int:
        scope = self.scope
        name = alias if name_node is None else self.text(self.segment(self.segments(name_node)[-1])[0])
        owner = scope.entity
        if not self.cpp and scope.kind == CLASS_SCOPE:
            owner = self.builder.entities[0]
        draft = self._type_entity(kind, node, name, name_node or body, owner)
        path = self.local_path(draft)
        draft.signature = signature(self.source, node.start_byte, body.start_byte)
        if scope.kind == FUNCTION_SCOPE:
            scope.names[name if self.cpp else b"struct " + name] = -path
        self.types.add(name)
        before, self.source_entity = self.source_entity, draft.ordinal
        if name_node is not None:
            self.specialised(name_node)
        self._bases(draft, node)
        if self.code.get(body.kind_id) == ENUMERATORS:
            words = self.source[node.start_byte : body.start_byte].split()
            scoped = words[1:2] in ([b"class"], [b"struct"])
            draft.flags |= SCOPED if scoped else 0
            self.define_enumerators(body, draft, self.instance(path), scoped)
        else:
            self._members(draft, kind, path, body)
        self.source_entity = before
        return path

    def _type_entity(
        self, kind: int, node: Node, name: bytes, name_node: Node, owner: EntityDraft
    ) -> EntityDraft:
        if self.cpp:
            return self.define(kind, node, name, name_node, owner)
        # Keyed apart: in C a type and something else can have one name.
        key = b"struct " + name
        rival = owner.members.get(key)
        if rival is not None and rival.kind == kind and owner.start <= node.start_byte:
            rival.end = max(rival.end, node.end_byte)
            if not self.is_alternative(node.start_byte):
                rival.flags &= ~ALTERNATIVE
            return rival
        draft = self.define(kind, node, name, name_node, owner)
        draft.flags |= TAG
        return owner.members.setdefault(key, draft)

    # -- bases and members --------------------------------------------------------------------------------

    def _bases(self, draft: EntityDraft, node: Node) -> None:
        for clause in node.children:
            if self.code.get(clause.kind_id) != _BASES:
                continue
            for child in clause.children:
                if child.is_named and self.code.get(child.kind_id) not in (_ACCESS, COMMENT):
                    self._base(draft, child)

    def _base(self, draft: EntityDraft, node: Node) -> None:
        before = len(self.mentions)
        path = self.type_path(node)
        if not path:
            return
        for place in range(before, len(self.mentions)):
            mention = self.mentions[place]
            if mention[0] == path:
                self.mentions[place] = (path, EXTENDS, *mention[2:])
        draft.bases.append(path)

    def _members(self, draft: EntityDraft, kind: int, path: int, body: Node) -> None:
        outer, visibility, comment = self.scope, self.visibility, self._comment
        context = outer.context + b"." + draft.name if outer.context else draft.name
        self.scope = Scope(CLASS_SCOPE, draft, context if self.cpp else b"", path)
        self.scope.names = dict(outer.names)
        self.visibility = PRIVATE if kind == CLASS else PUBLIC
        self.children(body)
        self.scope, self.visibility, self._comment = outer, visibility, comment

    def access(self, node: Node) -> int:
        self.visibility = _VISIBILITY.get(self.text(node), self.visibility)
        return 0

    def define_enumerators(self, body: Node, owner: EntityDraft, value: int, scoped: bool = False) -> None:
        for child in body.children:
            if self.code.get(child.kind_id) != _ENUMERATOR:
                if self.code.get(child.kind_id) == COMMENT:
                    self._comment = child
                continue
            name_node = child.child_by_field_name("name")
            if name_node is None:
                continue
            draft = self.define(ENUM_MEMBER, child, self.text(name_node), name_node, owner)
            draft.type = value
            if not scoped and (not self.cpp or self.scope.kind == FUNCTION_SCOPE):
                names = self.scope.names if self.scope.kind == FUNCTION_SCOPE else self.enumerators
                names[draft.name] = -self.local_path(draft)
            for part in child.children[1:]:
                self.visit(part)
