"""The languages: which files belong to which, and what analyses them, loaded when first needed.

A family of languages is a package below this one with

- a module `placement` that offers a `PLACEMENT` (`analysis.placement.Placement`): cheap to import;
- a module `front_end` that offers ``extractor(keep_docs=)`` and ``semantics(world)``.

Nothing else in the project names a language.

Another package can add a family in the same shape: `register` takes it in. What is added counts for the
process where a language is already known by name; which files belong to it each workspace says for itself.
"""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module

from parseltongue.analysis.parsers import is_installed
from parseltongue.model.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from parseltongue.analysis.linking.semantics import Semantics
    from parseltongue.analysis.placement import Language, Placement
    from parseltongue.analysis.world import World
    from parseltongue.model.facts import References
    from parseltongue.model.interface import Interface

    class Extractor(Protocol):
        """Bytes to facts."""

        def extract(self, data: bytes) -> tuple[Interface, References]: ...

    class FrontEnd(Protocol):
        """What analyses a family. `extractor` may be slow to import."""

        def extractor(self, language: str, *, keep_docs: bool) -> Extractor: ...

        def semantics(self, world: World) -> Semantics: ...


_added: dict[str, str] = {}
"""Package of each family that is not ours."""


@cache
def families(added: tuple[str, ...] = ()) -> dict[str, Placement]:
    """Our families by name, in order of name; then those of the added ones that are asked for."""
    found = sorted(entry.name for entry in os.scandir(os.path.dirname(__file__)) if _is_family(entry))
    return {family: placement_of(family) for family in (*found, *added)}


def _is_family(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir() and os.path.exists(os.path.join(entry.path, "placement.py"))


def register(family: str, package: str) -> None:
    """Take in a family that another package adds; imports its `placement`. Once is enough for a process.

    Raises
    ------
    ConfigError
        It cannot be imported, is in another shape, or claims what is another family's.
    """
    if _added.get(family) == package:
        return
    from parseltongue.analysis.guarded import checked_placement

    if family in families(tuple(_added)):
        raise ConfigError(
            f'a family of languages is called "{family}" already; the plug-in needs another name'
        )
    checked_placement(family, package, families(tuple(_added)).values())
    _added[family] = package


def is_added(family: str) -> bool:
    """Whether a family is one that another package adds."""
    return family in _added


def package_of(family: str) -> str:
    """The package that holds the modules of a family."""
    return _added.get(family) or f"{__name__}.{family}"


@cache
def placement_of(family: str) -> Placement:
    """The placement rules of a family."""
    found: Placement = import_module(f"{package_of(family)}.placement").PLACEMENT
    if not is_added(family):
        return found
    from parseltongue.analysis.guarded import GuardedPlacement

    return GuardedPlacement(found)


@cache
def _tables(added: tuple[str, ...] = ()) -> tuple[dict[str, str], dict[str, str], dict[str, Placement]]:
    """Language by suffix and by whole file name, and placement by language."""
    suffixes, names, placements = {}, {}, {}
    for placement in families(added).values():
        for language in placement.languages:
            placements[language.name] = placement
            suffixes.update(dict.fromkeys(language.suffixes, language.name))
            names.update(dict.fromkeys(language.names, language.name))
    return suffixes, names, placements


def language_of(path: str, added: tuple[str, ...] = ()) -> str | None:
    """Language of a file by its name; None where no language claims it."""
    suffixes, names, _ = _tables(added)
    dot = path.rfind(".")
    found = suffixes.get(path[dot:]) if dot >= 0 else None
    return found or names.get(path[path.rfind("/") + 1 :])


def names_of(added: tuple[str, ...] = ()) -> tuple[dict[str, str], dict[str, str]]:
    """Language by suffix and by whole file name. Not to be changed."""
    return _tables(added)[:2]


@cache
def made_languages(added: tuple[str, ...] = ()) -> dict[str, Language]:
    """By name, the languages of files that build tools make, of which the essence counts."""
    return {one.name: one for rules in families(added).values() for one in rules.languages if one.made_in}


def script_language(head: bytes, added: tuple[str, ...] = ()) -> str | None:
    """The language of a script by its first line: ``#!/usr/bin/env python3``."""
    if not head.startswith(b"#!"):
        return None
    words = head[2:].partition(b"\n")[0].decode("utf-8", "replace").split()
    if words and words[0].rpartition("/")[2] == "env":
        words = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
    interpreter = words[0].rpartition("/")[2].rstrip("0123456789.-") if words else ""
    for rules in families(added).values():
        for language in rules.languages:
            if interpreter in language.interpreters:
                return language.name
    return None


def placement(language: str) -> Placement:
    """The placement rules of a language."""
    return _tables(tuple(_added))[2][language]


def family_named(language: str) -> str:
    """The family of a language; empty for one that is not known here."""
    rules = _tables(tuple(_added))[2].get(language)
    return rules.family if rules is not None else ""


def front_end(family: str) -> FrontEnd:
    """The extractor and semantics of a family."""
    found: FrontEnd = import_module(f"{package_of(family)}.front_end")
    return found


def parsers(added: tuple[str, ...] = ()) -> list[str]:
    """Packages of all grammars, in order of name."""
    return sorted({parser for family in families(added).values() for parser in parsers_of(family)})


def parsers_of(rules: Placement) -> list[str]:
    """Packages of the grammars of a family, in order of name."""
    return sorted({one.parser for one in rules.languages if one.parser})


def missing_parser(language: str) -> str | None:
    """The package of a language's grammar if it is not installed."""
    parser = next(one.parser for one in placement(language).languages if one.name == language)
    return parser if parser and not is_installed(parser) else None
