"""The gazetteer as the pages read it: cards, outlines, and every name for the search."""

from pathlib import Path
from typing import Any

from .cards import Atlas, card, chunk_of, geometry
from .output import write_data


def write_search_data(folder: Path, atlas: Atlas, named: set[str]) -> None:
    chunks: dict[str, dict[str, Any]] = {}
    for place in atlas.gaz.places():
        if place.id in named:
            chunks.setdefault(chunk_of(place.id), {})[place.id] = card(place, atlas)
        if place.id in named and (outline := atlas.gaz.outline(place.id)):
            write_data(folder, f"outlines/{place.id}", geometry(outline))
    for chunk, cards in sorted(chunks.items()):
        write_data(folder, f"cards/{chunk}", cards)
    write_data(folder, "keys", {})
    write_data(folder, "gazetteer", {})
