"""Both JSON downloads of the Wikidata query service."""

import json
from pathlib import Path

import pytest

from gazetteer.errors import TableError
from gazetteer.sources import wikidata

OWN = Path(__file__).parent / "cases" / "own_sources"


def test_rows_of_one_item_are_one_record() -> None:
    (record,) = wikidata.read(OWN / "wikidata.json")
    assert (record.key, record.type, record.feature) == ("wikidata:Q207369", "settlement", "city")
    assert (record.lat, record.lon, record.since) == (39.76, 46.75, "1752-01-01")
    assert {(n.form, n.lang) for n in record.names} == {("Շուշի", "hy"), ("Şuşa", "az")}
    assert record.same_as == ("geonames:147105",)


def test_plain_list_of_objects(tmp_path: Path) -> None:
    rows = [
        {
            "item": "http://www.wikidata.org/entity/Q1",
            "itemLabel": "Գանձասար",
            "coord": "Point(46.53 40.06)",
        }
    ]
    (tmp_path / "q.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    (record,) = wikidata.read(tmp_path / "q.json")
    assert (record.names[0].form, record.names[0].lang, record.lat) == ("Գանձասար", "hy", 40.06)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("{", "q.json:1:-"),
        ('{"results": 1}', "q.json:1:-"),
        ('[{"coord": "Point(1 2)"}]', "q.json:1:item"),
        ('[{"item": "Q1", "name": "A"}]', "q.json:1:coord"),
        ('[{"item": "Q1", "coord": "Point(1 2)"}]', "q.json:1:name"),
        ('[{"item": "Q1", "name": "A", "coord": "Point(1 99)"}]', "q.json:1:lat"),
    ],
)
def test_faults(tmp_path: Path, content: str, fault: str) -> None:
    (tmp_path / "q.json").write_text(content, "utf-8")
    with pytest.raises(TableError) as error:
        wikidata.read(tmp_path / "q.json")
    assert error.value.faults[0].startswith(fault)
