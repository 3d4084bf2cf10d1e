"""The command line, as a user meets it: what is printed where, and with which exit code."""

import json
import os
import subprocess
import sys

import pytest

from gazetteer.cli import main

COMMANDS = ["lookup", "show", "scan", "map", "export", "reconcile", "evaluate", "check"]
EXAMPLE = "maps/examples/catalogue-notes.txt"


def run(capsys, *arguments):
    try:
        code = main(list(arguments))
    except SystemExit as stop:
        code = stop.code
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(capsys, command):
    code, out, _ = run(capsys, command, "--help")
    assert code == 0
    assert "example: gazetteer " + command in out


def test_the_module_is_the_same_program():
    said = subprocess.run(
        [sys.executable, "-m", "gazetteer", "--version"], capture_output=True, text=True, check=True
    )
    assert said.stdout.startswith("gazetteer ")
    assert said.stderr == ""


def test_a_lookup_prints_the_contract(capsys):
    code, out, err = run(capsys, "lookup", "Xankendi", "--limit", "1", "--json")
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert answer["query"] == "Xankendi"
    (candidate,) = answer["candidates"]
    assert set(candidate) >= {
        "id", "label", "type", "lat", "lon", "country_code", "concordances", "score", "matched",
        "how", "why",
    }  # fmt: skip
    assert "421193975" in candidate["concordances"]["wof"]


def test_no_candidate_is_an_empty_list(capsys):
    code, out, _ = run(capsys, "lookup", "12345 67890", "--json")
    assert (code, json.loads(out)["candidates"]) == (0, [])


