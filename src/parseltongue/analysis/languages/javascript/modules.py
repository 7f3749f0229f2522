"""Walks what JavaScript files import and export: ES modules, CommonJS; the whole walker."""

from __future__ import annotations

import re

from parseltongue.analysis.languages.javascript import grammar as g
from parseltongue.analysis.languages.javascript.invocations import WHOLE
from parseltongue.analysis.languages.javascript.placement import SCRIPT
from parseltongue.analysis.languages.javascript.prototypes import MAX_CHAIN, PrototypeWalker
from parseltongue.analysis.languages.javascript.statements import STATEMENTS
from parseltongue.analysis.languages.javascript.texts import first_line
from parseltongue.analysis.languages.javascript.visits import EXPRESSIONS
from parseltongue.model.interface import VISIBILITY_MASK
from parseltongue.model.kinds import CLASS, FIELD, FUNCTION, IMPORTS, METHOD, PUBLIC, TYPE_KINDS, USES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft
    from parseltongue.analysis.languages.javascript.scopes import Scope

DEFAULT = b"default"
"""The name of a default export."""
_COMMONJS = re.compile(rb"\bmodule\.exports\b|\bexports\.\w|\brequire\(")
_EXPORTS = re.compile(rb"(?:module\.)?exports\.([A-Za-z_$][\w$]*)\Z")


