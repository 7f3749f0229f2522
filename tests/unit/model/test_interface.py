"""What an Interface keeps of callables that share a name."""

from parseltongue.analysis.world import member_counts
from parseltongue.model.interface import ABSTRACT, SHADOWED, Interface
from parseltongue.model.kinds import CLASS, FILE, METHOD


def overloads() -> Interface:
    return Interface(
        kinds=[FILE, CLASS, METHOD, METHOD, METHOD, METHOD],
        parents=[0, 0, 1, 1, 1, 1],
        flags=[0, 0, 0, 0, ABSTRACT, SHADOWED],
        names=["", "A", "f", "f", "g", "h"],
        types=[""] * 6,
        bases={},
        imports={},
        stars={},
        exported=None,
        parameters={2: [], 3: ["@gint;", ""]},
    )


def test_parameters_survive_encoding():
    interface = Interface.decode(overloads().encode())
    assert interface.parameters == {2: [], 3: ["@gint;", ""]}


def test_overloads_are_one_member_of_a_class():
    assert overloads().named(1) == {"f": [2, 3], "g": [4]}
    assert member_counts(overloads()) == {"f": 1, "g": 1}
