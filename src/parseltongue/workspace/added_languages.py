"""Families of languages that other packages add, as the configuration names them.

A package offers one through the entry point group `parseltongue.languages`. Installing it is not enough: its
code runs only for those who name it in `[analysis] languages`, which a repository may not do by itself.
"""

from __future__ import annotations

import os
import sys

from blake3 import blake3

from parseltongue.analysis.languages import package_of, register
from parseltongue.model.errors import ConfigError
from parseltongue.workspace.kept import load_lines, save_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ENTRY_POINT_GROUP = "parseltongue.languages"


def take_in(names: Sequence[str], cache_dir: str, tell: Callable[[str], object]) -> tuple[str, ...]:
    """Register the families of these names; those that can be used, ascending.

    Parameters
    ----------
    cache_dir : str
        Where the list of what is installed is kept: reading the metadata of all packages takes 60 ms.
    tell : callable
        Given a sentence for each one that cannot be used.
    """
    usable = []
    for name in sorted(set(names)):
        try:
            register(name, _package(name, cache_dir))
            usable.append(name)
        except ConfigError as error:
            tell(f"{error}. Files of its languages are left out")
    return tuple(usable)


def folder_of(family: str) -> str:
    """Where the code of an added family is; its package has been imported."""
    return str(next(iter(sys.modules[package_of(family)].__path__)))


def _package(name: str, cache_dir: str) -> str:
    installed = _installed(cache_dir)
    if name not in installed:
        known = ", ".join(sorted(installed)) or "none"
        raise ConfigError(
            f'there is no language plug-in "{name}"; installed are: {known}. A package adds one through the'
            f" entry point group {ENTRY_POINT_GROUP}"
        )
    return installed[name]


def _installed(cache_dir: str) -> dict[str, str]:
    """Package by name of the family, of all that is installed."""
    signature, path = _signature(), os.path.join(cache_dir, "languages")
    lines = load_lines(path, signature)
    if lines is None:
        from importlib.metadata import entry_points

        found = sorted((one.name, one.value) for one in entry_points(group=ENTRY_POINT_GROUP))
        lines = [f"{name} {value}" for name, value in found if "\n" not in name + value]
        save_lines(path, signature, lines)
    return {name: value for name, _, value in (line.partition(" ") for line in lines)}


def _signature() -> str:
    """Changes when a package is installed, updated or removed: that makes or renames folders."""
    told = []
    for folder in sys.path:
        try:
            names = sorted(name for name in os.listdir(folder or ".") if name.endswith("-info"))
        except OSError:
            continue
        told.append((folder, names))
    return blake3(repr(told).encode("utf-8", "backslashreplace")).hexdigest(16)
