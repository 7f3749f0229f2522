"""What is believed dead, and why."""

from __future__ import annotations

import pytest

from parseltongue.analytics import dead_code
from parseltongue.model.errors import QueryError
from tests.unit.query.graphs import isg_of


def told(files, **chosen):
    """Name to (confidence, reasons) of all that is believed dead."""
    answer = isg_of(files).analytics.dead_code("low", None, **chosen)
    return {one["qualified_name"]: (one["confidence"], one["reasons"]) for one in answer}


def test_private_code_that_nothing_reaches_is_dead():
    found = told({"a.py": "def _old(): return _older()\ndef _older(): pass\ndef _used(): pass\n_used()\n"})
    assert found == {
        "a._old": ("high", [dead_code.NOBODY]),
        "a._older": ("high", [dead_code.DEAD_ONLY]),
    }


def test_a_circle_that_nothing_enters_is_dead():
    found = told({"a.py": "def _one(): _two()\ndef _two(): _one()\n"})
    assert set(found) == {"a._one", "a._two"}
    assert {one[0] for one in found.values()} == {"high"}


def test_public_code_may_be_used_by_others():
    found = told({"a.py": "def offered(): _behind()\ndef _behind(): pass\n"})
    assert found["a.offered"] == ("medium", [dead_code.NOBODY, dead_code.IS_PUBLIC])
    assert found["a._behind"] == ("medium", [dead_code.DOUBTFUL_ONLY])


def test_a_call_may_be_one_of_another_overload():
    source = (
        "class A { public static void main(String[] a) { go(1); } private static void no() {}"
        " private static void go(Object x) {} private static void go(Integer x) {} }"
    )
    assert told({"A.java": source}) == {
        "A.A.go": ("low", [dead_code.NOBODY, dead_code.OVERLOADED]),
        "A.A.no": ("high", [dead_code.NOBODY]),
    }


def test_an_extension_may_be_what_is_mentioned_of_an_unknown_value():
    own = "private fun Int.shout() {}\nprivate fun Int.whisper() {}\nprivate fun scream() {}\n"
    found = told({"a.kt": "fun main() { nowhere.shout(); nowhere.scream() }\n", "b.kt": own})
    assert found == {
        "b.shout": ("low", [dead_code.NOBODY, dead_code.LOOSE]),
        "b.whisper": ("high", [dead_code.NOBODY]),
        "b.scream": ("high", [dead_code.NOBODY]),
    }


RUN = {
    "python": (
        {
            "a.py": "class _Shape:\n    def _area(self): ...\n"
            "class _Square(_Shape):\n    def _area(self): return 1\n"
            "class _Unused(_Shape):\n    def _area(self): return 2\n"
            "def _go(s: _Shape): return s._area()\n_go(_Square())\n"
        },
        {"a._Unused"},
    ),
    "java": (
        {
            "j/A.java": "package j;\ninterface Shape { double area(); }\n"
            "class Base { public double area() { return 0; } }\n"
            "class Circle extends Base implements Shape { }\n"
            "class Square implements Shape { public double area() { return 1; } }\n"
            "class Use {\n  static double go(Shape s) { return s.area(); }\n"
            "  public static void main(String[] a) { go(new Circle()); }\n}\n"
        },
        {"j.Square"},
    ),
    "typescript": (
        {
            "a.ts": "abstract class Shape { protected abstract area(): number; go() { return 1; } }\n"
            "class Square extends Shape { protected area() { return 1; } private none() {} }\n"
            "new Square().go();\n"
        },
        {"a.Square.none"},
    ),
    "go": (
        {
            "a.go": "package main\ntype shape interface { area() int }\n"
            "type square struct{}\nfunc (s square) area() int { return 1 }\n"
            "func (s square) size() int { return 2 }\n"
            "func use(s shape) int { return s.area() }\nfunc main() { use(square{}) }\n",
        },
        {"a.square.size"},
    ),
    "rust": (
        {
            "src/main.rs": "trait Shape { fn area(&self) -> f64; }\nstruct Square;\n"
            "impl Shape for Square { fn area(&self) -> f64 { 1.0 } }\n"
            "impl Square { fn size(&self) -> f64 { 2.0 } }\n"
            "fn go(s: &dyn Shape) -> f64 { s.area() }\nfn main() { go(&Square); }\n",
        },
        {"crate.Square.size"},
    ),
}


