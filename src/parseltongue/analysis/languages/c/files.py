"""The outermost part of the walker of C and C++: namespaces, templates and what `using` brings in."""

from __future__ import annotations

from typing import NamedTuple

from xxhash import xxh3_64_hexdigest

from parseltongue.analysis.languages.c.bindings import MAX_DEPTH, number
from parseltongue.analysis.languages.c.entities import Span
from parseltongue.analysis.languages.c.flags import INLINE, OPENED
from parseltongue.analysis.languages.c.functions import FunctionWalker
from parseltongue.analysis.languages.c.macro_namespaces import Space
from parseltongue.analysis.languages.c.scopes import FILE_SCOPE, FUNCTION_SCOPE, NAMESPACE_SCOPE, Scope
from parseltongue.analysis.languages.c.texts import without_comments
from parseltongue.analysis.languages.c.types import QUALIFIED, TEMPLATE_TYPE, TYPE_IDENTIFIER
from parseltongue.model.interface import TRANSPARENT
from parseltongue.model.kinds import IMPL, NAMESPACE, PRIVATE, PUBLIC, USES
from parseltongue.model.paths import OPENED_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft
    from parseltongue.analysis.languages.c.macro_namespaces import Opening

_OPENED_MARK = OPENED_MARK.encode()
_DEFINITION = number("function_definition")
_TYPES = frozenset((TYPE_IDENTIFIER, QUALIFIED, TEMPLATE_TYPE))
_TYPE_PARAMETERS = frozenset(
    map(
        number,
        (
            "type_parameter_declaration", "optional_type_parameter_declaration",
            "variadic_type_parameter_declaration",
        ),
    )
)  # fmt: skip


def _joined(scope: bytes, name: bytes) -> bytes:
    return scope + b"." + name if scope else name


class _Opened(NamedTuple):
    """What a macro has opened: where it ends, scope and visibility around it and in it."""

    end: int
    outside: tuple[Scope, int]
    inside: tuple[Scope, int]


