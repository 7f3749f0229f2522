"""Random operations on a backend, compared step by step with a dict that cannot be wrong."""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from parseltongue.storage.backend import ReadView, StorageBackend

_KEYS = st.sampled_from(
    [b"\x00", b"\x00\x00", b"a", b"a\x00", b"ab", b"b", b"\x7f", b"\x80", b"\xff", b"\xff\xff"]
)
_VALUES = st.binary(max_size=40)
_BATCHES = st.lists(st.tuples(_KEYS, st.none() | _VALUES), max_size=8)


def backend_machine(
    backend: type[StorageBackend], options: Mapping[str, object] | None = None
) -> type[RuleBasedStateMachine]:
    """A state machine for `backend`; its `TestCase` attribute is what pytest collects."""
    return type(
        f"{backend.__name__}Machine", (_BackendMachine,), {"backend": backend, "options": options or {}}
    )


class _BackendMachine(RuleBasedStateMachine):
    backend: type[StorageBackend]
    options: Mapping[str, object]

    def __init__(self) -> None:
        super().__init__()
        self.base = tempfile.mkdtemp()
        self.directory = os.path.join(self.base, "store")
        self.copies = 0
        self.model: dict[bytes, bytes] = {}
        self.views: list[tuple[ReadView, dict[bytes, bytes]]] = []
        self.store = self._open(self.directory, "write")
        self.reader = self._open(self.directory, "read")

    def _open(self, directory: str, mode: Any) -> StorageBackend:
        return self.backend.open(directory, mode=mode, options=self.options)

    @rule(batch=_BATCHES, durable=st.booleans())
    def write(self, batch: list[tuple[bytes, bytes | None]], durable: bool) -> None:
        self.store.write(batch, durable=durable)
        for key, value in batch:
            self._put(key, value)

    @rule(key=_KEYS, new=st.none() | _VALUES, right=st.booleans())
    def compare_and_swap(self, key: bytes, new: bytes | None, right: bool) -> None:
        expected = self.model.get(key) if right else b"what no value is: longer than forty bytes" * 2
        assert self.store.compare_and_swap(key, expected, new) is right
        if right:
            self._put(key, new)

    def _put(self, key: bytes, value: bytes | None) -> None:
        if value is None:
            self.model.pop(key, None)
        else:
            self.model[key] = value

    @rule(keys=st.lists(_KEYS, max_size=6))
    def get_many(self, keys: list[bytes]) -> None:
        expected = [self.model.get(key) for key in keys]
        assert self.store.get_many(keys) == expected
        assert [self.store.get(key) for key in keys] == expected

    @rule(start=_KEYS | st.just(b""), end=st.none() | _KEYS)
    def scan(self, start: bytes, end: bytes | None) -> None:
        assert list(self.store.scan(start, end)) == _range(self.model, start, end)

    @rule(start=_KEYS | st.just(b""), end=st.none() | _KEYS)
    def refresh_reader(self, start: bytes, end: bytes | None) -> None:
        self.reader.refresh()
        assert list(self.reader.scan(start, end)) == _range(self.model, start, end)

    @precondition(lambda self: len(self.views) < 4)
    @rule(of_reader=st.booleans())
    def open_view(self, of_reader: bool) -> None:
        if of_reader:
            self.reader.refresh()
        view = (self.reader if of_reader else self.store).read_view()
        self.views.append((view, dict(self.model)))

    @precondition(lambda self: self.views)
    @rule(data=st.data(), close=st.booleans())
    def read_view(self, data: st.DataObject, close: bool) -> None:
        position = data.draw(st.integers(0, len(self.views) - 1))
        view, state = self.views[position]
        assert list(view.scan(b"", None)) == sorted(state.items())
        assert view.get_many(list(state)) == list(state.values())
        if close:
            self.views.pop(position)[0].close()

    @rule()
    def compact(self) -> None:
        self.store.compact()

    @rule(of_reader=st.booleans())
    def checkpoint(self, of_reader: bool) -> None:
        self.copies += 1
        copy = os.path.join(self.base, f"copy{self.copies}")
        self.reader.refresh()
        (self.reader if of_reader else self.store).checkpoint(copy)
        with self._open(copy, "write") as opened:
            assert list(opened.scan(b"", None)) == sorted(self.model.items())

    @rule()
    def reopen(self) -> None:
        self._close_views()
        self.store.close()
        self.store = self._open(self.directory, "write")
        assert list(self.store.scan(b"", None)) == sorted(self.model.items())

    def _close_views(self) -> None:
        while self.views:
            self.views.pop()[0].close()

    def teardown(self) -> None:
        self._close_views()
        self.reader.close()
        self.store.close()
        shutil.rmtree(self.base)


def _range(model: dict[bytes, bytes], start: bytes, end: bytes | None) -> list[tuple[bytes, bytes]]:
    return [(key, model[key]) for key in sorted(model) if start <= key and (end is None or key < end)]
