"""The contract that Parseltongue ships for its backends, on sled; and what only sled has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from parseltongue.model.errors import CorruptionError
from parseltongue.storage.registry import backend_named
from parseltongue.testing.contract import BackendContract
from parseltongue.testing.machine import backend_machine
from parseltongue_sled import SledBackend

if TYPE_CHECKING:
    from pathlib import Path

QUICK = {"lock_wait_ms": 300}


class TestSled(BackendContract):
    backend = SledBackend
    options = QUICK


TestSledMachine = backend_machine(SledBackend, QUICK).TestCase
TestSledMachine.settings = settings(max_examples=10, stateful_step_count=20, deadline=None)


def test_it_is_found_by_its_name() -> None:
    assert backend_named("sled") is SledBackend


def test_the_options_of_the_seed_are_the_defaults() -> None:
    values = SledBackend.validate_options({})
    assert values["cache_capacity"] == 100 << 20
    assert values["flush_every_ms"] == 1000
    assert values["compression_factor"] == 9
    assert values["verify_on_open"] is True


def test_a_pair_that_was_lost_is_noticed_by_the_next_open(tmp_path: Path) -> None:
    directory = str(tmp_path / "store")
    with SledBackend.open(directory, mode="write") as store:
        store.write([(b"a", b"1"), (b"b", b"2"), (b"c", b"3")], durable=True)
    with SledBackend.open(directory, mode="read") as store:
        assert store.get(b"b") == b"2"
        store._shared._native.lose(b"b")
    with pytest.raises(CorruptionError, match="2 pairs where 3 were written"):
        SledBackend.open(directory, mode="read")
    with SledBackend.open(directory, mode="read", options={"verify_on_open": False}) as store:
        assert store.get(b"b") is None


def test_use_compression_takes_less_space(tmp_path: Path) -> None:
    sizes = []
    for compress in (False, True):
        directory = str(tmp_path / str(compress))
        with SledBackend.open(directory, mode="write", options={"use_compression": compress}) as store:
            pairs = [(b"%05d" % number, b"the same text again and again " * 30) for number in range(3000)]
            store.write(pairs, durable=True)
            assert list(store.scan(b"", None)) == pairs
            store.compact()
            sizes.append(store.size_on_disk())
    assert sizes[1] < sizes[0] * 0.7
