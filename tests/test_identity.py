from hypothesis import given
from hypothesis import strategies as st

from gazetteer.identity import Registry, assign_ids, list_changes


def _registry(**places):
    """`p000001="a b"` says that the place was made of the records a and b."""
    anchors = {key: place for place, keys in places.items() for key in keys.split()}
    rows = {place: (place, "settlement", *[""] * 11) for place in places}
    highest = max((int(place[1:]) for place in places), default=0)
    return Registry(anchors, {}, rows, {}, {}, highest)


def test_first_assignment_counts_in_order():
    assert assign_ids([["a"], ["b"]], Registry()) == (["p000001", "p000002"], {})


def test_a_place_keeps_its_id_wherever_it_stands_in_the_list():
    registry = _registry(p000007="a", p000003="b")
    assert assign_ids([["new"], ["b"], ["a"]], registry)[0] == ["p000008", "p000003", "p000007"]


def test_a_merge_keeps_the_id_of_most_records_and_says_so():
    registry = _registry(p000001="a", p000002="b c")
    assert assign_ids([["a", "b", "c"]], registry) == (["p000002"], {"p000001": "p000002"})


def test_a_split_keeps_the_id_with_most_records_and_gives_a_new_one():
    registry = _registry(p000001="a b c")
    assert assign_ids([["a"], ["b", "c"]], registry) == (["p000002", "p000001"], {})


def test_a_place_without_records_is_withdrawn_and_its_id_not_used_again():
    registry = _registry(p000001="a", p000002="b")
    ids, successors = assign_ids([["a"], ["c"]], registry)
    assert ids == ["p000001", "p000003"]
    assert successors == {"p000002": "withdrawn"}


def test_a_chain_of_merges_points_to_its_end():
    registry = Registry({"a": "p000002", "b": "p000003"}, {"p000001": "p000002"}, {}, {}, {}, 3)
    _, successors = assign_ids([["a", "b"]], registry)
    assert successors == {"p000001": "p000002", "p000003": "p000002"}


@given(st.lists(st.sets(st.sampled_from("abcdefgh"), min_size=1), max_size=6))
def test_ids_are_unique_and_a_rerun_changes_none(groups):
    taken: set[str] = set()
    disjoint = []
    for group in groups:
        disjoint.append(sorted(group - taken))
        taken |= group
    disjoint = [group for group in disjoint if group]
    ids, _ = assign_ids(disjoint, Registry())
    registry = _registry(**{i: " ".join(group) for i, group in zip(ids, disjoint, strict=True)})
    assert len(set(ids)) == len(ids)
    assert assign_ids(disjoint[::-1], registry)[0] == ids[::-1]


def test_changes_say_what_differs_and_only_that():
    old = ("p000001", "settlement", "village", "40", "46", *[""] * 8)
    new = ("p000001", "settlement", "village", "40", "47", *[""] * 8)
    same = ("p000002", "settlement", "town", "41", "46", *[""] * 8)
    name = ("p000001", "Maraq", "az", "Latn", "common", *[""] * 6)
    registry = Registry(
        {"a": "p000001"}, {}, {"p000001": old, "p000002": same}, {"p000001": frozenset()}, {}, 2
    )
    changes = list_changes(registry, {"places": [new, same], "names": [name]}, {})
    assert [tuple(change) for change in changes] == [
        ("p000001", "changed", "lon 46 to 47; name added: Maraq az Latn common")
    ]
