"""The index is made once, found again, remade when its inputs change; equal tables, equal bytes."""

import errno
import gzip
import json
import os
import subprocess
import sys
from array import array
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lookup_fixture import write_small_tables

from gazetteer import TableError
from gazetteer.compiled import compiled_path
from gazetteer.errors import OutputError
from gazetteer.generic_words import generic_words, take_generic_word
from gazetteer.index import (
    Buckets,
    Index,
    Posting,
    open_index,
    pack_place,
    pack_posting,
    unpack_place,
    unpack_postings,
)
from gazetteer.indexing import build_index
from gazetteer.keys import skeleton
from gazetteer.lookup import Listed, _read
from gazetteer.near_misses import one_less, one_less_codes, pieces
from gazetteer.packing import PackedBuckets, write_sections
from gazetteer.qualifiers import take_qualifier
from gazetteer.spool import Aside, Spool
from gazetteer.store import COLUMNS
from gazetteer.viewpoint import label


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    return write_small_tables(tmp_path_factory.mktemp("tables"))


def test_equal_tables_give_equal_bytes(tables, tmp_path):
    for name in ("one", "two"):
        build_index(tables, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def _contents(path: Path) -> dict[str, dict[str, list[int]]]:
    levels = Index(path).levels
    return {
        name: {key: level.find(key).tolist() for key in level.keys()}  # noqa: SIM118 - no dict
        for name, level in levels.items()
    }


def test_parts_and_what_waits_on_disk_change_nothing(tables, tmp_path, monkeypatch):
    build_index(tables, tmp_path / "plain")
    monkeypatch.setattr(Spool.__init__, "__kwdefaults__", {"most": 3})
    monkeypatch.setattr("gazetteer.packing._PAIRS_HELD", 5)
    build_index(tables, tmp_path / "on disk")
    assert (tmp_path / "on disk").read_bytes() == (tmp_path / "plain").read_bytes()
    monkeypatch.setattr("gazetteer.indexing._PARTS", 1)
    build_index(tables, tmp_path / "in one part")
    assert _contents(tmp_path / "in one part") == _contents(tmp_path / "plain")


@pytest.mark.parametrize(("level", "bucket", "slips"), [
    ("folded", "typos", one_less), ("romanized", "misses", one_less),
    ("romanized", "pieces", pieces), ("romanized", "phonetic", lambda key: [skeleton(key)]),
])  # fmt: skip
def test_every_slip_leads_to_its_key(tables, level, bucket, slips):
    index = open_index(tables)
    entries, missed = index.levels[level], set()
    for key in filter(lambda key: len(key) > 2 and " " not in key, entries.keys()):
        for slip in slips(key):
            if key not in map(entries.key, index.buckets[bucket].find([_code(slip)])):
                missed.add(key)
    # Names of the world in languages of no first hand are found as they are written alone.
    assert missed == ({"guichi"} if level == "folded" else set())


def test_every_key_is_found_and_no_other(tables):
    index = open_index(tables)
    for level in index.levels.values():
        keys = list(level.keys())
        assert len(set(keys)) == len(keys) > 0
        assert all(level.find(key) is not None for key in keys)
        assert level.find("no such key") is None
        assert level.find("") is None


@given(st.lists(st.text(alphabet="abc", max_size=4), max_size=30), st.text("abc", max_size=4))
def test_what_was_put_into_buckets_is_found(tmp_path_factory, strings, asked):
    with Aside(tmp_path_factory.getbasetemp()) as aside:
        packed = PackedBuckets(aside)
        for number, string in enumerate(strings, start=1):
            packed.add(number, [string, f"{string}d", string])
        out = Path(tmp_path_factory.getbasetemp(), "buckets")
        write_sections(out, packed.sections("x"), {})
        content = memoryview(out.read_bytes())
    sections = json.loads(bytes(content[12 : 12 + int.from_bytes(content[8:12], "little")]))
    starts, entries, tags = (
        content[at : at + length]
        for at, length in (sections["sections"][f"x.{part}"] for part in _PARTS_OF_BUCKETS)
    )
    buckets = Buckets(starts.cast("I"), entries.cast("I"), tags)
    wanted = [number for number, string in enumerate(strings, start=1) if string == asked]
    assert buckets.find([_code(asked)]) == wanted
    assert set(wanted) <= set(buckets.bucket(asked))
    assert buckets.find([_code(asked), _code(f"{asked}d")]) == [*wanted, *wanted]


_PARTS_OF_BUCKETS = ("starts", "entries", "tags")


def _code(string: str) -> int:
    return crc32(string.encode("utf-8", "surrogatepass"))


@given(st.text(max_size=12) | st.text("aəшն\ud800", max_size=8))
def test_the_codes_of_slips_are_those_of_the_strings(key):
    assert one_less_codes(key) == [_code(less) for less in one_less(key)]


@given(
    st.lists(
        st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)), min_size=1, max_size=30
    )
)
def test_listed_hits_are_those_that_are_read(words):
    packed = memoryview(array("I", [word for pair in words for word in pair]))
    listed, read = Listed(packed), _read(packed)
    assert list(listed) == read and len(listed) == len(read)
    assert listed[-1] == read[-1] and listed[:2] == read[:2]
    with pytest.raises(IndexError):
        listed[len(read)]


