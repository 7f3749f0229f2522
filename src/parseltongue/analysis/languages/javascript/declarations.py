"""Declares what JavaScript scopes define, before any of it is read: entities, and names that they share.

A name can be declared again and again: overloads, interfaces that add to each other, a variable and the type
of what it makes, a function with a namespace of the same name. Here is decided which entity it denotes.
"""

from __future__ import annotations

from parseltongue.analysis.languages.javascript import grammar as g
from parseltongue.analysis.languages.javascript.statements import StatementWalker
from parseltongue.analysis.languages.javascript.texts import first_line, signature
from parseltongue.analysis.walker import MAX_DEPTH
from parseltongue.model.interface import NOT_BUILT, SHADOWED
from parseltongue.model.kinds import (
    CLASS,
    CONSTANT,
    ENUM,
    FUNCTION,
    IMPORTS,
    INTERFACE,
    NAMESPACE,
    PRIVATE,
    PUBLIC,
    TYPE_ALIAS,
    TYPE_KINDS,
    VARIABLE,
)  # fmt: skip
from parseltongue.model.paths import LOCAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder
    from parseltongue.analysis.languages.javascript.scopes import Frame


class DeclarationWalker(StatementWalker):
    """`hoist` declares what a list of statements defines."""

    __slots__ = (
        "ambient", "comment", "comments", "declared_only", "drafts", "exporting", "keep_docs", "overloads",
    )  # fmt: skip

    def __init__(
        self, builder: FactsBuilder, kinds: dict[int, int], keep_docs: bool, typed_by_comments: bool = False
    ) -> None:
        super().__init__(builder, kinds)
        self.keep_docs = keep_docs
        self.comments: dict[int, bytes] | None = {} if typed_by_comments else None
        """Doc comments by ordinal, in a language where they declare types."""
        self.drafts: dict[int, EntityDraft] = {}
        """Entities that are declared, by the offset of what defines them."""
        self.overloads: list[tuple[EntityDraft, EntityDraft]] = []
        """(the one that the name denotes, another of the same name)."""
        self.comment: Node | None = None
        """The comment before what is being declared."""
        self.exporting = False
        self.ambient = False
        """Within ``declare namespace``, where everything is exported."""
        self.declared_only: set[int] = set()
        """Namespaces of that sort."""

    def hoist(self, nodes: Sequence[Node]) -> None:
        comment = None
        for node in nodes:
            kind = self.kinds[node.kind_id]
            if kind == g.COMMENT:
                comment = node
                continue
            handler = HOISTED.get(kind)
            if handler is not None:
                self.comment = comment
                handler(self, node)
            comment = None

    # -- entities -----------------------------------------------------------------------------------------

    def define(
        self, kind: int, node: Node, name_node: Node, name: bytes, parent: EntityDraft | None = None
    ) -> EntityDraft:
        """A new entity, by default in the one around; its doc comment is the one just met."""
        parent = parent or self.scope.frame.entity
        draft = self.builder.entity(
            kind, parent.ordinal, name, node.start_byte, node.end_byte, name_node.start_byte
        )
        if self.comment is not None:
            if self.keep_docs:
                draft.doc = first_line(self.text(self.comment))
            if self.comments is not None:
                self.comments[draft.ordinal] = self.text(self.comment)
        self.comment = None
        return draft

    def declare(self, kind: int, node: Node, name_node: Node, name: bytes | None = None) -> EntityDraft:
        """A new entity at a place that the walk will come to again."""
        draft = self.define(kind, node, name_node, self.text(name_node) if name is None else name)
        draft.flags = PUBLIC if self.exporting or self.ambient else PRIVATE
        self.drafts[node.start_byte] = draft
        return draft

    def local(self, draft: EntityDraft) -> int:
        return self.node(LOCAL, draft.ordinal)

    def draft_of(self, path: int) -> EntityDraft | None:
        """The entity that a path is; None if it is something else."""
        operation, first, _ = self.steps[path]
        return self.builder.entities[first] if operation == LOCAL else None

    def signature_of_draft(self, draft: EntityDraft, node: Node, body: Node | None) -> None:
        end = body.start_byte if body is not None else node.end_byte
        draft.signature = signature(self.source, sorted(self.elided), node.start_byte, end)

    # -- names ----------------------------------------------------------------------------------------------

    def enter_value(self, draft: EntityDraft, *, overload: bool = False) -> None:
        """Let a name denote a value."""
        names = self.scope.names
        old = self.draft_of(abs(names.get(draft.name, 0)))
        if old is not None and self._keeps(old, draft, overload):
            return
        names[draft.name] = -self.local(draft)

    def _keeps(self, old: EntityDraft, draft: EntityDraft, overload: bool) -> bool:
        """Whether an older entity keeps its name when another of that name is declared."""
        if draft.kind == NAMESPACE:
            self.overloads.append((old, draft))
            return True
        if old.kind == NAMESPACE:
            self.overloads.append((draft, old))
            return False
        if overload:
            draft.flags |= SHADOWED
            self.overloads.append((old, draft))
            return True
        old.flags |= SHADOWED
        self.overloads.append((draft, old))
        return False

    def enter_type(self, draft: EntityDraft) -> None:
        """Let a name denote a type; what declares it again adds to it."""
        types = self.scope.types
        old = self.draft_of(abs(types.get(draft.name, 0)))
        if old is None or old.kind == NAMESPACE or draft.kind == NAMESPACE:
            if old is None or draft.kind != NAMESPACE:
                types[draft.name] = -self.local(draft)
            return
        first, second = (draft, old) if draft.kind == CLASS and old.kind == INTERFACE else (old, draft)
        second.flags |= SHADOWED
        if first.kind in TYPE_KINDS and second.kind in TYPE_KINDS:
            first.bases.append(self.local(second))
            self.overloads.append((first, second))
        types[draft.name] = -self.local(first)

    def merge(self) -> None:
        """At the end: what several declarations of one name have to give to each other."""
        within: dict[int, list[EntityDraft]] = {}
        for one in self.builder.entities if self.overloads else ():
            within.setdefault(one.parent, []).append(one)
        for kept, other in self.overloads:
            if other.kind == NAMESPACE and kept.kind in TYPE_KINDS:
                kept.bases.append(self.local(other))
            elif other.kind == NAMESPACE and kept.kind == FUNCTION:
                names = self.builder.imports.setdefault(kept.ordinal, {})
                for one in within.get(other.ordinal, ()):
                    names.setdefault(one.name, self.local(one))
            elif kept.kind == other.kind and not kept.type:
                kept.type = other.type
            if other.kind == kept.kind:
                for name, path in self.builder.imports.get(other.ordinal, {}).items():
                    self.builder.imports.setdefault(kept.ordinal, {}).setdefault(name, path)

    # -- what is hoisted --------------------------------------------------------------------------------

    def hoist_export(self, node: Node) -> None:
        comment, outer = self.comment, self.exporting
        self.exporting = True
        for child in node.children:
            handler = HOISTED.get(self.kinds[child.kind_id])
            if handler is not None:
                self.comment = comment
                handler(self, child)
        self.exporting = outer

    def hoist_ambient(self, node: Node) -> None:
        """``declare ...``: in a namespace of that sort everything is exported."""
        comment, before = self.comment, len(self.builder.entities)
        for child in node.children:
            kind = self.kinds[child.kind_id]
            if kind == g.BLOCK:
                self.hoist(child.children)
            elif kind in HOISTED:
                self.comment = comment
                HOISTED[kind](self, child)
        new = self.builder.entities[before:]
        for one in new:
            one.flags |= NOT_BUILT
        self.declared_only.update(one.ordinal for one in new if one.kind == NAMESPACE)

    def hoist_statement(self, node: Node) -> None:
        """A namespace is an expression to the grammar."""
        child = node.children[0] if node.children else None
        if child is not None and self.kind(child) in g.NAMESPACES:
            self.hoist_namespace(child)

    def hoist_function(self, node: Node) -> None:
        name = node.child_by_field_name("name")
        if name is None:
            return
        draft = self.declare(FUNCTION, node, name)
        self.enter_value(draft, overload=self.kind(node) == g.FUNCTION_SIGNATURE)

    def hoist_class(self, node: Node) -> None:
        name = node.child_by_field_name("name")
        if name is not None:
            draft = self.declare(CLASS, node, name)
            self.enter_value(draft)
            self.enter_type(draft)

    def hoist_interface(self, node: Node) -> None:
        name = node.child_by_field_name("name")
        if name is not None:
            self.enter_type(self.declare(INTERFACE, node, name))

    def hoist_alias(self, node: Node) -> None:
        name = node.child_by_field_name("name")
        if name is not None:
            self.enter_type(self.declare(TYPE_ALIAS, node, name))

    def hoist_enum(self, node: Node) -> None:
        name = node.child_by_field_name("name")
        if name is not None:
            draft = self.declare(ENUM, node, name)
            self.enter_value(draft)
            self.enter_type(draft)

    def hoist_namespace(self, node: Node) -> None:
        """``namespace A.B`` is a namespace in a namespace; ``module "m"`` is one of that name."""
        name = node.child_by_field_name("name")
        if name is None:
            return
        if self.kind(name) == g.STRING:
            self.declare(NAMESPACE, node, name, self.text(name).strip(b"\"'"))
            return
        parts = self.text(name).split(b".")
        draft = self.declare(NAMESPACE, node, name, parts[0].strip())
        self.enter_value(draft)
        self.enter_type(draft)
        for part in parts[1:]:
            draft = self.define(NAMESPACE, node, name, part.strip(), draft)
            self.drafts[node.start_byte] = draft

    def hoist_variables(self, node: Node) -> None:
        comment = self.comment
        constant = self.kind(node.children[0]) == g.CONST
        for child in node.children:
            if self.kinds[child.kind_id] == g.DECLARATOR:
                self.comment = comment
                self._hoist_variable(child, constant)

    def _hoist_variable(self, node: Node, constant: bool) -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None:
            return
        module = self.required(value) if value is not None else 0
        if module:
            self.bind_module(name, module)
            return
        if self.kind(name) != g.IDENTIFIER:
            self._hoist_pattern(name)
            return
        kind = self.kind(value) if value is not None else 0
        if kind in g.FUNCTIONS:
            self.enter_value(self.declare(FUNCTION, node, name))
        elif kind in g.CLASSES:
            draft = self.declare(CLASS, node, name)
            self.enter_value(draft)
            self.enter_type(draft)
        else:
            self._hoist_name(name, node, CONSTANT if constant else VARIABLE)

    def _hoist_pattern(self, pattern: Node) -> None:
        """Every name that a pattern binds."""
        pending = [pattern]
        while pending:
            one = pending.pop()
            kind = self.kind(one)
            if kind == g.IDENTIFIER or kind == g.SHORTHAND_PATTERN:
                self._hoist_name(one, one, VARIABLE)
            elif kind == g.PAIR_PATTERN:
                pending.append(one.children[-1])
            elif kind in g.DEFAULTED_PATTERNS:
                pending.append(one.children[0])
            elif kind in PATTERN_KINDS:
                pending.extend(reversed(one.children))

    def _hoist_name(self, name: Node, node: Node, kind: int) -> None:
        frame = self.scope.frame
        text = self.text(name)
        if not self.is_top(frame):
            self.scope.names[text] = 0
        elif text not in self.scope.names:
            draft = self.declare(kind, node, name)
            self.drafts[name.start_byte] = draft
            self.enter_value(draft)

    def is_top(self, frame: Frame) -> bool:
        """Whether the present scope is that of a file or namespace, and not of a block in it."""
        outer = self.scope.outer
        return frame.in_module and (outer is None or outer.frame is not frame)

    def required(self, node: Node) -> int:
        """Path of what ``require("m")`` or a member of it gives, else 0; nothing is mentioned."""
        kind = self.kind(node)
        if kind == g.MEMBER and self.depth < MAX_DEPTH:
            self.depth += 1
            path = self.required(node.children[0])
            self.depth -= 1
            return self.paths.attribute(path, self.text(node.children[-1])) if path else 0
        if kind != g.CALL or self.text(node.children[0]) != b"require":
            return 0
        before = len(self.mentions)
        path = self.imported_module(node)
        del self.mentions[before:]
        return path

    def bind_module(self, pattern: Node, path: int) -> None:
        """Bind what is required, as an import would."""
        if self.kind(pattern) == g.IDENTIFIER:
            self.bind_import(self.text(pattern), path, path)
            return
        for child in pattern.children if self.kind(pattern) == g.OBJECT_PATTERN else ():
            kind = self.kind(child)
            if kind == g.SHORTHAND_PATTERN:
                self.bind_module_member(child, child, path)
            elif kind == g.PAIR_PATTERN and self.kind(child.children[-1]) == g.IDENTIFIER:
                self.bind_module_member(child.children[0], child.children[-1], path)

    def bind_module_member(self, key: Node, bound: Node, path: int) -> None:
        name = self.text(key)
        value = self.paths.attribute(path, name)
        self.mention(value, IMPORTS, key)
        self.bind_import(self.text(bound), value, self.member_type(path, name))

    def bind_import(self, name: bytes, value: int, type_: int) -> None:
        self.scope.names[name] = -value
        self.scope.types[name] = -type_

    def hoist_import(self, node: Node) -> None:
        raise NotImplementedError


PATTERN_KINDS = frozenset((g.OBJECT_PATTERN, g.ARRAY_PATTERN, g.REST_PATTERN))
HOISTED: dict[int, Callable[[DeclarationWalker, Node], None]] = {
    g.EXPORT: DeclarationWalker.hoist_export,
    g.AMBIENT: DeclarationWalker.hoist_ambient,
    g.EXPRESSION_STATEMENT: DeclarationWalker.hoist_statement,
    g.INTERFACE: DeclarationWalker.hoist_interface,
    g.TYPE_ALIAS: DeclarationWalker.hoist_alias,
    g.ENUM: DeclarationWalker.hoist_enum,
    g.IMPORT_STATEMENT: lambda self, node: self.hoist_import(node),
    g.IMPORT_ALIAS: lambda self, node: self.hoist_import(node),
    **dict.fromkeys(g.FUNCTION_DECLARATIONS, DeclarationWalker.hoist_function),
    **dict.fromkeys(g.CLASS_DECLARATIONS, DeclarationWalker.hoist_class),
    **dict.fromkeys(g.NAMESPACES, DeclarationWalker.hoist_namespace),
    **dict.fromkeys(g.VARIABLES, DeclarationWalker.hoist_variables),
}
