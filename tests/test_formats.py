"""Written formats: valid by their schemas, the same bytes twice, nothing half-written."""

import csv
import io
import json
import math
import os
import sqlite3
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gazetteer.errors import OptionError, OutputError
from gazetteer.formats import (
    PLACE_FORMATS,
    SCAN_FORMATS,
    Entry,
    Scan,
    export,
    geojson,
    kml,
    lpf,
    lptsv,
    output,
    tei,
    webannotation,
    write_scans,
)
from gazetteer.formats import csv as csv_format
from gazetteer.geoparsing.documents import document_of_text
from gazetteer.model import Link, Mention, Outline, Place, Toponym

CASES = Path(__file__).parent / "cases"
SCHEMAS = Path(__file__).parents[1].parent / "shared" / "schemas" / "linked-places"
TEI = "{http://www.tei-c.org/ns/1.0}"


def name(form, lang, script, kind="common", since=None, until=None):
    return Toponym(form, lang, script, kind, ("test:1",), since, until, used_by="somebody")


TOWN = Place(
    "p000001", "settlement", "town", 39.7601, 46.7499, "AZ",
    (name("Shusha", "en", "Latn"), name("Şuşa", "az", "Latn", "official", 1991),
     name("Шуша", "ru", "Cyrl", "official", 1923, 1991), name("Շուշի", "hy", "Armn", "official")),
    (Link("same_as", "wof:421174129"), Link("same_as", "geonames:147105"),
     Link("same_as", "wikidata:Q203584"),
     Link("parent", "p000002", system="current", since="1930-08-08")),
    importance=0.5,
)  # fmt: skip
DISTRICT = Place(
    "p000002", "district", "rayon", 39.7, 46.6, "AZ", (name("Şuşa rayonu", "az", "Latn"),),
    since="1930-08-08",
)  # fmt: skip
STRANGE = Place(
    "p000003", "other", "locality", -33.5, -70.25, "",
    (name("=1+1", "und-Latn", "Latn"), name('a "b" <c> & d; e\t|f', "und-Latn", "Latn"),
     name("old", "en", "Latn", "historical", -320, -5)),
    until="1936-05",
)  # fmt: skip
NOWHERE = replace(STRANGE, id="p000004", lat=0.0, lon=0.0)
GONE = replace(TOWN, id="p000005", superseded_by="p000001")
CLOCKWISE = (
    "POLYGON ((46 39, 46 40, 47 40, 47 39, 46 39), (46.2 39.2, 46.4 39.2, 46.4 39.4, 46.2 39.2))"
)
OUTLINE = Outline(CLOCKWISE, "low", 10000, "drawn by hand", "test:1")


class Tables:
    """Stands for an open gazetteer: the same four methods over a handful of places."""

    def __init__(self, *places):
        self._places = {place.id: place for place in places}

    def __contains__(self, place_id):
        return place_id in self._places

    def __getitem__(self, place_id):
        return self._places[place_id]

    def places(self):
        return (self._places[place_id] for place_id in sorted(self._places))

    def label(self, place, viewpoint="all"):
        return " / ".join(sorted({n.form for n in place.names if n.lang in ("az", "hy")})) or "–"

    def outline(self, place_id):
        return OUTLINE if place_id == "p000002" else None


GAZETTEER = Tables(DISTRICT, TOWN, STRANGE, NOWHERE, GONE)
TEXT = (
    "The road from Shusha\r\nto <Goris> & back; Баку said no.\x0c\n\nՇուշիի մէջ երկու օր մնացինք, "
    "Şuşa-\nda da."
)


def scan(text=TEXT, **options):
    document = replace(document_of_text(text, path="a folder/notes.txt"), **options)
    found = []
    for form, role, place in (
        ("Shusha", "literal", TOWN), ("Goris", "literal", None), ("Баку", "metonymic", STRANGE),
        ("Շուշիի", "associative", TOWN), ("Şuşa-\nda", "literal", DISTRICT),
    ):  # fmt: skip
        start = text.find(form)
        if start >= 0:
            found.append(
                Mention(start, start + len(form), form, role, 0.873, place, "a label" * bool(place),
                        alternatives=(("p000009", 0.25),), evidence=("=because", "so"))
            )  # fmt: skip
    return Scan(document, found)


