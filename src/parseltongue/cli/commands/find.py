"""`parseltongue find`."""

from __future__ import annotations

from parseltongue.cli.answers import QUERY, file_in, limit, reply, show_results
from parseltongue.cli.spec import Command, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = Command(
    mends=True,
    words=(Word("TEXT", "A name, a part of one, or nearly one."),),
    options=(*QUERY, "kind", "language", "path"),
    details="Exact names come first, then names that begin with TEXT, that contain it, and that resemble it.",
    examples=(
        ("find order", "everything whose name is like it"),
        ("find total --kind method --path shop", "only this kind, only below a folder"),
        ("find Order --limit 1 --json", "the best match for a script"),
    ),
)


def run(session: Session) -> int:
    """Search and list."""
    given = session.given
    workspace = session.open()
    path = given.text("path")
    answer = workspace.load().find(
        given.words[0],
        kind=given.text("kind"),
        language=given.text("language"),
        path=None if path is None else file_in(session, workspace.root, path),
        limit=limit(session),
        wide=True,
    )
    return reply(session, workspace, answer, show_results("No name is like {}."))
