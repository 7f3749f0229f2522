"""Edits that need the lookups of JavaScript and TypeScript."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.property.scenarios import Scenarios

HIT = "export class B { hit() {} }\nexport class C { hit() {} }\n"
USER = "import * as m from './m';\nimport { A } from './m';\n"

SCENARIOS: Scenarios = {
    "export: a function appears": (
        {"m.ts": "export {};", "user.ts": "import { f } from './m';\nf();\n"},
        {"m.ts": "export function f() {}\n"},
    ),
    "export: a name is exported under another": (
        {"m.ts": "function f() {}\nexport {};", "user.ts": "import { g } from './m';\ng();\n"},
        {"m.ts": "function f() {}\nexport { f as g };"},
    ),
    "export: a type appears beside a value": (
        {"m.ts": HIT + "export const A = make();", "user.ts": USER + "new A().hit();"},
        {"m.ts": HIT + "export const A = make();\nexport interface A extends B {}"},
    ),
    "stars: everything of another module": (
        {"a.ts": "export function f() {}", "m.ts": "export {};", "user.ts": "import { f } from './m';\nf();"},
        {"m.ts": "export * from './a';"},
    ),
    "stars: a manifest names another file": (
        {
            "package.json": '{"name": "p", "main": "a.js"}',
            "a.ts": "export function f() {}",
            "b.ts": "export function f() {}",
            "user.ts": "import { f } from 'p';\nf();",
        },
        {"package.json": '{"name": "p", "main": "b.js"}'},
    ),
    "stars: a configuration maps a name": (
        {"tsconfig.json": "{}", "a.ts": "export function f() {}", "user.ts": "import { f } from '@a';\nf();"},
        {"tsconfig.json": '{"compilerOptions": {"paths": {"@a": ["a.ts"]}}}'},
    ),
    "member: a method appears": (
        {"m.ts": HIT + "export class A {}", "user.ts": USER + "new A().hit();"},
        {"m.ts": HIT + "export class A { hit() {} }"},
    ),
    "member: a field changes its type": (
        {"m.ts": HIT + "export class A { x: B; }", "user.ts": USER + "new A().x.hit();"},
        {"m.ts": HIT + "export class A { x: C; }"},
    ),
    "member: a member of an object": (
        {"m.ts": HIT + "export const o = { x: new B() };", "user.ts": USER + "m.o.x.hit();"},
        {"m.ts": HIT + "export const o = { x: new C() };"},
    ),
    "member: what a callback gets": (
        {"m.ts": HIT + "export function f(cb: (x: B) => void) {}", "user.ts": USER + "m.f((x) => x.hit());"},
        {"m.ts": HIT + "export function f(cb: (x: C) => void) {}"},
    ),
    "bases: a base changes": (
        {"m.ts": HIT + "export class A extends B {}", "user.ts": USER + "new A().hit();"},
        {"m.ts": HIT + "export class A extends C {}"},
    ),
    "entity: a variable that another is made of": (
        {"m.ts": HIT + "let x: B;\nexport const y = x;", "user.ts": USER + "m.y.hit();"},
        {"m.ts": HIT + "let x: C;\nexport const y = x;"},
    ),
    "entity: the parts of an alias": (
        {
            "m.ts": HIT + "type T = B & { x(): void };\nexport let y: T;",
            "user.ts": USER + "m.y.hit();",
        },
        {"m.ts": HIT + "type T = C & { x(): void };\nexport let y: T;"},
    ),
    "entity: what an object takes in": (
        {
            "m.ts": HIT + "const b = { x: new B() }, c = { x: new C() };\nexport const o = { ...b };",
            "user.ts": USER + "m.o.x.hit();",
        },
        {"m.ts": HIT + "const b = { x: new B() }, c = { x: new C() };\nexport const o = { ...c };"},
    ),
    "member: a part of an object that a function returns": (
        {
            "m.ts": HIT + "export function f() { return { x: new B() }; }",
            "user.ts": USER + "m.f().x.hit();",
        },
        {"m.ts": HIT + "export function f() { return { x: new C() }; }"},
    ),
    "stem: the module appears": (
        {"user.ts": "import { f } from './a/b';\nf();"},
        {"a/b.ts": "export function f() {}"},
    ),
    "stem: a file goes before a folder": (
        {"a/index.ts": "export function f() {}", "user.ts": "import { f } from './a';\nf();"},
        {"a.ts": "export function f() {}"},
    ),
    "stem: a nearer configuration appears": (
        {
            "tsconfig.json": '{"compilerOptions": {"paths": {"@a": ["x.ts"]}}}',
            "x.ts": "export function f() {}",
            "p/user.ts": "import { f } from '@a';\nf();",
        },
        {"p/tsconfig.json": "{}"},
    ),
    "open: a package appears": (
        {"p/a.ts": "export function f() {}", "user.ts": "import { f } from 'p';\nf();"},
        {"p/package.json": '{"name": "p", "main": "a.ts"}'},
    ),
    "open: a script shares a name": (
        {"user.ts": "export {};\nf();"},
        {"globals.d.ts": "declare function f(): void;"},
    ),
    "bare: one, then many": (
        {"m.ts": "export class A { launch() {} }", "user.ts": "export function go(x) { x.launch(); }"},
        {"n.ts": "export class A { launch() {} }"},
    ),
}
