"""Makes the entities of C and C++, of which alternatives can say several things."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from parseltongue.analysis.languages.c.bindings import number
from parseltongue.analysis.languages.c.flags import ALTERNATIVE, MACRO_KEY
from parseltongue.analysis.languages.c.scopes import CLASS_SCOPE
from parseltongue.analysis.languages.c.texts import first_line
from parseltongue.analysis.languages.c.types import TypeWalker
from parseltongue.model.interface import STATIC
from parseltongue.model.kinds import FUNCTION, PRIVATE, TYPE_KINDS, VARIABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft

_STORAGE = number("storage_class_specifier")


class Span(NamedTuple):
    """A part of the text that is no node."""

    start_byte: int
    end_byte: int


class EntityWalker(TypeWalker):
    """What is defined where, in an ordinary build or in an alternative of it."""

    __slots__ = ("_alternatives", "_comment", "_keep_docs", "visibility")

    visibility: int
    _comment: Node | None
    _alternatives: list[tuple[int, int]]
    _keep_docs: bool

    def define(
        self, kind: int, node: Node | Span, name: bytes, name_node: Node | Span, parent: EntityDraft
    ) -> EntityDraft:
        if parent.start > node.start_byte:
            # In an alternative of a function whose usual body stands further down.
            parent = self.builder.entities[0]
        draft = self.builder.entity(
            kind, parent.ordinal, self.clean(name), node.start_byte, node.end_byte, name_node.start_byte
        )
        draft.flags = self.visibility
        if self.is_alternative(node.start_byte):
            draft.flags |= ALTERNATIVE
        if self._keep_docs:
            draft.doc = self._doc(node)
        return draft

    def define_once(
        self, kind: int, node: Node, name: bytes, name_node: Node, parent: EntityDraft
    ) -> EntityDraft:
        """An entity of which a scope has one, whatever number of alternatives there are of it.

        It stands where a usual build has it, or else the first alternative.
        """
        rival = parent.members.get(name)
        alternative = self.is_alternative(node.start_byte)
        macro = parent.members.get(MACRO_KEY + name) if alternative else None
        if macro is not None and not macro.flags & ALTERNATIVE:
            return macro
        if rival is None or rival.kind != kind or parent.start > node.start_byte:
            draft = self.define(kind, node, name, name_node, parent)
            parent.members.setdefault(name, draft)
            return draft
        if rival.flags & ALTERNATIVE and not alternative:
            rival.flags &= ~ALTERNATIVE
            if kind not in TYPE_KINDS:
                # The members of a type must not stand before it.
                rival.start, rival.name_start = node.start_byte, name_node.start_byte
                rival.signature = ""
            rival.end = node.end_byte
        return rival

    def is_alternative(self, place: int) -> bool:
        """Whether a usual build leaves out what stands at an offset."""
        found = bisect_right(self._alternatives, (place, len(self.source)))
        return found > 0 and place < self._alternatives[found - 1][1]

    def _doc(self, node: Node | Span) -> str:
        """The first line of the comment that ends right above a definition."""
        comment = self._comment
        if comment is None:
            return ""
        between = self.source[comment.end_byte : node.start_byte]
        if len(between) > 200 or between.strip() or between.count(b"\n") > 1:
            return ""
        return first_line(self.text(comment))

    def comment(self, node: Node) -> int:
        self._comment = node
        return 0

    def storage(self, node: Node) -> list[bytes]:
        return [self.text(one) for one in node.children if self.code.get(one.kind_id) == _STORAGE]

    def make_static(self, draft: EntityDraft) -> None:
        if self.scope.kind == CLASS_SCOPE:
            draft.flags |= STATIC
        elif draft.kind == FUNCTION or draft.kind == VARIABLE:
            draft.flags |= PRIVATE
