"""Stored records read in place, for questions: a column is searched as it lies, nothing else is decoded.

Linking reads whole files and uses `Interface`, `References` and `FileLinks`. A question wants one entity of
a file and the mentions of one path; these classes read the same bytes for a fraction of the time and of the
memory. They check what they use: a damaged record is a `CorruptionError` at the latest when its damaged
part is asked for, and never an endless loop.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from operator import lt

from parseltongue.model.columns import ColumnReader
from parseltongue.model.ids import DIGEST_SIZE, ENTITY_ID_SIZE, SYMBOL_ID_SIZE, external_id, symbol_ids
from parseltongue.model.interface import SHADOWED, TRANSPARENT, make_symbols, shown_name, symbol_suffix
from parseltongue.model.kinds import ENTITY_KINDS, FILE, OWNER_KINDS
from parseltongue.model.paths import (
    APPLY,
    ATTR,
    BINARY,
    BUILTIN,
    CALL,
    HANDED_MARK,
    IMPORT,
    ITEM,
    ITER,
    KEY_MARK,
    LETTERS,
    LOCAL,
    MARKS,
    MEMBERS,
    NAMED,
    OPENED_MARK,
    SELF,
    UNKNOWN,
)  # fmt: skip
from parseltongue.model.stored_columns import (
    FEW,
    PackedTexts,
    aligned,
    packed,
    positions,
    undelta,
    undelta_at,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.model.columns import Packed

_DEEPEST = 1000
_LONGEST_PATH = 1000
"""What records of ours stay far below: entities in entities, and steps of a path, written out."""


class StoredInterface:
    """Entities of one file.

    Attributes
    ----------
    kinds, parents, flags : bytes or array
        As in `Interface`.
    names : PackedTexts
    """

    __slots__ = (
        "_base_counts", "_base_owners", "_base_texts", "_parameters", "_rest", "flags", "kinds", "names",
        "parents",
    )  # fmt: skip

    def __init__(self, data: bytes) -> None:
        source = ColumnReader(data, "interface")
        self.kinds, self.parents, self.flags = (source.packed_at(*span) for span in source.spans(3))
        self.names = PackedTexts(source)
        source.skip_texts()
        self._base_owners, self._base_counts = source.packed(), source.packed()
        self._base_texts = PackedTexts(source)
        self._check(source)
        self._rest = source.rest()
        """Behind the bases: read when it is asked for."""
        self._parameters: tuple[Packed, Packed, PackedTexts] | None = None

    def _check(self, source: ColumnReader) -> None:
        count = len(self.kinds)
        same = count == len(self.parents) == len(self.flags) == len(self.names)
        if not count or self.kinds[0] != FILE or not same:
            raise source.damaged("entity columns differ in length")
        if max(self.kinds) >= len(ENTITY_KINDS):
            raise source.damaged("an entity has an unknown kind")
        if self.parents[0] or not all(map(lt, self.parents[1:], range(1, count))):
            raise source.damaged("an entity stands before its parent")
        owners = self._base_owners
        if len(owners) != len(self._base_counts) or sum(self._base_counts) != len(self._base_texts):
            raise source.damaged("bases do not add up")

    def symbol(self, ordinal: int) -> str:
        """Symbol of one entity, as `make_symbols` gives it."""
        parts: list[str] = []
        while ordinal:
            if len(parts) > _DEEPEST:
                raise ColumnReader(b"", "interface").damaged(f"an entity stands {_DEEPEST} deep")
            parts.append(self.own_symbol(ordinal))
            ordinal = self.parents[ordinal]
        return "".join(reversed(parts))

    def own_symbol(self, ordinal: int) -> str:
        """What a symbol has beyond that of the parent."""
        name, kind, parent = self.names[ordinal], self.kinds[ordinal], self.parents[ordinal]
        suffix = symbol_suffix(kind)
        times = sum(
            self.parents[other] == parent and symbol_suffix(self.kinds[other]) == suffix
            for other in self.named(name, ordinal)
        )
        return f"{name}{f'#{times + 1}' if times else ''}{suffix}"

    def named(self, name: str, end: int | None = None) -> list[int]:
        """Ordinals below `end` of the entities with a simple name, ascending."""
        found = self.names.indexes(name, end)
        return found[1:] if found and not found[0] else found

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
        return [
            one
            for one in self.named(name)
            if kinds[parents[one]] in OWNER_KINDS and not flags[one] & SHADOWED
        ]

    def ids(self) -> bytes:
        """Symbol ids of all entities, one after another. O(entities), never kept here."""
        return symbol_ids(make_symbols(self.kinds, self.parents, self.names.all()))

    def scope_path(self, ordinal: int) -> str:
        """Dotted names from the top of the file down to the entity."""
        names, parents, flags = self.names, self.parents, self.flags
        path = shown_name(self.kinds[ordinal], names[ordinal]) if ordinal else ""
        while ordinal := parents[ordinal]:
            if not flags[ordinal] & TRANSPARENT:
                path = f"{names[ordinal]}.{path}"
        return path

    def owners(self) -> list[int]:
        """Ordinals of the types that have bases, ascending."""
        return list(self._base_owners)

    def bases(self, ordinal: int) -> list[str]:
        """Path texts of the bases of a type, in order."""
        return _listed((self._base_owners, self._base_counts, self._base_texts), ordinal) or []

    @property
    def has_parameters(self) -> bool:
        """Whether the language of the file chooses among callables of a name by their parameters."""
        return len(self._read_parameters()[0]) > 0

    def parameters(self, ordinal: int) -> list[str] | None:
        """Path texts of the types of a callable's parameters; None if they are not told."""
        return _listed(self._read_parameters(), ordinal)

    def _read_parameters(self) -> tuple[Packed, Packed, PackedTexts]:
        if self._parameters is None:
            source = ColumnReader(self._rest, "interface")
            _skip_list(source)
            source.skip_texts()
            _skip_list(source)
            source.number()
            source.skip_texts()
            source.skip_texts()
            owners, counts, texts = source.packed(), source.packed(), PackedTexts(source)
            if len(owners) != len(counts) or sum(counts) != len(texts):
                raise source.damaged("parameters do not add up")
            self._parameters = owners, counts, texts
        return self._parameters


