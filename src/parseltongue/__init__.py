"""Parseltongue: a persistent code-intelligence index.

::

    import parseltongue

    with parseltongue.open("path/to/project") as workspace:
        isg = workspace.load_or_analyze()
        for caller in isg.callers("package.module.function").results:
            print(caller["qualified_name"], caller["line"])
"""

from __future__ import annotations

from parseltongue.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from typing import Any

    from parseltongue.workspace.isg_store import ISGStore
    from parseltongue.workspace.isg_store_async import AsyncISGStore
    from parseltongue.workspace.workspace import Workspace

__all__ = ["__version__", "open", "open_store", "open_store_async"]


def open(path: str | os.PathLike[str] | None = None, **settings: Any) -> Workspace:  # noqa: A001
    """Open the workspace that encloses a path; see `parseltongue.workspace.workspace.Workspace.open`."""
    from parseltongue.workspace.workspace import Workspace

    return Workspace.open(path, **settings)


def open_store(cache_dir: str | os.PathLike[str] | None = None, **settings: Any) -> ISGStore:
    """Open a store to keep and load graphs; see `parseltongue.workspace.isg_store.ISGStore.open`."""
    from parseltongue.workspace.isg_store import ISGStore

    return ISGStore.open(cache_dir, **settings)


def open_store_async(cache_dir: str | os.PathLike[str] | None = None, **settings: Any) -> AsyncISGStore:
    """The same for asyncio, to be used with ``async with``."""
    from parseltongue.workspace.isg_store_async import AsyncISGStore

    return AsyncISGStore(cache_dir, **settings)
