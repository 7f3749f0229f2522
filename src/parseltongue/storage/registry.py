"""Find a backend by its name.

The built-in ones are known here, so that using them does not read the metadata of every installed
package (60 ms); any other name is looked up among the entry points of the group `parseltongue.backends`.
"""

from __future__ import annotations

from parseltongue.model.errors import ConfigError
from parseltongue.storage.backend import StorageBackend

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.metadata import EntryPoint

ENTRY_POINT_GROUP = "parseltongue.backends"


def _memory() -> type[StorageBackend]:
    from parseltongue.storage.memory import MemoryBackend

    return MemoryBackend


def _rocksdb() -> type[StorageBackend]:
    from parseltongue.storage.rocksdb import RocksBackend

    return RocksBackend


def _lmdb() -> type[StorageBackend]:
    try:
        from parseltongue.storage.lmdb import LmdbBackend
    except ImportError as error:
        _require_cause(error, "lmdb")
        raise ConfigError(
            f'the storage backend "lmdb" needs the package lmdb ({error}); '
            'install it with: pip install "parseltongue-isg[lmdb]"'
        ) from error

    return LmdbBackend


def _sqlite() -> type[StorageBackend]:
    try:
        from parseltongue.storage.sqlite import SqliteBackend
    except ImportError as error:
        _require_cause(error, "sqlite3", "_sqlite3")
        raise ConfigError(
            f'the storage backend "sqlite" cannot be used: this Python was built without SQLite ({error}); '
            "use another Python, or another backend"
        ) from error

    return SqliteBackend


def _require_cause(error: ImportError, *libraries: str) -> None:
    """Raise the error again unless it is one of the libraries that could not be imported."""
    if (error.name or "").partition(".")[0] not in libraries:
        raise error


_BUILT_IN = {"lmdb": _lmdb, "memory": _memory, "rocksdb": _rocksdb, "sqlite": _sqlite}
_OFFERED_BY = {"sled": "parseltongue-sled"}
"""Backends that a package of ours adds."""


def backend_named(name: str) -> type[StorageBackend]:
    """The backend class of that name.

    Raises
    ------
    ConfigError
        There is none, or the package that offers it cannot be imported.
    """
    if name in _BUILT_IN:
        return _BUILT_IN[name]()
    plugins = _plugins()
    if name not in plugins:
        raise ConfigError(_unknown(name, plugins))
    return _load(plugins[name])


def backend_names() -> list[str]:
    """The names of all backends, built-in and installed, sorted."""
    return sorted({*_BUILT_IN, *_plugins()})


def _unknown(name: str, plugins: Iterable[str]) -> str:
    known = ", ".join(sorted({*_BUILT_IN, *plugins}))
    if name in _OFFERED_BY:
        package = _OFFERED_BY[name]
        return (
            f'the storage backend "{name}" is not installed; the package {package} adds it: '
            f"pip install {package}. Installed are: {known}"
        )
    return (
        f'there is no storage backend "{name}"; the backends are: {known}. An installed package may add '
        f"one through the entry point group {ENTRY_POINT_GROUP}."
    )


def _plugins() -> dict[str, EntryPoint]:
    from importlib.metadata import entry_points

    return {point.name: point for point in entry_points(group=ENTRY_POINT_GROUP)}


def _load(point: EntryPoint) -> type[StorageBackend]:
    try:
        found = point.load()
    except Exception as error:
        raise ConfigError(
            f'the storage backend "{point.name}" ({point.value}) cannot be imported: {error}; '
            "repair or remove the package"
        ) from error
    if not (isinstance(found, type) and issubclass(found, StorageBackend)):
        raise ConfigError(f'the storage backend "{point.name}" ({point.value}) is not a StorageBackend')
    return found
