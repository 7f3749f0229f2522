"""Help texts, built from the descriptions of commands."""

from __future__ import annotations

from parseltongue.cli.commands import COMMANDS
from parseltongue.cli.spec import GLOBAL, OPTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.cli.spec import Command

_TEXT_WIDTH = 92
_INTRODUCTION = """\
Usage: parseltongue COMMAND [ARGUMENTS] [OPTIONS]

Reads a codebase once, keeps what it learned, and answers questions about the code from then on."""
_FIRST_STEPS = (
    ("analyze", "read the code in the current folder"),
    ("find parse", "what is called something like this"),
    ("callers pkg.module.function", "who calls it"),
    ("status", "is the answer still up to date"),
)


def overview() -> str:
    """What `parseltongue` can do."""
    parts = [_INTRODUCTION, _section("First steps", _examples(_FIRST_STEPS))]
    parts.append(_section("Commands", [(name, summary) for name, (_, summary) in COMMANDS.items()]))
    parts.append(_section("Options of every command, before or after it", _options(GLOBAL)))
    parts.append("`parseltongue COMMAND --help` explains a command and shows examples.")
    return "\n\n".join(parts)


def of_group(group: str) -> str:
    """The commands whose name starts with `group`."""
    rows = [(name, summary) for name, (_, summary) in COMMANDS.items() if name.startswith(group + " ")]
    return f"Usage: parseltongue {group} COMMAND [OPTIONS]\n\n" + _section("Commands", rows)


def of_command(name: str, command: Command) -> str:
    """How one command is used."""
    words = "".join(f" {word.usage}" for word in command.words)
    parts = [f"Usage: parseltongue {name}{words} [OPTIONS]", COMMANDS[name][1]]
    parts += [_wrapped(paragraph) for paragraph in command.details.split("\n\n") if paragraph]
    if command.words:
        parts.append(_section("Arguments", [(word.name, word.help) for word in command.words]))
    if command.options:
        parts.append(_section("Options", _options(command.options)))
    parts.append(_section("Options of every command", _options(GLOBAL)))
    if command.examples:
        parts.append(_section("Examples", _examples(command.examples)))
    return "\n\n".join(parts)


def _examples(lines: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(f"parseltongue {line}", what) for line, what in lines]


def _options(keys: tuple[str, ...]) -> list[tuple[str, str]]:
    rows = []
    for key in keys:
        option = OPTIONS[key]
        spelled = ", ".join(option.spellings)
        rows.append((f"{spelled} {option.value}".rstrip(), option.help))
    return rows


def _section(title: str, rows: list[tuple[str, str]]) -> str:
    width = max(len(left) for left, _ in rows)
    return "\n".join([f"{title}:", *(f"  {left:{width}}  {right}" for left, right in rows)])


def _wrapped(paragraph: str) -> str:
    lines = [""]
    for word in paragraph.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _TEXT_WIDTH:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + word
    return "\n".join(lines)
