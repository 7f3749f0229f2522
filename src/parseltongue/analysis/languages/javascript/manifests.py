"""Facts of the manifests of JavaScript: which package a folder is, and what its modules are called.

Their Interface has no entities; `Interface.exported` lists what linking needs, one text for each fact.
"""

from __future__ import annotations

import json
import re

from parseltongue.analysis.builder import FactsBuilder
from parseltongue.analysis.languages.javascript.placement import MANIFEST
from parseltongue.model.facts import SYNTAX_ERRORS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from parseltongue.model.facts import References
    from parseltongue.model.interface import Interface

_COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_TRAILING_COMMA = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])', re.DOTALL)
_ENTRIES = ("source", "types", "typings", "module", "browser", "main")
_CONDITIONS = ("source", "types", "import", "module", "node", "browser", "default", "require")
"""Of several files behind one name, the order in which they are tried."""
MAX_NESTING = 20
MAX_FACTS = 2_000


class ManifestExtractor:
    """What `package.json` and `tsconfig.json` have in common."""

    def extract(self, data: bytes) -> tuple[Interface, References]:
        """Facts of one manifest from its bytes alone. Never raises on account of what the bytes are."""
        content, flags = _parsed(data)
        builder = FactsBuilder(data)
        builder.package = self.package(content)
        facts = (one for one in self.facts(content) if one.replace("\t", " ").isprintable())
        builder.exported = [one for _, one in zip(range(MAX_FACTS), facts, strict=False)]
        return builder.finish(flags, False)

    def package(self, content: dict[str, object]) -> str:
        return ""

    def facts(self, content: dict[str, object]) -> Iterator[str]:
        raise NotImplementedError


class PackageExtractor(ManifestExtractor):
    """``package.json``: ``entry FILE``, ``export NAME FILE``, ``import NAME FILE``."""

    def package(self, content: dict[str, object]) -> str:
        name = content.get("name")
        return f"{MANIFEST} {name}" if isinstance(name, str) and name.isprintable() else MANIFEST

    def facts(self, content: dict[str, object]) -> Iterator[str]:
        for field in _ENTRIES:
            value = content.get(field)
            if isinstance(value, str):
                yield f"entry\t{value}"
        yield from _exports(content.get("exports"), ".", "export")
        imports = content.get("imports")
        if isinstance(imports, dict):
            for name, value in imports.items():
                yield from _exports(value, name, "import")


class ConfigurationExtractor(ManifestExtractor):
    """``tsconfig.json``: ``extends FILE``, ``base FOLDER``, ``path PATTERN FILE``."""

    def facts(self, content: dict[str, object]) -> Iterator[str]:
        extended = content.get("extends")
        for one in extended if isinstance(extended, list) else [extended]:
            if isinstance(one, str):
                yield f"extends\t{one}"
        options = content.get("compilerOptions")
        if not isinstance(options, dict):
            return
        base = options.get("baseUrl")
        if isinstance(base, str):
            yield f"base\t{base}"
        paths = options.get("paths")
        for pattern, targets in paths.items() if isinstance(paths, dict) else ():
            for target in targets if isinstance(targets, list) else ():
                if isinstance(target, str):
                    yield f"path\t{pattern}\t{target}"


def _exports(value: object, name: str, word: str, nested: int = 0) -> Iterator[str]:
    """The files behind the names of an ``exports`` table, best first."""
    if isinstance(value, str):
        yield f"{word}\t{name}\t{value}"
    elif isinstance(value, list) and nested < MAX_NESTING:
        for one in value:
            yield from _exports(one, name, word, nested + 1)
    elif isinstance(value, dict) and nested < MAX_NESTING:
        for key, one in value.items():
            if key.startswith("."):
                yield from _exports(one, key, word, nested + 1)
        for condition in _CONDITIONS:
            if condition in value:
                yield from _exports(value[condition], name, word, nested + 1)


def _parsed(data: bytes) -> tuple[dict[str, object], int]:
    """The object that a manifest is, which may have comments; and a flag if it is none."""
    text = data.decode("utf-8-sig", "replace")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", _COMMENT.sub(r"\1", text))):
        try:
            content = json.loads(attempt)
        except (ValueError, RecursionError):
            continue
        if isinstance(content, dict):
            return content, 0
        break
    return {}, SYNTAX_ERRORS
