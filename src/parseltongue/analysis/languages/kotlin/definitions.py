"""Walks Kotlin definitions: what stands at the top of a file, types with their members, and bodies.

Definitions are read in two steps: first all that a file or type declares is entered, so that names mean the
same wherever they stand in it; then headers and bodies are walked.
"""

from __future__ import annotations

from parseltongue.analysis.languages.kotlin import grammar as g
from parseltongue.analysis.languages.kotlin import library
from parseltongue.analysis.languages.kotlin.scopes import Scope
from parseltongue.analysis.languages.kotlin.statements import StatementWalker, register
from parseltongue.analysis.languages.kotlin.types import MAX_DEPTH
from parseltongue.analysis.texts import first_line, signature
from parseltongue.model.interface import ABSTRACT, EXTENSION, SHADOWED, STATIC, TEST, VARIADIC
from parseltongue.model.kinds import (
    CLASS,
    CONSTANT,
    CONSTRUCTOR,
    ENUM,
    ENUM_MEMBER,
    EXTENDS,
    FILE,
    FUNCTION,
    IMPLEMENTS,
    IMPORTS,
    INTERFACE,
    METHOD,
    PRIVATE,
    PROPERTY,
    PROTECTED,
    PUBLIC,
    TYPE_ALIAS,
    TYPE_KINDS,
)  # fmt: skip
from parseltongue.model.paths import APPLY, CALLABLE, ENTER, LOCAL, PAIR, SUPER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder

    Parts = list[Node]

_VISIBILITIES = {b"public": PUBLIC, b"internal": PUBLIC, b"protected": PROTECTED, b"private": PRIVATE}
_TEST_ANNOTATIONS = frozenset(
    b"Test ParameterizedTest RepeatedTest TestFactory TestTemplate Theory Property".split()
)
_CALLABLES = frozenset((FUNCTION, METHOD, CONSTRUCTOR))


class Header:
    """The parts of a type's declaration, by what they are."""

    __slots__ = ("body", "constraints", "delegations", "keyword", "modifiers", "name", "primary", "variables")

    def __init__(self, parts: Parts) -> None:
        self.keyword = 0
        self.name: Node | None = None
        for part in parts:
            if part.kind_id in _KEYWORDS:
                self.keyword = self.keyword if self.keyword == g.OBJECT_TOKEN else part.kind_id
            elif part.kind_id in g.IDENTIFIER and self.keyword and self.name is None:
                self.name = part
        self.modifiers = _among(parts, g.MODIFIERS)
        self.variables = _among(parts, g.TYPE_PARAMETERS)
        self.primary = _among(parts, g.PRIMARY)
        self.delegations = _among(parts, g.DELEGATIONS)
        self.constraints = _among(parts, g.CONSTRAINTS)
        self.body = _among(parts, g.BODIES)


class Declared:
    """A type whose members have been entered, and what is left to walk."""

    __slots__ = ("constructor", "draft", "header", "node", "pending", "scope")

    def __init__(self, node: Node, draft: EntityDraft, scope: Scope, header: Header | None) -> None:
        self.node = node
        self.draft = draft
        self.scope = scope
        self.header = header
        self.constructor: EntityDraft | None = None
        self.pending: list[tuple[Node, EntityDraft | Declared | None]] = []


