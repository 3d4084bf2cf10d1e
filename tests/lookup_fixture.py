"""Small tables in the schema of the compiled gazetteer, for the tests of look-up."""

from pathlib import Path

from gazetteer.store import write_tables

# id, type, feature, lat, lon, country, importance, since, until, system
PLACES = """
p000001 settlement town 39.8153 46.7519 AZ 0.70
p000002 settlement town 39.7583 46.7464 AZ 0.65
p000003 district rayon 39.7500 46.7000 AZ 0.70
p000004 district raion 39.7600 46.7300 AZ 0.10 1930 1991 nkao
p000005 settlement town 39.6408 46.5472 AZ 0.55
p000006 district rayon 39.6000 46.4500 AZ 0.62
p000007 settlement village 39.7953 47.1119 AZ 0.45
p000008 settlement village 40.1389 45.3039 AM 0.45
p000009 district province 39.7950 47.1000 AZ 0.10 1991 2023 artsakh
p000010 settlement village 39.3400 46.8800 AZ 0.07
p000011 settlement village 40.2000 48.9000 AZ 0.07
p000012 settlement village 39.7700 46.6900 AZ 0.06
p000013 settlement village 39.7600 46.7000 AZ 0.06
p000014 hydro lake 40.3500 45.3500 AM 0.50
p000015 settlement town 40.5500 44.9500 AM 0.55
p000016 settlement city 40.7894 43.8475 AM 0.80
p000017 region autonomous_oblast 39.8500 46.7500 AZ 0.40 1923 1991 nkao
p000018 settlement village 39.7000 46.5300 AZ 0.20
p000019 settlement village 39.8000 46.8000 AZ 0.06
p000020 hydro river 40.1900 46.5600 AZ 0.30
p000021 settlement town 40.3400 46.9300 AZ 0.50
p000022 district uezd 39.7600 46.8500 AZ 0.12 1840 1929
p000023 hydro reservoir 39.7900 45.6600 AM 0.10
p000024 settlement village 39.8100 45.6800 AM 0.30
p000025 settlement village 41.2000 45.2000 AZ 0.20
p000026 settlement village 41.2200 45.2400 AZ 0.20
"""
WORLD_PLACES = """
p000101 settlement city 35.8256 10.6369 TN 0.60
p000102 settlement city 30.6560 117.4840 CN 0.60
p000103 settlement city 48.8534 2.3488 FR 0.95
"""
SUPERSEDED = "p000019"

# id|form|lang|script|kind|since|until|used_by
NAMES = """
p000001|Ստեփանակերտ|hy|Armn|official|1923|
p000001|Xankəndi|az|Latn|official|1991|
p000001|Степанакерт|ru|Cyrl|official|1923|1991|Soviet administration
p000001|Stepanakert|en|Latn|common
p000001|Вараракн|ru|Cyrl|historical||1923
p000002|Շուշի|hy|Armn|official
p000002|Şuşa|az|Latn|official
p000002|Шуша|ru|Cyrl|common
p000002|Chouchi|fr|Latn|common
p000003|Şuşa rayonu|az|Latn|official|1930|
p000003|Shusha District|en|Latn|common
p000003|Շուշիի շրջան|hy|Armn|common
p000003|Шушинский район|ru|Cyrl|common
p000004|Шушинский район|ru|Cyrl|official|1930|1991
p000005|Laçın|az|Latn|official
p000005|Բերձոր|hy|Armn|official
p000005|Лачин|ru|Cyrl|common
p000006|Laçın rayonu|az|Latn|official
p000007|Մարտունի|hy|Armn|official
p000007|Xocavənd|az|Latn|official
p000007|Мартуни|ru|Cyrl|common
p000007|Martuni|en|Latn|common
p000008|Մարտունի|hy|Armn|official
p000008|Martuni|en|Latn|common
p000009|Մարտունու շրջան|hy|Armn|official|1991|2023
p000010|Qaradağlı|az|Latn|official
p000011|Qaradağlı|az|Latn|official
p000012|Yuxarı Quşçular|az|Latn|official
p000013|Aşağı Quşçular|az|Latn|official
p000014|Սևանա լիճ|hy|Armn|official
p000014|Lake Sevan|en|Latn|common
p000014|Göyçə gölü|az|Latn|common
p000015|Սևան|hy|Armn|official
p000015|Sevan|en|Latn|common
p000016|Գյումրի|hy|Armn|official
p000016|Լենինական|hy|Armn|historical|1924|1990|Soviet administration
p000016|Gümrü|az|Latn|common
p000017|Լեռնային Ղարաբաղի Ինքնավար Մարզ|hy|Armn|official|1923|1991
p000017|Dağlıq Qarabağ Muxtar Vilayəti|az|Latn|official|1923|1991
p000018|Գիշի|hy|Armn|official
p000018|Kiş|az|Latn|official
p000019|Խնապատ|hy|Armn|official
p000020|Tərtərçay|az|Latn|official
p000021|Tərtər|az|Latn|official
p000022|Şuşa qəzası|az|Latn|historical
p000023|Kechut Reservoir|en|Latn|common
p000024|Կեչուտ|hy|Armn|official
p000024|Кечут|ru|Cyrl|common
p000025|Birinci Şıxlı|az|Latn|official
p000026|İkinci Şıxlı|az|Latn|official
"""
WORLD_NAMES = """
p000101|Sousse|en|Latn|common
p000101|Susa|und-Latn|Latn|variant
p000102|Chizhou|en|Latn|common
p000102|Guichi|und-Latn|Latn|variant
p000103|Paris|en|Latn|common
p000103|Париж|ru|Cyrl|common
"""
# id relation target system
LINKS = """
p000003 seat p000002
p000004 seat p000002
p000006 seat p000005
p000009 seat p000007
p000002 parent p000003 current
p000002 parent p000004 nkao
p000005 parent p000006 current
p000012 parent p000003 current
p000001 same_as wof:421193975
p000001 same_as wof:1141908131
p000001 same_as geonames:585220
"""


def _places(text: str) -> list[tuple[str, ...]]:
    rows = []
    for line in text.split("\n"):
        if not line:
            continue
        place_id, kind, feature, lat, lon, country, importance, *more = line.split()
        since, until, system = (*more, "", "", "")[:3]
        rows.append((
            place_id, kind, feature.replace("_", " "), lat, lon, "500", country, "", importance,
            since, until, system, "p000012" if place_id == SUPERSEDED else "",
        ))  # fmt: skip
    return rows


def _names(text: str) -> list[tuple[str, ...]]:
    rows = []
    for line in filter(None, text.split("\n")):
        place_id, form, lang, script, kind, since, until, used_by = (*line.split("|"), "", "", "")[
            :8
        ]
        rows.append(
            (place_id, form, lang, script, kind, since, until, used_by, "", "", "made:test")
        )
    return rows


def _links(text: str) -> list[tuple[str, ...]]:
    rows = []
    for line in filter(None, text.split("\n")):
        place_id, relation, target, system = (*line.split(), "")[:4]
        rows.append((place_id, relation, target, system, "", "", "made:test", ""))
    return rows


def write_small_tables(folder: Path) -> Path:
    """Write the tables into a folder and return it."""
    square = "POLYGON ((46.6 39.7, 46.8 39.7, 46.8 39.8, 46.6 39.8, 46.6 39.7))"
    write_tables(folder, {
        "places": _places(PLACES), "world_places": _places(WORLD_PLACES),
        "names": _names(NAMES), "world_names": _names(WORLD_NAMES), "links": _links(LINKS),
        "geometries": [("p000003", "low", "5000", "made up", "made:test", square)],
    })  # fmt: skip
    return folder
