"""Maps for a notebook: folium maps that carry their own Leaflet and show without a network.

folium runs what passes through its templates, so the data does not: one element hands it over
verbatim, as the same escaped JSON as on the pages, and popups are built from text in the browser.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gazetteer.model import Document, Mention, Place

from .assets import CENTRE, LARGEST_ZOOM, leaflet
from .background import background
from .cards import Atlas, GazetteerLike, geometry, position
from .escaping import data_script, json_text
from .reader import commonest_first, number_mentions

if TYPE_CHECKING:
    import folium
    from branca.element import Element

_HERE = Path(__file__).parent
_REGION_ZOOM = 7
_DETAILED = (40.0, 36.0, 54.0, 46.0)  # west, south, east, north of the detailed background


def document_map(
    document: Document,
    mentions: Sequence[Mention],
    gaz: GazetteerLike,
    *,
    viewpoint: str = "all",
    height: int = 480,
) -> "folium.Map":
    """Return a map of the places that a document names, sized by how often it names them.

    Show it as the last value of a notebook's cell. `viewpoint` chooses the labels, `document`
    included; `height` is in pixels. Mentions without a place or position are not on the map.
    """
    atlas = Atlas(gaz)
    found: dict[str, list[str]] = {}
    places: dict[str, Place] = {}
    for one in number_mentions(document, mentions):
        if place := one.mention.place:
            places[place.id] = place
            found.setdefault(place.id, []).append(one.form)
    items = []
    for place_id, forms in found.items():
        counted = Counter(forms)
        written = next(iter(commonest_first(counted)))
        label = written if viewpoint == "document" else gaz.label(places[place_id], viewpoint)
        items.append(_item(places[place_id], atlas, label, len(forms), counted))
    return _map(items, height)


def place_map(
    place: Place, gaz: GazetteerLike, *, viewpoint: str = "all", height: int = 400
) -> "folium.Map":
    """Return a map of one place: its point, its outline where one is known, and its names."""
    label = gaz.label(place, viewpoint)
    return _map([_item(place, Atlas(gaz), label, 1, {})], height)


def _item(
    place: Place, atlas: Atlas, label: str, count: int, forms: dict[str, int]
) -> dict[str, Any]:
    outline = atlas.gaz.outline(place.id) if place.type != "country" else None
    names = [
        [name.form, name.lang, name.since or "", name.until or ""]
        for name in place.names if not name.derived_by
    ]  # fmt: skip
    return {
        "id": place.id, "label": label, "feature": place.feature, "count": count,
        "water": place.type == "hydro",
        "forms": list(forms.items()), "names": names[:40], **position(place),
        "outline": geometry(outline) if outline else None,
    }  # fmt: skip


def _map(items: list[dict[str, Any]], height: int) -> "folium.Map":
    shell: Any = _offline_map()(
        location=CENTRE, zoom_start=_REGION_ZOOM, tiles=None, prefer_canvas=True, height=height
    )
    shell.options["max_zoom"] = LARGEST_ZOOM
    root: Any = shell.get_root()
    root.width, root.height = "100%", f"{height}px"
    root.header.add_child(_verbatim(f"<style>{leaflet('leaflet.css').decode()}</style>"))
    root.header.add_child(_verbatim(f"<script>{leaflet('leaflet.js').decode()}</script>"))
    style = (_HERE / "notebook" / "notebook.css").read_text(encoding="utf-8")
    root.header.add_child(_verbatim(f"<style>{style}</style>"))
    scales = ["region"] if all(map(_is_inside, items)) else ["world", "region"]
    data = json_text({"items": items, "background": [background(scale) for scale in scales]})
    script = (_HERE / "notebook" / "notebook.js").read_text(encoding="utf-8")
    taken = "const site = {put: (key, text) => { site[key] = JSON.parse(text); }};\n"
    shell.places = (
        f"(function (map) {{\n{taken}{data_script('data', data)}{script}}})({shell.get_name()});\n"
    )
    made: folium.Map = shell
    return made


def _is_inside(item: dict[str, Any]) -> bool:
    """Say whether the detailed background lies under a place."""
    west, south, east, north = _DETAILED
    return "lat" not in item or (west < item["lon"] < east and south < item["lat"] < north)


@cache
def _offline_map() -> "type[folium.Map]":
    """Return folium's map without the files that it would load from other people's servers."""
    import folium

    class OfflineMap(folium.Map):
        default_js: list[tuple[str, str]] = []  # noqa: RUF012 - as folium declares it
        default_css: list[tuple[str, str]] = []  # noqa: RUF012
        places = ""

        def render(self, **options: Any) -> None:  # type: ignore[override]  # noqa: ANN401
            """Render the shell, then what draws on it: a script must come after its map."""
            super().render(**options)  # type: ignore[no-untyped-call]
            root: Any = self.get_root()
            root.script.add_child(_verbatim(self.places), name="places")

    return OfflineMap


def _verbatim(text: str) -> "Element":
    """Return an element whose text is never read as a template, not even a second time."""
    from branca.element import Element

    class Verbatim(Element):
        def render(self, **_: object) -> str:
            return text

    return Verbatim("")
