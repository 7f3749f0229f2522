"""Walks Rust items: modules, types, traits, impls, functions, and what they declare.

Items of a module are declared before any of them is walked, since their order means nothing.
"""

from __future__ import annotations

from operator import itemgetter

from parseltongue.analysis.languages.rust import grammar as g
from parseltongue.analysis.languages.rust.bindings import MAX_DEPTH
from parseltongue.analysis.languages.rust.cfg import is_compiled
from parseltongue.analysis.languages.rust.placement import BLANKET
from parseltongue.analysis.languages.rust.scopes import MACRO, TYPE, VALUE, Scope
from parseltongue.analysis.languages.rust.texts import doc_line, signature
from parseltongue.analysis.languages.rust.uses import UseWalker
from parseltongue.model import kinds as k
from parseltongue.model.interface import SHADOWED, STATIC, TEST
from parseltongue.model.paths import IMPORT, LOCAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft

_KINDS = {
    g.FUNCTION_ITEM: (k.FUNCTION, (VALUE,)),
    g.FUNCTION_SIGNATURE: (k.FUNCTION, (VALUE,)),
    g.STRUCT_ITEM: (k.STRUCT, (TYPE, VALUE)),
    g.UNION_ITEM: (k.UNION, (TYPE,)),
    g.ENUM_ITEM: (k.ENUM, (TYPE,)),
    g.TRAIT_ITEM: (k.TRAIT, (TYPE,)),
    g.TYPE_ITEM: (k.TYPE_ALIAS, (TYPE, VALUE)),
    g.ASSOCIATED_TYPE: (k.TYPE_ALIAS, (TYPE,)),
    g.CONST_ITEM: (k.CONSTANT, (VALUE,)),
    g.STATIC_ITEM: (k.VARIABLE, (VALUE,)),
    g.MOD_ITEM: (k.MODULE, (TYPE,)),
    g.MACRO_DEFINITION: (k.MACRO, (MACRO,)),
}
"""By kind of item: kind of its entity, and the namespaces that its name is in."""


