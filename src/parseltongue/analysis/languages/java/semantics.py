"""What Java names mean across files: packages, imports, the library."""

from __future__ import annotations

from parseltongue.analysis.languages.java import library
from parseltongue.analysis.languages.java.placement import unnamed_package
from parseltongue.analysis.linking import values as v
from parseltongue.analysis.linking.generics import arguments_of
from parseltongue.analysis.linking.library import LibrarySemantics
from parseltongue.analysis.linking.neighbours import stands_for_file
from parseltongue.analysis.linking.overloads import Rules
from parseltongue.analysis.linking.values import ABSENT, NOTHING, Found, Value
from parseltongue.analysis.world import NAMESPACE, Unit, stars_key
from parseltongue.model.interface import ACCESSOR
from parseltongue.model.kinds import CLASS, ENUM

TYPE_CHECKING = False
if TYPE_CHECKING:
    from parseltongue.analysis.library_types import LibraryType

_NUMBERS = ("byte", "short", "int", "long", "float", "double")
_BOXES = {
    "boolean": "java.lang.Boolean", "byte": "java.lang.Byte", "char": "java.lang.Character",
    "short": "java.lang.Short", "int": "java.lang.Integer", "long": "java.lang.Long",
    "float": "java.lang.Float", "double": "java.lang.Double",
}  # fmt: skip
_WIDENING = {
    **{one: frozenset(_NUMBERS[index + 1 :]) for index, one in enumerate(_NUMBERS)},
    "char": frozenset(_NUMBERS[2:]),
}
_RULES = Rules(
    _WIDENING,
    _BOXES,
    frozenset((*_BOXES.values(), "java.lang.String", "java.lang.Class")),
    "java.lang.Object",
)
_IMPORTED_TYPE = Found(None, (v.MISSING,), True)
"""One that an import of everything brings, no telling which."""


