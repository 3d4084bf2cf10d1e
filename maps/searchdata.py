"""The gazetteer as the pages read it: cards, outlines, and every name for the search.

The neighbourhood of the region comes with full cards and is loaded at once; the rest of the
world comes as names only and follows while the reader types. All of it depends on the tables
alone, so it is made once and kept with the other compiled artefacts, with the entries that it
was made from: a site that withholds places is written from those it may show.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from gazetteer import keys
from gazetteer.gazetteer import Gazetteer
from gazetteer.model import Place

from .cards import CHUNK, Atlas, Labels, card, chunk_of, geometry, pack
from .entries import LAYERS, Entry, entries, entry, is_near, read_entries
from .escaping import data_script, json_text
from .guard import GuardedGazetteer
from .parts import part_of
from .searchkeys import search_rules

_WORLD_PART = 6000  # places in a file of names of the world
_ENTRIES = "entries/"  # what the files were made from; no part of a site
_NEAR = "gazetteer"
_CODE = ("cards", "columns", "entries", "escaping", "parts", "searchdata", "searchkeys")
_CORE = ("keys", "names", "romanization", "viewpoint")  # of what the file holds of every place
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def card_file(place: Place) -> str:
    """Return which file of `data/cards` holds the card of a place."""
    return chunk_of(place.id) if is_near(place) else place.id


def write_search_data(folder: Path, atlas: Atlas, named: Iterable[str]) -> list[str]:
    """Write cards, outlines and names below `folder/data`.

    Returns the places far away that are `named` and so have a card of their own.
    """
    data, gaz = folder / "data", atlas.gaz
    if isinstance(gaz, Gazetteer):
        with zipfile.ZipFile(compiled(gaz)) as archive:
            archive.extractall(data, _files(archive))
    elif isinstance(gaz, GuardedGazetteer) and isinstance(gaz.unguarded, Gazetteer):
        with zipfile.ZipFile(compiled(gaz.unguarded)) as archive:
            _write(data, _let_through(archive, gaz, atlas))
    else:
        _write(data, bundle(parts_of(entries(atlas)), atlas))
    far = [place for place in (gaz[i] for i in sorted(named)) if not is_near(place)]
    for place in far:
        _write(data, _far_place(place, atlas))
    return [place.id for place in far]


def _write(data: Path, files: Iterable[tuple[str, str]]) -> None:
    for name, text in files:
        (data / name).write_text(text, encoding="utf-8", newline="\n")


def _files(archive: zipfile.ZipFile) -> list[str]:
    return [name for name in archive.namelist() if not name.startswith(_ENTRIES)]


def _let_through(
    archive: zipfile.ZipFile, gaz: GuardedGazetteer, atlas: Atlas
) -> Iterator[tuple[str, str]]:
    """Yield the files as far as they may be shown: what a policy leaves alone as it is."""
    changed = gaz.changed(json.loads(archive.read(f"{_ENTRIES}holders.json")))
    members = json.loads(archive.read(f"{_ENTRIES}members.json"))
    redone = {place: entry(gaz[place], atlas) for place in changed if place in gaz}
    if any((one.card is None) is (one.id in members[_NEAR]) for one in redone.values()):
        yield from bundle(parts_of(entries(atlas)), atlas)  # a grid took it across the border
        return
    files = {name: [f"{name}.js"] for name in members}
    files[_NEAR] = [name for name in _files(archive) if name.removesuffix(".js") not in members]
    files[_NEAR].append(f"{_NEAR}.js")
    for part, ids in members.items():
        if changed.isdisjoint(ids):
            yield from ((name, archive.read(name).decode()) for name in files[part])
            continue
        kept = read_entries(json.loads(archive.read(f"{_ENTRIES}{part}.json")))
        shown = [redone.get(one.id, one) for one in kept
                 if one.id not in changed or one.id in redone]  # fmt: skip
        names = [name for name in members if name != _NEAR]
        yield from _near_files(shown, names, atlas) if part == _NEAR else _part_file(part, shown)


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
    core = Path(keys.__file__).parent
    rules = [*(core / f"{name}.py" for name in _CORE),
             *sorted(knowledge_path("romanization").glob("*.csv")),
             knowledge_path("viewpoints.csv")]  # fmt: skip

    def build(path: Path) -> None:
        atlas = Atlas(gaz)
        parts = parts_of(entries(atlas))
        holders: dict[str, list[str]] = {}
        for one in chain(*parts.values()):
            for target in one.targets:
                holders.setdefault(target, []).append(one.id)
        members = {name: [one.id for one in part] for name, part in parts.items()}
        kept = {"holders": holders, "members": members, **parts}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            texts = ((f"{_ENTRIES}{name}.json", _json(value)) for name, value in kept.items())
            for name, text in chain(bundle(parts, atlas), texts):
                archive.writestr(zipfile.ZipInfo(name, _NO_TIME), text, zipfile.ZIP_DEFLATED)

    return compiled_path(gaz.tables, "pages.zip", build, inputs=[*code, *rules])


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def parts_of(found: Iterable[Entry]) -> dict[str, list[Entry]]:
    """Return the neighbourhood as `gazetteer`, and the rest of the world as `names-1` and so on."""
    near: list[Entry] = []
    far: list[Entry] = []
    for one in found:
        (near if one.card is not None else far).append(one)
    parts = {_NEAR: near}
    for number, start in enumerate(range(0, len(far), _WORLD_PART), start=1):
        parts[f"names-{number}"] = far[start : start + _WORLD_PART]
    return parts


def bundle(parts: Mapping[str, list[Entry]], atlas: Atlas) -> Iterator[tuple[str, str]]:
    """Yield (file below `data`, its text) of everything that depends on the gazetteer alone."""
    world = [name for name in parts if name != _NEAR]
    yield from _near_files(parts[_NEAR], world, atlas)
    for name in world:
        yield from _part_file(name, parts[name])


def _near_files(near: list[Entry], world: list[str], atlas: Atlas) -> Iterator[tuple[str, str]]:
    yield _script("keys", search_rules())
    yield from _card_files(near, atlas)
    for one in near:
        if one.outline:
            yield _script(f"outlines/{one.id}", one.outline)
    yield _script("districts", {layer: [one.coarse for one in near if one.layer == layer]
                                for layer in LAYERS})  # fmt: skip
    yield _script(_NEAR, {**part_of(near), "parts": world, "chunk": CHUNK})


def _part_file(name: str, members: list[Entry]) -> Iterator[tuple[str, str]]:
    yield _script(name, part_of(members))


def _script(key: str, value: object) -> tuple[str, str]:
    return f"{key}.js", data_script(key, json_text(value))


def _card_files(near: list[Entry], atlas: Atlas) -> Iterator[tuple[str, str]]:
    labels: dict[str, Labels | None] = {one.id: one.labels for one in near}
    chunks: dict[str, dict[str, Any]] = {}
    for one in near:
        chunks.setdefault(chunk_of(one.id), {})[one.id] = one.card
    for chunk, cards in chunks.items():
        targets = {link[1] for about in cards.values() for link in _links(about)}
        for target in targets - labels.keys():
            labels[target] = atlas.labels_of(target)
        yield _script(f"cards/{chunk}", pack(cards, {t: labels[t] for t in sorted(targets)}))


def _links(about: dict[str, Any]) -> list[list[Any]]:
    return [*about.get("parents", []), *about.get("related", [])]


if __name__ == "__main__":
    print(compiled(Gazetteer.open()))
