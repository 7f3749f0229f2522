"""What other languages see of a Scala file, and what Scala sees of theirs.

What is exchanged are classes as Java sees them (`languages.java.classes`).
"""

from __future__ import annotations

from parseltongue.analysis.languages.scala.placement import is_object
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of
from parseltongue.analysis.seen import SeenInterface
from parseltongue.model.interface import SHADOWED, STATIC, VARIADIC
from parseltongue.model.kinds import (
    CLASS,
    CONSTRUCTOR,
    FIELD,
    FUNCTION,
    INTERFACE,
    METHOD,
    TRAIT,
    TYPE_KINDS,
)  # fmt: skip
from parseltongue.model.paths import CONTAINER, INSTANCE, LETTERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.linking.values import Value
    from parseltongue.model.interface import Interface

_MODULE = "MODULE$"


def published(interface: Interface) -> SeenInterface:
    """A Scala file as classes.

    Fields are methods, traits interfaces. What an object has is static in the class of its name, and the
    object itself the ``MODULE$`` of a class whose name ends in ``$``.
    """
    seen = SeenInterface(interface)
    for ordinal in range(1, len(interface.kinds)):
        kind = interface.kinds[ordinal]
        if seen.flags[ordinal] & SHADOWED:
            continue
        if kind in (FIELD, FUNCTION):
            seen.kinds[ordinal] = METHOD
            seen.parameters.setdefault(ordinal, [])
        elif kind == TRAIT:
            seen.kinds[ordinal] = INTERFACE
        if interface.flags[ordinal] & VARIADIC and seen.parameters.get(ordinal):
            *others, last = seen.parameters[ordinal]
            seen.parameters[ordinal] = [*others, LETTERS[CONTAINER] + last]
    for ordinal in range(1, len(interface.kinds)):
        if is_object(interface, ordinal):
            _publish_object(seen, interface, ordinal)
        elif interface.kinds[ordinal] == CONSTRUCTOR and interface.kinds[interface.parents[ordinal]] == CLASS:
            _publish_apply(seen, interface, ordinal)
    return seen


def _publish_object(seen: SeenInterface, interface: Interface, ordinal: int) -> None:
    name, parent = interface.names[ordinal], interface.parents[ordinal]
    beside = interface.named(parent).get(name, ())
    companion = next((one for one in beside if interface.kinds[one] in TYPE_KINDS and one != ordinal), 0)
    holder = ordinal
    if companion:
        seen.names[ordinal] = f"{name}$"
        members = [one for one, owner in enumerate(seen.parents) if owner == ordinal]
        seen.let_have(companion, members)
    else:
        holder = seen.add(CLASS, parent, f"{name}$", ordinal)
    value = LETTERS[INSTANCE] + seen.local_path(ordinal)
    seen.add(FIELD, holder, _MODULE, ordinal, value=value, flags=STATIC)


def _publish_apply(seen: SeenInterface, interface: Interface, ordinal: int) -> None:
    """``apply`` of a case class, unless its object has one of its own."""
    owner = interface.parents[ordinal]
    beside = interface.named(interface.parents[owner]).get(interface.names[owner], ())
    if any("apply" in interface.named(one) for one in beside):
        return
    value = LETTERS[INSTANCE] + seen.local_path(owner)
    parameters = list(seen.parameters.get(ordinal, ()))
    flags = STATIC | interface.flags[ordinal] & VARIADIC
    seen.add(METHOD, owner, "apply", ordinal, value=value, flags=flags, parameters=parameters)


def adopted(interface: Interface) -> SeenInterface:
    """Classes as Scala sees them: beside each there is an object with its static members."""
    seen = SeenInterface(interface)
    objects: dict[int, int] = {}
    for ordinal, kind in enumerate(interface.kinds):
        if kind in TYPE_KINDS:
            seen.flags[ordinal] &= ~STATIC
            name, value = interface.names[ordinal], interface.types[ordinal]
            flags = seen.flags[ordinal] | STATIC
            made = seen.add(CLASS, interface.parents[ordinal], name, ordinal, value=value, flags=flags)
            if ordinal in interface.bases:
                seen.bases[made] = interface.bases[ordinal]
            objects[ordinal] = made
        elif interface.flags[ordinal] & VARIADIC and seen.parameters.get(ordinal):
            *others, last = seen.parameters[ordinal]
            seen.parameters[ordinal] = [*others, last.removeprefix(LETTERS[CONTAINER])]
    for ordinal, made in objects.items():
        for same in interface.named(ordinal).values():
            members = [one for one in same if interface.kinds[one] != CONSTRUCTOR]
            seen.let_have(made, members)
            seen.let_have(made, [objects[one] for one in members if one in objects])
    return seen


def java_type(value: Value, inner: bool) -> Value | None:
    """A type of Scala's library as Java has it; `inner` if it is a type argument."""
    if value[0] not in v.OUTSIDE:
        return value
    name, own = value[1], arguments_of(value)
    if name == "scala.Array":
        return (v.CONTAINER, own[0] if own else None)
    if name == "scala.Function":
        return (v.EXTERNAL_INSTANCE, f"scala.Function{max(len(own) - 1, 0)}", own)
    known = _BOXES.get(name) if inner else None
    return (value[0], known or _JAVA_NAMES.get(name, name), *value[2:])


def scala_type(value: Value, inner: bool) -> Value | None:
    """A type of Java's library as Scala has it."""
    if value[0] == v.CONTAINER:
        return (v.EXTERNAL_INSTANCE, "scala.Array", (value[1],))
    if value[0] not in v.OUTSIDE:
        return value
    return (value[0], _SCALA_NAMES.get(value[1], value[1]), *value[2:])


_PRIMITIVES = {
    "scala.Boolean": "boolean", "scala.Byte": "byte", "scala.Char": "char", "scala.Short": "short",
    "scala.Int": "int", "scala.Long": "long", "scala.Float": "float", "scala.Double": "double",
}  # fmt: skip
_JAVA_NAMES = {**_PRIMITIVES, "scala.Any": "java.lang.Object", "scala.AnyRef": "java.lang.Object"}
_BOXES = dict.fromkeys(_PRIMITIVES, "java.lang.Object")
_SCALA_NAMES = {**{java: scala for scala, java in _PRIMITIVES.items()}, "java.lang.Object": "scala.Any"}