def test_postings_are_ranked(tables):
    index = open_index(tables)
    for level in index.levels.values():
        keys = list(level.keys())
        for key in keys:
            scores = [posting.score for posting in unpack_postings(level.find(key))]
            assert scores == sorted(scores, reverse=True)


def test_places_survive_packing(tables):
    index = open_index(tables)
    for ordinal in range(len(index)):
        place = index.place(ordinal)
        assert unpack_place(pack_place(place)) == place
        assert index.ordinal(place.id) == ordinal
        assert index.label(ordinal) == label(place)
        brief = index.brief(ordinal)
        assert (brief.id, brief.type, brief.lat, brief.lon, brief.country_code) == (
            place.id, place.type, place.lat, place.lon, place.country_code,
        )  # fmt: skip


@given(
    st.integers(0, 2**32 - 1),
    st.integers(0, 65535),
    st.integers(0, 1023),
    st.integers(0, 3),
    st.booleans(),
)
def test_postings_survive_packing(place, name, step, level, stripped):
    posting = Posting(place, name, step / 1023, level, stripped)
    assert next(unpack_postings(pack_posting(posting))) == posting


def test_an_index_is_made_once_and_remade_when_a_table_changes(tmp_path):
    tables = write_small_tables(tmp_path)
    first = open_index(tables)
    made = first.path.stat().st_mtime_ns
    assert open_index(tables).path == first.path
    assert first.path.stat().st_mtime_ns == made
    names = tables / "names.csv"
    names.write_text(names.read_text(encoding="utf-8").replace("Գիշի", "Գիշ"), encoding="utf-8")
    second = open_index(tables)
    assert second.path != first.path
    assert not first.path.exists()


def test_a_table_touched_but_not_changed_keeps_its_index(tmp_path):
    tables = write_small_tables(tmp_path)
    first = open_index(tables).path
    os.utime(tables / "names.csv", ns=(1, 1))
    assert open_index(tables).path == first


def test_a_file_that_is_no_index_is_refused_by_name(tmp_path):
    path = tmp_path / "lookup-0.gaz"
    for content in (
        b"something else",
        b"GAZIDX03\xff\xff\xff\xff{}",
        b"GAZIDX03\x02\x00\x00\x00{}",
    ):
        path.write_bytes(content)
        with pytest.raises(TableError, match="is not a look-up index"):
            Index(path)


def test_a_cut_off_index_is_refused(tables, tmp_path):
    whole = open_index(tables).path.read_bytes()
    path = tmp_path / "lookup-0.gaz"
    path.write_bytes(whole[:-8])
    with pytest.raises(TableError, match="delete it"):
        Index(path)


