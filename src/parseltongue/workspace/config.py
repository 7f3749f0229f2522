"""The configuration of one workspace: where it is read from, what wins, and what a repository may not set.

Sources, weakest first: the defaults; the user's `parseltongue/parseltongue.toml` in `$XDG_CONFIG_HOME`
(`~/.config`, or `%APPDATA%` on Windows); `parseltongue.toml` in the workspace, or if there is none
`[tool.parseltongue]` of its `pyproject.toml`; the variable `PARSELTONGUE_CACHE_DIR`; the command line. Each
source replaces single keys, a list as a whole.

A repository is not trusted: its files could send the store, and with it the names in all of the user's code,
anywhere, or let it be emptied. A guarded key in them is ignored, with a notice that says how to allow it.
Nothing is imported for sources that do not exist (`tomllib` costs 25 ms).
"""

from __future__ import annotations

import os

from parseltongue.model.errors import ConfigError
from parseltongue.workspace.config_files import (
    FILE_NAME,
    leads_out,
    read_toml,
    user_config_path,
    workspace_settings,
)
from parseltongue.workspace.config_schema import SAFE_BACKENDS, TABLES, Key, parse_size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from parseltongue.storage.options import Option, OptionValue
    from parseltongue.workspace.encryption import KeySource

_BACKEND_SECTIONS = SAFE_BACKENDS


class StorageConfig:
    """`[storage]`. Sizes in bytes, durations in seconds; `backend_sections` as written, by backend."""

    __slots__ = (
        "audit",
        "backend",
        "backend_sections",
        "cache_dir",
        "compression",
        "compression_level",
        "enabled",
        "encryption",
        "gc_grace",
        "lock_timeout",
        "max_cache_size",
    )
    enabled: bool
    backend: str
    cache_dir: str
    max_cache_size: int
    compression: str
    compression_level: int | None
    lock_timeout: float
    gc_grace: float
    backend_sections: dict[str, dict[str, tuple[str, object]]]
    encryption: EncryptionConfig
    audit: AuditConfig


class EncryptionConfig:
    """`[storage.encryption]`. At most one source of a key is set; none for a plain store."""

    __slots__ = ("derivation", "key_file", "key_variable", "keyring", "passphrase")
    key_file: str | None
    key_variable: str | None
    keyring: str | None
    passphrase: bool
    derivation: str

    def use(self, source: KeySource | None) -> None:
        """Let this object, for the rest of its life, name another key or none."""
        self.key_file = self.key_variable = self.keyring = None
        self.passphrase = source is not None and source.is_passphrase
        if source is not None and not source.is_passphrase:
            setattr(self, source.kind, source.name)


class AuditConfig:
    """`[storage.audit]`. Sizes in bytes, durations in seconds."""

    __slots__ = ("enabled", "max_age", "max_file_size", "reads")
    enabled: bool
    reads: bool
    max_file_size: int
    max_age: float


class ChangeDetectionConfig:
    """`[change_detection]`."""

    __slots__ = ("hash_algorithm", "ignore_patterns", "parallel_hashing")
    hash_algorithm: str
    ignore_patterns: tuple[str, ...]
    parallel_hashing: bool


class AnalysisConfig:
    """`[analysis]`. Sizes in bytes, durations in seconds."""

    __slots__ = (
        "compile_commands",
        "docs",
        "jobs",
        "languages",
        "max_file_size",
        "parse_timeout",
        "source_roots",
    )
    max_file_size: int
    parse_timeout: float
    docs: bool
    source_roots: tuple[str, ...]
    compile_commands: tuple[str, ...]
    languages: tuple[str, ...]
    jobs: int


class OutputConfig:
    """`[output]`: what a terminal gets that a pipe does not."""

    __slots__ = ("color", "pager")
    color: bool
    pager: bool


class RulesConfig:
    """`[rules]`: layers from the top to the bottom, and pairs (from, to) of forbidden dependencies."""

    __slots__ = ("forbid", "layers")
    layers: tuple[str, ...]
    forbid: tuple[tuple[str, str], ...]


class TrustConfig:
    """`[trust]`, of the user's file only."""

    __slots__ = ("workspaces",)
    workspaces: tuple[str, ...]


