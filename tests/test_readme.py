"""What the README shows a newcomer runs as it stands there."""

import re
from pathlib import Path

import pytest

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_there_is_an_example():
    assert BLOCKS


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_an_example_runs(block, monkeypatch, capsys):
    monkeypatch.chdir(Path(__file__).parents[1])
    exec(compile(block, "README.md", "exec"), {})  # noqa: S102
    assert capsys.readouterr().err == ""


def test_every_command_that_it_shows_exists():
    from gazetteer.cli import _parser

    shown = set(re.findall(r"^    gazetteer (\w+)", README, re.MULTILINE))
    help_text = _parser().format_help()
    assert shown
    assert all(re.search(rf"^    {name}\b", help_text, re.MULTILINE) for name in shown)
