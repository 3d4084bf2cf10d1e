"""The files that every page shares: Leaflet, our style and scripts, the map shell, the words.

Leaflet comes from an installed package and is checked, since a changed file would run in every
page. The map shell is made by folium from fixed settings: no text of a document or a table ever
passes through a folium or branca template, because branca runs what it renders.
"""

import csv
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from gazetteer.errors import OutputError

from .escaping import data_script, json_text

_HERE = Path(__file__).parent
_LEAFLET = {
    "leaflet.js": "db49d009c841f5ca34a888c96511ae936fd9f5533e90d8b2c4d57596f4e5641a",
    "leaflet.css": "a7837102824184820dfa198d1ebcd109ff6d0ff9a2672a074b9a1b4d147d04c6",
}
LANGUAGES = ("en", "hy", "az", "ru")
CENTRE, ZOOM, LARGEST_ZOOM = (40.1, 46.6), 8, 15


def write_assets(folder: Path) -> None:
    """Write the shared files of a site into its `assets` folder."""
    folder.mkdir(parents=True)
    for name in _LEAFLET:
        (folder / name).write_bytes(leaflet(name))
    for path in sorted((_HERE / "assets").iterdir()):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "map.js").write_text(map_shell(), encoding="utf-8", newline="\n")
    script = data_script("words", json_text(words()))
    (folder / "words.js").write_text(script, encoding="utf-8", newline="\n")


@cache
def leaflet(name: str) -> bytes:
    """Return a file of Leaflet 1.9.4; raise OutputError when it is not the one that we know."""
    import js_lib_leaflet

    path = Path(js_lib_leaflet.__file__).parent / "static" / "js_lib_leaflet" / name
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != _LEAFLET[name]:
        raise OutputError(f"{path}: is not Leaflet 1.9.4; install django-js-lib-leaflet==1.9.4.1")
    return content


@cache
def map_shell() -> str:
    """Return the script that makes the empty map, as folium writes it, with an id of ours."""
    import folium

    shell = folium.Map(
        location=CENTRE, zoom_start=ZOOM, tiles=None, prefer_canvas=True, zoom_control=False
    )
    shell.options["max_zoom"], shell.options["min_zoom"] = LARGEST_ZOOM, 2
    shell.options["zoom_snap"], shell.options["world_copy_jump"] = 0.25, True
    shell.options["wheel_px_per_zoom_level"] = 120
    root: Any = shell.get_root()
    root.render()
    script = root.script.render().replace(shell.get_name(), "map")
    return re.sub(r"[ \t]*\n\s*", "\n", script).strip() + "\n"


@cache
def words() -> dict[str, dict[str, str]]:
    """Return the pages' own words: language, then key, then word."""
    with (_HERE / "words.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {lang: {row["key"]: row[lang] for row in rows} for lang in LANGUAGES}
