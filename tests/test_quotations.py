"""A quotation or a sentence is read in its own language; the document keeps its paragraphs."""

import pytest

from gazetteer.gazetteer import Gazetteer
from gazetteer.geoparsing.documents import document_of_text
from gazetteer.geoparsing.quotations import tell_quotations
from gazetteer.geoparsing.scan import scan_document, scan_text

REVIEW = (
    "The Baku papers wrote about gas and apples, and a reader was quoted thus: «Xınalıqda qar iki "
    "metrdir, Qrızda üç. Şahdağın ətəyində otel doludur». Beside it stood two lines on the bus."
)


@pytest.mark.parametrize(
    ("text", "langs"),
    [
        (REVIEW, ["en", "az", "en"]),
        ("He read “The road to Shusha was closed” and wrote it down.", ["en"]),
        ("The weekly “Le Monde” and the “Ազգ” were on the table of the house.", ["en"]),
        (
            "В письме сказано: «Ճանապարհը մաքրել էին, երեխաները ոտքով եկան, դասը ես տվեցի». "
            "Дорога была закрыта, и до весны из села никто не приезжал, хотя все ждали писем.",
            ["ru", "hy", "ru"],
        ),
        ("The house was small and the road was long. Biz bu kənddə çox yaşadıq, sonra gəldik. "
         "It was old, they said.",
         ["en", "az", "en"]),
        ("Səfir çox danışdı və bizə dedi ki, “the road from the village was closed by snow”, "
         "sonra da evinə getdi.",
         ["az", "en", "az"]),
    ],
)  # fmt: skip
def test_segments(text, langs):
    document = document_of_text(text)
    told = tell_quotations(document)
    assert [segment.lang for segment in told.segments] == langs
    assert "".join(text[s.start : s.end] for s in told.segments) == text
    assert len(document.segments) == 1


def test_names_in_a_quotation_are_found_by_its_grammar():
    gaz = Gazetteer.open()
    found = {mention.text for mention in scan_text(REVIEW, gaz)}
    assert {"Xınalıqda", "Qrızda", "Şahdağın"} <= found


def test_the_document_keeps_its_paragraphs():
    from gazetteer.geoparsing.recognition import Recognizer

    gaz = Gazetteer.open()
    document = document_of_text(REVIEW)
    scan_document(document, gaz, Recognizer.open(gaz))
    assert [segment.lang for segment in document.segments] == ["en"]
