"""What the writers of formats are handed: places under a label, and scanned documents."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gazetteer.model import Document, Mention, Outline, Place

# Identifiers are opaque and local; the prefix makes them IRIs without claiming a web address.
PLACE_IRI = "urn:x-gazetteer:place:"


@dataclass(frozen=True, slots=True)
class Entry:
    """A place under the label of one viewpoint, with its outline where one is wanted.

    `parents` are the id and the label of each place that contains it, in the order of the place.
    """

    place: Place
    label: str
    outline: Outline | None = None
    parents: tuple[tuple[str, str], ...] = ()

    @property
    def position(self) -> tuple[float, float] | None:
        """Return longitude and latitude, or None when no place on Earth is known.

        The point 0, 0 is what unknown coordinates become in careless data; nothing of this
        gazetteer lies there.
        """
        return position(self.place)


class Scan(NamedTuple):
    """One document and the mentions that were found in it, in the order of the text."""

    document: Document
    mentions: Sequence[Mention]


def position(place: Place) -> tuple[float, float] | None:
    """Return longitude and latitude rounded to 0.1 m, or None when the place has none."""
    lon, lat = round(place.lon, 6), round(place.lat, 6)
    if not (math.isfinite(lon) and math.isfinite(lat)) or (lon, lat) == (0.0, 0.0):
        return None
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def place_iri(place: Place) -> str:
    """Return the place's identifier as an IRI, for formats that need one."""
    return PLACE_IRI + place.id