def _skip_list(source: ColumnReader) -> None:
    source.packed(), source.packed()
    source.skip_texts()


def _listed(lists: tuple[Packed, Packed, PackedTexts], owner: int) -> list[str] | None:
    """The texts of one owner of lists; None if it has no list."""
    owners, counts, texts = lists
    for index in positions(owners, owner):
        start = sum(counts[:index])
        return [texts[at] for at in range(start, start + counts[index])]
    return None


class StoredPlaces:
    """Where the entities of a file stand, and what is said of them: one half of its references.

    Attributes
    ----------
    name_lines : bytes or array
        As in `References`.
    signatures, docs : PackedTexts
        By entity; none of the latter where they were not kept.
    """

    __slots__ = ("_asked", "_sizes", "_start_steps", "_starts", "docs", "name_lines", "signatures")

    def __init__(self, data: bytes) -> None:
        source = _after_paths(data)
        *_, start_steps, sizes, name_lines = source.spans(7)
        self._start_steps = source.packed_at(*start_steps)
        self._starts: Packed | None = None
        self._asked = 0
        self._sizes, self.name_lines = source.packed_at(*sizes), source.packed_at(*name_lines)
        texts = ColumnReader(source.blob(), "signatures")
        self.signatures, self.docs = PackedTexts(texts), PackedTexts(texts)
        texts.finish()
        source.finish()
        if not len(self._start_steps) == len(self._sizes) == len(self.name_lines):
            raise source.damaged("position columns differ in length")

    def __len__(self) -> int:
        """Number of entities."""
        return len(self._sizes)

    def span(self, ordinal: int) -> tuple[int, int]:
        """First and last line of an entity."""
        starts = self._starts
        if starts is None and self._asked < FEW:
            self._asked += 1
            start = undelta_at(self._start_steps, ordinal)
        else:
            start = (starts if starts is not None else self._all_starts())[ordinal]
        return start, start + self._sizes[ordinal]

    def spans(self) -> list[tuple[int, int]]:
        """First and last line of all entities."""
        return [(start, start + size) for start, size in zip(self._all_starts(), self._sizes, strict=True)]

    def _all_starts(self) -> Packed:
        starts = self._starts
        if starts is None:
            starts = self._starts = undelta(self._start_steps)
            self._start_steps = b""
        return starts


