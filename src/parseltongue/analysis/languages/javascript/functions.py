"""Walks JavaScript functions: parameters, bodies, and what they give and expect."""

from __future__ import annotations

from parseltongue.analysis.languages.javascript import grammar as g
from parseltongue.analysis.languages.javascript import jsdoc
from parseltongue.analysis.languages.javascript.annotations import MAX_NESTED
from parseltongue.analysis.languages.javascript.bindings import MAX_SCOPES
from parseltongue.analysis.languages.javascript.declarations import DeclarationWalker
from parseltongue.analysis.languages.javascript.invocations import ITSELF, RESULT
from parseltongue.analysis.languages.javascript.scopes import Frame, Scope
from parseltongue.analysis.languages.javascript.statements import STATEMENTS
from parseltongue.analysis.languages.javascript.visits import EXPRESSIONS
from parseltongue.model.kinds import CLASS, CONSTRUCTOR, FIELD, PRIVATE, PROTECTED, PUBLIC
from parseltongue.model.paths import CALLABLE, CONTAINER, INSTANCE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder
    from parseltongue.analysis.languages.javascript.invocations import Context

    Pending = tuple[EntityDraft | None, Scope, Node, int, bool]
    """A body that is walked later: its entity if it has one of its own, its scope, itself, what its mentions
    belong to, and whether a type says what it returns."""

_ACCESS = {b"private": PRIVATE, b"protected": PROTECTED}


