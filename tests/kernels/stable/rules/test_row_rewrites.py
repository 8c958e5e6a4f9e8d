"""The rows are proved for a row of any length k, and for any shift m."""

import pytest
from sympy import Sum, exp, log

from symxent.kernels.program.loops import row_max
from symxent.kernels.stable.rules.rewrites import Rewrite
from symxent.kernels.stable.rules.row_rewrites import (
    FROM_THE_TOP,
    PLAIN,
    ROWS,
    h,
    j,
    k,
    rest_claims,
    row_above,
    row_below,
    row_claims,
    row_rest,
    unfold,
    v,
    x,
)
from symxent.language.functions import logsumexp, softmax
from symxent.proof import prove


@pytest.mark.parametrize("row", [*ROWS, FROM_THE_TOP], ids=lambda row: row.name)
def test_every_row_is_an_identity_for_symbolic_k_and_every_shift(row: Rewrite) -> None:
    for left, right, domain in row_claims(row):
        verdict = prove(left, right, domain)
        assert verdict.proved, f"{row}: {verdict}"


FALSE_ROWS = (
    Rewrite("shift lost", logsumexp(x, k), log(Sum(exp(x[h] - row_max(x, k)), (h, 1, k)))),
    Rewrite("complement of the wrong class", 1 - softmax(x, j, k), row_rest(x, k) / (1 + row_rest(x, k))),
    Rewrite(
        "the top twice",
        softmax(x, j, k) * Sum(v[h], (h, 1, k)) - v[j],
        softmax(x, j, k) * (row_below(v, x, k) + 2 * row_above(v, x, k) - v[j]) - v[j] * (1 - softmax(x, j, k)),
    ),
    Rewrite("numerator not shifted", softmax(x, j, k), exp(x[j]) / (1 + row_rest(x, k))),
)


@pytest.mark.parametrize("row", FALSE_ROWS, ids=lambda row: row.name)
def test_a_false_row_would_be_found_out(row: Rewrite) -> None:
    assert not all(prove(*claim).proved for claim in row_claims(row))


def test_leaving_out_the_largest_terms_and_counting_them_changes_no_term() -> None:
    for left, right, domain in rest_claims():
        assert prove(left, right, domain).proved


def test_unfolding_leaves_sums_that_kernels_can_add() -> None:
    unfolded = unfold(row_rest(x, k), PLAIN, {})
    assert not unfolded.has(row_rest)
    assert len(unfolded.atoms(Sum)) == 2
