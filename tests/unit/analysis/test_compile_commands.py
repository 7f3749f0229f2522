"""The essence of a compilation database: the same on all machines, bounded, whatever its bytes are."""

from __future__ import annotations

import json
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parseltongue.analysis.languages import front_end
from parseltongue.analysis.languages.c.compile_commands import essence
from parseltongue.analysis.languages.c.compiler_options import options_of
from parseltongue.analysis.languages.c.search_folders import search_folders
from parseltongue.model.facts import SYNTAX_ERRORS

FILES = (
    "src/a.c", "src/b.c", "include/x.h", "lib/c.c", "one/x.h", "two/x.h", "three/x.h", "four/x.h", "five/x.h",
)  # fmt: skip


def table(
    entries: object, path: str = "build/compile_commands.json", files: tuple[str, ...] = FILES
) -> dict[str, list[str]]:
    """The essence of entries, by pattern."""
    found: dict[str, list[str]] = {}
    for line in essence(path, json.dumps(entries).encode(), files).decode().splitlines():
        if line.startswith("="):
            found[line[1:]] = []
        else:
            found[list(found)[-1]].append(line[1:])
    return found


def entry(directory: str, file: str, *options: str) -> dict[str, object]:
    return {"directory": directory, "file": file, "arguments": ["cc", *options, "-c", file]}


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("cc -Ia -I b -isystem c -iquote d -idirafter e", "a b c d e"),
        ("cc -isystemc -iquoted -I/x/y -DI=1 -O2 -c f.c", "c d /x/y"),
        ("cc -include f.h -includeg.h --include=h.h -imacros m.h", "f.h g.h h.h m.h"),
        ("clang -Xclang -include-pch -Xclang p.pch -Xclang -include -Xclang q.hxx", "q.hxx"),
        ('cc \'-Ia b\' -I"c d" -Ie\\ f "-Dx=\\"y z\\"" -I\'g\'h', "a b|c d|e f|gh"),
        ("cc --include-directory=a -I=sysroot/b -isysroot /s", "a"),
        (r"C:\vs\cl.exe /nologo /IC:\p\inc /I..\two /FIpch.h -external:IC:\ext /c C:\p\a.c", None),
        ("ccache clang-cl -Ione /Itwo", "one two"),
        ("cc /Ione -c /Include/a.c", ""),
        ("cc -I", ""),
        ("cc -I 'unfinished -Ib", "-Ib"),
        ("", ""),
    ],
)
def test_options(command: str, expected: str | None) -> None:
    found = [argument for _, argument in options_of(command)]
    if expected is None:
        assert found == [r"C:\p\inc", r"..\two", "pch.h", r"C:\ext"]
    elif "'unfinished" in command:
        assert found  # what a shell would refuse is read somehow
    else:
        assert found == (expected.split("|") if "|" in expected else expected.split())


def test_kinds_of_options() -> None:
    assert options_of(["cc", "-Ia", "-iquote", "b", "-isystem", "c", "-include", "d"]) == [
        ("searched", "a"),
        ("quoted", "b"),
        ("behind", "c"),
        ("forced", "d"),
    ]


@pytest.mark.parametrize(
    ("path", "directory", "file"),
    [
        ("build/compile_commands.json", "/home/me/p/build", "/home/me/p/src/a.c"),
        ("build/compile_commands.json", "/build/build/build", "../src/a.c"),
        ("build/compile_commands.json", "/build", "/src/a.c"),
        ("out/Default/compile_commands.json", "/w/out/Default", "../../src/a.c"),
        ("build/compile_commands.json", "/w/build/sub/dir", "/w/src/a.c"),
        ("compile_commands.json", "/w", "src/a.c"),
        ("compile_commands.json", "/w/src", "a.c"),
        ("compile_commands.json", "/w/build", "/w/src/a.c"),
        ("compile_commands.json", "/elsewhere/obj", "/w/src/a.c"),
        ("compile_commands.json", ".", "src/a.c"),
        ("build/compile_commands.json", ".", "../src/a.c"),
        ("build/compile_commands.json", "C:\\w\\build", "C:\\w\\src\\a.c"),
        ("build/compile_commands.json", "C:/w/build", "C:/w/src/a.c"),
    ],
)
def test_the_workspace_is_found_wherever_it_was(path: str, directory: str, file: str) -> None:
    prefix = {"C": "C:/w", "/": "/w"}.get(directory[0], "")
    root = {"/home/me/p/build": "/home/me/p", "/build/build/build": "/build/build", "/build": ""}.get(
        directory, prefix
    )
    folder = f"{root}/include" if directory != "." else "include" if "/" not in path else "../include"
    found = table([entry(directory, file, f"-I{folder}", "-I/usr/include/other")], path)
    assert found == {"/": ["<include"]}


def test_the_place_of_the_database_decides_between_copies() -> None:
    files = ("src/a.c", "vendor/x/src/a.c", "vendor/x/inc/x.h", "inc/x.h")
    path = "vendor/x/build/compile_commands.json"
    found = table([entry("/h/p/vendor/x/build", "../src/a.c", "-I../inc")], path, files)
    assert found == {"/": ["<vendor/x/inc"]}


def test_what_differs_from_the_folder_around_is_told_apart() -> None:
    found = table(
        [
            entry("/w/build", "/w/src/a.c", "-I/w/one", "-I/w/two"),
            entry("/w/build", "/w/src/b.c", "-I/w/two", "-I/w/one"),
            entry("/w/build", "/w/lib/c.c", "-I/w/three", "-iquote", "/w/four", "-isystem", "/w/one"),
            entry("/w/build", "/w/absent.c", "-I/w/five"),
        ]
    )
    assert found == {
        "/": ["<five", '"four', "<three", "<one", "<two"],
        "lib/": ['"four', "<three", "<one"],
        "src/": ["<one", "<two"],
        "src/b.c": ["<two", "<one"],
    }


