"""Walks Scala definitions: what stands at the top of a file, types with their members, and bodies.

Definitions are read in two steps: first all that a file or type declares is entered, then headers and bodies
are walked.
"""

from __future__ import annotations

from parseltongue.analysis.languages.scala import grammar as g
from parseltongue.analysis.languages.scala.bindings import MAX_DEPTH
from parseltongue.analysis.languages.scala.expressions import HANDLERS, ExpressionWalker
from parseltongue.analysis.languages.scala.placement import PACKAGE_OBJECT
from parseltongue.analysis.languages.scala.scopes import Scope
from parseltongue.analysis.texts import first_line, signature
from parseltongue.model.interface import ABSTRACT, EXTENSION, SHADOWED, STATIC, TEST, VARIADIC
from parseltongue.model.kinds import (
    CLASS,
    CONSTRUCTOR,
    ENUM,
    ENUM_MEMBER,
    EXTENDS,
    FIELD,
    FILE,
    FUNCTION,
    IMPLEMENTS,
    IMPORTS,
    METHOD,
    PRIVATE,
    PROTECTED,
    PUBLIC,
    TRAIT,
    TYPE_ALIAS,
    TYPE_KINDS,
    VARIABLE,
)  # fmt: skip
from parseltongue.model.paths import EITHER, ENTER, IMPORT, LOCAL, PAIR, SUPER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder

_TESTS = frozenset((b"Test", b"ParameterizedTest", b"Property"))


class Declared:
    """A type, or a file, whose members have been entered, and what is left to walk."""

    __slots__ = ("constructor", "draft", "node", "pending", "scope")

    def __init__(self, node: Node, draft: EntityDraft, scope: Scope) -> None:
        self.node = node
        self.draft = draft
        self.scope = scope
        self.constructor: EntityDraft | None = None
        self.pending: list[tuple[Node, EntityDraft | Declared | None]] = []


