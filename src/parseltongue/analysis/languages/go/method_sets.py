"""Method sets in facts: how what has a method, and what asks for it, find each other across files.

A type implements an interface if it has its methods, wherever either is declared. Nothing in the syntax says
so. The type of a method is therefore told with its *shape*, the types of parameters and results, and each
interface enters one of its methods, with the shape, into an open scope. A type looks there for each of its
own methods: an interface that is new, or asks for another shape, changes an answer that only types with such
a method have asked for.
"""

from __future__ import annotations

import re

from parseltongue.model.interface import SHADOWED
from parseltongue.model.kinds import INTERFACE, METHOD, OWNER_KINDS
from parseltongue.model.paths import APPLY, BUILTIN, LETTERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from parseltongue.model.interface import Interface

    Contribution = tuple[str, str, int]

SLOT = b"#"
"""Begins the names of the steps from a type to the interfaces that it implements."""
CONSTRAINT = b"constraint"
"""A builtin of this name is the type of interfaces that no type can be said to implement from outside."""
MAX_SLOTS = 32
ALL = "*"
"""Under this name a type's scope has all its methods."""
ASKED = "go methods"
"""The open scope of methods that interfaces ask for."""
EMBEDDED = "go embedded"
"""The open scope of names of types that interfaces without methods of their own embed."""

_PACKAGE = re.compile("@([^@]*)@")
_SHAPED = LETTERS[APPLY] + LETTERS[BUILTIN]
_CONSTRAINT = f"{LETTERS[BUILTIN]}{CONSTRAINT.decode()};"


def slots_of(methods: int, bases: int) -> int:
    """How many interfaces a type can be said to implement, given what its file shows of it."""
    return min(MAX_SLOTS, 8 + methods + 8 * bases)


def package_scope(path: str, package: str) -> str:
    """The open scope of a package: its folder and its name, as a folder can hold a package and its tests."""
    return f"{path.rpartition('/')[0]}:{package}"


def type_scope(package: str, name: str) -> str:
    """The open scope of the methods of a type."""
    return f"{package}.{name}"


def shape_of(type_: str) -> str:
    """The shape in the type of a method; empty if it has none."""
    return type_[len(_SHAPED) : type_.index(";")] if type_.startswith(_SHAPED) else ""


def method_key(package: str, name: str, shape: str) -> str:
    """A method as interfaces ask for it; one that is not exported only within its package."""
    return f"{name}{shape}" if name[:1].isupper() else f"{package}.{name}{shape}"


def rough(text: str) -> str:
    """Without the packages of types, which each file can call by other names."""
    return _PACKAGE.sub("", text)


def with_packages(shape: str, named: Callable[[str], str]) -> str:
    """A shape in which each package is called by what is the same in all files."""
    return _PACKAGE.sub(lambda match: f"@{named(match[1])}@", shape)


def contributions(path: str, interface: Interface) -> Iterator[Contribution]:
    """What a file adds to its package, to the types of its package, and to what interfaces ask for."""
    package = package_scope(path, interface.package)
    kinds, names, flags = interface.kinds, interface.names, interface.flags
    for ordinal, parent in enumerate(interface.parents):
        kind = kinds[ordinal]
        if not parent and ordinal and not flags[ordinal] & SHADOWED:
            yield package, names[ordinal], ordinal
            if kind == INTERFACE:
                yield from _asked(package, interface, ordinal)
        elif kind == METHOD and kinds[parent] in OWNER_KINDS and not interface.parents[parent]:
            scope = type_scope(package, names[parent])
            yield scope, ALL, ordinal
            if kinds[parent] != INTERFACE:
                yield scope, names[ordinal], ordinal


def _asked(package: str, interface: Interface, ordinal: int) -> Iterator[Contribution]:
    if interface.types[ordinal] == _CONSTRAINT:
        return
    methods = interface.members(ordinal)
    own = [one for one in methods.values() if interface.kinds[one] == METHOD]
    if own:
        rarest = max(own, key=lambda one: (len(interface.names[one]), interface.names[one]))
        shape = rough(shape_of(interface.types[rarest]))
        yield ASKED, method_key(package, interface.names[rarest], shape), ordinal
    for base in interface.bases.get(ordinal, ()) if not own else ():
        if base:
            yield EMBEDDED, base[1 : base.index(";")], ordinal
