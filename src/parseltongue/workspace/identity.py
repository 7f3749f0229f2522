"""What names a workspace: its real path, and the repository that its worktrees share."""

from __future__ import annotations

import os

from parseltongue.changes.gitfiles import shared_directory, work_tree_top
from parseltongue.model.errors import AuthenticationError, ConfigError
from parseltongue.workspace.cache_directory import file_name, index_path
from parseltongue.workspace.store_keys import naming_cipher

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from parseltongue.codec.cipher import Cipher
    from parseltongue.workspace.config import Config


def identity_of(root: str) -> str:
    """Names a workspace in the store: a hash of its real path."""
    from parseltongue.model.ids import path_id

    return path_id(root).hex()


def analysed_in(config: Config) -> Callable[[str], bool]:
    """Whether a folder has been analysed as a workspace, going by the stat indexes in a cache directory."""
    ciphers: list[Cipher | None] = []

    def is_known(folder: str) -> bool:
        if not ciphers:
            try:
                ciphers.append(naming_cipher(config))
            except (ConfigError, AuthenticationError):
                return False  # Opening the store will say so, where the store is needed.
        hidden = file_name(identity_of(os.path.realpath(folder)), ciphers[0])
        return os.path.exists(index_path(config.storage.cache_dir, hidden))

    return is_known


def git_directory(root: str) -> str:
    """The git directory that worktrees of one repository share, or empty. Runs no git."""
    top = work_tree_top(root)
    return shared_directory(top) if top is not None else ""
