"""Walks C# files: what they import, then their types, in two steps.

First all that a type declares is entered, so that names mean the same wherever they stand in it; then headers
and bodies are walked.
"""

from __future__ import annotations

from itertools import pairwise

from parseltongue.analysis.languages.csharp import grammar as g
from parseltongue.analysis.languages.csharp.bindings import type_key
from parseltongue.analysis.languages.csharp.bodies import BodyWalker
from parseltongue.analysis.languages.csharp.declarations import count_type_parameters
from parseltongue.analysis.languages.csharp.flags import GLOBAL_MARK, INNER_MARK, PARTIAL, STATIC_MARK
from parseltongue.analysis.languages.csharp.members import content_of
from parseltongue.model.kinds import IMPORTS, NAMESPACE
from parseltongue.model.paths import APPLY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder


class Item:
    """A type or statement at the top of a file or namespace."""

    __slots__ = ("doc", "namespace", "node")

    def __init__(self, node: Node, namespace: bytes, doc: str) -> None:
        self.node = node
        self.namespace = namespace
        self.doc = doc


class FileWalker(BodyWalker):
    """The whole walker: `program` is the way in."""

    __slots__ = ("_usings",)

    def __init__(self, builder: FactsBuilder, *, keep_docs: bool) -> None:
        super().__init__(builder, keep_docs=keep_docs)
        self._usings: list[tuple[Node, bytes]] = []

    def program(self, root: Node) -> None:
        """Walk a file: what it imports, then its types, then what is in them."""
        types: list[Item] = []
        statements: list[Item] = []
        self._collect(root.children, b"", types, statements)
        namespaces = list(dict.fromkeys(one.namespace for one in types))
        whole = b"" if b"" in namespaces or not namespaces else namespaces[0]
        if not namespaces and statements:
            whole = statements[-1].namespace
        self.builder.package = whole.decode("utf-8", "replace")
        parents = {one: self._namespace(one, types) for one in namespaces if one != whole}
        for node, namespace in self._usings:
            self._using(node, namespace, parents.get(namespace))
        self._walk_types(types, whole, parents)
        self.enter_context(b"", self.tops)
        nodes = [one.node for one in statements]
        self.declare_functions([child for one in nodes for child in one.named_children])
        for one in nodes:
            self.visit(one)

    def _collect(
        self, nodes: list[Node], namespace: bytes, types: list[Item], statements: list[Item]
    ) -> None:
        """What stands at the top of a file, in its namespaces, and between lines for the preprocessor."""
        pending = [(iter(nodes), namespace)]
        while pending:
            rest, namespace = pending[-1]
            child = next(rest, None)
            if child is None:
                pending.pop()
                continue
            kind = child.kind_id
            if kind in g.COMMENTS:
                self._docs.append(self.text(child))
                continue
            if kind in g.USING:
                self._usings.append((child, namespace))
            elif kind in g.FILE_NAMESPACE:
                pending[-1] = rest, _joined(namespace, self._namespace_name(child))
            elif kind in g.NAMESPACE:
                body = child.child_by_field_id(g.BODY)
                if body is not None:
                    pending.append((iter(body.children), _joined(namespace, self._namespace_name(child))))
            elif kind in g.PREPROCESSED:
                pending.append((iter(content_of(child)), namespace))
            elif kind == g.ERROR:
                pending[-1] = rest, namespace = rest, self._broken_namespace(child) or namespace
                pending.append((iter(child.children), namespace))
            elif kind in g.TYPE_DECLARATIONS or kind in g.DELEGATE:
                types.append(Item(child, namespace, self.doc()))
            elif child.is_named:
                statements.append(Item(child, namespace, ""))
            self._docs.clear()

    def _walk_types(self, types: list[Item], whole: bytes, parents: dict[bytes, EntityDraft]) -> None:
        tops: dict[bytes, dict[bytes, int]] = {}
        declared = []
        for one in types:
            parent = parents.get(one.namespace, self.builder.entities[0])
            found = self.declare_type(one.node, parent, self.scope, one.doc)
            if found is not None:
                declared.append((one.namespace, found))
                if not found.draft.flags & PARTIAL:
                    key = type_key(found.draft.name, count_type_parameters(found.node))
                    tops.setdefault(one.namespace, {}).setdefault(key, found.scope.own)
        for namespace, found in declared:
            self.enter_context(b"" if namespace == whole else namespace, tops.get(namespace, {}))
            self.walk_type(found)
        self.tops = tops.get(whole, {})

    # -- namespaces ---------------------------------------------------------------------------------------

    def _broken_namespace(self, node: Node) -> bytes:
        """The namespace that the rest of a file is in which the grammar lost its way."""
        parts = node.children
        for one, following in pairwise(parts):
            if one.kind_id == g.NAMESPACE_WORD and following.kind_id in g.NAMES:
                return self.dotted(following)
        return b""

    def _namespace_name(self, node: Node) -> bytes:
        name = node.child_by_field_id(g.NAME)
        return self.dotted(name) if name is not None else b""

    def _namespace(self, name: bytes, types: list[Item]) -> EntityDraft:
        """The entity of a namespace that is not that of the whole file."""
        if not name:
            return self.builder.entities[0]
        node = next(one.node for one in types if one.namespace == name)
        draft = self.builder.entity(NAMESPACE, 0, name, node.start_byte, node.end_byte, node.start_byte)
        draft.end = max(one.node.end_byte for one in types if one.namespace == name)
        return draft

    # -- imports ------------------------------------------------------------------------------------------

    def _using(self, node: Node, namespace: bytes, entity: EntityDraft | None) -> None:
        """``using A.B;``, ``using static A.B.C;``, ``using D = A.B.C;``, each for the file or the project."""
        scope = entity.ordinal if entity is not None else 0
        marks, alias, target = INNER_MARK.encode() if namespace else b"", None, None
        for child in node.children:
            if child.kind_id == g.GLOBAL:
                marks = GLOBAL_MARK.encode()
            elif child.kind_id == g.STATIC:
                marks += STATIC_MARK.encode()
            elif child.kind_id == g.EQUALS:
                alias, target = target, None
            elif child.kind_id in g.TYPES:
                target = child
        if target is None:
            return
        if alias is not None:
            name = self.text(alias)
            path, value = self.typed(target, IMPORTS)
            path = value if not path or self.steps[value][0] == APPLY else path
            self.aliases[name] = path
            self.builder.imports[0][(marks if marks == GLOBAL_MARK.encode() else b"") + name] = path
            return
        path = self.imported(marks + self.dotted(target).removeprefix(b"global::"))
        self.mention(path, IMPORTS, target)
        self.builder.stars.setdefault(scope, []).append(path)


def _joined(outer: bytes, inner: bytes) -> bytes:
    return outer + b"." + inner if outer and inner else outer or inner
