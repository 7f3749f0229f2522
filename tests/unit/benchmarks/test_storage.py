import json

import pytest

from benchmarks import storage, synthetic
from benchmarks.storage import BatchedObjects, Clocks
from parseltongue.storage.memory import MemoryBackend


@pytest.fixture
def objects():
    with MemoryBackend.open("", mode="write") as backend:
        yield BatchedObjects(backend)


def test_what_is_loaded_is_what_was_written(objects):
    clocks = Clocks()
    root = storage.write(objects, 1_000, clocks)
    assert storage.load(objects, root, clocks) == 46 * synthetic.ENTITIES_PER_FILE
    assert all(seconds > 0 for seconds in clocks.seconds.values())


def test_equal_graphs_have_equal_roots(objects):
    root = storage.write(objects, 500, Clocks())
    assert storage.write(objects, 500, Clocks()) == root
    assert storage.write(objects, 600, Clocks()) != root


def test_a_missing_object_is_not_taken_for_an_empty_one(objects):
    with pytest.raises(LookupError, match="00000000"):
        objects.get(bytes(24))


def test_the_default_backend_is_measured(capsys, tmp_path):
    assert storage.main(["--entities", "500", "--json", "--scratch", str(tmp_path)]) == 0
    figures = {f["what"]: f for f in json.loads(capsys.readouterr().out)["figures"]}
    assert figures["entities"]["values"] == {"measured": 506}
    assert {f["bar"] for f in figures.values()} == {None, 100_000, 1.0}
