import json

from benchmarks import backends


def test_all_backends_stand_in_one_table(capsys, tmp_path):
    arguments = ["--entities", "300", "--json", "--scratch", str(tmp_path)]
    assert backends.main([*arguments, "--backend", "memory", "--backend", "sqlite"]) == 0
    figures = {f["what"]: f for f in json.loads(capsys.readouterr().out)["figures"]}
    assert set(figures["entities written per second"]["values"]) == {"memory", "sqlite"}
    assert set(figures["point read, cold, p99"]["values"]) == {"sqlite"}
    assert figures["store, none, per entity"]["values"]["sqlite"] > 0
    assert all(value > 0 for value in figures["one-file update, opened and closed"]["values"].values())


def test_the_bar_for_reads_beside_a_writer_is_a_millisecond(capsys, tmp_path):
    backends.main(["--entities", "300", "--json", "--scratch", str(tmp_path), "--backend", "lmdb"])
    figures = {f["what"]: f for f in json.loads(capsys.readouterr().out)["figures"]}
    assert figures["16 threads read, one writes, p99"]["bar"] == 1000
    assert figures["4 processes read, reads per second"]["values"]["lmdb"] > 0


def test_what_is_installed_can_be_opened():
    assert {"memory", "rocksdb", "sqlite"} <= set(backends.installed())
