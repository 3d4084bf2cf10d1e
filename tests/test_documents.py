"""Documents of every format, honest and hostile: text, positions, metadata, one clear line."""

import os
import zipfile
from pathlib import Path

import pytest
from document_samples import WORD, docx, epub, odt, pdf, word_paragraph, zipped

from gazetteer.errors import DocumentError, MissingInputError
from gazetteer.geoparsing.documents import (
    document_of_text,
    extract,
    find_documents,
    markup,
    read_document,
    read_documents,
)
from maps.files import MARK

SHARED = Path(__file__).parents[1].parent / "shared"


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def texts(document):
    return [document.text[s.start : s.end] for s in document.segments]


# text and Markdown


@pytest.mark.parametrize("text", ["a\r\nb\n\nc\rd", "\ufeffШуша\n", "  x  ", "one line"])
def test_the_text_of_a_text_file_is_the_file(tmp_path, text):
    assert read_document(write(tmp_path / "n.txt", text)).text == text


def test_front_matter_is_metadata_and_stays_in_the_text(tmp_path):
    text = (
        '---\ntitle: "Дорога: заметки"\ndate: 2020-11-20T08:00:00Z\n'
        "url: https://example.org/1 # x\n"
        "tags:\n  - road\nauthor: A. Writer\n---\n\n# Heading\n\nThe road to the town.\n"
    )
    document = read_document(write(tmp_path / "n.md", text))
    assert document.text == text
    assert (document.title, document.date) == ("Дорога: заметки", "2020-11-20")
    assert document.source_url == "https://example.org/1"
    assert document.metadata["author"] == "A. Writer"
    assert [s.section for s in document.segments] == ["front matter", "Heading", "Heading"]


@pytest.mark.parametrize(
    "text",
    [
        "---\nA thematic break, then text.\n---\n",
        "---\ntitle: never closed\n",
        "+++\nnot = [toml\n+++\n",
    ],
)
def test_what_is_no_front_matter_is_text(tmp_path, text):
    document = read_document(write(tmp_path / "n.md", text))
    assert document.title == ""
    assert "front matter" not in {s.section for s in document.segments}


def test_toml_front_matter(tmp_path):
    document = read_document(
        write(tmp_path / "n.md", '+++\ntitle = "Шуша"\ndate = 2020-11-20\n+++\nx')
    )
    assert (document.title, document.date) == ("Шуша", "2020-11-20")


