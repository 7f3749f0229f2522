"""Walks C# definitions: namespaces, types, their members, and the bodies of these.

A type is read in two steps: first all that it declares is entered, so that names mean the same wherever they
stand in it; then headers and bodies are walked.
"""

from __future__ import annotations

from itertools import pairwise

from parseltongue.analysis.languages.csharp import grammar as g
from parseltongue.analysis.languages.csharp.bindings import type_key
from parseltongue.analysis.languages.csharp.declarations import (
    DeclarationReader,
    Declared,
    child_of,
    extends_first,
)
from parseltongue.analysis.languages.csharp.expressions import CONSTRUCTED, INVOKE
from parseltongue.analysis.languages.csharp.flags import (
    EXPLICIT,
    EXTENSION,
    GLOBAL_MARK,
    INNER_MARK,
    PARTIAL,
    STATIC_MARK,
)
from parseltongue.analysis.languages.csharp.patterns import register
from parseltongue.analysis.languages.csharp.texts import first_line
from parseltongue.analysis.languages.csharp.types import MAX_DEPTH
from parseltongue.analysis.typed_scopes import Scope
from parseltongue.model.interface import ABSTRACT, SHADOWED, STATIC, VARIADIC
from parseltongue.model.kinds import (
    CONSTANT,
    CONSTRUCTOR,
    ENUM_MEMBER,
    EXTENDS,
    FIELD,
    FUNCTION,
    IMPLEMENTS,
    IMPORTS,
    INTERFACE,
    METHOD,
    NAMESPACE,
    PROPERTY,
    PUBLIC,
    STRUCT,
)  # fmt: skip
from parseltongue.model.paths import APPLY, ENTER, INSTANCE, LOCAL, PAIR, SUPER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder

_INDEXER = b"this[]"


class Item:
    """A type or statement at the top of a file or namespace."""

    __slots__ = ("doc", "namespace", "node")

    def __init__(self, node: Node, namespace: bytes, doc: str) -> None:
        self.node = node
        self.namespace = namespace
        self.doc = doc


