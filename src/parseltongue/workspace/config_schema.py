"""Every configuration key, as data: its type, default and limits, who may set it, and what it affects.

From it come the defaults, the checks, the texts of a `ConfigError` and the reference documentation. The keys
of `[storage.<backend>]` are not here: each backend declares its own (storage/options.py).
"""

from __future__ import annotations

import posixpath

from parseltongue.changes.ignore import DEFAULT_PATTERNS

_SIZE_UNITS = {"": 1, "b": 1}
for _power, _letter in enumerate("kmgt", 1):
    for _unit in (_letter, _letter + "b", _letter + "ib"):
        _SIZE_UNITS[_unit] = 1 << (10 * _power)
_DURATION_UNITS = {"": 1.0, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}

_HOUR, _DAY, _KILOBYTE, _MEGABYTE = 3600.0, 86400.0, 1 << 10, 1 << 20
_LARGEST_SIZE = 1 << 50
# Backends that a repository may name: choosing among them runs no code that the user did not install for it.
SAFE_BACKENDS = ("rocksdb", "sled", "lmdb", "sqlite", "memory")


class Key:
    """One key of one table.

    Parameters
    ----------
    kind
        "bool", "int", "text", "texts" (a list), "size" (bytes), "duration" (seconds, float), "path",
        "places" (a list of paths below the workspace) or "dependencies" (a list of tables with `from` and
        `to`; pairs).
    default
        In the type that `parse` returns; None where the part that uses the value chooses.
    meaning
        One line for the documentation.
    lowest, highest
        Inclusive limits of a number.
    choices
        The texts that are allowed; empty for any.
    guarded
        A file of the workspace may set it only if the workspace is trusted.
    safe
        Values of a guarded key that any workspace may set.
    shapes
        It changes what analysis produces for the same bytes, or which files are analysed.
    """

    __slots__ = (
        "choices",
        "default",
        "guarded",
        "highest",
        "kind",
        "lowest",
        "meaning",
        "safe",
        "shapes",
    )

    def __init__(
        self,
        kind: str,
        default: object,
        meaning: str,
        *,
        lowest: float = 0,
        highest: float = _LARGEST_SIZE,
        choices: tuple[str, ...] = (),
        guarded: bool = False,
        safe: tuple[str, ...] = (),
        shapes: bool = False,
    ) -> None:
        self.kind = kind
        self.default = default
        self.meaning = meaning
        self.lowest = lowest
        self.highest = highest
        self.choices = choices
        self.guarded = guarded
        self.safe = safe
        self.shapes = shapes

    def expects(self) -> str:
        """What a value must be, for people."""
        if self.choices:
            return "one of " + ", ".join(f'"{choice}"' for choice in self.choices)
        if self.kind == "int":
            return f"an integer from {self.lowest:.0f} to {self.highest:.0f}"
        if self.kind == "size":
            low, high = _size_text(int(self.lowest)), _size_text(int(self.highest))
            return f'a number of bytes or a text such as "64MB", from {low} to {high}'
        if self.kind == "duration":
            low, high = _duration_text(self.lowest), _duration_text(self.highest)
            return f'a number of seconds or a text such as "500ms", "1h", "30d", from {low} to {high}'
        names = {
            "bool": "true or false",
            "texts": "a list of texts",
            "places": 'a list of paths below the workspace, such as "lib/python"',
            "path": "a path that is not empty",
            "dependencies": 'a list of tables such as { from = "shop.base", to = "shop.web" }',
        }
        return names.get(self.kind, "a text that is not empty")

    def parse(self, value: object) -> object:
        """The value in its own type, or None if it does not fit."""
        if self.kind == "bool":
            return value if isinstance(value, bool) else None
        if self.kind in ("texts", "places"):
            fits = isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)
            texts = tuple(value) if fits and isinstance(value, (list, tuple)) else None
            return _places(texts) if texts and self.kind == "places" else texts
        if self.kind == "dependencies":
            return _dependencies(value)
        if self.kind in ("text", "path"):
            fits = isinstance(value, str) and value != "" and "\0" not in value
            return value if fits and (not self.choices or value in self.choices) else None
        number = self._number(value)
        return number if number is not None and self.lowest <= number <= self.highest else None

    def _number(self, value: object) -> int | float | None:
        if isinstance(value, str) and self.kind == "size":
            return parse_size(value)
        if isinstance(value, str) and self.kind == "duration":
            return parse_duration(value)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None
        if self.kind == "duration":
            return float(value)
        return value if isinstance(value, int) else None


def _places(texts: tuple[str, ...]) -> tuple[str, ...] | None:
    """Paths as the graph has them: "./lib/" is "lib", the workspace itself is empty."""
    paths = [posixpath.normpath(text) if text else posixpath.pardir for text in texts]
    if any(path.startswith("/") or path.split("/")[0] == posixpath.pardir for path in paths):
        return None
    return tuple("" if path == posixpath.curdir else path for path in paths)


def _dependencies(value: object) -> tuple[tuple[str, str], ...] | None:
    found: list[tuple[str, str]] = []
    for one in value if isinstance(value, (list, tuple)) else [None]:
        if not isinstance(one, dict) or set(one) != {"from", "to"}:
            return None
        before, behind = one["from"], one["to"]
        if not (isinstance(before, str) and isinstance(behind, str) and before and behind):
            return None
        found.append((before, behind))
    return tuple(found)


def parse_size(text: str) -> int | None:
    """Bytes of a text such as "64MB", "64 MiB", "1G" or "4096"; None if it is no size.

    K, M, G and T are powers of 1,024, with or without `B` or `iB`, in any case.
    """
    digits, unit = _split(text)
    factor = _SIZE_UNITS.get(unit.lower())
    return int(digits) * factor if digits.isdigit() and factor is not None else None