@pytest.mark.parametrize("language", RUN)
def test_what_a_call_may_run_is_alive_with_its_type(language):
    """A call names the member of a base or an interface; an object of a type that is used has its own."""
    files, expected = RUN[language]
    found = told(files)
    assert set(found) == expected
    assert {confidence for confidence, _ in found.values()} == {"high"}


def test_importing_alone_is_not_using():
    found = told({"a.py": "def _f(): pass\ndef _g(): pass\n", "b.py": "from a import _f, _g\n_g()\n"})
    assert found == {"a._f": ("medium", [dead_code.NOBODY, dead_code.IS_IMPORTED])}


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("test_a.py", "def test_it(): pass\ndef _fixture(): pass\n"),
        ("a.py", "def main(): _run()\ndef _run(): pass\n"),
        ("a.py", "class _Box:\n    def __init__(self): pass\n    def __len__(self): return 1\n_Box()\n"),
        ("a.py", "class _A:\n    def f(self): pass\nclass _B(_A):\n    def f(self): pass\n_B(); _A().f()\n"),
        ("a.py", "class _M:\n    def _go(self): pass\nclass _B:\n    def _go(self): pass\n    def go(self):\n"
                 "        self._go()\nclass _C(_M, _B): pass\n_C().go()\n"),
        ("src/main.rs", "trait T { fn go(&self); }\nstruct S;\nimpl T for S { fn go(&self) {} }\n"
                        "fn main() { let s = S; run(&s); }\nfn run(t: &dyn T) { t.go(); }\n"),
        ("src/main.rs", "trait T { fn go(&self); }\nimpl T for u8 { fn go(&self) {} }\n"
                        "fn main() { run(&1u8); }\nfn run(t: &dyn T) { t.go(); }\n"),
        ("a.py", "def __getattr__(name): return _lazy(name)\ndef _lazy(name): pass\n"),
        ("a.ts", "function f() { return { get() { return 1 }, x: 2 } }\nf()\n"),
    ],
    ids=["tests", "main", "special", "override", "mixin", "trait", "foreign", "module", "literal"],
)  # fmt: skip
def test_what_runs_without_being_named_is_alive(path, source):
    assert told({path: source, "Cargo.toml": '[package]\nname = "x"\n'}) == {}


def test_members_that_somebody_may_mean_are_doubtful():
    files = {
        "a.py": "class _A:\n    def go(self): pass\n    def stop(self): pass\n"
        "class _B:\n    def go(self): pass\n    def stop(self): pass\n_A(); _B()\n",
        "b.py": "def main(what): what.go()\n",
    }
    found = told(files)
    assert found["a._A.go"] == found["a._B.go"] == ("low", [dead_code.NOBODY, dead_code.LOOSE])
    assert found["a._A.stop"] == ("medium", [dead_code.NOBODY, dead_code.IS_HANDED_OUT])


def test_bases_from_outside_and_decorators_speak_for_use():
    found = told(
        {
            "a.py": "from abc import ABC\nimport app\nclass _A(ABC):\n    def _hook(self): pass\n_A()\n"
            "@app.route('/')\ndef _view(): pass\n"
        }
    )
    assert found == {
        "a._A._hook": ("low", [dead_code.NOBODY, dead_code.OUTSIDE_BASE]),
        "a._view": ("low", [dead_code.NOBODY, dead_code.DECORATED]),
    }


def test_public_members_of_private_types_may_get_about():
    """In Go they may be what an interface of the library asks for."""
    found = told(
        {
            "go.mod": "module m\n",
            "a.go": "package main\n\ntype byName []string\n\nfunc (b byName) Len() int { return 0 }\n"
            "func (b byName) less() {}\nfunc main() { use(byName{}) }\nfunc use(x any) {}\n",
        }
    )
    assert {name.rpartition(".")[2]: one for name, one in found.items()} == {
        "Len": ("medium", [dead_code.NOBODY, dead_code.IS_HANDED_OUT]),
        "less": ("high", [dead_code.NOBODY]),
    }


