"""The Interface of a file: what other files can see of it, and the table of its entities.

The first of the two records of FileFacts. Linking reads nothing else of other files. Everything in it is
expressed in symbols and symbolic path texts (`model.paths`), never in ordinals of another file, so that
equal interfaces are equal bytes wherever the file stands.
"""

from __future__ import annotations

from itertools import islice

from parseltongue.model.columns import ColumnReader, ColumnWriter
from parseltongue.model.errors import CorruptionError
from parseltongue.model.ids import symbol_id
from parseltongue.model.kinds import CALLABLE_KINDS, ENTITY_KINDS, FILE, IMPL, TYPE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# Entity flags; the two lowest bits are the visibility.
VISIBILITY_MASK = 3
SHADOWED = 4
"""Another entity of the same name in the same scope is the one that the name denotes."""
STATIC, CLASS_BOUND = 8, 16
ABSTRACT, VARIADIC = 32, 64
"""A method without a body; a callable whose last parameter takes any number of arguments."""
ACCESSOR = 256
"""A field that is read by calling a method of its name, which the language provides."""
NOT_BUILT = 512
"""The entity is not part of what is built: it is for another platform than the one that the language's rules
take for granted, or the source only says that there is such a thing, which stands elsewhere."""
EXTENSION = 1024
"""A callable or property that is found on values of its first parameter's type, as if it were a member."""
HIDING = 2048
"""A member that takes the place of nothing that classes above have, of whatever name; in an interface, of
nothing at all."""
FIXTURE = 4096
"""A callable that a test framework runs to make what it hands to whoever has a parameter of its name. The
type of such a callable is that of what is handed on."""
TRANSPARENT = 1 << 24
"""A namespace that is no part of the names of what stands in it."""
ARITY_SHIFT = 16
"""From this bit on, in languages that tell callables of one name apart by their parameters, stands how many
type parameters they have, if that tells them apart as well."""
OPTIONAL_MARK = "?"
"""Begins the path text of a parameter that a call may leave out."""
TEST = 128
"""The entity is a test by the conventions of its language (not by where its file stands)."""


_SUFFIXES = [
    "#" if kind in TYPE_KINDS else "()." if kind in CALLABLE_KINDS else "."
    for kind in range(len(ENTITY_KINDS))
]
"""What the symbol of an entity ends in, by its kind."""

LONGEST_SYMBOLS = 64 << 20
"""Characters that all symbols of a file may have."""


