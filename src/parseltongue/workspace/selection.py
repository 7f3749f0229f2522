"""Which files of a workspace are analysed, and as what: by name, and scripts by their first line."""

from __future__ import annotations

from parseltongue.analysis.languages import names_of, script_language
from parseltongue.changes.walk import UNDECIDED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def selector(added: tuple[str, ...]) -> Callable[[str], str | None]:
    """The language of a path; `UNDECIDED` for one without suffix, which may be a script.

    `added` are families that other packages add. As `language_of`, but asked for every file of a tree.
    """
    suffixes, names = names_of(added)

    def select(path: str) -> str | None:
        dot, slash = path.rfind("."), path.rfind("/")
        if dot > slash:
            return suffixes.get(path[dot:]) or names.get(path[slash + 1 :])
        return names.get(path[slash + 1 :]) or UNDECIDED

    return select


def inspector(added: tuple[str, ...]) -> Callable[[bytes], str | None]:
    """The language of a file that is undecided, by its head."""
    return lambda head: script_language(head, added)