def entry(place, outline=None):
    parents = tuple((parent, f"label of {parent}") for parent in place.parents)
    return Entry(place, GAZETTEER.label(place), outline, parents)


def written(write, items):
    stream = io.StringIO()
    write(items, stream)
    return stream.getvalue()


# every format


@pytest.mark.parametrize("format_name", PLACE_FORMATS)
@pytest.mark.parametrize("geometry", ["point", "outline"])
def test_equal_input_gives_equal_bytes_and_nothing_beside(tmp_path, format_name, geometry):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        export(GAZETTEER, format_name, tmp_path / folder / "x.out", geometry=geometry)
    assert (tmp_path / "a/x.out").read_bytes() == (tmp_path / "b/x.out").read_bytes()
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["x.out"]


@pytest.mark.parametrize("format_name", SCAN_FORMATS)
def test_scans_to_a_file_and_to_a_stream_are_the_same(tmp_path, format_name):
    stream = io.StringIO()
    write_scans([scan()], format_name, stream)
    write_scans([tuple(scan())], format_name, tmp_path / "x")
    assert (tmp_path / "x").read_bytes().decode() == stream.getvalue()


@pytest.mark.parametrize("format_name", SCAN_FORMATS)
def test_no_scan_is_a_valid_file(format_name):
    text = written(lambda items, out: write_scans(items, format_name, out), [])
    if format_name in ("geojson", "webannotation"):
        json.loads(text)
    elif format_name == "tei":
        etree.fromstring(text.encode())
    elif format_name == "csv":
        (head,) = csv.reader(io.StringIO(text))
        assert "text" in head
    else:
        assert text == ""


@pytest.mark.parametrize("format_name", [f for f in PLACE_FORMATS if f not in ("gpkg", "fgb")])
def test_an_export_of_nothing(tmp_path, format_name):
    export(GAZETTEER, format_name, tmp_path / "x", type="hydro")
    assert (tmp_path / "x").exists()


@pytest.mark.parametrize("format_name", ["gpkg", "fgb"])
def test_a_gis_file_of_nothing_is_refused(tmp_path, format_name):
    with pytest.raises(OutputError, match="no place fits the choice"):
        export(GAZETTEER, format_name, tmp_path / "x", type="hydro")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("format_name", PLACE_FORMATS)
def test_an_export_that_fails_leaves_the_old_file(tmp_path, format_name):
    class Broken(Tables):
        def places(self):
            yield TOWN
            raise ZeroDivisionError

    (tmp_path / "x").write_text("old")
    with pytest.raises(ZeroDivisionError):
        export(Broken(TOWN, DISTRICT), format_name, tmp_path / "x")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("x", "old")]


@pytest.mark.parametrize(
    ("out", "reason"), [("no-such/x", "does not exist"), (".", "a folder"), ("file/x", "not exist")]
)
def test_places_that_cannot_be_written_to(tmp_path, out, reason):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match=reason) as caught:
        export(GAZETTEER, "geojson", tmp_path / out)
    assert str(caught.value).startswith(str(tmp_path))


@pytest.mark.skipif(os.name != "posix", reason="a device with a name")
def test_a_device_is_never_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "link").symlink_to("/dev/null")
    for out in (pipe, tmp_path / "link"):
        with pytest.raises(OutputError, match="a device or a pipe"):
            export(GAZETTEER, "geojson", out)
    assert pipe.is_fifo()
    assert (tmp_path / "link").is_symlink()


