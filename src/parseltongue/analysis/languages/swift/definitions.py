"""Walks Swift definitions: types, extensions, their members, functions.

What a type declares is entered when the walk comes to it: names of members are looked up when the file is
linked, so that their order does not matter.
"""

from __future__ import annotations

from parseltongue.analysis.languages.swift import grammar as g
from parseltongue.analysis.languages.swift.expressions import HANDLERS, INIT, ExpressionWalker
from parseltongue.analysis.languages.swift.library import PROTOCOLS
from parseltongue.analysis.languages.swift.names import TypeScope
from parseltongue.analysis.languages.swift.texts import first_line, signature
from parseltongue.analysis.walker import handlers
from parseltongue.model import kinds as k
from parseltongue.model.interface import ABSTRACT, STATIC, TEST, VISIBILITY_MASK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder

_KINDS = {b"class": k.CLASS, b"actor": k.CLASS, b"struct": k.STRUCT, b"enum": k.ENUM, b"extension": k.IMPL}
_VISIBILITIES = {
    b"open": k.PUBLIC, b"public": k.PUBLIC, b"package": k.PUBLIC, b"internal": k.PROTECTED,
    b"fileprivate": k.PRIVATE, b"private": k.PRIVATE,
}  # fmt: skip
_TEST_BASES = frozenset((b"XCTestCase",))