def test_headings_of_markdown_name_sections_but_not_inside_code(tmp_path):
    text = "Before\n\n# One\n\ntext\n\n```\n# no heading\n```\n\n## Two ##\n\nmore\n"
    document = read_document(write(tmp_path / "n.md", text))
    assert document.title == "One"
    assert list(dict.fromkeys(s.section for s in document.segments)) == ["", "One", "Two"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_end_of_any_system_ends_no_paragraph_and_two_do(tmp_path, end):
    text = f"The road{end}to Goris{end} {end}{end}The end{end}of it{end}"
    document = read_document(write(tmp_path / "n.txt", text))
    assert texts(document) == [f"The road{end}to Goris", f"The end{end}of it"]


@pytest.mark.parametrize(
    ("written", "title"),
    [("# One ##\r\n", "One"), ("# In C#\n", "In C#"), ("#  \n", ""), ("# a # b #\n", "a # b"),
     (f"# x{' ' * 300_000}y\n", f"x{' ' * 300_000}y")],
)  # fmt: skip
def test_the_title_is_the_first_heading_without_its_marks(tmp_path, written, title):
    assert read_document(write(tmp_path / "n.md", f"{written}The text.")).title == title


# the sidecar


def test_the_sidecar_wins_over_the_document(tmp_path):
    path = write(tmp_path / "n.md", "---\ntitle: Own\nauthor: A\n---\nThe text.")
    write(tmp_path / "n.md.toml", 'title = "Given"\nsource = "https://example.org"\nyear = 2020\n')
    document = read_document(path)
    assert (document.title, document.source_url) == ("Given", "https://example.org")
    assert (document.metadata["author"], document.metadata["year"]) == ("A", "2020")


def test_a_sidecar_without_the_suffix_serves_too(tmp_path):
    path = write(tmp_path / "n.txt", "The text.")
    write(tmp_path / "n.toml", 'title = "Given"')
    assert read_document(path).title == "Given"


def test_a_damaged_sidecar_is_named(tmp_path):
    path = write(tmp_path / "n.txt", "The text.")
    sidecar = write(tmp_path / "n.txt.toml", "title = ")
    with pytest.raises(DocumentError, match="not valid TOML") as caught:
        read_document(path)
    assert str(caught.value).startswith(str(sidecar))


# HTML


def test_html_is_laid_out_as_it_is_read(tmp_path):
    html = """<!DOCTYPE html><html lang="en"><head><title>Site</title>
      <meta property="og:title" content="Road &amp; notes"><style>p{}</style>
      <meta name="date" content="20 November 2020">
      <link rel="canonical" href="https://example.org/a">
      </head><body><nav>Menu</nav><h1>The road</h1><p>From <b>Stepana</b>kert to
      Shusha<br>and <i>back</i>.</p><script>var Lachin = 1;</script><!-- Goris -->
      <table><tr><th>Village</th><th>District</th></tr><tr><td>Zabux</td><td>Laçın</td></tr></table>
      <ul><li>Ա<li>Բ</ul><pre>a
        b</pre><p>&#1064;&#1091;&#1096;&#1072;&nbsp;x</p></body></html>"""
    document = read_document(write(tmp_path / "n.html", html))
    assert document.text == (
        "Menu\n\nThe road\n\nFrom Stepanakert to Shusha\nand back.\n\nVillage\tDistrict\n"
        "Zabux\tLaçın\n\nԱ\nԲ\n\na\n        b\n\nШуша\u00a0x"
    )
    assert (document.title, document.date) == ("Road & notes", "20 November 2020")
    assert (document.source_url, document.metadata["lang"]) == ("https://example.org/a", "en")
    assert document.segments[-1].section == "The road"


def test_what_html_hides_is_no_text_and_no_field_runs_into_another(tmp_path):
    html = """<html><head><link rel="canonical" href="/a"></head><body><p hidden>Goris</p>
      <div hidden="until-found">Shusha <p>Lachin</p></div><p>Zabux<button>Menu</button>
      <textarea>Text</textarea><ruby>Շուշի<rt>Shushi</rt></ruby></p></body></html>"""
    document = read_document(write(tmp_path / "n.html", html))
    assert document.text == "Zabux\tMenu\tText\tՇուշի\tShushi"
    assert document.source_url == ""


@pytest.mark.parametrize(
    "head", ['<meta charset="windows-1251">', '<?xml version="1.0" encoding="windows-1251"?>', ""]
)
def test_html_in_an_old_encoding(tmp_path, head):
    page = f"{head}<p>Дорога из Степанакерта в Шушу</p>".encode("cp1251")
    assert read_document(write(tmp_path / "n.htm", page)).text == "Дорога из Степанакерта в Шушу"


def test_html_in_utf_8_that_claims_to_be_something_else(tmp_path):
    page = write(tmp_path / "n.html", '<meta charset="iso-8859-1"><p>Շուշի və Шуша</p>')
    assert read_document(page).text == "Շուշի və Шуша"


@pytest.mark.parametrize("depth", [300, 50_000])
def test_html_nested_very_deeply_is_read_whole_or_refused(tmp_path, depth):
    html = f"<p>Goris</p>{'<div>' * depth}Shusha{'</div>' * depth}<p>Lachin</p>"
    page = write(tmp_path / "n.html", html)
    if depth < 1_000:
        assert read_document(page).text == "Goris\n\nShusha\n\nLachin"
    else:
        with pytest.raises(DocumentError, match=r"n\.html: damaged HTML .*depth.*save it again"):
            read_document(page)


def test_a_paragraph_of_html_of_many_megabytes_is_read_whole(tmp_path):
    page = write(tmp_path / "n.html", f"<p>{'The town of Goris. ' * 600_000}</p><p>Shusha</p>")
    text = read_document(page).text
    assert text.count("Goris") == 600_000 and text.endswith("Shusha")


def test_a_paragraph_that_fills_a_cell_of_html_parts_no_row(tmp_path):
    html = """<table><tr><td><p>Zabux</p></td><td> <div>Laçın</div> </td></tr>
      <tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>"""
    document = read_document(write(tmp_path / "n.html", html))
    assert document.text == "Zabux\tLaçın\n\na\n\nb\n\nc"


@pytest.mark.parametrize(
    ("said", "encoding"),
    [
        ("iso-8859-1", "koi8-r"),
        ("us-ascii", "cp1251"),
        ("utf-16", "cp1251"),
        ("x-user-defined", "cp1251"),
    ],
)
def test_what_html_declares_wrongly_is_not_believed(tmp_path, said, encoding):
    text = "Дорога из Степанакерта в Шушу"
    page = f'<meta charset="{said}"><p>{text}</p>'.encode(encoding)
    assert read_document(write(tmp_path / "n.html", page)).text == text


def test_the_text_of_html_declares_no_encoding_and_no_entities(tmp_path):
    text = "Write charset=koi8-r, or <code><!ENTITY</code>. Дорога из Степанакерта в Шушу"
    page = write(tmp_path / "n.html", f"<p>{text}</p>".encode("cp1251"))
    assert read_document(page).text.endswith("Дорога из Степанакерта в Шушу")


def test_html_in_latin_1_is_read_as_browsers_do(tmp_path):
    page = '<meta charset="iso-8859-1"><p>De Noël à “l’Île” – Paris'.encode("cp1252")
    assert read_document(write(tmp_path / "n.html", page)).text == "De Noël à “l’Île” – Paris"


# PDF


def test_pdf_pages_hyphens_and_scripts(tmp_path):
    path = pdf(tmp_path / "n.pdf", [
        ["We came down to Stepana-", "kert by the road of the valley."],
        ["Из Степанакерта в Шушу ведёт дорога"], ["Ստեփանակերտից Շուշի"],
        ["Xankəndidən Şuşaya və Bakı"],
    ], title="Road notes")  # fmt: skip
    document = read_document(path)
    assert document.text == (
        "We came down to Stepana-\nkert by the road of the valley.\n\n"
        "Из Степанакерта в Шушу ведёт дорога\n\nՍտեփանակերտից Շուշի\n\nXankəndidən Şuşaya və Bakı"
    )
    assert [(s.page, s.lang) for s in document.segments] == [
        (1, "en"),
        (2, "ru"),
        (3, "hy"),
        (4, "az"),
    ]
    assert (document.title, document.date, document.lang) == ("Road notes", "2020-11-20", "mul")
    assert "left_out" not in document.metadata


def test_pages_without_a_text_layer_are_named(tmp_path):
    document = read_document(pdf(tmp_path / "n.pdf", [["Shusha"], [], [], ["Lachin"], []]))
    assert document.metadata["left_out"] == "no text layer on pages 2–3, 5 (scanned?)"
    assert [s.page for s in document.segments] == [1, 4]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda p: pdf(p, [[], []]), "no text layer on any of its 2 pages"),
        (lambda p: pdf(p, [["x"]], encrypted=True), "locked with a password"),
        (lambda p: write(p, b"%PDF-1.7\ngarbage"), "damaged or not a PDF"),
        (lambda p: write(p, pdf(p, [["x" * 90]] * 9).read_bytes()[:700]), "damaged|no text layer"),
        (lambda p: write(p, b""), "the file is empty"),
    ],
)
def test_pdfs_that_cannot_be_read(tmp_path, make, reason):
    path = make(tmp_path / "n.pdf")
    with pytest.raises(DocumentError, match=reason) as caught:
        read_document(path)
    assert str(caught.value).startswith(f"{path}: ")


