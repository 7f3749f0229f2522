"""The values that paths can have while they are being linked.

Tuples, because there are millions: the first element says what the value is. `None` is "nothing known".
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.analysis.world import Unit

CLASS = 1  # (CLASS, unit, ordinal)
FUNCTION = 2  # (FUNCTION, unit, ordinal, receiver value or None)
INSTANCE = 3  # (INSTANCE, unit, ordinal): an instance of a class of the workspace
MODULE = 4  # (MODULE, stem, path): path is NAMESPACE for a folder without a module file
EXTERNAL = 5  # (EXTERNAL, dotted name): something of another package, or of the language
EXTERNAL_INSTANCE = 6  # (EXTERNAL_INSTANCE, dotted name of its class)
CONTAINER = 7  # (CONTAINER, element value)
MAPPING = 8  # (MAPPING, key value, value value)
PAIR = 9  # (PAIR, first value, second value)
CALLABLE = 10  # (CALLABLE, value it returns)
EITHER = 11  # (EITHER, value, value)
SUPER = 12  # (SUPER, unit, ordinal): what super() gives in a method of that class
RECEIVER = 13  # (RECEIVER,): whatever the method is called on
BUILTIN_METHOD = 14  # (BUILTIN_METHOD, name, receiver value): a method of a container
MISSING = 15  # (MISSING,): a module of this workspace that is not there, or what would be in it
SCOPE = 16  # (SCOPE, unit, ordinal): a module or namespace within a file
VARIANT = 17  # (VARIANT, unit, ordinal): a variant of an enum, where variants have fields
TYPE_VARIABLE = 18  # (TYPE_VARIABLE, unit, ordinal of its owner, index, bound or None)
COUNT = 19  # (COUNT, number): how many parameters a CALLABLE has, for which it stands behind its value
UNKNOWN = 20  # (UNKNOWN,): the other side of an EITHER of which nothing is known

OUTSIDE = frozenset((EXTERNAL, EXTERNAL_INSTANCE))
"""The values that nothing of the workspace declares, and that have a name."""

if TYPE_CHECKING:
    Value = tuple[Any, ...]
else:
    Value = tuple


SIZE_LIMIT = 24
"""A value of more parts is taken to be unknown.

Values are trees; without a limit, ``b = (a, a)``, ``c = (b, b)`` and so on would double with each step.
"""
_COMPOSITE = frozenset((CONTAINER, MAPPING, PAIR, CALLABLE, EITHER, BUILTIN_METHOD))


def bounded(value: Value) -> Value | None:
    """The value, or None if it has more than `SIZE_LIMIT` parts, which are bounded themselves."""
    pending: list[object] = [value]
    parts = 0
    while pending:
        one = pending.pop()
        if isinstance(one, tuple):
            parts += 1
            if one[0] in _COMPOSITE:
                pending.extend(one[1:])
    return value if parts <= SIZE_LIMIT else None


class Found:
    """What a name leads to: an entity or something outside, and the value it has.

    `target` is (unit, ordinal), the dotted name of something external, or None.
    """

    __slots__ = ("inferred", "target", "value")

    def __init__(
        self, target: tuple[Unit, int] | str | None, value: Value | None, inferred: bool = False
    ) -> None:
        self.target = target
        self.value = value
        self.inferred = inferred


NOTHING = Found(None, None)
ABSENT = Found(None, (MISSING,))
"""What must be there and is not known: no entity is meant that merely has the name."""
