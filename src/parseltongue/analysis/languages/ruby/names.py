"""What names stand for in a Ruby file: constants by the modules around them, variables, ``self``.

The base of the walker of Ruby. A constant is ``IMPORT`` of the modules around it, a slash after each, and
its name as written; with an exclamation mark before it, it is not looked for in what those modules inherit.
A call is an attribute: what a class has under a name is called, whether it is a method or an attribute.
"""

from __future__ import annotations

from parseltongue.analysis.languages.ruby import grammar as g
from parseltongue.analysis.walker import Walker
from parseltongue.model.interface import STATIC
from parseltongue.model.kinds import PUBLIC, USES
from parseltongue.model.paths import INSTANCE, SELF, SUPER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder


class TypeScope:
    """The class or module that the walk is in.

    Attributes
    ----------
    draft : EntityDraft
    own : int
        Path of the class.
    nest : bytes
        The modules around its names, a slash after each.
    visibility, static_visibility : int
        What methods defined from here on have.
    variables : dict of bytes to int
        Paths of the values of instance variables, as far as the file was read.
    everywhere : bool
        Whether instance methods are methods of the module too.
    """

    __slots__ = ("draft", "everywhere", "nest", "own", "static_visibility", "variables", "visibility")

    def __init__(self, draft: EntityDraft, own: int, nest: bytes) -> None:
        self.draft = draft
        self.own = own
        self.nest = nest
        self.visibility = self.static_visibility = PUBLIC
        self.variables: dict[bytes, int] = {}
        self.everywhere = False


class NameWalker(Walker):
    """Finds what names mean."""

    __slots__ = ("is_static", "method_draft", "scope", "singleton", "this")

    def __init__(self, builder: FactsBuilder) -> None:
        super().__init__(builder)
        self.scope: TypeScope | None = None
        self.this = 0
        """Path of the value of ``self``."""
        self.is_static = False
        """Whether ``self`` is the class rather than an instance."""
        self.singleton = False
        """Whether methods that are defined here are those of the class itself."""
        self.method_draft: EntityDraft | None = None

    # -- constants ----------------------------------------------------------------------------------------

    def constant_path(self, written: bytes, *, inherited: bool = True) -> int:
        """What a constant that is written so stands for here."""
        if written.startswith(b"::"):
            return self.imported(written[2:])
        nest = self.scope.nest if self.scope is not None else b""
        return self.imported((b"" if inherited or not nest else b"!") + nest + written)

    def written(self, node: Node) -> bytes:
        """A constant as one name; empty if its scope is computed."""
        if node.kind_id in g.CONSTANT:
            return self.text(node)
        parts: list[bytes] = []
        while node.kind_id in g.SCOPED:
            name, scope = node.child_by_field_id(g.NAME), node.child_by_field_id(g.SCOPE)
            if name is None or name.kind_id not in g.CONSTANT or len(parts) > 20:
                return b""
            parts.append(self.text(name))
            if scope is None:
                return b"::" + b"::".join(reversed(parts))
            node = scope
        if node.kind_id not in g.CONSTANT:
            return b""
        return b"::".join([self.text(node), *reversed(parts)])

    def constant(self, node: Node, kind: int = USES) -> int:
        """A constant, mentioned; of a computed scope what can be said."""
        written = self.written(node)
        if not written:
            scope, name = node.child_by_field_id(g.SCOPE), node.child_by_field_id(g.NAME)
            path = self.visit(scope) if scope is not None else 0
            return self.used(self.member(path, self.text(name)), name) if path and name is not None else 0
        path = self.constant_path(written, inherited=kind == USES)
        self.mention(path, kind, node)
        return path

    # -- members ------------------------------------------------------------------------------------------

    def own_call(self, name: bytes) -> int:
        """What a name that is no variable calls."""
        return self.member(self.this, name) if self.this else self.global_(name)

    def super_path(self) -> int:
        """The method that the one at hand overrides."""
        if self.scope is None or self.method_draft is None:
            return 0
        name = self.method_draft.name
        if self.method_draft.flags & STATIC:
            name = b"self." + name
        return self.member(self.node(SUPER, self.scope.own), name)

    def returned(self, path: int) -> int:
        """A returned value as others see it: ``self`` is what the method was called on."""
        return self.node(SELF) if path and path == self.this and self.steps[path][0] == INSTANCE else path