# DOCX


def test_docx_runs_tables_notes_and_deletions(tmp_path):
    footnotes = (
        f'<w:footnotes xmlns:w="{WORD}"><w:footnote w:type="separator"><w:p/></w:footnote>'
        f"<w:footnote>{word_paragraph('Now called Xankəndi.')}</w:footnote></w:footnotes>"
    )
    cell = "<w:tc>{}</w:tc>".format
    body = (
        word_paragraph("The road", style="1")
        + word_paragraph("From Stepa", "nakert ", " to Shusha")
        + "<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r>"
        "<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>added</w:t></w:r></w:ins></w:p>"
        f"<w:tbl><w:tr>{cell(word_paragraph('Zabux'))}"
        f"{cell(word_paragraph('Laçın') * 2)}</w:tr></w:tbl>" + word_paragraph("End")
    )
    document = read_document(docx(tmp_path / "n.docx", body, footnotes=footnotes))
    assert document.text == (
        "The road\n\nFrom Stepanakert to Shusha\n\na\nb\tcadded\n\nZabux\tLaçın\nLaçın\n\nEnd"
        "\n\nNow called Xankəndi."
    )
    assert (document.title, document.date) == ("Road notes", "2020-11-20")
    assert document.segments[0].section == "The road"
    assert document.segments[-1].section == "footnotes"


