"""Walks the headers of C# types: type parameters, parameters, bases."""

from __future__ import annotations

from parseltongue.analysis.grammar import child_of
from parseltongue.analysis.languages.csharp import grammar as g
from parseltongue.analysis.languages.csharp.creations import CONSTRUCTED
from parseltongue.analysis.languages.csharp.members import MemberReader
from parseltongue.analysis.typed_scopes import Declared, Scope
from parseltongue.model.interface import VARIADIC
from parseltongue.model.kinds import EXTENDS, IMPLEMENTS, INTERFACE, STRUCT
from parseltongue.model.paths import LOCAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft


class HeaderWalker(MemberReader):
    """Reads what stands between the name of a type and its body."""

    __slots__ = ()

    def header(self, declared: Declared) -> None:
        """Attributes, type parameters, bases, parameters of the type; they are in the scope around it."""
        node, scope = declared.node, declared.scope
        self.scope = header = Scope(scope.outer, is_class=False)
        header.variables = scope.variables
        self.attributes(node)
        self.type_variables(node, scope.own, scope.variables)
        if node.kind_id in g.DELEGATE:
            return
        if declared.constructor is not None:
            self._constructor_parameters(declared, declared.constructor)
        bases = child_of(node, g.BASE_LIST)
        if bases is not None and node.kind_id not in g.ENUM:
            self._bases(bases, declared)

    def _constructor_parameters(self, declared: Declared, constructor: EntityDraft) -> None:
        parameters = child_of(declared.node, g.PARAMETER_LISTS)
        if parameters is None:
            return
        outer, self.scope = self.scope, Scope(self.scope, is_class=False)
        found = self.parameters(parameters)
        self.scope = outer
        self.set_parameters(constructor, found)
        for name, value, _, _ in found:
            if name in declared.draft.members:
                declared.draft.members[name].type = value
            else:
                declared.scope.names[name] = value
            self.scope.names[name] = value

    def set_parameters(self, draft: EntityDraft, found: list[tuple[bytes, int, bool, bool]]) -> None:
        """Note the types of parameters; those that can be left out are marked."""
        draft.parameters = []
        for index, (_, value, spread, optional) in enumerate(found):
            draft.parameters.append(value)
            if optional:
                draft.optional.add(index)
            if spread:
                draft.flags |= VARIADIC

    def _bases(self, node: Node, declared: Declared) -> None:
        """The first base of a class is a class, unless it is known or named as an interface."""
        draft = declared.draft
        bases: list[tuple[int, int]] = []
        for child in node.children:
            kind = child.kind_id
            if kind in g.PRIMARY_BASE:
                type_node = child.child_by_field_id(g.TYPE)
                if type_node is not None:
                    bases.append(self.typed(type_node, self._base_kind(type_node, draft, len(bases))))
                self._base_arguments(child_of(child, g.ARGUMENT_LIST), declared)
            elif kind in g.ARGUMENT_LIST:
                self._base_arguments(child, declared)
            elif kind in g.TYPES:
                bases.append(self.typed(child, self._base_kind(child, draft, len(bases))))
        draft.bases = [path for path, _ in bases if path]
        draft.type = self.applied_bases([(path, value) for path, value in bases if path])

    def _base_kind(self, node: Node, draft: EntityDraft, before: int) -> int:
        if draft.kind == INTERFACE:
            return EXTENDS
        if before or draft.kind == STRUCT:
            return IMPLEMENTS
        known = self._known_kind(node)
        if known is not None:
            return IMPLEMENTS if known == INTERFACE else EXTENDS
        name = self.text(node).partition(b"<")[0].rpartition(b".")[2].strip()
        return IMPLEMENTS if name[:1] == b"I" and name[1:2].isupper() else EXTENDS

    def _known_kind(self, node: Node) -> int | None:
        """The kind of a type of this file."""
        generic = node.kind_id in g.GENERIC_NAME
        if not generic and node.kind_id not in g.IDENTIFIER:
            return None
        name = self.text(node.children[0] if generic else node)
        arity = len(node.children[-1].named_children) if generic else 0
        path = abs(self.find_type(name, arity))
        operation, first, _ = self.steps[path]
        return self.builder.entities[first].kind if operation == LOCAL else None

    def _base_arguments(self, arguments: Node | None, declared: Declared) -> None:
        if arguments is None:
            return
        before = self.source_entity
        if declared.constructor is not None:
            self.source_entity = declared.constructor.ordinal
        self.call(declared.scope.parent, CONSTRUCTED, arguments, arguments)
        self.source_entity = before
