"""Give every place its parents in each administrative system."""

from collections.abc import Sequence
from dataclasses import replace

from gazetteer.sources.record import SourceRecord


def place_units_at_seats(records: Sequence[SourceRecord]) -> list[SourceRecord]:
    """Return the records; a unit without a point gets that of its seat."""
    by_key = {record.key: record for record in records}
    return [_at_seat(record, by_key) for record in records]


def _at_seat(record: SourceRecord, by_key: dict[str, SourceRecord]) -> SourceRecord:
    if record.lat is None and record.source == "districts":
        for link in record.links:
            seat = by_key.get(link.target) if link.relation == "seat" else None
            if seat:
                return replace(record, lat=seat.lat, lon=seat.lon, accuracy_m=20_000)
    return record
