"""Enters what Scala files and types declare, so that names mean the same wherever they stand in them."""

from __future__ import annotations

from parseltongue.analysis.languages.scala import grammar as g
from parseltongue.analysis.languages.scala.declarations import DeclarationReader, Declared
from parseltongue.analysis.languages.scala.placement import PACKAGE_OBJECT
from parseltongue.analysis.languages.scala.scopes import Scope
from parseltongue.analysis.texts import first_line, signature
from parseltongue.analysis.walker import MAX_DEPTH
from parseltongue.model.interface import EXTENSION, STATIC
from parseltongue.model.kinds import (
    CLASS,
    CONSTRUCTOR,
    ENUM,
    ENUM_MEMBER,
    FIELD,
    FILE,
    PRIVATE,
    PUBLIC,
    TRAIT,
    TYPE_ALIAS,
    TYPE_KINDS,
    VARIABLE,
)  # fmt: skip
from parseltongue.model.paths import ENTER, IMPORT, LOCAL, SUPER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft


class MemberReader(DeclarationReader):
    """The first step of reading a file or type: what it declares become entities."""

    __slots__ = ()

    def declare_members(self, node: Node, declared: Declared) -> None:
        if self.depth > MAX_DEPTH // 4:
            self.cut = True
            return
        self.depth += 1
        doc = ""
        for child in node.children:
            kind = child.kind_id
            if kind in g.PACKAGE and declared.draft.kind == FILE:
                self._package(child, declared)
            elif kind in g.IMPORT:
                self.import_(child)
            elif kind in g.TYPE_DEFINITIONS:
                self.declare_type(child, declared, doc)
            elif kind in g.FUNCTION:
                self._declare_function(child, declared, doc)
            elif kind in g.VALUE:
                self._declare_values(child, declared, doc)
            elif kind in g.ALIAS:
                self._declare_alias(child, declared, doc)
            elif kind in g.CASES:
                self._declare_cases(child, declared)
            elif kind in g.EXTENSION:
                self._declare_extension(child, declared)
            elif kind == g.ERROR:
                self.declare_members(child, declared)
            elif child.is_named and kind not in g.COMMENTS and kind not in g.SELF_TYPE:
                declared.pending.append((child, None))
            comment = self.keep_docs and kind in g.BLOCK_COMMENT
            doc = first_line(self.text(child)) if comment else ""
        self.depth -= 1

    def _package(self, node: Node, declared: Declared) -> None:
        """Several clauses, one below the other, see what is in each of the packages."""
        name = node.child_by_field_id(g.NAME)
        if name is None:
            return
        package = self.builder.package
        if package:
            self.builder.stars[0].append(self.node(IMPORT, 0, self.paths.name(f"{package}._".encode())))
        told = self.dotted(name).decode("utf-8", "replace")
        body = node.child_by_field_id(g.BODY)
        if body is None or not package:
            self.builder.package = f"{package}.{told}" if package else told
        if body is not None:
            self.declare_members(body, declared)

    # -- types --------------------------------------------------------------------------------------------

    def declare_type(self, node: Node, outer: Declared, doc: str) -> Declared | None:
        name_node, body = node.child_by_field_id(g.NAME), node.child_by_field_id(g.BODY)
        if name_node is None:
            return None
        flags, _, start = self.modifiers(node)
        single = node.kind_id in g.OBJECT or node.kind_id in g.PACKAGE_OBJECT
        kind = TRAIT if node.kind_id in g.TRAIT else ENUM if node.kind_id in g.ENUM else CLASS
        draft = self.define(kind, outer.draft, node, name_node, flags | (STATIC if single else 0), doc)
        end = body.start_byte if body is not None else node.end_byte
        draft.signature = signature(self.source[start:end].rstrip(b": \t\n"))
        scope = Scope(outer.scope)
        scope.own = self.node(LOCAL, draft.ordinal)
        scope.inside = self.node(ENTER, scope.own)
        scope.this = self.instance(scope.own)
        scope.parent = self.node(SUPER, scope.own)
        scope.label = draft.name
        if node.kind_id in g.PACKAGE_OBJECT:
            self.builder.imports.setdefault(draft.ordinal, {})[PACKAGE_OBJECT.encode()] = scope.own
        declared = Declared(node, draft, scope)
        outer.pending.append((node, declared))
        self._declare_primary(node, declared)
        if body is not None:
            self.declare_members(body, declared)
        return declared

    def _declare_primary(self, node: Node, declared: Declared) -> None:
        """The constructor in a type's header; parameters that can be seen from outside are fields."""
        draft = declared.draft
        lists = [one for one in node.children if one.kind_id in g.CLASS_PARAMETERS]
        name_node = node.child_by_field_id(g.NAME)
        if not lists or name_node is None:
            return
        made = self.builder.entity(
            CONSTRUCTOR, draft.ordinal, draft.name, lists[0].start_byte, lists[-1].end_byte,
            lists[0].start_byte,
        )  # fmt: skip
        made.signature = signature(self.source[lists[0].start_byte : lists[-1].end_byte])
        declared.constructor = made
        for one in lists:
            for child in one.children:
                name = child.child_by_field_id(g.NAME) if child.kind_id in g.CLASS_PARAMETER else None
                if name is None:
                    continue
                flags, _, _ = self.modifiers(child)
                shown = any(each.kind_id in g.VALUE_TOKENS for each in child.children)
                case = any(each.kind_id in g.CASE_TOKEN for each in node.children)
                flags |= 0 if shown or case else PRIVATE
                member = self.define(FIELD, draft, child, name, flags, "")
                member.signature = signature(self.text(child))
                draft.members[member.name] = member

    # -- members ------------------------------------------------------------------------------------------

    def _declare_function(self, node: Node, declared: Declared, doc: str) -> EntityDraft | None:
        draft = self.function_draft(node, declared.draft, doc)
        if draft is None:
            return None
        if not declared.scope.own and declared.draft.kind != FILE:
            declared.scope.functions[draft.name] = self.node(LOCAL, draft.ordinal)
            self.hide(draft, declared.draft)
        declared.pending.append((node, draft))
        return draft

    def _declare_extension(self, node: Node, declared: Declared) -> None:
        for child in node.children:
            inner = child.children if child.kind_id in g.BODIES else (child,)
            for one in inner:
                if one.kind_id in g.FUNCTION:
                    draft = self._declare_function(one, declared, "")
                    if draft is not None:
                        draft.flags |= EXTENSION
                        self._extended[draft.ordinal] = node

    def _declare_values(self, node: Node, declared: Declared, doc: str) -> None:
        flags, _, start = self.modifiers(node)
        parent = declared.draft
        kind = FIELD if parent.kind in TYPE_KINDS else VARIABLE
        type_node, value = node.child_by_field_id(g.TYPE), node.child_by_field_id(g.VALUE_FIELD)
        end = type_node.end_byte if type_node is not None else value.start_byte if value else node.end_byte
        pattern = node.child_by_field_id(g.PATTERN) or node.child_by_field_id(g.NAME)
        first: EntityDraft | None = None
        for name_node in _bound(pattern) if pattern is not None else ():
            draft = self.define(kind, parent, node if first is None else name_node, name_node, flags, doc)
            draft.signature = signature(self.source[start:end].rstrip(b"= \t\n"))
            if not declared.scope.own and parent.kind != FILE:
                self.hide(draft, parent)
                declared.scope.names[draft.name] = 0
            first = first or draft
        simple = pattern is not None and pattern.kind_id in g.IDENTIFIER
        declared.pending.append((node, first if simple else None))

    def _declare_alias(self, node: Node, declared: Declared, doc: str) -> None:
        name_node = node.child_by_field_id(g.NAME)
        if name_node is None:
            return
        flags, _, start = self.modifiers(node)
        draft = self.define(TYPE_ALIAS, declared.draft, node, name_node, flags, doc)
        draft.signature = signature(self.source[start : node.end_byte])
        declared.pending.append((node, draft))

    def _declare_cases(self, node: Node, declared: Declared) -> None:
        for child in node.named_children:
            name_node = child.child_by_field_id(g.NAME) if child.kind_id in g.CASE else None
            if name_node is not None:
                draft = self.define(ENUM_MEMBER, declared.draft, child, name_node, PUBLIC | STATIC, "")
                draft.type = declared.scope.this
                draft.signature = signature(self.text(child))
                declared.pending.append((child, draft))


def _bound(pattern: Node) -> Iterator[Node]:
    """The names that a pattern of a definition binds."""
    pending = [pattern]
    while pending:
        one = pending.pop()
        if one.kind_id in g.IDENTIFIER:
            yield one
        elif one.kind_id not in g.TYPES:
            pending.extend(reversed(one.named_children))
