"""Walks the headers of Scala types: type parameters, constructors, bases."""

from __future__ import annotations

from parseltongue.analysis.languages.scala import grammar as g
from parseltongue.analysis.languages.scala.members import MemberReader
from parseltongue.analysis.languages.scala.scopes import Scope
from parseltongue.model.interface import VARIADIC
from parseltongue.model.kinds import EXTENDS, IMPLEMENTS, TRAIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft
    from parseltongue.analysis.languages.scala.declarations import Declared


class HeaderWalker(MemberReader):
    """Reads what stands between the name of a type and its body."""

    __slots__ = ()

    def header(self, declared: Declared) -> None:
        """Annotations, type parameters, constructor, bases."""
        node, scope = declared.node, declared.scope
        for child in node.children:
            kind = child.kind_id
            if kind in g.ANNOTATION:
                self.visit(child)
            elif kind in g.TYPE_PARAMETERS:
                self.type_variables(child, scope.own, scope.variables)
        outer, self.scope = self.scope, Scope(scope)
        if declared.constructor is not None:
            self._primary(node, declared, declared.constructor)
        extends = node.child_by_field_id(g.EXTEND)
        if extends is not None:
            self._bases(extends, declared)
        self.scope = outer

    def _primary(self, node: Node, declared: Declared, draft: EntityDraft) -> None:
        draft.type = declared.scope.this
        before, self.source_entity = self.source_entity, draft.ordinal
        lists = [one for one in node.children if one.kind_id in g.CLASS_PARAMETERS]
        for index, one in enumerate(lists):
            for child in one.children:
                if child.kind_id in g.CLASS_PARAMETER:
                    name, value = self.parameter(child, draft, counted=index == 0)
                    if name in declared.draft.members:
                        declared.draft.members[name].type = self.visible(value)
        self.source_entity = before

    def parameter(self, node: Node, draft: EntityDraft, *, counted: bool) -> tuple[bytes, int]:
        name_node, type_node = node.child_by_field_id(g.NAME), node.child_by_field_id(g.TYPE)
        default = node.child_by_field_id(g.DEFAULT)
        value = self.type_value(type_node)
        if default is not None:
            self.visit(default)
        if counted:
            draft.parameters = draft.parameters or []
            if default is not None:
                draft.optional.add(len(draft.parameters))
            draft.parameters.append(value)
            if type_node is not None and type_node.kind_id in g.REPEATED_TYPE:
                draft.flags |= VARIADIC
        name = self.name_of(name_node) if name_node is not None else b""
        self.scope.names[name] = value
        return name, value

    def _bases(self, node: Node, declared: Declared) -> None:
        draft, bases = declared.draft, list[tuple[int, int]]()
        base_node = None
        for child in node.named_children:
            kind = child.kind_id
            if kind in g.TYPES:
                extends = draft.kind == TRAIT or not bases
                bases.append(self.typed(child, EXTENDS if extends else IMPLEMENTS))
                base_node = base_node or child
            elif kind in g.ARGUMENTS and base_node is not None:
                before = self.source_entity
                if declared.constructor is not None:
                    self.source_entity = declared.constructor.ordinal
                self.construct(bases[-1][0], child, base_node)
                self.source_entity = before
        told = [(path, value) for path, value in bases if path]
        declared.scope.base = told[0][0] if told else 0
        draft.bases = [path for path, _ in told]
        draft.type = self.applied_bases(told)
