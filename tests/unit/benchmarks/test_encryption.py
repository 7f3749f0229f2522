import json

import pytest

from benchmarks import encryption
from benchmarks.encryption import Patterns


@pytest.fixture
def tiny_click(tmp_path):
    folder = tmp_path / "corpus" / "click-8.5.1"
    folder.mkdir(parents=True)
    (folder / "terminal.py").write_text(
        "\n".join(f"def unmistakable_{n}(value):\n    return value + {n}\n" for n in range(50))
    )
    return folder.parent


def test_an_encrypted_store_shows_nothing_and_a_plain_one_does(tiny_click, capsys):
    arguments = ["--project", "click", "--corpus", str(tiny_click), "--repeat", "1", "--json"]
    assert encryption.main(arguments) == 0
    figures = {f["what"]: f["values"] for f in json.loads(capsys.readouterr().out)["figures"]}
    assert figures["different snapshots"] == {"encrypted": 1}
    assert figures["other ones found"] == {"encrypted": 0}
    assert figures["found in a plain store"]["plain"] > 0
    assert figures["names, paths and lines searched for"]["encrypted"] > 100


def test_patterns_are_found_in_contents_and_names(tmp_path):
    (tmp_path / "with_secretive_name").write_bytes(b"")
    (tmp_path / "other").write_bytes(b"xx hidden_words yy")
    patterns = Patterns([b"secretive", b"hidden_words", b"hidden_world", b"short"])
    assert len(patterns) == 3
    assert patterns.found_in(tmp_path) == {b"secretive", b"hidden_words"}
