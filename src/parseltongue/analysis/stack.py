"""Room on the interpreter's stack for the recursion of walkers and evaluators.

Both bound how deep they recurse by counts of their own, so that results do not depend on how deep their
caller stands. The interpreter's limit must be out of the way of those counts: reaching it would raise on
account of the code that is being read. Calls between Python functions take no C stack, so a higher limit
costs memory only where it is used; it is raised only when it was reached, because it belongs to the process.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    Result = TypeVar("Result")

FRAMES = 25_000
"""More than `lookups.MAX_NESTING` evaluations of the largest symbolic paths, or the deepest walk, take."""


def with_room(function: Callable[[], Result]) -> Result:
    """The result of `function`, called again with a higher recursion limit if it reached the present one.

    It must begin from nothing at each call. The limit stays raised.
    """
    try:
        return function()
    except RecursionError:
        frame, depth = sys._getframe(), 0
        while frame.f_back is not None:
            frame, depth = frame.f_back, depth + 1
        sys.setrecursionlimit(max(sys.getrecursionlimit(), depth + FRAMES))
    return function()
