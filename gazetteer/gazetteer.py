"""The gazetteer as one object: places by id, by name, by position, and as a table."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, Unpack

from gazetteer.errors import MissingInputError, UnknownPlaceError
from gazetteer.model import Mention, Outline, Place, Toponym

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from pandas import DataFrame, Series

    from gazetteer.index import Index
    from gazetteer.lookup import Candidate, LookupOptions


@cache
def _lookup() -> "Callable[..., list[Candidate]]":
    # An import statement costs a fifth of a look-up, even of what is there already.
    from gazetteer.lookup import lookup

    return lookup


class Gazetteer:
    """A compiled gazetteer, open for reading; cheap to open and safe to share between threads."""

    def __init__(self, index: "Index", tables: Path) -> None:
        self._index = index
        self.tables = tables
        self._recognizer: Any = None

    @classmethod
    def open(cls, path: str | Path | None = None) -> Self:
        """Open the shipped gazetteer, or another folder of tables.

        The look-up index is made on the first opening, in some seconds. Raises
        MissingInputError when there are no tables and TableError when they are damaged.
        """
        from gazetteer.index import open_index
        from geodata.door import tables_path

        tables = tables_path() if path is None else Path(path)
        if not tables.is_dir():
            raise MissingInputError(
                f"{tables}: no such folder of tables; `gazetteer reconcile` builds one"
            )
        return cls(open_index(tables), tables)

    def __len__(self) -> int:
        return len(self._index)

    def __contains__(self, place_id: object) -> bool:
        return isinstance(place_id, str) and self._index.ordinal(place_id) is not None

    def __getitem__(self, place_id: str) -> Place:
        """Return the place with this id. Raises UnknownPlaceError, a KeyError."""
        ordinal = self._index.ordinal(place_id) if isinstance(place_id, str) else None
        if ordinal is None:
            raise UnknownPlaceError(
                f"{place_id}: no place has this id; `gazetteer lookup NAME` finds ids by name"
            )
        return self._index.place(ordinal)

    def places(self, type: str | None = None) -> Iterator[Place]:  # noqa: A002 - the contract's word
        """Yield every place by ascending id, or those of one type; superseded ones left out."""
        for ordinal in range(len(self._index)):
            if type is None or self._index.brief(ordinal).type == type:
                place = self._index.read_place(ordinal)
                if not place.superseded_by:
                    yield place

    def outline(self, place_id: str) -> Outline | None:
        """Return the extent of a place, or None where only a point is known.

        Raises UnknownPlaceError.
        """
        ordinal = self._index.ordinal(self[place_id].id)
        return None if ordinal is None else self._index.outline(ordinal)

    def lookup(
        self, name: str, *, lang: str | None = None, type: str | None = None,  # noqa: A002
        country: str | None = None, near: tuple[float, float] | None = None, limit: int = 10,
    ) -> "list[Candidate]":  # fmt: skip
        """Return the places that a name can mean, best first; see `gazetteer.lookup.lookup`."""
        return _lookup()(
            self._index, name, lang=lang, type=type, country=country, near=near, limit=limit
        )

    def lookup_batch(
        self, names: Iterable[str], **options: "Unpack[LookupOptions]"
    ) -> "Iterator[tuple[str, list[Candidate]]]":
        """Yield (name, candidates) for each name in turn; takes what `lookup` takes."""
        for name in names:
            yield name, self.lookup(name, **options)

    def lookup_frame(self, names: "Series", **options: "Unpack[LookupOptions]") -> "DataFrame":
        """Join a column of names to places; see `gazetteer.frame.lookup_frame`."""
        from gazetteer.frame import lookup_frame

        return lookup_frame(self, names, **options)

    def nearest(
        self,
        lat: float,
        lon: float,
        *,
        limit: int = 10,
        type: str | None = None,  # noqa: A002
        country: str | None = None,
        lang: str | None = None,
    ) -> "list[Candidate]":
        """Return the places nearest to a position, nearest first; see `gazetteer.nearest`."""
        from gazetteer.nearest import nearest

        return nearest(self._index, lat, lon, limit=limit, type=type, country=country, lang=lang)

    def label(self, place: Place, viewpoint: str = "all") -> str:
        """Return the name of the place that the viewpoint shows; see `gazetteer.viewpoint`."""
        from gazetteer.viewpoint import label

        return label(place, viewpoint)

    def ordered_names(self, place: Place) -> list[Toponym]:
        """Return all names of the place, in an order that knows no side."""
        from gazetteer.viewpoint import ordered_names

        return ordered_names(place)

    def scan(self, text: str, *, path: str = "") -> list[Mention]:
        """Return the places that a text mentions, in the order of the text."""
        from gazetteer.geoparsing.documents import document_of_text
        from gazetteer.geoparsing.recognition import Recognizer
        from gazetteer.geoparsing.scan import scan_document

        if self._recognizer is None:
            self._recognizer = Recognizer.open(self)
        return scan_document(document_of_text(text, path=path), self, self._recognizer)

    def to_geodataframe(
        self,
        type: str | None = None,  # noqa: A002
        *,
        viewpoint: str = "all",
        outlines: bool = False,
    ) -> "GeoDataFrame":
        """Return the places as a geopandas frame in EPSG:4326; see `gazetteer.frame`."""
        from gazetteer.frame import geodataframe

        return geodataframe(self, type=type, viewpoint=viewpoint, outlines=outlines)