def test_a_text_box_is_read_once(tmp_path):
    box = (
        '<w:p xmlns:mc="urn:mc"><w:r><mc:AlternateContent><mc:Choice>{0}</mc:Choice>'
        "<mc:Fallback>{0}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    ).format(word_paragraph("Shusha"))
    assert read_document(docx(tmp_path / "n.docx", box)).text == "Shusha"


def test_a_text_box_follows_the_paragraph_that_it_hangs_on(tmp_path):
    box = "<w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r>".format
    body = (
        f"<w:p><w:r><w:t>From Goris </w:t></w:r>{box(word_paragraph('Shusha'))}"
        f"{box(word_paragraph('Zabux') + word_paragraph('Berd'))}<w:r><w:t>to Kapan</w:t></w:r>"
        "</w:p>" + word_paragraph("End")
    )
    document = read_document(docx(tmp_path / "n.docx", body))
    assert document.text == "From Goris to Kapan\n\nShusha\n\nZabux\n\nBerd\n\nEnd"


def test_a_paragraph_whose_mark_was_deleted_goes_on_in_the_next(tmp_path):
    body = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Ar</w:t></w:r></w:p>"
    body += word_paragraph("tashat") + word_paragraph("End")
    assert read_document(docx(tmp_path / "n.docx", body)).text == "Artashat\n\nEnd"


@pytest.mark.parametrize(
    "target", ["./word/document.xml", "/word/document.xml", "Word/Document.xml"]
)
def test_the_main_part_is_found_however_its_name_is_written(tmp_path, target):
    relations = (
        f'<Relationships><Relationship Type="x/officeDocument" Target="{target}"/></Relationships>'
    )
    path = docx(tmp_path / "n.docx", word_paragraph("Goris"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("_rels/.rels", relations)
    assert read_document(path).text == "Goris"


def test_a_part_packed_in_another_way_may_be_damaged_too(tmp_path):
    path = tmp_path / "n.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", bytes(range(256)) * 40)
    data = bytearray(path.read_bytes())
    data[80:120] = bytes(40)
    with pytest.raises(DocumentError, match=r"n\.docx: damaged .*save it again"):
        read_document(write(path, bytes(data)))


def test_an_external_entity_is_refused(tmp_path):
    secret = write(tmp_path / "secret", "the secret")
    for name in ("n.docx", "n.odt"):
        inside = "word/document.xml" if name == "n.docx" else "content.xml"
        xml = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><x><t>&e;</t></x>'
        for encoding in ("utf-8", "utf-16"):
            path = zipped(tmp_path / name, {inside: xml.encode(encoding)})
            with pytest.raises(DocumentError, match=r"n\.(docx|odt): declares XML entities"):
                read_document(path)


def test_an_external_entity_in_html_is_refused(tmp_path):
    page = write(tmp_path / "n.html", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hosts">]><p>&e;')
    with pytest.raises(DocumentError, match="declares XML entities"):
        read_document(page)


def test_a_zip_bomb_is_not_unpacked(tmp_path):
    path = zipped(tmp_path / "n.docx", {"word/document.xml": b" " * (80 * 2**20)})
    with pytest.raises(DocumentError, match=r"n\.docx: .*zip bomb"):
        read_document(path)


def test_a_container_with_too_much_in_it_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(markup, "MAX_MEMBER", 2**20)
    path = docx(tmp_path / "n.docx", "".join(map(word_paragraph, map(str, range(40_000)))))
    with pytest.raises(DocumentError, match=r"holds more than 1 MB; split"):
        read_document(path)


def test_a_zip_bomb_that_lies_about_its_size_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(markup, "MAX_MEMBER", 1000)
    path = zipped(tmp_path / "n.docx", {"word/document.xml": bytes(range(256)) * 40})
    with zipfile.ZipFile(path) as archive:
        header = archive.infolist()[0].header_offset
    data = bytearray(path.read_bytes())
    central = data.index(b"PK\x01\x02")
    data[central + 24 : central + 28] = data[header + 22 : header + 26] = (900).to_bytes(
        4, "little"
    )
    write(path, bytes(data))
    with pytest.raises(DocumentError, match=r"n\.docx: "):
        read_document(path)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (
            "n.docx",
            b"\xd0\xcf\x11\xe0" + b"\0" * 600,
            "locked with a password or an old Office file",
        ),
        ("n.docx", b"no zip at all", "damaged or not a DOCX file"),
        ("n.odt", b"", "the file is empty"),
        ("n.epub", b"PK\x03\x04" + b"\0" * 50, "damaged or not an EPUB file"),
    ],
)
def test_containers_that_cannot_be_opened(tmp_path, name, content, reason):
    path = write(tmp_path / name, content)
    with pytest.raises(DocumentError, match=reason) as caught:
        read_document(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_a_container_whose_directory_points_outside_is_damaged(tmp_path):
    path = odt(tmp_path / "n.odt", "<text:p>Goris</text:p>")
    data = bytearray(path.read_bytes())
    data[-6:-2] = (2**31).to_bytes(4, "little")  # where the directory begins
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=r"n\.odt: damaged or not an ODT file .*save it again"):
        read_document(path)


@pytest.mark.parametrize("name", ["n.docx", "n.odt", "n.epub"])
def test_a_container_of_something_else(tmp_path, name):
    path = zipped(tmp_path / name, {"other.xml": "<x/>"})
    with pytest.raises(DocumentError, match="inside, so not"):
        read_document(path)


def test_a_damaged_part_is_named_by_its_file(tmp_path):
    path = zipped(tmp_path / "n.docx", {"word/document.xml": "<x><y></x>"})
    with pytest.raises(DocumentError, match=r"n\.docx: damaged \(.*mismatch"):
        read_document(path)


# ODT and EPUB


def test_odt_spaces_notes_tables_and_deletions(tmp_path):
    text = (
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        '<text:h text:outline-level="1">The road</text:h>'
        "<text:p>From Stepa<text:span>nakert</text:span><text:s/>to<text:note><text:note-citation>1"
        "</text:note-citation><text:note-body>"
        "<text:p>Now called Xankəndi.</text:p></text:note-body>"
        "</text:note> Shusha<text:line-break/>and back</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Zabux</text:p></table:table-cell>"
        "<table:table-cell><text:p>Laçın</text:p></table:table-cell></table:table-row></table:table>"
    )
    document = read_document(odt(tmp_path / "n.odt", text))
    assert document.text == (
        "The road\n\nFrom Stepanakert to Shusha\nand back\n\nZabux\tLaçın\n\nNow called Xankəndi."
    )
    assert (document.title, document.date) == ("Road notes", "2020-11-20")
    assert [s.section for s in document.segments] == ["The road"] * 3 + ["notes"]


def test_a_text_box_of_odt_follows_the_paragraph_that_it_hangs_on(tmp_path):
    text = (
        "<text:p>From Goris <draw:frame><draw:text-box><text:p>Shusha</text:p></draw:text-box>"
        "</draw:frame>to <draw:text-box><text:p>Zabux</text:p></draw:text-box>Kapan</text:p>"
        "<text:p>End</text:p>"
    )
    text = text.replace("draw:", "text:")
    document = read_document(odt(tmp_path / "n.odt", text))
    assert document.text == "From Goris to Kapan\n\nShusha\n\nZabux\n\nEnd"


def test_a_locked_odt(tmp_path):
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    path = odt(tmp_path / "n.odt", "<text:p>x</text:p>", manifest)
    with pytest.raises(DocumentError, match="locked with a password"):
        read_document(path)


def test_epub_chapters_come_in_reading_order(tmp_path):
    page = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body>{}</body></html>'
    path = epub(
        tmp_path / "n.epub", [page.format("<p>Second</p>"), page.format("<h2>First</h2><p>x</p>")]
    )
    document = read_document(path)
    assert document.text == "First\n\nx\n\nSecond"
    assert (document.title, document.source_url) == ("Road notes", "https://example.org/book")


@pytest.mark.parametrize(
    "written", ["text/c0.xhtml#top", "text\\c0.xhtml", "./text/c0.xhtml", "Text/C0.xhtml",
                "/OEBPS/text/c0.xhtml", "text%2Fc0.xhtml"],
)  # fmt: skip
def test_a_chapter_is_found_however_its_name_is_written(tmp_path, written):
    path = epub(tmp_path / "n.epub", ["<p>Goris</p>"])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    package = parts["OEBPS/book.opf"].replace(b"text/c0.xhtml", written.encode())
    zipped(path, {**parts, "OEBPS/book.opf": package})
    assert read_document(path).text == "Goris"


def test_a_chapter_that_is_not_inside_is_named_and_the_others_are_read(tmp_path):
    path = epub(tmp_path / "n.epub", ["<p>Goris</p>", "<p>Kapan</p>"])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    del parts["OEBPS/text/c0.xhtml"]
    document = read_document(zipped(path, parts))
    assert document.text == "Kapan"
    assert document.metadata["left_out"] == "chapters named but not inside: OEBPS/text/c0.xhtml"
    del parts["OEBPS/text/c1.xhtml"]
    with pytest.raises(DocumentError, match="none of its chapters is inside"):
        read_document(zipped(path, parts))


def test_a_locked_epub(tmp_path):
    lock = '<encryption><CipherReference URI="OEBPS/text/c0.xhtml"/></encryption>'
    fonts = '<encryption><CipherReference URI="OEBPS/font.otf"/></encryption>'
    path = epub(tmp_path / "n.epub", ["<p>x</p>"], **{"META-INF__encryption.xml": lock})
    with pytest.raises(DocumentError, match="locked against copying"):
        read_document(path)
    path = epub(tmp_path / "m.epub", ["<p>x</p>"], **{"META-INF__encryption.xml": fonts})
    assert read_document(path).text == "x"


# files that are no documents


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("n.txt", b"", "the file is empty"),
        ("n.txt", b" \r\n\t\n", "has no text"),
        ("n.md", b"\xef\xbb\xbf", "has no text"),
        ("n.html", b"<html><body></body></html>", "has no text"),
        ("n.txt", b"x" * 1_600_000, "without a blank"),
        ("n.rtf", b"{\\rtf1}", "no reader for .rtf files"),
        ("n.csv", b"a,b", "no reader for .csv files"),
        ("n.txt", b"\x7fELF\x02\x01\x01\0\0", "not text"),
    ],
)
def test_files_that_are_no_documents(tmp_path, name, content, reason):
    path = write(tmp_path / name, content)
    with pytest.raises(DocumentError, match=reason) as caught:
        read_document(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_a_file_that_is_too_large_is_not_decoded(tmp_path, monkeypatch):
    monkeypatch.setattr(extract, "MAX_BYTES", 2**20)
    path = write(tmp_path / "n.txt", b"word " * 2**18)
    with pytest.raises(DocumentError, match="larger than 1 MB"):
        read_document(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path):
    path = write(tmp_path / "n.txt", "x")
    path.chmod(0)
    with pytest.raises(DocumentError, match="Permission denied"):
        read_document(path)


def test_special_files_are_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "n.txt")
    with pytest.raises(DocumentError, match="not a file"):
        read_document(tmp_path / "n.txt")


