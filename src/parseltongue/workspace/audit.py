"""The audit log: who did what with the store, when, on which workspace, and how it ended.

One line of JSON an entry, in `audit/current.jsonl` of the cache directory; a file that is large or old
enough is renamed to `audit/<number of its first entry>.jsonl` and the chain goes on in the next. Entries are
numbered from 1. Each holds the hash of the one before it, and its own, so a line that is changed, removed,
inserted or moved breaks the chain at that place.

In an encrypted store an entry is sealed, its hash is that of what was sealed, and a random salt in it keeps
the hash from confirming guesses. What happens while the keys are not at hand, such as an attempt with a wrong
one, is logged in the clear and without the workspace.

What the chain alone cannot show is that its *end* was cut off. For that the store keeps a head record, the
number and hash of the latest entry about an operation that wrote to it. Entries behind the head, about
reading and about failures, can be cut off unnoticed.

Appending takes a lock between processes, writes one line and waits for the disk. A line without its end, from
a crash, was never promised to anybody and is overwritten.

Source: X3, docs/security.md.
"""

from __future__ import annotations

import os
import time
from binascii import Error, a2b_base64, b2a_base64

from parseltongue.codec.envelope import Codec
from parseltongue.isg.keys import METADATA, StoreKeys
from parseltongue.model.errors import (
    AuthenticationError,
    CodecError,
    CorruptionError,
    FullError,
    ParseltongueError,
    UnavailableError,
)
from parseltongue.workspace.encryption import replace_durably

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, Protocol

    from parseltongue.codec.cipher import Cipher
    from parseltongue.storage.locking import ProcessLock

    Entry = dict[str, Any]

    class _Reader(Protocol):
        def get(self, key: bytes) -> bytes | None: ...


FIRST_PREVIOUS = "0" * 64
"""What the first entry has for the hash of the one before it."""
CURRENT = "current.jsonl"
_BOUND = b"audit"
_TAIL = 1 << 16
"""Bytes that one entry has at most."""
_LONGEST_TEXT = 4000


class Head:
    """The latest entry: its number and hash."""

    __slots__ = ("digest", "number")

    def __init__(self, number: int, digest: str) -> None:
        self.number = number
        self.digest = digest

    def encode(self) -> bytes:
        """The head record of a store."""
        return f"{self.number} {self.digest}".encode("ascii")

    @classmethod
    def decode(cls, data: bytes) -> Head:
        """Read a head record. Raises `CorruptionError`."""
        number, _, digest = data.partition(b" ")
        if not number.isdigit() or len(number) > 18 or not (len(digest) == 64 and digest.isalnum()):
            raise CorruptionError("the store's record of the audit log is damaged")
        return cls(int(number), digest.decode("ascii"))


class HeadRecord:
    """Where a store remembers the head of its audit log."""

    def __init__(self, cipher: Cipher | None) -> None:
        self._codec = Codec(compression="none", cipher=cipher)
        self.key = METADATA + StoreKeys(self._codec.hide).name(b"audit-head")

    def read(self, backend: _Reader) -> Head | None:
        """What the store remembers. Raises `CorruptionError` or `AuthenticationError`."""
        found = backend.get(self.key)
        if found is None:
            return None
        return Head.decode(self._codec.decode(found, self.key, what="the head of the audit log"))

    def record(self, head: Head) -> tuple[bytes, bytes]:
        """The (key, value) that remembers a head."""
        return self.key, self._codec.encode(head.encode(), self.key)


class Verdict:
    """What a verification found.

    Attributes
    ----------
    entries : int
        Entries that were read.
    head : Head or None
        The last of them.
    problems : list of str
        Signs of tampering or damage, each with file and line.
    """

    __slots__ = ("entries", "head", "problems")

    def __init__(self) -> None:
        self.entries = 0
        self.head: Head | None = None
        self.problems: list[str] = []


