"""Places as GeoJSON features (RFC 7946), the same in every file of a site."""

from typing import Any

from gazetteer.model import Place

from .cards import Atlas, position
from .searchdata import card_file


def place_properties(place: Place, atlas: Atlas, written: str) -> dict[str, Any]:
    """Return what every feature of a place says; `written` is how the documents name it."""
    labels = atlas.labels(place)
    return {
        "id": place.id, "type": place.type, "feature": place.feature, "label": labels["all"],
        "labels": {**labels, "document": written}, "country_code": place.country_code,
        "concordances": place.concordances, "card": card_file(place),
    }  # fmt: skip


def feature(place_id: str, place: Place | None, properties: dict[str, Any]) -> dict[str, Any]:
    """Return a feature; its geometry is null without a place, or where nobody has located it."""
    at = position(place) if place else {}
    point = {"type": "Point", "coordinates": [at["lon"], at["lat"]]} if at else None
    identity = {"id": place_id} if place_id else {}
    return {"type": "Feature", **identity, "geometry": point, "properties": properties}
