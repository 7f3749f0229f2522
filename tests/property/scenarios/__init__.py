"""Edits that go wrong where a kind of lookup is not recorded, by language; `test_knockout` makes them.

A module each, with ``SCENARIOS``: by the kind of lookup and what happens, the files and the edit.
"""

from __future__ import annotations

Files = dict[str, str | None]
Scenarios = dict[str, tuple[Files, Files]]
