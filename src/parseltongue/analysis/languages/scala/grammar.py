"""The kinds of nodes of Scala's grammar, by number."""

from __future__ import annotations

from parseltongue.analysis.grammar import ERROR as ERROR
from parseltongue.analysis.grammar import Grammar

GRAMMAR = Grammar("tree_sitter_scala")
kinds, tokens, field = GRAMMAR.kinds, GRAMMAR.tokens, GRAMMAR.field

IDENTIFIER, TYPE_IDENTIFIER = kinds("identifier", "operator_identifier"), kinds("type_identifier")
NAMES = IDENTIFIER | TYPE_IDENTIFIER
PACKAGE, PACKAGE_OBJECT, IMPORT = (
    kinds(one) for one in ("package_clause", "package_object", "import_declaration")
)
SELECTORS, WILDCARD = (kinds(one) for one in ("namespace_selectors", "namespace_wildcard"))
RENAMED = kinds("arrow_renamed_identifier", "as_renamed_identifier")
COMMENTS, BLOCK_COMMENT = kinds("comment", "block_comment"), kinds("block_comment")
CLASS, OBJECT = kinds("class_definition"), kinds("object_definition")
TRAIT, ENUM = kinds("trait_definition"), kinds("enum_definition")
TYPE_DEFINITIONS = CLASS | OBJECT | TRAIT | ENUM | PACKAGE_OBJECT
FUNCTION = kinds("function_definition", "function_declaration")
VALUE = kinds("val_definition", "var_definition", "val_declaration", "var_declaration")
ALIAS, GIVEN, EXTENSION = (
    kinds(one) for one in ("type_definition", "given_definition", "extension_definition")
)
CASES, CASE = kinds("enum_case_definitions"), kinds("simple_enum_case", "full_enum_case")
MODIFIERS, ANNOTATION = kinds("modifiers"), kinds("annotation")
CLASS_PARAMETERS, CLASS_PARAMETER = kinds("class_parameters"), kinds("class_parameter")
PARAMETERS, PARAMETER = kinds("parameters"), kinds("parameter")
TYPE_PARAMETERS, BOUNDS = kinds("type_parameters"), kinds("upper_bound")
VARIANCES = kinds("covariant_type_parameter", "contravariant_type_parameter")
EXTENDS, SELF_TYPE = (kinds("extends_clause"), kinds("self_type"))
BODIES = kinds("template_body", "enum_body", "with_template_body")
GENERIC_TYPE, TYPE_ARGUMENTS = kinds("generic_type"), kinds("type_arguments")
SCOPED_TYPE, FUNCTION_TYPE = kinds("stable_type_identifier"), kinds("function_type")
PARAMETER_TYPES = kinds("parameter_types")
LAZY_TYPE, REPEATED_TYPE = kinds("lazy_parameter_type"), kinds("repeated_parameter_type")
FIRST_TYPES = kinds("compound_type", "annotated_type", "infix_type")
OTHER_TYPES = kinds("tuple_type", "singleton_type", "projected_type", "structural_type", "literal_type")
TYPES = (
    TYPE_IDENTIFIER | GENERIC_TYPE | SCOPED_TYPE | FUNCTION_TYPE | LAZY_TYPE | REPEATED_TYPE | FIRST_TYPES
    | OTHER_TYPES
)  # fmt: skip
CALL, GENERIC_CALL, SELECTION = (
    kinds(one) for one in ("call_expression", "generic_function", "field_expression")
)
ARGUMENTS, BLOCKS = kinds("arguments"), kinds("block", "indented_block")
LAMBDA, BINDINGS, BINDING = kinds("lambda_expression"), kinds("bindings"), kinds("binding")
ASSIGNMENT, INFIX = (kinds(one) for one in ("assignment_expression", "infix_expression"))
ENUMERATORS, GUARD = (kinds("enumerators"), kinds("guard"))
CASE_CLAUSE, CASE_BLOCK = kinds("case_clause"), kinds("case_block", "indented_cases")
TYPED_PATTERN, CLASS_PATTERN = kinds("typed_pattern"), kinds("case_class_pattern")
CAPTURE_PATTERN = kinds("capture_pattern")
LEAVES = kinds("identifier", "integer_literal", "string", "boolean_literal")

ARROW, BINDERS, CASE_TOKEN = tokens("=>"), tokens("<-", "="), tokens("case")
BACK_ARROW, VALUE_TOKENS = tokens("<-"), tokens("val", "var")

NAME, TYPE, BODY, PATTERN, VALUE_FIELD, FUNCTION_FIELD, FIELD = (
    field(one) for one in ("name", "type", "body", "pattern", "value", "function", "field")
)
ARGUMENTS_FIELD, RETURN_TYPE, DEFAULT, LEFT, RIGHT, OPERATOR = (
    field(one) for one in ("arguments", "return_type", "default_value", "left", "right", "operator")
)
EXTEND, ALIAS_FIELD = (field(one) for one in ("extend", "alias"))
