"""Compile the shipped tables when the package is built, so that the first look-up is a fast one.

Runs in the isolated environment of the build, with what `[build-system] requires` and the hook
name. An editable install compiles into the source tree, a wheel carries the artefacts with it.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc,type-arg,unused-ignore]
    """Makes the look-up index, the scan automaton and the search data of the pages."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile what is missing or stale; the source distribution carries none of it."""
        if self.target_name != "wheel":
            return
        sys.path.insert(0, self.root)
        from gazetteer.gazetteer import Gazetteer
        from gazetteer.geoparsing.recognition import Recognizer
        from maps.searchdata import compiled

        gazetteer = Gazetteer.open()
        Recognizer.open(gazetteer)
        compiled(gazetteer)
        folder = Path(self.root, "geodata", "compiled")
        build_data["artifacts"] += [
            path.relative_to(self.root).as_posix()
            for path in sorted(folder.iterdir())
            if not path.name.startswith(".")  # what a build that was killed left behind
        ]
