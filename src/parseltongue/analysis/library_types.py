"""Tables of the types of a language's library: what their methods take and return.

Data, the same on every machine. Each line of a file that is not indented is a type with its type variables
and supertypes; the lines below it are methods with the types of their parameters, and of what they return;
``=>`` is the one method that a functional type leaves open. A type variable is one capital letter.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Type = tuple[str, tuple["Type", ...]]
    """A name, and type arguments; an array is ``[]`` of its element."""


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


def read_types(
    path: str, qualified: Callable[[str], str], *, by_arity: bool = False
) -> dict[str, LibraryType]:
    """The types of a file, by qualified name.

    Parameters
    ----------
    qualified : callable
        The full name of a type that the file names without being about it.
    by_arity : bool
        Types of one name differ in the number of their type variables; it stands behind the name: ``Func`2``.
    """
    with open(path, encoding="utf-8") as lines:
        return _Reader(lines.read().splitlines(), qualified, by_arity).found


_TOKEN = re.compile(r"[\w.]+|\[\]|[<>,()]|=>|:")


class _Reader:
    """Reads the lines of a table."""

    def __init__(self, lines: list[str], qualified: Callable[[str], str], by_arity: bool) -> None:
        self._outside = qualified
        self._by_arity = by_arity
        heads = [_TOKEN.findall(line)[0] for line in lines if line[:1].strip()]
        self._qualified = {}
        for head in heads:
            package, *names = re.split(r"\.(?=[A-Z])", head) if not by_arity else head.rsplit(".", 1)
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
        key = f"{name}`{len(variables)}" if variables and self._by_arity else name
        self._current = self.found[key] = LibraryType(variables, bases)

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
            raise ValueError(f"the table of library types lacks {opening}")
        while self._tokens[-1] != closing:
            found.append(self._one())
            if self._tokens[-1] == ",":
                self._tokens.pop()
        self._tokens.pop()
        return found

    def _one(self) -> Type:
        name = self._tokens.pop()
        arguments = self._list("<", ">") if self._tokens and self._tokens[-1] == "<" else []
        found: Type = (self._qualified.get(name) or self._outside(name), tuple(arguments))
        while self._tokens and self._tokens[-1] == "[]":
            self._tokens.pop()
            found = ("[]", (found,))
        return found
