"""Walks the headers of Kotlin types: type parameters, primary constructors, bases."""

from __future__ import annotations

from parseltongue.analysis.grammar import child_of
from parseltongue.analysis.languages.kotlin import grammar as g
from parseltongue.analysis.languages.kotlin import library
from parseltongue.analysis.languages.kotlin.members import MemberReader
from parseltongue.analysis.languages.kotlin.scopes import Scope
from parseltongue.model.interface import VARIADIC
from parseltongue.model.kinds import EXTENDS, IMPLEMENTS, INTERFACE
from parseltongue.model.paths import APPLY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder
    from parseltongue.analysis.languages.kotlin.declarations import Declared

    Parts = list[Node]


class HeaderWalker(MemberReader):
    """Reads what stands between the name of a type and its body."""

    __slots__ = ("_primary_names",)

    def __init__(self, builder: FactsBuilder, *, keep_docs: bool) -> None:
        super().__init__(builder, keep_docs=keep_docs)
        self._primary_names: dict[int, dict[bytes, int]] = {}
        """Parameters of primary constructors, by the path of their class."""

    def header(self, declared: Declared) -> None:
        """Modifiers, type parameters, constructor, bases; they are in the scope around the type."""
        header, scope = declared.header, declared.scope
        if header is None:
            return
        self.scope = around = Scope(scope.outer)
        around.types = scope.types
        around.variables = scope.variables
        if header.modifiers is not None:
            self.visit(header.modifiers)
        if header.variables is not None:
            self.type_variables(header.variables, scope.own, scope.variables)
        if header.constraints is not None:
            self.constraints(header.constraints, scope.variables)
        if header.primary is not None and declared.constructor is not None:
            self._primary(header.primary, declared, declared.constructor)
        if header.delegations is not None:
            self._bases(header.delegations, declared)

    # -- constructors -------------------------------------------------------------------------------------

    def _primary(self, node: Node, declared: Declared, draft: EntityDraft) -> None:
        before, self.source_entity = self.source_entity, draft.ordinal
        outer, self.scope = self.scope, Scope(declared.scope)
        draft.type = declared.scope.this
        draft.parameters = []
        modifiers, parameters = child_of(node, g.MODIFIERS), child_of(node, g.CLASS_PARAMETERS)
        if modifiers is not None:
            self.visit(modifiers)
        for child in parameters.children if parameters is not None else ():
            if child.kind_id in g.CLASS_PARAMETER:
                self._class_parameter(child, declared, draft)
        names = self.scope.names
        self.scope = outer
        self._primary_names[declared.scope.own] = names
        outer.names.update(names)  # The arguments of the superclass can name them.
        self.source_entity = before

    def _class_parameter(self, node: Node, declared: Declared, draft: EntityDraft) -> None:
        name, value, default, variadic = b"", 0, None, False
        for child in node.children:
            kind = child.kind_id
            if kind in g.MODIFIERS:
                self.visit(child)
                variadic = b"vararg" in self.modifiers(child)[1]
                draft.flags |= VARIADIC if variadic else 0
            elif kind in g.IDENTIFIER and not name:
                name = self.name_of(child)
            elif kind in g.TYPES:
                value = self.type_value(child)
            elif kind == g.EQUALS:
                default = child
            elif default is not None and child.is_named and kind not in g.COMMENTS:
                self.visit_as(child, value)
        self.parameter_entered(draft, name, value, default is not None, variadic)
        if name in declared.draft.members:
            declared.draft.members[name].type = self.visible(value)

    def parameter_entered(
        self, draft: EntityDraft, name: bytes, value: int, optional: bool, variadic: bool
    ) -> None:
        parameters = draft.parameters if draft.parameters is not None else []
        if optional:
            draft.optional.add(len(parameters))
        parameters.append(self.named(name, value))
        draft.parameters = parameters
        if variadic:
            value = self.node(APPLY, self.builtin(b"kotlin.Array"), value)
        self.scope.names[name] = value

    def constructor_names(self, scope: Scope) -> None:
        """The parameters of the primary constructor can be named by initialisers."""
        names = self._primary_names.get(scope.own)
        if names:
            self.scope.names.update(names)

    # -- bases --------------------------------------------------------------------------------------------

    def _bases(self, node: Node, declared: Declared) -> None:
        """Supertypes. The one that is constructed is the superclass, also where constructors do that."""
        draft, bases = declared.draft, list[tuple[int, int]]()
        secondary = any(one.kind_id in g.SECONDARY for one, _ in declared.pending)
        leaves_call = secondary and declared.constructor is None
        for specifier in node.children:
            if specifier.kind_id not in g.DELEGATION:
                continue
            base = next((one for one in specifier.children if one.is_named), None)
            if base is None:
                continue
            if base.kind_id in g.CONSTRUCTION:
                bases.insert(0, self._superclass(base, declared))
            elif base.kind_id in g.EXPLICIT_DELEGATION:
                bases.append(self._delegated(base, draft))
            else:
                extends = draft.kind == INTERFACE or (leaves_call and not bases)
                path, value = self.typed(base, EXTENDS if extends else IMPLEMENTS)
                if base.kind_id in g.FUNCTION_TYPE:
                    path = self.builtin(library.FUNCTION)
                bases.append((path, value))
                if leaves_call and not declared.scope.base:
                    declared.scope.base = bases[-1][0]
        draft.bases = [path for path, _ in bases if path]
        draft.type = self.applied_bases([(path, value) for path, value in bases if path])

    def _superclass(self, node: Node, declared: Declared) -> tuple[int, int]:
        type_node, arguments = child_of(node, g.TYPES), child_of(node, g.ARGUMENTS)
        if type_node is None:
            return 0, 0
        path, value = self.typed(type_node, EXTENDS)
        declared.scope.base = path
        if path:
            before = self.source_entity
            if declared.constructor is not None:
                self.source_entity = declared.constructor.ordinal
            self.construct(path, arguments, type_node)
            self.source_entity = before
        return path, value

    def _delegated(self, node: Node, draft: EntityDraft) -> tuple[int, int]:
        """``Type by value``."""
        found = (0, 0)
        behind = False
        for child in node.children:
            if child.kind_id in g.TYPES and not behind:
                found = self.typed(child, EXTENDS if draft.kind == INTERFACE else IMPLEMENTS)
            elif child.kind_id == g.BY:
                behind = True
            elif behind and child.is_named:
                self.visit(child)
        return found
