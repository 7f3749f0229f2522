"""Configuration: every key of the seed, what wins, what a repository may not set, and what errors say."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from parseltongue.model.errors import ConfigError
from parseltongue.storage.options import Option
from parseltongue.workspace.config import Config, load_config
from parseltongue.workspace.config_files import find_workspace, user_config_path
from parseltongue.workspace.config_schema import TABLES, Key, parse_duration, parse_size
from parseltongue.workspace.store import Store

if TYPE_CHECKING:
    from pathlib import Path

SEED = """
[storage]
enabled = true
backend = "rocksdb"  # rocksdb, sled, custom
cache_dir = "~/.parseltongue/cache"
max_cache_size = "1GB"
compression = "zstd"
compression_level = 6

[storage.rocksdb]
write_buffer_size = "64MB"
max_write_buffer_number = 3
target_file_size_base = "64MB"
max_background_jobs = 4

[storage.sled]
cache_capacity = "100MB"
flush_every_ms = 1000
compression_factor = 9

[change_detection]
hash_algorithm = "blake3"  # blake3, sha256, xxhash
ignore_patterns = [".git", "target", "node_modules"]
parallel_hashing = true
"""
ROCKS = {
    "write_buffer_size": Option(1, "", size=True),
    "max_write_buffer_number": Option(2, "", lowest=1, highest=10),
    "target_file_size_base": Option(1, "", size=True),
    "max_background_jobs": Option(2, "", lowest=1),
    "statistics": Option(False, ""),
}
MB = 1 << 20


class Place:
    """A home with a user's file, and a workspace."""

    def __init__(self, base: Path) -> None:
        self.home = base / "home"
        self.root = base / "work"
        self.user_file = self.home / ".config/parseltongue/parseltongue.toml"
        self.file = self.root / "parseltongue.toml"
        self.env = {"HOME": str(self.home)}
        self.user_file.parent.mkdir(parents=True)
        self.root.mkdir()

    def load(self, **options: object) -> Config:
        return load_config(str(self.root), **{"env": self.env, **options})  # type: ignore[arg-type]

    def refusal(self, text: str, **options: object) -> str:
        self.file.write_text(text)
        with pytest.raises(ConfigError) as caught:
            self.load(**options)
        return str(caught.value)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_defaults(place: Place) -> None:
    config = place.load()
    assert config.storage.cache_dir == str(place.home / ".parseltongue/cache")
    assert (config.storage.enabled, config.storage.backend) == (True, "rocksdb")
    assert (config.storage.max_cache_size, config.storage.gc_grace) == (1 << 30, 3600.0)
    assert (config.change_detection.hash_algorithm, config.analysis.max_file_size) == ("blake3", 2 * MB)
    assert {".git", "target", "node_modules"} < set(config.change_detection.ignore_patterns)
    assert (config.notices, config.origins) == ([], {})


def test_attributes_are_the_keys_of_the_schema(place: Place) -> None:
    config = place.load()
    for table, keys in TABLES.items():
        slots = set(config.section(table).__slots__) - {"audit", "backend_sections", "encryption"}
        assert slots == set(keys), table


def test_defaults_are_allowed_values() -> None:
    for table, keys in TABLES.items():
        for name, key in keys.items():
            if key.default is not None:
                assert key.parse(key.default) == key.default, f"{table}.{name}"
            assert key.meaning.endswith(".")


def test_the_file_of_the_seed(place: Place) -> None:
    place.file.write_text(SEED)
    config = place.load()
    assert config.notices == []
    assert config.storage.compression_level == 6
    assert config.change_detection.ignore_patterns == (".git", "target", "node_modules")
    assert config.storage.cache_dir == str(place.home / ".parseltongue/cache")
    assert config.backend_options(ROCKS) == {
        "write_buffer_size": 64 * MB,
        "max_write_buffer_number": 3,
        "target_file_size_base": 64 * MB,
        "max_background_jobs": 4,
        "statistics": False,
    }
    place.file.write_text(SEED.replace('"rocksdb"  #', '"sled"  #'))
    sled = {"cache_capacity": Option(0, "", size=True), "flush_every_ms": Option(0, "")}
    sled["compression_factor"] = Option(0, "")
    options = place.load().backend_options(sled)
    assert options == {"cache_capacity": 100 * MB, "flush_every_ms": 1000, "compression_factor": 9}


# What wins.


