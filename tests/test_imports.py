"""Imports point one way: geodata <- gazetteer <- maps, the two doors of the package apart."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ABOVE = {"geodata": {"gazetteer", "maps"}, "gazetteer": {"maps"}, "maps": set()}
DOORS = {"gazetteer/cli.py", "gazetteer/build_hook.py"}


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("package", ABOVE)
def test_no_module_imports_from_above(package):
    modules = sorted((ROOT / package).rglob("*.py"))
    assert modules
    assert [
        (path.relative_to(ROOT).as_posix(), name)
        for path in modules
        for name in imported(path)
        if name.partition(".")[0] in ABOVE[package]
        and path.relative_to(ROOT).as_posix() not in DOORS
    ] == []


@pytest.mark.parametrize("door", sorted(DOORS))
def test_a_door_still_needs_to_be_one(door):
    names = {name.partition(".")[0] for name in imported(ROOT / door)}
    assert "maps" in names
