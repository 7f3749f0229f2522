"""Lookups: the questions that linking asks of other files, and the bookkeeping that makes it incremental.

Linking sees other files only through *lookups*. Each is a question with a single answer, named by an eight
byte key. Whatever a file's links depend on is the set of keys that were asked, hits and misses, directly or
through a memoised evaluation: if none of their answers changes, neither do the links.

Kinds of lookups
----------------
``export``   what a top-level name of a file is (entity with its type, import, or nothing)
``stars``    which modules a file imports everything from, and its declared list of names
``member``   what a class, or a module within a file, itself has under a name
``bases``    the bases of a class
``entity``   kind and type of a function or variable that a type or an import of its own file leads to
``module``   which files can serve a dotted module name
``stem``     which file imports know by a stem (often its path without suffix): one, a plain folder, or none
``open``     what all files together contribute under a name to an open scope, such as a package
``bare``     which class of the workspace has a member of this name: none, exactly this one, or many

Evaluations (which entity does this name lead to, what are the ancestors of that class) are memoised by
`Evaluator` together with the keys they rest on. Their results must not depend on the order of evaluation,
or incremental and full analysis would differ. For evaluations without cycles that is obvious. One that
meets itself, one that rests on such a one, and one that nests deeper than `MAX_NESTING`, is evaluated
again from nothing with a private memo, and only the value of the outermost key is kept.
"""

from __future__ import annotations

from xxhash import xxh3_64_intdigest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from typing import Any

MAX_NESTING = 120
"""Evaluations inside evaluations; deterministic, as the height of every memoised result is known."""

LOOKUP_KINDS = ("export", "stars", "member", "bases", "entity", "module", "stem", "open", "bare")


def lookup_key(kind: str, *parts: str) -> int:
    """The key of a lookup: XXH3-64 of its kind and parts."""
    return xxh3_64_intdigest("\0".join((kind, *parts)).encode("utf-8", "surrogateescape"))


class Basis:
    """What an answer rests on: keys of its own, and the bases of other answers.

    Few keys are copied from answer to answer. Many are not, as answers rest on answers that rest on the same:
    all that a C++ file includes, say.
    """

    __slots__ = ("keys", "parts")

    def __init__(self, keys: frozenset[int], parts: tuple[Basis, ...]) -> None:
        self.keys = keys
        self.parts = parts


class _Entry:
    __slots__ = ("basis", "cyclic", "height", "value")

    def __init__(self, value: object, basis: Basis, height: int, cyclic: bool) -> None:
        self.value = value
        self.basis = basis
        self.height = height
        self.cyclic = cyclic


_IN_PROGRESS = object()


class _CycleError(Exception):
    """Unwinds to the outermost evaluation, which then starts again with a private memo."""


_FEW = 32
"""At most so many keys are copied into each answer that rests on them."""


class Evaluator:
    """Memoised evaluations with the lookup keys they rest on.

    A caller that wants the keys of one file's links calls `begin` first and `asked` at the end; what is asked
    directly is put into `keys`. Not thread-safe.
    """

    __slots__ = ("_depth", "_height", "_memo", "_parts", "_private", "keys")

    def __init__(self) -> None:
        self.begin()
        self._memo: dict[Hashable, _Entry | None] = {}
        self._private: dict[Hashable, object] | None = None
        self._depth = 0
        self._height = 0

    def begin(self) -> None:
        """Forget what was asked so far."""
        self.keys: set[int] = set()
        self._parts: set[Basis] = set()

    def asked(self) -> set[int]:
        """All keys since `begin`."""
        found = set(self.keys)
        seen = set(self._parts)
        pending = list(seen)
        while pending:
            basis = pending.pop()
            found |= basis.keys
            for part in basis.parts:
                if part not in seen:
                    seen.add(part)
                    pending.append(part)
        return found

    def rest_on(self, basis: Basis) -> None:
        """Count what an answer rests on as asked."""
        if basis.parts or len(basis.keys) > _FEW:
            self._parts.add(basis)
        else:
            self.keys.update(basis.keys)

    def apart(self, compute: Callable[..., Any], *arguments: object) -> tuple[Any, Basis]:
        """``compute(*arguments)`` and what that rests on, for who remembers both: `rest_on` counts it."""
        outer = self.keys, self._parts
        self.begin()
        try:
            return compute(*arguments), self._basis()
        finally:
            self.keys, self._parts = outer

    def _basis(self) -> Basis:
        if not self.keys and len(self._parts) == 1:
            return next(iter(self._parts))
        return Basis(frozenset(self.keys), tuple(self._parts))

    def evaluate(self, key: Hashable, compute: Callable[..., Any], *arguments: object) -> Any:
        """``compute(*arguments)``, memoised under `key`; None where it would need itself."""
        if self._private is not None:
            return self._evaluate_privately(key, compute, arguments)
        if key not in self._memo:
            return self._evaluate_shared(key, compute, arguments)
        entry = self._memo[key]
        if entry is None:
            raise _CycleError
        if self._depth and (entry.cyclic or self._depth + entry.height > MAX_NESTING):
            raise _CycleError
        self.rest_on(entry.basis)
        if entry.height > self._height:
            self._height = entry.height
        return entry.value

    def _evaluate_shared(
        self, key: Hashable, compute: Callable[..., Any], arguments: tuple[object, ...]
    ) -> Any:
        if self._depth >= MAX_NESTING:
            raise _CycleError
        outer_keys, outer_parts, outer_height = self.keys, self._parts, self._height
        self.begin()
        self._height = 0
        self._memo[key] = None
        self._depth += 1
        try:
            entry = _Entry(compute(*arguments), self._basis(), self._height + 1, False)
        except BaseException as error:
            del self._memo[key]
            if self._depth > 1 or not isinstance(error, _CycleError):
                raise
            entry = self._restart(key, compute, arguments)
        finally:
            self._depth -= 1
            self.keys, self._parts, self._height = outer_keys, outer_parts, outer_height
        self._memo[key] = entry
        self.rest_on(entry.basis)
        if entry.height > self._height:
            self._height = entry.height
        return entry.value

    def _restart(self, key: Hashable, compute: Callable[..., Any], arguments: tuple[object, ...]) -> _Entry:
        """The outermost evaluation met a cycle: once more, seeing nothing that was computed before."""
        self.begin()
        self._private = {}
        try:
            value = self._evaluate_privately(key, compute, arguments)
        finally:
            self._private = None
            self._depth = 1
        return _Entry(value, self._basis(), 0, True)

    def _evaluate_privately(
        self, key: Hashable, compute: Callable[..., Any], arguments: tuple[object, ...]
    ) -> Any:
        memo = self._private
        if memo is None:
            raise RuntimeError("no private evaluation is under way")
        if key in memo:
            value = memo[key]
            return None if value is _IN_PROGRESS else value
        if self._depth > MAX_NESTING:
            return None
        memo[key] = _IN_PROGRESS
        self._depth += 1
        value = compute(*arguments)
        self._depth -= 1
        memo[key] = value
        return value
