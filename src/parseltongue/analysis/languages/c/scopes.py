"""Names in scope while a file is being walked."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.builder import EntityDraft

FILE_SCOPE, NAMESPACE_SCOPE, CLASS_SCOPE, FUNCTION_SCOPE = range(4)


class Scope:
    """A file, namespace, class or function.

    Attributes
    ----------
    names : dict of bytes to int
        Local names: a positive path is the value of a variable, a negative one the path of an entity that
        a mention refers to, zero a local about which nothing is known.
    context : bytes
        Dotted names of the namespaces and classes around, for those who ask from outside.
    this : int
        Path of the class whose member this is; 0 outside of classes.
    private : bool
        What is declared here is not meant for others, unless told otherwise.
    """

    __slots__ = ("context", "entity", "kind", "names", "private", "this")

    def __init__(self, kind: int, entity: EntityDraft, context: bytes = b"", this: int = 0) -> None:
        self.kind = kind
        self.entity = entity
        self.names: dict[bytes, int] = {}
        self.context = context
        self.this = this
        self.private = False
