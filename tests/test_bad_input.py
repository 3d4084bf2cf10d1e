"""Documents that cannot be read, through the command line: each is named, the others are done."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from document_samples import docx, epub, odt, pdf, word_paragraph, zipped

GOOD = "The bus goes to the town of Goris at noon."
ENTITY = '<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/hostname">]>'


def scan(*arguments, folder=None, **options):
    """Run the command in a process of its own, as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "gazetteer.cli", "scan", *map(os.fspath, arguments)],
        cwd=folder, capture_output=True, check=False, timeout=300,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}, **options,
    )  # fmt: skip


def bomb(path):
    blanks = " " * (30 * 2**20)
    return docx(path, word_paragraph(f"Goris{blanks}Goris"))


def entity_docx(path):
    body = f'{ENTITY}<w:document xmlns:w="urn:x"><w:body>&e;</w:body></w:document>'
    return zipped(path, {"word/document.xml": body})


def entity_odt(path):
    return zipped(path, {"content.xml": f"{ENTITY}<office>&e;</office>"})


def entity_epub(path):
    container = f"{ENTITY}<container>&e;</container>"
    return zipped(path, {"META-INF/container.xml": container})


BAD = {
    "damaged.pdf": (lambda p: p.write_bytes(b"%PDF-1.7\nnothing more"), "damaged or not a PDF"),
    "locked.pdf": (lambda p: pdf(p, [["Goris"]], encrypted=True), "locked with a password"),
    "scanned.pdf": (lambda p: pdf(p, [[], []]), "no text layer on any of its 2 pages"),
    "folder.pdf/readme.unknown": (lambda p: p.write_text(GOOD), ""),
    "bomb.docx": (bomb, "MB"),
    "entity.docx": (entity_docx, "entit"),
    "entity.odt": (entity_odt, "entit"),
    "entity.epub": (entity_epub, "entit"),
    "no-container.odt": (lambda p: p.write_bytes(b"PK\x03\x04broken"), "damaged or not an ODT"),
    "mixed.txt": (
        lambda p: p.write_bytes("Горис и Шуша.\n".encode() + "Шуша".encode("cp1251")),
        "mixed or damaged encodings",
    ),
    "nul.txt": (lambda p: p.write_bytes(b"Goris\0Goris and the road"), "a NUL byte at byte 5"),
    "empty.txt": (lambda p: p.write_bytes(b""), "the file is empty"),
    "blank.txt": (lambda p: p.write_text(" \n\n \t"), "has no text"),
    "dangling.txt": (lambda p: p.symlink_to(p.with_name("nowhere")), "no such file"),
    "long\nname.txt": (lambda p: p.write_bytes(b""), "the file is empty"),
    os.fsdecode(b"na\xffme.txt"): (lambda p: p.write_bytes(b""), "the file is empty"),
}


def make_folder(folder):
    for name, (make, _) in BAD.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        make(path)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "a-good.txt").write_text(GOOD, encoding="utf-8")
    (folder / "z-good.txt").write_text(GOOD, encoding="utf-8")
    docx(folder / "good.docx", word_paragraph(GOOD))
    odt(folder / "good.odt", f"<text:p>{GOOD}</text:p>")
    epub(folder / "good.epub", [f"<html><body><p>{GOOD}</p></body></html>"])
    pdf(folder / "good.pdf", [[GOOD]])


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_bad_files_are_named_with_the_reason_and_the_others_are_done(tmp_path, jobs):
    folder = tmp_path / "documents"
    folder.mkdir()
    make_folder(folder)
    out = tmp_path / "out.jsonl"
    done = scan(folder, "--out", out, "--jobs", jobs)
    errors = done.stderr.decode("utf-8").splitlines()
    assert done.returncode == 2
    for name, (_, reason) in BAD.items():
        shown = name.replace("\n", "\\n").encode("utf-8", "backslashreplace").decode()
        told = [line for line in errors if f"documents/{shown}: " in line]
        assert len(told) == (1 if reason else 0), (name, errors)
        assert all(reason in line and line.startswith("gazetteer: ") for line in told), told
    others = [line for line in errors if "1 file of another kind left out: 1 .unknown" in line]
    assert len(others) == 1
    assert len(errors) == sum(1 for _, reason in BAD.values() if reason) + 1, errors
    records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    found = {Path(record["doc"]).name: record["mentions"] for record in records}
    assert list(found) == [
        "a-good.txt", "good.docx", "good.epub", "good.odt", "good.pdf", "z-good.txt",
    ]  # fmt: skip
    assert all([m["text"] for m in mentions] == ["Goris"] for mentions in found.values())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["documents", "out.jsonl"]


