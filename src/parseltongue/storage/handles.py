"""A handle on a store in a directory: what it may do, and the views and scans that end with it.

For backends of which any number of processes read: a view holds what their library reads one state with.
"""

from __future__ import annotations

from abc import abstractmethod

from parseltongue.model.errors import UnavailableError
from parseltongue.storage.backend import ReadView, StorageBackend, allocated_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Self

    from parseltongue.storage.backend import Mode
    from parseltongue.storage.options import OptionValue


class HandleView(ReadView):
    """A view that is closed with its handle, maybe by another thread.

    Attributes
    ----------
    path : str
        What errors are about.
    closed : bool
    """

    __slots__ = ("__weakref__", "closed", "path")

    def __init__(self, path: str) -> None:
        self.path = path
        self.closed = False


class ViewScan:
    """Pairs of a range in a view of their own, which ends with them."""

    __slots__ = ("_pairs", "_view")

    def __init__(self, view: HandleView, start: bytes, end: bytes | None) -> None:
        self._view = view
        self._pairs: Iterator[tuple[bytes, bytes]] | None = view.scan(start, end)

    def __iter__(self) -> ViewScan:
        return self

    def __next__(self) -> tuple[bytes, bytes]:
        if self._pairs is None:
            raise StopIteration
        # What was read before the store was closed must not outlive it.
        if self._view.closed:
            raise closed_error(self._view.path)
        try:
            return next(self._pairs)
        except StopIteration:
            self._pairs = None
            self._view.close()
            raise


class HandleBackend(StorageBackend):
    """A store opened by a subclass, which says so by `closed` when it has succeeded."""

    __slots__ = ("_mode", "_values", "_views", "closed", "directory")

    def __init__(self, directory: str, mode: Mode, values: Mapping[str, OptionValue]) -> None:
        from weakref import WeakSet

        self.directory = directory
        self.closed = True
        self._mode = mode
        self._values = values
        self._views: WeakSet[HandleView] = WeakSet()

    @classmethod
    def open(cls, directory: str, *, mode: Mode, options: Mapping[str, object] | None = None) -> Self:
        return cls(directory, mode, cls.validate_options(options or {}))

    def scan(self, start: bytes, end: bytes | None) -> Iterator[tuple[bytes, bytes]]:
        return ViewScan(self._view(), start, end)

    def read_view(self) -> ReadView:
        return self._view()

    def _view(self) -> HandleView:
        self._require_open()
        view = self._new_view()
        self._views.add(view)
        return view

    @abstractmethod
    def _new_view(self) -> HandleView:
        """The current state."""

    def size_on_disk(self) -> int:
        self._require_open()
        return allocated_bytes(self.directory)

    def close(self) -> None:
        if self.closed:
            return
        self.closed = True
        for view in list(self._views):
            view.close()
        self._release()

    @abstractmethod
    def _release(self) -> None:
        """Close what was opened; the views are closed."""

    def _require_open(self) -> None:
        if self.closed:
            raise closed_error(self.directory)

    def _require_writable(self) -> None:
        self._require_open()
        if self._mode != "write":
            raise UnavailableError(f"{self.directory} was opened for reading; open it for writing")


def closed_error(where: str) -> UnavailableError:
    """What every use of a closed store or view raises."""
    return UnavailableError(f"cannot use {where}: the store or view is closed; open it again")
