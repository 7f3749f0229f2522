"""Build constraints: which files are part of what is built on Linux, the platform that is taken for granted.

A name can be declared once per platform. Where a mention could mean several of these, the declaration that
is built on Linux for amd64 is taken: which it is must not depend on the machine that analyses.
"""

from __future__ import annotations

import re

_TAGS = frozenset((b"linux", b"amd64", b"unix", b"gc", b"cgo"))
_SYSTEMS = frozenset(
    (
        "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl",
        "netbsd", "openbsd", "plan9", "solaris", "wasip1", "windows", "zos",
    )
)  # fmt: skip
_MACHINES = frozenset(
    (
        "386", "amd64", "amd64p32", "arm", "arm64", "arm64be", "armbe", "loong64", "mips", "mips64",
        "mips64le", "mips64p32", "mips64p32le", "mipsle", "ppc", "ppc64", "ppc64le", "riscv", "riscv64",
        "s390", "s390x", "sparc", "sparc64", "wasm",
    )
)  # fmt: skip
_BUILD = re.compile(rb"^//go:build[ \t]+(.*)$", re.MULTILINE)
_OLD_BUILD = re.compile(rb"^// ?\+build[ \t]+(.*)$", re.MULTILINE)
_TOKEN = re.compile(rb"[()!]|&&|\|\||[\w.]+")
_RELEASE = re.compile(rb"go1(\.\d+)*\Z")
_DEEPEST = 50


def holds(head: bytes) -> bool:
    """Whether the constraints in the comments above a package clause hold on Linux for amd64."""
    found = _BUILD.search(head)
    if found is not None:
        return _Expression(_TOKEN.findall(found.group(1))).value()
    return all(_old(line) for line in _OLD_BUILD.findall(head))


def path_holds(path: str) -> bool:
    """Whether the name of a file leaves it in: ``name_windows.go`` and ``name_arm64.go`` do not."""
    parts = path.rpartition("/")[2].removesuffix(".go").removesuffix("_test").split("_")[1:]
    if not parts:
        return True
    last = parts[-1]
    if last in _MACHINES:
        system = parts[-2] if len(parts) > 1 and parts[-2] in _SYSTEMS else "linux"
        return last == "amd64" and system == "linux"
    return last not in _SYSTEMS or last == "linux"


def _old(line: bytes) -> bool:
    """A line of the old form: blanks are or, commas are and."""
    return any(all(_term(term) for term in option.split(b",")) for option in line.split())


def _term(term: bytes) -> bool:
    return not _tag(term[1:]) if term.startswith(b"!") else _tag(term)


def _tag(name: bytes) -> bool:
    return name in _TAGS or _RELEASE.match(name) is not None


class _Expression:
    """A constraint of the new form; one that is not well formed holds."""

    def __init__(self, tokens: list[bytes]) -> None:
        self.tokens = tokens[::-1]

    def value(self) -> bool:
        if len(self.tokens) > 200:
            return True
        value = self._or(0)
        return value if not self.tokens else True

    def _or(self, depth: int) -> bool:
        value = self._and(depth)
        while self._take(b"||"):
            value = self._and(depth) or value
        return value

    def _and(self, depth: int) -> bool:
        value = self._not(depth)
        while self._take(b"&&"):
            value = self._not(depth) and value
        return value

    def _not(self, depth: int) -> bool:
        if depth > _DEEPEST or not self.tokens:
            return True
        if self._take(b"!"):
            return not self._not(depth + 1)
        if self._take(b"("):
            value = self._or(depth + 1)
            self._take(b")")
            return value
        return _tag(self.tokens.pop())

    def _take(self, token: bytes) -> bool:
        if self.tokens and self.tokens[-1] == token:
            self.tokens.pop()
            return True
        return False
