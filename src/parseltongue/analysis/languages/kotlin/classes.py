"""What other languages see of a Kotlin file, and what Kotlin sees of theirs.

What is exchanged are classes as Java sees them (`languages.java.classes`).
"""

from __future__ import annotations

from parseltongue.analysis.languages.kotlin import library
from parseltongue.analysis.languages.kotlin.calls import FUNCTIONS
from parseltongue.analysis.languages.kotlin.placement import (
    JAVA_GETTER,
    JAVA_SETTER,
    facade_name,
    free,
    named_for_java,
)
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of
from parseltongue.analysis.seen import SeenInterface
from parseltongue.model.interface import (
    ABSTRACT,
    ACCESSOR,
    EXTENSION,
    OPTIONAL_MARK,
    SHADOWED,
    STATIC,
    VARIADIC,
)
from parseltongue.model.kinds import CLASS, FIELD, FUNCTION, METHOD, PROPERTY, TYPE_KINDS
from parseltongue.model.paths import CONTAINER, INSTANCE, LETTERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from parseltongue.analysis.linking.values import Value
    from parseltongue.model.interface import Interface

_COMPANION = library.COMPANION.decode()


def published(path: str, interface: Interface) -> Interface:
    """A Kotlin file as classes.

    Functions and properties at its top are members of a class; properties are methods that get and set them,
    but for constants and fields; objects are classes with an ``INSTANCE``; a class has what its companion
    has.
    """
    seen = SeenInterface(interface)
    if path.endswith(".kts"):
        seen.flags = [one | SHADOWED for one in seen.flags]  # Scripts are seen by nobody.
        return seen
    members = free(interface)
    if members:
        facade = seen.add(CLASS, 0, facade_name(path, interface), 0)
        for ordinal in members:
            seen.parents[ordinal] = facade
    for ordinal in range(1, len(interface.kinds)):
        kind = interface.kinds[ordinal]
        seen.flags[ordinal] &= ~EXTENSION
        if seen.flags[ordinal] & SHADOWED:
            continue
        if kind in (FUNCTION, METHOD):
            seen.kinds[ordinal] = METHOD
            seen.names[ordinal] = named_for_java(interface, ordinal) or seen.names[ordinal]
        elif kind == PROPERTY:
            _publish_property(seen, interface, ordinal)
        if interface.flags[ordinal] & VARIADIC:
            _change_last_parameter(seen, ordinal, lambda text: LETTERS[CONTAINER] + text)
    _publish_objects(seen, interface)
    return seen


def _publish_objects(seen: SeenInterface, interface: Interface) -> None:
    """Where the one instance of an object is, and what companions lend to their classes."""
    types = {seen.local_path(one): one for one, kind in enumerate(interface.kinds) if kind in TYPE_KINDS}
    for path, ordinal in types.items():
        companion = interface.imported_as(ordinal, _COMPANION)
        if companion is None:
            continue
        if companion != path:
            owner = types[companion]
            seen.let_have(ordinal, [one for one, parent in enumerate(seen.parents) if parent == owner])
        elif interface.imported_as(interface.parents[ordinal], _COMPANION) != companion:
            value = LETTERS[INSTANCE] + companion
            seen.add(FIELD, ordinal, "INSTANCE", ordinal, value=value, flags=STATIC)


def _change_last_parameter(seen: SeenInterface, ordinal: int, change: Callable[[str], str]) -> None:
    """The parameter that takes any number of arguments: an array, or what is in it."""
    texts = seen.parameters.get(ordinal)
    if texts:
        last = texts[-1].removeprefix(OPTIONAL_MARK)
        mark = texts[-1][: len(texts[-1]) - len(last)]
        seen.parameters[ordinal] = [*texts[:-1], mark + change(last)]


def _publish_property(seen: SeenInterface, interface: Interface, ordinal: int) -> None:
    if named_for_java(interface, ordinal) is not None:
        seen.kinds[ordinal] = FIELD
        return
    name, value = interface.names[ordinal], interface.types[ordinal]
    receiver = interface.parameters.get(ordinal, [])
    is_ = name.startswith("is") and not name[2:3].islower() and len(name) > 2
    setter = named_for_java(interface, ordinal, JAVA_SETTER) or "set" + (name[2:] if is_ else _raised(name))
    seen.add(METHOD, seen.parents[ordinal], setter, ordinal, parameters=[*receiver, value])
    getter = named_for_java(interface, ordinal, JAVA_GETTER) or (name if is_ else "get" + _raised(name))
    seen.kinds[ordinal], seen.names[ordinal] = METHOD, getter
    seen.parameters[ordinal] = list(receiver)


def _raised(name: str) -> str:
    return name[:1].upper() + name[1:]


def adopted(interface: Interface) -> Interface:
    """Classes as Kotlin sees them: their names stand for their static members, what gets is a property."""
    seen = SeenInterface(interface)
    for ordinal, kind in enumerate(interface.kinds):
        if kind in TYPE_KINDS:
            seen.bind(ordinal, _COMPANION, seen.local_path(ordinal))
        elif kind == METHOD and not interface.flags[ordinal] & (STATIC | SHADOWED):
            flags, name = interface.flags[ordinal], interface.names[ordinal]
            name = name if flags & ACCESSOR else property_name(name)
            if name and not interface.parameters.get(ordinal):
                parent, value = interface.parents[ordinal], interface.types[ordinal]
                seen.add(PROPERTY, parent, name, ordinal, value=value, flags=flags & ~ABSTRACT)
        if interface.flags[ordinal] & VARIADIC:
            _change_last_parameter(seen, ordinal, lambda text: text.removeprefix(LETTERS[CONTAINER]))
    return seen


