"""What names mean across files of C and C++: linkage, visibility through includes, classes, macros.

A name is looked for in its own file, then in the open scope that it would stand in: what an included file
says goes first, then what has external linkage anywhere, then what a header says that is not included as far
as we see (headers rely on what stands before them). Names of the C library are its own unless an included
file says otherwise.
"""

from __future__ import annotations

from parseltongue.analysis.languages.c import library
from parseltongue.analysis.languages.c.flags import ALTERNATIVE, DECLARED, INLINE, MACRO, OPENED, TAG
from parseltongue.analysis.languages.c.includes import nearness
from parseltongue.analysis.languages.c.namespaces import NamespaceSemantics, is_opened, spelled_scope
from parseltongue.analysis.languages.c.overloads import (
    Call,
    fits,
    fitting,
    preferred,
    same_function,
    told_apart,
)
from parseltongue.analysis.languages.c.placement import HEADERS, METHODS, TAGS
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.semantics import parse_path
from parseltongue.analysis.linking.values import NOTHING, Found, Value
from parseltongue.analysis.lookups import lookup_key
from parseltongue.analysis.world import NAMESPACE, Unit, member_key
from parseltongue.model import paths as p
from parseltongue.model.interface import VISIBILITY_MASK
from parseltongue.model.kinds import (
    CLASS,
    CONSTRUCTOR,
    FUNCTION,
    IMPL,
    METHOD,
    PRIVATE,
    STRUCT,
    TYPE_ALIAS,
    TYPE_KINDS,
    VARIABLE,
)  # fmt: skip
from parseltongue.model.kinds import (
    NAMESPACE as NAMESPACE_KIND,
)

Place = tuple[Unit, int]
_TAG = "struct "
_EXPANSION = "()"
_CONSTRUCTION = "new"
_NO_CALL = Found(None, (v.MODULE, "", ""))
"""What is asked of a macro's replacement where there is no such call: no reference at all."""
_CALLED = frozenset((FUNCTION, METHOD, CLASS, STRUCT))
"""What a call in a macro's replacement can mean."""
_EXPANSION_LIMIT = 8
"""Calls of a macro's replacement that are told."""
_EXPANSION_NESTING = 12
"""Macros that stand for macros that are followed."""