def test_each_source_overrides_the_weaker_ones(place: Place) -> None:
    def outcome(**options: object) -> tuple[object, ...]:
        config = place.load(trust=True, **options)
        return config.storage.cache_dir, config.storage.compression, config.analysis.jobs

    place.user_file.write_text('[storage]\ncache_dir = "/user"\ncompression = "lz4"\n[analysis]\njobs = 1\n')
    assert outcome() == ("/user", "lz4", 1)
    place.file.write_text('[storage]\ncache_dir = "/workspace"\ncompression = "none"\n')
    assert outcome() == ("/workspace", "none", 1)
    place.env["PARSELTONGUE_CACHE_DIR"] = "/variable"
    assert outcome() == ("/variable", "none", 1)
    overrides = {"storage.cache_dir": "~/line", "analysis.jobs": "3"}
    assert outcome(overrides=overrides) == (str(place.home / "line"), "none", 3)
    assert place.load(trust=True).origins == {
        "storage.cache_dir": "PARSELTONGUE_CACHE_DIR",
        "storage.compression": str(place.file),
        "analysis.jobs": str(place.user_file),
    }


def test_pyproject_counts_only_without_an_own_file(place: Place) -> None:
    (place.root / "pyproject.toml").write_text(
        "[project]\nname = 'x'\n[tool.parseltongue.analysis]\njobs = 5\n"
    )
    assert place.load().analysis.jobs == 5
    place.file.write_text("")
    assert place.load().analysis.jobs == 0


@pytest.mark.parametrize(
    "text",
    [
        "[tool.parseltongue.analysis]\njobs = 3",
        "tool.parseltongue.analysis.jobs = 3",
        "[tool]\nparseltongue = { analysis = { jobs = 3 } }",
        "[tool . parseltongue]\nanalysis.jobs = 3",
    ],
)
def test_pyproject_may_be_written_in_any_form(place: Place, text: str) -> None:
    (place.root / "pyproject.toml").write_text(text)
    assert place.load().analysis.jobs == 3


def test_what_is_no_table_of_pyproject_is_refused(place: Place) -> None:
    (place.root / "pyproject.toml").write_text("[tool]\nparseltongue = 1")
    with pytest.raises(ConfigError, match=r"pyproject\.toml: tool\.parseltongue = 1 must be a table"):
        place.load()
    # One that only mentions it, and is broken, is the business of others.
    (place.root / "pyproject.toml").write_text("[tool.other]\ndev = ['parseltongue-isg'\n[x")
    assert place.load().origins == {}


def test_paths_below_the_workspace_are_told_as_the_graph_has_them(place: Place) -> None:
    place.file.write_text("[analysis]\nsource_roots = ['./lib/', 'a//b', '.', 'c/../d']")
    config = place.load()
    assert config.analysis.source_roots == ("lib", "a/b", "", "d")
    (place.root / "lib").mkdir()
    (place.root / "d").mkdir()
    (told,) = config.missing_places(str(place.root))
    assert told.startswith(f'{place.file}: analysis.source_roots names "a/b", which is not in the workspace')


def test_keys_that_do_not_fit_each_other_name_their_file(place: Place) -> None:
    message = place.refusal("[storage.encryption]\nkey_file = 'a'\nkeyring = 'b'", trust=True)
    assert message.startswith(f"{place.file}: [storage.encryption] sets key_file and keyring")
    place.file.write_text("[storage]\nbackend = 'rocksdbb'")
    with pytest.raises(ConfigError) as caught:
        Store(place.load(trust=True))
    assert str(caught.value).startswith(f'{place.file}: storage.backend = "rocksdbb" cannot be used: ')


def test_pyproject_of_others_is_not_parsed(place: Place) -> None:
    (place.root / "pyproject.toml").write_text("[tool.other\nbroken")
    assert place.load().analysis.jobs == 0
    (place.root / "pyproject.toml").write_text("[tool.parseltongue\nbroken")
    with pytest.raises(ConfigError, match=r"pyproject\.toml.*line 1, column"):
        place.load()


