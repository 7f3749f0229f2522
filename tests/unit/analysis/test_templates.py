"""Templates of code, and what else has our suffixes: read as far as it goes, told, never at great cost."""

from __future__ import annotations

import time

import pytest

from parseltongue.analysis.languages import families, front_end, placement
from parseltongue.model.facts import SYNTAX_ERRORS, References
from parseltongue.model.interface import Interface

SIZE = 15_000
SECONDS_PER_MEGABYTE = 100
"""Of CPU: several times what a slow machine takes, and a fraction of what anything but linear would."""

TEMPLATES = {
    "jinja": '{% if cookiecutter.x == "y" %}\nclass {{ cookiecutter.name }}(Base):\n'
    '    def run(self, {{ args|join(", ") }}):\n        return {{ value }}\n{% for f in fields %}\n'
    "    {{ f.name }}: {{ f.type }} = {{ f.default }}\n{% endfor %}\n{% endif %}\n"
    "int {{ name }}_init(void) { return {{ n }}; }\n",
    "erb": "<% if x %>\nclass <%= class_name %> < <%= parent %>\n  def <%= m %>(<%= args.join(', ') %>)\n"
    "    call(<%= v %>)\n  end\n<% end %>\nvoid <%= name %>(int a) { foo(<%= v %>); }\n",
    "schematic": "<%_ if (x) { _%>\nimport { <%= classify(name) %> } from './<%= name %>';\n"
    "@Component({ selector: '<%= s %>' })\nexport class <%= classify(name) %>Component {\n"
    "  constructor(private a: <%= b %>) { this.a.run(); }\n}\n<%_ } _%>\n",
    "velocity": '#set( $s = "x" )\npackage ${package};\n#if( $y )\npublic class ${Name} extends ${Base} {\n'
    "    private ${type} ${field} = new ${type}();\n    #foreach( $f in $fields )\n"
    "    public $f.type get${f.name}() { return $f.value; }\n    #end\n}\n#end\n",
    "mustache": "{{#models}}{{>header}}\nexport class {{classname}} extends {{parent}} {\n{{#vars}}\n"
    "  {{name}}: {{{datatype}}};\n  get{{camel}}(): {{{datatype}}} { return this.{{name}}; }\n{{/vars}}\n}\n"
    "{{/models}}\n",
    "autoconf": '#undef HAVE_X\n#define VERSION "@VERSION@"\n@FUNC_DECL@\nextern @TYPE@ @NAME@ (@ARGS@);\n'
    "#cmakedefine FOO @FOO@\n@INCLUDE_STDINT@\n",
}
OTHERS = {
    "assembler": "; comment\n.macro SAVE reg\n    push \\reg\n    mov eax, [ebp+8] ; it's\n.endm\n"
    "LABEL: dw 0x1234, 'a', \"b\"\n",
    "pascal": "{$IFDEF FPC}\nprocedure TFoo.Bar(const A: string; var B: Integer);\nbegin\n"
    "  if A = 'x' then B := 1 else begin end;\nend;\n{$ENDIF}\n",
    "objective-c": "#import <Foundation/Foundation.h>\n@class Foo;\n@interface Bar : NSObject <Proto>\n"
    "@property (nonatomic, copy) NSString *name;\n- (void)doIt:(NSString *)x with:(int)y;\n@end\n",
    "supercollider": "Foo : Object {\n  var <>x, y = 3;\n  *new { arg a, b=2; ^super.new.init(a) }\n"
    "  init { |a| x = a; { SinOsc.ar(440, 0, 0.1) }.play; }\n}\n",
    "latex": "\\NeedsTeXFormat{LaTeX2e}\n\\newcommand{\\foo}[1]{\\textbf{#1}} % it's\n",
    "rows of a macro": 'X(FOO, "foo", 1)\n#ifdef A\n{ "a", 1, f },\n#endif\ncase 1: break;\n',
    "quotation marks": "it's a \"text\n`with ''' every \"\"\" sort of $(quote\n",
    "all of latin-1": "".join(map(chr, range(1, 256))) + "\n",
}
LANGUAGES = [one.name for rules in families().values() for one in rules.languages if one.parser]


def facts(language: str, text: str) -> tuple[Interface, References]:
    extractor = front_end(placement(language).family).extractor(language, keep_docs=True)
    return extractor.extract(text.encode("latin-1"))


@pytest.mark.parametrize("name", [*TEMPLATES, *OTHERS])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_does_not_parse_has_facts_at_a_bounded_cost(language: str, name: str) -> None:
    text = (TEMPLATES | OTHERS)[name]
    text *= SIZE // len(text)
    started = time.process_time()
    interface, references = facts(language, text)
    assert time.process_time() - started < SECONDS_PER_MEGABYTE * SIZE / 1e6
    assert Interface.decode(interface.encode()).names == interface.names
    references.interface = bytes(24)
    assert References.decode(references.encode()).lines == references.lines
    assert [one for one in interface.names[1:] if not one.strip() or len(one) > 100] == []
    assert len(interface.names) + len(references.kinds) < len(text)


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "php"])
def test_templates_are_told_to_be_known_in_part(language: str, name: str) -> None:
    """Of PHP, itself a language for templates, text without a tag is none of its business."""
    assert facts(language, TEMPLATES[name])[1].flags & SYNTAX_ERRORS


KNOWN_IN_PART = {
    "python": "{% if x %}\nimport {{ name }}\n{% endif %}\ndef kept(): pass\nclass {{ C }}: pass\n",
    "typescript": "<% if (x) { %>\nimport a from './a';\n<% } %>\nexport function kept() { return 1 }\n",
    "java": "class Holder { void kept() {} }\n#if ($x)\nclass ${Other} {}\n#end\n",
    "c": "@HEADER@\nint kept(void) { return 1; }\nextern @TYPE@ other;\n",
    "ruby": "<% if x %>\nrequire 'a'\n<% end %>\ndef kept; end\n",
    "csharp": "namespace {{ n }} {\nclass Holder { void kept() {} }\n}\n",
    "go": "package {{ .Package }}\n\nfunc kept() int { return 1 }\n",
    "rust": "{% if x %}\nuse a::b;\n{% endif %}\nfn kept() {}\n",
}


@pytest.mark.parametrize("language", KNOWN_IN_PART)
def test_what_can_be_read_of_a_template_is_read(language: str) -> None:
    interface, references = facts(language, KNOWN_IN_PART[language])
    assert "kept" in interface.names
    assert references.flags & SYNTAX_ERRORS


@pytest.mark.parametrize(
    ("language", "data", "foreign"),
    [
        ("typescript", b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n<TS version="2.1">', True),
        ("typescript", b"\xef\xbb\xbf\n<!DOCTYPE TS><TS>", True),
        ("typescript", b"<T>(x: T) => x;\n", False),
        ("typescript", b"const a = '<?xml';\n", False),
        ("typescript", b"# CMAKE generated file: DO NOT EDIT!\n# Timestamp file for dependencies\n", True),
        ("typescript", b"#!/usr/bin/env ts-node\nconst a = 1;\n", False),
        ("tsx", b"<TS />;\n", False),
        ("rust", b"// a\n#pragma version(1)\n#pragma rs java_package_name(a.b)\n", True),
        ("rust", b'const A: &str = "#pragma version(1)";\n', False),
    ],
)
def test_what_only_shares_a_suffix(language: str, data: bytes, foreign: bool) -> None:
    assert placement(language).is_foreign(language, data) == foreign
