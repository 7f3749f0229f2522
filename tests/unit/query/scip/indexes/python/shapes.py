from typing import Protocol


class Shape(Protocol):
    def area(self) -> float: ...


class Square:
    def __init__(self, side: float) -> None:
        self.side = side

    def area(self) -> float:
        return self.side * self.side


class Circle:
    def area(self) -> float:
        return 3.0


def pick(name: str):
    return {"square": Square(2.0)}[name]


def make(kind: str) -> "Square":
    return Square(len(kind))
