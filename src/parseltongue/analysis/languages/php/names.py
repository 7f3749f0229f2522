"""What names stand for in a PHP file: namespaces, imports, classes and variables.

The base of the walker of PHP. Names of classes are told whole by their file: ``IMPORT`` has the qualified
name. Functions and constants that are not qualified belong to the namespace or else to the language:
``GLOBAL`` has the name that they would have in the namespace; the names of functions end in ``()``.
"""

from __future__ import annotations

from parseltongue.analysis.languages.php import grammar as g
from parseltongue.analysis.languages.php.texts import alternatives, generic, is_name
from parseltongue.analysis.walker import Walker
from parseltongue.model.kinds import EXTENDS, USES
from parseltongue.model.paths import CONTAINER, INSTANCE, LOCAL, SELF

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder

_SELF, _STATIC, _PARENT = b"self", b"static", b"parent"
_PLAIN_TYPES = frozenset(
    b"mixed iterable object callable resource null true false void never string int integer float double bool"
    b" boolean array list scalar numeric number key value callback closed-resource open-resource".split()
)
_LISTS = frozenset((b"array", b"list", b"iterable", b"non-empty-array", b"non-empty-list", b"Generator"))
_NESTED_TYPES = 6
"""Types in types of a doc comment that are read."""


class TypeScope:
    """The class that the walk is in.

    Attributes
    ----------
    draft : EntityDraft
    own, this : int
        Paths of the class and of the value of ``$this``.
    parent : int
        Path of its superclass; 0 if it has none.
    """

    __slots__ = ("draft", "own", "parent", "this")

    def __init__(self, draft: EntityDraft, own: int, this: int) -> None:
        self.draft = draft
        self.own = own
        self.this = this
        self.parent = 0


