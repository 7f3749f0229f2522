"""What the path of a Swift file says, and what the file adds to its module and to types."""

from __future__ import annotations

from parseltongue.analysis.lookups import lookup_key
from parseltongue.analysis.placement import Language, Placement
from parseltongue.model.interface import STATIC
from parseltongue.model.kinds import CONSTANT, FUNCTION, IMPL, TYPE_ALIAS, TYPE_KINDS, VARIABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parseltongue.analysis.placement import Contribution
    from parseltongue.model.interface import Interface

_SOURCES = frozenset(("Sources", "Tests", "Plugins"))
_TEST_FOLDERS = frozenset(("Tests", "tests", "Test", "UITests"))
OWNERS = TYPE_KINDS | {IMPL}
"""Kinds of what declares members of a type."""
TOPS = frozenset((FUNCTION, VARIABLE, CONSTANT, TYPE_ALIAS)) | TYPE_KINDS
INSTANCE_SCOPE, STATIC_SCOPE, BASES_SCOPE, TYPES_SCOPE = "#", ".", "<", "/"
"""End the names of the open scopes of a type: what its instances have, what it has itself, where it is
declared or extended with a base, and the types in it. The scope of a module is its name and a slash."""
_UNNAMED = frozenset((
    "subscript", "callAsFunction", "dynamicallyCall", "deinit", "package", "buildBlock",
    "buildExpression", "buildOptional", "buildEither", "buildArray", "buildFinalResult",
    "buildPartialBlock", "buildLimitedAvailability", "wrappedValue", "projectedValue",
    "appendInterpolation", "appendLiteral",
))  # fmt: skip


class SwiftPlacement(Placement):
    """Modules are the folders of targets of a package; all else of a workspace is one module."""

    family = "swift"
    languages = (Language("swift", (".swift",), "tree_sitter_swift", interpreters=("swift",)),)
    generated = ("*.pb.swift", "*.grpc.swift", "*.generated.swift", "DerivedSources/")
    unnamed = _UNNAMED
    for_heirs = None

    def source_roots(self, paths: Iterable[str], declared: Sequence[str] = ()) -> list[str]:
        """The folders of packages: those with a folder for targets in them."""
        roots = {one.strip("/") for one in declared}
        for path in paths:
            at = _targets_at(path.split("/"))
            if at:
                roots.add("/".join(path.split("/")[: at - 1]))
        return sorted(roots, key=lambda root: (len(root), root))

    def module_name(self, path: str, roots: Sequence[str]) -> str:
        """The module, and the folders in it; the name of the file where there are none."""
        folders = path.split("/")
        name = folders.pop()
        return ".".join(folders[_targets_at(path.split("/")) :]) or name.rpartition(".")[0]

    def is_test(self, path: str) -> bool:
        *folders, name = path.split("/")
        named = name.endswith(("Tests.swift", "Test.swift", "TestCase.swift"))
        return named or any(folder in _TEST_FOLDERS or folder.endswith("Tests") for folder in folders)

    def stem_lookups(self, stem: str, roots: Sequence[str]) -> set[int]:
        """By path, and as a part of a module."""
        keys = super().stem_lookups(stem, roots)
        folders = stem.split("/")
        at = next((at for at, one in enumerate(folders) if one in _SOURCES), None)
        if at is not None and at + 1 < len(folders):
            keys.add(lookup_key("module", self.family, folders[at + 1]))
        return keys

    def contributions(self, path: str, interface: Interface) -> Iterable[Contribution]:
        """What stands at the top, to the module; types, members and bases, to their type."""
        names = {0: ""}
        module = module_of(path)
        for ordinal in range(1, len(interface.kinds)):
            kind, parent = interface.kinds[ordinal], interface.parents[ordinal]
            if parent not in names:
                continue
            name = interface.names[ordinal]
            around = names[parent]
            if kind in OWNERS:
                names[ordinal] = full = f"{around}.{name}" if around else name
                if len(interface.bases.get(ordinal, ())) > (kind == IMPL):
                    yield full + BASES_SCOPE, "", ordinal
            if kind == IMPL:
                continue
            if not parent:
                if kind in TOPS:
                    yield f"{module}/", name, ordinal
            elif kind in TYPE_KINDS or kind == TYPE_ALIAS:
                yield around + TYPES_SCOPE, name, ordinal
            else:
                mark = STATIC_SCOPE if interface.flags[ordinal] & STATIC else INSTANCE_SCOPE
                yield around + mark, name, ordinal


def _targets_at(folders: list[str]) -> int:
    """How many folders lead to where the targets of a package are; 0 if a file belongs to none."""
    for at, folder in enumerate(folders[:-2]):
        if folder in _SOURCES:
            return at + 1
    return 0


def module_of(path: str) -> str:
    """The module of a file: its target's name; empty where it belongs to none."""
    folders = path.split("/")
    at = _targets_at(folders)
    return folders[at] if at else ""


def full_name(interface: Interface, ordinal: int) -> str:
    """The name of a type with those of the types around it."""
    parts = []
    while ordinal:
        if interface.kinds[ordinal] in OWNERS:
            parts.append(interface.names[ordinal])
        ordinal = interface.parents[ordinal]
    return ".".join(reversed(parts))


PLACEMENT = SwiftPlacement()
