"""Walks JavaScript's variables: what they are declared as, and begin with."""

from __future__ import annotations

from parseltongue.analysis.languages.javascript import grammar as g
from parseltongue.analysis.languages.javascript.classes import ClassWalker
from parseltongue.analysis.languages.javascript.texts import signature
from parseltongue.model.kinds import CALLABLE_KINDS, CLASS, FUNCTION, NAMESPACE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft


class VariableWalker(ClassWalker):
    """`declarator` reads a variable; those at the top of a file or namespace are entities."""

    __slots__ = ()

    def declarator(self, node: Node) -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        draft = self.drafts.get(node.start_byte)
        if name is None:
            return
        if draft is not None and value is not None and draft.kind in (FUNCTION, CLASS):
            self._named_value(node, draft, value)
            return
        if value is not None and self.required(value):
            self.expression(value)
            return
        annotation = self.first(node, g.TYPE_ANNOTATION)
        self.recording, self.elided = True, []
        declared = self.optional_annotation(annotation)
        self.recording = False
        if draft is not None:
            end = annotation if annotation is not None else name
            draft.signature = signature(self.source, sorted(self.elided), node.start_byte, end.end_byte)
        found = self.initial(value, draft, annotation)
        self.bind(name, declared or found)

    def initial(self, value: Node | None, draft: EntityDraft | None, annotation: Node | None) -> int:
        """The value that a variable begins with."""
        if value is None:
            return 0
        kind = self.kind(value)
        if kind == g.OBJECT and annotation is None:
            return self.object_literal(value, draft)
        if kind == g.OBJECT and annotation is not None:
            return self.object_literal(value, None, self.named_type(annotation))
        return self.expression(value)

    def _named_value(self, node: Node, draft: EntityDraft, value: Node) -> None:
        """``const f = () => ...`` and ``const C = class ...``."""
        if draft.kind == CLASS:
            self.class_(value, draft)
            return
        annotation = self.first(node, g.TYPE_ANNOTATION)
        source, self.source_entity = self.source_entity, draft.ordinal
        declared = self.optional_annotation(annotation)
        self.source_entity = source
        self.function_value(value, draft, self.expected_by(annotation))
        name = draft.name.decode("utf-8", "replace")
        if draft.signature:
            draft.signature = f"{name} = {draft.signature}"
        if declared and not draft.type:
            draft.type = self.called(declared)

    def bind_name(self, node: Node, value: int) -> None:
        draft = self.drafts.get(node.start_byte)
        if draft is not None and draft.kind not in CALLABLE_KINDS and draft.kind != NAMESPACE:
            if not draft.type and self.told(value):
                draft.type = value
            return
        super().bind_name(node, value)
