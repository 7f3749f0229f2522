"""Enters what Kotlin files and types declare, so that names mean the same wherever they stand in them."""

from __future__ import annotations

from parseltongue.analysis.grammar import child_of
from parseltongue.analysis.languages.kotlin import grammar as g
from parseltongue.analysis.languages.kotlin import library
from parseltongue.analysis.languages.kotlin.declarations import KEYWORDS, DeclarationReader, Declared, Header
from parseltongue.analysis.languages.kotlin.scopes import Scope
from parseltongue.analysis.texts import signature
from parseltongue.analysis.walker import MAX_DEPTH
from parseltongue.model.interface import EXTENSION, STATIC
from parseltongue.model.kinds import (
    CLASS,
    CONSTANT,
    CONSTRUCTOR,
    ENUM,
    ENUM_MEMBER,
    FILE,
    FUNCTION,
    INTERFACE,
    METHOD,
    PROPERTY,
    PUBLIC,
    TYPE_ALIAS,
)  # fmt: skip
from parseltongue.model.paths import ENTER, LOCAL, SUPER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft

    Parts = list[Node]

_BINDERS = frozenset((g.VAL, g.VAR))
_HEADER_PARTS = frozenset().union(
    g.MODIFIERS, g.IDENTIFIER, g.TYPE_PARAMETERS, g.PRIMARY, g.DELEGATIONS, g.CONSTRAINTS, g.BODIES,
    g.LABEL,
)  # fmt: skip


