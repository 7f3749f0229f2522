"""What a call of a member may run besides the member that it names, in every language that has types."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parseltongue.query.ancestry import Ancestry
from parseltongue.query.dispatch import Dispatcher
from tests.unit.query.graphs import isg_of, random_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.query.isg import ISG

PYTHON = """\
class Shape:
    def area(self): raise NotImplementedError
    def name(self): return self.area()
class Mixin:
    def area(self): return 3
class Square(Shape):
    def area(self): return 1
class Big(Square):
    def area(self): return 2
class Mixed(Mixin, Shape): pass
class Plain(Shape): pass
def go(s: Shape): return s.area()
def square(s: Square): return s.area()
"""
JAVA = """\
package j;
interface Shape { double area(); }
interface Round extends Shape { double area(); }
abstract class Base { public double area() { return 0; } }
class Circle extends Base implements Round { }
class Square implements Shape { public double area() { return 1; } }
class Use { double go(Shape s) { return s.area(); } }
"""
GO = """\
package g

type Shape interface { Area() int }
type Square struct{}
func (s Square) Area() int { return 1 }
type Circle struct{}
func (c *Circle) Area() int { return 2 }
type Other struct{}
func (o Other) Size() int { return 3 }
func Use(s Shape) int { return s.Area() }
"""
RUST = """\
pub trait Shape { fn area(&self) -> f64; fn twice(&self) -> f64 { 2.0 } }
pub trait Other { fn area(&self) -> f64; }
pub struct Square { area: f64 }
pub struct Circle;
impl Other for Circle { fn area(&self) -> f64 { 9.0 } }
impl Shape for Square { fn area(&self) -> f64 { 1.0 } }
impl Shape for Circle { fn area(&self) -> f64 { 2.0 } fn twice(&self) -> f64 { 3.0 } }
pub fn go(s: &dyn Shape) -> f64 { s.area() }
pub fn twice(s: &dyn Shape) -> f64 { s.twice() }
"""
TYPESCRIPT = """\
export interface Shape { area(): number }
export class Square implements Shape { area() { return 1 } }
export class Big extends Square { area() { return 2 } }
export function go(s: Shape) { return s.area() }
"""
CPP = """\
class Shape { public: virtual int area() = 0; };
class Square : public Shape { public: int area() override; };
int Square::area() { return 1; }
int go(Shape *s) { return s->area(); }
"""
KOTLIN = """\
package k

interface Shape {
    fun area(): Int
}

class Square : Shape {
    override fun area(): Int = 1
}

fun go(s: Shape): Int {
    return s.area()
}
"""
SCALA = """\
package k
trait Shape { def area(): Int }
class Square extends Shape { def area(): Int = 1 }
object Use { def go(s: Shape): Int = s.area() }
"""
CSHARP = """\
namespace K;
interface IShape { int Area(); }
class Square : IShape { public int Area() { return 1; } }
class Use { int Go(IShape s) { return s.Area(); } }
"""
PHP = """\
<?php
interface Shape { function area(): int; }
class Square implements Shape { function area(): int { return 1; } }
function go(Shape $s) { return $s->area(); }
"""
RUBY = """\
class Shape
  def area; end
  def twice; area * 2; end
end
class Square < Shape
  def area; 1; end
