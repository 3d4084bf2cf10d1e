"""Installing compiles the tables, with nothing but what the build is given."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from lookup_fixture import write_small_tables

ROOT = Path(__file__).parents[1]

# Refuses every import that the environment of a build has no package for.
COMPILE = """
import sys
from importlib.abc import MetaPathFinder

class Refuse(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in sys.argv[2].split():
            raise ModuleNotFoundError(f"the build has no {name}")

sys.meta_path.insert(0, Refuse())
from gazetteer.gazetteer import Gazetteer
from gazetteer.geoparsing.recognition import Recognizer
from maps.searchdata import compiled

gazetteer = Gazetteer.open(sys.argv[1])
Recognizer.open(gazetteer)
compiled(gazetteer)
"""


def names(requirements):
    return {re.match(r"[\w-]+", one)[0].replace("-", "_") for one in requirements}


def test_the_tables_are_compiled_with_what_the_build_is_given(tmp_path):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    given = names(project["build-system"]["requires"])
    missing = names(project["project"]["dependencies"]) - given
    assert "geopandas" in missing
    tables = write_small_tables(tmp_path / "tables")
    subprocess.run(
        [sys.executable, "-c", COMPILE, tables, " ".join(missing)],
        check=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