# folders


def test_folders_are_searched_recursively_and_in_order(tmp_path):
    for name in (
        "b.txt",
        "a/z.md",
        "a/b.HTML",
        ".hidden/x.txt",
        "a/~$z.docx",
        "a/notes.csv",
        "c.toml",
    ):
        write(tmp_path / name, "x")
    found = [str(path.relative_to(tmp_path)) for path in find_documents([tmp_path])]
    assert found == ["a/b.HTML", "a/z.md", "b.txt"]


def test_a_text_that_has_no_reader_is_told_of(tmp_path):
    write(tmp_path / "a.txt", "Shusha")
    write(tmp_path / "old/report.DOC", "x")
    faults = []
    assert len(list(read_documents([tmp_path], on_error=faults.append))) == 1
    assert "report.DOC: no reader for .DOC files; convert it to" in str(faults[0])


def test_a_site_of_ours_inside_a_folder_is_no_document(tmp_path):
    for name in ("a.txt", "site/index.html", "site/documents/a.html"):
        write(tmp_path / name, "x")
    write(tmp_path / "site" / MARK, "{}")
    assert find_documents([tmp_path]) == [tmp_path / "a.txt"]
    assert len(find_documents([tmp_path / "site"])) == 2  # asked for by name


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("mode", [0o000, 0o400, 0o100])
def test_a_folder_that_may_not_be_read_is_reported_and_the_others_follow(tmp_path, mode):
    write(tmp_path / "a.txt", "Shusha")
    write(tmp_path / "closed/b.txt", "Goris")
    (tmp_path / "closed").chmod(mode)
    faults = []
    try:
        read = list(read_documents([tmp_path], on_error=faults.append))
        with pytest.raises(DocumentError, match="the folder cannot be read"):
            find_documents([tmp_path])
        if not mode & 0o100:
            with pytest.raises(DocumentError, match=r"b\.txt: cannot be read"):
                read_document(tmp_path / "closed/b.txt")
            list(read_documents([tmp_path / "closed/b.txt"], on_error=faults.append))
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert [document.text for document in read] == ["Shusha"]
    assert "closed: the folder cannot be read" in str(faults[0])


