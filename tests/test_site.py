"""The site as files: complete, linked both ways, alike for every viewpoint, never half-written."""

import csv
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from site_fixture import SmallGazetteer, document, mentions, region_places, small_corpus
from test_maps_escaping import attacks

from gazetteer.errors import OptionError, OutputError
from gazetteer.model import Mention, Toponym
from maps.site import VIEWPOINTS, build_site
from maps.titles import one_line, shorten, title_of

GOLDEN = Path(__file__).parent / "golden" / "document.html"
MAPS = Path(__file__).parents[1] / "maps"


def build(out: Path, results=None, gaz=None, **options) -> Path:
    gaz = gaz or SmallGazetteer()
    index = build_site(small_corpus(gaz) if results is None else results, gaz, out, **options)
    assert index == out / "index.html"
    return out


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    return build(tmp_path_factory.mktemp("maps") / "site", title="Map room")


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*")) if p.is_file()
    }  # fmt: skip


def test_layout_is_that_of_the_contract(site):
    names = set(files(site))
    assert {"index.html", "gazetteer.html", "compare.html", "documents/notes.html",
            "documents/notes-2.html", "documents/empty.html", "places/p000101.html",
            "data/places.geojson", "data/mentions.geojson", "data/notes.geojson",
            "assets/leaflet.js"} <= names  # fmt: skip
    assert not [name for name in names if name.startswith(".")]


def test_equal_input_gives_equal_bytes(site, tmp_path):
    assert files(build(tmp_path / "again", title="Map room")) == files(site)


def test_equal_input_gives_equal_bytes_in_every_process():
    # Sets are in another order in each; the rest of the search data is made from lists.
    made = "import json, maps.searchkeys as k; print(json.dumps(k.search_rules()))"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    one, other = (
        subprocess.run(
            [sys.executable, "-c", made], env={**environment, "PYTHONHASHSEED": seed},
            capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2")
    )  # fmt: skip
    assert one == other != b""


def test_every_mention_leads_to_its_place_and_back(site):
    for page in (site / "documents").glob("*.html"):
        html = page.read_text(encoding="utf-8")
        opened = re.findall(r'<a class="m [^"]*" id="(m-\d+)" href="#([^"]+)"', html)
        entries = dict(re.findall(r'<li id="(p\d+)" class="place">(.*?)</li>', html, re.DOTALL))
        for anchor, target in opened:
            if target == anchor:
                assert f'<a href="#{anchor}">' in html.split('id="unresolved"')[1]
            else:
                assert f'href="#{anchor}"' in entries[target]
        back = [a for entry in entries.values() for a in re.findall(r'href="#(m-\d+)"', entry)]
        assert sorted(back) == sorted(a for a, target in opened if a != target)


def test_every_inner_link_leads_somewhere(site):
    for page in site.rglob("*.html"):
        html = page.read_text(encoding="utf-8")
        for href in re.findall(r'(?:href|src)="([^"#:]+)(?:#[^"]*)?"', html):
            if not href.startswith("data"):
                assert (page.parent / href).resolve().is_file(), (page, href)
        ids = re.findall(r' id="([^"]+)"', html)
        assert len(ids) == len(set(ids))


def test_the_reader_shows_the_text_whole(site):
    html = (site / "documents/notes.html").read_text(encoding="utf-8")
    title = html.split('id="title">')[1].split("</h1>")[0]
    body = title + html.split("<article")[1].split(">", 1)[1].split("</article>")[0]
    text = small_corpus(SmallGazetteer())[0][0].text
    shown = re.sub(r"<[^>]*>", "", body)
    assert " ".join(shown.split()) == " ".join(text.split())


def test_the_page_is_as_it_was_agreed(site):
    """Renew the golden page with: python tests/test_site.py"""
    assert (site / "documents/notes.html").read_text(encoding="utf-8") == GOLDEN.read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("viewpoint", VIEWPOINTS)
def test_every_viewpoint_shows_the_same_places_geometries_and_counts(site, tmp_path, viewpoint):
    other = build(tmp_path / "site", title="Map room", viewpoint=viewpoint)
    for name in ("places.geojson", "mentions.geojson", "notes.geojson", "notes-2.geojson"):
        assert (other / "data" / name).read_bytes() == (site / "data" / name).read_bytes()
    for page in ("index.html", "documents/notes.html"):
        listed = r'<li id="(p\d+)" class="place">'
        found = re.findall(listed, (other / page).read_text(encoding="utf-8"))
        assert found == re.findall(listed, (site / page).read_text(encoding="utf-8"))


def swapped(name: Toponym) -> Toponym:
    return replace(name, lang={"hy": "az", "az": "hy"}.get(name.lang, name.lang),
                   script={"Armn": "Latn", "Latn": "Armn"}.get(name.script, name.script)
                   if name.lang in ("hy", "az") else name.script)  # fmt: skip


def test_no_side_comes_first_swapped_languages_give_swapped_pages(site, tmp_path):
    turned = [replace(p, names=tuple(swapped(n) for n in p.names)) for p in region_places()]
    gaz = SmallGazetteer(turned)
    other = build(tmp_path / "site", small_corpus(gaz), gaz, title="Map room")
    one = json.loads((site / "data/places.geojson").read_text(encoding="utf-8"))
    two = json.loads((other / "data/places.geojson").read_text(encoding="utf-8"))
    for a, b in zip(one["features"], two["features"], strict=True):
        assert a["geometry"] == b["geometry"]
        assert a["properties"]["count"] == b["properties"]["count"]
        assert a["properties"]["label"] == b["properties"]["label"]
        assert a["properties"]["labels"]["hy"] == b["properties"]["labels"]["az"]
        assert a["properties"]["labels"]["az"] == b["properties"]["labels"]["hy"]


def test_an_unknown_viewpoint_is_refused(tmp_path):
    with pytest.raises(OptionError, match="choose from all"):
        build(tmp_path / "site", viewpoint="nobody")


# what is written


def test_a_folder_that_is_no_site_is_left_alone(tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "one.txt").write_text("dear")
    with pytest.raises(OutputError, match="not empty and is not a site"):
        build(tmp_path / "letters")
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError, match="is a file or a link"):
        build(tmp_path / "file")
    with pytest.raises(OutputError, match="cannot be read"):
        build(tmp_path / ("long" * 100))
    with pytest.raises(OutputError, match="cannot be written"):
        build(tmp_path / "file" / "site")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "letters"]


