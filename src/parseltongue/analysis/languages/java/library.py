"""What is known of Java's library: names of types and members, and what methods of generic types return.

The tables are data, the same on every machine: `library_names.txt` and `library_types.txt`. In the second
each line that is not indented is a type with its type variables and supertypes; the lines below it are
methods with the types of their parameters, and of what they return; ``=>`` is the one method that a
functional interface leaves open. A type variable is one capital letter.
"""

from __future__ import annotations

import os
import re
from functools import cache

from parseltongue.analysis.name_tables import read_tables

TYPE_CHECKING = False
if TYPE_CHECKING:
    Type = tuple[str, tuple["Type", ...]]
    """A name, and type arguments; an array is ``[]`` of its element."""

_FOLDER = os.path.dirname(__file__)
_NAMES = read_tables(os.path.join(_FOLDER, "library_names.txt"))
MEMBERS = _NAMES["members"]
"""Methods and fields of common library types."""
OBJECT_MEMBERS = _NAMES["object"]
PACKAGES = {title: names for title, names in _NAMES.items() if "." in title}
"""Types of packages, by package; those of `java.lang` are all there."""
LANG = PACKAGES["java.lang"]
LANG_TYPES = frozenset(name.encode() for name in LANG)


class Method:
    """A method of a library type: types of its parameters, and of what it returns (None: nothing)."""

    __slots__ = ("parameters", "result")

    def __init__(self, parameters: list[Type], result: Type | None) -> None:
        self.parameters = parameters
        self.result = result


class LibraryType:
    """A type of the library.

    Attributes
    ----------
    variables : str
        Its type variables, one letter each.
    bases : list of Type
    methods : dict of str to Method
    function : Method or None
        The one that a functional interface leaves open.
    """

    __slots__ = ("bases", "function", "methods", "variables")

    def __init__(self, variables: str, bases: list[Type]) -> None:
        self.variables = variables
        self.bases = bases
        self.methods: dict[str, Method] = {}
        self.function: Method | None = None


@cache
def types() -> dict[str, LibraryType]:
    """All types by qualified name; read when first asked for."""
    with open(os.path.join(_FOLDER, "library_types.txt"), encoding="utf-8") as lines:
        return _Reader(lines.read().splitlines()).found


_TOKEN = re.compile(r"[\w.]+|\[\]|[<>,()]|=>|:")


class _Reader:
    """Reads `library_types.txt`."""

    def __init__(self, lines: list[str]) -> None:
        heads = [_TOKEN.findall(line)[0] for line in lines if line[:1].strip()]
        self._qualified = {}
        for head in heads:
            package, *names = re.split(r"\.(?=[A-Z])", head)
            self._qualified[".".join(names)] = f"{package}.{'.'.join(names)}"
        self.found: dict[str, LibraryType] = {}
        self._tokens: list[str] = []
        for line in lines:
            self._tokens = _TOKEN.findall(line)[::-1]
            if line[:1].strip():
                self._type()
            elif self._tokens:
                self._method()

    def _type(self) -> None:
        name = self._tokens.pop()
        variables = ""
        if self._tokens and self._tokens[-1] == "<":
            variables = "".join(one for one, _ in self._list("<", ">"))
        bases = []
        if self._tokens:
            self._tokens.pop()
            while self._tokens:
                bases.append(self._one())
        self._current = self.found[name] = LibraryType(variables, bases)

    def _method(self) -> None:
        name = self._tokens.pop()
        parameters = self._list("(", ")")
        method = Method(parameters, self._one() if self._tokens else None)
        if name == "=>":
            self._current.function = method
        else:
            self._current.methods[name] = method

    def _list(self, opening: str, closing: str) -> list[Type]:
        """What stands between brackets."""
        found: list[Type] = []
        if self._tokens.pop() != opening:
            raise ValueError(f"library_types.txt lacks {opening}")
        while self._tokens[-1] != closing:
            found.append(self._one())
            if self._tokens[-1] == ",":
                self._tokens.pop()
        self._tokens.pop()
        return found

    def _one(self) -> Type:
        name = self._tokens.pop()
        arguments = self._list("<", ">") if self._tokens and self._tokens[-1] == "<" else []
        found: Type = (self._qualified.get(name) or _in_lang(name), tuple(arguments))
        while self._tokens and self._tokens[-1] == "[]":
            self._tokens.pop()
            found = ("[]", (found,))
        return found


def _in_lang(name: str) -> str:
    return f"java.lang.{name}" if name in LANG else name
