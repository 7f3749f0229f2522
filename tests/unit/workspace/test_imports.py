"""Imported indexes, as a workspace keeps them."""

from __future__ import annotations

import contextlib
import gzip
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import parseltongue
from parseltongue.isg.snapshot import LAYER
from parseltongue.model.errors import QueryError, UnavailableError
from parseltongue.query.scip.binding import read_index
from parseltongue.query.scip.export import export_scip
from parseltongue.workspace import layers

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


def made(root: str, *paths: str) -> bytes:
    """The index, with what it says of `report.ts` under each path."""
    message = read_index(Path(PROJECT / "index.scip").read_bytes())
    document = next(one for one in message.documents if one.relative_path == "report.ts")
    message.metadata.project_root = root
    for path in paths:
        message.documents.add().CopyFrom(document)
        message.documents[-1].relative_path = path
    message.documents.remove(document)
    data: bytes = message.SerializeToString()
    return data


@pytest.mark.parametrize(
    ("root", "path"),
    [
        ("file://{project}", "./report.ts"),
        ("file://{project}", "{project}/report.ts"),
        ("file://{project}/inside", "../report.ts"),
        ("file://{above}", "project/report.ts"),
        ("file:///builds/x", "report.ts"),
        ("file:///builds/x", "/builds/x/report.ts"),
        ("file:///C:/builds/x", "C:\\builds\\x\\report.ts"),
        ("file:///C:/builds/x", ".\\report.ts"),
        ("file:///%00", "report.ts"),
        ("file://[", "report.ts"),
        ("", "report.ts"),
    ],
)
def test_paths_of_an_index(workspace: Workspace, project: Path, root: str, path: str) -> None:
    names = {"project": str(project), "above": str(project.parent)}
    target = project.parent / "made.scip"
    target.write_bytes(made(root.format(**names), path.format(**names), "../elsewhere.ts"))
    binding = workspace.import_scip(str(target)).binding
    assert "report.ts" in binding.files
    assert any(one.endswith("elsewhere.ts") for one in binding.unknown)


def test_what_lies_around_the_workspace_is_unknown(workspace: Workspace, project: Path) -> None:
    target = project.parent / "made.scip"
    target.write_bytes(made(f"file://{project.parent}", "report.ts"))
    with pytest.raises(QueryError, match=r"the first is \.\./"):
        workspace.import_scip(str(target))


def test_indexes_of_several_languages(workspace: Workspace, project: Path) -> None:
    for one in (PROJECT.parent / "python").iterdir():
        shutil.copy(one, project / ("python.scip" if one.suffix == ".scip" else one.name))
    workspace.import_scip(index(project))
    report = workspace.import_scip(str(project / "python.scip"))
    assert (report.files, len(report.binding.files)) == (4, 2)
    assert callers(workspace) >= KNOWN
    assert workspace.verify(rebuild=True).ok


def test_an_index_of_our_own_changes_nothing(workspace: Workspace, project: Path) -> None:
    target = project.parent / "own.scip"
    before = list(workspace.load().relationships())
    write_index(workspace, target)
    workspace.import_scip(str(target))
    assert list(workspace.load().relationships()) == before
    assert workspace.verify(rebuild=True).ok
    (project / "report.ts").write_text("// another first line\n" + (project / "report.ts").read_text())
    workspace.analyze()
    assert workspace.verify(rebuild=True).ok


def write_index(workspace: Workspace, target: Path) -> None:
    parts: list[bytes] = []
    export_scip(
        workspace.load().view,
        parts.append,
        source=lambda file: (Path(workspace.root) / file.path).read_bytes(),
        root=f"file://{workspace.root}",
    )
    target.write_bytes(b"".join(parts))


def test_an_index_that_says_nothing_new(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "a.py").write_text("x = 1\n")
    with opened(tmp_path / "project") as workspace:
        workspace.analyze()
        write_index(workspace, tmp_path / "own.scip")
        assert workspace.import_scip(str(tmp_path / "own.scip")).binding.files == {}


@pytest.mark.parametrize("packed", [False, True])
def test_an_index_larger_than_one_can_be(
    workspace: Workspace, project: Path, monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    monkeypatch.setattr(layers, "MAX_INDEX", 1000)
    target = project / "large.scip"
    target.write_bytes(gzip.compress(bytes(1001)) if packed else bytes(1001))
    with pytest.raises(QueryError, match="more than 1,000 bytes"):
        workspace.import_scip(str(target))


@pytest.mark.parametrize(
    "claim", [b"\x12\xff\xff\xff\x7f", b"\x12\xff\xff\xff\xff\x07", b"\x12\x80\x80\x80\x80\x80\x01"]
)
def test_a_length_that_is_not_there(workspace: Workspace, project: Path, claim: bytes) -> None:
    target = project / "bad.scip"
    target.write_bytes(claim + b"a.ts")
    with pytest.raises(QueryError, match="make it again"):
        workspace.import_scip(str(target))


def test_a_cut_index_is_none_or_less_of_one(workspace: Workspace, project: Path) -> None:
    whole = Path(index(project)).read_bytes()
    target = project / "cut.scip"
    for length in range(0, len(whole), 97):
        target.write_bytes(whole[:length])
        with contextlib.suppress(QueryError):
            workspace.import_scip(str(target))
    assert workspace.verify(rebuild=True).ok
