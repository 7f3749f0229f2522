"""The example of docs/backends.md is complete: it passes the contract."""

from __future__ import annotations

import atexit
import re
import shutil
import sys
import tempfile
from pathlib import Path

from hypothesis import settings

GUIDE = (Path(__file__).parents[2] / "docs" / "backends.md").read_text(encoding="utf-8")
EXAMPLE, PROOF = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)

# In a module that other processes can import too: they find it by `sys.path`.
FOLDER = tempfile.mkdtemp()
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
(Path(FOLDER) / "plain_backend.py").write_text(EXAMPLE, encoding="utf-8")
sys.path.append(FOLDER)

exec(compile(PROOF, "docs/backends.md", "exec"), globals())  # Defines what pytest collects.

TestPlainMachine.settings = settings(max_examples=10, stateful_step_count=20, deadline=None)  # type: ignore[name-defined]  # noqa: F821


def test_the_guide_names_what_there_is() -> None:
    from parseltongue.storage.backend import BackendProperties

    table = GUIDE.partition("| property | if not |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`(\w+)`", " ".join(line.split("|")[1] for line in table.splitlines() if line)))
    assert named == set(BackendProperties.__slots__) - {"name"}
