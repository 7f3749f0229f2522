"""How large symbolic paths can grow."""

import pytest

from parseltongue.model.paths import ATTR, CALL, GLOBAL, METHOD, SIZE_LIMIT, PathTable


@pytest.mark.parametrize("limit", [SIZE_LIMIT, 100])
def test_a_path_beyond_the_limit_is_not_built(limit):
    table = PathTable()
    table.limit = limit
    path = table.node(GLOBAL, 0, table.name(b"x"))
    for _ in range(limit - 1):
        path = table.node(CALL, path)
        assert path
    assert not table.node(CALL, path)
    assert not table.attribute(path, b"name")
    assert table.steps[path][0] == CALL
    assert ATTR not in [step[0] for step in table.steps]


@pytest.mark.parametrize("operation", [ATTR, METHOD])
def test_a_member_without_a_name_is_unknown(operation):
    table = PathTable()
    path = table.node(GLOBAL, 0, table.name(b"x"))
    assert not table.node(operation, path, table.name(b""))
    assert not table.attribute(path, b"")
