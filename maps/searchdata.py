"""The gazetteer as the pages read it: cards, outlines, and every name for the search.

The neighbourhood of the region comes with full cards and is loaded at once; the rest of the
world comes as names only and follows while the reader types. All of it depends on the tables
alone, so it is made once and kept with the other compiled artefacts.
"""

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from gazetteer.gazetteer import Gazetteer
from gazetteer.keys import folded_key, romanized_keys
from gazetteer.model import Place

from .cards import VIEWS, Atlas, GazetteerLike, card, chunk_of, geometry, position
from .escaping import data_script, json_text
from .searchkeys import search_rules

# The neighbourhood: west, south, east, north. Its places have full cards whether named or not.
_NEAR = (43.0, 38.0, 51.5, 42.5)
_FAR_TYPES = ("country", "continent")
_WORLD_PART = 6000  # places in a file of names of the world
_SYSTEMS = ("current", "nkao", "artsakh")
_UPPER_UNITS = ("rayon", "marz", "raion", "province")
# Scripts whose readings the keys know; names in others are found as they are written.
_READ_ALOUD = frozenset({"Latn", "Cyrl", "Armn", "Geor", "Arab"})
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def is_near(place: Place) -> bool:
    """Say whether a place lies in the neighbourhood whose cards every site carries."""
    west, south, east, north = _NEAR
    inside = west <= place.lon <= east and south <= place.lat <= north
    return inside and place.type not in _FAR_TYPES


def card_file(place: Place) -> str:
    """Return which file of `data/cards` holds the card of a place."""
    return chunk_of(place.id) if is_near(place) else place.id


def write_search_data(folder: Path, atlas: Atlas, named: Iterable[str]) -> list[str]:
    """Write cards, outlines and names below `folder/data`.

    Returns the places far away that are `named` and so have a card of their own.
    """
    data = folder / "data"
    if isinstance(atlas.gaz, Gazetteer):
        with zipfile.ZipFile(compiled(atlas.gaz)) as archive:
            archive.extractall(data)
    else:
        for name, text in bundle(atlas):
            (data / name).write_text(text, encoding="utf-8", newline="\n")
    far = [place for place in (atlas.gaz[i] for i in sorted(named)) if not is_near(place)]
    for place in far:
        for name, text in _far_place(place, atlas):
            (data / name).write_text(text, encoding="utf-8", newline="\n")
    return [place.id for place in far]


def _far_place(place: Place, atlas: Atlas) -> Iterator[tuple[str, str]]:
    yield _script(f"cards/{place.id}", _cards([place], atlas))
    if outline := atlas.gaz.outline(place.id):
        yield _script(f"outlines/{place.id}", geometry(outline))


