"""Where no form is good everywhere, one is taken below a number and another above it."""

import pytest
from sympy import Expr, Piecewise, S, Symbol, exp, log, sqrt
from sympy.codegen.cfunctions import log1p

from symxent.kernels.stable.candidates import Candidate
from symxent.kernels.stable.measure.score import Judge
from symxent.kernels.stable.measure.trials import trials
from symxent.kernels.stable.regimes import in_regimes
from symxent.kernels.stable.search import find, proof
from symxent.language.domain import Domain

x, y = Symbol("x"), Symbol("y")
REALS = Domain({x: S.Reals, y: S.Reals})


def _found(formula: Expr, forms: list[Expr]) -> list[Candidate]:
    judge = Judge(trials([formula, *forms], [x], REALS, 400, probe=True), {})
    return list(in_regimes([Candidate(f, (), judge.score(f)) for f in forms], [x], judge, judge))


def test_each_of_two_forms_is_taken_where_it_does_not_overflow() -> None:
    found = _found(log(1 + exp(x)), [log1p(exp(x)), x + log1p(exp(-x))])
    assert len(found) == 1
    assert isinstance(found[0].named, Piecewise)
    assert max(found[0].score.worst) < 3
    assert not found[0].score.lost


def test_a_form_that_is_good_everywhere_is_not_split() -> None:
    assert _found(log(1 + exp(x)), [log(1 + exp(x))])[-1:] == []


@pytest.mark.parametrize(
    "formula",
    [
        x * log(1 - y / x),  # y/x underflows, which few points show
        4 * x**2 * (1 - x) + 4 * y**2 * (x + 3) + (x**2 + y**2) ** 2 - 1,  # by powers of y, next to x = 1
    ],
    ids=str,
)
def test_a_formula_of_two_variables_gets_a_form_within_five_ulp(formula: Expr) -> None:
    found = find(formula, REALS, [x, y], general=True)
    assert max(found.score.worst) < 5
    assert proof(found).proved


def test_the_end_of_where_a_root_has_a_value_is_a_root() -> None:
    assert max(find(sqrt(1 - 3 * x**2), Domain({x: S.Reals}), general=True).score.worst) < 5
