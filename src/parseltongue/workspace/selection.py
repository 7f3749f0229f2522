"""Which files of a workspace are analysed, and as what: by name, and scripts by their first line."""

from __future__ import annotations

from parseltongue.analysis.languages import names_of, script_language
from parseltongue.changes.detect import detect
from parseltongue.changes.walk import UNDECIDED
from parseltongue.workspace.made_files import made_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from parseltongue.changes.detect import Scan
    from parseltongue.changes.statindex import StatIndex
    from parseltongue.workspace.config import Config
    from parseltongue.workspace.made_files import MadeFiles


def scan_files(
    root: str,
    config: Config,
    added: tuple[str, ...],
    index: StatIndex | None,
    *,
    algorithm: str,
    use_git: bool = True,
) -> Scan:
    """The files of a workspace that are analysed, compared with a stat index by stats alone.

    Raises
    ------
    OSError
        The root cannot be listed at all.
    """
    made = made_files(config, added)
    return detect(
        root,
        selector(added, made),
        index,
        ignore_patterns=config.change_detection.ignore_patterns,
        max_size=config.analysis.max_file_size,
        algorithm=algorithm,
        use_git=use_git,
        inspect=inspector(added),
        find=lambda real, files: made.find(real, lambda: (language for language, _ in files.values())),
        distilled=made.limits,
    )


def selector(added: tuple[str, ...], made: MadeFiles | None = None) -> Callable[[str], str | None]:
    """The language of a path; `UNDECIDED` for one without suffix, which may be a script.

    `added` are families that other packages add. As `language_of`, but asked for every file of a tree.
    """
    suffixes, names = names_of(added)

    def named(path: str, name: str) -> str | None:
        language = names.get(name)
        return None if made is not None and language and not made.counts(path, language) else language

    def select(path: str) -> str | None:
        dot, slash = path.rfind("."), path.rfind("/")
        if dot > slash:
            return suffixes.get(path[dot:]) or named(path, path[slash + 1 :])
        return names.get(path[slash + 1 :]) or UNDECIDED

    return select


def inspector(added: tuple[str, ...]) -> Callable[[bytes], str | None]:
    """The language of a file that is undecided, by its head."""
    return lambda head: script_language(head, added)