def test_unknown_formats_are_refused(tmp_path):
    with pytest.raises(OptionError, match="'shp' is no format of an export; use geojson"):
        export(GAZETTEER, "shp", tmp_path / "x")
    with pytest.raises(OptionError, match="no format of a scan"):
        write_scans([], "kml", tmp_path / "x")
    with pytest.raises(OptionError, match="no geometry"):
        export(GAZETTEER, "kml", tmp_path / "x", geometry="hull")


def test_a_failing_block_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError), output.aside(tmp_path / "x") as part:
        part.write_text("half")
        raise ZeroDivisionError
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("format_name", SCAN_FORMATS)
def test_the_name_of_a_file_from_another_system_can_be_written(tmp_path, format_name):
    strange = scan(path="notes-\udce9.txt")
    write_scans([strange], format_name, tmp_path / "x")
    text = (tmp_path / "x").read_text(encoding="utf-8")
    if format_name == "jsonl":
        assert json.loads(text)["doc"] == "notes-\udce9.txt"
    assert text == written(lambda items, out: write_scans(items, format_name, out), [strange])


# GeoJSON


def exported(tmp_path, format_name="geojson", **options):
    export(GAZETTEER, format_name, tmp_path / "x", **options)
    return json.loads((tmp_path / "x").read_text(encoding="utf-8"))


def test_the_places_of_an_export(tmp_path):
    ids = [f["properties"]["id"] for f in exported(tmp_path)["features"]]
    assert ids == ["p000001", "p000002", "p000003", "p000004"]
    assert [f["id"] for f in exported(tmp_path, type="district")["features"]] == ["p000002"]
    assert [f["id"] for f in exported(tmp_path, bbox=(46.7, 39, 47, 40))["features"]] == ["p000001"]
    over = exported(tmp_path, bbox=(170, -90, -60, 0))["features"]
    assert [f["id"] for f in over] == ["p000003"]


def test_a_place_as_geojson(tmp_path):
    feature = exported(tmp_path)["features"][0]
    assert feature["geometry"] == {"type": "Point", "coordinates": [46.7499, 39.7601]}
    properties = feature["properties"]
    assert set(properties) >= {
        "id",
        "type",
        "label",
        "country_code",
        "parents",
        "concordances",
        "names",
    }
    assert properties["concordances"] == {
        "geonames": ["147105"], "wikidata": ["Q203584"], "wof": ["421174129"],
    }  # fmt: skip
    assert properties["names"][1] == {
        "form": "Şuşa", "lang": "az", "script": "Latn", "kind": "official", "from": 1991,
        "to": None, "source": "test:1", "used_by": "somebody",
    }  # fmt: skip


def test_no_place_lies_where_unknown_coordinates_lie(tmp_path):
    assert exported(tmp_path)["features"][3]["geometry"] is None
    for lat, lon in ((math.nan, 46.0), (91.0, 46.0), (39.0, 181.0), (math.inf, 0.0)):
        assert entry(replace(TOWN, lat=lat, lon=lon)).position is None


def test_outlines_wind_as_the_standard_has_it(tmp_path):
    feature = exported(tmp_path, geometry="outline")["features"][1]
    outer, hole = feature["geometry"]["coordinates"]
    assert area(outer) > 0 > area(hole)
    assert outer[0] == outer[-1]
    assert feature["properties"]["outline_quality"] == "low"


def area(ring):
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2


@pytest.mark.parametrize(
    "wkt",
    [
        "MULTIPOLYGON (((0 0, 0 1, 1 1, 1 0, 0 0)), ((5 5, 6 5, 6 6, 5 6, 5 5)))",
        f"GEOMETRYCOLLECTION ({CLOCKWISE}, LINESTRING (0 0, 1 1))",
        "LINESTRING Z (0 0 5, 1.123456789 1 5)",
    ],
)
def test_outlines_of_other_kinds(wkt):
    geometry = geojson.outline_geometry(replace(OUTLINE, wkt=wkt))
    rings = [
        ring
        for part in geometry.get("geometries", [geometry])
        for polygon in ([part["coordinates"]] if part["type"] == "Polygon" else part["coordinates"])
        for ring in polygon[:1]
        if part["type"].endswith("Polygon")
    ]
    assert all(area(ring) > 0 for ring in rings)
    assert "1.123456789" not in json.dumps(geometry)
    assert "<MultiGeometry>" in kml._geometry(geometry) or geometry["type"] == "LineString"


