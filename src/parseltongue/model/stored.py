"""Stored records read in place, for questions: a column is searched as it lies, nothing else is decoded.

Linking reads whole files and uses `Interface`, `References` and `FileLinks`. A question wants one entity of
a file and the mentions of one path; these classes read the same bytes for a fraction of the time and of the
memory. They check what they use: a damaged record is a `CorruptionError` at the latest when its damaged
part is asked for, and never an endless loop.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import accumulate
from operator import lt

from parseltongue.model.columns import ColumnReader
from parseltongue.model.ids import DIGEST_SIZE, ENTITY_ID_SIZE, SYMBOL_ID_SIZE, external_id, symbol_id
from parseltongue.model.interface import SHADOWED, make_symbols
from parseltongue.model.kinds import CALLABLE_KINDS, ENTITY_KINDS, FILE, TYPE_KINDS
from parseltongue.model.paths import (
    ATTR, BINARY, BUILTIN, CALL, EITHER, IMPORT, ITEM, ITER, LETTERS, LOCAL, NAMED, SELF, UNKNOWN,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.model.columns import Packed

_SIGNED = bytes(value >> 1 if not value & 1 else 255 - (value >> 1) for value in range(256))
"""Zigzag bytes to two's complement."""


def positions(column: Packed, value: int) -> list[int]:
    """Indexes at which a column has a value, ascending."""
    found: list[int] = []
    at = -1
    try:
        while True:
            at = column.index(value, at + 1)
            found.append(at)
    except ValueError:
        return found


class StoredInterface:
    """Entities of one file.

    Attributes
    ----------
    kinds, parents, flags : bytes or array
        As in `Interface`.
    names : list of str
    """

    __slots__ = ("_base_counts", "_base_owners", "_base_texts", "_ids", "flags", "kinds", "names", "parents")

    def __init__(self, data: bytes) -> None:
        source = ColumnReader(data, "interface")
        self.kinds, self.parents, self.flags = source.packed(), source.packed(), source.packed()
        self.names = source.texts()
        source.skip_texts()
        self._base_owners, self._base_counts = source.packed(), source.packed()
        self._base_texts = source.texts()
        self._ids = b""
        self._check(source)

    def _check(self, source: ColumnReader) -> None:
        count = len(self.kinds)
        if not count or self.kinds[0] != FILE or {count} != {*map(len, (self.parents, self.flags, self.names))}:
            raise source.damaged("entity columns differ in length")
        if max(self.kinds) >= len(ENTITY_KINDS):
            raise source.damaged("an entity has an unknown kind")
        if self.parents[0] or not all(map(lt, self.parents[1:], range(1, count))):
            raise source.damaged("an entity stands before its parent")
        if len(self._base_owners) != len(self._base_counts) or sum(self._base_counts) != len(self._base_texts):
            raise source.damaged("bases do not add up")

    def symbol(self, ordinal: int) -> str:
        """Symbol of one entity, as `make_symbols` gives it."""
        if not ordinal:
            return ""
        name, kind, parent = self.names[ordinal], self.kinds[ordinal], self.parents[ordinal]
        suffix = _suffix(kind)
        times = sum(
            self.parents[other] == parent and _suffix(self.kinds[other]) == suffix
            for other in self.named(name, ordinal)
        )
        return f"{self.symbol(parent)}{name}{f'#{times + 1}' if times else ''}{suffix}"

    def named(self, name: str, end: int | None = None) -> list[int]:
        """Ordinals below `end` of the entities with a simple name, ascending."""
        found: list[int] = []
        names = self.names
        at, stop = 0, len(names) if end is None else end
        try:
            while True:
                at = names.index(name, at + 1, stop)
                found.append(at)
        except ValueError:
            return found

    def children(self, ordinal: int) -> list[int]:
        """Ordinals of the entities directly in this one, in source order."""
        return [child for child in positions(self.parents, ordinal) if child]

    def member(self, ordinal: int, name: str) -> int | None:
        """The entity that a name denotes in this one."""
        for child in reversed(self.named(name)):
            if self.parents[child] == ordinal and not self.flags[child] & SHADOWED:
                return child
        return None

    def class_members(self, name: str) -> list[int]:
        """The members of that name of all types in the file; shadowed ones left out."""
        kinds, parents, flags = self.kinds, self.parents, self.flags
        return [one for one in self.named(name) if kinds[parents[one]] in TYPE_KINDS and not flags[one] & SHADOWED]

    def ordinal_of(self, symbol: bytes) -> int | None:
        """The entity with this symbol id. The first call hashes all symbols of the file."""
        return aligned(self._all_ids(), symbol, SYMBOL_ID_SIZE)

    def _all_ids(self) -> bytes:
        if not self._ids:
            symbols = make_symbols(self.kinds, self.parents, self.names)
            self._ids = b"".join(map(symbol_id, symbols))
        return self._ids

    def identities(self) -> list[bytes]:
        """Symbol ids of all entities."""
        ids = self._all_ids()
        return [ids[at : at + SYMBOL_ID_SIZE] for at in range(0, len(ids), SYMBOL_ID_SIZE)]

    def identity(self, ordinal: int) -> bytes:
        """Symbol id of an entity."""
        if self._ids:
            return self._ids[ordinal * SYMBOL_ID_SIZE : (ordinal + 1) * SYMBOL_ID_SIZE]
        return symbol_id(self.symbol(ordinal))

    def scope_path(self, ordinal: int) -> str:
        """Dotted names from the top of the file down to the entity."""
        parts = []
        while ordinal:
            parts.append(self.names[ordinal])
            ordinal = self.parents[ordinal]
        return ".".join(reversed(parts))

    def owners(self) -> list[int]:
        """Ordinals of the types that have bases, ascending."""
        return list(self._base_owners)

    def bases(self, ordinal: int) -> list[str]:
        """Path texts of the bases of a type, in order."""
        for index in positions(self._base_owners, ordinal):
            start = sum(self._base_counts[:index])
            return self._base_texts[start : start + self._base_counts[index]]
        return []