class AuditLog:
    """The log of one cache directory. Safe between threads and processes.

    Parameters
    ----------
    directory
        The cache directory.
    lock
        Makes the lock that appending takes.
    find_cipher
        What seals entries at this moment, None for a plain store. Asked under the lock, so that no entry is
        sealed with keys that have just been replaced. May raise: the keys are not at hand.
    max_bytes, max_age
        When a file is full (bytes), or its first entry old enough (seconds), the next one is begun.
    """

    def __init__(
        self,
        directory: str,
        lock: Callable[[], ProcessLock],
        find_cipher: Callable[[], Cipher | None],
        *,
        max_bytes: int = 10 << 20,
        max_age: float = 30 * 86400.0,
    ) -> None:
        self.folder = os.path.join(directory, "audit")
        self._lock = lock
        self._find_cipher = find_cipher
        self._max_bytes = max_bytes
        self._max_age = max_age

    # -- writing ------------------------------------------------------------------------------------------

    def append(self, entry: Entry, private: Entry, *, now_ns: int, stored: Head | None = None) -> Head:
        """Add an entry, durably, and number it.

        Parameters
        ----------
        entry
            Names to texts or numbers; number, time, salt and hashes are added.
        private
            More of these, left out if the entry should be sealed and cannot.
        stored
            The head that the store remembers. If the log ends before it, the entry follows the remembered
            one, so that the gap stays visible for ever.

        Raises
        ------
        LockedError
            Another process is appending and does not come to an end.
        FullError, UnavailableError
            The line cannot be written.
        CorruptionError
            The last line cannot be understood: there is nothing to chain to.
        """
        try:
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            with self._lock():
                self._rotate(now_ns)
                return self._append(entry, private, now_ns, stored)
        except OSError as error:
            import errno

            kind = FullError if error.errno == errno.ENOSPC else UnavailableError
            raise kind(f"the audit log in {self.folder} cannot be written: {error.strerror}") from None

    def _append(self, entry: Entry, private: Entry, now_ns: int, stored: Head | None) -> Head:
        try:
            cipher, entry = self._find_cipher(), {**entry, **private}
        except ParseltongueError:
            cipher = None
        entry = {key: one[:_LONGEST_TEXT] if isinstance(one, str) else one for key, one in entry.items()}
        path = os.path.join(self.folder, CURRENT)
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        with open(os.open(path, flags, 0o600), "r+b") as file:
            last = _last_line(file)
            previous = self._head_of(last) if last else self._finished_head()
            if stored is not None and stored.number >= previous.number:
                previous = stored
            entry["number"], entry["previous"] = previous.number + 1, previous.digest
            entry["time"], entry["salt"] = _utc(now_ns), os.urandom(16).hex()
            line, head = encode_entry(entry, cipher)
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        return head

    def _finished_head(self) -> Head:
        """The last entry of the newest file that is finished."""
        finished = [name for name in self.files() if name != CURRENT]
        if not finished:
            return Head(0, FIRST_PREVIOUS)
        with open(os.path.join(self.folder, finished[-1]), "rb") as file:
            return self._head_of(_last_line(file))

    def _head_of(self, line: bytes) -> Head:
        envelope = decode_line(line, "the last line of the audit log")
        return Head(envelope["number"], envelope["hash"])

    def _rotate(self, now_ns: int) -> None:
        """Begin a new file if the current one is full or old."""
        path = os.path.join(self.folder, CURRENT)
        try:
            with open(path, "rb") as file:
                first = file.readline(_TAIL)
        except FileNotFoundError:
            return
        if not first.endswith(b"\n"):
            return
        size = os.path.getsize(path)
        began = decode_line(first, "the first line of the audit log")
        if size < self._max_bytes and now_ns / 1e9 - began["began"] < self._max_age:
            return
        os.replace(path, os.path.join(self.folder, f"{began['number']:012d}.jsonl"))

    # -- reading ------------------------------------------------------------------------------------------

    def files(self) -> list[str]:
        """Names of the files, in the order of their entries."""
        try:
            names = sorted(name for name in os.listdir(self.folder) if name.endswith(".jsonl"))
        except FileNotFoundError:
            return []
        finished = [name for name in names if name[:-6].isdigit()]
        return finished + [CURRENT] * (CURRENT in names)

    def lines(self) -> Iterator[tuple[str, bytes]]:
        """Where each line is, for messages, and the line; an unfinished last one is left out."""
        for name in self.files():
            with open(os.path.join(self.folder, name), "rb") as file:
                for number, line in enumerate(iter(lambda: file.readline(_TAIL), b""), 1):
                    if line.endswith(b"\n") or name != CURRENT:
                        yield f"{name} line {number}", line

    def entries(self) -> Iterator[Entry]:
        """All entries, opened.

        Raises
        ------
        CorruptionError, AuthenticationError
            One was changed, or the key is not at hand.
        """
        cipher = self._find_cipher()
        for where, line in self.lines():
            yield open_entry(decode_line(line, where), cipher, where)

    def reseal(self, ciphers: list[Cipher], target: Cipher | None) -> None:
        """Seal all entries that are sealed, or all of a store that was plain, with other keys.

        What is chained is the entry and not its seal, so the chain stays as it is. Each file is replaced as a
        whole; what cannot be opened stays, for `verify` to report.
        """
        with self._lock():
            for name in self.files():
                path = os.path.join(self.folder, name)
                with open(path, "rb") as file:
                    lines = file.readlines()
                replace_durably(path, b"".join(_resealed(line, [*ciphers, target], target) for line in lines))

    def verify(self, stored: Head | None) -> Verdict:
        """Check the whole chain, and that it reaches the head that the store remembers.

        Parameters
        ----------
        stored
            The head record of the store; None if it has none.
        """
        verdict = Verdict()
        chain = _Chain(verdict, stored, self._find_cipher())
        for where, line in self.lines():
            chain.follow(where, line)
        chain.finish()
        return verdict


