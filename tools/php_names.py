"""Writes what the analysis of PHP knows of the library's names, from stubs of its extensions.

    python -m tools.php_names .../phpstorm-stubs

The stubs are those of https://github.com/JetBrains/phpstorm-stubs; of extensions that come with PHP, names of
functions, classes, constants and members of classes are taken.
"""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

from parseltongue.analysis.languages.php.extract import Extractor
from parseltongue.analysis.name_tables import read_tables
from parseltongue.model.kinds import CALLABLE_KINDS, CONSTANT, FUNCTION, PROPERTY, TYPE_KINDS

TARGET = Path(__file__).parents[1] / "src/parseltongue/analysis/languages/php/library_names.txt"
TITLE = "Names of PHP's library that the analysis knows, from stubs of the extensions that come with it."
TITLES = {
    "functions": "in small letters",
    "classes": "of the global namespace",
    "constants": "of the global namespace",
    "members": "of classes, in small letters",
    "standards": "members of the interfaces PSR-3 to PSR-20, in small letters",
}
EXTENSIONS = (
    "Core", "standard", "SPL", "date", "pcre", "json", "mbstring", "ctype", "curl", "dom", "filter",
    "hash", "iconv", "intl", "libxml", "openssl", "pcntl", "posix", "PDO", "Phar", "random",
    "Reflection", "session", "SimpleXML", "sockets", "sodium", "sqlite3", "tokenizer", "xml",
    "xmlreader", "xmlwriter", "xsl", "zip", "zlib", "mysqli", "pgsql", "gd", "exif", "fileinfo",
    "bcmath", "gmp", "calendar", "ftp", "gettext", "ldap", "soap", "readline", "sysvmsg", "sysvsem",
    "sysvshm", "shmop", "tidy", "FFI", "superglobals", "uri",
)  # fmt: skip


def tables(stubs: Path) -> dict[str, set[str]]:
    """Names by title."""
    found: dict[str, set[str]] = {title: set() for title in TITLES}
    extractor = Extractor(keep_docs=False)
    for extension in EXTENSIONS:
        for path in sorted((stubs / extension).rglob("*.php")):
            interface, _ = extractor.extract(path.read_bytes())
            for ordinal in range(1, len(interface.kinds)):
                kind, name = interface.kinds[ordinal], interface.names[ordinal]
                if interface.parents[ordinal] and kind in CALLABLE_KINDS | {PROPERTY}:
                    found["members"].add(name.lower())
                elif interface.parents[ordinal] or interface.package:
                    continue
                elif kind == FUNCTION:
                    found["functions"].add(name.lower())
                elif kind in TYPE_KINDS:
                    found["classes"].add(name)
                elif kind == CONSTANT:
                    found["constants"].add(name)
    return found


def main() -> None:
    found = tables(Path(sys.argv[1]))
    # What no stub has is kept as it is.
    found["standards"] |= read_tables(str(TARGET))["standards"]
    sections = [TITLE + "\n"]
    for title, names in found.items():
        lines = textwrap.wrap(" ".join(sorted(names)), 110, break_long_words=False, break_on_hyphens=False)
        sections.append(f"# {title}: {TITLES[title]}\n" + "\n".join(lines) + "\n")
    TARGET.write_text("\n".join(sections), encoding="utf-8")


if __name__ == "__main__":
    main()