def test_an_empty_outline_leaves_the_point():
    feature = geojson.place_feature(entry(TOWN, replace(OUTLINE, wkt="POLYGON EMPTY")))
    assert feature["geometry"]["type"] == "Point"


def test_mentions_as_geojson_are_the_resolved_ones():
    features = json.loads(written(geojson.write_scans, [scan()]))["features"]
    assert [f["properties"]["text"] for f in features] == ["Shusha", "Баку", "Շուշիի", "Şuşa-\nda"]
    properties = features[0]["properties"]
    assert (properties["doc"], properties["id"], properties["role"]) == (
        "a folder/notes.txt", "p000001", "literal",
    )  # fmt: skip
    assert "lat" not in properties
    assert TEXT[properties["start"] : properties["end"]] == properties["text"]


def test_geojsonl_has_a_feature_a_line(tmp_path):
    export(GAZETTEER, "geojsonl", tmp_path / "x")
    lines = (tmp_path / "x").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == exported(tmp_path)["features"]


def test_jsonl_is_the_contract():
    record = json.loads(written(lambda i, o: write_scans(i, "jsonl", o), [scan(title="T")]))
    assert list(record) == ["doc", "lang", "sha256", "mentions", "title"]
    assert record["mentions"][1]["place"] is None
    assert set(record["mentions"][0]) == {
        "start", "end", "text", "role", "confidence", "page", "place", "alternatives", "evidence",
    }  # fmt: skip


@pytest.mark.parametrize("said", [{}, {"title": 'A "b"\n', "date": "1988"}, {"source_url": "x"}])
@pytest.mark.parametrize("text", [TEXT, "none"])
def test_jsonl_is_what_a_json_writer_makes_of_it(text, said):
    line = written(lambda i, o: write_scans(i, "jsonl", o), [scan(text, **said)])
    assert line == json.dumps(json.loads(line), ensure_ascii=False) + "\n"
    assert {**json.loads(line), **said} == json.loads(line)


# CSV


def test_csv_of_places_runs_no_formula(tmp_path):
    rows = list(
        csv.DictReader(io.StringIO(written(csv_format.write_places, [entry(TOWN), entry(STRANGE)])))
    )
    assert rows[0]["names_hy"] == "Շուշի"
    assert rows[0]["geonames"] == "147105"
    assert rows[1]["names"].startswith("'=1+1@und-Latn|")
    assert (rows[1]["lat"], rows[1]["lon"]) == ("-33.5", "-70.25")


def test_csv_of_mentions_keeps_the_unknown_ones():
    rows = list(csv.DictReader(io.StringIO(written(csv_format.write_scans, [scan()]))))
    assert [row["place_id"] for row in rows] == ["p000001", "", "p000003", "p000001", "p000002"]
    assert rows[4]["text"] == "Şuşa-\nda"
    assert rows[0]["evidence"] == "'=because|so"
    assert rows[0]["alternatives"] == "p000009 0.25"


