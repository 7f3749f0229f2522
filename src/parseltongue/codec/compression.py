"""Compressions by name and id, and the objects that each thread keeps for them.

Importing the `zstandard` package takes 20 ms, nearly all for `typing` and `platform`, which only its pure
Python fallback needs. Its C module is complete by itself and loads in 2 ms under its own name, so that a
later import of the package finds it. A package without that module is imported as usual.
"""

from __future__ import annotations

import sys
from _frozen_importlib import module_from_spec
from _frozen_importlib_external import PathFinder
from _thread import _local, allocate_lock

from parseltongue.model.errors import CodecError, ConfigError, CorruptionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

NONE, ZSTD, LZ4 = 0, 1, 2
COMPRESSION_IDS = {"none": NONE, "zstd": ZSTD, "lz4": LZ4}
# Of each compression: its default level, and those that it has.
LEVELS = {"none": (0, range(0)), "zstd": (6, range(1, 23)), "lz4": (0, range(17))}

_C_MODULE = "zstandard.backend_c"
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ONE_BYTE_FRAME = _ZSTD_MAGIC + b"\x20\x01\x09\x00\x00x"


def load_zstd() -> Any:
    """The zstandard library, without what it imports for its fallback where possible."""
    loaded = sys.modules.get(_C_MODULE) or sys.modules.get("zstandard")
    return loaded or _load_c_module() or _import_package()


def _load_c_module() -> Any:
    package = PathFinder.find_spec("zstandard")
    if package is None or package.submodule_search_locations is None:
        return None
    spec = PathFinder.find_spec(_C_MODULE, package.submodule_search_locations)
    if spec is None or spec.loader is None:
        return None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules[_C_MODULE] = module
    return module


def _import_package() -> Any:
    import zstandard

    return zstandard


def checked_level(compression: str, level: int | None) -> int:
    """The level to use; its default for `None`, and always for "none", which has no levels.

    Raises
    ------
    ConfigError
        The compression or its level does not exist.
    """
    if compression not in COMPRESSION_IDS:
        known = ", ".join(sorted(COMPRESSION_IDS))
        raise ConfigError(f'there is no compression "{compression}"; the compressions are: {known}')
    default, levels = LEVELS[compression]
    if level is None or not levels:
        return default
    if level not in levels:
        raise ConfigError(f"{compression} has no level {level}; its levels are {levels[0]} to {levels[-1]}")
    return level


class Zstd:
    """zstd frames without their magic number, with or without a dictionary. Safe for threads.

    The frame holds the plain size, but neither checksum nor dictionary id: the envelope has them.
    """

    __slots__ = (
        "_compressors", "_contents", "_decompressors", "_dictionaries", "_digested", "_digesting", "_find",
        "_level",
    )  # fmt: skip

    def __init__(self, level: int, find: Callable[[int], bytes] | None) -> None:
        self._level = level
        self._find = find
        self._contents: dict[int, bytes] = {}
        self._dictionaries: dict[int, Any] = {}
        self._digested: set[int] = set()
        self._digesting = allocate_lock()
        self._compressors = _local()
        self._decompressors = _local()

    def add_dictionary(self, identifier: int, dictionary: bytes) -> None:
        """Make a dictionary known; it is digested when it is needed, so that a reader pays for no writing."""
        self._contents.setdefault(identifier, dictionary)

    def compress(self, plain: bytes, identifier: int) -> bytes:
        """The frame of `plain`, with the known dictionary `identifier` unless it is 0."""
        try:
            compressor = self._compressors.by_id[identifier]
        except (AttributeError, KeyError):
            compressor = self._new_compressor(identifier)
        frame: bytes = compressor.compress(plain)
        return frame[4:]

    def _new_compressor(self, identifier: int) -> Any:
        dictionary = self._dictionary(identifier)
        with self._digesting:
            # Digesting it a second time would free the tables that another thread is compressing with.
            if dictionary is not None and identifier not in self._digested:
                try:
                    dictionary.precompute_compress(level=self._level)
                except load_zstd().ZstdError as error:
                    raise _unusable(identifier, error) from error
                self._digested.add(identifier)
        made = load_zstd().ZstdCompressor(level=self._level, dict_data=dictionary, write_dict_id=False)
        return _kept(self._compressors, identifier, made)

    def decompress(self, body: bytes, identifier: int, largest: int) -> bytes:
        """The plain bytes of a frame.

        Raises
        ------
        CorruptionError
            The frame is damaged, or says that it holds more than `largest` bytes.
        """
        try:
            decompressor = self._decompressors.by_id[identifier]
        except (AttributeError, KeyError):
            decompressor = self._new_decompressor(identifier)
        zstd = load_zstd()
        frame = _ZSTD_MAGIC + body
        try:
            if not 0 <= zstd.frame_content_size(frame) <= largest:
                raise CorruptionError(f"it says that it holds more than {largest} bytes, or not how many")
            plain: bytes = decompressor.decompress(frame)
        except zstd.ZstdError as error:
            raise CorruptionError(f"its zstd frame is damaged ({error})") from error
        return plain

    def _new_decompressor(self, identifier: int) -> Any:
        made = load_zstd().ZstdDecompressor(dict_data=self._dictionary(identifier))
        return _kept(self._decompressors, identifier, made)

    def _dictionary(self, identifier: int) -> Any:
        if not identifier:
            return None
        shared = self._dictionaries.get(identifier)
        if shared is None:
            shared = self._dictionaries.setdefault(identifier, self._checked(identifier))
        return shared

    def _checked(self, identifier: int) -> Any:
        zstd = load_zstd()
        try:
            made = zstd.ZstdCompressionDict(self._content(identifier))
            zstd.ZstdDecompressor(dict_data=made).decompress(_ONE_BYTE_FRAME)
        except zstd.ZstdError as error:
            raise _unusable(identifier, error) from error
        return made

    def _content(self, identifier: int) -> bytes:
        if identifier not in self._contents:
            if self._find is None:
                raise CodecError(f"it needs the dictionary {identifier:06x}, and none can be looked up")
            self.add_dictionary(identifier, self._find(identifier))
        return self._contents[identifier]


def _unusable(identifier: int, error: Exception) -> CorruptionError:
    return CorruptionError(f"the dictionary {identifier:06x} cannot be used ({error})")


def _kept(slots: _local, identifier: int, made: Any) -> Any:
    try:
        slots.by_id[identifier] = made
    except AttributeError:
        slots.by_id = {identifier: made}
    return made


def _load_lz4() -> Any:
    import importlib

    return importlib.import_module("lz4.block")


def lz4_compress(plain: bytes, level: int) -> bytes:
    """An lz4 block after the plain size (4 bytes, little-endian); level 0 is the fast mode."""
    block = _load_lz4()

    mode = "high_compression" if level else "default"
    packed: bytes = block.compress(plain, mode=mode, compression=level)
    return packed


def lz4_decompress(body: bytes, largest: int) -> bytes:
    """The plain bytes of an lz4 block.

    Raises
    ------
    CorruptionError
        The block is damaged, or says that it holds more than `largest` bytes.
    """
    block = _load_lz4()

    if len(body) < 4 or int.from_bytes(body[:4], "little") > largest:
        raise CorruptionError(f"it says that it holds more than {largest} bytes, or not how many")
    try:
        plain: bytes = block.decompress(body)
    except block.LZ4BlockError as error:
        raise CorruptionError(f"its lz4 block is damaged ({error})") from error
    return plain
