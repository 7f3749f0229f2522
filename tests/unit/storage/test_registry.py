"""Finding backends by name."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest

from parseltongue.model.errors import ConfigError
from parseltongue.storage import registry
from parseltongue.storage.memory import MemoryBackend
from parseltongue.storage.rocksdb import RocksBackend


def test_built_in_backends() -> None:
    assert registry.backend_named("memory") is MemoryBackend
    assert registry.backend_named("rocksdb") is RocksBackend
    assert registry.backend_named("lmdb").properties.name == "lmdb"
    assert registry.backend_named("sqlite").properties.name == "sqlite"
    assert {"lmdb", "memory", "rocksdb", "sqlite"} <= set(registry.backend_names())


def test_a_backend_of_our_own_that_is_not_installed_names_its_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(registry, "_plugins", dict)
    with pytest.raises(ConfigError, match="pip install parseltongue-sled"):
        registry.backend_named("sled")


@pytest.mark.parametrize(
    ("name", "module", "advice"),
    [("lmdb", "lmdb", r'pip install "parseltongue-isg\[lmdb\]"'), ("sqlite", "sqlite3", "another Python")],
)
def test_a_missing_library_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, module: str, advice: str
) -> None:
    for loaded in (f"parseltongue.storage.{name}", f"parseltongue.storage.{name}_native"):
        monkeypatch.delitem(sys.modules, loaded, raising=False)
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ConfigError, match=advice):
        registry.backend_named(name)


def test_an_unknown_name_says_which_exist() -> None:
    with pytest.raises(
        ConfigError, match=r'no storage backend "nosuch".*lmdb, memory, rocksdb, .*sqlite'
    ) as refused:
        registry.backend_named("nosuch")
    assert registry.ENTRY_POINT_GROUP in str(refused.value)


@pytest.mark.parametrize(
    ("value", "message"),
    [("no_such_module:Backend", "cannot be imported"), ("os:getcwd", "is not a StorageBackend")],
)
def test_a_broken_plugin_is_named(monkeypatch: pytest.MonkeyPatch, value: str, message: str) -> None:
    point = EntryPoint("plugin", value, registry.ENTRY_POINT_GROUP)
    monkeypatch.setattr(registry, "_plugins", lambda: {"plugin": point})
    with pytest.raises(ConfigError, match=message):
        registry.backend_named("plugin")


def test_a_plugin_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("plugin", "parseltongue.storage.memory:MemoryBackend", registry.ENTRY_POINT_GROUP)
    monkeypatch.setattr(registry, "_plugins", lambda: {"plugin": point})
    assert registry.backend_named("plugin") is MemoryBackend


def test_the_read_path_imports_nothing_slow() -> None:
    code = (
        "import sys; before = set(sys.modules)\n"
        "from parseltongue.storage.registry import backend_named; backend_named('rocksdb')\n"
        "from parseltongue.codec.envelope import Codec\n"
        "codec = Codec(); codec.decode(codec.encode(b'x' * 99, b'k'), b'k', what='x')\n"
        "slow = {'typing', 'dataclasses', 'pathlib', 'tempfile', 'threading', 'json', 're', 'lz4',"
        " 'platform', 'importlib.metadata', 'socket', 'shutil', 'pickle', 'zstandard', 'msgspec'}\n"
        "print(sorted(slow & set(sys.modules) - before))"
    )
    environment = {"PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, check=False, env=environment
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")
