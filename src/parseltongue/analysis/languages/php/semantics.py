"""What PHP names mean across files: qualified names, included files, the library."""

from __future__ import annotations

from posixpath import normpath

from parseltongue.analysis.languages.php import library
from parseltongue.analysis.languages.php.placement import CONSTANTS, FUNCTIONS, TYPES
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.open_types import OpenTypeSemantics
from parseltongue.analysis.linking.values import ABSENT, Found, Value
from parseltongue.analysis.world import NAMESPACE
from parseltongue.model.kinds import CALLABLE_KINDS, ENUM, TRAIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.world import Unit

_CONSTRUCTOR = "__construct"
_ENUM_MEMBERS = {
    "cases": "UnitEnum::cases", "from": "BackedEnum::from", "tryFrom": "BackedEnum::tryFrom",
    "name": "UnitEnum::name", "value": "BackedEnum::value",
}  # fmt: skip


class PhpSemantics(OpenTypeSemantics):
    """Evaluates PHP names and paths in a `World`. Not thread-safe."""

    CALL_METHODS = ("__invoke",)
    DOUBTS_UNKNOWN = True

    def is_common_member(self, name: str) -> bool:
        return name.lower() in library.MEMBERS

    # -- names ----------------------------------------------------------------------------------------------

    def imported(self, unit: Unit, text: str) -> Found:
        """A file, a constant, a function or a class, by its whole name."""
        word, _, rest = text.partition(" ")
        if rest:
            return self._file(unit, rest) if word == "file" else self._constant(unit, rest) or _external(rest)
        if text.endswith("()"):
            return self._function(unit, text[:-2]) or _external(text[:-2])
        return self._class(unit, text)

    def _file(self, unit: Unit, path: str) -> Found:
        """An included file: beside the one that includes it, else from the top of the workspace."""
        beside = normpath(f"{unit.folder}/{path}" if unit.folder else path)
        for one in (beside, normpath(path)):
            found = self.stem(one) if not one.startswith("..") else None
            if found is not None and found != NAMESPACE:
                return Found((self.world.unit(found), 0), None)
        return ABSENT

    def _class(self, unit: Unit, name: str) -> Found:
        found = self._qualified(unit, TYPES, name)
        if found is not None:
            return found
        namespace, _, short = name.rpartition("\\")
        if namespace or short in library.CLASSES:
            return _external(name)
        return ABSENT

    def _qualified(self, unit: Unit, what: str, name: str) -> Found | None:
        namespace, _, short = name.rpartition("\\")
        return self.nearest_member(unit, what + namespace, short)

    def _function(self, unit: Unit, name: str) -> Found | None:
        return self._qualified(unit, FUNCTIONS, name)

    def _constant(self, unit: Unit, name: str) -> Found | None:
        return self._qualified(unit, CONSTANTS, name)

    def global_name(self, unit: Unit, name: str) -> Found:
        """A function or constant that is not qualified: of the namespace, else global."""
        called = name.endswith("()")
        name = name.removesuffix("()")
        short = name.rpartition("\\")[2]
        what = FUNCTIONS if called else CONSTANTS
        found = self._qualified(unit, what, name)
        if found is None and short != name:
            found = self._qualified(unit, what, short)
        if found is not None:
            return found
        known = short.lower() in library.FUNCTIONS if called else short in library.CONSTANTS
        return _external(short) if known else ABSENT

    def _foreign_global(self, unit: Unit, name: str) -> Found:
        return self.global_name(unit, name)

    # -- members --------------------------------------------------------------------------------------------

    def fits(self, unit: Unit, ordinal: int, receiver: Value, called: bool) -> bool:
        return (unit.interface.kinds[ordinal] in CALLABLE_KINDS) == called

    def is_open(self, unit: Unit, ordinal: int) -> bool:
        """A trait can count on members of the classes that use it."""
        return unit.interface.kinds[ordinal] == TRAIT

    def external_attribute(self, value: Value, name: str) -> Found:
        dotted = f"{value[1]}::{name}"
        return Found(dotted, (v.EXTERNAL, dotted))

    def outside_member(self, value: Value, name: str, called: bool) -> Found:
        if name == _CONSTRUCTOR:
            return Found(value[1], None)
        return self.external_attribute(value, name)

    def implied_member(self, receiver: Value, name: str, called: bool) -> Found | None:
        """The constructor of a class that declares none is the class; enums have members of their own."""
        unit, ordinal = receiver[1:3]
        if called and name == _CONSTRUCTOR:
            return Found((unit, ordinal), None)
        if unit.interface.kinds[ordinal] == ENUM and name in _ENUM_MEMBERS:
            return Found(_ENUM_MEMBERS[name], None)
        return None


def _external(name: str) -> Found:
    return Found(name, (v.EXTERNAL, name))
