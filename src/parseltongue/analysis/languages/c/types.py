"""Walks what types and declarators say: which class a variable's type is, what a declarator declares."""

from __future__ import annotations

from parseltongue.analysis.languages.c.bindings import MAX_DEPTH, number
from parseltongue.analysis.languages.c.expressions import ExpressionWalker
from parseltongue.analysis.languages.c.flags import CONST
from parseltongue.analysis.languages.c.names import COLLECT, MAP, SAME, WRAPPERS
from parseltongue.model.interface import VARIADIC
from parseltongue.model.kinds import USES
from parseltongue.model.paths import BUILTIN, CONTAINER, GLOBAL, INSTANCE, MAPPING, PAIR, SIZE_LIMIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tree_sitter import Node

    from parseltongue.analysis.builder import EntityDraft

TYPE_IDENTIFIER = number("type_identifier")
QUALIFIED = number("qualified_identifier")
TEMPLATE_TYPE = number("template_type")
TEMPLATE_FUNCTION = number("template_function")
TYPE_DESCRIPTOR = number("type_descriptor")
MACRO_TYPE = number("macro_type_specifier")
DEPENDENT_TYPE = number("dependent_type")
DEPENDENT_NAME = number("dependent_name")
AUTO = number("placeholder_type_specifier")
FUNCTION_DECLARATOR = number("function_declarator")
ABSTRACT_FUNCTION = number("abstract_function_declarator")
BRACKETED = number("parenthesized_declarator")
PARAMETERS = number("parameter_list")
PARAMETER_KINDS = frozenset(
    map(
        number,
        ("parameter_declaration", "optional_parameter_declaration", "variadic_parameter_declaration"),
    )
)
_OPTIONAL = number("optional_parameter_declaration")
_PACK = number("variadic_parameter_declaration")
_QUALIFIER = number("type_qualifier")
_PLAIN = frozenset(map(number, ("primitive_type", "sized_type_specifier")))
_ARRAY = number("array_declarator")
_WRITTEN_LIMIT = 40
"""Bytes of a parameter's type without members that are kept."""
COMMENT = number("comment")
SPECIFIERS = frozenset(
    map(number, ("struct_specifier", "union_specifier", "enum_specifier", "class_specifier"))
)
_DECLARATORS = frozenset(
    number(name)
    for name in (
        "pointer_declarator", "array_declarator", "init_declarator", "attributed_declarator",
        "reference_declarator", "variadic_declarator", "pointer_type_declarator",
        "abstract_pointer_declarator", "abstract_parenthesized_declarator", "abstract_array_declarator",
        "abstract_reference_declarator", "function_declarator", "abstract_function_declarator",
        "parenthesized_declarator",
    )
)  # fmt: skip
NAME_KINDS = frozenset(
    number(name)
    for name in (
        "identifier", "field_identifier", "type_identifier", "qualified_identifier", "destructor_name",
        "operator_name", "operator_cast", "template_function", "dependent_name",
    )
)  # fmt: skip
VALUES = frozenset((INSTANCE, CONTAINER, MAPPING, PAIR))
_SEGMENTS_LIMIT = 40


class Declared:
    """What a declarator declares.

    Attributes
    ----------
    name : Node or None
    function : Node or None
        The function declarator, if it is a function and no pointer to one.
    others : list of Node
        Parameter lists of pointers to functions, sizes of arrays, initial values.
    """

    __slots__ = ("function", "name", "others")

    def __init__(self) -> None:
        self.name: Node | None = None
        self.function: Node | None = None
        self.others: list[Node] = []