class Interface:
    """Entities, exports and types of one file; decoded eagerly, indexed on first use.

    Attributes
    ----------
    kinds, parents, flags : list of int
        Per entity, in source order; ordinal 0 is the file itself, its own parent.
    names : list of str
        Simple names; that of the file is empty.
    types : list of str
        Symbolic path text of the value that naming (variable, field, property) or calling (function) the
        entity gives; empty when not known.
    bases : dict of int to list of str
        Class ordinal to the path texts of its bases, in order.
    imports : dict of int to dict of str to str
        By scope (0 is the top of the file, else a module or namespace in it): names bound there to something
        that is not an entity of this file, with the path texts of what they stand for.
    stars : dict of int to list of str
        By scope: path texts of the modules whose names are all imported, in order.
    exported : list of str or None
        The declared list of public names (`__all__`), if there is one.
    package : str
        The package or namespace that the file says it belongs to; in C++ a digest of those that it opens.
        Empty if it says nothing.
    parameters : dict of int to list of str
        Path texts of the declared types of a callable's parameters, in order, for languages that choose
        among several of a name by them; `OPTIONAL_MARK` before those that calls may leave out.
    """

    __slots__ = (
        "_members", "_named", "_ordinals", "_symbols", "bases", "exported", "flags", "imports", "kinds",
        "names", "package", "parameters", "parents", "stars", "types",
    )  # fmt: skip

    def __init__(
        self,
        kinds: list[int],
        parents: list[int],
        flags: list[int],
        names: list[str],
        types: list[str],
        bases: dict[int, list[str]],
        imports: dict[int, dict[str, str]],
        stars: dict[int, list[str]],
        exported: list[str] | None,
        package: str = "",
        parameters: dict[int, list[str]] | None = None,
    ) -> None:
        self.kinds = kinds
        self.parents = parents
        self.flags = flags
        self.names = names
        self.types = types
        self.bases = bases
        self.imports = imports
        self.stars = stars
        self.exported = exported
        self.package = package
        self.parameters = parameters or {}
        self._symbols: list[str] | None = None
        self._members: dict[int, dict[str, int]] | None = None
        self._named: dict[int, dict[str, list[int]]] | None = None
        self._ordinals: dict[bytes, int] | None = None

    @property
    def symbols(self) -> list[str]:
        """Scope-qualified symbol per entity; the file's is empty."""
        if self._symbols is None:
            self._symbols = make_symbols(self.kinds, self.parents, self.names)
        return self._symbols

    @property
    def exports(self) -> dict[str, int]:
        """Name to ordinal, of the entities at the top level."""
        return self.members(0)

    def imported_as(self, scope: int, name: str) -> str | None:
        """Path text of what a name in a scope is an import of; None if it is none."""
        names = self.imports.get(scope)
        return None if names is None else names.get(name)

    def named(self, ordinal: int) -> dict[str, list[int]]:
        """Name to all ordinals, ascending, of the entities directly in this one; shadowed ones left out.

        A name can denote several: overloads, or a type and a function in a language that tells them apart.
        """
        if self._named is None:
            self._named = {}
            for child in range(1, len(self.kinds)):
                if not self.flags[child] & SHADOWED:
                    names = self._named.setdefault(self.parents[child], {})
                    names.setdefault(self.names[child], []).append(child)
        return self._named.get(ordinal, {})

    def members(self, ordinal: int) -> dict[str, int]:
        """Name to the last ordinal, of the entities directly in this one; shadowed ones left out."""
        if self._members is None:
            self._members = self._index_members()
        return self._members.get(ordinal, {})

    def _index_members(self) -> dict[int, dict[str, int]]:
        members: dict[int, dict[str, int]] = {}
        for ordinal in range(1, len(self.kinds)):
            if not self.flags[ordinal] & SHADOWED:
                members.setdefault(self.parents[ordinal], {})[self.names[ordinal]] = ordinal
        return members

    def ordinal_of(self, symbol: bytes) -> int | None:
        """The entity with this symbol id."""
        if self._ordinals is None:
            self._ordinals = {symbol_id(text): i for i, text in enumerate(self.symbols)}
        return self._ordinals.get(symbol)

    def scope_path(self, ordinal: int) -> str:
        """Dotted names from the top of the file down to the entity."""
        parts = [shown_name(self.kinds[ordinal], self.names[ordinal])] if ordinal else []
        while ordinal := self.parents[ordinal]:
            if not self.flags[ordinal] & TRANSPARENT:
                parts.append(self.names[ordinal])
        return ".".join(reversed(parts))

    def encode(self) -> bytes:
        out = ColumnWriter()
        out.column(self.kinds)
        out.column(self.parents)
        out.column(self.flags)
        out.texts(self.names)
        out.texts(self.types)
        _write_lists(out, self.bases)
        _write_lists(out, {scope: sorted(names) for scope, names in self.imports.items()})
        out.texts([names[name] for _, names in sorted(self.imports.items()) for name in sorted(names)])
        _write_lists(out, self.stars)
        out.number(self.exported is not None)
        out.texts(self.exported or [])
        out.texts([self.package] if self.package else [])
        _write_lists(out, self.parameters)
        return out.getvalue()

    @classmethod
    def decode(cls, data: bytes) -> Interface:
        source = ColumnReader(data, "interface")
        kinds, parents, flags = source.column(), source.column(), source.column()
        names, types = source.texts(), source.texts()
        _check_entities(source, kinds, parents, flags, names, types)
        bases = _read_lists(source)
        imported, targets = _read_lists(source), source.texts()
        if sum(map(len, imported.values())) != len(targets):
            raise source.damaged("its imports do not add up")
        leading = iter(targets)
        imports = {scope: dict(zip(names, leading, strict=False)) for scope, names in imported.items()}
        stars = _read_lists(source)
        has_list, exported, package = source.number(), source.texts(), source.texts()
        parameters = _read_lists(source)
        source.finish()
        return cls(
            kinds, parents, flags, names, types, bases, imports, stars, exported if has_list else None,
            "".join(package), parameters,
        )  # fmt: skip


