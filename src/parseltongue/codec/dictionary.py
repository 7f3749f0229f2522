"""Train zstd dictionaries from samples of records, and name them by their content.

A dictionary holds pieces of the samples: it is as confidential as the records, and is stored like them.
"""

from __future__ import annotations

from xxhash import xxh3_64_intdigest

from parseltongue.model.errors import CodecError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_SIZE = 48 << 10

# Given, because the trainer would otherwise try forty combinations: 0.02 s instead of 0.17 s for 1 MB of
# samples, and a dictionary as good.
_SEGMENT = 200
_MATCH = 6
_FREQUENCY_LOG = 18
_SAMPLE_BYTES = 1 << 20
_FEWEST = 16


def dictionary_id(dictionary: bytes) -> int:
    """The id of a dictionary: 1 to 2**24 - 1, from its content."""
    return xxh3_64_intdigest(dictionary) % 0xFFFFFF + 1


def train_dictionary(samples: Sequence[bytes], size: int = DEFAULT_SIZE) -> bytes:
    """A dictionary of at most `size` bytes for records like the samples.

    Deterministic. Of samples beyond 1 MB in total only an even selection is used, so that the time stays
    below 0.1 s. Worth it from about ten times `size` of samples.

    Raises
    ------
    CodecError
        The samples are too few or too small to learn anything from.
    """
    from parseltongue.codec.compression import load_zstd

    chosen = _selected(samples)
    zstd = load_zstd()
    if len(chosen) < _FEWEST:
        raise CodecError(f"a dictionary needs at least {_FEWEST} records of 8 bytes, got {len(chosen)}")
    try:
        trained = zstd.train_dictionary(
            size, chosen, k=_SEGMENT, d=_MATCH, f=_FREQUENCY_LOG, accel=1, split_point=1.0
        )
    except (zstd.ZstdError, ValueError) as error:
        raise CodecError(f"a dictionary of {size} bytes cannot be trained: {error}") from error
    dictionary: bytes = trained.as_bytes()
    return dictionary


def _selected(samples: Sequence[bytes]) -> list[bytes]:
    total = sum(map(len, samples))
    step = max(1, -(-total // _SAMPLE_BYTES))
    return [sample for sample in samples[::step] if len(sample) >= 8]
