"""Edits of Django 5.2, each of one kind, that can be applied, numbered and taken back.

The number makes every application new to the store: a content seen before would come from the facts cache.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class EditError(Exception):
    """A file does not hold what an edit expects there."""


@dataclass(frozen=True)
class Edit:
    """A change of one kind to some files; `change(text, number)` returns the new text of each."""

    name: str
    paths: tuple[str, ...]
    change: Callable[[str, int], str]

    @contextmanager
    def applied(self, root: Path, number: int) -> Iterator[None]:
        """Apply the edit to the tree at `root` and restore every byte afterwards."""
        before = {root / path: (root / path).read_bytes() for path in self.paths}
        try:
            for path, content in before.items():
                path.write_bytes(self._changed(path, content, number))
            yield
        finally:
            for path, content in before.items():
                path.write_bytes(content)

    def _changed(self, path: Path, content: bytes, number: int) -> bytes:
        text = content.decode()
        changed = self.change(text, number)
        if changed == text:
            raise EditError(f"{path} has nothing that {self.name!r} could change; is it another version?")
        return changed.encode()


def append_function(text: str, number: int) -> str:
    """Add a function of a new name at the end; nobody can be looking for it."""
    return f"{text}\n\ndef benchmark_{number}(value):\n    return value\n"


def insert_before(anchor: str, addition: str) -> Callable[[str, int], str]:
    """Make a change that inserts `addition`, with `{number}` filled in, before the first `anchor`."""
    return lambda text, number: text.replace(anchor, addition.format(number=number) + anchor, 1)


def change_base(declaration: str, base: str) -> Callable[[str, int], str]:
    """Make a change that gives a class one more, numbered, base after those of its `declaration`."""

    def change(text: str, number: int) -> str:
        definition = f"class {base}{number}:\n    pass\n\n\n"
        return text.replace(declaration, definition + declaration.replace("):", f", {base}{number}):"), 1)

    return change


FUNCTION_APPENDED = Edit("one function appended", ("django/utils/text.py",), append_function)
FIVE_FILES = Edit(
    "a function appended to each of 5 files",
    (
        "django/core/cache/backends/locmem.py",
        "django/db/models/query.py",
        "django/forms/widgets.py",
        "django/http/request.py",
        "django/utils/dateparse.py",
    ),
    append_function,
)
STRUCTURAL = (
    Edit(
        "one more method `get`",
        ("django/utils/safestring.py",),
        insert_before(
            "    def __html__(self):", "    def get(self, key_{number}):\n        return key_{number}\n\n"
        ),
    ),
    Edit(
        "a changed base class",
        ("django/test/testcases.py",),
        change_base("class TestCase(TransactionTestCase):", "Benchmark"),
    ),
    Edit(
        "a re-export added to a package's __init__",
        ("django/db/models/__init__.py",),
        lambda text, number: f"{text}\nfrom django.db.models.sql import Query as Benchmark{number}\n",
    ),
)
