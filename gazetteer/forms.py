"""The forms under which a place is found: its names, written, inflected and as they sound."""

from collections.abc import Iterator
from typing import NamedTuple

from gazetteer.generic_words import take_generic_word, take_joined_word
from gazetteer.geoparsing.morphology import inflections
from gazetteer.index import INFLECTED, ROMANIZED
from gazetteer.keys import folded_key, reading_worths, romanized_keys
from gazetteer.model import Place
from gazetteer.names import clean_name
from gazetteer.qualifiers import take_qualifier
from gazetteer.ranking import (
    ADJECTIVE_WORTH,
    FAR_WORTH,
    FIRST_HAND,
    JOINED_WORTH,
    LEVEL_WORTH,
    QUALIFIED_WORTH,
    READ_ALOUD,
    STRIPPED_WORTH,
    UNQUALIFIED_WORTH,
    VOWELLESS_WORTH,
    WITHOUT_VOWELS,
    Entry,
    name_worth,
)

_SOUNDS_READ = 2  # of a form's readings, those by which it meets a form spelt otherwise


class Form(NamedTuple):
    """A form under which a place is indexed: a name, or a name without its generic word."""

    place: int
    name: int
    text: str
    lang: str
    worth: float
    stripped: bool


def forms_of(place: Place, ordinal: int) -> Iterator[Form]:
    """Yield the forms of a place; none of one that another has superseded."""
    if place.superseded_by:
        return
    for number, name in enumerate(place.names):
        text = clean_name(name.form)
        worth = name_worth(name)
        yield Form(ordinal, number, text, name.lang, worth, False)
        if place.type != "settlement" or " " in text:
            announced, share = take_generic_word(text), STRIPPED_WORTH
            if announced is None:
                announced, share = take_joined_word(text), JOINED_WORTH
            if announced and place.type in announced.types:
                yield Form(ordinal, number, announced.rest, name.lang, worth * share, True)


def is_heard(form: Form, *, in_region: bool) -> bool:
    """Tell whether a form is found by its sounds too: every one of the region, few of the world."""
    return in_region or form.lang.partition("-")[0] in FIRST_HAND


def sounds_read(form: Form, sounds: tuple[str, ...], *, in_region: bool) -> tuple[str, ...]:
    """Return the sounds by which a form meets forms of other places that are spelt otherwise."""
    return sounds[:_SOUNDS_READ] if in_region and form.lang in READ_ALOUD else ()


def entry_of(key: str, form: Form, level: int, share: float = 1.0) -> Entry:
    """Return the entry of a form under a key of a level; `share` is what the key is worth of it."""
    worth = form.worth * LEVEL_WORTH[level] * share
    return Entry(key, form.place, 1.0 - worth, form.name, level, form.stripped)


def inflected_entries(form: Form, type: str) -> Iterator[Entry]:  # noqa: A002
    """Yield the case forms and relational adjectives of a form, where it has some."""
    for made in inflections(form.text, form.lang, type):
        if key := folded_key(made.form):
            yield entry_of(key, form, INFLECTED, ADJECTIVE_WORTH if made.needs else 1.0)


def romanized_entries(form: Form, sounds: tuple[str, ...], *, in_region: bool) -> Iterator[Entry]:
    """Yield a form by its sounds, with and without a qualifier in it."""
    if not in_region:
        form = form._replace(worth=form.worth * FAR_WORTH)
    elif form.lang in WITHOUT_VOWELS:
        form = form._replace(worth=form.worth * VOWELLESS_WORTH)
    for key, worth in zip(sounds, reading_worths(sounds), strict=True):
        yield entry_of(key, form, ROMANIZED, worth)
    rest, value = take_qualifier(form.text)
    if value:
        for key in romanized_keys(rest, form.lang):
            yield entry_of(f"{value} {key}", form, ROMANIZED, QUALIFIED_WORTH)
            yield entry_of(key, form, ROMANIZED, UNQUALIFIED_WORTH)
