"""What this family says of its entities beyond the flags that all languages share.

They are kept in the same column of the Interface, above the bits of `model.interface`.
"""

from __future__ import annotations

from parseltongue.model.paths import KEY_MARK

ALTERNATIVE = 1 << 12
"""It stands in a part that a usual build leaves out: of several of one name, another is meant."""
MACRO = 1 << 13
"""It is replaced by a text; its bases are what that text calls (CALL paths) and names."""
DECLARED = 1 << 14
"""A method that its class only declares: the definition may stand outside."""
TAG = 1 << 15
"""A type of C, whose plain name denotes nothing: ``struct name`` does."""
SCOPED = 1 << 16
"""An enumeration whose members are reached through its name only."""
CONST = 1 << 17
"""A method that can be called on what does not change; without it, there can be another of its parameters."""
INLINE = 1 << 18
"""A namespace whose members are those of what is around it."""
OPENED = 1 << 19
"""A namespace that has the name of the macro that opens it: what it is called is said in another file."""

COUNT_MARK = KEY_MARK
"""In what is looked up, behind the name of what C++ calls and before the number of arguments."""
MACRO_KEY = b"#"
"""Before a macro's name among the members of a file that is being read: a function can have the same."""
