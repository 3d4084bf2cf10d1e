"""One reader a source; each yields `SourceRecord`s."""

from gazetteer.sources import (
    admin_units,
    attested,
    districts,
    features,
    geonames,
    geonames_dump,
    lptsv,
    naturalearth,
    osm,
    plain_csv,
    regions,
    renames,
    wikidata,
    wof,
    wof_bundle,
    world,
)
from gazetteer.sources.record import Reader, SourceRecord

READERS: tuple[Reader, ...] = (
    wof.READER,
    geonames.READER,
    admin_units.READER,
    districts.READER,
    features.READER,
    regions.READER,
    naturalearth.READER,
    world.READER,
    renames.READER,
    attested.READER,
    geonames_dump.READER,
    *wof_bundle.READERS,
    wikidata.READER,
    *osm.READERS,
    plain_csv.READER,
    lptsv.READER,
)
"""Every reader, in the order in which their records are read."""

__all__ = ["READERS", "Reader", "SourceRecord"]