def test_no_environment_means_no_user_file(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.user_file.write_text("[analysis]\njobs = 1\n")
    monkeypatch.setenv("HOME", str(place.home))
    assert load_config(str(place.root)).analysis.jobs == 0
    assert load_config(str(place.root)).storage.cache_dir == str(place.home / ".parseltongue/cache")


def test_where_the_users_file_is() -> None:
    assert user_config_path({"HOME": "/h"}) == "/h/.config/parseltongue/parseltongue.toml"
    assert user_config_path({"HOME": "/h", "XDG_CONFIG_HOME": "/x"}) == "/x/parseltongue/parseltongue.toml"
    assert user_config_path({"HOME": "/h", "XDG_CONFIG_HOME": "x"}) == user_config_path({"HOME": "/h"})
    assert user_config_path({}) is None


def test_relative_paths(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.file.write_text('[storage]\ncache_dir = "cache"\n')
    assert place.load(trust=True).storage.cache_dir == str(place.root / "cache")
    monkeypatch.chdir(place.home)
    found = place.load(overrides={"storage.cache_dir": "here"}).storage.cache_dir
    assert found == str(place.home / "here")


def test_the_users_file_may_be_a_symlink(place: Place) -> None:
    (place.home / "dotfile.toml").write_text("[analysis]\njobs = 4\n")
    place.user_file.symlink_to(place.home / "dotfile.toml")
    assert place.load().analysis.jobs == 4


def test_overrides_are_converted(place: Place) -> None:
    overrides = {
        "storage.enabled": "false",
        "analysis.max_file_size": "5MB",
        "analysis.source_roots": "src,lib",
        "storage.lock_timeout": "500ms",
        "storage.rocksdb.max_background_jobs": "8",
        "storage.rocksdb.statistics": "true",
        "analysis.docs": False,
    }
    config = place.load(overrides=overrides)
    assert (config.storage.enabled, config.analysis.docs) == (False, False)
    assert (config.analysis.max_file_size, config.storage.lock_timeout) == (5 * MB, 0.5)
    assert config.analysis.source_roots == ("src", "lib")
    options = config.backend_options(ROCKS)
    assert (options["max_background_jobs"], options["statistics"]) == (8, True)
    with pytest.raises(ConfigError, match=r"command line: analysis\.jobs"):
        place.load(overrides={"analysis.jobs": "many"})


# What a repository may not set.

GUARDED = """
[storage]
cache_dir = "/stolen"
backend = "evil"
max_cache_size = "1MB"
gc_grace = "0s"
compression = "lz4"
"""


def test_guarded_keys_of_a_repository_are_ignored_with_advice(place: Place) -> None:
    place.file.write_text(GUARDED)
    config = place.load()
    assert config.storage.cache_dir == str(place.home / ".parseltongue/cache")
    assert (config.storage.backend, config.storage.max_cache_size) == ("rocksdb", 1 << 30)
    assert (config.storage.gc_grace, config.storage.compression) == (3600.0, "lz4")
    assert len(config.notices) == 4
    for key, notice in zip(
        ("cache_dir", "backend", "max_cache_size", "gc_grace"), config.notices, strict=True
    ):
        assert f"{place.file}: storage.{key} is ignored" in notice
        assert "--trust" in notice
        assert f'"{place.root}" to [trust] workspaces in {place.user_file}' in notice


def test_trust_on_the_command_line(place: Place) -> None:
    place.file.write_text(GUARDED)
    config = place.load(trust=True)
    assert (config.storage.cache_dir, config.storage.backend) == ("/stolen", "evil")
    assert config.notices == []


def test_trust_in_the_users_file(place: Place, tmp_path: Path) -> None:
    place.file.write_text(GUARDED)
    for listed, trusted in (
        (str(place.root), True),
        (str(tmp_path), False),
        ("~/../work/", True),
        ("~", False),
    ):
        place.user_file.write_text(f'[trust]\nworkspaces = ["{listed}"]\n')
        assert (place.load().storage.cache_dir == "/stolen") is trusted, listed


def test_a_repository_cannot_trust_itself(place: Place) -> None:
    place.file.write_text(f'[trust]\nworkspaces = ["{place.root}"]\n' + GUARDED)
    for trust in (False, True):
        config = place.load(trust=trust)
        assert config.trust.workspaces == ()
        assert any("declare itself trusted" in notice for notice in config.notices)
    assert place.load().storage.cache_dir != "/stolen"


def test_a_guarded_value_that_changes_nothing_is_silent(place: Place) -> None:
    place.user_file.write_text('[storage]\ncache_dir = "/mine"\n')
    place.file.write_text('[storage]\ncache_dir = "/mine"\nbackend = "sled"\n')
    config = place.load()
    assert (config.notices, config.storage.backend) == ([], "sled")


def test_a_workspace_file_that_leads_out_is_not_read(place: Place, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.toml").write_text("[analysis]\njobs = 7\n")
    place.file.symlink_to(tmp_path / "elsewhere.toml")
    config = place.load()
    assert config.analysis.jobs == 0
    assert "leads out" in config.notices[0]
    assert place.load(trust=True).analysis.jobs == 7


def test_a_file_that_blocks_is_refused(place: Place) -> None:
    os.mkfifo(place.file)
    with pytest.raises(ConfigError, match="not a regular file"):
        place.load()


# What errors say.


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "[storage]\ncompresion = 'zstd'",
            ['storage.compresion = "zstd"', "did you mean storage.compression?"],
        ),
        ("[storage]\nzzz = 1", ["storage.zzz = 1", "backend", "cache_dir"]),
        ("[sotrage]\nx = 1", ["sotrage is not a known table", "did you mean storage?"]),
        ("[storage.rockdb]\nx = 1", ["storage.rockdb is not a known table", "did you mean storage.rocksdb?"]),
        ("storage = 1", ["storage = 1 must be a table"]),
        ("[storage]\nrocksdb = 1", ["storage.rocksdb = 1"]),
        ("[storage]\ncompression = 'gzip'", ['storage.compression = "gzip"', '"zstd", "lz4", "none"']),
        ("[storage]\nenabled = 1", ["storage.enabled = 1", "true or false"]),
        ("[storage]\ncompression_level = 23", ["23", "an integer from 0 to 22"]),
        ("[storage]\ncompression_level = true", ["= true", "an integer"]),
        ("[storage]\nlock_timeout = 'soon'", ['"soon"', "500ms", "from 0s to 1h"]),
        ("[storage]\nlock_timeout = nan", ["nan", "from 0s to 1h"]),
        ("[storage]\ncache_dir = ''", ["storage.cache_dir", "not empty"]),
        ("[analysis]\nmax_file_size = '1 parsec'", ['"1 parsec"', "64MB", "from 1KB"]),
        ("[analysis]\nmax_file_size = 10", ["= 10", "from 1KB"]),
        ("[analysis]\nmax_file_size = 2000.5", ["2000.5"]),
        ("[analysis]\nsource_roots = 'src'", ['= "src"', "a list of paths below"]),
        ("[analysis]\nsource_roots = [1]", ["= [1]", "a list of paths below"]),
        ("[analysis]\nsource_roots = ['../lib']", ["['../lib']", "a list of paths below"]),
        ("[analysis]\ncompile_commands = ['/build/x.json']", ["'/build/x.json'", "a list of paths below"]),
        ("[change_detection]\nignore_patterns = 'x'", ['= "x"', "a list of texts"]),
        ("[zzz]\nx = 1", ["zzz is not a known table. Of the file there are: analysis"]),
        ("[tool.parseltongue.storage]\nenabled = true", ["is for pyproject.toml"]),
        ("[storage]\ncompression = 'lz4'\ncompression_level = 22", ["compression_level = 22", "are 0 to 16"]),
        ("[analysis\n", ["is not valid TOML", "line 1, column"]),
        ("a = " + "[" * 5000, []),
    ],
)
def test_refusals_name_file_key_value_and_what_is_allowed(place: Place, text: str, parts: list[str]) -> None:
    message = place.refusal(text)
    for part in (str(place.file), *parts):
        assert part in message