class _Chain:
    """Follows the chain from line to line; after a break it goes on from what it finds."""

    def __init__(self, verdict: Verdict, stored: Head | None, cipher: Cipher | None) -> None:
        self._verdict = verdict
        self._stored = stored
        self._cipher = cipher
        self._expected = Head(0, FIRST_PREVIOUS)
        self._reached = stored is None

    def follow(self, where: str, line: bytes) -> None:
        problems = self._verdict.problems
        try:
            envelope = decode_line(line, where)
            entry = open_entry(envelope, self._cipher, where)
        except (CorruptionError, CodecError) as error:
            problems.append(str(error))
            self._expected = Head(self._expected.number + 1, "")
            return
        number, digest = envelope["number"], envelope["hash"]
        if number != self._expected.number + 1:
            problems.append(f"{where}: entry {number} follows entry {self._expected.number}")
        elif self._expected.digest and entry["previous"] != self._expected.digest:
            problems.append(f"{where}: entry {number} does not follow the entry that stands before it")
        if self._stored is not None and number == self._stored.number:
            self._reached = True
            if digest != self._stored.digest:
                problems.append(f"{where}: entry {number} is not the one that the store remembers")
        self._expected = self._verdict.head = Head(number, digest)
        self._verdict.entries += 1

    def finish(self) -> None:
        if not self._reached and self._stored is not None:
            self._verdict.problems.append(
                f"the end is missing: the store remembers entry {self._stored.number}, "
                f"the log ends with entry {self._expected.number}"
            )


def encode_entry(entry: Entry, cipher: Cipher | None) -> tuple[bytes, Head]:
    """The line of an entry, and the head that the log then has."""
    import json

    plain = json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()
    head = Head(entry["number"], _digest(plain))
    if cipher is None:
        shown: Entry = {**entry, "hash": head.digest}
    else:
        sealed = b2a_base64(cipher.seal(plain, _BOUND), newline=False).decode()
        shown = {"number": entry["number"], "time": entry["time"], "sealed": sealed, "hash": head.digest}
    return json.dumps(shown, sort_keys=True, separators=(",", ":")).encode() + b"\n", head


