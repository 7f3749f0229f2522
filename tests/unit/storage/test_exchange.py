"""An exchange of files with their keys: whatever step it is stopped at, both are the old ones or the new."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from parseltongue.model.errors import StorageError
from parseltongue.storage.exchange import is_settled, keys_beside, settle, swap_in

if TYPE_CHECKING:
    from pathlib import Path


def store(folder: Path, name: str, content: str) -> str:
    place = folder / name
    place.mkdir()
    (place / "content").write_text(content)
    return str(place)


def state(data: str) -> tuple[str, bytes]:
    with open(os.path.join(data, "content"), encoding="ascii") as file:
        return file.read(), keys_beside(data)


@pytest.mark.parametrize("old_keys", [b"", b"old keys"])
@pytest.mark.parametrize("new_keys", [b"", b"new keys"])
@pytest.mark.parametrize("step", range(8))
def test_files_and_keys_change_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old_keys: bytes, new_keys: bytes, step: int
) -> None:
    data, built = store(tmp_path, "db", "old"), store(tmp_path, "db.built", "new")
    if old_keys:
        (tmp_path / "db.keys").write_bytes(old_keys)
    count = 0

    def stopping(name: str) -> Any:
        action = getattr(os, name)

        def stop(*args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            if count > step:
                raise OSError(5, "stopped")
            return action(*args, **kwargs)

        return stop

    with monkeypatch.context() as patch:
        for name in ("rename", "replace", "unlink", "fsync"):
            patch.setattr(os, name, stopping(name))
        try:
            swap_in(built, data, keys=new_keys)
        except StorageError:
            assert count > step
    settle(data)
    assert is_settled(data)
    assert state(data) in [("old", old_keys), ("new", new_keys)]
    assert (state(data)[0] == "new") is (step >= 2)


def test_keys_of_an_exchange_that_never_was_are_not_used(tmp_path: Path) -> None:
    data, built = store(tmp_path, "db", "old"), store(tmp_path, "db.built", "new")
    (tmp_path / "db.keys").write_bytes(b"keys")
    (tmp_path / "db.keys.next").write_bytes(b"of a restore that was killed before its time")
    swap_in(built, data)
    assert state(data) == ("new", b"keys")
