"""What is known of Kotlin's library: its types, functions, extensions and members, with their types.

The table is data, the same on every machine: `library.txt`. Of its lines ``P`` begins a package, ``C`` is a
type with its type variables and supertypes, ``M`` a member of the type above it, ``F`` a function or an
extension and ``V`` a property of the package, ``J`` the types of a package of Java, or the names of members.
Lines are read when something so named is first asked for.
"""

from __future__ import annotations

import os
import re
from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    Type = tuple[str, tuple["Type", ...]]
    """A qualified name and type arguments, or the name of a type variable."""

COMPANION = b"<companion>"
"""The name under which a class knows the object that its own name stands for."""
CONSTRUCTED = b"<new>"
FUNCTION, EXTENSION_FUNCTION = b"kotlin.Function", b"kotlin.ExtensionFunctionType"
"""Types of functions, and of those with a receiver; the last type argument is the result."""
_PATH = os.path.join(os.path.dirname(__file__), "library.txt")
_TOKEN = re.compile(r"[\w.]+|->|[<>(),*:]")
DEFAULT_PACKAGES = (
    "kotlin", "kotlin.annotation", "kotlin.collections", "kotlin.comparisons", "kotlin.io", "kotlin.ranges",
    "kotlin.sequences", "kotlin.text", "kotlin.jvm", "java.lang",
)  # fmt: skip


class Function:
    """A function, a property, or a member: type variables, receiver, parameters, and what it gives."""

    __slots__ = ("is_member", "parameters", "qualified", "receiver", "result", "variables")

    def __init__(self, qualified: str, variables: tuple[str, ...], receiver: Type | None) -> None:
        self.qualified = qualified
        self.variables = variables
        self.receiver = receiver
        self.parameters: list[Type] | None = None
        """None for a property."""
        self.result: Type = ("kotlin.Unit", ())
        self.is_member = False


class LibraryType:
    """A type: its type variables and supertypes."""

    __slots__ = ("bases", "variables")

    def __init__(self, variables: tuple[str, ...], bases: list[Type]) -> None:
        self.variables = variables
        self.bases = bases


class _Index:
    """The lines of the table by name, not yet read."""

    def __init__(self) -> None:
        self.packages: dict[str, set[str]] = {}
        self.types: dict[str, tuple[str, str]] = {}
        """By name within a package, the package and the line."""
        self.qualified: dict[str, tuple[str, str]] = {}
        self.lines: dict[str, list[tuple[str, str, str]]] = {}
        """By simple name: package, line, and for a member the line of its type."""
        self.members: set[str] = set()
        package = owner = ""
        with open(_PATH, encoding="utf-8") as lines:
            for line in lines:
                mark, _, rest = line.rstrip("\n").partition(" ")
                if mark == "P":
                    package = rest
                elif mark == "C":
                    owner = rest
                    self._add_type(package, rest)
                elif mark == "J":
                    package, _, names = rest.partition(" ")
                    self.packages[package] = set(names.split())
                elif mark in ("F", "V", "M"):
                    self._add(package, mark + rest, owner if mark == "M" else "")

    def _add_type(self, package: str, line: str) -> None:
        name = re.split(r"[<: ]", line, maxsplit=1)[0]
        self.packages.setdefault(package, set()).add(name)
        self.types.setdefault(name, (package, line))
        self.qualified.setdefault(f"{package}.{name}", (package, line))

    def _add(self, package: str, line: str, owner: str) -> None:
        name = line[1:].partition("|")[0]
        self.lines.setdefault(name, []).append((package, line, owner))
        if owner or line.split("|")[2]:
            self.members.add(name)
        if not owner:
            self.packages.setdefault(package, set()).add(name)


_INDEX = _Index()
MEMBERS = _INDEX.members
"""Names of members and of extensions."""
PACKAGES = _INDEX.packages
JAVA_MEMBERS = PACKAGES.pop("", set())
"""Names of members of common types of Java's library."""
DEFAULT_TYPES = frozenset(
    name.encode() for package in DEFAULT_PACKAGES for name in PACKAGES.get(package, ()) if name[:1].isupper()
)
OBJECT_MEMBERS = frozenset(("equals", "hashCode", "toString"))


def default_package(name: str) -> str | None:
    """The package that a name comes from that is imported without saying so."""
    for package in DEFAULT_PACKAGES:
        if name in PACKAGES.get(package, ()):
            return package
    return None