class MemberReader(DeclarationReader):
    """The first step of reading a file or type: what it declares become entities."""

    __slots__ = ()

    def declare_members(self, nodes: Parts, declared: Declared) -> None:
        """Enter what a file or type declares. What the grammar could not put together is read piece by
        piece: a header without its body still names a type."""
        doc = ""
        index = 0
        while index < len(nodes):
            child = nodes[index]
            kind = child.kind_id
            handler = _DECLARATIONS.get(kind)
            if handler is not None:
                handler(self, child, declared, doc)
            elif kind in g.PACKAGE and declared.draft.kind == FILE:
                self.package(child)
            elif kind in g.IMPORT and declared.draft.kind == FILE:
                self.import_(child)
            elif kind in KEYWORDS:
                index = self._declare_broken(nodes, index, declared)
            elif kind == g.ERROR:
                self._declare_deeper(child.children, declared)
            elif kind in g.FILE_ANNOTATION:
                self.file_annotation(child)
                declared.pending.append((child, None))
            elif kind in g.ANNOTATED and self._declare_misread(child, declared, doc):
                pass
            elif child.is_named and kind not in g.COMMENTS and kind not in _HEADER_PARTS:
                declared.pending.append((child, None))
            doc = self.doc(child)
            index += 1

    def _declare_deeper(self, nodes: Parts, declared: Declared) -> None:
        if self.depth > MAX_DEPTH // 4:
            self.cut = True
            return
        self.depth += 1
        self.declare_members(nodes, declared)
        self.depth -= 1

    def _declare_broken(self, nodes: Parts, index: int, declared: Declared) -> int:
        """A type whose declaration has errors in it: its parts stand beside each other, and what follows is
        in it, as far as braces tell. Where its last part stands; `index` if it is none."""
        opening = next((at for at in range(index, len(nodes)) if nodes[at].kind_id == g.OPEN_BRACE), 0)
        if opening <= index + 1 or nodes[index + 1].kind_id not in g.IDENTIFIER:
            return index
        closing = self._closing(nodes, opening)
        first = index - 1 if index and nodes[index - 1].kind_id in g.MODIFIERS else index
        inner = self.declare_type(nodes[first], declared, "", nodes[first:opening], nodes[closing - 1])
        if inner is None:
            return index
        self._declare_deeper(nodes[opening + 1 : closing], inner)
        return closing

    def _closing(self, nodes: Parts, opening: int) -> int:
        """Where the brace that closes what another opens stands; the end if none does."""
        level = 0
        for at in range(opening, len(nodes)):
            level += (nodes[at].kind_id == g.OPEN_BRACE) - (nodes[at].kind_id == g.CLOSE_BRACE)
            if not level:
                return at
        return len(nodes)

    # -- types --------------------------------------------------------------------------------------------

    def declare_type(
        self, node: Node, outer: Declared, doc: str, parts: Parts | None = None, last: Node | None = None
    ) -> Declared | None:
        header = Header(node.children if parts is None else parts)
        if self.depth > MAX_DEPTH // 4:
            self.cut = True
            return None
        companion = node.kind_id in g.COMPANION
        if header.name is None and not companion:
            return None
        name = self.name_of(header.name) if header.name is not None else b"Companion"
        flags, keywords = self.modifiers(header.modifiers)
        single = header.keyword == g.OBJECT_TOKEN
        kind = INTERFACE if header.keyword == g.INTERFACE_TOKEN else ENUM if b"enum" in keywords else CLASS
        name_start = header.name.start_byte if header.name is not None else node.start_byte
        draft = self.entity(kind, outer.draft, node, name, name_start, flags, doc)
        if last is not None:
            draft.end = last.end_byte
        if single:
            draft.flags |= STATIC
        end = header.body.start_byte if header.body is not None else draft.end
        draft.signature = self.signature(node, keywords, end if parts is None else parts[-1].end_byte)
        scope = self._type_scope(outer.scope, draft, header)
        if single or companion:
            owner = outer.draft.ordinal if companion else draft.ordinal
            self.builder.imports.setdefault(owner, {})[library.COMPANION] = scope.own
            if companion:
                self.builder.imports.setdefault(draft.ordinal, {})[library.COMPANION] = scope.own
        declared = Declared(node, draft, scope, header)
        self._enter_type(outer, declared)
        self.depth += 1
        if header.primary is not None:
            self._declare_primary(header.primary, declared)
        if header.body is not None:
            self.declare_members(header.body.children, declared)
        self.depth -= 1
        return declared

    def _type_scope(self, outer: Scope, draft: EntityDraft, header: Header) -> Scope:
        scope = Scope(outer)
        scope.own = self.node(LOCAL, draft.ordinal)
        scope.inside = scope.around = self.node(ENTER, scope.own)
        scope.this = self.instance(scope.own)
        scope.parent = self.node(SUPER, scope.own)
        scope.inherits = header.delegations is not None
        scope.label = draft.name
        return scope

    def _enter_type(self, outer: Declared, declared: Declared) -> None:
        table = self.tops if outer.draft.kind == FILE else outer.scope.types
        table.setdefault(declared.draft.name, declared.scope.own)
        outer.pending.append((declared.node, declared))

    def _declare_misread(self, node: Node, declared: Declared, doc: str) -> bool:
        """``@A annotation class B``, which the grammar takes for ``annotation.class(B)``."""
        inner, annotations = node, []
        while inner.kind_id in g.ANNOTATED:
            annotations += inner.children[:-1]
            inner = inner.children[-1]
        parts = inner.named_children if inner.kind_id in g.INFIX else []
        if len(parts) != 3 or self.text(parts[1]) != b"class" or parts[2].kind_id not in g.IDENTIFIER:
            return False
        name = self.name_of(parts[2])
        draft = self.entity(CLASS, declared.draft, node, name, parts[2].start_byte, PUBLIC, doc)
        draft.signature = signature(self.text(inner))
        table = self.tops if declared.draft.kind == FILE else declared.scope.types
        table.setdefault(name, self.node(LOCAL, draft.ordinal))
        declared.pending += ((one, None) for one in annotations)
        return True

    def _declare_inner(self, node: Node, declared: Declared, doc: str) -> None:
        self.declare_type(node, declared, doc)

    def _declare_primary(self, node: Node, declared: Declared) -> None:
        """The constructor in a type's header; its ``val`` and ``var`` parameters are properties."""
        flags, keywords = self.modifiers(child_of(node, g.MODIFIERS))
        draft = declared.draft
        made = self.entity(CONSTRUCTOR, draft, node, draft.name, node.start_byte, flags, "")
        made.signature = self.signature(node, keywords, node.end_byte)
        declared.constructor = made
        parameters = child_of(node, g.CLASS_PARAMETERS)
        for child in parameters.children if parameters is not None else ():
            if child.kind_id in g.CLASS_PARAMETER and any(one.kind_id in _BINDERS for one in child.children):
                name_node = child_of(child, g.IDENTIFIER)
                if name_node is None:
                    continue
                flags, keywords = self.modifiers(child_of(child, g.MODIFIERS))
                name = self.name_of(name_node)
                one = self.entity(PROPERTY, draft, child, name, name_node.start_byte, flags, "")
                one.signature = self.signature(child, keywords, child.end_byte)
                self.name_for_java(one)
                draft.members[name] = one

    # -- members ------------------------------------------------------------------------------------------

    def _declare_function(self, node: Node, declared: Declared, doc: str) -> None:
        kind = FUNCTION if declared.draft.kind == FILE else METHOD
        draft = self.function_draft(node, declared.draft, kind, doc)
        if draft is None:
            return
        if not declared.scope.own and declared.draft.kind != FILE:
            self.enter_function(declared.scope, draft, node)
            self.hide(draft, declared.draft)
        declared.pending.append((node, draft))

    def _declare_property(self, node: Node, declared: Declared, doc: str) -> None:
        parent = declared.draft
        variable = child_of(node, g.VARIABLE)
        if variable is None or not variable.child_count:
            declared.pending.append((node, None))
            return
        flags, keywords = self.modifiers(child_of(node, g.MODIFIERS))
        name_node = variable.children[0]
        while name_node.kind_id not in g.IDENTIFIER and name_node.child_count:
            name_node = name_node.children[-1]
        draft = self.entity(
            CONSTANT if b"const" in keywords else PROPERTY, parent, node, self.name_of(name_node),
            name_node.start_byte, flags, doc,
        )  # fmt: skip
        self.name_for_java(draft)
        if self.receiver(node) is not None:
            draft.flags |= EXTENSION
        draft.signature = self.signature(node, keywords, variable.end_byte)
        if not declared.scope.own and parent.kind != FILE:
            declared.scope.fields.setdefault(draft.name, self.node(LOCAL, draft.ordinal))
            self.hide(draft, parent)
        declared.pending.append((node, draft))

    def _declare_entry(self, node: Node, declared: Declared, doc: str) -> None:
        name_node = child_of(node, g.IDENTIFIER)
        if name_node is None:
            return
        name = self.name_of(name_node)
        draft = self.entity(
            ENUM_MEMBER, declared.draft, node, name, name_node.start_byte, PUBLIC | STATIC, doc
        )
        draft.type = declared.scope.this
        draft.signature = signature(self.text(name_node))
        declared.pending.append((node, draft))

    def _declare_alias(self, node: Node, declared: Declared, doc: str) -> None:
        name_node = child_of(node, g.IDENTIFIER)
        if name_node is None:
            return
        flags, keywords = self.modifiers(child_of(node, g.MODIFIERS))
        name = self.name_of(name_node)
        draft = self.entity(TYPE_ALIAS, declared.draft, node, name, name_node.start_byte, flags, doc)
        draft.signature = self.signature(node, keywords, node.end_byte)
        declared.pending.append((node, draft))

    def _declare_secondary(self, node: Node, declared: Declared, doc: str) -> None:
        flags, keywords = self.modifiers(child_of(node, g.MODIFIERS))
        draft = declared.draft
        made = self.entity(CONSTRUCTOR, draft, node, draft.name, node.start_byte, flags, doc)
        body = child_of(node, g.BLOCK)
        made.signature = self.signature(
            node, keywords, body.start_byte if body is not None else node.end_byte
        )
        declared.pending.append((node, made))


_DECLARATIONS = {
    **dict.fromkeys(g.CLASS | g.OBJECT | g.COMPANION, MemberReader._declare_inner),
    **dict.fromkeys(g.FUNCTION, MemberReader._declare_function),
    **dict.fromkeys(g.PROPERTY, MemberReader._declare_property),
    **dict.fromkeys(g.ALIAS, MemberReader._declare_alias),
    **dict.fromkeys(g.ENUM_ENTRY, MemberReader._declare_entry),
    **dict.fromkeys(g.SECONDARY, MemberReader._declare_secondary),
}
