"""What Kotlin declarations say of themselves: modifiers, signatures, receivers, documentation."""

from __future__ import annotations

import re

from parseltongue.analysis.grammar import child_of
from parseltongue.analysis.languages.kotlin import grammar as g
from parseltongue.analysis.languages.kotlin.imports import ImportReader
from parseltongue.analysis.languages.kotlin.placement import JAVA_GETTER, JAVA_NAME, JAVA_SETTER
from parseltongue.analysis.texts import first_line, signature
from parseltongue.model.interface import ABSTRACT, EXTENSION, SHADOWED, TEST
from parseltongue.model.kinds import FILE, INTERFACE, PRIVATE, PROTECTED, PUBLIC, TYPE_KINDS
from parseltongue.model.paths import LOCAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder
    from parseltongue.analysis.languages.kotlin.scopes import Scope

    Parts = list[Node]

_VISIBILITIES = {b"public": PUBLIC, b"internal": PUBLIC, b"protected": PROTECTED, b"private": PRIVATE}
_TEST_ANNOTATIONS = frozenset(
    b"Test ParameterizedTest RepeatedTest TestFactory TestTemplate Theory Property".split()
)
_JAVA_NAME = re.compile(
    rb"@(?:(\w+)\s*:\s*)?\s*(?:kotlin\s*\.\s*jvm\s*\.\s*)?(JvmName|JvmField)\b"
    rb"\s*(?:\(\s*(?:name\s*=\s*)?\"([^\"\\\\$\n]+)\")?"
)
_JAVA_MARKS = {
    b"": JAVA_NAME.encode(), b"file": JAVA_NAME.encode(), b"field": JAVA_NAME.encode(),
    b"get": JAVA_GETTER.encode(), b"set": JAVA_SETTER.encode(),
}  # fmt: skip
KEYWORDS = frozenset((g.CLASS_TOKEN, g.INTERFACE_TOKEN, g.OBJECT_TOKEN))
_AFTER_RECEIVER = g.PARAMETERS | g.VARIABLE | {g.COLON, g.EQUALS}


class Header:
    """The parts of a type's declaration, by what they are."""

    __slots__ = ("body", "constraints", "delegations", "keyword", "modifiers", "name", "primary", "variables")

    def __init__(self, parts: Parts) -> None:
        self.keyword = 0
        self.name: Node | None = None
        for part in parts:
            if part.kind_id in KEYWORDS:
                self.keyword = self.keyword if self.keyword == g.OBJECT_TOKEN else part.kind_id
            elif part.kind_id in g.IDENTIFIER and self.keyword and self.name is None:
                self.name = part
        self.modifiers = _among(parts, g.MODIFIERS)
        self.variables = _among(parts, g.TYPE_PARAMETERS)
        self.primary = _among(parts, g.PRIMARY)
        self.delegations = _among(parts, g.DELEGATIONS)
        self.constraints = _among(parts, g.CONSTRAINTS)
        self.body = _among(parts, g.BODIES)


class Declared:
    """A type whose members have been entered, and what is left to walk."""

    __slots__ = ("constructor", "draft", "header", "node", "pending", "scope")

    def __init__(self, node: Node, draft: EntityDraft, scope: Scope, header: Header | None) -> None:
        self.node = node
        self.draft = draft
        self.scope = scope
        self.header = header
        self.constructor: EntityDraft | None = None
        self.pending: list[tuple[Node, EntityDraft | Declared | None]] = []


