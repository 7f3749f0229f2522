"""What the path of a file of C or C++ says: module name, test or not; what it adds to open scopes."""

from __future__ import annotations

from parseltongue.analysis.languages.c.flags import INLINE, MACRO, OPENED, SCOPED, TAG
from parseltongue.analysis.placement import Language, Placement
from parseltongue.model.interface import SHADOWED
from parseltongue.model.kinds import ENUM, FILE, IMPL, NAMESPACE
from parseltongue.model.paths import IMPORT, LETTERS, OPENED_MARK

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
OPENS = "namespace"
"""Open scope of the macros that open namespaces, by what they open."""
_SPACE_TEXT = LETTERS[IMPORT] + "."
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
        scopes: dict[int, tuple[str, ...]] = {FILE: ("",)}
        kinds, names, parents, flags = interface.kinds, interface.names, interface.parents, interface.flags
        for ordinal in range(1, len(kinds)):
            around = scopes.get(parents[ordinal])
            if around is None:
                continue
            kind, name, flag = kinds[ordinal], names[ordinal], flags[ordinal]
            for scope in around:
                if kinds[parents[ordinal]] == IMPL:
                    yield scope + METHODS, name, ordinal
                elif kind != IMPL and not flag & (SHADOWED | OPENED):
                    yield (TAGS if flag & TAG else scope), name, ordinal
            if kind in (NAMESPACE, IMPL):
                scopes[ordinal] = _within(around, name, flag)
            elif kind == ENUM and not flag & SCOPED:
                scopes[ordinal] = around
            elif flag & MACRO and interface.types[ordinal].startswith(_SPACE_TEXT):
                yield from _opens(interface.types[ordinal][len(_SPACE_TEXT) : -1], ordinal)

    def essence(self, path: str, data: bytes, files: Collection[str]) -> bytes:
        from parseltongue.analysis.languages.c import compile_commands

        return compile_commands.essence(path, data, files)


def _within(around: tuple[str, ...], name: str, flag: int) -> tuple[str, ...]:
    """The scopes that what stands in a namespace is contributed to: as it is spelled, and without macros."""
    if flag & INLINE:
        return around
    if flag & OPENED:
        return (around[0], _joined(around[-1], OPENED_MARK + name))
    return tuple([_joined(scope, name) for scope in around])


def _joined(scope: str, name: str) -> str:
    return f"{scope}.{name}" if scope else name


def _opens(scope: str, ordinal: int) -> Iterator[Contribution]:
    """A macro as what it opens, and as each namespace on the way."""
    if not scope:
        return
    yield OPENS, scope, ordinal
    names = scope.split(".")
    for place, name in enumerate(names):
        yield ".".join(names[:place]), name, ordinal


PLACEMENT = CPlacement()