@given(st.text())
def test_no_cell_begins_like_a_formula(text):
    cell = csv_format._harmless(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.endswith(text)


# GIS files


def test_geopackage(tmp_path):
    export(GAZETTEER, "gpkg", tmp_path / "x.gpkg", geometry="outline")
    with sqlite3.connect(tmp_path / "x.gpkg") as connection:
        rows = connection.execute("SELECT id, names_az, names_hy, geom FROM places").fetchall()
        srs = connection.execute("SELECT DISTINCT srs_id FROM gpkg_geometry_columns").fetchall()
    connection.close()
    assert rows[0][:3] == ("p000001", "Şuşa", "Շուշի")
    assert [row[0] for row in rows if row[3] is None] == ["p000004"]
    assert srs == [(4326,)]


def test_flatgeobuf(tmp_path):
    import pyogrio

    export(GAZETTEER, "fgb", tmp_path / "x.fgb")
    info = pyogrio.read_info(tmp_path / "x.fgb")
    assert (info["features"], info["crs"], info["geometry_type"]) == (3, "EPSG:4326", "Point")


def test_geoparquet_is_read_by_geopandas_with_its_nesting(tmp_path):
    geopandas = pytest.importorskip("geopandas")
    pytest.importorskip("pyarrow")
    export(GAZETTEER, "parquet", tmp_path / "x.parquet")
    frame = geopandas.read_parquet(tmp_path / "x.parquet").set_index("id")
    assert frame.crs.to_epsg() == 4326 or frame.crs.to_string() == "OGC:CRS84"
    assert frame.geometry["p000001"].coords[0] == (46.7499, 39.7601)
    assert frame.names["p000001"][1]["form"] == "Şuşa"
    assert frame.parents["p000001"].tolist() == ["p000002"]


def test_kml(tmp_path):
    export(GAZETTEER, "kml", tmp_path / "x.kml", geometry="outline")
    root = ElementTree.parse(tmp_path / "x.kml").getroot()  # noqa: S314 - our own file
    space = {"k": "http://www.opengis.net/kml/2.2"}
    assert [f.text for f in root.findall(".//k:Folder/k:name", space)] == [
        "district",
        "other",
        "settlement",
    ]
    points = {
        mark.get("id"): mark.findtext("k:Point/k:coordinates", None, space)
        for mark in root.findall(".//k:Placemark", space)
    }
    assert points == {
        "p000001": "46.7499,39.7601", "p000002": None, "p000003": "-70.25,-33.5", "p000004": None,
    }  # fmt: skip
    assert root.find(".//k:outerBoundaryIs", space) is not None
    assert root.find(".//k:innerBoundaryIs", space) is not None


# Linked Places


def test_linked_places_keeps_years_and_sources(tmp_path):
    feature = exported(tmp_path, "lpf")["features"][0]
    assert feature["@id"] == "urn:x-gazetteer:place:p000001"
    names = {n["toponym"]: n for n in feature["names"]}
    assert names["Шуша"]["when"] == {
        "timespans": [{"start": {"in": "1923"}, "end": {"in": "1991"}}]
    }
    assert {"label": "test:1"} in names["Шуша"]["citations"]
    assert {"type": "closeMatch", "identifier": "gn:147105"} in feature["links"]
    assert feature["relations"][0]["relationTo"] == "urn:x-gazetteer:place:p000002"
    assert feature["when"] == {"timespans": [{"start": {"latest": "1923"}}]}
    strange = exported(tmp_path, "lpf")["features"][2]
    assert "ccodes" not in strange["properties"]


@pytest.mark.shared
@pytest.mark.skipif(not SCHEMAS.exists(), reason="needs the schemas beside the project")
def test_linked_places_is_valid_under_both_schemas(tmp_path):
    jsonschema = pytest.importorskip("jsonschema")
    one = json.loads((SCHEMAS / "schema_lpf_v1.2.2.json").read_text(encoding="utf-8"))
    two = json.loads((SCHEMAS / "lpf_v2.0.json").read_text(encoding="utf-8"))
    del two["properties"]["citation"]  # a reference to a schema on the web, which we do not use
    for geometry in ("point", "outline"):
        collection = exported(tmp_path, "lpf", geometry=geometry)
        jsonschema.Draft7Validator(two).validate(collection)
        for feature in collection["features"]:
            jsonschema.Draft7Validator(one).validate(feature)


def test_every_type_has_a_class_letter():
    from typing import get_args

    from gazetteer.model import PlaceType

    for kind in get_args(PlaceType):
        assert lpf.feature_class(replace(TOWN, type=kind)) in "AHLPRSTUV"


def test_lp_tsv_has_no_quotes_and_no_stray_separators():
    lines = written(lptsv.write_places, [entry(TOWN), entry(STRANGE, OUTLINE)]).split("\n")
    assert lines.pop() == ""
    header, town, strange = (line.split("\t") for line in lines)
    assert {len(header), len(town), len(strange)} == {len(lptsv.COLUMNS)}
    row = dict(zip(header, town, strict=True))
    assert row["matches"] == "gn:147105;wd:Q203584"
    assert row["variants"] == "Shusha@en;Şuşa@az;Шуша@ru;Շուշի@hy"
    assert (row["parent_name"], row["fclasses"]) == ("label of p000002", "P")
    assert len(dict(zip(header, strange, strict=True))["variants"].split(";")) == 3


# TEI


def tei_root(scans):
    root = etree.fromstring(written(tei.write_scans, scans).encode())
    schema = etree.RelaxNG(etree.parse(CASES / "tei_subset.rng"))
    schema.assertValid(root)
    return root


def test_tei_is_valid_and_keeps_the_text():
    root = tei_root(
        [scan(title="Notes & more", date="2020", source_url="https://example.org/?a&b")]
    )
    assert root.tag == f"{TEI}TEI"
    body = root.find(f".//{TEI}body")
    assert "".join(body.itertext()) == TEXT.replace("\x0c", "\ufffd")
    names = [(n.text, n.get("ref"), n.get("role")) for n in body.iter(f"{TEI}placeName")]
    assert names == [
        ("Shusha", "#p000001", "literal"), ("Goris", None, "literal"),
        ("Баку", "#p000003", "metonymic"),
        ("Շուշիի", "#p000001", "associative"), ("Şuşa-\nda", "#p000002", "literal"),
    ]  # fmt: skip
    ids = {
        place.get("{http://www.w3.org/XML/1998/namespace}id") for place in root.iter(f"{TEI}place")
    }
    assert ids == {"p000001", "p000002", "p000003"}


def test_tei_of_several_documents_has_identifiers_of_its_own_for_each():
    root = tei_root([scan(), scan("Nothing here."), scan(TEXT + "again")])
    assert root.tag == f"{TEI}teiCorpus"
    documents = root.findall(f"{TEI}TEI")
    assert len(documents) == 3
    for document in documents:
        ids = {
            p.get("{http://www.w3.org/XML/1998/namespace}id") for p in document.iter(f"{TEI}place")
        }
        refs = {n.get("ref") for n in document.iter(f"{TEI}placeName") if n.get("ref")}
        assert refs == {f"#{one}" for one in ids}


def test_tei_marks_pages_and_bridges_paragraphs():
    from gazetteer.model import Segment

    text = "We saw Stepana-\n\nkert. The end."
    document = document_of_text(text)
    segments = (Segment(0, 15, "en", 1), Segment(17, 31, "en", 2))
    mention = Mention(7, 21, text[7:21], "literal", 1.0, TOWN, "x", 1)
    root = tei_root([Scan(replace(document, segments=segments), [mention])])
    assert "".join(root.find(f".//{TEI}body").itertext()) == text
    assert len(root.findall(f".//{TEI}body/{TEI}p")) == 1
    root = tei_root([Scan(replace(document, segments=segments), [])])
    assert [pb.get("n") for pb in root.iter(f"{TEI}pb")] == ["1", "2"]


@pytest.mark.parametrize("text", ["\ufeffA town.\n\u00a0\nB.\n\u2003\n", "\u00a0", "", "\x0c\n\nA"])
def test_tei_keeps_blanks_that_xml_takes_for_text(text):
    root = tei_root([Scan(document_of_text(text), [])])
    assert "".join(root.find(f".//{TEI}body").itertext()) == text.replace("\x0c", "\ufffd")


def test_of_two_overlapping_mentions_one_is_written():
    mentions = [
        Mention(*span, "x", "literal", 1.0, None)
        for span in ((0, 4), (0, 9), (5, 12), (9, 12), (3, 3))
    ]
    assert [(m.start, m.end) for m in tei.without_overlaps(mentions)] == [(0, 9), (9, 12)]


@given(st.text())
def test_any_text_can_be_written_as_tei(text):
    document = document_of_text(text.encode("utf-8", "replace").decode())
    etree.fromstring(written(tei.write_scans, [Scan(document, [])]).encode())


# Web Annotation


def test_web_annotations_have_the_shape_of_the_model():
    page = json.loads(written(webannotation.write_scans, [scan()]))
    assert page["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert page["type"] == "AnnotationPage"
    assert len({item["id"] for item in page["items"]}) == 5
    for item in page["items"]:
        assert item["type"] == "Annotation"
        assert item["motivation"] in {"identifying", "tagging"}
        by_position, by_quotation = item["target"]["selector"]
        assert by_position["type"] == "TextPositionSelector"
        exact = TEXT[by_position["start"] : by_position["end"]]
        assert by_quotation["exact"] == exact
        around = by_quotation.get("prefix", "") + exact + by_quotation.get("suffix", "")
        assert TEXT.count(around) == 1
        assert item["target"]["source"] == "a%20folder/notes.txt"
        if item["motivation"] == "identifying":
            assert item["body"]["type"] == "SpecificResource"
            assert item["body"]["source"]["id"].startswith("urn:x-gazetteer:place:p")
        else:
            assert item["body"]["type"] == "TextualBody"
    assert page["items"][0]["body"]["source"]["closeMatch"] == [
        "https://sws.geonames.org/147105/", "http://www.wikidata.org/entity/Q203584",
        "https://spelunker.whosonfirst.org/id/421174129",
    ]  # fmt: skip


def test_annotations_of_two_files_with_the_same_text_have_ids_of_their_own():
    page = json.loads(written(webannotation.write_scans, [scan(), scan(path="b.txt")]))
    assert len({item["id"] for item in page["items"]}) == 10


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("https://example.org/a b?q=<Шуша>", "https://example.org/a%20b?q=%3CШуша%3E"),
        ("https://example.org/%20/x#y", "https://example.org/%20/x#y"),
        ("State archive, fond 12", "a%20folder/notes.txt"), ("Archive: 12", "a%20folder/notes.txt"),
    ],
)  # fmt: skip
def test_the_source_of_an_annotation_is_an_address(said, source):
    page = json.loads(written(webannotation.write_scans, [scan(source_url=said)]))
    assert {item["target"]["source"] for item in page["items"]} == {source}


def test_every_own_word_of_an_annotation_is_in_its_context():
    own = {
        "id", "type", "motivation", "body", "target", "purpose", "source", "value", "format",
        "language", "selector", "exact", "prefix", "suffix", "start", "end", "label", "items",
    }  # fmt: skip
    page = json.loads(written(webannotation.write_scans, [scan()]))
    known = own | set(page["@context"][1])

    def check(value, inside=""):
        if isinstance(value, list):
            for part in value:
                check(part, inside)
        elif isinstance(value, dict) and inside != "geometry":
            assert set(value) <= known
            for key, part in value.items():
                check(part, key)

    check(page["items"])


# symmetry


def test_swapping_two_languages_swaps_their_columns_and_nothing_else():
    swap = {"az": "hy", "hy": "az"}
    swapped = replace(
        TOWN, names=tuple(replace(n, lang=swap.get(n.lang, n.lang)) for n in TOWN.names)
    )
    one, other = (
        next(csv.DictReader(io.StringIO(written(csv_format.write_places, [entry(place)]))))
        for place in (TOWN, swapped)
    )
    assert (one["names_az"], one["names_hy"]) == (other["names_hy"], other["names_az"])
    assert one["label"] == other["label"]