def test_a_source_that_is_compiled_twice_has_the_folders_of_both() -> None:
    found = table(
        [entry("/w/build", "/w/src/a.c", "-I/w/one"), entry("/w/build", "/w/src/a.c", "-I/w", "-I/w/two")]
    )
    assert found == {"/": ["<one", "<.", "<two"]}


def test_a_source_without_folders_among_others_has_none() -> None:
    found = table([entry("/w/build", "/w/src/a.c", "-I/w/one"), entry("/w/build", "/w/src/b.c")])
    assert found["src/b.c"] == []


def test_only_what_all_are_forced_to_include_holds_for_a_folder() -> None:
    files = (*FILES, "f.h", "build/g.h")
    found = table(
        [
            entry("/w/build", "/w/src/a.c", "-include", "../f.h", "-include", "g.h"),
            entry("/w/build", "/w/src/b.c", "-I/w", "-include", "f.h", "-include", "absent.h"),
        ],
        files=files,
    )
    assert found["/"] == ["!f.h", "<."]
    assert found["src/a.c"] == ["!f.h", "!build/g.h"]


def test_equal_options_on_two_machines_have_one_essence() -> None:
    def made(root: str) -> bytes:
        entries = [
            {
                "directory": f"{root}/build",
                "file": f"{root}/src/{name}.c",
                "command": f"cc -I{root}/include -I{root}/build/gen -c {root}/src/{name}.c",
            }
            for name in "ab"
        ]
        return essence("build/compile_commands.json", json.dumps(entries).encode(), FILES)

    assert made("/home/me/project") == made("/ci/x") == made("") != b""
    assert b"/home" not in made("/home/me/project")


def test_a_build_of_something_else_says_nothing() -> None:
    assert table([entry("/other/place", "/other/y.c", "-I/other/inc")]) == {}


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[", b"[}", b"[{]", b"nothing", b"[" * 100_000, b"[{}] []", b"\x00\xff\xfe" * 50,
        b"\xef\xbb\xbf[", b'[{"directory": "/w/build"', b'[1, "x", null, {"file": 3}, ' + b'{"a":' * 5_000,
    ],
)  # fmt: skip
def test_damaged_databases_say_so(data: bytes) -> None:
    made = essence("build/compile_commands.json", data, FILES)
    extractor = front_end("c").extractor("compile_commands", keep_docs=True)
    interface, references = extractor.extract(made)
    assert references.flags == SYNTAX_ERRORS
    assert interface.imports == {}


def test_what_stands_before_the_damage_counts() -> None:
    data = json.dumps([entry("/w/build", "/w/src/a.c", "-I/w/one")]).encode()[:-1] + b', {"directory": '
    made = essence("build/compile_commands.json", data, FILES)
    assert made == b"?\n=/\n\t<one\n"
    interface, references = front_end("c").extractor("compile_commands", keep_docs=True).extract(made)
    assert (interface.imports, references.flags) == ({0: {"/": "<one"}}, SYNTAX_ERRORS)


def test_elements_that_are_no_commands_are_passed_over() -> None:
    odd: list[object] = [
        None, 1, "x", [], {}, {"directory": 1, "file": "a"}, {"directory": "/w/build", "file": "x\ny"},
        {"directory": "/w/build", "file": "/w/src/a.c"},
        {"directory": "/w/build", "file": "/w/src/a.c", "arguments": [1, None, "-I/w/x\ty", "-I", "/w/one"]},
    ]  # fmt: skip
    assert table(odd) == {"/": ["<one"]}


def test_rows_of_tables() -> None:
    row = search_folders('"q\t<.\t<a\t!f.h')
    assert (row.quoted, row.bracketed, row.forced) == (("q", "", "a"), ("", "a"), ("f.h",))


def test_large_databases_take_bounded_time_and_memory() -> None:
    flags = " ".join(f'-I/w/lib{number}/include -DNAME{number}=\\"x\\"' for number in range(40))
    entries = [
        {
            "directory": "/w/out/Default",
            "file": f"../../dir{number % 100}/file{number}.cc",
            "command": f"clang++ {flags} -c ../../dir{number % 100}/file{number}.cc -o obj/{number}.o",
        }
        for number in range(1_500)
    ]
    data = json.dumps(entries).encode()
    files = {f"dir{number % 100}/file{number}.cc" for number in range(1_500)}
    files |= {f"lib{number}/include/x.h" for number in range(40)}
    assert len(data) > 2_000_000
    started = time.process_time()
    made = essence("out/Default/compile_commands.json", data, files)
    assert time.process_time() - started < 10
    tracemalloc.start()
    assert essence("out/Default/compile_commands.json", data, files) == made
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(made) < 2_000
    assert peak < 4 * len(data)


_paths = st.text("ab/. \\\"'", max_size=8)
_entries = st.lists(
    st.fixed_dictionaries(
        {"directory": _paths, "file": _paths},
        optional={
            "command": st.text("-I ab/\\\"'=i", max_size=20),
            "arguments": st.lists(_paths, max_size=3),
        },
    ),
    max_size=4,
)


@settings(max_examples=300, deadline=None)
@given(_entries, st.sets(st.sampled_from(["a", "b", "a/b", "b/a", "a/a/b"])))
def test_any_database_has_an_essence_that_leads_nowhere_else(
    entries: list[dict[str, object]], files: set[str]
) -> None:
    for line in essence("b/compile_commands.json", json.dumps(entries).encode(), files).decode().splitlines():
        place = line.lstrip('=\t<"!')
        assert not place.startswith("..")
        assert line == "=/" or not place.startswith("/"), line
