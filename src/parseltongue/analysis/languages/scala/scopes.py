"""Names in scope while a Scala file is being walked."""

from __future__ import annotations


class Scope:
    """The inside of a type, or of a function or block.

    Attributes
    ----------
    outer : Scope or None
    names : dict of bytes to int
        Local values and parameters by name, with their paths (0: not known).
    functions, types : dict of bytes to int
        Local functions and types, with the paths of the entities.
    variables : dict of bytes to int
        Type variables, with the paths of their values.
    inside : int
        Path of the place to look names up in.
    this, parent, own, base : int
        Paths of the values of ``this`` and ``super``, of a type, and of its superclass.
    label : bytes
        The name of a type, before ``.this``.
    """

    __slots__ = (
        "base", "functions", "inside", "label", "names", "outer", "own", "parent", "this", "types",
        "variables",
    )  # fmt: skip

    def __init__(self, outer: Scope | None) -> None:
        self.outer = outer
        self.names: dict[bytes, int] = {}
        self.functions: dict[bytes, int] = {}
        self.types: dict[bytes, int] = {}
        self.variables: dict[bytes, int] = {}
        self.inside: int = outer.inside if outer is not None else 0
        self.this: int = outer.this if outer is not None else 0
        self.parent: int = outer.parent if outer is not None else 0
        self.own = self.base = 0
        self.label = b""
