"""Source in colours, by Pygments. Only for a terminal: importing it costs as much as a question does.

What a lexer makes of a text is taken only if that is the text itself. Languages are called by our names,
which Pygments knows as its own.
"""

from __future__ import annotations

from parseltongue.cli.terminal import painted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from pygments.lexer import Lexer
    from pygments.token import _TokenType

_LONGEST_LINE, _LONGEST_TEXT = 1_000, 200_000
"""Characters that are coloured at most: the expressions of some lexers are slow on endless lines."""
_OPTIONS = {"php": {"startinline": True}}
_STYLES = {
    "Comment": "dim", "Keyword": "magenta", "Keyword.Constant": "cyan", "Keyword.Type": "cyan",
    "Literal.Number": "cyan", "Literal.String": "green", "Literal.String.Doc": "dim",
    "Name.Attribute": "blue", "Name.Builtin": "cyan", "Name.Builtin.Pseudo": "", "Name.Class": "yellow",
    "Name.Decorator": "blue", "Name.Exception": "yellow", "Name.Function": "blue", "Operator.Word": "magenta",
}  # fmt: skip
"""By the name of a kind of token; one that is not here is shown as the kind that it belongs to."""


def highlighted(lines: Sequence[str], language: str) -> list[str]:
    """Lines that follow each other, without line ends, with colours; as they are if that cannot be done."""
    text = "\n".join(lines)
    lexer = _lexer(language) if text and _is_short(lines, text) else None
    if lexer is None:
        return [*lines]
    tokens = [*lexer.get_tokens(text)]
    if "".join(value for _, value in tokens) != text:
        return [*lines]
    shown = "".join(_coloured(value, _style(kind)) for kind, value in tokens)
    return shown.split("\n")


def highlighted_markdown(lines: Sequence[str]) -> list[str]:
    """The lines of a Markdown text, its headings and the source in its fences coloured."""
    shown: list[str] = []
    fence, language, block = "", "", list[str]()
    for line in lines:
        if not fence:
            marks = len(line) - len(line.lstrip("`"))
            if marks >= 3:
                fence, language, block = line[:marks], line[marks:].strip(), []
            shown.append(painted(line, "bold") if line.startswith("#") else line)
        elif line.rstrip() == fence:
            shown += [*highlighted(block, language), line]
            fence = ""
        else:
            block.append(line)
    return shown + (block if fence else [])


def _is_short(lines: Sequence[str], text: str) -> bool:
    return len(text) <= _LONGEST_TEXT and max(map(len, lines), default=0) <= _LONGEST_LINE


def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(
            language, stripnl=False, ensurenl=False, tabsize=0, **_OPTIONS.get(language, {})
        )
    except ClassNotFound:
        return None


def _style(kind: _TokenType) -> str:
    at: _TokenType | None = kind
    while at:
        style = _STYLES.get(".".join(at))
        if style is not None:
            return style
        at = at.parent
    return ""


def _coloured(text: str, style: str) -> str:
    """A text with a colour on each of its lines, so that each can stand by itself."""
    if not style or not text.strip():
        return text
    return "\n".join(painted(line, style) if line else "" for line in text.split("\n"))
