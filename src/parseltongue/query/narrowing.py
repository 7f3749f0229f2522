"""What a question can be narrowed to: kinds and languages that there are."""

from __future__ import annotations

from parseltongue.analysis.languages import family_named
from parseltongue.model.errors import QueryError
from parseltongue.model.kinds import ENTITY_KINDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.isg.view import GraphView


def kind_number(kind: str) -> int:
    """The number of a kind of entities. Raises `QueryError` if there is none of that name."""
    if kind not in ENTITY_KINDS:
        raise QueryError(f"no kind is called {kind}; kinds are {', '.join(ENTITY_KINDS)}")
    return ENTITY_KINDS.index(kind)


def check_language(view: GraphView, language: str) -> None:
    """Do nothing if a language is one of the graph, or another one that is known.

    Raises
    ------
    QueryError
        There is none of that name.
    """
    here = sorted(one for one in view.snapshot.counts["files"] if one)
    if language not in here and not family_named(language):
        known = f"this graph has {', '.join(here)}" if here else "this graph has no file in any"
        raise QueryError(f"no language is called {language}; {known}")