def parse_duration(text: str) -> float | None:
    """Seconds of a text such as "500ms", "1.5h", "30d" or "10"; None if it is no duration.

    Units: ms, s, m (minutes), h, d, w. Without unit: seconds.
    """
    digits, unit = _split(text)
    factor = _DURATION_UNITS.get(unit)
    whole, point, fraction = digits.partition(".")
    if factor is None or not whole.isdigit() or (point and not fraction.isdigit()):
        return None
    return float(digits) * factor


def _split(text: str) -> tuple[str, str]:
    """A number and its unit. At most 18 characters of number: more is no quantity, and slow to convert."""
    text = text.strip()
    end = 0
    while end < len(text) and text[end] in "0123456789.":
        end += 1
    return (text[:end], text[end:].strip()) if end <= 18 else ("", "")


def _size_text(size: int) -> str:
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024 or size % 1024:
            return f"{size}{unit}"
        size //= 1024
    return f"{size}TB"


def _duration_text(seconds: float) -> str:
    for unit in ("w", "d", "h", "m"):
        count = seconds / _DURATION_UNITS[unit]
        if count >= 1 and count == int(count):
            return f"{count:.0f}{unit}"
    return f"{seconds:g}s"


TABLES: dict[str, dict[str, Key]] = {
    "storage": {
        "enabled": Key("bool", True, "Keep results on disk; false analyses in memory at every run."),
        "backend": Key("text", "rocksdb", "Which store to use, by name.", guarded=True, safe=SAFE_BACKENDS),
        "cache_dir": Key("path", "~/.parseltongue/cache", "Where the store is.", guarded=True),
        "max_cache_size": Key(
            "size",
            1 << 30,
            "What the store is kept below after commits, by dropping the least recently used workspaces.",
            lowest=_MEGABYTE,
            guarded=True,
        ),
        "compression": Key("text", "zstd", "How records are compressed.", choices=("zstd", "lz4", "none")),
        "compression_level": Key("int", None, "Level; if unset, the compression's own default.", highest=22),
        "lock_timeout": Key("duration", 30.0, "How long to wait for another writer.", highest=_HOUR),
        "gc_grace": Key(
            "duration",
            _HOUR,
            "How long a replaced snapshot is kept for those that read it.",
            highest=3650 * _DAY,
            guarded=True,
        ),
    },
    "storage.encryption": {
        "key_file": Key(
            "path", None, "File with the key that encrypts the store, in hexadecimal or base64.", guarded=True
        ),
        "key_variable": Key("text", None, "Environment variable with that key.", guarded=True),
        "keyring": Key("text", None, "Entry of the system's keyring with that key.", guarded=True),
        "passphrase": Key(
            "bool",
            False,
            "Encrypt with a passphrase, asked for or in `PARSELTONGUE_PASSPHRASE`.",
            guarded=True,
        ),
        "derivation": Key(
            "text",
            "scrypt",
            "What makes a key of a passphrase that is chosen.",
            choices=("scrypt", "argon2id"),
            guarded=True,
        ),
    },
    "storage.audit": {
        "enabled": Key("bool", False, "Log who does what with the store.", guarded=True),
        "reads": Key("bool", False, "Log questions too, not only what changes the store.", guarded=True),
        "max_file_size": Key(
            "size", 10 * _MEGABYTE, "From here on a new file is begun.", lowest=_KILOBYTE, guarded=True
        ),
        "max_age": Key(
            "duration",
            30 * _DAY,
            "When the first entry of a file is so old, a new file is begun.",
            lowest=1.0,
            highest=3650 * _DAY,
            guarded=True,
        ),
    },
    "change_detection": {
        "hash_algorithm": Key(
            "text",
            "blake3",
            "What the stat index compares contents by; snapshots always use BLAKE3.",
            choices=("blake3", "sha256", "xxhash"),
        ),
        "ignore_patterns": Key(
            "texts",
            DEFAULT_PATTERNS,
            "Left out besides what git ignores; the syntax of .gitignore. Replaces the default list.",
            shapes=True,
        ),
        "parallel_hashing": Key("bool", True, "Hash files of a megabyte and more with several threads."),
    },
    "analysis": {
        "max_file_size": Key(
            "size", 2 * _MEGABYTE, "Larger files are listed but not parsed.", lowest=_KILOBYTE, shapes=True
        ),
        "parse_timeout": Key(
            "duration",
            10.0,
            "A file that takes more CPU time is left out of this run.",
            lowest=0.1,
            highest=_HOUR,
        ),
        "docs": Key("bool", True, "Keep the first lines of documentation.", shapes=True),
        "source_roots": Key(
            "places",
            (),
            "Folders that module names start from, besides those that hold packages.",
            shapes=True,
        ),
        "compile_commands": Key(
            "places",
            (),
            "Compilation databases of C and C++, relative to the workspace; found by themselves if empty.",
            shapes=True,
        ),
        "languages": Key(
            "texts",
            (),
            "Languages that installed packages add (docs/languages.md), by the name of their family.",
            guarded=True,
        ),
        "jobs": Key("int", 0, "Analysis processes at most; 0 is one per processor.", highest=256),
    },
    "output": {
        "color": Key("bool", True, "Colours on a terminal."),
        "pager": Key("bool", True, "What is longer than the terminal goes through a pager."),
    },
    "rules": {
        "layers": Key(
            "texts", (), "Modules or folders from the top to the bottom; none depends on one above."
        ),
        "forbid": Key("dependencies", (), 'Dependencies that must not be, as `{ from = "a", to = "b" }`.'),
    },
    "trust": {
        "workspaces": Key(
            "texts",
            (),
            "Folders whose own files may set guarded keys. Counts only in the user's file.",
            guarded=True,
        ),
    },
}
