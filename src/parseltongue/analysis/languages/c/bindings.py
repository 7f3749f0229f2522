"""The state of a walk over C or C++, and what names stand for in it."""

from __future__ import annotations

from parseltongue.analysis.languages.c.flags import COUNT_MARK
from parseltongue.analysis.languages.c.grammar import NUMBERS
from parseltongue.analysis.languages.c.scopes import FILE_SCOPE, Scope
from parseltongue.analysis.walker import Walk
from parseltongue.model.kinds import CALLS, USES
from parseltongue.model.paths import BUILTIN, GLOBAL, IMPORT, INSTANCE, LOCAL, METHOD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft, FactsBuilder
    from parseltongue.analysis.languages.c.grammar import Kinds

MAX_DEPTH = 400
"""Nested nodes beyond this are not read; the file is flagged."""
EXPANSION = b"()"
"""Begins the name of what a macro's replacement calls: ``()0`` is the first. Alone: the function itself."""
CONSTRUCTION = EXPANSION + b"new"
"""The name of what ``name(...)`` before the body of a constructor calls: a base, but no member."""
TAG_WORD = b"struct "
_COUNT_MARK = COUNT_MARK.encode()
"""Before the name of a type of C where it is looked up."""
OPERATOR_LIMIT = 80
"""Bytes of the name of a conversion that are kept."""
_CAPITALS, _OTHERS = 3, 1
"""So many of the calls of a macro's replacement are asked for; names in capitals are likely macros."""


class Bindings(Walk):
    """Scopes, paths and mentions of the file that is being walked."""

    __slots__ = (
        "_clean", "_expansions", "_globals", "code", "cpp", "enumerators", "functions", "handlers",
        "macro_calls", "scope",
    )  # fmt: skip

    def __init__(self, builder: FactsBuilder, text: bytes, kinds: Kinds, cpp: bool) -> None:
        super().__init__(builder)
        self.source = text
        """The preprocessed text: as long as the file."""
        self.code = kinds.code
        self.cpp = cpp
        self.scope = Scope(FILE_SCOPE, builder.entities[0])
        self.enumerators: dict[bytes, int] = {}
        """Names bound at the top of the file, in the encoding of `Scope.names`."""
        self.functions: set[bytes] = set()
        """Functions that the file defines."""
        self.macro_calls: dict[bytes, int] = {}
        """How many calls to ask of each macro of the file."""
        self._clean: dict[bytes, bytes] = {}
        self._globals: dict[tuple[bytes, bytes], int] = {}
        self._expansions: set[tuple[int, int, int]] = set()
        self.handlers: dict[int, Callable[..., int]] = {}

    # -- visits ---------------------------------------------------------------------------------------------

    def visit(self, node: Node) -> int:
        """The value of a node, its mentions noted on the way."""
        handler = self.handlers.get(node.kind_id)
        if handler is None:
            return 0
        if self.depth > MAX_DEPTH:
            self.cut = True
            return 0
        self.depth += 1
        value = handler(self, node)
        self.depth -= 1
        return value

    def children(self, node: Node) -> int:
        handlers = self.handlers
        if self.depth > MAX_DEPTH:
            self.cut = True
            return 0
        self.depth += 1
        for child in node.children:
            handler = handlers.get(child.kind_id)
            if handler is not None:
                handler(self, child)
        self.depth -= 1
        return 0

    # -- paths of names -------------------------------------------------------------------------------------

    def global_path(self, name: bytes) -> int:
        """A name that this file may not define, looked up from the present scope outwards."""
        context = self.scope.context
        path = self._globals.get((context, name))
        if path is None:
            index = self.paths.name(self.clean(name))
            if context:
                scope = self.node(IMPORT, 0, self.paths.name(b"." + context))
                path = self.node(METHOD, scope, index)
            else:
                path = self.node(GLOBAL, 0, index)
            self._globals[context, name] = path
        return path

    def tag_path(self, name: bytes) -> int:
        """``struct name`` and its like: a namespace of its own in C."""
        return self.global_path(name if self.cpp else TAG_WORD + name)

    def local_path(self, draft: EntityDraft) -> int:
        return self.node(LOCAL, draft.ordinal)

    def builtin(self, name: bytes) -> int:
        """The value of something of a type without members."""
        return self.node(BUILTIN, 0, self.paths.name(name))

    def instance(self, path: int) -> int:
        """The value of an object of a type."""
        return self.node(INSTANCE, path) if path else 0

    def find(self, name: bytes) -> int:
        """What a name is bound to, in the encoding of `Scope.names`; 0 for what is known to be local."""
        bound = self.scope.names.get(name)
        if bound is None:
            bound = self.enumerators.get(name)
        return -self.global_path(name) if bound is None else bound

    # -- mentions -------------------------------------------------------------------------------------------

    def mention_call(self, path: int, name: bytes, node: Node) -> None:
        """A call, and what it calls besides if the name is a macro's."""
        start = node.start_byte
        self.mentions.append((path, CALLS, start, self.source_entity))
        count = self.macro_calls.get(name)
        if count is None:
            count = 0 if name in self.functions else _CAPITALS if name.isupper() else _OTHERS
        self._expanded(path, count, start)

    def mention_use(self, path: int, name: bytes, node: Node) -> None:
        """A name that is mentioned, and what it calls if it is a macro of this file."""
        self.mentions.append((path, USES, node.start_byte, self.source_entity))
        count = self.macro_calls.get(name, 0)
        if count:
            self._expanded(path, count, node.start_byte)

    def _expanded(self, path: int, count: int, start: int) -> None:
        for number in range(count):
            key = (path, number, self.source_entity)
            if key not in self._expansions:
                self._expansions.add(key)
                expanded = self.paths.attribute(path, EXPANSION + b"%d" % number)
                self.mentions.append((expanded, CALLS, start, self.source_entity))

    def attribute(self, value: int, name: bytes) -> int:
        return self.paths.attribute(value, self.clean(name))

    def clean(self, name: bytes) -> bytes:
        """A name on one line, without template arguments and what could be taken for the end of a path."""
        known = self._clean.get(name)
        if known is None:
            known = self._clean[name] = _cleaned(name)
        return known


def _cleaned(name: bytes) -> bytes:
    if name.startswith(b"operator"):
        return b" ".join(name.split()).replace(b";", b"")[:OPERATOR_LIMIT]
    if name.startswith(TAG_WORD):
        return TAG_WORD + _cleaned(name[len(TAG_WORD) :])
    name, mark, count = name.partition(_COUNT_MARK)
    plain = name.strip().removeprefix(b"template ").partition(b"<")[0]
    return b"".join(plain.split()).replace(b";", b"") + mark + count


def number(name: str) -> int:
    """Our number of a kind of node."""
    return NUMBERS[name]
