"""The state of a walk, and what names stand for in it.

The base of the walker of Python. It sees no syntax but identifiers and plain chains of attributes.
"""

from __future__ import annotations

import re

from parseltongue.analysis.languages.python.names import BUILTIN_FUNCTION_VALUES, COPIES, Wrapping
from parseltongue.analysis.languages.python.scopes import MODULE, Scope
from parseltongue.analysis.walker import NamingWalk
from parseltongue.model.paths import ATTR, UNKNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.builder import FactsBuilder

CHAIN_LIMIT = 80
"""Bytes of the longest text that is looked up as a chain: longer ones cost more than they save."""

_CHAIN = re.compile(rb"(?!(?:None|True|False)\.)[A-Za-z_]\w*(?:\.\w+)+\Z")

Chain = tuple[bytes, int, tuple[int, ...], int, Wrapping | None]
"""What a chain of attributes led to last: its first name, what that was bound to, the paths used on the way,
the path of the whole, and what calling it does to its argument."""
NO_CHAIN: Chain = (b"", 0, (), 0, None)


class Bindings(NamingWalk):
    """Scopes, paths and mentions of the file that is being walked."""

    __slots__ = ("_chains", "_unknowns", "otherwise", "scope", "weak")

    def __init__(self, builder: FactsBuilder) -> None:
        super().__init__(builder)
        self.scope = Scope(MODULE, builder.entities[0], None, None)
        self.weak = 0
        """Above zero where a binding may be one of several alternatives."""
        self.otherwise = 0
        """Above zero in what a condition leaves over: a definition before it is the other alternative."""
        self._chains: dict[bytes, Chain] = {}
        self._unknowns: dict[bytes, int] = {}

    # -- paths of names -------------------------------------------------------------------------------

    def find(self, name: bytes) -> int:
        """What a name is bound to, in the encoding of `Scope.names`; module-level entities negative."""
        scope = self.scope
        bound = scope.names.get(name)
        if bound is None:
            bound = scope.free.get(name)
            if bound is None:
                bound = self._find_outside(scope, name)
        return bound or self._unknowns.get(name) or self._unknown(name)

    def _unknown(self, name: bytes) -> int:
        path = self._unknowns[name] = self.node(UNKNOWN, 0, self.paths.name(name))
        return path

    def _find_outside(self, scope: Scope, name: bytes) -> int:
        """What a name that is free in a scope is bound to; noted in all scopes that it is free in.

        The note stays true: outer functions are finished when an inner one is walked, and the scope around
        a class does not change while its body is.
        """
        outer = scope.outer
        bound: int | None = None
        if outer is None:
            bound = -self.global_path(name)
        else:
            bound = outer.names.get(name)
            if bound is None:
                bound = outer.free.get(name)
            if bound is None:
                bound = self._find_outside(outer, name)
        scope.free[name] = bound
        return bound

    def bind(self, name: bytes, path: int) -> None:
        """Bind a local variable to a value; declared types stay."""
        scope = self.scope
        if name not in scope.declared and (path or name not in scope.names):
            scope.names[name] = path

    # -- chains of attributes -------------------------------------------------------------------------

    def chain(self, text: bytes) -> Chain:
        """What ``a.b.c`` leads to; `NO_CHAIN` if the text is no plain chain.

        Most attributes are such chains, and the same few hundred in a file again and again: they are told
        by their text, without a look at the nodes below. They cannot span lines, so that one offset
        stands for all their parts.
        """
        known = self._chains.get(text)
        if known is None:
            known = NO_CHAIN
            if _CHAIN.match(text):
                known = self._follow(*text.split(b"."))
            self._chains[text] = known
        elif known is not NO_CHAIN and known[1] != (self.scope.names.get(known[0]) or self.find(known[0])):
            known = self._chains[text] = self._follow(*text.split(b"."))
        return known

    def _follow(self, root: bytes, *names: bytes) -> Chain:
        bound = self.find(root)
        path = abs(bound)
        uses = [path] if bound < 0 else []
        for name in names[:-1]:
            path = self.member(path, name)
            if self.steps[path][0] == ATTR:
                uses.append(path)
        name = names[-1]
        special = BUILTIN_FUNCTION_VALUES[name] if name in COPIES else None
        return root, bound, tuple(uses), self.member(path, name), special

    def member(self, scope: int, name: bytes) -> int:
        """Path of a member of a value; the class of an instance is known without looking it up."""
        if name == b"__class__":
            known = self.paths.class_of(scope)
            if known:
                return known
        return self.paths.attribute(scope, name)