def test_a_batch_answers_line_by_line_in_order(capsys, tmp_path):
    names = ["Ханкенди", "", "Լենինական"]
    (tmp_path / "names.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
    code, out, _ = run(capsys, "lookup", "--batch", str(tmp_path / "names.txt"), "--json")
    answers = [json.loads(line) for line in out.splitlines()]
    assert (code, [answer["query"] for answer in answers]) == (0, names)
    assert [bool(answer["candidates"]) for answer in answers] == [True, False, True]


@pytest.mark.parametrize(
    "content",
    [
        "Ханкенди\r\n\r\nԼենինական\r\n".encode(), "\ufeffХанкенди\n\nԼենինական".encode(),
        "Ханкенди\n\nԼենինական\n".encode("utf-16"),
    ],
    ids=["Windows line ends", "a byte order mark", "UTF-16"],
)  # fmt: skip
def test_a_batch_reads_what_editors_save(capsys, tmp_path, content):
    (tmp_path / "names.txt").write_bytes(content)
    code, out, _ = run(capsys, "lookup", "--batch", str(tmp_path / "names.txt"), "--json")
    answers = [json.loads(line)["query"] for line in out.splitlines()]
    assert (code, answers) == (0, ["Ханкенди", "", "Լենինական"])


def test_a_batch_answers_a_line_that_is_no_name(capsys, tmp_path):
    (tmp_path / "names.txt").write_text("a" * 1_000_000 + "\n\0\nՇուշի\n", encoding="utf-8")
    code, out, _ = run(capsys, "lookup", "--batch", str(tmp_path / "names.txt"), "--json")
    assert (code, [bool(json.loads(x)["candidates"]) for x in out.splitlines()]) == (
        0, [False, False, True],
    )  # fmt: skip


def test_a_batch_that_is_not_utf_8_is_refused_before_any_answer(capsys, tmp_path):
    (tmp_path / "names.txt").write_bytes("Шуша\nГорис\n".encode("cp1251"))
    code, out, err = run(capsys, "lookup", "--batch", str(tmp_path / "names.txt"))
    assert (code, out) == (2, "")
    assert "names.txt: line 1 is not UTF-8" in err


def test_a_batch_may_be_a_pipe(tmp_path):
    pipe = tmp_path / "names"
    os.mkfifo(pipe)
    asked = subprocess.Popen(
        [sys.executable, "-m", "gazetteer", "lookup", "--batch", str(pipe), "--json"],
        stdout=subprocess.PIPE,
        text=True,
    )
    pipe.write_text("Goris\nXankendi\n", encoding="utf-8")
    out, _ = asked.communicate(timeout=60)
    assert [json.loads(line)["query"] for line in out.splitlines()] == ["Goris", "Xankendi"]


def program(*arguments, **options):
    """Run the program in a process of its own, where the system's encoding matters."""
    return subprocess.run(
        [sys.executable, "-m", "gazetteer", *arguments], capture_output=True, check=False, **options
    )


def test_a_pipe_that_is_not_utf_8_is_answered_and_told(tmp_path):
    told = program("lookup", "--batch", "-", "--json", input=b"Goris\n\xd8\xf3\xf8\xe0\nShusha\n")
    answers = [json.loads(line) for line in told.stdout.decode("utf-8").splitlines()]
    assert [bool(answer["candidates"]) for answer in answers] == [True, False, True]
    assert told.returncode == 2
    assert told.stderr.startswith(b"gazetteer: standard input: line 2 is not UTF-8")


@pytest.mark.parametrize("encoding", ["ascii", "cp1251", "cp1252", "utf-16"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("lookup", "Шуша"), ("lookup", "Шуша", "--json"), ("show", "p000341"),
        ("scan", EXAMPLE), ("scan", EXAMPLE, "--format", "csv"),
    ],
)  # fmt: skip
def test_output_is_utf_8_whatever_the_system_has(arguments, encoding):
    plain = program(*arguments)
    other = program(*arguments, env={**os.environ, "PYTHONIOENCODING": encoding})
    assert (other.returncode, other.stdout) == (0, plain.stdout)
    assert plain.stdout.decode("utf-8")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a disk that is full")  # noqa: PTH110
@pytest.mark.parametrize("arguments", [("lookup", "Goris"), ("scan", EXAMPLE), ("check",)])
def test_a_full_disk_is_told_in_one_line(arguments):
    buffered = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        told = subprocess.run(
            [sys.executable, "-m", "gazetteer", *arguments],
            stdout=full, stderr=subprocess.PIPE, check=False, env=buffered,
        )  # fmt: skip
    assert told.returncode == 2
    assert told.stderr.startswith(b"gazetteer: standard output: ")
    assert told.stderr.count(b"\n") == 1


def test_bytes_that_are_no_text_stay_json(tmp_path):
    told = program("lookup", b"\xff\xfe", "--json", env={**os.environ, "PYTHONUTF8": "1"})
    assert json.loads(told.stdout.decode("utf-8"))["query"] == "\udcff\udcfe"


@pytest.mark.parametrize("letter", ["г.", "x", "Հ", "S", "ХХ", "А"])
def test_a_letter_is_read_like_no_abbreviation(capsys, letter):
    _, out, _ = run(capsys, "lookup", letter, "--json")
    found = json.loads(out)["candidates"]
    assert not [place for place in found if place["type"] in ("country", "region")]


@pytest.mark.parametrize("word", ["region", "rayonu", "քաղաք", "город", "село"])
def test_a_word_for_a_kind_is_misspelt_for_no_name(capsys, word):
    _, out, _ = run(capsys, "lookup", word, "--json")
    ways = {place["how"] for place in json.loads(out)["candidates"]}
    assert ways <= {"exact", "folded", "romanized"}


def test_places_of_one_name_and_type_are_told_apart(capsys):
    """Two rayons of one name, seat and extent, of 1991 and of 2023, and villages of one name."""
    for name in ("Ağdere", "Qaradağlı"):
        _, out, _ = run(capsys, "lookup", name)
        shown = [line.split("  ")[1:3] for line in out.splitlines() if line.startswith("p")]
        kinds = [kind for kind in shown if shown.count(kind) == 1]
        assert len(kinds) > len(shown) / 2
        assert not [kind for _, kind in shown if kind.startswith("[district") and ";" not in kind]


def test_filters_hold_for_the_nearest_places(capsys):
    at = ("lookup", "--near", "39.55,46.35", "--limit", "5", "--json")
    _, out, _ = run(capsys, *at, "--country", "az", "--lang", "HY")
    found = json.loads(out)["candidates"]
    assert {place["country_code"] for place in found} == {"AZ"}
    for place in found:
        _, shown, _ = run(capsys, "show", place["id"], "--json")
        assert any(name["lang"].startswith("hy") for name in json.loads(shown)["names"])


def test_a_language_is_one_in_any_case(capsys):
    plain, other = (run(capsys, "lookup", "Шуша", "--lang", x) for x in ("az-Cyrl", "AZ-cyrl"))
    assert plain == other
    assert "place of the gazetteer" not in plain[1]


def test_the_joiner_of_a_persian_name_is_printed(capsys):
    _, out, _ = run(capsys, "lookup", "خانکندی", "--limit", "1")
    assert "خان\u200cکندی" in out
    _, out, _ = run(capsys, "lookup", "\u202eشوشا\x1b[31m")
    assert "\u202e" not in out and "\x1b" not in out


def test_a_position_south_of_the_equator_is_no_option(capsys):
    code, out, _ = run(capsys, "lookup", "--near", "-33.87,151.21", "--limit", "1", "--json")
    assert (code, json.loads(out)["candidates"][0]["country_code"]) == (0, "AU")


def test_show_names_every_source(capsys):
    _, out, _ = run(capsys, "lookup", "Şuşa", "--limit", "1", "--json")
    place_id = json.loads(out)["candidates"][0]["id"]
    code, out, _ = run(capsys, "show", place_id, "--json")
    names = json.loads(out)["names"]
    assert code == 0
    assert {"Şuşa", "Շուշի", "Шуша"} <= {name["form"] for name in names}
    assert all(name["source"] for name in names)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "p999999999"), "p999999999"),
        (("lookup",), "--near"),
        (("lookup", "x", "--near", "91,0"), "out of range"),
        (("lookup", "x", "--limit", "0"), "whole number"),
        (("lookup", "--batch", "nowhere.txt"), "nowhere.txt"),
        (("reconcile", "--data", "x", "--sources", "x", "--out", "x"), "--data"),
        (("lookup", "--batch", "{tmp}"), "a folder; --batch takes a text file"),
        (("lookup", "x", "--type", "castle"), "castle"),
        (("lookup", "Goris", "--lang", "xx"), "'xx' is no BCP 47 code of a language"),
        (("lookup", "--near", "40,46", "--lang", "xx"), "'xx'"),
        (("lookup", ""), "NAME is empty"),
        (("lookup", " \t\n", "--json"), "NAME is empty"),
        (("lookup", "x", "--country", "Azerbaijan"), "no ISO 3166-1 alpha-2 code"),
        (("lookup", "--near", "40,46", "--country", "1"), "no ISO 3166-1 alpha-2 code"),
        (("scan", "nowhere.txt"), "nowhere.txt"),
        (("map", "nowhere.txt", "--out", "{tmp}/site"), "nowhere.txt"),
        (("map", EXAMPLE, "--out", "{tmp}/site", "--viewpoint", "mine"), "mine"),
        (("export", "--bbox", "50,1,40,2,3", "--out", "{tmp}/x.geojson"), "W,S,E,N"),
        (("evaluate", "nowhere.json"), "nowhere.json"),
        (("check", "--data", "nowhere"), "nowhere"),
        (("reconcile", "--sources", "nowhere", "--out", "{tmp}/tables"), "nowhere"),
    ],
)
def test_a_fault_of_input_is_one_line_and_writes_nothing(capsys, tmp_path, arguments, said):
    code, out, err = run(capsys, *(word.format(tmp=tmp_path) for word in arguments))
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(200)),
        ("broken.txt", b"\xd0\xa8\xd1\x83\xff\xfe\xd1\x88\xd0 \x98\x81\x8d\xff"),
    ],
)
def test_an_unreadable_document_is_named_and_no_site_is_left(capsys, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    code, _, err = run(capsys, "map", str(tmp_path / name), "--out", str(tmp_path / "site"))
    assert code == 2
    assert name in err
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_folder_without_documents_is_a_fault(capsys, tmp_path):
    code, _, err = run(capsys, "map", str(tmp_path), "--out", str(tmp_path / "site"))
    assert code == 2
    assert str(tmp_path) in err


@pytest.mark.parametrize("command", ["scan", "map"])
def test_files_of_other_kinds_are_told_of_once(capsys, tmp_path, command):
    """Not what belongs to a document, is hidden, was asked for as the output, or is a site."""
    folder = tmp_path / "reports"
    (folder / "deep").mkdir(parents=True)
    (folder / "notes.txt").write_text("The town of Goris.", encoding="utf-8")
    for name in ("notes.toml", "notes.txt.toml", "notes.txt.corrections.toml"):
        (folder / name).write_text("", encoding="utf-8")
    out = folder / ("out.jsonl" if command == "scan" else "site")
    for _ in range(2):
        code, _, err = run(capsys, command, str(folder), "--out", str(out))
        assert (code, err) == (0, "")
    for name in ("a.jpg", "deep/b.JPG", "deep/LIST", ".hidden.jpg", "~$notes.docx"):
        (folder / name).write_bytes(b"\xff\xd8")
    code, _, err = run(capsys, command, str(folder), "--out", str(out))
    assert code == 0
    assert err.startswith(
        "gazetteer: 3 files of other kinds left out: 2 .jpg, 1 without a suffix (read are txt, md,"
    )
    assert err.count("\n") == 1


@pytest.mark.parametrize("command", [("scan", EXAMPLE), ("export",)])
def test_an_output_in_a_folder_that_is_closed_is_named_as_it_was_given(
    capsys, tmp_path, monkeypatch, command
):
    if os.geteuid() == 0:  # who may write everywhere
        monkeypatch.setattr("os.access", lambda path, mode: False)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    code, _, err = run(capsys, *command, "--out", str(closed / "out.jsonl"))
    assert code == 2
    assert err.startswith(f"gazetteer: {closed / 'out.jsonl'}: cannot be written")
    assert ".scanning" not in err and err.count("\n") == 1


def test_an_output_below_a_file_is_a_fault(capsys, tmp_path):
    (tmp_path / "file").write_text("x")
    code, _, err = run(capsys, "map", EXAMPLE, "--out", str(tmp_path / "file" / "site"))
    assert code == 2
    assert "file" in err


def test_a_look_up_loads_nothing_heavy():
    code = (
        "import sys; from gazetteer.cli import main; main(['lookup', 'Xankendi', '--json']); "
        "print(sorted({'geopandas', 'pandas', 'numpy', 'folium', 'shapely'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_long_name_that_nothing_answers_is_told_in_a_short_line(capsys):
    assert main(["lookup", "a" * 10_000]) == 0
    assert len(capsys.readouterr().out) < 200
