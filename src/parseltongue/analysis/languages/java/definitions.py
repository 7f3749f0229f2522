"""Walks Java definitions: types, their members, and the bodies of these.

A type is read in two steps: first all that it declares is entered, so that names mean the same wherever they
stand in it; then headers and bodies are walked.
"""

from __future__ import annotations

from parseltongue.analysis.languages.java import grammar as g
from parseltongue.analysis.languages.java.expressions import CONSTRUCTED
from parseltongue.analysis.languages.java.statements import StatementWalker, register
from parseltongue.analysis.languages.java.types import MAX_DEPTH
from parseltongue.analysis.texts import first_line, signature
from parseltongue.analysis.typed_scopes import Scope
from parseltongue.model.interface import ABSTRACT, ACCESSOR, SHADOWED, STATIC, TEST, VARIADIC
from parseltongue.model.kinds import (
    CALLS,
    CLASS,
    CONSTANT,
    CONSTRUCTOR,
    ENUM,
    ENUM_MEMBER,
    EXTENDS,
    FIELD,
    IMPLEMENTS,
    IMPORTS,
    INTERFACE,
    METHOD,
    PRIVATE,
    PROTECTED,
    PUBLIC,
)  # fmt: skip
from parseltongue.model.paths import ENTER, INSTANCE, LOCAL, PAIR, SUPER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder

_KINDS = {
    **dict.fromkeys(g.CLASS | g.RECORD, CLASS),
    **dict.fromkeys(g.INTERFACE | g.ANNOTATION_TYPE, INTERFACE),
    **dict.fromkeys(g.ENUM, ENUM),
}
_VISIBILITIES = {b"public": PUBLIC, b"protected": PROTECTED, b"private": PRIVATE}
_TEST_ANNOTATIONS = frozenset(
    b"Test ParameterizedTest RepeatedTest TestFactory TestTemplate Theory Property".split()
)


class Declared:
    """A type whose members have been entered, and what is left to walk."""

    __slots__ = ("draft", "node", "pending", "scope")

    def __init__(self, node: Node, draft: EntityDraft, scope: Scope) -> None:
        self.node = node
        self.draft = draft
        self.scope = scope
        self.pending: list[tuple[Node, EntityDraft | Declared | None]] = []


