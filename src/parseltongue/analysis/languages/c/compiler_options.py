"""What a compiler's command line says of includes: the options of gcc, clang and cl that name folders."""

from __future__ import annotations

import re
from functools import lru_cache

QUOTED, SEARCHED, BEHIND, FORCED = "quoted", "searched", "behind", "forced"
"""A folder for includes in quotation marks, for all, for all after those; a file that is included first."""

_UNIX = {
    "-iquote": QUOTED,
    "-I": SEARCHED,
    "-isystem": BEHIND,
    "-cxx-isystem": BEHIND,
    "-idirafter": BEHIND,
    "-include": FORCED,
    "-imacros": FORCED,
    "--include-directory": SEARCHED,
    "--include": FORCED,
}
_MICROSOFT = {"/I": SEARCHED, "/FI": FORCED, "-FI": FORCED, "/external:I": BEHIND, "-external:I": BEHIND}
_MICROSOFT_COMPILERS = frozenset(("cl", "clang-cl", "icl", "icx-cl"))
_NO_OPTION = "-include-pch"
_PASSED_ON = "-Xclang"
_WORD = re.compile(r"""(?:[^\s"'\\]++|\\.|"(?:[^"\\]++|\\.)*+"|'[^']*+')++""", re.DOTALL)
_WINDOWS_WORD = re.compile(r"""(?:[^\s"]++|"[^"]*+")++""")
_ESCAPED = re.compile(r"""\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'""", re.DOTALL)
_WINDOWS_PATH = re.compile(r"\s*\"?[A-Za-z]:\\")


def options_of(command: str | list[str]) -> list[tuple[str, str]]:
    """What a command says of includes, in its order: (what it is, the folder or file as it is written)."""
    plain = isinstance(command, list)
    words = command if isinstance(command, list) else _words(command)
    microsoft = _is_microsoft(words[:3])
    found = []
    waiting = ""
    for word in words:
        if waiting and word != _PASSED_ON:
            word = word if plain else _plain(word)
            if _is_place(word):
                found.append((waiting, word))
            waiting = ""
        elif not waiting:
            option = _option(word, plain, microsoft)
            if option[1]:
                found.append(option)
            else:
                waiting = option[0]
    return found


def _is_place(argument: str) -> bool:
    """Whether an argument can be told in a line, and is not one below the system's root."""
    return argument.isprintable() and argument[:1] not in ("", "=")


@lru_cache(maxsize=1 << 16)
def _option(word: str, plain: bool, microsoft: bool) -> tuple[str, str]:
    """What a word is and its argument; the latter is empty if that is the next word.

    Commands of one build have nearly all words in common.
    """
    word = word if plain else _plain(word)
    table = {**_UNIX, **_MICROSOFT} if microsoft else _UNIX
    if word in table:
        return table[word], ""
    name, sign, argument = word.partition("=")
    if word.startswith("--"):
        option = (table.get(name, ""), argument) if sign else ("", "")
    elif word.startswith(_NO_OPTION):
        option = "", ""
    else:
        options = ((kind, word[len(name) :]) for name, kind in table.items() if word.startswith(name))
        option = next(options, ("", ""))
    return option if option[0] and _is_place(option[1]) else ("", "")


def _is_microsoft(words: list[str]) -> bool:
    """Whether one of the first words, of which some may be launchers, is a compiler of that kind."""
    names = (re.split(r"[\\/]", one)[-1].lower().removesuffix(".exe") for one in words[:3])
    return any(name in _MICROSOFT_COMPILERS for name in names)


def _words(command: str) -> list[str]:
    """The words of a command line as they are written, as the shell of its system divides it."""
    if _WINDOWS_PATH.match(command):
        # A backslash is one there.
        return [one.replace('"', "").replace("\\", "\\\\") for one in _WINDOWS_WORD.findall(command)]
    if '"' in command or "'" in command or "\\" in command:
        return _WORD.findall(command)
    return command.split()


def _plain(word: str) -> str:
    """A word without its quotation marks and backslashes."""
    if '"' not in word and "'" not in word and "\\" not in word:
        return word
    return _ESCAPED.sub(lambda one: one[1] or _within(one[2]) or one[3] or "", word)


def _within(text: str | None) -> str:
    """Text between double quotation marks."""
    return re.sub(r'\\(["\\$`])', r"\1", text) if text else ""
