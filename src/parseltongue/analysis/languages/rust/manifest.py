"""Cargo manifests to facts; needs no grammar."""

from __future__ import annotations

import tomllib

from parseltongue.analysis.builder import FactsBuilder
from parseltongue.analysis.sources import decode
from parseltongue.model.facts import SYNTAX_ERRORS
from parseltongue.model.paths import IMPORT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.model.facts import References
    from parseltongue.model.interface import Interface


class ManifestExtractor:
    """Reads what linking needs of a ``Cargo.toml``: the name of the crate and where its code begins."""

    def __init__(self, *, keep_docs: bool = True) -> None:
        self._keep_docs = keep_docs

    def extract(self, data: bytes) -> tuple[Interface, References]:
        source, flags = decode(data)
        builder = FactsBuilder(source)
        try:
            manifest = tomllib.loads(source.decode("utf-8", "replace"))
        except (tomllib.TOMLDecodeError, RecursionError):
            return builder.finish(flags | SYNTAX_ERRORS, self._keep_docs)
        library, package = _table(manifest, "lib"), _table(manifest, "package")
        name = library.get("name") or package.get("name")
        if isinstance(name, str) and name.isprintable():
            builder.package = name.replace("-", "_")
        path = library.get("path")
        if isinstance(path, str) and path.isprintable():
            builder.imports[0][b"lib"] = builder.paths.node(IMPORT, 0, builder.paths.name(path.encode()))
        return builder.finish(flags, self._keep_docs)


def _table(manifest: dict[str, Any], name: str) -> dict[str, Any]:
    found = manifest.get(name)
    return found if isinstance(found, dict) else {}
