"""Which items are compiled: ``#[cfg(...)]`` for one configuration, the commonest.

Where an item exists once for each platform or feature, a name can only lead to one of them. Assumed is a
64-bit Linux with all features on that a stable compiler has, and no tests, no documentation run, no checker.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(rb'\s*([A-Za-z_]\w*|=|\(|\)|,|"[^"]*")')
_LONGEST = 100
"""Parentheses of a predicate that is looked at; nobody writes so many."""
_ABSENT = frozenset(
    (
        b"test", b"doc", b"docsrs", b"doctest", b"miri", b"loom", b"fuzzing", b"windows", b"wasm", b"kani",
        b"no_std",
    )
)  # fmt: skip
_VALUES = {
    b"target_os": (b'"linux"',),
    b"target_family": (b'"unix"',),
    b"target_arch": (b'"x86_64"',),
    b"target_env": (b'"gnu"', b'""'),
    b"target_vendor": (b'"unknown"',),
    b"target_endian": (b'"little"',),
    b"target_pointer_width": (b'"64"',),
    b"target_has_atomic": (b'"8"', b'"16"', b'"32"', b'"64"', b'"ptr"'),
    b"target_feature": (b'"fxsr"', b'"sse"', b'"sse2"'),
    b"panic": (b'"unwind"',),
}
_UNSTABLE = (b'"nightly', b'"unstable', b'"rustc-dep-of-std"')
"""How features begin that need another compiler, or are there for the standard library alone."""


def is_compiled(attribute: bytes) -> bool:
    """Whether ``cfg(predicate)`` holds; True for an attribute of another kind."""
    if attribute.count(b"(") > _LONGEST:
        return True
    tokens = _TOKEN.findall(attribute)[::-1]
    if not tokens or tokens.pop() != b"cfg" or not tokens or tokens.pop() != b"(":
        return True
    return _predicate(tokens)


def _predicate(tokens: list[bytes]) -> bool:
    if not tokens:
        return True
    name = tokens.pop()
    if tokens and tokens[-1] == b"(":
        tokens.pop()
        return _combined(name, _list(tokens))
    if len(tokens) > 1 and tokens[-1] == b"=":
        tokens.pop()
        value = tokens.pop()
        if name == b"feature":
            return not value.startswith(_UNSTABLE)
        return value in _VALUES[name] if name in _VALUES else True
    return name not in _ABSENT


def _list(tokens: list[bytes]) -> list[bool]:
    found = []
    while tokens and tokens[-1] != b")":
        if tokens[-1] == b",":
            tokens.pop()
        else:
            found.append(_predicate(tokens))
    if tokens:
        tokens.pop()
    return found


def _combined(name: bytes, parts: list[bool]) -> bool:
    if name == b"not":
        return not all(parts)
    return any(parts) if name == b"any" else all(parts)
