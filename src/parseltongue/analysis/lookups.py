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


class _Entry:
    __slots__ = ("cyclic", "height", "keys", "value")

    def __init__(self, value: object, keys: frozenset[int], height: int, cyclic: bool) -> None:
        self.value = value
        self.keys = keys
        self.height = height
        self.cyclic = cyclic


_IN_PROGRESS = object()


class _CycleError(Exception):
    """Unwinds to the outermost evaluation, which then starts again with a private memo."""


class Evaluator:
    """Memoised evaluations with the lookup keys they rest on.

    `keys` collects what has been asked since it was last replaced; a caller that wants the keys of one
    file's links puts an empty set there first. Not thread-safe.
    """

    __slots__ = ("_depth", "_height", "_memo", "_private", "keys")

    def __init__(self) -> None:
        self.keys: set[int] = set()
        self._memo: dict[Hashable, _Entry | None] = {}
        self._private: dict[Hashable, object] | None = None
        self._depth = 0
        self._height = 0

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
        self.keys.update(entry.keys)
        if entry.height > self._height:
            self._height = entry.height
        return entry.value

    def _evaluate_shared(
        self, key: Hashable, compute: Callable[..., Any], arguments: tuple[object, ...]
    ) -> Any:
        if self._depth >= MAX_NESTING:
            raise _CycleError
        outer_keys, outer_height = self.keys, self._height
        self.keys, self._height = set(), 0
        self._memo[key] = None
        self._depth += 1
        try:
            entry = _Entry(compute(*arguments), frozenset(self.keys), self._height + 1, False)
        except BaseException as error:
            del self._memo[key]
            if self._depth > 1 or not isinstance(error, _CycleError):
                raise
            entry = self._restart(key, compute, arguments)
        finally:
            self._depth -= 1
            self.keys, self._height = outer_keys, outer_height
        self._memo[key] = entry
        self.keys.update(entry.keys)
        if entry.height > self._height:
            self._height = entry.height
        return entry.value

    def _restart(self, key: Hashable, compute: Callable[..., Any], arguments: tuple[object, ...]) -> _Entry:
        """The outermost evaluation met a cycle: once more, seeing nothing that was computed before."""
        self.keys = set()
        self._private = {}
        try:
            value = self._evaluate_privately(key, compute, arguments)
        finally:
            self._private = None
            self._depth = 1
        return _Entry(value, frozenset(self.keys), 0, True)

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
