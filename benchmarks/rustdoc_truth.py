"""Accuracy on a Rust crate that no rule was tuned to: the truth is what the compiler resolved.

    python -m benchmarks.rustdoc_truth FOLDER [--errors N] [--write FILE] [--dump N] [--json] [-- OPTION ...]

FOLDER is one crate, as crates.io has it; what stands behind ``--`` is given to cargo (``--features full``).
A copy is documented with ``cargo rustdoc --generate-link-to-definition``, whose pages of source link each
name to its definition; without cargo on PATH the status is 5. The form is not stable, so the compiler is
told to take it (``RUSTC_BOOTSTRAP``); pages of 1.95 are read. What the oracle has:

- **entities**: functions, methods, types, traits, modules and macros of files that were compiled, also those
  that another configuration would leave out.
- **calls**: names behind which arguments stand, if they lead to an entity. What a macro writes has no link.
  Macros and modules are entities, but no edges lead to them.
- **extends**: from the type of an impl to its trait, and from a trait to those that it asks for.
- **uses**: other names that lead to an entity; imports are none.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import tree_sitter
import tree_sitter_rust

from benchmarks import errors, options
from benchmarks.accuracy import publish
from benchmarks.oracles import NO_ORACLES, add_options, opened
from benchmarks.truth import write
from benchmarks.unseen import analyse_folder

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from benchmarks.scoring import Oracles, Score

DECLARATIONS = {
    "function_item": "function", "function_signature_item": "function", "struct_item": "struct",
    "enum_item": "enum", "trait_item": "trait", "type_item": "type", "associated_type": "type",
    "mod_item": "module", "macro_definition": "macro", "union_item": "union",
}  # fmt: skip
"""Kinds of the grammar's nodes, and what they declare."""
PATHS = frozenset(("scoped_identifier", "scoped_type_identifier", "generic_type"))
NAMES = frozenset(
    ("identifier", "type_identifier", "field_identifier", "primitive_type", "shorthand_field_identifier")
)
_UNJUDGED = frozenset(("module", "macro"))
_CODE = '<pre class="rust"><code>'
_LINE_NUMBER = re.compile(r"<a href=#\d+ id=\d+ data-nosnippet>\d+</a>")
_TOKEN = re.compile(r'<a\b[^>]*?href="([^"]*)"[^>]*>|</a>|<[^>]+>|[^<]+')
_LINES = re.compile(r"(\d+)(?:-(\d+))?")
_MOST_LINES = 3


class Link(NamedTuple):
    """A name of a page: its bytes in the source, and what it leads to."""

    start: int
    end: int
    href: str


def read_page(page: str) -> tuple[bytes, list[Link]]:
    """The source that a page shows, and its links.

    Examples
    --------
    >>> read_page('<pre class="rust"><code><a href="a.rs.html#3">f</a>(&amp;x)</code></pre>')
    (b'f(&x)', [Link(start=0, end=1, href='a.rs.html#3')])
    """
    start = page.index(_CODE) + len(_CODE)
    code = _LINE_NUMBER.sub("", page[start : page.index("</code></pre>", start)])
    parts: list[bytes] = []
    links: list[Link] = []
    within: list[tuple[int, str]] = []
    at = 0
    for token in _TOKEN.finditer(code):
        text = token.group()
        if text.startswith("<a"):
            within.append((at, token.group(1) or ""))
        elif text == "</a>":
            begun, href = within.pop()
            if href:
                links.append(Link(begun, at, href))
        elif not text.startswith("<"):
            parts.append(html.unescape(text).encode())
            at += len(parts[-1])
    return b"".join(parts), links