@pytest.mark.parametrize("stranger", ["photo.jpg", ".git/HEAD", "documents/letter.pdf", "data/n"])
def test_what_somebody_put_into_a_site_is_not_lost(tmp_path, stranger):
    out = build(tmp_path / "site")
    build(out)  # a site of ours alone is replaced
    (out / ".DS_Store").write_text("x")
    build(out)
    (out / stranger).parent.mkdir(exist_ok=True)
    (out / stranger).write_text("mine")
    before = files(out)
    with pytest.raises(OutputError, match="is not part of the site") as raised:
        build(out)
    assert "\n" not in str(raised.value)
    assert files(out) == before


def test_an_interrupted_build_leaves_the_old_site(tmp_path):
    out = build(tmp_path / "site")
    before = files(out)

    def results():
        yield small_corpus(SmallGazetteer())[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(out, results())
    assert files(out) == before
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


def test_a_site_killed_between_two_renames_comes_back(tmp_path):
    out = build(tmp_path / "site")
    before = files(out)
    out.rename(tmp_path / ".site.old")
    with pytest.raises(OptionError):
        build(out, iter([]), viewpoint="nobody")
    assert files(build(out)) == before
    assert [p.name for p in tmp_path.iterdir()] == ["site"]


# awkward input


def test_documents_of_one_name_and_hostile_names_get_pages_of_their_own(tmp_path):
    paths = ["notes.txt", "x/notes.txt", "notes.md", "../../notes.txt", "places.txt", "site.txt",
             "CON.txt", "…", "Լուր.txt", "NOTES.TXT", "Şuşa.txt", "S\u0327us\u0327a.txt",
             "names-7.txt", "gazetteer.txt", "\u202enotes.txt", "no\u2028tes.txt",
             "a" * 300 + ".txt", *attacks()]  # fmt: skip
    site = build(tmp_path / "site", [(document("text", path), []) for path in paths])
    pages = [p.name for p in (site / "documents").iterdir()]
    assert len(pages) == len(paths)
    assert all(re.fullmatch(r"[a-z0-9-]{1,70}\.html", page) for page in pages)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["site"]


def test_an_empty_corpus_and_an_empty_document_are_said_so(tmp_path):
    site = build(tmp_path / "site", [(document(""), []), (document(" \n\n "), [])])
    assert "No place of the gazetteer" in (site / "documents/notes.html").read_text("utf-8")
    assert "No place of the gazetteer" in (site / "index.html").read_text("utf-8")
    build(tmp_path / "none", [])


@pytest.mark.parametrize(
    ("title", "text", "shown"),
    [("Given", "First line\n\nmore", "Given"), ("", "\n First line \n\nmore", "First line"),
     ("", "A map room. " + "It has many sheets of many years. " * 9, "A map room."),
     ("", "words " * 60, "words " * 15 + "words…"), ("", "1.\n\nA map", "notes.txt"),
     ("", "Քարտեզների սենյակ։ " + "Այստեղ շատ թերթեր կան։ " * 9, "Քարտեզների սենյակ։"),
     (" two \n lines ", "", "two lines"), ("", "", "notes.txt"),
     ("", "Üzeyir küçəsi 7, AZ1007\n\nText", "notes.txt"),
     ("", "370000, г. Баку, ул. Низами 12а\n\nText", "notes.txt"),
     ("", "Աբովյան 12, Երևան 0010\n\nText", "notes.txt"),
     ("", "https://example.org/report\n\nText", "notes.txt"),
     ("", "Sheet 7, 1903\n\nText", "Sheet 7, 1903"),
     ("", "Fund 41, 12 sheets, 1867–1930\n\nText", "Fund 41, 12 sheets, 1867–1930")],
)  # fmt: skip
def test_a_document_is_called_by_its_title_or_its_beginning(title, text, shown):
    called = title_of(document(text, title=title))
    assert called == shown
    assert shorten(called) == shown


@given(st.text(), st.integers(5, 200))
def test_a_shortened_title_ends_with_a_whole_word(title, most):
    line, short = one_line(title), shorten(title, most)
    assert len(short) <= most
    if short != line:
        assert short[-1] == "…"
        rest = line[len(short) - 1 :]
        assert line.startswith(short[:-1])
        assert " " not in line[:most][most // 2 :] or rest[0] in ' ,;:–—-(«“"'


def test_a_long_title_is_cut_and_a_place_without_position_is_listed(tmp_path):
    gaz = SmallGazetteer()
    text = "Sarı Daş"
    doc = document(text, title="long " * 1000)
    site = build(tmp_path / "site", [(doc, mentions(text, gaz, {text: "p000107"}))], gaz)
    html = (site / "documents/notes.html").read_text("utf-8")
    assert len(re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)[1]) <= 160
    assert re.search(r'<h1[^>]* title="(long )+long…"', html)
    assert '<li id="p000107"' in html
    data = json.loads((site / "data/notes.geojson").read_text("utf-8"))
    assert data["features"][0]["geometry"] is None


def test_overlapping_mentions_each_keep_an_anchor(tmp_path):
    gaz = SmallGazetteer()
    text = "Shusha raion"
    found = [Mention(0, 12, text, "literal", 0.9, gaz["p000103"]),
             Mention(0, 6, "Shusha", "literal", 0.9, gaz["p000102"])]  # fmt: skip
    site = build(tmp_path / "site", [(document(text), found)], gaz)
    html = (site / "documents/notes.html").read_text("utf-8")
    assert html.count('id="m-0001"') == html.count('id="m-0002"') == 1


def test_very_many_mentions_of_one_place_fill_several_pages(tmp_path):
    gaz = SmallGazetteer()
    text = "Shusha. " * 1201
    site = build(
        tmp_path / "site", [(document(text), mentions(text, gaz, {"Shusha": "p000102"}))], gaz
    )
    assert len(list((site / "places").glob("p000102*.html"))) == 3
    seen = "".join(p.read_text("utf-8") for p in sorted((site / "places").glob("*.html")))
    assert len(set(re.findall(r"notes\.html#(m-\d+)", seen))) == 1201


# words


def test_every_word_of_a_page_is_in_the_table_in_four_languages():
    with (MAPS / "words.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row[lang].strip() for row in rows for lang in ("en", "hy", "az", "ru"))
    keys = [row["key"] for row in rows]
    assert len(keys) == len(set(keys))
    used: set[str] = set()
    for path in [*(MAPS / "templates").iterdir(), *(MAPS / "assets").glob("*.js")]:
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r'\bw(?:ord)?\("(\w+)"[,)]', text))
        used |= set(re.findall(r'data-w="(\w+)"', text)) | set(
            re.findall(r'data-wa="[a-z-]+:(\w+)"', text)
        )
    assert used <= set(keys)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        made = build(Path(folder) / "site", title="Map room") / "documents/notes.html"
        GOLDEN.write_bytes(made.read_bytes())
