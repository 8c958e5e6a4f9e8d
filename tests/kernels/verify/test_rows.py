from symxent.kernels.verify.elementwise import TEXTBOOK
from symxent.kernels.verify.rows import OTHER, OWN, measure_rows


def test_row_kernels_hold_their_bars_confident_rows_included() -> None:
    found = list(measure_rows(("softmax", "categorical_cross_entropy"), quick=True))
    promised = [m for m in found if m.bar is not None]
    assert {m.group for m in promised} == {"", OWN, OTHER}
    for m in promised:
        assert m.held, f"{m.kernel} {m.output} {m.group} {m.dtype}: {m.worst} at {m.where}; {m.note}"
    naive = [m for m in found if m.engine == TEXTBOOK and m.group == OWN]
    assert all(m.worst > 1e5 for m in naive)
