"""What commands are made of: options, words and their descriptions, as data.

Every option of every command is in `OPTIONS`, so that a spelling means the same everywhere and may stand
before the command as well as after it.
"""

from __future__ import annotations

from parseltongue.model.errors import ParseltongueError
from parseltongue.model.kinds import ENTITY_KINDS

TEXT, NUMBER, CHOICE = "text", "number", "choice"


EXPORT_FORMATS = ("jsonl", "json", "graphml", "dot", "mermaid", "csv", "parquet", "arrow", "scip")
"""What `query.export.formats` can write; its modules are too dear to ask for every command line."""


class UsageError(ParseltongueError):
    """The command line cannot be understood."""

    exit_code = 2


class Option:
    """One option.

    Attributes
    ----------
    spellings
        As typed; the last is the long one, whose name is the key in `OPTIONS`.
    value
        What its value is called in help; empty for a flag.
    kind
        How the value is read.
    """

    __slots__ = ("choices", "help", "kind", "least", "spellings", "value")

    def __init__(
        self,
        spellings: tuple[str, ...],
        help: str,  # noqa: A002
        value: str = "",
        kind: str = TEXT,
        *,
        choices: tuple[str, ...] = (),
        least: int = 1,
    ) -> None:
        self.spellings = spellings
        self.help = help
        self.value = value
        self.kind = kind
        self.choices = choices
        self.least = least


class Word:
    """A positional argument of a command.

    Attributes
    ----------
    repeats
        There may be several; only for the last of a command.
    """

    __slots__ = ("help", "name", "repeats", "required")

    def __init__(self, name: str, help: str, *, required: bool = True, repeats: bool = False) -> None:  # noqa: A002
        self.name = name
        self.help = help
        self.required = required
        self.repeats = repeats

    @property
    def usage(self) -> str:
        """As help shows it behind the command."""
        name = self.name + "..." if self.repeats else self.name
        return name if self.required else f"[{name}]"


class Command:
    """How a command is called, and what its help says.

    Attributes
    ----------
    words
        Positional arguments, in order.
    options
        Keys of `OPTIONS` that it takes besides `GLOBAL`.
    details
        Paragraphs of its help.
    examples
        Command lines without "parseltongue", and what each does.
    mends
        It only answers from the store: if it meets damage, that is repaired and it is run again.
    pages
        What it shows may be long, and is paged on a terminal. Not for what asks or shows progress between
        its lines.
    """

    __slots__ = ("details", "examples", "mends", "options", "pages", "words")

    def __init__(
        self,
        *,
        words: tuple[Word, ...] = (),
        options: tuple[str, ...] = (),
        details: str = "",
        examples: tuple[tuple[str, str], ...] = (),
        mends: bool = False,
        pages: bool = False,
    ) -> None:
        self.mends = mends
        self.pages = pages or mends
        self.words = words
        self.options = options
        self.details = details
        self.examples = examples


