"""Where symbols live: sets that a claim can be looked at in, and clear words for those that it cannot."""

import pytest
from sympy import EmptySet, FiniteSet, I, Integer, Interval, Rational, oo, pi, sqrt, symbols

from symxent import prove
from symxent.errors import SymxentError
from symxent.language.domain import Domain

x, a, b = symbols("x a b", real=True)

WITHOUT_POINTS = [
    (FiniteSet(pi), "x was to live in {pi}: pi is no integer and no fraction"),
    (FiniteSet(a, b), "x was to live in {a, b}: a is no integer and no fraction"),
    (FiniteSet(2, pi), "pi is no integer and no fraction"),
    (FiniteSet(sqrt(2)), r"sqrt\(2\) is no integer and no fraction"),
    (FiniteSet(I), "I is no integer and no fraction"),
    (FiniteSet(oo), "oo is no integer and no fraction"),
    (FiniteSet(0.5), r"is no integer and no fraction; of 0.5 write Rational\(1, 2\)"),
    ({1, 2}, r"x was to live in \{1, 2\}: a set such as Interval\(0, 1\) or FiniteSet\(0, 1\) was expected"),
    ("reals", "x was to live in 'reals': a set such as"),
]


@pytest.mark.parametrize(("values", "words"), WITHOUT_POINTS, ids=[str(v) for v, _ in WITHOUT_POINTS])
def test_a_set_without_exact_members_is_refused_in_words(values, words):
    with pytest.raises(SymxentError, match=words):
        prove(x + 1, x + 2, Domain({x: values}))
    with pytest.raises(SymxentError, match=words):
        Domain({x: values})
    with pytest.raises(SymxentError, match=words):
        Domain().extended({x: values})


KEPT = [FiniteSet(1, 2), FiniteSet(Rational(1, 2), -3), Interval(0, pi), Interval(0, 1), Interval(0, 1) - {Integer(1)}]


@pytest.mark.parametrize("values", KEPT, ids=str)
def test_a_claim_is_refuted_inside_of_its_set(values):
    verdict = prove(x + 1, x + 2, Domain({x: values}))
    assert verdict.refuted
    ((_, at),) = verdict.witness.point
    assert at in values


def test_in_an_empty_set_nothing_is_refuted():
    assert not prove(x + 1, x + 2, Domain({x: EmptySet})).refuted
