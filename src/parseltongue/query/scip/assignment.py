"""Which of the names of one place an index gives to which mention, and what is read from that.

Where several mentions of one name stand in a line, the name before the dot tells them apart, or else their
order. What is not told for sure carries a hint, so that whoever reads the index does not take a guess for
a fact.
"""

from __future__ import annotations

from parseltongue.isg.layers import NOTHING, is_file
from parseltongue.model.kinds import EXACT, EXTERNAL, IMPORTS, INFERRED
from parseltongue.model.links import NO_OUTCOME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.query.scip.mentions import Mention
    from parseltongue.query.scip.tokens import Token

KNOWN = frozenset((EXACT, INFERRED, EXTERNAL))
"""Provenances of what leads somewhere."""

GUESSED, UNSURE = "inferred", "undecided"
CODES = {
    GUESSED: "found by its name alone, not proved",
    UNSURE: "which mention of this name in the line is meant is not sure",
}
"""Codes of the hints at occurrences, and their messages."""


class Told:
    """What an index tells of a mention.

    Attributes
    ----------
    symbol : str
        Empty where nothing is known.
    roles : int
    code : str
        Of the hint; empty for none.
    """

    __slots__ = ("code", "mention", "roles", "symbol")

    def __init__(self, mention: Mention, symbol: str, roles: int, code: str) -> None:
        self.mention = mention
        self.symbol = symbol
        self.roles = roles
        self.code = code


def assign(told: list[Told], tokens: list[tuple[int, Token]]) -> list[list[Told]]:
    """By name, the mentions that stand there: those behind the same receiver, then the others in order."""
    found: list[list[Told]] = [[] for _ in tokens]
    if len(tokens) == 1:
        found[0] += told
        return found
    left: list[Told] = []
    free = list(range(len(tokens)))
    for receiver in dict.fromkeys(one.mention.receiver for one in told):
        group = [one for one in told if one.mention.receiver == receiver]
        same = [at for at in free if tokens[at][1].receiver == receiver][: len(group)]
        if same:
            _spread(group, same, found)
            free = [at for at in free if at not in same]
        else:
            left += group
    if free:
        _spread(left, free, found)
    else:
        for one in left:
            _beside(one, found)
    return found


def _beside(one: Told, found: list[list[Told]]) -> None:
    """Put a mention that has no name to itself where its symbol stands, or else at the last name."""
    next((those for those in found if one.symbol in {other.symbol for other in those}), found[-1]).append(one)


def _spread(told: list[Told], at: list[int], found: list[list[Told]]) -> None:
    """Give mentions to names: what there is for every name stands at each, the rest in order."""
    groups: dict[tuple[str, int], list[Told]] = {}
    for one in told:
        groups.setdefault((one.symbol, one.roles), []).append(one)
    rest: list[Told] = []
    for group in groups.values():
        if len(group) >= len(at) or len(groups) == 1:
            for number, one in enumerate(group):
                found[at[min(number, len(at) - 1)]].append(one)
        else:
            rest += group
    for number, one in enumerate(rest):
        found[at[min(number, len(at) - 1)]].append(one)


def summary(told: list[Told]) -> dict[str, tuple[int, str]]:
    """Roles and code of each symbol at one name: a guess only where all are guesses."""
    found: dict[str, tuple[int, str]] = {}
    for one in told:
        roles, code = found.get(one.symbol, (0, one.code))
        found[one.symbol] = roles | one.roles, code and one.code
    return {symbol: known for symbol, known in found.items() if symbol}


def read_back(told: list[Told]) -> str:
    """What an import takes from the occurrences at one name: nothing from guesses and from several."""
    found = summary(told)
    ((symbol, (_, code)),) = found.items() if len(found) == 1 else ((NOTHING, (0, "")),)
    return NOTHING if code else symbol


def is_mixed(told: list[Told]) -> bool:
    """Whether the mentions of a place are to be told apart."""
    first = told[0]
    return any(one.symbol != first.symbol or one.code != first.code for one in told)


def keeps(told: Told, symbol: str) -> bool:
    """Whether a mention stays what it is when a layer says that it means a symbol."""
    mention = told.mention
    if symbol == NOTHING or mention.provenance == NO_OUTCOME:
        return True
    if mention.kind == IMPORTS and is_file(mention.target):
        return True
    return mention.provenance in (EXACT, EXTERNAL) and symbol == told.symbol
