import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from benchmarks import corpus
from benchmarks.corpus import CorpusError, Distribution, obtain, verify


@pytest.fixture
def cached_archive(tmp_path, monkeypatch) -> Path:
    """An archive of a tiny project `flask`, already downloaded and pinned by its digest."""
    archive = tmp_path / "flask-1.tar.gz"
    with tarfile.open(archive, "w:gz") as opened:
        entry = tarfile.TarInfo("flask-1/app.py")
        entry.size = 6
        opened.addfile(entry, io.BytesIO(b"x = 1\n"))
    pinned = Distribution("flask", "1", hashlib.sha256(archive.read_bytes()).hexdigest())
    monkeypatch.setattr(corpus, "CACHE", tmp_path)
    monkeypatch.setitem(corpus.DISTRIBUTIONS, "flask", pinned)
    return archive


def test_a_verified_archive_is_unpacked(cached_archive):
    assert (obtain("flask") / "app.py").read_text() == "x = 1\n"


def test_an_altered_archive_is_refused_and_not_unpacked(cached_archive):
    cached_archive.write_bytes(cached_archive.read_bytes() + b"\0")
    with pytest.raises(CorpusError, match="expected"):
        obtain("flask")
    assert not (cached_archive.parent / "flask-1").exists()


def test_half_an_unpacked_project_is_not_taken_for_one(cached_archive):
    (cached_archive.parent / "flask-1.partial" / "flask-1").mkdir(parents=True)
    assert (obtain("flask") / "app.py").exists()


def test_a_given_folder_is_used_and_never_filled(small_django):
    assert obtain("django", small_django) == small_django / "django-5.2.19"
    with pytest.raises(CorpusError, match=r"has no folder flask-3\.1\.3"):
        obtain("flask", small_django)


def test_verify_names_both_digests(tmp_path):
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(CorpusError, match=r"e3b0c442.*expected abc"):
        verify(tmp_path / "a", "abc")


def test_a_package_of_npm_is_called_by_its_name_whatever_its_folder(tmp_path, monkeypatch):
    archive = tmp_path / "immer-1.tgz"
    with tarfile.open(archive, "w:gz") as opened:
        entry = tarfile.TarInfo("package/src/a.ts")
        opened.addfile(entry, io.BytesIO(b""))
    pinned = Distribution("immer", "1", hashlib.sha256(archive.read_bytes()).hexdigest(), "npm")
    monkeypatch.setattr(corpus, "CACHE", tmp_path)
    monkeypatch.setitem(corpus.DISTRIBUTIONS, "immer", pinned)
    assert (obtain("immer") / "src/a.ts").exists()


def test_a_repository_must_be_checked_out(tmp_path):
    with pytest.raises(CorpusError, match=r"needs a checkout of tokio-rs/bytes at d5c8"):
        obtain("bytes", tmp_path)
    (tmp_path / "bytes").mkdir()
    assert obtain("bytes", tmp_path) == tmp_path / "bytes"
