"""Scan a text that is in one language, with the shipped gazetteer."""

from gazetteer.gazetteer import Gazetteer
from gazetteer.geoparsing.recognition import Recognizer
from gazetteer.geoparsing.scan import scan_document
from gazetteer.model import Document, Segment


def scanner():
    """Return a function from a text and its language to the mentions in it."""
    gaz = Gazetteer.open()
    recognizer = Recognizer.open(gaz)

    def scan(text, lang):
        segments = (Segment(0, len(text), lang),)
        return scan_document(Document("", text, "", lang, segments=segments), gaz, recognizer)

    return scan
