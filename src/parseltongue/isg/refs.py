"""Refs: mutable names for snapshots, moved by compare-and-swap. Nothing else in a store ever changes.

A ref's record also holds the snapshots that it named lately, with the time of their replacement, so that a
collection can spare those for readers without a lease. One record, one compare-and-swap: the history can
never disagree with the ref.
"""

from __future__ import annotations

from parseltongue.isg.keys import REFS, StoreKeys, namespace_end
from parseltongue.isg.records import RecordReader, RecordWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from parseltongue.isg.objects import Codec

    class _Backend(Protocol):
        def get(self, key: bytes) -> bytes | None: ...

        def scan(self, start: bytes, end: bytes) -> Iterator[tuple[bytes, bytes]]: ...

        def compare_and_swap(self, key: bytes, expected: bytes | None, new: bytes | None) -> bool: ...


REF_KIND = 0x52
REF_VERSION = 1

GC_GRACE_NS = 3600 * 10**9
"""How long a replaced snapshot is spared: one hour."""


def ref_name(kind: str, label: str, fingerprints: bytes) -> str:
    """The name of a ref: two versions of the tool, or two sets of options, get different names.

    Parameters
    ----------
    kind : str
        "workspace", "commit" ...
    label : str
        What is named: an identity of the workspace, the hash of the commit.
    fingerprints : bytes
        Digest over the fingerprints of analyzer and linker and the options.
    """
    return f"{kind}/{label}@{fingerprints[:8].hex()}"


class RefMetadata:
    """Facts about the run that moved the ref: wall-clock and machine, none of which an object may hold.

    Attributes
    ----------
    time_ns, duration_ns : int
        When the ref was moved (Unix time), how long the run took.
    tool_version, workspace, git_directory : str
        Paths are absolute; empty where there is none.
    labels : dict of str to str
        Anything else worth showing.
    """

    __slots__ = ("duration_ns", "git_directory", "labels", "time_ns", "tool_version", "workspace")

    def __init__(
        self,
        *,
        time_ns: int,
        duration_ns: int = 0,
        tool_version: str = "",
        workspace: str = "",
        git_directory: str = "",
        labels: dict[str, str] | None = None,
    ) -> None:
        self.time_ns = time_ns
        self.duration_ns = duration_ns
        self.tool_version = tool_version
        self.workspace = workspace
        self.git_directory = git_directory
        self.labels = labels or {}


class Ref:
    """A ref as it was read.

    Attributes
    ----------
    name : str
    snapshot : bytes
        Digest of the snapshot it names.
    metadata : RefMetadata
    history : tuple of (bytes, int)
        Snapshots it named before and when they were replaced (ns, Unix time), the latest last.
    """

    __slots__ = ("history", "metadata", "name", "snapshot")

    def __init__(
        self, name: str, snapshot: bytes, metadata: RefMetadata, history: tuple[tuple[bytes, int], ...] = ()
    ) -> None:
        self.name = name
        self.snapshot = snapshot
        self.metadata = metadata
        self.history = history


def encode_ref(ref: Ref) -> bytes:
    """Bytes of a ref's record."""
    writer = RecordWriter(REF_KIND, REF_VERSION)
    metadata = ref.metadata
    writer.text(ref.name)
    writer.digests([ref.snapshot])
    writer.number(metadata.time_ns)
    writer.number(metadata.duration_ns)
    for text in (metadata.tool_version, metadata.workspace, metadata.git_directory):
        writer.text(text)
    writer.number(len(metadata.labels))
    for key in sorted(metadata.labels):
        writer.text(key)
        writer.text(metadata.labels[key])
    writer.digests([digest for digest, _ in ref.history])
    writer.column([time_ns for _, time_ns in ref.history])
    return writer.getvalue()


