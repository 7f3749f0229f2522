"""Each kind of lookup that linking C and C++ makes is needed: without it a known edit goes wrong."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from unittest.mock import patch

import pytest

from parseltongue.analysis import world
from parseltongue.analysis.languages.c import includes as c_includes
from parseltongue.analysis.languages.c import semantics as c_semantics
from parseltongue.analysis.linking import linker, semantics
from parseltongue.analysis.lookups import lookup_key
from tests.property.test_knockout import edited
from tests.property.trees import is_equal_to_full

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Files = dict[str, str | None]

NOWHERE = 1
HIT = "struct B { void hit() {} };\nstruct C { void hit() {} };\n"
USER = '#include "m.hpp"\n'

LOOKUPS: dict[str, tuple[Files, Files]] = {
    "export: a header's own typedef changes": (
        {
            "m.h": "struct b { int x; };\nstruct c { int x; };\ntypedef struct b t;\nstruct s { t *y; };",
            "user.c": '#include "m.h"\nint f(struct s *p) { return p->y->x; }',
        },
        {"m.h": "struct b { int x; };\nstruct c { int x; };\ntypedef struct c t;\nstruct s { t *y; };"},
    ),
    "stars: a header includes another": (
        {
            "a.h": "static int f(void) { return 1; }",
            "m.h": "",
            "user.c": '#include "m.h"\nint g(void) { return f(); }',
        },
        {"m.h": '#include "a.h"\n'},
    ),
    "stem: a header beside the file goes": (
        {"m.h": "", "user.c": '#include "m.h"\n'},
        {"m.h": None},
    ),
    "open: a definition appears": (
        {"m.c": "", "user.c": "int g(void) { return f(); }"},
        {"m.c": "int f(void) { return 1; }"},
    ),
    "open: a definition becomes private": (
        {"m.c": "int f(void) { return 1; }", "user.c": "int g(void) { return f(); }"},
        {"m.c": "static int f(void) { return 1; }"},
    ),
    "open: a method is defined outside of its class": (
        {"m.hpp": "struct A { void go(); };", "user.cpp": USER + "void f(A* a) { a->go(); }"},
        {"m.cpp": '#include "m.hpp"\nvoid A::go() {}'},
    ),
    "open: an include is found elsewhere": (
        {"user.c": "#include <lib/m.h>\nint g(void) { return f(); }"},
        {"include/lib/m.h": "static int f(void) { return 1; }"},
    ),
    "member: a method appears": (
        {"m.hpp": HIT + "struct A {};", "user.cpp": USER + "void f(A* a) { a->hit(); }"},
        {"m.hpp": HIT + "struct A { void hit() {} };"},
    ),
    "member: a field changes its type": (
        {"m.hpp": HIT + "struct A { B* x; };", "user.cpp": USER + "void f(A* a) { a->x->hit(); }"},
        {"m.hpp": HIT + "struct A { C* x; };"},
    ),
    "bases: a base changes": (
        {"m.hpp": HIT + "struct A : B {};", "user.cpp": USER + "void f(A* a) { a->hit(); }"},
        {"m.hpp": HIT + "struct A : C {};"},
    ),
    "entity: what a macro calls": (
        {
            "m.h": "#define M() f()\n",
            "m.c": "int f(void) { return 1; }\nint g(void) { return 1; }",
            "user.c": '#include "m.h"\nint h(void) { return M(); }',
        },
        {"m.h": "#define M() g()\n"},
    ),
    "bare: one, then many": (
        {
            "m.cpp": "struct A { void launch() {} };",
            "user.cpp": "template <class T> void f(T t) { t.launch(); }",
        },
        {"n.cpp": "struct A { void launch() {} };"},
    ),
}


@contextmanager
def knocked_out(kind: str) -> Iterator[None]:
    """Ask lookups of a kind under a key that never changes."""

    def key(asked: str, *parts: str) -> int:
        return NOWHERE if asked == kind else lookup_key(asked, *parts)

    def key_of_member(path: str, symbol: str, name: str) -> int:
        return NOWHERE if kind == ("member" if symbol else "export") else world.member_key(path, symbol, name)

    def key_of_stars(path: str, symbol: str = "") -> int:
        return NOWHERE if kind == "stars" else world.stars_key(path, symbol)

    def key_of_open(family: str, scope: str, name: str) -> int:
        return NOWHERE if kind == "open" else world.open_key(family, scope, name)

    with ExitStack() as patches:
        for module in (semantics, linker, c_semantics):
            patches.enter_context(patch.object(module, "lookup_key", key))
        for module in (semantics, c_semantics):
            patches.enter_context(patch.object(module, "member_key", key_of_member))
        patches.enter_context(patch.object(c_includes, "stars_key", key_of_stars))
        patches.enter_context(patch.object(semantics, "open_key", key_of_open))
        yield


@pytest.mark.parametrize("scenario", LOOKUPS)
def test_every_lookup_is_needed(scenario: str) -> None:
    with knocked_out(scenario.partition(":")[0]):
        assert not is_equal_to_full(edited(*LOOKUPS[scenario]))


@pytest.mark.parametrize("scenario", LOOKUPS)
def test_with_all_lookups_it_goes_right(scenario: str) -> None:
    assert is_equal_to_full(edited(*LOOKUPS[scenario]))