class DefinitionWalker(ExpressionWalker):
    """The whole walker: `program` is the way in."""

    __slots__ = ("_extended", "keep_docs")

    def __init__(self, builder: FactsBuilder, *, keep_docs: bool) -> None:
        super().__init__(builder)
        self.keep_docs = keep_docs
        self._extended: dict[int, Node] = {}
        """What stands before an extension method, by the ordinal of its entity."""

    def program(self, root: Node) -> None:
        """Walk a file: what it imports, then its definitions, then what is in them."""
        top = Declared(root, self.builder.entities[0], self.scope)
        self._declare_members(root, top)
        self._walk_pending(top)

    # -- packages and imports -----------------------------------------------------------------------------

    def _package(self, node: Node, declared: Declared) -> None:
        """Several clauses, one below the other, see what is in each of the packages."""
        name = node.child_by_field_id(g.NAME)
        if name is None:
            return
        package = self.builder.package
        if package:
            self.builder.stars[0].append(self.node(IMPORT, 0, self.paths.name(f"{package}._".encode())))
        told = b"".join(self.text(name).split()).decode("utf-8", "replace")
        body = node.child_by_field_id(g.BODY)
        if body is None or not package:
            self.builder.package = f"{package}.{told}" if package else told
        if body is not None:
            self._declare_members(body, declared)

    def import_(self, node: Node) -> int:
        """Imports of blocks and types count for the file: nothing tells where they end."""
        names: list[bytes] = []
        for child in node.children:
            kind = child.kind_id
            if kind in g.NAMES:
                names.append(self.name_of(child))
            elif kind in g.WILDCARD:
                self._imported(names, b"_", b"", child)
            elif kind in g.SELECTORS:
                for one in child.named_children:
                    self._selected(names, one)
                return 0
            elif kind in g.RENAMED:
                self._selected(names, child)
                return 0
            elif self.source[child.start_byte : child.end_byte] == b"," and names:
                self._imported(names[:-1], names[-1], names[-1], child)
                names = []
        if len(names) > 1 and node.children[-1].kind_id in g.NAMES:
            self._imported(names[:-1], names[-1], names[-1], node.children[-1])
        return 0

    def _selected(self, place: list[bytes], node: Node) -> None:
        if node.kind_id in g.RENAMED:
            name, alias = node.child_by_field_id(g.NAME), node.child_by_field_id(g.ALIAS_FIELD)
            if name is not None and alias is not None:
                self._imported(place, self.name_of(name), self.name_of(alias), name)
        elif node.kind_id in g.WILDCARD:
            self._imported(place, b"_", b"", node)
        elif node.kind_id in g.NAMES:
            self._imported(place, self.name_of(node), self.name_of(node), node)

    def _imported(self, place: list[bytes], name: bytes, alias: bytes, node: Node) -> None:
        if not place or alias == b"_":
            return
        path = self.node(IMPORT, 0, self.paths.name(b".".join([*place, name])))
        self.mention(path, IMPORTS, node)
        if name == b"_":
            self.builder.stars[0].append(path)
        else:
            self.builder.imports[0][alias] = path

    # -- declaring ----------------------------------------------------------------------------------------

    def _declare_members(self, node: Node, declared: Declared) -> None:
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
                self._declare_type(child, declared, doc)
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
                self._declare_members(child, declared)
            elif child.is_named and kind not in g.COMMENTS and kind not in g.SELF_TYPE:
                declared.pending.append((child, None))
            comment = self.keep_docs and kind in g.BLOCK_COMMENT
            doc = first_line(self.text(child)) if comment else ""
        self.depth -= 1

    def _modifiers(self, node: Node) -> tuple[int, list[bytes], int]:
        """Flags, keywords, and where the annotations end."""
        flags, keywords, start = PUBLIC, list[bytes](), node.start_byte
        for child in node.children:
            if child.kind_id in g.ANNOTATION:
                start = child.end_byte
                flags |= TEST if self.text(child).lstrip(b"@").partition(b"(")[0] in _TESTS else 0
            elif child.kind_id in g.MODIFIERS:
                words = self.text(child).split()
                keywords += words
                if any(one.startswith(b"private") for one in words):
                    flags |= PRIVATE
                elif any(one.startswith(b"protected") for one in words):
                    flags |= PROTECTED
        return flags, keywords, start

    def _define(
        self, kind: int, parent: EntityDraft, node: Node, name_node: Node, flags: int, doc: str
    ) -> EntityDraft:
        name = self.name_of(name_node)
        draft = self.builder.entity(
            kind, parent.ordinal, name, node.start_byte, node.end_byte, name_node.start_byte
        )
        draft.flags, draft.doc = flags, doc
        return draft

    def _declare_type(self, node: Node, outer: Declared, doc: str) -> Declared | None:
        name_node, body = node.child_by_field_id(g.NAME), node.child_by_field_id(g.BODY)
        if name_node is None:
            return None
        flags, _, start = self._modifiers(node)
        single = node.kind_id in g.OBJECT or node.kind_id in g.PACKAGE_OBJECT
        kind = TRAIT if node.kind_id in g.TRAIT else ENUM if node.kind_id in g.ENUM else CLASS
        draft = self._define(kind, outer.draft, node, name_node, flags | (STATIC if single else 0), doc)
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
            self._declare_members(body, declared)
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
                flags, _, _ = self._modifiers(child)
                shown = any(each.kind_id in g.VALUE_TOKENS for each in child.children)
                case = any(each.kind_id in g.CASE_TOKEN for each in node.children)
                flags |= 0 if shown or case else PRIVATE
                member = self._define(FIELD, draft, child, name, flags, "")
                member.signature = signature(self.text(child))
                draft.members[member.name] = member

    def _declare_function(self, node: Node, declared: Declared, doc: str) -> EntityDraft | None:
        draft = self._function_draft(node, declared.draft, doc)
        if draft is None:
            return None
        if not declared.scope.own and declared.draft.kind != FILE:
            declared.scope.functions[draft.name] = self.node(LOCAL, draft.ordinal)
            self._hide(draft, declared.draft)
        declared.pending.append((node, draft))
        return draft

    def _hide(self, draft: EntityDraft, around: EntityDraft) -> None:
        """What stands in a block of a type is no member of the type."""
        if around.kind in TYPE_KINDS or around.kind == FILE:
            draft.flags |= SHADOWED

    def _function_draft(self, node: Node, parent: EntityDraft, doc: str) -> EntityDraft | None:
        name_node, body = node.child_by_field_id(g.NAME), node.child_by_field_id(g.BODY)
        if name_node is None or name_node.start_byte == name_node.end_byte:
            return None
        flags, _, start = self._modifiers(node)
        inside = parent.kind in TYPE_KINDS
        kind = METHOD if inside else FUNCTION
        draft = self._define(kind, parent, node, name_node, flags, doc)
        if inside and draft.name == b"this":
            draft.kind, draft.name = CONSTRUCTOR, parent.name
        if inside and body is None:
            draft.flags |= ABSTRACT
        end = body.start_byte if body is not None else node.end_byte
        draft.signature = signature(self.source[start:end].rstrip(b"={ \t\n"))
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
        flags, _, start = self._modifiers(node)
        parent = declared.draft
        kind = FIELD if parent.kind in TYPE_KINDS else VARIABLE
        type_node, value = node.child_by_field_id(g.TYPE), node.child_by_field_id(g.VALUE_FIELD)
        end = type_node.end_byte if type_node is not None else value.start_byte if value else node.end_byte
        pattern = node.child_by_field_id(g.PATTERN) or node.child_by_field_id(g.NAME)
        first: EntityDraft | None = None
        for name_node in _bound(pattern) if pattern is not None else ():
            draft = self._define(kind, parent, node if first is None else name_node, name_node, flags, doc)
            draft.signature = signature(self.source[start:end].rstrip(b"= \t\n"))
            if not declared.scope.own and parent.kind != FILE:
                self._hide(draft, parent)
                declared.scope.names[draft.name] = 0
            first = first or draft
        simple = pattern is not None and pattern.kind_id in g.IDENTIFIER
        declared.pending.append((node, first if simple else None))

    def _declare_alias(self, node: Node, declared: Declared, doc: str) -> None:
        name_node = node.child_by_field_id(g.NAME)
        if name_node is None:
            return
        flags, _, start = self._modifiers(node)
        draft = self._define(TYPE_ALIAS, declared.draft, node, name_node, flags, doc)
        draft.signature = signature(self.source[start : node.end_byte])
        declared.pending.append((node, draft))

    def _declare_cases(self, node: Node, declared: Declared) -> None:
        for child in node.named_children:
            name_node = child.child_by_field_id(g.NAME) if child.kind_id in g.CASE else None
            if name_node is not None:
                draft = self._define(ENUM_MEMBER, declared.draft, child, name_node, PUBLIC | STATIC, "")
                draft.type = declared.scope.this
                draft.signature = signature(self.text(child))
                declared.pending.append((child, draft))

    # -- walking ------------------------------------------------------------------------------------------

    def _walk_type(self, declared: Declared) -> None:
        before = self.source_entity, self.container, self.scope
        self.source_entity, self.container = declared.draft.ordinal, declared.draft
        self.scope = declared.scope
        self._header(declared)
        self._walk_pending(declared)
        self.source_entity, self.container, self.scope = before

    def _header(self, declared: Declared) -> None:
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
                    name, value = self._parameter(child, draft, counted=index == 0)
                    if name in declared.draft.members:
                        declared.draft.members[name].type = self.visible(value)
        self.source_entity = before

    def _parameter(self, node: Node, draft: EntityDraft, *, counted: bool) -> tuple[bytes, int]:
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
                bases.append(self.type_parts(child, EXTENDS if extends else IMPLEMENTS))
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
        if any(value != self.instance(path) for path, value in told):
            chain = told[-1][1]
            for _, value in reversed(told[:-1]):
                chain = self.node(PAIR, value, chain)
            draft.type = self.visible(chain)

    def _walk_pending(self, declared: Declared) -> None:
        for node, found in declared.pending:
            if isinstance(found, Declared):
                self._walk_type(found)
            elif found is None:
                self._statement(node)
            elif node.kind_id in g.FUNCTION:
                self._function(node, found, declared)
            elif found.kind == TYPE_ALIAS:
                self._alias(node, found)
            elif found.kind == ENUM_MEMBER:
                self._enum_case(node, found, declared)
            else:
                self._value(node, found)

    def _statement(self, node: Node) -> None:
        """What stands in a type beside its members belongs to the type."""
        outer, self.scope = self.scope, Scope(self.scope)
        if node.kind_id in g.VALUE:
            self._value_parts(node)
        else:
            self.visit(node)
        self.scope = outer

    def _value(self, node: Node, draft: EntityDraft) -> None:
        outer, self.scope = self.scope, Scope(self.scope)
        container, self.container = self.container, draft
        before, self.source_entity = self.source_entity, draft.ordinal
        draft.type = self.visible(self._value_parts(node))
        self.source_entity, self.container, self.scope = before, container, outer

    def _value_parts(self, node: Node) -> int:
        """Visit all of a value; what it is."""
        for child in node.children:
            if child.kind_id in g.ANNOTATION:
                self.visit(child)
        told = self.type_value(node.child_by_field_id(g.TYPE))
        value = node.child_by_field_id(g.VALUE_FIELD)
        found = self.visit(value) if value is not None else 0
        return told or found

    def _alias(self, node: Node, draft: EntityDraft) -> None:
        outer, self.scope = self.scope, Scope(self.scope)
        before, self.source_entity = self.source_entity, draft.ordinal
        for child in node.children:
            if child.kind_id in g.TYPE_PARAMETERS:
                self.type_variables(child, self.node(LOCAL, draft.ordinal), self.scope.variables)
        draft.type = self.visible(self.type_value(node.child_by_field_id(g.TYPE)))
        self.source_entity, self.scope = before, outer

    def _enum_case(self, node: Node, draft: EntityDraft, declared: Declared) -> None:
        outer, self.scope = self.scope, Scope(self.scope)
        before, self.source_entity = self.source_entity, draft.ordinal
        for child in node.named_children:
            if child.kind_id in g.CLASS_PARAMETERS:
                for one in child.children:
                    if one.kind_id in g.CLASS_PARAMETER:
                        self._parameter(one, draft, counted=True)
            elif child.kind_id in g.EXTENDS:
                path = 0
                for one in child.named_children:
                    if one.kind_id in g.TYPES:
                        path = self.type_parts(one)[0]
                    elif one.kind_id in g.ARGUMENTS and path:
                        self.construct(path, one, child)
        self.source_entity, self.scope = before, outer

    def _function(self, node: Node, draft: EntityDraft, declared: Declared | None) -> None:
        before = self.source_entity, self.container, self.scope
        self.source_entity, self.container = draft.ordinal, draft
        self.scope = scope = Scope(self.scope)
        draft.parameters = []
        extended = self._extended.get(draft.ordinal)
        lists = list(self._parameter_lists(extended)) if extended is not None else []
        own = self.node(LOCAL, draft.ordinal)
        for child in [*(extended.children if extended is not None else ()), *node.children]:
            if child.kind_id in g.TYPE_PARAMETERS:
                self.type_variables(child, own, scope.variables)
        lists += list(self._parameter_lists(node))
        counted = 2 if extended is not None else 1
        for index, one in enumerate(lists):
            for child in one.children:
                if child.kind_id in g.PARAMETER:
                    self._parameter(child, draft, counted=index < counted)
        for child in node.children:
            if child.kind_id in g.ANNOTATION:
                self.visit(child)
        told = self.type_value(node.child_by_field_id(g.RETURN_TYPE))
        body = node.child_by_field_id(g.BODY)
        value = self.visit(body) if body is not None else 0
        if draft.kind == CONSTRUCTOR:
            told = declared.scope.this if declared is not None else 0
        draft.type = self.visible(told or value)
        self.source_entity, self.container, self.scope = before

    def _parameter_lists(self, node: Node) -> Iterator[Node]:
        return (one for one in node.children if one.kind_id in g.PARAMETERS)

    # -- inside of blocks ---------------------------------------------------------------------------------

    def local_value(self, node: Node) -> int:
        value = self._value_parts(node)
        pattern = node.child_by_field_id(g.PATTERN) or node.child_by_field_id(g.NAME)
        if pattern is not None and pattern.kind_id in g.IDENTIFIER:
            self.bind(self.name_of(pattern), value)
        elif pattern is not None:
            self.pattern(pattern, 0)
        return 0

    def defined_function(self, node: Node) -> int:
        """A function in a block: known from here to its end."""
        draft = self._function_draft(node, self.container, "")
        if draft is None:
            return 0
        self._hide(draft, self.container)
        self.scope.functions[draft.name] = self.node(LOCAL, draft.ordinal)
        self._function(node, draft, None)
        return 0

    def local_type(self, node: Node) -> int:
        """A type in a block: known from here to its end."""
        around = Declared(node, self.container, self.scope)
        declared = self._declare_type(node, around, "")
        if declared is None:
            return 0
        self._hide(declared.draft, self.container)
        table = self.scope.names if node.kind_id in g.OBJECT else self.scope.types
        table[declared.draft.name] = declared.scope.own
        self._walk_type(declared)
        return 0

    def nameless(self, body: Node, path: int, value: int) -> None:
        """The members of ``new Type { ... }`` belong to what it stands in."""
        scope = Scope(self.scope)
        scope.this = value or scope.this
        if value:
            scope.inside = self.node(EITHER, value, scope.inside) or scope.inside
        declared = Declared(body, self.container, scope)
        self._declare_members(body, declared)
        before, self.scope = self.scope, scope
        self._walk_pending(declared)
        self.scope = before

    def given(self, node: Node) -> int:
        for child in node.named_children:
            if child.kind_id in g.TYPES:
                self.type_parts(child)
            elif child.kind_id not in g.IDENTIFIER and child.kind_id not in g.BODIES:
                self.visit(child)
            elif child.kind_id in g.BODIES:
                self.nameless(child, 0, 0)
        return 0


def _bound(pattern: Node) -> Iterator[Node]:
    """The names that a pattern of a definition binds."""
    pending = [pattern]
    while pending:
        one = pending.pop()
        if one.kind_id in g.IDENTIFIER:
            yield one
        elif one.kind_id not in g.TYPES:
            pending.extend(reversed(one.named_children))


def _register() -> None:
    for kinds, handler in (
        (g.VALUE, DefinitionWalker.local_value),
        (g.FUNCTION, DefinitionWalker.defined_function),
        (g.TYPE_DEFINITIONS, DefinitionWalker.local_type),
        (g.IMPORT, DefinitionWalker.import_),
        (g.GIVEN, DefinitionWalker.given),
    ):
        HANDLERS.update(dict.fromkeys(kinds, handler))  # type: ignore[arg-type]


_register()
