"""What encryption at rest costs a cold analysis, and whether anything of the code shows in the store.

    python -m benchmarks.encryption [--repeat N] [--json] [--check]

Plain and encrypted analyses take turns, each into a new store. Their CPU seconds are compared by the medians.

Searched for are the names of all entities, the paths of all files and the lines of all sources, as far as
they have six bytes, in the bytes of every file of the compacted encrypted store. What also shows in the
encrypted store of an empty project is the database's own vocabulary and does not count. The same search in
the plain store shows that it finds things.
"""

from __future__ import annotations

import json
import secrets
import statistics
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks import corpus, options, report, trees
from benchmarks.command import Command
from benchmarks.report import Figure

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable
    from pathlib import Path

SHORTEST = 6
PLAIN, ENCRYPTED = "plain", "encrypted"


class Patterns:
    """Byte strings to search for, by their first bytes: one pass over the data finds them all."""

    def __init__(self, patterns: Iterable[bytes]) -> None:
        self._by_head: dict[bytes, list[bytes]] = {}
        for pattern in set(patterns):
            if len(pattern) >= SHORTEST:
                self._by_head.setdefault(pattern[:SHORTEST], []).append(pattern)

    def __len__(self) -> int:
        return sum(map(len, self._by_head.values()))

    def found_in(self, folder: Path) -> set[bytes]:
        """Those that occur in a file below a folder, or in the name of one."""
        found: set[bytes] = set()
        for path in folder.rglob("*"):
            found |= self._found(str(path.relative_to(folder)).encode())
            if path.is_file():
                found |= self._found(path.read_bytes())
        return found

    def _found(self, data: bytes) -> set[bytes]:
        heads = self._by_head
        starts = (data[at : at + SHORTEST] for at in range(len(data) - SHORTEST + 1))
        return {pattern for head in heads.keys() & set(starts) for pattern in heads[head] if pattern in data}


def secrets_of(root: Path, export: bytes) -> Patterns:
    """What must not show: names and paths of the export, and lines of the sources."""
    entities = (json.loads(line) for line in export.splitlines())
    names = {
        text.encode()
        for entity in entities
        if entity["type"] == "entity"
        for text in (entity["name"], entity["file"])
    }
    lines = {line.strip() for path, _ in trees.source_files(root) for line in path.read_bytes().splitlines()}
    return Patterns(names | lines)


def commands(given: argparse.Namespace, scratch: Path) -> dict[str, Command]:
    """The command with a configuration that says nothing, and with one that names a key."""
    made = {}
    key = scratch / "key"
    key.write_text(secrets.token_hex(32))
    for condition, text in (
        (PLAIN, ""),
        (ENCRYPTED, f"[storage.encryption]\nkey_file = {json.dumps(str(key))}\n"),
    ):
        folder = scratch / condition / "parseltongue"
        folder.mkdir(parents=True)
        (folder / "parseltongue.toml").write_text(text)
        environment = (("XDG_CONFIG_HOME", str(folder.parent)), ("APPDATA", str(folder.parent)))
        made[condition] = Command(scratch, given.command, environment)
    return made


def run(given: argparse.Namespace) -> list[Figure]:
    """Measure, then search."""
    with options.scratch(given) as scratch:
        root = trees.copy(corpus.obtain(given.project, given.corpus), scratch / "code")
        kinds = commands(given, scratch)
        seconds: dict[str, list[float]] = {PLAIN: [], ENCRYPTED: []}
        snapshots = set()
        for number in range(given.repeat):
            for condition in (PLAIN, ENCRYPTED) if number % 2 else (ENCRYPTED, PLAIN):
                kinds[condition] = replace(kinds[condition], cache=scratch / f"{condition}-{number}")
                analysis = kinds[condition].analyze(root)
                seconds[condition].append(analysis.cost.cpu_seconds)
                snapshots.add(analysis.snapshot)
        return [*_costs(seconds, snapshots), *_leaks(root, kinds, scratch)]


def _costs(seconds: dict[str, list[float]], snapshots: set[str]) -> list[Figure]:
    medians = {condition: statistics.median(values) for condition, values in seconds.items()}
    more = 100 * (medians[ENCRYPTED] / medians[PLAIN] - 1)
    return [
        Figure("cold analyze", dict(medians), "CPU s"),
        Figure("cold analyze, more than plain", {ENCRYPTED: more}, "%", bar=10.0),
        Figure("different snapshots", {ENCRYPTED: len(snapshots)}, bar=1, compare="=="),
    ]


def _leaks(root: Path, kinds: dict[str, Command], scratch: Path) -> list[Figure]:
    for command in kinds.values():
        command.compact(root)
    patterns = secrets_of(root, kinds[PLAIN].export(root))
    nothing = scratch / "nothing"
    nothing.mkdir()
    (nothing / "parseltongue.toml").write_text("")
    control = replace(kinds[ENCRYPTED], cache=scratch / "control")
    control.analyze(nothing)
    control.compact(nothing)
    vocabulary = patterns.found_in(control.cache)
    found = {kind: patterns.found_in(command.cache) for kind, command in kinds.items()}
    for pattern in sorted(found[ENCRYPTED] - vocabulary)[:20]:
        print(f"found in the encrypted store: {pattern!r}", file=sys.stderr)
    return [
        Figure("store", {kind: trees.disk_bytes(one.cache) / 1e6 for kind, one in kinds.items()}, "MB"),
        Figure("names, paths and lines searched for", {ENCRYPTED: len(patterns), PLAIN: len(patterns)}),
        Figure("of these the database's own words", {ENCRYPTED: len(vocabulary)}),
        Figure("other ones found", {ENCRYPTED: len(found[ENCRYPTED] - vocabulary)}, bar=0, compare="=="),
        Figure("found in a plain store", {PLAIN: len(found[PLAIN])}),
    ]


def main(argv: list[str] | None = None) -> int:
    """Measure and print."""
    parser = options.parser(__doc__)
    options.add_corpus(parser)
    options.add_command(parser)
    parser.add_argument(
        "--repeat", type=int, default=3, metavar="N", help="analyses of each kind (default: 3)"
    )
    parser.add_argument(
        "--project", choices=sorted(corpus.DISTRIBUTIONS), default="django", help="default: django"
    )
    given = parser.parse_args(argv)
    return report.publish(f"encryption: {given.project}", run(given), given)


if __name__ == "__main__":
    sys.exit(main())