def test_a_file_named_twice_is_read_once(tmp_path):
    path = write(tmp_path / "a.txt", "x")
    assert find_documents([path, str(path), tmp_path]) == [path]


def test_a_loop_of_links_ends(tmp_path):
    write(tmp_path / "a/n.txt", "x")
    (tmp_path / "a/again").symlink_to(tmp_path)
    (tmp_path / "a/itself.txt").symlink_to(tmp_path / "a/itself.txt")
    found = [str(path.relative_to(tmp_path)) for path in find_documents([tmp_path])]
    assert found == ["a/itself.txt", "a/n.txt"]
    faults = []
    assert len(list(read_documents([tmp_path], on_error=faults.append))) == 1
    assert "itself.txt" in str(faults[0])


@pytest.mark.parametrize("name", ["no-such.txt", "empty"])
def test_missing_input_is_told_before_anything_is_read(tmp_path, name):
    (tmp_path / "empty").mkdir()
    good = write(tmp_path / "a.txt", "x")
    with pytest.raises(MissingInputError, match=name):
        read_documents([good, tmp_path / name])


def test_an_empty_path_is_not_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "n.txt", "The road")
    with pytest.raises(MissingInputError, match="an empty path"):
        find_documents([""])
    assert find_documents(["."]) == [Path("n.txt")]


