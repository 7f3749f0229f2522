from benchmarks.floor import between_floors, floor


def test_the_floor_counts_what_it_parsed(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "stub.pyi").write_text("x: int\n")
    (tmp_path / "page.html").write_text("<p>")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "hook.py").write_text("x = 1\n")
    measured = floor(tmp_path)
    assert (measured.files, measured.bytes, measured.lines) == (2, 13, 2)
    assert measured.cpu_seconds > 0


def test_a_run_between_floors_gives_its_own_result(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n" * 1000)
    result, seconds = between_floors(tmp_path, lambda: "result")
    assert result == "result"
    assert seconds > 0
