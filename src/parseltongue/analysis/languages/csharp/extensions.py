"""The extension methods of C#: where they are seen from, and what they fit."""

from __future__ import annotations

from parseltongue.analysis.languages.csharp import library
from parseltongue.analysis.languages.csharp.flags import ARITY_MARK, EXTENSION, EXTENSIONS_MARK
from parseltongue.analysis.languages.csharp.inheritance import InheritanceSemantics
from parseltongue.analysis.languages.csharp.names import outwards
from parseltongue.analysis.languages.csharp.outside import SEQUENCE
from parseltongue.analysis.languages.csharp.values import TUPLE, arity_at
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of, bound_of
from parseltongue.analysis.linking.overloads import LIKELY, POSSIBLE, SAME, WIDER, takes
from parseltongue.analysis.linking.values import NOTHING, Found, Value
from parseltongue.model.interface import VARIADIC

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.world import Unit

    Arguments_ = list[Value | None] | None

_OF_TYPES = frozenset((v.CLASS, v.EXTERNAL, v.MODULE, v.MISSING, v.SCOPE))
"""What has no extension methods: types and namespaces."""


class ExtensionSemantics(InheritanceSemantics):
    """Which extension method a call means."""

    def with_extensions(self, receiver: Value, scope: Value, name: str, arguments: Arguments_) -> Found:
        """A member of a value, else an extension method that can be seen from the file."""
        found = self.invoked(receiver, name, arguments)
        if receiver[0] in _OF_TYPES or (isinstance(found.target, tuple) and not found.inferred):
            return found
        if isinstance(found.target, str) and self._is_known_outside(receiver, name.partition(ARITY_MARK)[0]):
            return found
        extension = self.extension(scope, receiver, name, arguments)
        if extension is None or (isinstance(found.target, tuple) and extension.inferred):
            return found
        return extension

    def of_unknown(self, scope: Value, name: str, arguments: Arguments_) -> Found:
        """A method of something unknown: an extension method, if no other type has one of that name."""
        plain = name.partition(ARITY_MARK)[0]
        self.record("bare", self.world.scopes, plain)
        only = self.world.bare(plain)
        if isinstance(only, int) or self.is_common_member(plain):
            return NOTHING
        unit, ordinal = only
        if not unit.interface.flags[ordinal] & EXTENSION:
            return NOTHING
        return self.extension(scope, None, name, arguments) or NOTHING

    def _is_known_outside(self, receiver: Value, name: str) -> bool:
        """Whether the library is known to have a method of that name for a receiver."""
        known = bound_of(receiver)
        if self.root_member(name) or known is None:
            return self.root_member(name)
        if known[0] == v.INSTANCE:
            external = self.lineage(known[1], known[2]).external
            return external is not None and self._library_method(external, name) is not None
        if known[0] == v.CONTAINER:
            return self.in_query(name)
        if known[0] != v.EXTERNAL_INSTANCE:
            return False
        if self._library_method(known, name) is not None:
            return True
        members = library.TYPE_MEMBERS.get(known[1])
        if members is not None:
            return name in members
        return known[1].rpartition(".")[0] in library.NAMESPACES and name in library.MEMBERS

    def extension(
        self, scope: Value, receiver: Value | None, name: str, arguments: Arguments_
    ) -> Found | None:
        """The extension method that fits best, of the nearest namespace that has one that fits."""
        unit, ordinal = scope[1:3]
        name, told, arity = name.partition(ARITY_MARK)
        self.record("bare", self.world.scopes, name)
        if self.world.bare(name) == 0:
            return None
        namespace = self.namespace_at(unit, ordinal)
        levels = [[one] for one in outwards(namespace)]
        levels.append(list(dict.fromkeys(self.usings(unit, ordinal).namespaces)))
        for level in levels:
            scored = []
            for one in level:
                for owner, method in self.open_members(one, EXTENSIONS_MARK + name):
                    if told and str(arity_at(owner, method)) != arity:
                        continue
                    score = self._extension_score(owner, method, receiver, arguments)
                    if score is not None:
                        scored.append((score, owner, method))
            if scored:
                return self._best_extension(scored, receiver, arguments)
        return None

    def _best_extension(
        self, scored: list[tuple[tuple[int, int], Unit, int]], receiver: Value | None, arguments: Arguments_
    ) -> Found | None:
        highest = max(score for score, _, _ in scored)
        first = [one for one in scored if one[0] == highest]
        plain = [one for one in first if not arity_at(one[1], one[2])]
        first = plain if len(plain) == 1 else first
        (fit, _), unit, method = first[0]
        name = unit.interface.names[method]
        sure = len(first) == 1 and fit >= WIDER
        owners = {(owner, owner.interface.parents[one]) for _, owner, one in scored}
        if fit <= POSSIBLE and (len(owners) > 1 or self.is_common_member(name)):
            return None
        value = (v.FUNCTION, unit, method, (), (receiver, *(arguments or ())), True, ())
        return Found((unit, method), value, not sure)

    # -- fitting ------------------------------------------------------------------------------------------

    def _extension_score(
        self, unit: Unit, method: int, receiver: Value | None, arguments: Arguments_
    ) -> tuple[int, int] | None:
        """How well a receiver, and then the arguments, fit an extension method; None if they do not."""
        interface = unit.interface
        if arguments is not None and not takes(interface, method, len(arguments) + 1):
            return None
        types = self.parameter_types(unit, method)
        fit = None
        if types:
            fit = POSSIBLE if receiver is None else self._receiver_fit(types[0], receiver)
        if fit is None:
            return None
        score = self._fitting.score(
            types[1:], arguments or [], bool(interface.flags[method] & VARIADIC) and len(types) > 1
        )
        return None if score is None else (fit, score)

    def _receiver_fit(self, parameter: Value | None, receiver: Value) -> int | None:
        """How well a receiver fits the first parameter of an extension method."""
        if parameter is not None and parameter[0] == v.TYPE_VARIABLE and parameter[4] is None:
            return WIDER
        wanted, given = bound_of(parameter), bound_of(receiver)
        if wanted is None or given is None:
            return POSSIBLE
        if given[0] == v.EXTERNAL_INSTANCE and "(" in given[1] and not given[1].startswith(TUPLE):
            return POSSIBLE
        if given[0] == v.CONTAINER and wanted[0] == v.EXTERNAL_INSTANCE:
            given = (v.EXTERNAL_INSTANCE, SEQUENCE, given[1:])
        if wanted[0] == v.EXTERNAL_INSTANCE and wanted[1] == self.RULES.root:
            return WIDER
        if wanted[0] == given[0] == v.EXTERNAL_INSTANCE and wanted[1] != given[1]:
            return self._outside_fit(wanted[1], given)
        if wanted[0] == v.EXTERNAL_INSTANCE and given[0] == v.INSTANCE:
            return self._inherited_fit(wanted[1], given)
        if given[0] == v.CALLABLE:
            return None
        return self._fitting.fit(wanted, given)

    def _outside_fit(self, wanted: str, given: Value) -> int | None:
        if self._seen_as(given, wanted) is not None or library.derives(given[1], wanted):
            return WIDER
        closed = given[1] in self.RULES.closed or wanted in self.RULES.closed
        known = self.library_type(given[1], len(arguments_of(given))) is not None
        return None if closed or known else LIKELY

    def _inherited_fit(self, wanted: str, given: Value) -> int | None:
        lineage = self.lineage(given[1], given[2])
        if lineage.external is None:
            return POSSIBLE if lineage.unknown else None
        same = lineage.external[1] == wanted
        return SAME if same else None if wanted in self.RULES.closed else LIKELY
