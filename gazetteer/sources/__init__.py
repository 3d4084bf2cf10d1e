"""One reader a source; each yields `SourceRecord`s."""

from gazetteer.sources import (
    attested,
    districts,
    features,
    geonames,
    naturalearth,
    regions,
    renames,
    wof,
    world,
)
from gazetteer.sources.record import Reader, SourceRecord

READERS: tuple[Reader, ...] = (
    wof.READER,
    geonames.READER,
    districts.READER,
    features.READER,
    regions.READER,
    naturalearth.READER,
    world.READER,
    renames.READER,
    attested.READER,
)
"""Every reader, in the order in which their records are read."""

__all__ = ["READERS", "Reader", "SourceRecord"]
