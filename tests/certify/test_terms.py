"""Terms print with Coq's precedences, and are compared whatever name is bound."""

from fractions import Fraction

import pytest

from symxent.certify.terms import (
    Add,
    Apply,
    At,
    Derive,
    Div,
    Index,
    Inv,
    Mul,
    Neg,
    Num,
    Pow,
    Sub,
    Total,
    Upd,
    Var,
    Vector,
    alpha,
    to_coq,
)

x, y, one, two = Var("x"), Var("y"), Num(Fraction(1)), Num(Fraction(2))
i, m, k, v = Index("i"), Index("m"), Index("k"), Vector("v")


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (Sub(x, Sub(y, one)), "x - (y - 1)"),
        (Sub(Sub(x, y), one), "x - y - 1"),
        (Mul(Add(x, y), two), "(x + y) * 2"),
        (Div(x, Mul(y, two)), "x / (y * 2)"),
        (Neg(Mul(x, y)), "- (x * y)"),
        (Mul(Neg(x), y), "- x * y"),
        (Pow(Neg(x), 2), "(- x) ^ 2"),
        (Neg(Pow(x, 2)), "- x ^ 2"),
        (Inv(Pow(x, 2)), "/ x ^ 2"),
        (Pow(Inv(x), 2), "(/ x) ^ 2"),
        (Num(Fraction(-3, 4)), "- (3 / 4)"),
        (Total("m", At(v, (m,)), k), "total (fun m => v m) k"),
        (Derive("x", Apply("exp", (Neg(x),)), x), "Derive (fun x => exp (- x)) x"),
        (At(Upd(v, i, x), (m,)), "upd v i x m"),
    ],
)
def test_a_term_prints_with_no_more_brackets_than_it_needs(term, text):
    assert to_coq(term) == text


def test_the_name_of_a_bound_index_does_not_count():
    assert alpha(Total("m", At(v, (m,)), k)) == alpha(Total("i", At(v, (i,)), k))
    assert alpha(Total("m", At(v, (m,)), k)) != alpha(Total("m", At(v, (i,)), k))
    inner = Total("i", Mul(At(v, (i,)), At(v, (m,))), k)
    assert alpha(Total("m", inner, k)) == alpha(Total("j", Total("m", Mul(At(v, (m,)), At(v, (Index("j"),))), k), k))
    assert alpha(Total("m", inner, k)) != alpha(Total("m", Total("i", Mul(At(v, (m,)), At(v, (i,))), k), k))
    shadowed = Total("m", Total("m", Total("i", Mul(At(v, (m,)), At(v, (i,))), k), k), k)
    assert alpha(shadowed) != alpha(Total("m", Total("m", Total("i", Mul(At(v, (i,)), At(v, (i,))), k), k), k))