def compiled(gaz: Gazetteer) -> Path:
    """Return the archive of what depends on the tables alone; make it where it is not there yet."""
    from gazetteer.compiled import compiled_path
    from geodata import knowledge_path

    here = Path(__file__).parent
    code = [here / name for name in ("cards.py", "escaping.py", "searchdata.py", "searchkeys.py")]
    rules = [Path(folded_key.__code__.co_filename), Path(romanized_keys.__code__.co_filename),
             *sorted(knowledge_path("romanization").glob("*.csv")),
             knowledge_path("viewpoints.csv")]  # fmt: skip

    def build(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            for name, text in bundle(Atlas(gaz)):
                archive.writestr(zipfile.ZipInfo(name, _NO_TIME), text, zipfile.ZIP_DEFLATED)

    return compiled_path(gaz.tables, "pages.zip", build, inputs=[*code, *rules])


def bundle(atlas: Atlas) -> Iterator[tuple[str, str]]:
    """Yield (file below `data`, its text) of everything that depends on the gazetteer alone."""
    near: list[Place] = []
    far: list[Place] = []
    for place in atlas.gaz.places():
        (near if is_near(place) else far).append(place)
    yield _script("keys", search_rules())
    yield from _card_files(near, atlas)
    yield from _outline_files(near, atlas.gaz)
    yield _script("districts", _districts(near, atlas.gaz))
    parts = [far[start : start + _WORLD_PART] for start in range(0, len(far), _WORLD_PART)]
    names = [f"names-{number}" for number in range(1, len(parts) + 1)]
    yield _script("gazetteer", {**_names(near, atlas), "parts": names})
    for name, part in zip(names, parts, strict=True):
        yield _script(name, _names(part, atlas))


def _script(key: str, value: object) -> tuple[str, str]:
    return f"{key}.js", data_script(key, json_text(value))


def _card_files(places: list[Place], atlas: Atlas) -> Iterator[tuple[str, str]]:
    chunks: dict[str, list[Place]] = {}
    for place in places:
        chunks.setdefault(chunk_of(place.id), []).append(place)
    for chunk, members in chunks.items():
        yield _script(f"cards/{chunk}", _cards(members, atlas))


def _cards(places: list[Place], atlas: Atlas) -> dict[str, Any]:
    """Return the cards by id, and once the labels of the places that they point to."""
    cards = {place.id: card(place, atlas) for place in places}
    targets = {
        link[1] for c in cards.values() for link in [*c.get("parents", []), *c.get("related", [])]
    }
    return {"cards": cards, "labels": {t: atlas.labels_of(t) for t in sorted(targets)}}


def _outline_files(places: list[Place], gaz: GazetteerLike) -> Iterator[tuple[str, str]]:
    for place in places:
        if outline := gaz.outline(place.id):
            yield _script(f"outlines/{place.id}", geometry(outline))


def _districts(places: list[Place], gaz: GazetteerLike) -> dict[str, list[dict[str, Any]]]:
    """Return the outlines of the upper districts of each system, for the layers of the map."""
    found: dict[str, list[dict[str, Any]]] = {system: [] for system in _SYSTEMS}
    for place in places:
        if place.type == "district" and place.feature in _UPPER_UNITS and not place.superseded_by:
            system = place.system if place.system in _SYSTEMS else "current"
            if (system != "current" or not place.until) and (outline := gaz.outline(place.id)):
                found[system].append(geometry(outline, coarse=True))
    return found


def _names(places: list[Place], atlas: Atlas) -> dict[str, Any]:
    """Return the names of places as columns, which load several times faster than rows do."""
    languages: dict[str, int] = {}
    columns: dict[str, list[Any]] = {key: [] for key in _COLUMNS}
    for number, place in enumerate(places):
        labels = atlas.labels(place)
        at = position(place)
        columns["ids"].append(place.id)
        columns["types"].append(place.type)
        columns["features"].append(place.feature)
        columns["lat"].append(at.get("lat"))
        columns["lon"].append(at.get("lon"))
        columns["weight"].append(round(100 * place.importance))
        columns["parents"].append(" ".join(place.parents))
        columns["labels"].append(_few(labels))
        outline = atlas.gaz.outline(place.id) if is_near(place) else None
        columns["outlines"].append(outline.quality if outline else "")
        keys: dict[str, None] = {}
        for name in sorted(place.names, key=lambda n: (n.form, n.lang)):
            columns["forms"].append(name.form.replace("\n", " "))
            columns["of"].append(number)
            columns["langs"].append(languages.setdefault(name.lang, len(languages)))
            if name.script in _READ_ALOUD:
                keys |= dict.fromkeys(romanized_keys(name.form, name.lang))
            folded = folded_key(name.form)
            columns["folded"].append("" if folded == name.form.lower() else folded)
        columns["keys"].append(" ".join(keys))
    joined = {key: "\n".join(columns[key]) for key in _JOINED}
    return {**columns, **joined, "languages": list(languages)}


_JOINED = ("ids", "types", "features", "parents", "labels", "outlines", "forms", "folded", "keys")
_COLUMNS = (*_JOINED, "lat", "lon", "weight", "of", "langs")


def _few(labels: dict[str, str]) -> str:
    """Return the labels in the order of the viewpoints, empty where it is the first one."""
    first = labels[VIEWS[0]]
    others = ("" if labels[view] == first else labels[view] for view in VIEWS[1:])
    return "\t".join(label.replace("\n", " ").replace("\t", " ") for label in (first, *others))


if __name__ == "__main__":
    print(compiled(Gazetteer.open()))