class StoredMentions:
    """The mentions in a file, by path: the other half of its references.

    Attributes
    ----------
    counts, kinds, sources : bytes or array
        As in `References`.
    """

    __slots__ = ("_asked", "_ends", "_line_steps", "_lines", "counts", "kinds", "sources")

    def __init__(self, data: bytes) -> None:
        source = _after_paths(data)
        self.counts, self.kinds, self.sources, self._line_steps = (
            source.packed_at(*span) for span in source.spans(4)
        )
        self._lines: Packed | None = None
        self._ends: Packed | None = None
        self._asked = 0
        if not len(self.kinds) == len(self._line_steps) == len(self.sources) == sum(self.counts):
            raise source.damaged("mention columns differ in length")
        entities = source.number()
        if self.sources and max(self.sources) >= entities:
            raise source.damaged("a mention stands in an unknown entity")

    @property
    def lines(self) -> Packed:
        """Line of each mention, from 1."""
        lines = self._lines
        if lines is None:
            lines = self._lines = undelta(self._line_steps)
            self._line_steps = b""
        return lines

    def line(self, mention: int) -> int:
        """Line of one mention."""
        lines = self._lines
        if lines is None and self._asked < FEW:
            self._asked += 1
            return undelta_at(self._line_steps, mention)
        return (lines if lines is not None else self.lines)[mention]

    def of_path(self, path: int) -> range:
        """Indexes of the mentions of a path."""
        ends = self._ends
        if ends is None and self._asked < FEW:
            self._asked += 1
            start = sum(self.counts[:path])
            return range(start, start + self.counts[path])
        end = (ends if ends is not None else self._ends_by_path())[path]
        return range(end - self.counts[path], end)

    def path_of(self, mention: int) -> int:
        """The path that a mention belongs to."""
        return bisect_right(self._ends_by_path(), mention)

    def _ends_by_path(self) -> Packed:
        ends = self._ends
        if ends is None:
            ends = self._ends = packed(list(accumulate(self.counts)))
        return ends


def _after_paths(data: bytes) -> ColumnReader:
    """A reader of references that has passed over their head and the path table."""
    source = ColumnReader(data, "references")
    if len(source.blob()) != DIGEST_SIZE:
        raise source.damaged("the interface digest has a wrong size")
    source.number()
    source.spans(3)
    source.skip_texts()
    return source


