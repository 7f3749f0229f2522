"""What a mention looks like in the source: the name that stands there, and what it is a member of."""

from __future__ import annotations

from parseltongue.model.paths import ATTR, LOCAL, MAPPING, MEMBERS, NAMED, SELF

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Protocol

    class _Texts(Protocol):
        def __getitem__(self, index: int, /) -> str: ...

    class Paths(Protocol):
        """The path table of a file, stored or decoded."""

        @property
        def operations(self) -> Sequence[int]: ...

        @property
        def first(self) -> Sequence[int]: ...

        @property
        def second(self) -> Sequence[int]: ...

        @property
        def path_names(self) -> _Texts: ...


NO_RECEIVER = ""
UNKNOWN_RECEIVER = "?"


def bare_name(name: str) -> str:
    """What of a name stands in a line as one token: without the marks that some languages put before it."""
    return name if name.isidentifier() else name.rpartition(".")[2].strip("#@$!?=~`") or name


def written_name(paths: Paths, path: int, entity_name: Callable[[int], str]) -> str:
    """The name that a mention of a path stands at; empty where it has none.

    Parameters
    ----------
    entity_name : callable
        Simple name of an entity of the file, by ordinal.
    """
    operation = paths.operations[path]
    if operation == LOCAL:
        return bare_name(entity_name(paths.first[path]))
    if operation in NAMED:
        return bare_name(paths.path_names[paths.second[path]])
    return ""


def written_receiver(paths: Paths, path: int, entity_name: Callable[[int], str]) -> str:
    """The name before the last one. Only a hint: paths lead through values, variables have other names."""
    if paths.operations[path] not in MEMBERS:
        return NO_RECEIVER
    below = path
    path = paths.first[path]
    while path < below:
        name = written_name(paths, path, entity_name)
        if name:
            return name
        operation = paths.operations[path]
        if operation == SELF or operation < ATTR or operation >= MAPPING:
            break
        below, path = path, paths.first[path]
    return UNKNOWN_RECEIVER
