"""What reaches the user: readable answers or one JSON object on stdout, everything else on stderr.

Names, paths and signatures come from code that is not trusted: control characters, which could drive the
terminal, and direction marks, which could disguise a name, are shown as escapes.
"""

from __future__ import annotations

import os
import sys

from parseltongue.cli.terminal import is_terminal, painted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from parseltongue.cli.arguments import Given
    from parseltongue.cli.pager import Pager
    from parseltongue.workspace.config import OutputConfig

_GAP = 2


class Output:
    """Both streams, and how to write to them.

    Attributes
    ----------
    json
        Whether stdout carries only an object.
    quiet, verbose
        As asked for.
    color_messages
        Whether stderr shows colours.
    """

    __slots__ = ("_color_out", "_pager", "color_messages", "json", "quiet", "verbose")

    def __init__(self, given: Given, env: Mapping[str, str]) -> None:
        self.json = given.flag("json")
        self.quiet = given.flag("quiet")
        self.verbose = given.flag("verbose")
        plain = given.flag("no-color") or bool(env.get("NO_COLOR")) or env.get("TERM") == "dumb"
        self._color_out = not plain and is_terminal(sys.stdout)
        self.color_messages = not plain and is_terminal(sys.stderr)
        self._pager: Pager | None = None

    def page(self, env: Mapping[str, str]) -> None:
        """From here on show what is longer than the screen through the user's pager, until `close`."""
        if not self.json and is_terminal(sys.stdout):
            from parseltongue.cli.pager import pager

            self._pager = pager(env)

    def configure(self, wanted: OutputConfig) -> None:
        """Leave out what the configuration does not want."""
        if not wanted.color:
            self._color_out = self.color_messages = False
        if not wanted.pager:
            self.close()

    def close(self) -> None:
        """Wait until the user has read what is in a pager."""
        pager, self._pager = self._pager, None
        if pager is not None:
            pager.close()

    def line(self, text: str = "") -> None:
        """One line, or more, of a readable answer; nothing when JSON is wanted."""
        if self.json:
            return
        if self._pager is not None:
            self._pager.write(sys.stdout, text + "\n")
        else:
            sys.stdout.write(text + "\n")

    def object(self, content: Mapping[str, object]) -> None:
        """The JSON object, if it is wanted. Keys stay in their order."""
        if self.json:
            from json import dumps

            text = dumps(content, ensure_ascii=False, indent=None)
            if not text.isprintable():
                # What would act on a terminal, and the mark of a byte that is not UTF-8, become JSON escapes.
                text = "".join(one if one.isprintable() else dumps(one)[1:-1] for one in text)
            sys.stdout.buffer.write(text.encode() + b"\n")

    def notice(self, text: str) -> None:
        """Something worth knowing."""
        if not self.quiet:
            self._message("note", "cyan", text)

    def warning(self, text: str) -> None:
        """Something that is wrong but does not stop the command."""
        self._message("warning", "yellow", text)

    def error(self, text: str) -> None:
        """Why the command failed."""
        self._message("error", "red", text)

    def paint(self, text: str, style: str) -> str:
        """The text in a colour on stdout, if it shows colours."""
        return painted(text, style) if self._color_out else text

    def source(self, lines: Sequence[str], language: str) -> list[str]:
        """Printable lines of source, coloured as its language asks for if stdout shows colours."""
        if not self._color_out:
            return [*lines]
        from parseltongue.cli.highlighting import highlighted

        return highlighted(lines, language)

    def markdown(self, text: str) -> None:
        """A printable text in Markdown."""
        lines = text.split("\n")
        if self._color_out:
            from parseltongue.cli.highlighting import highlighted_markdown

            lines = highlighted_markdown(lines)
        for line in lines:
            self.line(line)

    def _message(self, label: str, style: str, text: str) -> None:
        label += ":"
        shown = painted(label, style) if self.color_messages else label
        message = f"{shown} {printable(text, lines=True)}\n"
        if self._pager is not None and not self._pager.is_empty and is_terminal(sys.stderr):
            self._pager.write(sys.stderr, message)
            return
        # In the order in which it was said, when both streams go to one place.
        sys.stdout.flush()
        try:
            sys.stderr.write(message)
            sys.stderr.flush()
        except OSError:
            # Nobody can be told; the exit code still says it.
            return

    def table(self, rows: Sequence[Sequence[str]], styles: Sequence[str] = (), *, indent: int = 0) -> None:
        """Rows of plain cells in columns; on two lines each where the terminal is too narrow.

        The first cell of a row is what it is about. Nothing is ever cut off.
        """
        if self.json or not rows:
            return
        count = max(map(len, rows))
        widths = [max((len(row[at]) for row in rows if at < len(row)), default=0) for at in range(count)]
        fits = indent + sum(widths) + _GAP * (count - 1) <= self.width()
        margin = " " * indent
        for row in rows:
            cells = [self._cell(cell, at, widths, styles, pad=fits) for at, cell in enumerate(row)]
            if fits:
                self.line(margin + (" " * _GAP).join(cells).rstrip())
            else:
                self.line(margin + cells[0])
                padded = [self._cell(cell, at, widths, styles, pad=True) for at, cell in enumerate(row)]
                self.line(f"{margin}    " + (" " * _GAP).join(padded[1:]).rstrip())

    def facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Labels and what they stand for, each on a line of its own."""
        width = max((len(label) for label, _ in rows), default=0) + 1
        for label, value in rows:
            first, *others = self._wrapped(value, self.width() - width - 1)
            self.line(f"{self.paint(f'{label}:', 'dim')}{' ' * (width - len(label))}{first}")
            for other in others:
                self.line(" " * (width + 1) + other)

    def _wrapped(self, text: str, width: int) -> list[str]:
        """Lines that fit, broken between words."""
        if len(text) <= width:
            return [text]
        from textwrap import wrap

        return wrap(text, max(width, 20), break_long_words=False, break_on_hyphens=False)

    def _cell(self, cell: str, at: int, widths: list[int], styles: Sequence[str], *, pad: bool) -> str:
        shown = self.paint(cell, styles[at]) if at < len(styles) and styles[at] and cell else cell
        return shown + " " * (widths[at] - len(cell)) if pad else shown

    def width(self) -> int:
        """Columns of the terminal; practically unlimited if stdout is none."""
        if not is_terminal(sys.stdout):
            return 1 << 20
        try:
            return os.get_terminal_size(sys.stdout.fileno()).columns or 80
        except OSError:
            return 80


def printable(text: str, *, lines: bool = False, tabs: bool = False) -> str:
    """The text without characters that act on a terminal; `lines` keeps line breaks, `tabs` tabs."""
    if text.isascii() and text.isprintable():
        return text
    kept = ("\n" if lines else "") + ("\t" if tabs else "")
    return "".join(one if one.isprintable() or one in kept else _escaped(one) for one in text)


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code < 0xDD00:
        # A byte of a file name that is not UTF-8.
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def plural(count: int, noun: str, nouns: str = "") -> str:
    """A count with its noun: "1 file", "1,204 files"."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def size(count: int) -> str:
    """Bytes in a readable unit: powers of 1,024, as sizes are read in the configuration."""
    amount = float(count)
    for unit in ("bytes", "KB", "MB", "GB"):
        if amount < 1024 or unit == "GB":
            break
        amount /= 1024
    return f"{amount:,.0f} {unit}" if unit == "bytes" else f"{amount:,.1f} {unit}"


def duration(seconds: float) -> str:
    """A time span in its largest fitting unit."""
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= length:
            return plural(round(seconds / length), unit)
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"


def ago(seconds: float) -> str:
    """How long ago something was; the clock may have been set back since."""
    return f"{duration(seconds)} ago" if seconds >= 0 else "in the future, by the clock of this machine"


def listing(names: Iterable[str], most: int = 5) -> str:
    """Some names in a sentence: "a.py, b.py and 3 more"."""
    return listing_of(printable, [*names], most)


def listing_of(name: Callable[[Any], str], values: Sequence[Any], most: int) -> str:
    """As `listing`, of what has a printable name; only those that are shown are asked for theirs."""
    shown = ", ".join(map(name, values[:most]))
    return f"{shown} and {len(values) - most:,} more" if len(values) > most else shown