class StoredPaths:
    """The path table of one file, read from its references.

    Attributes
    ----------
    operations, first, second : bytes or array
    path_names : PackedTexts
        As in `References`.
    """

    __slots__ = ("first", "operations", "path_names", "second")

    def __init__(self, data: bytes) -> None:
        source = ColumnReader(data, "references")
        source.blob()
        source.number()
        self.operations, self.first, self.second = (source.packed_at(*span) for span in source.spans(3))
        self.path_names = PackedTexts(source)
        if {len(self.operations)} != {len(self.first), len(self.second)}:
            raise source.damaged("path columns differ in length")

    def member(self, path: int) -> str | None:
        """The name of the last step, if that is an attribute or a method."""
        return self._name(path) if self.operations[path] in MEMBERS else None

    def text(self, path: int, interface: StoredInterface) -> str:
        """The path as `PathTable.render` gives it."""
        parts: list[str] = []
        pending = [(path, path + 1)]
        while pending:
            if len(parts) > _LONGEST_PATH:
                raise ColumnReader(b"", "path table").damaged(f"path {path} has no end")
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
            if operation in MEMBERS:
                name = self._shown_name(path)
                steps.append("" if name[:1] in MARKS else f".{name}")
            elif operation in _MARKS:
                steps.append(_MARKS[operation])
            below, path = path, self.first[path]

    def _root(self, path: int, operation: int, interface: StoredInterface) -> str:
        if operation == LOCAL:
            return interface.names[self.first[path]] or "?"
        if operation == SELF:
            return "self"
        if operation in MEMBERS:
            return f"?.{self._shown_name(path)}"
        if operation in NAMED:
            name = self._shown_name(path)
            if operation not in (IMPORT, BUILTIN):
                return name
            return name.lstrip("." + HANDED_MARK).replace(OPENED_MARK, "") or name
        return "?"

    def _shown_name(self, path: int) -> str:
        name = self._name(path)
        return name.partition(KEY_MARK)[0] or "?" if KEY_MARK in name else name

    def _operation(self, path: int, below: int) -> int:
        """The operation of a node, which must stand before the one that leads to it."""
        if path >= below or path >= len(self.operations) or self.operations[path] > APPLY:
            raise ColumnReader(b"", "path table").damaged(f"path {path} leads nowhere")
        return self.operations[path]

    def _name(self, path: int) -> str:
        index = self.second[path]
        if index >= len(self.path_names):
            raise ColumnReader(b"", "path table").damaged(f"path {path} has no name")
        return self.path_names[index]


_MARKS = {CALL: "()", ITEM: "[]", ITER: "[]"}


class StoredLinks:
    """Outcomes of the paths of one file.

    Attributes
    ----------
    provenances, targets : bytes or array
        As in `FileLinks`.
    externals : PackedTexts
    """

    __slots__ = ("_entities", "externals", "provenances", "targets")

    def __init__(self, data: bytes) -> None:
        source = ColumnReader(data, "links")
        self.provenances, self.targets = (source.packed_at(*span) for span in source.spans(2))
        self._entities = source.blob()
        self.externals = PackedTexts(source)
        highest = len(self._entities) // ENTITY_ID_SIZE + len(self.externals)
        if len(self._entities) % ENTITY_ID_SIZE or len(self.provenances) != len(self.targets):
            raise source.damaged("its columns do not fit each other")
        if self.targets and max(self.targets) > highest:
            raise source.damaged("a path leads to an unknown target")

    def entity_ids(self) -> list[bytes]:
        """The entities that paths lead to: the value n of `targets` is the n-th of them, from 1."""
        ids = self._entities
        return [ids[at : at + ENTITY_ID_SIZE] for at in range(0, len(ids), ENTITY_ID_SIZE)]

    def number_of(self, target: bytes) -> int:
        """What stands in `targets` for an entity id, that of an external included; 0 if nothing does."""
        index = aligned(self._entities, target, ENTITY_ID_SIZE)
        if index is not None:
            return index + 1
        if not int.from_bytes(target[: ENTITY_ID_SIZE - SYMBOL_ID_SIZE], "big"):
            for index, name in enumerate(self.externals.all()):
                if external_id(name) == target:
                    return len(self._entities) // ENTITY_ID_SIZE + index + 1
        return 0

    def numbers_in(self, file_id: bytes) -> list[int]:
        """What stands in `targets` for the entities of a file, ascending."""
        ids = self._entities
        found = []
        at = ids.find(file_id)
        while at >= 0:
            if not at % ENTITY_ID_SIZE:
                found.append(at // ENTITY_ID_SIZE + 1)
            at = ids.find(file_id, at + 1)
        return found

    def target(self, number: int) -> bytes | str | None:
        """Entity id, external name, or None, for a value of `targets`."""
        if not number:
            return None
        end = number * ENTITY_ID_SIZE
        if end <= len(self._entities):
            return self._entities[end - ENTITY_ID_SIZE : end]
        return self.externals[number - 1 - len(self._entities) // ENTITY_ID_SIZE]
