"""C#: what paths and projects say, what is known of the library, directives."""

from __future__ import annotations

import pytest

from parseltongue.analysis.languages.csharp import library
from parseltongue.analysis.languages.csharp.placement import PLACEMENT
from parseltongue.analysis.languages.csharp.preprocessor import without_directives
from parseltongue.analysis.languages.csharp.project import ProjectExtractor


@pytest.mark.parametrize(
    ("path", "namespace", "test"),
    [
        ("src/Lib/Core/A.cs", "Lib.Core", False),
        ("src/Lib.Core/A.cs", "Lib.Core", False),
        ("test/Lib.Tests/Core/A.cs", "Lib.Tests.Core", True),
        ("Src/Lib.Tests/A.cs", "Lib.Tests", True),
        ("src/Lib/Tests/A.cs", "Lib.Tests", True),
        ("src/Lib/ATests.cs", "Lib", True),
        ("src/Lib/Latest/A.cs", "Lib.Latest", False),
        ("App/A.cs", "App", False),
        ("src/Program.cs", "Program", False),
        ("Program.cs", "Program", False),
    ],
)
def test_placement(path, namespace, test):
    assert PLACEMENT.module_name(path, []) == namespace
    assert PLACEMENT.is_test(path) == test


def test_the_types_of_the_library_are_complete():
    types = library.types()
    known = {name.partition("`")[0] for name in types}
    for name, one in types.items():
        for method in [*one.methods.values(), *([one.function] if one.function else [])]:
            written = [*method.parameters, *([method.result] if method.result else []), *one.bases]
            for used, _ in written:
                outside = used.startswith("System.") and used.count(".") == 1
                assert used in known or used == "[]" or len(used) == 1 or outside, (name, used)


def test_types_that_need_no_import_are_known():
    assert library.usual()["List"] == "System.Collections.Generic"
    assert library.usual()["Task"] == "System.Threading.Tasks"
    assert "Split" in library.TYPE_MEMBERS["System.String"]


def test_a_project_says_what_its_files_import():
    interface, _ = ProjectExtractor().extract(
        b'<Project><!-- <Using Include="No"/> --><Using Include="A.B" /><Using Include="C" Static="true"/>'
        b'<Using Include="A.D" Alias="E"/><Using Remove="F"/><Using Include="$(Property)"/></Project>'
    )
    assert interface.stars[0] == ["iglobal A.B;", "iglobal static C;"]
    assert interface.imports[0] == {"global E": "istatic A.D;"}


def test_only_the_first_of_alternatives_is_left_without_directives():
    source = b"a\n#if X\nb\n  # if Y\nc\n#else\nd\n#endif\n#elif Z\ne\n#else\nf\n#endif\ng"
    shown = without_directives(source)
    assert shown.split() == [b"a", b"b", b"c", b"g"]
    assert len(shown) == len(source)
    assert shown.count(b"\n") == source.count(b"\n")
