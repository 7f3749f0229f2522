"""What a terminal is, and colours on it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_CODES = {
    "bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "magenta": "35",
    "cyan": "36",
}  # fmt: skip
_START, _END = "\x1b[", "m"


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person may be looking."""
    return stream is not None and not stream.closed and stream.isatty()


def painted(text: str, style: str) -> str:
    """A text in a colour."""
    return f"{_START}{_CODES[style]}{_END}{text}{_START}0{_END}"


def visible_length(text: str) -> int:
    """Characters of a text that are seen."""
    first, *rest = text.split(_START)
    return len(first) + sum(len(one.partition(_END)[2]) for one in rest)
