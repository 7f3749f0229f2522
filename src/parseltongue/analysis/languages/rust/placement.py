"""What the path of a Rust file says: module, crate, test or not; what impls add to types."""

from __future__ import annotations

from parseltongue.analysis.placement import Language, Placement
from parseltongue.model.interface import SHADOWED
from parseltongue.model.kinds import IMPL, MACRO, MODULE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parseltongue.analysis.placement import Contribution
    from parseltongue.model.interface import Interface

CRATE_ROOTS = ("lib", "main")
"""Stems of the files that a crate begins with."""
MANIFEST = "Cargo.toml"
CRATES, MACROS, PLACED = "crates", "macros", "placed"
"""Open scopes of the workspace: crate names, macros by name, and modules by the stem of the file that
``#[path]`` names."""
FILE = "file:"
"""Begins the name of an import that stands for the file of a module."""
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
            elif kind == MODULE and interface.types[ordinal]:
                yield PLACED, given_stem(path, interface.types[ordinal]), ordinal


def given_stem(path: str, text: str) -> str:
    """The stem of the file that ``#[path]`` names in a file; it is relative to the folder of that file.

    Parameters
    ----------
    text
        What stands for the file in the type of the module.
    """
    name = text[1:-1].removeprefix(FILE)
    return joined(path.rpartition("/")[0], name).removesuffix(".rs")


def joined(folder: str, below: str) -> str:
    """A path below a folder, ``.`` and ``..`` resolved."""
    parts: list[str] = folder.split("/") if folder else []
    for part in below.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


PLACEMENT = RustPlacement()