def test_file_that_is_not_utf8(place: Place) -> None:
    place.file.write_bytes(b"[storage]\n# caf\xe9\n")
    with pytest.raises(ConfigError, match=r"UTF-8.*line 2"):
        place.load()


def test_byte_order_mark_is_no_error(place: Place) -> None:
    place.file.write_bytes(b"\xef\xbb\xbf[analysis]\njobs = 2\n")
    assert place.load().analysis.jobs == 2


def test_backend_options_are_checked_by_what_the_backend_declares(place: Place) -> None:
    place.file.write_text("[storage.rocksdb]\nmax_write_bufer_number = 3\n")
    with pytest.raises(ConfigError) as caught:
        place.load().backend_options(ROCKS)
    assert f"{place.file}: storage.rocksdb.max_write_bufer_number = 3" in str(caught.value)
    assert "did you mean storage.rocksdb.max_write_buffer_number?" in str(caught.value)
    place.file.write_text("[storage.rocksdb]\nmax_write_buffer_number = 99\n")
    with pytest.raises(ConfigError, match=r"parseltongue\.toml: storage\.rocksdb.* = 99 .*1 to 10"):
        place.load().backend_options(ROCKS)
    place.file.write_text('[storage.rocksdb]\nwrite_buffer_size = "32 MiB"\n')
    assert place.load().backend_options(ROCKS)["write_buffer_size"] == 32 * MB