def decode_line(line: bytes, where: str) -> Entry:
    """The object on a line, as it stands there, with `began`, its Unix time in seconds.

    Raises
    ------
    CorruptionError
        It is not a line of an audit log.
    """
    import json

    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise CorruptionError(f"{where}: it is not JSON") from None
    fields = {"number": int, "time": str, "hash": str}
    if not isinstance(found, dict) or not all(type(found.get(key)) is kind for key, kind in fields.items()):
        raise CorruptionError(f"{where}: it is no entry of an audit log")
    found["began"] = _seconds(found["time"], where)
    return found


def open_entry(envelope: Entry, cipher: Cipher | None, where: str) -> Entry:
    """The entry in what `decode_line` gave, its hash checked.

    Raises
    ------
    CorruptionError
        The entry was changed.
    AuthenticationError
        It was sealed with other keys, or changed.
    """
    import json

    if "sealed" not in envelope:
        entry = {key: value for key, value in envelope.items() if key not in ("hash", "began")}
        plain = json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()
    else:
        plain = _unsealed(envelope["sealed"], cipher, where)
        try:
            entry = json.loads(plain)
        except (ValueError, RecursionError):
            raise CorruptionError(f"{where}: what is sealed is not JSON") from None
    if _digest(plain) != envelope["hash"] or not isinstance(entry, dict):
        raise CorruptionError(f"{where}: entry {envelope['number']} was changed")
    if any(entry.get(key) != envelope[key] for key in ("number", "time")):
        raise CorruptionError(f"{where}: entry {envelope['number']} was changed outside its seal")
    if not isinstance(entry.get("previous"), str):
        raise CorruptionError(f"{where}: entry {envelope['number']} names none before it")
    return entry


def _resealed(line: bytes, ciphers: list[Cipher | None], target: Cipher | None) -> bytes:
    for cipher in ciphers:
        try:
            entry = open_entry(decode_line(line, ""), cipher, "")
        except (CorruptionError, AuthenticationError):
            continue
        return encode_entry(entry, target if "workspace" in entry else None)[0]
    return line


def _unsealed(text: object, cipher: Cipher | None, where: str) -> bytes:
    if cipher is None:
        raise AuthenticationError(f"{where}: the entry is encrypted, and no key is at hand")
    try:
        return cipher.open(a2b_base64(text if isinstance(text, str) else "", strict_mode=True), _BOUND)
    except (Error, ValueError):
        raise CorruptionError(f"{where}: what is sealed is not base64") from None
    except AuthenticationError as error:
        raise AuthenticationError(f"{where}: {error}") from None


def _digest(plain: bytes) -> str:
    from hashlib import sha256

    return sha256(plain).hexdigest()


def _last_line(file: Any) -> bytes:
    """The last whole line, empty if there is none; the file is left standing behind it, the rest cut off."""
    end = file.seek(0, os.SEEK_END)
    start = max(0, end - 2 * _TAIL)
    file.seek(start)
    data: bytes = file.read()
    whole = data.rfind(b"\n") + 1
    if whole < len(data) and file.writable():
        file.truncate(start + whole)
    file.seek(start + whole)
    return data[data.rfind(b"\n", 0, max(whole - 1, 0)) + 1 : whole]


def _utc(now_ns: int) -> str:
    seconds, rest = divmod(now_ns, 10**9)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + f".{rest // 1000:06d}Z"


def _seconds(text: str, where: str) -> float:
    from calendar import timegm

    try:
        return float(timegm(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")))
    except (ValueError, OverflowError):
        raise CorruptionError(f"{where}: its time cannot be understood") from None
