"""Terms taken apart and put together again."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Symbol, expand, simplify
from trees import exp, p, x, y

from symxent.derive.flatten import flatten
from symxent.derive.rules.algebra import collect, expand_terms
from symxent.derive.terms import compose, decompose, order_free, split_terms, sum_of
from symxent.language.meaning import Scope, to_sympy
from symxent.language.text import to_text
from symxent.language.tree import Add, Divide, Multiply, Negative, Node, Number, Power

SCOPE = Scope({name: Symbol(name, positive=True) for name in "xyp"})


def polynomials() -> st.SearchStrategy[Node]:
    leaves = st.sampled_from([x, y, p, Number("1"), Number("2"), Number("3")])

    def deeper(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        return st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: Add(tuple(parts))),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: Multiply(tuple(parts))),
            inner.map(Negative),
            inner.map(lambda base: Power(base, Number("2"))),
            st.tuples(inner, st.sampled_from([x, y, p, x + y])).map(lambda pair: Divide(*pair)),
        )

    return st.recursive(leaves, deeper, max_leaves=7)


def same(a: Node, b: Node) -> bool:
    return simplify(expand(to_sympy(a, SCOPE) - to_sympy(b, SCOPE))) == 0


@given(polynomials())
@settings(max_examples=60, deadline=None)
def test_taking_a_term_apart_and_together_keeps_its_value(node: Node) -> None:
    assert same(compose(decompose(node)), node)
    assert same(compose(decompose(node), fraction=False), node)


@given(polynomials())
@settings(max_examples=60, deadline=None)
def test_expanding_collecting_and_flattening_keep_the_value(node: Node) -> None:
    assert same(sum_of(expand_terms(node)), node)
    assert same(sum_of(collect(split_terms(node))), node)
    assert same(flatten(node), node)


@pytest.mark.parametrize(
    ("a", "b"),
    [(x + y, y + x), (x * y, y * x), (1 + exp(-x), exp(-x) + 1), (1 / (x + y), 1 / (y + x))],
)
def test_the_order_of_terms_and_factors_does_not_make_a_difference(a: Node, b: Node) -> None:
    assert a != b
    assert order_free(a) == order_free(b)


@pytest.mark.parametrize(("a", "b"), [(x - y, y - x), (x / y, y / x), (x**2, Number("2") ** x), (x + y, x * y)])
def test_what_differs_in_more_than_order_stays_different(a: Node, b: Node) -> None:
    assert order_free(a) != order_free(b)


def test_a_term_shows_its_coefficient_and_its_powers() -> None:
    term = decompose(-(3 * x * y) / (x * p**2))
    assert term.coefficient == Fraction(-3)
    assert [(to_text(f.base), f.exponent) for f in term.factors] == [("y", 1), ("p", -2)]
