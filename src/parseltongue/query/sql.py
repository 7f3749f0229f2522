"""SQL over the graph, through DuckDB (extra `sql`).

The whole graph is loaded into a database in memory; statements see the views below and nothing else: no
files, no network, no extensions, no variables of Python. One statement at a time, and only such as read.
"""

from __future__ import annotations

from parseltongue.isg.rows import SKIP_REASONS
from parseltongue.model.errors import QueryError
from parseltongue.model.kinds import RELATIONSHIP_KINDS
from parseltongue.query.export.columns import ENTITY_TYPES, RELATIONSHIP_TYPES
from parseltongue.query.export.libraries import library
from parseltongue.query.export.selection import Chosen, Selection
from parseltongue.query.export.tables_arrow import tables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from parseltongue.query.isg import ISG

FILE_COLUMNS = ("file", "id", "module", "language", "bytes", "lines", "is_test", "skipped")
EDGE_COLUMNS = ("src", "src_name", "dst", "dst_name", "file", "line", "provenance")

VIEWS = {
    "entities": (
        "everything that has a name",
        ", ".join(ENTITY_TYPES),
    ),
    "relationships": (
        "from entity to entity; dst is NULL where target is outside or not known",
        ", ".join(RELATIONSHIP_TYPES),
    ),
    "files": ("files, also those that were skipped, and why", ", ".join(FILE_COLUMNS)),
    **{
        kind: (f"relationships of the kind {kind}, with the names of both ends", ", ".join(EDGE_COLUMNS))
        for kind in RELATIONSHIP_KINDS
    },
}
"""What the views hold, and their columns."""

EXAMPLES = (
    ("what has most callers; to call a class is to make an instance",
     "SELECT dst_name, count(*) AS callers FROM calls WHERE dst IS NOT NULL GROUP BY ALL "
     "ORDER BY callers DESC, dst_name LIMIT 10"),
    ("classes by number of methods",
     "SELECT c.qualified_name, count(*) AS methods FROM entities c JOIN entities m ON m.parent = c.id "
     "WHERE c.kind = 'class' AND m.kind = 'method' GROUP BY ALL ORDER BY methods DESC LIMIT 10"),
    ("public functions without a caller",
     "SELECT qualified_name, file FROM entities WHERE kind = 'function' AND visibility = 'public' "
     "AND NOT is_test AND id NOT IN (SELECT dst FROM calls WHERE dst IS NOT NULL) ORDER BY ALL"),
    ("everything that a function leads to, by calls",
     "WITH RECURSIVE reached(id) AS (SELECT id FROM entities WHERE name = 'main' UNION "
     "SELECT dst FROM calls JOIN reached ON src = id WHERE dst IS NOT NULL) "
     "SELECT qualified_name FROM entities JOIN reached USING (id)"),
)  # fmt: skip
"""What can be asked, as statements."""

_EDGES = """CREATE VIEW {kind} AS
SELECT r.src, s.qualified_name AS src_name, r.dst, coalesce(d.qualified_name, r.target) AS dst_name,
       r.file, r.line, r.provenance
FROM relationships r JOIN entities s ON s.id = r.src LEFT JOIN entities d ON d.id = r.dst
WHERE r.kind = '{kind}'"""

_LOCKS = (
    "SET enable_external_access = false",
    "SET python_enable_replacements = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET lock_configuration = true",
)


class Database:
    """The graph as a database in memory. Use as a context manager, or `close` it. Not thread-safe.

    Raises
    ------
    ConfigError
        DuckDB or pyarrow is not installed.
    """

    def __init__(self, isg: ISG) -> None:
        self._duckdb = library("duckdb", "sql")
        library("pyarrow", "sql")
        self._connection = self._duckdb.connect(":memory:")
        graph = Chosen(isg, Selection())
        for name, table in {**tables(graph), "files": _files(graph)}.items():
            self._connection.register("loaded", table)
            self._connection.execute(f"CREATE TABLE {name} AS SELECT * FROM loaded")
            self._connection.unregister("loaded")
        for kind in RELATIONSHIP_KINDS:
            self._connection.execute(_EDGES.format(kind=kind))
        for lock in _LOCKS:
            self._connection.execute(lock)

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    def ask(self, statement: str) -> Result:
        """The result of one statement that reads.

        Raises
        ------
        QueryError
            It cannot be understood, is more than one statement, or does more than read.
        """
        try:
            found = self._duckdb.extract_statements(statement)
            if not found:
                raise QueryError("there is no statement; `parseltongue sql --schema` shows examples")
            if len(found) != 1:
                raise QueryError(f"one statement at a time: these are {len(found)}")
            reading = (self._duckdb.StatementType.SELECT, self._duckdb.StatementType.EXPLAIN)
            if found[0].type not in reading:
                raise QueryError("only statements that read the graph are allowed: SELECT, WITH, EXPLAIN")
            return Result(self._connection.execute(found[0]), self._duckdb.Error)
        except self._duckdb.Error as error:
            raise _refused(error) from None


class Result:
    """Rows of a result, fetched as they are asked for.

    Attributes
    ----------
    columns : list of str
    """

    __slots__ = ("_cursor", "_error", "columns")

    def __init__(self, cursor: Any, error: type[Exception]) -> None:
        self.columns: list[str] = [one[0] for one in cursor.description]
        self._cursor = cursor
        self._error = error

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """All rows."""
        try:
            while part := self._cursor.fetchmany(1_000):
                yield from part
        except self._error as error:
            raise _refused(error) from None


def _refused(error: Exception) -> QueryError:
    return QueryError(f"{str(error).strip()}\n`parseltongue sql --schema` shows the views and examples")


def _files(graph: Chosen) -> Any:
    """The table of files."""
    rows = []
    for file in graph.view.files():
        lines = file.records.places.span(0)[1] if file.records is not None else None
        skipped = SKIP_REASONS[file.skip] or None
        rows.append(
            (file.shown, file.entity_id(0).hex(), file.module, file.language, file.size, lines, file.is_test,
             skipped)
        )  # fmt: skip
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(FILE_COLUMNS)
    pyarrow = library("pyarrow", "sql")
    text = pyarrow.string()
    types = (text, text, text, text, pyarrow.int64(), pyarrow.int32(), pyarrow.bool_(), text)
    return pyarrow.table(
        {
            name: pyarrow.array(column, kind)
            for name, column, kind in zip(FILE_COLUMNS, columns, types, strict=True)
        }
    )