class DefinitionWalker(ExpressionWalker):
    """The whole walker: `program` is the way in."""

    __slots__ = ("comments", "default", "keep_docs", "protocols", "tests")

    def __init__(self, builder: FactsBuilder, *, keep_docs: bool) -> None:
        super().__init__(builder)
        self.keep_docs = keep_docs
        self.returns = None
        self.comments = b""
        """The comments right above the declaration at hand."""
        self.default = k.PROTECTED
        """The visibility of what does not say its own."""
        self.protocols: set[bytes] = set()
        """Protocols that the file declares."""
        self.tests = False
        """Whether methods named so are tests."""

    def program(self, root: Node) -> None:
        for child in root.children:
            if child.kind_id in g.PROTOCOL:
                name = child.child_by_field_id(g.NAME)
                if name is not None:
                    self.protocols.add(self.text(name))
        self.members(root)

    def members(self, node: Node) -> int:
        """Declarations in order, each with the comments right above it."""
        comments = b""
        for child in node.children:
            if child.kind_id in g.COMMENTS:
                comments += self.text(child) + b"\n"
            elif child.is_named:
                self.comments = comments
                self.visit(child)
                comments = b""
        self.comments = b""
        return 0

    def _doc(self) -> str:
        return first_line(self.comments) if self.keep_docs and self.comments else ""

    def imports(self, node: Node) -> int:
        name = next((one for one in node.named_children if one.kind_id in g.DOTTED), None)
        if name is not None:
            module = self.text(name).partition(b".")[0].strip()
            path = self.imported(b"module " + module)
            self.mention(path, k.IMPORTS, name)
            self.builder.stars[0].append(path)
        return 0

    # -- declaring ----------------------------------------------------------------------------------------

    def _modifiers(self, node: Node) -> int:
        """Flags; what modifiers and attributes name is mentioned by the declaration."""
        visibility, flags = self.default, 0
        for child in node.children:
            if child.kind_id in g.MODIFIERS:
                for one in child.children:
                    kind = one.kind_id
                    if kind in g.VISIBILITY:
                        word = self.text(one)
                        if b"(" not in word:  # private(set) is about writing alone.
                            visibility = _VISIBILITIES.get(word, visibility)
                    elif kind in g.PROPERTY_MODIFIER and self.text(one) in g.STATIC_WORDS:
                        flags |= STATIC
                    elif kind in g.ATTRIBUTE and self.text(one).startswith((b"@Test", b"@Suite")):
                        flags |= TEST
            elif not child.is_named and self.text(child) == b"class" and node.kind_id in g.FUNCTION:
                flags |= STATIC
        return flags | visibility

    def _attributes(self, node: Node) -> None:
        for child in node.children:
            if child.kind_id in g.MODIFIERS:
                for one in child.children:
                    if one.kind_id in g.ATTRIBUTE:
                        self.visit(one)

    def _signature(self, node: Node, end: Node | None) -> str:
        first = node.children[0]
        start = node.start_byte
        if first.kind_id in g.MODIFIERS:
            plain = [one.start_byte for one in first.children if one.kind_id not in g.ATTRIBUTE]
            start = plain[0] if plain else first.end_byte
        return signature(self.source[start : end.start_byte if end is not None else node.end_byte])

    def _declared(self, kind: int, node: Node, name_node: Node, name: bytes = b"") -> EntityDraft:
        text = (name or self.text(name_node)).strip(b"`")
        draft = self.define(kind, self.container, node, name_node, text)
        draft.flags, draft.doc = self._modifiers(node), self._doc()
        return draft

    def _generics(self, node: Node) -> dict[bytes, int]:
        """Enter type parameters; what they were before."""
        before = self.generics
        parameters = [one for one in node.children if one.kind_id in g.TYPE_PARAMETERS]
        constraints = [one for one in node.children if one.kind_id in g.CONSTRAINTS]
        if not parameters and not constraints:
            return before
        self.generics = dict(before)
        bounds = [
            one for part in parameters for one in part.named_children if one.kind_id in g.TYPE_PARAMETER
        ]
        for one in bounds:
            self.generics[self._parameter_name(one)] = 0
        for one in bounds:
            types = [part for part in one.named_children if part.kind_id in g.TYPES]
            self.generics[self._parameter_name(one)] = self.type_value(types[0]) if types else 0
        for part in constraints:
            self._constraints(part)
        return before

    def _parameter_name(self, node: Node) -> bytes:
        return next((self.text(one) for one in node.named_children if one.kind_id in g.TYPE_IDENTIFIER), b"")

    def _constraints(self, node: Node) -> None:
        """``where T: Type``."""
        for one in node.named_children:
            for constraint in one.named_children:
                types = [part for part in constraint.named_children if part.kind_id in g.TYPES]
                value = self.type_value(types[0]) if types else 0
                name = self.text(constraint.named_children[0]) if constraint.named_child_count else b""
                if name in self.generics and constraint.kind_id in g.CONSTRAINT:
                    self.generics[name] = self.generics[name] or value

    # -- types --------------------------------------------------------------------------------------------

    def type_(self, node: Node) -> int:
        """A class, struct, enum, actor, protocol, or an extension of one."""
        name, body = node.child_by_field_id(g.NAME), node.child_by_field_id(g.BODY)
        word = node.child_by_field_id(g.DECLARED)
        if name is None or word is None:
            return self.children(node)
        kind = k.INTERFACE if node.kind_id in g.PROTOCOL else _KINDS.get(self.text(word), k.CLASS)
        written = self.named_in(name) if name.kind_id in g.USER_TYPE else self.text(name)
        if not written:
            return self.children(node)
        draft = self._declared(kind, node, name, written)
        draft.signature = self._signature(node, body)
        extended = self.type_path(written) if kind == k.IMPL else 0
        own = extended or self.local(draft)
        nest = self.nest + b"." + draft.name if self.scope is not None else draft.name
        before = (
            self.scope, self.container, self.source_entity, self.names, self.is_static, self.default,
            self.tests, self.returns,
        )  # fmt: skip
        self.source_entity = draft.ordinal
        generics = self._generics(node)
        self._attributes(node)
        if extended:
            self.mention(extended, k.USES, name)
            draft.bases.append(extended)
        self._bases(node, draft)
        self.scope = TypeScope(draft, own, self.instance(own), nest)
        self.container, self.names, self.is_static, self.returns = draft, {}, True, None
        visibility = draft.flags & VISIBILITY_MASK
        self.default = visibility if kind in (k.INTERFACE, k.IMPL) else k.PROTECTED
        if body is not None:
            self.members(body)
        (
            self.scope, self.container, self.source_entity, self.names, self.is_static, self.default,
            self.tests, self.returns,
        ) = before  # fmt: skip
        self.generics = generics
        return 0

    def _bases(self, node: Node, draft: EntityDraft) -> None:
        """Whether the first of several is a superclass is told by its name, as far as that is known."""
        first = draft.kind == k.CLASS
        self.tests = False
        for child in node.children:
            if child.kind_id not in g.INHERITANCE:
                continue
            for one in child.named_children:
                if one.kind_id in g.USER_TYPE:
                    name = self.named_in(one)
                    superclass = (
                        first
                        and name not in self.protocols
                        and name.decode("utf-8", "replace") not in PROTOCOLS
                    )
                    inherits = draft.kind == k.INTERFACE or superclass
                    path = self.named_type(one, k.EXTENDS if inherits else k.IMPLEMENTS)
                    draft.bases += [path] if path else []
                    self.tests = self.tests or name in _TEST_BASES or name.endswith(b"TestCase")
                    for part in one.named_children:
                        if part.kind_id in g.TYPE_ARGUMENTS:
                            self.visit(part)
                elif one.kind_id in g.TYPES:
                    self.visit(one)
                first = False

    def alias(self, node: Node) -> int:
        """``typealias Name = Type``, ``associatedtype Name: Type``."""
        name = node.child_by_field_id(g.NAME)
        if name is None:
            return self.children(node)
        draft = self._declared(k.TYPE_ALIAS, node, name)
        draft.signature = self._signature(node, None)
        source, self.source_entity = self.source_entity, draft.ordinal
        generics = self._generics(node)
        types = [one for one in node.named_children if one.kind_id in g.TYPES]
        for one in types:
            if one.kind_id in g.USER_TYPE and node.kind_id in g.ALIAS:
                draft.type = self.named_type(one, k.USES)
            else:
                self.type_value(one)
        self.generics = generics
        self.source_entity = source
        return 0

    # -- functions ----------------------------------------------------------------------------------------

    def function(self, node: Node) -> int:
        name, body = node.child_by_field_id(g.NAME), node.child_by_field_id(g.BODY)
        if name is None:
            return self.children(node)
        inner = self.container.kind in k.CALLABLE_KINDS or self.container.kind == k.PROPERTY
        kind = k.METHOD if self.scope is not None and not inner else k.FUNCTION
        draft = self._declared(kind, node, name)
        if self.tests and kind == k.METHOD and draft.name.startswith(b"test"):
            draft.flags |= TEST
        if inner:
            draft.flags |= STATIC
            self.names[draft.name] = self.local(draft)
        return self._callable(node, draft, body)

    def initializer(self, node: Node) -> int:
        name = node.child_by_field_id(g.NAME)
        if name is None:
            return self.children(node)
        draft = self._declared(k.CONSTRUCTOR, node, name, INIT)
        return self._callable(node, draft, node.child_by_field_id(g.BODY))

    def deinitializer(self, node: Node) -> int:
        draft = self._declared(k.METHOD, node, node.children[0], b"deinit")
        return self._callable(node, draft, node.child_by_field_id(g.BODY))

    def subscript(self, node: Node) -> int:
        word = next((one for one in node.children if self.text(one) == b"subscript"), node)
        draft = self._declared(k.METHOD, node, word, b"subscript")
        body = next((one for one in node.named_children if one.kind_id in g.COMPUTED), None)
        return self._callable(node, draft, body)

    def _callable(self, node: Node, draft: EntityDraft, body: Node | None) -> int:
        draft.signature = self._signature(node, body)
        if body is None and self.scope is not None and self.scope.draft.kind == k.INTERFACE:
            draft.flags |= ABSTRACT
        before = self.container, self.source_entity, self.names, self.is_static, self.returns
        inner = draft.kind == k.FUNCTION and self.container.ordinal != 0
        self.container, self.source_entity, self.returns = draft, draft.ordinal, []
        self.names = dict(self.names) if inner else {}
        if not inner:
            self.is_static = bool(draft.flags & STATIC)
        generics = self._generics(node)
        self._attributes(node)
        told = self._parameters(node, draft)
        value = 0
        if body is not None:
            value = self._value_of(body)
        if told:
            draft.type = told
        elif draft.kind == k.CONSTRUCTOR:
            draft.type = 0
        self.generics = generics
        self.container, self.source_entity, self.names, self.is_static, self.returns = before
        return value & 0

    def _value_of(self, body: Node) -> int:
        value = 0
        for child in body.named_children:
            value = self.visit(child)
        return value

    def _parameters(self, node: Node, draft: EntityDraft) -> int:
        """Enter parameters; the value that is returned as the declaration tells it."""
        draft.parameters = []
        told = 0
        children = node.children
        for at, child in enumerate(children):
            if child.kind_id in g.PARAMETER:
                following = children[at + 1].kind_id if at + 1 < len(children) else 0
                self._parameter(child, draft, following)
            elif child.kind_id in g.EQUAL and at + 1 < len(children):
                self.visit(children[at + 1])
            elif child.kind_id in g.TYPES:
                told = self.type_value(child, bound=True)
        return told

    def _parameter(self, node: Node, draft: EntityDraft, following: int) -> None:
        outer, name = node.child_by_field_id(g.EXTERNAL_NAME), None
        for child in node.named_children:
            if child.kind_id in g.IDENTIFIER:
                name = child
        types = [one for one in node.named_children if one.kind_id in g.TYPES]
        value = self.type_value(types[0]) if types else 0
        if name is None or draft.parameters is None:
            return
        label = self.text(outer if outer is not None else name).strip(b"`")
        variadic = node.children[-1].kind_id in g.SPREAD
        mark = b"=" if following in g.EQUAL else b"*" if variadic else b""
        draft.parameters.append(self.builtin(label + mark))
        self.names[self.text(name).strip(b"`")] = 0 if variadic else value

    # -- properties ---------------------------------------------------------------------------------------

    def property_(self, node: Node) -> int:
        """``let name: Type = value``, as a member, at the top, or a local variable."""
        if self.container.kind in k.CALLABLE_KINDS or (self.container.kind == k.PROPERTY):
            return self._local(node)
        children = node.children
        drafts: list[EntityDraft] = []
        for at, child in enumerate(children):
            if child.kind_id in g.PATTERN:
                drafts = self._pattern_drafts(node, child)
                self._property(children, at, drafts)
        return 0

    def _pattern_drafts(self, node: Node, pattern: Node) -> list[EntityDraft]:
        kind = k.PROPERTY
        if self.scope is None:
            kind = (
                k.CONSTANT
                if b"let" in self.source[node.start_byte : pattern.start_byte].split()
                else k.VARIABLE
            )
        found = []
        pending = [pattern]
        for one in pending:  # Grows on the way: patterns in brackets.
            for child in one.named_children:
                if child.kind_id in g.IDENTIFIER:
                    draft = self._declared(kind, node if one is pattern else child, child)
                    draft.signature = signature(self.source[node.start_byte : pattern.end_byte])
                    found.append(draft)
                elif child.kind_id in g.PATTERN and len(pending) < 50:
                    pending.append(child)
        return found

    def _property(self, children: list[Node], at: int, drafts: list[EntityDraft]) -> None:
        """What stands behind a name, up to the next: type, value, accessors."""
        draft = drafts[0] if len(drafts) == 1 else None
        before = self.container, self.source_entity, self.names, self.is_static, self.returns
        if draft is not None:
            self.container, self.source_entity = draft, draft.ordinal
            self.is_static = bool(draft.flags & STATIC)
        self.names, self.returns = {}, None
        for child in children[:at]:
            if child.kind_id in g.MODIFIERS and draft is not None:
                for one in child.children:
                    if one.kind_id in g.ATTRIBUTE:
                        self.visit(one)
        told = value = 0
        for child in children[at + 1 :]:
            if child.kind_id in g.PATTERN:
                break
            if child.kind_id in g.ANNOTATION:
                told = self.annotation(child)
                if draft is not None:
                    draft.signature = signature(self.source[children[0].start_byte : child.end_byte])
            elif child.is_named:
                found = self.visit(child)
                value = 0 if child.kind_id in g.COMPUTED else found
        self.container, self.source_entity, self.names, self.is_static, self.returns = before
        if draft is not None:
            draft.type = told or value

    def _local(self, node: Node) -> int:
        pattern: Node | None = None
        told = value = 0
        for child in node.children:
            if child.kind_id in g.PATTERN:
                if pattern is not None:
                    self._bind_local(pattern, told or value)
                pattern, told, value = child, 0, 0
            elif child.kind_id in g.ANNOTATION:
                told = self.annotation(child)
            elif child.is_named and child.kind_id not in g.BINDING:
                value = self.visit(child)
        if pattern is not None:
            self._bind_local(pattern, told or value)
        return 0

    def _bind_local(self, pattern: Node, value: int) -> None:
        pending = [pattern]
        for one in pending:  # Grows on the way: patterns in brackets.
            for child in one.named_children:
                if child.kind_id in g.IDENTIFIER:
                    name = self.text(child).strip(b"`")
                    self.names[name] = value if one is pattern else 0
                elif child.kind_id in g.PATTERN:
                    pending.append(child)

    def protocol_property(self, node: Node) -> int:
        pattern = node.child_by_field_id(g.NAME)
        if pattern is None:
            return self.children(node)
        for draft in self._pattern_drafts(node, pattern):
            draft.flags |= ABSTRACT
            source, self.source_entity = self.source_entity, draft.ordinal
            for child in node.named_children:
                if child.kind_id in g.ANNOTATION:
                    draft.type = self.annotation(child)
                    draft.signature = signature(self.source[node.start_byte : child.end_byte])
            self.source_entity = source
        return 0

    def enum_entry(self, node: Node) -> int:
        """``case one, two(Type)``."""
        for child in node.children:
            if child.kind_id in g.IDENTIFIER:
                draft = self._declared(k.ENUM_MEMBER, child, child)
                draft.signature = signature(b"case", self.text(child))
                draft.flags = self.default | STATIC
                draft.type = self.scope.this if self.scope is not None else 0
            elif child.is_named:
                self.visit_types(child)
        return 0

    def macro(self, node: Node) -> int:
        """``macro name(...)``."""
        name = next((one for one in node.named_children if one.kind_id in g.IDENTIFIER), None)
        if name is not None:
            draft = self._declared(k.MACRO, node, name)
            draft.signature = self._signature(node, None)
        return 0


_walker = DefinitionWalker
DefinitionWalker.HANDLERS = HANDLERS | handlers(
    g.kinds,
    {
        "import_declaration": _walker.imports,
        "class_declaration protocol_declaration": _walker.type_,
        "class_body enum_class_body protocol_body": _walker.members,
        "typealias_declaration associatedtype_declaration": _walker.alias,
        "function_declaration protocol_function_declaration": _walker.function,
        "init_declaration": _walker.initializer,
        "deinit_declaration": _walker.deinitializer,
        "subscript_declaration": _walker.subscript,
        "property_declaration": _walker.property_,
        "protocol_property_declaration": _walker.protocol_property,
        "enum_entry": _walker.enum_entry,
        "macro_declaration": _walker.macro,
    },
)
