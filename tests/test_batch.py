"""Scans of many documents: order, faults, processes, and going on where a run was killed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from document_samples import pdf

from gazetteer.errors import MissingInputError, OptionError, OutputError
from gazetteer.gazetteer import Gazetteer
from gazetteer.geoparsing import batch, scan, workshop
from gazetteer.geoparsing.batch import scan_each, scan_paths
from gazetteer.geoparsing.journal import Journal
from gazetteer.geoparsing.recognition import Recognizer

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


def test_a_document_is_never_written_over(folder, tmp_path):
    document = folder / "1.txt"
    (tmp_path / "link.txt").symlink_to(document)
    was = document.read_bytes()
    for out in (document, tmp_path / "link.txt"):
        with pytest.raises(OutputError, match="one of the documents"):
            scan_paths([folder], out=out)
    assert document.read_bytes() == was
    assert not journal_of(document).exists()


def test_a_device_is_no_output(folder, tmp_path):
    link = tmp_path / "out"
    link.symlink_to("/dev/null")
    with pytest.raises(OutputError, match="a device or a pipe"):
        scan_paths([folder], out=link)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["documents", "out"]


def test_standard_output_without_a_file(folder, capsys):
    scan_paths([folder])
    assert len(capsys.readouterr().out.splitlines()) == len(NAMES)


def test_a_damaged_document_is_named_and_the_others_are_done(folder, tmp_path):
    (folder / "1.pdf").write_bytes(b"%PDF-1.4 damaged")
    out = tmp_path / "out.jsonl"
    faults = scan_paths([folder], out=out)
    assert len(faults) == 1 and "1.pdf" in str(faults[0])
    assert len(lines(out)) == len(NAMES)


def test_a_failure_of_ours_costs_one_document(folder, tmp_path, monkeypatch):
    scan_document = scan.scan_document

    def failing(document, *tools, **options):
        if document.path.endswith("1.txt"):
            raise KeyError("p000000\n")
        return scan_document(document, *tools, **options)

    monkeypatch.setattr(scan, "scan_document", failing)
    out = tmp_path / "out.jsonl"
    (fault,) = scan_paths([folder], out=out)
    assert "1.txt: not scanned for a failure of the program (KeyError" in str(fault)
    assert "\n" not in str(fault)
    assert len(lines(out)) == len(NAMES) - 1


def test_nothing_is_written_when_nothing_could_be_read(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 damaged")
    out = tmp_path / "out.jsonl"
    assert len(scan_paths([tmp_path / "a.pdf"], out=out)) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf"]


def interrupt_after(count, monkeypatch):
    """Let the next scan end as if killed when so many documents are done."""
    scan_one, done = batch._scan_one, []

    def killed(path, *tools):
        if len(done) == count:
            raise KeyboardInterrupt
        done.append(path.name)
        return scan_one(path, *tools)

    monkeypatch.setattr(batch, "_scan_one", killed)


def count_scans(monkeypatch):
    """Return the list to which every document that is scanned from now on is added."""
    monkeypatch.undo()
    scan_one, scanned = batch._scan_one, []

    def counted(path, *tools):
        scanned.append(path.name)
        return scan_one(path, *tools)

    monkeypatch.setattr(batch, "_scan_one", counted)
    return scanned


def interrupted(folder, out, monkeypatch, count=2):
    interrupt_after(count, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        scan_paths([folder], out=out)
    assert not out.exists()
    with journal_of(out).open("ab") as journal:  # a line that the end of the run cut
        journal.write(b'{"path": "half')
    return count_scans(monkeypatch)


def test_a_killed_run_goes_on(folder, tmp_path, monkeypatch):
    out, whole, remarks = tmp_path / "out.jsonl", tmp_path / "whole.jsonl", []
    scan_paths([folder], out=whole)
    again = interrupted(folder, out, monkeypatch)
    assert scan_paths([folder], out=out, on_remark=remarks.append) == []
    assert again == ["2.txt", "3.txt"]
    assert remarks == [f"{out}: 2 documents were done before"]
    assert out.read_bytes() == whole.read_bytes()
    assert not journal_of(out).exists()


def test_a_killed_run_goes_on_with_what_changed_meanwhile(folder, tmp_path, monkeypatch):
    out, whole = tmp_path / "out.jsonl", tmp_path / "whole.jsonl"
    again = interrupted(folder, out, monkeypatch, count=3)
    (folder / "0.txt").write_text("Now it is about Jermuk, a town.", encoding="utf-8")
    (folder / "1.txt").unlink()
    (folder / "2.txt.corrections.toml").write_text("", encoding="utf-8")
    (folder / "1b.txt").write_text("The town of Ijevan is new here.", encoding="utf-8")
    scan_paths([folder], out=out)
    assert again == ["0.txt", "1b.txt", "2.txt", "3.txt"]
    scan_paths([folder], out=whole)
    assert out.read_bytes() == whole.read_bytes()


def test_a_killed_run_goes_on_in_another_format(folder, tmp_path, monkeypatch):
    out, whole = tmp_path / "out.csv", tmp_path / "whole.csv"
    again = interrupted(folder, out, monkeypatch)
    scan_paths([folder], out=out, format="csv")
    assert again == ["2.txt", "3.txt"]
    scan_paths([folder], out=whole, format="csv")
    assert out.read_bytes() == whole.read_bytes()


def test_a_document_that_changes_before_it_is_quoted_is_named(folder, tmp_path, monkeypatch):
    out = tmp_path / "out.xml"
    interrupted(folder, out, monkeypatch, count=4 - 1)
    scan_one = batch._scan_one

    def changing(path, *tools):
        (folder / "1.txt").write_text("Another text.", encoding="utf-8")
        return scan_one(path, *tools)

    monkeypatch.setattr(batch, "_scan_one", changing)
    faults = scan_paths([folder], out=out, format="tei")
    assert len(faults) == 1 and "1.txt: changed while it was scanned" in str(faults[0])
    assert out.read_text(encoding="utf-8").count("<TEI") == 3


def test_two_runs_do_not_keep_one_journal(folder, tmp_path):
    out = tmp_path / "out.jsonl"
    with Journal(out, "same"), pytest.raises(OutputError, match="another scan"):
        scan_paths([folder], out=out)


def command(folder, out):
    return [
        sys.executable, "-m", "gazetteer.cli", "scan", str(folder), "--out", str(out),
        "--jobs", "2",
    ]  # fmt: skip


def children(process):
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [int(pid) for pid in path.read_text().split()]


def is_running(pid):
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def workers_of(process):
    """Return the processes that scan; one more keeps the count of shared resources."""
    return [
        pid
        for pid in children(process)
        if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


@pytest.fixture(scope="module")
def long_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("long")
    for number in range(60):
        text = f"Number {number}.\n\n" + "The bus goes to the towns of Goris and Kapan. " * 60
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(long_folder, tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "whole.jsonl"
    scan_paths([long_folder], out=path)
    return path.read_bytes()


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs Linux's /proc")
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.parametrize("who", ["parent", "worker"])
def test_a_signal_loses_no_document_and_doubles_none(long_folder, whole, tmp_path, sent, who):
    out = tmp_path / "out.jsonl"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen(
        command(long_folder, out), env=environment, stderr=subprocess.PIPE, text=True
    )
    until = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < until:
        if journal_of(out).is_file() and journal_of(out).read_bytes().count(b"\n") > 5:
            break
        time.sleep(0.01)
    workers = workers_of(process)
    os.kill(process.pid if who == "parent" else workers[0], sent)
    _, errors = process.communicate(timeout=120)
    if who == "parent":
        assert process.returncode == -sent
        assert not out.exists()
        while any(map(is_running, workers)) and time.monotonic() < until:
            time.sleep(0.01)
        assert not any(map(is_running, workers))
        done = subprocess.run(
            command(long_folder, out), env=environment, capture_output=True, text=True, check=True
        )
        assert "documents were done before" in done.stderr
    else:
        assert process.returncode == 0, errors
    assert out.read_bytes() == whole
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs Linux's /proc")
@pytest.mark.parametrize("finished", [0, 5])
def test_an_interrupt_ends_all_processes_with_one_line(long_folder, whole, tmp_path, finished):
    out = tmp_path / "out.jsonl"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    process = subprocess.Popen(
        command(long_folder, out), env=environment, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    until = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < until:
        lines_written = journal_of(out).read_bytes().count(b"\n") if journal_of(out).exists() else 0
        if workers_of(process) and lines_written > finished - 1:
            break
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)  # as the terminal does
    _, errors = process.communicate(timeout=120)
    assert errors == "gazetteer: interrupted; nothing was left half-written\n"
    assert process.returncode == 1 and not out.exists()
    subprocess.run(
        command(long_folder, out), env=environment, capture_output=True, text=True, check=True
    )
    assert out.read_bytes() == whole


def test_what_is_kept_between_documents_is_let_go_before_it_is_too_much(monkeypatch):
    gaz, kept = Gazetteer.open(), []
    made = workshop.Workshop.opened.__func__

    def opened(cls, *args):
        kept.append(made(cls, *args))
        return kept[-1]

    texts = ["From Goris to Shushi.", "От Гориса до Шуши.", "Gorusdan Şuşaya.", "Գորիսից Շուշի։"]
    before = [scan.scan_text(text, gaz) for text in texts]
    monkeypatch.setattr(workshop.Workshop, "opened", classmethod(opened))
    monkeypatch.setattr(workshop, "_MOST_BLOCKS", 0)
    monkeypatch.setattr(workshop, "_COUNTED", 1)
    monkeypatch.setattr(workshop, "_WORKSHOPS", type(workshop._WORKSHOPS)())
    recognizer = Recognizer.open(gaz)
    assert [scan.scan_text(text, gaz, recognizer=recognizer) for text in texts] == before
    assert len(kept) > 1


def test_no_more_processes_than_can_work_at_once(monkeypatch):
    monkeypatch.setattr(batch, "_processors", lambda: 3)
    paths = [Path(f"{number}.txt") for number in range(10)]
    jobs = [batch._Run(None, None, paths, jobs, print)._jobs for jobs in (1, 2, 999)]
    assert jobs == [1, 2, 3]


def test_a_journal_of_other_tables_is_not_used(folder, tmp_path):
    out = tmp_path / "out.jsonl"
    journal_of(out).write_text('{"fingerprint": "other"}\n{"path": "x"}\n', encoding="utf-8")
    scan_paths([folder], out=out)
    assert len(lines(out)) == len(NAMES)


def correct_what_is_gone(document):
    Path(f"{document}.corrections.toml").write_text(
        "[[mention]]\nquote = 'Berd'\nnot_a_place = true\n", encoding="utf-8"
    )


def test_corrections_that_no_longer_fit_are_faults_and_their_documents_are_written(
    folder, tmp_path
):
    correct_what_is_gone(folder / "0.txt")
    out = tmp_path / "out.jsonl"
    (fault,) = scan_paths([folder], out=out)
    assert "0.txt: the correction of “Berd” no longer fits" in str(fault)
    assert len(lines(out)) == len(NAMES)
    done = subprocess.run(
        [sys.executable, "-m", "gazetteer.cli", "scan", str(folder / "0.txt")],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2 and done.stderr.count("no longer fits") == 1
    assert json.loads(done.stdout)["mentions"][0]["text"] == NAMES[0]


def test_a_run_that_goes_on_says_what_the_killed_one_had_to_say(folder, tmp_path, monkeypatch):
    pdf(folder / "0.pdf", [["The town of Goris."], []])
    correct_what_is_gone(folder / "0.txt")
    out, remarks = tmp_path / "out.jsonl", []
    interrupted(folder, out, monkeypatch, count=3)
    (fault,) = scan_paths([folder], out=out, on_remark=remarks.append)
    assert "0.txt: the correction of “Berd” no longer fits" in str(fault)
    assert any("0.pdf: no text layer on page 2" in remark for remark in remarks)


def test_a_correction_that_no_longer_fits_leaves_the_document_to_those_who_want_it(folder):
    correct_what_is_gone(folder / "0.txt")
    faults, remarks = [], []
    found = list(scan_each(
        [folder / "0.txt"], Gazetteer.open(), on_fault=faults.append, on_remark=remarks.append
    ))  # fmt: skip
    assert (len(found), faults, len(remarks)) == (1, [], 1)


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


def test_documents_with_their_text_are_the_same_from_one_process_and_two(folder):
    gaz, faults = Gazetteer.open(), []
    (folder / "1.txt").write_bytes(b"")
    paths = sorted(folder.iterdir())
    one = list(scan_each(paths, gaz, on_fault=faults.append))
    assert one == list(scan_each(paths, gaz, jobs=2, on_fault=faults.append))
    assert [document.text[m.start : m.end] for document, (m, *_) in one] == [
        "Goris", "Kapan", "Meghri",
    ]  # fmt: skip
    assert [str(fault) for fault in faults[:1]] == [str(fault) for fault in faults[1:]]


def test_a_document_that_goes_before_it_is_read_is_a_fault(folder):
    faults = []
    paths = [*sorted(folder.iterdir()), folder / "gone.txt"]
    assert len(list(scan_each(paths, Gazetteer.open(), on_fault=faults.append))) == len(NAMES)
    assert len(faults) == 1 and "gone.txt: no such file" in str(faults[0])
