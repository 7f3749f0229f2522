"""`parseltongue find`."""

from __future__ import annotations

from parseltongue.cli.answers import QUERY, limit, located, path_in, reply, show_results
from parseltongue.cli.spec import Command, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = Command(
    mends=True,
    words=(Word("TEXT", "A name, a part of one, or nearly one; words and filters besides.", repeats=True),),
    options=(*QUERY, "kind", "language", "path", "regex"),
    details="""Exact names come first, then names that begin with TEXT, that have its letters at the
beginnings of their parts (gqs for get_query_set), that contain it, and, if there are none, that resemble it.

Words before the last, and what stands before a dot, must be in the full name. Filters may stand among the
words: kind:class, lang:python, path:src, is:test, not:test, is:public. FILE:LINE is what is defined around
that line.""",
    examples=(
        ("find order", "everything whose name is like it"),
        ("find total --kind method --path shop", "only this kind, only below a folder"),
        ("find ^to_ --regex --kind method", "methods whose name begins with to_"),
        ("find kind:class", "all classes"),
        ("find shop total is:public", "total, with shop in its full name, and public"),
        ("find Order --limit 1 --json", "the best match for a script"),
    ),
)


def run(session: Session) -> int:
    """Search and list."""
    given = session.given
    workspace = session.open()
    answer = workspace.load().find(
        " ".join(located(session, workspace.root, word) for word in given.words),
        kind=given.text("kind"),
        language=given.text("language"),
        path=path_in(session, workspace.root),
        limit=limit(session),
        regex=given.flag("regex"),
        wide=True,
    )
    if not answer.exact and not answer.results:
        session.out.notice("too many names fit to look at all of them; give a longer text or fewer filters")
    return reply(session, workspace, answer, show_results("No name is like {}."))