class FileWalker(FunctionWalker):
    """The whole walker."""

    __slots__ = ("_end", "_namespaces", "_opened", "_openings", "_place")

    _openings: list[Opening]
    """What macros open, in order; what stands before `_place` is done with."""
    _place: int
    _opened: list[_Opened]
    """What macros have opened in the file or namespace that is being read, which ends at `_end`."""
    _end: int
    _namespaces: list[bytes]
    """Contexts and names of the namespaces in their order. Others are told of them as a whole: what they ask
    of the file depends on how often it opens which."""

    def file(
        self,
        root: Node,
        alternatives: list[tuple[int, int]],
        openings: list[Opening],
        keep_docs: bool,
    ) -> None:
        self._openings = openings
        self._place = 0
        self._opened = []
        self._namespaces = []
        self._end = root.end_byte
        self._alternatives = alternatives
        self._keep_docs = keep_docs
        self._comment = None
        self._impls = {}
        self.queue = []
        self.types = set()
        self.constants = set()
        self._type_names = {}
        self.visibility = PUBLIC
        self.declarations(root)
        if self._namespaces:
            self.builder.package = xxh3_64_hexdigest(b"\n".join(self._namespaces))
        self.bodies()

    # -- namespaces ---------------------------------------------------------------------------------------

    def namespace(self, node: Node) -> int:
        name_node, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if body is None:
            return 0
        outer, visibility = self.scope, self.visibility
        self._enter_namespace(node, name_node)
        self.declarations(body)
        self.scope, self.visibility = outer, visibility
        return 0

    def _enter_namespace(self, node: Node, name_node: Node | None) -> None:
        names = [b""] if name_node is None else b"".join(self.text(name_node).split()).split(b"::")
        inline = self.source[node.start_byte : node.start_byte + 6] == b"inline"
        for name in names:
            self._enter(Space(name, inline), node, name_node or node)

    def _enter(self, space: Space, node: Node | Span, name_node: Node | Span) -> None:
        """Go into a namespace; one without a name has no entity."""
        if not space.name:
            self.visibility = PRIVATE
            return
        scope = self.scope
        draft = self.define(NAMESPACE, node, space.name, name_node, scope.entity)
        draft.flags |= INLINE | TRANSPARENT if space.inline else 0
        self._enter_scope(draft, scope.context if space.inline else _joined(scope.context, space.name))

    def _enter_scope(self, draft: EntityDraft, context: bytes) -> None:
        self._namespaces.append(context + b" " + draft.name)
        self.scope = Scope(NAMESPACE_SCOPE, draft, context)

    # -- namespaces that macros open ------------------------------------------------------------------------

    def declarations(self, node: Node) -> int:
        """What stands in a file or a namespace, in the namespaces that macros open there."""
        if self._place == len(self._openings) and not self._opened:
            return self.children(node)
        if self.depth > MAX_DEPTH:
            self.cut = True
            return 0
        outer, visibility, opened, end = self.scope, self.visibility, self._opened, self._end
        self._opened, self._end = [], node.end_byte
        self.depth += 1
        for child in node.children:
            self._follow(child.start_byte)
            self.visit(child)
            self._pass(child.end_byte)
        self._follow(node.end_byte)
        self.depth -= 1
        self.scope, self.visibility, self._opened, self._end = outer, visibility, opened, end
        return 0

    def error(self, node: Node) -> int:
        """Text that the grammar has no place for: often all of a namespace, on account of one thing in it."""
        outer, visibility, opened = self.scope, self.visibility, list(self._opened)
        parts = node.children
        if self.depth <= MAX_DEPTH:
            self.depth += 1
            for place, child in enumerate(parts):
                self._follow(child.start_byte)
                entered = place + 1 < len(parts) and self.text(parts[place + 1]) == b"{"
                if entered and place and self.text(parts[place - 1]) == b"namespace":
                    self._enter_namespace(parts[place - 1], child)
                else:
                    self.visit(child)
                self._pass(child.end_byte)
            self.depth -= 1
        if self._opened == opened:
            self.scope, self.visibility = outer, visibility
        elif self._opened:
            # What a macro opened does not end with the text that the grammar has no place for.
            self.scope, self.visibility = self._opened[-1].inside
        return 0

    def _follow(self, place: int) -> None:
        """Leave and enter namespaces up to a place."""
        while self._place < len(self._openings) and self._openings[self._place].start < place:
            opening = self._openings[self._place]
            self._place += 1
            self._leave(opening.start)
            self._open(opening, min(opening.end, self._end))
        self._leave(place)

    def _leave(self, place: int) -> None:
        while self._opened and self._opened[-1].end <= place:
            self.scope, self.visibility = self._opened.pop().outside

    def _open(self, opening: Opening, end: int) -> None:
        outside = self.scope, self.visibility
        macro = Span(opening.start, opening.macro_end)
        self.mentions.append(
            (self.global_path(opening.macro), USES, opening.start, outside[0].entity.ordinal)
        )
        if opening.spaces is None:
            draft = self.define(NAMESPACE, Span(opening.start, end), opening.macro, macro, outside[0].entity)
            draft.flags |= OPENED | TRANSPARENT
            self._enter_scope(draft, _joined(outside[0].context, _OPENED_MARK + opening.macro))
        for space in opening.spaces or ():
            self._enter(space, Span(opening.start, end), macro)
        self._opened.append(_Opened(end, outside, (self.scope, self.visibility)))

    def _pass(self, place: int) -> None:
        """Forget what macros seem to open within something else that ends at a place.

        A statement without its semicolon ends where the next thing begins, and so behind such a macro.
        """
        while self._place < len(self._openings) and self._openings[self._place].start < place:
            behind = self.source[self._openings[self._place].macro_end : place]
            if not without_comments(behind).strip():
                return
            self._place += 1

    # -- templates ------------------------------------------------------------------------------------------

    def template(self, node: Node) -> int:
        """The names of its parameters are local to what it declares."""
        scope = self.scope
        before = scope.names
        scope.names = dict(before)
        first = len(self.mentions)
        for child in node.children:
            if self.code.get(child.kind_id) == number("template_parameter_list"):
                self._template_parameters(child)
            elif child.is_named:
                behind, entities = len(self.mentions), len(self.builder.entities)
                self.visit(child)
                self._give(first, behind, entities)
        scope.names = before
        return 0

    def _give(self, first: int, behind: int, entities: int) -> None:
        """What the parameters of a template mention is mentioned by what it declares."""
        if first == behind:
            return
        declared = (one for one in self.builder.entities[entities:] if one.kind != IMPL)
        owner = next(declared, None)
        if owner is not None:
            self.mentions[first:behind] = [
                (path, kind, start, owner.ordinal) for path, kind, start, _ in self.mentions[first:behind]
            ]

    def _template_parameters(self, node: Node) -> None:
        for one in node.children:
            kind = self.code.get(one.kind_id)
            if kind in _TYPE_PARAMETERS:
                names = [
                    child
                    for child in one.children
                    if self.code.get(child.kind_id) == number("type_identifier")
                ]
                if names:
                    self.scope.names[self.text(names[0])] = 0
                default = one.child_by_field_name("default_type")
                if default is not None:
                    self.type_path(default)
            elif one.is_named:
                declarator = one.child_by_field_name("declarator")
                if declarator is not None:
                    self.bind_declarator(declarator, 0)
                for part in ("type", "default_value"):
                    node_of_part = one.child_by_field_name(part)
                    if node_of_part is not None:
                        self.visit(node_of_part)

    def using(self, node: Node) -> int:
        """``using namespace a;``, ``using a::b;``"""
        names = [child for child in node.children if child.is_named]
        if not names:
            return 0
        path, last, _ = self.qualified(names[-1])
        if not path:
            return 0
        everything = any(self.text(child) == b"namespace" for child in node.children)
        if everything:
            self.builder.stars[0].append(self.node(*self._starred(path)))
        else:
            self.mention(path, USES, last)
            name = self.clean(self.text(last))
            if self.scope.kind == FUNCTION_SCOPE:
                self.scope.names[name] = -path
            elif self.scope.kind in (FILE_SCOPE, NAMESPACE_SCOPE):
                self.builder.imports.setdefault(self.scope.entity.ordinal, {})[name] = path
        return 0

    def _starred(self, path: int) -> tuple[int, int, int]:
        return self.paths.steps[path]

    def namespace_alias(self, node: Node) -> int:
        """``namespace a = b::c;``"""
        names = [child for child in node.children if child.is_named]
        if len(names) < 2:
            return 0
        target = self.text(names[-1]).replace(b" ", b"").split(b"::")
        path = self.global_path(target[0])
        for one in target[1:]:
            path = self.attribute(path, one)
        name = self.clean(self.text(names[0]))
        if self.scope.kind == FUNCTION_SCOPE:
            self.scope.names[name] = -path
        else:
            self.builder.imports.setdefault(self.scope.entity.ordinal, {})[name] = path
        return 0

    def friend(self, node: Node) -> int:
        for child in node.children:
            kind = self.code.get(child.kind_id)
            if kind == _DEFINITION:
                self.visit(child)
            elif kind in _TYPES:
                self.type_path(child)
        return 0

    def qualified_expression(self, node: Node) -> int:
        path, last, _ = self.qualified(node)
        self.mention(path, USES, last)
        return path