class DefinitionWalker(StatementWalker):
    """The whole walker: `program` is the way in."""

    __slots__ = ("_types_of_fields", "keep_docs")

    def __init__(self, builder: FactsBuilder, *, keep_docs: bool) -> None:
        super().__init__(builder)
        self.keep_docs = keep_docs
        self.switched = 0
        self._types_of_fields: dict[int, Node] = {}
        """The declaration that each field stands in, which can be of several."""

    def program(self, root: Node) -> None:
        """Walk a file: what it imports, then its types, then what is in them."""
        types: list[tuple[Node, str]] = []
        doc = ""
        for child in root.children:
            kind = child.kind_id
            if kind in g.IMPORT:
                self._import(child)
            elif kind in g.PACKAGE:
                self._package(child)
            elif kind in g.TYPE_DECLARATIONS:
                types.append((child, doc))
            elif kind in g.MODULE:
                continue
            elif child.is_named and kind not in g.COMMENTS:
                types.append((child, ""))
            doc = self.doc(child)
        declared = []
        for node, text in types:
            if node.kind_id not in g.TYPE_DECLARATIONS:
                continue
            one = self._declare_type(node, self.builder.entities[0], self.scope, text)
            if one is not None:
                self.tops.setdefault(one.draft.name, one.scope.own)
                declared.append(one)
        for one in declared:
            self._walk_type(one)
        for node, _ in types:
            if node.kind_id not in g.TYPE_DECLARATIONS:
                self.visit(node)

    # -- packages and imports -----------------------------------------------------------------------------

    def _dotted(self, node: Node) -> bytes:
        return b"".join(self.text(node).split())

    def _package(self, node: Node) -> None:
        for child in node.named_children:
            if child.kind_id in g.ANNOTATIONS:
                self.visit(child)
            elif child.kind_id in g.SCOPED_NAME or child.kind_id in g.IDENTIFIER:
                self.builder.package = self._dotted(child).decode("utf-8", "replace")

    def _import(self, node: Node) -> None:
        """Static imports are imports of the class that has the members."""
        name_node, star, static = None, False, False
        for child in node.children:
            if child.kind_id in g.SCOPED_NAME or child.kind_id in g.IDENTIFIER:
                name_node = child
            elif child.kind_id in g.ASTERISK:
                star = True
            elif self.text(child) == b"static":
                static = True
        if name_node is None:
            return
        dotted = self._dotted(name_node)
        if static and not star:
            dotted, _, name = dotted.rpartition(b".")
        path = self.imported(dotted)
        self.mention(path, IMPORTS, name_node)
        if star:
            self.builder.stars[0].append(path)
            if static:
                self.static_stars = self.either(self.static_stars, path)
        elif static:
            self.static_imports[name] = self.either(self.static_imports.get(name, 0), path)
        else:
            self.imports[dotted.rpartition(b".")[2]] = path

    def doc(self, node: Node) -> str:
        """First line of a comment, if that is what stands before a declaration."""
        return first_line(self.text(node)) if self.keep_docs and node.kind_id in g.BLOCK_COMMENT else ""

    # -- declaring ----------------------------------------------------------------------------------------

    def _define(
        self, kind: int, parent: EntityDraft, node: Node, name_node: Node, flags: int, doc: str
    ) -> EntityDraft:
        name = self.text(name_node)
        draft = self.builder.entity(
            kind, parent.ordinal, name, node.start_byte, node.end_byte, name_node.start_byte
        )
        draft.flags, draft.doc = flags, doc
        return draft

    def _modifiers(self, node: Node, parent: EntityDraft) -> tuple[int, list[bytes], int]:
        """Flags, keywords, and where the modifiers end."""
        keywords: list[bytes] = []
        flags, end = 0, node.start_byte
        first = node.children[0] if node.child_count else None
        if first is not None and first.kind_id in g.MODIFIERS:
            end = first.end_byte
            for child in first.children:
                if child.kind_id in g.ANNOTATIONS:
                    if child.child_count > 1 and self.text(child.children[1]) in _TEST_ANNOTATIONS:
                        flags |= TEST
                elif not child.is_named:
                    keywords.append(self.text(child))
        told = [_VISIBILITIES[one] for one in keywords if one in _VISIBILITIES]
        implied = PUBLIC if parent.kind == INTERFACE else PROTECTED
        flags |= told[0] if told else implied
        if b"static" in keywords:
            flags |= STATIC
        return flags, keywords, end

    def _declare_type(self, node: Node, parent: EntityDraft, outer: Scope, doc: str) -> Declared | None:
        name_node, body = node.child_by_field_id(g.NAME), node.child_by_field_id(g.BODY)
        if name_node is None or self.depth > MAX_DEPTH // 4:
            self.cut = self.cut or name_node is not None
            return None
        flags, keywords, end = self._modifiers(node, parent)
        draft = self._define(_KINDS[node.kind_id], parent, node, name_node, flags, doc)
        draft.signature = self._signature(keywords, end, node, body)
        scope = Scope(outer, is_class=True)
        scope.own = self.node(LOCAL, draft.ordinal)
        scope.inside = self.node(ENTER, scope.own)
        scope.this = self.node(INSTANCE, scope.own)
        scope.parent = self.node(SUPER, scope.own)
        scope.inherits = node.child_by_field_id(g.EXTENDED) is not None or _implements(node)
        declared = Declared(node, draft, scope)
        self.depth += 1
        if node.kind_id in g.RECORD:
            self._declare_components(node, draft, scope)
        if body is not None:
            self._declare_members(body, declared, draft)
        self.depth -= 1
        return declared

    def _signature(self, keywords: list[bytes], start: int, node: Node, body: Node | None) -> str:
        end = body.start_byte if body is not None else node.end_byte
        return signature(b" ".join(keywords), self.source[start:end].rstrip(b"; \t\n"))

    def _declare_members(self, body: Node, declared: Declared, parent: EntityDraft) -> None:
        doc = ""
        for child in body.children:
            kind = child.kind_id
            handler = _DECLARATIONS.get(kind)
            if handler is not None:
                handler(self, child, declared, parent, doc)
            elif kind in g.BLOCK or kind in g.INITIALIZER or kind == g.ERROR:
                declared.pending.append((child, None))
            doc = self.doc(child)

    def _declare_rest(self, node: Node, declared: Declared, parent: EntityDraft, doc: str) -> None:
        """What stands behind the constants of an enum."""
        self._declare_members(node, declared, parent)

    def _declare_inner(self, node: Node, declared: Declared, parent: EntityDraft, doc: str) -> None:
        inner = self._declare_type(node, parent, declared.scope, doc)
        if inner is not None:
            declared.scope.types.setdefault(inner.draft.name, inner.scope.own)
            declared.pending.append((node, inner))

    def _declare_field(self, node: Node, declared: Declared, parent: EntityDraft, doc: str) -> None:
        flags, keywords, end = self._modifiers(node, parent)
        type_node = node.child_by_field_id(g.TYPE)
        constant = parent.kind == INTERFACE or (b"static" in keywords and b"final" in keywords)
        for child in node.children:
            if child.kind_id not in g.DECLARATOR:
                continue
            name_node = child.child_by_field_id(g.NAME)
            if name_node is None or type_node is None or name_node.start_byte == name_node.end_byte:
                continue
            draft = self._define(CONSTANT if constant else FIELD, parent, child, name_node, flags, doc)
            draft.signature = signature(
                b" ".join(keywords), self.source[end : type_node.end_byte], self.text(name_node)
            )
            declared.scope.fields.setdefault(draft.name, self.node(LOCAL, draft.ordinal))
            declared.pending.append((child, draft))
            self._types_of_fields[draft.ordinal] = node

    def _declare_constant(self, node: Node, declared: Declared, parent: EntityDraft, doc: str) -> None:
        name_node = node.child_by_field_id(g.NAME)
        if name_node is None:
            return
        draft = self._define(ENUM_MEMBER, parent, node, name_node, PUBLIC | STATIC, doc)
        draft.type = declared.scope.this
        draft.signature = signature(self.text(name_node))
        declared.scope.fields.setdefault(draft.name, self.node(LOCAL, draft.ordinal))
        declared.pending.append((node, draft))

    def _declare_method(self, node: Node, declared: Declared, parent: EntityDraft, doc: str) -> None:
        name_node, body = node.child_by_field_id(g.NAME), node.child_by_field_id(g.BODY)
        if name_node is None or name_node.start_byte == name_node.end_byte:
            return
        flags, keywords, end = self._modifiers(node, parent)
        constructs = node.kind_id in g.CONSTRUCTOR or node.kind_id in g.COMPACT_CONSTRUCTOR
        draft = self._define(CONSTRUCTOR if constructs else METHOD, parent, node, name_node, flags, doc)
        open_ = body is None and parent.kind == INTERFACE and node.kind_id not in g.ELEMENT
        if open_ or b"abstract" in keywords:
            draft.flags |= ABSTRACT
        draft.signature = self._signature(keywords, end, node, body)
        if not declared.scope.own:
            path = self.node(LOCAL, draft.ordinal)
            declared.scope.methods.setdefault(draft.name, []).append((path, _count_parameters(node)))
        if declared.scope.own == 0 and parent.kind in (CLASS, ENUM, INTERFACE):
            draft.flags |= SHADOWED
        declared.pending.append((node, draft))

    def _declare_components(self, node: Node, parent: EntityDraft, scope: Scope) -> None:
        """The components of a record are fields of it."""
        parameters = node.child_by_field_id(g.PARAMETER_LIST)
        for child in parameters.named_children if parameters is not None else ():
            if child.kind_id in g.FORMAL or child.kind_id in g.SPREAD:
                name_node = child.child_by_field_id(g.NAME)
                if name_node is None:
                    declarator = child.children[-1]
                    name_node = declarator.children[0] if declarator.child_count else declarator
                draft = self._define(FIELD, parent, child, name_node, PRIVATE | ACCESSOR, "")
                draft.signature = signature(self.text(child))
                scope.fields.setdefault(draft.name, self.node(LOCAL, draft.ordinal))
                parent.members[draft.name] = draft

    # -- walking ------------------------------------------------------------------------------------------

    def _walk_type(self, declared: Declared) -> None:
        before = self.source_entity, self.container, self.scope, self.returns, self.switched
        self.source_entity, self.container = declared.draft.ordinal, declared.draft
        self._header(declared)
        self.scope, self.returns, self.switched = declared.scope, None, 0
        self._walk_members(declared)
        self.source_entity, self.container, self.scope, self.returns, self.switched = before

    def _header(self, declared: Declared) -> None:
        """Modifiers, type parameters, bases; they are in the scope around the type."""
        node, draft, scope = declared.node, declared.draft, declared.scope
        self.scope = header = Scope(scope.outer, is_class=False)
        header.inside = scope.outer.inside if scope.outer is not None else 0
        self._annotations(node)
        header.variables = scope.variables
        self.type_variables(node.child_by_field_id(g.VARIABLES), scope.own, scope.variables)
        bases: list[tuple[int, int]] = []
        for child in node.children:
            if child.kind_id in g.SUPERCLASS:
                bases += self.type_list(child, EXTENDS)
                scope.base = bases[0][0] if bases else 0
            elif child.kind_id in g.INTERFACES:
                kind = EXTENDS if draft.kind == INTERFACE else IMPLEMENTS
                for one in child.named_children:
                    bases += self.type_list(one, kind)
        draft.bases = [path for path, _ in bases if path]
        draft.type = self._applied([(path, value) for path, value in bases if path])
        if draft.members:
            self._components(node, draft)

    def _applied(self, bases: list[tuple[int, int]]) -> int:
        """The bases with their type arguments, as a chain of pairs; 0 if none has any."""
        if all(value == self.instance(path) for path, value in bases):
            return 0
        chain = bases[-1][1]
        for _, value in reversed(bases[:-1]):
            chain = self.node(PAIR, value, chain)
        return chain

    def _components(self, node: Node, draft: EntityDraft) -> None:
        parameters = node.child_by_field_id(g.PARAMETER_LIST)
        for child in parameters.named_children if parameters is not None else ():
            if child.kind_id in g.FORMAL or child.kind_id in g.SPREAD:
                name, value, _ = self.parameter(child)
                if name in draft.members:
                    draft.members[name].type = value

    def _annotations(self, node: Node) -> None:
        for child in node.children:
            if child.kind_id in g.MODIFIERS:
                self.visit(child)
                return

    def _walk_members(self, declared: Declared) -> None:
        constructed = False
        for node, found in declared.pending:
            if found is None:
                self._initializer(node)
            elif isinstance(found, Declared):
                self._walk_type(found)
            elif found.kind in (METHOD, CONSTRUCTOR):
                constructed = constructed or found.kind == CONSTRUCTOR
                self._callable(node, found, declared)
            elif found.kind == ENUM_MEMBER:
                self._enum_constant(node, found, declared)
            else:
                self._field(node, found)
        if declared.scope.base and not constructed:
            self._implicit_super(declared.scope.base, declared.draft)

    def _implicit_super(self, base: int, source: EntityDraft) -> None:
        """A constructor that calls no other begins by calling that of the superclass."""
        path = self.method(base, [], CONSTRUCTED)
        self.mentions.append((path, CALLS, source.name_start, self.source_entity))

    def _initializer(self, node: Node) -> None:
        outer = self.scope
        self.scope = Scope(outer, is_class=False)
        if node.kind_id in g.INITIALIZER:
            self.children(node)
        else:
            self.visit(node)
        self.scope = outer

    def _field(self, node: Node, draft: EntityDraft) -> None:
        declaration = self._types_of_fields.pop(draft.ordinal)
        first = next(one for one in declaration.children if one.kind_id in g.DECLARATOR) == node
        before = len(self.mentions)
        if first:
            self._annotations(declaration)
        value = self.type_value(declaration.child_by_field_id(g.TYPE))
        if not first:
            del self.mentions[before:]
        draft.type = self.array(value, node.child_by_field_id(g.DIMENSION))
        value_node = node.child_by_field_id(g.VALUE)
        if value_node is not None:
            outer, self.scope = self.scope, Scope(self.scope, is_class=False)
            container, self.container = self.container, draft
            self.visit_as(value_node, draft.type)
            self.scope, self.container = outer, container

    def _enum_constant(self, node: Node, draft: EntityDraft, declared: Declared) -> None:
        outer, self.scope = self.scope, Scope(self.scope, is_class=False)
        container, self.container = self.container, draft
        self._annotations(node)
        arguments, body = node.child_by_field_name("arguments"), node.child_by_field_id(g.BODY)
        place = declared.scope.own
        values = self.arguments(place, CONSTRUCTED, arguments) if arguments is not None else []
        path = self.method(place, values, CONSTRUCTED)
        self.mentions.append((path, CALLS, draft.name_start, self.source_entity))
        if body is not None:
            self.anonymous_class(body, place, declared.scope.this)
        self.scope, self.container = outer, container

    def _callable(self, node: Node, draft: EntityDraft, declared: Declared) -> None:
        before = self.source_entity, self.container, self.scope, self.returns
        self.source_entity, self.container, self.returns = draft.ordinal, draft, None
        self.scope = scope = Scope(declared.scope, is_class=False)
        self._annotations(node)
        self.type_variables(
            node.child_by_field_id(g.VARIABLES), self.node(LOCAL, draft.ordinal), scope.variables
        )
        value = self.type_value(node.child_by_field_id(g.TYPE))
        draft.type = scope.result = self.array(value, node.child_by_field_id(g.DIMENSION))
        self._parameters(node, draft, declared)
        for child in node.children:
            if child.kind_id in g.THROWS:
                for one in child.named_children:
                    self.type_value(one)
        body = node.child_by_field_id(g.BODY)
        default = node.child_by_field_id(g.VALUE)
        if default is not None:
            self.visit(default)
        if draft.kind == CONSTRUCTOR and declared.scope.base and not _calls_constructor(body):
            self._implicit_super(declared.scope.base, draft)
        if body is not None:
            self.visit(body)
        self.source_entity, self.container, self.scope, self.returns = before

    def _parameters(self, node: Node, draft: EntityDraft, declared: Declared) -> None:
        draft.parameters = []
        if node.kind_id in g.COMPACT_CONSTRUCTOR:
            for name, field in declared.draft.members.items():
                draft.parameters.append(field.type)
                self.scope.names[name] = field.type
            return
        parameters = node.child_by_field_id(g.PARAMETER_LIST)
        for child in parameters.named_children if parameters is not None else ():
            if child.kind_id in g.FORMAL or child.kind_id in g.SPREAD:
                name, value, spread = self.parameter(child)
                self.scope.names[name] = value
                draft.parameters.append(value)
                if spread:
                    draft.flags |= VARIADIC

    # -- types inside of methods --------------------------------------------------------------------------

    def anonymous_class(self, body: Node, path: int, value: int) -> None:
        """The members of a class without a name belong to what it stands in."""
        scope = Scope(self.scope, is_class=True)
        scope.inherits = True
        scope.this = scope.parent = value
        scope.inside = self.either(value, self.scope.inside)
        declared = Declared(body, self.container, scope)
        self._declare_members(body, declared, self.container)
        before = self.scope, self.returns, self.switched
        self.scope, self.returns, self.switched = scope, None, 0
        self._walk_members(declared)
        self.scope, self.returns, self.switched = before

    def local_type(self, node: Node) -> int:
        """A class in a block: known from here to its end."""
        declared = self._declare_type(node, self.container, self.scope, "")
        if declared is None:
            return 0
        types, name = self.scope.types, declared.draft.name
        self.undo.append((types, name, types.get(name)))
        types[name] = declared.scope.own
        if self.container.kind in (CLASS, ENUM, INTERFACE):
            declared.draft.flags |= SHADOWED
        self._walk_type(declared)
        return 0


