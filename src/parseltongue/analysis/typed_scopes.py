"""Scopes of a walk through a file of a language that declares its types, and the types that it has met."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft


class Scope:
    """The inside of a class, or of a method or initialiser.

    Attributes
    ----------
    outer : Scope or None
        The scope around it; None around the types at the top of a file.
    names : dict of bytes to int
        Local variables and parameters by name, with the paths of their values (0: not known).
    fields, types : dict of bytes to int
        What a class itself declares; the types of a method are local classes. Values are paths.
    methods : dict of bytes to list of (int, int)
        What a class without a name itself declares: path and number of parameters of each.
    variables : dict of bytes to int
        Type variables, with the paths of their values.
    known_types : dict of bytes to int
        What names of types have been found to mean in a class.
    inside : int
        Path of a class as a place to look names up in, which goes on with what is around it.
    inherits : bool
        Whether names can come from a supertype.
    parent : int
        Path of the value of ``super``.
    own, base : int
        Paths of a class and of its superclass.
    this : int
        Path of the value of ``this``.
    result : int
        Path of what a method or lambda is declared to return.
    """

    __slots__ = (
        "base", "fields", "inherits", "inside", "is_class", "known_types", "methods", "names", "outer", "own",
        "parent", "result", "this", "types", "variables",
    )  # fmt: skip

    def __init__(self, outer: Scope | None, *, is_class: bool) -> None:
        self.outer = outer
        self.is_class = is_class
        self.names: dict[bytes, int] = {}
        self.fields: dict[bytes, int] = {}
        self.methods: dict[bytes, list[tuple[int, int]]] = {}
        self.types: dict[bytes, int] = {}
        self.variables: dict[bytes, int] = {}
        self.known_types: dict[bytes, int] = {}
        self.inherits = False
        self.inside: int = outer.inside if outer is not None else 0
        self.parent = self.own = self.base = 0
        self.this: int = outer.this if outer is not None else 0
        self.result = 0


class Declared:
    """A type whose members have been entered, and what is left to walk.

    Attributes
    ----------
    node : Node
        Its declaration; of a class without a name its body.
    constructor : EntityDraft or None
        That of the parameters behind its name.
    pending : list of (Node, EntityDraft or Declared or None)
        What stands in it, with what it was entered as; None for what is no declaration.
    """

    __slots__ = ("constructor", "draft", "node", "pending", "scope")

    def __init__(self, node: Node, draft: EntityDraft, scope: Scope) -> None:
        self.node = node
        self.draft = draft
        self.scope = scope
        self.constructor: EntityDraft | None = None
        self.pending: list[tuple[Node, EntityDraft | Declared | None]] = []
