"""The gazetteer as the pages read it: cards, outlines, and every name for the search.

The neighbourhood of the region comes with full cards and is loaded at once; the rest of the
world comes as names only and follows while the reader types. All of it depends on the tables
alone, so it is made once and kept with the other compiled artefacts, with the entries that it
was made from: a site that withholds places is written from those it may show.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from gazetteer.gazetteer import Gazetteer
from gazetteer.keys import folded_key, romanized_keys
from gazetteer.model import Place

from .cards import CHUNK, Atlas, card, chunk_of, geometry, pack
from .entries import Entry, entries, entry, is_near, read_entries
from .escaping import data_script, json_text
from .guard import GuardedGazetteer
from .parts import part_of
from .searchkeys import search_rules

_WORLD_PART = 6000  # places in a file of names of the world
_ENTRIES = "entries.json"
_LAYERS = ("current", "nkao", "artsakh")
_CODE = ("cards", "columns", "entries", "escaping", "parts", "searchdata", "searchkeys")
_NO_TIME = (1980, 1, 1, 0, 0, 0)


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
            archive.extractall(data, [name for name in archive.namelist() if name != _ENTRIES])
    else:
        _write(data, bundle(_entries(atlas)))
    far = [place for place in (atlas.gaz[i] for i in sorted(named)) if not is_near(place)]
    for place in far:
        _write(data, _far_place(place, atlas))
    return [place.id for place in far]


def _write(data: Path, files: Iterable[tuple[str, str]]) -> None:
    for name, text in files:
        (data / name).write_text(text, encoding="utf-8", newline="\n")


def _entries(atlas: Atlas) -> Iterator[Entry]:
    """Yield the entries of what a gazetteer lets through, from those that are kept if there are."""
    gaz = atlas.gaz
    if not isinstance(gaz, GuardedGazetteer) or not isinstance(gaz.unguarded, Gazetteer):
        yield from entries(atlas)
        return
    with zipfile.ZipFile(compiled(gaz.unguarded)) as archive:
        kept = read_entries(json.loads(archive.read(_ENTRIES)))
    for one in kept:
        if not gaz.changes(one.id, one.targets):
            yield one
        elif one.id in gaz:
            yield entry(gaz[one.id], atlas)


def _far_place(place: Place, atlas: Atlas) -> Iterator[tuple[str, str]]:
    about = card(place, atlas)
    labels = {link[1]: atlas.labels_of(link[1]) for link in _links(about)}
    yield _script(f"cards/{place.id}", pack({place.id: about}, labels))
    if outline := atlas.gaz.outline(place.id):
        yield _script(f"outlines/{place.id}", geometry(outline))


def compiled(gaz: Gazetteer) -> Path:
    """Return the archive of what depends on the tables alone; make it where it is not there yet."""
    from gazetteer.compiled import compiled_path
    from geodata import knowledge_path

    here = Path(__file__).parent
    code = [here / f"{name}.py" for name in _CODE]
    rules = [Path(folded_key.__code__.co_filename), Path(romanized_keys.__code__.co_filename),
             *sorted(knowledge_path("romanization").glob("*.csv")),
             knowledge_path("viewpoints.csv")]  # fmt: skip

    def build(path: Path) -> None:
        made = list(entries(Atlas(gaz)))
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            kept = json.dumps(made, ensure_ascii=False, allow_nan=False)
            for name, text in chain(bundle(made), [(_ENTRIES, kept)]):
                archive.writestr(zipfile.ZipInfo(name, _NO_TIME), text, zipfile.ZIP_DEFLATED)

    return compiled_path(gaz.tables, "pages.zip", build, inputs=[*code, *rules])


def bundle(found: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """Yield (file below `data`, its text) of everything that depends on the gazetteer alone."""
    near: list[Entry] = []
    far: list[Entry] = []
    for one in found:
        (near if one.card is not None else far).append(one)
    yield _script("keys", search_rules())
    yield from _card_files(near, {one.id: one.labels for one in chain(near, far)})
    for one in near:
        if one.outline:
            yield _script(f"outlines/{one.id}", one.outline)
    yield _script("districts", {layer: [one.coarse for one in near if one.layer == layer]
                                for layer in _LAYERS})  # fmt: skip
    parts = [far[start : start + _WORLD_PART] for start in range(0, len(far), _WORLD_PART)]
    names = [f"names-{number}" for number in range(1, len(parts) + 1)]
    yield _script("gazetteer", {**part_of(near), "parts": names, "chunk": CHUNK})
    for name, part in zip(names, parts, strict=True):
        yield _script(name, part_of(part))


def _script(key: str, value: object) -> tuple[str, str]:
    return f"{key}.js", data_script(key, json_text(value))


def _card_files(near: list[Entry], labels: dict[str, dict[str, str]]) -> Iterator[tuple[str, str]]:
    chunks: dict[str, dict[str, Any]] = {}
    for one in near:
        chunks.setdefault(chunk_of(one.id), {})[one.id] = one.card
    for chunk, cards in chunks.items():
        targets = {link[1] for about in cards.values() for link in _links(about)}
        yield _script(f"cards/{chunk}", pack(cards, {t: labels.get(t) for t in sorted(targets)}))


def _links(about: dict[str, Any]) -> list[list[Any]]:
    return [*about.get("parents", []), *about.get("related", [])]


if __name__ == "__main__":
    print(compiled(Gazetteer.open()))