class Config:
    """All settings of a workspace.

    Attributes
    ----------
    storage, change_detection, analysis, output, rules, trust
        One object per table.
    notices
        What the user should know, one sentence each: settings that were ignored.
    origins
        Dotted key to where its value comes from; keys at their default are absent.
    env
        The environment, for secrets that it holds.
    ask
        Asks the user for a secret; None where nobody can be asked.
    unlocked
        Keys that were made of a passphrase, so that it is asked for and worked on once.
    """

    __slots__ = (
        "analysis", "ask", "change_detection", "env", "notices", "origins", "output", "rules", "storage",
        "trust", "unlocked",
    )  # fmt: skip

    def __init__(self) -> None:
        self.storage = StorageConfig()
        self.change_detection = ChangeDetectionConfig()
        self.analysis = AnalysisConfig()
        self.output = OutputConfig()
        self.rules = RulesConfig()
        self.trust = TrustConfig()
        self.notices: list[str] = []
        self.origins: dict[str, str] = {}
        self.env: Mapping[str, str] = {}
        self.ask: Callable[[str], str] | None = None
        self.unlocked: dict[tuple[str, bytes], bytes] = {}
        self.storage.backend_sections = {}
        self.storage.encryption = EncryptionConfig()
        self.storage.audit = AuditConfig()
        for table, keys in TABLES.items():
            for name, key in keys.items():
                setattr(self.section(table), name, key.default)

    def section(self, table: str) -> Any:
        """The object of a table, such as "storage" or "storage.encryption"."""
        found: Any = self
        for part in table.split("."):
            found = getattr(found, part)
        return found

    def value(self, dotted: str) -> Any:
        """The value of a key such as "storage.compression"."""
        table, name = split_key(dotted)
        return getattr(self.section(table), name)

    def origin_of(self, start: str) -> str:
        """Where the keys come from whose dotted names begin so; empty if all are at their defaults."""
        places = [origin for dotted, origin in self.origins.items() if dotted.startswith(start)]
        return ", ".join(dict.fromkeys(places))

    def refused(self, dotted: str, error: ConfigError) -> ConfigError:
        """The error, with where its key was set; itself if that was nowhere."""
        origin = self.origins.get(dotted)
        if origin is None:
            return error
        return ConfigError(f"{origin}: {dotted} = {_shown(self.value(dotted))} cannot be used: {error}")

    def missing_places(self, root: str) -> list[str]:
        """A sentence for each path below the workspace that a key names and that is not there."""
        named = [
            (f"{table}.{name}", place)
            for table, keys in TABLES.items()
            for name, key in keys.items()
            if key.kind == "places"
            for place in self.value(f"{table}.{name}")
        ]
        return [
            f"{self.origins.get(dotted)}: {dotted} names {_shown(place)}, which is not in the workspace; "
            "correct it, or remove it there"
            for dotted, place in named
            if not os.path.lexists(os.path.join(root, place))
        ]

    def shaping_options(self) -> dict[str, object]:
        """Dotted key to value of all options that change what analysis produces, in order of key.

        Their digest belongs into snapshots and ref names; no other option may change a snapshot.
        """
        shaping = [f"{table}.{name}" for table, keys in TABLES.items() for name in keys if keys[name].shapes]
        return {dotted: self.value(dotted) for dotted in sorted(shaping)}

    def backend_options(self, known: Mapping[str, Option]) -> dict[str, OptionValue]:
        """The options of the chosen backend: those of `[storage.<backend>]`, the others at their defaults.

        Parameters
        ----------
        known
            What the backend declares.

        Raises
        ------
        ConfigError
            A key that the backend does not know, or a value that does not fit.
        """
        section = f"storage.{self.storage.backend}"
        options = {name: option.default for name, option in known.items()}
        for name, (origin, value) in self.storage.backend_sections.get(self.storage.backend, {}).items():
            if name not in known:
                raise ConfigError(_unknown(origin, f"{section}.{name}", value, section, known))
            option = known[name]
            if option.size and isinstance(value, str):
                size = parse_size(value)
                value = value if size is None else size
            try:
                options[name] = option.parse(f"{section}.{name}", value)
            except ConfigError as error:
                raise ConfigError(f"{origin}: {error}") from None
        return options


def split_key(dotted: str) -> tuple[str, str]:
    """The table and the rest of a key: "storage.encryption.keyring" is `keyring` of `storage.encryption`."""
    table, _, name = dotted.rpartition(".")
    if table not in TABLES:
        table, _, name = dotted.partition(".")
    return table, name