@pytest.mark.parametrize(("table", "row", "fault"), [
    ("places", "p000001,settlement,town,1,1,,AZ,,0,,,,", "p000001 is there twice"),
    ("places", "p0000023,settlement,town,1,1,,AZ,,0,,,,", "p0000023 has a needless zero"),
    ("places", "p99999999999,settlement,town,1,1,,AZ,,0,,,,", "p99999999999 is too great"),
    ("places", "p000099,settlement,town,1,1,,AZ,,many,,,,", "importance 'many' is no number"),
    ("names", "p000077,Nowhere,en,Latn,common,,,,,,made:test", "p000077 has names but no place"),
    ("names", "p000001,Past,en,Latn,common,,MX,,,,made:test", "until 'MX' is no year"),
    ("links", "p000078,parent,p000001,,,,made:test,", "p000078 has links but no place"),
])  # fmt: skip
def test_rows_that_cannot_stand_are_named(tmp_path, table, row, fault):
    tables = write_small_tables(tmp_path)
    part = tables / f"world_{table}.csv.gz"
    rows = gzip.decompress(part.read_bytes()).decode() if part.exists() else ",".join(
        COLUMNS[table]) + "\n"  # fmt: skip
    part.write_bytes(gzip.compress(f"{rows}{row}\n".encode()))
    with pytest.raises(TableError, match=fault):
        open_index(tables)
    assert list((tables / "compiled").iterdir()) == []


# the folder of artefacts


