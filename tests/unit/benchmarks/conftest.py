import shlex
import sys
from pathlib import Path

import pytest

from benchmarks import edits


@pytest.fixture
def fake_command() -> str:
    """The stand-in for the command line, as `--command` takes it."""
    return shlex.join([sys.executable, str(Path(__file__).with_name("fake_parseltongue.py"))])


@pytest.fixture
def small_django(tmp_path: Path) -> Path:
    """A corpus with the few files of Django that the edits need; returns the corpus folder."""
    corpus = tmp_path / "corpus"
    contents = {
        "django/utils/safestring.py": "class SafeData:\n    def __html__(self):\n        return self\n",
        "django/test/testcases.py": "class TestCase(TransactionTestCase):\n    pass\n",
    }
    every = [edits.FUNCTION_APPENDED, edits.FIVE_FILES, *edits.STRUCTURAL]
    for name in (path for edit in every for path in edit.paths):
        path = corpus / "django-5.2.19" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(contents.get(name, f"NAME = {name!r}\n"))
    return corpus