class DefinitionWalker(DeclarationReader):
    """The whole walker: `program` is the way in."""

    __slots__ = ("_docs", "_fields", "_locals", "_usings", "keep_docs")

    def __init__(self, builder: FactsBuilder, *, keep_docs: bool) -> None:
        super().__init__(builder)
        self.keep_docs = keep_docs
        self.bound = self.matched = 0
        self._docs: list[bytes] = []
        """Comments that stand before what is read next."""
        self._fields: dict[int, Node] = {}
        """The declaration that each field stands in, which can be of several."""
        self._locals: dict[int, EntityDraft] = {}
        """Local functions that have been declared, by where they begin."""
        self._usings: list[tuple[Node, bytes]] = []

    # -- files --------------------------------------------------------------------------------------------

    def program(self, root: Node) -> None:
        """Walk a file: what it imports, then its types, then what is in them."""
        types: list[Item] = []
        statements: list[Item] = []
        self._collect(root.children, b"", types, statements)
        namespaces = list(dict.fromkeys(one.namespace for one in types))
        whole = b"" if b"" in namespaces or not namespaces else namespaces[0]
        if not namespaces and statements:
            whole = statements[-1].namespace
        self.builder.package = whole.decode("utf-8", "replace")
        parents = {one: self._namespace(one, types) for one in namespaces if one != whole}
        for node, namespace in self._usings:
            self._using(node, namespace, parents.get(namespace))
        self._walk_types(types, whole, parents)
        self.enter_context(b"", self.tops)
        nodes = [one.node for one in statements]
        self.declare_functions([child for one in nodes for child in one.named_children])
        for one in nodes:
            self.visit(one)

    def _collect(
        self, nodes: list[Node], namespace: bytes, types: list[Item], statements: list[Item]
    ) -> None:
        """What stands at the top of a file, in its namespaces, and between lines for the preprocessor."""
        pending = [(iter(nodes), namespace)]
        while pending:
            rest, namespace = pending[-1]
            child = next(rest, None)
            if child is None:
                pending.pop()
                continue
            kind = child.kind_id
            if kind in g.COMMENTS:
                self._docs.append(self.text(child))
                continue
            if kind in g.USING:
                self._usings.append((child, namespace))
            elif kind in g.FILE_NAMESPACE:
                pending[-1] = rest, _joined(namespace, self._name_of(child))
            elif kind in g.NAMESPACE:
                body = child.child_by_field_id(g.BODY)
                if body is not None:
                    pending.append((iter(body.children), _joined(namespace, self._name_of(child))))
            elif kind in g.PREPROCESSED:
                pending.append((iter(content_of(child)), namespace))
            elif kind == g.ERROR:
                pending[-1] = rest, namespace = rest, self._broken_namespace(child) or namespace
                pending.append((iter(child.children), namespace))
            elif kind in g.TYPE_DECLARATIONS or kind in g.DELEGATE:
                types.append(Item(child, namespace, self.doc()))
            elif child.is_named:
                statements.append(Item(child, namespace, ""))
            self._docs.clear()

    def _broken_namespace(self, node: Node) -> bytes:
        """The namespace that the rest of a file is in which the grammar lost its way."""
        parts = node.children
        for one, following in pairwise(parts):
            if one.kind_id == g.NAMESPACE_WORD and following.kind_id in g.NAMES:
                return self.dotted(following)
        return b""

    def _name_of(self, node: Node) -> bytes:
        name = node.child_by_field_id(g.NAME)
        return self.dotted(name) if name is not None else b""

    def _namespace(self, name: bytes, types: list[Item]) -> EntityDraft:
        """The entity of a namespace that is not that of the whole file."""
        if not name:
            return self.builder.entities[0]
        node = next(one.node for one in types if one.namespace == name)
        draft = self.builder.entity(NAMESPACE, 0, name, node.start_byte, node.end_byte, node.start_byte)
        draft.end = max(one.node.end_byte for one in types if one.namespace == name)
        return draft

    def _walk_types(self, types: list[Item], whole: bytes, parents: dict[bytes, EntityDraft]) -> None:
        tops: dict[bytes, dict[bytes, int]] = {}
        declared = []
        for one in types:
            parent = parents.get(one.namespace, self.builder.entities[0])
            found = self._declare_type(one.node, parent, self.scope, one.doc)
            if found is not None:
                declared.append((one.namespace, found))
                if not found.draft.flags & PARTIAL:
                    key = type_key(found.draft.name, _count(found.node))
                    tops.setdefault(one.namespace, {}).setdefault(key, found.scope.own)
        for namespace, found in declared:
            self.enter_context(b"" if namespace == whole else namespace, tops.get(namespace, {}))
            self._walk_type(found)
        self.tops = tops.get(whole, {})

    def _using(self, node: Node, namespace: bytes, entity: EntityDraft | None) -> None:
        """``using A.B;``, ``using static A.B.C;``, ``using D = A.B.C;``, each for the file or the project."""
        scope = entity.ordinal if entity is not None else 0
        marks, alias, target = INNER_MARK.encode() if namespace else b"", None, None
        for child in node.children:
            if child.kind_id == g.GLOBAL:
                marks = GLOBAL_MARK.encode()
            elif child.kind_id == g.STATIC:
                marks += STATIC_MARK.encode()
            elif child.kind_id == g.EQUALS:
                alias, target = target, None
            elif child.kind_id in g.TYPES:
                target = child
        if target is None:
            return
        if alias is not None:
            name = self.text(alias)
            path, value = self.typed(target, IMPORTS)
            path = value if not path or self.steps[value][0] == APPLY else path
            self.aliases[name] = path
            self.builder.imports[0][(marks if marks == GLOBAL_MARK.encode() else b"") + name] = path
            return
        path = self.imported(marks + self.dotted(target).removeprefix(b"global::"))
        self.mention(path, IMPORTS, target)
        self.builder.stars.setdefault(scope, []).append(path)

    def doc(self) -> str:
        """First line of the comments right before a declaration."""
        return first_line(self._docs) if self.keep_docs and self._docs else ""

    # -- declaring ----------------------------------------------------------------------------------------

    def _declare_type(self, node: Node, parent: EntityDraft, outer: Scope, doc: str) -> Declared | None:
        name_node, body = node.child_by_field_id(g.NAME), node.child_by_field_id(g.BODY)
        if name_node is None or self.depth > MAX_DEPTH // 4:
            self.cut = self.cut or name_node is not None
            return None
        if node.kind_id in g.DELEGATE:
            return self._declare_delegate(node, name_node, parent, outer, doc)
        flags = self.modifiers(node, parent) | self.arity(node)
        draft = self.define(self.type_kind(node), parent, node, name_node, flags, doc)
        draft.signature = self.signature(node, body)
        declared = Declared(node, draft, self._type_scope(draft, outer))
        declared.scope.inherits = bool(flags & PARTIAL) or child_of(node, g.BASE_LIST) is not None
        self._declare_parameters(declared)
        self.depth += 1
        if body is not None:
            docs, self._docs = self._docs, []
            self._declare_members(body.children, declared)
            self._docs = docs
        self.depth -= 1
        return declared

    def _type_scope(self, draft: EntityDraft, outer: Scope) -> Scope:
        scope = Scope(outer, is_class=True)
        scope.own = self.node(LOCAL, draft.ordinal)
        scope.inside = self.node(ENTER, scope.own)
        scope.this = self.node(INSTANCE, scope.own)
        scope.parent = self.node(SUPER, scope.own)
        return scope

    def _declare_delegate(
        self, node: Node, name_node: Node, parent: EntityDraft, outer: Scope, doc: str
    ) -> Declared:
        """A delegate is an interface with one method, which calls whatever it stands for."""
        flags = self.modifiers(node, parent) | self.arity(node)
        draft = self.define(INTERFACE, parent, node, name_node, flags, doc)
        draft.signature = self.signature(node)
        declared = Declared(node, draft, self._type_scope(draft, outer))
        method = self.define(METHOD, draft, node, name_node, PUBLIC | ABSTRACT, "")
        method.name = INVOKE
        method.signature = draft.signature
        declared.pending.append((node, method))
        return declared

    def _declare_parameters(self, declared: Declared) -> None:
        """Parameters behind the name of a type: a constructor; of a record, properties as well."""
        node, draft = declared.node, declared.draft
        parameters = child_of(node, g.PARAMETER_LISTS)
        name_node = node.child_by_field_id(g.NAME)
        if parameters is None or name_node is None:
            return
        declared.constructor = self.define(CONSTRUCTOR, draft, parameters, parameters, PUBLIC, "")
        declared.constructor.name = draft.name
        declared.constructor.signature = self.signature(node, child_of(node, g.BASE_LIST), _body_of(node))
        if node.kind_id not in g.RECORD:
            return
        for one in parameters.named_children:
            name = one.child_by_field_id(g.NAME) if one.kind_id in g.PARAMETER else None
            if name is not None:
                found = self.define(PROPERTY, draft, one, name, PUBLIC, "")
                found.signature = self.signature(one)
                declared.scope.fields.setdefault(found.name, self.node(LOCAL, found.ordinal))
                draft.members[found.name] = found

    def _declare_members(self, nodes: list[Node], declared: Declared) -> None:
        for child in nodes:
            kind = child.kind_id
            if kind in g.COMMENTS:
                self._docs.append(self.text(child))
                continue
            handler = _DECLARATIONS.get(kind)
            if handler is not None:
                handler(self, child, declared)
            elif kind in g.PREPROCESSED:
                self.depth += 1
                if self.depth <= MAX_DEPTH:
                    self._declare_members(content_of(child), declared)
                self.depth -= 1
            elif kind == g.ERROR:
                self._declare_broken(child, declared)
            self._docs.clear()

    def _declare_broken(self, node: Node, declared: Declared) -> None:
        """What the grammar has no place for can still hold declarations, and expressions."""
        for child in node.children:
            if child.kind_id in _DECLARATIONS:
                _DECLARATIONS[child.kind_id](self, child, declared)
            elif child.is_named:
                declared.pending.append((child, None))

    def _declare_inner(self, node: Node, declared: Declared) -> None:
        inner = self._declare_type(node, declared.draft, declared.scope, self.doc())
        if inner is None:
            return
        key = type_key(inner.draft.name, _count(node))
        path = inner.scope.own
        if inner.draft.flags & PARTIAL:
            path = self.member(declared.scope.own, key)
        declared.scope.types.setdefault(key, path)
        declared.pending.append((node, inner))

    def _declare_fields(self, node: Node, declared: Declared) -> None:
        """Fields, constants, and events that are like fields."""
        variables = child_of(node, g.VARIABLES)
        if variables is None:
            return
        flags = self.modifiers(node, declared.draft)
        constant = any(one.kind_id in g.MODIFIER and self.text(one) == b"const" for one in node.children)
        doc = self.doc()
        type_node = variables.child_by_field_id(g.TYPE)
        for child in variables.children:
            name = child.child_by_field_id(g.NAME) if child.kind_id in g.DECLARATOR else None
            if name is None or name.start_byte == name.end_byte:
                continue
            draft = self.define(CONSTANT if constant else FIELD, declared.draft, child, name, flags, doc)
            if type_node is not None:
                draft.signature = f"{self.signature(node, variables)} {self.signature(variables, name)}"
                draft.signature = f"{draft.signature.strip()} {draft.name.decode('utf-8', 'replace')}"
            self._enter_field(draft, declared, child)
            self._fields[draft.ordinal] = node

    def _enter_field(self, draft: EntityDraft, declared: Declared, node: Node) -> None:
        if not draft.flags & EXPLICIT:
            declared.scope.fields.setdefault(draft.name, self.node(LOCAL, draft.ordinal))
        declared.pending.append((node, draft))

    def _declare_property(self, node: Node, declared: Declared) -> None:
        """Properties, events with accessors, indexers."""
        name_node = node.child_by_field_id(g.NAME)
        indexer = node.kind_id in g.INDEXER
        if indexer:
            name_node = next((one for one in node.children if one.kind_id == g.THIS), None)
        if name_node is None or name_node.start_byte == name_node.end_byte:
            return
        flags = self._member_flags(node, declared)
        draft = self.define(PROPERTY, declared.draft, node, name_node, flags, self.doc())
        if indexer:
            draft.name = _INDEXER
        accessors, value = node.child_by_field_id(g.ACCESSORS), node.child_by_field_id(g.VALUE)
        draft.signature = self.signature(node, accessors, value)
        self._enter_field(draft, declared, node)

    def _member_flags(self, node: Node, declared: Declared) -> int:
        flags = self.modifiers(node, declared.draft) & ~PARTIAL
        return flags | EXPLICIT if child_of(node, g.EXPLICIT_INTERFACE) is not None else flags

    def _declare_constant(self, node: Node, declared: Declared) -> None:
        name_node = node.child_by_field_id(g.NAME)
        if name_node is None:
            return
        draft = self.define(ENUM_MEMBER, declared.draft, node, name_node, PUBLIC | STATIC, self.doc())
        draft.type = declared.scope.this
        draft.signature = draft.name.decode("utf-8", "replace")
        self._enter_field(draft, declared, node)

    def _declare_method(self, node: Node, declared: Declared) -> None:
        name_node = node.child_by_field_id(g.NAME)
        if name_node is None or name_node.start_byte == name_node.end_byte:
            return
        flags = self._member_flags(node, declared) | self.arity(node)
        body, parameters = _body_of(node), node.child_by_field_id(g.PARAMETERS)
        constructs = node.kind_id in g.CONSTRUCTOR
        kind = CONSTRUCTOR if constructs else METHOD
        draft = self.define(kind, declared.draft, node, name_node, flags, self.doc())
        if constructs and flags & STATIC:
            draft.flags |= SHADOWED  # The language calls it, and nothing else can.
        if node.kind_id in g.DESTRUCTOR:
            draft.name = b"~" + draft.name
        if kind == METHOD:
            if body is None and declared.draft.kind == INTERFACE:
                draft.flags |= ABSTRACT
            if flags & STATIC and extends_first(parameters, self.source):
                draft.flags |= EXTENSION
            declared.scope.methods.setdefault(draft.name, [])
        draft.signature = self.signature(node, body, child_of(node, g.INITIALIZER))
        declared.pending.append((node, draft))

    def _declare_operator(self, node: Node, declared: Declared) -> None:
        """``operator+``; a conversion is named by the type that it makes: ``operator(T)``."""
        converts = node.kind_id in g.CONVERSION
        sign = node.child_by_field_id(g.TYPE if converts else g.OPERATED)
        if sign is None:
            return
        draft = self.define(
            METHOD, declared.draft, node, sign, self._member_flags(node, declared), self.doc()
        )
        draft.name = b"operator(%s)" % self.dotted(sign) if converts else b"operator" + self.dotted(sign)
        draft.signature = self.signature(node, _body_of(node))
        declared.pending.append((node, draft))

    # -- walking ------------------------------------------------------------------------------------------

    def _walk_type(self, declared: Declared) -> None:
        before = self.source_entity, self.container, self.scope, self.returns, self.matched
        self.source_entity, self.container = declared.draft.ordinal, declared.draft
        self._header(declared)
        self.scope, self.returns, self.matched = declared.scope, None, 0
        for node, found in declared.pending:
            if found is None:
                self._loose(node)
            elif isinstance(found, Declared):
                self._walk_type(found)
            elif found.kind in (METHOD, CONSTRUCTOR):
                self._callable(node, found, declared)
            elif found.kind == PROPERTY:
                self._property_body(node, found)
            elif found.kind == ENUM_MEMBER:
                self._enum_constant(node)
            else:
                self._field(node, found)
        self.source_entity, self.container, self.scope, self.returns, self.matched = before

    def _loose(self, node: Node) -> None:
        """What stands in a type and is no declaration that the grammar knows."""
        outer, self.scope = self.scope, Scope(self.scope, is_class=False)
        self.visit(node)
        self.scope = outer

    def _header(self, declared: Declared) -> None:
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
        self._set_parameters(constructor, found)
        for name, value, _, _ in found:
            if name in declared.draft.members:
                declared.draft.members[name].type = value
            else:
                declared.scope.names[name] = value
            self.scope.names[name] = value

    def _set_parameters(self, draft: EntityDraft, found: list[tuple[bytes, int, bool, bool]]) -> None:
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
        draft.type = self._applied([(path, value) for path, value in bases if path])

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

    def _applied(self, bases: list[tuple[int, int]]) -> int:
        """The bases with their type arguments, as a chain of pairs; 0 if none has any."""
        if all(value == self.instance(path) for path, value in bases):
            return 0
        chain = bases[-1][1]
        for _, value in reversed(bases[:-1]):
            chain = self.node(PAIR, value, chain)
        return chain

    def _field(self, node: Node, draft: EntityDraft) -> None:
        declaration = self._fields.pop(draft.ordinal)
        variables = child_of(declaration, g.VARIABLES)
        if variables is None:
            return
        before = len(self.mentions)
        self.attributes(declaration)
        draft.type = self.type_value(variables.child_by_field_id(g.TYPE))
        if child_of(variables, g.DECLARATOR) != node:
            del self.mentions[before:]
        outer, self.scope = self.scope, Scope(self.scope, is_class=False)
        container, self.container = self.container, draft
        for one in node.children[1:]:
            if one.is_named:
                self.visit_as(one, draft.type)
        self.scope, self.container = outer, container

    def _enum_constant(self, node: Node) -> None:
        outer, self.scope = self.scope, Scope(self.scope, is_class=False)
        self.attributes(node)
        value = node.child_by_field_id(g.VALUE)
        if value is not None:
            self.visit(value)
        self.scope = outer

    def _property_body(self, node: Node, draft: EntityDraft) -> None:
        before = self.source_entity, self.container, self.scope
        self.source_entity, self.container = draft.ordinal, draft
        self.scope = scope = Scope(self.scope, is_class=False)
        self.attributes(node)
        draft.type = scope.result = self.type_value(node.child_by_field_id(g.TYPE))
        self._explicit(node)
        parameters = node.child_by_field_id(g.PARAMETERS)
        if parameters is not None:
            for name, value, _, _ in self.parameters(parameters):
                scope.names[name] = value
        value_node = node.child_by_field_id(g.VALUE)
        if value_node is not None:
            self.visit_as(value_node, draft.type)
        accessors = node.child_by_field_id(g.ACCESSORS)
        for one in accessors.named_children if accessors is not None else ():
            self._accessor(one, draft.type)
        self.source_entity, self.container, self.scope = before

    def _accessor(self, node: Node, value: int) -> None:
        mark = len(self.undo)
        self.attributes(node)
        self.bind(b"value", value)
        body = node.child_by_field_id(g.BODY)
        if body is not None:
            self.visit(body)
        self.restore(mark)

    def _explicit(self, node: Node) -> None:
        """``IFoo.`` before the name of a member."""
        specifier = child_of(node, g.EXPLICIT_INTERFACE)
        if specifier is not None and specifier.children[0].kind_id in g.NAMES:
            self.type_value(specifier.children[0])

    def _callable(self, node: Node, draft: EntityDraft, declared: Declared) -> None:
        before = self.source_entity, self.container, self.scope, self.returns
        self.source_entity, self.container, self.returns = draft.ordinal, draft, None
        self.scope = Scope(declared.scope, is_class=False)
        self._function(node, draft)
        initial = child_of(node, g.INITIALIZER)
        if initial is not None:
            self._initializer(initial, declared.scope)
        self._body(node)
        self.source_entity, self.container, self.scope, self.returns = before

    def _function(self, node: Node, draft: EntityDraft) -> None:
        """The head of a method or local function."""
        scope = self.scope
        self.attributes(node)
        own = self.node(LOCAL, draft.ordinal)
        self.type_variables(node, own, scope.variables)
        returned = node.child_by_field_id(g.RETURNS) or node.child_by_field_id(g.TYPE)
        draft.type = self.type_value(returned)
        waited = any(one.kind_id in g.MODIFIER and self.text(one) == b"async" for one in node.children)
        scope.result = self.node(ENTER, draft.type) if waited and draft.type else draft.type
        self._explicit(node)
        parameters = node.child_by_field_id(g.PARAMETERS)
        found = self.parameters(parameters) if parameters is not None else []
        self._set_parameters(draft, found)
        for name, value, _, _ in found:
            scope.names[name] = value

    def _body(self, node: Node) -> None:
        body = _body_of(node)
        if body is not None:
            self.visit(body)

    def _initializer(self, node: Node, scope: Scope) -> None:
        """``: this(...)``, ``: base(...)``."""
        arguments = child_of(node, g.ARGUMENT_LIST)
        which = next((one for one in node.children if one.kind_id in (g.THIS, g.BASE)), None)
        if arguments is not None and which is not None:
            place = scope.own if which.kind_id == g.THIS else scope.parent
            self.call(place, CONSTRUCTED, arguments, which)

    # -- functions inside of methods ----------------------------------------------------------------------

    def declare_function(self, node: Node) -> None:
        name_node = node.child_by_field_id(g.NAME)
        if name_node is None or node.start_byte in self._locals:
            return
        draft = self.define(
            FUNCTION, self.container, node, name_node, self.modifiers(node, self.container), ""
        )
        draft.signature = self.signature(node, _body_of(node))
        path = self.node(LOCAL, draft.ordinal)
        self.functions.add(path)
        self._locals[node.start_byte] = draft
        self.bind(draft.name, path)

    def local_function(self, node: Node) -> int:
        """A function in a block, which `declare_function` has entered."""
        self.declare_function(node)
        draft = self._locals.get(node.start_byte)
        if draft is None:
            return self.children(node)
        before = self.source_entity, self.container, self.scope, self.returns
        self.source_entity, self.container, self.returns = draft.ordinal, draft, None
        self.scope = Scope(self.scope, is_class=False)
        self._function(node, draft)
        self._body(node)
        self.source_entity, self.container, self.scope, self.returns = before
        return 0

    def preprocessed(self, node: Node) -> int:
        """All alternatives count; what they depend on are no names of the program."""
        for child in content_of(node):
            self.visit(child)
        return 0


