"""Reads what Rust's attributes and comments say of the items that they stand before."""

from __future__ import annotations

from parseltongue.analysis.languages.rust import grammar as g
from parseltongue.analysis.languages.rust.cfg import is_compiled
from parseltongue.analysis.languages.rust.scopes import TYPE
from parseltongue.analysis.languages.rust.texts import doc_line
from parseltongue.analysis.languages.rust.uses import UseWalker
from parseltongue.model import kinds as k
from parseltongue.model.paths import IMPORT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft


class AttributeWalker(UseWalker):
    """What attributes say: for tests only, for another platform, derived, in another file."""

    __slots__ = ("keep_docs", "testing")

    keep_docs: bool
    testing: bool
    """Whether what is walked is compiled for tests only."""

    def is_testing(self, attributes: Iterable[Node]) -> bool:
        """Whether attributes say that an item is a test, or there for tests only."""
        for one in attributes:
            text = self.text(one)[2:-1].strip()
            if text.startswith(b"cfg") and b"test" in text and b"not(test" not in text:
                return True
            if text.partition(b"(")[0].rpartition(b"::")[2].strip() in (b"test", b"bench", b"rstest"):
                return True
        return False

    def is_there(self, attributes: Iterable[Node]) -> bool:
        """Whether what the attributes want is so in the build that is analysed; tests are."""
        return self.testing or all(
            is_compiled(self.text(one)[2:-1].strip()) for one in attributes if not self.is_testing([one])
        )

    def derived(self, attributes: Iterable[Node], draft: EntityDraft) -> None:
        """``#[derive(A, b::C)]``: the type implements them."""
        for one in attributes:
            inner = one.named_children[0] if one.named_children else None
            if inner is None or not inner.named_children or self.text(inner.named_children[0]) != b"derive":
                continue
            path = 0
            for token in inner.named_children[-1].children:
                if token.kind_id == g.IDENTIFIER:
                    path = self._derive_step(path, token)
                elif self.text(token) in (b",", b")"):
                    if path:
                        self.mentions.append((path, k.IMPLEMENTS, one.start_byte, draft.ordinal))
                    path = 0

    def _derive_step(self, path: int, token: Node) -> int:
        return self.member(path, self.text(token), TYPE) if path else self.resolve(self.text(token), TYPE)

    def file_of(self, attributes: list[Node]) -> int:
        """``#[path = "file.rs"]``."""
        for one in attributes:
            text = self.text(one)
            if text.startswith((b"#[path", b"#[ path")) and text.count(b'"') == 2:
                return self.node(IMPORT, 0, self.paths.name(b"file:" + text.split(b'"')[1]))
        return 0

    def inner_doc(self, node: Node) -> str:
        if not self.keep_docs:
            return ""
        for child in node.children:
            text = self.text(child) if child.kind_id in g.COMMENTS else b""
            if text.startswith((b"//!", b"/*!")):
                return doc_line(text)
            if child.kind_id not in g.COMMENTS and child.kind_id != g.INNER_ATTRIBUTE:
                break
        return ""