class ItemWalker(UseWalker):
    """The whole walker: `file` is the way in."""

    __slots__ = ("aliases", "keep_docs", "members_there", "reparse", "testing")

    def file(self, root: Node, keep_docs: bool, reparse: Callable[[int, int], Node | None]) -> None:
        """Walk a file; `reparse` gives the root of a tree for a part of the source."""
        self.reparse = reparse
        self.keep_docs = keep_docs
        self.aliases: dict[bytes, bytes] = {}
        """Simple names of the types that aliases of this file stand for."""
        self.members_there: set[tuple[int, bytes]] = set()
        """Ordinals of types and impls, and names of what is compiled in them."""
        self.testing = False
        """Whether what is walked is compiled for tests only."""
        self.builder.entities[0].doc = self._inner_doc(root)
        self.items(root.children)

    def items(self, nodes: list[Node]) -> None:
        """The items among some nodes: all are declared, then walked one by one."""
        found = []
        attributes: list[Node] = []
        doc = ""
        for node, there in self._expanded(nodes):
            kind = node.kind_id
            if kind == g.ATTRIBUTE_ITEM:
                attributes.append(node)
            elif kind in g.COMMENTS:
                doc = doc or (doc_line(self.text(node)) if self.keep_docs else "")
            else:
                if kind in g.ITEMS:
                    found.append((node, doc, attributes, there and self._is_compiled(attributes)))
                attributes, doc = [], ""
        self._walk_all(found)

    def _walk_all(self, found: list[tuple[Node, str, list[Node], bool]]) -> None:
        """Declare items, then imports, then walk what is declared: types first, as impls look at them."""
        self._note_aliases(one[0] for one in found)
        drafts: list[tuple[Node, EntityDraft | None, list[Node]]] = []
        for node, doc, attributes, compiled in sorted(found, key=itemgetter(3), reverse=True):
            draft = self._declare(node, self._testing(attributes), compiled)
            if draft is not None:
                draft.doc = doc
            drafts.append((node, draft, attributes))
        for node, _, _, compiled in found:
            if node.kind_id in g.IMPORTS and compiled:
                self.use(node)
        for node, draft, given in sorted(drafts, key=lambda one: one[0].kind_id not in g.DATA):
            if draft is not None:
                self._walk(node, draft, given)
            elif node.kind_id == g.FOREIGN_MOD:
                body = node.child_by_field_id(g.BODY)
                self.items(body.children if body is not None else [])

    def _note_aliases(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            name, named = node.child_by_field_id(g.NAME), node.child_by_field_id(g.TYPE)
            if node.kind_id == g.TYPE_ITEM and name is not None and named is not None:
                self.aliases.setdefault(self.text(name), self._base_name(named, set()))

    # -- declarations -------------------------------------------------------------------------------------

    def _declare(self, node: Node, testing: bool, compiled: bool) -> EntityDraft | None:
        """An entity for an item, its name in scope; None for uses and blocks of foreign items."""
        kind = node.kind_id
        if kind == g.IMPL_ITEM:
            return self._declare_impl(node)
        name_node = node.child_by_field_id(g.NAME)
        if kind not in _KINDS or name_node is None:
            return None
        entity_kind, namespaces = _KINDS[kind]
        name = self.text(name_node)
        draft = self._entity(entity_kind, node, name, name_node)
        if testing or self.testing:
            draft.flags |= TEST
        path = self.node(LOCAL, draft.ordinal)
        if self.scope.entity.kind in k.OWNER_KINDS:
            if compiled:
                self.members_there.add((draft.parent, name))
            elif (draft.parent, name) in self.members_there:
                draft.flags |= SHADOWED
            return draft
        for namespace in namespaces:
            # Of several for different platforms or features one stands for all.
            known = self.scope.names[namespace].setdefault(name, path) if compiled else 0
            if known != path:
                draft.flags |= SHADOWED
        return draft

    def _entity(self, kind: int, node: Node, name: bytes, name_node: Node) -> EntityDraft:
        parent = self.scope.entity
        draft = self.builder.entity(
            kind, parent.ordinal, name, node.start_byte, node.end_byte, name_node.start_byte
        )
        draft.flags |= self._visibility(node)
        if parent.kind in k.OWNER_KINDS and kind == k.FUNCTION:
            draft.kind = k.METHOD
        return draft

    def _visibility(self, node: Node) -> int:
        for child in node.children[:2]:
            if child.kind_id == g.VISIBILITY:
                return k.PUBLIC if child.child_count == 1 else k.PROTECTED
        return k.PUBLIC if self.scope.in_trait else k.PRIVATE

    def _declare_impl(self, node: Node) -> EntityDraft | None:
        subject = node.child_by_field_id(g.TYPE)
        if subject is None:
            return None
        draft = self._entity(k.IMPL, node, b"", subject)
        draft.flags = k.PRIVATE
        parameters = node.child_by_field_id(g.TYPE_PARAMETERS)
        generics = set()
        for one in parameters.named_children if parameters is not None else ():
            name = one.child_by_field_id(g.NAME)
            generics.add(self.text(name) if name is not None else b"")
        draft.name = self._base_name(subject, generics)
        return draft

    def _base_name(self, subject: Node, generics: set[bytes]) -> bytes:
        """The simple name of the type that an impl is for."""
        node = subject
        for _ in range(MAX_DEPTH):
            kind = node.kind_id
            if kind in (g.TYPE_IDENTIFIER, g.IDENTIFIER) or kind in g.PRIMITIVES:
                name = self.text(node)
                if name not in generics:
                    return self.aliases.get(name, name)
                # What is there for pointers, slices and the like is not there for what they lead to.
                return BLANKET.encode() if node == subject else g.name_of(subject.kind_id)
            inner = node.child_by_field_id(g.NAME if kind in g.SCOPED_TYPES else g.TYPE)
            if inner is None:
                inner = next((one for one in node.named_children if one.kind_id != g.LIFETIME), None)
            if inner is None or kind in g.OTHER_TYPES:
                break
            node = inner
        return g.name_of(node.kind_id)

    # -- attributes ---------------------------------------------------------------------------------------

    def _testing(self, attributes: Iterable[Node]) -> bool:
        """Whether attributes say that an item is a test, or there for tests only."""
        for one in attributes:
            text = self.text(one)[2:-1].strip()
            if text.startswith(b"cfg") and b"test" in text and b"not(test" not in text:
                return True
            if text.partition(b"(")[0].rpartition(b"::")[2].strip() in (b"test", b"bench", b"rstest"):
                return True
        return False

    def _is_compiled(self, attributes: Iterable[Node]) -> bool:
        return self.testing or all(
            is_compiled(self.text(one)[2:-1].strip()) for one in attributes if not self._testing([one])
        )

    def _expanded(self, nodes: Iterable[Node], there: bool = True) -> Iterator[tuple[Node, bool]]:
        """Nodes of a module, with the items that macros are given in place of these macros.

        A macro in the place of an item whose braces hold nothing but items (``cfg_net! { mod tcp; }``,
        ``pin_project! { struct S; }``) is taken to pass them on. With each node, whether it is compiled as
        far as ``cfg_if!`` says.
        """
        for node in nodes:
            inner = node
            if node.kind_id == g.EXPRESSION_STATEMENT and node.named_children:
                inner = node.named_children[0]
            if inner.kind_id != g.MACRO_INVOCATION or self.scope.entity.kind == k.FUNCTION:
                yield node, there
                continue
            self.macro(inner)
            branches = list(self._branches(inner.children[-1]))
            for body, holds in branches:
                yield from self._expanded(self._items_within(body), there and holds)
            items = self._items_within(inner.children[-1]) if not branches else []
            if items:
                yield from self._expanded(items, there)
            elif not branches:
                self.known_names(inner)

    def _branches(self, body: Node) -> Iterator[tuple[Node, bool]]:
        """What is in the braces of ``if #[cfg(a)] { } else if #[cfg(b)] { } else { }``, whether it holds."""
        parts = [one for one in body.children[1:-1] if one.kind_id not in g.COMMENTS]
        if len(parts) < 4 or self.text(parts[0]) != b"if" or self.text(parts[1]) != b"#":
            return
        taken, holds = False, True
        for part in parts:
            text = self.source[part.start_byte : part.start_byte + 1]
            if part.kind_id in g.TOKEN_TREES and text == b"[":
                holds = is_compiled(self.text(part)[1:-1].strip())
            elif part.kind_id in g.TOKEN_TREES and text == b"{":
                yield part, holds and not taken
                taken, holds = taken or holds, True

    def _items_within(self, body: Node) -> list[Node]:
        start, end = body.start_byte, body.end_byte
        if body.kind_id not in g.TOKEN_TREES or self.source[start] != 0x7B or self.depth > MAX_DEPTH:
            return []
        if end - start < 2:
            return []  # The parser made up the closing brace.
        root = self.reparse(start + 1, end - 1)
        if root is None or root.has_error:
            return []
        found: list[Node] = root.children
        allowed = g.ITEMS | g.COMMENTS | {g.ATTRIBUTE_ITEM, g.EXPRESSION_STATEMENT, g.MACRO_INVOCATION}
        return found if all(one.kind_id in allowed for one in found) else []

    def _derived(self, attributes: Iterable[Node], draft: EntityDraft) -> None:
        """``#[derive(A, b::C)]``: the type implements them."""
        for one in attributes:
            inner = one.named_children[0] if one.named_children else None
            if inner is None or not inner.named_children or self.text(inner.named_children[0]) != b"derive":
                continue
            path = 0
            for token in inner.named_children[-1].children:
                if token.kind_id == g.IDENTIFIER:
                    path = self._derive_step(path, token)
                elif self.text(token) in (b",", b")"):
                    if path:
                        self.mentions.append((path, k.IMPLEMENTS, one.start_byte, draft.ordinal))
                    path = 0

    def _derive_step(self, path: int, token: Node) -> int:
        return self.member(path, self.text(token), TYPE) if path else self.resolve(self.text(token), TYPE)

    def _inner_doc(self, node: Node) -> str:
        if not self.keep_docs:
            return ""
        for child in node.children:
            text = self.text(child) if child.kind_id in g.COMMENTS else b""
            if text.startswith((b"//!", b"/*!")):
                return doc_line(text)
            if child.kind_id not in g.COMMENTS and child.kind_id != g.INNER_ATTRIBUTE:
                break
        return ""

    # -- items --------------------------------------------------------------------------------------------

    def _walk(self, node: Node, draft: EntityDraft, attributes: list[Node]) -> None:
        if self.depth > MAX_DEPTH:
            self.cut = True
            return
        body = node.child_by_field_id(g.BODY) or node.child_by_field_id(g.VALUE)
        end = body.start_byte if body is not None else node.end_byte
        if node.kind_id == g.MACRO_DEFINITION:
            draft.signature = "macro_rules! " + draft.name.decode("utf-8", "replace")
        else:
            draft.signature = signature(self.source[node.start_byte : end])
        self._derived(attributes, draft)
        before = self.scope, self.source_entity, self.variables, self.testing
        self.depth += 1
        self.variables = {}
        handler = _WALKERS.get(node.kind_id)
        if handler is not None:
            handler(self, node, draft, attributes)
        self.depth -= 1
        self.scope, self.source_entity, self.variables, self.testing = before

    def _enter(self, draft: EntityDraft, node: Node) -> Scope:
        """A scope for an item, with its type parameters; mentions belong to the item."""
        self.scope = self.scope.within(draft)
        self.source_entity = draft.ordinal
        self.declare_generics(node)
        return self.scope

    def _walk_module(self, node: Node, draft: EntityDraft, attributes: list[Node]) -> None:
        body = node.child_by_field_id(g.BODY)
        if body is None:
            draft.type = self._file_of(attributes)
            return
        self.scope = Scope(draft, None, self.node(LOCAL, draft.ordinal))
        self.source_entity = draft.ordinal
        self.testing = bool(draft.flags & TEST)
        draft.doc = draft.doc or self._inner_doc(body)
        self.items(body.children)

    def _file_of(self, attributes: list[Node]) -> int:
        """``#[path = "file.rs"]``."""
        for one in attributes:
            text = self.text(one)
            if text.startswith((b"#[path", b"#[ path")) and text.count(b'"') == 2:
                return self.node(IMPORT, 0, self.paths.name(b"file:" + text.split(b'"')[1]))
        return 0

    def _walk_type(self, node: Node, draft: EntityDraft, attributes: list[Node]) -> None:
        """A struct, union or enum."""
        scope = self._enter(draft, node)
        scope.own = self.node(LOCAL, draft.ordinal)
        self.tie_generics(scope.own, self.parameter_names(node))
        body = node.child_by_field_id(g.BODY)
        if node.kind_id == g.ENUM_ITEM:
            for child in body.named_children if body is not None else ():
                if child.kind_id == g.ENUM_VARIANT:
                    self._declare_variant(child)
        else:
            self._declare_fields(body)

    def _declare_fields(self, body: Node | None) -> None:
        """Fields with names, or types one after another, which are called by their position."""
        position = 0
        for child in body.children if body is not None else ():
            kind = child.kind_id
            if kind == g.FIELD_DECLARATION:
                self._declare_field(child, child.child_by_field_id(g.NAME), child.child_by_field_id(g.TYPE))
            elif child.is_named and kind not in g.COMMENTS and kind not in (g.VISIBILITY, g.ATTRIBUTE_ITEM):
                self._declare_positional(child, position)
                position += 1

    def _declare_field(self, node: Node, name: Node | None, declared: Node | None) -> None:
        if name is None:
            return
        draft = self._entity(k.FIELD, node, self.text(name), name)
        draft.type = self.type_value(declared)
        draft.signature = signature(self.text(node))

    def _declare_positional(self, node: Node, position: int) -> None:
        draft = self._entity(k.FIELD, node, str(position).encode(), node)
        draft.type = self.type_value(node)

    def _declare_variant(self, node: Node) -> None:
        name, body = node.child_by_field_id(g.NAME), node.child_by_field_id(g.BODY)
        if name is None:
            return
        draft = self._entity(k.ENUM_MEMBER, node, self.text(name), name)
        draft.flags = k.PUBLIC
        around, self.scope = self.scope, self.scope.within(draft)
        self._declare_fields(body)
        self.scope = around
        self.expression(node.child_by_field_id(g.VALUE))

    def _walk_trait(self, node: Node, draft: EntityDraft, attributes: list[Node]) -> None:
        scope = self._enter(draft, node)
        scope.own, scope.in_trait = self.node(LOCAL, draft.ordinal), True
        bounds = node.child_by_field_id(g.BOUNDS)
        for one in bounds.named_children if bounds is not None else ():
            if one.kind_id in (g.LIFETIME, g.REMOVED_BOUND) or one.kind_id in g.COMMENTS:
                continue
            draft.bases.append(self._as(k.EXTENDS, one, draft.ordinal))
        self.members(node, draft)

    def _as(self, kind: int, node: Node, subject: int) -> int:
        """A trait that is extended or implemented; the mention of it as such is the subject's."""
        first = len(self.mentions)
        path = self.type_path(node)
        self.mentions[first:] = [one for one in self.mentions[first:] if one[0] != path]
        if path:
            self.mentions.append((path, kind, node.start_byte, subject))
        return path

    def _walk_impl(self, node: Node, draft: EntityDraft, attributes: list[Node]) -> None:
        self.scope = self.scope.within(draft)
        self.declare_generics(node)
        subject, trait = node.child_by_field_id(g.TYPE), node.child_by_field_id(g.TRAIT)
        own = self.type_path(subject) if subject is not None else 0
        operation, ordinal, _ = self.steps[own]
        self.scope.own = own
        if subject is not None:
            self.tie_generics(own, self._argument_names(subject))
            self.scope.receiver = self.quietly(subject)
        named = subject is not None and self.text(self._behind(subject)) not in self.scope.generics
        draft.bases.append(own if named else self.builtin(BLANKET.encode()))
        if trait is not None:
            where = ordinal if operation == LOCAL and named else draft.ordinal
            draft.bases.append(self._as(k.IMPLEMENTS, trait, where))
        self.scope.in_trait = False
        self.members(node, draft, public=trait is not None)

    def _behind(self, node: Node) -> Node:
        """What references and pointers lead to."""
        for _ in range(MAX_DEPTH):
            inner = node.child_by_field_id(g.TYPE) if node.kind_id in g.BEHIND else None
            if inner is None:
                break
            node = inner
        return node

    def members(self, node: Node, draft: EntityDraft, public: bool = False) -> None:
        """The items of a trait or impl."""
        body = node.child_by_field_id(g.BODY)
        first = len(self.builder.entities)
        self.items(body.children if body is not None else [])
        for one in self.builder.entities[first:] if public else ():
            if one.parent == draft.ordinal:
                one.flags = one.flags & ~3 | k.PUBLIC

    def quietly(self, node: Node) -> int:
        """The value of a type whose names have been mentioned before."""
        first = len(self.mentions)
        value = self.type_value(node)
        del self.mentions[first:]
        return value

    def _argument_names(self, subject: Node) -> list[bytes]:
        """The type arguments of the type that an impl is for, as they are written."""
        arguments = self._behind(subject).child_by_field_id(g.TYPE_ARGUMENTS_FIELD)
        named = arguments.named_children if arguments is not None else []
        return [self.text(one) for one in named if one.kind_id not in g.NO_ARGUMENTS]

    def _walk_function(self, node: Node, draft: EntityDraft, attributes: list[Node]) -> None:
        scope = self._enter(draft, node)
        parameters = node.child_by_field_id(g.PARAMETERS_FIELD)
        receiver = False
        for one in parameters.named_children if parameters is not None else ():
            if one.kind_id == g.SELF_PARAMETER:
                receiver = True
            elif one.kind_id == g.PARAMETER:
                pattern = one.child_by_field_id(g.PATTERN)
                value = self.type_value(one.child_by_field_id(g.TYPE))
                if pattern is not None and pattern.kind_id == g.SELF:
                    receiver = True
                self.bind(pattern, value)
        if receiver:
            self.variables[b"self"] = scope.receiver or self.instance(scope.own)
        elif draft.kind == k.METHOD:
            draft.flags |= STATIC
        draft.type = self.type_value(node.child_by_field_id(g.RETURN_TYPE))
        scope.in_trait = False
        self.expression(node.child_by_field_id(g.BODY))

    def _walk_alias(self, node: Node, draft: EntityDraft, attributes: list[Node]) -> None:
        self._enter(draft, node)
        named = node.child_by_field_id(g.TYPE)
        if named is not None:
            draft.type = self._aliased(node, named, draft)
            return
        bounds = node.child_by_field_id(g.BOUNDS)
        draft.type = self.bound(bounds) if bounds is not None else 0

    def _aliased(self, node: Node, named: Node, draft: EntityDraft) -> int:
        """What an alias stands for: a path, or a value where that is more than its path."""
        if named.kind_id not in g.COMPOSITE_TYPES:
            return self.type_path(named)
        self.tie_generics(self.node(LOCAL, draft.ordinal), self.parameter_names(node))
        return self.type_value(named)

    def _walk_constant(self, node: Node, draft: EntityDraft, attributes: list[Node]) -> None:
        """What a constant mentions belongs to what stands around it: it is no place that calls anything."""
        draft.type = self.type_value(node.child_by_field_id(g.TYPE))
        self.expression(node.child_by_field_id(g.VALUE))

    def open_block(self, node: Node) -> Scope:
        """A scope for a block that has items, which are walked first; the scope around it."""
        before = self.scope
        if any(child.kind_id in g.ITEMS for child in node.named_children):
            self.scope = before.within(before.entity)
            self.items(node.children)
        return before


_WALKERS: dict[int, Callable[[ItemWalker, Node, EntityDraft, list[Node]], None]] = {
    g.MOD_ITEM: ItemWalker._walk_module,
    g.STRUCT_ITEM: ItemWalker._walk_type,
    g.UNION_ITEM: ItemWalker._walk_type,
    g.ENUM_ITEM: ItemWalker._walk_type,
    g.TRAIT_ITEM: ItemWalker._walk_trait,
    g.IMPL_ITEM: ItemWalker._walk_impl,
    g.FUNCTION_ITEM: ItemWalker._walk_function,
    g.FUNCTION_SIGNATURE: ItemWalker._walk_function,
    g.TYPE_ITEM: ItemWalker._walk_alias,
    g.ASSOCIATED_TYPE: ItemWalker._walk_alias,
    g.CONST_ITEM: ItemWalker._walk_constant,
    g.STATIC_ITEM: ItemWalker._walk_constant,
}
