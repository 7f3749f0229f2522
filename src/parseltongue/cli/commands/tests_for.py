"""`parseltongue tests-for`."""

from __future__ import annotations

from parseltongue.cli.answers import QUERY, SYMBOL, SYMBOL_NOTE, about_symbol, show_results
from parseltongue.cli.related import STYLES, hop_row
from parseltongue.cli.spec import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from parseltongue.cli.session import Session

COMMAND = Command(
    mends=True,
    words=(SYMBOL,),
    options=("depth", *QUERY),
    details="""The tests that reach a symbol over calls, uses and inheritance, the nearest first. A type or a
file stands for all that is in it. Where a language tells no single tests, the test file is named.

Marked "perhaps" are those that reach it only if a call on the way runs a member in place of the one that it
names, as an object of a type below does.

"""
    + SYMBOL_NOTE,
    examples=(
        ("tests-for shop.orders.add_tax", "which tests to run after a change"),
        ("tests-for shop/orders.py --depth 2", "only those that are near"),
    ),
)


def run(session: Session) -> int:
    """Ask and show."""
    depth = session.given.number("depth")
    return about_symbol(
        session,
        lambda isg, symbol, limit: isg.tests_for(symbol, limit, depth=depth),
        show_results("No test reaches {}.", _row, STYLES),
    )


def _row(record: dict[str, Any]) -> tuple[str, ...]:
    *fields, hops = hop_row(record)
    told = [hops] if hops else []
    return (*fields, ", ".join(told if record["certain"] else [*told, "perhaps"]))
