"""Compare two records and say in named levels what speaks for one place and what against it.

Splink and dedupe were looked at first. Splink's model is the right one for this question: fields
compared in named levels, each level a weight in log-odds, the weights added up, and a waterfall
that a person can read; its machinery is not: it estimates the weights by expectation maximisation
over millions of pairs in a database engine, and here some three hundred true duplicates among
nine thousand records, most of them with no spelling in common, are too few and too odd to
estimate from (the estimate would learn that names do not matter), while a rebuild must give the
same bytes on every machine. dedupe learns a classifier from questions to a user and clusters by
average linkage: its answers change with the answers given, carry no reasons, and its clusters
can hold a pair that was judged apart. So the levels and the additive score are taken from
Splink, the weights stand in `geodata/knowledge/comparison_levels.csv` where anyone can read and
argue with them, and clustering (in `reconciliation`) refuses any pair judged apart.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache

from gazetteer.distance import distance_m
from gazetteer.keys import romanized_keys, skeleton
from gazetteer.names import fold
from gazetteer.sources.record import SourceRecord
from geodata.door import knowledge

_IDENTIFYING = ("shared ", "superseded", "names the other")
SAME, APART, REVIEW = "same", "apart", "review"
_MAIN_KINDS = {"official", "common"}
# The languages of the region: a record's own names, not copies in other Wikipedias.
_LOCAL = {"az", "hy", "ru", "en", "az-Cyrl", "hy-Latn", "und-Latn", "und-Cyrl", "und-Armn"}
_COMPARED = ("az", "hy", "ru")

Qualifiers = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Form:
    """A name as it is compared: its keys without size words, and the size words."""

    text: str
    keys: frozenset[str]
    skeletons: frozenset[str]
    qualifiers: Qualifiers


@dataclass(frozen=True, slots=True)
class Profile:
    """What is compared of a record, worked out once."""

    record: SourceRecord
    lat: float
    lon: float
    headings: tuple[Form, ...]
    commons: tuple[Form, ...]
    variants: tuple[Form, ...]
    by_lang: Mapping[str, frozenset[str]]
    ids: frozenset[str]
    qualifiers: Qualifiers
    admin: frozenset[str]

    @property
    def key(self) -> str:
        """Return the record's key."""
        return self.record.key

    @property
    def forms(self) -> tuple[Form, ...]:
        """Return every form, the source's headings first."""
        return self.headings + self.commons + self.variants


