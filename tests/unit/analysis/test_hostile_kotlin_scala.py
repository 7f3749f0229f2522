"""Kotlin and Scala sources that are broken, deep or odd: facts come back, bounded and the same each time."""

from __future__ import annotations

import random

import pytest

from parseltongue.analysis.languages import front_end
from parseltongue.model.facts import DEPTH_CUT, RECODED, SYNTAX_ERRORS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.model.facts import References
    from parseltongue.model.interface import Interface

DEEP = 3000
KOTLIN = b"""package p
class A(val x: Int = 3) : B<C>(x), I by x {
    companion object { fun of(vararg a: A) = A(1) }
    fun <T : Any> T.f(block: T.() -> Unit): List<T>? =
        apply { block() }?.let { (a, b) -> listOf(a) } ?: run { null }
}
val y by lazy { when (val z = A.of()) { is A -> z.x; !in q -> 1; else -> "$z ${z.x}" } }
"""
SCALA = b"""package p
import q.{A => B, _}
case class A[T <: C](x: Int, y: => T = 1)(implicit z: D) extends E(x) with F {
  def f(xs: List[T]): Option[T] =
    for { (a, b) <- xs; c = a.x if c } yield xs.map(_.y) match { case A(q, _) => q }
}
object A { def apply(x: Int*) = new A(1) { val y = s"$x ${x.y}" } }
"""


def extracted(language: str, source: bytes) -> tuple[Interface, References]:
    return front_end(language).extractor(language, keep_docs=True).extract(source)


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("kotlin", b"val x = " + b"(" * DEEP + b"1" + b")" * DEEP),
        ("kotlin", b"fun f() { " + b"run { " * DEEP + b"}" * DEEP + b" }"),
        ("kotlin", b"val x: " + b"List<" * DEEP + b"A" + b">" * DEEP + b" = y"),
        ("scala", b"object A { val x = " + b"(" * DEEP + b"1" + b")" * DEEP + b" }"),
        ("scala", b"object A { def f = " + b"{ x => " * DEEP + b"}" * DEEP + b" }"),
        ("scala", b"object A { val x: " + b"List[" * DEEP + b"A" + b"]" * DEEP + b" = y }"),
    ],
)
def test_nesting_is_cut(language: str, source: bytes) -> None:
    interface, references = extracted(language, source)
    assert references.flags & (DEPTH_CUT | SYNTAX_ERRORS)
    assert len(interface.kinds) >= 1


@pytest.mark.parametrize(
    ("language", "source"), [("kotlin", b"class A {\n" * DEEP), ("scala", b"class A { " * DEEP)]
)
def test_types_in_each_other_are_cut(language: str, source: bytes) -> None:
    interface, _ = extracted(language, source)
    assert len(interface.kinds) < DEEP


@pytest.mark.parametrize(("language", "source"), [("kotlin", KOTLIN), ("scala", SCALA)])
def test_damaged_sources_give_facts(language: str, source: bytes) -> None:
    """Cut off, with pieces left out or doubled: never an exception, and equal facts for equal bytes."""
    chance = random.Random(7)
    for _ in range(150):
        start, end = sorted(chance.randrange(len(source)) for _ in range(2))
        damaged = chance.choice(
            (source[:start], source[:start] + source[end:], source[:end] + source[start:])
        )
        first, again = extracted(language, damaged), extracted(language, damaged)
        assert first[0].encode() == again[0].encode()


@pytest.mark.parametrize("language", ["kotlin", "scala"])
def test_other_encodings(language: str) -> None:
    plain, _ = extracted(language, b"class Caf\xc3\xa9")
    wide, references = extracted(language, "class Café".encode("utf-16"))
    assert plain.names == wide.names == ["", "Café"]
    assert references.flags & RECODED
