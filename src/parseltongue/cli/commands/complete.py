"""`parseltongue complete`: what the scripts of `parseltongue completion` run."""

from __future__ import annotations

from parseltongue.cli.commands import COMMANDS
from parseltongue.cli.output import printable
from parseltongue.cli.spec import Command, Word
from parseltongue.model.errors import ParseltongueError, UnavailableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

LIMIT = 200

COMMAND = Command(
    words=(
        Word("WORD", "The word that is begun.", required=False),
        Word("COMMAND", "The command that it belongs to, if that is complete.", required=False),
        Word("SUBCOMMAND", "The word behind it, if that is complete.", required=False),
    ),
    details="""A line for each way in which a word may go on: commands, or symbols and paths of files.""",
    examples=(("complete Ord callers", "symbols and files that begin with Ord"),),
)


def run(session: Session) -> int:
    """Print the words."""
    word, *before = session.given.words or [""]
    found = _commands(before, word)
    if found is None:
        found = _symbols(session, word)
    session.out.object({"completions": found})
    for one in found:
        session.out.line(printable(one))
    return 0


def _commands(before: list[str], word: str) -> list[str] | None:
    """How the name of a command may go on; None if it is complete."""
    if before == ["help"]:
        before = []
    depth = len(before)
    names = [name.split(" ") for name in COMMANDS]
    longer = [name for name in names if len(name) > depth and name[:depth] == before]
    if not longer:
        return None
    return sorted({name[depth] for name in longer if name[depth].startswith(word)})


def _symbols(session: Session, word: str) -> list[str]:
    isg = session.open().load()
    try:
        return isg.complete(word, LIMIT)
    except UnavailableError:
        raise
    except ParseltongueError:
        return []  # Half a symbol need not be one that can be asked for.