def test_macros_are_doubtful():
    files = {
        "Cargo.toml": '[package]\nname = "x"\n',
        "src/main.rs": "macro_rules! m { () => {} }\nfn main() {}\n",
    }
    assert list(told(files).values()) == [("low", [dead_code.NOBODY, dead_code.IN_MACROS])]


def test_a_file_with_syntax_errors_is_doubtful():
    found = told({"a.py": "def _f(): pass\ndef _g(:\n"})
    assert found["a._f"] == ("low", [dead_code.NOBODY, dead_code.BROKEN])


def test_only_the_outermost_is_told():
    answer = isg_of(
        {"a.py": "class _Old:\n    def f(self): self.g()\n    def g(self): pass\n"}
    ).analytics.dead_code()
    assert [(one["qualified_name"], one["inside"]) for one in answer] == [("a._Old", 2)]


def test_filters_choose_what_is_told_not_what_lives():
    files = {
        "a/x.py": "def _f(): pass\nclass _C: pass\n",
        "b/y.py": "from a.x import _f\n_f()\ndef _g(): pass\n",
    }
    assert set(told(files)) == {"a.x._C", "b.y._g"}
    assert set(told(files, path="a")) == {"a.x._C"}
    assert set(told(files, kind="function")) == {"b.y._g"}
    assert set(told(files, language="go")) == set()


def test_the_least_confidence_and_the_counts():
    isg = isg_of({"a.py": "def _f(): pass\ndef g(): pass\n"})
    answer = isg.analytics.dead_code("high")
    assert [one["name"] for one in answer] == ["_f"]
    assert answer.notes["counts"] == {"high": 1, "medium": 1, "low": 0}
    with pytest.raises(QueryError, match="confidence is one of low, medium, high, not sure"):
        isg.analytics.dead_code("sure")


@pytest.mark.parametrize(
    ("path", "source", "dead"),
    [
        ("a.cpp", "class A {\n public: int go();\n private: int run(); int rest(); };\n"
                  "int A::go() { return run(); }\nint A::run() { return 1; }\nint A::rest() { return 2; }\n"
                  "int main() { return A().go(); }\n", {"a.A.rest"}),
        ("a.cpp", "class A { public: A(); private: ~A(); A& operator=(const A&); };\nint main() { A a; }\n",
         set()),
        ("a.swift", "protocol P { func go() }\nextension P { func go() {}\n  func rest() {} }\n"
                    "func f(p: P) { p.go() }\nf(p: 1 as! P)\n", {"a.P.rest"}),
        ("a.c", "typedef int fun(int);\nstatic fun go;\nfun *all[] = { go };\n"
                "static int go(int a) { return a; }\nstatic int rest(int a) { return a; }\n"
                "int main(void) { return all[0](1); }\n", {"a.rest"}),
        ("A.java", "public class A { public static void main(String[] a) { new A(); }\n"
                   "  private void readObject(java.io.ObjectInputStream in) {} private void readAll() {} }\n",
         {"A.A.readAll"}),
        ("a.cs", "class P { static void Main() { new P(); } void Dispose() {} void Clear() {} }\n",
         {"a.P.Clear"}),
        ("a.rb", "class A\n  private\n  def method_missing(name); end\n  def rest; end\nend\nA.new\n",
         {"a.A.rest"}),
        ("a.swift", "struct A { subscript(i: Int) -> Int { return i }\n  func rest() {} }\nprint(A())\n",
         {"a.A.rest"}),
        ("a.scala", "object Main { def main(a: Array[String]): Unit = go(new Runnable {\n"
                    "  def run() = () })\n  def go(r: Runnable) = r.run()\n  private def rest() = () }\n",
         {"a.Main.rest"}),
        ("a.ts", "declare namespace D { function go(): void }\ndeclare module 'x' { interface M { a: 1 } }\n"
                 "function rest() {}\nexport {}\n", {"a.rest"}),
        ("src/main.rs", "#[cfg(a)] mod imp { pub(crate) fn go() {} }\n"
                        "#[cfg(not(a))] mod imp { pub(crate) fn go() {} }\n"
                        "fn rest() {}\nfn main() { imp::go() }\n", {"crate.rest"}),
    ],
    ids=["defined outside", "signs", "protocol", "forward", "java", "csharp", "ruby", "swift", "scala",
         "ambient", "versions"],
)  # fmt: skip
def test_what_is_dead_for_certain(path, source, dead):
    """Not what the language calls by itself, what is there for another build, what is only declared."""
    found = told({path: source, "Cargo.toml": '[package]\nname = "x"\n'})
    assert {name for name, (confidence, _) in found.items() if confidence == "high"} == dead


