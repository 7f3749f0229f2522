"""Tables of names that come with a language: data, so that analysis is the same on every machine.

A file of them begins with a sentence that says where it is from. Each section begins with a line
``# title: what it is``; the names below it are separated by white space.
"""

from __future__ import annotations


def read_tables(path: str) -> dict[str, frozenset[str]]:
    """The tables of a file, by title."""
    with open(path, encoding="utf-8") as lines:
        sections = lines.read().split("\n# ")
    tables = {}
    for section in sections[1:]:
        title, _, names = section.partition("\n")
        tables[title.split(":")[0]] = frozenset(names.split())
    return tables
