"""How fast documents are read and their languages told, and how right the languages are.

Run `python tests/benchmarks/documents.py`. Text is the project's own examples and annotated
documents, repeated. Three parts:

1. processor time for reading a text file of some megabytes with its segments;
2. the same paragraphs cut to their first words: how many words the language needs;
3. the same texts in the encodings of the region, cut to a line: how often the detector is right,
   refuses, and is wrong.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from gazetteer.errors import DocumentError
from gazetteer.geoparsing.documents import find_documents, read_document, read_documents
from gazetteer.geoparsing.encoding import decode
from gazetteer.geoparsing.language import tell

ROOT = Path(__file__).parents[2]
FOLDERS = [folder for folder in (ROOT / "maps/examples", ROOT / "tests/gold") if folder.is_dir()]
MEGABYTES = 10
CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")


def speed(texts: list[str]) -> None:
    text = "\n\n".join(texts)
    text *= MEGABYTES * 1_000_000 // len(text.encode()) + 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.txt"
        path.write_text(text, encoding="utf-8")
        start = time.process_time()
        document = read_document(path)
        seconds = time.process_time() - start
    size = len(text.encode()) / 1e6
    print(f"reading: {size:.1f} MB, {len(document.segments)} segments, {size / seconds:.1f} MB/s")


def languages(paragraphs: list[tuple[str, str]]) -> None:
    print("words of a paragraph: right / undecided / wrong")
    for count in (2, 4, 8, 16, 1000):
        answers: Counter[str] = Counter()
        for paragraph, lang in paragraphs:
            told = tell(" ".join(paragraph.split()[:count]))
            same = told == lang or {told, lang} == {"hy", "hyw"}
            answers["right" if same else "undecided" if told == "und" else "wrong"] += 1
        shares = (answers[key] / answers.total() for key in ("right", "undecided", "wrong"))
        print(f"{count:>6}: " + " / ".join(f"{share:.3f}" for share in shares))


def encodings(paragraphs: list[tuple[str, str]]) -> None:
    print("encoding of one line: right / refused / wrong")
    lines = [line for text, lang in paragraphs if lang == "ru" for line in text.splitlines()]
    for encoding in CYRILLIC:
        answers = Counter(_answer(line, encoding) for line in lines)
        shares = (answers[key] / answers.total() for key in ("right", "refused", "wrong"))
        print(f"{encoding:>13}: " + " / ".join(f"{share:.3f}" for share in shares))


def _answer(line: str, encoding: str) -> str:
    data = line.encode(encoding, "ignore")
    try:
        text, _ = decode(data, encoding)
    except DocumentError:
        return "refused"
    return "right" if text == data.decode(encoding) else "wrong"


def main() -> None:
    documents = [d for d in read_documents(find_documents(FOLDERS)) if d.lang != "mul"]
    paragraphs = [(d.text[s.start : s.end], d.lang) for d in documents for s in d.segments]
    speed([document.text for document in documents])
    languages(paragraphs)
    encodings(paragraphs)


if __name__ == "__main__":
    main()