def _suffix(kind: int) -> str:
    return "#" if kind in TYPE_KINDS else "()." if kind in CALLABLE_KINDS else "."


def aligned(data: bytes, item: bytes, size: int) -> int | None:
    """Index of an item in packed items of one size."""
    at = data.find(item)
    while at % size:
        if at < 0:
            return None
        at = data.find(item, at + 1)
    return at // size


class StoredReferences:
    """Mentions and positions of one file.

    Attributes
    ----------
    counts, kinds, sources : bytes or array
        As in `References`.
    name_lines : bytes or array
    """

    __slots__ = (
        "_docs", "_ends", "_line_steps", "_lines", "_offsets", "_paths", "_signatures", "_sizes",
        "_start_steps", "_starts", "_table", "_texts", "counts", "flags", "kinds", "name_lines", "sources",
    )  # fmt: skip

    def __init__(self, data: bytes) -> None:
        source = ColumnReader(data, "references")
        interface = source.blob()
        self.flags = source.number()
        start = source.position
        for _ in range(3):
            source.packed()
        source.skip_texts()
        self._table = data[start : source.position]
        self.counts, self.kinds, self.sources = source.packed(), source.packed(), source.packed()
        self._line_steps, self._start_steps = source.packed(), source.packed()
        self._sizes, self.name_lines = source.packed(), source.packed()
        self._texts = source.blob()
        source.finish()
        self._lines: array[int] | None = None
        self._starts: array[int] | None = None
        self._offsets: array[int] | None = None
        self._paths: StoredPaths | None = None
        self._signatures: list[bytes] | None = None
        self._docs: list[bytes] = []
        self._check(source, interface)

    def _check(self, source: ColumnReader, interface: bytes) -> None:
        if len(interface) != DIGEST_SIZE:
            raise source.damaged("the interface digest has a wrong size")
        mentions, entities = len(self.kinds), len(self._sizes)
        if {mentions} != {len(self._line_steps), len(self.sources), sum(self.counts)}:
            raise source.damaged("mention columns differ in length")
        if {entities} != {len(self._start_steps), len(self.name_lines)}:
            raise source.damaged("position columns differ in length")
        if mentions and max(self.sources) >= entities:
            raise source.damaged("a mention stands in an unknown entity")

    @property
    def lines(self) -> array[int]:
        """Line of each mention, from 1."""
        if self._lines is None:
            self._lines = _undelta(self._line_steps)
        return self._lines

    def span(self, ordinal: int) -> tuple[int, int]:
        """First and last line of an entity."""
        if self._starts is None:
            self._starts = _undelta(self._start_steps)
        start = self._starts[ordinal]
        return start, start + self._sizes[ordinal]

    def spans(self) -> list[tuple[int, int]]:
        """First and last line of all entities."""
        return [self.span(ordinal) for ordinal in range(len(self._sizes))]

    def mentions_of(self, path: int) -> range:
        """Indexes of the mentions of a path."""
        offsets = self._ends_by_path()
        return range(offsets[path] - self.counts[path], offsets[path])

    def path_of(self, mention: int) -> int:
        """The path that a mention belongs to."""
        return bisect_right(self._ends_by_path(), mention)

    def _ends_by_path(self) -> array[int]:
        if self._offsets is None:
            self._offsets = array("I", accumulate(self.counts))
        return self._offsets

    @property
    def paths(self) -> StoredPaths:
        """The path table."""
        if self._paths is None:
            self._paths = StoredPaths(self._table)
        return self._paths

    def signature(self, ordinal: int) -> str:
        """Signature of an entity; literals elided."""
        self._split_texts()
        return _text_at(self._signatures or [], ordinal)

    def doc(self, ordinal: int) -> str:
        """First line of an entity's documentation; empty when there is none or it was not kept."""
        self._split_texts()
        return _text_at(self._docs, ordinal)

    def _split_texts(self) -> None:
        if self._signatures is None:
            source = ColumnReader(self._texts, "signatures")
            self._signatures = source.blob().split(b"\n") if source.number() else []
            self._docs = source.blob().split(b"\n") if source.number() else []
            source.finish()


