"""Edits that need the lookups of C and C++."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.property.scenarios import Files, Scenarios

HIT = "struct B { void hit() {} };\nstruct C { void hit() {} };\n"
USER = '#include "m.hpp"\n'

ONE = '[{"directory": "/w", "file": "user.c", "command": "cc -Ione -Itwo -c user.c"}]'
TWO = ONE.replace("-Ione -Itwo", "-Itwo -Ione")
FOLDERS: Files = {
    "one/m.h": "static int f(void) { return 1; }",
    "two/m.h": "static int f(void) { return 1; }",
    "user.c": "#include <m.h>\nint g(void) { return f(); }",
}

SCENARIOS: Scenarios = {
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
    "open: a compilation database appears": (FOLDERS, {"compile_commands.json": TWO}),
    "export: a compilation database tells another order": (
        {**FOLDERS, "compile_commands.json": ONE},
        {"compile_commands.json": TWO},
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
