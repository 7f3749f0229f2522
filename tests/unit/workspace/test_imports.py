"""Imported indexes, as a workspace keeps them."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import parseltongue
from parseltongue.isg.snapshot import LAYER
from parseltongue.model.errors import QueryError, UnavailableError

if TYPE_CHECKING:
    from parseltongue.workspace.workspace import Workspace

PROJECT = Path(__file__).parent.parent / "query" / "scip" / "indexes" / "typescript"
AREA = "shapes.Square.area"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PROJECT, tmp_path / "project"))


def opened(project: Path, **overrides: Any) -> Workspace:
    settings = {"storage.backend": "sqlite", **overrides}
    return parseltongue.open(project, cache_dir=str(project.parent / "cache"), env={}, overrides=settings)


@pytest.fixture
def workspace(project: Path) -> Any:
    with opened(project) as workspace:
        workspace.analyze()
        yield workspace


def callers(workspace: Workspace) -> set[str]:
    return {one["qualified_name"] for one in workspace.load_or_analyze().callers(AREA).results}


KNOWN, GUESSED = {"report.total", "report.both"}, {"report.both"}


def index(project: Path) -> str:
    return str(project / "index.scip")


def test_an_index_counts_and_can_be_dropped(workspace: Workspace, project: Path) -> None:
    before = workspace.load().snapshot
    assert callers(workspace) == GUESSED
    report = workspace.import_scip(index(project))
    assert sorted(report.binding.files) == ["report.ts", "shapes.ts"]
    assert callers(workspace) == KNOWN
    assert workspace.verify(rebuild=True).ok
    assert workspace.analyze().mode == "unchanged"
    assert workspace.drop_imported() == 2
    assert workspace.load().snapshot == before
    assert workspace.verify(rebuild=True).ok
    assert workspace.drop_imported() == 0


def test_importing_again_changes_nothing(workspace: Workspace, project: Path) -> None:
    first = workspace.import_scip(index(project)).analysis.digest
    assert workspace.import_scip(index(project)).analysis.digest == first


def test_a_file_that_changes_speaks_for_itself(workspace: Workspace, project: Path) -> None:
    workspace.import_scip(index(project))
    known = workspace.load().snapshot
    report = project / "report.ts"
    text = report.read_text()
    report.write_text("// another first line\n" + text)
    assert callers(workspace) == GUESSED
    assert workspace.verify(rebuild=True).ok
    again = workspace.import_scip(index(project))
    assert again.binding.changed == ["report.ts"]
    assert again.files == 2
    report.write_text(text)
    assert callers(workspace) == KNOWN
    assert workspace.load().snapshot == known


def test_it_is_kept_when_records_are_collected(workspace: Workspace, project: Path) -> None:
    workspace.import_scip(index(project))
    workspace.storage_compact()
    assert workspace.storage_verify(full=True).ok
    assert callers(workspace) == KNOWN
    (project / "more.ts").write_text("export const x = 1;\n")
    assert callers(workspace) == KNOWN
    assert workspace.verify(rebuild=True).ok


def test_it_survives_other_options_and_versions(workspace: Workspace, project: Path) -> None:
    workspace.import_scip(index(project))
    with opened(project, **{"analysis.docs": False}) as other:
        assert callers(other) == KNOWN
        assert other.verify(rebuild=True).ok


def test_another_workspace_does_not_take_it_over(workspace: Workspace, project: Path) -> None:
    workspace.import_scip(index(project))
    twin = Path(shutil.copytree(project, project.parent / "twin"))
    with opened(twin) as other:
        assert callers(other) == GUESSED
        assert LAYER not in other.load().view.snapshot.maps


def test_a_compressed_index(workspace: Workspace, project: Path) -> None:
    packed = project / "index.scip.gz"
    packed.write_bytes(gzip.compress(Path(index(project)).read_bytes()))
    workspace.import_scip(str(packed))
    assert callers(workspace) == KNOWN


@pytest.mark.parametrize("content", [b"", b"\x1f\x8bno", b"nonsense"])
def test_a_bad_index_changes_nothing(workspace: Workspace, project: Path, content: bytes) -> None:
    before = workspace.load().snapshot
    bad = project / "bad.scip"
    bad.write_bytes(content)
    with pytest.raises(QueryError, match="make it again"):
        workspace.import_scip(str(bad))
    assert workspace.load().snapshot == before


def test_an_index_of_something_else(workspace: Workspace, project: Path) -> None:
    with pytest.raises(QueryError, match="no document of this index is a file of the workspace"):
        workspace.import_scip(str(PROJECT.parent / "python" / "index.scip"))
    with pytest.raises(UnavailableError, match="cannot read"):
        workspace.import_scip(str(project / "none.scip"))


def test_it_counts_for_commits_too(workspace: Workspace, project: Path) -> None:
    """A comparison with a commit shows what was edited, not what was imported."""
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *words], cwd=project, check=True)
    assert workspace.diff().comparison.is_empty
    workspace.import_scip(index(project))
    diff = workspace.diff()
    assert (diff.notices, diff.comparison.is_empty) == ([], True)


def test_nothing_can_be_imported_without_a_store(project: Path) -> None:
    with (
        opened(project, **{"storage.enabled": False}) as workspace,
        pytest.raises(UnavailableError, match="nothing can be imported"),
    ):
        workspace.import_scip(index(project))
