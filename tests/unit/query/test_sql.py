"""SQL sees what the export says, and nothing else."""

import json

import pytest

from parseltongue.model.errors import QueryError
from parseltongue.model.kinds import RELATIONSHIP_KINDS
from parseltongue.query.sql import EXAMPLES, VIEWS, Database
from tests.unit.query.graphs import exported, isg_of


@pytest.fixture(scope="module")
def database(shop):
    with Database(shop) as database:
        yield database


def asked(database, statement):
    return list(database.ask(statement).rows())


@pytest.mark.parametrize("view", VIEWS)
def test_views_have_the_columns_that_are_told(database, view):
    assert database.ask(f"SELECT * FROM {view}").columns == VIEWS[view][1].split(", ")


def test_tables_hold_the_export(shop, database):
    lines = [json.loads(line) for line in exported(shop).splitlines()]
    for table, kind in (("entities", "entity"), ("relationships", "relationship")):
        expected = [
            tuple(one[name] for name in one if name != "type") for one in lines if one["type"] == kind
        ]
        assert asked(database, f"SELECT * FROM {table}") == expected


@pytest.mark.parametrize("kind", RELATIONSHIP_KINDS)
def test_a_view_of_a_kind(shop, database, kind):
    lines = [json.loads(line) for line in exported(shop).splitlines()]
    names = {one["id"]: one["qualified_name"] for one in lines if one["type"] == "entity"}
    expected = [
        (names[one["src"]], names.get(one["dst"]) or one["target"], one["line"], one["provenance"])
        for one in lines
        if one["type"] == "relationship" and one["kind"] == kind
    ]
    found = asked(database, f"SELECT src_name, dst_name, line, provenance FROM {kind}")
    assert sorted(found) == sorted(expected)


def test_files_that_were_skipped():
    isg = isg_of({"a.py": "x = 1\n"}, skipped={"b.py": "binary"})
    with Database(isg) as database:
        found = asked(
            database, "SELECT file, language, bytes, lines, is_test, skipped FROM files ORDER BY file"
        )
    assert found == [("a.py", "python", 6, 1, False, None), ("b.py", "python", 7, None, False, "binary")]


def test_an_empty_graph():
    with Database(isg_of({})) as database:
        assert asked(database, "SELECT count(*) FROM entities, files, calls") == [(0,)]


@pytest.mark.parametrize("statement", [one for _, one in EXAMPLES])
def test_examples_can_be_asked(database, statement):
    asked(database, statement)


def test_the_first_example_means_what_it_says(database):
    assert asked(database, EXAMPLES[0][1])[0][0] == "shop.orders.Order"


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM read_parquet('https://example.org/x.parquet')",
        "SELECT * FROM loaded",
        "SELECT * FROM shop",
        "SELECT * FROM nothing",
        "SELECT",
        "",
    ],
)
def test_what_is_refused(database, statement):
    with pytest.raises(QueryError):
        asked(database, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "COPY entities TO '{place}'",
        "EXPORT DATABASE '{place}'",
        "ATTACH '{place}'",
        "CREATE TABLE t AS SELECT 1",
        "DROP TABLE entities",
        "DELETE FROM entities",
        "SET enable_external_access = true",
        "PRAGMA enable_profiling",
        "INSTALL httpfs",
        "LOAD httpfs",
    ],
)
def test_only_what_reads_is_allowed(database, tmp_path, statement):
    place = tmp_path / "out"
    with pytest.raises(QueryError, match="only statements that read"):
        database.ask(statement.format(place=place))
    assert not place.exists()


def test_one_statement_at_a_time(database):
    with pytest.raises(QueryError, match="one statement at a time: these are 2"):
        database.ask("SELECT 1; DROP TABLE entities")


def test_an_error_while_rows_are_fetched(database):
    with pytest.raises(QueryError, match="Conversion Error"):
        asked(database, "SELECT CAST(name AS INTEGER) FROM entities")