class ModuleWalker(PrototypeWalker):
    """The whole walker: `module` is the way in."""

    __slots__ = ("is_module", "top")

    def module(self, root: Node) -> None:
        self.top: Scope = self.scope
        self.is_module = _COMMONJS.search(self.source) is not None
        children = root.children
        first = next((one for one in children if self.kind(one)), None)
        if self.keep_docs and first is not None and self.kind(first) == g.COMMENT:
            self.builder.entities[0].doc = self._file_comment(first)
        self.body(root)
        self.finish()
        self.merge()
        if not self.is_module:
            self._share()

    def _file_comment(self, node: Node) -> str:
        text = self.text(node)
        return first_line(text) if b"@file" in text or b"@module" in text or b"@license" in text else ""

    def _share(self) -> None:
        """A script shares what it declares with all others."""
        self.builder.package = SCRIPT
        for draft in self.builder.entities[1:]:
            if not draft.parent:
                draft.flags = draft.flags & ~VISIBILITY_MASK | PUBLIC

    def exports(self) -> dict[bytes, int]:
        """What the file or namespace around exports beside its own entities."""
        return self.builder.imports.setdefault(self.scope.frame.entity.ordinal, {})

    # -- imports --------------------------------------------------------------------------------------------

    def hoist_import(self, node: Node) -> None:
        if self.kind(node) == g.IMPORT_ALIAS:
            self._import_alias(node)
            return
        self.is_module = True
        source = node.child_by_field_name("source")
        for child in node.children:
            kind = self.kinds[child.kind_id]
            if kind == g.IMPORT_REQUIRE:
                self._import_require(child)
            elif kind == g.IMPORT_CLAUSE and source is not None:
                self._import_clause(child, self.module_path(source))
        if source is not None:
            self.mention(self.module_path(source), IMPORTS, source)

    def _import_require(self, node: Node) -> None:
        """``import x = require("m")``."""
        name, source = self.first(node, g.IDENTIFIER), self.first(node, g.STRING)
        if name is None or source is None:
            return
        module = self.module_path(source)
        self.mention(module, IMPORTS, source)
        path = self.paths.attribute(module, WHOLE)
        self.bind_import(self.text(name), path, path)

    def _import_alias(self, node: Node) -> None:
        """``import a = N.M``."""
        names = [one for one in node.children if self.kind(one)]
        if len(names) == 2:
            path = self.namespace(names[1])
            self.bind_import(self.text(names[0]), path, path)
            if self.exporting:
                self.exports()[self.text(names[0])] = path

    def _import_clause(self, node: Node, module: int) -> None:
        for child in node.children:
            kind = self.kinds[child.kind_id]
            if kind == g.IDENTIFIER:
                self._import_name(child, child, module, DEFAULT)
            elif kind == g.NAMESPACE_IMPORT:
                self.bind_import(self.text(child.children[-1]), module, module)
            elif kind == g.NAMED_IMPORTS:
                for one in child.children:
                    if self.kind(one) == g.IMPORT_SPECIFIER:
                        names = [part for part in one.children if self.kind(part)]
                        if names:
                            self._import_name(names[0], names[-1], module, self._plain(names[0]))

    def _import_name(self, imported: Node, bound: Node, module: int, name: bytes) -> None:
        path = self.paths.attribute(module, name)
        self.mention(path, IMPORTS, imported)
        self.bind_import(self.text(bound), path, self.member_type(module, name))

    def _plain(self, node: Node) -> bytes:
        """A name that can be written as a string."""
        return self.text(node).strip(b"\"'")

    # -- exports --------------------------------------------------------------------------------------------

    def export(self, node: Node) -> None:
        self.is_module = True
        source = node.child_by_field_name("source")
        children = node.children
        kinds = [self.kinds[one.kind_id] for one in children]
        if source is not None:
            self._export_from(node, self.module_path(source), source)
            return
        for child, kind in zip(children, kinds, strict=True):
            if kind == g.EXPORT_CLAUSE:
                self._export_names(child)
            elif kind == g.DECORATOR:
                self.decorator(child)
        if g.DEFAULT in kinds:
            self._export_default(children[-1] if kinds[-1] else children[-2])
        elif g.EQUALS in kinds:
            named = [one for one, kind in zip(children, kinds, strict=True) if kind]
            self.exports()[WHOLE] = self.expression(named[-1])
        else:
            for child, kind in zip(children, kinds, strict=True):
                if kind not in (g.EXPORT_CLAUSE, g.DECORATOR):
                    self.statement(child)

    def _export_from(self, node: Node, module: int, source: Node) -> None:
        self.mention(module, IMPORTS, source)
        exports = self.exports()
        for child in node.children:
            kind = self.kinds[child.kind_id]
            if kind == g.STAR:
                self.builder.stars.setdefault(self.scope.frame.entity.ordinal, []).append(module)
            elif kind == g.NAMESPACE_EXPORT:
                exports[self._plain(child.children[-1])] = module
            elif kind == g.EXPORT_CLAUSE:
                for one in child.children:
                    names = [part for part in one.children if self.kind(part)]
                    if self.kind(one) == g.EXPORT_SPECIFIER and names:
                        path = self.paths.attribute(module, self._plain(names[0]))
                        self.mention(path, IMPORTS, names[0])
                        exports[self._plain(names[-1])] = path

    def _export_names(self, node: Node) -> None:
        for one in node.children:
            names = [part for part in one.children if self.kind(part)]
            if self.kind(one) != g.EXPORT_SPECIFIER or not names:
                continue
            name, alias = self._plain(names[0]), self._plain(names[-1])
            bound = [self.scope.names.get(name, 0), self.scope.types.get(name, 0)]
            paths = [-path for path in bound if path < 0]
            for path in paths[:1]:
                self.mention(path, USES, names[0])
            drafts = [self.draft_of(path) for path in paths]
            if name == alias and any(drafts):
                for draft in drafts:
                    if draft is not None:
                        draft.flags = draft.flags & ~VISIBILITY_MASK | PUBLIC
            elif paths:
                self.exports()[alias] = paths[0]

    def _export_default(self, node: Node) -> None:
        kind = self.kinds[node.kind_id]
        draft = self.drafts.get(node.start_byte)
        if draft is not None:
            self.statement(node)
            self.exports()[DEFAULT] = self.local(draft)
        elif kind in g.FUNCTIONS or kind in g.FUNCTION_DECLARATIONS:
            self.exports()[DEFAULT] = self._defined(FUNCTION, node, node, DEFAULT)
        elif kind in g.CLASSES:
            self.exports()[DEFAULT] = self._defined(CLASS, node, node, DEFAULT)
        else:
            value = self.expression(node)
            self.exports()[DEFAULT] = value if self.told(value) else 0

    def _defined(
        self, kind: int, node: Node, name_node: Node, name: bytes, owner: EntityDraft | None = None
    ) -> int:
        """An entity for a function or class that gets its name from where it is put, into `owner` if told."""
        draft = self.define(kind, node, name_node, name)
        draft.flags = PUBLIC
        if draft.kind == CLASS:
            self.class_(node, draft)
        elif owner is not None:
            self.function_of_member(node, draft, owner)
        else:
            self.function_value(node, draft, None)
        return self.local(draft)

    def ambient_declaration(self, node: Node) -> None:
        for child in node.children:
            if self.kind(child) == g.BLOCK:
                self.statements(child)
            else:
                self.statement(child)

    # -- CommonJS --------------------------------------------------------------------------

    def assignment(self, node: Node) -> int:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return self.children(node)
        kind = self.kind(left)
        if kind == g.IDENTIFIER:
            return self._assigned(left, self.expression(right))
        if kind != g.MEMBER:
            self.expression(left) if kind == g.SUBSCRIPT else self.bind(left, 0)
            return self.expression(right)
        defined = self._defined_by(left, right)
        if defined is not None:
            return defined
        owner = self.scope.frame.owner
        if owner is not None and self.kind(left.children[0]) == g.THIS:
            return self._field_of_this(node, left, right, owner)
        self.expression(left)
        return self.expression(right)

    def _assigned(self, left: Node, value: int) -> int:
        """A variable that is assigned to: what it held first says what it is."""
        name = self.text(left)
        bound = self.find(name)
        if bound < 0:
            self.mention(-bound, USES, left)
        elif not self.told(bound) and self.told(value):
            scope: Scope | None = self.scope
            while scope is not None and name not in scope.names:
                scope = scope.outer
            if scope is not None:
                scope.names[name] = value
        return value

    def _defined_by(self, left: Node, right: Node) -> int | None:
        """The value of an assignment that exports or defines something; None if it does neither."""
        text = self.text(left)
        if len(text) > 120:
            return None
        if text == b"module.exports" and not self.is_bound(b"module"):
            return self._export_whole(right)
        found = _EXPORTS.match(text)
        if found is not None and not self.is_bound(b"exports") and not self.is_bound(b"module"):
            return self._export_member(found.group(1), left, right)
        return self.prototype_assignment(text, left, right)

    def _export_whole(self, right: Node) -> int:
        exports = self.builder.imports[0]
        if self.kind(right) == g.OBJECT:
            for child in right.children:
                self._export_property(child)
            return 0
        name = right.child_by_field_name("name")
        own = self.text(name) if name is not None else b"exports"
        value = self._exported_value(own, name or right, right)
        if self.told(value):
            exports[WHOLE] = value
        return value

    def _export_property(self, node: Node) -> None:
        """A property of the object that is exported."""
        kind = self.kind(node)
        exports = self.builder.imports[0]
        if kind == g.SHORTHAND:
            exports[self.text(node)] = self.expression(node)
        elif kind == g.PAIR and self.kind(node.children[0]) != g.COMPUTED:
            key = node.children[0]
            self._export_member(self.member_name(key), key, node.children[-1])
        elif kind == g.METHOD_DEFINITION:
            file = self.builder.entities[0]
            draft = self.method(node, file, file, this=self.local(file))
            if draft is not None and draft.kind == METHOD:
                draft.kind = FUNCTION
        else:
            self.expression(node)

    def _export_member(self, name: bytes, name_node: Node, right: Node) -> int:
        # One with the name of a class makes what it is called on.
        owner = None if name[:1].isupper() else self.builder.entities[0]
        value = self._exported_value(name, name_node, right, owner)
        if self.told(value):
            self.builder.imports[0].setdefault(name, value)
        return value

    def _exported_value(
        self, name: bytes, name_node: Node, right: Node, owner: EntityDraft | None = None
    ) -> int:
        kind = self.kind(right)
        if kind in g.FUNCTIONS or kind in g.CLASSES:
            return self._defined(CLASS if kind in g.CLASSES else FUNCTION, right, right, name, owner)
        return self.expression(right)

    def initial(self, value: Node | None, draft: EntityDraft | None, annotation: Node | None) -> int:
        """``const x = module.exports = {...}``: what is exported has the name of the variable."""
        inner, exported = value, False
        for _ in range(MAX_CHAIN):
            if inner is None or self.kind(inner) != g.ASSIGNMENT:
                break
            left = inner.child_by_field_name("left")
            exported = exported or (left is not None and self.text(left) == b"module.exports")
            inner = inner.child_by_field_name("right")
        if draft is None or not exported or inner is None or self.kind(inner) != g.OBJECT:
            return super().initial(value, draft, annotation)
        self.builder.imports[0][WHOLE] = self.local(draft)
        return self.object_literal(inner, draft)

    def _field_of_this(self, node: Node, left: Node, right: Node, owner: EntityDraft) -> int:
        """``this.name = value`` declares a field, where nothing else has."""
        last = left.children[-1]
        name = self.text(last)
        known = owner.members.get(name)
        if known is None and owner.kind in TYPE_KINDS:
            known = self.define(FIELD, node, last, name, owner)
            owner.members[name] = known
            value = self.expression(right)
            known.type = value if self.told(value) else 0
            return value
        self.expression(left)
        value = self.expression(right)
        if known is not None and known.kind == FIELD and not known.type and self.told(value):
            known.type = value
        return value


g.enter(EXPRESSIONS, {"assignment_expression": ModuleWalker.assignment})
g.enter(
    STATEMENTS,
    {"export_statement": ModuleWalker.export, "ambient_declaration": ModuleWalker.ambient_declaration},
)