def load_config(
    root: str,
    *,
    trust: bool = False,
    env: Mapping[str, str] | None = None,
    overrides: Mapping[str, object] | None = None,
) -> Config:
    """Read the configuration of a workspace.

    Parameters
    ----------
    root
        Workspace folder.
    trust
        Let the workspace's own files set guarded keys.
    env
        The environment. None takes nothing from it: no user's file, no `PARSELTONGUE_CACHE_DIR`.
    overrides
        Dotted key to value, from the command line; texts are converted.

    Returns
    -------
    Config
        `storage.cache_dir` is absolute. Relative paths count from the file they are in, or from the current
        folder.

    Raises
    ------
    ConfigError
        A file that is not TOML (with line and column), an unknown table or key, or a value that is not
        allowed; the message names file, key and value, says what is allowed, and suggests a name.
    """
    config = Config()
    env = config.env = env or {}
    user_file = user_config_path(env)
    if user_file is not None:
        content = read_toml(os.path.realpath(user_file)) or {}
        _apply_file(config, user_file, content, env, _Source(user_file))
    trusted = trust or _is_trusted(root, config.trust.workspaces, env)
    _apply_workspace(config, root, env, _Source(user_file, in_workspace=True, trusted=trusted))
    if env.get("PARSELTONGUE_CACHE_DIR"):
        _apply(config, "PARSELTONGUE_CACHE_DIR", "storage.cache_dir", env["PARSELTONGUE_CACHE_DIR"])
    for dotted, value in (overrides or {}).items():
        _apply(config, "command line", dotted, _from_text(dotted, value))
    config.storage.cache_dir = os.path.abspath(_expanded(config.storage.cache_dir, env))
    _check_together(config)
    return config


def _check_together(config: Config) -> None:
    """See that keys fit each other. Costs nothing where they are at their defaults."""
    if "storage.compression_level" in config.origins:
        from parseltongue.codec.compression import checked_level

        try:
            checked_level(config.storage.compression, config.storage.compression_level)
        except ConfigError as error:
            raise config.refused("storage.compression_level", error) from None
    if any(dotted.startswith("storage.encryption.") for dotted in config.origins):
        from parseltongue.workspace.encryption import configured_source

        try:
            configured_source(config.storage.encryption)
        except ConfigError as error:
            raise ConfigError(f"{config.origin_of('storage.encryption.')}: {error}") from None


# Files


class _Source:
    """What a file may decide, and the user's file, which could allow it more."""

    __slots__ = ("in_workspace", "trusted", "user_file")

    def __init__(self, user_file: str | None, *, in_workspace: bool = False, trusted: bool = True) -> None:
        self.user_file = user_file
        self.in_workspace = in_workspace
        self.trusted = trusted

    def advice(self, root: str) -> str:
        """How to let the workspace in `root` decide more."""
        root = os.path.abspath(root)
        where = f' or add "{root}" to [trust] workspaces in {self.user_file}' if self.user_file else ""
        return f"To allow it, run with --trust{where}."


def _apply_workspace(config: Config, root: str, env: Mapping[str, str], source: _Source) -> None:
    if not source.trusted and os.path.islink(os.path.join(root, FILE_NAME)) and leads_out(root):
        path = os.path.join(root, FILE_NAME)
        config.notices.append(f"{path} is ignored: it leads out of the workspace. {source.advice(root)}")
        return
    found = workspace_settings(root)
    if found is not None:
        _apply_file(config, *found, env, source)


def _apply_file(
    config: Config, path: str, content: dict[str, object], env: Mapping[str, str], source: _Source
) -> None:
    """Set everything that a file says and may decide."""
    for dotted, value in _flatten(path, content):
        key = _key(path, dotted, value)
        if key is None:
            _apply_backend(config, path, dotted, value)
            continue
        if key.kind == "path" and isinstance(value, str) and value:
            value = os.path.join(os.path.dirname(os.path.abspath(path)), _expanded(value, env))
        parsed = _parsed(path, dotted, value, key)
        if source.in_workspace and dotted.startswith("trust."):
            config.notices.append(f"{path}: {dotted} is ignored: a workspace cannot declare itself trusted")
        elif key.guarded and not source.trusted and not _is_harmless(config, dotted, parsed, key, env):
            config.notices.append(
                f"{path}: {dotted} is ignored: a repository may not decide this."
                f" {source.advice(os.path.dirname(path))}"
            )
        else:
            _set(config, path, dotted, parsed)


def _is_harmless(config: Config, dotted: str, parsed: object, key: Key, env: Mapping[str, str]) -> bool:
    """Whether a guarded value changes nothing, or is one that anybody may choose."""
    current = config.value(dotted)
    if isinstance(current, str):
        current = _expanded(current, env)
    return parsed == current or parsed in key.safe


def _flatten(path: str, content: dict[str, object]) -> Iterable[tuple[str, object]]:
    """Dotted keys and values; tables are known here, keys are not yet."""
    for table, keys in content.items():
        if table not in TABLES:
            raise ConfigError(_unknown(path, table, keys, "the file", TABLES, what="table"))
        if not isinstance(keys, dict):
            raise ConfigError(f"{path}: {table} = {_shown(keys)} must be a table, [{table}]")
        for name, value in keys.items():
            dotted = f"{table}.{name}"
            if dotted not in TABLES:
                yield dotted, value
            elif isinstance(value, dict):
                yield from ((f"{dotted}.{inner}", one) for inner, one in value.items())
            else:
                raise ConfigError(f"{path}: {dotted} = {_shown(value)} must be a table, [{dotted}]")


