"""The pooled accuracy of each language must not fall below what is committed."""

import os
import sys
from pathlib import Path

import pytest

from benchmarks import accuracy, corpus
from benchmarks.oracles import find_oracles
from benchmarks.process import measure
from benchmarks.scoring import OracleError


@pytest.fixture
def arguments() -> list[str]:
    """Arguments that name the corpus; skips when the oracles or the projects cannot be had."""
    if not accuracy.COMMITTED.is_file():
        pytest.skip(f"{accuracy.COMMITTED.name} is not committed yet")
    folder = os.environ.get("PARSELTONGUE_CORPUS")
    arguments = ["--corpus", folder] if folder else []
    try:
        find_oracles(None)
        for name in accuracy.PROJECTS["python"]:
            corpus.obtain(name, Path(folder) if folder else None)
    except (OracleError, corpus.CorpusError) as error:
        pytest.skip(str(error))
    return arguments


def test_no_figure_drops(arguments):
    argv = [sys.executable, "-m", "benchmarks.accuracy", "--check", *arguments]
    cost = measure(argv, cwd=corpus.PROJECT_ROOT, fine=(0, 1))
    assert cost.status == 0, cost.stderr.decode() + cost.stdout.decode()