def test_section_of_a_third_party_backend(place: Place) -> None:
    place.user_file.write_text('[storage]\nbackend = "postgres"\n[storage.postgres]\npool = 3\n')
    assert place.load().backend_options({"pool": Option(1, "")}) == {"pool": 3}


# Units, options that shape analysis, import cost.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4096", 4096), ("1B", 1), ("64MB", 64 * MB), ("64 MiB", 64 * MB), ("64m", 64 * MB), ("2K", 2048),
        ("1GB", 1 << 30), ("1TiB", 1 << 40), ("", None), ("MB", None), ("-1", None), ("1.5MB", None),
        ("1XB", None), ("٣MB", None), ("9" * 5000, None),
    ],
)  # fmt: skip
def test_sizes(text: str, expected: int | None) -> None:
    assert parse_size(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10", 10.0), ("500ms", 0.5), ("1.5h", 5400.0), ("30d", 2_592_000.0), ("2w", 1_209_600.0),
        ("5m", 300.0), ("90 s", 90.0), ("", None), ("s", None), ("1.s", None),
        (".5s", None), ("1.2.3s", None),
        ("-1s", None),
        ("5M", None), ("inf", None),
    ],
)  # fmt: skip
def test_durations(text: str, expected: float | None) -> None:
    assert parse_duration(text) == expected


def test_every_limit_can_be_said(place: Place) -> None:
    for keys in TABLES.values():
        for key in keys.values():
            assert key.expects()
    assert Key("size", 0, "", lowest=1 << 20, highest=1 << 40).expects().endswith("from 1MB to 1TB")


def test_only_shaping_options_shape(place: Place) -> None:
    before = place.load().shaping_options()
    assert list(before) == sorted(before)
    changes = {
        "storage.compression": "lz4",
        "change_detection.hash_algorithm": "sha256",
        "analysis.jobs": 2,
        "analysis.parse_timeout": 3,
    }
    assert place.load(overrides=changes).shaping_options() == before
    for dotted, value in {
        "analysis.max_file_size": 4096,
        "analysis.docs": False,
        "analysis.source_roots": ["src"],
        "change_detection.ignore_patterns": ["x"],
    }.items():
        after = place.load(overrides={dotted: value}).shaping_options()
        assert [key for key in after if after[key] != before[key]] == [dotted]


def test_nothing_dear_is_imported_without_files(place: Place) -> None:
    program = (
        "import sys\nfrom parseltongue.workspace.config import load_config\n"
        f"load_config({str(place.root)!r}, env={place.env!r})\n"
        "dear = {'tomllib', 're', 'typing', 'pathlib', 'subprocess', 'difflib', 'dataclasses', 'json'}\n"
        "sys.exit(' '.join(sorted(dear & set(sys.modules))) or 0)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-S", "-c", program], env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


# Which folder is the workspace.


def test_find_workspace(tmp_path: Path) -> None:
    deep = tmp_path / "repo/package/deep"
    deep.mkdir(parents=True)
    (deep / "file.py").write_text("")
    assert find_workspace(str(deep), lambda path: False) == str(deep)
    (tmp_path / "repo/.git").write_text("gitdir: elsewhere")
    assert find_workspace(str(deep)) == str(tmp_path / "repo")
    assert find_workspace(str(deep / "file.py")) == str(tmp_path / "repo")
    known = str(tmp_path / "repo/package")
    assert find_workspace(str(deep), lambda path: path == known) == known
    around = str(tmp_path)
    assert find_workspace(str(deep), lambda path: path == around) == str(tmp_path / "repo")
    (tmp_path / "repo/.git").write_text("gitdir: ../.git/modules/repo\n")
    assert find_workspace(str(deep), lambda path: path == around) == around
    (tmp_path / "parseltongue.toml").write_text("")
    assert find_workspace(str(deep), lambda path: path == known) == str(tmp_path)
    (deep / "parseltongue.toml").write_text("")
    assert find_workspace(str(deep)) == str(deep)
