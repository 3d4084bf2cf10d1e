"""Put together the records that two files give under the same identifier."""

from collections.abc import Iterable
from dataclasses import replace

from gazetteer.sources.record import SourceRecord


def one_per_key(records: Iterable[SourceRecord]) -> list[SourceRecord]:
    """Return one record a key, in the order of first meeting.

    A user's newer download repeats records of the shipped extracts. The later one decides what
    there can be only one of, where it says anything; names, identifiers and links are kept from
    both, the later's first.
    """
    found: dict[str, SourceRecord] = {}
    for record in records:
        old = found.get(record.key)
        found[record.key] = _merged(old, record) if old else record
    return list(found.values())


def _merged(old: SourceRecord, new: SourceRecord) -> SourceRecord:
    is_placed = new.lat is not None
    return replace(
        new,
        lat=new.lat if is_placed else old.lat,
        lon=new.lon if is_placed else old.lon,
        type=new.type if is_placed else old.type,
        feature=new.feature if is_placed else old.feature,
        country_code=new.country_code or old.country_code,
        names=tuple(dict.fromkeys((*new.names, *old.names))),
        accuracy_m=new.accuracy_m if is_placed else old.accuracy_m,
        same_as=tuple(dict.fromkeys((*new.same_as, *old.same_as))),
        parents=tuple(dict.fromkeys((*new.parents, *old.parents))),
        links=tuple(dict.fromkeys((*new.links, *old.links))),
        population=new.population or old.population,
        since=new.since or old.since,
        until=new.until or old.until,
        system=new.system or old.system,
        superseded_by=tuple(dict.fromkeys((*new.superseded_by, *old.superseded_by))),
        outline=new.outline or old.outline,
        district_hint=new.district_hint or old.district_hint,
        is_world=new.is_world and old.is_world,
    )
