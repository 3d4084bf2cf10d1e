"""Tests of the folding of texts: equal to the folding of names, and true to its offsets."""

from hypothesis import given
from hypothesis import strategies as st

from gazetteer.geoparsing.tokens import fold_name, fold_text, light_key

WRITTEN = st.text(
    alphabet=st.one_of(
        st.sampled_from("aIıİşŞğəƏ .,-\n'’ՇուշիեւվևՎ՞՛шШуёйҝҹәK\u0301\u00ad\u200b𝔸"),
        st.characters(),
    )
)


@given(WRITTEN)
def test_a_name_folds_as_a_text_does(text):
    assert fold_text(text).key.strip() == fold_name(text)


@given(WRITTEN)
def test_offsets_rise_and_lie_in_the_text(text):
    folded = fold_text(text)
    offsets = folded.offsets.tolist()
    assert len(offsets) == len(folded.key)
    assert offsets == sorted(offsets)
    assert all(0 <= at < len(text) for at in offsets[1:-1])


@given(WRITTEN, WRITTEN, WRITTEN)
def test_a_stretch_folds_with_the_offsets_of_the_whole(before, part, after):
    text = before + part + after
    folded = fold_text(text, len(before), len(before) + len(part))
    assert folded.key == fold_text(part).key
    inner = [at - len(before) for at in folded.offsets.tolist()[1:-1]]
    assert inner == fold_text(part).offsets.tolist()[1:-1]


@given(WRITTEN)
def test_words_are_parted_by_one_space(text):
    key = fold_text(text).key
    assert key.startswith(" ")
    assert key.endswith(" ")
    assert "  " not in key.strip()


@given(WRITTEN)
def test_a_light_key_is_its_own_light_key(text):
    assert light_key(light_key(text)) == light_key(text)


def test_spans_take_in_marks_and_hyphens():
    text = "в Шуше\u0301, Аг\u00adдам, ՇՈՒՇԻ՞Ց"
    folded = fold_text(text)
    for word, key in (("Шуше\u0301", "Шyшe"), ("Аг\u00adдам", "Aгдam"), ("ՇՈՒՇԻ՞Ց", "Շուշից")):
        start = folded.key.index(f" {key} ") + 1
        first, last = folded.span(start, start + len(key))
        assert text[first:last] == word
