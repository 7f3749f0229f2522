from __future__ import annotations

import pytest

from parseltongue.cli.arguments import check, parse
from parseltongue.cli.spec import Command, UsageError, Word


@pytest.mark.parametrize(
    "argv",
    [
        ["find", "text", "--limit", "7", "-C", "dir", "--json"],
        ["--json", "-C", "dir", "--limit=7", "find", "text"],
        ["-Cdir", "find", "--limit", "7", "text", "--json"],
        ["--directory=dir", "--limit", "7", "--json", "find", "--", "text"],
    ],
)
def test_options_may_stand_anywhere(argv: list[str]) -> None:
    given = parse(argv)
    assert (given.command, given.words) == ("find", ["text"])
    assert given.text("directory") == "dir"
    assert given.number("limit") == 7
    assert given.flag("json")
    assert not given.flag("quiet")


def test_flags_may_stand_in_one() -> None:
    given = parse(["find", "x", "-qvC", "dir"])
    assert given.flag("quiet")
    assert given.flag("verbose")
    assert given.text("directory") == "dir"
    with pytest.raises(UsageError, match=r'-q takes no value; leave out "=v"'):
        parse(["find", "x", "-q=v"])
    with pytest.raises(UsageError, match="there is no option -x"):
        parse(["find", "x", "-qx"])


def test_a_word_that_repeats_takes_the_rest() -> None:
    command = Command(words=(Word("FIRST", ""), Word("TEXT", "", repeats=True)))
    check(parse(["find", "a", "b", "c"]), command)
    with pytest.raises(UsageError, match="find needs TEXT"):
        check(parse(["find", "a"]), command)


def test_after_two_dashes_everything_is_a_word() -> None:
    given = parse(["find", "--", "--json"])
    assert given.words == ["--json"]
    assert not given.flag("json")


def test_a_single_dash_is_a_word() -> None:
    assert parse(["find", "-"]).words == ["-"]


def test_kinds_are_a_closed_list() -> None:
    assert parse(["find", "x", "--kind", "class"]).text("kind") == "class"
    with pytest.raises(UsageError, match=r'--kind must be one of file, module, .* not "clas"'):
        parse(["find", "x", "--kind", "clas"])


def test_the_last_value_counts() -> None:
    assert parse(["find", "x", "--limit", "1", "--limit", "2"]).number("limit") == 2


def test_commands_of_two_words() -> None:
    given = parse(["storage", "--json", "init"])
    assert (given.command, given.words) == ("storage init", [])


def test_commands_of_three_words() -> None:
    given = parse(["storage", "audit", "--json", "verify"])
    assert (given.command, given.words) == ("storage audit verify", [])
    with pytest.raises(UsageError, match="storage audit needs one of: verify, show"):
        parse(["storage", "audit"])
    with pytest.raises(UsageError, match='"storage audit verfy"; did you mean storage audit verify'):
        parse(["storage", "audit", "verfy"])
    with pytest.raises(UsageError, match='"storage nonsense"'):
        parse(["storage", "nonsense", "verify"])
    assert parse(["storage", "audit", "--help"]).command == "storage audit"


def test_a_value_may_look_like_an_option() -> None:
    assert parse(["find", "x", "--path", "-q"]).text("path") == "-q"


@pytest.mark.parametrize(
    ("words", "fine"), [([], False), (["a"], True), (["a", "b"], True), (["a"] * 3, False)]
)
def test_number_of_words(words: list[str], fine: bool) -> None:
    command = Command(words=(Word("A", ""), Word("B", "", required=False)))
    given = parse(["find", *words])
    if fine:
        check(given, command)
    else:
        with pytest.raises(UsageError):
            check(given, command)


def test_a_huge_number_is_refused() -> None:
    with pytest.raises(UsageError, match="whole number"):
        parse(["find", "x", "--limit", "9" * 5000])
