"""Packages of grammars: whether one is installed, and how to install it. Loads none.

A grammar that is missing never stops an analysis: its files are left out and counted, and what would bring
them in is said. Installing it changes the analyzer's fingerprint, so the next analysis picks them up.
"""

from __future__ import annotations

import sys

DISTRIBUTION = "parseltongue-isg"


def is_installed(package: str) -> bool:
    """Whether a package could be imported, without running any of its code."""
    from importlib.machinery import PathFinder

    return package in sys.modules or PathFinder.find_spec(package) is not None


def install_command(package: str) -> str:
    """What installs the grammar in a version that this one works with. About 60 ms: only for messages."""
    name = package.replace("_", "-")
    requirement = _requirement(name) or name
    return f'pip install "{requirement}"' if requirement != name else f"pip install {name}"


def _requirement(name: str) -> str | None:
    """What our own metadata say about a distribution: its name and the versions that fit."""
    import re
    from importlib.metadata import PackageNotFoundError, requires

    try:
        lines = requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        return None
    for line in lines:
        found = re.match(r"([\w.-]+)\s*([^;]*)", line)
        if found and re.sub(r"[-_.]+", "-", found[1]).lower() == name:
            return f"{found[1]}{found[2].strip()}"
    return None