class TypeWalker(ExpressionWalker):
    """Handlers of types and declarators."""

    __slots__ = ()

    def type_value(self, node: Node) -> int:
        """The value of an object of a type; 0 for types without members."""
        path = self.type_path(node)
        return self.as_instance(path)

    def as_instance(self, path: int) -> int:
        return path if path and self.paths.steps[path][0] in VALUES else self.instance(path)

    def type_path(self, node: Node) -> int:
        """What a type's name denotes, its names mentioned on the way."""
        if self.depth > MAX_DEPTH:
            self.cut = True
            return 0
        self.depth += 1
        path = self._type_path(node)
        self.depth -= 1
        return path

    def _type_path(self, node: Node) -> int:
        kind = self.code.get(node.kind_id)
        if kind == TYPE_IDENTIFIER:
            return self._named_type(node)
        if kind in SPECIFIERS:
            return self.specifier(node)
        if kind in (TYPE_DESCRIPTOR, MACRO_TYPE):
            return self._described(node, kind == MACRO_TYPE)
        if kind in (QUALIFIED, TEMPLATE_TYPE):
            path, last, value = self.qualified(node)
            if value:
                return value
            self.mention(path, USES, last)
            return path
        if kind in (DEPENDENT_TYPE,):
            return self.type_path(node.children[-1])
        if kind is None or kind == AUTO:
            return 0
        self.children(node)
        return 0

    def _named_type(self, node: Node) -> int:
        name = self.source[node.start_byte : node.end_byte]
        bound = self.find(name)
        if bound >= 0:
            return bound
        self.mention(-bound, USES, node)
        return -bound

    def _described(self, node: Node, macro: bool) -> int:
        """``type declarator`` as in a cast; ``MACRO(type)``."""
        path = 0
        for child in node.children:
            kind = self.code.get(child.kind_id)
            if macro and kind == number("identifier"):
                self.mention(self.global_path(self.text(child)), USES, child)
            elif kind in _DECLARATORS:
                self.visit_others(self.declared(child))
            elif child.is_named and not path and kind is not None:
                path = self.type_path(child)
        return path

    # -- qualified names ------------------------------------------------------------------------------------

    def qualified(self, node: Node, count: bytes = b"") -> tuple[int, Node, int]:
        """Path of ``a::b<c>``, its last name, and the value if it is a template of the library.

        `count` stands behind the last name where it is looked up.
        """
        path, value, last = 0, 0, node
        started = unknown = False
        segments = self.segments(node)
        for place, one in enumerate(segments, 1):
            last, arguments = self.segment(one)
            name = self.text(last)
            if not name:
                continue
            values = self._template_arguments(arguments)
            value = self._wrapped(name, values)
            if place == len(segments) and (started or name not in self.scope.names):
                name += count
            if started:
                path = 0 if unknown else self.attribute(path, name)
            else:
                started = True
                bound = self._outermost(name) if self._is_outermost(node) else self.find(name)
                unknown = bound >= 0
                path = -bound if bound < 0 else bound
            if place < len(segments) and not unknown and name != b"std":
                self.mention(path, USES, last)
        return path, last, value

    def _is_outermost(self, node: Node) -> bool:
        """``::name``: of the file, whatever stands around."""
        return self.source[node.start_byte : node.start_byte + 2] == b"::"

    def _outermost(self, name: bytes) -> int:
        return -self.node(GLOBAL, 0, self.paths.name(self.clean(name)))

    def segments(self, node: Node) -> list[Node]:
        """The parts of a qualified name, outermost scope first."""
        parts: list[Node] = []
        while self.code.get(node.kind_id) == QUALIFIED and len(parts) < _SEGMENTS_LIMIT:
            scope = node.child_by_field_name("scope")
            name = node.child_by_field_name("name")
            if scope is not None:
                parts.append(scope)
            if name is None:
                return parts or [node]
            node = name
        return [*parts, node]

    def segment(self, node: Node) -> tuple[Node, Node | None]:
        """The name in a part of a qualified name, and its template arguments."""
        kind = self.code.get(node.kind_id)
        if kind in (TEMPLATE_TYPE, TEMPLATE_FUNCTION):
            return node.children[0], node.children[-1]
        if kind == DEPENDENT_NAME:
            return self.segment(node.children[-1])
        return node, None

    def specialised(self, name_node: Node) -> None:
        """The arguments behind the name of a template that is specialised."""
        self._template_arguments(self.segment(self.segments(name_node)[-1])[1])

    def _template_arguments(self, node: Node | None) -> list[int]:
        if node is None:
            return []
        return [self.as_instance(self.visit(one)) for one in node.children if one.is_named]

    def _wrapped(self, name: bytes, values: list[int]) -> int:
        wrapper = WRAPPERS.get(name)
        if not values or not self.cpp:
            return 0
        if wrapper is None:
            # Of a maker such as make_unique<T> the caller takes the value of the argument.
            return values[0] if name.startswith(b"make_") or name.endswith(b"_cast") else 0
        if wrapper == SAME:
            return values[0]
        if wrapper == COLLECT:
            return self.node(CONTAINER, values[0])
        plain = self.node(BUILTIN, 0, self.paths.name(b"int"))
        second = values[1] if len(values) > 1 else 0
        operation = MAPPING if wrapper == MAP else PAIR
        return self.node(operation, values[0] or plain, second or plain)

    # -- declarators ----------------------------------------------------------------------------------------

    def declared(self, node: Node) -> Declared:
        """Follow a declarator inwards to its name."""
        found = Declared()
        for _ in range(_SEGMENTS_LIMIT):
            kind = self.code.get(node.kind_id)
            if kind in NAME_KINDS and node.is_missing:
                break
            if kind in NAME_KINDS:
                found.name = node
                return found
            if kind in (FUNCTION_DECLARATOR, ABSTRACT_FUNCTION):
                if found.function is not None:
                    found.others.append(found.function)
                found.function = node
            elif kind in _DECLARATORS and kind != BRACKETED and found.function is not None:
                found.others.append(found.function)
                found.function = None
            inner = self._inner(node, found)
            if inner is None:
                break
            node = inner
        if found.function is not None:
            found.others.append(found.function)
            found.function = None
        return found

    def _inner(self, node: Node, found: Declared) -> Node | None:
        """The declarator within a declarator; what else stands there is noted."""
        inner = None
        for child in node.children:
            kind = self.code.get(child.kind_id)
            if inner is None and (kind in _DECLARATORS or kind in NAME_KINDS):
                inner = child
            elif child.is_named and kind not in (PARAMETERS, COMMENT):
                found.others.append(child)
        return inner

    def visit_others(self, found: Declared) -> int:
        """Visit what is around a declared name; the value of the last part, which is the initial one."""
        value = 0
        for node in found.others:
            if self.code.get(node.kind_id) in (FUNCTION_DECLARATOR, ABSTRACT_FUNCTION):
                self.parameters(node, bind=False)
            else:
                value = self.visit(node)
        return value

    def parameters(self, declarator: Node, *, bind: bool, of: EntityDraft | None = None) -> None:
        """The parameters of a function declarator: types mentioned, names bound where it has a body.

        In C++ they are noted as those of the entity `of`.
        """
        if self.depth > MAX_DEPTH:
            self.cut = True
            return
        if of is not None and self.cpp:
            of.parameters = []
        self.depth += 1
        for child in declarator.children:
            kind = self.code.get(child.kind_id)
            if kind == PARAMETERS:
                for one in child.children:
                    if self.code.get(one.kind_id) in PARAMETER_KINDS:
                        value = self._parameter(one, bind)
                        if of is not None and self.cpp:
                            self._note_parameter(of, one, value)
                    elif of is not None and self.text(one) == b"...":
                        of.flags |= VARIADIC
                        self._take(of, 0)
            elif kind == _QUALIFIER and of is not None and self.text(child) == b"const":
                of.flags |= CONST
            elif kind == number("trailing_return_type"):
                self.children(child)
        self.depth -= 1

    def _note_parameter(self, of: EntityDraft, node: Node, value: int) -> None:
        """Note the type of a parameter of an entity; one that has no members by what is written."""
        kind_node, declarator = node.child_by_field_name("type"), node.child_by_field_name("declarator")
        written = self.text(kind_node) if kind_node is not None else b""
        if written == b"void" and declarator is None:
            return
        value = value or self.plain_value(kind_node, declarator)
        kind = self.code.get(node.kind_id)
        if kind == _OPTIONAL:
            of.optional.add(len(of.parameters or ()))
        elif kind == _PACK or self.text(node).find(b"...") >= 0:
            of.flags |= VARIADIC
        self._take(of, value)

    def plain_value(self, kind_node: Node | None, declarator: Node | None) -> int:
        """The value of a variable of a type without members: what is written, and its stars."""
        written = self.text(kind_node) if kind_node is not None else b""
        stars = self.text(declarator).count(b"*") if declarator is not None else 0
        plain = b" ".join(written.split())[:_WRITTEN_LIMIT] + b"*" * stars
        return self.builtin(plain.replace(b";", b""))

    def local_value(self, value: int, kind_node: Node | None, declarator: Node) -> int:
        """The value of a variable of a function, for those who choose among functions by it."""
        if value or not self.cpp or kind_node is None or self.code.get(kind_node.kind_id) not in _PLAIN:
            return value
        if self.code.get(declarator.kind_id) == _ARRAY:
            return 0
        return self.plain_value(kind_node, declarator)

    def note_constant(self, node: Node, name: bytes) -> None:
        """Note whether a variable of a function is declared as one that cannot change."""
        qualifiers = (self.text(one) for one in node.children if self.code.get(one.kind_id) == _QUALIFIER)
        if b"const" in qualifiers:
            self.constants.add(name)
        else:
            self.constants.discard(name)

    def _take(self, of: EntityDraft, value: int) -> None:
        if of.parameters is not None:
            of.parameters.append(value if self.paths.size(value) <= SIZE_LIMIT else 0)

    def parameter_statement(self, node: Node) -> int:
        """A parameter of a lambda, or of a handler of exceptions."""
        self._parameter(node, True)
        return 0

    def _parameter(self, node: Node, bind: bool) -> int:
        """Read a parameter; the value of its type."""
        value = 0
        kind_node = node.child_by_field_name("type")
        declarator = node.child_by_field_name("declarator")
        if kind_node is not None:
            value = self.type_value(kind_node)
        if declarator is not None:
            found = self.declared(declarator)
            self.visit_others(found)
            name = found.name
            if found.function is not None:
                self.parameters(found.function, bind=False)
            if bind and name is not None:
                bound = self.text(name)
                self.scope.names[bound] = self.local_value(value, kind_node, declarator)
                self.note_constant(node, bound)
        default = node.child_by_field_name("default_value")
        if default is not None:
            self.visit(default)
        return value

    def bind_declarator(self, node: Node, value: int) -> None:
        found = self.declared(node)
        self.visit_others(found)
        if found.name is not None:
            self.scope.names[self.text(found.name)] = value
        elif self.code.get(node.kind_id) is not None:
            self._bind_names(node)

    def _bind_names(self, node: Node) -> None:
        """``auto [a, b] = ...``: names about which nothing is known."""
        pending = [node]
        while pending:
            one = pending.pop()
            if self.code.get(one.kind_id) == number("identifier"):
                self.scope.names[self.text(one)] = 0
            pending += one.children

    def specifier(self, node: Node) -> int:
        raise NotImplementedError
