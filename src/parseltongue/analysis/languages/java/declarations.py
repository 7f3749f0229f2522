"""What Java declarations say of themselves: kinds, modifiers, signatures, documentation."""

from __future__ import annotations

from parseltongue.analysis.languages.java import grammar as g
from parseltongue.analysis.languages.java.statements import StatementWalker
from parseltongue.analysis.texts import first_line, signature
from parseltongue.model.interface import STATIC, TEST
from parseltongue.model.kinds import CLASS, ENUM, INTERFACE, PRIVATE, PROTECTED, PUBLIC

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder

_KINDS = {
    **dict.fromkeys(g.CLASS | g.RECORD, CLASS),
    **dict.fromkeys(g.INTERFACE | g.ANNOTATION_TYPE, INTERFACE),
    **dict.fromkeys(g.ENUM, ENUM),
}
_VISIBILITIES = {b"public": PUBLIC, b"protected": PROTECTED, b"private": PRIVATE}
_TEST_ANNOTATIONS = frozenset(
    b"Test ParameterizedTest RepeatedTest TestFactory TestTemplate Theory Property".split()
)


class DeclarationReader(StatementWalker):
    """Reads what stands before the body of a declaration."""

    __slots__ = ("keep_docs",)

    def __init__(self, builder: FactsBuilder, *, keep_docs: bool) -> None:
        super().__init__(builder)
        self.keep_docs = keep_docs
        self.switched = 0

    def type_kind(self, node: Node) -> int:
        """The kind of the entity of a type declaration."""
        return _KINDS[node.kind_id]

    def doc(self, node: Node) -> str:
        """First line of a comment, if that is what stands before a declaration."""
        return first_line(self.text(node)) if self.keep_docs and node.kind_id in g.BLOCK_COMMENT else ""

    def modifiers(self, node: Node, parent: EntityDraft) -> tuple[int, list[bytes], int]:
        """Flags, keywords, and where the modifiers end."""
        keywords: list[bytes] = []
        flags, end = 0, node.start_byte
        first = node.children[0] if node.child_count else None
        if first is not None and first.kind_id in g.MODIFIERS:
            end = first.end_byte
            for child in first.children:
                if child.kind_id in g.ANNOTATIONS:
                    if child.child_count > 1 and self.text(child.children[1]) in _TEST_ANNOTATIONS:
                        flags |= TEST
                elif not child.is_named:
                    keywords.append(self.text(child))
        told = [_VISIBILITIES[one] for one in keywords if one in _VISIBILITIES]
        implied = PUBLIC if parent.kind == INTERFACE else PROTECTED
        flags |= told[0] if told else implied
        if b"static" in keywords:
            flags |= STATIC
        return flags, keywords, end

    def signature(self, keywords: list[bytes], start: int, node: Node, body: Node | None) -> str:
        end = body.start_byte if body is not None else node.end_byte
        return signature(b" ".join(keywords), self.source[start:end].rstrip(b"; \t\n"))
