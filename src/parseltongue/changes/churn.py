"""How often files were changed, as far as git remembers."""

from __future__ import annotations

import os

from parseltongue.changes.gitfiles import (
    GitUnavailableError,
    run_git,
    shallow_commits,
    work_tree_top,
)  # fmt: skip

_LOG = (
    "log", "-z", "--format=", "--relative", "--no-renames", "--no-merges", "--no-ext-diff", "--no-textconv",
    "--no-show-signature",
)  # fmt: skip


def churn(folder: str, commits: int) -> dict[str, tuple[int, int | None]] | None:
    """Paths below a folder, with the commits that changed each and the lines they added and removed.

    What the first commits of a shallow clone changed is not known, so they do not count. A partial clone
    lacks the contents that lines are counted in, so these are None there.

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
        None where there is no repository, no commit that counts, or git cannot be run.
    """
    top = work_tree_top(folder)
    if top is None:
        return None
    unknown = shallow_commits(top)
    chosen = (f"--max-count={commits}", "HEAD", "--not", *unknown, "--", ".")
    for form, counted in (("--numstat", _with_lines), ("--name-only", _without_lines)):
        try:
            output, _ = run_git(folder, top, (*_LOG, form, *chosen))
        except GitUnavailableError:
            continue
        found = counted(os.fsdecode(output))
        return found if found or not unknown else None
    return None


def is_shallow(folder: str) -> bool:
    """Whether git knows only the latest commits of the repository around a folder."""
    top = work_tree_top(folder)
    return top is not None and bool(shallow_commits(top))


def _without_lines(output: str) -> dict[str, tuple[int, int | None]]:
    found: dict[str, tuple[int, int | None]] = {}
    for record in output.split("\0"):
        path = record.lstrip("\n")
        if path:
            found[path] = found.get(path, (0, None))[0] + 1, None
    return found


def _with_lines(output: str) -> dict[str, tuple[int, int | None]]:
    found: dict[str, tuple[int, int]] = {}
    for record in output.split("\0"):
        added, _, rest = record.lstrip("\n").partition("\t")
        removed, _, path = rest.partition("\t")
        if path:
            times, lines = found.get(path, (0, 0))
            found[path] = times + 1, lines + _number(added) + _number(removed)
    return {**found}


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
