"""Questions about a small project: what is answered, and how it is shown."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.command import PROJECT, Cli, write_tree

KEYS = ["snapshot", "stale_files", "symbol", "matches", "total", "exact", "results"]
ENTITY_KEYS = [
    "id", "kind", "name", "qualified_name", "file", "start_line", "end_line", "language", "visibility",
    "signature", "parent", "is_test",
]  # fmt: skip
QUESTIONS = [
    ["find", "total"], ["show", "add_tax"], ["callers", "add_tax"], ["callees", "quick"], ["uses", "Item"],
    ["implementors", "Item"], ["members", "shop.orders.Order"], ["blast-radius", "add_tax"],
    ["entities", "shop/orders.py"], ["references", "add_tax"], ["supertypes", "Order"], ["subtypes", "Item"],
    ["overrides", "Item.total"], ["importers", "shop.orders"], ["tests-for", "add_tax"],
]  # fmt: skip


def names(answer: dict[str, Any]) -> list[str]:
    return [record["qualified_name"] for record in answer["results"]]


@pytest.mark.parametrize("words", QUESTIONS, ids=lambda words: words[0])
def test_the_object_has_its_fixed_keys(analyzed: Cli, words: list[str]) -> None:
    answer = analyzed.ok(*words, "--json").json
    assert list(answer)[: len(KEYS)] == KEYS
    assert answer["snapshot"] == analyzed.ok("status", "--json").json["snapshot"]
    assert answer["symbol"] == words[1]
    assert answer["stale_files"] == []
    assert answer["total"] == len(answer["results"]) > 0
    for record in answer["results"]:
        assert set(ENTITY_KEYS) <= set(record)
        assert record["line"] is None or record["line"] > 0
    if words[0] in ("callers", "callees", "uses", "implementors", "blast-radius", "references", "importers"):
        assert all(record["provenance"] for record in answer["results"])


@pytest.mark.parametrize("words", QUESTIONS, ids=lambda words: words[0])
def test_the_readable_answer_tells_the_same(analyzed: Cli, words: list[str]) -> None:
    results = analyzed.ok(*words, "--json").json["results"]
    shown = analyzed.ok(*words)
    assert shown.err == ""
    for record in results:
        assert record["name"] in shown.out
        assert record["id"] is None or record["id"] not in shown.out
        if record["file"] and words[0] not in ("entities", "callees", "supertypes"):
            assert f"{record['file']}:{record['line']}" in shown.out
        if record.get("provenance", "exact") != "exact":
            assert record["provenance"] in shown.out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["callers", "shop.orders.add_tax"], {"shop.orders.Order.total", "shop.checkout.quick"}),
        (["callers", "orders.py:22"], {"shop.orders.Order.total", "shop.checkout.quick"}),
        (["callees", "quick"], {"shop.checkout.pay", "shop.orders.Order", "shop.orders.add_tax"}),
        (["implementors", "Item"], {"shop.orders.Order"}),
        (["members", "Item"], {"shop.orders.Item.price", "shop.orders.Item.total"}),
        (["find", "add_tax"], {"shop.orders.add_tax"}),
        (["callers", "add_tax", "-t"], {"shop.checkout.pay", "tests.test_checkout.test_quick"}),
        (["callees", "test_quick", "--depth", "2"], {"shop.checkout.pay", "shop.orders.add_tax"}),
        (["members", "shop.orders", "-t"], {"shop.orders.Order", "shop.orders.Order.items"}),
        (["supertypes", "Order"], {"shop.orders.Item"}),
        (["subtypes", "Item"], {"shop.orders.Order"}),
        (["overrides", "Order.total"], {"shop.orders.Item.total"}),
        (["importers", "shop/orders.py"], {"shop", "shop.checkout", "tests.test_checkout"}),
        (["tests-for", "shop/orders.py"], {"tests.test_checkout.test_quick"}),
        (["find", "total", "--path", "tests"], set()),
        (["find", "o", "--kind", "class"], {"shop.orders.Order"}),
        (["blast-radius", "add_tax", "--depth", "1"], {"shop.orders.Order.total", "shop.checkout.quick"}),
    ],
)
def test_answers(analyzed: Cli, words: list[str], expected: set[str]) -> None:
    assert expected <= set(names(analyzed.ok(*words, "--json").json))
    if not expected:
        assert names(analyzed.ok(*words, "--json").json) == []


def test_places_count_from_the_current_folder(analyzed: Cli) -> None:
    inside = analyzed.folder / "shop"
    expected = analyzed.ok("show", "shop/orders.py:22", "--json").json["results"]
    assert expected[0]["name"] == "add_tax"
    assert analyzed.ok("show", "orders.py:22", "--json", cwd=inside).json["results"] == expected
    assert analyzed.ok("show", "../shop/orders.py:22", "--json", cwd=inside).json["results"] == expected
    outline = analyzed.ok("entities", "shop/orders.py", "--json").json["results"]
    assert analyzed.ok("entities", "orders.py", "--json", cwd=inside).json["results"] == outline
    assert analyzed.ok("-C", "shop", "entities", "orders.py", "--json").json["results"] == outline
    assert analyzed.ok("entities", "shop/orders.py", "--json", cwd=inside).json["results"] == outline


def test_an_outline_is_indented(analyzed: Cli) -> None:
    lines = analyzed.ok("entities", "shop/orders.py").out.splitlines()
    assert lines[0].startswith("Item ")
    assert lines[1].startswith("  price ")
    assert lines[-1].startswith("add_tax ")


def test_show(analyzed: Cli) -> None:
    shown = analyzed.ok("show", "shop.orders.add_tax").out
    assert shown.startswith("shop.orders.add_tax  function\n")
    assert "Add the tax." in shown
    assert "shop/orders.py:22" in shown
    assert "callers 2" in shown


def test_several_symbols_are_listed(analyzed: Cli) -> None:
    shown = analyzed.ok("callers", "total").out
    assert shown.startswith("total stands for 2 symbols:\n")
    assert "  shop.orders.Item.total " in shown
    assert len(analyzed.ok("callers", "total", "--json").json["matches"]) == 2


def test_an_empty_answer_is_a_sentence(analyzed: Cli) -> None:
    for words in (["callers", "test_quick"], ["implementors", "Order"], ["members", "add_tax"]):
        result = analyzed.ok(*words)
        assert words[1] in result.out
        assert result.out.endswith(".\n")
        assert result.out.count("\n") == 1
        assert analyzed.ok(*words, "--json").json["results"] == []


def test_an_unknown_symbol(analyzed: Cli) -> None:
    result = analyzed("callers", "add_tx", "--json")
    assert result.code == 1
    assert result.json["error"]["kind"] == "UnknownSymbolError"
    assert result.json["error"]["suggestions"] == ["shop.orders.add_tax"]
    assert "did you mean shop.orders.add_tax?" in result.err
    assert analyzed("entities", "shop/nothing.py").code == 1


def test_an_empty_question(analyzed: Cli) -> None:
    for words in (["callers", ""], ["find", ""], ["find", "  "]):
        result = analyzed(*words)
        assert (result.code, result.out) == (2, ""), result


def test_the_limit_is_told(analyzed: Cli) -> None:
    result = analyzed.ok("members", "Order", "--limit", "1")
    assert result.out.count("\n") == 1
    assert "more; --limit 0 shows all" in result.err
    assert "more" not in analyzed.ok("members", "Order", "--limit", "0").err
    answer = analyzed.ok("callers", "add_tax", "--limit", "1", "--json").json
    assert len(answer["results"]) == 1
    assert answer["total"] == 2


def test_changed_files_are_told(shop: Cli) -> None:
    shop.ok("analyze")
    before = shop.ok("callers", "add_tax", "--json").json
    for path in ("shop/orders.py", "tests/test_checkout.py"):
        with (shop.folder / path).open("a") as file:
            file.write("\n")
    result = shop.ok("callers", "add_tax")
    assert "note: 1 file behind this answer has changed since: shop/orders.py" in result.err
    assert "parseltongue analyze" in result.err
    answer = shop.ok("callers", "add_tax", "--json").json
    assert answer["stale_files"] == ["shop/orders.py"]
    assert answer["results"] == before["results"]
    fresh = shop.ok("callers", "add_tax", "--fresh")
    assert "2 files in the workspace have changed since: shop/orders.py, tests/test_checkout.py" in fresh.err
    assert shop.ok("callers", "add_tax", "-q").err == ""
    (shop.folder / "shop/checkout.py").unlink()
    assert "shop/checkout.py" in shop.ok("callers", "add_tax", "--json").json["stale_files"]


def test_a_touched_file_is_not_stale(shop: Cli) -> None:
    shop.ok("analyze")
    (shop.folder / "shop/orders.py").touch()
    assert shop.ok("callers", "add_tax", "--json").json["stale_files"] == []


def test_coverage(shop: Cli) -> None:
    (shop.folder / "broken.py").write_text("def broken(:\n    unknown_thing()\n")
    (shop.folder / "binary.py").write_bytes(b"x = 1\0\n")
    shop.ok("analyze")
    content = shop.ok("coverage", "--json").json
    assert content["skipped"] == {"binary": ["binary.py"]}
    assert content["syntax_errors"] == ["broken.py"]
    assert {"name": "builtins.sum", "mentions": 1} in content["external"]["names"]
    assert content["snapshot"] == shop.ok("status", "--json").json["snapshot"]
    shown = shop.ok("coverage").out
    assert "Skipped, binary: 1 file (binary.py)" in shown
    assert "broken.py" in shown
    assert "builtins.sum" in shown


def test_coverage_tells_what_is_never_looked_into(cli: Cli) -> None:
    write_tree(cli.folder, {"a.py": "", "a.ex": "", "b.ex": "", "c.lua": "", "ignored/d.lua": "", "e": ""})
    (cli.folder / ".gitignore").write_text("ignored/\n")
    (cli.folder / "link.py").symlink_to("a.py")
    cli.ok("analyze")
    content = cli.ok("coverage", "--json").json
    assert content["not_read"] == {"symlink": ["link.py"]}
    assert content["other_files"] == {
        "total": 3,
        "suffixes": [{"suffix": ".ex", "files": 2}, {"suffix": ".lua", "files": 1}],
    }
    shown = cli.ok("coverage").out
    assert "Not read, symlink: 1 path (link.py)" in shown
    assert "Of no language that is read: 3 files (.ex 2, .lua 1)" in shown


def test_a_folder_that_cannot_be_read_is_told(shop: Cli, tmp_path: Path) -> None:
    # Nothing is closed to root, as whom tests may run; git tells of such a folder so.
    (shop.folder / ".git").mkdir()
    git = tmp_path / "bin" / "git"
    write_tree(
        tmp_path,
        {
            "bin/git": "#!/bin/sh\n"
            "echo \"warning: could not open directory 'closed/': Permission denied\" >&2\n"
            "printf 'shop/orders.py\\0'\n"
        },
    )
    git.chmod(0o755)
    shop.env["PATH"] = f"{git.parent}{os.pathsep}{shop.env['PATH']}"
    told = shop.ok("analyze")
    assert "1 folder could not be read, so nothing is known of what is in it: closed" in told.err
    assert "could not be analysed" not in told.err
    assert shop.ok("coverage", "--json").json["not_read"] == {"unreadable folder": ["closed"]}


def test_a_folder_of_unknown_languages_is_told_as_such(cli: Cli) -> None:
    write_tree(cli.folder, {"a.ex": "", "b.ex": "", "c.lua": ""})
    told = cli.ok("analyze").err
    assert "no files here in a language that Parseltongue reads; there are .ex, .lua." in told


def test_export(shop: Cli, tmp_path: Path) -> None:
    shop.ok("analyze")
    shown = shop.ok("export", "--format", "jsonl")
    lines = [json.loads(line) for line in shown.out.splitlines()]
    files = [line for line in lines if line.get("kind") == "file"]
    assert {line["file"] for line in files} == {path for path in PROJECT if path.endswith(".py")}
    target = tmp_path / "graph.jsonl"
    content = shop.ok("export", "-o", str(target), "--json").json
    assert target.read_bytes() == shown.raw
    assert (content["bytes"], content["file"]) == (len(shown.raw), str(target))
    assert [path.name for path in tmp_path.glob("graph*")] == ["graph.jsonl"]
    write_tree(tmp_path / "copy", PROJECT)
    shop.ok("analyze", "-C", str(tmp_path / "copy"), "--cache-dir", str(tmp_path / "other"))
    assert (
        shop.ok("export", "-C", str(tmp_path / "copy"), "--cache-dir", str(tmp_path / "other")).raw
        == shown.raw
    )


def test_an_export_that_cannot_be_written(analyzed: Cli, tmp_path: Path) -> None:
    missing = analyzed("export", "-o", str(tmp_path / "no/such/folder"))
    assert (missing.code, missing.out) == (7, "")
    assert "choose another place with -o" in missing.err
    assert analyzed("export", "--json").code == 2


def test_formats_of_others(shop: Cli, tmp_path: Path) -> None:
    shop.ok("analyze")
    target = tmp_path / "graph.csv.gz"
    content = shop.ok("export", "--format", "csv", "-o", str(target), "--json").json
    names = ["graph-entities.csv.gz", "graph-relationships.csv.gz"]
    assert [Path(one["file"]).name for one in content["files"]] == names
    assert sorted(path.name for path in tmp_path.glob("graph*")) == names
    before = (tmp_path / names[0]).read_bytes()
    assert gzip.decompress(before).startswith(b"id:ID,:LABEL,")
    shop.ok("export", "--format", "csv", "-o", str(target))
    assert (tmp_path / names[0]).read_bytes() == before
    index = tmp_path / "index.scip"
    assert "index.scip: " in shop.ok("export", "--format", "scip", "-o", str(index)).out
    assert b"shop/orders.py" in index.read_bytes()
    drawing = shop.ok("export", "--format", "mermaid", "--around", "add_tax", "--limit", "2")
    assert drawing.out.startswith("flowchart LR\n")
    assert "left out of the drawing" in drawing.err


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["--format", "csv"], 2, "needs -o FILE: it is two files"),
        (["--depth", "2"], 2, "--depth only with --around"),
        (["--limit", "2"], 2, "--limit only with --format dot or mermaid"),
        (["--around", "no_such"], 1, "nothing is called no_such"),
        (["--format", "scip", "--kind", "class"], 2, "choose them with --path"),
    ],
)
def test_exports_that_make_no_sense(analyzed: Cli, words: list[str], code: int, message: str) -> None:
    result = analyzed("export", *words)
    assert (result.code, result.out) == (code, "")
    assert message in result.err


def test_a_failed_export_leaves_the_old_file(analyzed: Cli, tmp_path: Path) -> None:
    target = tmp_path / "graph.dot"
    target.write_bytes(b"old")
    assert analyzed("export", "--around", "no_such", "-o", str(target)).code == 1
    assert target.read_bytes() == b"old"
    assert list(tmp_path.glob("*.part")) == []


INDEX = Path(__file__).parent.parent / "unit" / "query" / "scip" / "indexes" / "typescript"


def test_an_index_of_a_compiler(cli: Cli) -> None:
    for path in INDEX.iterdir():
        (cli.folder / path.name).write_bytes(path.read_bytes())
    content = cli.ok("import", "scip", "index.scip", "--json").json
    assert content["tool"].startswith("scip-typescript")
    assert (content["files"], content["changed"], content["unknown"]) == (2, [], [])
    assert "report.total" in cli.ok("callers", "Square.area").out
    (cli.folder / "report.ts").write_text("// another\n")
    shown = cli.ok("import", "scip", "index.scip")
    assert shown.out.startswith("Imported scip-typescript")
    assert "1 file not as the index saw them, and not used: report.ts" in shown.err
    assert "Forgot what was imported of 2 files." in cli.ok("import", "drop").out
    assert "Nothing is imported." in cli.ok("import", "drop").out
    wrong = cli("import", "scip", "report.ts")
    assert (wrong.code, wrong.out) == (2, "")
    assert "this is no SCIP index" in wrong.err


def test_words_and_filters_of_find_need_no_quotes(analyzed: Cli) -> None:
    def found(*words: str) -> list[str]:
        return [one["qualified_name"] for one in analyzed.ok("find", *words, "--json").json["results"]]

    assert found("kind:method", "total") == found("kind:method total") != []
    assert found("Item", "total") == ["shop.orders.Item.total"]


def test_an_export_says_if_there_is_nothing_at_its_path(analyzed: Cli, tmp_path: Path) -> None:
    told = analyzed.ok("export", "--path", "shop/ordres.py")
    assert told.out == ""
    assert "nothing in the workspace is at shop/ordres.py; did you mean shop/orders.py?" in told.err
    assert "at shop/*.rs, as far as it was analysed" in analyzed.ok("export", "--path", "shop/*.rs").err
    content = analyzed.ok("export", "--path", "nowhere", "-o", str(tmp_path / "x"), "--json").json
    assert content["notices"] == ["nothing in the workspace is at nowhere, as far as it was analysed"]


def test_paths_of_an_export_count_from_the_current_folder(analyzed: Cli) -> None:
    whole = analyzed.ok("export", "--path", "shop/orders.py").out
    assert '"file":"shop/orders.py"' in whole
    below = ("-C", str(analyzed.folder / "shop"))
    assert analyzed.ok(*below, "export", "--path", "orders.py").out == whole
    near = analyzed.ok("export", "--around", "shop/orders.py:22").out
    assert analyzed.ok(*below, "export", "--around", "orders.py:22").out == near != ""


def test_sql_writes_json_that_every_reader_takes(analyzed: Cli) -> None:
    statement = "SELECT 'inf'::DOUBLE, [-'inf'::DOUBLE, 'nan'], 'a\\xFF\\x5C'::BLOB, 0.5::DOUBLE"
    text = analyzed.ok("sql", statement, "--json").out

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    rows = json.loads(text, parse_constant=refuse)["rows"]
    assert rows == [["inf", ["-inf", "nan"], "a\\xFF\\x5C", 0.5]]


def test_sql(shop: Cli) -> None:
    shop.ok("analyze")
    statement = "SELECT kind, count(*) AS n FROM entities WHERE kind = 'class' GROUP BY ALL"
    lines = shop.ok("sql", statement).out.splitlines()
    assert lines[0].split() == ["kind", "n"]
    content = shop.ok("sql", statement, "--json").json
    assert content["columns"] == ["kind", "n"]
    assert content["rows"] == [["class", int(lines[1].split()[1])]]
    assert shop.ok("sql", statement, "--csv").out == f"kind,n\nclass,{content['rows'][0][1]}\n"
    assert shop.ok("sql", "SELECT 1 WHERE false").out == "No rows.\n"
    many = shop.ok("sql", "FROM entities", "--limit", "2")
    assert len(many.out.splitlines()) == 3
    assert "there are more; --limit 0 shows all" in many.err
    assert "calls: relationships" in shop.ok("sql", "--schema").out
    assert "calls" in shop.ok("sql", "--schema", "--json").json["views"]
    assert "Projection" in shop.ok("sql", "EXPLAIN SELECT kind FROM entities").out.title()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "sql needs STATEMENT, or --schema"),
        (["SELECT nope FROM entities"], "nope"),
        (["DROP TABLE entities"], "only statements that read"),
        (["SELECT 1", "--csv", "--json"], "not both"),
    ],
)
def test_sql_that_makes_no_sense(analyzed: Cli, words: list[str], message: str) -> None:
    result = analyzed("sql", *words)
    assert result.code == 2
    assert message in result.err


def test_coverage_names_generated_and_vendored_files(cli: Cli) -> None:
    files = {
        "b.py": "# Generated by the protocol buffer compiler.  DO NOT EDIT!\n",
        "a_pb2.py": "",
        "App.g.cs": "class A {}\n",
        "a.py": "",
        "vendor/b.py": "",
    }
    write_tree(cli.folder, files)
    cli.ok("analyze")
    content = cli.ok("coverage", "--json").json
    assert (content["generated"], content["vendored"]) == (
        ["App.g.cs", "a_pb2.py", "b.py"],
        ["vendor/b.py"],
    )
    assert "Generated: 3 files (App.g.cs, a_pb2.py, b.py)" in cli.ok("coverage").out
    cli.ok("verify", "--rebuild")


def test_coverage_tells_of_templates_and_of_other_formats(cli: Cli) -> None:
    files = {
        "{{cookiecutter.name}}/a.py": "def f(): pass\nclass {{ name }}:\n    x = {{ x }}\n{% if y %}\n",
        "app_de.ts": '<?xml version="1.0"?>\n<!DOCTYPE TS>\n<TS version="2.1"><context/></TS>\n',
        "a.ts": "export function g() { return 1 }\n",
    }
    write_tree(cli.folder, files)
    for _ in range(2):
        cli.ok("analyze")
        content = cli.ok("coverage", "--json").json
        assert content["syntax_errors"] == ["{{cookiecutter.name}}/a.py"]
        assert content["skipped"] == {"other_format": ["app_de.ts"]}
        cli.ok("verify", "--rebuild")
        write_tree(cli.folder, {"a.ts": "export function g() { return 2 }\n"})
    assert "Skipped, other format: 1 file (app_de.ts)" in cli.ok("coverage").out
    assert [one["name"] for one in cli.ok("find", "f", "--json").json["results"]][:1] == ["f"]


def test_a_path_has_its_call_sites(analyzed: Cli) -> None:
    answer = analyzed.ok("path", "test_quick", "add_tax", "-k", "2", "--json").json
    assert list(answer)[: len(KEYS)] == KEYS
    assert [route["length"] for route in answer["results"]] == [2, 4]
    steps = answer["results"][0]["steps"]
    assert [(step["name"], step.get("lines")) for step in steps] == [
        ("test_quick", [6]), ("quick", [9]), ("add_tax", None),
    ]  # fmt: skip
    shown = analyzed.ok("path", "test_quick", "add_tax").out
    assert "calls in line 6" in shown
    assert "Nothing leads from add_tax to quick." in analyzed.ok("path", "add_tax", "quick").out
    assert analyzed("path", "add_tax", "nowhere").code == 1


def test_references_show_lines_with_context(analyzed: Cli) -> None:
    answer = analyzed.ok("references", "add_tax", "-n", "1", "--json").json
    (call,) = [one for one in answer["results"] if one["name"] == "quick"]
    assert [line["line"] for line in call["source"]] == [8, 9]
    assert "> 9      return pay(" in analyzed.ok("references", "add_tax").out


def test_lines_of_a_changed_file_are_not_shown(shop: Cli) -> None:
    shop.ok("analyze")
    write_tree(shop.folder, {"shop/checkout.py": "\n\n" + PROJECT["shop/checkout.py"]})
    shown = shop.ok("references", "add_tax")
    assert "shop/checkout.py" in shown.err
    assert "return pay(" not in shown.out
    assert "return sum(" in shown.out


def test_a_path_that_names_nothing_is_told(analyzed: Cli) -> None:
    shown = analyzed.ok("find", "total", "--path", "shp")
    assert shown.out.splitlines()[-1] == "Nothing in the workspace is at shp; did you mean shop?"
    assert analyzed.ok("find", "total", "--path", "shp", "--json").json["unknown_paths"] == {"shp": ["shop"]}
    for words in (["rank"], ["metrics"], ["dead-code"], ["cycles"], ["hotspots"]):
        shown = analyzed.ok(*words, "--path", "orders.py")
        assert "Nothing in the workspace is at orders.py; did you mean shop/orders.py?" in shown.out
        assert "Nothing in the workspace" not in analyzed.ok(*words, "--path", "shop").out
    assert names(analyzed.ok("find", "add_tax", "--path", ".", "--json").json) == ["shop.orders.add_tax"]


def test_find_takes_filters_patterns_and_typing_errors(analyzed: Cli) -> None:
    assert names(analyzed.ok("find", "kind:class ordr", "--json").json) == ["shop.orders.Order"]
    assert set(names(analyzed.ok("find", "^to", "--regex", "--json").json)) == {
        "shop.orders.Item.total", "shop.orders.Order.total",
    }  # fmt: skip
    assert names(analyzed.ok("find", "is:test kind:function", "--json").json) == [
        "tests.test_checkout.test_quick"
    ]
    assert names(analyzed.ok("find", "shop/orders.py:23", "--json").json) == ["shop.orders.add_tax"]
    assert analyzed("find", "(", "--regex").code == 2
    assert analyzed("find", "is:blue x").code == 2


def test_the_tree_of_folders(analyzed: Cli) -> None:
    rows = analyzed.ok("tree", "shop", "--json").json["results"]
    assert [(row["path"], row["files"], row["entities"]) for row in rows] == [
        ("shop", 3, 10), ("shop/__init__.py", 1, 0), ("shop/checkout.py", 1, 2), ("shop/orders.py", 1, 8),
    ]  # fmt: skip
    assert "shop/" in analyzed.ok("tree").out
    assert analyzed("tree", "nowhere").code == 1


def test_a_kept_list_of_names_follows_edits(shop: Cli) -> None:
    shop.ok("analyze")
    assert names(shop.ok("find", "refnd", "--json").json) == []
    write_tree(shop.folder, {"shop/extra.py": "def refund(): ...\n"})
    shop.ok("analyze")
    assert names(shop.ok("find", "refnd", "--json").json) == ["shop.extra.refund"]
    (kept,) = (shop.cache / "workspaces").glob("*.names")
    kept.write_bytes(b"damaged")
    assert names(shop.ok("find", "refnd", "--json").json) == ["shop.extra.refund"]
