"""Names in scope while a JavaScript file is being walked."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft


class Frame:
    """A function, or the top of a file or namespace: what blocks within it share.

    Attributes
    ----------
    entity : EntityDraft
        What mentions and local definitions belong to; an anonymous function has that of its surroundings.
    this : int
        Path of the value of `this`; 0 if nothing is known.
    owner : EntityDraft or None
        The class whose member this is: what `super` refers to.
    returns : list of int
        Paths of the values that it returns.
    in_module : bool
        Variables here are entities: the top of a file or namespace.
    returned : Node or None
        The annotation that says what it returns.
    declared, asynchronous, generator, named : bool
        Whether a type says what it returns, how it returns, and whether it is an entity of its own.
    """

    __slots__ = (
        "asynchronous", "declared", "entity", "generator", "in_module", "named", "owner", "returned",
        "returns", "this",
    )  # fmt: skip

    def __init__(
        self, entity: EntityDraft, this: int, owner: EntityDraft | None, in_module: bool = False
    ) -> None:
        self.entity = entity
        self.this = this
        self.owner = owner
        self.returned: Node | None = None
        self.returns: list[int] = []
        self.declared = self.asynchronous = self.generator = self.named = False
        self.in_module = in_module


class Scope:
    """One lexical scope.

    `names` maps a name to what it is bound to: a positive path is a value of which only the type is known
    (a local variable), a negative one is the path of an entity or import that a mention refers to, zero is
    a local about which nothing is known. `types` does the same for names of types, which are apart.
    """

    __slots__ = ("depth", "frame", "names", "outer", "types")

    def __init__(self, outer: Scope | None, frame: Frame) -> None:
        self.outer = outer
        self.depth: int = outer.depth + 1 if outer is not None else 0
        self.frame = frame
        self.names: dict[bytes, int] = {}
        self.types: dict[bytes, int] = {}
