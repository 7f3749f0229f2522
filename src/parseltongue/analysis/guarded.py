"""Families that other packages add: checked when they are taken in, and kept from doing harm afterwards.

An error in their code costs their own files and is told; it never stops the analysis of the rest.
"""

from __future__ import annotations

from importlib import import_module

from parseltongue.analysis.placement import Language, Placement
from parseltongue.model.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from typing import TypeVar

    from parseltongue.analysis.placement import Contribution
    from parseltongue.model.interface import Interface

    T = TypeVar("T")


def checked_placement(family: str, package: str, others: Iterable[Placement]) -> Placement:
    """The placement rules that a package offers for a family.

    Raises
    ------
    ConfigError
        There are none, or they are not in the shape that docs/languages.md describes.
    """
    told = f'the language plug-in "{family}" ({package})'
    try:
        module = import_module(f"{package}.placement")
        folder = import_module(package).__path__
    except Exception as error:
        raise ConfigError(
            f"{told} cannot be imported: {type(error).__name__}: {error}; repair or remove the package"
        ) from error
    found = getattr(module, "PLACEMENT", None)
    problem = _shape_problem(found, family) if folder else "it is no package"
    if isinstance(found, Placement) and not problem:
        problem = _claim_problem(found, others)
    if problem or not isinstance(found, Placement):
        raise ConfigError(f"{told} cannot be used: {problem}; see docs/languages.md")
    return found


def _shape_problem(found: object, family: str) -> str:
    if not isinstance(found, Placement):
        return "its module `placement` has no PLACEMENT that is a Placement"
    if getattr(found, "family", None) != family:
        return f"its family must be called like its entry point, {family}"
    languages = getattr(found, "languages", ())
    if not isinstance(languages, tuple) or not languages:
        return "it names no languages"
    if not isinstance(found.generated, tuple) or not all(isinstance(one, str) for one in found.generated):
        return "its generated names are no texts"
    if not isinstance(found.unnamed, frozenset):
        return "its unnamed names are no frozenset"
    return "" if all(isinstance(one, Language) for one in languages) else "its languages are no Language"


def _claim_problem(found: Placement, others: Iterable[Placement]) -> str:
    """What it claims that belongs to another family."""
    for rules in others:
        for language in rules.languages:
            theirs = {language.name, *language.suffixes, *language.names}
            for own in found.languages:
                for claim in (own.name, *own.suffixes, *own.names):
                    if claim in theirs:
                        return f"{claim} belongs to the language {language.name} already"
    return ""


class GuardedPlacement(Placement):
    """Answers as the placement rules of an added family do, and as the base class where they fail.

    Attributes
    ----------
    trouble : str
        The first failure since it was last emptied.
    """

    def __init__(self, rules: Placement) -> None:
        self._rules = rules
        self.family = rules.family
        self.languages = rules.languages
        self.generated = rules.generated
        self.builds_on = rules.builds_on
        self.unnamed = rules.unnamed
        self.for_heirs = rules.for_heirs
        self.trouble = ""

    def note(self, error: Exception) -> None:
        """Remember what went wrong, for the user."""
        self.trouble = self.trouble or (
            f'the language plug-in "{self.family}" failed ({type(error).__name__}: {error}): what it says of'
            " its files is incomplete; repair or remove the package"
        )

    def _try(self, ask: Callable[[], T], otherwise: Callable[[], T]) -> T:
        try:
            return ask()
        except Exception as error:
            self.note(error)
            return otherwise()

    def module_name(self, path: str, roots: Sequence[str]) -> str:
        return self._try(lambda: str(self._rules.module_name(path, roots)), lambda: path.rpartition(".")[0])

    def module_paths(self, name: str, roots: Sequence[str]) -> list[str]:
        return self._try(lambda: list(map(str, self._rules.module_paths(name, roots))), list)

    def source_roots(self, paths: Iterable[str], declared: Sequence[str]) -> list[str]:
        return self._try(lambda: list(map(str, self._rules.source_roots(paths, declared))), list)

    def is_test(self, path: str) -> bool:
        return self._try(lambda: bool(self._rules.is_test(path)), bool)

    def is_foreign(self, language: str, data: bytes) -> bool:
        return self._try(lambda: bool(self._rules.is_foreign(language, data)), bool)

    def essence(self, path: str, data: bytes, files: Collection[str]) -> bytes:
        return self._try(lambda: bytes(self._rules.essence(path, data, files)), lambda: data)

    def stem(self, path: str) -> str:
        return self._try(lambda: str(self._rules.stem(path)), lambda: path.rpartition(".")[0])

    def precedence(self, path: str) -> int:
        return self._try(lambda: int(self._rules.precedence(path)), int)

    def stem_lookups(self, stem: str, roots: Sequence[str]) -> set[int]:
        plain = super().stem_lookups(stem, roots)
        return self._try(lambda: plain | set(map(int, self._rules.stem_lookups(stem, roots))), lambda: plain)

    def contributions(self, path: str, interface: Interface) -> Iterable[Contribution]:
        return self._try(lambda: self._contributions(path, interface), list)

    def _contributions(self, path: str, interface: Interface) -> list[Contribution]:
        found = []
        for scope, name, ordinal in self._rules.contributions(path, interface):
            if not 0 <= ordinal < len(interface.kinds):
                raise LookupError(f"{path} has no entity {ordinal}")
            found.append((str(scope), str(name), int(ordinal)))
        return found