def _is_trusted(root: str, listed: Iterable[str], env: Mapping[str, str]) -> bool:
    """Whether the folder itself is listed; folders below a listed one are not trusted."""
    real = os.path.realpath(root)
    return any(os.path.realpath(_expanded(item, env)) == real for item in listed)


def _expanded(path: str, env: Mapping[str, str]) -> str:
    if path == "~" or path.startswith(("~/", "~" + os.sep)):
        home = env.get("HOME") or env.get("USERPROFILE")
        return os.path.join(home, path[2:]) if home else os.path.expanduser(path)
    return path


# Keys and values


def _apply(config: Config, origin: str, dotted: str, value: object) -> None:
    """Set one key from a source that may set anything."""
    key = _key(origin, dotted, value)
    if key is None:
        section, _, name = dotted.removeprefix("storage.").partition(".")
        _apply_backend(config, origin, f"storage.{section}", {name: value} if name else value)
        return
    _set(config, origin, dotted, _parsed(origin, dotted, value, key))


def _set(config: Config, origin: str, dotted: str, value: object) -> None:
    table, name = split_key(dotted)
    setattr(config.section(table), name, value)
    config.origins[dotted] = origin


def _apply_backend(config: Config, origin: str, dotted: str, section: object) -> None:
    """Keep a backend's section for the backend to check: only it knows its keys."""
    if not isinstance(section, dict):
        raise ConfigError(f"{origin}: {dotted} = {_shown(section)} must be a table, [{dotted}]")
    kept = config.storage.backend_sections.setdefault(dotted.partition(".")[2], {})
    for name, value in section.items():
        kept[name] = (origin, value)


def _key(origin: str, dotted: str, value: object) -> Key | None:
    """The schema of a key; None for a backend's section, or for a key in one."""
    table, name = split_key(dotted)
    keys = TABLES.get(table)
    if keys is None:
        raise ConfigError(_unknown(origin, dotted, value, "the configuration", TABLES, what="table"))
    if name in keys:
        return keys[name]
    section, _, rest = name.partition(".")
    if table == "storage" and (rest or isinstance(value, dict)):
        if section in _BACKEND_SECTIONS or not _close(section, _BACKEND_SECTIONS):
            return None
        unknown = f"{table}.{section}"
        raise ConfigError(_unknown(origin, unknown, value, "the backends", _BACKEND_SECTIONS, what="table"))
    raise ConfigError(_unknown(origin, dotted, value, f"[{table}]", keys))


def _parsed(origin: str, dotted: str, value: object, key: Key) -> object:
    parsed = key.parse(value)
    if parsed is None:
        raise ConfigError(f"{origin}: {dotted} = {_shown(value)} cannot be used: it must be {key.expects()}")
    return parsed


def _from_text(dotted: str, value: object) -> object:
    """What a text from the command line stands for, given the type of its key."""
    table, name = split_key(dotted)
    key = TABLES.get(table, {}).get(name)
    if not isinstance(value, str):
        return value
    kind = key.kind if key is not None else ""
    if kind in ("bool", "") and value in ("true", "false"):
        return value == "true"
    if kind in ("int", "") and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    if kind in ("texts", "places"):
        return [item for item in value.split(",") if item]
    return value


def _unknown(
    origin: str, dotted: str, value: object, where: str, known: Iterable[str], *, what: str = "key"
) -> str:
    """The message about a name that does not exist."""
    names = sorted(known)
    prefix, _, name = dotted.rpartition(".")
    close = _close(name, names)
    meant = f"{prefix}.{close[0]}" if close and prefix else "".join(close[:1])
    shown = f" = {_shown(value)}" if what == "key" else ""
    hint = f"; did you mean {meant}?" if meant else "."
    if dotted == "tool":
        hint = "; [tool.parseltongue] is for pyproject.toml, here tables stand alone, such as [storage]."
    allowed = ", ".join(names) or "none"
    return f"{origin}: {dotted}{shown} is not a known {what}{hint} Of {where} there are: {allowed}"


def _close(name: str, known: Iterable[str]) -> list[str]:
    from difflib import get_close_matches

    return get_close_matches(name, list(known), n=1)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = f'"{value}"' if isinstance(value, str) else repr(value)
    return text if len(text) <= 80 else text[:77] + "..."
