"""Walks Go declarations: packages, imports, types with their members, functions, variables and constants."""

from __future__ import annotations

from collections import Counter

from parseltongue.analysis.languages.go import grammar as g
from parseltongue.analysis.languages.go.constraints import holds
from parseltongue.analysis.languages.go.expressions import register
from parseltongue.analysis.languages.go.method_sets import CONSTRAINT, SLOT, slots_of
from parseltongue.analysis.languages.go.names import PREDECLARED_TYPES, package_name
from parseltongue.analysis.languages.go.statements import StatementWalker
from parseltongue.analysis.languages.go.texts import first_line, signature
from parseltongue.analysis.walker import MAX_DEPTH
from parseltongue.model.interface import NOT_BUILT, SHADOWED, TEST
from parseltongue.model.kinds import (
    CALLABLE_KINDS,
    CLASS,
    CONSTANT,
    EXTENDS,
    FIELD,
    FUNCTION,
    IMPL,
    IMPLEMENTS,
    IMPORTS,
    INTERFACE,
    METHOD,
    PRIVATE,
    PUBLIC,
    STRUCT,
    TYPE_ALIAS,
    VARIABLE,
)  # fmt: skip
from parseltongue.model.paths import APPLY, INSTANCE, LOCAL
from parseltongue.model.paths import METHOD as METHOD_STEP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft

_TEST_PREFIXES = (b"Test", b"Benchmark", b"Fuzz", b"Example")
_ANONYMOUS = frozenset((b"_", b"init"))
"""Names that denote nothing, however often they are declared."""


