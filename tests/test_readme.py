"""What the README shows a newcomer runs as it stands there."""

import io
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from gazetteer.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_there_is_an_example():
    assert BLOCKS


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_an_example_runs(block, monkeypatch, capsys):
    monkeypatch.chdir(Path(__file__).parents[1])
    exec(compile(block, "README.md", "exec"), {})  # noqa: S102
    assert capsys.readouterr().err == ""


COMMANDS = re.findall(r"^\| `gazetteer (.*?)` \|", README, re.MULTILINE)


def test_it_shows_every_command():
    from gazetteer.cli import _parser

    told = set(re.findall(r"`gazetteer (\w+)", README))
    there = set(re.findall(r"^    (\w+)", _parser().format_help(), re.MULTILINE))
    assert told == there
    assert len(COMMANDS) > 7


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_runs_line_by_line_as_it_stands(command, monkeypatch, tmp_path, capsys):
    """In a clone, here a folder of links into it: what is written stays out of the real one."""
    for name in ("maps", "tests"):
        (tmp_path / name).symlink_to(ROOT / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("Шуша\n".encode())))
    assert main(shlex.split(command)) == 0
    printed = capsys.readouterr()
    assert printed.out or len(list(tmp_path.iterdir())) == 3


def test_what_needs_an_extra_names_one_that_there_is():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = re.findall(r"'\.\[(\w+)\]'", README)
    assert {"rebuild", "parquet"} <= set(named) <= set(extras["optional-dependencies"])