def test_what_a_build_raises_leaves_nothing(tmp_path):
    tables = write_small_tables(tmp_path)

    def build(out: Path) -> None:
        out.write_bytes(b"half")
        raise TableError("places.csv:1:- broken")

    with pytest.raises(TableError):
        compiled_path(tables, "thing.bin", build)
    assert list((tables / "compiled").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_replaced_by_the_cache(tmp_path, monkeypatch):
    tables = write_small_tables(tmp_path / "tables")
    (tables / "compiled").write_text("a file where the folder should be", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = compiled_path(tables, "thing.bin", lambda out: out.write_bytes(b"made") and None)
    assert made.is_relative_to(tmp_path / "cache")
    again = compiled_path(tables, "thing.bin", lambda out: pytest.fail("made twice"))
    assert again == made


def test_without_any_folder_a_temporary_one_serves(tmp_path, monkeypatch):
    tables = write_small_tables(tmp_path / "tables")
    for path in (tables / "compiled", tmp_path / "cache"):
        path.write_text("a file where the folder should be", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    made = compiled_path(tables, "thing.bin", lambda out: out.write_bytes(b"made") and None)
    assert made.read_bytes() == b"made"


def test_an_artefact_that_was_cut_off_later_is_made_again(tmp_path):
    tables = write_small_tables(tmp_path)
    whole = open_index(tables).path
    content = whole.read_bytes()
    for left in (content[:-8], content[:100], b""):
        whole.write_bytes(left)
        assert len(open_index(tables)) > 0
        assert whole.read_bytes() == content
    for stamp in (tables / "compiled").glob("*.stamp"):  # nothing says how long it should be
        stamp.unlink()
    whole.write_bytes(content[:-8])
    assert len(open_index(tables)) > 0
    assert whole.read_bytes() == content


def test_the_stamp_tells_how_long_an_artefact_is(tmp_path):
    tables = write_small_tables(tmp_path)
    made = compiled_path(tables, "thing.bin", lambda out: out.write_bytes(b"made") and None)
    made.write_bytes(b"ma")
    again = compiled_path(tables, "thing.bin", lambda out: out.write_bytes(b"anew") and None)
    assert again == made
    assert made.read_bytes() == b"anew"


def test_a_table_that_changes_under_the_same_time_and_size_is_noticed(tmp_path):
    tables = write_small_tables(tmp_path)
    names = tables / "names.csv"
    before = names.stat()
    assert open_index(tables).levels["exact"].find("Գիշի") is not None
    names.write_text(names.read_text(encoding="utf-8").replace("Գիշի", "Գիժի"), encoding="utf-8")
    os.utime(names, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert names.stat().st_size == before.st_size
    assert open_index(tables).levels["exact"].find("Գիշի") is None
    assert open_index(tables).levels["exact"].find("Գիժի") is not None


def test_a_full_disk_is_told_in_one_line(tmp_path):
    tables = write_small_tables(tmp_path)

    def build(out: Path) -> None:
        out.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OutputError, match="cannot be written") as caught:
        compiled_path(tables, "thing.bin", build)
    assert "\n" not in str(caught.value)
    assert list((tables / "compiled").iterdir()) == []


_OPEN = """
import sys
from pathlib import Path
from gazetteer.index import open_index
index = open_index(Path(sys.argv[1]))
print(len(index), index.levels["exact"].find("Laçın") is not None)
"""


def test_processes_that_make_one_index_at_once_all_read_it(tmp_path):
    tables = write_small_tables(tmp_path)
    runs = [
        subprocess.Popen([sys.executable, "-c", _OPEN, str(tables)], stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    said = {run.communicate()[0].decode().strip() for run in runs}
    assert said == {f"{len(open_index(tables))} True"}
    kept = sorted(path.suffix for path in (tables / "compiled").iterdir())
    assert kept == [".gaz", ".stamp"]


def test_an_index_that_another_process_took_for_stale_is_made_again(tmp_path, monkeypatch):
    tables = write_small_tables(tmp_path)
    open_index(tables)
    taken = []

    class TakenOnce(Index):
        def __init__(self, path: Path) -> None:
            if not taken:
                path.unlink()
                taken.append(path)
            super().__init__(path)

    monkeypatch.setattr("gazetteer.index.Index", TakenOnce)
    assert len(open_index(tables)) > 0
    assert taken


# words beside names


@pytest.mark.parametrize(("name", "rest", "first_type"), [
    ("Lachin District", "Lachin", "district"), ("г. Шуша", "Шуша", "settlement"),
    ("Şuşa rayonunda", "Şuşa", "district"), ("Արցախի շրջան", "Արցախի", "district"),
    ("Сарсангское вдхр.", "Сарсангское", "hydro"),
    ("district d’Aghdam", "Aghdam", "district"), ("Göyçə gölü", "Göyçə", "hydro"),
    ("Stadt Schuscha", "Schuscha", "settlement"), ("Гызыл гаја рајону", "Гызыл гаја", "district"),
    ("Kənd", None, None), ("", None, None), ("Riverside", None, None),
    ("Sarsang su anbarı", "Sarsang", "hydro"),
])  # fmt: skip
def test_generic_words_are_taken_off(name, rest, first_type):
    found = take_generic_word(name)
    assert (found and found.rest) == rest
    assert (found and found.types[0]) == first_type


def test_the_table_of_generic_words_is_sound():
    types = {"settlement", "district", "region", "country", "hydro", "mountain", "road", "monument",
             "continent", "other"}  # fmt: skip
    for form, rows in generic_words().items():
        assert form
        for row in rows:
            assert set(row.types) <= types
            assert row.position in ("before", "after", "both")


@pytest.mark.parametrize(("name", "taken"), [
    ("Yuxarı Quşçular", ("Quşçular", "upper")), ("Верхний Оратаг", ("Оратаг", "upper")),
    ("Նոր Շեն", ("Շեն", "new")), ("Nor", ("Nor", "")), ("", ("", "")),
])  # fmt: skip
def test_qualifiers_are_taken_off(name, taken):
    assert take_qualifier(name) == taken


@given(st.text(alphabet="abcd", max_size=8), st.integers(0, 7), st.sampled_from("abcde"))
def test_one_edit_apart_is_always_met(key, at, letter):
    at = min(at, len(key))
    edited = {
        key[:at] + letter + key[at:],
        key[:at] + letter + key[at + 1 :],
        key[:at] + key[at + 1 :],
    }
    if at + 1 < len(key):
        edited.add(key[:at] + key[at + 1] + key[at] + key[at + 2 :])
    for other in edited:
        assert set(one_less(key)) & set(one_less(other))
