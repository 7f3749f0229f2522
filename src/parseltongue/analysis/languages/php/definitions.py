"""Walks PHP definitions: namespaces, types and their members, functions.

All that stands at the top of a file, and all that a class declares, is entered first, so that names mean the
same wherever they stand; then bodies are walked.
"""

from __future__ import annotations

from parseltongue.analysis.languages.php import grammar as g
from parseltongue.analysis.languages.php.expressions import CONSTRUCTOR
from parseltongue.analysis.languages.php.names import TypeScope
from parseltongue.analysis.languages.php.statements import HANDLERS, StatementWalker
from parseltongue.analysis.languages.php.texts import first_line, signature, told_types
from parseltongue.analysis.walker import handlers
from parseltongue.model import kinds as k
from parseltongue.model.interface import ABSTRACT, STATIC, TEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder

_KINDS = {
    **dict.fromkeys(g.CLASS, k.CLASS),
    **dict.fromkeys(g.INTERFACE, k.INTERFACE),
    **dict.fromkeys(g.TRAIT, k.TRAIT),
    **dict.fromkeys(g.ENUM, k.ENUM),
}
_VISIBILITIES = {b"public": k.PUBLIC, b"protected": k.PROTECTED, b"private": k.PRIVATE}
_TEST_ATTRIBUTES = (b"#[Test", b"#[DataProvider", b"@test")


