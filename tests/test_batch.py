"""Scans of many documents: order, faults, processes, and going on where a run was killed."""

import json

import pytest

from gazetteer.errors import MissingInputError, OptionError, OutputError
from gazetteer.geoparsing import batch
from gazetteer.geoparsing.batch import scan_paths

NAMES = ("Goris", "Sisian", "Kapan", "Meghri")


@pytest.fixture
def folder(tmp_path):
    documents = tmp_path / "documents"
    documents.mkdir()
    for number, name in enumerate(NAMES):
        text = f"The bus goes to the town of {name} at noon."
        (documents / f"{number}.txt").write_text(text, encoding="utf-8")
    return documents


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def journal_of(out):
    return out.with_name(f".{out.name}.scanning")


def test_documents_come_in_order_with_their_mentions(folder, tmp_path):
    out = tmp_path / "out.jsonl"
    assert scan_paths([folder], out=out) == []
    records = lines(out)
    assert [record["doc"] for record in records] == [str(folder / f"{n}.txt") for n in range(4)]
    assert [record["mentions"][0]["text"] for record in records] == list(NAMES)
    assert set(records[0]) >= {"doc", "lang", "sha256", "mentions"}
    assert not journal_of(out).exists()


def test_two_processes_write_the_same_bytes(folder, tmp_path):
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    scan_paths([folder], out=one)
    scan_paths([folder], out=two, jobs=2)
    assert one.read_bytes() == two.read_bytes()


def test_standard_output_without_a_file(folder, capsys):
    scan_paths([folder])
    assert len(capsys.readouterr().out.splitlines()) == len(NAMES)


def test_a_damaged_document_is_named_and_the_others_are_done(folder, tmp_path):
    (folder / "1.pdf").write_bytes(b"%PDF-1.4 damaged")
    out = tmp_path / "out.jsonl"
    faults = scan_paths([folder], out=out)
    assert len(faults) == 1 and "1.pdf" in str(faults[0])
    assert len(lines(out)) == len(NAMES)


def test_nothing_is_written_when_nothing_could_be_read(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 damaged")
    out = tmp_path / "out.jsonl"
    assert len(scan_paths([tmp_path / "a.pdf"], out=out)) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf"]


def test_a_killed_run_goes_on(folder, tmp_path, monkeypatch):
    out = tmp_path / "out.jsonl"
    scan_one, done = batch._scan_one, []

    def killed(path, *tools):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(path.name)
        return scan_one(path, *tools)

    monkeypatch.setattr(batch, "_scan_one", killed)
    with pytest.raises(KeyboardInterrupt):
        scan_paths([folder], out=out)
    assert not out.exists()
    with journal_of(out).open("ab") as journal:  # a line that the end of the run cut
        journal.write(b'{"path": "half')
    (folder / "0.txt").write_text("Now it is about Jermuk, a town.", encoding="utf-8")
    again, remarks = [], []

    def counted(path, *tools):
        again.append(path.name)
        return scan_one(path, *tools)

    monkeypatch.setattr(batch, "_scan_one", counted)
    assert scan_paths([folder], out=out, on_remark=remarks.append) == []
    assert again == ["0.txt", "2.txt", "3.txt"]  # what changed, and what was not done
    found = [record["mentions"][0]["text"] for record in lines(out)]
    assert found == ["Jermuk", *NAMES[1:]]
    assert remarks == [f"{out}: 1 documents were done before"]


def test_a_journal_of_other_tables_is_not_used(folder, tmp_path):
    out = tmp_path / "out.jsonl"
    journal_of(out).write_text('{"fingerprint": "other"}\n{"path": "x"}\n', encoding="utf-8")
    scan_paths([folder], out=out)
    assert len(lines(out)) == len(NAMES)


def test_corrections_that_no_longer_fit_are_remarked_on(folder, tmp_path):
    (folder / "0.txt.corrections.toml").write_text(
        "[[mention]]\nquote = 'Berd'\nnot_a_place = true\n", encoding="utf-8"
    )
    remarks = []
    scan_paths([folder], out=tmp_path / "out.jsonl", on_remark=remarks.append)
    assert len(remarks) == 1 and "0.txt: the correction of “Berd” no longer fits" in remarks[0]


def test_bad_options_write_nothing(folder, tmp_path):
    with pytest.raises(MissingInputError):
        scan_paths([tmp_path / "none"], out=tmp_path / "o.jsonl")
    with pytest.raises(OptionError, match="is no format of a scan"):
        scan_paths([folder], format="docx")
    with pytest.raises(OptionError, match="at least one process"):
        scan_paths([folder], jobs=0)
    with pytest.raises(OutputError, match="does not exist"):
        scan_paths([folder], out=tmp_path / "none" / "o.jsonl")
    with pytest.raises(OutputError, match="a folder"):
        scan_paths([folder], out=folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["documents"]
