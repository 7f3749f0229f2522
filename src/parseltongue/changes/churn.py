"""How often files were changed, as far as git remembers."""

from __future__ import annotations

import os

from parseltongue.changes.gitfiles import GitUnavailableError, run_git, work_tree_top

_LOG = (
    "log", "--numstat", "-z", "--format=", "--relative", "--no-renames", "--no-merges", "--no-ext-diff",
    "--no-textconv", "--no-show-signature",
)  # fmt: skip


def churn(folder: str, commits: int) -> dict[str, tuple[int, int]] | None:
    """Paths below a folder, with the commits that changed each and the lines they added and removed.

    Parameters
    ----------
    folder : str
        Absolute.
    commits : int
        The latest of this folder that are looked at. Renames are not followed, merges not counted; lines of
        binary files count as none.

    Returns
    -------
    dict or None
        None where there is no repository, no commit, or git cannot be run.
    """
    top = work_tree_top(folder)
    if top is None:
        return None
    try:
        output, _ = run_git(folder, top, (*_LOG, f"--max-count={commits}", "--", "."))
    except GitUnavailableError:
        return None
    return _counted(os.fsdecode(output))


def _counted(output: str) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for record in output.split("\0"):
        added, _, rest = record.lstrip("\n").partition("\t")
        removed, _, path = rest.partition("\t")
        if path:
            times, lines = found.get(path, (0, 0))
            found[path] = times + 1, lines + _number(added) + _number(removed)
    return found


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