def test_a_document_whose_name_no_encoding_reads_is_scanned_in_every_format(tmp_path):
    path = tmp_path / os.fsdecode(b"na\xffme\n.txt")
    path.write_text(GOOD, encoding="utf-8")
    for form in ("jsonl", "csv", "geojson", "tei", "webannotation"):
        out = tmp_path / f"out.{form}"
        done = scan(path, "--format", form, "--out", out)
        assert done.returncode == 0, done.stderr
        assert "Goris" in out.read_text(encoding="utf-8")
        assert scan(path, "--format", form).stdout == out.read_bytes()
    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))["doc"] == str(path)


@pytest.mark.skipif(os.name != "posix", reason="needs a shell that closes streams")
def test_a_closed_stream_is_no_failure(tmp_path):
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    command = f"{sys.executable} -m gazetteer.cli scan"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    for arguments, code in (
        ("a.txt >&-", 0), ("a.txt >&- 2>&- <&-", 0), ("none.txt 2>&-", 2),
        ("a.txt --out b.jsonl >&- 2>&-", 0),
    ):  # fmt: skip
        done = subprocess.run(
            ["sh", "-c", f"{command} {arguments}"], cwd=tmp_path, env=environment,
            capture_output=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stdout, done.stderr) == (code, b"", b""), arguments
    assert "Goris" in (tmp_path / "b.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("length", [230, 240, 251, 255])
def test_a_document_whose_name_leaves_no_room_for_files_beside_it_is_scanned(tmp_path, length):
    path = tmp_path / f"{'n' * (length - 4)}.txt"
    path.write_text(GOOD, encoding="utf-8")
    done = scan(tmp_path, "--out", tmp_path / "out.jsonl")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Goris" in (tmp_path / "out.jsonl").read_text(encoding="utf-8")


def test_a_sidecar_of_a_name_that_no_encoding_reads(tmp_path):
    path = tmp_path / os.fsdecode(b"na\xffme.txt")
    path.write_text(GOOD, encoding="utf-8")
    Path(f"{path}.toml").write_text('title = "Road notes"', encoding="utf-8")
    out = tmp_path / "out.jsonl"
    done = scan(path, "--out", out)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(out.read_text(encoding="utf-8"))["title"] == "Road notes"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path):
    path = tmp_path / "locked.txt"
    path.write_text(GOOD, encoding="utf-8")
    path.chmod(0)
    done = scan(path)
    assert done.returncode == 2 and b"locked.txt: cannot be read" in done.stderr


def test_two_hundred_megabytes_without_a_blank_are_refused_at_once(tmp_path):
    path = tmp_path / "data.txt"
    with path.open("wb") as file:
        for _ in range(200):
            file.write(b"Goris" * (2**20 // 5))
    out = tmp_path / "out.jsonl"
    done = scan(path, "--out", out)
    assert done.returncode == 2
    assert b"data.txt: larger than 64 MB" in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["data.txt"]


@pytest.mark.parametrize(
    "run",
    ["Goris/" * 6_000, "A" + "b" * 400_000, "Goris’" * 3_000, "Goris-\n" * 3_000, "Ա" * 400_000],
    ids=["addresses", "one word", "apostrophes", "line ends", "capitals"],
)
def test_long_runs_without_blanks_take_no_longer_than_text(tmp_path, run):
    path = tmp_path / "runs.txt"
    path.write_text(f"The town of Goris.\n\n{run}\n\nThe town of Sisian.", encoding="utf-8")
    done = scan(path)
    assert done.returncode == 0, done.stderr
    texts = [mention["text"] for mention in json.loads(done.stdout)["mentions"]]
    assert texts[0] == "Goris" and texts[-1] == "Sisian"
