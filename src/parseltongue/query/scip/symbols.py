"""Symbols in the grammar of SCIP: how we write ours, and what can be read from those of others.

One of ours names the scheme, no package, the file as a namespace, and the scopes down to the entity::

    parseltongue . . . `shop/orders.py`/Order#save().

A second entity of the same name in the same scope has a disambiguator (methods) or a number in its name.
What is outside the workspace stands under the package that its dotted name begins with.
"""

from __future__ import annotations

import re

from parseltongue.model.kinds import CALLABLE_KINDS, IMPL, MACRO, MODULE_KINDS, OWNER_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

SCHEME = "parseltongue"
_OURS = f"{SCHEME} . . . "
LOCAL_PREFIX = "local "
_LIBRARIES = frozenset((".", "", "typescript"))
"""Packages that are no part of the names of what is in them."""

_SIMPLE = re.compile(r"[\w+\-$]+", re.ASCII)
_DESCRIPTOR = re.compile(
    r"\[(?P<variable>[\w+\-$]+|`(?:[^`]|``)+`)\]|\((?P<parameter>[\w+\-$]+|`(?:[^`]|``)+`)\)"
    r"|(?P<name>[\w+\-$]+|`(?:[^`]|``)+`)(?P<suffix>/|#|\.|:|!|\([\w+\-$]*\)\.)",
    re.ASCII,
)


def escaped(name: str) -> str:
    """A name as an identifier of the grammar."""
    return name if _SIMPLE.fullmatch(name) else "`" + (name or " ").replace("`", "``") + "`"


def file_symbol(path: str) -> str:
    """The symbol of a file as a whole."""
    return f"{_OURS}{escaped(path)}/"


def entity_symbols(path: str, kinds: Sequence[int], parents: Sequence[int], names: list[str]) -> list[str]:
    """The symbols of all entities of a file, by ordinal; the first is that of the file."""
    symbols = [file_symbol(path)]
    seen: dict[str, int] = {}
    for ordinal in range(1, len(kinds)):
        kind, name = kinds[ordinal], names[ordinal]
        scope = symbols[parents[ordinal]]
        plain = scope + _descriptor(kind, name, 1)
        times = seen[plain] = seen.get(plain, 0) + 1
        symbols.append(plain if times == 1 else scope + _descriptor(kind, name, times))
    return symbols


def _descriptor(kind: int, name: str, times: int) -> str:
    if kind in CALLABLE_KINDS and kind != MACRO:
        return f"{escaped(name)}({f'+{times - 1}' if times > 1 else ''})."
    shown = f"impl {name}" if kind == IMPL else name
    numbered = escaped(f"{shown}#{times}" if times > 1 else shown)
    if kind in MODULE_KINDS:
        return numbered + "/"
    if kind in OWNER_KINDS:
        return numbered + "#"
    return numbered + ("!" if kind == MACRO else ".")


def external_symbol(name: str) -> str:
    """The symbol of something outside, by its dotted name."""
    package, _, rest = name.partition(".")
    parts = rest.split(".") if rest else []
    scopes = "".join(escaped(part) + "/" for part in [package, *parts[:-1]])
    last = f"{escaped(parts[-1])}." if parts else ""
    return f"{SCHEME} . {(package or '.').replace(' ', '  ')} . {scopes}{last}"


def is_ours(symbol: str) -> bool:
    """Whether a symbol is one that we give to an entity."""
    return symbol.startswith(_OURS)


def path_in(symbol: str) -> str:
    """The path in a symbol of ours, relative to the root of its index."""
    return (descriptors(symbol) or [("", "")])[0][0]


def is_local(symbol: str) -> bool:
    """Whether a symbol means something within one document only."""
    return symbol.startswith(LOCAL_PREFIX)


def descriptors(symbol: str) -> list[tuple[str, str]] | None:
    """Name and suffix of each descriptor of a global symbol; None if it is not in the grammar.

    Suffixes are ``/ # . : !``, ``()`` for methods, ``[]`` for type parameters and ``(x)`` for parameters.
    """
    rest = _behind_package(symbol)
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(rest):
        match = _DESCRIPTOR.match(rest, at)
        if match is None:
            return None
        found.append(_read(match))
        at = match.end()
    return found or None


def _read(match: re.Match[str]) -> tuple[str, str]:
    for group, suffix in (("variable", "[]"), ("parameter", "(x)")):
        if match.group(group) is not None:
            return _plain(match.group(group)), suffix
    suffix = match.group("suffix")
    return _plain(match.group("name")), "()" if suffix.startswith("(") else suffix


def _plain(name: str) -> str:
    return name[1:-1].replace("``", "`") if name.startswith("`") else name


def _behind_package(symbol: str) -> str:
    """What stands behind scheme, manager, package and version; spaces in these are doubled."""
    at = 0
    for _ in range(4):
        while True:
            at = symbol.find(" ", at)
            if at < 0:
                return ""
            if symbol[at + 1 : at + 2] != " ":
                break
            at += 2
        at += 1
    return symbol[at:]


def package_of(symbol: str) -> str:
    """Scheme, manager, package and version of a global symbol, as they stand in it."""
    behind = _behind_package(symbol)
    return symbol[: len(symbol) - len(behind)] if behind else symbol


def dotted_name(symbol: str) -> str:
    """A name for something outside, as linking gives it: ``json.dumps``; empty for what has none.

    The namespaces of Python are its modules, which say all. Elsewhere they are files or lie within the
    package, whose name comes first; that of the language's own library is left out. In symbols of ours the
    dotted name stands as it is.
    """
    found = descriptors(symbol) or []
    if any(suffix in ("(x)", "[]") for _, suffix in found):
        return ""
    scheme, manager, package = (*package_of(symbol).replace("  ", "\1").split(" "), "", "")[:3]
    names = [name for name, suffix in found if suffix != ":" and name]
    if scheme == SCHEME:
        return ".".join(name.strip(" ") for name, _ in found)
    if manager == "npm":
        names = [name for name, suffix in found if suffix not in ("/", ":")]
    if scheme != "scip-python" and package not in _LIBRARIES:
        names.insert(0, package.replace("\1", " "))
    return ("::" if manager == "cargo" else ".").join(names)
