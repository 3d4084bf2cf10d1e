"""What is set aside comes back whole, by part and in order, from memory and from disk alike."""

from hypothesis import given
from hypothesis import strategies as st

from gazetteer.spool import Aside, Spool

_RECORDS = st.lists(
    st.tuples(st.integers(0, 5), st.text(max_size=5), st.floats(allow_nan=False), st.booleans()),
    max_size=60,
)


@given(_RECORDS, st.integers(1, 70))
def test_records_come_back_by_part_and_in_order(tmp_path_factory, records, most):
    with Aside(tmp_path_factory.getbasetemp()) as aside:
        spool = Spool(aside, most=most)
        for record in records:
            spool.add(record[0], record)
        assert spool.parts() == sorted({record[0] for record in records})
        for part in range(6):
            assert list(spool.take(part)) == [r for r in records if r[0] == part]
            assert list(spool.take(part)) == []
        assert spool.parts() == []


def test_files_set_aside_leave_no_trace(tmp_path):
    with Aside(tmp_path) as aside:
        file = aside.file()
        file.write(b"something")
        assert list(tmp_path.iterdir()) == []
    assert file.closed
