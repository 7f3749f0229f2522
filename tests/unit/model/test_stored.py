"""Records read in place say what decoded records say."""

import random

import pytest

from parseltongue.analysis.languages.java.front_end import extractor as java_extractor
from parseltongue.analysis.languages.python.front_end import extractor
from parseltongue.model.columns import ColumnReader, ColumnWriter
from parseltongue.model.errors import CorruptionError
from parseltongue.model.facts import References
from parseltongue.model.ids import DIGEST_SIZE, external_id, symbol_id
from parseltongue.model.interface import Interface
from parseltongue.model.links import FileLinks
from parseltongue.model.stored import StoredInterface, StoredLinks, StoredMentions, StoredPaths, StoredPlaces
from parseltongue.model.stored_columns import positions
from tests.unit.query.graphs import random_files

LONG = "".join(
    f"def f{number}(x):\n    '''Doc {number}.'''\n    return x.y{number}().z\n\n" for number in range(400)
)


def _records(text: str) -> tuple[Interface, References]:
    interface, references = extractor("python", keep_docs=True).extract(text.encode())
    references.interface = bytes(DIGEST_SIZE)
    return interface, references


def _check(text: str) -> None:
    interface, references = _records(text)
    stored = StoredInterface(interface.encode())
    count = len(interface.kinds)
    assert [stored.symbol(one) for one in range(count)] == interface.symbols
    assert stored.ids() == b"".join(map(symbol_id, interface.symbols))
    assert stored.names.all() == interface.names
    assert [stored.scope_path(one) for one in range(count)] == [
        interface.scope_path(one) for one in range(count)
    ]
    for ordinal in range(count):
        assert stored.bases(ordinal) == interface.bases.get(ordinal, [])
        for name, member in interface.members(ordinal).items():
            assert stored.member(ordinal, name) == member
            assert stored.named(name) == [one for one in range(1, count) if interface.names[one] == name]
    data = references.encode()
    places, mentions, paths = StoredPlaces(data), StoredMentions(data), StoredPaths(data)
    assert places.spans() == list(zip(references.starts, references.ends, strict=True))
    assert [places.signatures.get(one) for one in range(count)] == references.signatures
    assert [places.docs.get(one) for one in range(count)] == (references.docs or [""] * count)
    assert list(mentions.lines) == references.lines
    for path, start, end in references.mentions():
        assert list(mentions.of_path(path)) == list(range(start, end))
        assert {mentions.path_of(one) for one in range(start, end)} == {path}
    for path in range(1, len(references.operations)):
        assert paths.written(path, stored)


@pytest.mark.parametrize("seed", range(15))
def test_random_sources(seed):
    for text in random_files(seed).values():
        _check(text)


def test_wide_columns():
    _check(LONG)


def test_bases_are_written_as_the_interface_has_them():
    interface, references = _records("import a\nclass B: ...\nclass C(B, a.D, a.b.E): ...\n")
    stored, paths = StoredInterface(interface.encode()), StoredPaths(references.encode())
    texts = {paths.text(path, stored) for path in range(1, len(references.operations))}
    assert len(interface.bases[2]) == 3
    assert texts >= set(interface.bases[2])


def test_links():
    outcomes = [(7, None), (0, bytes(range(16))), (3, "os.path"), (0, b"\1" * 16), (4, None), (3, "os")]
    links = FileLinks.from_outcomes(outcomes, [])
    stored = StoredLinks(links.encode())
    for path in range(len(outcomes)):
        assert stored.target(stored.targets[path]) == links.target(path)
    leading = {bytes(range(16)): [1], b"\1" * 16: [3], external_id("os"): [5], external_id("os.path"): [2]}
    for target, paths in leading.items():
        assert positions(stored.targets, stored.number_of(target)) == paths
    assert stored.number_of(b"\2" * 16) == 0
    assert stored.number_of(external_id("sys")) == 0


@pytest.mark.parametrize(
    "values", [[], [1, 2, 1], [300, 1, 1, 256, 1], [70_000, 256, 1, 65_537], [1 << 40, 5, 1]]
)
def test_positions(values):
    out = ColumnWriter()
    out.column(values)
    column = ColumnReader(out.getvalue()).packed()
    for value in {*values, 0, 1, 2, 255, 256, 1 << 50}:
        assert positions(column, value) == [at for at, one in enumerate(values) if one == value]


@pytest.mark.parametrize("largest", [60, 15_000, 100_000])
def test_lines_one_by_one_and_all_together(largest):
    """Steps of one, two and four bytes; of each the first few lines are looked for one by one."""
    lines = [1, largest, 2, largest - 1, largest, 1, *range(5, 40), largest // 2]
    references = _records("".join("a()\n" for _ in lines))[1]
    references.lines[:] = [lines[number % len(lines)] for number in range(len(references.lines))]
    data = references.encode()
    for start in range(len(references.lines) - 6):
        found = StoredMentions(data)
        asked = range(start, min(start + 12, len(references.lines)))
        assert [found.line(one) for one in asked] == [references.lines[one] for one in asked]
    assert list(StoredMentions(data).lines) == references.lines


def _use(interface: bytes, references: bytes) -> None:
    stored = StoredInterface(interface)
    stored.ids()
    for ordinal in range(len(stored.kinds)):
        stored.symbol(ordinal), stored.bases(ordinal), stored.children(ordinal), stored.scope_path(ordinal)
        stored.member(ordinal, "f")
    places, mentions, paths = StoredPlaces(references), StoredMentions(references), StoredPaths(references)
    for ordinal in range(len(places)):
        places.span(ordinal), places.signatures.get(ordinal), places.docs.get(ordinal)
    assert len(mentions.lines) == len(mentions.kinds)
    for path in range(len(paths.operations)):
        paths.written(path, stored), paths.text(path, stored), paths.member(path)


def test_damage_is_told_as_such():
    interface, references = _records(
        "import a\nclass C(a.B):\n    '''Doc.'''\n    def f(self):\n        self.f().g[0]\n"
    )
    sound = (interface.encode(), references.encode())
    _use(*sound)
    chance = random.Random(1)
    told = 0
    for _ in range(3000):
        records = [bytearray(one) for one in sound]
        victim = chance.choice(records)
        if chance.random() < 0.2:
            del victim[chance.randrange(len(victim)) :]
        else:
            victim[chance.randrange(len(victim))] = chance.randrange(256)
        try:
            _use(*map(bytes, records))
        except CorruptionError:
            told += 1
    assert told > 1000


OVERLOADS = b"class A { void run(int count, String name) {} void run(A other) {} int size; }"


def test_parameters_of_callables():
    interface, _ = java_extractor("java", keep_docs=False).extract(OVERLOADS)
    stored = StoredInterface(interface.encode())
    assert stored.has_parameters
    assert any(interface.parameters.values())
    for ordinal in range(len(interface.kinds)):
        assert stored.parameters(ordinal) == interface.parameters.get(ordinal)


def test_damaged_parameters_are_told_whenever_they_are_asked_for():
    interface, _ = java_extractor("java", keep_docs=False).extract(OVERLOADS)
    stored = StoredInterface(interface.encode()[:-3])
    told = []
    for _ in range(2):
        with pytest.raises(CorruptionError) as error:
            stored.parameters(2)
        told.append(str(error.value))
    assert told[0] == told[1]