class CSemantics(NamespaceSemantics):
    """Evaluates names and paths of C and C++ in a `World`. Not thread-safe."""

    CALL_METHODS = ("operator()",)
    ITEM_METHODS = ("operator[]",)
    ITERATOR_METHODS = ("begin",)
    NEXT_METHODS = ("operator*",)

    # -- the language ---------------------------------------------------------------------------------------

    def language_name(self, name: str) -> Found:
        name, _ = told_apart(name)
        if name in library.FUNCTIONS or name in library.TYPES or name == "std":
            return Found(name, (v.EXTERNAL, name))
        return NOTHING

    def builtin(self, name: str) -> Found:
        return self.language_name(name)

    def is_common_member(self, name: str) -> bool:
        return name in library.MEMBERS

    # -- names ----------------------------------------------------------------------------------------------

    def global_name(self, unit: Unit, name: str) -> Found:
        """A name as a file writes it: outside of all scopes, maybe with ``struct`` before it."""
        found: Found | None = self.evaluator.evaluate(("name", unit.path, name), self._name, unit, name)
        return found or NOTHING

    def _foreign_global(self, unit: Unit, name: str) -> Found:
        return self.global_name(unit, name)

    def _name(self, unit: Unit, text: str) -> Found:
        if text.startswith(_TAG):
            return self._first(unit, TAGS, text[len(_TAG) :], macros=True)
        found = self._first(unit, "", text, macros=True)
        return self._used(unit, text) if found is NOTHING else found

    def method(self, value: Value | None, name: str) -> Found:
        """A name in the scope that a file mentions it in, or in those around."""
        if value is None or value[0] != v.MODULE or len(value) < 4:
            return NOTHING
        found: Found | None = self.evaluator.evaluate(
            ("scoped", value[3].path, value[1], name), self._outwards, value[3], value[1], name
        )
        return found or NOTHING

    def _outwards(self, unit: Unit, scope: str, name: str) -> Found:
        while scope:
            found = self._in_scope(unit, scope, name)
            if found is not NOTHING:
                return found
            scope = scope.rpartition(".")[0]
        return self.global_name(unit, name)

    def _in_scope(self, unit: Unit, scope: str, name: str) -> Found:
        """A name in a namespace, or in the class of that name."""
        found = self._first(unit, scope, name, macros=False)
        if found is not NOTHING:
            return found
        owner = self._class_of(unit, scope)
        if owner is None:
            return self._qualified(unit, scope, name)
        return self.attribute((v.INSTANCE, *owner[1:3]), name)

    def _qualified(self, unit: Unit, scope: str, name: str) -> Found:
        """A function of a namespace that is defined outside of it: ``int space::name() {``."""
        found: Found | None = self.evaluator.evaluate(
            ("qualified", unit.path, scope, name), self._qualified_of, unit, scope, name
        )
        return found or NOTHING

    def _qualified_of(self, unit: Unit, scope: str, name: str) -> Found:
        name, call = told_apart(name)
        places = self.members_of(scope, name, METHODS)
        return self._best(unit, scope, name, fitting(places, call), call) if places else NOTHING

    def _class_of(self, unit: Unit, scope: str) -> Value | None:
        """The class of a dotted name, maybe within another class; None for a namespace."""
        outer, _, last = scope.rpartition(".")
        found = self._first(unit, outer, last, macros=False)
        if found is NOTHING and outer:
            around = self._class_of(unit, outer)
            found = NOTHING if around is None else self.attribute(around, last)
        value = found.value
        return value if value is not None and value[0] == v.CLASS else None

    def _used(self, unit: Unit, name: str) -> Found:
        """A name in a namespace that the file uses as a whole."""
        for text in unit.interface.stars.get(0, ()):
            if text.startswith(p.LETTERS[p.IMPORT]):
                continue
            value = self.text_value(unit, text).value
            if value is not None and value[0] == v.MODULE:
                found = self._first(unit, value[1], name, macros=False)
                if found is not NOTHING:
                    return found
            elif value is not None and value[0] == v.EXTERNAL and told_apart(name)[0] in library.MEMBERS:
                return self.external_attribute(value, name)
        return NOTHING

    def _first(self, unit: Unit, scope: str, name: str, *, macros: bool) -> Found:
        """The entity that a name in a scope denotes for a file."""
        found: Found | None = self.evaluator.evaluate(
            ("first", unit.path, scope, name, macros), self._first_of, unit, scope, name, macros
        )
        return found or NOTHING

    def _first_of(self, unit: Unit, scope: str, name: str, macros: bool) -> Found:
        name, call = told_apart(name)
        own = self._own(unit, scope, name, macros, call)
        if own is not None:
            return own
        candidates = self.open_members(scope, name) if scope == TAGS else self.members_of(scope, name)
        places = [one for one in candidates if self._denotes(scope, name, one, macros)]
        if not places:
            return self.language_name(name) if not scope else NOTHING
        return self._best(unit, scope, name, fitting(places, call), call)

    def _own(self, unit: Unit, scope: str, name: str, macros: bool, call: Call | None) -> Found | None:
        """What the file itself has under a name; imported names and namespaces included."""
        interface = unit.interface
        for ordinal in self.scopes(unit).get("" if scope == TAGS else scope, ()):
            self.record_in(unit.path, member_key(unit.path, interface.symbols[ordinal], name))
            places = [
                (unit, one)
                for one in interface.named(ordinal).get(name, ())
                if self._denotes(scope, name, (unit, one), macros) and fits((unit, one), call)
            ]
            if places:
                usual = [one for one in places if not interface.flags[one[1]] & ALTERNATIVE]
                return self._chosen(usual or places, scope, name, call)
            text = interface.imported_as(ordinal, name) if scope != TAGS else None
            if text is not None:
                return self.text_value(unit, text)
        return None

    def _chosen(self, places: list[Place], scope: str, name: str, call: Call | None) -> Found:
        """The function among some of one name that a call means; the first of other things."""
        if call is None:
            return self._found(places[0], scope, name)
        place, doubtful = preferred(places, call)
        found = _called(self._found(place, scope, name))
        return Found(found.target, found.value, found.inferred or doubtful)

    def _denotes(self, scope: str, name: str, place: Place, macros: bool) -> bool:
        """Whether an entity is what the name stands for: in C a type needs its keyword."""
        interface = place[0].interface
        kind, flags = interface.kinds[place[1]], interface.flags[place[1]]
        if scope == TAGS:
            return kind in TYPE_KINDS
        if flags & MACRO:
            return macros or is_opened(place, name)
        return kind != IMPL and not flags & (TAG | OPENED)

    def _best(
        self, unit: Unit, scope: str, name: str, places: list[Place], call: Call | None = None
    ) -> Found:
        closure = self.closure(unit)
        ranked = [(self._rank(one, closure, name), one) for one in places]
        least = min(rank for rank, _ in ranked)
        if least >= 9:
            return self.language_name(name) if not scope else NOTHING
        chosen = [one for rank, one in ranked if rank == least]
        inferred = least >= 4
        if (
            len({one[0].path for one in chosen}) > 1
            and least % 4 in (1, 0)
            and not self._is_namespace(chosen[0], name)
        ):
            nearest = max(nearness(unit.folder, one[0].path) for one in chosen)
            chosen = [one for one in chosen if nearness(unit.folder, one[0].path) == nearest]
            inferred = True
            if len({one[0].path for one in chosen}) > 1 and least:
                return NOTHING
        found = self._chosen(chosen, scope, name, call)
        return Found(found.target, found.value, True) if inferred else found

    def _is_namespace(self, place: Place, name: str) -> bool:
        return place[0].interface.kinds[place[1]] == NAMESPACE_KIND or is_opened(place, name)

    def _rank(self, place: Place, closure: frozenset[str], name: str) -> int:
        """How near an entity is: visible 0, linked 1, the same in unusual parts 2 and 3, guessed 4."""
        unit, ordinal = place
        interface = unit.interface
        kind, flags = interface.kinds[ordinal], interface.flags[ordinal]
        unusual = 2 if flags & ALTERNATIVE else 0
        if unit.path in closure:
            return unusual
        if name in library.FUNCTIONS or name in library.TYPES:
            return 9
        if flags & VISIBILITY_MASK == PRIVATE:
            return 9
        if flags & MACRO and is_opened(place, name):
            return 1 + unusual
        if kind in (FUNCTION, VARIABLE, METHOD, CONSTRUCTOR, NAMESPACE_KIND) and not flags & MACRO:
            return 1 + unusual
        return 4 + unusual if unit.path.endswith(HEADERS) else 9

    def _found(self, place: Place, scope: str, name: str) -> Found:
        unit, ordinal = place
        if self._is_namespace(place, name):
            inside = f"{scope}.{name}" if scope else name
            inside = scope if unit.interface.flags[ordinal] & INLINE else inside
            return Found(None, (v.MODULE, inside, NAMESPACE, unit))
        return self.entity(unit, ordinal)

    def module_member(self, module: Value, name: str) -> Found:
        """A name in a namespace."""
        if len(module) < 4:
            return NOTHING
        found = self._first(module[3], module[1], name, macros=False)
        if found is NOTHING and module[1]:
            found = self._qualified(module[3], module[1], name)
        if found is NOTHING and module[1].partition(".")[0] == "std":
            # The workspace adds to the library's own namespace; the rest of it is elsewhere.
            return self.external_attribute((v.EXTERNAL, module[1]), name)
        return found

    # -- members --------------------------------------------------------------------------------------------

    def class_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        found: Found | None = self.evaluator.evaluate(
            ("member", unit.path, unit.interface.symbols[ordinal], name), self._member, unit, ordinal, name
        )
        return found or NOTHING

    def _member(self, unit: Unit, ordinal: int, name: str) -> Found:
        plain, call = told_apart(name)
        if plain == unit.interface.names[ordinal]:
            # Within a class its name is the class, not one of its constructors.
            return Found((unit, ordinal), None)
        self.record_in(unit.path, member_key(unit.path, unit.interface.symbols[ordinal], plain))
        members = [(unit, one) for one in unit.interface.named(ordinal).get(plain, ())]
        if not members:
            return self.super_member(unit, ordinal, name)
        member, doubtful = preferred(fitting(members, call), call)
        if call is not None and unit.interface.kinds[member[1]] == TYPE_ALIAS:
            return Found(_called(self.entity(*member)).target, None)
        return Found(self.definition(*member), None, doubtful and call is not None)

    def member_value(self, found: Found, receiver: Value | None) -> Found:
        told = super().member_value(found, receiver)
        return Found(told.target, told.value, True) if found.inferred else told

    def external_attribute(self, value: Value, name: str) -> Found:
        return super().external_attribute(value, told_apart(name)[0])

    def super_member(self, unit: Unit, ordinal: int, name: str) -> Found:
        external = None
        for base in self.base_values(unit, ordinal):
            if base is None:
                continue
            if base[0] == v.CLASS:
                found = self.class_member(base[1], base[2], name)
                if found is not NOTHING:
                    return found
            elif base[0] == v.EXTERNAL:
                external = external or base[1]
        if external is None:
            return NOTHING
        return self.external_attribute((v.EXTERNAL, external), name)

    def definition(self, unit: Unit, ordinal: int) -> Place:
        """The definition of a method that its class may only declare."""
        interface = unit.interface
        symbol = interface.symbols[interface.parents[ordinal]]
        self.record_in(unit.path, member_key(unit.path, symbol, interface.names[ordinal]))
        if not interface.flags[ordinal] & DECLARED:
            return unit, ordinal
        owner = self.opened(unit, spelled_scope(interface, interface.parents[ordinal]))
        places = self.members_of(owner, interface.names[ordinal], METHODS)
        if not places:
            return unit, ordinal
        same = same_function(places, (unit, ordinal))
        same = [one for one in same if one[0] is unit] or same
        return max(same, key=lambda one: nearness(unit.folder, one[0].path))

    # -- macros ---------------------------------------------------------------------------------------------

    def entity(self, unit: Unit, ordinal: int, receiver: Value | None = None) -> Found:
        if unit.interface.flags[ordinal] & MACRO:
            return Found((unit, ordinal), (v.FUNCTION, unit, ordinal, None))
        return super().entity(unit, ordinal, receiver)

    def attribute(self, value: Value | None, name: str) -> Found:
        if name.startswith(_EXPANSION):
            number = name[len(_EXPANSION) :]
            if number == _CONSTRUCTION:
                return self._constructed(value)
            return self._expansion(value, int(number)) if number else self._function(value)
        if value is not None and self._is_macro(value):
            return self.attribute(self._replaced(value), name)
        return super().attribute(value, name)

    def _constructed(self, value: Value | None) -> Found:
        """The class that something stands for: what constructs it calls it."""
        if value is not None and value[0] == v.CLASS:
            return Found(value[1:3], value)
        return Found(value[1], value) if value is not None and value[0] == v.EXTERNAL else _NO_CALL

    def call(self, value: Value) -> Value | None:
        if self._is_macro(value):
            replaced = self._replaced(value)
            return self.call(replaced) if replaced is not None else None
        return super().call(value)

    def instance(self, value: Value) -> Value | None:
        if self._is_macro(value):
            replaced = self._replaced(value)
            return self.instance(replaced) if replaced is not None else None
        if value[0] in (v.CONTAINER, v.MAPPING, v.PAIR, v.INSTANCE):
            return value
        return super().instance(value)

    def item(self, value: Value) -> Value | None:
        found = super().item(value)
        return value if found is None and value[0] == v.INSTANCE else found

    def _is_macro(self, value: Value) -> bool:
        return value[0] == v.FUNCTION and bool(value[1].interface.flags[value[2]] & MACRO)

    def _replaced(self, value: Value) -> Value | None:
        """What the one name is that a macro stands for, be it through other macros."""
        found: Value | None = value
        for _ in range(_EXPANSION_NESTING):
            if found is None or not self._is_macro(found):
                return found
            found = self.declared(found[1], found[2], None)
        return None

    def _function(self, value: Value | None) -> Found:
        """What ``(name)(...)`` calls: nothing if the name is a type's, and no macro either."""
        if value is not None and value[0] == v.FUNCTION:
            unit, ordinal = value[1], value[2]
            if not self._is_macro(value):
                return Found((unit, ordinal), value)
            replaced = self._replaced(value)
            if replaced is not None:
                return self._function(replaced)
            found = self._first(unit, "", unit.interface.names[ordinal], macros=False)
            return _NO_CALL if found is NOTHING else found
        return Found(value[1], value) if value is not None and value[0] == v.EXTERNAL else _NO_CALL

    def _expansion(self, value: Value | None, number: int) -> Found:
        """One of the calls that the replacement of a macro makes, directly or through other macros."""
        if value is None or not self._is_macro(value):
            return _NO_CALL
        calls = self.expanded(value[1], value[2])
        return calls[number] if number < len(calls) else _NO_CALL

    def expanded(self, unit: Unit, ordinal: int) -> list[Found]:
        """The functions that a macro's replacement calls, in order, those of macros in it included."""
        found: list[Found] | None = self.evaluator.evaluate(
            ("calls", unit.path, unit.interface.symbols[ordinal]), self._calls, unit, ordinal
        )
        return found or []

    def _calls(self, unit: Unit, ordinal: int) -> list[Found]:
        interface = unit.interface
        symbol = interface.symbols[ordinal]
        self.record_in(unit.path, lookup_key("entity", unit.path, symbol))
        found: dict[tuple[str, int] | str, Found] = {}
        alias = bool(interface.types[ordinal])
        for text in interface.bases.get(ordinal, ()):
            tree = parse_path(text)
            inner = tree[1] if tree[0] == p.CALL else tree if alias else None
            if isinstance(inner, tuple):
                for one in self._called(unit, ordinal, inner):
                    if isinstance(one.target, tuple):
                        found[one.target[0].path, one.target[1]] = one
        return list(found.values())[:_EXPANSION_LIMIT]

    def _called(self, unit: Unit, ordinal: int, path: tuple[object, ...]) -> list[Found]:
        """A function that a replacement names, or what the macro of that name calls."""
        name = str(path[1])
        if path[0] != p.GLOBAL:
            one = self.tree(unit, path)
        elif name == unit.interface.names[ordinal]:
            # Within its own replacement a macro is not replaced.
            one = self._first(unit, "", name, macros=False)
            return [one]
        else:
            one = self.global_name(unit, name)
        if not isinstance(one.target, tuple):
            return []
        target, place = one.target
        if target.interface.flags[place] & MACRO:
            return self.expanded(target, place)
        return [one] if target.interface.kinds[place] in _CALLED else []


def _called(found: Found) -> Found:
    """What a call of a name means: of one that stands for a class, the class."""
    value = found.value
    if value is None or value[0] != v.CLASS or found.target == value[1:3]:
        return found
    return Found(value[1:3], value, found.inferred)
