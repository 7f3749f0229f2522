"""Edits that need the lookups of C#."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.property.scenarios import Scenarios

USER = "using P; namespace U; class User { void F(A a) { a.Go(1); } }"
MANY = "namespace Z; class Y { void Go() { } } class Z { void Go() { } }"
TWO = "namespace P; public class C { public void Run() { } } public class D { public void Run() { } }"

SCENARIOS: Scenarios = {
    "open: a type of a namespace appears": (
        {"P/A.cs": "namespace P; class A { void F(B b) { b.Go(); } }"},
        {"P/B.cs": "namespace P; class B { public void Go() { } }"},
    ),
    "open: another part of a type appears": (
        {"P/A.cs": "namespace P; public partial class A { }", "U.cs": USER, "Z.cs": MANY},
        {"P/A.More.cs": "namespace P; public partial class A { public void Go(int x) { } }"},
    ),
    "open: a part of a type within a type appears": (
        {
            "P/A.cs": "namespace P; public partial class A { public partial class I { } }",
            "U.cs": "using P; namespace U; class User { void F(A.I a) { a.Go(); } }",
            "Z.cs": MANY,
        },
        {"P/B.cs": "namespace P; public partial class A { public partial class I { public void Go() { } } }"},
    ),
    "open: an extension method appears": (
        {"P/A.cs": "namespace P; public class A { }", "U.cs": USER, "Z.cs": MANY},
        {"P/B.cs": "namespace P; static class B { public static void Go(this A a, int x) { } }"},
    ),
    "open: an extension method changes what it takes": (
        {
            "P/A.cs": "namespace P; public class A { }",
            "P/B.cs": "namespace P; static class B { public static void Go(this A a, int x) { } }",
            "U.cs": USER,
            "Z.cs": MANY,
        },
        {"P/B.cs": "namespace P; static class B { public static void Go(this A a) { } }"},
    ),
    "open: a project imports a namespace": (
        {
            "P/A.cs": "namespace P; public class A { public void Go() { } }",
            "U/U.cs": "namespace U; class User { void F(A a) { a.Go(); } }",
        },
        {"U/U.csproj": '<Project><Using Include="P"/></Project>'},
    ),
    "stars: a project imports another namespace": (
        {
            "P/A.cs": "namespace P; public class A { public void Go() { } }",
            "U/U.cs": "namespace U; class User { void F(A a) { a.Go(); } }",
            "U/G.cs": "global using Q;",
        },
        {"U/G.cs": "global using P;"},
    ),
    "stars: a file that types come from imports another namespace": (
        {
            "P/C.cs": "namespace P; public class C { public void Run() { } }",
            "Q/C.cs": "namespace Q; public class C { public void Run() { } }",
            "R/B.cs": "using P; namespace R; public class B { public C c; }",
            "U.cs": "namespace U; class User { void F(R.B b) { b.c.Run(); } }",
        },
        {"R/B.cs": "using Q; namespace R; public class B { public C c; }"},
    ),
    "export: a project names a type": (
        {
            "P/C.cs": TWO,
            "U/U.cs": "namespace U; class User { void F(X a) { a.Run(); } }",
            "U/G.cs": "global using X = P.C;",
        },
        {"U/G.cs": "global using X = P.D;"},
    ),
    "member: an overload appears": (
        {"P/A.cs": "namespace P; public class A { public void Go(object x) { } }", "U.cs": USER},
        {"P/A.cs": "namespace P; public class A { public void Go(object x) { } public void Go(int x) { } }"},
    ),
    "member: a member of a type comes before an extension": (
        {
            "P/A.cs": "namespace P; public class A { }",
            "P/B.cs": "namespace P; static class B { public static void Go(this A a, int x) { } }",
            "U.cs": USER,
            "Z.cs": MANY,
        },
        {"P/A.cs": "namespace P; public class A { public void Go(int x) { } }"},
    ),
    "member: a delegate takes something else": (
        {
            "P/A.cs": "namespace P; public class A { public void Go(Del x) { } }",
            "P/C.cs": TWO,
            "P/D.cs": "namespace P; public delegate void Del(C c);",
            "U.cs": "using P; namespace U; class User { void F(A a) { a.Go(x => x.Run()); } }",
        },
        {"P/D.cs": "namespace P; public delegate void Del(D c);"},
    ),
    "member: a method can no longer be reached from elsewhere": (
        {
            "P/A.cs": "namespace P; class A { public void LiftOff() { } }",
            "U.cs": "namespace U; class User { void F(dynamic x) { x.LiftOff(); } }",
        },
        {"P/A.cs": "namespace P; class A { private void LiftOff() { } }"},
    ),
    "bases: a class extends another": (
        {
            "P/A.cs": "namespace P; public class A : C { }",
            "P/C.cs": TWO,
            "U.cs": "using P; namespace U; class User { void F(A a) { a.Run(); } }",
        },
        {"P/A.cs": "namespace P; public class A : D { }"},
    ),
    "bare: a member of that name appears, as an extension": (
        {"P/A.cs": "namespace P; public class A { }", "U.cs": USER},
        {"P/B.cs": "namespace P; static class B { public static void Go(this A a, int x) { } }"},
    ),
    "bare: another class has the member": (
        {
            "P/A.cs": "namespace P; class A { public void LiftOff() { } }",
            "U.cs": "namespace U; class User { void F(dynamic x) { x.LiftOff(); } }",
        },
        {"P/B.cs": "namespace P; class B { public void LiftOff() { } }"},
    ),
}
