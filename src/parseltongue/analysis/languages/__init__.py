"""The languages: which files belong to which, and what analyses them, loaded when first needed.

A family of languages is a package below this one with

- a module `placement` that offers a `PLACEMENT` (`analysis.placement.Placement`): cheap to import;
- a module `front_end` that offers ``extractor(keep_docs=)`` and ``semantics(world)``.

Nothing else in the project names a language.
"""

from __future__ import annotations

import os
from functools import cache
from importlib import import_module

from parseltongue.analysis.parsers import is_installed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from parseltongue.analysis.linking.semantics import Semantics
    from parseltongue.analysis.placement import Placement
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


@cache
def families() -> dict[str, Placement]:
    """All families by name, in order of name."""
    found = sorted(entry.name for entry in os.scandir(os.path.dirname(__file__)) if _is_family(entry))
    return {family: placement_of(family) for family in found}


def _is_family(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir() and os.path.exists(os.path.join(entry.path, "placement.py"))


@cache
def placement_of(family: str) -> Placement:
    """The placement rules of a family."""
    found: Placement = import_module(f"{__name__}.{family}.placement").PLACEMENT
    return found


@cache
def _tables() -> tuple[dict[str, str], dict[str, str], dict[str, Placement]]:
    """Language by suffix and by whole file name, and placement by language."""
    suffixes, names, placements = {}, {}, {}
    for placement in families().values():
        for language in placement.languages:
            placements[language.name] = placement
            suffixes.update(dict.fromkeys(language.suffixes, language.name))
            names.update(dict.fromkeys(language.names, language.name))
    return suffixes, names, placements


def language_of(path: str) -> str | None:
    """Language of a file by its name; None where no language claims it."""
    suffixes, names, _ = _tables()
    dot = path.rfind(".")
    found = suffixes.get(path[dot:]) if dot >= 0 else None
    return found or names.get(path[path.rfind("/") + 1 :])


def placement(language: str) -> Placement:
    """The placement rules of a language."""
    return _tables()[2][language]


def family_named(language: str) -> str:
    """The family of a language; empty for one that is not known here."""
    rules = _tables()[2].get(language)
    return rules.family if rules is not None else ""


def front_end(family: str) -> FrontEnd:
    """The extractor and semantics of a family."""
    found: FrontEnd = import_module(f"{__name__}.{family}.front_end")
    return found


def parsers() -> list[str]:
    """Packages of all grammars, in order of name."""
    return sorted({parser for family in families().values() for parser in parsers_of(family)})


def parsers_of(rules: Placement) -> list[str]:
    """Packages of the grammars of a family, in order of name."""
    return sorted({one.parser for one in rules.languages if one.parser})


def missing_parser(language: str) -> str | None:
    """The package of a language's grammar if it is not installed."""
    parser = next(one.parser for one in placement(language).languages if one.name == language)
    return parser if parser and not is_installed(parser) else None
