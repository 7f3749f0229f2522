"""How a word that is begun may go on: for the completion of shells, so it has to be quick."""

from __future__ import annotations

from itertools import islice

from parseltongue.model.shown import shown_path
from parseltongue.query.records import path_of_shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.isg.view import GraphView
    from parseltongue.query.ancestry import Ancestry
    from parseltongue.query.resolve import Resolver

_SCOPES = 20
"""Entities before the last dot that are looked into."""


def completions(view: GraphView, resolver: Resolver, ancestry: Ancestry, start: str, limit: int) -> list[str]:
    """Texts that begin with `start` and stand for something, each once, ascending."""
    mark = "::" if "::" in start else "."
    scope, dot, name = start.rpartition(mark)
    found: dict[str, None] = dict.fromkeys(islice(view.names(start), limit)) if start and not dot else {}
    if scope:
        found.update(dict.fromkeys(islice(_members(resolver, ancestry, scope, mark, name), limit)))
    found.update(dict.fromkeys(islice(_paths(view, start), limit)))
    return sorted(found)[:limit]


def _members(resolver: Resolver, ancestry: Ancestry, scope: str, mark: str, name: str) -> Iterator[str]:
    for match in islice(resolver.matches(scope), _SCOPES):
        if match.file is None:
            continue
        for file, child in ancestry.children(match.file, match.ordinal):
            records = file.records
            inner = records.interface.names[child] if records is not None else ""
            if inner.startswith(name):
                yield f"{scope}{mark}{inner}"


def _paths(view: GraphView, start: str) -> Iterator[str]:
    """Files, or the folders on the way to them, a level at a time."""
    path = path_of_shown(start)
    before = None
    for file in view.files(path) if path else ():
        slash = file.path.find("/", len(path))
        one = shown_path(file.path if slash < 0 else file.path[: slash + 1])
        if one != before:
            before = one
            yield one