class FunctionWalker(DeclarationWalker):
    """Functions of all sorts; those of classes are told what they belong to."""

    __slots__ = ("queue",)

    def __init__(
        self, builder: FactsBuilder, kinds: dict[int, int], keep_docs: bool, typed_by_comments: bool = False
    ) -> None:
        super().__init__(builder, kinds, keep_docs, typed_by_comments)
        self.queue: list[Pending] = []
        """Bodies, walked when all that surrounds them is known; grows on the way."""

    def function_declaration(self, node: Node) -> None:
        draft = self.drafts.get(node.start_byte)
        if draft is not None:
            self.function(node, draft, self.frame_of(draft))

    def frame_of(self, draft: EntityDraft) -> Frame:
        """The frame of a function that has a `this` of its own, but nothing that says what it is."""
        return Frame(draft, 0, None)

    def function_value(self, node: Node, draft: EntityDraft | None, context: Context | None) -> int:
        """The value of a function literal; `draft` is the entity that it has the name of."""
        outer = self.scope.frame
        entity = draft or outer.entity
        arrow = self.kinds[node.kind_id] == g.ARROW
        frame = Frame(entity, outer.this if arrow else 0, outer.owner if arrow else None)
        if context is not None and not arrow:
            frame.this = context(b"this")
        return self.function(node, draft, frame, context)

    def function_literal(self, node: Node) -> int:
        return self.function_value(node, None, None)

    def function(
        self, node: Node, draft: EntityDraft | None, frame: Frame, context: Context | None = None
    ) -> int:
        """Visit the head of a function now and its body later; the value of the function."""
        outer, source = self.scope, self.source_entity
        recording, elided = self.recording, self.elided
        if draft is not None:
            self.source_entity = draft.ordinal
            self.recording, self.elided = True, []
        frame.named = draft is not None
        self.scope = Scope(outer, frame)
        declared = self._head(node, draft, context)
        body = node.child_by_field_name("body")
        if draft is not None:
            self.signature_of_draft(draft, node, body)
            draft.type = declared
        self.recording, self.elided = recording, elided
        value = declared
        if body is not None:
            value = self._body(body, draft, declared)
        self.scope, self.source_entity = outer, source
        return self.node(CALLABLE, value) if value else 0

    def _head(self, node: Node, draft: EntityDraft | None, context: Context | None) -> int:
        """Type parameters, parameters and return type; the value of what it is declared to return."""
        kinds = self.kinds
        declared = 0
        returned = parameter = False
        generics = None
        for child in node.children:
            kind = kinds[child.kind_id]
            if kind == g.TYPE_PARAMETERS:
                generics = child
                self.type_parameters(child)
            elif kind == g.PARAMETERS:
                parameter = True
                self.parameters(child, draft, context)
            elif kind in g.ANNOTATIONS:
                returned = True
                declared = self.annotation(child)
                self.scope.frame.returned = child
            elif kind == g.IDENTIFIER and kinds[node.kind_id] == g.ARROW and not parameter:
                parameter = True
                self.bind_name(child, context(b"0") if context is not None else 0)
            elif kind == g.ASYNC:
                self.scope.frame.asynchronous = True
            elif kind == g.BLOCK:
                break
        if not returned and draft is not None and self.comments and draft.ordinal in self.comments:
            declared = jsdoc.value_of(self, jsdoc.returned(self.comments[draft.ordinal]))
            returned = declared != 0
        self.scope.frame.declared = returned
        if generics is not None and draft is not None and self.scope.frame.returned is not None:
            self._tell_result(self.scope.frame.returned, generics, draft)
        return declared

    def _tell_result(self, annotation: Node, generics: Node, draft: EntityDraft) -> None:
        """Keep which of its type parameters a function gives, itself or in a promise or array."""
        names = self.parameter_names(generics)
        found, form = self._result(annotation)
        if found in names:
            told = self.builder.imports.setdefault(draft.ordinal, {})
            told[RESULT] = self.builtin(b"%s/%d" % (form, names.index(found)))

    def _result(self, annotation: Node) -> tuple[bytes, bytes]:
        """The name of the type that something gives, and what it gives it in."""
        node, form = annotation, ITSELF
        for _ in range(MAX_NESTED):
            kind = self.kind(node)
            if kind == g.TYPE_IDENTIFIER:
                return self.text(node), form
            inner = [one for one in node.children if self.kind(one) in _MAY_BE_RESULTS]
            if kind == g.GENERIC_TYPE and len(inner) == 1 and form == ITSELF:
                form = self.text(inner[0])
                inner = [one for one in node.children[-1].children if self.kind(one) in _MAY_BE_RESULTS]
                if form not in _FORMS:
                    break
            elif kind == g.ARRAY_TYPE and form == ITSELF:
                form = b"Array"
            elif kind not in _TRANSPARENT:
                break
            if len(inner) != 1:
                break
            node = inner[0]
        return b"", form

    def _body(self, body: Node, draft: EntityDraft | None, declared: int) -> int:
        """Queue a body; that of an anonymous arrow without a block is read at once for its value."""
        frame = self.scope.frame
        if draft is None and self.kind(body) != g.BLOCK:
            value = self.returned_value(body)
            return declared or value
        if self.scope.depth > MAX_SCOPES:
            self.cut = True
            return declared
        self.queue.append((draft, self.scope, body, self.source_entity, frame.declared))
        return declared

    def finish(self) -> None:
        """Walk the bodies that were put off."""
        for draft, scope, body, source, declared in self.queue:
            self.scope, self.source_entity, self.depth = scope, source, 0
            if draft is not None and draft.kind == CLASS and not scope.frame.this:
                scope.frame.this = self.node(INSTANCE, self.local(draft))
                scope.frame.owner = draft
            if self.kind(body) == g.BLOCK:
                self.body(body)
            else:
                scope.frame.returns.append(self._arrow_value(body))
            if draft is not None and not declared and draft.kind != CLASS:
                draft.type = self._returned(scope.frame)

    def _arrow_value(self, body: Node) -> int:
        """What an arrow without a block returns; an object literal stands in parentheses."""
        inner = [one for one in body.children if self.kind(one)] if self.kind(body) == g.PARENTHESIZED else []
        if len(inner) == 1 and self.kind(inner[0]) == g.OBJECT and self.scope.frame.named:
            return self.returned_object(inner[0])
        return self.returned_value(body)

    def _returned(self, frame: Frame) -> int:
        values = {value for value in frame.returns if self.told(value)}
        if len(values) != 1:
            return 0
        (value,) = values
        if frame.generator:
            return self.node(CONTAINER, value)
        return self.promise(value) if frame.asynchronous else value

    # -- parameters -----------------------------------------------------------------------------------------

    def parameters(self, node: Node, draft: EntityDraft | None, context: Context | None) -> None:
        kinds = self.kinds
        comment = self.comments.get(draft.ordinal) if self.comments and draft is not None else None
        documented = jsdoc.parameters(comment) if comment is not None else {}
        index = 0
        for child in node.children:
            kind = kinds[child.kind_id]
            if not kind or kind == g.COMMENT:
                continue
            expected = context(b"%d" % index) if context is not None else 0
            if kind in g.TYPED_PARAMETERS:
                index += self._typed_parameter(child, draft, index, expected)
                continue
            if documented:
                name = child.children[0] if kind in g.DEFAULTED_PATTERNS else child
                expected = jsdoc.value_of(self, documented.get(self.text(name), b"")) or expected
            self.bind(child, expected)
            index += 1

    def _typed_parameter(self, node: Node, draft: EntityDraft | None, index: int, expected: int) -> int:
        """Bind a parameter; 0 if it is `this`, which does not count, else 1."""
        pattern = annotation = default = None
        access = -1
        for child in node.children:
            kind = self.kinds[child.kind_id]
            if kind == g.TYPE_ANNOTATION:
                annotation = child
            elif kind == g.ACCESSIBILITY:
                access = _ACCESS.get(self.text(child), PUBLIC)
            elif kind == g.DECORATOR:
                self.decorator(child)
            elif kind and pattern is None and kind != g.COMMENT:
                pattern = child
            elif kind and pattern is not None and kind not in (g.COMMENT, g.EQUALS):
                default = child
            elif not kind and pattern is None and self.text(child) == b"readonly":
                access = max(access, PUBLIC)
        value = self.optional_annotation(annotation)
        if pattern is None:
            return 1
        if self.kind(pattern) == g.THIS:
            self.scope.frame.this = value
            return 0
        if annotation is not None and draft is not None:
            self._expected_of_callers(annotation, draft, index)
        if default is not None:
            found = self._default(default)
            value = value or found
        self.bind(pattern, value or expected)
        if access >= 0 and draft is not None and draft.kind == CONSTRUCTOR:
            self._parameter_property(node, pattern, access, value, draft)
        return 1

    def _default(self, node: Node) -> int:
        value = self.expression(node)
        return value if self.told(value) else 0

    def _parameter_property(
        self, node: Node, pattern: Node, access: int, value: int, draft: EntityDraft
    ) -> None:
        """``constructor(private x: Foo)`` declares a field."""
        owner = self.builder.entities[draft.parent]
        name = self.text(pattern)
        if name not in owner.members:
            field = self.define(FIELD, node, pattern, name, owner)
            field.flags, field.type = access, value
            owner.members[name] = field

    def _expected_of_callers(self, annotation: Node, draft: EntityDraft, index: int) -> None:
        """What the type of a parameter gives to a function or object literal that stands for it."""
        kind = annotation
        while self.kind(kind) in _TRANSPARENT:
            inner = [one for one in kind.children if self.kind(one)]
            functions = [one for one in inner if self.kind(one) in _MAY_BE_FUNCTIONS]
            if not functions:
                break
            kind = functions[0]
        if self.kind(kind) == g.FUNCTION_TYPE:
            self.tell_parameters(kind, draft, b"%d/" % index)
            return
        type_ = self.named_type(annotation)
        if type_:
            self.builder.imports.setdefault(draft.ordinal, {})[b"%d/" % index] = type_

    def tell_parameters(self, node: Node, draft: EntityDraft, prefix: bytes) -> None:
        """Keep the values of the parameters of a function type under numbered names of an entity."""
        for name, value in self.parameter_values(node).items():
            if value:
                self.builder.imports.setdefault(draft.ordinal, {})[prefix + name] = value


_TRANSPARENT = g.kinds("type_annotation", "parenthesized_type", "union_type", "optional_type")
_MAY_BE_FUNCTIONS = _TRANSPARENT | {g.FUNCTION_TYPE}
_MAY_BE_RESULTS = _TRANSPARENT | {g.TYPE_IDENTIFIER, g.GENERIC_TYPE, g.ARRAY_TYPE}
_FORMS = frozenset((b"Promise", b"Array", b"ReadonlyArray"))
g.enter(
    EXPRESSIONS, {"arrow_function function_expression generator_function": FunctionWalker.function_literal}
)
g.enter(
    STATEMENTS,
    {
        "function_declaration generator_function_declaration function_signature": (
            FunctionWalker.function_declaration
        )
    },
)
