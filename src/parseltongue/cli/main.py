"""The entry point: find the command, run it, and turn whatever happens into a message and an exit code.

Exit codes are listed in `docs/commands.md`. No traceback reaches a user who did not ask for it with -v.
"""

from __future__ import annotations

import errno
import gc
import os
import sys

from parseltongue.cli.arguments import Given, check, parse
from parseltongue.cli.commands import COMMANDS
from parseltongue.cli.output import Output
from parseltongue.cli.session import Session, current_folder
from parseltongue.model.errors import FullError, ParseltongueError, UnavailableError, UnknownSymbolError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

INTERRUPTED = 130
BROKEN_PIPE = 141
INTERNAL = 70
_UNWRITABLE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def process() -> NoReturn:
    """Be the process of one command line.

    It ends with its command, so it neither looks for reference cycles on the way nor takes itself apart at
    the end: what it holds is given back at once. That is 5 ms of a question, and a twentieth of a first
    analysis.
    """
    gc.disable()
    code = main()
    try:
        sys.stderr.flush()
    finally:
        os._exit(code)


def main(argv: list[str] | None = None) -> int:
    """Run one command line.

    Parameters
    ----------
    argv
        Without the program's name; None takes those of the process.

    Returns
    -------
    int
        The exit code.
    """
    argv = sys.argv[1:] if argv is None else argv
    _prepare_streams()
    out = Output(_bare(argv), os.environ)
    try:
        code = _dispatch(argv)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt as error:
        _settle_stdout()
        out.error(str(error) or "interrupted")
        return getattr(error, "exit_code", INTERRUPTED)
    except BrokenPipeError:
        _discard_stdout()
        return BROKEN_PIPE
    except ParseltongueError as error:
        return _failed(out, error, error.exit_code, str(error))
    except Exception as error:
        known = _known_cause(error)
        if known is not None:
            return _failed(out, known, known.exit_code, str(known))
        message = f"internal error: {type(error).__name__}: {error}. Run again with -v for the traceback."
        if "-v" in argv or "--verbose" in argv:
            from traceback import print_exc

            print_exc()
        return _failed(out, error, INTERNAL, message)


def _dispatch(argv: list[str]) -> int:
    given = parse(argv)
    out = Output(given, os.environ)
    if given.flag("version"):
        from parseltongue import __version__

        out.object({"version": __version__})
        out.line(f"parseltongue {__version__}")
        return 0
    if given.flag("help") or not given.command:
        return _show_help(given, out)
    module = _module(given.command)
    check(given, module.COMMAND)
    session = Session(given, out, os.environ)
    if module.COMMAND.pages and not given.flag("no-pager"):
        out.page(os.environ)
    try:
        code: int = module.run(session)
        return code
    except ParseltongueError as error:
        if not module.COMMAND.mends or not session.can_mend(error):
            raise
        return session.run_again(module.run, error)
    finally:
        session.close()
        out.close()


def _show_help(given: Given, out: Output) -> int:
    if not given.flag("no-pager"):
        out.page(os.environ)
    try:
        text = help_text(given.command)
        out.object({"help": text})
        out.line(text)
    finally:
        out.close()
    return 0


def _module(command: str) -> Any:
    # `importlib.import_module` would load `warnings` for every command.
    return __import__(f"parseltongue.cli.commands.{COMMANDS[command][0]}", fromlist=["COMMAND"])


def help_text(command: str) -> str:
    """The help of a command, of a group of commands, or of all if `command` is empty."""
    from parseltongue.cli import help as texts

    if not command:
        return texts.overview()
    if command not in COMMANDS:
        return texts.of_group(command)
    return texts.of_command(command, _module(command).COMMAND)


def _known_cause(error: Exception) -> ParseltongueError | None:
    """What to say instead of an error of the system that is no mistake of ours."""
    if isinstance(error, FileNotFoundError):
        # A relative path leads nowhere without a current folder.
        try:
            current_folder()
        except ParseltongueError as gone:
            return gone
    elif isinstance(error, OSError) and error.filename is None and error.errno in _UNWRITABLE:
        # What is written to files has been given its own error where it was written.
        kind = UnavailableError if error.errno == errno.EIO else FullError
        return kind(f"the answer cannot be written: {error.strerror}; make room, or send it elsewhere")
    return None


def _failed(out: Output, error: Exception, code: int, message: str) -> int:
    """Say why; with --json also as an object, so that stdout always carries one."""
    _settle_stdout()
    out.error(message)
    content: dict[str, object] = {"kind": type(error).__name__, "message": message, "exit_code": code}
    if isinstance(error, UnknownSymbolError):
        content["suggestions"] = list(error.suggestions)
    try:
        out.object({"error": content})
        sys.stdout.flush()
    except OSError:
        _discard_stdout()
    return code


def _bare(argv: list[str]) -> Given:
    """What can be told of a command line that may not be understood."""
    given = Given()
    for key, spellings in (
        ("json", ("--json",)),
        ("quiet", ("-q", "--quiet")),
        ("no-color", ("--no-color",)),
    ):
        if any(spelling in argv for spelling in spellings):
            given.set(key, spellings[0], None)
    return given


def _prepare_streams() -> None:
    """Let every character be written, whatever the encoding, also when a stream was closed by the caller."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _settle_stdout() -> None:
    """Let what has been answered so far be written, or be forgotten if it cannot."""
    try:
        sys.stdout.flush()
    except OSError:
        _discard_stdout()


def _discard_stdout() -> None:
    """Keep the interpreter from reporting at exit that nobody reads."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