def _write_lists(out: ColumnWriter, lists: dict[int, list[str]]) -> None:
    owners = sorted(lists)
    out.column(owners)
    out.column([len(lists[owner]) for owner in owners])
    out.texts([text for owner in owners for text in lists[owner]])


def _read_lists(source: ColumnReader) -> dict[int, list[str]]:
    owners, counts, texts = source.column(), source.column(), source.texts()
    if len(owners) != len(counts) or sum(counts) != len(texts):
        raise source.damaged("its lists do not add up")
    lists = {}
    start = 0
    for owner, count in zip(owners, counts, strict=True):
        lists[owner] = texts[start : start + count]
        start += count
    return lists


def _check_entities(
    source: ColumnReader,
    kinds: list[int],
    parents: list[int],
    flags: list[int],
    names: list[str],
    types: list[str],
) -> None:
    count = len(kinds)
    if not count or kinds[0] != FILE or {count} != {len(parents), len(flags), len(names), len(types)}:
        raise source.damaged("entity columns differ in length")
    if max(kinds) >= len(ENTITY_KINDS):
        raise source.damaged("an entity has an unknown kind")
    if parents[0] or any(parent >= child for child, parent in enumerate(parents) if child):
        raise source.damaged("an entity stands before its parent")


def shown_name(kind: int, name: str) -> str:
    """The last part of a qualified name: an impl must not be taken for the type that it is for."""
    return f"impl {name}" if kind == IMPL else name


def symbol_suffix(kind: int) -> str:
    """What the symbol of an entity of a kind ends in."""
    return _SUFFIXES[kind]


def make_symbols(kinds: Sequence[int], parents: Sequence[int], names: list[str]) -> list[str]:
    """Symbols from the entity columns: parent's symbol, name, ``#2`` from the second on, kind suffix.

    Raises
    ------
    CorruptionError
        They are too long: entities in each other could make gigabytes of a small file or record.
    """
    symbols = [""]
    left = LONGEST_SYMBOLS
    tails = map(str.__add__, names, map(_SUFFIXES.__getitem__, kinds))
    for scope, tail in islice(zip(parents, tails, strict=True), 1, None):
        symbol = symbols[scope] + tail
        left -= len(symbol)
        if left < 0:
            raise CorruptionError(f"the symbols of a file have more than {LONGEST_SYMBOLS} characters")
        symbols.append(symbol)
    return symbols if len(set(symbols)) == len(symbols) else _numbered(kinds, parents, names)


def _numbered(kinds: Sequence[int], parents: Sequence[int], names: list[str]) -> list[str]:
    """Symbols where some entities have one name in one scope."""
    symbols = [""]
    seen: dict[str, int] = {}
    left = LONGEST_SYMBOLS
    for ordinal in range(1, len(kinds)):
        scope, name, suffix = symbols[parents[ordinal]], names[ordinal], _SUFFIXES[kinds[ordinal]]
        symbol = scope + name + suffix
        left -= len(symbol)
        if left < 0:
            raise CorruptionError(f"the symbols of a file have more than {LONGEST_SYMBOLS} characters")
        times = seen[symbol] = seen.get(symbol, 0) + 1
        symbols.append(symbol if times == 1 else f"{scope}{name}#{times}{suffix}")
    return symbols


def is_special(name: str) -> bool:
    """Whether the language calls a member of this name by itself, as Python does ``__len__``."""
    return name.startswith("__") and name.endswith("__")