class DefinitionWalker(StatementWalker):
    """The whole walker: `module` is the way in."""

    __slots__ = ("elsewhere", "owners", "scope", "types")

    def module(self, root: Node) -> None:
        """Walk a file."""
        self.scope: EntityDraft = self.builder.entities[0]
        """What local declarations belong to: a function, or the file."""
        self.types: dict[bytes, EntityDraft] = {}
        self.owners: dict[bytes, EntityDraft] = {}
        """By the name of a type, what its methods in this file belong to."""
        self.elsewhere = 0 if holds(self._head(root)) else NOT_BUILT
        children = root.named_children
        for child in children:
            if child.kind_id == g.TYPE_DECLARATION:
                self.own_types.update(self.text(self._name_of(one)) for one in self._type_specs(child))
            elif child.kind_id == g.VAR_DECLARATION:
                for spec in self.specs(child):
                    self.own_variables.update(map(self.text, self.parts_of_spec(spec)[0]))
        for child, doc in self._documented(children):
            handler = _TOP.get(child.kind_id)
            if handler is not None:
                handler(self, child, doc)
        self._claim_interfaces()

    def _head(self, root: Node) -> bytes:
        for child in root.named_children:
            if child.kind_id != g.COMMENT:
                return self.source[: child.start_byte]
        return b""

    def _documented(self, nodes: list[Node]) -> Iterator[tuple[Node, str]]:
        """Nodes that are no comments, each with the first line of the comments directly above it."""
        start = end = -1
        row = -2
        for node in nodes:
            if node.kind_id == g.COMMENT:
                if node.start_point[0] > row + 1:
                    start = node.start_byte
                end, row = node.end_byte, node.end_point[0]
            else:
                above = node.start_point[0] == row + 1
                yield node, first_line(self.source[start:end]) if above and start >= 0 else ""
                start, row = -1, -2

    # -- the file ---------------------------------------------------------------------------------------

    def package_clause(self, node: Node, doc: str) -> None:
        for child in node.named_children:
            if child.kind_id == g.PACKAGE_IDENTIFIER:
                name = self.text(child)
                self.builder.package = name.decode("utf-8", "replace")
                self.builder.imports[0][b"package"] = self.builtin(name)
        self.builder.entities[0].doc = doc

    def import_declaration(self, node: Node, doc: str) -> None:
        for child in node.named_children:
            if child.kind_id == g.IMPORT_SPEC:
                self._import(child)
            elif child.kind_id == g.IMPORT_SPEC_LIST:
                for spec in child.named_children:
                    if spec.kind_id == g.IMPORT_SPEC:
                        self._import(spec)

    def _import(self, spec: Node) -> None:
        parts = [one for one in spec.named_children if one.kind_id != g.COMMENT]
        text = self.text(parts[-1]).strip(b'"`').strip()
        if not text or b"\n" in text or b";" in text:
            return
        path = self.import_path(text)
        self.mentions.append((path, IMPORTS, parts[-1].start_byte, 0))
        alias = self.text(parts[0]) if len(parts) > 1 else b""
        if alias == b".":
            self.builder.stars[0].append(path)
        elif alias != b"_":
            name = alias or package_name(text.decode("utf-8", "replace")).encode()
            self.packages[name] = path
            self.builder.imports[0][name] = path

    # -- entities ---------------------------------------------------------------------------------------

    def _define(self, kind: int, node: Node, name_node: Node, parent: EntityDraft, doc: str) -> EntityDraft:
        name = self.text(name_node)
        draft = self.builder.entity(
            kind, parent.ordinal, name, node.start_byte, node.end_byte, name_node.start_byte
        )
        draft.flags = (PUBLIC if name[:1].isalpha() and _is_upper(name) else PRIVATE) | self.elsewhere
        draft.doc = doc
        known = parent.members.get(name)
        if known is not None or (name in _ANONYMOUS and kind != FIELD):
            draft.flags |= SHADOWED
        else:
            parent.members[name] = draft
        return draft

    # -- types ------------------------------------------------------------------------------------------

    def _type_specs(self, node: Node) -> list[Node]:
        return [
            one
            for one in node.named_children
            if one.kind_id in (g.TYPE_SPEC, g.TYPE_ALIAS) and one.named_child_count > 1
        ]

    def _name_of(self, node: Node) -> Node:
        return next((one for one in node.named_children if one.kind_id != g.COMMENT), node)

    def type_declaration(self, node: Node, doc: str) -> None:
        for spec, own_doc in self._documented(node.named_children):
            if spec.kind_id in (g.TYPE_SPEC, g.TYPE_ALIAS) and spec.named_child_count > 1:
                self._type(spec, node, own_doc or doc)

    def local_type_declaration(self, node: Node) -> int:
        self.type_declaration(node, "")
        return 0

    def _type(self, spec: Node, declaration: Node, doc: str) -> None:
        parts = [one for one in spec.named_children if one.kind_id != g.COMMENT]
        name_node, type_ = parts[0], parts[-1]
        local = self.scope.ordinal != 0
        alone = not local and len(declaration.named_children) == 1
        whole = declaration if alone and declaration.child_count < 3 else spec
        # An alias of a type that has no other name is that type's name.
        plain = TYPE_ALIAS if spec.kind_id == g.TYPE_ALIAS else CLASS
        kind = _TYPE_KINDS.get(type_.kind_id, plain)
        draft = self._define(kind, whole, name_node, self.scope, doc)
        draft.signature = "type " + signature(self.source[name_node.start_byte : self._head_end(type_)])
        if local:
            self.bind(self.text(name_node), -self.node(LOCAL, draft.ordinal))
        elif not draft.flags & SHADOWED:
            self.types[draft.name] = self.owners[draft.name] = draft
        mark, before = self.open_block(), self.source_entity
        if not local:
            self.source_entity = draft.ordinal
        for part in parts[1:-1]:
            if part.kind_id == g.TYPE_PARAMETERS:
                self.parameters_of_type(part)
        self._underlying(draft, type_, len(parts) > 2)
        self.close_block(mark)
        self.source_entity = before

    def _head_end(self, type_: Node) -> int:
        """Where what is shown of a type ends: before the members."""
        if type_.kind_id in _TYPE_KINDS and type_.children:
            return type_.children[0].end_byte
        return type_.end_byte

    def _underlying(self, draft: EntityDraft, type_: Node, generic: bool) -> None:
        if draft.kind == STRUCT:
            self._fields(draft, type_)
        elif draft.kind == INTERFACE:
            constraint = self._elements_of(draft, type_)
            if generic or constraint:
                draft.type = self.builtin(CONSTRAINT)
        elif draft.kind == TYPE_ALIAS:
            value = self.type_value(type_)
            draft.type = self.paths.class_of(value) or value
        else:
            draft.type = self.type_value(type_)

    def _fields(self, owner: EntityDraft, struct: Node) -> None:
        for fields in struct.named_children:
            if fields.kind_id == g.FIELDS:
                for field, doc in self._documented(fields.named_children):
                    if field.kind_id == g.FIELD:
                        self._field_declaration(owner, field, doc)

    def _field_declaration(self, owner: EntityDraft, field: Node, doc: str) -> None:
        parts = [
            one for one in field.named_children if one.kind_id in g.TYPES or one.kind_id == g.FIELD_IDENTIFIER
        ]
        names = [one for one in parts if one.kind_id == g.FIELD_IDENTIFIER]
        if not parts or parts[-1].kind_id == g.FIELD_IDENTIFIER:
            return
        type_ = parts[-1]
        if not names:
            self._embedded(owner, field, type_, doc)
            return
        if type_.kind_id == g.STRUCT_TYPE and self.depth < MAX_DEPTH:
            self.depth += 1
        value = self.type_value(type_)
        if type_.kind_id == g.STRUCT_TYPE and self.depth:
            self.depth -= 1
        text = signature(self.source[type_.start_byte : self._head_end(type_)])
        for name in names:
            draft = self._define(FIELD, field, name, owner, doc)
            draft.type = value
            draft.signature = f"{self.text(name).decode('utf-8', 'replace')} {text}"

    def _embedded(self, owner: EntityDraft, field: Node, type_: Node, doc: str) -> None:
        """An embedded type: a base, and a field of its name."""
        name = self._embed(owner, type_)
        if name is None:
            return
        draft = self._define(FIELD, field, name, owner, doc)
        draft.type = self.node(INSTANCE, owner.bases[-1]) if owner.bases else 0
        draft.signature = signature(self.source[field.start_byte : type_.end_byte])

    def _embed(self, owner: EntityDraft, type_: Node) -> Node | None:
        """Make a type a base; the node of its name, if it has one."""
        while type_.kind_id in (g.POINTER_TYPE, g.PARENTHESIZED_TYPE) and type_.named_child_count:
            type_ = type_.named_children[-1]
        arguments: list[Node] = []
        if type_.kind_id == g.GENERIC_TYPE:
            type_, *arguments = type_.named_children
        before = len(self.mentions)
        name = None
        if type_.kind_id == g.QUALIFIED_TYPE:
            path, name = self.qualified(type_), type_.children[-1]
        elif type_.kind_id == g.TYPE_IDENTIFIER:
            path, name = self.named_type(type_), type_
            if path < 0:
                path = self.paths.class_of(-path)
        else:
            path = self.type_value(type_) and 0
        if path and name is not None:
            del self.mentions[before:]
            self.mentions.append((path, EXTENDS, name.start_byte, owner.ordinal))
            owner.bases.append(path)
        for one in arguments:
            self.types_in(one)
        return name

    def _elements_of(self, owner: EntityDraft, interface: Node) -> bool:
        """The methods and embedded types of an interface; whether it only constrains type parameters."""
        constraint = False
        for element, doc in self._documented(interface.named_children):
            if element.kind_id == g.METHOD_ELEMENT:
                self._declared_method(owner, element, doc)
            elif element.kind_id == g.TYPE_ELEMENT:
                types = element.named_children
                if len(types) == 1 and types[0].kind_id in g.NAMED_TYPES and not self._is_basic(types[0]):
                    self._embed(owner, types[0])
                else:
                    constraint = True
                    self.types_in(element)
        return constraint

    def _is_basic(self, type_: Node) -> bool:
        name = self.text(type_)
        return name in PREDECLARED_TYPES and name != b"error" and name not in self.own_types

    def _declared_method(self, owner: EntityDraft, node: Node, doc: str) -> None:
        draft = self._define(METHOD, node, self._name_of(node), owner, doc)
        draft.signature = signature(self.text(node))
        before, self.source_entity = self.source_entity, draft.ordinal
        mark = self.open_block()
        self._set_result(draft, node.children, self.function_value(node.children))
        self.close_block(mark)
        self.source_entity = before

    def unnamed_method(self, node: Node) -> tuple[bytes, int]:
        around = self.builder.entities[self.source_entity]
        owner = around if around.kind in CALLABLE_KINDS else self.builder.entities[0]
        name_node = self._name_of(node)
        name = self.text(name_node)
        draft = self.builder.entity(
            METHOD, owner.ordinal, name, node.start_byte, node.end_byte, name_node.start_byte
        )
        draft.flags = PRIVATE | SHADOWED | self.elsewhere
        draft.signature = signature(self.text(node))
        mark = self.open_block()
        self._set_result(draft, node.children, self.function_value(node.children))
        self.close_block(mark)
        return name, self.node(LOCAL, draft.ordinal)

    def _set_result(self, draft: EntityDraft, parts: list[Node], value: int) -> None:
        """The type of a method: its shape, applied to what it returns."""
        shape = self.builtin(self.shape_of_function(parts))
        draft.type = self.node(APPLY, shape, self.told(self.outside(value)))

    def _claim_interfaces(self) -> None:
        """Mentions of the interfaces that types turn out to implement: their number is not known here."""
        methods = Counter(one.parent for one in self.builder.entities if one.kind == METHOD)
        for draft in self.types.values():
            if draft.kind in (STRUCT, CLASS):
                owners = {draft.ordinal, self.owners[draft.name].ordinal}
                type_ = self.node(LOCAL, draft.ordinal)
                for slot in range(slots_of(sum(map(methods.__getitem__, owners)), len(draft.bases))):
                    path = self.node(METHOD_STEP, type_, self.paths.name(b"%s%d" % (SLOT, slot)))
                    self.mentions.append((path, IMPLEMENTS, draft.name_start, draft.ordinal))

    # -- functions --------------------------------------------------------------------------------------

    def function_declaration(self, node: Node, doc: str) -> None:
        name = self._name_of(node)
        if name.kind_id not in g.NAMES:
            return
        draft = self._define(FUNCTION, node, name, self.builder.entities[0], doc)
        if self._is_test(draft.name, node):
            draft.flags |= TEST
        self._function(draft, node, node.children)

    def _is_test(self, name: bytes, node: Node) -> bool:
        """Whether a function is one that ``go test`` runs: by its name, and what it takes."""
        if not name.startswith(_TEST_PREFIXES):
            return False
        rest = name[len(next(one for one in _TEST_PREFIXES if name.startswith(one))) :]
        if rest[:1].islower():
            return False
        parameters = next((self.text(one) for one in node.children if one.kind_id == g.PARAMETERS), b"")
        wanted = b"()" if name.startswith(b"Example") else b"*testing."
        return wanted in b"".join(parameters.split())

    def method_declaration(self, node: Node, doc: str) -> None:
        receiver = next((one for one in node.named_children if one.kind_id == g.PARAMETERS), None)
        name = next((one for one in node.named_children if one.kind_id == g.FIELD_IDENTIFIER), None)
        if receiver is None or name is None:
            return
        parameter = next((one for one in receiver.named_children if one.kind_id == g.PARAMETER), None)
        type_ = self._receiver_type(parameter) if parameter is not None else None
        if parameter is None or type_ is None:
            return
        owner = self._owner(self.text(type_), node)
        draft = self._define(METHOD, node, name, owner, doc)
        mark, before = self.open_block(), self.source_entity
        self.source_entity = draft.ordinal
        self._bind_receiver(parameter, type_)
        rest = [one for one in node.children if one.start_byte > receiver.start_byte]
        self._function(draft, node, rest)
        self.close_block(mark)
        self.source_entity = before
        if draft.name == b"_":
            draft.flags |= SHADOWED

    def _receiver_type(self, parameter: Node) -> Node | None:
        """The node of the name of the type that a method belongs to."""
        type_ = parameter.named_children[-1]
        while type_.kind_id in (g.POINTER_TYPE, g.PARENTHESIZED_TYPE) and type_.named_child_count:
            type_ = type_.named_children[-1]
        if type_.kind_id == g.GENERIC_TYPE:
            type_ = type_.named_children[0]
        return type_ if type_.kind_id == g.TYPE_IDENTIFIER else None

    def _owner(self, name: bytes, node: Node) -> EntityDraft:
        """The type, if it is declared above in this file; else a group of methods that bears its name."""
        owner = self.owners.get(name)
        if owner is None:
            owner = self.builder.entity(IMPL, 0, name, node.start_byte, node.end_byte, node.start_byte)
            owner.flags = (PUBLIC if _is_upper(name) else PRIVATE) | SHADOWED | self.elsewhere
            owner.bases = [self.global_path(name)]
            self.owners[name] = owner
        elif owner.kind == IMPL:
            owner.end = node.end_byte
        return owner

    def _bind_receiver(self, parameter: Node, type_: Node) -> None:
        value = self.type_value(type_)
        parts = parameter.named_children
        inner = parts[-1]
        while inner.kind_id in (g.POINTER_TYPE, g.PARENTHESIZED_TYPE) and inner.named_child_count:
            inner = inner.named_children[-1]
        if inner.kind_id == g.GENERIC_TYPE:
            for index, argument in enumerate(inner.named_children[-1].named_children):
                self.bind(self.text(argument), self.parameter(index, 0))
        if len(parts) > 1 and parts[0].kind_id in g.IDENTIFIERS:
            self.bind(self.text(parts[0]), value)

    def _function(self, draft: EntityDraft, node: Node, parts: list[Node]) -> None:
        body = next((one for one in parts if one.kind_id == g.BLOCK), None)
        end = body.start_byte if body is not None else node.end_byte
        draft.signature = signature(self.source[node.start_byte : end])
        mark, before, scope = self.open_block(), self.source_entity, self.scope
        self.source_entity, self.scope = draft.ordinal, draft
        for one in parts:
            if one.kind_id == g.TYPE_PARAMETERS:
                self.type_parameters(one)
        value = self.function_value(parts)
        if draft.kind == METHOD:
            self._set_result(draft, parts, value)
        else:
            draft.type = self.outside(value)
        if body is not None:
            self.expression(body)
        self.close_block(mark)
        self.source_entity, self.scope = before, scope

    # -- variables --------------------------------------------------------------------------------------

    def variables(self, node: Node, doc: str) -> None:
        kind = CONSTANT if node.kind_id == g.CONST_DECLARATION else VARIABLE
        inherited = 0
        docs = self._docs_of_specs(node)
        for spec in self.specs(node):
            names, type_, values = self.parts_of_spec(spec)
            value = self.type_value(type_) if type_ is not None else 0
            given = self.spread(values, len(names)) if values is not None else [0] * len(names)
            if kind == CONSTANT and type_ is None and values is None:
                value = inherited
            inherited = value
            text = b" " + self.text(type_) if type_ is not None else b""
            for name, other in zip(names, given, strict=False):
                if self.text(name) == b"_":
                    continue
                own_doc = docs.get(spec.start_byte, "") or doc
                draft = self._define(kind, spec, name, self.builder.entities[0], own_doc)
                draft.type = self.outside(value or other)
                if self.is_table(value or other):
                    self.tables[draft.name] = value or other
                draft.signature = signature(self.text(name) + text)

    def _docs_of_specs(self, node: Node) -> dict[int, str]:
        found = {}
        for child, doc in self._documented(node.named_children):
            found[child.start_byte] = doc
            if child.kind_id == g.VAR_SPEC_LIST:
                found.update(
                    {one.start_byte: own for one, own in self._documented(child.named_children) if own}
                )
        return found


def _is_upper(name: bytes) -> bool:
    """Whether a name is exported: it begins with a letter in upper case."""
    return name[:1].isupper() if name[:1].isascii() else name.decode("utf-8", "replace")[:1].isupper()


_TYPE_KINDS = {g.STRUCT_TYPE: STRUCT, g.INTERFACE_TYPE: INTERFACE}
_TOP = {
    g.PACKAGE_CLAUSE: DefinitionWalker.package_clause,
    g.IMPORT_DECLARATION: DefinitionWalker.import_declaration,
    g.TYPE_DECLARATION: DefinitionWalker.type_declaration,
    g.FUNCTION_DECLARATION: DefinitionWalker.function_declaration,
    g.METHOD_DECLARATION: DefinitionWalker.method_declaration,
    g.VAR_DECLARATION: DefinitionWalker.variables,
    g.CONST_DECLARATION: DefinitionWalker.variables,
}
register({"type_declaration": DefinitionWalker.local_type_declaration})
