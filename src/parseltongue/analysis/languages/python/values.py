"""The values that Python paths can have while they are being linked.

Tuples, because there are millions: the first element says what the value is. `None` is "nothing known".
"""

from __future__ import annotations

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

Value = tuple  # type: ignore[type-arg]


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
