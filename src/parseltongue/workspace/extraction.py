"""One file from bytes to encoded, compressed facts: what a worker does, and what a small run does itself."""

from __future__ import annotations

from parseltongue.analysis.extractor import SourceExtractor
from parseltongue.analysis.labels import is_binary, is_generated, is_minified
from parseltongue.analysis.languages import front_end, is_added, parsers_of, placement
from parseltongue.changes.reading import Failure, hash_bytes, read_file
from parseltongue.isg.keys import StoreKeys
from parseltongue.isg.rows import SKIP_REASONS
from parseltongue.model.errors import OverlongError
from parseltongue.model.facts import GENERATED, References
from parseltongue.model.ids import content_digest
from parseltongue.model.interface import Interface

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from parseltongue.analysis.languages import Extractor
    from parseltongue.codec.envelope import Codec

    Work = tuple[str, str, int]
    """Path, language, size in bytes."""

BINARY = SKIP_REASONS.index("binary")
MINIFIED = SKIP_REASONS.index("minified")
FAILED = SKIP_REASONS.index("failed")
TIMED_OUT = SKIP_REASONS.index("timeout")
GRAMMAR_MISSING = SKIP_REASONS.index("grammar_missing")
OTHER_FORMAT = SKIP_REASONS.index("other_format")


class Extracted:
    """What became of one file.

    Attributes
    ----------
    content : bytes
        BLAKE3 of the bytes, as rows keep it.
    flags : int
        Of the facts (`model.facts`).
    stat_digest : bytes
        Digest of the bytes for the stat index, in its algorithm.
    facts, interface : (bytes, bytes) or None
        Digest and envelope of each record; None if the file is skipped.
    plain : (bytes, bytes) or None
        The records before they were put into envelopes, when they were asked for.
    failure : Failure or None
        Why the file could not be read at all; everything else is then empty.
    trouble : str
        What keeps all files of the language from being analysed, for the user; else empty.
    """

    __slots__ = (
        "content",
        "facts",
        "failure",
        "flags",
        "interface",
        "path",
        "plain",
        "size",
        "skip",
        "stat_digest",
        "trouble",
    )

    def __init__(self, path: str) -> None:
        self.path = path
        self.content = b""
        self.stat_digest = b""
        self.size = 0
        self.flags = 0
        self.skip = 0
        self.facts: tuple[bytes, bytes] | None = None
        self.interface: tuple[bytes, bytes] | None = None
        self.plain: tuple[bytes, bytes] | None = None
        self.failure: Failure | None = None
        self.trouble = ""

    @classmethod
    def lost(cls, path: str, size: int, reason: int) -> Extracted:
        """A file that ended the process which had it in work, or took it too long."""
        result = cls(path)
        result.size, result.skip = size, reason
        return result

    def packed(self) -> tuple[Any, ...]:
        """All of it in built-in types."""
        failure = None if self.failure is None else (self.failure.reason, self.failure.detail)
        return *(getattr(self, name) for name in _PLAIN), failure

    @classmethod
    def unpacked(cls, values: tuple[Any, ...]) -> Extracted:
        """What was packed."""
        result = cls("")
        for name, value in zip(_PLAIN, values[:-1], strict=True):
            setattr(result, name, value)
        result.failure = None if values[-1] is None else Failure(*values[-1])
        return result


_PLAIN = tuple(name for name in Extracted.__slots__ if name != "failure")


