"""Walks Python definitions: modules, classes, functions, and the variables and fields they declare."""

from __future__ import annotations

from parseltongue.analysis.languages.python import grammar as g
from parseltongue.analysis.languages.python.names import (
    ACCESSOR_DECORATORS,
    ENUM_BASES,
    FIXTURE_DECORATORS,
    PROPERTY_DECORATORS,
)  # fmt: skip
from parseltongue.analysis.languages.python.scopes import CLASS, FUNCTION, MODULE, Scope
from parseltongue.analysis.languages.python.statements import StatementWalker, register
from parseltongue.analysis.languages.python.texts import elided, first_line, flatten, signature
from parseltongue.model.interface import CLASS_BOUND, FIXTURE, SHADOWED, STATIC, TEST
from parseltongue.model.kinds import (
    CALLABLE_KINDS,
    CONSTANT,
    CONSTRUCTOR,
    ENUM,
    ENUM_MEMBER,
    EXTENDS,
    FIELD,
    METHOD,
    PRIVATE,
    PROPERTY,
    PROTECTED,
    PUBLIC,
    TYPE_ALIAS,
    TYPE_KINDS,
    USES,
    VARIABLE,
)  # fmt: skip
from parseltongue.model.kinds import CLASS as CLASS_KIND
from parseltongue.model.kinds import FUNCTION as FUNCTION_KIND
from parseltongue.model.paths import (
    ATTR,
    CALL,
    CONTAINER,
    GLOBAL,
    HANDED_MARK,
    IMPORT,
    INSTANCE,
    ITER,
    LOCAL,
    MAPPING,
    SELF,
    UNKNOWN,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft

_LISTS = frozenset((g.LIST, g.TUPLE, g.BINARY_OPERATOR, g.PARENTHESIZED))


class DefinitionWalker(StatementWalker):
    """The whole walker: `module` is the way in."""

    __slots__ = ("decorators", "imports", "keep_docs", "queue", "strong")

    def module(self, root: Node, keep_docs: bool) -> None:
        self.keep_docs = keep_docs
        self.imports = self.builder.imports[0]
        self.decorators: list[Node] = []
        self.strong: set[int] = set()
        """Entities that were bound where the binding is certain."""
        self.queue: list[tuple[EntityDraft, Scope, Node, bool]] = []
        """Bodies of functions, walked when all that surrounds them is known; grows on the way."""
        self.builder.entities[0].doc = self._doc(root)
        self.block(root)
        for draft, inner, body, declared in self.queue:
            self._function_body(draft, inner, body, declared)

    # -- entities ---------------------------------------------------------------------------------------

    def _define(self, kind: int, node: Node, name: bytes, name_node: Node, start: int) -> EntityDraft:
        """A new entity in the current scope; whether it shadows an older one is decided here."""
        parent = self.scope.entity
        draft = self.builder.entity(kind, parent.ordinal, name, start, node.end_byte, name_node.start_byte)
        draft.flags = _visibility(name)
        return draft

    def _enter_name(self, draft: EntityDraft, hidden: bool = False) -> None:
        """Let the name denote the entity, unless something more certain has it."""
        scope, name = self.scope, draft.name
        members = scope.entity.members
        current = members.get(name)
        certain = not self.weak
        if current is not None and (hidden or (not certain and current.ordinal in self.strong)):
            draft.flags |= SHADOWED
            return
        if scope.kind == MODULE and name in self.imports:
            if not certain:
                draft.flags |= SHADOWED
                return
            del self.imports[name]
        if current is not None:
            current.flags |= SHADOWED
        if certain and not hidden:
            self.strong.add(draft.ordinal)
        members[name] = draft
        if scope.kind != MODULE:
            scope.names[name] = -self.node(LOCAL, draft.ordinal)

    def define_variable(self, name: bytes, node: Node, value: int) -> None:
        """A variable of a module or class; definitions and imports of that name keep it."""
        scope = self.scope
        members = scope.entity.members
        current = members.get(name)
        if current is not None:
            if current.kind not in CALLABLE_KINDS and current.kind not in TYPE_KINDS and not current.type:
                current.type = value
        elif scope.kind != MODULE or name not in self.imports:
            draft = self._define(self._variable_kind(name), node, name, node, node.start_byte)
            draft.type = self._member_type(draft, value)
            self._enter_name(draft)
        if scope.kind == MODULE and name == b"__all__":
            self.builder.exported = []
            sibling = node.next_named_sibling
            if sibling is not None:
                self.extend_exported(sibling)

    def _variable_kind(self, name: bytes) -> int:
        if self.scope.kind == CLASS:
            return ENUM_MEMBER if self.scope.entity.kind == ENUM and not name.startswith(b"_") else FIELD
        return CONSTANT if name.isupper() else VARIABLE

    def _member_type(self, draft: EntityDraft, value: int) -> int:
        if draft.kind == ENUM_MEMBER:
            return self.node(INSTANCE, self.node(LOCAL, self.scope.entity.ordinal))
        return value

    def extend_exported(self, node: Node) -> None:
        names = self.builder.exported
        if names is None:
            return
        pending = [node]
        while pending:
            one = pending.pop()
            if one.kind_id == g.STRING:
                names.append(self.text(one).strip(b"\"'").decode("utf-8", "replace").replace("\n", " "))
            elif one.kind_id in _LISTS:
                pending.extend(reversed(one.children))

    def bind_import(self, name: bytes, path: int, node: Node) -> None:
        if self.scope.kind != MODULE:
            self.scope.names[name] = -path
            return
        current = self.scope.entity.members.get(name)
        if current is not None:
            if (self.weak or self.otherwise) and current.ordinal in self.strong:
                return
            current.flags |= SHADOWED
            del self.scope.entity.members[name]
        elif self.weak and name in self.imports:
            return
        self.imports[name] = path

    # -- declared variables and fields --------------------------------------------------------------------

    def declare(self, left: Node, annotation: Node, declared: int, value: int) -> None:
        """``left: annotation = value``."""
        text = flatten(elided(self.source, self.elided, left.start_byte, annotation.end_byte))
        if left.kind_id == g.IDENTIFIER:
            name = self.text(left)
            if self.scope.kind == FUNCTION:
                self.scope.names[name] = declared or value
                self.scope.declared.add(name)
                return
            if b"TypeAlias" in self.text(annotation):
                declared = value
            self.define_variable(name, left, declared or value)
            draft = self.scope.entity.members.get(name)
            if draft is not None and draft.name_start == left.start_byte:
                draft.signature = text
                if b"TypeAlias" in self.text(annotation):
                    draft.kind = TYPE_ALIAS
        elif left.kind_id == g.ATTRIBUTE:
            self.bind_attribute(left, declared or value, text)

    def bind_attribute(self, node: Node, value: int, signature: str = "") -> None:
        """``object.name = value``: declares a field where the object is this method's `self` or `cls`."""
        parts = node.children
        name_node = parts[-1]
        if parts[0].kind_id != g.IDENTIFIER:
            path = self.paths.attribute(self.expression(parts[0]), self.text(name_node))
            self.mention(path, USES, name_node)
            return
        holder = self.find(self.text(parts[0]))
        owner = self._class_of_self(holder)
        if owner is None:
            path = self.paths.attribute(self.expression(parts[0]), self.text(name_node))
            self.mention(path, USES, name_node)
            return
        name = self.text(name_node)
        current = owner.members.get(name)
        if current is None:
            current = self.builder.entity(
                FIELD, owner.ordinal, name, node.start_byte, node.end_byte, name_node.start_byte
            )
            current.flags = _visibility(name)
            owner.members[name] = current
            current.type = self._outside(value)
            current.signature = signature
        elif current.kind == FIELD and (not current.type or (signature and not current.signature)):
            current.type = self._outside(value)
        if current.name_start != name_node.start_byte:
            self.mention(self.paths.attribute(holder, name), USES, name_node)

    def _class_of_self(self, holder: int) -> EntityDraft | None:
        if holder <= 0:
            return None
        operation, first, _ = self.steps[self.paths.class_of(holder) or holder]
        owner = self.builder.entities[first] if operation == LOCAL else None
        return owner if owner is not None and owner.kind in TYPE_KINDS else None

    def _outside(self, path: int) -> int:
        """A value as it can be told outside this function: none if it rests on an untyped local."""
        return path if path and self.steps[self.paths.root(path)][0] not in (0, UNKNOWN) else 0

    # -- classes ------------------------------------------------------------------------------------------

    def decorated(self, node: Node) -> int:
        definition = node.child_by_field_name("definition")
        self.decorators = [one for one in node.children if one.kind_id == g.DECORATOR]
        if definition is not None and definition.kind_id == g.CLASS_DEFINITION:
            self.class_definition(definition)
        elif definition is not None:
            self.function_definition(definition)
        return 0

    def _take_decorators(self, node: Node) -> tuple[list[Node], int]:
        decorators, self.decorators = self.decorators, []
        return decorators, (decorators[0] if decorators else node).start_byte

    def class_definition(self, node: Node) -> int:
        decorators, start = self._take_decorators(node)
        name_node = node.child_by_field_name("name")
        if name_node is None:
            return self.nested(node)
        name = self.text(name_node)
        draft = self._define(CLASS_KIND, node, name, name_node, start)
        for decorator in decorators:
            self.decorating(decorator.children[1])
        before = self.source_entity
        self.source_entity = draft.ordinal
        self.recording, self.elided = True, []
        self._bases(draft, node.child_by_field_name("superclasses"))
        self.recording = False
        body = node.child_by_field_name("body")
        draft.signature = self._signature(node, body)
        draft.doc = self._doc(body)
        if name.startswith(b"Test"):
            draft.flags |= TEST
        self._enter_name(draft)
        if body is not None:
            self._class_body(draft, body)
        self.source_entity = before
        return 0

    def _class_body(self, draft: EntityDraft, body: Node) -> None:
        outer = self.scope
        beyond = outer.outer if outer.kind == CLASS else outer
        self.scope = Scope(CLASS, draft, beyond, draft)
        self.block(body)
        self.scope = outer

    def _bases(self, draft: EntityDraft, arguments: Node | None) -> None:
        for node in arguments.named_children if arguments is not None else ():
            if node.kind_id == g.COMMENT:
                continue
            if node.kind_id == g.KEYWORD_ARGUMENT:
                self.expression(node)
                continue
            base = node.children[0] if node.kind_id == g.SUBSCRIPT else node
            before = len(self.mentions)
            path = self.expression(base)
            if path and base.kind_id in (g.IDENTIFIER, g.ATTRIBUTE):
                del self.mentions[before:]
                self._mention_base(path, base)
            if node is not base:
                for argument in node.children[1:]:
                    self.annotation(argument)
            draft.bases.append(path)
            if self.text(base).rpartition(b".")[2] in ENUM_BASES:
                draft.kind = ENUM

    def _mention_base(self, path: int, node: Node) -> None:
        """A base is extended; what it is reached through is used."""
        self.mention(path, EXTENDS, node)
        operation, step, _ = self.steps[path]
        while operation == ATTR and step and self.steps[step][0] in (ATTR, GLOBAL):
            self.mention(step, USES, node)
            operation, step, _ = self.steps[step]

    # -- functions ----------------------------------------------------------------------------------------

    def function_definition(self, node: Node) -> int:
        decorators, start = self._take_decorators(node)
        name_node, parameters, returned, body = _parts(node)
        if name_node is None:
            return self.nested(node)
        name = self.text(name_node)
        in_class = self.scope.kind == CLASS
        draft = self._define(FUNCTION_KIND, node, name, name_node, start)
        if in_class:
            draft.kind = CONSTRUCTOR if name in (b"__init__", b"__new__") else METHOD
        hidden = self._decorate(draft, decorators)
        before = self.source_entity
        self.source_entity = draft.ordinal
        inner = Scope(FUNCTION, draft, self._closure(), self.scope.entity_owner())
        self.recording, self.elided = True, []
        self._parameters(parameters, draft, inner, in_class)
        declared = self.annotation(returned) if returned is not None else 0
        self.recording = False
        draft.type = self._self_type(declared, inner)
        draft.signature = self._signature(node, body)
        draft.doc = self._doc(body)
        if name.startswith(b"test"):
            draft.flags |= TEST
        self.source_entity = before
        self._enter_name(draft, hidden)
        if body is not None:
            self.queue.append((draft, inner, body, returned is not None))
        return 0

    def _closure(self) -> Scope | None:
        return self.scope.outer if self.scope.kind == CLASS else self.scope

    def _decorate(self, draft: EntityDraft, decorators: list[Node]) -> bool:
        """Visit decorators and apply those with a known meaning; whether the entity stays hidden."""
        hidden = False
        for decorator in decorators:
            expression = decorator.children[1]
            self.decorating(expression)
            name = self.text(expression).partition(b"(")[0].rpartition(b".")[2].strip()
            if name in PROPERTY_DECORATORS and draft.kind == METHOD:
                draft.kind = PROPERTY
            elif name in ACCESSOR_DECORATORS and draft.kind == METHOD:
                draft.kind, hidden = PROPERTY, True
            elif name == b"overload":
                hidden = True
            elif name == b"staticmethod":
                draft.flags |= STATIC
            elif name == b"classmethod":
                draft.flags |= CLASS_BOUND
            elif name in FIXTURE_DECORATORS:
                draft.flags |= FIXTURE
        return hidden

    def _parameters(self, node: Node | None, draft: EntityDraft, inner: Scope, in_class: bool) -> None:
        first = in_class and not draft.flags & STATIC
        is_handed = draft.flags & FIXTURE or draft.name.startswith(b"test")
        for child in node.named_children if node is not None else ():
            if child.kind_id == g.COMMENT:
                continue
            name, value, annotated = self._parameter(child)
            if not name:
                continue
            if first and not value:
                value = self._receiver(draft)
                inner.self_name = name
            elif first:
                inner.self_name = name
                inner.names[b""] = value
                value = self._receiver(draft)
            elif is_handed and _is_plain(child):
                value = self._handed(draft, name, child) or value
            first = False
            inner.names[name] = value
            if annotated and value:
                inner.declared.add(name)

    def _handed(self, draft: EntityDraft, name: bytes, node: Node) -> int:
        """What a test or fixture is handed as a parameter without a type; the fixture is used in any case."""
        fixture = self.scope.entity.members.get(name) if self.scope.kind == CLASS else None
        if fixture is not None and fixture.flags & FIXTURE:
            path = self.node(LOCAL, fixture.ordinal)
            value = self.node(CALL, path)
        else:
            mark = HANDED_MARK * (2 if name == draft.name else 1)
            path = value = self.node(IMPORT, 0, self.paths.name(mark.encode() + name))
        self.mention(path, USES, node)
        return value if node.kind_id == g.IDENTIFIER else 0

    def _receiver(self, draft: EntityDraft) -> int:
        """The value of the first parameter of a method."""
        owner = self.node(LOCAL, self.scope.entity.ordinal)
        bound_to_class = draft.flags & CLASS_BOUND or draft.name in (b"__new__", b"__init_subclass__")
        return owner if bound_to_class else self.node(INSTANCE, owner)

    def _parameter(self, node: Node) -> tuple[bytes, int, bool]:
        """(name, value, whether annotated) of one parameter; names in it are mentioned."""
        kind = node.kind_id
        if kind == g.IDENTIFIER:
            return self.text(node), 0, False
        if kind in g.SPLATS:
            return self.text(node.children[-1]), 0, False
        annotation = node.child_by_field_id(g.TYPE_FIELD)
        value = self.annotation(annotation) if annotation is not None else 0
        default = node.child_by_field_id(g.VALUE_FIELD)
        if default is not None:
            self.expression(default)
        if not node.children or kind in g.SEPARATORS:
            return b"", 0, False
        target = node.children[0]
        if target.kind_id in g.SPLATS:
            packed = self.source[target.start_byte : target.start_byte + 2] == b"**"
            if value:
                value = self.node(MAPPING, 0, value) if packed else self.node(CONTAINER, value)
            target = target.children[-1]
        return self.text(target), value, annotation is not None

    def _function_body(self, draft: EntityDraft, inner: Scope, body: Node, declared: bool) -> None:
        outer_mentions = len(self.mentions)
        self.scope, self.source_entity = inner, draft.ordinal
        self.depth = self.weak = self.otherwise = 0
        self.block(body)
        if not declared:
            draft.type = self._inferred_return(inner)
        if draft.flags & FIXTURE and inner.generator and draft.type:
            draft.type = self.node(ITER, draft.type)
        late = {name for name in inner.free if inner.names.get(name, -1) >= 0}
        if late:
            self._unbind(late, outer_mentions)

    def _inferred_return(self, inner: Scope) -> int:
        values = {self._outside(value) for value in inner.returns}
        if len(values) != 1:
            return 0
        (value,) = values
        if inner.generator:
            return self.node(CONTAINER, value) if value else 0
        return self._self_type(value, inner)

    def _self_type(self, value: int, inner: Scope) -> int:
        """A method that returns its receiver returns whatever it is called on."""
        receiver = inner.names.get(inner.self_name, 0) if inner.self_name else 0
        if value and receiver:
            if value in (receiver, inner.names.get(b"", 0)):
                return self.node(SELF)
            if self.steps[receiver][0] == LOCAL and self.steps[value][:2] == (CALL, receiver):
                return self.node(SELF)
        return value

    def _unbind(self, late: set[bytes], start: int) -> None:
        """Mentions of names that became local further down are not mentions of globals."""
        roots = {self.global_path(name): name for name in late}
        mentions = self.mentions
        table = self.paths
        mentions[start:] = [one for one in mentions[start:] if table.root(one[0]) not in roots]

    # -- texts ----------------------------------------------------------------------------------------------

    def _signature(self, node: Node, body: Node | None) -> str:
        end = body.start_byte if body is not None else node.end_byte
        return signature(self.source, self.elided, node.start_byte, end)

    def _doc(self, body: Node | None) -> str:
        """First line of the docstring of a module, class or function."""
        if not self.keep_docs or body is None:
            return ""
        for child in body.children:
            if child.kind_id == g.COMMENT:
                continue
            if child.kind_id == g.EXPRESSION_STATEMENT and child.children[0].kind_id == g.STRING:
                return first_line(self.text(child.children[0]))
            return ""
        return ""

    def type_alias(self, node: Node) -> int:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return 0
        value = self.annotation(right)
        names = [left]
        while names[0].kind_id != g.IDENTIFIER and names[0].child_count:
            names = names[0].children
        if names[0].kind_id == g.IDENTIFIER and self.scope.kind != FUNCTION:
            self.define_variable(self.text(names[0]), names[0], self.paths.class_of(value))
            self.scope.entity.members[self.text(names[0])].kind = TYPE_ALIAS
        return 0


def _parts(node: Node) -> tuple[Node | None, Node | None, Node | None, Node | None]:
    """Name, parameters, return type and body of a function."""
    parts = node.children
    if len(parts) == 5 and parts[2].kind_id == g.PARAMETERS and parts[4].kind_id in g.BLOCK:
        return parts[1], parts[2], None, parts[4]
    name = parameters = returned = body = None
    for part in parts:
        kind = part.kind_id
        if kind == g.IDENTIFIER:
            name = part
        elif kind == g.PARAMETERS:
            parameters = part
        elif kind == g.TYPE:
            returned = part
        elif kind in g.BLOCK:
            body = part
    return name, parameters, returned, body


def _is_plain(parameter: Node) -> bool:
    """Whether a parameter has no default and does not take several arguments."""
    if parameter.kind_id == g.IDENTIFIER:
        return True
    has_default = parameter.child_by_field_id(g.VALUE_FIELD) is not None
    return not has_default and bool(parameter.children) and parameter.children[0].kind_id == g.IDENTIFIER


def _visibility(name: bytes) -> int:
    if not name.startswith(b"_") or (name.startswith(b"__") and name.endswith(b"__")):
        return PUBLIC
    return PRIVATE if name.startswith(b"__") else PROTECTED


register("class_definition", DefinitionWalker.class_definition)
register("function_definition", DefinitionWalker.function_definition)
register("decorated_definition", DefinitionWalker.decorated)
register("type_alias_statement", DefinitionWalker.type_alias)