class DeclarationReader(ImportReader):
    """Reads what stands before the body of a declaration."""

    __slots__ = ("_java_names", "keep_docs")

    def __init__(self, builder: FactsBuilder, *, keep_docs: bool) -> None:
        super().__init__(builder)
        self.keep_docs = keep_docs
        self.known = {}
        self._java_names: list[bytes] = []
        """The annotations among the last modifiers that say what other languages call something."""

    def doc(self, node: Node) -> str:
        """First line of a comment, if that is what stands before a declaration."""
        return first_line(self.text(node)) if self.keep_docs and node.kind_id in g.BLOCK_COMMENT else ""

    def modifiers(self, node: Node | None) -> tuple[int, list[bytes]]:
        """Flags and keywords."""
        keywords: list[bytes] = []
        flags = 0
        self._java_names = []
        for child in node.children if node is not None else ():
            if child.kind_id in g.ANNOTATION:
                text = self.text(child)
                name = text.lstrip(b"@").partition(b"(")[0].rpartition(b".")[2]
                flags |= TEST if name in _TEST_ANNOTATIONS else 0
                if b"Jvm" in text:
                    self._java_names.append(text)
            elif child.kind_id not in g.COMMENTS:
                keywords.append(self.text(child))
        told = [_VISIBILITIES[one] for one in keywords if one in _VISIBILITIES]
        return flags | (told[0] if told else PUBLIC), keywords

    def file_annotation(self, node: Node) -> None:
        """What the file says that it is called as a class."""
        self._java_names = [self.text(node)]
        self.name_for_java(self.builder.entities[0])

    def name_for_java(self, draft: EntityDraft) -> None:
        """Note what `draft`, or an accessor of it, is called in other languages, or that it is a field."""
        for text in self._java_names:
            found = _JAVA_NAME.match(text)
            mark = _JAVA_MARKS.get(found[1] or b"") if found else None
            if found and mark and (found[2] == b"JvmField" or found[3]):
                name = found[3] or draft.name
                self.builder.imports.setdefault(draft.ordinal, {})[mark] = self.builtin(name)

    def entity(
        self, kind: int, parent: EntityDraft, node: Node, name: bytes, name_start: int, flags: int, doc: str
    ) -> EntityDraft:
        draft = self.builder.entity(kind, parent.ordinal, name, node.start_byte, node.end_byte, name_start)
        draft.flags, draft.doc = flags, doc
        return draft

    def signature(self, node: Node, keywords: list[bytes], end: int) -> str:
        start = node.start_byte
        if node.child_count and node.children[0].kind_id in g.MODIFIERS:
            start = node.children[0].end_byte
        return signature(b" ".join(keywords), self.source[start:end].rstrip(b"=; \t\n"))

    def receiver(self, node: Node) -> Node | None:
        """The type that a function or property extends: it stands before the name."""
        for child in node.children:
            if child.kind_id in g.TYPES:
                return child
            if child.kind_id in _AFTER_RECEIVER:
                return None
        return None

    # -- functions ----------------------------------------------------------------------------------------

    def function_draft(self, node: Node, parent: EntityDraft, kind: int, doc: str) -> EntityDraft | None:
        name_node = node.child_by_field_id(g.NAME)
        receiver = self.receiver(node)
        if receiver is not None and (name_node is None or name_node.start_byte == name_node.end_byte):
            name_node = receiver.children[-1]  # ``fun some.Type.name()`` is taken for a longer type.
        if name_node is None or name_node.start_byte == name_node.end_byte:
            return None
        flags, keywords = self.modifiers(child_of(node, g.MODIFIERS))
        body = child_of(node, g.FUNCTION_BODY)
        draft = self.entity(kind, parent, node, self.name_of(name_node), name_node.start_byte, flags, doc)
        self.name_for_java(draft)
        if receiver is not None:
            draft.flags |= EXTENSION
        if b"abstract" in keywords or (body is None and parent.kind == INTERFACE):
            draft.flags |= ABSTRACT
        draft.signature = self.signature(
            node, keywords, body.start_byte if body is not None else node.end_byte
        )
        return draft

    def enter_function(self, scope: Scope, draft: EntityDraft, node: Node) -> None:
        parameters = child_of(node, g.PARAMETERS)
        parts = parameters.children if parameters is not None else []
        most = sum(one.kind_id in g.PARAMETER for one in parts)
        optional = sum(one.kind_id == g.EQUALS for one in parts)
        variadic = any(one.kind_id in g.PARAMETER_MODIFIERS and b"vararg" in self.text(one) for one in parts)
        least = most - optional - variadic
        path = self.node(LOCAL, draft.ordinal)
        scope.functions.setdefault(draft.name, []).append((path, least, most + 100 * variadic))

    def hide(self, draft: EntityDraft, around: EntityDraft) -> None:
        """What stands in a block of a type is no member of the type."""
        if around.kind in TYPE_KINDS or around.kind == FILE:
            draft.flags |= SHADOWED


def _among(nodes: Parts, kinds: frozenset[int]) -> Node | None:
    """The first node of a kind."""
    return next((one for one in nodes if one.kind_id in kinds), None)
