"""Parts of the code that refer to each other more than to the rest: Leiden communities by modularity."""

from __future__ import annotations

import random

from parseltongue.analytics.library import igraph, weighted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analytics.columns import Digraph

SEED = 0
ITERATIONS = 2


def communities(graph: Digraph) -> tuple[list[list[int]], float]:
    """Communities of two and more vertices, the largest first, then by their first vertex; and modularity.

    Directions are ignored, an edge weighs as many relationships as there are. Leiden draws by chance, from a
    generator of its own that always starts the same.
    """
    whole = weighted(graph)
    library = igraph()
    library.set_random_number_generator(random.Random(SEED))
    try:
        found = whole.community_leiden(
            objective_function="modularity", weights="weight", n_iterations=ITERATIONS
        )
    finally:
        library.set_random_number_generator(random)
    parts = sorted((part for part in found if len(part) > 1), key=lambda part: (-len(part), part[0]))
    score = whole.modularity(found.membership, weights="weight") if graph.pairs else 0.0
    return parts, score