class FileExtractor:
    """Reads, hashes and extracts files. Not thread-safe.

    Parameters
    ----------
    root : str
        The workspace.
    codec : Codec
        Makes the envelopes.
    algorithm : str
        Of the stat index.
    largest : int
        Files of more bytes are not read.
    timeout : float
        Seconds of CPU that parsing a file may take.
    """

    def __init__(
        self, root: str, codec: Codec, *, algorithm: str, largest: int, keep_docs: bool, timeout: float
    ) -> None:
        self._root = root
        self._codec = codec
        self._algorithm = algorithm
        self._largest = largest
        self._keep_docs = keep_docs
        self._timeout = timeout
        self._extractors: dict[str, Extractor | _Unusable] = {}
        self.keep_plain = False

    def prepare(self, languages: Iterable[str]) -> None:
        """Load what reads files of these languages."""
        for language in languages:
            self._extractor(language)

    def extract_path(self, path: str, language: str) -> Extracted:
        """Read and extract a file."""
        return self.extract_read(path, language, read_file(self._root, path, self._largest))

    def extract_read(self, path: str, language: str, data: bytes | Failure) -> Extracted:
        """Extract a file whose bytes are known, or why they are not."""
        if isinstance(data, Failure):
            result = Extracted(path)
            result.failure = data
            return result
        return self.extract(path, language, data)

    def extract(self, path: str, language: str, data: bytes) -> Extracted:
        """Extract bytes. Never raises on account of what they are."""
        result = Extracted(path)
        result.size = len(data)
        result.content = content_digest(data)
        result.stat_digest = (
            result.content if self._algorithm == "blake3" else hash_bytes(data, self._algorithm)
        )
        result.skip = skip_reason(data)
        if result.skip:
            return result
        try:
            self._fill(result, language, data)
        except (MemoryError, KeyboardInterrupt):
            raise
        except OverlongError:
            result.skip, result.facts, result.interface = TIMED_OUT, None, None
        except Exception:  # an error of ours must not take the run down: the file says so in `coverage`
            result.skip, result.facts, result.interface = FAILED, None, None
        return result

    def _fill(self, result: Extracted, language: str, data: bytes) -> None:
        if placement(language).is_foreign(language, data):
            result.skip = OTHER_FORMAT
            return
        extractor = self._extractor(language)
        if isinstance(extractor, _Unusable):
            result.skip, result.trouble = extractor.skip, extractor.trouble
            return
        interface, references = extractor.extract(data)
        plain = interface.encode()
        references.interface = content_digest(plain)
        if is_generated(data):
            references.flags |= GENERATED
        result.flags = references.flags
        facts = references.encode()
        if is_added(placement(language).family):
            # What another package made may not fit together, and would be damage once it is stored.
            Interface.decode(plain)
            References.decode(facts)
        result.interface = encoded_object(self._codec, plain)
        result.facts = encoded_object(self._codec, facts)
        if self.keep_plain:
            result.plain = (plain, facts)

    def _extractor(self, language: str) -> Extractor | _Unusable:
        extractor = self._extractors.get(language)
        if extractor is None:
            extractor = self._extractors[language] = self._load(language)
        return extractor

    def _load(self, language: str) -> Extractor | _Unusable:
        """The extractor of a language, or why there is none: tried once, other languages go on."""
        rules = placement(language)
        try:
            extractor = front_end(rules.family).extractor(language, keep_docs=self._keep_docs)
        except (MemoryError, KeyboardInterrupt):
            raise
        except Exception as error:
            if isinstance(error, ModuleNotFoundError) and error.name in parsers_of(rules):
                return _Unusable(GRAMMAR_MISSING, "")
            told = f"{type(error).__name__}: {error}"
            return _Unusable(
                FAILED,
                f"files of the language {language} are left out, because what analyses them cannot be"
                f" loaded ({told}); install its packages again",
            )
        if isinstance(extractor, SourceExtractor):
            extractor.parse_timeout = self._timeout
        return extractor


class _Unusable:
    """Stands for the extractor of a language that cannot be loaded."""

    __slots__ = ("skip", "trouble")

    def __init__(self, skip: int, trouble: str) -> None:
        self.skip = skip
        self.trouble = trouble


def encoded_object(codec: Codec, plain: bytes) -> tuple[bytes, bytes]:
    """Digest and envelope of an object."""
    digest = content_digest(plain)
    return digest, codec.encode(plain, StoreKeys(codec.hide).object(digest))


def skip_reason(data: bytes) -> int:
    """Index into `SKIP_REASONS` for content that is not worth parsing; 0 if it is."""
    if is_binary(data):
        return BINARY
    if is_minified(data):
        return MINIFIED
    return 0
