"""Names in scope while a Kotlin file is being walked."""

from __future__ import annotations


class Scope:
    """The inside of a class, or of a function, lambda or initialiser.

    Attributes
    ----------
    outer : Scope or None
        The scope around it; None around what stands at the top of the file.
    names : dict of bytes to int
        Local variables and parameters by name, with the paths of their values (0: not known).
    fields : dict of bytes to int
        Properties of an object without a name; values are paths of entities.
    functions : dict of bytes to list of (int, int, int)
        Local functions, and those of an object without a name: path, least and most parameters of each.
    types, variables : dict of bytes to int
        Types that stand in it, and type variables, with their paths.
    casts : dict of bytes to int
        What members are known to be in a branch that has tested them, by name.
    inside : int
        Path of the places to look names up in, innermost first.
    around : int
        Path of the inside of the class around, or of the file.
    inherits : bool
        Whether types can come from a supertype.
    parent, this, own, base : int
        Paths of the values of ``super`` and ``this``, of a class, and of its superclass.
    label : bytes
        What ``this@`` calls it.
    """

    __slots__ = (
        "around", "base", "casts", "fields", "functions", "inherits", "inside", "label", "names", "outer",
        "own", "parent", "this", "types", "variables",
    )  # fmt: skip

    def __init__(self, outer: Scope | None) -> None:
        self.outer = outer
        self.names: dict[bytes, int] = {}
        self.fields: dict[bytes, int] = {}
        self.functions: dict[bytes, list[tuple[int, int, int]]] = {}
        self.types: dict[bytes, int] = {}
        self.variables: dict[bytes, int] = {}
        self.casts: dict[bytes, int] = {}
        self.inherits = False
        self.inside: int = outer.inside if outer is not None else 0
        self.around: int = outer.around if outer is not None else 0
        self.this: int = outer.this if outer is not None else 0
        self.parent: int = outer.parent if outer is not None else 0
        self.own = self.base = 0
        self.label = b""
