import json
from shapes import Circle, Square, make


def biggest(squares: list[Square]):
    found = max(squares, key=lambda one: one.side)
    return found.area()


def both(circles: list[Circle]):
    größe = make("x").area(); other = circles.pop().area()
    return json.dumps([größe, other])


def chained(kind: str):
    return (
        make(kind)
        .area()
    )
