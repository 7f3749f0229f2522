"""What the path of a C# file says: its namespace, whether it is a test; and what it adds to namespaces."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp.flags import (
    ARITY_MARK,
    EXTENSION,
    EXTENSIONS_MARK,
    GLOBAL_MARK,
    GLOBAL_USINGS,
    PARTIAL,
    arity_of,
)
from parseltongue.analysis.placement import Language, Placement
from parseltongue.model.interface import SHADOWED
from parseltongue.model.kinds import FILE, NAMESPACE, TYPE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from parseltongue.analysis.placement import Contribution
    from parseltongue.model.interface import Interface

_ROOTS = frozenset(("src", "source", "sources", "test", "tests", "lib", "samples", "examples", "benchmarks"))
_TESTS = frozenset(("test", "tests", "spec", "specs"))
_UNNAMED = frozenset((
    "GetEnumerator", "GetAsyncEnumerator", "GetAwaiter", "MoveNext", "MoveNextAsync", "Current",
    "Deconstruct", "Dispose", "DisposeAsync", "Add",
))  # fmt: skip


class CSharpPlacement(Placement):
    """Types belong to the namespace that their file declares; by convention folders are named like it."""

    family = "csharp"
    languages = (
        Language("csharp", (".cs",), "tree_sitter_c_sharp", interpreters=("dotnet",)),
        Language("msbuild", (".csproj",), names=("Directory.Build.props", "Directory.Build.targets")),
    )
    generated = (
        "*.g.cs", "*.g.i.cs", "*.Designer.cs", "*.designer.cs", "*.generated.cs", "*.Generated.cs",
        "*.feature.cs", "*.AssemblyInfo.cs", "*.AssemblyAttributes.cs", "TemporaryGeneratedFile_*.cs",
        "obj/",
    )  # fmt: skip
    unnamed = _UNNAMED
    for_heirs = "protected"

    def module_name(self, path: str, roots: Sequence[str]) -> str:
        """The namespace that the file's folder stands for; at the top, the name of the file."""
        folders = path.split("/")
        name = folders.pop()
        root = next((at + 1 for at, folder in enumerate(folders) if folder.lower() in _ROOTS), 0)
        return ".".join(folders[root:]) or name.rpartition(".")[0]

    def is_test(self, path: str) -> bool:
        """Whether a file is in a folder or project of tests, or named like a class of them."""
        folders = path.split("/")
        name = folders.pop().rpartition(".")[0]
        return name.endswith("Tests") or any(map(_is_test_folder, folders))

    def contributions(self, path: str, interface: Interface) -> Iterator[Contribution]:
        """Types and extension methods to their namespaces, further parts to types, imports to the project."""
        if _imports_for_all(interface):
            yield GLOBAL_USINGS, path.rpartition("/")[0].removesuffix("/Properties"), FILE
        kinds, names, flags = interface.kinds, interface.names, interface.flags
        namespaces: dict[int, str] = {FILE: interface.package}
        types: dict[int, str] = {}
        for ordinal in range(1, len(kinds)):
            parent, kind = interface.parents[ordinal], kinds[ordinal]
            if kind == NAMESPACE:
                namespaces[ordinal] = names[ordinal]
            elif kind in TYPE_KINDS:
                scope = namespaces.get(parent, types.get(parent))
                if scope is None:
                    continue
                key = f"{names[ordinal]}{ARITY_MARK}{arity_of(flags[ordinal])}"
                types[ordinal] = f"{scope}.{key}" if scope else key
                if parent in namespaces or flags[ordinal] & PARTIAL:
                    yield scope, key, ordinal
            elif flags[ordinal] & EXTENSION and not flags[ordinal] & SHADOWED:
                scope = namespaces.get(interface.parents[parent])
                if scope is not None:
                    yield scope, EXTENSIONS_MARK + names[ordinal], ordinal


def _is_test_folder(folder: str) -> bool:
    return folder.lower() in _TESTS or folder.endswith(("Tests", "Test", "Specs", ".tests", ".test"))


def _imports_for_all(interface: Interface) -> bool:
    imported = interface.imports.get(FILE, ())
    stars = interface.stars.get(FILE, ())
    return any(GLOBAL_MARK in text for text in stars) or any(one.startswith(GLOBAL_MARK) for one in imported)


PLACEMENT = CSharpPlacement()