@dataclass
class _File:
    """A source of the crate with its declarations; ids as in an oracle."""

    number: int
    path: str
    page: Path
    source: bytes
    root: Any
    declared: dict[int, int] = field(default_factory=dict)
    """Entities by the node that declares them."""
    names: set[int] = field(default_factory=set)
    """Nodes that are the names of declarations."""
    spans: dict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(list))
    lines: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Entities by first and last line, and by the line of their name."""


class RustdocTruth:
    """The pages of a crate as the records of an oracle.

    Parameters
    ----------
    root : Path
        The folder of the crate; what its sources are called from.
    sources : Path
        The folder of the first source (``src``).
    pages : Path
        The pages of these sources, as rustdoc names them.
    """

    def __init__(self, root: Path, sources: Path, pages: Path) -> None:
        self.entities: list[dict[str, Any]] = []
        self.files: dict[Path, _File] = {}
        self.edges: dict[tuple[str, int, int], set[int]] = defaultdict(set)
        self.outside: dict[int, set[str]] = defaultdict(set)
        self._implemented: dict[tuple[int, int], dict[str, tuple[int, int]]] = defaultdict(dict)
        for page in sorted(pages.rglob("*.rs.html")):
            source = sources / page.relative_to(pages).with_suffix("")
            if source.is_file():
                self._open(page.resolve(), source, source.relative_to(root).as_posix())
        for file in self.files.values():
            self._relate(file)
        for ends in self._implemented.values():
            if "type" in ends and "trait" in ends:
                self.edges["extends", ends["type"][0], ends["trait"][0]].add(ends["trait"][1])

    # -- entities -------------------------------------------------------------------------------------------

    def _open(self, page: Path, source: Path, path: str) -> None:
        text = source.read_bytes()
        parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_rust.language()))
        file = _File(-len(self.files) - 1, path, page, text, parser.parse(text).root_node)
        self.files[page] = file
        self._declare(file, file.root, 0, [], in_type=False)

    def _declare(self, file: _File, node: Any, parent: int, scope: list[str], *, in_type: bool) -> None:
        """Note what the parts of a node declare; `in_type` if its functions are methods."""
        for child in node.named_children:
            kind = DECLARATIONS.get(child.type)
            name = child.child_by_field_name("name") if kind else None
            if kind is None or name is None:
                own = child.type == "impl_item" or (in_type and child.type == "declaration_list")
                self._declare(file, child, parent, scope, in_type=own)
                continue
            text = _text(name)
            number = self._entity(file, child, "method" if in_type and kind == "function" else kind, name)
            self.entities[number - 1].update(q=".".join([*scope, text]), p=parent)
            self._declare(file, child, number, [*scope, text], in_type=kind == "trait")

    def _entity(self, file: _File, node: Any, kind: str, name: Any) -> int:
        number, line, end = len(self.entities) + 1, name.start_point[0] + 1, node.end_point[0] + 1
        self.entities.append(
            {"t": "e", "id": number, "f": file.number, "l": line, "e": end, "n": _text(name), "k": kind}
        )
        file.declared[node.id] = number
        file.names.add(name.id)
        file.spans[node.start_point[0] + 1, end].append(number)
        file.lines[line].append(number)
        return number

    # -- relationships --------------------------------------------------------------------------------------

    def _relate(self, file: _File) -> None:
        """Note what the links of a file lead to.

        Raises
        ------
        ValueError
            The page shows another source.
        """
        shown, links = read_page(file.page.read_text(encoding="utf-8"))
        if shown.rstrip(b"\n") != file.source.rstrip(b"\n"):
            raise ValueError(f"{file.page} shows another source than {file.path}")
        for link in links:
            self._follow(file, link)

    def _follow(self, file: _File, link: Link) -> None:
        node = _last_name(file.root.descendant_for_byte_range(link.start, link.end))
        text = file.source[link.start : link.end].decode()
        source, imported = _place(file, node)
        if text.endswith("!"):
            self.outside[source].add(text)
        elif node.type in NAMES and text != "self" and not imported:
            found = self._definition(file, link.href, _text(node))
            if found is None:
                self.outside[source].add(_text(node))
            elif found and self.entities[found - 1]["k"] not in _UNJUDGED:
                self._add(file, node, source, found)

    def _definition(self, file: _File, href: str, name: str) -> int | None:
        """The entity that a link leads to, 0 for what is none; None outside of the crate."""
        where, _, lines = href.partition("#")
        if where.startswith(("http:", "https:")):
            return None
        target = self.files.get((file.page.parent / where).resolve()) if where else file
        if target is None:
            return None
        numbers = _LINES.fullmatch(lines)
        if numbers is None:
            return 0
        first = int(numbers[1])
        return self._at(target, first, int(numbers[2] or first), name)

    def _at(self, file: _File, first: int, last: int, name: str) -> int:
        """What is declared on these lines: under the name that is written, or another one (`use a as b`)."""
        exact = file.lines[first] if first == last else file.spans[first, last]
        called = [one for one in exact if self.entities[one - 1]["n"] == name]
        if called or (exact and first != last):
            return (called or exact)[0]
        # Attributes count as lines of what they stand before.
        around = (one for line in range(first, last + 1) for one in file.lines[line])
        return next((one for one in around if self.entities[one - 1]["n"] == name), 0)

    def _add(self, file: _File, node: Any, source: int, target: int) -> None:
        line = node.start_point[0] + 1
        kind = self.entities[target - 1]["k"]
        whole = _whole(node)
        around = whole.parent
        if around.type == "impl_item" and kind == "trait" and whole == around.child_by_field_name("trait"):
            self._implemented[file.number, around.id]["trait"] = target, line
            return
        if around.type == "impl_item" and whole == around.child_by_field_name("type"):
            self._implemented[file.number, around.id].setdefault("type", (target, line))
        if around.type == "trait_bounds" and around.parent.type == "trait_item" and kind == "trait":
            self.edges["extends", source, target].add(line)
        elif _is_called(node):
            self.edges["call", source, target].add(line)
        elif target != source or kind not in ("function", "method"):
            self.edges["use", source, target].add(line)

    # -- records --------------------------------------------------------------------------------------------

    def records(self) -> Iterator[dict[str, Any]]:
        """The lines of the oracle."""
        for file in self.files.values():
            yield {"t": "f", "id": file.number, "file": file.path, "sites": None, "resolved": None}
        yield from self.entities
        for (kind, source, target), lines in sorted(self.edges.items()):
            yield {"t": kind, "s": source, "d": target, "l": sorted(lines)[:_MOST_LINES]}
        for source, names in sorted(self.outside.items()):
            yield {"t": "x", "s": source, "n": sorted(names)}


def _text(node: Any) -> str:
    return str(node.text.decode()).removeprefix("r#")


def _last_name(node: Any) -> Any:
    """The name that a path ends with, for links that cover a whole path."""
    while node.type in PATHS:
        node = node.child_by_field_name("name") or node.child_by_field_name("type")
    return node


def _place(file: _File, node: Any) -> tuple[int, bool]:
    """What a node stands in, and whether it is no mention: part of an import, or a name being declared."""
    imported = node.id in file.names
    around = node
    while around is not None:
        if around.id in file.declared:
            return file.declared[around.id], imported
        imported = imported or around.type == "use_declaration"
        around = around.parent
    return file.number, imported


def _whole(node: Any) -> Any:
    """The path with its type arguments that a name is the last one of."""
    around = node.parent
    while around.type in PATHS:
        field_name = "type" if around.type == "generic_type" else "name"
        if around.child_by_field_name(field_name) != node:
            break
        node, around = around, around.parent
    return node


def _is_called(node: Any) -> bool:
    """Whether arguments stand behind a name."""
    whole = node
    for kind, field_name in (
        ("scoped_identifier", "name"), ("field_expression", "field"), ("generic_function", "function"),
    ):  # fmt: skip
        around = whole.parent
        if around.type == kind and around.child_by_field_name(field_name) == whole:
            whole = around
    around = whole.parent
    return bool(around.type == "call_expression" and around.child_by_field_name("function") == whole)


# -- the compiler -------------------------------------------------------------------------------------------


def make_truth(folder: Path, given: argparse.Namespace, scratch: Path) -> RustdocTruth:
    """Document a copy of a crate, and read its pages.

    Raises
    ------
    subprocess.CalledProcessError
        cargo failed; what it said is on stderr.
    """
    copy = scratch / "source"
    shutil.copytree(folder, copy, symlinks=True)
    library = _library(copy)
    built = scratch / "target"
    allowed = "--cap-lints allow"
    environment = {
        **os.environ, "RUSTC_BOOTSTRAP": "1", "CARGO_TARGET_DIR": str(built), "RUSTFLAGS": allowed,
        "RUSTDOCFLAGS": allowed,
    }  # fmt: skip
    wanted = ["-Zunstable-options", "--generate-link-to-definition", "--document-private-items"]
    command = ["cargo", "rustdoc", "--quiet", "--lib", *given.option, "--", *wanted]
    subprocess.run(command, cwd=copy, env=environment, check=True)
    pages = built / "doc" / "src" / library["name"].replace("-", "_")
    return RustdocTruth(copy, Path(library["src_path"]).parent, pages)


def _library(folder: Path) -> dict[str, Any]:
    """The library of a crate as cargo tells it: name and first source."""
    command = ["cargo", "metadata", "--no-deps", "--format-version", "1"]
    told = json.loads(subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout)
    targets = (one for package in told["packages"] for one in package["targets"])
    return next(one for one in targets if {"lib", "rlib", "proc-macro"} & {*one["kind"]})


def measure(oracles: Oracles, folder: Path, given: argparse.Namespace) -> Score:
    """Ask the compiler, analyse the files that it read, and score that."""
    with options.scratch(given) as scratch:
        target = given.write or scratch / "oracle.jsonl.gz"
        write(make_truth(folder, given, scratch).records(), target)
        oracle = oracles.evaluate.Oracle(target)
        export = analyse_folder(oracle, folder, scratch, given)
        if given.errors:
            tally = errors.Judge(oracles.evaluate, oracle, export).tally()
            print(errors.text([("Rust", tally)], given.errors), end="\n\n")
        return oracles.score(oracle, export, given.dump)


def main(argv: list[str] | None = None) -> int:
    """Measure one crate and print."""
    given = _parser().parse_args(argv)
    folder = given.folder.resolve()
    if not shutil.which("cargo") or not (folder / "Cargo.toml").is_file():
        lacking = "it has no Cargo.toml" if shutil.which("cargo") else "there is no cargo on PATH"
        print(f"{folder} cannot be measured: {lacking}", file=sys.stderr)
        return NO_ORACLES
    oracles = opened(given)
    if oracles is None:
        return NO_ORACLES
    publish({"rust": {folder.name: measure(oracles, folder, given)}}, given)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = options.parser(__doc__, bars=False)
    options.add_command(parser)
    add_options(parser)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--write", type=Path, metavar="FILE", help="keep the oracle there (.jsonl.gz)")
    parser.add_argument("--errors", type=int, metavar="N", help="print the N most frequent kinds of error")
    parser.add_argument("option", nargs="*", metavar="OPTION", help="of cargo, behind --")
    return parser


if __name__ == "__main__":
    sys.exit(main())
