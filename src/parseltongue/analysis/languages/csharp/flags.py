"""What this family says of its entities beyond the flags that all languages share.

They are kept in the same column of the Interface, above the bits of `model.interface`.
"""

from __future__ import annotations

from parseltongue.model.interface import ARITY_SHIFT
from parseltongue.model.paths import KEY_MARK

EXTENSION = 1 << 12
"""A method that is called on its first argument as if it were one of its members."""
PARTIAL = 1 << 13
"""A type whose members can stand in several places."""
EXPLICIT = 1 << 14
"""A member that can only be reached through the interface that it implements."""
OVERRIDE = 1 << 15
"""A member that says it takes the place of one that is inherited."""
_ARITY_MASK = 63
"""Of the number of type parameters that a type or method has: those of one name can differ in it."""

ARITY_MARK = KEY_MARK
"""In what is looked up, behind the name of a type and before the number of its type parameters."""
ATTRIBUTE_ARITY = "a"
"""In the place of the number: the type of an attribute, whose name may lack the end ``Attribute``."""
QUALIFIER_MARK = KEY_MARK + "."
"""In what is looked up, behind a name that something is a member of: it may be one of a namespace."""
CONTEXT_MARK = KEY_MARK + ":"
"""In what is looked up, between a name and the namespace within a file that it is looked up in."""
EXTENSIONS_MARK = KEY_MARK + "()"
"""Before the names of extension methods in a namespace; alone, the place where these are looked up."""
GLOBAL_MARK = "global "
"""Before the names of namespaces and types that are imported for a whole project."""
INNER_MARK = "inner "
"""Before the name of a namespace that is imported within another, and can be told relative to that."""
STATIC_MARK = "static "
"""Before the name of a type whose members are imported."""
GLOBAL_USINGS = "global using"
"""Open scope of the folders with files that import for the whole project."""


def with_arity(count: int) -> int:
    """The flags of a type with so many type parameters."""
    return min(count, _ARITY_MASK) << ARITY_SHIFT


def arity_of(flags: int) -> int:
    """How many type parameters a type with these flags has."""
    return flags >> ARITY_SHIFT & _ARITY_MASK