def _count_parameters(node: Node) -> int:
    parameters = node.child_by_field_id(g.PARAMETER_LIST)
    children = parameters.named_children if parameters is not None else ()
    return sum(one.kind_id in g.FORMAL or one.kind_id in g.SPREAD for one in children)


def _implements(node: Node) -> bool:
    return any(child.kind_id in g.INTERFACES for child in node.children)


def _calls_constructor(body: Node | None) -> bool:
    return body is not None and any(child.kind_id in g.EXPLICIT_CALL for child in body.named_children)


_DECLARATIONS = {
    **dict.fromkeys(g.TYPE_DECLARATIONS, DefinitionWalker._declare_inner),
    **dict.fromkeys(g.FIELDS, DefinitionWalker._declare_field),
    **dict.fromkeys(
        g.METHOD | g.CONSTRUCTOR | g.COMPACT_CONSTRUCTOR | g.ELEMENT, DefinitionWalker._declare_method
    ),
    **dict.fromkeys(g.ENUM_CONSTANT, DefinitionWalker._declare_constant),
    **dict.fromkeys(g.ENUM_BODY_DECLARATIONS, DefinitionWalker._declare_rest),
}
for _name in (
    "class_declaration", "interface_declaration", "enum_declaration", "record_declaration",
    "annotation_type_declaration",
):  # fmt: skip
    register(_name, DefinitionWalker.local_type)
