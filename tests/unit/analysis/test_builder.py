"""What is mentioned becomes columns, with all that it consists of."""

from __future__ import annotations

from parseltongue.analysis.builder import FactsBuilder
from parseltongue.model.kinds import USES
from parseltongue.model.paths import GLOBAL, PAIR


def test_a_path_of_many_operands_is_collected_without_recursion():
    """Each level of a recursion would go through all paths: the time would grow with the square."""
    builder = FactsBuilder(b"x\n")
    builder.paths.limit = 20_000
    one = path = builder.paths.node(GLOBAL, builder.paths.name(b"x"))
    while longer := builder.paths.node(PAIR, one, path):
        path = longer
    builder.mentions.append((path, USES, 0, 0))
    _, references = builder.finish(0, keep_docs=False)
    assert len(references.operations) == len(builder.paths.steps)
    assert len(references.operations) > 5_000