@dataclass(frozen=True, slots=True)
class Level:
    """One named finding of a comparison, its weight in log-odds (base 2) and its words."""

    name: str
    weight: float
    words: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The findings on two records."""

    record: str
    other: str
    levels: tuple[Level, ...]
    distance_m: float

    @property
    def weight(self) -> float:
        """Return the sum of the weights: above 0 more likely one place than two."""
        return sum(level.weight for level in self.levels)

    @property
    def rests_on_identifier(self) -> bool:
        """Tell whether a source itself says that the two are one."""
        return any(level.name.startswith(_IDENTIFYING) for level in self.levels)

    @property
    def score(self) -> float:
        """Return the weight as a probability."""
        return 1 / (1 + 2 ** -max(-40.0, min(40.0, self.weight)))

    @property
    def decision(self) -> str:
        """Return `same`, `review` or `apart`."""
        if self.weight >= _threshold("same"):
            return SAME
        return REVIEW if self.weight >= _threshold("review") else APART

    @property
    def why(self) -> str:
        """Return the findings as a sentence, the heaviest first."""
        ordered = sorted(self.levels, key=lambda level: -abs(level.weight))
        return "; ".join(f"{level.words} ({level.weight:+g})" for level in ordered)


@cache
def _weights() -> dict[str, float]:
    return {row["level"]: float(row["weight"]) for row in knowledge("comparison_levels.csv")}


@cache
def _threshold(name: str) -> float:
    return _weights()[f"threshold {name}"]


@cache
def _size_words() -> dict[str, tuple[str, str]]:
    """Return axis and value by the folded word and by how it sounds (`=key`)."""
    found: dict[str, tuple[str, str]] = {}
    for row in knowledge("size_words.csv"):
        meaning = (row["axis"], row["value"])
        found[fold(row["word"])] = meaning
        if len(row["word"]) > _SHORTEST_HEARD:
            lang = "" if row["lang"].startswith("und") else row["lang"]
            for key in romanized_keys(row["word"], lang)[:1]:
                found.setdefault(f"={key}", meaning)
    return found


_SHORTEST_HEARD = 3


@lru_cache(maxsize=100_000)
def _size_word(word: str) -> tuple[str, str] | None:
    if meaning := _size_words().get(word):
        return meaning
    if len(word) <= _SHORTEST_HEARD:
        return None
    return next(filter(None, (_size_words().get(f"={k}") for k in romanized_keys(word))), None)


@lru_cache(maxsize=300_000)
def form_of(text: str, lang: str) -> Form:
    """Return a name without its size words, which are kept beside it.

    >>> sorted(form_of("Yuxarı Ağcakənd", "az").qualifiers)
    [('height', 'upper')]
    >>> form_of("Yuxarı", "az").qualifiers
    frozenset()
    """
    words = fold(text).split()
    found = [_size_word(word) for word in words]
    rest = " ".join(word for word, axis in zip(words, found, strict=True) if axis is None)
    if not rest:  # the size word is the whole name
        rest, found = " ".join(words), []
    plain = text if rest == " ".join(words) else rest
    keys = frozenset(romanized_keys(plain, "" if lang.startswith("und") else lang))
    return Form(
        text, keys, frozenset(map(skeleton, keys)), frozenset(axis for axis in found if axis)
    )


def profile_of(record: SourceRecord) -> Profile:
    """Return what is compared of a record that has a point."""
    ranks: dict[Form, int] = {}
    by_lang: dict[str, set[str]] = {}
    for name in record.names:
        if name.lang not in _LOCAL:
            continue
        form = form_of(name.form, name.lang)
        if not form.keys:
            continue
        is_common = name.kind in _MAIN_KINDS
        rank = 0 if name.form in record.headings else 1 if is_common else 2
        ranks[form] = min(rank, ranks.get(form, rank))
        if is_common and name.lang in _COMPARED:
            by_lang.setdefault(name.lang, set()).update(form.skeletons)
    if record.lat is None or record.lon is None:
        raise ValueError(f"{record.key} has no point to compare")
    headings, commons, variants = (
        tuple(form for form, rank in ranks.items() if rank == wanted) for wanted in range(3)
    )
    return Profile(
        record,
        record.lat,
        record.lon,
        headings,
        commons,
        variants,
        {lang: frozenset(skeletons) for lang, skeletons in by_lang.items()},
        frozenset((record.key, *record.same_as)),
        _qualifiers([*headings, *commons]),
        frozenset(link.target for link in record.parents),
    )


def _qualifiers(forms: Iterable[Form]) -> Qualifiers:
    """Return the size words that no form of the record contradicts."""
    found: dict[str, set[str]] = {}
    for form in forms:
        for axis, value in form.qualifiers:
            found.setdefault(axis, set()).add(value)
    return frozenset((axis, next(iter(v))) for axis, v in found.items() if len(v) == 1)


def compare(one: Profile, two: Profile) -> Comparison:
    """Return the findings on two records with points."""
    distance = distance_m(one.lat, one.lon, two.lat, two.lon)
    levels = [
        *_id_levels(one, two),
        *_name_levels(one, two),
        _distance_level(distance),
        *_size_levels(one, two),
        *_type_levels(one, two),
        *_admin_levels(one, two),
    ]
    weights = _weights()
    named = tuple(Level(name, weights[name], words) for name, words in levels if weights[name])
    return Comparison(one.key, two.key, named, distance)


Finding = tuple[str, str]


def _id_levels(one: Profile, two: Profile) -> Iterator[Finding]:
    if two.key in one.record.superseded_by or one.key in two.record.superseded_by:
        yield "superseded", "the source says that one replaces the other"
    shared = {i for i in one.ids & two.ids if not i.startswith("iso:")}
    if two.key in one.ids or one.key in two.ids:
        yield "names the other", "one gives the other's identifier as its own"
    for scheme in _SCHEMES:
        mine = {i for i in one.ids if i.startswith(scheme)}
        yours = {i for i in two.ids if i.startswith(scheme)}
        if common := sorted(mine & yours & shared):
            yield f"shared {scheme}", f"both are {common[0]}"
            return  # the page was found through the item, the item through the id: one witness
        elif mine and yours:
            yield f"different {scheme}", f"{min(mine)} and {min(yours)} are two entries"


_SCHEMES = ("geonames", "wikidata", "wikipedia")


def _name_levels(one: Profile, two: Profile) -> Iterator[Finding]:
    for level, words, pairs in _meetings(one, two):
        if found := _meeting(pairs):
            form, other = found
            yield level, f"{words} {form.text}"
            yield from _size_word_on_one(one, two, form, other)
            break
    else:
        yield _loose_meeting(one, two)
    differing = [
        lang
        for lang in _COMPARED
        if (mine := one.by_lang.get(lang)) and (yours := two.by_lang.get(lang)) and not mine & yours
    ]
    if differing:
        yield f"other name in {len(differing)}", f"two different names in {', '.join(differing)}"


_Pairs = tuple[tuple[tuple[Form, ...], tuple[Form, ...]], ...]


def _meetings(one: Profile, two: Profile) -> Iterator[tuple[str, str, _Pairs]]:
    """Yield the ways in which names may meet, the strongest first."""
    mine, yours = (one.headings, one.commons), (two.headings, two.commons)
    heading = ((mine[0], yours[0]), (mine[0], yours[1]), (mine[1], yours[0]))
    yield "same main name", "both are called", heading
    forward = _meeting(((one.headings, two.variants),))
    backward = _meeting(((two.headings, one.variants),))
    if forward and backward:
        pairs = ((one.headings, two.variants),)
        yield "each lists the other", "each lists the other's main name, one of them", pairs
    listed = ((one.headings, two.variants), (two.headings, one.variants))
    yield "one lists the other", "one lists the other's main name", listed
    yield "same common name", "in one language both are called", ((mine[1], yours[1]),)
    others = ((one.commons, two.variants), (two.commons, one.variants))
    yield "common name is variant", "a name of one is a variant of the other,", others
    yield "same variant", "both have the variant", ((one.variants, two.variants),)


def _meeting(pairs: _Pairs) -> tuple[Form, Form] | None:
    """Return two forms that share a key, with the same size words if there are such."""
    loose = None
    for forms, others in pairs:
        for form in forms:
            for other in others:
                if form.keys & other.keys:
                    if form.qualifiers == other.qualifiers:
                        return form, other
                    loose = loose or (form, other)
    return loose


def _size_word_on_one(one: Profile, two: Profile, form: Form, other: Form) -> Iterator[Finding]:
    """Yield the size word that only one record has before a name that both have."""
    pairs = [(form, other)]
    pairs += [
        (a, b)
        for a in one.headings + one.commons
        for b in two.headings + two.commons
        if a.qualifiers != b.qualifiers and a.keys & b.keys
    ]
    shared = {axis for axis, _ in one.qualifiers & two.qualifiers}
    for a, b in pairs:
        only = dict(a.qualifiers ^ b.qualifiers)
        axes = {axis for axis, _ in a.qualifiers} ^ {axis for axis, _ in b.qualifiers}
        if axes - shared:
            axis = min(axes - shared)
            yield f"size word on one ({axis})", f"only one is called {only[axis]}"
            return


def _loose_meeting(one: Profile, two: Profile) -> Finding:
    best: tuple[float, Form, Form] | None = None
    for form in one.forms:
        for other in two.forms:
            if any(len(bones) > 2 for bones in form.skeletons & other.skeletons):
                likeness = _likeness(form, other)
                if form.qualifiers and form.qualifiers == other.qualifiers:
                    words = f"{form.text} and {other.text} have the same consonants and size word"
                    return "same consonants and size word", words
                if best is None or likeness > best[0]:
                    best = (likeness, form, other)
    if best is None:
        return "no name in common", "no name in common"
    likeness, form, other = best
    pair = f"{form.text} and {other.text}"
    if form.qualifiers != other.qualifiers:
        return "same consonants, other size words", f"{pair} differ by a size word"
    if likeness >= _SIMILAR:
        return "similar spelling", f"{pair} are spelt alike"
    return "same consonants", f"{pair} have the same consonants"


_SIMILAR = 0.75  # of the letters of two keys in the same order


def _likeness(form: Form, other: Form) -> float:
    return max(
        SequenceMatcher(None, key, key_of_other, autojunk=False).ratio()
        for key in form.keys
        for key_of_other in other.keys
    )


_DISTANCES = (150, 400, 800, 1300, 2000, 3000, 6000)


def _distance_level(distance: float) -> Finding:
    words = f"{distance / 1000:.2f} km apart"
    for limit in _DISTANCES:
        if distance <= limit:
            return f"within {limit} m", words
    return "far", words


def _size_levels(one: Profile, two: Profile) -> Iterator[Finding]:
    mine, yours = dict(one.qualifiers), dict(two.qualifiers)
    clash = [axis for axis in mine.keys() & yours.keys() if mine[axis] != yours[axis]]
    if clash:
        axis = min(clash)
        yield "contrary size words", f"one is {mine[axis]}, the other {yours[axis]}"


def _type_levels(one: Profile, two: Profile) -> Iterator[Finding]:
    types = {one.record.type, two.record.type}
    if types == {"settlement", "other"}:
        yield "field and settlement", "one is a place in the fields"
    elif len(types) > 1:
        yield "different types", f"a {one.record.type} and a {two.record.type}"
    elif (one.record.feature == "quarter") != (two.record.feature == "quarter"):
        yield "quarter and settlement", "one is a quarter of a town"


def _admin_levels(one: Profile, two: Profile) -> Iterator[Finding]:
    if one.admin and two.admin and not one.admin & two.admin:
        yield "different districts", "they are filed under different districts"
