"""Write what a workspace does into the audit log, if the configuration asks for one.

The outermost operation counts: what it calls to do its work is not logged again. An operation that cannot be
logged fails, after it was done, and says so.
"""

from __future__ import annotations

import os
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Concatenate, ParamSpec, TypeVar

    from parseltongue.storage.locking import ProcessLock
    from parseltongue.workspace.audit import AuditLog, Head
    from parseltongue.workspace.config import Config
    from parseltongue.workspace.storage_commands import StorageCommands

    P = ParamSpec("P")
    T = TypeVar("T")
    Owner = TypeVar("Owner", bound=StorageCommands)
    Method = Callable[Concatenate[Owner, P], T]


def audited(operation: str, *, reads: bool = False) -> Callable[[Method[Owner, P, T]], Method[Owner, P, T]]:
    """Let a method of `Workspace` be logged as an operation; one that only reads, if reads are wanted."""

    def decorate(method: Method[Owner, P, T]) -> Method[Owner, P, T]:
        def logged(self: Owner, /, *args: P.args, **kwargs: P.kwargs) -> T:
            with Recorded(self, operation, reads=reads):
                return method(self, *args, **kwargs)

        logged.__doc__, logged.__name__ = method.__doc__, method.__name__
        return logged

    return decorate


class Recorded:
    """A context whose end is logged, with its result, as that of an operation on a workspace."""

    __slots__ = ("_is_outermost", "_operation", "_reads", "_workspace")

    def __init__(self, workspace: StorageCommands, operation: str, *, reads: bool = False) -> None:
        self._workspace = workspace
        self._operation = operation
        self._reads = reads
        self._is_outermost = False

    def __enter__(self) -> None:
        storage = self._workspace.config.storage
        wanted = storage.audit.enabled and (storage.audit.reads or not self._reads) and storage.enabled
        self._is_outermost = wanted and not self._workspace.is_audited
        self._workspace.is_audited |= self._is_outermost

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        if self._is_outermost:
            self._workspace.is_audited = False
            result = "ok" if kind is None else kind.__name__
            _write(self._workspace, self._operation, result, reads=self._reads)


def audit_log(config: Config) -> AuditLog:
    """The audit log of the store of a configuration."""
    from parseltongue.storage.locking import ProcessLock
    from parseltongue.workspace.audit import AuditLog
    from parseltongue.workspace.store_keys import naming_cipher

    directory = os.path.abspath(os.path.expanduser(config.storage.cache_dir))

    def lock() -> ProcessLock:
        place = os.path.join(directory, "locks", "audit")
        return ProcessLock(place, "the audit log", config.storage.lock_timeout, command="audit")

    return AuditLog(
        directory,
        lock,
        lambda: naming_cipher(config),
        max_bytes=config.storage.audit.max_file_size,
        max_age=config.storage.audit.max_age,
    )


def stored_head(workspace: StorageCommands) -> Head | None:
    """What the store of a workspace remembers of the log; None if it has none or cannot be read."""
    from parseltongue.workspace.audit import HeadRecord

    store = workspace.opened_store()
    return None if store is None else HeadRecord(store.cipher).read(store.backend)


def _write(workspace: StorageCommands, operation: str, result: str, *, reads: bool) -> None:
    head = stored_head(workspace)
    entry = {
        "operation": operation,
        "result": result,
        "user": _user(),
        "host": _host(),
        "process": os.getpid(),
    }
    private = {"workspace": workspace.root}
    written = audit_log(workspace.config).append(entry, private, now_ns=time.time_ns(), stored=head)
    if not reads and result == "ok":
        _remember(workspace, written)


def _remember(workspace: StorageCommands, head: Head) -> None:
    """Let the store know the head, unless it knows a later one."""
    from parseltongue.workspace.audit import HeadRecord

    store = workspace.opened_store()
    if store is None:
        return
    record = HeadRecord(store.cipher)
    with store.writing("audit") as backend:
        known = record.read(backend)
        if known is None or known.number < head.number:
            backend.write([record.record(head)], durable=True)


def _user() -> str:
    if sys.platform == "win32":
        return os.getlogin()
    from pwd import getpwuid

    try:
        return getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def _host() -> str:
    return os.uname().nodename if hasattr(os, "uname") else "this host"
