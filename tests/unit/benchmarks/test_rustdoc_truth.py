"""Oracles made from the pages of sources that rustdoc writes."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from benchmarks import rustdoc_truth
from benchmarks.oracles import NO_ORACLES

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY = """\
mod shapes;
use shapes::Shape;
struct Square(u8);
impl Shape for Square {
    fn area(&self) -> u8 { self.0 }
}
fn all(one: &dyn Shape) -> Option<u8> {
    println!("{}", one.area());
    Some(one.area().count_ones() as u8)
}
"""
SHAPES = """\
pub trait Named {}
#[allow(unused)]
pub trait Shape: Named {
    fn area(&self) -> u8;
}
"""
LINKS = {
    "use shapes::[Shape]": "shapes.rs.html#3-5", "impl [Shape]": "shapes.rs.html#2-5",
    "for [Square]": "#3", "-> [Option]": "https://doc.rust-lang.org/core/option/enum.Option.html",
    "&dyn [Shape]": "shapes.rs.html#2-5", "Some(one.[area]": "shapes.rs.html#4",
    "[println!](": "https://doc.rust-lang.org/std/macro.println.html",
    "[count_ones]": "https://doc.rust-lang.org/core/primitive.u8.html", "Shape: [Named]": "#1",
}  # fmt: skip


def page(source: str, links: dict[str, str]) -> str:
    """A page as rustdoc writes it, with a link at each name that is marked in its context."""
    marked = {}
    for context, href in links.items():
        before, name = re.fullmatch(r"(.*?)\[(.*)\].*", context).groups()
        at = source.find(context.replace("[", "").replace("]", ""))
        if at >= 0:
            marked[at + len(before)] = (name, href)
    parts, last = [], 0
    for at, (name, href) in sorted(marked.items()):
        parts += [html.escape(source[last:at]), f'<a class="x" href="{href}">{html.escape(name)}</a>']
        last = at + len(name)
    body = "".join([*parts, html.escape(source[last:])])
    number = "<a href=#1 id=1 data-nosnippet>1</a>"
    return f'<html><pre class="rust"><code>{number}<span>{body}</span></code></pre></html>'


@pytest.fixture
def truth(tmp_path: Path) -> rustdoc_truth.RustdocTruth:
    sources, pages = tmp_path / "src", tmp_path / "doc"
    sources.mkdir()
    pages.mkdir()
    for name, text in (("lib.rs", LIBRARY), ("shapes.rs", SHAPES)):
        (sources / name).write_text(text)
        (pages / f"{name}.html").write_text(page(text, LINKS))
    return rustdoc_truth.RustdocTruth(tmp_path, sources, pages)


def test_edges_follow_the_links_of_the_pages(truth: rustdoc_truth.RustdocTruth) -> None:
    records = list(truth.records())
    names = {one["id"]: one.get("q") or one["file"] for one in records if one["t"] in ("f", "e")}
    assert {(one["t"], names[one["s"]], names[one["d"]]) for one in records if "d" in one} == {
        ("extends", "Square", "Shape"),
        ("extends", "Shape", "Named"),
        ("call", "all", "Shape.area"),
        ("use", "all", "Shape"),
        ("use", "src/lib.rs", "Square"),
    }
    assert {names[one["s"]]: one["n"] for one in records if one["t"] == "x"} == {
        "all": ["Option", "count_ones", "println!"]
    }


def test_entities_have_their_kinds_and_places(truth: rustdoc_truth.RustdocTruth) -> None:
    found = [one for one in truth.records() if one["t"] == "e"]
    assert {(one["q"], one["k"], one["l"], one["e"]) for one in found} == {
        ("shapes", "module", 1, 1),
        ("Square", "struct", 3, 3),
        ("area", "method", 5, 5),
        ("all", "function", 7, 10),
        ("Named", "trait", 1, 1),
        ("Shape", "trait", 3, 5),
        ("Shape.area", "method", 4, 4),
    }


def test_a_page_of_another_source_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lib.rs").write_text("fn a() {}\n")
    (tmp_path / "lib.rs.html").write_text(page("fn b() {}\n", {}))
    with pytest.raises(ValueError, match="shows another source"):
        rustdoc_truth.RustdocTruth(tmp_path, tmp_path, tmp_path)


def test_a_folder_without_a_crate_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rustdoc_truth.main([str(tmp_path)]) == NO_ORACLES
    assert "cannot be measured" in capsys.readouterr().err
