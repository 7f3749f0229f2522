"""A store that lives as long as the process: for verification, and where no store can be used."""

from __future__ import annotations

from parseltongue.isg.facts_cache import FactsCache
from parseltongue.isg.leases import Leases
from parseltongue.isg.objects import Objects
from parseltongue.isg.refs import Refs
from parseltongue.storage.memory import MemoryBackend
from parseltongue.workspace.codecs import Codecs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.storage.backend import StorageBackend


class MemoryStore:
    """The part of `workspace.store.Store` that an analysis needs, in memory and without locks."""

    directory = ""

    def __init__(self) -> None:
        self.backend: StorageBackend = MemoryBackend.open("", mode="write")
        self.codecs = Codecs(self.backend)
        self.codec = self.codecs.graph
        self.objects = Objects(self.backend, self.codec, cache_bytes=1 << 20)
        self.refs = Refs(self.backend, self.codec)
        self.facts_cache = FactsCache(self.objects, self.codec)

    def writing(self, command: str = "commit") -> _Writing:
        return _Writing(self.backend)

    def leases(self, backend: StorageBackend) -> Leases:
        return Leases(backend, self.codec)

    def learn_facts(self, samples: list[bytes]) -> None:
        """Nothing is compressed."""

    def learn_graph(self) -> None:
        """Nothing is compressed."""

    def index_path(self, identity: str) -> str:
        """No index is kept."""
        return ""

    def seal_index(self, data: bytes) -> bytes:
        return data

    def unseal_index(self, envelope: bytes) -> bytes:
        return envelope

    def size_on_disk(self) -> int:
        return 0

    def close(self) -> None:
        self.backend.close()


class _Writing:
    __slots__ = ("_backend",)

    def __init__(self, backend: StorageBackend) -> None:
        self._backend = backend

    def __enter__(self) -> StorageBackend:
        return self._backend

    def __exit__(self, *exception: object) -> None:
        """Nothing to close: the backend is the data."""