class DefinitionWalker(StatementWalker):
    """The whole walker: `program` is the way in."""

    __slots__ = ("_primary_names", "keep_docs")

    def __init__(self, builder: FactsBuilder, *, keep_docs: bool) -> None:
        super().__init__(builder)
        self.keep_docs = keep_docs
        self.known = {}
        self._primary_names: dict[int, dict[bytes, int]] = {}
        """Parameters of primary constructors, by the path of their class."""

    def program(self, root: Node) -> None:
        """Walk a file: what it imports, then its definitions, then what is in them."""
        top = Declared(root, self.builder.entities[0], self.scope, None)
        self._declare_members(root.children, top)
        self._walk_pending(top)

    # -- packages and imports -----------------------------------------------------------------------------

    def _dotted(self, node: Node) -> bytes:
        return b".".join(self.name_of(one) for one in node.children if one.kind_id in g.IDENTIFIER)

    def _package(self, node: Node) -> None:
        for child in node.children:
            if child.kind_id in g.QUALIFIED or child.kind_id in g.IDENTIFIER:
                dotted = self._dotted(child) or self.name_of(child)
                self.builder.package = dotted.decode("utf-8", "replace")

    def _import(self, node: Node) -> None:
        name_node, alias, star = None, None, False
        for child in node.children:
            if child.kind_id in g.QUALIFIED:
                name_node = child
            elif child.kind_id in g.IDENTIFIER:
                name_node, alias = (child, None) if name_node is None else (name_node, child)
            elif child.kind_id == g.STAR:
                star = True
        if name_node is None:
            return
        dotted = self._dotted(name_node) or self.name_of(name_node)
        path = self.imported(dotted + b".*" if star else dotted)
        self.mention(path, IMPORTS, name_node)
        if star:
            self.builder.stars[0].append(path)
        else:
            name = self.name_of(alias) if alias is not None else dotted.rpartition(b".")[2]
            self.imports.add(name)
            self.builder.imports[0][name] = path

    def doc(self, node: Node) -> str:
        """First line of a comment, if that is what stands before a declaration."""
        return first_line(self.text(node)) if self.keep_docs and node.kind_id in g.BLOCK_COMMENT else ""

    # -- declaring ----------------------------------------------------------------------------------------

    def _declare_members(self, nodes: Parts, declared: Declared) -> None:
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
                self._package(child)
            elif kind in g.IMPORT and declared.draft.kind == FILE:
                self._import(child)
            elif kind in _KEYWORDS:
                index = self._declare_broken(nodes, index, declared)
            elif kind == g.ERROR:
                self._declare_deeper(child.children, declared)
            elif child.is_named and kind not in g.COMMENTS and kind not in _HEADER_PARTS:
                declared.pending.append((child, None))
            doc = self.doc(child)
            index += 1

    def _declare_deeper(self, nodes: Parts, declared: Declared) -> None:
        if self.depth > MAX_DEPTH // 4:
            self.cut = True
            return
        self.depth += 1
        self._declare_members(nodes, declared)
        self.depth -= 1

    def _declare_broken(self, nodes: Parts, index: int, declared: Declared) -> int:
        """A type whose declaration has errors in it: its parts stand beside each other, and what follows is
        in it, as far as braces tell. Where its last part stands; `index` if it is none."""
        opening = next((at for at in range(index, len(nodes)) if nodes[at].kind_id == g.OPEN_BRACE), 0)
        if opening <= index + 1 or nodes[index + 1].kind_id not in g.IDENTIFIER:
            return index
        closing = self._closing(nodes, opening)
        first = index - 1 if index and nodes[index - 1].kind_id in g.MODIFIERS else index
        inner = self._declare_type(nodes[first], declared, "", nodes[first:opening], nodes[closing - 1])
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

    def _modifiers(self, node: Node | None) -> tuple[int, list[bytes]]:
        """Flags and keywords."""
        keywords: list[bytes] = []
        flags = 0
        for child in node.children if node is not None else ():
            if child.kind_id in g.ANNOTATION:
                name = self.text(child).lstrip(b"@").partition(b"(")[0].rpartition(b".")[2]
                flags |= TEST if name in _TEST_ANNOTATIONS else 0
            elif child.kind_id not in g.COMMENTS:
                keywords.append(self.text(child))
        told = [_VISIBILITIES[one] for one in keywords if one in _VISIBILITIES]
        return flags | (told[0] if told else PUBLIC), keywords

    def _define(
        self, kind: int, parent: EntityDraft, node: Node, name: bytes, name_start: int, flags: int, doc: str
    ) -> EntityDraft:
        draft = self.builder.entity(kind, parent.ordinal, name, node.start_byte, node.end_byte, name_start)
        draft.flags, draft.doc = flags, doc
        return draft

    def _signature(self, node: Node, keywords: list[bytes], end: int) -> str:
        start = node.start_byte
        if node.child_count and node.children[0].kind_id in g.MODIFIERS:
            start = node.children[0].end_byte
        return signature(b" ".join(keywords), self.source[start:end].rstrip(b"=; \t\n"))

    def _declare_type(
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
        flags, keywords = self._modifiers(header.modifiers)
        single = header.keyword == g.OBJECT_TOKEN
        kind = INTERFACE if header.keyword == g.INTERFACE_TOKEN else ENUM if b"enum" in keywords else CLASS
        name_start = header.name.start_byte if header.name is not None else node.start_byte
        draft = self._define(kind, outer.draft, node, name, name_start, flags, doc)
        if last is not None:
            draft.end = last.end_byte
        if single:
            draft.flags |= STATIC
        end = header.body.start_byte if header.body is not None else draft.end
        draft.signature = self._signature(node, keywords, end if parts is None else parts[-1].end_byte)
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
            self._declare_members(header.body.children, declared)
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

    def _declare_inner(self, node: Node, declared: Declared, doc: str) -> None:
        self._declare_type(node, declared, doc)

    def _declare_primary(self, node: Node, declared: Declared) -> None:
        """The constructor in a type's header; its ``val`` and ``var`` parameters are properties."""
        flags, keywords = self._modifiers(_first(node, g.MODIFIERS))
        draft = declared.draft
        made = self._define(CONSTRUCTOR, draft, node, draft.name, node.start_byte, flags, "")
        made.signature = self._signature(node, keywords, node.end_byte)
        declared.constructor = made
        parameters = _first(node, g.CLASS_PARAMETERS)
        for child in parameters.children if parameters is not None else ():
            if child.kind_id in g.CLASS_PARAMETER and any(one.kind_id in _BINDERS for one in child.children):
                name_node = _first(child, g.IDENTIFIER)
                if name_node is None:
                    continue
                flags, keywords = self._modifiers(_first(child, g.MODIFIERS))
                name = self.name_of(name_node)
                one = self._define(PROPERTY, draft, child, name, name_node.start_byte, flags, "")
                one.signature = self._signature(child, keywords, child.end_byte)
                draft.members[name] = one

    def _declare_function(self, node: Node, declared: Declared, doc: str) -> None:
        kind = FUNCTION if declared.draft.kind == FILE else METHOD
        draft = self._function_draft(node, declared.draft, kind, doc)
        if draft is None:
            return
        if not declared.scope.own and declared.draft.kind != FILE:
            self._enter_function(declared.scope, draft, node)
            self._hide(draft, declared.draft)
        declared.pending.append((node, draft))

    def _hide(self, draft: EntityDraft, around: EntityDraft) -> None:
        """What stands in a block of a type is no member of the type."""
        if around.kind in TYPE_KINDS or around.kind == FILE:
            draft.flags |= SHADOWED

    def _enter_function(self, scope: Scope, draft: EntityDraft, node: Node) -> None:
        parameters = _first(node, g.PARAMETERS)
        parts = parameters.children if parameters is not None else []
        most = sum(one.kind_id in g.PARAMETER for one in parts)
        optional = sum(one.kind_id == g.EQUALS for one in parts)
        variadic = any(one.kind_id in g.PARAMETER_MODIFIERS and b"vararg" in self.text(one) for one in parts)
        least = most - optional - variadic
        path = self.node(LOCAL, draft.ordinal)
        scope.functions.setdefault(draft.name, []).append((path, least, most + 100 * variadic))

    def _function_draft(self, node: Node, parent: EntityDraft, kind: int, doc: str) -> EntityDraft | None:
        name_node = node.child_by_field_id(g.NAME)
        receiver = self._receiver(node)
        if receiver is not None and (name_node is None or name_node.start_byte == name_node.end_byte):
            name_node = receiver.children[-1]  # ``fun some.Type.name()`` is taken for a longer type.
        if name_node is None or name_node.start_byte == name_node.end_byte:
            return None
        flags, keywords = self._modifiers(_first(node, g.MODIFIERS))
        body = _first(node, g.FUNCTION_BODY)
        draft = self._define(kind, parent, node, self.name_of(name_node), name_node.start_byte, flags, doc)
        if receiver is not None:
            draft.flags |= EXTENSION
        if b"abstract" in keywords or (body is None and parent.kind == INTERFACE):
            draft.flags |= ABSTRACT
        draft.signature = self._signature(
            node, keywords, body.start_byte if body is not None else node.end_byte
        )
        return draft

    def _receiver(self, node: Node) -> Node | None:
        """The type that a function or property extends: it stands before the name."""
        for child in node.children:
            if child.kind_id in g.TYPES:
                return child
            if child.kind_id in _AFTER_RECEIVER:
                return None
        return None

    def _declare_property(self, node: Node, declared: Declared, doc: str) -> None:
        parent = declared.draft
        variable = _first(node, g.VARIABLE)
        if variable is None or not variable.child_count:
            declared.pending.append((node, None))
            return
        flags, keywords = self._modifiers(_first(node, g.MODIFIERS))
        name_node = variable.children[0]
        while name_node.kind_id not in g.IDENTIFIER and name_node.child_count:
            name_node = name_node.children[-1]
        draft = self._define(
            CONSTANT if b"const" in keywords else PROPERTY, parent, node, self.name_of(name_node),
            name_node.start_byte, flags, doc,
        )  # fmt: skip
        if self._receiver(node) is not None:
            draft.flags |= EXTENSION
        draft.signature = self._signature(node, keywords, variable.end_byte)
        if not declared.scope.own and parent.kind != FILE:
            declared.scope.fields.setdefault(draft.name, self.node(LOCAL, draft.ordinal))
            self._hide(draft, parent)
        declared.pending.append((node, draft))

    def _declare_entry(self, node: Node, declared: Declared, doc: str) -> None:
        name_node = _first(node, g.IDENTIFIER)
        if name_node is None:
            return
        name = self.name_of(name_node)
        draft = self._define(
            ENUM_MEMBER, declared.draft, node, name, name_node.start_byte, PUBLIC | STATIC, doc
        )
        draft.type = declared.scope.this
        draft.signature = signature(self.text(name_node))
        declared.pending.append((node, draft))

    def _declare_alias(self, node: Node, declared: Declared, doc: str) -> None:
        name_node = _first(node, g.IDENTIFIER)
        if name_node is None:
            return
        flags, keywords = self._modifiers(_first(node, g.MODIFIERS))
        name = self.name_of(name_node)
        draft = self._define(TYPE_ALIAS, declared.draft, node, name, name_node.start_byte, flags, doc)
        draft.signature = self._signature(node, keywords, node.end_byte)
        declared.pending.append((node, draft))

    def _declare_secondary(self, node: Node, declared: Declared, doc: str) -> None:
        flags, keywords = self._modifiers(_first(node, g.MODIFIERS))
        draft = declared.draft
        made = self._define(CONSTRUCTOR, draft, node, draft.name, node.start_byte, flags, doc)
        body = _first(node, g.BLOCK)
        made.signature = self._signature(
            node, keywords, body.start_byte if body is not None else node.end_byte
        )
        declared.pending.append((node, made))

    # -- walking ------------------------------------------------------------------------------------------

    def _walk_type(self, declared: Declared) -> None:
        before = self.source_entity, self.container, self.scope
        self.source_entity, self.container = declared.draft.ordinal, declared.draft
        self._header(declared)
        self.scope = declared.scope
        self._walk_pending(declared)
        self.source_entity, self.container, self.scope = before

    def _header(self, declared: Declared) -> None:
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

    def _primary(self, node: Node, declared: Declared, draft: EntityDraft) -> None:
        before, self.source_entity = self.source_entity, draft.ordinal
        outer, self.scope = self.scope, Scope(declared.scope)
        draft.type = declared.scope.this
        draft.parameters = []
        modifiers, parameters = _first(node, g.MODIFIERS), _first(node, g.CLASS_PARAMETERS)
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
                variadic = b"vararg" in self._modifiers(child)[1]
                draft.flags |= VARIADIC if variadic else 0
            elif kind in g.IDENTIFIER and not name:
                name = self.name_of(child)
            elif kind in g.TYPES:
                value = self.type_value(child)
            elif kind == g.EQUALS:
                default = child
            elif default is not None and child.is_named and kind not in g.COMMENTS:
                self.visit_as(child, value)
        self._parameter_entered(draft, name, value, default is not None, variadic)
        if name in declared.draft.members:
            declared.draft.members[name].type = self.visible(value)

    def _parameter_entered(
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
                bases.append(self.type_parts(base, EXTENDS if extends else IMPLEMENTS))
                if leaves_call and not declared.scope.base:
                    declared.scope.base = bases[-1][0]
        draft.bases = [path for path, _ in bases if path]
        draft.type = self._applied([(path, value) for path, value in bases if path])

    def _superclass(self, node: Node, declared: Declared) -> tuple[int, int]:
        type_node, arguments = _first(node, g.TYPES), _first(node, g.ARGUMENTS)
        if type_node is None:
            return 0, 0
        path, value = self.type_parts(type_node, EXTENDS)
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
                found = self.type_parts(child, EXTENDS if draft.kind == INTERFACE else IMPLEMENTS)
            elif child.kind_id == g.BY:
                behind = True
            elif behind and child.is_named:
                self.visit(child)
        return found

    def _applied(self, bases: list[tuple[int, int]]) -> int:
        """The bases with their type arguments, as a chain of pairs; 0 if none has any."""
        if all(value == self.instance(path) for path, value in bases):
            return 0
        chain = bases[-1][1]
        for _, value in reversed(bases[:-1]):
            chain = self.node(PAIR, value, chain)
        return self.visible(chain)

    def _walk_pending(self, declared: Declared) -> None:
        for node, found in declared.pending:
            if found is None:
                self._initializer(node)
            elif isinstance(found, Declared):
                self._walk_type(found)
            elif found.kind in _CALLABLES:
                self._callable(node, found, declared)
            elif found.kind == ENUM_MEMBER:
                self._entry_body(node, found, declared)
            elif found.kind == TYPE_ALIAS:
                self._alias(node, found)
            else:
                self._property_body(node, found, declared)

    def _initializer(self, node: Node) -> None:
        """``init { }``, and statements of scripts, whose variables stay."""
        if self.container.kind == FILE:
            self.visit(node)
            return
        outer, self.scope = self.scope, Scope(self.scope)
        self._constructor_names(outer)
        if node.kind_id in g.INITIALIZER:
            self.children(node)
        else:
            self.visit(node)
        self.scope = outer

    def _constructor_names(self, scope: Scope) -> None:
        """The parameters of the primary constructor can be named by initialisers."""
        names = self._primary_names.get(scope.own)
        if names:
            self.scope.names.update(names)

    def _alias(self, node: Node, draft: EntityDraft) -> None:
        before, self.source_entity = self.source_entity, draft.ordinal
        outer, self.scope = self.scope, Scope(self.scope)
        behind = False
        for child in node.children:
            if child.kind_id in g.TYPE_PARAMETERS:
                self.type_variables(child, self.node(LOCAL, draft.ordinal), self.scope.variables)
            behind = behind or child.kind_id == g.EQUALS
            if behind and child.kind_id in g.TYPES:
                draft.type = self.visible(self.type_value(child))
        self.scope, self.source_entity = outer, before

    def _entry_body(self, node: Node, draft: EntityDraft, declared: Declared) -> None:
        """A constant of an enum calls a constructor, and can have members of its own."""
        outer, self.scope = self.scope, Scope(self.scope)
        container, self.container = self.container, draft
        arguments, body = _first(node, g.ARGUMENTS), _first(node, g.CLASS_BODY)
        modifiers, name_node = _first(node, g.MODIFIERS), _first(node, g.IDENTIFIER)
        if modifiers is not None:
            self.visit(modifiers)
        if name_node is not None:
            self.construct(declared.scope.own, arguments, name_node)
        if body is not None:
            self._nameless(body, declared.scope.this)
        self.scope, self.container = outer, container

    # -- functions ----------------------------------------------------------------------------------------

    def _callable(self, node: Node, draft: EntityDraft, declared: Declared) -> None:
        before = self.source_entity, self.container, self.scope
        self.source_entity, self.container = draft.ordinal, draft
        self.scope = scope = Scope(self.scope)
        draft.parameters = []
        own = self.node(LOCAL, draft.ordinal)
        receiver = self._receiver(node) if draft.kind != CONSTRUCTOR else None
        told = False
        body = None
        for child in node.children:
            kind = child.kind_id
            if kind in g.MODIFIERS:
                self.visit(child)
            elif kind in g.TYPE_PARAMETERS:
                self.type_variables(child, own, scope.variables)
                constraints = _first(node, g.CONSTRAINTS)
                if constraints is not None:
                    self.constraints(constraints, scope.variables)
            elif kind in g.TYPES and child == receiver:
                self._extend(child, draft)
            elif kind in g.PARAMETERS:
                self._parameters(child, draft)
            elif kind in g.TYPES:
                draft.type, told = self.visible(self.type_value(child)), True
            elif kind in g.FUNCTION_BODY or kind in g.BLOCK:
                body = child
            elif kind in g.DELEGATED_CALL:
                self._delegate(child, declared)
        if draft.kind == CONSTRUCTOR:
            draft.type, told = declared.scope.this, True
        value = self._body(body, draft.type) if body is not None else 0
        if not told and body is not None:
            draft.type = self.visible(value)
        self.source_entity, self.container, self.scope = before

    def _extend(self, node: Node, draft: EntityDraft) -> None:
        """The type that a function or property extends is what ``this`` is in it."""
        value = self.type_value(node)
        if draft.parameters is not None:
            draft.parameters.append(value)
        scope = self.scope
        scope.this = value
        scope.inside = self.either(value, scope.inside)
        scope.label = draft.name

    def _parameters(self, node: Node, draft: EntityDraft) -> None:
        pending: tuple[bytes, int] | None = None
        behind = variadic = coming = False
        for child in node.children:
            kind = child.kind_id
            if kind in g.PARAMETER_MODIFIERS:
                self.visit(child)
                coming = b"vararg" in self.text(child).split()
                draft.flags |= VARIADIC if coming else 0
            elif kind in g.PARAMETER:
                if pending is not None:
                    self._parameter_entered(draft, *pending, False, variadic)
                pending, behind = self._parameter(child), False
                variadic, coming = coming, False
            elif kind == g.EQUALS:
                behind = True
            elif behind and pending is not None and child.is_named and kind not in g.COMMENTS:
                self.visit_as(child, pending[1])
                self._parameter_entered(draft, *pending, True, variadic)
                pending, behind = None, False
        if pending is not None:
            self._parameter_entered(draft, *pending, False, variadic)

    def _parameter(self, node: Node) -> tuple[bytes, int]:
        name, value = b"", 0
        for child in node.children:
            if child.kind_id in g.IDENTIFIER:
                name = self.name_of(child)
            elif child.kind_id in g.TYPES:
                value = self.type_value(child)
        return name, value

    def _delegate(self, node: Node, declared: Declared) -> None:
        """``constructor(...) : this(...)`` or ``super(...)``."""
        arguments = _first(node, g.ARGUMENTS)
        scope = declared.scope
        place = scope.base if self.text(node).startswith(b"super") else scope.own
        if place:
            self.construct(place, arguments, node)
        elif arguments is not None:
            self.visit(arguments)

    def _body(self, node: Node, target: int) -> int:
        """The value of a body that is an expression; 0 for a block."""
        value = 0
        for child in node.children if node.kind_id in g.FUNCTION_BODY else (node,):
            if child.kind_id in g.BLOCK:
                self.visit(child)
                value = 0
            elif child.is_named and child.kind_id not in g.COMMENTS:
                value = self.visit_as(child, target)
        return value

    def anonymous_function(self, node: Node) -> int:
        """``fun(x: Int): Int { ... }`` as a value."""
        outer, self.scope = self.scope, Scope(self.scope)
        value, told = 0, False
        for child in node.children:
            kind = child.kind_id
            if kind in g.PARAMETERS:
                for one in child.children:
                    if one.kind_id in g.PARAMETER:
                        name, parameter = self._parameter(one)
                        self.scope.names[name] = parameter
            elif kind in g.TYPES:
                value, told = self.type_value(child), True
            elif kind in g.FUNCTION_BODY:
                found = self._body(child, value)
                value = value if told else found
        self.scope = outer
        return self.node(CALLABLE, value)

    # -- properties ---------------------------------------------------------------------------------------

    def _property_body(self, node: Node, draft: EntityDraft, declared: Declared) -> None:
        container, self.container = self.container, draft
        outer, self.scope = self.scope, Scope(self.scope)
        if self._receiver(node) is not None:
            draft.parameters = []
        if declared.scope.own:
            self._constructor_names(declared.scope)
        before = self.source_entity
        self.source_entity = draft.ordinal
        value = self._property_parts(node, draft)
        draft.type = self.visible(value)
        self.source_entity = before
        self.scope, self.container = outer, container

    def _property_parts(self, node: Node, draft: EntityDraft | None) -> int:
        """Visit all of a property; its value. Without a draft it is a local variable."""
        told = found = 0
        behind = False
        receiver = self._receiver(node) if draft is not None else None
        for child in node.children:
            kind = child.kind_id
            if kind in g.MODIFIERS:
                self.visit(child)
            elif kind in g.TYPE_PARAMETERS and draft is not None:
                self.type_variables(child, self.node(LOCAL, draft.ordinal), self.scope.variables)
            elif kind in g.TYPES and child == receiver and draft is not None:
                self._extend(child, draft)
            elif kind in g.VARIABLE:
                types = [one for one in child.children if one.kind_id in g.TYPES]
                told = self.type_value(types[0]) if types else 0
            elif kind == g.EQUALS:
                behind = True
            elif kind in g.DELEGATE:
                found = self._delegated_value(child)
            elif kind in g.GETTER or kind in g.SETTER:
                value = self._accessor(child, told or found)
                found = found or (value if kind in g.GETTER else 0)
            elif behind and child.is_named and kind not in g.COMMENTS:
                found = self.visit_as(child, told)
                behind = False
        return told or found

    def _delegated_value(self, node: Node) -> int:
        """``by value``: what the value's ``getValue`` gives."""
        value = 0
        for child in node.children:
            if child.is_named and child.kind_id not in g.COMMENTS:
                value = self.visit(child)
        if not value:
            return 0
        return self.called(self.method(self.extended(value), [0, 0], b"getValue"))

    def _accessor(self, node: Node, value: int) -> int:
        outer, self.scope = self.scope, Scope(self.scope)
        self.scope.names[b"field"] = value
        found = 0
        for child in node.children:
            kind = child.kind_id
            if kind in g.IDENTIFIER:
                self.scope.names[self.name_of(child)] = value
            elif kind in g.PARAMETER:
                name, told = self._parameter(child)
                self.scope.names[name] = told or value
            elif kind in g.PARAMETERS:
                for one in child.children:
                    if one.kind_id in g.PARAMETER:
                        name, told = self._parameter(one)
                        self.scope.names[name] = told or value
            elif kind in g.TYPES:
                found = self.type_value(child)
            elif kind in g.FUNCTION_BODY or kind in g.BLOCK:
                found = self._body(child, value) or found
            elif kind in g.MODIFIERS:
                self.visit(child)
        self.scope = outer
        return found

    # -- inside of functions ------------------------------------------------------------------------------

    def local_property(self, node: Node) -> int:
        multiple, variable = _first(node, g.MULTIPLE), _first(node, g.VARIABLE)
        value = self._property_parts(node, None)
        if multiple is not None:
            self.take_apart(multiple, value)
        elif variable is not None and variable.child_count:
            self.bind(self.name_of(variable.children[0]), value)
        return 0

    def local_function(self, node: Node) -> int:
        """A function in a block: known from here to its end."""
        draft = self._function_draft(node, self.container, FUNCTION, "")
        if draft is None:
            return 0
        self._hide(draft, self.container)
        self._enter_function(self.scope, draft, node)
        self._callable(node, draft, Declared(node, self.container, self.scope, None))
        return self.node(CALLABLE, draft.type)

    def local_type(self, node: Node) -> int:
        """A class in a block: known from here to its end."""
        around = Declared(node, self.container, self.scope, None)
        declared = self._declare_type(node, around, "")
        if declared is None:
            return 0
        self._hide(declared.draft, self.container)
        self._walk_type(declared)
        return 0

    def object_literal(self, node: Node) -> int:
        """``object : Type { ... }``: its members belong to what it stands in."""
        value = 0
        for specifiers in node.children:
            if specifiers.kind_id not in g.DELEGATIONS:
                continue
            for specifier in specifiers.children:
                for base in specifier.children:
                    found = self._literal_base(base)
                    value = value or found
        body = _first(node, g.CLASS_BODY)
        if body is not None:
            self._nameless(body, value)
        return value

    def _literal_base(self, base: Node) -> int:
        if base.kind_id in g.CONSTRUCTION:
            type_node, arguments = _first(base, g.TYPES), _first(base, g.ARGUMENTS)
            if type_node is None:
                return 0
            path, value = self.type_parts(type_node)
            if path:
                self.construct(path, arguments, type_node)
            return value
        if base.kind_id in g.EXPLICIT_DELEGATION:
            for child in base.children:
                if child.is_named and child.kind_id not in g.TYPES:
                    self.visit(child)
            first = _first(base, g.TYPES)
            return self.type_value(first)
        return self.type_value(base) if base.kind_id in g.TYPES else 0

    def _nameless(self, body: Node, value: int) -> None:
        """The members of an object without a name belong to what it stands in."""
        scope = Scope(self.scope)
        scope.inherits = True
        scope.this = scope.parent = value
        scope.inside = self.either(value, self.scope.inside)
        declared = Declared(body, self.container, scope, None)
        self._declare_members(body.children, declared)
        before, self.scope = self.scope, scope
        self._walk_pending(declared)
        self.scope = before


def _among(nodes: Parts, kinds: frozenset[int]) -> Node | None:
    """The first node of a kind."""
    return next((one for one in nodes if one.kind_id in kinds), None)


def _first(node: Node, kinds: frozenset[int]) -> Node | None:
    """The first child of a kind."""
    return _among(node.children, kinds)


_KEYWORDS = frozenset((g.CLASS_TOKEN, g.INTERFACE_TOKEN, g.OBJECT_TOKEN))
_BINDERS = frozenset((g.VAL, g.VAR))
_AFTER_RECEIVER = g.PARAMETERS | g.VARIABLE | {g.COLON, g.EQUALS}
_HEADER_PARTS = frozenset().union(
    g.MODIFIERS, g.IDENTIFIER, g.TYPE_PARAMETERS, g.PRIMARY, g.DELEGATIONS, g.CONSTRAINTS, g.BODIES,
    g.LABEL,
)  # fmt: skip
_DECLARATIONS = {
    **dict.fromkeys(g.CLASS | g.OBJECT | g.COMPANION, DefinitionWalker._declare_inner),
    **dict.fromkeys(g.FUNCTION, DefinitionWalker._declare_function),
    **dict.fromkeys(g.PROPERTY, DefinitionWalker._declare_property),
    **dict.fromkeys(g.ALIAS, DefinitionWalker._declare_alias),
    **dict.fromkeys(g.ENUM_ENTRY, DefinitionWalker._declare_entry),
    **dict.fromkeys(g.SECONDARY, DefinitionWalker._declare_secondary),
}
register("function_declaration", DefinitionWalker.local_function)
register("anonymous_function", DefinitionWalker.anonymous_function)
register("property_declaration", DefinitionWalker.local_property)
register("object_literal", DefinitionWalker.object_literal)
for _name in ("class_declaration", "object_declaration", "companion_object"):
    register(_name, DefinitionWalker.local_type)
