"""Ignore patterns as git reads them, compiled so that the common ones need no regular expression.

A pattern line means exactly what it means to git (gitignore(5), `dir.c` and `wildmatch.c`), byte by byte:
`?` is one byte, a bracket never matches a slash, an unclosed bracket or a trailing backslash matches nothing.
Tests compare with `git check-ignore`. Literal names and `*.suffix` are compared as text; `re`, 11 ms to
import, is loaded only for the rest. A hostile pattern cannot make matching explode: every wildcard becomes
an atomic group that takes its shortest match, which is enough because the next wildcard absorbs the rest.

Not handled: `core.ignoreCase`; matching is case-sensitive on every system.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

# Names that hold no source of the workspace itself, at any depth. `build`, `dist`, `env` and `vendor` are
# left out on purpose: all four are also names of ordinary source folders.
DEFAULT_PATTERNS: tuple[str, ...] = (
    ".git",
    ".hg",
    ".svn",
    "target",
    "node_modules",
    "__pycache__",
    "site-packages",
    ".venv",
    "venv",
    ".tox",
    ".nox",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
)

_SPECIAL = frozenset("*?[\\")
_STAR = "*"
_GLOBSTAR = "**/"
_ANY = "**"
_OPENINGS = {_STAR: b"(?>[^/]*?", _GLOBSTAR: b"(?>(?:.*?/)??", _ANY: b"(?>.*?"}
_CLASSES = {
    b"alnum": (b"09", b"AZ", b"az"),
    b"alpha": (b"AZ", b"az"),
    b"blank": (b"\t\t", b"  "),
    b"cntrl": (b"\x00\x1f", b"\x7f\x7f"),
    b"digit": (b"09",),
    b"graph": (b"!~",),
    b"lower": (b"az",),
    b"print": (b" ~",),
    b"punct": (b"!/", b":@", b"[`", b"{~"),
    b"space": (b"\t\r", b"  "),
    b"upper": (b"AZ",),
    b"xdigit": (b"09", b"AF", b"af"),
}


class IgnoreRules:
    """The patterns of one ignore file, or of one list; the last one that matches decides.

    Parameters
    ----------
    lines
        Pattern lines, without line ends. Comments and blank lines are allowed.

    Notes
    -----
    `match` costs a few dictionary look-ups plus one comparison per pattern that is neither a plain name nor
    a plain path. Immutable after construction, hence safe to share between threads.

    Attributes
    ----------
    plain_names : frozenset of str, or None
        All patterns, if each is just a name without a slash that ignores; else None.
    """

    __slots__ = ("_literal_paths", "_names", "_others", "_signs", "_suffixes", "plain_names")

    def __init__(self, lines: Iterable[str]) -> None:
        # Values are positions in `_signs`; the second table of each pair is for patterns ending in a slash.
        self._signs: list[bool] = []
        self._names: tuple[dict[str, int], dict[str, int]] = ({}, {})
        self._literal_paths: tuple[dict[str, int], dict[str, int]] = ({}, {})
        self._suffixes: list[tuple[int, str, bool]] = []
        self._others: list[tuple[int, re.Pattern[bytes], bool, bool]] = []
        for line in lines:
            self._add(_trim(line))
        names = self._names[0]
        only_names = len(self._signs) == len(names) and all(self._signs)
        self.plain_names = frozenset(names) if only_names else None

    def __bool__(self) -> bool:
        return bool(self._signs)

    def _add(self, pattern: str) -> None:
        ignores = not pattern.startswith("!")
        if not ignores:
            pattern = pattern[1:]
        only_folders = pattern.endswith("/")
        if only_folders:
            pattern = pattern[:-1]
        if not pattern:
            return
        position = len(self._signs)
        self._signs.append(ignores)
        by_name = "/" not in pattern
        if not by_name:
            pattern = pattern.removeprefix("/")
        if _SPECIAL.isdisjoint(pattern):
            tables = self._names if by_name else self._literal_paths
            tables[only_folders][pattern] = position
        elif by_name and pattern[0] == "*" and _SPECIAL.isdisjoint(pattern[1:]):
            self._suffixes.append((position, pattern[1:], only_folders))
        else:
            compiled = _compile(os.fsencode(pattern))
            if compiled is not None:
                self._others.append((position, compiled, only_folders, by_name))

    def match(self, path: str, is_folder: bool) -> bool | None:
        """Whether `path`, relative to where the patterns apply, is ignored; None if no pattern matches.

        Folders above `path` are not looked at: a walk that does not enter ignored folders needs no more.
        """
        name = path[path.rfind("/") + 1 :]
        if self.plain_names is not None:
            return True if name in self.plain_names else None
        best = max(self._names[0].get(name, -1), self._literal_paths[0].get(path, -1))
        if is_folder:
            best = max(best, self._names[1].get(name, -1), self._literal_paths[1].get(path, -1))
        for position, suffix, only_folders in self._suffixes:
            if position > best and name.endswith(suffix) and (is_folder or not only_folders):
                best = position
        for position, compiled, only_folders, by_name in self._others:
            if position > best and (is_folder or not only_folders):
                subject = os.fsencode(name if by_name else path)
                if compiled.match(subject):
                    best = position
        return self._signs[best] if best >= 0 else None


def parse_ignore_file(data: bytes) -> IgnoreRules:
    """The rules of an ignore file's bytes: any encoding, with or without BOM, LF or CRLF."""
    text = os.fsdecode(data.removeprefix(b"\xef\xbb\xbf"))
    return IgnoreRules(line.removesuffix("\r") for line in text.split("\n"))


