"""Read the command line: options and words in any order, the command first among the words.

`argparse` would cost a query more than all the rest of its command line does.
"""

from __future__ import annotations

from parseltongue.cli.commands import COMMANDS
from parseltongue.cli.spec import CHOICE, GLOBAL, NUMBER, OPTIONS, SPELLINGS, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from parseltongue.cli.spec import Command, Option

    Value = str | int | bool


class Given:
    """What the user typed.

    Attributes
    ----------
    command
        Its full name, such as "storage init"; empty if there is none.
    words
        Those after the command.
    """

    __slots__ = ("_values", "command", "words")

    def __init__(self) -> None:
        self.command = ""
        self.words: list[str] = []
        self._values: dict[str, Value] = {}

    def flag(self, key: str) -> bool:
        """Whether the option was given."""
        return key in self._values

    def text(self, key: str) -> str | None:
        """The value of an option, or None."""
        value = self._values.get(key)
        return value if isinstance(value, str) else None

    def number(self, key: str) -> int | None:
        """The value of a NUMBER, or None."""
        value = self._values.get(key)
        return value if isinstance(value, int) else None

    def word(self, index: int) -> str | None:
        """A word after the command, or None."""
        return self.words[index] if index < len(self.words) else None

    def set(self, key: str, spelling: str, value: str | None) -> None:
        """Take in one option. Raises `UsageError`."""
        option = OPTIONS[key]
        if value is None:
            self._values[key] = True
        else:
            self._values[key] = _converted(option, spelling, value)

    def options(self) -> Iterable[str]:
        """Keys of the options that were given."""
        return self._values


def parse(argv: list[str]) -> Given:
    """Separate options from words and find the command.

    Raises
    ------
    UsageError
        An unknown option or command, or a value that is missing or not allowed.
    """
    given = Given()
    tokens = iter(argv)
    for token in tokens:
        if token == "--":
            given.words += tokens
        elif token.startswith("-") and token != "-":
            _take_option(given, token, tokens)
        else:
            given.words.append(token)
    _find_command(given)
    return given


def check(given: Given, command: Command) -> None:
    """See that the options and words fit the command. Raises `UsageError`."""
    for key in given.options():
        if key not in GLOBAL and key not in command.options:
            raise UsageError(f"{given.command} does not take {OPTIONS[key].spellings[-1]}. {_see(given)}")
    needed = [word.name for word in command.words if word.required]
    if len(given.words) < len(needed):
        missing = " and ".join(needed[len(given.words) :])
        raise UsageError(f"{given.command} needs {missing}. {_see(given)}")
    if len(given.words) > len(command.words) and not any(word.repeats for word in command.words):
        surplus = given.words[len(command.words)]
        hint = " Quote a text that has spaces." if command.words else ""
        raise UsageError(f'{given.command} does not know what to do with "{surplus}".{hint} {_see(given)}')


def _take_option(given: Given, token: str, rest: Iterator[str]) -> None:
    spelling, equals, value = token.partition("=")
    key = SPELLINGS.get(spelling)
    if key is None and not token.startswith("--") and SPELLINGS.get(token[:2]):
        key = SPELLINGS[token[:2]]
        if not OPTIONS[key].value and not token[2:].startswith("="):
            # Flags in one, as in -qv.
            given.set(key, token[:2], None)
            _take_option(given, "-" + token[2:], rest)
            return
        # A value glued to a short option, as in -Cfolder.
        spelling, equals, value = token[:2], "=", token[2:].removeprefix("=")
    if key is None:
        raise UsageError(f"there is no option {spelling}{_meant(spelling, SPELLINGS)} {_see(given)}")
    option = OPTIONS[key]
    if not option.value:
        if equals:
            raise UsageError(f'{spelling} takes no value; leave out "={value}"')
        given.set(key, spelling, None)
        return
    if not equals:
        following = next(rest, None)
        if following is None:
            raise UsageError(f"{spelling} needs a value, {option.value}. {_see(given)}")
        value = following
    given.set(key, spelling, value)


def _converted(option: Option, spelling: str, value: str) -> Value:
    if option.kind == NUMBER:
        if not (value.isascii() and value.isdigit() and len(value) < 10) or int(value) < option.least:
            raise UsageError(f'{spelling} must be a whole number, {option.least} or more, not "{value}"')
        return int(value)
    if option.kind == CHOICE and value not in option.choices:
        raise UsageError(f'{spelling} must be {_either(option.choices)}, not "{value}"')
    if not value:
        raise UsageError(f"{spelling} must not be empty; leave it out, or give {option.value}")
    return value


def _either(choices: tuple[str, ...]) -> str:
    return choices[0] if len(choices) == 1 else f"one of {', '.join(choices)}"


def _find_command(given: Given) -> None:
    """Move the one to three words that name the command out of `words`."""
    if not given.words:
        return
    for count in (3, 2, 1):
        name = " ".join(given.words[:count])
        if name in COMMANDS:
            given.command = name
            del given.words[:count]
            return
    first, group = _group(given.words)
    if not group:
        names = sorted({name.partition(" ")[0] for name in COMMANDS})
        raise UsageError(f'there is no command "{first}"{_meant(first, names)} {_see(given)}')
    count = first.count(" ") + 1
    if len(given.words) > count:
        mistyped = " ".join(given.words[: count + 1])
        raise UsageError(f'there is no command "{mistyped}"{_meant(mistyped, group)} {_see(given)}')
    if not given.flag("help"):
        raise UsageError(f"{first} needs one of: {', '.join(name[len(first) + 1 :] for name in group)}")
    given.command = first


def _group(words: list[str]) -> tuple[str, list[str]]:
    """The longest beginning of the words that begins names of commands, and these; else the first word."""
    for count in (2, 1):
        first = " ".join(words[:count])
        group = [name for name in COMMANDS if name.startswith(first + " ")]
        if group:
            break
    return first, group


def _meant(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else "."


def _see(given: Given) -> str:
    return f"See `parseltongue {given.command} --help`." if given.command else "See `parseltongue --help`."