def property_name(getter: str) -> str:
    """The property that a method is taken for; empty if for none."""
    if getter.startswith("is") and len(getter) > 2 and not getter[2].islower():
        return getter
    rest = getter[3:] if getter.startswith("get") else ""
    if not rest[:1].isupper():
        return ""
    capitals = next((at for at, one in enumerate(rest) if not one.isupper()), len(rest))
    lowered = capitals if capitals in (1, len(rest)) else capitals - 1
    return rest[:lowered].lower() + rest[lowered:]


def java_type(value: Value, inner: bool) -> Value | None:
    """A type of Kotlin's library as Java has it; `inner` if it is a type argument."""
    if value[0] == v.MAPPING:
        named: Value | None = value[2]
        return named  # Parameters are told with their names.
    if value[0] not in v.OUTSIDE:
        return value
    name, own = value[1], arguments_of(value)
    if name == "kotlin.Array":
        return (v.CONTAINER, own[0] if own else None)
    if name in _ARRAYS:
        return (v.CONTAINER, (v.EXTERNAL_INSTANCE, _ARRAYS[name]))
    if name in FUNCTIONS:
        return (v.EXTERNAL_INSTANCE, f"kotlin.jvm.functions.Function{max(len(own) - 1, 0)}", own)
    known = _JAVA_BOXES.get(name) if inner else None
    return (value[0], known or _JAVA_NAMES.get(name, name), *value[2:])


def kotlin_type(value: Value, inner: bool) -> Value | None:
    """A type of Java's library as Kotlin has it."""
    if value[0] == v.CONTAINER:
        element = value[1]
        name = element[1] if element is not None and element[0] == v.EXTERNAL_INSTANCE else ""
        if name in _KOTLIN_ARRAYS:
            return (v.EXTERNAL_INSTANCE, _KOTLIN_ARRAYS[name])
        return (v.EXTERNAL_INSTANCE, "kotlin.Array", (element,))
    if value[0] not in v.OUTSIDE:
        return value
    return (value[0], _KOTLIN_NAMES.get(value[1], value[1]), *value[2:])


def as_wanted(value: Value | None) -> Value | None:
    """The type of a parameter of Java code, which takes collections whether they can be changed or not."""
    if value is None or value[0] != v.EXTERNAL_INSTANCE or not value[1].startswith(_MUTABLE):
        return value
    return (value[0], value[1].replace(_MUTABLE, _MUTABLE.removesuffix("Mutable")), *value[2:])


_MUTABLE = "kotlin.collections.Mutable"
_PRIMITIVES = {
    "Boolean": "boolean", "Byte": "byte", "Char": "char", "Short": "short", "Int": "int", "Long": "long",
    "Float": "float", "Double": "double",
}  # fmt: skip
_BOXES = {"Char": "Character", "Int": "Integer"}
_ARRAYS = {f"kotlin.{name}Array": primitive for name, primitive in _PRIMITIVES.items()}
_KOTLIN_ARRAYS = {f"kotlin.{name}": f"kotlin.{name}Array" for name in _PRIMITIVES}
_COLLECTIONS = ("Iterable", "Iterator", "Collection", "List", "ListIterator", "Set", "Map", "Map.Entry")
_JAVA_BOXES = {f"kotlin.{name}": f"java.lang.{_BOXES.get(name, name)}" for name in _PRIMITIVES}
_JAVA_NAMES = {
    **{f"kotlin.{name}": primitive for name, primitive in _PRIMITIVES.items()},
    **{
        f"kotlin.{name}": f"java.lang.{name}"
        for name in ("String", "CharSequence", "Throwable", "Cloneable", "Number", "Comparable", "Enum")
    },
    "kotlin.Any": "java.lang.Object",
    "kotlin.Annotation": "java.lang.annotation.Annotation",
    **{
        f"kotlin.collections.{prefix}{name}": f"java.{'lang' if name == 'Iterable' else 'util'}.{name}"
        for name in _COLLECTIONS
        for prefix in ("", "Mutable")
    },
    **{
        f"kotlin.collections.{name}": f"java.util.{name}"
        for name in ("ArrayList", "HashMap", "HashSet", "LinkedHashMap", "LinkedHashSet")
    },
    **{
        f"kotlin.{name}": f"java.lang.{name}"
        for name in (
            "Error", "Exception", "RuntimeException", "IllegalArgumentException", "IllegalStateException",
            "IndexOutOfBoundsException", "UnsupportedOperationException", "ArithmeticException",
            "NumberFormatException", "NullPointerException", "ClassCastException", "AssertionError",
        )
    },
    "kotlin.NoSuchElementException": "java.util.NoSuchElementException",
    "kotlin.Comparator": "java.util.Comparator",
}  # fmt: skip
_KOTLIN_NAMES = {java: kotlin for kotlin, java in (*_JAVA_NAMES.items(), *_JAVA_BOXES.items())}