def _trim(line: str) -> str:
    """A line without comment and trailing blanks; blanks behind a backslash stay."""
    if line.startswith("#"):
        return ""
    end = len(line)
    while end and line[end - 1] == " ":
        end -= 1
    backslashes = len(line[:end]) - len(line[:end].rstrip("\\"))
    if end < len(line) and backslashes % 2:
        end += 1
    return line[:end]


def _compile(pattern: bytes) -> re.Pattern[bytes] | None:
    """The pattern as an expression over a whole name or path, or None if it can match nothing."""
    import re

    literal = 0
    while literal < len(pattern) and chr(pattern[literal]) not in _SPECIAL:
        literal += 1
    # git strips the literal head before it looks for `**`, so `a**/b` has a true `**`. Keep that.
    tokens = _tokens(pattern[literal:])
    if tokens is None:
        return None
    head = re.escape(pattern[:literal])
    return re.compile(head + _assemble(tokens), re.DOTALL)


def _tokens(pattern: bytes) -> list[str | bytes] | None:
    """Split a glob in wildcards (`str`) and expressions for one or more bytes (`bytes`)."""
    tokens: list[str | bytes] = []
    position, size = 0, len(pattern)
    while position < size:
        char = pattern[position : position + 1]
        if char == b"*":
            position = _star(pattern, position, tokens)
            continue
        if char == b"[":
            parsed = _bracket(pattern, position + 1)
            if parsed is None:
                return None
            expression, position = parsed
            tokens.append(expression)
            continue
        if char == b"\\":
            position += 1
            if position == size:
                return None
            char = pattern[position : position + 1]
            tokens.append(_escape(char[0]))
        else:
            tokens.append(b"[^/]" if char == b"?" else _escape(char[0]))
        position += 1
    return tokens


def _star(pattern: bytes, start: int, tokens: list[str | bytes]) -> int:
    """Add the token of the stars at `start`; the position behind what it covers."""
    end = start
    while pattern[end : end + 1] == b"*":
        end += 1
    bounded = start == 0 or pattern[start - 1 : start] == b"/"
    if end - start > 1 and bounded:
        if end == len(pattern):
            tokens.append(b".*")
            return end
        if pattern[end : end + 1] == b"/":
            tokens.append(_GLOBSTAR)
            return end + 1
        if pattern[end : end + 2] == b"\\/":
            tokens.append(_ANY)
            return end
    tokens.append(_STAR)
    return end


def _assemble(tokens: list[str | bytes]) -> bytes:
    """One expression; each wildcard is an atomic group with all that follows it up to the next."""
    parts: list[bytes] = [b""]
    opened: list[str] = []
    for token in tokens:
        if isinstance(token, bytes):
            parts.append(token)
            continue
        # A star's segment ends at the next wildcard of any kind, a globstar's at the next globstar.
        while opened and (token != _STAR or opened[-1] == _STAR):
            parts.append(b")")
            opened.pop()
        parts.append(_OPENINGS[token])
        opened.append(token)
    parts.append(b"\\Z" + b")" * len(opened))
    return b"".join(parts)


def _escape(byte: int) -> bytes:
    return b"\\x%02x" % byte


def _bracket(pattern: bytes, position: int) -> tuple[bytes, int] | None:
    """The expression of the bracket whose first byte is at `position`, and where it ends.

    Follows `wildmatch.c` step by step, including `[]a]`, `[a-]`, `[[:alpha:]]` and escapes in ranges.
    """
    negated = pattern[position : position + 1] in (b"!", b"^")
    position += negated
    members: set[int] = set()
    previous = 0
    first = True
    while first or pattern[position : position + 1] != b"]":
        first = False
        step = _bracket_member(pattern, position, previous, members)
        if step is None:
            return None
        position, previous = step
    if negated:
        members = set(range(256)) - members
    members.discard(ord("/"))
    if not members:
        return b"(?!)", position + 1
    return b"[" + b"".join(map(_escape, sorted(members))) + b"]", position + 1


def _bracket_member(
    pattern: bytes, position: int, previous: int, members: set[int]
) -> tuple[int, int] | None:
    """Add one member, range or class; where the next begins, and the byte a range may start from."""
    if position >= len(pattern):
        return None
    byte = pattern[position]
    following = pattern[position + 1 : position + 2]
    if byte == ord("\\"):
        position += 1
        if position >= len(pattern):
            return None
        byte = pattern[position]
    elif byte == ord("-") and previous and following not in (b"", b"]"):
        position += 1
        if following == b"\\":
            position += 1
            if position >= len(pattern):
                return None
        members.update(range(previous, pattern[position] + 1))
        return position + 1, 0
    elif byte == ord("[") and following == b":":
        return _bracket_class(pattern, position, members)
    members.add(byte)
    return position + 1, byte


def _bracket_class(pattern: bytes, position: int, members: set[int]) -> tuple[int, int] | None:
    close = pattern.find(b"]", position + 2)
    if close < 0:
        return None
    if close == position + 2 or pattern[close - 1 : close] != b":":
        members.add(ord("["))
        return position + 1, ord("[")
    ranges = _CLASSES.get(pattern[position + 2 : close - 1])
    if ranges is None:
        return None
    for low, high in ranges:
        members.update(range(low, high + 1))
    return close + 1, 0
