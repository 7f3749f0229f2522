"""Walks what C and C++ define: functions, types, variables."""

from __future__ import annotations

from bisect import bisect_right

from parseltongue.analysis.languages.c.bindings import number
from parseltongue.analysis.languages.c.flags import ALTERNATIVE, DECLARED, MACRO_KEY, SCOPED, TAG
from parseltongue.analysis.languages.c.scopes import (
    CLASS_SCOPE,
    FUNCTION_SCOPE,
    Scope,
)
from parseltongue.analysis.languages.c.texts import first_line, signature
from parseltongue.analysis.languages.c.types import (
    AUTO,
    COMMENT,
    QUALIFIED,
    SPECIFIERS,
    Declared,
    TypeWalker,
)
from parseltongue.model.interface import SHADOWED, STATIC, TEST
from parseltongue.model.kinds import (
    CALLS,
    CLASS,
    CONSTRUCTOR,
    ENUM,
    ENUM_MEMBER,
    EXTENDS,
    FIELD,
    FUNCTION,
    IMPL,
    METHOD,
    PRIVATE,
    PROTECTED,
    PUBLIC,
    STRUCT,
    TYPE_ALIAS,
    TYPE_KINDS,
    UNION,
    USES,
    VARIABLE,
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft

_SPECIFIER_KINDS = {
    number("struct_specifier"): STRUCT,
    number("union_specifier"): UNION,
    number("enum_specifier"): ENUM,
    number("class_specifier"): CLASS,
}
_STORAGE = number("storage_class_specifier")
_BODY = number("compound_statement")
_FIELDS = number("field_declaration_list")
_ENUMERATORS = number("enumerator_list")
_ENUMERATOR = number("enumerator")
_DECLARATION = number("declaration")
_BASES = number("base_class_clause")
_ACCESS = number("access_specifier")
_DESTRUCTOR = number("destructor_name")
_TEMPLATE = number("template_declaration")
_INITIALIZERS = number("field_initializer_list")
_ARGUMENTS = number("argument_list")
_INITIALIZER_LIST = number("initializer_list")
_INIT_DECLARATOR = number("init_declarator")
_VIRTUAL_END = number("pure_virtual_clause")
_VISIBILITY = {b"public": PUBLIC, b"protected": PROTECTED, b"private": PRIVATE}


class DefinitionWalker(TypeWalker):
    """Handlers of definitions and declarations."""

    __slots__ = ("_alternatives", "_comment", "_impls", "_keep_docs", "_place", "queue", "visibility")

    queue: list[tuple[EntityDraft, Scope, Declared, Node]]
    """Bodies of functions, walked when all definitions of the file are known."""
    visibility: int
    _comment: Node | None
    _impls: dict[tuple[int, bytes], EntityDraft]
    _alternatives: list[tuple[int, int]]
    _place: int
    _keep_docs: bool

    # -- entities -------------------------------------------------------------------------------------------

    def define(self, kind: int, node: Node, name: bytes, name_node: Node, parent: EntityDraft) -> EntityDraft:
        if parent.start > node.start_byte:
            # In an alternative of a function whose usual body stands further down.
            parent = self.builder.entities[0]
        draft = self.builder.entity(
            kind, parent.ordinal, self.clean(name), node.start_byte, node.end_byte, name_node.start_byte
        )
        draft.flags = self.visibility
        if self.is_alternative(node.start_byte):
            draft.flags |= ALTERNATIVE
        if self._keep_docs:
            draft.doc = self._doc(node)
        return draft

    def define_once(
        self, kind: int, node: Node, name: bytes, name_node: Node, parent: EntityDraft
    ) -> EntityDraft:
        """An entity of which a scope has one, whatever number of alternatives there are of it.

        It stands where a usual build has it, or else the first alternative.
        """
        rival = parent.members.get(name)
        alternative = self.is_alternative(node.start_byte)
        macro = parent.members.get(MACRO_KEY + name) if alternative else None
        if macro is not None and not macro.flags & ALTERNATIVE:
            return macro
        if rival is None or rival.kind != kind or parent.start > node.start_byte:
            draft = self.define(kind, node, name, name_node, parent)
            parent.members.setdefault(name, draft)
            return draft
        if rival.flags & ALTERNATIVE and not alternative:
            rival.flags &= ~ALTERNATIVE
            if kind not in TYPE_KINDS:
                # The members of a type must not stand before it.
                rival.start, rival.name_start = node.start_byte, name_node.start_byte
                rival.signature = ""
            rival.end = node.end_byte
        return rival

    def is_alternative(self, place: int) -> bool:
        """Whether a usual build leaves out what stands at an offset."""
        found = bisect_right(self._alternatives, (place, len(self.source)))
        return found > 0 and place < self._alternatives[found - 1][1]

    def _doc(self, node: Node) -> str:
        """The first line of the comment that ends right above a definition."""
        comment = self._comment
        if comment is None:
            return ""
        between = self.source[comment.end_byte : node.start_byte]
        if len(between) > 200 or between.strip() or between.count(b"\n") > 1:
            return ""
        return first_line(self.text(comment))

    def comment(self, node: Node) -> int:
        self._comment = node
        return 0

    def _storage(self, node: Node) -> list[bytes]:
        return [self.text(one) for one in node.children if self.code.get(one.kind_id) == _STORAGE]

    # -- functions ------------------------------------------------------------------------------------------

    def function_definition(self, node: Node) -> int:
        if self.scope.kind == FUNCTION_SCOPE and any(one.is_error for one in node.children):
            return self.children(node)
        declarator = node.child_by_field_name("declarator")
        body = node.child_by_field_name("body")
        found = self.declared(declarator) if declarator is not None else Declared()
        name_node, function = found.name, found.function
        if name_node is None or function is None:
            return self._statement_like(node)
        returned = node.child_by_field_name("type")
        draft, inner = self._function(node, name_node, returned is not None)
        before, self.source_entity = self.source_entity, draft.ordinal
        outer, self.scope = self.scope, inner
        draft.type = self.type_value(returned) if returned is not None else self._maker_type(draft, inner)
        self.scope = outer
        self.source_entity = before
        end = body.start_byte if body is not None else node.end_byte
        draft.signature = draft.signature or signature(self.source, node.start_byte, end)
        if b"static" in self._storage(node):
            self._make_static(draft)
        self.functions.add(draft.name)
        if outer.kind == FUNCTION_SCOPE and self.cpp:
            outer.names[draft.name] = -self.local_path(draft)
        self.queue.append((draft, inner, found, node))
        return 0

    def _statement_like(self, node: Node) -> int:
        """What only looks like a definition: ``MACRO(x) { ... }``."""
        return self.children(node)

    def _maker_type(self, draft: EntityDraft, inner: Scope) -> int:
        return self.instance(inner.this) if draft.kind == CONSTRUCTOR else 0

    def _make_static(self, draft: EntityDraft) -> None:
        if self.scope.kind == CLASS_SCOPE:
            draft.flags |= STATIC
        elif draft.kind == FUNCTION or draft.kind == VARIABLE:
            draft.flags |= PRIVATE

    def _function(self, node: Node, name_node: Node, typed: bool) -> tuple[EntityDraft, Scope]:
        """The entity of a function with a body, and the scope of that body."""
        scope = self.scope
        owner, context, this = scope.entity, scope.context, scope.this
        if not self.cpp:
            # C has no functions in functions: one that seems to be stands behind a body that did not end.
            owner = self.builder.entities[0]
        kind = METHOD if scope.kind == CLASS_SCOPE else FUNCTION
        name = self.text(name_node)
        out_of_line = False
        if self.code.get(name_node.kind_id) == QUALIFIED:
            *scopes, name_node = self.segments(name_node)
            name = self.text(self._segment(name_node)[0])
            names = [self.text(self._segment(one)[0]) for one in scopes]
            if names:
                owner, kind, out_of_line = self._impl(node, b".".join(names)), METHOD, True
                this = self.global_path(names[0])
                for one in names[1:]:
                    this = self.attribute(this, one)
                context = b".".join((context, *names)) if context else b".".join(names)
        else:
            name = self.text(self._segment(name_node)[0])
        if not typed and kind == FUNCTION and self.cpp and name.isupper():
            name = self._test_name(node, name)
        name = b"".join(name.split()) if not name.startswith(b"operator") else b" ".join(name.split())
        class_name = context.rpartition(b".")[2]
        if kind == METHOD and name == class_name:
            kind = CONSTRUCTOR
        define = self.define if self.cpp else self.define_once
        draft = define(kind, node, name, name_node, owner)
        if out_of_line:
            # The class declares it: that is where its name is looked up.
            draft.flags |= SHADOWED
            owner.end = max(owner.end, node.end_byte)
        if name.lower().startswith(b"test"):
            draft.flags |= TEST
        inner = Scope(FUNCTION_SCOPE, draft, context, this)
        inner.names = dict(scope.names)
        return draft, inner

    def _test_name(self, node: Node, macro: bytes) -> bytes:
        """``TEST(Suite, Name) {`` defines a function named after its arguments."""
        declarator = node.child_by_field_name("declarator")
        parameters = declarator.child_by_field_name("parameters") if declarator is not None else None
        words = (
            self.text(parameters).strip(b"()").replace(b",", b" ").split() if parameters is not None else []
        )
        if words and all(word.replace(b"_", b"").isalnum() for word in words):
            return b"_".join(words)
        return macro

    def _impl(self, node: Node, name: bytes) -> EntityDraft:
        """What holds the methods that a file defines outside of their class."""
        key = (self.scope.entity.ordinal, name)
        draft = self._impls.get(key)
        if draft is None:
            draft = self.builder.entity(
                IMPL,
                self.scope.entity.ordinal,
                self.clean(name),
                node.start_byte,
                node.end_byte,
                node.start_byte,
            )
            self._impls[key] = draft
        return draft

    def bodies(self) -> None:
        """Walk the bodies of all functions; those of local classes are added on the way."""
        for draft, inner, found, node in self.queue:
            self.source_entity = draft.ordinal
            self.scope = inner
            if found.function is not None:
                self.parameters(found.function, bind=True)
            self.visit_others(found)
            for child in node.children:
                kind = self.code.get(child.kind_id)
                if kind == _DECLARATION:
                    self.declaration(child)
                elif kind in (_BODY, _INITIALIZERS) or (kind is None and child.is_named):
                    self.visit(child)

    def field_initializer(self, node: Node) -> int:
        """``member(value)`` or ``Base(value)`` before the body of a constructor."""
        first = node.children[0]
        if self.scope.this and self.code.get(first.kind_id) == number("field_identifier"):
            path = self.global_path(self.text(first))
            self.mention(path, USES, first)
        elif self.code.get(first.kind_id) is not None:
            self.visit(first)
        for child in node.children[1:]:
            self.visit(child)
        return 0

    # -- declarations ---------------------------------------------------------------------------------------

    def declaration(self, node: Node) -> int:
        """``type a, *b = value;``: variables, prototypes, members of a class."""
        kind_node = node.child_by_field_name("type")
        before = len(self.mentions)
        value = self.type_value(kind_node) if kind_node is not None else 0
        typed = len(self.mentions)
        storage = self._storage(node)
        auto = kind_node is not None and self.code.get(kind_node.kind_id) == AUTO
        for declarator in node.children_by_field_name("declarator"):
            found = self.declared(declarator)
            if found.name is None:
                self.bind_declarator(declarator, 0)
            elif found.function is not None:
                self._prototype(node, found, value, storage, kind_node is not None)
            else:
                if typed > before and self.cpp and self._constructs(declarator):
                    path, _, start, source = self.mentions[typed - 1]
                    self.mentions.append((path, CALLS, start, source))
                self._variable(node, declarator, found, value, storage, auto)
        return 0

    def _constructs(self, declarator: Node) -> bool:
        """``Type name(...)``, ``Type name{...}``."""
        if self.code.get(declarator.kind_id) != _INIT_DECLARATOR:
            return False
        last = declarator.children[-1]
        kind = self.code.get(last.kind_id)
        return kind == _ARGUMENTS or (
            kind == _INITIALIZER_LIST and self.source[declarator.children[0].end_byte :][:1] == b"{"
        )

    def _prototype(self, node: Node, found: Declared, value: int, storage: list[bytes], typed: bool) -> None:
        """A function that is declared here and defined elsewhere; a class has it as a member."""
        function, name_node = found.function, found.name
        if function is None or name_node is None:
            return
        if self.scope.kind == CLASS_SCOPE:
            name = b" ".join(self.text(self._segment(name_node)[0]).split())
            kind = METHOD
            if (
                not typed
                and self.code.get(name_node.kind_id) != _DESTRUCTOR
                and not name.startswith(b"operator")
            ):
                kind = CONSTRUCTOR
            if kind == CONSTRUCTOR and name != self.scope.entity.name:
                # A macro among the members, with arguments that look like parameters.
                self.mention_call(self.global_path(name), name, name_node)
                return
            draft = self.define(kind, node, name, name_node, self.scope.entity)
            draft.flags |= DECLARED
            draft.type = value if kind == METHOD else self.instance(self.scope.this)
            draft.signature = signature(self.source, node.start_byte, node.end_byte)
            if b"static" in storage:
                draft.flags |= STATIC
            before, self.source_entity = self.source_entity, draft.ordinal
            self.parameters(function, bind=False)
            self.visit_others(found)
            self.source_entity = before
            return
        self.parameters(function, bind=False)
        self.visit_others(found)

    def _variable(
        self, node: Node, declarator: Node, found: Declared, value: int, storage: list[bytes], auto: bool
    ) -> None:
        scope, name_node = self.scope, found.name
        if name_node is None:
            return
        name = self.text(name_node)
        if scope.kind == FUNCTION_SCOPE:
            scope.names[name] = value
            initial = self.visit_others(found)
            if auto:
                scope.names[name] = initial
            return
        external = b"extern" in storage and self.code.get(declarator.kind_id) != _INIT_DECLARATOR
        if not external and self.code.get(name_node.kind_id) != QUALIFIED:
            kind = FIELD if scope.kind == CLASS_SCOPE else VARIABLE
            draft = self.define_once(kind, node, name, name_node, scope.entity)
            draft.type = draft.type or value
            draft.signature = draft.signature or signature(self.source, node.start_byte, declarator.end_byte)
            if b"static" in storage:
                self._make_static(draft)
        self.visit_others(found)

    def field_declaration(self, node: Node) -> int:
        """Members of a struct or class."""
        kind_node = node.child_by_field_name("type")
        value = 0
        if kind_node is not None:
            value = self._field_type(kind_node)
        storage = self._storage(node)
        for declarator in node.children_by_field_name("declarator"):
            found = self.declared(declarator)
            if found.function is not None and self.cpp:
                self._prototype(node, found, value, storage, True)
                continue
            if found.function is not None:
                self.parameters(found.function, bind=False)
            self.visit_others(found)
            if found.name is not None:
                name = self.text(found.name)
                draft = self.define_once(FIELD, node, name, found.name, self.scope.entity)
                draft.type = draft.type or value
                draft.signature = draft.signature or signature(
                    self.source, node.start_byte, declarator.end_byte
                )
        default = node.child_by_field_name("default_value")
        if default is not None:
            self.visit(default)
        return 0

    def _field_type(self, node: Node) -> int:
        """The type of a field; members of an unnamed struct in a struct are those of that one."""
        if self.code.get(node.kind_id) in SPECIFIERS and node.child_by_field_name("name") is None:
            body = node.child_by_field_name("body")
            if body is not None:
                if self.code.get(body.kind_id) == _ENUMERATORS:
                    self._enumerators(body, self.scope.entity, 0)
                else:
                    self.visit(body)
                return self.instance(self.local_path(self.scope.entity))
        return self.type_value(node)

    def type_definition(self, node: Node) -> int:
        kind_node = node.child_by_field_name("type")
        declarators = node.children_by_field_name("declarator")
        if kind_node is None or not declarators:
            return 0
        defined = (
            kind_node.child_by_field_name("body") is not None
            if self.code.get(kind_node.kind_id) in SPECIFIERS
            else False
        )
        found = [self.declared(one) for one in declarators]
        drafts = [
            self._alias(node, one.name, declarator if defined else node)
            for one, declarator in zip(found, declarators, strict=True)
            if one.name is not None
        ]
        before = self.source_entity
        if drafts and not defined:
            self.source_entity = drafts[0].ordinal
        path = (
            self._specifier(kind_node, drafts[0].name if drafts else b"")
            if defined
            else self.type_path(kind_node)
        )
        for one in found:
            if one.function is not None:
                self.parameters(one.function, bind=False)
            self.visit_others(one)
        for draft, one in zip(drafts, found, strict=False):
            if one.function is None and not self._points_to_function(one):
                draft.type = draft.type or path
            if self.scope.kind == FUNCTION_SCOPE:
                self.scope.names[draft.name] = -self.local_path(draft)
        self.source_entity = before
        return 0

    def _alias(self, node: Node, name: Node, start: Node) -> EntityDraft:
        """The entity of one name of a ``typedef``; behind the type, if that is defined with it."""
        draft = self.define_once(TYPE_ALIAS, start, self.text(name), name, self.scope.entity)
        if draft.start == start.start_byte:
            draft.end = node.end_byte
            own = start is node
            draft.signature = signature(self.source, start.start_byte, node.end_byte)
            draft.signature = draft.signature if own else f"typedef {draft.signature}"
        self.types.add(draft.name)
        return draft

    def _points_to_function(self, found: Declared) -> bool:
        return any(one.child_by_field_name("parameters") is not None for one in found.others)

    def alias_declaration(self, node: Node) -> int:
        """``using name = type;``"""
        name, target = node.child_by_field_name("name"), node.child_by_field_name("type")
        if name is None or target is None:
            return self.children(node)
        draft = self.define(TYPE_ALIAS, node, self.text(name), name, self.scope.entity)
        draft.signature = signature(self.source, node.start_byte, node.end_byte)
        before, self.source_entity = self.source_entity, draft.ordinal
        draft.type = self.type_path(target)
        self.source_entity = before
        if self.scope.kind == FUNCTION_SCOPE:
            self.scope.names[draft.name] = -self.local_path(draft)
        return 0

    # -- types with members ---------------------------------------------------------------------------------

    def specifier(self, node: Node) -> int:
        return self._specifier(node, b"")

    def specifier_statement(self, node: Node) -> int:
        """``struct name { ... };``; without a body it only says that there is such a type."""
        if node.child_by_field_name("body") is not None:
            self._specifier(node, b"")
        return 0

    def _specifier(self, node: Node, alias: bytes) -> int:
        """A type with a body is defined, one without is mentioned; the path of either."""
        name_node, body = node.child_by_field_name("name"), node.child_by_field_name("body")
        if body is None:
            return self._mentioned_type(node, name_node)
        kind = _SPECIFIER_KINDS[self.code[node.kind_id]]
        if name_node is None and not alias:
            return self._unnamed(kind, body)
        return self._defined_type(kind, node, name_node, body, alias)

    def _mentioned_type(self, node: Node, name_node: Node | None) -> int:
        if name_node is None:
            return 0
        if self.code.get(name_node.kind_id) != number("type_identifier"):
            return self.type_path(name_node)
        name = self.text(name_node)
        bound = self.scope.names.get(name if self.cpp else b"struct " + name)
        path = -bound if bound is not None and bound < 0 else self.tag_path(name)
        self.mention(path, USES, name_node)
        return path

    def _unnamed(self, kind: int, body: Node) -> int:
        if kind == ENUM:
            self._enumerators(body, self.scope.entity, 0)
        else:
            # A variable or parameter of a type without a name: nobody else can refer to its members.
            self._skip_members(body)
        return 0

    def _skip_members(self, body: Node) -> None:
        for child in body.children:
            kind = child.child_by_field_name("type") if child.is_named else None
            if kind is not None:
                self.type_value(kind)

    def _defined_type(self, kind: int, node: Node, name_node: Node | None, body: Node, alias: bytes) -> int:
        scope = self.scope
        name = alias if name_node is None else self.text(self._segment(self.segments(name_node)[-1])[0])
        owner = scope.entity
        if not self.cpp and scope.kind == CLASS_SCOPE:
            owner = self.builder.entities[0]
        draft = self._type_entity(kind, node, name, name_node or body, owner)
        path = self.local_path(draft)
        draft.signature = signature(self.source, node.start_byte, body.start_byte)
        if scope.kind == FUNCTION_SCOPE:
            scope.names[name if self.cpp else b"struct " + name] = -path
        self.types.add(name)
        before, self.source_entity = self.source_entity, draft.ordinal
        self._bases(draft, node)
        if self.code.get(body.kind_id) == _ENUMERATORS:
            words = self.source[node.start_byte : body.start_byte].split()
            scoped = words[1:2] in ([b"class"], [b"struct"])
            draft.flags |= SCOPED if scoped else 0
            self._enumerators(body, draft, self.instance(path), scoped)
        else:
            self._members(draft, kind, path, body)
        self.source_entity = before
        return path

    def _type_entity(
        self, kind: int, node: Node, name: bytes, name_node: Node, owner: EntityDraft
    ) -> EntityDraft:
        if self.cpp:
            return self.define(kind, node, name, name_node, owner)
        # Keyed apart: in C a type and something else can have one name.
        key = b"struct " + name
        rival = owner.members.get(key)
        if rival is not None and rival.kind == kind and owner.start <= node.start_byte:
            rival.end = max(rival.end, node.end_byte)
            if not self.is_alternative(node.start_byte):
                rival.flags &= ~ALTERNATIVE
            return rival
        draft = self.define(kind, node, name, name_node, owner)
        draft.flags |= TAG
        return owner.members.setdefault(key, draft)

    def _bases(self, draft: EntityDraft, node: Node) -> None:
        for clause in node.children:
            if self.code.get(clause.kind_id) != _BASES:
                continue
            for child in clause.children:
                if child.is_named and self.code.get(child.kind_id) not in (_ACCESS, COMMENT):
                    self._base(draft, child)

    def _base(self, draft: EntityDraft, node: Node) -> None:
        before = len(self.mentions)
        path = self.type_path(node)
        if not path:
            return
        for place in range(before, len(self.mentions)):
            mention = self.mentions[place]
            if mention[0] == path:
                self.mentions[place] = (path, EXTENDS, *mention[2:])
        draft.bases.append(path)

    def _members(self, draft: EntityDraft, kind: int, path: int, body: Node) -> None:
        outer, visibility, comment = self.scope, self.visibility, self._comment
        context = outer.context + b"." + draft.name if outer.context else draft.name
        self.scope = Scope(CLASS_SCOPE, draft, context if self.cpp else b"", path)
        self.scope.names = {} if outer.kind != FUNCTION_SCOPE else dict(outer.names)
        if outer.kind in (CLASS_SCOPE, FUNCTION_SCOPE):
            self.scope.names = dict(outer.names)
        self.visibility = PRIVATE if kind == CLASS else PUBLIC
        self.children(body)
        self.scope, self.visibility, self._comment = outer, visibility, comment

    def access(self, node: Node) -> int:
        self.visibility = _VISIBILITY.get(self.text(node), self.visibility)
        return 0

    def _enumerators(self, body: Node, owner: EntityDraft, value: int, scoped: bool = False) -> None:
        for child in body.children:
            if self.code.get(child.kind_id) != _ENUMERATOR:
                if self.code.get(child.kind_id) == COMMENT:
                    self._comment = child
                continue
            name_node = child.child_by_field_name("name")
            if name_node is None:
                continue
            draft = self.define(ENUM_MEMBER, child, self.text(name_node), name_node, owner)
            draft.type = value
            if not scoped and (not self.cpp or self.scope.kind == FUNCTION_SCOPE):
                names = self.scope.names if self.scope.kind == FUNCTION_SCOPE else self.enumerators
                names[draft.name] = -self.local_path(draft)
            for part in child.children[1:]:
                self.visit(part)
