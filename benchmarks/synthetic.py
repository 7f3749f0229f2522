"""A graph of any size, shaped like Django: 22 entities, 33 paths and 99 mentions a file, three records each.

Every number is a function of the file's index, so that two runs make the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parseltongue.model import ids, kinds, paths
from parseltongue.model.facts import References
from parseltongue.model.interface import Interface
from parseltongue.model.links import FileLinks

if TYPE_CHECKING:
    from collections.abc import Iterator

ENTITIES_PER_FILE = 22
METHODS_PER_CLASS = 6
PATHS_PER_FILE = 32
MENTIONS_PER_PATH = 3
LINKED_ENTITIES = 6
CONSULTED_PER_FILE = 33


@dataclass(frozen=True)
class SyntheticFile:
    """The records of one file and what the maps say of it, before anything is encoded."""

    path: str
    path_id: bytes
    interface: Interface
    references: References
    links: FileLinks
    names: list[str]


def files(entities: int) -> Iterator[SyntheticFile]:
    """Give as many files as it takes to have this many entities."""
    count = -(-entities // ENTITIES_PER_FILE)
    for number in range(count):
        yield _file(number, count)


def _file(number: int, count: int) -> SyntheticFile:
    path = f"package_{number % 97}/part_{number % 1009}/module_{number}.py"
    interface = _interface(number)
    outcomes = _outcomes(number, count)
    return SyntheticFile(
        path=path,
        path_id=ids.path_id(path),
        interface=interface,
        references=_references(number, interface),
        links=FileLinks.from_outcomes(outcomes, _lookups(number)),
        names=interface.names[1:],
    )


def _lookups(number: int) -> list[int]:
    return [int.from_bytes(_digest(f"lookup {number * 7 + n * n}"), "big") for n in range(CONSULTED_PER_FILE)]


def _digest(text: str) -> bytes:
    return ids.symbol_id(text)


def _interface(number: int) -> Interface:
    entity_kinds, parents, names, bases = [kinds.FILE], [0], [""], {}
    for ordinal in range(1, ENTITIES_PER_FILE):
        place = (ordinal - 1) % (METHODS_PER_CLASS + 1)
        entity_kinds.append(kinds.METHOD if place else kinds.CLASS)
        parents.append(ordinal - place if place else 0)
        names.append(f"{'do' if place else 'Thing'}_{(number * 31 + ordinal) % 400_009}")
        if not place:
            bases[ordinal] = [f"gBase_{number % 701};"]
    imports = {f"imported_{n}": f"ipackage_{n}.module_{number % 997};" for n in range(8)}
    flags, types = [0] * len(names), [""] * len(names)
    return Interface(entity_kinds, parents, flags, names, types, bases, {0: imports}, {}, None)


def _references(number: int, interface: Interface) -> References:
    refs = References()
    refs.interface = ids.content_digest(interface.encode())
    refs.path_names = [f"name_{(number * 13 + n) % 50_021}" for n in range(PATHS_PER_FILE)]
    refs.operations += [paths.GLOBAL if n % 2 else paths.ATTR for n in range(PATHS_PER_FILE)]
    refs.first += [0 if n % 2 else max(0, n - 1) for n in range(PATHS_PER_FILE)]
    refs.second += list(range(PATHS_PER_FILE))
    refs.counts += [MENTIONS_PER_PATH] * PATHS_PER_FILE
    for mention in range(PATHS_PER_FILE * MENTIONS_PER_PATH):
        refs.kinds.append(kinds.CALLS if mention % 2 else kinds.USES)
        refs.lines.append(1 + mention * 7 % 200)
        refs.sources.append(mention % ENTITIES_PER_FILE)
    refs.starts = [1, *range(10, 10 * ENTITIES_PER_FILE, 10)]
    refs.ends = [start + 8 for start in refs.starts]
    refs.name_lines = [0] * ENTITIES_PER_FILE
    refs.set_texts(
        [f"(self, value_{n}, *, key=...)" for n in range(ENTITIES_PER_FILE)], [""] * ENTITIES_PER_FILE
    )
    return refs


def _outcomes(number: int, count: int) -> list[tuple[int, bytes | str | None]]:
    outcomes: list[tuple[int, bytes | str | None]] = [(kinds.UNRESOLVED, None)]
    for path in range(PATHS_PER_FILE):
        if path % 4 == 0:
            outcomes.append((kinds.EXTERNAL, f"library.module_{path}.function"))
        elif path % 4 == 1:
            outcomes.append((kinds.UNRESOLVED, None))
        else:
            other = (number * 3 + path % LINKED_ENTITIES) % count
            outcomes.append((kinds.EXACT, _digest(f"file {other}") + _digest(f"symbol {path}")))
    return outcomes