def test_protected_members_are_there_for_types_derived_elsewhere():
    source = (
        "package p;\npublic class A {\n  public static void main(String[] a) { new B(); }\n"
        "  protected void hook() {}\n  void near() {} }\nclass B { protected void hidden() {} }\n"
    )
    assert told({"p/A.java": source}) == {
        "p.A.hook": ("medium", [dead_code.NOBODY, dead_code.FOR_HEIRS]),
        "p.A.near": ("high", [dead_code.NOBODY]),
        "p.B.hidden": ("high", [dead_code.NOBODY]),
    }


def test_types_with_a_base_from_outside_may_be_found_by_it():
    found = told({"a.py": "from app import Plugin\nclass _Mine(Plugin): pass\nclass _Other: pass\n"})
    assert found == {
        "a._Mine": ("low", [dead_code.NOBODY, dead_code.FOUND_BY_BASE]),
        "a._Other": ("high", [dead_code.NOBODY]),
    }


def test_static_members_of_a_type_that_is_used_whole_may_be_found_by_reflection():
    source = (
        "class Program {\n  static void Main() { Find(typeof(Hidden)); Shown.Go(); }\n"
        "  static void Find(System.Type t) {} }\n"
        "static class Hidden { internal static void A() {} }\n"
        "static class Shown { internal static void Go() {} internal static void Rest() {} }\n"
    )
    assert told({"a.cs": source}) == {
        "a.Hidden.A": ("low", [dead_code.NOBODY, dead_code.TAKEN_WHOLE]),
        "a.Shown.Rest": ("high", [dead_code.NOBODY]),
    }


def test_public_members_of_a_block_for_a_type_from_outside_are_public():
    source = "extension String {\n  public var loud: Int { return 1 }\n  var quiet: Int { return 0 }\n}\n"
    found = told({"a.swift": source})
    assert {name.rpartition(".")[2]: one for name, one in found.items()} == {
        "loud": ("medium", [dead_code.NOBODY, dead_code.IS_PUBLIC]),
        "quiet": ("high", [dead_code.NOBODY]),
    }


def test_types_that_a_file_imports_under_one_name_are_versions():
    files = {
        "one.py": "class _Box:\n    def _go(self): pass\n",
        "two.py": "class _Box:\n    def _go(self): pass\n    def _rest(self): pass\n",
        "main.py": "try:\n    from one import _Box\nexcept ImportError:\n    from two import _Box\n"
        "def main(b: _Box): b._go()\n",
    }
    found = {name: confidence for name, (confidence, _) in told(files).items()}
    assert "high" not in {found.get("one._Box._go"), found.get("two._Box._go")}


def test_an_extension_class_is_not_named_where_its_methods_are():
    """C# names the class of an extension method nowhere."""
    own = "static class Texts { internal static int Loud(this string x) => 1; }\n"
    own += "static class Rest { internal static int Quiet(this string x) => 1; }\n"
    files = {"a.cs": own, "b.cs": "class P { static void Main() { Nowhere.Get().Loud(); } }\n"}
    found = {name: confidence for name, (confidence, _) in told(files).items()}
    assert found.get("a.Texts") != "high"
    assert found["a.Rest"] == "high"
