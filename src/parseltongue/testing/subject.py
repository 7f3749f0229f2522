"""What the contract tests test: a backend, its options, and how a process of its own gets hold of them."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, ClassVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from parseltongue.storage.backend import Mode, StorageBackend


class Subject:
    """The base of all contract tests."""

    backend: ClassVar[type[StorageBackend]]
    options: ClassVar[Mapping[str, object]] = {}

    @pytest.fixture
    def directory(self, tmp_path: Path) -> str:
        return str(tmp_path / "store")

    @pytest.fixture
    def store(self, directory: str) -> Iterator[StorageBackend]:
        with self.open(directory, "write") as opened:
            yield opened

    def open(self, directory: str, mode: Mode) -> StorageBackend:
        return self.backend.open(directory, mode=mode, options=self.options)

    def child(self, code: str, directory: str, *arguments: str) -> subprocess.Popen[str]:
        """Run `code` in a process that finds the backend with `subject(sys.argv)`."""
        return subprocess.Popen(
            [sys.executable, "-c", code, *self._names(), directory, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )

    def run(self, code: str, directory: str, *arguments: str, timeout: float = 120) -> Sequence[str]:
        """What a process printed, by words; it must end well."""
        with self.child(code, directory, *arguments) as process:
            try:
                output, errors = process.communicate(timeout=timeout)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        assert process.returncode == 0, f"status {process.returncode}: {errors[-2000:]}"
        return output.split()

    def _names(self) -> tuple[str, str, str]:
        return self.backend.__module__, self.backend.__name__, json.dumps(dict(self.options))


def subject(argv: Sequence[str]) -> tuple[type[StorageBackend], Any, str, str]:
    """Backend, options, directory and further argument of a process that `Subject.child` started."""
    module, name, options, directory, *rest = argv[1:]
    backend = getattr(importlib.import_module(module), name)
    return backend, json.loads(options), directory, rest[0] if rest else ""
