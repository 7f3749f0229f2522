"""The shipped contract, on the shipped backends."""

from __future__ import annotations

from hypothesis import settings

from parseltongue.storage.lmdb import LmdbBackend
from parseltongue.storage.memory import MemoryBackend
from parseltongue.storage.rocksdb import RocksBackend
from parseltongue.storage.sqlite import SqliteBackend
from parseltongue.testing.contract import BackendContract
from parseltongue.testing.machine import backend_machine


class TestMemory(BackendContract):
    backend = MemoryBackend


class TestRocks(BackendContract):
    backend = RocksBackend


class TestLmdb(BackendContract):
    backend = LmdbBackend


class TestSqlite(BackendContract):
    backend = SqliteBackend


TestMemoryMachine = backend_machine(MemoryBackend).TestCase
TestMemoryMachine.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)

TestRocksMachine = backend_machine(RocksBackend).TestCase
TestRocksMachine.settings = settings(max_examples=10, stateful_step_count=20, deadline=None)

TestLmdbMachine = backend_machine(LmdbBackend).TestCase
TestLmdbMachine.settings = settings(max_examples=10, stateful_step_count=20, deadline=None)

TestSqliteMachine = backend_machine(SqliteBackend).TestCase
TestSqliteMachine.settings = settings(max_examples=10, stateful_step_count=20, deadline=None)