OPTIONS = {
    "directory": Option(("-C", "--directory"), "Act as if started in DIR.", "DIR"),
    "cache-dir": Option(("--cache-dir",), "Keep the store in DIR (or set PARSELTONGUE_CACHE_DIR).", "DIR"),
    "json": Option(("--json",), "Print one JSON object on stdout, and nothing else."),
    "trust": Option(("--trust",), "Let the workspace's own files decide where the store is."),
    "no-color": Option(("--no-color",), "No colours (NO_COLOR is respected too)."),
    "no-pager": Option(
        ("--no-pager",), "Do not page what is longer than the terminal (see PARSELTONGUE_PAGER and PAGER)."
    ),
    "quiet": Option(("-q", "--quiet"), "No progress and no notices; warnings and errors remain."),
    "verbose": Option(
        ("-v", "--verbose"), "Name every skipped file; show the traceback of an internal error."
    ),
    "help": Option(("-h", "--help"), "Show this help."),
    "version": Option(("--version",), "Show the version."),
    "limit": Option(("--limit",), "Show at most N results; 0 for all.", "N", NUMBER, least=0),
    "fresh": Option(("--fresh",), "Look at the whole tree, not only at the files behind the answer."),
    "candidates": Option(
        ("--candidates",), "Also what may be meant, because a type overrides or implements what is called."
    ),
    "kind": Option(
        ("--kind",), "Only this kind, such as class or method.", "KIND", CHOICE, choices=ENTITY_KINDS
    ),
    "language": Option(("--language",), "Only this language.", "LANGUAGE"),
    "path": Option(("--path",), "Only this file, or the files below this folder.", "PATH"),
    "depth": Option(("--depth",), "Follow at most N hops.", "N", NUMBER),
    "format": Option(("--format",), "What to write.", "FORMAT", CHOICE, choices=EXPORT_FORMATS),
    "around": Option(("--around",), "Only what is near this symbol: 1 relationship, or --depth.", "SYMBOL"),
    "output": Option(("-o", "--output"), "Write to FILE instead of stdout.", "FILE"),
    "schema": Option(("--schema",), "Show the views, their columns and examples."),
    "csv": Option(("--csv",), "Print CSV with a header line."),
    "rebuild": Option(("--rebuild",), "Also analyse from nothing and compare."),
    "full": Option(("--full",), "Go through every record instead of the quick way."),
    "decrypt": Option(("--decrypt",), "With --full: make the store a plain one."),
    "key-file": Option(
        ("--key-file",), "The other key, the new one or that of the backup, is in FILE.", "FILE"
    ),
    "key-variable": Option(("--key-variable",), "The other key is in the environment variable NAME.", "NAME"),
    "keyring": Option(("--keyring",), "The other key is the entry NAME of the system's keyring.", "NAME"),
    "passphrase": Option(
        ("--passphrase",), "The new key is a passphrase, asked for or in PARSELTONGUE_NEW_PASSPHRASE."
    ),
    "file": Option(("--file",), "Write one portable file instead of a folder."),
    "replace": Option(("--replace",), "Take the place of a store that is there."),
    "to": Option(("--to",), "The backend that the store, or the backup, is to be in.", "BACKEND"),
    "compression": Option(
        ("--compression",), "Compress all records so.", "NAME", CHOICE, choices=("zstd", "lz4", "none")
    ),
    "workspace": Option(("--workspace",), "Bring the workspace in PATH into the store.", "PATH"),
    "remove-source": Option(("--remove-source",), "Remove the old store when the new one is verified."),
    "older-than": Option(("--older-than",), "Drop what was not used for TIME, such as 30d or 12h.", "TIME"),
    "max-size": Option(("--max-size",), "Drop what does not fit into SIZE, such as 500MB or 1GB.", "SIZE"),
    "drop": Option(("--drop",), "Drop the workspace in PATH, and no other.", "PATH"),
    "dry-run": Option(("--dry-run",), "Only say what would be done."),
    "regex": Option(("--regex",), "TEXT is a regular expression, found in the simple name."),
    "transitive": Option(("-t", "--transitive"), "Go on from what is found, hop by hop."),
    "context": Option(("-n", "--context"), "Show N lines around each.", "N", NUMBER, least=0),
    "count": Option(("-k", "--count"), "Show the N shortest ones.", "N", NUMBER),
    "every": Option(("--every",), "Follow uses and inheritance too, not only calls."),
    "git": Option(("--git",), "Compare with this git revision; stands for OLD.", "REVISION"),
    "markdown": Option(("--markdown",), "Write Markdown, for a comment on a pull request."),
    "exit-code": Option(("--exit-code",), "End with exit code 15 if a public interface breaks."),
    "tokens": Option(("--tokens",), "Use at most N tokens.", "N", NUMBER),
    "level": Option(
        ("--level",), "What to look at.", "LEVEL", CHOICE, choices=("entity", "file", "class", "package")
    ),
    "by": Option(("--by",), "What to order by.", "MEASURE"),
    "without-tests": Option(("--without-tests",), "Leave files that are tests out of the graph."),
    "confidence": Option(
        ("--confidence",),
        "Tell what is at least so sure.",
        "LEAST",
        CHOICE,
        choices=("low", "medium", "high"),
    ),
    "commits": Option(("--commits",), "Look at the latest N commits.", "N", NUMBER),
    "jobs": Option(("--jobs",), "Use at most N processes.", "N", NUMBER),
}

GLOBAL = (
    "directory",
    "cache-dir",
    "json",
    "trust",
    "no-color",
    "no-pager",
    "quiet",
    "verbose",
    "help",
    "version",
)
"""Options that every command takes."""

SPELLINGS = {spelling: key for key, option in OPTIONS.items() for spelling in option.spellings}
