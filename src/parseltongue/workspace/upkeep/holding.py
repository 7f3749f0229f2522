"""Hold a snapshot: a reader's lease keeps collections away from it for as long as it is used."""

from __future__ import annotations

import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.isg.leases import Lease
    from parseltongue.query.isg import ISG
    from parseltongue.workspace.store import Store
    from parseltongue.workspace.workspace import Workspace


class Hold:
    """A context that gives the stored graph and keeps all of it readable until it ends.

    Taking and giving up the lease writes to the store, and may wait for its lock. A lease that outlives its
    time is void: whoever needs longer says so.
    """

    def __init__(self, workspace: Workspace, store: Store, seconds: float) -> None:
        self._workspace = workspace
        self._store = store
        self._seconds = seconds
        self._lease: Lease | None = None

    def __enter__(self) -> ISG:
        with self._store.writing("lease") as backend:
            # The ref is read under the lock: nothing is collected between reading it and leasing.
            self._store.backend.refresh()
            isg = self._workspace.load()
            self._lease = self._store.leases(backend).open(
                "read",
                [bytes.fromhex(isg.snapshot)],
                now_ns=time.time_ns(),
                lifetime_ns=int(self._seconds * 1e9),
            )
        return isg

    def __exit__(self, *exception: object) -> None:
        if self._lease is not None:
            with self._store.writing("lease") as backend:
                self._store.leases(backend).close(self._lease)
