"""The gazetteer in tables: places as a geopandas frame, a column of names joined to places."""

from typing import TYPE_CHECKING, Any, Unpack, get_args

from gazetteer.errors import OptionError
from gazetteer.model import PlaceType

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from pandas import DataFrame, Series

    from gazetteer.gazetteer import Gazetteer
    from gazetteer.lookup import Candidate, LookupOptions

_CLOSE = 0.08
"""Two candidates whose scores differ by less are not told apart by the name alone."""
_MOST_OTHERS = 6
_AREAS = frozenset({"district", "region"})


def geodataframe(
    gazetteer: "Gazetteer",
    *,
    type: str | None,  # noqa: A002
    viewpoint: str,
    outlines: bool,
) -> "GeoDataFrame":
    """Return the places as a frame in EPSG:4326, indexed by id, in the order of ids.

    Columns: label, type, feature, country_code, population, importance, parents, concordances,
    names, geometry: the point, or the outline where one is known and `outlines` is true.
    """
    import geopandas
    from shapely import from_wkt, points

    if type is not None and type not in get_args(PlaceType):
        raise OptionError(f"type {type!r} is none of {', '.join(get_args(PlaceType))}")
    places = list(gazetteer.places(type))
    geometry = list(points([(place.lon, place.lat) for place in places])) if places else []
    if outlines:
        for row, place in enumerate(places):
            if outline := gazetteer.outline(place.id):
                geometry[row] = from_wkt(outline.wkt)
    columns: dict[str, list[Any]] = {
        "id": [place.id for place in places],
        "label": [gazetteer.label(place, viewpoint) for place in places],
        "type": [place.type for place in places],
        "feature": [place.feature for place in places],
        "country_code": [place.country_code for place in places],
        "population": [place.population for place in places],
        "importance": [place.importance for place in places],
        "parents": [place.parents for place in places],
        "concordances": [place.concordances for place in places],
        "names": [[name.to_json() for name in place.names] for place in places],
    }
    frame = geopandas.GeoDataFrame(columns, geometry=geometry, crs="EPSG:4326")
    return frame.astype({"population": "Int64"}).set_index("id")


def lookup_frame(
    gazetteer: "Gazetteer", names: "Series", **options: "Unpack[LookupOptions]"
) -> "DataFrame":
    """Join a column of names to places: one row a name, on the index of the column.

    Columns: query, place_id, label, type, country_code, lat, lon, score, how, matched, why,
    ambiguous (another place answers about as well) and others (its ids, best first). A missing
    name or one without a place has missing values. Each different name is looked up once.
    Takes the options of `lookup`; `limit` bounds the places of a row: the first one and `others`.
    """
    import pandas

    limit = options.get("limit", _MOST_OTHERS)
    asked: LookupOptions = {**options, "limit": 2 if limit == 1 else limit}  # one shows no rival
    found = {
        name: _row(gazetteer.lookup(name, **asked), limit)
        for name in names.dropna().unique()
        if isinstance(name, str)
    }
    missing = _row([], limit)
    rows = [found.get(name, missing) if isinstance(name, str) else missing for name in names]
    frame = pandas.DataFrame(rows, columns=list(missing), index=names.index)
    frame.insert(0, "query", names)
    return frame.astype({"lat": float, "lon": float, "score": float, "ambiguous": bool})


def _row(candidates: "list[Candidate]", limit: int) -> dict[str, Any]:
    if not candidates:
        return dict.fromkeys(_COLUMNS) | {"ambiguous": False, "others": ()}
    first, *others = candidates
    matched = first.matched
    # A bare name means the settlement: its own district is no rival.
    rivals = tuple(
        other.id for other in others if first.score - other.score < _CLOSE
        and not (first.type == "settlement" and other.type in _AREAS)
    )  # fmt: skip
    return {
        "place_id": first.id, "label": first.label, "type": first.type,
        "country_code": first.country_code, "lat": first.lat, "lon": first.lon,
        "score": first.score, "how": first.how, "matched": matched.form if matched else None,
        "why": first.why, "ambiguous": bool(rivals), "others": rivals[: limit - 1],
    }  # fmt: skip


_COLUMNS = ("place_id", "label", "type", "country_code", "lat", "lon", "score", "how", "matched",
            "why", "ambiguous", "others")  # fmt: skip
