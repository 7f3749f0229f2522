"""`ISGStore` for asyncio: the same operations as coroutines, run in a thread, one after another.

The store itself is synchronous; this keeps a server's loop free while it reads, waits for a lock or writes.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from parseltongue.workspace.isg_store import ISGStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, Self

    from parseltongue.query.isg import ISG
    from parseltongue.workspace.isg_store import AnalysisMetadata, Path

P = ParamSpec("P")
T = TypeVar("T")


class AsyncISGStore:
    """A store of graphs, for coroutines. Use it with ``async with``; it opens there.

    Cancelling a coroutine does not stop an operation that has begun; it ends as it would have.

    Parameters
    ----------
    cache_dir, settings
        As of `ISGStore.open`.
    """

    def __init__(self, cache_dir: Path | None = None, **settings: Any) -> None:
        self._cache_dir = cache_dir
        self._settings = settings
        self._lock = asyncio.Lock()
        self._store: ISGStore | None = None

    async def __aenter__(self) -> Self:
        self._store = await self._run(ISGStore.open, self._cache_dir, **self._settings)
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Release the store, when operations that have begun are done."""
        store, self._store = self._store, None
        if store is not None:
            await self._run(store.close)

    async def store_isg(self, workspace: Path, isg: ISG) -> None:
        """See `ISGStore.store_isg`."""
        await self._run(self._opened.store_isg, workspace, isg)

    async def load_isg(self, workspace: Path) -> ISG | None:
        """See `ISGStore.load_isg`. Asking the graph reads from the store: do so in a thread too."""
        return await self._run(self._opened.load_isg, workspace)

    async def store_metadata(self, workspace: Path, metadata: AnalysisMetadata) -> None:
        """See `ISGStore.store_metadata`."""
        await self._run(self._opened.store_metadata, workspace, metadata)

    async def load_metadata(self, workspace: Path) -> AnalysisMetadata | None:
        """See `ISGStore.load_metadata`."""
        return await self._run(self._opened.load_metadata, workspace)

    async def invalidate(self, workspace: Path, paths: Iterable[Path]) -> list[str]:
        """See `ISGStore.invalidate`."""
        return await self._run(self._opened.invalidate, workspace, list(paths))

    async def compact(self) -> dict[str, Any]:
        """See `ISGStore.compact`."""
        return await self._run(self._opened.compact)

    async def size_on_disk(self) -> int:
        """See `ISGStore.size_on_disk`."""
        return await self._run(self._opened.size_on_disk)

    @property
    def _opened(self) -> ISGStore:
        if self._store is None:
            raise RuntimeError("the store is not open; use it in `async with`")
        return self._store

    async def _run(self, operation: Callable[P, T], *words: P.args, **options: P.kwargs) -> T:
        async with self._lock:
            return await asyncio.shield(asyncio.to_thread(operation, *words, **options))
