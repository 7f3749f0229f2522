"""Links one file: the outcome of each of its symbolic paths."""

from __future__ import annotations

from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.values import NOTHING, Found
from parseltongue.analysis.lookups import lookup_key
from parseltongue.analysis.stack import with_room
from parseltongue.model import paths as p
from parseltongue.model.ids import path_id, symbol_id
from parseltongue.model.interface import SHADOWED
from parseltongue.model.kinds import (
    AMBIGUOUS,
    CALLABLE_KINDS,
    EXACT,
    EXTERNAL,
    IMPORTS,
    INFERRED,
    MODULE_KINDS,
    UNRESOLVED,
)  # fmt: skip
from parseltongue.model.links import NO_OUTCOME, FileLinks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.linking.semantics import Semantics
    from parseltongue.analysis.world import Unit
    from parseltongue.model.facts import References
    from parseltongue.model.links import Outcome


_UNNAMED = frozenset((p.CALL, p.ITEM, p.INSTANCE, p.EITHER))
"""Steps that the name before them says more of."""


class Linker:
    """Links files of one world, sharing what it learns between them. Not thread-safe."""

    def __init__(self, semantics: Semantics) -> None:
        self._semantics = semantics
        self._world = semantics.world
        self._ids: dict[tuple[Unit, int], bytes] = {}
        self._bare_names: dict[str, tuple[int, tuple[Outcome, tuple[Unit, int] | None]]] = {}

    def link(self, unit: Unit, references: References) -> FileLinks:
        """Links of a file: a pure function of its facts and path and of the answers to its lookups."""
        return with_room(lambda: self._links(unit, references))

    def _links(self, unit: Unit, references: References) -> FileLinks:
        evaluator = self._semantics.evaluator
        evaluator.begin()
        found = self._evaluate(unit, references)
        outcomes: list[Outcome] = [(NO_OUTCOME, None)] * len(found)
        for path, start, _ in references.mentions():
            outcomes[path] = self._outcome(unit, references, path, found, references.kinds[start])
        owners = self._semantics.owners
        return FileLinks.from_outcomes(
            outcomes, (key for key in evaluator.asked() if owners.get(key) != unit.path)
        )

    def _evaluate(self, unit: Unit, references: References) -> list[Found]:
        semantics = self._semantics
        operations, first, second = references.operations, references.first, references.second
        names = references.path_names
        results = [NOTHING]
        for path in range(1, len(operations)):
            operation = operations[path]
            if operation == p.ATTR:
                found = semantics.attribute(results[first[path]].value, names[second[path]])
            elif operation > p.METHOD:
                other = results[second[path]].value if operation >= p.MAPPING else None
                found = Found(None, semantics.step(operation, results[first[path]].value, other))
            elif operation == p.GLOBAL:
                found = semantics.global_name(unit, names[second[path]])
            elif operation == p.METHOD:
                found = semantics.method(results[first[path]].value, names[second[path]])
            elif operation == p.LOCAL:
                found = semantics.entity(unit, first[path])
            elif operation == p.IMPORT:
                found = semantics.imported(unit, names[second[path]])
            elif operation == p.BUILTIN:
                found = semantics.builtin(names[second[path]])
            else:
                found = NOTHING
            results.append(found)
        return results

    def _outcome(
        self, unit: Unit, references: References, path: int, results: list[Found], kind: int
    ) -> Outcome:
        found = results[path]
        target = found.target
        if isinstance(target, str):
            return EXTERNAL, target
        if target is not None:
            owner, ordinal = target
            if kind != IMPORTS and owner.interface.kinds[ordinal] in MODULE_KINDS:
                return NO_OUTCOME, None
            return INFERRED if found.inferred else EXACT, self._id(target)
        if found.value is not None and found.value[0] in (v.MODULE, v.MISSING):
            return NO_OUTCOME if found.value[0] == v.MODULE else UNRESOLVED, None
        operation = references.operations[path]
        if operation == p.IMPORT and found.value is not None and found.value[0] == v.UNKNOWN:
            return NO_OUTCOME, None
        if operation not in p.MEMBERS:
            return UNRESOLVED, None
        receiver = results[references.first[path]].value
        if receiver is not None and receiver[0] == v.MODULE:
            return UNRESOLVED, None
        name = references.path_names[references.second[path]].partition(p.KEY_MARK)[0]
        outcome, member = self._bare(name)
        if member is None:
            return outcome
        if not _is_seen(*member, name):
            return AMBIGUOUS, None
        # Where methods have names of their own, a field of that name is not what is called.
        if operation == p.METHOD and member[0].interface.kinds[member[1]] not in CALLABLE_KINDS:
            return AMBIGUOUS, None
        within = self._semantics.is_within_reach(
            unit, *member, _last_name(references, references.first[path])
        )
        if not within:
            return AMBIGUOUS, None
        return outcome[0], self._id(self._semantics.definition(*member))

    def _bare(self, name: str) -> tuple[Outcome, tuple[Unit, int] | None]:
        """A member of something unknown: linked only if one class alone could be meant; and that member."""
        known = self._bare_names.get(name)
        if known is None:
            key = lookup_key("bare", self._world.scopes, name)
            known = self._bare_names[name] = key, self._bare_outcome(name)
        self._semantics.evaluator.keys.add(known[0])
        return known[1]

    def _bare_outcome(self, name: str) -> tuple[Outcome, tuple[Unit, int] | None]:
        answer = self._world.bare(name)
        if isinstance(answer, int):
            return ((AMBIGUOUS if answer else UNRESOLVED), None), None
        if self._semantics.is_common_member(name):
            return (AMBIGUOUS, None), None
        return (INFERRED, self._id(answer)), answer

    def _id(self, target: tuple[Unit, int]) -> bytes:
        identity = self._ids.get(target)
        if identity is None:
            unit, ordinal = target
            identity = path_id(unit.path) + symbol_id(unit.interface.symbols[ordinal])
            self._ids[target] = identity
        return identity


def _is_seen(unit: Unit, ordinal: int, name: str) -> bool:
    """Whether the language that asks has a member under its own name; another one can call it otherwise."""
    interface = unit.interface
    return interface.names[ordinal] == name and not interface.flags[ordinal] & SHADOWED


def _last_name(references: References, path: int) -> str:
    """The name that the writing of a path ends with, calls and the like left aside; empty if it has none,
    ``self`` for what the file itself declares."""
    operations = references.operations
    while operations[path] in _UNNAMED:
        path = references.first[path]
    if operations[path] == p.LOCAL:
        return "self"
    return references.path_names[references.second[path]] if operations[path] in p.NAMED else ""
