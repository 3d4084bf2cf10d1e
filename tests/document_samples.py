"""Make small documents of every format, honest and hostile ones, for the tests."""

import io
import zipfile
import zlib
from pathlib import Path

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def zipped(path: Path, parts: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def docx(path: Path, body: str, **parts: str) -> Path:
    document = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    core = (
        '<cp:coreProperties xmlns:cp="urn:x" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>Road notes</dc:title>'
        "<dc:creator>A. Writer</dc:creator><dcterms:created>2020-11-20T10:00:00Z</dcterms:created>"
        "</cp:coreProperties>"
    )
    styles = (
        f'<w:styles xmlns:w="{WORD}"><w:style w:type="paragraph" w:styleId="1">'
        '<w:name w:val="heading 1"/></w:style></w:styles>'
    )
    named = {f"word/{name}.xml": content for name, content in parts.items()}
    return zipped(path, {
        "word/document.xml": document, "docProps/core.xml": core,
        "word/styles.xml": styles, **named,
    })  # fmt: skip


def word_paragraph(*runs: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    texts = "".join(f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs)
    return f"<w:p>{properties}{texts}</w:p>"


def odt(path: Path, text: str, manifest: str = "") -> Path:
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    )
    meta = (
        f'<office:document-meta {names} xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><office:meta>'
        "<dc:title>Road notes</dc:title><meta:creation-date>2020-11-20</meta:creation-date>"
        "</office:meta></office:document-meta>"
    )
    body = f"<office:body><office:text>{text}</office:text></office:body>"
    return zipped(path, {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {names}>{body}</office:document-content>",
        "meta.xml": meta, **({"META-INF/manifest.xml": manifest} if manifest else {}),
    })  # fmt: skip


def epub(path: Path, chapters: list[str], **parts: str) -> Path:
    items = "".join(
        f'<item id="c{i}" href="text/c{i}.xhtml" media-type="application/xhtml+xml"/>'
        for i in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{i}"/>' for i in reversed(range(len(chapters))))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Road notes</dc:title>'
        "<dc:language>en</dc:language><dc:date>2020-11-20</dc:date>"
        "<dc:source>https://example.org/book</dc:source></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    )
    texts = {f"OEBPS/text/c{i}.xhtml": chapter for i, chapter in enumerate(chapters)}
    return zipped(path, {
        "META-INF/container.xml": container, "OEBPS/book.opf": package, **texts,
        **{name.replace("__", "/"): content for name, content in parts.items()},
    })  # fmt: skip


def pdf(path: Path, pages: list[list[str]], *, title: str = "", encrypted: bool = False) -> Path:
    """Write a PDF with a text layer in any script: glyph n of its font stands for letter n.

    A page without lines is a page without a text layer.
    """
    letters = sorted({letter for page in pages for line in page for letter in line})
    glyph = {letter: i + 1 for i, letter in enumerate(letters)}
    pairs = "\n".join(
        f"<{n:04x}> <{letter.encode('utf-16-be').hex()}>" for letter, n in glyph.items()
    )
    objects: list[bytes] = [b""] * 6
    objects[2] = (
        b"<</Type/Font/Subtype/Type0/BaseFont/F/Encoding/Identity-H/DescendantFonts[4 0 R]"
        b"/ToUnicode 5 0 R>>"
    )
    objects[3] = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/F/DW 600/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor"
        b"<</Type/FontDescriptor/FontName/F/Flags 4/FontBBox[0 0 600 700]/ItalicAngle 0"
        b"/Ascent 700/Descent 0/CapHeight 700/StemV 80>>>>"
    )
    chunks = [pairs.split("\n")[i : i + 100] for i in range(0, len(letters), 100)]
    ranges = "".join(
        f"{len(c)} beginbfchar\n{chr(10).join(c)}\nendbfchar\n" for c in chunks if letters
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def "
        "/CMapType 2 def 1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{ranges}endcmap CMapName currentdict /CMap defineresource pop end end"
    )
    objects[4] = _stream(cmap.encode())
    objects[5] = (
        f"<</Title <feff{title.encode('utf-16-be').hex()}>/CreationDate(D:20201120)>>".encode()
    )
    kids = []
    for page in pages:
        shown = "".join(
            f"1 0 0 1 50 {780 - 20 * i} Tm <{''.join(f'{glyph[c]:04x}' for c in line)}> Tj\n"
            for i, line in enumerate(page)
        )
        objects.append(_stream(f"BT /F 12 Tf\n{shown}ET".encode() if page else b"0 0 9 9 re f"))
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {len(objects)} 0 R"
            "/Resources<</Font<</F 3 0 R>>>>>>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    path.write_bytes(_pdf_file(objects, encrypted=encrypted))
    return path


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    head = f"<</Length {len(packed)}/Filter/FlateDecode>>stream\n".encode()
    return head + packed + b"\nendstream"


def _pdf_file(objects: list[bytes], *, encrypted: bool) -> bytes:
    file = io.BytesIO()
    file.write(b"%PDF-1.5\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(file.tell())
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    file.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    lock = b""
    if encrypted:  # a password that nobody knows
        key = b"<" + b"5a" * 32 + b">"
        lock = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O%b/U%b>>/ID[<00><00>]" % (key, key)
    file.write(b"trailer<</Size %d/Root 1 0 R/Info 6 0 R%b>>\n" % (len(objects) + 1, lock))
    file.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return file.getvalue()
