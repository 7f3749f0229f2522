"""Names in scope while a Rust file is being walked."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.builder import EntityDraft

TYPE, VALUE, MACRO = range(3)
"""Namespaces: one name can denote a module or type, a function or constant, and a macro."""


class Scope:
    """A module, or a block or item within one that adds names.

    Attributes
    ----------
    entity : EntityDraft
        What mentions and definitions in it belong to.
    outer : Scope or None
        Where names are looked up next; None for a module, whose names end there.
    path : int
        Of the module itself, for names that its file does not tell; of the nearest one in other scopes.
    names : tuple of dict of bytes to int
        By namespace: paths of the items that are known.
    imports : dict of bytes to int
        Paths of what ``use`` brings in, for all namespaces; items go before them.
    generics : dict of bytes to int
        Type parameters: path of the trait that bounds it, or 0; also ``T::Item``, if it is bounded.
    elements : dict of int to int
        By the value of something of a type parameter's type: what bounds what it gives one by one.
    own : int
        Path of the type that `Self` stands for; 0 where there is none.
    receiver : int
        The value of `self`, where that is not just an instance of `own`.
    in_trait : bool
        Whether `Self` is whatever implements the trait.
    """

    __slots__ = (
        "elements", "entity", "generics", "imports", "in_trait", "names", "outer", "own", "path", "receiver",
    )  # fmt: skip

    def __init__(self, entity: EntityDraft, outer: Scope | None, path: int) -> None:
        self.entity = entity
        self.outer = outer
        self.path = path
        self.names: tuple[dict[bytes, int], dict[bytes, int], dict[bytes, int]] = ({}, {}, {})
        self.imports: dict[bytes, int] = {}
        self.generics: dict[bytes, int] = {}
        self.elements: dict[int, int] = {}
        self.receiver: int = outer.receiver if outer is not None else 0
        self.own: int = outer.own if outer is not None else 0
        self.in_trait: bool = outer.in_trait if outer is not None else False

    def told(self, name: bytes) -> int:
        """The module, type or import of a name in this very scope; 0 if there is none."""
        return self.names[TYPE].get(name) or self.imports.get(name, 0)

    def within(self, entity: EntityDraft) -> Scope:
        """A scope inside this one."""
        return Scope(entity, self, self.path)
