"""What nothing seems to reach: entities that no entry point leads to, and how sure that is.

Entry points are the code at the top of every file, tests, vendored code, and functions that run by their
name (`main`).
From there life spreads along calls, uses, inheritance, and from a type to what the language or a base calls
of it: constructors, names such as ``__len__``, members that override. Confidence comes from spreading it
three times, each time with more that may be alive:

- what only comes alive with names that are mentioned on unknown receivers, members of types with a base
  outside of the workspace, overloads of what is alive, declarations behind a decorator or annotation, and
  macros, is ``low``;
- what only comes alive with everything public or imported is ``medium``: other code may use it;
- the rest is ``high``.

Names in texts (``getattr``, templates, configuration) and in the bodies of Rust's macros are not seen, nor
what Rust's attributes do.
"""

from __future__ import annotations

from itertools import chain, compress

from parseltongue.analytics.library import Spreading
from parseltongue.isg.rows import FACTS_FLAGS_SHIFT, TEST_FILE, VENDORED
from parseltongue.model.facts import SYNTAX_ERRORS
from parseltongue.model.interface import (
    ABSTRACT,
    EXTENSION,
    OTHER_PLATFORM,
    SHADOWED,
    TEST,
    VISIBILITY_MASK,
)  # fmt: skip
from parseltongue.model.kinds import (
    CALLABLE_KINDS,
    CONSTANT,
    CONSTRUCTOR,
    EXTENDS,
    FILE,
    FUNCTION,
    IMPL,
    IMPLEMENTS,
    IMPORTS,
    MACRO,
    METHOD,
    OWNER_KINDS,
    PROPERTY,
    PUBLIC,
    RELATIONSHIP_KINDS,
    TYPE_KINDS,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from parseltongue.analytics.columns import Columns

    Edges = list[tuple[int, int]]

CONFIDENCES = ("low", "medium", "high")
LOW, MEDIUM, HIGH = range(len(CONFIDENCES))

_USES = frozenset(range(len(RELATIONSHIP_KINDS))) - {IMPORTS}
REPORTED = TYPE_KINDS | {FUNCTION, METHOD, MACRO, PROPERTY, CONSTANT}
_OVERLOADED = frozenset((FUNCTION, METHOD))
ENTRY_NAMES = frozenset(("main", "init", "_start", "DllMain", "WinMain", "wmain"))
"""Functions that something outside of the code runs by their name."""

NOBODY = "nothing refers to it"
DEAD_ONLY = "only dead code refers to it"
DOUBTFUL_ONLY = "only code that may be dead itself refers to it"
IS_PUBLIC = "it is public, so code outside of the workspace may use it"
IS_IMPORTED = "it is imported, but not used where it is"
IS_HANDED_OUT = "it is a public member, so others may call it where they get hold of an object of its type"
IN_MACROS = "it is a macro, and macros may use it in what they are made of, which is not read"
LOOSE = "a member of this name is mentioned where the type is not known"
OVERLOADED = "another one of this name beside it is used, and a call may be taken for one of that"
OUTSIDE_BASE = "its type has a base outside of the workspace, which may call it"
DECORATED = "it is declared behind a decorator or annotation, which may register it"
BROKEN = "its file has syntax errors, so it may be mentioned where nothing was read"


class Dead:
    """An entity that is believed dead, with all that is in it.

    Attributes
    ----------
    vertex : int
    confidence : int
        `LOW`, `MEDIUM` or `HIGH`.
    reasons : list of str
        Why, and what speaks against it.
    inside : int
        Entities in it that could be reported too and are not.
    """

    __slots__ = ("confidence", "inside", "reasons", "vertex")

    def __init__(self, vertex: int, confidence: int, reasons: list[str]) -> None:
        self.vertex = vertex
        self.confidence = confidence
        self.reasons = reasons
        self.inside = 0


def dead_code(columns: Columns) -> list[Dead]:
    """The outermost dead entities, the surest first, then by vertex. O(entities + mentions)."""
    return _Search(columns).run()


class _Search:
    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.names = columns.names()
        self.types = columns.types()
        self.loose = columns.loose_names()
        self.decorated = columns.decorated()
        self.is_member = _with_parents(columns, OWNER_KINDS)
        self.is_public = self._named_from_anywhere()
        self.overloads = self._overloads()
        self.bases = self._bases()
        self.outside = self._types_with_outside_base()
        self.trait_blocks = columns.trait_blocks
        self.is_spared = _in_tests_or_vendored(columns)
        self.is_broken = _in_broken_files(columns)

    def run(self) -> list[Dead]:
        life = Spreading(self.columns.count)
        life.add([*self._references(), *self._from_members(), *self._from_types()], self._entries())
        certain = life.reached()
        life.add([*self._outside_calls(), *self.overloads.items()], self._doubtful())
        doubtful = life.reached()
        life.add([*self._imports(), *self._handed_out()], self._public())
        return self._outermost(certain, doubtful, life.reached())

    # -- where life begins ----------------------------------------------------------------------------------

    def _entries(self) -> Iterator[int]:
        flags, kinds = self.columns.flags, self.columns.kinds
        alive = TEST | SHADOWED | OTHER_PLATFORM
        for vertex, (kind, parent) in enumerate(zip(kinds, self.columns.parents, strict=True)):
            # What implements a trait for a type from outside belongs to nothing that could be dead.
            foreign = parent in self.trait_blocks and self.types[parent] < 0
            spared = flags[vertex] & alive or self.is_spared[vertex] or foreign
            if kind == FILE or spared or self._is_run_by_name(vertex, kind, parent):
                yield vertex

    def _is_run_by_name(self, vertex: int, kind: int, parent: int) -> bool:
        if kind not in (FUNCTION, METHOD):
            return False
        name = self.names[vertex]
        return name in ENTRY_NAMES or (self.columns.kinds[parent] == FILE and is_special(name))

    def _doubtful(self) -> Iterator[int]:
        names = self.names
        for vertex, kind in enumerate(self.columns.kinds):
            mentioned = kind == MACRO or (self._is_on_values(vertex) and names[vertex] in self.loose)
            if mentioned or self.decorated[vertex] or self.is_broken[vertex] or kind not in REPORTED:
                yield vertex

    def _is_on_values(self, vertex: int) -> bool:
        """Whether it is found on values: as a member of their type, or as an extension."""
        return bool(self.is_member[vertex] or self.columns.flags[vertex] & EXTENSION)

    def _public(self) -> Iterator[int]:
        return compress(range(self.columns.count), self.is_public)

    def _named_from_anywhere(self) -> bytearray:
        """1 for each vertex that is public, as is all that it stands in, none of which is a callable."""
        columns = self.columns
        found = bytearray(columns.count)
        inside = _with_parents(columns, CALLABLE_KINDS)
        every = zip(columns.kinds, columns.flags, columns.parents, inside, strict=True)
        for vertex, (kind, flags, parent, hidden) in enumerate(every):
            visible = not hidden and flags & VISIBILITY_MASK == PUBLIC
            found[vertex] = kind == FILE or (visible and found[parent])  # Parents stand before it.
        return found

    # -- how it spreads -----------------------------------------------------------------------------------

    def _references(self) -> Iterator[tuple[int, int]]:
        return self.columns.edges(_USES)

    def _imports(self) -> Iterator[tuple[int, int]]:
        return self.columns.edges((IMPORTS,))

    def _handed_out(self) -> Iterator[tuple[int, int]]:
        """An object of a type that is used can get anywhere, and its public members with it."""
        for vertex, owner in self._members():
            if self._is_public_member(vertex):
                yield owner, vertex

    def _members(self) -> Iterator[tuple[int, int]]:
        """Vertices that stand in a type of the workspace or in an impl block for one, and that type."""
        owners = map(self.types.__getitem__, self.columns.parents)
        every = compress(enumerate(owners), self.is_member)
        return ((vertex, owner) for vertex, owner in every if owner >= 0)

    def _is_public_member(self, vertex: int) -> bool:
        return bool(self.is_member[vertex]) and self.columns.flags[vertex] & VISIBILITY_MASK == PUBLIC

    def _from_members(self) -> Iterator[tuple[int, int]]:
        """What is used has an owner that is used."""
        for vertex, parent in enumerate(self.columns.parents):
            yield vertex, parent
            if self.columns.kinds[vertex] == IMPL and self.types[vertex] >= 0:
                yield vertex, self.types[vertex]

    def _from_types(self) -> Iterator[tuple[int, int]]:
        """What the language or a base calls of a type."""
        columns, names = self.columns, self.names
        inherited = self._inherited_names()
        for vertex, kind in enumerate(columns.kinds):
            if kind in (METHOD, PROPERTY) and not self.is_member[vertex]:
                yield columns.parents[vertex], vertex  # Of an object that is written out.
        for vertex, owner in self._members():
            kind, name = columns.kinds[vertex], names[vertex]
            called = kind == CONSTRUCTOR or is_special(name) or columns.flags[vertex] & ABSTRACT
            implements = columns.parents[vertex] in self.trait_blocks
            if called or implements or name in inherited.get(owner, ()):
                yield owner, vertex

    def _outside_calls(self) -> Iterator[tuple[int, int]]:
        return ((owner, vertex) for vertex, owner in self._members() if owner in self.outside)

    def _overloads(self) -> dict[int, int]:
        """Callables of one name that stand beside each other: from each to the one before, in a circle."""
        columns = self.columns
        alike: dict[tuple[int, str], list[int]] = {}
        for vertex, kind in enumerate(columns.kinds):
            if kind in _OVERLOADED:
                alike.setdefault((columns.parents[vertex], self.names[vertex]), []).append(vertex)
        return {one: same[index - 1] for same in alike.values() if same[1:] for index, one in enumerate(same)}

    def _inherited_names(self) -> dict[int, set[str]]:
        """Types and the names that an ancestor of theirs calls them by.

        Those of their ancestors in the workspace; for a base among several also what the other bases of a
        common heir have, whose members it takes the place of.
        """
        bases, own = self.bases, self._member_names()
        found: dict[int, set[str]] = {}
        for one in bases:
            above = _ancestors(one, bases)
            found.setdefault(one, set()).update(*(own.get(base, ()) for base in above))
            if len(bases[one]) > 1:
                for base in above:
                    found.setdefault(base, set()).update(*(own.get(other, ()) for other in above - {base}))
        return found

    def _member_names(self) -> dict[int, set[str]]:
        own: dict[int, set[str]] = {}
        for vertex, owner in self._members():
            own.setdefault(owner, set()).add(self.names[vertex])
        return own

    def _bases(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {}
        for source, target in self.columns.edges((EXTENDS, IMPLEMENTS)):
            if self.types[source] >= 0:
                found.setdefault(self.types[source], set()).add(target)
        return found

    def _types_with_outside_base(self) -> set[int]:
        direct = {self.types[vertex] for vertex, _ in self.columns.outside_bases} - {-1}
        return direct | {one for one in self.bases if not direct.isdisjoint(_ancestors(one, self.bases))}

    # -- what is told -------------------------------------------------------------------------------------

    def _outermost(self, certain: bytearray, doubtful: bytearray, possible: bytearray) -> list[Dead]:
        columns = self.columns
        found: dict[int, Dead] = {}
        around: dict[int, Dead] = {}
        mentioned = self._mentioned()
        for vertex, kind in enumerate(columns.kinds):
            parent = columns.parents[vertex]
            if parent in around and vertex != parent:
                around[vertex] = around[parent]
                around[parent].inside += kind in REPORTED
            elif kind in REPORTED and not certain[vertex]:
                confidence = LOW if doubtful[vertex] else MEDIUM if possible[vertex] else HIGH
                reasons = self._reasons(vertex, confidence, is_mentioned=vertex in mentioned)
                found[vertex] = around[vertex] = Dead(vertex, confidence, reasons)
        return sorted(found.values(), key=lambda one: (-one.confidence, one.vertex))

    def _mentioned(self) -> set[int]:
        """What something else refers to."""
        return {target for source, target in self._references() if source != target}

    def _reasons(self, vertex: int, confidence: int, *, is_mentioned: bool) -> list[str]:
        first = DEAD_ONLY if is_mentioned else NOBODY
        against = self._against(vertex) if confidence == LOW else []
        if confidence == MEDIUM:
            against = self._ways_in(vertex, is_mentioned=is_mentioned)
        if confidence != HIGH and not against:
            return [DOUBTFUL_ONLY]
        return [first, *against]

    def _ways_in(self, vertex: int, *, is_mentioned: bool) -> list[str]:
        if self.is_public[vertex]:
            return [IS_PUBLIC]
        if self._is_public_member(vertex):
            return [IS_HANDED_OUT]
        return [] if is_mentioned else [IS_IMPORTED]

    def _against(self, vertex: int) -> list[str]:
        parent = self.columns.parents[vertex]
        member = bool(self.is_member[vertex])
        told = (
            (self._is_on_values(vertex) and self.names[vertex] in self.loose, LOOSE),
            (vertex in self.overloads, OVERLOADED),
            (member and self.types[parent] in self.outside, OUTSIDE_BASE),
            (self.decorated[vertex], DECORATED),
            (self.columns.kinds[vertex] == MACRO, IN_MACROS),
            (self.is_broken[vertex], BROKEN),
        )
        return [text for holds, text in told if holds]


def is_special(name: str) -> bool:
    """Whether the language calls a member of this name by itself, as Python does ``__len__``."""
    return name.startswith("__") and name.endswith("__")


def _ancestors(start: int, bases: dict[int, set[int]]) -> set[int]:
    seen = {start}
    pending = [start]
    for one in pending:
        fresh = bases.get(one, set()) - seen
        seen |= fresh
        pending += fresh
    return seen - {start}


def _with_parents(columns: Columns, kinds: Container[int]) -> bytes:
    """1 for each vertex that stands directly in something of some kinds."""
    marks = bytes(columns.kinds).translate(bytes(kind in kinds for kind in range(256)))
    return bytes(map(marks.__getitem__, columns.parents))


def _in_tests_or_vendored(columns: Columns) -> bytearray:
    return _by_file(columns, [bool(flags & (TEST_FILE | VENDORED)) for flags in columns.file_flags])


def _in_broken_files(columns: Columns) -> bytearray:
    return _by_file(
        columns, [bool(flags >> FACTS_FLAGS_SHIFT & SYNTAX_ERRORS) for flags in columns.file_flags]
    )


def _by_file(columns: Columns, marks: list[bool]) -> bytearray:
    sizes = zip(marks, columns.starts, columns.starts[1:], strict=False)
    return bytearray(chain.from_iterable(bytes((mark,)) * (end - start) for mark, start, end in sizes))
