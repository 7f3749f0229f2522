"""Type annotations: the value that a declared type promises, with the names mentioned on the way."""

from __future__ import annotations

from parseltongue.analysis.languages.javascript import grammar as g
from parseltongue.analysis.languages.javascript.bindings import Bindings, by_kind
from parseltongue.analysis.walker import MAX_DEPTH
from parseltongue.model.kinds import USES
from parseltongue.model.paths import (
    APPLY,
    CALL,
    CALLABLE,
    CONTAINER,
    ENTER,
    INSTANCE,
    ITEM,
    MAPPING,
    PAIR,
    SELF,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.languages.javascript.bindings import Handlers

GIVEN = b"/T"
"""Under this an alias tells which of its type parameters it stands for, if for one: like `RESULT`."""
MAX_ARGUMENTS = 3
"""Type arguments that may tell what something gives."""
MAX_NESTED = 10
"""Types in types that a name is looked for in."""
_SAME = frozenset(
    b"Partial Readonly Required Pick Omit NonNullable Exclude Extract NoInfer ThisType Mutable".split()
)
_COLLECTIONS = frozenset(
    b"Array ReadonlyArray Set ReadonlySet WeakSet Iterable Iterator IterableIterator AsyncIterable "
    b"AsyncIterator AsyncIterableIterator Generator AsyncGenerator ArrayLike ConcatArray NodeListOf "
    b"HTMLCollectionOf".split()
)
_MAPPINGS = frozenset(b"Map ReadonlyMap WeakMap Record".split())
PROMISES = frozenset(b"Promise PromiseLike".split())
_PREDEFINED = {
    b"string": b"String", b"number": b"Number", b"boolean": b"Boolean", b"symbol": b"Symbol",
    b"bigint": b"BigInt",
}  # fmt: skip


TYPES: Handlers = [None] * g.KIND_COUNT


class TypeWalker(Bindings):
    """`annotation` gives the value of something annotated with the type that a node denotes."""

    __slots__ = ()

    annotation = by_kind(TYPES)

    def optional_annotation(self, node: Node | None) -> int:
        return self.annotation(node) if node is not None else 0

    def inner(self, node: Node) -> int:
        """The value of the last type directly in a node."""
        value = 0
        kinds = self.kinds
        for child in node.children:
            if TYPES[kinds[child.kind_id]] is not None:
                value = self.annotation(child) or value
        return value

    def visited(self, node: Node) -> int:
        """Mention all that is named in a type that says nothing about members."""
        self.inner(node)
        return 0

    # -- names ----------------------------------------------------------------------------------------------

    def type_name(self, node: Node, kind: int = USES) -> int:
        """Path of a named type, mentioned; 0 for a type parameter."""
        bound = self.find_type(self.text(node))
        if bound >= 0:
            return 0
        self.mention(-bound, kind, node)
        return -bound

    def named(self, node: Node) -> int:
        bound = self.find_type(self.text(node))
        if bound >= 0:
            return bound
        self.mention(-bound, USES, node)
        return self.node(INSTANCE, -bound)

    def nested_type(self, node: Node, kind: int = USES) -> int:
        """Path of ``a.b.C``, everything on the way mentioned."""
        children = node.children
        if self.kind(node) not in _QUALIFIED or len(children) < 3:
            return self.name_use(node) if self.kind(node) == g.IDENTIFIER else 0
        parts = (children[0], children[-1])
        scope = self.namespace(parts[0])
        path = self.member_type(scope, self.text(parts[1]))
        if path:
            self.mention(path, kind, parts[1])
        return path

    def namespace(self, node: Node) -> int:
        """Path of what a type is reached through."""
        if self.kind(node) == g.IDENTIFIER:
            return self.name_use(node)
        if self.depth > MAX_DEPTH:
            self.cut = True
            return 0
        self.depth += 1
        parts = [one for one in node.children if self.kind(one) in _NAME_PARTS]
        path = 0
        if self.kind(node) in _QUALIFIED and len(parts) == 2:
            scope = self.namespace(parts[0])
            path = self.paths.attribute(scope, self.text(parts[1]))
            self.mention(path, USES, parts[1])
        self.depth -= 1
        return path

    def nested_value(self, node: Node) -> int:
        path = self.nested_type(node)
        return self.node(INSTANCE, path) if path else 0

    def type_path(self, node: Node, kind: int = USES) -> int:
        """Path of a type as it stands in a clause of bases: without its arguments."""
        own = self.kind(node)
        if own == g.TYPE_IDENTIFIER:
            return self.type_name(node, kind)
        if own == g.GENERIC_TYPE:
            children = node.children
            path = self.type_path(children[0], kind)
            for child in children[1:]:
                self.inner(child)
            return path
        return self.nested_type(node, kind) if own == g.NESTED_TYPE else 0

    def named_type(self, annotation: Node) -> int:
        """Path of the one type that an annotation names, besides null and the like; nothing is mentioned."""
        node, before = annotation, len(self.mentions)
        for _ in range(MAX_NESTED):
            if self.kind(node) not in _AROUND_NAMES:
                break
            inner = [one for one in node.children if self.kind(one) in _NAMING]
            if len(inner) != 1:
                return 0
            node = inner[0]
        path = self.type_path(node)
        del self.mentions[before:]
        return path

    # -- generics -------------------------------------------------------------------------------------------

    def generic(self, node: Node) -> int:
        children = node.children
        base = children[0]
        name = self.text(base)
        path = self.type_path(base)
        values = self.type_arguments(children[-1])
        if path != self.global_path(name):
            return self._applied(path, values)
        return self._well_known(name, path, values)

    def _applied(self, path: int, values: list[int]) -> int:
        if not path:
            return 0
        value = self.node(INSTANCE, path)
        if not any(values):
            return value
        given = 0
        for one in reversed(values[:MAX_ARGUMENTS]):
            given = self.node(MAPPING, one, given)
        chosen = self.node(APPLY, self.paths.attribute(path, GIVEN), given)
        return self.either(chosen, value) or value

    def type_arguments(self, node: Node) -> list[int]:
        kinds = self.kinds
        return [self.annotation(one) for one in node.children if TYPES[kinds[one.kind_id]] is not None]

    def _well_known(self, name: bytes, path: int, values: list[int]) -> int:
        first = values[0] if values else 0
        if name in _COLLECTIONS:
            return self.node(CONTAINER, first)
        if name in _MAPPINGS:
            key = first or self.builtin_value(b"Object")
            return self.node(MAPPING, key, values[-1] if values else 0)
        if name in PROMISES:
            return self.promise(first)
        if name in _SAME:
            return first
        if name == b"Awaited":
            return self.node(ENTER, first) if first else 0
        if name == b"ReturnType":
            return self.node(CALL, first) if first else 0
        if name == b"InstanceType":
            return self.node(INSTANCE, first) if first else 0
        return self.node(INSTANCE, path)

    def promise(self, value: int) -> int:
        return self.node(APPLY, self.builtin(b"Promise"), value)

    # -- compound types -------------------------------------------------------------------------------------

    def predefined(self, node: Node) -> int:
        name = _PREDEFINED.get(self.text(node))
        return self.builtin_value(name) if name else 0

    def literal_type(self, node: Node) -> int:
        child = node.children[0]
        self.literal(child)
        kind = self.kind(child)
        if kind in (g.STRING, g.TEMPLATE):
            return self.builtin_value(b"String")
        return 0

    def array_type(self, node: Node) -> int:
        return self.node(CONTAINER, self.annotation(node.children[0]))

    def tuple_type(self, node: Node) -> int:
        kinds = self.kinds
        values = []
        for child in node.children:
            kind = kinds[child.kind_id]
            if kind in g.TYPED_PARAMETERS:
                values.append(self.optional_annotation(self.first(child, g.TYPE_ANNOTATION)))
            elif TYPES[kind] is not None:
                values.append(self.annotation(child))
        if len(values) == 2:
            return self.node(PAIR, values[0], values[1])
        return self.node(CONTAINER, values[0] if values else 0)

    def union(self, node: Node) -> int:
        value = 0
        for child in node.children:
            value = self.either(value, self.annotation(child))
        return value

    def lookup(self, node: Node) -> int:
        """``T["name"]``."""
        parts = [one for one in node.children if TYPES[self.kind(one)] is not None]
        if len(parts) != 2:
            return self.visited(node)
        value = self.annotation(parts[0])
        self.annotation(parts[1])
        index = parts[1]
        if self.kind(index) == g.LITERAL_TYPE and self.kind(index.children[0]) == g.STRING:
            return self.paths.attribute(value, self.text(index).strip(b"\"'")) if value else 0
        return self.node(ITEM, value) if value else 0

    def query(self, node: Node) -> int:
        """``typeof x``."""
        parts = [one for one in node.children if self.kind(one)]
        return self.expression(parts[-1]) if parts else 0

    def function_type(self, node: Node) -> int:
        return self.node(CALLABLE, self.signature_of(node))

    def signature_of(self, node: Node) -> int:
        """What calling something of a function type gives; parameters and type parameters are visited."""
        before = self.scope
        self.open_types(node)
        value = 0
        for child in node.children:
            kind = self.kinds[child.kind_id]
            if kind == g.PARAMETERS:
                for parameter in child.children:
                    self.inner(parameter)
            elif TYPES[kind] is not None:
                value = self.annotation(child)
        self.scope = before
        return value

    def parameter_values(self, node: Node) -> dict[bytes, int]:
        """The values of the parameters of a function type, by number or ``this``; nothing is mentioned."""
        before, scope = len(self.mentions), self.scope
        self.open_types(node)
        values: dict[bytes, int] = {}
        index = 0
        parameters = self.first(node, g.PARAMETERS)
        for child in parameters.children if parameters is not None else ():
            if self.kind(child) in g.TYPED_PARAMETERS:
                pattern = child.child_by_field_name("pattern")
                this = pattern is not None and self.kind(pattern) == g.THIS
                name = b"this" if this else b"%d" % index
                values[name] = self.optional_annotation(self.first(child, g.TYPE_ANNOTATION))
                index += not this
        del self.mentions[before:]
        self.scope = scope
        return values

    def this_type(self, node: Node) -> int:
        return self.node(SELF)

    def conditional(self, node: Node) -> int:
        """Both outcomes are types of their own; ``infer U`` names one within."""
        before = self.scope
        self.open_scope()
        self._infer(node)
        self.inner(node)
        self.scope = before
        return 0

    def _infer(self, node: Node) -> None:
        """Declare what ``infer`` names anywhere in a condition."""
        pending = list(node.children)
        budget = 200
        while pending and budget:
            budget -= 1
            one = pending.pop()
            if self.kinds[one.kind_id] == g.INFER:
                for child in one.children:
                    if self.kind(child) == g.TYPE_IDENTIFIER:
                        self.scope.types[self.text(child)] = 0
            pending.extend(one.children)

    def mapped(self, node: Node) -> int:
        """``K in keyof T``: the name is one of a type parameter."""
        for child in node.children:
            if self.kind(child) == g.TYPE_IDENTIFIER:
                self.scope.types[self.text(child)] = 0
                break
        return self.visited(node)

    def predicate(self, node: Node) -> int:
        """``x is Foo``: a truth, in a pair with the value that it promises."""
        value = self.inner(node)
        truth = self.builtin_value(b"Boolean")
        return self.node(PAIR, value, truth) if value else truth

    def import_type(self, node: Node) -> int:
        """``import("./m").Foo``."""
        parts = node.children
        scope = self.expression(parts[0])
        scope = self.steps[scope][1] if self.steps[scope][0] == CALL else scope
        name = parts[-1]
        path = self.member_type(self.imported_module(parts[0]) or scope, self.text(name))
        if not path:
            return 0
        self.mention(path, USES, name)
        return self.node(INSTANCE, path)

    def type_parameters(self, node: Node) -> None:
        """Declare type parameters in the present scope: each stands for its constraint."""
        kinds = self.kinds
        parameters = [one for one in node.children if kinds[one.kind_id] == g.TYPE_PARAMETER]
        for one in parameters:
            self.scope.types[self.text(one.children[0])] = 0
        for one in parameters:
            for child in one.children[1:]:
                kind = kinds[child.kind_id]
                value = self.inner(child)
                if kind == g.CONSTRAINT:
                    name = next(c for c in one.children if kinds[c.kind_id] == g.TYPE_IDENTIFIER)
                    self.scope.types[self.text(name)] = value

    def parameter_names(self, node: Node) -> list[bytes]:
        """The names of type parameters, in their order."""
        return [self.text(one.children[0]) for one in node.children if self.kind(one) == g.TYPE_PARAMETER]

    # -- provided by the other parts of the walker ------------------------------------------------------

    def open_types(self, node: Node) -> None:
        """Open a scope with the type parameters of a node, if it has any."""
        parameters = self.first(node, g.TYPE_PARAMETERS)
        if parameters is not None:
            self.open_scope()
            self.type_parameters(parameters)

    def expression(self, node: Node, /) -> int:
        raise NotImplementedError

    def imported_module(self, node: Node) -> int:
        raise NotImplementedError

    def object_type(self, node: Node) -> int:
        raise NotImplementedError


_NAME_PARTS = g.kinds(
    "identifier", "property_identifier", "type_identifier", "nested_identifier", "nested_type_identifier",
    "member_expression",
)  # fmt: skip
_AROUND_NAMES = g.kinds(
    "type_annotation", "parenthesized_type", "union_type", "optional_type", "readonly_type"
)
_NAMING = _AROUND_NAMES | g.kinds(
    "type_identifier", "generic_type", "nested_type_identifier", "function_type", "object_type",
    "array_type", "intersection_type", "tuple_type", "lookup_type", "type_query", "constructor_type",
)  # fmt: skip
"""Types that a union can be of without naming just one."""
_QUALIFIED = g.kinds("nested_identifier", "nested_type_identifier", "member_expression")


_W = TypeWalker
_PLAIN = (
    "type_annotation parenthesized_type readonly_type optional_type rest_type template_type "
    "type_predicate_annotation asserts_annotation opting_type_annotation omitting_type_annotation constraint "
    "default_type type_arguments ERROR"
)
g.enter(
    TYPES,
    {
        _PLAIN: _W.inner,
        "type_identifier": _W.named,
        "nested_type_identifier": _W.nested_value,
        "generic_type": _W.generic,
        "predefined_type": _W.predefined,
        "literal_type": _W.literal_type,
        "array_type": _W.array_type,
        "tuple_type": _W.tuple_type,
        "union_type intersection_type": _W.union,
        "lookup_type": _W.lookup,
        "type_query": _W.query,
        "function_type constructor_type": _W.function_type,
        "object_type": lambda self, node: self.object_type(node),
        "this_type": _W.this_type,
        "conditional_type": _W.conditional,
        "mapped_type_clause": _W.mapped,
        "type_predicate asserts": _W.predicate,
        "index_type_query infer_type template_literal_type": _W.visited,
        "member_expression": _W.import_type,
    },
)
