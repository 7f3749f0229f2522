"""Symbolic paths: what a mention refers to, as far as its own file can tell.

A path is a node of a table: an operation and up to two operands. `PathTable` interns them, so that a path
that is mentioned a hundred times in a file is resolved once. Node 0 means "nothing is known".

A path *denotes a value*: `Foo()` is ``CALL(GLOBAL Foo)``, and if `Foo` is a class its value is an instance
of it. Types are told the same way: the annotation ``x: Foo`` gives `x` the value ``INSTANCE(GLOBAL Foo)``,
``list[Foo]`` gives ``CONTAINER(INSTANCE(GLOBAL Foo))``.

Paths that other files need (types of members, bases, import targets) are rendered to text: the operation's
letter, the name if it has one, closed by ``;``, then the operands. The text does not depend on the table.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# Roots. The operand is a name, or for LOCAL the ordinal of an entity of this file.
GLOBAL, LOCAL, IMPORT, BUILTIN, UNKNOWN, SELF = range(1, 7)
# Steps from one path: with a name (ATTR; METHOD where a call cannot mean a field), or without.
ATTR, METHOD, CALL, ITEM, ITER, ENTER, INSTANCE, CONTAINER, CALLABLE, SUPER, FIRST, SECOND = range(7, 19)
# Steps from two paths. APPLY is a generic type and the value of its (last) type argument.
MAPPING, PAIR, EITHER, APPLY = range(19, 23)

LETTERS = {
    GLOBAL: "g", LOCAL: "l", IMPORT: "i", BUILTIN: "b", UNKNOWN: "u", SELF: "s",
    ATTR: ".", METHOD: "!", CALL: "(", ITEM: "[", ITER: "*", ENTER: "w", INSTANCE: "@", CONTAINER: "#",
    CALLABLE: ">", SUPER: "^", FIRST: "0", SECOND: "1", MAPPING: ":", PAIR: ",", EITHER: "|", APPLY: "<",
}  # fmt: skip
OPERATIONS = {letter: operation for operation, letter in LETTERS.items()}
NAMED = frozenset((GLOBAL, LOCAL, IMPORT, BUILTIN, UNKNOWN, ATTR, METHOD))
"""Operations that carry a name (LOCAL: an ordinal in tables, a symbol in texts)."""
BINARY = frozenset((MAPPING, PAIR, EITHER, APPLY))
_PARTLY_KNOWN = frozenset((MAPPING, PAIR, APPLY))
"""Steps that tell something with one operand alone: `Table` of ``Table<T>``, the value of a mapping."""
MEMBERS = (ATTR, METHOD)
"""Steps to a member of a value."""
_NOT_TOLD = "?"
"""Stands for an operand of which nothing is known."""

SIZE_LIMIT = 24
"""A path of more nodes (counted as a tree) is not built: it would tell nothing that could be trusted.
Languages whose paths carry the arguments of calls raise the limit of their tables."""

VARIABLE_MARK, PARAMETER_MARK, FUNCTIONAL_MARK = "<", "(", "\\"
"""Begin the names, followed by an index, of what an ATTR step reaches and source cannot name: a type variable
of a class or callable, the type of a parameter of a callable, and that of a parameter of the one method that
an interface leaves open."""
MARKS = frozenset((VARIABLE_MARK, PARAMETER_MARK, FUNCTIONAL_MARK))
KEY_MARK = "`"
"""Within a name: what follows says which of several so called is meant, and is not shown to people."""
HANDED_MARK = "%"
"""Begins the name of an IMPORT root that is a parameter: a test framework finds the fixture of that name. Two
of them leave out the file itself, for a fixture that is made from the one whose place it takes."""
OPENED_MARK = "{"
"""Within the name of a scope to look names up from: the name behind it is that of a macro which opens a
namespace. It is not shown to people."""


Step = tuple[int, int, int]
"""Operation; first operand (a path; an ordinal for LOCAL; else 0); second operand (a path, or the index of a
name)."""


_SEMICOLON = "\x1f"
"""Stands for a semicolon within a name, in a text where semicolons end names."""


def escaped(name: str) -> str:
    """A name as it stands in the text of a path; in some languages a name can be any text."""
    return name.replace(";", _SEMICOLON) if ";" in name else name


def unescaped(text: str) -> str:
    """A name, from the text of a path."""
    return text.replace(_SEMICOLON, ";") if _SEMICOLON in text else text


class PathTable:
    """Interned paths of one file.

    Attributes
    ----------
    steps : list of Step
        By path; index 0 is the unknown path.
    names : list of bytes
        UTF-8 names.
    limit : int
        See `SIZE_LIMIT`.
    """

    __slots__ = ("_index", "_name_index", "_sizes", "limit", "names", "steps")

    def __init__(self) -> None:
        self.limit = SIZE_LIMIT
        self.steps: list[Step] = [(0, 0, 0)]
        self.names: list[bytes] = []
        self._sizes = [0]
        self._index: dict[Step, int] = {}
        self._name_index: dict[bytes, int] = {}

    def name(self, name: bytes) -> int:
        index = self._name_index.get(name)
        if index is None:
            index = self._name_index[name] = len(self.names)
            # Stored texts are separated by line feeds, and a module can be named by a literal with one.
            self.names.append(name.replace(b"\n", b" "))
        return index

    def node(self, operation: int, first: int = 0, second: int = 0) -> int:
        """The path with these operands; 0 if it is too large, or of a member without a name."""
        step = (operation, first, second)
        path = self._index.get(step)
        return self._add(step) if path is None else path

    def attribute(self, scope: int, name: bytes) -> int:
        """`node` for the most frequent step."""
        step = (ATTR, scope, self.name(name))
        path = self._index.get(step)
        return self._add(step) if path is None else path

    def _add(self, step: Step) -> int:
        operation, first, second = step
        size = 1
        if operation in MEMBERS and not self.names[second]:
            # A name that the parser made up where it missed one.
            self._index[step] = 0
            return 0
        if operation >= ATTR:
            sizes = self._sizes
            size = sizes[first] + 1 if operation < MAPPING else sizes[first] + sizes[second] + 1
        if size > self.limit:
            self._index[step] = 0
            return 0
        path = self._index[step] = len(self.steps)
        self.steps.append(step)
        self._sizes.append(size)
        return path

    def size(self, path: int) -> int:
        """Nodes of a path, counted as a tree."""
        return self._sizes[path]

    def root(self, path: int) -> int:
        """The node that a path starts from (the first operand's, for binary steps)."""
        operation, first, _ = self.steps[path]
        while operation >= ATTR and first:
            path = first
            operation, first, _ = self.steps[path]
        return path

    def class_of(self, path: int) -> int:
        """The class that a value is told to be an instance of; 0 if it is not."""
        operation, first, _ = self.steps[path]
        return first if operation == INSTANCE else 0

    def render(self, path: int, symbols: Sequence[str], known: dict[int, str]) -> str:
        """The path as text; empty when it rests on something that only its own function can see.

        Parameters
        ----------
        symbols : sequence of str
            By ordinal, for LOCAL.
        known : dict of int to str
            Texts rendered before with the same symbols; extended.
        """
        text = known.get(path)
        if text is None:
            text = known[path] = self._render(path, symbols, known)
        return text

    def _render_call(self, path: int, symbols: Sequence[str], known: dict[int, str], operation: int) -> str:
        """What a step is from; the receiver and arguments of a METHOD also where some of them are unknown."""
        if operation != METHOD or self.steps[path][0] != PAIR:
            return self.render(path, symbols, known)
        text, pending = "", [path]
        while pending:
            one = pending.pop()
            inner, first, second = self.steps[one]
            if inner in (PAIR, MAPPING):
                text += LETTERS[inner]
                pending += (second, first)
            else:
                text += self.render(one, symbols, known) or _NOT_TOLD
        return text

    def _render(self, path: int, symbols: Sequence[str], known: dict[int, str]) -> str:
        operation, first, second = self.steps[path]
        if operation in (0, UNKNOWN):
            return ""
        if operation == LOCAL:
            return f"{LETTERS[LOCAL]}{escaped(symbols[first])};"
        text = LETTERS[operation]
        if operation in NAMED:
            text += escaped(self.names[second].decode("utf-8", "replace")) + ";"
        if operation >= ATTR:
            scope = self._render_call(first, symbols, known, operation)
            if operation in _PARTLY_KNOWN:
                other = self.render(second, symbols, known)
                return f"{text}{scope or _NOT_TOLD}{other or _NOT_TOLD}" if scope or other else ""
            other = self.render(second, symbols, known) if operation >= MAPPING else ""
            if not scope or (operation >= MAPPING and not other):
                return ""
            text += scope + other
        return text
