"""Whether a directory is a place for a store: whose it is, and on what kind of file system.

A store holds the names in a person's code, and whoever can write to it decides what that person is told. So
one that belongs to somebody else is neither read nor written.

On a network file system locks and memory maps hold on one machine at best. What that means differs between
engines, so each says in its `properties` whether it refuses or warns.
"""

from __future__ import annotations

import os
import struct
import sys

from parseltongue.model.errors import UnavailableError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.storage.backend import BackendProperties

_NETWORK = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "smb2", "ncpfs", "afs", "auristorfs", "ceph", "lustre", "gpfs",
     "beegfs", "orangefs", "pvfs2", "ocfs2", "gfs2", "glusterfs", "9p", "davfs", "webdav", "afpfs", "coda")
)  # fmt: skip
_NETWORK_FUSE = (
    "sshfs", "s3fs", "rclone", "gcsfuse", "goofys", "glusterfs", "ceph", "davfs", "juicefs", "seaweedfs",
    "moosefs", "mfs", "lizardfs", "smbnetfs", "curlftpfs", "blobfuse", "mountpoint-s3",
)  # fmt: skip
_MOUNTS = "/proc/self/mountinfo"
_STATFS = struct.Struct("=64xI4x16s")
_STATFS_BYTES = 4096
"""The fields of macOS's `struct statfs` that count, flags and name of the type, and more than its size."""
_MNT_LOCAL = 0x1000


def require_own(directory: str) -> None:
    """Refuse a directory that belongs to another user; a missing one passes.

    Raises
    ------
    UnavailableError
    """
    if not hasattr(os, "geteuid"):
        return  # Windows: its access lists decide.
    try:
        owner = os.stat(directory).st_uid
    except FileNotFoundError:
        return
    except OSError as error:
        raise UnavailableError(
            f"the store in {directory} cannot be reached: {error.strerror}; check the permissions or choose "
            "another place with --cache-dir"
        ) from None
    if owner != os.geteuid():
        raise UnavailableError(
            f"the store in {directory} belongs to {_user(owner)}, and this is {_user(os.geteuid())}: what "
            "another user wrote is not trusted, and what you write there could not be used by them. Run as "
            "that user, or choose a place of your own with --cache-dir or PARSELTONGUE_CACHE_DIR"
        )


def _user(identifier: int) -> str:
    try:
        from pwd import getpwuid

        return f"user {getpwuid(identifier).pw_name}"
    except (ImportError, KeyError):
        return f"user {identifier}"


def check_file_system(directory: str, properties: BackendProperties) -> str:
    """A sentence of warning about a network file system, empty if there is nothing to say.

    Raises
    ------
    UnavailableError
        The backend refuses to work there.
    """
    if properties.network_file_systems == "allowed":
        return ""
    kind = network_file_system(directory)
    if not kind:
        return ""
    if properties.network_file_systems == "refused":
        raise UnavailableError(
            f"the store in {directory} is on a network file system ({kind}), where {properties.name} cannot "
            "keep it safe: its documentation forbids that. Choose a local place with --cache-dir or "
            'PARSELTONGUE_CACHE_DIR, or the backend "rocksdb" for use by one machine at a time'
        )
    return (
        f"The store in {directory} is on a network file system ({kind}): use it from one machine at a time, "
        "and expect it to be slow. A local place is safer: --cache-dir or PARSELTONGUE_CACHE_DIR."
    )


def network_file_system(directory: str) -> str:
    """The kind of network file system that a directory, or its nearest existing parent, is on; else empty.

    Known on Linux from the list of mounts, on macOS from `statfs`, on Windows from the drive; elsewhere the
    answer is empty.
    """
    place = os.path.realpath(directory)
    if sys.platform == "win32":
        return _remote_drive(place)
    if sys.platform == "darwin":
        return remote_in(_statfs(_nearest(place)))
    try:
        with open(_MOUNTS, encoding="utf-8", errors="surrogateescape") as file:
            kind = file_system_in(file.read(), place)
    except OSError:
        return ""
    return kind if _is_network(kind) else ""


def file_system_in(mounts: str, place: str) -> str:
    """The type of the file system that holds `place`, by the text of `/proc/self/mountinfo`.

    The longest mount point above the place counts, and of several at one point the latest.
    """
    longest, kind = -1, ""
    for line in mounts.splitlines():
        before, dash, after = line.partition(" - ")
        fields = before.split(" ")
        if not dash or len(fields) < 5:
            continue
        point = _unescaped(fields[4])
        if len(point) >= longest and _is_below(place, point):
            longest, kind = len(point), after.split(" ")[0]
    return kind


def remote_in(status: bytes) -> str:
    """The type of the file system that macOS's `statfs` told of, if it is not local; else empty."""
    if len(status) < _STATFS.size:
        return ""
    flags, name = _STATFS.unpack_from(status)
    kind: str = name.partition(b"\0")[0].decode("ascii", "replace")
    # What the automounter has not mounted yet is neither local nor remote.
    return kind if not flags & _MNT_LOCAL and kind != "autofs" else ""


def _statfs(place: str) -> bytes:
    """What macOS says of the file system at a place; empty if it does not."""
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    # On Intel the plain name is that of a structure with inodes of 32 bits.
    function = getattr(library, "statfs$INODE64", None) or library.statfs
    status = ctypes.create_string_buffer(_STATFS_BYTES)
    return status.raw if function(os.fsencode(place), status) == 0 else b""


def _nearest(place: str) -> str:
    """The place, or the nearest folder above it that exists."""
    while not os.path.exists(place) and os.path.dirname(place) != place:
        place = os.path.dirname(place)
    return place


def _is_below(place: str, point: str) -> bool:
    return point == "/" or place == point or place.startswith(point + "/")


def _unescaped(text: str) -> str:
    for escape, meant in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(escape, meant)
    return text


def _is_network(kind: str) -> bool:
    name, _, program = kind.partition(".")
    if name in ("fuse", "fuseblk"):
        return any(program.startswith(known) for known in _NETWORK_FUSE)
    return name in _NETWORK


def _remote_drive(place: str) -> str:
    if sys.platform != "win32":
        return ""
    import ctypes

    root = os.path.splitdrive(place)[0] + "\\"
    remote = ctypes.windll.kernel32.GetDriveTypeW(root) == 4
    return "a network drive" if remote or place.startswith("\\\\") else ""
