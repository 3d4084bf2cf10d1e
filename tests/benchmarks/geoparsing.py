"""How fast documents are scanned end to end, and where the time goes.

Run `python tests/benchmarks/geoparsing.py [FOLDER]`. The text is the project's own annotated
documents (or those of FOLDER), which name a place in every line, and the same text thinned with
sentences that name none. Parts:

1. opening the gazetteer and the recognizer in a process of its own;
2. processor time for the recognition pass alone and for the whole scan, in MB/s and in
   microseconds a mention;
3. a folder of many documents, with the peak of memory.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
from gazetteer.gazetteer import Gazetteer
from gazetteer.geoparsing.batch import scan_paths
from gazetteer.geoparsing.documents import document_of_text, find_documents, read_document
from gazetteer.geoparsing.recognition import Recognizer
from gazetteer.geoparsing.scan import scan_document

ROOT = Path(__file__).parents[2]
MEGABYTES = 2
FILLER = {
    "en": "The rain had stopped by then, and nobody had asked for anything that could not wait. ",
    "ru": "К тому времени дождь прошёл, и никто не просил ни о чём, что не могло подождать. ",
    "az": "O vaxt yağış kəsmişdi və heç kim gözləyə bilməyən bir şey istəməmişdi. ",
    "hy": "Այդ ժամանակ անձրևը կտրվել էր, և ոչ ոք ոչինչ չէր խնդրել, որ չէր կարող սպասել։ ",
}
FILLED = {"thin": 60, "sparse": 150}  # sentences of filling for each document's own


def opening() -> None:
    code = (
        "import time; t = time.perf_counter()\n"
        "from gazetteer.gazetteer import Gazetteer\n"
        "Gazetteer.open().scan('They went to Goris.')\n"
        "print(f'{time.perf_counter() - t:.2f} s')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    print(f"opening and one sentence: {done.stdout.strip() or done.stderr.strip()}")


def speed(name: str, text: str, gaz: Gazetteer, recognizer: Recognizer) -> None:
    text = (text + "\n\n") * (MEGABYTES * 1_000_000 // len(text.encode()) + 1)
    document = document_of_text(text)
    size = len(text.encode()) / 1e6
    start = time.process_time()
    recognizer.find(document.text, document.segments)
    found = time.process_time()
    mentions = scan_document(document, gaz, recognizer)
    done = time.process_time()
    count = len(mentions)
    print(
        f"{name}: {size:.1f} MB, {count} mentions ({count / size / 1000:.1f} a KB); "
        f"recognition {size / (found - start):.1f} MB/s, all {size / (done - found):.2f} MB/s, "
        f"{(done - found) / max(1, count) * 1e6:.0f} µs a mention"
    )


def folder(texts: list[str], count: int = 2000) -> None:
    """Scan a folder in a process of its own, so that its memory is its own."""
    if (child := os.fork()) == 0:
        _folder(texts, count)
        os._exit(0)
    os.waitpid(child, 0)


def _folder(texts: list[str], count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        documents = Path(name) / "documents"
        documents.mkdir()
        for number in range(count):
            path = documents / f"{number:05}.txt"
            path.write_text(texts[number % len(texts)], encoding="utf-8")
        start = time.perf_counter()
        scan_paths([documents], out=Path(name) / "out.jsonl")
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"folder: {count} documents in {seconds:.1f} s, peak of this process {peak:.0f} MB")


def main() -> None:
    asked = [Path(argument) for argument in sys.argv[1:]] or [ROOT / "tests" / "gold"]
    paths = [path for path in find_documents(asked) if path.suffix == ".txt"]
    documents = [read_document(path) for path in paths]
    opening()
    folder([document.text for document in documents])
    gaz = Gazetteer.open()
    recognizer = Recognizer.open(gaz)
    scan_document(documents[0], gaz, recognizer)  # the first scan reads the tables of rules
    speed("dense", "\n\n".join(document.text for document in documents), gaz, recognizer)
    for name, count in FILLED.items():
        filled = (
            document.text + "\n\n" + FILLER.get(document.lang.partition("-")[0], "") * count
            for document in documents
        )
        speed(name, "\n\n".join(filled), gaz, recognizer)


if __name__ == "__main__":
    main()
