"""Names that the Python language and its typing module give a meaning to."""

from __future__ import annotations

from enum import IntEnum


class Wrapping(IntEnum):
    """What calling or subscripting a well-known name does with the value of its argument."""

    SAME = 1
    COLLECT = 2
    ELEMENT = 3
    ENUMERATE = 4
    ZIP = 5
    SUPER = 6
    CLASS_OF = 7
    CAST = 8
    MAP = 9
    CALLABLE = 10
    LAST = 11
    CLASS = 12
    UNION = 13
    TUPLE = 14
    NOTHING = 15


BUILTIN_FUNCTION_VALUES = {
    b"super": Wrapping.SUPER,
    b"type": Wrapping.CLASS_OF,
    b"cast": Wrapping.CAST,
    b"copy": Wrapping.SAME,
    b"deepcopy": Wrapping.SAME,
    b"list": Wrapping.COLLECT,
    b"tuple": Wrapping.COLLECT,
    b"set": Wrapping.COLLECT,
    b"frozenset": Wrapping.COLLECT,
    b"sorted": Wrapping.COLLECT,
    b"reversed": Wrapping.COLLECT,
    b"iter": Wrapping.COLLECT,
    b"next": Wrapping.ELEMENT,
    b"max": Wrapping.ELEMENT,
    b"min": Wrapping.ELEMENT,
    b"enumerate": Wrapping.ENUMERATE,
    b"zip": Wrapping.ZIP,
}

COPIES = (b"cast", b"copy", b"deepcopy")
"""Those that are known by their last name alone, whatever they are reached through."""

_COLLECTIONS = (
    b"list List Sequence MutableSequence Iterable Iterator Collection Container set Set frozenset FrozenSet "
    b"AbstractSet MutableSet AsyncIterable AsyncIterator Generator AsyncGenerator deque Deque Reversible "
    b"ContextManager AsyncContextManager AbstractContextManager AbstractAsyncContextManager KeysView "
    b"ValuesView Queue"
).split()
_MAPPINGS = (
    b"dict Dict Mapping MutableMapping defaultdict DefaultDict OrderedDict ChainMap ItemsView "
    b"MappingProxyType WeakKeyDictionary WeakValueDictionary"
).split()
_TRANSPARENT = (
    b"Optional ClassVar Final Annotated Required NotRequired ReadOnly Unpack InitVar TypeGuard TypeIs "
).split()

GENERIC_TYPES: dict[bytes, Wrapping] = {
    **dict.fromkeys(_COLLECTIONS, Wrapping.COLLECT),
    **dict.fromkeys(_MAPPINGS, Wrapping.MAP),
    **dict.fromkeys(_TRANSPARENT, Wrapping.SAME),
    b"TypeGuard": Wrapping.NOTHING,
    b"TypeIs": Wrapping.NOTHING,
    b"Union": Wrapping.UNION,
    b"Callable": Wrapping.CALLABLE,
    b"Awaitable": Wrapping.LAST,
    b"Coroutine": Wrapping.LAST,
    b"type": Wrapping.CLASS,
    b"Type": Wrapping.CLASS,
    b"tuple": Wrapping.TUPLE,
    b"Tuple": Wrapping.TUPLE,
    b"Literal": Wrapping.NOTHING,
}
"""What a subscripted type name in an annotation says about the annotated value."""

PROPERTY_DECORATORS = frozenset(
    b"property cached_property abstractproperty lazy_property classproperty cached_classproperty".split()
)
ACCESSOR_DECORATORS = frozenset((b"setter", b"deleter", b"getter"))
ENUM_BASES = frozenset(b"Enum IntEnum StrEnum Flag IntFlag ReprEnum".split())
FIXTURE_DECORATORS = frozenset((b"fixture", b"yield_fixture"))
