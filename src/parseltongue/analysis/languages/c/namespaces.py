"""Namespaces across files: those that are inline, and those that macros open.

A namespace that a macro opens is called in its file by the name of the macro (flag `OPENED`); in texts of
scopes `OPENED_MARK` stands before that. What stands in it is contributed to two open scopes: the one so
spelled, and the one around it. The file that defines the macro says which namespace it opens, and contributes
the macro under that. So a name in a namespace is asked for in the namespace itself, and in each spelling of
it; and what stands behind a macro that opens something else does not count.
"""

from __future__ import annotations

from parseltongue.analysis.languages.c.flags import INLINE, MACRO, OPENED, SCOPED
from parseltongue.analysis.languages.c.includes import IncludeSemantics
from parseltongue.analysis.languages.c.placement import OPENS
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.values import Found
from parseltongue.analysis.world import NAMESPACE, Unit, World, member_key, stars_key
from parseltongue.model.kinds import ENUM
from parseltongue.model.kinds import NAMESPACE as NAMESPACE_KIND
from parseltongue.model.paths import OPENED_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.languages.c.overloads import Call
    from parseltongue.model.interface import Interface

    Place = tuple[Unit, int]
    Scopes = dict[str, list[int]]


def spelled_scope(interface: Interface, ordinal: int) -> str:
    """Dotted names from the top of a file down to a namespace or type, as they stand in open scopes."""
    parts = []
    while ordinal:
        kind, flags = interface.kinds[ordinal], interface.flags[ordinal]
        passed = flags & INLINE if kind == NAMESPACE_KIND else kind == ENUM and not flags & SCOPED
        if not passed:
            parts.append(OPENED_MARK * bool(flags & OPENED) + interface.names[ordinal])
        ordinal = interface.parents[ordinal]
    return ".".join(reversed(parts))


class NamespaceSemantics(IncludeSemantics):
    """Which namespace a scope is, and what stands in it."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._namespaces: dict[Unit, tuple[Scopes, bool, int]] = {}

    def imported(self, unit: Unit, text: str) -> Found:
        """The file of an include; behind a dot, the scope that a name is looked up from."""
        if text.startswith("."):
            return Found(None, (v.MODULE, self.opened(unit, text[1:]), NAMESPACE, unit))
        return super().imported(unit, text)

    def opened(self, unit: Unit, scope: str) -> str:
        """A scope of a file with what its macros open in their places."""
        if OPENED_MARK not in scope:
            return scope
        found: str | None = self.evaluator.evaluate(("opened", unit.path, scope), self._opened, unit, scope)
        return found or ""

    def _opened(self, unit: Unit, scope: str) -> str:
        parts = scope.split(".")
        meant = (self._opens(unit, one[1:]) if one.startswith(OPENED_MARK) else one for one in parts)
        return ".".join(filter(None, meant))

    def _opens(self, unit: Unit, name: str) -> str:
        """The namespace that a macro opens for a file; empty if that is none, or not known."""
        macro = self._macro(unit, name)
        value = None if macro is None else self.declared(*macro, None)
        return str(value[1]) if value is not None and value[0] == v.MODULE else ""

    def _macro(self, unit: Unit, name: str) -> Place | None:
        """The macro of a name that a file means."""
        self.record_in(unit.path, member_key(unit.path, "", name))
        own = [(unit, one) for one in unit.interface.named(0).get(name, ())]
        for places in (own, self.open_members("", name)):
            macros = [one for one in places if one[0].interface.flags[one[1]] & MACRO]
            if macros:
                target = self._best(unit, "", name, macros).target
                return target if isinstance(target, tuple) else None
        return None

    def _best(
        self, unit: Unit, scope: str, name: str, places: list[Place], call: Call | None = None
    ) -> Found:
        raise NotImplementedError

    # -- what stands in a scope -----------------------------------------------------------------------------

    def scopes(self, unit: Unit) -> Scopes:
        """Ordinals of a file's namespaces, by dotted name; the file itself by the empty one."""
        spelled, plain, key = self._spelled_scopes(unit)
        # Which namespaces a file opens how often is an answer of its own: more names are asked with one more.
        self.record_in(unit.path, key)
        if plain:
            return spelled
        found: Scopes | None = self.evaluator.evaluate(
            ("scopes", unit.path), self._opened_scopes, unit, spelled
        )
        return found or spelled

    def _spelled_scopes(self, unit: Unit) -> tuple[Scopes, bool, int]:
        """The namespaces as the file spells them, whether no macro opens one, and the key of those."""
        known = self._namespaces.get(unit)
        if known is None:
            interface = unit.interface
            spelled: Scopes = {"": [0]}
            for ordinal, kind in enumerate(interface.kinds):
                if kind == NAMESPACE_KIND:
                    spelled.setdefault(spelled_scope(interface, ordinal), []).append(ordinal)
            plain = not any(OPENED_MARK in scope for scope in spelled)
            known = self._namespaces[unit] = spelled, plain, stars_key(unit.path)
        return known

    def _opened_scopes(self, unit: Unit, spelled: Scopes) -> Scopes:
        found: Scopes = {}
        for scope, ordinals in spelled.items():
            found.setdefault(self.opened(unit, scope), []).extend(ordinals)
        return found

    def members_of(self, scope: str, name: str, behind: str = "") -> list[Place]:
        """What files contribute to a scope under a name; `behind` stands behind each of its spellings."""
        places: list[Place] = []
        for spelling in self._spellings(scope):
            places += self.open_members(spelling + behind, name)
        return [one for one in places if self._stands_in(one, scope, name)]

    def _spellings(self, scope: str) -> list[str]:
        """A scope, and the ways in which it is called where macros open it."""
        if not scope:
            return [scope]
        found: list[str] | None = self.evaluator.evaluate(("spellings", scope), self._spelled, scope)
        return found or [scope]

    def _spelled(self, scope: str) -> list[str]:
        parts = scope.split(".")
        found = {scope: None}
        for first in range(len(parts)):
            for behind in range(first + 1, len(parts) + 1):
                for unit, ordinal in self.open_members(OPENS, ".".join(parts[first:behind])):
                    macro = OPENED_MARK + unit.interface.names[ordinal]
                    found[".".join((*parts[:first], macro, *parts[behind:]))] = None
        return list(found)

    def _stands_in(self, place: Place, scope: str, name: str) -> bool:
        """Whether an entity that is contributed to a scope stands in it, whatever macros open."""
        unit, ordinal = place
        if self._spelled_scopes(unit)[1] or is_opened(place, name):
            return True
        return self.opened(unit, spelled_scope(unit.interface, unit.interface.parents[ordinal])) == scope


def is_opened(place: Place, name: str) -> bool:
    """Whether what is contributed under a name is a macro that opens a namespace so called."""
    return place[0].interface.names[place[1]] != name
