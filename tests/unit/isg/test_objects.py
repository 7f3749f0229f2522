"""Objects and the facts cache: what is staged, written, read back and missed."""

from __future__ import annotations

import pytest

from parseltongue.isg.facts_cache import FactsCache, cache_key
from parseltongue.isg.objects import Objects
from parseltongue.model.errors import CorruptionError, FullError
from parseltongue.model.ids import DIGEST_SIZE, content_digest
from tests.unit.isg.fakes import DictBackend, PlainCodec

ABSENT = bytes(DIGEST_SIZE)


@pytest.fixture
def backend() -> DictBackend:
    return DictBackend()


@pytest.fixture
def objects(backend: DictBackend) -> Objects:
    return Objects(backend, PlainCodec())


def fresh(backend: DictBackend, **options: bool) -> Objects:
    return Objects(backend, PlainCodec(), **options)


def test_a_name_is_192_bits_of_blake3() -> None:
    assert content_digest(b"").hex() == "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7"


def test_staged_objects_are_read_back_before_they_are_written(backend: DictBackend, objects: Objects) -> None:
    digest = objects.put(b"plain")
    assert objects.get(digest) == b"plain"
    assert objects.get_many([digest]) == [b"plain"]
    assert backend.data == {}
    objects.flush()
    assert backend.data == {b"o" + digest: b"Eplain"}
    assert fresh(backend).get(digest) == b"plain"
    assert objects.staged_bytes == 0


def test_get_many_keeps_the_order(backend: DictBackend, objects: Objects) -> None:
    digests = [objects.put(b"%d" % n) for n in range(10)]
    objects.flush()
    asked = [digests[7], digests[2], digests[7]]
    assert fresh(backend).get_many(asked) == [b"7", b"2", b"7"]


def test_a_worker_stages_envelopes(backend: DictBackend, objects: Objects) -> None:
    objects.stage(content_digest(b"w"), b"Ew")
    objects.flush()
    assert fresh(backend).get(content_digest(b"w")) == b"w"


def test_a_missing_object_is_named(objects: Objects) -> None:
    with pytest.raises(CorruptionError, match=f"map node {ABSENT.hex()} is not in the store"):
        objects.get(ABSENT, "map node")
    with pytest.raises(CorruptionError, match=ABSENT.hex()):
        objects.get_many([ABSENT])


def test_missing_tells_which(backend: DictBackend, objects: Objects) -> None:
    stored = objects.put(b"stored")
    objects.flush()
    staged = objects.put(b"staged")
    assert objects.missing([stored, ABSENT, staged]) == [ABSENT]


def test_verification_finds_swapped_objects(backend: DictBackend, objects: Objects) -> None:
    digest = objects.put(b"plain")
    objects.flush()
    backend.data[b"o" + digest] = b"Eother"
    assert fresh(backend).get(digest) == b"other"
    with pytest.raises(CorruptionError, match="holds something else"):
        fresh(backend, verify=True).get(digest)


def test_batches_have_a_size_and_keep_the_order(backend: DictBackend) -> None:
    objects = Objects(backend, PlainCodec(), batch_bytes=1000)
    digests = [objects.put(b"%03d" % n * 50) for n in range(32)]
    objects.flush(durable=True)
    sizes = [sum(len(key) + len(value or b"") for key, value in batch) for batch in backend.batches]
    assert len(sizes) == 6
    assert all(1000 <= size < 1200 for size in sizes[:-1])
    assert [key[1:] for batch in backend.batches for key, _ in batch] == digests
    assert backend.durable == [False] * 5 + [True]


def test_a_batch_that_fails_stays_staged(backend: DictBackend, objects: Objects) -> None:
    class FullBackend(DictBackend):
        def write(self, batch: object, *, durable: bool) -> None:
            raise FullError("no space is left")

    digest = objects.put(b"plain")
    with pytest.raises(FullError):
        objects.flush(into=FullBackend())
    objects.flush()
    assert backend.data == {b"o" + digest: b"Eplain"}


def test_a_batch_carries_the_record_that_spares_it(backend: DictBackend) -> None:
    objects = Objects(backend, PlainCodec(), batch_bytes=1)
    named: list[list[bytes]] = []
    objects.batch_record = lambda names: (b"l%d" % len(named), named.append(names) or b"names")
    digests = [objects.put(b"a"), objects.put(b"b")]
    FactsCache(objects, PlainCodec()).stage(cache_key(b"c", "python", b"a", b"o"), *digests)
    objects.flush()
    assert named == [[digests[0]], [digests[1]]]
    assert [len(batch) for batch in backend.batches] == [2, 2, 1]


def test_hidden_keys_hold_the_same_objects(backend: DictBackend) -> None:
    codec = PlainCodec(lambda name: name[::-1])
    objects = Objects(backend, codec)
    digest = objects.put(b"plain")
    objects.flush()
    assert digest == content_digest(b"plain")
    assert list(backend.data) == [b"o" + digest[::-1]]
    assert Objects(backend, codec).get(digest) == b"plain"


def test_the_memory_cache_is_bounded(backend: DictBackend) -> None:
    objects = Objects(backend, PlainCodec(), cache_bytes=400)
    digests = [objects.put(b"%03d" % n * 30) for n in range(20)]
    objects.flush()
    for digest in digests:
        objects.get(digest)
    backend.data.clear()
    assert objects.missing(digests) == digests
    assert objects.get(digests[-1]) == b"019" * 30
    with pytest.raises(CorruptionError):
        objects.get(digests[0])


class TestFactsCache:
    KEY = cache_key(b"content", "python", b"analyzer", b"options")

    def test_entries_come_back(self, backend: DictBackend, objects: Objects) -> None:
        cache = FactsCache(objects, PlainCodec())
        facts, interface = objects.put(b"facts"), objects.put(b"interface")
        cache.stage(self.KEY, facts, interface)
        assert cache.get_many([ABSENT, self.KEY]) == [None, (facts, interface)]
        objects.flush()
        again = FactsCache(fresh(backend), PlainCodec())
        assert again.get_many([self.KEY]) == [(facts, interface)]

    def test_an_entry_follows_its_objects(self, backend: DictBackend) -> None:
        objects = Objects(backend, PlainCodec(), batch_bytes=1)
        FactsCache(objects, PlainCodec()).stage(self.KEY, objects.put(b"facts"), objects.put(b"interface"))
        objects.flush()
        assert [batch[0][0][:1] for batch in backend.batches] == [b"o", b"o", b"c"]

    @pytest.mark.parametrize("value", [b"E", b"E" + bytes(47), b"E" + bytes(49)])
    def test_a_damaged_entry_is_absent(self, backend: DictBackend, objects: Objects, value: bytes) -> None:
        backend.data[b"c" + self.KEY] = value
        assert FactsCache(objects, PlainCodec()).get_many([self.KEY]) == [None]

    def test_every_input_changes_the_key(self) -> None:
        keys = {
            self.KEY,
            cache_key(b"other", "python", b"analyzer", b"options"),
            cache_key(b"content", "rust", b"analyzer", b"options"),
            cache_key(b"content", "python", b"other", b"options"),
            cache_key(b"content", "python", b"analyzer", b"other"),
            cache_key(b"content", "python", b"analyzero", b"ptions"),
        }
        assert len(keys) == 6
