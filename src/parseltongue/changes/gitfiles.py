"""What git says a work tree holds: tracked files and untracked ones that are not ignored.

The repository is not trusted. Its configuration can name programs (fsmonitor, pager, hooks, ssh commands,
transports for a lazy fetch), and the environment of a git hook points at another repository, so git runs
with those settings overridden and without inherited `GIT_*` variables. It never writes: optional locks are
off, and the listing commands do not refresh the index.

git is started by `posix_spawn` where there is one, because importing `subprocess` costs 19 ms.
"""

from __future__ import annotations

import os
import sys

from parseltongue.changes.reading import VANISHED, Failure, read_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

SPAWNS = hasattr(os, "posix_spawn")
_TIMEOUT = 120.0  # seconds without output; a work tree can hold a FIFO that blocks git for ever
_SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=" + os.devnull,
    "core.pager=cat",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
)
_KEPT = frozenset(
    {
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_NOSYSTEM",
        "GIT_CONFIG_SYSTEM",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM",
        "GIT_EXEC_PATH",
    }
)
_FORCED = {
    "GIT_ALLOW_PROTOCOL": "none",  # outranks protocol.<name>.allow of the repository
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
    "LANGUAGE": "",
}
_LIST = ("ls-files", "-z", "-c", "-o", "--exclude-standard")
_LIST_MODES = (*_LIST, "-s", "-t")
_GITLINK_MODE = b"\0\0\xe0\0"  # 0o160000 as an index entry holds it
_LARGEST_LINK = 1 << 16  # bytes of a `.git` that is a file
_SPLIT_INDEX = b"link\0\0"


class GitUnavailableError(Exception):
    """git is missing, refused or failed; the text says which. Never leaves this layer."""


class Listing:
    """Paths below one folder, relative to it, POSIX separators.

    Attributes
    ----------
    paths
        Candidates, possibly twice or vanished; names of symlinks and special files may be among them.
    nested
        Folders that are repositories of their own, without trailing slash.
    unreadable
        Folders that could not be listed.
    folders
        Those that were entered: true folders that no rule ignores. git does not say which it entered.
    """

    __slots__ = ("folders", "ignored", "nested", "paths", "unreadable")

    def __init__(self) -> None:
        self.folders: list[str] = []
        self.paths: list[str] = []
        self.nested: list[str] = []
        self.unreadable: list[str] = []
        self.ignored = 0


def work_tree_top(folder: str) -> str | None:
    """The nearest folder at or above `folder` that has a `.git`, or None. Starts no process."""
    folder = os.path.abspath(folder)
    while True:
        if os.path.lexists(os.path.join(folder, ".git")):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def shared_directory(top: str) -> str:
    """The git directory that all worktrees of a repository share, or empty. Starts no process.

    Of a submodule it is one of its own, within that of the repository around it.
    """
    place = os.path.join(top, ".git")
    if os.path.isdir(place):
        return place
    link = read_path(place, _LARGEST_LINK)
    if isinstance(link, Failure):
        return ""
    target = os.fsdecode(link.strip().removeprefix(b"gitdir:").strip())
    return os.path.normpath(os.path.join(top, target)).partition(f"{os.sep}worktrees{os.sep}")[0]


def shallow_commits(top: str) -> list[str]:
    """The first commits that a shallow clone has, whose parents it lacks; empty for a whole one."""
    data = read_path(os.path.join(shared_directory(top), "shallow"))
    return [] if isinstance(data, Failure) else data.decode("ascii", "replace").split()


def is_submodule(top: str) -> bool:
    """Whether the repository of a work tree is kept by the one around it."""
    return f"{os.sep}modules{os.sep}" in shared_directory(top)


def list_work_tree(folder: str, top: str) -> Listing:
    """Ask git for the files below `folder`.

    Parameters
    ----------
    folder, top
        Absolute paths; `top` is `work_tree_top(folder)`. A `.git` that git does not accept is a failure:
        the repository around it is not asked instead.

    Raises
    ------
    GitUnavailableError
        No git, dubious ownership, damaged repository, time-out, or any other failure.
    """
    modes = may_have_submodules(top)
    output, warnings = run_git(folder, top, _LIST_MODES if modes else _LIST)
    listing = Listing()
    records = os.fsdecode(output).split("\0")
    records.pop()
    if modes:
        _parse_modes(records, listing)
    else:
        listing.nested = [record[:-1] for record in records if record[-1] == "/"]
        listing.paths = [record for record in records if record[-1] != "/"]
    marker = "could not open directory '"
    for line in warnings.splitlines():
        _, found, rest = line.partition(marker)
        if found:
            listing.unreadable.append(rest.rpartition("'")[0].rstrip("/"))
    return listing


def ignores(folder: str, top: str) -> bool:
    """Whether the repository at `top` ignores the whole of `folder` in it."""
    try:
        run_git(folder, top, ("check-ignore", "-q", "."))
    except GitUnavailableError:
        return False
    return True


def may_have_submodules(top: str) -> bool:
    """Whether the index can hold a submodule, which a plain listing shows like a file.

    Asking git for modes costs 8 ms per 7,000 files; looking for the mode's four bytes in the index costs 0.3.
    They may also occur by chance, which only costs those 8 ms.
    """
    place = os.path.join(top, ".git")
    if os.path.isfile(place):
        link = read_path(place, _LARGEST_LINK)
        if isinstance(link, Failure):
            return True
        place = os.path.join(top, os.fsdecode(link.removeprefix(b"gitdir:").strip()))
    data = read_path(os.path.join(place, "index"))
    if isinstance(data, Failure):
        return data.reason != VANISHED
    return _GITLINK_MODE in data or _SPLIT_INDEX in data


