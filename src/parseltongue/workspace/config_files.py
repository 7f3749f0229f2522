"""Where configuration files are, and what is in them as TOML; which folder is the workspace.

Files of the workspace are read with the care of `changes.reading`: one that is a FIFO or a huge file cannot
block or exhaust the process. `tomllib` is loaded only when there is something to parse.
"""

from __future__ import annotations

import os
import sys

from parseltongue.changes.gitfiles import is_submodule
from parseltongue.changes.reading import VANISHED, Failure, read_path
from parseltongue.model.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

FILE_NAME = "parseltongue.toml"
_PYPROJECT = "pyproject.toml"
_PYPROJECT_TABLE = b"[tool.parseltongue"
_NAME = b"parseltongue"
_LARGEST_FILE = 1 << 20


def user_config_path(env: Mapping[str, str]) -> str | None:
    """The user's file, whether or not it exists; None if the environment does not say where it would be."""
    if sys.platform == "win32":
        base = env.get("APPDATA", "")
    else:
        base = env.get("XDG_CONFIG_HOME", "")
        # The XDG specification wants relative values ignored.
        if not os.path.isabs(base):
            base = os.path.join(env["HOME"], ".config") if env.get("HOME") else ""
    return os.path.join(base, "parseltongue", FILE_NAME) if base else None


def find_workspace(start: str, is_known: Callable[[str], bool] | None = None) -> str:
    """The workspace that a folder or file belongs to.

    Parameters
    ----------
    start
        An existing path.
    is_known
        Whether a folder has been analysed before.

    Returns
    -------
    str
        Absolute path of the nearest folder at or above `start` with a `parseltongue.toml`; else the nearest
        known one, but not above a repository that `start` is in: what is known of the folder around is not
        asked for by somebody in a clone or worktree of its own. A submodule belongs to the repository around
        it. Else the nearest with a `.git`; else `start` (its folder, if it is a file).
    """
    start = os.path.abspath(start)
    if not os.path.isdir(start):
        start = os.path.dirname(start)
    folders = [start, *folders_above(start)]
    for folder in folders:
        if os.path.isfile(os.path.join(folder, FILE_NAME)):
            return folder
    repositories = [folder for folder in folders if os.path.lexists(os.path.join(folder, ".git"))]
    top = next((folder for folder in repositories if not is_submodule(folder)), folders[-1])
    if is_known is not None:
        for folder in folders[: folders.index(top) + 1]:
            if is_known(folder):
                return folder
    return repositories[0] if repositories else start


def folders_above(folder: str) -> Iterable[str]:
    """Those that a folder is in, the nearest first."""
    while (parent := os.path.dirname(folder)) != folder:
        folder = parent
        yield folder


def workspace_settings(root: str) -> tuple[str, dict[str, object]] | None:
    """The file in which the workspace keeps its settings, and its content.

    `parseltongue.toml`, else `pyproject.toml` if it has `[tool.parseltongue]`, in whatever form; None if
    neither is there. A `pyproject.toml` that is not TOML counts only if it has the table in this very form.
    """
    path = os.path.join(root, FILE_NAME)
    if os.path.lexists(path):
        content = read_toml(os.path.realpath(path))
        return None if content is None else (path, content)
    path = os.path.join(root, _PYPROJECT)
    data = read_path(path, _LARGEST_FILE)
    if isinstance(data, Failure) or _NAME not in data:
        return None
    try:
        tool = _parse_toml(path, data).get("tool")
    except ConfigError:
        if _PYPROJECT_TABLE not in data:
            return None
        raise
    table = tool.get("parseltongue") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{path}: tool.parseltongue = {table!r} must be a table, [tool.parseltongue]")
    return (path, table) if table is not None else None


def leads_out(root: str) -> bool:
    """Whether the workspace's file is a symlink to a place outside it."""
    real = os.path.realpath(os.path.join(root, FILE_NAME))
    return not real.startswith(os.path.join(os.path.realpath(root), ""))


def read_toml(path: str) -> dict[str, object] | None:
    """The content of a file; None if there is none."""
    content = read_path(path, _LARGEST_FILE)
    if isinstance(content, Failure):
        if content.reason == VANISHED:
            return None
        detail = f" ({content.detail})" if content.detail else ""
        raise ConfigError(
            f"cannot read {path}: {content.reason}{detail}; make it a file that can be read, or remove it"
        )
    return _parse_toml(path, content) if content.strip() else {}


def _parse_toml(path: str, content: bytes) -> dict[str, object]:
    import tomllib

    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path} is not UTF-8 (at line {line}); save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from None
    except RecursionError:
        raise ConfigError(f"{path} is not usable: its values are nested too deeply") from None
