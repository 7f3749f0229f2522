"""The faulty backend fails as it says, and when it says."""

from __future__ import annotations

import subprocess
import sys

import pytest

from parseltongue.model.errors import FullError, UnavailableError
from parseltongue.storage.memory import MemoryBackend
from parseltongue.testing.faults import FaultyBackend


def _faulty(**faults: object) -> FaultyBackend:
    return FaultyBackend(MemoryBackend.open("", mode="write"), **faults)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("manner", "left"), [("lost", []), ("torn", [b"a"]), ("unacknowledged", [b"a", b"b"])]
)
def test_the_chosen_write_fails(manner: str, left: list[bytes]) -> None:
    store = _faulty(fail_at=2, manner=manner)
    store.write([(b"z", b"0")], durable=False)
    with pytest.raises(FullError, match="write 2"):
        store.write([(b"a", b"1"), (b"b", b"2")], durable=True)
    store.write([(b"y", b"3")], durable=False)
    assert [key for key, _ in store.scan(b"", None)] == [*left, b"y", b"z"]
    assert store.counts == {"write": 3, "scan": 1}


def test_it_can_fail_for_good() -> None:
    store = _faulty(fail_at=1, for_good=True, error=UnavailableError)
    for _ in range(3):
        with pytest.raises(UnavailableError):
            store.write([(b"a", b"1")], durable=False)
    assert store.get(b"a") is None


@pytest.mark.parametrize(("manner", "left"), [("lost", None), ("torn", None), ("unacknowledged", b"1")])
def test_compare_and_swap_counts_as_a_write(manner: str, left: bytes | None) -> None:
    store = _faulty(fail_at=1, manner=manner)
    with pytest.raises(FullError):
        store.compare_and_swap(b"a", None, b"1")
    assert store.get(b"a") == left
    assert store.compare_and_swap(b"a", left, b"2")


def test_it_needs_neither_pytest_nor_hypothesis() -> None:
    code = "import sys, parseltongue.testing.faults; print({'pytest', 'hypothesis'} & set(sys.modules))"
    environment = {"PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment
    )
    assert done.stdout == "set()\n"