class JavaSemantics(LibrarySemantics):
    """Evaluates Java names and paths in a `World`. Not thread-safe."""

    RULES = _RULES
    MANY = "java.util.Collection"

    def is_common_member(self, name: str) -> bool:
        return name in library.MEMBERS

    def root_member(self, name: str) -> bool:
        return name in library.OBJECT_MEMBERS

    # -- names of types -------------------------------------------------------------------------------------

    def imported(self, unit: Unit, text: str) -> Found:
        """A qualified name: a package as far as names are in small letters, then types."""
        names = text.split(".")
        first = next((index for index, name in enumerate(names) if name[:1].isupper()), len(names) - 1)
        found = self.package_member(unit, ".".join(names[:first]), names[first])
        if found is None and not names[first][:1].isupper():
            return Found(None, (v.MODULE, text, NAMESPACE, unit))
        if found is None:
            return Found(text, (v.EXTERNAL, text))
        for name in names[first + 1 :]:
            found = self.attribute(found.value, name)
        return found

    def package_member(self, unit: Unit, package: str, name: str) -> Found | None:
        """A type of a package; where several files are one class elsewhere, it has what all of them have."""
        found = self.nearest_member(unit, package, name)
        if found is None or not found.inferred:
            return found
        parts: list[Value] = [
            (v.CLASS, *one) for one in self.open_members(package, name) if stands_for_file(*one)
        ]
        if len(parts) < 2:
            return found
        value = parts.pop()
        while parts:
            value = (v.EITHER, parts.pop(), value)
        return Found(found.target, value)

    def own_name(self, unit: Unit, name: str, scope: int = 0) -> Found | None:
        """A type of the file, or of its package."""
        found = super().own_name(unit, name, scope)
        if found is not None:
            return found
        self.record_in(unit.path, stars_key(unit.path))
        return self.package_member(unit, unit.interface.package or unnamed_package(unit.folder), name)

    def global_name(self, unit: Unit, name: str) -> Found:
        return self._known(unit, name, super().global_name(unit, name))

    def global_seen(self, unit: Unit, name: str) -> Found:
        return self._known(unit, name, super().global_seen(unit, name))

    def _known(self, unit: Unit, name: str, found: Found) -> Found:
        """A type that nothing declares can be one that an import of everything brings from outside."""
        if found is not NOTHING:
            return found
        self.record_in(unit.path, stars_key(unit.path))
        stars = [self.text_value(unit, text).value for text in unit.interface.stars.get(0, ())]
        packages = [one[1] for one in stars if one is not None and one[0] == v.MODULE]
        sure = [one for one in packages if name in library.PACKAGES.get(one, ())]
        unknown = [one for one in packages if one not in library.PACKAGES]
        origin = sure[0] if sure else unknown[0] if len(unknown) == 1 else ""
        if origin:
            return Found(f"{origin}.{name}", (v.EXTERNAL, f"{origin}.{name}"), not sure)
        if not name[:1].isupper():
            return NOTHING
        return _IMPORTED_TYPE if unknown else ABSENT

    def starred(self, unit: Unit, name: str, scope: int = 0) -> Found | None:
        """A name that a file imports with all others of a package or a type, in the workspace."""
        self.record_in(unit.path, stars_key(unit.path))
        for text in unit.interface.stars.get(0, ()):
            origin = self.text_value(unit, text).value
            if origin is not None and origin[0] in (v.MODULE, v.CLASS):
                found = self.attribute(origin, name)
                if isinstance(found.target, tuple):
                    return found
        return None

    def language_name(self, name: str) -> Found:
        if name not in library.LANG:
            return NOTHING
        return Found(f"java.lang.{name}", (v.EXTERNAL, f"java.lang.{name}"))

    # -- members that nobody declares -----------------------------------------------------------------------

    def implicit_method(self, receiver: Value, name: str, arguments: list[Value | None]) -> Found | None:
        unit, ordinal = receiver[1:3]
        kind = unit.interface.kinds[ordinal]
        if kind == ENUM:
            return self._enum_method(unit, ordinal, name)
        if kind == CLASS and not arguments:
            return self._accessor(unit, ordinal, name)
        return None

    def _enum_method(self, unit: Unit, ordinal: int, name: str) -> Found | None:
        own: Value = (v.INSTANCE, unit, ordinal)
        if name == "values":
            return Found("java.lang.Enum.values", (v.CALLABLE, (v.CONTAINER, own)))
        if name == "valueOf":
            return Found("java.lang.Enum.valueOf", (v.CALLABLE, own))
        if self.root_member(name):
            return None
        return self.outside_method((v.EXTERNAL_INSTANCE, "java.lang.Enum", (own,)), name, [])

    def _accessor(self, unit: Unit, ordinal: int, name: str) -> Found | None:
        """A component of a record, read by the method that is named like it."""
        for member in self.own_members(unit, ordinal, name):
            if unit.interface.flags[member] & ACCESSOR:
                found = self._class_attribute((v.INSTANCE, unit, ordinal), name)
                return Found(found.target, (v.CALLABLE, found.value))
        return None

    # -- the library ----------------------------------------------------------------------------------------

    def library_types(self) -> dict[str, LibraryType]:
        return library.types()

    def outside_functional(self, value: Value) -> list[Value | None]:
        if value[1].startswith(library.FUNCTION_TYPES):
            return list(arguments_of(value)[:-1])
        return super().outside_functional(value)

    def outside_result(self, value: Value) -> Value | None:
        own = arguments_of(value)
        if own and value[1].startswith(library.FUNCTION_TYPES):
            return own[-1]
        return super().outside_result(value)

    def external_attribute(self, value: Value, name: str) -> Found:
        dotted = f"{value[1]}.{name}"
        return Found(
            dotted, (v.EXTERNAL, dotted) if value[0] == v.EXTERNAL else (v.EXTERNAL_INSTANCE, f"{dotted}()")
        )

    def container_attribute(self, value: Value, name: str) -> Found:
        """``length``; what an array can do else is called."""
        return Found(f"[].{name}", (v.EXTERNAL_INSTANCE, "int") if name == "length" else None)