def _text_at(texts: list[bytes], ordinal: int) -> str:
    return texts[ordinal].decode("utf-8", "replace") if ordinal < len(texts) else ""


def _undelta(steps: Packed) -> array[int]:
    """Values from their zigzag differences."""
    if isinstance(steps, bytes):
        signed = array("b", steps.translate(_SIGNED))
    else:
        signed = array("q", [step >> 1 ^ -(step & 1) for step in steps])
    try:
        return array("I", accumulate(signed))
    except OverflowError:
        raise ColumnReader(b"", "references").damaged("a line is negative") from None


class StoredPaths:
    """The path table of one file.

    Attributes
    ----------
    operations, first, second : bytes or array
    path_names : list of str
        As in `References`.
    """

    __slots__ = ("first", "operations", "path_names", "second")

    def __init__(self, data: bytes) -> None:
        source = ColumnReader(data, "path table")
        self.operations, self.first, self.second = source.packed(), source.packed(), source.packed()
        self.path_names = source.texts()
        source.finish()
        if {len(self.operations)} != {len(self.first), len(self.second)}:
            raise source.damaged("path columns differ in length")

    def member(self, path: int) -> str | None:
        """The name of the last step, if that is an attribute."""
        return self._name(path) if self.operations[path] == ATTR else None

    def text(self, path: int, interface: StoredInterface) -> str:
        """The path as `PathTable.render` gives it."""
        parts: list[str] = []
        pending = [(path, path + 1)]
        while pending:
            node, below = pending.pop()
            operation = self._operation(node, below)
            if operation in (0, UNKNOWN):
                return ""
            parts.append(LETTERS[operation])
            if operation == LOCAL:
                parts.append(interface.symbol(self.first[node]) + ";")
            elif operation in NAMED:
                parts.append(self._name(node) + ";")
            if operation in BINARY:
                pending.append((self.second[node], node))
            if operation >= ATTR:
                pending.append((self.first[node], node))
        return "".join(parts)

    def written(self, path: int, interface: StoredInterface) -> str:
        """The path the way a person would write it, such as ``self.client.get()``."""
        steps: list[str] = []
        below = path + 1
        while True:
            operation = self._operation(path, below)
            if operation < ATTR or not self.first[path]:
                steps.append(self._root(path, operation, interface))
                return "".join(reversed(steps))
            if operation == ATTR:
                steps.append(f".{self._name(path)}")
            elif operation in _MARKS:
                steps.append(_MARKS[operation])
            below, path = path, self.first[path]

    def _root(self, path: int, operation: int, interface: StoredInterface) -> str:
        if operation == LOCAL:
            return interface.names[self.first[path]]
        if operation == SELF:
            return "self"
        if operation == ATTR:
            return f"?.{self._name(path)}"
        if operation in NAMED:
            name = self._name(path)
            return name.lstrip(".") or name if operation in (IMPORT, BUILTIN) else name
        return "?"

    def _operation(self, path: int, below: int) -> int:
        """The operation of a node, which must stand before the one that leads to it."""
        if path >= below or path >= len(self.operations) or self.operations[path] > EITHER:
            raise ColumnReader(b"", "path table").damaged(f"path {path} leads nowhere")
        return self.operations[path]

    def _name(self, path: int) -> str:
        try:
            return self.path_names[self.second[path]]
        except IndexError:
            raise ColumnReader(b"", "path table").damaged(f"path {path} has no name") from None


_MARKS = {CALL: "()", ITEM: "[]", ITER: "[]"}


class StoredLinks:
    """Outcomes of the paths of one file.

    Attributes
    ----------
    provenances, targets : bytes or array
    externals : list of str
        As in `FileLinks`.
    """

    __slots__ = ("_entities", "externals", "provenances", "targets")

    def __init__(self, data: bytes) -> None:
        source = ColumnReader(data, "links")
        self.provenances, self.targets = source.packed(), source.packed()
        self._entities = source.blob()
        self.externals = source.texts()
        highest = len(self._entities) // ENTITY_ID_SIZE + len(self.externals)
        if len(self._entities) % ENTITY_ID_SIZE or len(self.provenances) != len(self.targets):
            raise source.damaged("its columns do not fit each other")
        if self.targets and max(self.targets) > highest:
            raise source.damaged("a path leads to an unknown target")

    def number_of(self, target: bytes) -> int:
        """What stands in `targets` for an entity id, that of an external included; 0 if nothing does."""
        index = aligned(self._entities, target, ENTITY_ID_SIZE)
        if index is not None:
            return index + 1
        if not int.from_bytes(target[: ENTITY_ID_SIZE - SYMBOL_ID_SIZE], "big"):
            for index, name in enumerate(self.externals):
                if external_id(name) == target:
                    return len(self._entities) // ENTITY_ID_SIZE + index + 1
        return 0

    def target(self, number: int) -> bytes | str | None:
        """Entity id, external name, or None, for a value of `targets`."""
        if not number:
            return None
        end = number * ENTITY_ID_SIZE
        if end <= len(self._entities):
            return self._entities[end - ENTITY_ID_SIZE : end]
        return self.externals[number - 1 - len(self._entities) // ENTITY_ID_SIZE]
