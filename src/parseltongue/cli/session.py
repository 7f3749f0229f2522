"""What a command works with: the arguments, the output, and the workspace, opened when it is needed."""

from __future__ import annotations

import os

from parseltongue.model.errors import ConfigError, CorruptionError, ParseltongueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from parseltongue.cli.arguments import Given
    from parseltongue.cli.output import Output
    from parseltongue.storage.locking import LockHolder
    from parseltongue.workspace.workspace import Workspace


class Session:
    """One run of one command."""

    __slots__ = ("_workspace", "env", "given", "out")

    def __init__(self, given: Given, out: Output, env: Mapping[str, str]) -> None:
        self.given = given
        self.out = out
        self.env = env
        self._workspace: Workspace | None = None

    def located(self, path: str) -> str:
        """A path as typed, from the folder that -C names."""
        return os.path.join(self.given.text("directory") or "", path)

    def open(self, path: str | None = None) -> Workspace:
        """The workspace around a path as typed, or around the current folder; says what it has to say."""
        from parseltongue.workspace.workspace import Workspace

        workspace = Workspace.open(
            self.located(path or "") or current_folder(),
            cache_dir=self.given.text("cache-dir"),
            trust=self.given.flag("trust"),
            env=self.env,
            ask=ask_secret,
        )
        self.out.configure(workspace.config.output)
        workspace.on_wait = self.on_wait
        workspace.on_notice = self.out.warning
        self._workspace = workspace
        for notice in workspace.notices:
            self.out.notice(notice)
        return workspace

    def on_wait(self, holder: LockHolder | None, what: str) -> None:
        """Say that another process is working on the same thing."""
        who = f", held by {holder}" if holder else ""
        self.out.notice(f"waiting for {what}{who}")

    def can_mend(self, error: ParseltongueError) -> bool:
        """Whether a command that failed may work when it is run again: see `run_again`."""
        if isinstance(error, CorruptionError):
            return True
        return self._workspace is not None and self._workspace.has_lost_keys

    def run_again(self, run: Callable[[Session], int], error: ParseltongueError) -> int:
        """Run a command that met damage, which nothing was said of yet, a second time.

        What it missed may have been collected a moment ago, or was written anew with other keys: then a new
        look is enough. Otherwise the store is repaired first.

        Raises
        ------
        CorruptionError
            The store cannot be repaired.
        """
        self.close()
        try:
            return run(self)
        except CorruptionError as again:
            error = again
        self.close()
        self.out.warning(str(error))
        self._repair(error)
        return run(self)

    def _repair(self, error: ParseltongueError) -> None:
        try:
            report = self.open().repair()
        except ParseltongueError as failure:
            raise CorruptionError(f"{error}. It could not be repaired: {failure}") from failure
        for notice in report.notices:
            self.out.notice(notice)
        lost = len(report.broken)
        self.out.notice(f"the store was repaired: {report.dropped} records dropped, {lost} workspaces redone")

    def close(self) -> None:
        """Release the workspace, if it was opened."""
        workspace, self._workspace = self._workspace, None
        if workspace is not None:
            workspace.close()


def ask_secret(prompt: str) -> str:
    """What the user types without it being shown; empty where there is no terminal to ask on."""
    import sys

    if sys.stdin is None or not sys.stdin.isatty():
        return ""
    from getpass import getpass

    return getpass(prompt)


def current_folder() -> str:
    """The folder that relative paths count from.

    Raises
    ------
    ConfigError
        It is gone, so that they lead nowhere.
    """
    try:
        return os.getcwd()
    except OSError:
        raise ConfigError(
            "the current folder does not exist any more; go to another one, or use -C"
        ) from None
