"""Lines of source for the results of an answer, from the files as they are.

The store keeps no source. A line is shown only if its file is still what was analysed: otherwise the numbers
of lines mean nothing.
"""

from __future__ import annotations

from parseltongue.changes.reading import Failure, read_file
from parseltongue.model.shown import path_of_shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.query.answer import Answer
    from parseltongue.workspace.workspace import Workspace

LONGEST_LINE = 400
"""Characters of a line that are shown."""


def add_excerpts(workspace: Workspace, answer: Answer, context: int) -> None:
    """See `Workspace.add_source`."""
    stale = set(workspace.stale(answer.files).paths)
    lines: dict[str, list[str]] = {}
    for record in answer.results:
        path = path_of_shown(record["file"])
        if path not in lines:
            lines[path] = [] if path in stale else _lines(workspace, path)
        record["source"] = _around(lines[path], record["line"], context)


def _lines(workspace: Workspace, path: str) -> list[str]:
    from parseltongue.analysis.sources import decode

    data = read_file(workspace.root, path, workspace.config.analysis.max_file_size)
    return (
        []
        if isinstance(data, Failure)
        else decode(data)[0].decode("utf-8", "replace").removesuffix("\n").split("\n")
    )


def _around(lines: list[str], line: int, context: int) -> list[dict[str, Any]]:
    if line > len(lines):
        return []
    start, end = max(1, line - context), min(len(lines), line + context)
    return [{"line": number, "text": lines[number - 1][:LONGEST_LINE]} for number in range(start, end + 1)]
