"""The languages: which files belong to which, and what analyses them, loaded when first needed.

A language is a package below this one that offers `FRONT_END`, a `FrontEnd`.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Protocol

    from parseltongue.analysis.world import Unit, World
    from parseltongue.model.facts import References
    from parseltongue.model.interface import Interface
    from parseltongue.model.links import FileLinks

    class Extractor(Protocol):
        """Bytes to facts."""

        def extract(self, data: bytes) -> tuple[Interface, References]: ...

    class Linker(Protocol):
        """Facts to links, for files of one world."""

        def link(self, unit: Unit, references: References) -> FileLinks: ...

    class FrontEnd(Protocol):
        """What a language offers. `extractor` may be slow to import; `placement` must not be."""

        def extractor(self, *, keep_docs: bool) -> Extractor: ...

        def linker(self, world: World) -> Linker: ...

    class Placement(Protocol):
        """What paths say about files of the language."""

        def source_roots(self, paths: Iterable[str], declared: Sequence[str]) -> list[str]: ...

        def module_name(self, path: str, roots: Sequence[str]) -> str: ...

        def module_paths(self, name: str, roots: Sequence[str]) -> list[str]: ...

        def is_test(self, path: str) -> bool: ...


SUFFIXES = {".py": "python", ".pyi": "python", ".pyw": "python"}
"""Language by file suffix."""


def language_of(path: str) -> str | None:
    """Language of a file by its name; None where no language claims it."""
    dot = path.rfind(".")
    return SUFFIXES.get(path[dot:]) if dot >= 0 else None


def front_end(language: str) -> FrontEnd:
    """The extractor and linker of a language."""
    module: FrontEnd = import_module(f"parseltongue.analysis.languages.{language}.front_end")
    return module


def placement(language: str) -> Placement:
    """The placement rules of a language; cheap to import."""
    module: Placement = import_module(f"parseltongue.analysis.languages.{language}.placement")
    return module