class DefinitionWalker(StatementWalker):
    """The whole walker: `program` is the way in."""

    __slots__ = ("comments", "declared", "keep_docs")

    def __init__(self, builder: FactsBuilder, *, keep_docs: bool) -> None:
        super().__init__(builder)
        self.keep_docs = keep_docs
        self.returns = None
        self.declared: dict[int, EntityDraft] = {}
        """What has been entered already, by the offset of its node."""
        self.comments: dict[int, bytes] = {}
        """Doc comments that tell types, by the offset of what they stand before."""

    # -- the file -----------------------------------------------------------------------------------------

    def program(self, root: Node) -> None:
        """Walk a file. One namespace is a property of it; several are entities."""
        several = sum(one.kind_id in g.NAMESPACE for one in root.children) > 1
        parts: list[tuple[Node | None, list[Node]]] = [(None, [])]
        for child in root.children:
            if child.kind_id in g.NAMESPACE:
                body = child.child_by_field_id(g.BODY)
                parts.append((child, list(body.children) if body is not None else []))
                if body is not None:
                    parts.append((None, []))
            else:
                parts[-1][1].append(child)
        for namespace, statements in parts:
            if namespace is not None:
                self._enter_namespace(namespace, statements, several)
            if statements:
                self._statements(statements)
            if namespace is not None and namespace.child_by_field_id(g.BODY) is not None:
                self._leave_namespace()

    def _enter_namespace(self, node: Node, statements: list[Node], several: bool) -> None:
        self._leave_namespace()
        name = node.child_by_field_id(g.NAME_FIELD)
        if name is None:
            return
        self.namespace = b"".join(self.text(name).split())
        if not several:
            self.builder.package = self.namespace.decode("utf-8", "replace")
            return
        end = max([node.end_byte, *[one.end_byte for one in statements]])
        self.top = self.container = self.builder.entity(
            k.NAMESPACE, 0, self.namespace, node.start_byte, end, name.start_byte
        )

    def _leave_namespace(self) -> None:
        self.namespace = b""
        self.top = self.container = self.builder.entities[0]
        for table in (self.uses, self.function_uses, self.constant_uses):
            table.clear()
        self.declared_types.clear()
        self.declared_functions.clear()

    def _statements(self, nodes: list[Node]) -> None:
        doc, comment = "", b""
        for node in nodes:
            kind = node.kind_id
            if kind in g.USE:
                self._use(node)
            elif kind in g.TYPE_DECLARATIONS:
                draft = self._declare_type(node, self.top, doc)
                if draft is not None:
                    self.declared_types.setdefault(draft.name, self.local(draft))
            elif kind in g.FUNCTION:
                draft = self._declare_function(node, doc)
                if draft is not None:
                    self.declared_functions.setdefault(draft.name, self.local(draft))
            if kind in g.FUNCTION:
                self._note(node, comment)
            comment = self.text(node) if kind in g.COMMENT else b""
            doc = self._doc(node) if comment else ""
        for node in nodes:
            if node.is_named and node.kind_id not in g.USE:
                self.visit(node)

    # -- imports ------------------------------------------------------------------------------------------

    def _use(self, node: Node) -> None:
        prefix = b""
        what = self._what(node)
        for child in node.children:
            if child.kind_id in g.NAMESPACE_NAME:
                prefix = b"".join(self.text(child).split()) + b"\\"
            elif child.kind_id in g.USE_CLAUSE:
                self._use_clause(child, prefix, what)
            elif child.kind_id in g.USE_GROUP:
                for clause in child.children:
                    if clause.kind_id in g.USE_CLAUSE:
                        self._use_clause(clause, prefix, self._what(clause) or what)

    def _what(self, node: Node) -> int:
        """``function`` or ``const``, if an import is of such."""
        words = (g.FUNCTION_WORD, g.CONST_WORD)
        return next((one.kind_id for one in node.children if one.kind_id in words), 0)

    def _use_clause(self, node: Node, prefix: bytes, what: int) -> None:
        alias = node.child_by_field_id(g.ALIAS_NODE)
        name = next((one for one in node.named_children if one.kind_id in g.NAMES), None)
        if name is None:
            return
        qualified = prefix + b"".join(self.text(name).split()).removeprefix(b"\\")
        short = self.text(alias) if alias is not None else qualified.rpartition(b"\\")[2]
        what = what or self._what(node)
        if what == g.FUNCTION_WORD:
            self.function_uses[short.lower()] = qualified
            qualified += b"()"
        elif what == g.CONST_WORD:
            self.constant_uses[short] = qualified
            qualified = b"const " + qualified
        else:
            self.uses[short.lower()] = qualified
        self.mention(self.imported(qualified), k.IMPORTS, name)

    def _note(self, node: Node, comment: bytes) -> None:
        if comment.startswith(b"/**") and b"@" in comment:
            self.comments[node.start_byte] = comment

    # -- declaring ----------------------------------------------------------------------------------------

    def _doc(self, node: Node) -> str:
        return first_line(self.text(node)) if self.keep_docs else ""

    def _signature(self, node: Node) -> str:
        """All up to the body, without attributes."""
        body = node.child_by_field_id(g.BODY)
        start = next(
            (one.start_byte for one in node.children if one.kind_id not in g.ATTRIBUTES), node.start_byte
        )
        end = body.start_byte if body is not None else node.end_byte
        return signature(self.source[start:end].rstrip(b"; \t\n"))

    def _modifiers(self, node: Node) -> int:
        flags = k.PUBLIC
        for child in node.children:
            kind = child.kind_id
            if kind in g.VISIBILITY:
                flags |= _VISIBILITIES.get(self.text(child).lower(), k.PUBLIC)
            elif kind in g.STATIC:
                flags |= STATIC
            elif kind in g.ABSTRACT:
                flags |= ABSTRACT
        return flags

    def _declare_type(self, node: Node, parent: EntityDraft, doc: str) -> EntityDraft | None:
        name = node.child_by_field_id(g.NAME_FIELD)
        if name is None or name.start_byte == name.end_byte:
            return None
        draft = self.define(_KINDS[node.kind_id], parent, node, name)
        draft.doc, draft.signature = doc, self._signature(node)
        draft.flags = self._modifiers(node) & ~ABSTRACT
        self._declare_members(node.child_by_field_id(g.BODY), draft)
        self.declared[node.start_byte] = draft
        return draft

    def _declare_function(self, node: Node, doc: str) -> EntityDraft | None:
        name = node.child_by_field_id(g.NAME_FIELD)
        if name is None or name.start_byte == name.end_byte:
            return None
        draft = self.declared[node.start_byte] = self.define(k.FUNCTION, self.top, node, name)
        draft.doc, draft.signature = doc, self._signature(node)
        return draft

    def _declare_members(self, body: Node | None, parent: EntityDraft) -> None:
        doc, comment = "", b""
        for child in body.children if body is not None else ():
            kind = child.kind_id
            if comment and (kind in g.METHOD or kind in g.PROPERTIES):
                self._note(child, comment)
            if kind in g.METHOD:
                self._declare_method(child, parent, doc, comment)
            elif kind in g.PROPERTIES:
                self._declare_properties(child, parent, doc)
            elif kind in g.CONST:
                self._declare_constants(child, parent, doc)
            elif kind in g.CASE:
                self._declare_case(child, parent, doc)
            comment = self.text(child) if kind in g.COMMENT else b""
            doc = self._doc(child) if comment else ""

    def _declare_method(self, node: Node, parent: EntityDraft, doc: str, comment: bytes) -> None:
        name = node.child_by_field_id(g.NAME_FIELD)
        if name is None or name.start_byte == name.end_byte:
            return
        constructs = self.text(name) == CONSTRUCTOR
        draft = self.define(k.CONSTRUCTOR if constructs else k.METHOD, parent, node, name)
        draft.doc, draft.signature, draft.flags = doc, self._signature(node), self._modifiers(node)
        if parent.kind == k.INTERFACE:
            draft.flags |= ABSTRACT
        if self._is_test(node, draft, parent, comment):
            draft.flags |= TEST
        self.declared[node.start_byte] = draft
        parameters = node.child_by_field_id(g.PARAMETER_LIST) if constructs else None
        for child in parameters.named_children if parameters is not None else ():
            if child.kind_id in g.PROMOTED:
                self._declare_promoted(child, parent)

    def _is_test(self, node: Node, draft: EntityDraft, parent: EntityDraft, comment: bytes) -> bool:
        if draft.name.startswith(b"test") and parent.name.endswith((b"Test", b"TestCase", b"Tests")):
            return True
        before = comment + self.source[node.start_byte : draft.name_start]
        return any(mark in before for mark in _TEST_ATTRIBUTES[:2]) or _TEST_ATTRIBUTES[2] in comment

    def _declare_promoted(self, node: Node, parent: EntityDraft) -> None:
        name = node.child_by_field_id(g.NAME_FIELD)
        if name is None or name.kind_id not in g.VARIABLE:
            return
        draft = self.define(k.PROPERTY, parent, node, name, self.variable_name(name))
        draft.signature, draft.flags = signature(self.text(node)), self._modifiers(node)
        parent.members.setdefault(draft.name, draft)
        self.declared[node.start_byte] = draft

    def _declare_properties(self, node: Node, parent: EntityDraft, doc: str) -> None:
        flags, type_node = self._modifiers(node), node.child_by_field_id(g.TYPE_FIELD)
        for child in node.children:
            name = child.child_by_field_id(g.NAME_FIELD) if child.kind_id in g.PROPERTY else None
            if name is None:
                continue
            draft = self.define(k.PROPERTY, parent, child, name, self.variable_name(name))
            end = type_node.end_byte if type_node is not None else node.children[0].end_byte
            draft.signature = signature(self.source[node.start_byte : end], self.text(name))
            draft.flags, draft.doc = flags, doc
            parent.members.setdefault(draft.name, draft)
            self.declared[child.start_byte] = draft

    def _declare_constants(self, node: Node, parent: EntityDraft, doc: str) -> None:
        flags = self._modifiers(node) | STATIC
        for child in node.children:
            if child.kind_id in g.CONST_ELEMENT and child.named_child_count:
                name = child.named_children[0]
                draft = self.define(k.CONSTANT, parent, child, name)
                draft.signature = signature(b"const", self.text(name))
                draft.flags, draft.doc = flags, doc
                self.declared[child.start_byte] = draft

    def _declare_case(self, node: Node, parent: EntityDraft, doc: str) -> None:
        name = node.child_by_field_id(g.NAME_FIELD)
        if name is None or name.start_byte == name.end_byte:
            return
        draft = self.define(k.ENUM_MEMBER, parent, node, name)
        draft.signature, draft.flags, draft.doc = signature(b"case", self.text(name)), STATIC, doc
        draft.type = self.instance(self.local(parent))

    def defined(self, node: Node, arguments: Node) -> None:
        """``define('NAME', ...)``."""
        first = next((one for one in arguments.named_children if one.kind_id in g.ARGUMENT), None)
        literal = first.named_children[0] if first is not None and first.named_child_count else None
        name = self._content(literal) if literal is not None and literal.kind_id in g.STRING else b""
        # A constant with a namespace in its name is rare, and would need a scope of its own.
        if literal is not None and name and b"\\" not in name and not self.namespace:
            draft = self.builder.entity(
                k.CONSTANT, self.top.ordinal, name, node.start_byte, node.end_byte, literal.start_byte
            )
            draft.signature = signature(b"const", name)

    # -- walking types ------------------------------------------------------------------------------------

    def type_declaration(self, node: Node) -> int:
        draft = self.declared.get(node.start_byte) or self._declare_type(node, self.top, "")
        if draft is not None:
            self._walk_type(node, draft)
        return 0

    def anonymous_class(self, node: Node) -> int:
        """A class without a name stands in what creates it."""
        arguments = next((one for one in node.children if one.kind_id in g.ARGUMENTS), None)
        if arguments is not None:
            self.visit(arguments)
        draft = self.define(k.CLASS, self.container, node, node, b"class@anonymous")
        draft.signature = "class"
        self._declare_members(node.child_by_field_id(g.BODY), draft)
        self._walk_type(node, draft)
        return self.local(draft)

    def _walk_type(self, node: Node, draft: EntityDraft) -> None:
        before = self.source_entity, self.container, self.scope, self.names, self.returns
        self.source_entity, self.container = draft.ordinal, draft
        own = self.local(draft)
        self.scope = scope = TypeScope(draft, own, self.instance(own))
        self.names, self.returns = {}, None
        bases, inherited = [], draft.kind == k.INTERFACE
        for child in node.children:
            if child.kind_id in g.BASES or child.kind_id in g.INTERFACES:
                kind = k.EXTENDS if child.kind_id in g.BASES or inherited else k.IMPLEMENTS
                paths = [self.used_class(one, kind) for one in child.named_children if one.kind_id in g.NAMES]
                if child.kind_id in g.BASES and not inherited and paths:
                    scope.parent = paths[0]
                bases += paths
            elif child.kind_id in g.ATTRIBUTES:
                self.visit(child)
        body = node.child_by_field_id(g.BODY)
        members = body.named_children if body is not None else []
        traits = [path for child in members if child.kind_id in g.TRAIT_USE for path in self._traits(child)]
        draft.bases = [*traits, *bases]
        for child in members:
            if child.kind_id not in g.TRAIT_USE:
                self.visit(child)
        self.source_entity, self.container, self.scope, self.names, self.returns = before

    def _traits(self, node: Node) -> list[int]:
        """What a class takes members from; which of two of a name it takes is not looked at."""
        return [self.used_class(one, k.EXTENDS) for one in node.named_children if one.kind_id in g.NAMES]

    # -- walking members ----------------------------------------------------------------------------------

    def callable_(self, node: Node) -> int:
        draft = self.declared.get(node.start_byte)
        if draft is None and node.kind_id in g.FUNCTION:
            draft = self._declare_function(node, "")
        if draft is None:
            return self.children(node)
        before = self.source_entity, self.container, self.names, self.returns
        self.source_entity, self.container, self.names, self.returns = draft.ordinal, draft, {}, []
        self.told.clear()
        if node.kind_id in g.FUNCTION:
            scope, self.scope = self.scope, None
        self._attributes(node)
        told = node.child_by_field_id(g.RETURN_TYPE)
        types = told_types(self.comments[node.start_byte]) if node.start_byte in self.comments else []
        draft.type = self.type_value(told, bound=True) or self._told_result(types)
        self.parameters(node.child_by_field_id(g.PARAMETER_LIST), types)
        body = node.child_by_field_id(g.BODY)
        if body is not None:
            self.visit(body)
        if told is None and not draft.type and self.returns and len(set(self.returns)) == 1:
            draft.type = self.returns[0]
        if node.kind_id in g.FUNCTION:
            self.scope = scope
        self.source_entity, self.container, self.names, self.returns = before
        return 0

    def _attributes(self, node: Node) -> None:
        for child in node.children:
            if child.kind_id in g.ATTRIBUTES:
                self.visit(child)

    def _told_result(self, types: list[tuple[bytes, bytes, bytes]]) -> int:
        for tag, _, written in types:
            if tag == b"return":
                return self.told_type(written, bound=True)
        return 0

    def parameters(self, node: Node | None, types: list[tuple[bytes, bytes, bytes]] | None = None) -> None:
        """Enter parameters with what their types say, or else a doc comment."""
        told = {variable: written for tag, variable, written in types or () if tag == b"param"}
        for child in node.named_children if node is not None else ():
            if child.kind_id not in g.PARAMETERS:
                continue
            self._attributes(child)
            value = self.type_value(child.child_by_field_id(g.TYPE_FIELD))
            name, default = child.child_by_field_id(g.NAME_FIELD), child.child_by_field_name("default_value")
            if default is not None:
                self.visit(default)
            if name is not None and not value and self.variable_name(name) in told:
                value = self.told_type(told[self.variable_name(name)])
            if name is not None:
                # The last parameter of a variadic function is an array.
                self.bind(name, 0 if child.kind_id in g.VARIADIC else value)
            promoted = self.declared.get(child.start_byte) if child.kind_id in g.PROMOTED else None
            if promoted is not None:
                promoted.type = value

    def closure(self, node: Node) -> int:
        """A function without a name sees what it says that it uses."""
        before, returns = self.names, self.returns
        self.names, self.returns = {}, None
        for child in node.children:
            if child.kind_id in _USES:
                for one in child.named_children:
                    variable = one.named_children[-1] if one.kind_id in g.BY_REFERENCE else one
                    if variable.kind_id in g.VARIABLE:
                        self.bind(variable, before.get(self.variable_name(variable), 0))
        self._inside(node)
        self.names, self.returns = before, returns
        return 0

    def arrow_function(self, node: Node) -> int:
        """A function without a name that sees all variables around it."""
        before, returns = self.names, self.returns
        self.names, self.returns = dict(before), None
        self._inside(node)
        self.names, self.returns = before, returns
        return 0

    def _inside(self, node: Node) -> None:
        self._attributes(node)
        self.parameters(node.child_by_field_id(g.PARAMETER_LIST))
        self.type_value(node.child_by_field_id(g.RETURN_TYPE))
        body = node.child_by_field_id(g.BODY)
        if body is not None:
            self.visit(body)

    def properties(self, node: Node) -> int:
        """The types and the defaults of properties, and what computes them."""
        self._attributes(node)
        value = self.type_value(node.child_by_field_id(g.TYPE_FIELD))
        if not value and node.start_byte in self.comments:
            for tag, _, written in told_types(self.comments[node.start_byte]):
                value = value or (self.told_type(written) if tag == b"var" else 0)
        for child in node.children:
            if child.kind_id in g.PROPERTY:
                draft = self.declared.get(child.start_byte)
                if draft is not None and value:
                    draft.type = value
                for one in child.named_children[1:]:
                    self.visit(one)
            elif child.kind_id in g.PROPERTY_HOOKS:
                before, self.names = self.names, {b"value": value}
                for hook in child.named_children:
                    body = hook.child_by_field_id(g.BODY)
                    if body is not None:
                        self.visit(body)
                self.names = before
        return 0

    def constants(self, node: Node) -> int:
        for child in node.children:
            if child.kind_id in g.CONST_ELEMENT:
                if self.scope is None and child.start_byte not in self.declared:
                    self._declare_constants(node, self.top, "")
                draft = self.declared.get(child.start_byte)
                for one in child.named_children[1:]:
                    value = self.visit(one)
                    if draft is not None and not draft.type:
                        draft.type = value
            elif child.is_named and child.kind_id in g.TYPES:
                self.type_value(child)
        return 0

    def case(self, node: Node) -> int:
        self._attributes(node)
        value = node.child_by_field_name("value")
        return self.visit(value) if value is not None else 0


_USES = g.kinds("anonymous_function_use_clause")
_walker = DefinitionWalker
DefinitionWalker.HANDLERS = HANDLERS | handlers(
    g.kinds,
    {
        "class_declaration interface_declaration trait_declaration enum_declaration": (
            _walker.type_declaration
        ),
        "function_definition method_declaration": _walker.callable_,
        "anonymous_function": _walker.closure,
        "arrow_function": _walker.arrow_function,
        "property_declaration": _walker.properties,
        "const_declaration": _walker.constants,
        "enum_case": _walker.case,
    },
)
