"""Arguments of macros: a grammar leaves them as tokens, most are expressions.

Follows chains of names, members and calls in the tokens of macros that are known to take expressions. What is
no such chain (operators, closures, patterns) is passed over token by token, so nothing is lost but types.
"""

from __future__ import annotations

from parseltongue.analysis.languages.rust import grammar as g
from parseltongue.analysis.languages.rust.bindings import MAX_DEPTH
from parseltongue.analysis.languages.rust.expressions import ExpressionWalker
from parseltongue.analysis.languages.rust.scopes import MACRO, TYPE, VALUE
from parseltongue.model.kinds import CALLS, USES
from parseltongue.model.paths import ATTR, ITEM, ITER, METHOD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

_NAMES = frozenset((g.IDENTIFIER, g.CRATE, g.SELF, g.SUPER))


class TokenWalker(ExpressionWalker):
    """Handlers of token trees."""

    __slots__ = ()

    def tokens(self, node: Node) -> int:
        """Visit the tokens of a tree; the value of the last chain in it."""
        if self.depth > MAX_DEPTH:
            self.cut = True
            return 0
        self.depth += 1
        parts = node.children
        value, place = 0, 0
        while place < len(parts):
            kind = parts[place].kind_id
            if kind in _NAMES or kind in g.TOKEN_TREES or kind in g.STRING:
                value, place = self._chain(parts, place)
            else:
                place += 1
        self.depth -= 1
        return value

    def _sign(self, parts: list[Node], place: int) -> bytes:
        """The text of a token that is a sign; empty beyond the end."""
        if place >= len(parts) or parts[place].is_named:
            return b""
        return self.text(parts[place])

    def _is_call(self, parts: list[Node], place: int) -> bool:
        return (
            place < len(parts)
            and parts[place].kind_id in g.TOKEN_TREES
            and self.source[parts[place].start_byte] == 0x28
        )

    def _chain(self, parts: list[Node], place: int) -> tuple[int, int]:
        """The value of a chain, and where it ends."""
        value, place = self._primary(parts, place)
        while place < len(parts):
            sign = self._sign(parts, place)
            if sign == b"." and place + 1 < len(parts) and parts[place + 1].is_named:
                value, place = self._member(value, parts, place + 1)
            elif sign == b"?":
                value, place = (self.node(ITER, value) if value else 0), place + 1
            elif parts[place].kind_id in g.TOKEN_TREES and self.source[parts[place].start_byte] == 0x5B:
                self.tokens(parts[place])
                value, place = (self.node(ITEM, value) if value else 0), place + 1
            else:
                break
        return value, place

    def _member(self, value: int, parts: list[Node], place: int) -> tuple[int, int]:
        """What stands behind a dot: a method with its arguments, or a field."""
        name = parts[place]
        if name.kind_id != g.IDENTIFIER and name.kind_id != g.INTEGER:
            return value, place + 1  # ``.await``
        if self._is_call(parts, place + 1):
            path = self.node(METHOD, value, self.paths.name(self.text(name)))
            self.mention(path, CALLS, name)
            self.tokens(parts[place + 1])
            return self.called(path), place + 2
        path = self.node(ATTR, value, self.paths.name(self.text(name))) if value else 0
        self.mention(path, USES, name)
        return path, place + 1

    def _primary(self, parts: list[Node], place: int) -> tuple[int, int]:
        one = parts[place]
        if one.kind_id in g.TOKEN_TREES:
            return self.tokens(one), place + 1
        if one.kind_id in g.STRING:
            return self.string(one), place + 1
        end = place + 1
        names = [one]
        while self._sign(parts, end) == b"::" and end + 1 < len(parts) and parts[end + 1].kind_id in _NAMES:
            names.append(parts[end + 1])
            end += 2
        if (
            self._sign(parts, end) == b"!"
            and end + 1 < len(parts)
            and parts[end + 1].kind_id in g.TOKEN_TREES
        ):
            self._path(names, MACRO, CALLS)
            self.tokens(parts[end + 1])
            return 0, end + 2
        called = self._is_call(parts, end)
        path = self._path(names, VALUE, CALLS if called else USES)
        if not called:
            return path, end
        self.tokens(parts[end])
        return self.called(path), end + 1

    def _path(self, names: list[Node], namespace: int, kind: int) -> int:
        first, *rest = names
        if not rest:
            if first.kind_id == g.SELF:
                return self.self_(first)
            name = self.text(first)
            if namespace == VALUE:
                return self.variables[name] if name in self.variables else self.named(first, name, kind)
            path = self.resolve(name, namespace)
            self.mention(path, kind, first)
            return path
        path = self.head(first)
        for one in rest[:-1]:
            path = self.member(path, self.text(one), TYPE)
            self.mention(path, USES, one)
        path = self.member(path, self.text(rest[-1]), namespace)
        self.mention(path, kind, rest[-1])
        return path
