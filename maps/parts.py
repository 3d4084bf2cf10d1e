"""The parts of the search data: many places and their names as columns that load fast."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gazetteer.model import Place

from .cards import position
from .columns import column, letter, runs, shared, unfolded
from .entries import Entry, views
from .escaping import read_data_script

_DEGREE = 10_000  # the search shows points to some ten metres; cards say them exactly


def part_of(members: Sequence[Entry]) -> dict[str, Any]:
    """Return places and their names as columns; `assets/columns.js` reads them.

    Forms stand a line each and places a blank line apart, as they are written, so that the
    browser can search them as one text and a person, or the guard, can find a name in the file.
    """
    return {
        "ids": runs(one.number for one in members),
        "kinds": column([f"{one.type} {one.feature}" for one in members]),
        "lat": [_degrees(one.lat) for one in members],
        "lon": [_degrees(one.lon) for one in members],
        "weights": column([str(one.weight) for one in members]),
        "parents": column([" ".join(one.parents) for one in members]),
        "labels": column(["\t".join(_as_forms(one)) for one in members]),
        "eras": column([one.era for one in members]),
        "outlines": column([one.outline["quality"] if one.outline else "" for one in members]),
        "forms": "\n\n".join("\n".join(form for form, _ in one.forms) for one in members),
        "langs": column([" ".join(langs) for one in members for _, langs in one.forms]),
        **_keys(members),
    }


def _degrees(value: float | None) -> int | None:
    return None if value is None else round(value * _DEGREE)


def _as_forms(one: Entry) -> Iterator[str]:
    """Yield the label of each viewpoint as the number of a form, two joined, or itself after `=`.

    A viewpoint that shows what the first one shows has none.
    """
    numbers = {form: str(number) for number, (form, _) in enumerate(one.forms)}
    first, *others = views(one.labels)
    for label in (first, *("" if label == first else label for label in others)):
        joined = [numbers.get(part, "") for part in label.split(" / ")]
        yield "/".join(joined) if all(joined) else label and f"={' '.join(label.split())}"


def _keys(members: Sequence[Entry]) -> dict[str, str]:
    """Return the sorted keys of all places, and for each key the places that have it."""
    places: dict[str, list[str]] = {}
    for number, one in enumerate(members):
        for key in one.keys:
            places.setdefault(key, []).append(letter(number))
    ordered = sorted(places)
    return {"keys": shared(ordered), "keyed": "\n".join("".join(places[key]) for key in ordered)}


def read_points(folder: Path) -> Iterator[tuple[str, float | None, float | None]]:
    """Yield (id, lat, lon) of every place that the search of a written site shows."""
    data = folder / "data"
    for path in [data / "gazetteer.js", *sorted(data.glob("names-*.js"))]:
        part = read_data_script(path.read_text(encoding="utf-8"))
        numbers = unfolded(part["ids"])
        for number, lat, lon in zip(numbers, part["lat"], part["lon"], strict=True):
            yield f"p{number:06d}", _from_degrees(lat), _from_degrees(lon)


def rounded_point(place: Place) -> tuple[float | None, float | None]:
    """Return the point of a place as the search would show it."""
    at = position(place)
    lat, lon = _degrees(at.get("lat")), _degrees(at.get("lon"))
    return _from_degrees(lat), _from_degrees(lon)


def _from_degrees(value: int | None) -> float | None:
    return None if value is None else value / _DEGREE
