import pytest

from symxent.errors import SymxentError
from symxent.kernels.verify import measure as module
from symxent.kernels.verify.measure import NUMPY, OTHER, OWN, TEXTBOOK, C, known, measure

ELEMENTWISE = ("sigmoid", "softplus", "log_sigmoid", "bce_with_logits", "sigmoid_derivative")


@pytest.fixture(scope="module")
def elementwise() -> list[module.Measurement]:
    return list(measure(("sigmoid", "bce_with_logits"), quick=True))


def test_every_bar_is_held_by_the_compiled_and_the_numpy_kernels(elementwise: list[module.Measurement]) -> None:
    promised = [m for m in elementwise if m.bar is not None]
    assert {m.engine for m in promised} == {C, NUMPY}
    assert {m.kernel for m in promised} >= set(ELEMENTWISE)
    for m in promised:
        assert m.held, f"{m.kernel} {m.output} {m.group} {m.dtype} {m.engine}: {m.worst} at {m.where}; {m.note}"


def test_the_textbook_formula_loses_every_digit_somewhere(elementwise: list[module.Measurement]) -> None:
    for m in elementwise:
        if m.engine == TEXTBOOK and m.bar is None and m.kernel != "logit":
            assert m.worst > 1e5, f"{m.kernel} {m.output} {m.dtype}"


def test_every_output_is_measured_in_both_formats(elementwise: list[module.Measurement]) -> None:
    seen = {(m.kernel, m.output, m.dtype, m.engine) for m in elementwise}
    for kernel in ("bce_with_logits_value_gradient", "bce_with_logits_gradient_hessian"):
        for dtype in ("float32", "float64"):
            for engine in (C, NUMPY, TEXTBOOK):
                assert (kernel, "gradient", dtype, engine) in seen


@pytest.mark.parametrize(
    ("given", "told"), [("sigmod", "did you mean sigmoid"), ("xyz", "there are .*bce_with_logits")]
)
def test_an_unknown_name_is_refused_with_the_nearest_or_all_of_them(given: str, told: str) -> None:
    with pytest.raises(SymxentError, match=told):
        known((given,))


def test_a_gradient_that_is_not_the_derivative_of_the_value_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ORDERS", {"gradient": 2})
    found = list(measure(("bce_with_logits_gradient",), quick=True, formats=("f8",)))
    assert all("the derivative of the value is" in m.note and not m.held for m in found)


def test_row_kernels_hold_their_bars_confident_rows_included() -> None:
    found = list(measure(("softmax", "categorical_cross_entropy"), quick=True))
    promised = [m for m in found if m.bar is not None]
    assert {m.group for m in promised} == {"", OWN, OTHER}
    for m in promised:
        assert m.held, f"{m.kernel} {m.output} {m.group} {m.dtype}: {m.worst} at {m.where}; {m.note}"
    naive = [m for m in found if m.engine == TEXTBOOK and m.group == OWN]
    assert all(m.worst > 1e5 for m in naive)
