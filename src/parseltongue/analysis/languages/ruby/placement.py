"""What the path of a Ruby file says, and what the file adds to modules that many files open."""

from __future__ import annotations

from parseltongue.analysis.lookups import lookup_key
from parseltongue.analysis.placement import Language, Placement
from parseltongue.model.interface import STATIC
from parseltongue.model.kinds import CALLABLE_KINDS, CONSTANT, FILE, FUNCTION, MODULE, PROPERTY, TYPE_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from parseltongue.analysis.placement import Contribution
    from parseltongue.model.interface import Interface

_TEST_FOLDERS = frozenset(("test", "tests", "spec", "specs", "features"))
_ROOTS = frozenset(("lib", "app", "test", "spec"))
CLASSES = TYPE_KINDS | {MODULE}
"""Kinds of what can be opened again."""
INSTANCE_SCOPE, STATIC_SCOPE, BASES_SCOPE, NAMESPACE_SCOPE = "#", ".", "<", "::"
"""End the names of the open scopes of a class: what its instances have, what it has itself, where it is
opened with a base, and the modules in it as far as they are opened for nothing but what is in them. Those are
apart from all others because nearly every file opens one: all that mention the module would be concerned."""
TOP_SCOPE = "def"
"""The open scope of methods that are defined outside of all classes: everything has them."""
_UNNAMED = frozenset((
    "initialize_copy", "initialize_dup", "initialize_clone", "method_missing", "respond_to_missing?",
    "inherited", "included", "extended", "prepended", "method_added", "method_removed",
    "method_undefined", "singleton_method_added", "const_missing", "const_added", "to_s", "to_str",
    "to_ary", "to_a", "to_h", "to_hash", "to_proc", "to_io", "to_int", "inspect", "coerce", "each",
    "hash", "eql?", "marshal_dump", "marshal_load", "encode_with", "init_with", "at_exit",
))  # fmt: skip


class RubyPlacement(Placement):
    """Classes are found by name wherever they are defined; files are required from folders like ``lib``."""

    family = "ruby"
    languages = (
        Language(
            "ruby",
            (".rb", ".rake", ".gemspec", ".ru"),
            "tree_sitter_ruby",
            ("Rakefile", "Gemfile", "Guardfile", "Capfile", "Vagrantfile"),
            interpreters=("ruby", "jruby", "truffleruby"),
        ),
    )
    generated = ("*_pb.rb", "*.tab.rb")
    unnamed = _UNNAMED

    def source_roots(self, paths: Iterable[str], declared: Sequence[str] = ()) -> list[str]:
        """The workspace root, and the folders that libraries, applications and tests begin at."""
        roots = {"", *(one.strip("/") for one in declared)}
        for path in paths:
            folders = path.split("/")[:-1]
            at = next((at for at, folder in enumerate(folders) if folder in _ROOTS), None)
            if at is not None:
                roots.add("/".join(folders[: at + 1]))
        return sorted(roots, key=lambda root: (len(root), root))

    def module_name(self, path: str, roots: Sequence[str]) -> str:
        """The path below the longest root, without suffix, with dots."""
        root = max((one for one in roots if not one or path.startswith(one + "/")), key=len, default="")
        below = path[len(root) + 1 :] if root else path
        return self.stem(below).replace("/", ".")

    def stem(self, path: str) -> str:
        folder, slash, name = path.rpartition("/")
        return folder + slash + (name.rpartition(".")[0] or name)

    def is_test(self, path: str) -> bool:
        """Whether a file is a test by the conventions of Minitest, RSpec and Cucumber."""
        *folders, name = path.split("/")
        stem = name.rpartition(".")[0]
        named = stem.startswith("test_") or stem.endswith(("_test", "_spec"))
        return named or not _TEST_FOLDERS.isdisjoint(folders)

    def stem_lookups(self, stem: str, roots: Sequence[str]) -> set[int]:
        """By path, and as what is required below each root."""
        keys = super().stem_lookups(stem, roots)
        for root in roots:
            below = stem if not root else stem[len(root) + 1 :] if stem.startswith(root + "/") else ""
            if below:
                keys.add(lookup_key("module", self.family, below))
        return keys

    def contributions(self, path: str, interface: Interface) -> Iterable[Contribution]:
        """Classes and constants to the module around them, members to their class, functions to all."""
        names = {0: ""}
        for ordinal in range(1, len(interface.kinds)):
            kind, name, parent = (
                interface.kinds[ordinal],
                interface.names[ordinal],
                interface.parents[ordinal],
            )
            if parent not in names:
                continue
            if kind in CLASSES:
                scope = scope_of(interface, ordinal, names[parent])
                names[ordinal] = f"{scope}::{name}" if scope else name
                yield scope + NAMESPACE_SCOPE if kind == MODULE else scope, name, ordinal
                if ordinal in interface.bases:
                    yield names[ordinal] + BASES_SCOPE, "", ordinal
            elif kind == CONSTANT:
                yield names[parent], name, ordinal
            elif kind == FUNCTION:
                yield TOP_SCOPE, name, ordinal
            elif interface.kinds[parent] != FILE and (kind in CALLABLE_KINDS or kind == PROPERTY):
                mark = STATIC_SCOPE if interface.flags[ordinal] & STATIC else INSTANCE_SCOPE
                # An attribute that is only written takes a value, one that is only read takes none.
                takes = interface.parameters.get(ordinal) if kind == PROPERTY else []
                if not takes:
                    yield names[parent] + mark, name, ordinal
                if takes != []:
                    yield names[parent] + mark, f"{name}=", ordinal


def scope_of(interface: Interface, ordinal: int, around: str) -> str:
    """The name of the module that a class belongs to: that around it, or the one it is written with."""
    told = interface.types[ordinal]
    return told[1:-1] if told else around


def full_name(interface: Interface, ordinal: int) -> str:
    """The name of a class with those of the modules that it belongs to; empty for the file."""
    parts = []
    while ordinal:
        if interface.kinds[ordinal] in CLASSES:
            parts.append(interface.names[ordinal])
            told = interface.types[ordinal]
            if told:
                parts.append(told[1:-1])
                break
        ordinal = interface.parents[ordinal]
    return "::".join(filter(None, reversed(parts)))


PLACEMENT = RubyPlacement()
