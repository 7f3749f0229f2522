"""What C# declarations say of themselves: kinds, modifiers, signatures, documentation."""

from __future__ import annotations

from parseltongue.analysis.grammar import child_of
from parseltongue.analysis.languages.csharp import grammar as g
from parseltongue.analysis.languages.csharp.flags import OVERRIDE, PARTIAL, with_arity
from parseltongue.analysis.languages.csharp.statements import StatementWalker
from parseltongue.analysis.languages.csharp.texts import first_line, signature
from parseltongue.model.interface import ABSTRACT, STATIC, TEST
from parseltongue.model.kinds import CLASS, ENUM, FILE, INTERFACE, PRIVATE, PROTECTED, PUBLIC, STRUCT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder

_KINDS = {
    **dict.fromkeys(g.CLASS | g.RECORD, CLASS),
    **dict.fromkeys(g.STRUCT, STRUCT),
    **dict.fromkeys(g.INTERFACE, INTERFACE),
    **dict.fromkeys(g.ENUM, ENUM),
}
_VISIBILITIES = {
    b"public": PUBLIC, b"protected": PROTECTED, b"internal": PROTECTED, b"private": PRIVATE,
    b"file": PRIVATE,
}  # fmt: skip

_FLAGS = {
    b"static": STATIC,
    b"const": STATIC,
    b"abstract": ABSTRACT,
    b"partial": PARTIAL,
    b"override": OVERRIDE,
}
_TEST_ATTRIBUTES = frozenset(
    b"Fact Theory Test TestCase TestCaseSource TestMethod DataTestMethod SkippableFact".split()
)


class DeclarationReader(StatementWalker):
    """Reads what stands before the body of a declaration."""

    __slots__ = ("_docs", "keep_docs")

    def __init__(self, builder: FactsBuilder, *, keep_docs: bool) -> None:
        super().__init__(builder)
        self.keep_docs = keep_docs
        self.bound = self.matched = 0
        self._docs: list[bytes] = []
        """Comments that stand before what is read next."""

    def doc(self) -> str:
        """First line of the comments right before a declaration."""
        return first_line(self._docs) if self.keep_docs and self._docs else ""

    def type_kind(self, node: Node) -> int:
        """The kind of the entity of a type declaration."""
        if node.kind_id in g.RECORD and any(self.text(one) == b"struct" for one in node.children[:12]):
            return STRUCT
        return _KINDS[node.kind_id]

    def modifiers(self, node: Node, parent: EntityDraft) -> int:
        """Flags and visibility that the modifiers and attributes of a declaration say."""
        flags, told = 0, -1
        for child in node.children:
            kind = child.kind_id
            if kind in g.ATTRIBUTE_LIST:
                flags |= self._test_flag(child)
            elif kind in g.MODIFIER:
                word = self.text(child)
                flags |= _FLAGS.get(word, 0)
                if word in _VISIBILITIES and told != PROTECTED:
                    told = _VISIBILITIES[word]
            elif child.is_named and kind not in g.COMMENTS:
                break
        if told < 0:
            told = (
                PUBLIC if parent.kind in (INTERFACE, ENUM) else PROTECTED if parent.kind == FILE else PRIVATE
            )
        return flags | told

    def _test_flag(self, node: Node) -> int:
        for one in node.named_children:
            name = self.text(one.children[0]).rpartition(b".")[2] if one.child_count else b""
            if name.removesuffix(b"Attribute") in _TEST_ATTRIBUTES:
                return TEST
        return 0

    def arity(self, node: Node) -> int:
        """Flags that say how many type parameters a declaration has."""
        for child in node.children:
            if child.kind_id in g.TYPE_PARAMETERS:
                return with_arity(sum(one.kind_id in g.TYPE_PARAMETER for one in child.named_children))
        return 0

    def signature(self, node: Node, *ends: Node | None) -> str:
        """A declaration without its attributes, up to its body."""
        start = end = -1
        for child in node.children:
            if start < 0 and child.kind_id not in g.ATTRIBUTE_LIST and child.kind_id not in g.COMMENTS:
                start = child.start_byte
        end = min((one.start_byte for one in ends if one is not None), default=node.end_byte)
        return signature(self.source[max(start, 0) : end].rstrip(b"; \t\n="))

    def attributes(self, node: Node) -> None:
        """Visit the attributes of a declaration."""
        for child in node.children:
            if child.kind_id in g.ATTRIBUTE_LIST:
                self.visit(child)
            elif child.is_named and child.kind_id not in g.COMMENTS:
                break


def body_of(node: Node) -> Node | None:
    return node.child_by_field_id(g.BODY) or child_of(node, g.ARROW)


def count_type_parameters(node: Node) -> int:
    """How many type parameters a type has."""
    parameters = child_of(node, g.TYPE_PARAMETERS)
    if parameters is None:
        return 0
    return sum(one.kind_id in g.TYPE_PARAMETER for one in parameters.named_children)


def extends_first(parameters: Node | None, text: bytes) -> bool:
    """Whether the first parameter says that its method extends a type."""
    first = child_of(parameters, g.PARAMETER) if parameters is not None else None
    if first is None:
        return False
    return any(
        one.kind_id in g.MODIFIER and text[one.start_byte : one.end_byte] == b"this" for one in first.children
    )