def test_what_cannot_be_read_is_reported_and_the_others_follow(tmp_path):
    write(tmp_path / "a.txt", "Shusha")
    write(tmp_path / "b.txt", b"\xff\xff")
    write(tmp_path / "c.txt", "Lachin")
    faults = []
    read = list(read_documents([tmp_path], on_error=faults.append))
    assert [document.text for document in read] == ["Shusha", "Lachin"]
    assert [str(fault).split(":")[0] for fault in faults] == [str(tmp_path / "b.txt")]
    with pytest.raises(DocumentError):
        list(read_documents([tmp_path]))


def test_the_path_is_the_one_given(tmp_path, monkeypatch):
    write(tmp_path / "sub/a.txt", "x")
    monkeypatch.chdir(tmp_path)
    assert [d.path for d in read_documents(["sub", "./sub/a.txt"])] == ["sub/a.txt"]


def test_a_text_without_a_file():
    document = document_of_text("The road to the town.")
    assert (document.lang, document.path, len(document.sha256)) == ("en", "", 64)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="needs the annotated documents beside the project")
def test_the_languages_of_the_annotated_documents():
    import json

    for gold in sorted((SHARED / "gold").glob("*.json")):
        said = json.loads(gold.read_text(encoding="utf-8"))
        for path in (SHARED / "documents").glob(f"*/{said['doc']}"):
            document = read_document(path)
            assert document.lang == said["lang"], path.name
            assert document.text == path.read_bytes().decode("utf-8")
            for mention in said["mentions"]:
                assert document.text[mention["start"] : mention["end"]] == mention["text"]
