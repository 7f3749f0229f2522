"""What the path of a Rust file says: module, crate, test or not; what impls add to types."""

from __future__ import annotations

from parseltongue.analysis.placement import Language, Placement
from parseltongue.model.interface import SHADOWED
from parseltongue.model.kinds import IMPL, MACRO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parseltongue.analysis.placement import Contribution
    from parseltongue.model.interface import Interface

CRATE_ROOTS = ("lib", "main")
"""Stems of the files that a crate begins with."""
MANIFEST = "Cargo.toml"
CRATES, MACROS = "crates", "macros"
"""Open scopes of the workspace: crate names, and macros by name."""
BLANKET = "*"
"""Stands for the type of an impl for a type parameter."""


def impls_of(name: str) -> str:
    """The open scope that all impls for types of a simple name add to."""
    return f"impl {name}"


class RustPlacement(Placement):
    """Modules by path below ``src``; the file of a module is ``name.rs`` or ``name/mod.rs``."""

    family = "rust"
    languages = (
        Language("rust", (".rs",), "tree_sitter_rust"),
        Language("cargo", (), names=(MANIFEST,)),
    )
    generated = ("*_generated.rs", "*_capnp.rs", "*.pb.rs")
    for_heirs = None

    def module_name(self, path: str, roots: Sequence[str]) -> str:
        """Crate (the folder around ``src``) and modules, joined by dots; the root of a crate is ``crate``."""
        *folders, _ = stem = self.stem(path).split("/")
        if "src" not in folders:
            return ".".join(stem).replace("-", "_")
        place = len(folders) - 1 - folders[::-1].index("src")
        crate = [folders[place - 1].replace("-", "_")] if place else []
        modules = stem[place + 1 :]
        if modules and modules[-1] in CRATE_ROOTS and len(modules) == 1:
            modules = [] if crate else ["crate"]
        return ".".join(crate + modules) or "crate"

    def is_test(self, path: str) -> bool:
        *folders, name = path.split("/")
        return not {"tests", "benches"}.isdisjoint(folders) or name in ("tests.rs", "test.rs")

    def stem(self, path: str) -> str:
        """A module's path without suffix; a folder for its ``mod.rs``; manifests keep their name."""
        if path.endswith(MANIFEST):
            return path
        stem = path.removesuffix(".rs")
        return stem.removesuffix("/mod") if stem.endswith("/mod") else stem

    def is_foreign(self, language: str, data: bytes) -> bool:
        """RenderScript is C with the suffix of Rust."""
        return b"\n#pragma version(" in b"\n" + data[:4096]

    def contributions(self, path: str, interface: Interface) -> Iterable[Contribution]:
        """Impls and their members to the type's name, macros to their name, a manifest to its crate's."""
        if interface.package:
            yield CRATES, interface.package, 0
        for ordinal, kind in enumerate(interface.kinds):
            if kind == IMPL:
                scope = impls_of(interface.names[ordinal])
                yield scope, "", ordinal
                for name, members in interface.named(ordinal).items():
                    for member in members:
                        yield scope, name, member
            elif kind == MACRO and not interface.flags[ordinal] & SHADOWED:
                yield MACROS, interface.names[ordinal], ordinal


PLACEMENT = RustPlacement()
