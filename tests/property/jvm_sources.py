"""Random trees of Java, Kotlin and Scala that name each other, and random edits of them."""

from __future__ import annotations

from random import Random

from tests.property.java_sources import JavaWriter
from tests.property.kotlin_sources import KotlinWriter
from tests.property.scala_sources import ScalaWriter
from tests.property.sources import Writer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.property.sources import Sources

MEMBERS = ["getF", "setG", "isH", "f", "g", "a"]


class JavaBesideOthers(JavaWriter):
    """Java that names what Kotlin and Scala files are elsewhere."""

    def value(self) -> str:
        name, member, other = self.name(), self.pick(MEMBERS), self.pick(MEMBERS)
        return self.pick(
            [
                super().value(), super().value(), f"{name}.Companion.{member}()",
                f"{name}.INSTANCE.{member}()",
                f"{name}Kt.{member}(x).{other}()", f"{name}$.MODULE$.{member}()", f"x.{member}().{other}()",
                f"{name}.{member}().{other}()", f"D.{member}()",
            ]
        )  # fmt: skip

    def method(self) -> str:
        if self.number(2):
            return super().method()
        return f"public {self.type_()} {self.pick(MEMBERS)}() {{ return {self.value()}; }}"

    def import_(self) -> str:
        package, name = self.pick(["p", "q", "p.q"]), self.pick(["A", "B", "C"])
        return self.pick(
            [
                super().import_(), super().import_(), f"import {package}.{name}Kt;",
                f"import static {package}.{name}Kt.*;", f"import static {package}.{name}Kt.f;",
            ]
        )  # fmt: skip


class KotlinBesideOthers(KotlinWriter):
    """Kotlin that says what it is called elsewhere."""

    def value(self) -> str:
        name = self.pick(MEMBERS)
        return self.pick(
            [super().value(), super().value(), f"x.{name}().f", f"x.f.{name}()", f"p.AKt.{name}()"]
        )

    def property_(self) -> str:
        mark = self.pick(["", "", "@JvmField ", '@JvmName("getF") ', '@get:JvmName("g") '])
        return mark + super().property_()

    def method(self) -> str:
        return self.pick(["", "", '@JvmName("f") ', "@JvmStatic "]) + super().method()

    def import_(self) -> str:
        return self.pick([super().import_(), super().import_(), '@file:JvmName("D")'])


class JvmWriter(Writer):
    """Writes files and edits of all three."""

    def __init__(self, seed: int) -> None:
        random = Random(seed)
        self._writer, self._suffix = random.choice(
            [
                (JavaBesideOthers, ".java"),
                (JavaBesideOthers, ".java"),
                (KotlinBesideOthers, ".kt"),
                (KotlinBesideOthers, ".kt"),
                (ScalaWriter, ".scala"),
            ]
        )
        super().__init__(random.getrandbits(32))
        self._seed = random.getrandbits(32)

    def file(self, sources: Sources) -> None:
        self._writer(self._seed).file(sources)

    def edit(self, sources: Sources) -> None:
        """An edit of a file of one of the languages."""
        mine = {path: sources.pop(path) for path in list(sources) if path.endswith(self._suffix)}
        self._writer(self._seed).edit(mine)
        sources.update(mine)
