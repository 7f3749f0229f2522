"""Types whose members stand in blocks of their own, in any file."""

from __future__ import annotations

from tests.unit.query.graphs import isg_of

FILES = {
    "src/lib.rs": "mod more;\npub struct A { x: u8 }\nimpl A { fn one(&self) {} }\n",
    "src/more.rs": "use crate::A;\nimpl A { fn two(&self) {} }\nstruct B;\nimpl B { fn three(&self) {} }\n",
    "src/other.rs": "pub struct A;\nimpl A { fn four(&self) {} }\n",
}


def test_members_of_a_type_are_those_of_all_its_impls() -> None:
    names = [one["name"] for one in isg_of(FILES).members("crate.A").results]
    assert names == ["x", "one", "two"]
    assert isg_of(FILES).show("crate::A").results[0]["relationships"]["members"] == 3


def test_an_impl_is_not_the_type_it_is_for() -> None:
    assert [one["kind"] for one in isg_of(FILES).find("A").results] == ["struct", "struct"]
    assert {one["qualified_name"] for one in isg_of(FILES).find("A", kind="impl").results} == {
        "crate.impl A", "more.impl A", "other.impl A",
    }  # fmt: skip
