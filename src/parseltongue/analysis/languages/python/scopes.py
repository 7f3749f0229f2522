"""Names in scope while a Python file is being walked."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.builder import EntityDraft

MODULE, CLASS, FUNCTION = range(3)


class Scope:
    """One lexical scope.

    `names` maps a name to what it is bound to: a positive path is a value of which only the type is known
    (a local variable), a negative one is the path of an entity or import that a mention refers to, zero is
    a local about which nothing is known.

    Attributes
    ----------
    outer : Scope or None
        The scope in which free names are looked up next; class scopes are skipped, as the language says.
    owner : EntityDraft or None
        The class whose method this is, also in functions nested in the method: what `super()` refers to.
    free : dict of bytes to int
        Names that were looked up here and are not local so far, with what they are bound to outside.
    declared : set of bytes
        Local names with an annotation, which assignments do not change.
    """

    __slots__ = (
        "declared", "entity", "free", "generator", "kind", "names", "outer", "owner", "returns", "self_name",
    )  # fmt: skip

    def __init__(
        self, kind: int, entity: EntityDraft, outer: Scope | None, owner: EntityDraft | None
    ) -> None:
        self.kind = kind
        self.entity = entity
        self.outer = outer
        self.owner = owner
        self.names: dict[bytes, int] = {}
        self.free: dict[bytes, int] = {}
        self.declared: set[bytes] = set()
        self.self_name = b""
        self.returns: list[int] = []
        self.generator = False

    def entity_owner(self) -> EntityDraft | None:
        """The class that `super()` refers to in functions defined here."""
        return self.entity if self.kind == CLASS else self.owner
