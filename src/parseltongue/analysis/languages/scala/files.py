"""Walks Scala files, in two steps.

First all that a file or type declares is entered, then headers and bodies are walked.
"""

from __future__ import annotations

from parseltongue.analysis.languages.scala.bodies import BodyWalker
from parseltongue.analysis.languages.scala.declarations import Declared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node


class FileWalker(BodyWalker):
    """The whole walker: `program` is the way in."""

    __slots__ = ()

    def program(self, root: Node) -> None:
        """Walk a file: what it imports, then its definitions, then what is in them."""
        top = Declared(root, self.builder.entities[0], self.scope)
        self.declare_members(root, top)
        self.walk_pending(top)
