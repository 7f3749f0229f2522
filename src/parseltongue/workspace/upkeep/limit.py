"""Keep a store below `max_cache_size` after commits, without trying in vain at each."""

from __future__ import annotations

from parseltongue.model.errors import LockedError
from parseltongue.workspace.upkeep.logbook import enter, read_logbook
from parseltongue.workspace.upkeep.retention import clean_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.workspace.store import Store

_GROWTH, _GROWN_BYTES = 1.1, 1 << 20
"""A store that could not be brought below its limit is tried again when it has grown by so much."""


def keep_below_limit(store: Store, size: int, protected: str) -> str:
    """Drop the least recently used workspaces if a store of `size` bytes is above its limit.

    Parameters
    ----------
    protected
        Name of the ref that was just written: it stays, whatever it takes.

    Returns
    -------
    str
        What was done, in a sentence; empty if nothing.
    """
    limit = store.size_limit
    if size <= limit:
        return ""
    tried = read_logbook(store.directory).get("limit", {})
    if tried.get("limit") == limit and size < tried.get("after", 0) * _GROWTH + _GROWN_BYTES:
        return ""
    try:
        report = clean_up(store, max_size=limit, protected=protected)
    except LockedError:
        return ""
    enter(store.directory, "limit", {"limit": limit, "after": report["after"]})
    text = (
        f"the store had {report['before']:,} bytes, above max_cache_size ({limit:,}): dropped "
        f"{len(report['dropped'])} workspaces, and has {report['after']:,} bytes now"
    )
    if report["after"] > limit:
        text += ". What is left needs more than the limit: raise max_cache_size in [storage]"
    return text