def content_of(node: Node) -> list[Node]:
    """What stands between lines for the preprocessor."""
    condition = node.child_by_field_id(g.CONDITION)
    return [one for one in node.children if one.is_named and one != condition]


def _joined(outer: bytes, inner: bytes) -> bytes:
    return outer + b"." + inner if outer and inner else outer or inner


def _count(node: Node) -> int:
    """How many type parameters a type has."""
    parameters = child_of(node, g.TYPE_PARAMETERS)
    if parameters is None:
        return 0
    return sum(one.kind_id in g.TYPE_PARAMETER for one in parameters.named_children)


def _body_of(node: Node) -> Node | None:
    return node.child_by_field_id(g.BODY) or child_of(node, g.ARROW)


_DECLARATIONS = {
    **dict.fromkeys(g.TYPE_DECLARATIONS | g.DELEGATE, DefinitionWalker._declare_inner),
    **dict.fromkeys(g.FIELDS | g.EVENT_FIELDS, DefinitionWalker._declare_fields),
    **dict.fromkeys(g.PROPERTY | g.EVENT | g.INDEXER, DefinitionWalker._declare_property),
    **dict.fromkeys(g.METHOD | g.CONSTRUCTOR | g.DESTRUCTOR, DefinitionWalker._declare_method),
    **dict.fromkeys(g.OPERATOR | g.CONVERSION, DefinitionWalker._declare_operator),
    **dict.fromkeys(g.ENUM_MEMBER, DefinitionWalker._declare_constant),
}
register("local_function_statement", DefinitionWalker.local_function)
for _name in ("preproc_if", "preproc_else", "preproc_elif"):
    register(_name, DefinitionWalker.preprocessed)