end
"""

CALLEES = {
    "python": ({"m.py": PYTHON}, "m.go", ["m.Square.area", "m.Mixin.area", "m.Big.area"]),
    "python, further down": ({"m.py": PYTHON}, "m.square", ["m.Big.area"]),
    "python, self": ({"m.py": PYTHON}, "m.Shape.name", ["m.Square.area", "m.Mixin.area", "m.Big.area"]),
    "java": ({"j/A.java": JAVA}, "j.Use.go", ["j.Square.area", "j.Base.area"]),
    "go": ({"g/a.go": GO}, "g.Use", ["g.Square.Area", "g.Circle.Area"]),
    "rust": ({"src/lib.rs": RUST}, "crate.go", ["crate.Square.area", "crate.Circle.area"]),
    "rust, default": ({"src/lib.rs": RUST}, "crate.twice", ["crate.Circle.twice"]),
    "typescript": ({"a.ts": TYPESCRIPT}, "a.go", ["a.Square.area", "a.Big.area"]),
    "c++": ({"a.cpp": CPP}, "a.go", ["a.Square.area"]),
    "kotlin": ({"a.kt": KOTLIN}, "go", ["a.Square.area"]),
    "scala": ({"a.scala": SCALA}, "Use.go", ["a.Square.area"]),
    "c#": ({"a.cs": CSHARP}, "Use.Go", ["a.Square.Area"]),
    "php": ({"a.php": PHP}, "go", ["a.Square.area"]),
    "ruby": ({"a.rb": RUBY}, "Shape.twice", ["a.Square.area"]),
    "two files": (
        {"a.py": "class A:\n    def f(self): pass\ndef go(a: A): a.f()\n",
         "b.py": "from a import A\nclass B(A):\n    def f(self): pass\n"},
        "a.go", ["b.B.f"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLEES)
def test_candidates_of_a_call(name: str) -> None:
    files, symbol, expected = CALLEES[name]
    plain = isg_of(files).callees(symbol).results
    told = isg_of(files).callees(symbol, candidates=True).results
    assert [one for one in told if one["relationship"] == "calls"] == plain
    found = [one for one in told if one["relationship"] == "candidate"]
    assert [one["qualified_name"] for one in found] == expected
    named = plain[0]
    for one in found:
        assert (one["src"], one["dst"], one["lines"]) == (named["src"], one["id"], named["lines"])
        assert (one["through"]["id"], one["through"]["file"]) == (named["id"], named["file"])
        assert list(one["through"]) == ["id", "qualified_name", "file", "line"]


SHAPE = [("m.Shape.name", "m.Shape.area"), ("m.go", "m.Shape.area")]
CALLERS = {
    "an override": ({"m.py": PYTHON}, "m.Big.area", [("m.square", "m.Square.area"), *SHAPE]),
    "a mixin": ({"m.py": PYTHON}, "m.Mixin.area", SHAPE),
    "a base that an heir inherits from": ({"j/A.java": JAVA}, "j.Base.area", [("j.Use.go", "j.Shape.area")]),
    "a structural implementation": ({"g/a.go": GO}, "g.Circle.Area", [("g.Use", "g.Shape.Area")]),
    "a block for a trait": ({"src/lib.rs": RUST}, "src/lib.rs:6", [("crate.go", "crate.Shape.area")]),
    "a block for another trait": ({"src/lib.rs": RUST}, "src/lib.rs:5", []),
    "a definition outside of its class": ({"a.cpp": CPP}, "a.cpp:3", [("a.go", "a.Shape.area")]),
    "what is itself called": ({"m.py": PYTHON}, "m.Shape.area", []),
    "a function": ({"m.py": PYTHON}, "m.go", []),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLERS)
def test_callers_that_may_mean_another_member(name: str) -> None:
    files, symbol, expected = CALLERS[name]
    told = isg_of(files).callers(symbol, candidates=True)
    plain = isg_of(files).callers(symbol).results
    assert told.results[: len(plain)] == plain
    indirect = told.results[len(plain) :]
    assert [(one["qualified_name"], one["through"]["qualified_name"]) for one in indirect] == expected
    assert {one["relationship"] for one in indirect} <= {"candidate"}
    assert {one["dst"] for one in indirect} <= {told.matches[0]["id"]}
    assert {one["through"]["file"] for one in indirect} <= set(told.files)


OVERLOADS = {
    "java": (
        "j/A.java",
        "package j;\nabstract class Shape { abstract void fit(int a); abstract void fit(String a); }\n"
        "class Square extends Shape { void fit(int a) { }\n  void fit(String a) { } }\n"
        "class Use { void go(Shape s) { s.fit(1); } void say(Shape s) { s.fit(\"\"); } }\n",
        ("j.Use.go", 3), ("j.Use.say", 4),
    ),
    "c#": (
        "a.cs",
        "abstract class Shape { public abstract void Fit(int a); public abstract void Fit(string a); }\n"
        "class Square : Shape {\n  public override void Fit(int a) { }\n"
        "  public override void Fit(string a) { } }\n"
        "class Use { void Go(Shape s) { s.Fit(1); } void Say(Shape s) { s.Fit(\"\"); } }\n",
        ("Use.Go", 3), ("Use.Say", 4),
    ),
    "kotlin": (
        "a.kt",
        "interface Shape {\n  fun fit(a: Int)\n  fun fit(a: String)\n}\nclass Square : Shape {\n"
        "  override fun fit(a: Int) { }\n  override fun fit(a: String) { }\n}\n"
        "fun go(s: Shape) { s.fit(1) }\nfun say(s: Shape) { s.fit(\"\") }\n",
        ("go", 6), ("say", 7),
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", OVERLOADS)
def test_overloads_are_told_apart(language: str) -> None:
    """As `overrides` relationships tell them; each way round."""
    path, source, *expected = OVERLOADS[language]
    isg = isg_of({path: source})
    for caller, line in expected:
        told = isg.callees(caller, candidates=True).results
        found = [one for one in told if one["relationship"] == "candidate"]
        assert [one["line"] for one in found] == [line] or [one["start_line"] for one in found] == [line]
        callers = isg.callers(f"{path}:{line}", candidates=True).results
        assert [one["qualified_name"].rpartition(".")[2] for one in callers] == [caller.rpartition(".")[2]]


def test_candidates_are_paged_with_the_calls() -> None:
    isg = isg_of({"m.py": PYTHON})
    whole = isg.callees("m.go", None, candidates=True)
    pages = [isg.callees("m.go", 1, candidates=True, offset=at) for at in range(whole.total)]
    assert [one for page in pages for one in page.results] == whole.results
    assert not pages[0].exact
    assert isg.callees("m.go", 1, candidates=True, exact=True).total == whole.total == 4
    assert isg.callers("m.Big.area", 1, candidates=True, exact=True).total == 3


def members_of(isg: ISG):
    for file in isg.view.files():
        records = file.records
        for ordinal in range(1, len(records.interface.kinds) if records is not None else 0):
            yield file, ordinal


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_callers_and_callees_tell_the_same_candidates(seed: int) -> None:
    isg = isg_of(random_files(seed))
    dispatcher = Dispatcher(isg.view, Ancestry(isg.view))
    down, up = set(), set()
    for file, ordinal in members_of(isg):
        own = file.entity_id(ordinal)
        down |= {(own, one.entity_id(at)) for one, at in dispatcher.implementations(file, ordinal)}
        up |= {(one.entity_id(at), own) for one, at in dispatcher.declarations(file, ordinal)}
    assert isinstance(dispatcher, Dispatcher)
    assert down == up
