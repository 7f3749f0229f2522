"""What is in a workspace and not in its graph, because it is never looked into.

A snapshot does not know of it, so the tree is walked; nothing is read.
"""

from __future__ import annotations

import posixpath

from parseltongue.changes.walk import walk
from parseltongue.model.shown import shown_path
from parseltongue.workspace.selection import selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.workspace.workspace import Workspace


class LeftOut:
    """Paths and numbers of files.

    Attributes
    ----------
    paths : dict of str to list of str
        Why nothing was read, such as "unreadable folder" or "symlink", to paths as they are shown, ascending.
    suffixes : dict of str to int
        Files of no language that is known, by suffix with its dot; the most frequent first.
    """

    __slots__ = ("paths", "suffixes")

    def __init__(self, paths: dict[str, list[str]], suffixes: dict[str, int]) -> None:
        self.paths = paths
        self.suffixes = suffixes

    def as_dict(self, limit: int | None) -> dict[str, Any]:
        """For JSON; of the suffixes at most `limit`."""
        shown = list(self.suffixes.items())[:limit]
        return {
            "not_read": self.paths,
            "other_files": {
                "total": sum(self.suffixes.values()),
                "suffixes": [{"suffix": suffix, "files": files} for suffix, files in shown],
            },
        }


def left_out(workspace: Workspace) -> LeftOut:
    """See `Workspace.left_out`."""
    language = selector(workspace.languages)
    counts: dict[str, int] = {}

    def select(path: str) -> str | None:
        kind = language(path)
        if kind is None:
            suffix = shown_path(posixpath.splitext(path)[1])
            counts[suffix] = counts.get(suffix, 0) + 1
        return kind

    found = walk(workspace.root, select, ignore_patterns=workspace.config.change_detection.ignore_patterns)
    paths: dict[str, list[str]] = {}
    for skip in found.skipped:
        paths.setdefault(skip.reason, []).append(shown_path(skip.path))
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return LeftOut(paths, {suffix: files for suffix, files in ranked if suffix})
