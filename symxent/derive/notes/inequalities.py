"""Inequalities by their names: of the means, Jensen's, Cauchy's, of the triangle, Young's, Bernoulli's."""

from sympy import Interval, S, oo

from symxent.derive.page import Page, State
from symxent.language.domain import POSITIVE, REALS
from symxent.language.formula import read_formula
from symxent.language.tree import Big, Call, Divide, Multiply, Name, Node, Power, Relation
from symxent.language.write import at, exp, i, k, log, number, q, t, total, u, v, w, x, y, z

_ONE, _TWO = number(1), number(2)
_size = Name("abs")


def _says(title: str, left: str | Node, right: str | Node) -> State:
    sides = (read_formula(side) if isinstance(side, str) else side for side in (left, right))
    return State(title=title, relation=Relation("≤", *sides))


def _sum(body: Node) -> Node:
    return total(body, i, 1, k)


def _mean(body: Node) -> Node:
    return Divide(_sum(body), k)


def _abs(body: Node) -> Node:
    return Call(_size, (body,))


_p, _a, _b, _r = (at(letter, i) for letter in (x, u, v, w))
_product = Power(Big("product", _p, (i,), _ONE, k), Divide(_ONE, k))

page = Page(
    name="inequalities",
    title="The inequality of the means, and Jensen's",
    where={x: POSITIVE, u: REALS, w: Interval(0, 1), t: Interval(0, 1), y: REALS, z: REALS,
           **{Name(letter): POSITIVE for letter in "abc"}},
    arrays={x: (k,), u: (k,), w: (k,)},
    facts={"the weights sum to 1": (_sum(_r), _ONE)},
    without_certificate="Jensen's inequality has no lemma in Coq",
    sections=(
        _says("The means of two numbers", "sqrt(a*b)", "(a + b)/2"),
        _says("The means of three numbers", "(a*b*c)^(1/3)", "(a + b + c)/3"),
        _says("The means of any numbers", _product, _mean(_p)),
        _says("The means of two numbers with weights", "a^t*b^(1 - t)", "t*a + (1 - t)*b"),
        _says("Jensen's inequality of exp for two numbers", "exp(t*y + (1 - t)*z)", "t*exp(y) + (1 - t)*exp(z)"),
        _says("Jensen's inequality of exp", exp(_mean(_a)), _mean(exp(_a))),
        _says("Jensen's inequality of the square", Power(_mean(_a), _TWO), _mean(Power(_a, _TWO))),
        _says("Jensen's inequality of log, with weights", _sum(Multiply((_r, log(_p)))), log(_sum(Multiply((_r, _p))))),
    ),
)  # fmt: skip

triangle = Page(
    name="triangle_inequality",
    title="Cauchy's inequality, that of the triangle, and Young's",
    where={u: REALS, v: REALS, y: REALS, z: REALS},
    arrays={u: (k,), v: (k,)},
    without_certificate="a claim with |u| that is cut has no lemma in Coq",
    sections=(
        _says("Cauchy's inequality", Power(_sum(Multiply((_a, _b))), _TWO),
              Multiply((_sum(Power(_a, _TWO)), _sum(Power(_b, _TWO))))),
        _says("The triangle inequality", "abs(y + z)", "abs(y) + abs(z)"),
        _says("The triangle inequality, turned around", "abs(abs(y) - abs(z))", "abs(y - z)"),
        _says("The triangle inequality of a sum", _abs(_sum(_a)), _sum(_abs(_a))),
        _says("Young's inequality", "y*z", "y^2/2 + z^2/2"),
    ),
)  # fmt: skip

bernoulli = Page(
    name="bernoulli_inequality",
    title="Bernoulli's inequality",
    where={q: Interval(-1, oo), Name("n"): S.Naturals},
    without_certificate="induction has no lemma in Coq",
    sections=(_says("Bernoulli's inequality", "1 + n*q", "(1 + q)^n"),),
)