class NameWalker(Walker):
    """Finds what names and types mean."""

    __slots__ = (
        "constant_uses", "container", "declared_functions", "declared_types", "function_uses", "namespace",
        "scope", "told", "top", "uses",
    )  # fmt: skip

    def __init__(self, builder: FactsBuilder) -> None:
        super().__init__(builder)
        self.scope: TypeScope | None = None
        self.top = builder.entities[0]
        """The file, or the namespace where a file has several."""
        self.container = self.top
        """What classes without a name stand in."""
        self.namespace = b""
        self.uses: dict[bytes, bytes] = {}
        """Qualified names by alias in small letters."""
        self.function_uses: dict[bytes, bytes] = {}
        self.constant_uses: dict[bytes, bytes] = {}
        self.declared_types: dict[bytes, int] = {}
        """Paths of the classes at the top of the file."""
        self.declared_functions: dict[bytes, int] = {}
        self.told: dict[bytes, int] = {}
        """Values of variables that a comment tells the types of, until they are assigned."""

    # -- names --------------------------------------------------------------------------------------------

    def qualified(self, written: bytes) -> bytes:
        """The whole name of a class, or of a function or constant that is written with a namespace."""
        written = b"".join(written.split())
        if written.startswith(b"\\"):
            return written[1:]
        head, separator, rest = written.partition(b"\\")
        if separator and head.lower() == b"namespace":
            return self.in_namespace(rest)
        alias = self.uses.get(head.lower())
        return alias + separator + rest if alias is not None else self.in_namespace(written)

    def in_namespace(self, name: bytes) -> bytes:
        return self.namespace + b"\\" + name if self.namespace else name

    def class_path(self, node: Node) -> int:
        """The path of the class that a name stands for; not mentioned."""
        return self.named_class(self.text(node))

    def named_class(self, name: bytes) -> int:
        lower = name.lower()
        if lower in (_SELF, _STATIC, _PARENT):
            return self._relative(lower)
        if lower not in self.uses:
            known = self.declared_types.get(name)
            if known is not None:
                return known
        return self.imported(self.qualified(name))

    def _relative(self, word: bytes) -> int:
        if self.scope is None:
            return 0
        return self.scope.parent if word == _PARENT else self.scope.own

    def used_class(self, node: Node, kind: int = USES) -> int:
        """The path of a class by name, mentioned unless the name is ``self`` and the like."""
        path = self.class_path(node)
        if path and self.text(node).lower() not in (_SELF, _STATIC, _PARENT):
            operation, first, _ = self.steps[path]
            if kind == EXTENDS or operation != LOCAL or first != self.source_entity:
                self.mention(path, kind, node)
        return path

    def function_path(self, node: Node) -> int:
        written = b"".join(self.text(node).split())
        if b"\\" in written:
            return self.imported(self.qualified(written) + b"()")
        imported = self.function_uses.get(written.lower())
        if imported is not None:
            return self.imported(imported + b"()")
        return self.declared_functions.get(written) or self.global_(self.in_namespace(written) + b"()")

    def constant_path(self, node: Node) -> int:
        written = b"".join(self.text(node).split())
        if b"\\" in written:
            return self.imported(b"const " + self.qualified(written))
        imported = self.constant_uses.get(written)
        if imported is not None:
            return self.imported(b"const " + imported)
        return self.global_(self.in_namespace(written))

    # -- types --------------------------------------------------------------------------------------------

    def type_value(self, node: Node | None, *, bound: bool = False) -> int:
        """The value of something of a declared type, its names mentioned.

        Parameters
        ----------
        bound : bool
            For what a method returns: ``static`` is what it is called on.
        """
        if node is None:
            return 0
        kind = node.kind_id
        if kind in g.NAMED_TYPE:
            return self._named_type(node.children[0], bound)
        value = 0
        if kind in g.OPTIONAL_TYPE or kind in g.SEVERAL_TYPES:
            for child in node.named_children:
                value = self.either(value, self.type_value(child, bound=bound))
        return value

    def _named_type(self, node: Node, bound: bool) -> int:
        word = self.text(node).lower()
        if word in _PLAIN_TYPES:
            return 0
        if word == _STATIC and bound:
            return self.node(SELF)
        return self.instance(self.used_class(node))

    def told_type(self, written: bytes, *, bound: bool = False, depth: int = 0) -> int:
        """The value of something of a type that a doc comment tells; nothing is mentioned."""
        parts = [one for one in alternatives(written) if one.lower() not in (b"null", b"false", b"")]
        if len(parts) > 2 or depth > _NESTED_TYPES:
            return 0
        value = 0
        for part in parts:
            found = self._told_part(
                part.removeprefix(b"?").removeprefix(b"(").removesuffix(b")"), bound, depth
            )
            if not found:
                return 0
            value = self.either(value, found)
        return value

    def _told_part(self, part: bytes, bound: bool, depth: int) -> int:
        if part.endswith(b"[]"):
            element = self.told_type(part[:-2], depth=depth + 1)
            return self.node(CONTAINER, element) if element else 0
        base, arguments = generic(part)
        if base in _LISTS and arguments:
            element = self.told_type(arguments[-1] if len(arguments) < 3 else arguments[1], depth=depth + 1)
            return self.node(CONTAINER, element) if element else 0
        word = base.lower()
        if word in _PLAIN_TYPES or not is_name(base):
            return 0
        if word in (b"$this", _STATIC):
            return self.node(SELF) if bound else self.scope.this if self.scope is not None else 0
        return self.instance(self.named_class(base))

    # -- variables ----------------------------------------------------------------------------------------

    def variable_name(self, node: Node) -> bytes:
        """The name of a plain variable, without its sign."""
        return self.source[node.start_byte + 1 : node.end_byte]

    def variable(self, node: Node) -> int:
        name = self.source[node.start_byte + 1 : node.end_byte]
        if name == b"this":
            return self.scope.this if self.scope is not None else 0
        return self.names.get(name, 0)

    def bind(self, node: Node, value: int) -> None:
        """Give a plain variable a value."""
        if node.kind_id in g.VARIABLE:
            name = self.variable_name(node)
            self.names[name] = self.told.pop(name, value) if self.told else value

    def is_this(self, node: Node) -> bool:
        return node.kind_id in g.VARIABLE and self.text(node) == b"$this"

    def returned(self, path: int) -> int:
        """A returned value as others see it: ``$this`` is what the method was called on."""
        if self.scope is not None and path == self.scope.this and self.steps[path][0] == INSTANCE:
            return self.node(SELF)
        return path
