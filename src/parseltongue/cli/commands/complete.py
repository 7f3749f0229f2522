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
    ),
    details="""A line for each way in which a word may go on: commands, or symbols and paths of files.""",
    examples=(("complete Ord callers", "symbols and files that begin with Ord"),),
)


def run(session: Session) -> int:
    """Print the words."""
    word, command = session.given.word(0) or "", session.given.word(1)
    found = _commands(word) if command is None else _symbols(session, word)
    session.out.object({"completions": found})
    for one in found:
        session.out.line(printable(one))
    return 0


def _commands(word: str) -> list[str]:
    names = {name.partition(" ")[0] for name in COMMANDS}
    return sorted(name for name in names if name.startswith(word))


def _symbols(session: Session, word: str) -> list[str]:
    isg = session.open().load()
    try:
        return isg.complete(word, LIMIT)
    except UnavailableError:
        raise
    except ParseltongueError:
        return []  # Half a symbol need not be one that can be asked for.
