"""What the path of a file of C or C++ says: module name, test or not; what it adds to open scopes."""

from __future__ import annotations

from parseltongue.analysis.languages.c.flags import SCOPED, TAG
from parseltongue.analysis.placement import Language, Placement
from parseltongue.model.interface import SHADOWED
from parseltongue.model.kinds import ENUM, FILE, IMPL, NAMESPACE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from parseltongue.analysis.placement import Contribution
    from parseltongue.model.interface import Interface

HEADERS = (".h", ".hh", ".hpp", ".hxx", ".h++", ".ipp", ".inl", ".tpp")
_CPP = (".cc", ".cpp", ".cxx", ".c++", ".hh", ".hpp", ".hxx", ".h++", ".ipp", ".inl", ".tpp")
INCLUDES = "#include"
"""Open scope of all files, by their last name: where an include is looked for."""
TAGS = "struct"
"""Open scope of the names behind ``struct``, ``union`` and ``enum`` in C."""
METHODS = "()"
"""Behind the scope of a class: its methods that are defined outside of it."""
COMPILE_COMMANDS = "compile_commands"
"""The language of compilation databases, and the open scope of them, under the empty name."""
_BUILDS = ("", "build*", "build*/*", "_build", "out", "out/*", "out/build/*", "cmake-build-*")
"""Folders that CMake, Ninja, Meson, GN and editors build in by custom."""


class CPlacement(Placement):
    """One family: headers are shared, and a name with external linkage is one for all."""

    family = "c"
    languages = (
        Language("c", (".c", ".h"), "tree_sitter_c"),
        Language("cpp", _CPP, "tree_sitter_cpp"),
        Language(COMPILE_COMMANDS, (), names=("compile_commands.json",), made_in=_BUILDS),
    )
    generated = (
        "*.pb.h", "*.pb.cc", "*.pb.c", "*.pb-c.h", "*.pb-c.c", "*.upb.h", "*.upb.c", "*.tab.h",
        "*.tab.hh", "*.tab.hpp", "*.tab.c", "*.tab.cc", "*.tab.cpp", "*.yy.c", "*.yy.cc", "*.yy.cpp",
        "*_generated.h", "moc_*.cpp", "mocs_compilation.cpp", "qrc_*.cpp",
    )  # fmt: skip

    def module_name(self, path: str, roots: Sequence[str]) -> str:
        """The path without its suffix: a header and its source are one module to their users."""
        return path.rpartition(".")[0].replace("/", ".")

    def module_paths(self, name: str, roots: Sequence[str]) -> list[str]:
        stem = name.replace(".", "/")
        return [stem + suffix for language in self.languages for suffix in language.suffixes]

    def is_test(self, path: str) -> bool:
        stem = path.rpartition("/")[2].rpartition(".")[0].lower()
        named = stem.startswith(("test_", "test-")) or stem.endswith(
            ("_test", "-test", "_tests", "_unittest")
        )
        return named or stem in ("test", "tests") or super().is_test(path)

    def stem(self, path: str) -> str:
        """The whole path: that is what includes name."""
        return path

    def contributions(self, path: str, interface: Interface) -> Iterator[Contribution]:
        """The file by its name; what stands in it outside of functions, by namespace."""
        if path.endswith(".json"):
            yield COMPILE_COMMANDS, "", FILE
            return
        yield INCLUDES, path.rpartition("/")[2], FILE
        scopes: dict[int, str] = {FILE: ""}
        kinds, names, parents, flags = interface.kinds, interface.names, interface.parents, interface.flags
        for ordinal in range(1, len(kinds)):
            scope = scopes.get(parents[ordinal])
            if scope is None:
                continue
            kind, name = kinds[ordinal], names[ordinal]
            if kinds[parents[ordinal]] == IMPL:
                yield scope + METHODS, name, ordinal
            elif kind != IMPL and not flags[ordinal] & SHADOWED:
                yield (TAGS if flags[ordinal] & TAG else scope), name, ordinal
            if kind in (NAMESPACE, IMPL):
                scopes[ordinal] = f"{scope}.{name}" if scope else name
            elif kind == ENUM and not flags[ordinal] & SCOPED:
                scopes[ordinal] = scope

    def essence(self, path: str, data: bytes, files: Collection[str]) -> bytes:
        from parseltongue.analysis.languages.c import compile_commands

        return compile_commands.essence(path, data, files)


PLACEMENT = CPlacement()