def decode_ref(data: bytes, what: str = "ref") -> Ref:
    """The ref in `data`. Raises `CorruptionError` or `FormatVersionError`."""
    reader = RecordReader(data, REF_KIND, REF_VERSION, what)
    name, current = reader.text(), reader.digests()
    time_ns, duration_ns = reader.number(), reader.number()
    tool_version, workspace, git_directory = reader.text(), reader.text(), reader.text()
    labels = {}
    for _ in range(reader.number()):
        key = reader.text()
        labels[key] = reader.text()
    replaced, times = reader.digests(), reader.column()
    reader.finish()
    if len(current) != 1 or len(replaced) != len(times):
        raise reader.damaged("its fields do not fit together")
    metadata = RefMetadata(
        time_ns=time_ns,
        duration_ns=duration_ns,
        tool_version=tool_version,
        workspace=workspace,
        git_directory=git_directory,
        labels=labels,
    )
    return Ref(name, current[0], metadata, tuple(zip(replaced, times, strict=True)))


class Refs:
    """The refs of a store. Safe between processes as far as the backend's compare-and-swap is."""

    __slots__ = ("_backend", "_codec", "_grace_ns", "_keys")

    def __init__(self, backend: _Backend, codec: Codec, *, grace_ns: int = GC_GRACE_NS) -> None:
        self._backend = backend
        self._codec = codec
        self._keys = StoreKeys(codec.hide)
        self._grace_ns = grace_ns

    def get(self, name: str) -> Ref | None:
        """The ref of this name.

        Raises
        ------
        CorruptionError, FormatVersionError
            Its record is damaged, or of another format; `delete` removes it even so.
        """
        key = self._keys.ref(name)
        envelope = self._backend.get(key)
        return None if envelope is None else self.decode(key, envelope, name)

    def scan(self, prefix: str = "") -> list[Ref]:
        """All refs whose name begins with `prefix`, by name. Reads every ref of the store."""
        entries = self._backend.scan(REFS, namespace_end(REFS))
        refs = [self.decode(key, envelope) for key, envelope in entries if self._codec.wrote(envelope)]
        return sorted((ref for ref in refs if ref.name.startswith(prefix)), key=lambda ref: ref.name)

    def move(
        self, name: str, *, expected: bytes | None, snapshot: bytes, metadata: RefMetadata
    ) -> Ref | None:
        """Let the ref name another snapshot, durably, if it still names the expected one.

        Parameters
        ----------
        expected : bytes or None
            Digest of the snapshot that the ref must name now; None if there must be no ref.
        snapshot : bytes
            The object and all it leads to must be in the store already.
        metadata : RefMetadata
            Its `time_ns` is also the time of replacement of the expected snapshot.

        Returns
        -------
        Ref or None
            The new ref; None if another writer moved it first.
        """
        key = self._keys.ref(name)
        envelope = self._backend.get(key)
        current = None if envelope is None else self.decode(key, envelope, name)
        if (None if current is None else current.snapshot) != expected:
            return None
        history = () if current is None else self._history(current, snapshot, metadata.time_ns)
        ref = Ref(name, snapshot, metadata, history)
        swapped = self._backend.compare_and_swap(key, envelope, self._codec.encode(encode_ref(ref), key))
        return ref if swapped else None

    def delete(self, name: str) -> bool:
        """Remove a ref with its history, durably and whatever its record holds; whether there was one."""
        key = self._keys.ref(name)
        while (envelope := self._backend.get(key)) is not None:
            if self._backend.compare_and_swap(key, envelope, None):
                return True
        return False

    def _history(self, current: Ref, snapshot: bytes, now_ns: int) -> tuple[tuple[bytes, int], ...]:
        """What the next record says of the past: each snapshot once, none after its grace."""
        past = dict(current.history)
        past.pop(current.snapshot, None)
        past[current.snapshot] = now_ns
        past.pop(snapshot, None)
        return tuple((digest, at) for digest, at in past.items() if now_ns - at < self._grace_ns)

    def decode(self, key: bytes, envelope: bytes, name: str | None = None) -> Ref:
        """The ref in an envelope that stands under a backend key; with `name`, only if that is its name.

        Raises
        ------
        CorruptionError, FormatVersionError, AuthenticationError
        """
        what = "ref" if name is None else f'ref "{name}"'
        plain = self._codec.decode(envelope, key, what=what)
        ref = decode_ref(plain, what)
        if name is not None and ref.name != name:
            raise RecordReader(plain, REF_KIND, REF_VERSION, what).damaged(f'it is ref "{ref.name}"')
        return ref
