"""`parseltongue help`."""

from __future__ import annotations

from parseltongue.cli.spec import Command, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.session import Session

COMMAND = Command(
    pages=True,
    words=(
        Word("COMMAND", "A command; none lists them.", required=False),
        Word("SUBCOMMAND", "Its other words, if it has some.", required=False, repeats=True),
    ),
    examples=(("help callers", "the same as `parseltongue callers --help`"),),
)


def run(session: Session) -> int:
    """Show the help of a command."""
    from parseltongue.cli.arguments import parse
    from parseltongue.cli.main import help_text

    text = help_text(parse([*session.given.words, "--help"]).command)
    session.out.object({"help": text})
    session.out.line(text)
    return 0
