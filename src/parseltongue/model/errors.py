"""Every error that Parseltongue raises on purpose.

::

    ParseltongueError            exit code
    ├── ConfigError              3
    ├── StorageError             4
    │   ├── LockedError          5
    │   ├── FullError            6
    │   ├── UnavailableError     7
    │   ├── FormatVersionError   8
    │   └── CorruptionError      9
    ├── CodecError               9
    │   └── AuthenticationError  10
    ├── AnalysisError            11
    │   └── OverlongError        11
    └── QueryError               2
        └── UnknownSymbolError   1

Each message says what happened, to what, and what to do next. Native exceptions of a library are
translated at the edge that meets them, so that nothing above has to know which library it was.
`AnalysisError` belongs to one file: it is recorded with that file and never aborts a run.
"""

from __future__ import annotations


class ParseltongueError(Exception):
    """Root of the tree; `exit_code` is what the command line ends with."""

    exit_code = 70


class ConfigError(ParseltongueError):
    """A configuration key, value or file that cannot be used."""

    exit_code = 3


class StorageError(ParseltongueError):
    """The store did not do what was asked of it."""

    exit_code = 4


class LockedError(StorageError):
    """Another process holds the lock and did not release it in time; the message names it."""

    exit_code = 5


class FullError(StorageError):
    """No space is left for the store."""

    exit_code = 6


class UnavailableError(StorageError):
    """The store cannot be opened or reached: missing, unreadable, read-only, closed."""

    exit_code = 7


class FormatVersionError(StorageError):
    """The store or a record was written by a format that this version does not know."""

    exit_code = 8


class CorruptionError(StorageError):
    """Stored bytes are damaged or missing; the message names the record."""

    exit_code = 9


class CodecError(ParseltongueError):
    """A record cannot be encoded or decoded."""

    exit_code = 9


class AuthenticationError(CodecError):
    """A record was encrypted with another key, or altered."""

    exit_code = 10


class AnalysisError(ParseltongueError):
    """One file cannot be analysed; recorded with the file, never fatal to a run."""

    exit_code = 11


class OverlongError(AnalysisError):
    """A file takes longer than it may."""


class QueryError(ParseltongueError):
    """A question that cannot be answered as it was asked."""

    exit_code = 2


class UnknownSymbolError(QueryError):
    """No entity matches; `suggestions` holds qualified names that are close."""

    exit_code = 1

    def __init__(self, message: str, suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.suggestions = suggestions
