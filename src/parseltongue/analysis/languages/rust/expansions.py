"""Finds the Rust items that macros are given, which are left as tokens by the grammar."""

from __future__ import annotations

from parseltongue.analysis.languages.rust import grammar as g
from parseltongue.analysis.languages.rust.bindings import MAX_DEPTH
from parseltongue.analysis.languages.rust.cfg import is_compiled
from parseltongue.analysis.languages.rust.declarations import DeclarationWalker
from parseltongue.model import kinds as k

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tree_sitter import Node


_ALLOWED = g.ITEMS | g.COMMENTS | {
    g.ATTRIBUTE_ITEM, g.INNER_ATTRIBUTE, g.EXPRESSION_STATEMENT, g.MACRO_INVOCATION,
}  # fmt: skip
"""What stands among items: macros can be given them with an attribute for all of them."""


class ExpansionWalker(DeclarationWalker):
    """`expanded` puts items in place of the macros that pass them on."""

    __slots__ = ("reparse",)

    reparse: Callable[[int, int], Node | None]
    """Gives the root of a tree for a part of the source."""

    def expanded(self, nodes: Iterable[Node], there: bool = True) -> Iterator[tuple[Node, bool]]:
        """Nodes of a module, with the items that macros are given in place of these macros.

        A macro in the place of an item whose braces hold nothing but items (``cfg_net! { mod tcp; }``,
        ``pin_project! { struct S; }``) is taken to pass them on. With each node, whether it is compiled as
        far as ``cfg_if!`` says.
        """
        for node in nodes:
            inner = node
            if node.kind_id == g.EXPRESSION_STATEMENT and node.named_children:
                inner = node.named_children[0]
            if inner.kind_id != g.MACRO_INVOCATION or self.scope.entity.kind == k.FUNCTION:
                yield node, there
                continue
            self.macro(inner)
            branches = list(self._branches(inner.children[-1]))
            for body, holds in branches:
                yield from self.expanded(self._items_within(body), there and holds)
            items = self._items_within(inner.children[-1]) if not branches else []
            if items:
                yield from self.expanded(items, there)
            elif not branches:
                self.known_names(inner)

    def _branches(self, body: Node) -> Iterator[tuple[Node, bool]]:
        """What is in the braces of ``if #[cfg(a)] { } else if #[cfg(b)] { } else { }``, whether it holds."""
        parts = [one for one in body.children[1:-1] if one.kind_id not in g.COMMENTS]
        if len(parts) < 4 or self.text(parts[0]) != b"if" or self.text(parts[1]) != b"#":
            return
        taken, holds = False, True
        for part in parts:
            text = self.source[part.start_byte : part.start_byte + 1]
            if part.kind_id in g.TOKEN_TREES and text == b"[":
                holds = is_compiled(self.text(part)[1:-1].strip())
            elif part.kind_id in g.TOKEN_TREES and text == b"{":
                yield part, holds and not taken
                taken, holds = taken or holds, True

    def _items_within(self, body: Node) -> list[Node]:
        start, end = body.start_byte, body.end_byte
        if body.kind_id not in g.TOKEN_TREES or self.source[start] != 0x7B or self.depth > MAX_DEPTH:
            return []
        if end - start < 2:
            return []  # The parser made up the closing brace.
        root = self.reparse(start + 1, end - 1)
        if root is None or root.has_error:
            return []
        found: list[Node] = root.children
        return found if all(one.kind_id in _ALLOWED for one in found) else []
