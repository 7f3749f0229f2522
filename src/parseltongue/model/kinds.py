"""The closed lists of kinds: their order is part of the stored format, so entries are only ever appended."""

from __future__ import annotations

ENTITY_KINDS = (
    "file", "module", "namespace", "class", "struct", "enum", "enum_member", "union", "trait", "interface",
    "type_alias", "impl", "function", "method", "constructor", "property", "field", "constant", "variable",
    "macro",
)  # fmt: skip
"""Kinds of entities, following LSP SymbolKind and SCIP."""

(
    FILE, MODULE, NAMESPACE, CLASS, STRUCT, ENUM, ENUM_MEMBER, UNION, TRAIT, INTERFACE,
    TYPE_ALIAS, IMPL, FUNCTION, METHOD, CONSTRUCTOR, PROPERTY, FIELD, CONSTANT, VARIABLE, MACRO,
) = range(len(ENTITY_KINDS))  # fmt: skip

TYPE_KINDS = frozenset((CLASS, STRUCT, ENUM, UNION, TRAIT, INTERFACE))
"""Kinds with members and bases."""

NAMED_TYPES = TYPE_KINDS | {TYPE_ALIAS}
"""Kinds whose names stand where a type is wanted."""

OWNER_KINDS = NAMED_TYPES | {IMPL}
"""Kinds whose members belong to a type; an alias can name a type that has no other name."""

SCOPE_KINDS = OWNER_KINDS | {MODULE, NAMESPACE, PROPERTY, FIELD, CONSTANT, VARIABLE}
"""Kinds whose members are reached through their name."""

MODULE_KINDS = frozenset((FILE, MODULE, NAMESPACE))
"""Kinds that are imported, and otherwise only named on the way to what is in them."""

CALLABLE_KINDS = frozenset((FUNCTION, METHOD, CONSTRUCTOR, MACRO))

RELATIONSHIP_KINDS = ("contains", "imports", "calls", "uses", "extends", "implements", "overrides")
CONTAINS, IMPORTS, CALLS, USES, EXTENDS, IMPLEMENTS, OVERRIDES = range(len(RELATIONSHIP_KINDS))

PROVENANCES = ("exact", "inferred", "ambiguous", "external", "unresolved")
"""How a relationship was established.

- ``exact``: names, imports, declared types and inheritance lead to one entity of this workspace;
- ``inferred``: an assumption was needed, such as "only one class defines a member of this name";
- ``ambiguous``: several entities are possible, none is chosen;
- ``external``: the target belongs to the language, its library or another package;
- ``unresolved``: nothing is known about the target but its name.
"""
EXACT, INFERRED, AMBIGUOUS, EXTERNAL, UNRESOLVED = range(len(PROVENANCES))

VISIBILITIES = ("public", "protected", "private")
PUBLIC, PROTECTED, PRIVATE = range(len(VISIBILITIES))
