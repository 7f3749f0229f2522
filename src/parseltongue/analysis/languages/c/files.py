"""The outermost part of the walker of C and C++: namespaces, templates and what `using` brings in."""

from __future__ import annotations

from parseltongue.analysis.languages.c.bindings import MAX_DEPTH, number
from parseltongue.analysis.languages.c.functions import FunctionWalker
from parseltongue.analysis.languages.c.scopes import FILE_SCOPE, FUNCTION_SCOPE, NAMESPACE_SCOPE, Scope
from parseltongue.model.kinds import NAMESPACE, PRIVATE, PUBLIC, USES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


_DEFINITION = number("function_definition")
_TYPE_PARAMETERS = frozenset(
    map(
        number,
        (
            "type_parameter_declaration", "optional_type_parameter_declaration",
            "variadic_type_parameter_declaration",
        ),
    )
)  # fmt: skip


class FileWalker(FunctionWalker):
    """The whole walker."""

    __slots__ = ()

    def file(self, root: Node, alternatives: list[tuple[int, int]], keep_docs: bool) -> None:
        self._alternatives = alternatives
        self._keep_docs = keep_docs
        self._comment = None
        self._impls = {}
        self.queue = []
        self.types = set()
        self.visibility = PUBLIC
        self.children(root)
        self.bodies()

    # -- namespaces and templates -------------------------------------------------------------------------

    def namespace(self, node: Node) -> int:
        name_node, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if body is None:
            return 0
        outer, visibility = self.scope, self.visibility
        self._enter_namespace(node, name_node)
        self.children(body)
        self.scope, self.visibility = outer, visibility
        return 0

    def _enter_namespace(self, node: Node, name_node: Node | None) -> None:
        names = [] if name_node is None else b"".join(self.text(name_node).split()).split(b"::")
        inline = self.source[node.start_byte :][:6] == b"inline"
        scope = self.scope
        for name in names:
            draft = self.define(NAMESPACE, node, name, name_node or node, scope.entity)
            context = scope.context + b"." + name if scope.context else name
            scope = Scope(NAMESPACE_SCOPE, draft, scope.context if inline else context)
        if not names:
            self.visibility = PRIVATE
        self.scope = scope

    def error(self, node: Node) -> int:
        """Text that the grammar has no place for: often all of a namespace, on account of one thing in it."""
        outer, visibility = self.scope, self.visibility
        parts = node.children
        if self.depth <= MAX_DEPTH:
            self.depth += 1
            for place, child in enumerate(parts):
                opened = place + 1 < len(parts) and self.text(parts[place + 1]) == b"{"
                if opened and place and self.text(parts[place - 1]) == b"namespace":
                    self._enter_namespace(parts[place - 1], child)
                else:
                    self.visit(child)
            self.depth -= 1
        self.scope, self.visibility = outer, visibility
        return 0

    def template(self, node: Node) -> int:
        """The names of its parameters are local to what it declares."""
        scope = self.scope
        before = scope.names
        scope.names = dict(before)
        for child in node.children:
            if self.code.get(child.kind_id) == number("template_parameter_list"):
                self._template_parameters(child)
            elif child.is_named:
                self.visit(child)
        scope.names = before
        return 0

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
            elif one.is_named:
                declarator = one.child_by_field_name("declarator")
                if declarator is not None:
                    self.bind_declarator(declarator, 0)

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
            if self.code.get(child.kind_id) == _DEFINITION:
                self.visit(child)
        return 0

    def qualified_expression(self, node: Node) -> int:
        path, last, _ = self.qualified(node)
        self.mention(path, USES, last)
        return path