def _parse_modes(records: list[str], listing: Listing) -> None:
    """Split `? path` (untracked) and `<tag> <mode> <oid> <stage>\\tpath` (tracked) records."""
    for record in records:
        if record[0] == "?":
            path, is_repository = record[2:], record[-1] == "/"
        else:
            path, is_repository = record[record.find("\t") + 1 :], record.startswith("160000", 2)
        if is_repository:
            listing.nested.append(path.rstrip("/"))
        else:
            listing.paths.append(path)


def find_git(environment: Mapping[str, str]) -> str | None:
    """The git executable on PATH.

    Empty and relative entries are passed over, and so is Windows' search of the current folder: all of them
    would let the code under analysis supply the program.
    """
    name = "git.exe" if sys.platform == "win32" else "git"
    for folder in environment.get("PATH", os.defpath).split(os.pathsep):
        if os.path.isabs(folder):
            candidate = os.path.join(folder, name)
            if os.access(candidate, os.X_OK) and os.path.isfile(candidate):
                return candidate
    return None


def run_git(
    folder: str, top: str, arguments: tuple[str, ...], *, given: str = os.devnull
) -> tuple[bytes, str]:
    """Run a read-only git command in `folder`; its output and its warnings.

    Parameters
    ----------
    given
        A file that it reads as its standard input.

    Raises
    ------
    GitUnavailableError
        It could not be started, did not end, or ended with a status other than zero.
    """
    environment = {name: value for name, value in os.environ.items() if _inherited(name)}
    environment.update(_FORCED)
    # Outranks core.worktree, which could send git elsewhere.
    environment["GIT_WORK_TREE"] = top
    environment["GIT_CEILING_DIRECTORIES"] = os.path.dirname(top)
    git = find_git(environment)
    if git is None:
        raise GitUnavailableError("git is not installed")
    command = [git, "-C", folder, "--no-pager"]
    for setting in _SETTINGS:
        command += ("-c", setting)
    command += arguments
    run = _run_spawned if SPAWNS else _run_subprocess
    try:
        status, output, errors = run(command, environment, given)
    except OSError as error:
        raise GitUnavailableError(f"git could not be run: {error}") from None
    message = os.fsdecode(errors)
    if status != 0:
        raise GitUnavailableError(_explain(message, status))
    return output, message


def _inherited(name: str) -> bool:
    return name in _KEPT or not name.upper().startswith("GIT_")


def _explain(message: str, status: int) -> str:
    if "dubious ownership" in message:
        return (
            "git refuses this repository because another user owns it"
            " (allow it with `git config --global --add safe.directory <folder>`)"
        )
    if "lazy fetching disabled" in message:
        return "this is a partial clone, and lacks them"
    lines = message.strip().splitlines()
    fatal = [line for line in lines if line.startswith("fatal:")] or lines
    return f"git failed: {fatal[0][:300]}" if fatal else f"git failed with status {status}"


def _run_spawned(command: list[str], environment: dict[str, str], given: str) -> tuple[int, bytes, bytes]:
    out_read, out_write = os.pipe()
    err_read, err_write = os.pipe()
    try:
        process = os.posix_spawn(
            command[0],
            command,
            environment,
            file_actions=(
                (os.POSIX_SPAWN_OPEN, 0, given, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, out_write, 1),
                (os.POSIX_SPAWN_DUP2, err_write, 2),
            ),
        )
    except OSError:
        os.close(out_read)
        os.close(err_read)
        raise
    finally:
        os.close(out_write)
        os.close(err_write)
    try:
        output, errors = _drain(out_read, err_read)
    except OSError:
        os.kill(process, 9)
        os.waitpid(process, 0)
        raise
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), output, errors


def _drain(out: int, err: int) -> tuple[bytes, bytes]:
    """Read both pipes to their ends, together, so that neither side can block the other."""
    import select

    parts: dict[int, list[bytes]] = {out: [], err: []}
    waiting = select.poll()
    waiting.register(out, select.POLLIN)
    waiting.register(err, select.POLLIN)
    open_pipes = 2
    try:
        while open_pipes:
            ready = waiting.poll(_TIMEOUT * 1000)
            if not ready:
                raise OSError(f"it said nothing for {_TIMEOUT:.0f} seconds")
            for pipe, _ in ready:
                part = os.read(pipe, 1 << 20)
                parts[pipe].append(part)
                if not part:
                    waiting.unregister(pipe)
                    open_pipes -= 1
    finally:
        os.close(out)
        os.close(err)
    return b"".join(parts[out]), b"".join(parts[err])


def _run_subprocess(command: list[str], environment: dict[str, str], given: str) -> tuple[int, bytes, bytes]:
    import subprocess

    try:
        with open(given, "rb") as stdin:
            done = subprocess.run(
                command, env=environment, stdin=stdin, capture_output=True, timeout=_TIMEOUT, check=False
            )
    except subprocess.TimeoutExpired:
        raise OSError(f"it did not end within {_TIMEOUT:.0f} seconds") from None
    return done.returncode, done.stdout, done.stderr