@cache
def functions(name: str) -> list[Function]:
    """All functions, extensions, properties and members of a name."""
    return [_Reader(package, line[1:]).function(owner) for package, line, owner in _INDEX.lines.get(name, ())]


@cache
def library_type(qualified: str) -> LibraryType | None:
    """A type by its qualified name."""
    known = _INDEX.qualified.get(qualified)
    return None if known is None else _Reader(*known).type_()


@cache
def supertypes(qualified: str) -> frozenset[str] | None:
    """The names of a type and all its supertypes; None if the type is not known."""
    found = library_type(qualified)
    if found is None:
        return None
    names = {qualified, "kotlin.Any"}
    for name, _ in found.bases:
        names |= supertypes(name) or {name}
    return frozenset(names)


class _Reader:
    """Reads one line."""

    def __init__(self, package: str, line: str) -> None:
        self._package = package
        self._line = line
        self._variables: tuple[str, ...] = ()
        self._tokens: list[str] = []

    def type_(self) -> LibraryType:
        head, _, bases = self._line.partition(":")
        self._variables = tuple(_TOKEN.findall(head)[2:-1:2])
        return LibraryType(self._variables, self._all(bases))

    def function(self, owner: str) -> Function:
        name, variables, receiver, parameters, result = self._line.split("|")
        qualified = f"{self._package}.{name}"
        self._variables = tuple(variables.split())
        told = self._one_of(receiver) if receiver else None
        if owner:
            tokens = _TOKEN.findall(owner.partition(":")[0])
            qualified = f"{self._package}.{tokens[0]}.{name}"
            own = tuple(tokens[2:-1:2])
            self._variables = (*own, *self._variables)
            told = (f"{self._package}.{tokens[0]}", tuple((one, ()) for one in own))
        found = Function(qualified, self._variables, told)
        found.is_member = bool(owner)
        if parameters != "-":
            found.parameters = self._all(parameters)
        if result:
            found.result = self._one_of(result)
        return found

    def _all(self, text: str) -> list[Type]:
        """Types one after the other, separated by commas."""
        self._tokens = _TOKEN.findall(text)[::-1]
        found = []
        while self._tokens:
            found.append(self._one())
            if self._tokens:
                self._tokens.pop()
        return found

    def _one_of(self, text: str) -> Type:
        self._tokens = _TOKEN.findall(text)[::-1]
        return self._one()

    def _one(self) -> Type:
        token = self._tokens.pop()
        if token == "(":
            return self._function_type(None)
        if token == "*":
            return "kotlin.Any", ()
        if token.endswith(".") and self._tokens and self._tokens[-1] == "(":
            self._tokens.pop()
            return self._function_type((self._qualified(token[:-1]), ()))
        arguments: list[Type] = []
        if self._tokens and self._tokens[-1] == "<":
            self._tokens.pop()
            arguments = self._until(">")
        return self._qualified(token), tuple(arguments)

    def _until(self, closing: str) -> list[Type]:
        found = []
        while self._tokens and self._tokens[-1] != closing:
            found.append(self._one())
            if self._tokens and self._tokens[-1] == ",":
                self._tokens.pop()
        if self._tokens:
            self._tokens.pop()
        return found

    def _function_type(self, receiver: Type | None) -> Type:
        """What stands behind an opening parenthesis: parameters and result, or a type in parentheses."""
        parts = self._until(")")
        if not self._tokens or self._tokens[-1] != "->":
            return parts[0] if parts else ("kotlin.Any", ())
        self._tokens.pop()
        result = self._one()
        if receiver is not None:
            return EXTENSION_FUNCTION.decode(), (receiver, *parts, result)
        return FUNCTION.decode(), (*parts, result)

    def _qualified(self, name: str) -> str:
        if name in self._variables:
            return name
        if f"{self._package}.{name}" in _INDEX.qualified:
            return f"{self._package}.{name}"
        known = _INDEX.types.get(name)
        return f"{known[0]}.{name}" if known is not None else name


def _takes_plain_lambda(name: str) -> bool:
    """Whether no function of that name takes a lambda with a receiver."""
    return not any(".(" in line for _, line, _ in _INDEX.lines[name])


PLAIN_LAMBDAS = frozenset(
    name.encode()
    for name, known in _INDEX.lines.items()
    if any("->" in line for _, line, _ in known) and _takes_plain_lambda(name)
)
"""Functions whose lambdas have no receiver."""
