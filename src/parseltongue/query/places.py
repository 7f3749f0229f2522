"""Files and folders that a question names: what a path stands for, and what it may have meant."""

from __future__ import annotations

from parseltongue.model.shown import path_of_shown, shown_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from parseltongue.isg.view import GraphView

SUGGESTIONS = 3
_ALIKE = 0.7
"""Share of a path that must agree."""


def place_of(text: str) -> tuple[str, int] | None:
    """File and line of ``FILE:LINE``, or None if it is no such text.

    Also as compilers and `grep -n` write it: with a column behind the line, and a colon at the end.
    """
    path, _, line = text.strip().removesuffix(":").rpartition(":")
    before, _, earlier = path.rpartition(":")
    if before and _is_number(earlier) and _is_number(line):
        path, line = before, earlier
    return (path, int(line)) if path and _is_number(line) else None


def _is_number(text: str) -> bool:
    """Whether it can be a line; what is longer is none, and slow to convert."""
    return text.isascii() and text.isdigit() and len(text) < 10


def asked_path(text: str) -> str:
    """The path that a person means, as the graph has it; empty for the whole workspace."""
    path = path_of_shown(text).strip("/")
    while path.startswith("./"):
        path = path[2:].lstrip("/")
    return "" if path == "." else path


def is_in(path: str, place: str) -> bool:
    """Whether the file at a path is at a place, or in the folder there."""
    return not place or path == place or path.startswith(place + "/")


def unknown_paths(view: GraphView, asked: Iterable[str]) -> dict[str, list[str]]:
    """Those of some paths at which there is no file or folder, each with what it may mean. O(files)."""
    wanted = {text: asked_path(text) for text in asked}
    if not any(wanted.values()):
        return {}
    files = list(view.paths())
    return {
        text: _meant(place, files)
        for text, place in wanted.items()
        if not any(is_in(path, place) for path in files)
    }


def _meant(place: str, files: list[str]) -> list[str]:
    """Files and folders whose path ends in a place, else those that resemble it."""
    every: dict[str, None] = {}
    for path in files:
        at = path.find("/")
        while at >= 0:
            every[path[:at]] = None
            at = path.find("/", at + 1)
        every[path] = None
    found = sorted((one for one in every if one.endswith("/" + place)), key=lambda one: (len(one), one))
    if not found:
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        texts = list(map(shown_path, every))
        alike = extract(
            place, texts, scorer=OSA.normalized_similarity, score_cutoff=_ALIKE, limit=SUGGESTIONS
        )
        return [text for text, _, _ in alike]
    return [shown_path(one) for one in found[:SUGGESTIONS]]
