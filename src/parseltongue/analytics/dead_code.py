"""What nothing seems to reach: entities that no entry point leads to, and how sure that is.

Entry points are the code at the top of every file, tests, vendored code, and functions that run by their
name (`main`).
From there life spreads along calls, uses, inheritance, and from a type to what the language or a base calls
of it: constructors, names such as ``__len__``, members that override. Confidence comes from spreading it
three times, each time with more that may be alive:

- what only comes alive with names that are mentioned on unknown receivers, or stand in the sources without
  being read (`analytics.other_places`), types with a base outside of the workspace and their members,
  overloads of what is alive, declarations behind a decorator or annotation, and macros, is ``low``;
- what only comes alive with everything public, protected or imported is ``medium``: other code may use it;
- the rest is ``high``.

Files in no language that is analysed (templates, configuration) are not seen, nor what Rust's attributes do.
"""

from __future__ import annotations

from itertools import chain, compress

from parseltongue.analysis.languages import placement
from parseltongue.analytics.library import Spreading
from parseltongue.analytics.other_places import other_places
from parseltongue.isg.rows import FACTS_FLAGS_SHIFT, TEST_FILE, VENDORED
from parseltongue.model.facts import SYNTAX_ERRORS
from parseltongue.model.interface import (
    ABSTRACT,
    EXTENSION,
    NOT_BUILT,
    SHADOWED,
    STATIC,
    TEST,
    VISIBILITY_MASK,
    is_special,
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
    MODULE,
    NAMESPACE,
    OWNER_KINDS,
    PROPERTY,
    PROTECTED,
    PUBLIC,
    RELATIONSHIP_KINDS,
    TYPE_KINDS,
    VARIABLE,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from parseltongue.analytics.columns import Columns
    from parseltongue.analytics.other_places import Place, Read

CONFIDENCES = ("low", "medium", "high")
LOW, MEDIUM, HIGH = range(len(CONFIDENCES))

_USES = frozenset(range(len(RELATIONSHIP_KINDS))) - {IMPORTS}
REPORTED = TYPE_KINDS | {FUNCTION, METHOD, MACRO, PROPERTY, CONSTANT}
_OVERLOADED = frozenset((FUNCTION, METHOD, VARIABLE, CONSTANT))
_DEFINED = frozenset((FUNCTION, METHOD, CONSTRUCTOR, PROPERTY))
_OPENED = frozenset((FILE, MODULE, NAMESPACE))
"""What can be there in several versions of which one is built, and be opened in several places."""
ENTRY_NAMES = frozenset(("main", "Main", "init", "_start", "DllMain", "WinMain", "wmain"))
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
FOUND_BY_BASE = "it has a base outside of the workspace, and what knows that may make use of it"
UNNAMED = "the language may call it without its name being written"
TAKEN_WHOLE = "its type is used and none of its members is, so they may be found by reflection"
FOR_HEIRS = "it is protected, so types derived from its own may use it"
OUTSIDE_BASE = "its type has a base outside of the workspace, which may call it"
DECORATED = "it is declared behind a decorator or annotation, which may register it"
ELSEWHERE = "its name stands in {}:{}, where it is not known what it means"
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


def dead_code(columns: Columns, read: Read | None = None) -> list[Dead]:
    """The outermost dead entities, the surest first, then by vertex. O(entities + mentions).

    Parameters
    ----------
    read : callable, optional
        Gives the bytes of a file; None if they are not what was analysed. With it the names of what seems
        dead are sought in all sources (`analytics.other_places`), which is O(their bytes).
    """
    return _Search(columns, read).run()


class _Search:
    def __init__(self, columns: Columns, read: Read | None) -> None:
        self.columns = columns
        self.read = read
        self.elsewhere: dict[int, Place] = {}
        self.annotated: set[int] = set()
        self.taken_whole: list[int] = []
        self.names = columns.names()
        self.types = columns.types()
        self.trait_blocks = columns.trait_blocks
        self.definitions = self._defined_outside()
        self.loose = columns.loose_names()
        self.decorated = columns.decorated()
        self.is_member = _with_parents(columns, OWNER_KINDS)
        self.is_public = self._named_from_anywhere()
        self.rules = [placement(language) for language in columns.languages]
        self.files = columns.by_file()
        self.unnamed = self._called_unnamed()
        self.overloads = self._overloads()
        self.bases = self._bases()
        self.outside = self._types_with_outside_base()
        self.is_spared = _in_tests_or_vendored(columns)
        self.is_broken = _in_broken_files(columns)

    def run(self) -> list[Dead]:
        life = Spreading(self.columns.count)
        life.add([*self._references(), *self._from_members(), *self._from_types()], self._entries())
        life.add([*self.definitions.items(), *((b, a) for a, b in self.definitions.items())], ())
        certain = life.reached()
        self.taken_whole = self._taken_whole(certain)
        life.add([*self._outside_calls(), *self.overloads.items()], [*self._doubtful(), *self.taken_whole])
        doubtful = life.reached()
        if self.read is not None:
            wanted = self._outermost_of(doubtful)
            self.elsewhere, self.annotated = other_places(self.columns, wanted, self.read)
            life.add((), [*self.elsewhere, *self.annotated])
            doubtful = life.reached()
        life.add([*self._imports(), *self._handed_out()], self._public())
        return self._outermost(certain, doubtful, life.reached())

    # -- where life begins ----------------------------------------------------------------------------------

    def _entries(self) -> Iterator[int]:
        flags, kinds = self.columns.flags, self.columns.kinds
        alive = TEST | SHADOWED | NOT_BUILT
        unbuilt = bytearray(self.columns.count)
        for vertex, (kind, parent) in enumerate(zip(kinds, self.columns.parents, strict=True)):
            # What implements a trait for a type from outside belongs to nothing that could be dead.
            foreign = parent in self.trait_blocks and self.types[parent] < 0
            unbuilt[vertex] = bool(flags[vertex] & NOT_BUILT) or unbuilt[parent]
            told = flags[vertex] & alive and vertex not in self.definitions
            spared = told or self.is_spared[vertex] or foreign or unbuilt[vertex]
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
            found = self._is_free_and_unnamed(vertex) or (kind in TYPE_KINDS and vertex in self.outside)
            untold = kind not in REPORTED and not self._lives_with_type(vertex)
            if mentioned or found or untold or self.decorated[vertex] or self.is_broken[vertex]:
                yield vertex

    def _lives_with_type(self, vertex: int) -> bool:
        """Whether it is a block for a type of the workspace, or a member that a type is not used without:
        the values of fields are worked out, constructors run.
        """
        kind = self.columns.kinds[vertex]
        if kind == IMPL:
            return self.types[vertex] >= 0
        return kind not in REPORTED and self._owner(vertex) >= 0

    def _is_free_and_unnamed(self, vertex: int) -> bool:
        """Whether the language may call it, and not for an object of a type that could be dead."""
        return bool(self.unnamed[vertex]) and self._owner(vertex) < 0

    def _called_unnamed(self) -> bytearray:
        """1 for each vertex that is called so that the language, or a tool of it, may call it by itself."""
        found = bytearray(self.columns.count)
        for vertex, name in enumerate(self.names):
            names = self.rules[self.files[vertex]].unnamed
            found[vertex] = name in names or is_special(name) or is_sign(name)
        return found

    def _taken_whole(self, certain: bytearray) -> list[int]:
        """Members of types that live and have nothing but static members, none of which lives."""
        static: dict[int, list[int]] = {}
        for vertex, owner in self._members():
            if self.columns.kinds[vertex] in _DEFINED:
                alive = certain[vertex] or not self.columns.flags[vertex] & STATIC
                static.setdefault(owner, []).append(-1 if alive else vertex)
        return [
            one
            for owner, members in static.items()
            if certain[owner] and -1 not in members
            for one in members
        ]

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
            subject = self.types[vertex] if kind == IMPL else -1
            flags = columns.flags[subject] if subject >= 0 else 0 if kind == IMPL else flags
            told = flags & VISIBILITY_MASK == PUBLIC and vertex not in self.definitions
            visible = told and not hidden
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
            if self._is_public_member(vertex) or (self.is_public[owner] and self._is_for_heirs(vertex)):
                yield owner, vertex

    def _members(self) -> Iterator[tuple[int, int]]:
        """Vertices that stand in a type of the workspace or in an impl block for one, and that type."""
        owners = map(self.types.__getitem__, self.columns.parents)
        every = compress(enumerate(owners), self.is_member)
        return ((vertex, owner) for vertex, owner in every if owner >= 0)

    def _owner(self, vertex: int) -> int:
        """The type of the workspace that something is a member of; -1 if it is none of one."""
        return self.types[self.columns.parents[vertex]] if self.is_member[vertex] else -1

    def _is_public_member(self, vertex: int) -> bool:
        public = self.columns.flags[vertex] & VISIBILITY_MASK == PUBLIC and vertex not in self.definitions
        return public and bool(self.is_member[vertex])

    def _is_for_heirs(self, vertex: int) -> bool:
        """Whether it can be named in a type that is derived from its own, wherever that stands."""
        if not self.is_member[vertex] or self.columns.flags[vertex] & VISIBILITY_MASK != PROTECTED:
            return False
        word = self.rules[self.files[vertex]].for_heirs
        return word is not None and (not word or word in self.columns.text(vertex)[1].split())

    def _defined_outside(self) -> dict[int, int]:
        """Members that are declared in a type and defined in a block for it, from there: the two are one.

        The definition of what a protocol asks for is one as well. Of overloads the declaration is the last
        one, and these live together.
        """
        columns = self.columns
        if IMPL not in columns.kinds:
            return {}
        scopes = self._scopes(frozenset(range(256)), 0)
        declared: dict[tuple[int, str], int] = {}
        for vertex, (kind, parent) in enumerate(zip(columns.kinds, columns.parents, strict=True)):
            if kind in _DEFINED and columns.kinds[parent] in TYPE_KINDS:
                name = self.names[vertex]
                # A block says which type it is for, or is called like it.
                declared[scopes[parent], name] = declared[-1 - parent, name] = vertex
        found = {}
        for vertex, (kind, parent) in enumerate(zip(columns.kinds, columns.parents, strict=True)):
            if kind in _DEFINED and columns.kinds[parent] == IMPL and parent not in self.trait_blocks:
                owner = self.types[parent]
                place = -1 - owner if owner >= 0 else scopes[parent]
                other = declared.get((place, self.names[vertex]))
                if other is not None:
                    found[vertex] = other
        return found

    def _scopes(self, merged: Container[int], file: int | None = None) -> list[int]:
        """A number for each vertex: equal for those of some kinds that are called alike in equal scopes.

        Parameters
        ----------
        file : int, optional
            The number of all files; without, each has its own.
        """
        numbers: dict[tuple[int, str], int] = {}
        found: list[int] = []
        columns = self.columns
        for vertex, (kind, parent) in enumerate(zip(columns.kinds, columns.parents, strict=True)):
            if kind == FILE:
                found.append(-1 - vertex if file is None else file)
            elif kind in merged:
                found.append(numbers.setdefault((found[parent], self.names[vertex]), vertex + 1))
            else:
                found.append(vertex + 1)
        return found

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
            elif kind == IMPL and self.types[vertex] >= 0:
                yield self.types[vertex], vertex
        for vertex, owner in self._members():
            kind, name = columns.kinds[vertex], names[vertex]
            called = kind not in REPORTED or self.unnamed[vertex] or columns.flags[vertex] & ABSTRACT
            implements = columns.parents[vertex] in self.trait_blocks
            if called or implements or name in inherited.get(owner, ()):
                yield owner, vertex

    def _outside_calls(self) -> Iterator[tuple[int, int]]:
        return ((owner, vertex) for vertex, owner in self._members() if owner in self.outside)

    def _overloads(self) -> dict[int, int]:
        """Callables and values of one name beside each other: from each to the one before, in a circle.

        Modules of one name in a file count as one, and so do types of one name that a file imports: they are
        versions for different builds.
        """
        columns = self.columns
        scopes, versions = self._scopes(_OPENED), self._versions()
        alike: dict[tuple[int, str], list[int]] = {}
        for vertex, kind in enumerate(columns.kinds):
            if kind in _OVERLOADED:
                parent = columns.parents[vertex]
                owner = self._owner(vertex)
                scope = versions.get(owner, owner) + 1 if owner >= 0 else scopes[parent]
                alike.setdefault((scope, self.names[vertex]), []).append(vertex)
        return {one: same[index - 1] for same in alike.values() if same[1:] for index, one in enumerate(same)}

    def _versions(self) -> dict[int, int]:
        """Types that a file imports under one name: from each to the first of them."""
        first: dict[tuple[int, str], int] = {}
        found: dict[int, int] = {}
        for source, target in self._imports():
            if self.columns.kinds[target] in TYPE_KINDS:
                one = first.setdefault((source, self.names[target]), target)
                if one != target:
                    found[target] = found.get(one, one)
        return found

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
            elif kind in REPORTED and not certain[vertex] and not columns.flags[vertex] & SHADOWED:
                confidence = LOW if doubtful[vertex] else MEDIUM if possible[vertex] else HIGH
                reasons = self._reasons(vertex, confidence, is_mentioned=vertex in mentioned)
                found[vertex] = around[vertex] = Dead(vertex, confidence, reasons)
        return sorted(found.values(), key=lambda one: (-one.confidence, one.vertex))

    def _outermost_of(self, alive: bytearray) -> Iterator[int]:
        """What would be reported and stands in nothing that would, or is found without what it stands in."""
        inside = bytearray(self.columns.count)
        for vertex, (kind, parent) in enumerate(zip(self.columns.kinds, self.columns.parents, strict=True)):
            inside[vertex] = vertex != parent and inside[parent]
            if not alive[vertex] and kind in REPORTED:
                if not inside[vertex] or self.columns.flags[vertex] & EXTENSION:
                    yield vertex
                inside[vertex] = 1

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
        if self._is_for_heirs(vertex):
            return [FOR_HEIRS]
        return [] if is_mentioned else [IS_IMPORTED]

    def _against(self, vertex: int) -> list[str]:
        parent = self.columns.parents[vertex]
        member = bool(self.is_member[vertex])
        told = (
            (self._is_on_values(vertex) and self.names[vertex] in self.loose, LOOSE),
            (vertex in self.overloads, OVERLOADED),
            (member and self.types[parent] in self.outside, OUTSIDE_BASE),
            (self.columns.kinds[vertex] in TYPE_KINDS and vertex in self.outside, FOUND_BY_BASE),
            (self._is_free_and_unnamed(vertex), UNNAMED),
            (vertex in self.taken_whole, TAKEN_WHOLE),
            (self.decorated[vertex] or vertex in self.annotated, DECORATED),
            (self.columns.kinds[vertex] == MACRO, IN_MACROS),
            (self.is_broken[vertex], BROKEN),
        )
        places = [ELSEWHERE.format(*self.elsewhere[vertex])] if vertex in self.elsewhere else []
        return [text for holds, text in told if holds] + places


def is_sign(name: str) -> bool:
    """Whether a name stands for an operator or a destructor, so that it is not written where it is called.

    Examples
    --------
    >>> [is_sign(one) for one in ("==", "operator+", "~Box", "operators", "valid?")]
    [True, True, True, False, False]
    """
    rest = name.removeprefix("operator")
    return not name.isidentifier() and (name[:1] == "~" or rest != name or not any(map(str.isalnum, name)))


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
