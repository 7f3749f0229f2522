"""The state of a walk, and what names stand for in it.

The base of the walker of Go. Names are bound as blocks say: what a block binds is undone at its end.
"""

from __future__ import annotations

import re

from xxhash import xxh3_64_hexdigest

from parseltongue.analysis.languages.go.names import may_be_called
from parseltongue.analysis.walker import NamingWalk
from parseltongue.model.kinds import USES
from parseltongue.model.paths import (
    ATTR,
    CONTAINER,
    EITHER,
    IMPORT,
    ITEM,
    ITER,
    LOCAL,
    MAPPING,
    METHOD,
    SELF,
    UNKNOWN,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import FactsBuilder

CHAIN_LIMIT = 60
"""Bytes of the longest text that is looked up as a chain: longer ones cost more than they save."""
_MEMBERS = frozenset((ATTR, LOCAL))
"""What leads to a member: by its name, or as an entity where what it belongs to has no name."""
_CHAIN = re.compile(rb"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+\Z")

Chain = tuple[bytes, int, tuple[int, ...], int]
"""What a chain of selectors led to last: its first name, what that was bound to, the paths that are used on
the way, the path of the whole."""
NO_CHAIN: Chain = (b"", 0, (), 0)

NOTHING_NAME = b"_"
"""A builtin of this name stands for a value about which nothing is known, where a path has to be."""
OPAQUE_NAME = b"struct"
"""A builtin whose name begins so stands for a value whose members no entity declares."""
PARAMETER = b"$"
"""Begins the names of the steps from a generic type to its type parameters."""
EMBEDDED = b""
"""Among the fields of a struct without a name: what it embeds, if that is one type."""


class Bindings(NamingWalk):
    """Names, paths and mentions of the file that is being walked.

    Attributes
    ----------
    names : dict of bytes to int
        What is bound inside the function at hand: a positive path is a value of which only the type is known,
        a negative one the path of an entity, zero a variable about which nothing is known.
    packages : dict of bytes to int
        By the name that the file knows a package by, the path of the import.
    own_types, own_variables : set of bytes
        Names of the types and variables that the file declares at its top.
    structs : dict of int to dict of bytes to int
        By the value of a struct without a name, the values of its fields.
    tables : dict of bytes to int
        Variables at the top that are made of such structs, with their values.
    """

    __slots__ = (
        "_chains", "_undo", "names", "own_types", "own_variables",
        "packages", "structs", "tables",
    )  # fmt: skip

    def __init__(self, builder: FactsBuilder) -> None:
        super().__init__(builder)
        self.names: dict[bytes, int] = {}
        self.packages: dict[bytes, int] = {}
        self.own_types: set[bytes] = set()
        self.own_variables: set[bytes] = set()
        self.structs: dict[int, dict[bytes, int]] = {}
        self.tables: dict[bytes, int] = {}
        self._undo: list[tuple[bytes, int | None]] = []
        self._chains: dict[bytes, Chain] = {}

    # -- names ------------------------------------------------------------------------------------------

    def bind(self, name: bytes, path: int) -> None:
        """Bind a name until the end of the block."""
        if name != b"_":
            self._undo.append((name, self.names.get(name)))
            self.names[name] = path

    def open_block(self) -> int:
        """A mark for `close_block`."""
        return len(self._undo)

    def close_block(self, mark: int) -> None:
        """Undo what has been bound since the mark."""
        undo, names = self._undo, self.names
        while len(undo) > mark:
            name, before = undo.pop()
            if before is None:
                del names[name]
            else:
                names[name] = before

    def find(self, name: bytes) -> int:
        """What a name is bound to, in the encoding of `names`; entities of the package negative."""
        bound = self.names.get(name)
        if bound is None:
            return -self.global_path(name)
        return bound or self.node(UNKNOWN, 0, self.paths.name(name))

    def package_path(self, name: bytes) -> int:
        """The import that a package's name refers to: the only one that may have that name, if none has.

        Else it is left to linking, which knows what the packages of the workspace are called.
        """
        path = self.packages.get(name)
        if path is not None:
            return path
        wanted = name.decode("utf-8", "replace")
        likely = [
            one
            for one in self.packages.values()
            if may_be_called(self.paths.names[self.steps[one][2]].decode("utf-8", "replace"), wanted)
        ]
        return likely[0] if len(likely) == 1 else self.global_path(name)

    # -- chains of selectors ----------------------------------------------------------------------------

    def chain(self, text: bytes) -> Chain:
        """What ``a.b.c`` leads to; `NO_CHAIN` if the text is no plain chain.

        Most selectors are such chains, the same few hundred in a file again and again. They are told by
        their text, without a look at the nodes below. They cannot span lines, so one offset stands for all
        their parts.
        """
        known = self._chains.get(text)
        if known is None:
            known = NO_CHAIN
            if _CHAIN.match(text):
                known = self._follow(*text.split(b"."))
            self._chains[text] = known
        elif known is not NO_CHAIN and known[1] != self._root(known[0]):
            known = self._chains[text] = self._follow(*text.split(b"."))
        return known

    def _root(self, name: bytes) -> int:
        """What the first name of a chain is bound to: a package, too, which is not mentioned."""
        bound = self.names.get(name)
        return bound or (self.packages.get(name) if bound is None else None) or self.find(name)

    def _follow(self, root: bytes, *names: bytes) -> Chain:
        bound = self._root(root)
        path = abs(bound)
        uses = [path] if bound < 0 else []
        if bound < 0:
            path = self.tables.get(root, path)
        for name in names[:-1]:
            path = self.attribute(path, name)
            if self.is_attribute(path):
                uses.append(path)
        return root, bound, tuple(uses), self.attribute(path, names[-1])

    # -- paths ------------------------------------------------------------------------------------------

    def import_path(self, name: bytes) -> int:
        return self.node(IMPORT, 0, self.paths.name(name))

    def told(self, path: int) -> int:
        """The path, or one that stands for nothing known where there has to be one."""
        return path or self.builtin(NOTHING_NAME)

    def parameter(self, index: int, constraint: int) -> int:
        """A value of a parameter of a generic type: what the receiver says, else what the constraint does."""
        path = self.node(METHOD, self.node(SELF), self.paths.name(PARAMETER + b"%d" % index))
        return self.node(EITHER, path, constraint) if constraint else path

    def opaque(self) -> int:
        """A value whose members are no entities."""
        return self.builtin(OPAQUE_NAME)

    def struct(self, text: bytes, fields: dict[bytes, int]) -> int:
        """A value of a struct without a name, whose fields only this file knows.

        It is told by its text, so that another one before it does not change what it is called.
        """
        path = self.builtin(OPAQUE_NAME + xxh3_64_hexdigest(text).encode())
        self.structs[path] = fields
        return path

    def attribute(self, scope: int, name: bytes) -> int:
        """A member of a value; of a struct without a name the value of its field."""
        fields = self.structs.get(scope)
        while fields is not None:
            value = fields.get(name)
            if value is not None:
                return value
            scope = fields.get(EMBEDDED, 0)
            if not scope:
                return self.opaque()
            fields = self.structs.get(scope)
        return self.paths.attribute(scope, name)

    def is_attribute(self, path: int) -> bool:
        """Whether a path names a member, and is not a value that a member of a local type has."""
        return self.steps[path][0] in _MEMBERS

    def item(self, path: int) -> int:
        """The value of an element."""
        operation, first, second = self.steps[path]
        if operation == CONTAINER:
            return first
        return second if operation == MAPPING else self.node(ITEM, path) if path else 0

    def iterated(self, path: int) -> int:
        """The first value that a range over something gives, or that is received."""
        operation, first, _ = self.steps[path]
        return first if operation in (CONTAINER, MAPPING) else self.node(ITER, path) if path else 0

    def is_table(self, path: int) -> bool:
        """Whether a value is made of structs without a name."""
        while path and path not in self.structs:
            path = self.item(path) if self.steps[path][0] in (CONTAINER, MAPPING) else 0
        return bool(path)

    def outside(self, path: int) -> int:
        """A value as it can be told outside its function: none if it rests on an unknown variable."""
        return path if path and self.steps[self.paths.root(path)][0] not in (0, UNKNOWN) else 0

    def use(self, path: int, node: Node) -> None:
        """Note a mention that is neither a call nor an import."""
        if path:
            self.mentions.append((path, USES, node.start_byte, self.source_entity))
