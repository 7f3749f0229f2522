"""What Scala declarations say of themselves: modifiers, signatures."""

from __future__ import annotations

from parseltongue.analysis.languages.scala import grammar as g
from parseltongue.analysis.languages.scala.imports import ImportReader
from parseltongue.analysis.texts import signature
from parseltongue.model.interface import ABSTRACT, SHADOWED, TEST
from parseltongue.model.kinds import (
    CONSTRUCTOR,
    FILE,
    FUNCTION,
    METHOD,
    PRIVATE,
    PROTECTED,
    PUBLIC,
    TYPE_KINDS,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder
    from parseltongue.analysis.languages.scala.scopes import Scope

_TESTS = frozenset((b"Test", b"ParameterizedTest", b"Property"))


class Declared:
    """A type, or a file, whose members have been entered, and what is left to walk."""

    __slots__ = ("constructor", "draft", "node", "pending", "scope")

    def __init__(self, node: Node, draft: EntityDraft, scope: Scope) -> None:
        self.node = node
        self.draft = draft
        self.scope = scope
        self.constructor: EntityDraft | None = None
        self.pending: list[tuple[Node, EntityDraft | Declared | None]] = []


class DeclarationReader(ImportReader):
    """Reads what stands before the body of a declaration."""

    __slots__ = ("_extended", "keep_docs")

    def __init__(self, builder: FactsBuilder, *, keep_docs: bool) -> None:
        super().__init__(builder)
        self.keep_docs = keep_docs
        self._extended: dict[int, Node] = {}
        """What stands before an extension method, by the ordinal of its entity."""

    def modifiers(self, node: Node) -> tuple[int, list[bytes], int]:
        """Flags, keywords, and where the annotations end."""
        flags, keywords, start = PUBLIC, list[bytes](), node.start_byte
        for child in node.children:
            if child.kind_id in g.ANNOTATION:
                start = child.end_byte
                flags |= TEST if self.text(child).lstrip(b"@").partition(b"(")[0] in _TESTS else 0
            elif child.kind_id in g.MODIFIERS:
                words = self.text(child).split()
                keywords += words
                flags |= max(map(_visibility, words), default=PUBLIC)
        return flags, keywords, start

    def function_draft(self, node: Node, parent: EntityDraft, doc: str) -> EntityDraft | None:
        name_node, body = node.child_by_field_id(g.NAME), node.child_by_field_id(g.BODY)
        if name_node is None or name_node.start_byte == name_node.end_byte:
            return None
        flags, _, start = self.modifiers(node)
        inside = parent.kind in TYPE_KINDS
        kind = METHOD if inside else FUNCTION
        draft = self.define(kind, parent, node, name_node, flags, doc)
        if inside and draft.name == b"this":
            draft.kind, draft.name = CONSTRUCTOR, parent.name
        if inside and body is None:
            draft.flags |= ABSTRACT
        end = body.start_byte if body is not None else node.end_byte
        draft.signature = signature(self.source[start:end].rstrip(b"={ \t\n"))
        return draft

    def hide(self, draft: EntityDraft, around: EntityDraft) -> None:
        """What stands in a block of a type is no member of the type."""
        if around.kind in TYPE_KINDS or around.kind == FILE:
            draft.flags |= SHADOWED


def _visibility(word: bytes) -> int:
    """What a modifier says of who sees something: ``private[name]`` is for all that is in a package."""
    word, _, within = word.partition(b"[")
    if word == b"private":
        return PRIVATE if within in (b"", b"this]") else PROTECTED
    return PROTECTED if word == b"protected" else PUBLIC
