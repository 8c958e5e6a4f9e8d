"""Powers, exponentials, logarithms, parity: each false claim lacks one condition of their rules."""

from __future__ import annotations

from rows import a, b, by, judge, m, n, plain, row, rows, steps, x, y
from sympy import Integer, Pow, Rational, S, cos, exp, log, sin

from symxent.logic import Hypotheses

HALF = Rational(1, 2)
POSITIVE, NEGATIVE = Hypotheses(positive=(x,)), Hypotheses(positive=(-x,))
BOTH = Hypotheses(positive=(x, y))
WITHOUT_ZERO = Hypotheses(nonzero=(x,))
ZERO_TO_A = Pow(0, a, evaluate=False)


def inert(f, u):
    return f(u, evaluate=False)


@rows(
    row("e^log", inert(exp, log(x)), "=", x),
    row("e^log of own making", x, ">", 0, steps(instead=inert(exp, log(x))), at={x: -1}),
    row("e^(log x / y)", inert(exp, plain(log(x), 1 / y)), "=", x, h=BOTH, at={x: 2, y: 2}),
    row(
        "e^(log x / y), the logarithm first",
        inert(exp, plain(log(x), 1 / y)), "=", x, h=Hypotheses(positive=(log(x), y)), at={x: 2, y: 2},
    ),
    row("e^(log² x)", exp(log(x) ** 2), "=", x, h=POSITIVE, at={x: 3}),
    row("e^x is no power of x", exp(2 * x), "=", x**2, h=POSITIVE, at={x: 1}),
    row("halves and quarters", exp(x / 2) * exp(x / 4), "=", exp(3 * x / 4), steps(
        by("exponential of a sum", 3 * x / 4, (x / 4, Integer(3), None)))),
    row(
        "half an exponent by a step",
        exp(x / 2), "=", 1, steps(by("exponential of a sum", x / 2, (x, HALF, None))), at={x: 1},
    ),
    row(
        "a logarithm of what is negative by a step",
        x, ">", 0, steps(by("exponential of a sum", log(x), (None, S.One, x)), instead=inert(exp, log(x))), at={x: -1},
    ),
    row("a negative exponent by a step", exp(-x), "=", 1 / exp(x), steps(
        by("exponential of a sum", -x, (x, S.NegativeOne, None)))),
)  # fmt: skip
def test_exponentials(given):
    judge(given)


@rows(
    row("of a number", log(3) * (x + 1), "=", x * log(3) + log(3)),
    row("of a multiple", log(3 * x), "=", log(3) + log(x)),
    row("of a product of two that are negative", log(x * y), "=", log(-x) + log(-y), h=Hypotheses(positive=(-x, -y))),
    row("of a product", log(x * y), "=", log(x) + log(y), h=BOTH),
    row("of a product of unknown signs", log(x * y), "<", 0, h=Hypotheses(positive=(x * y, 1 - x)), at={x: -3, y: -3}),
    row("of products in which a factor shows no sign", log(x**10 + y**10), "=", log(x**14 + y**14), h=BOTH,
        at={x: 2, y: 1}),
    row("of a power", log(x**3), "=", 3 * log(x), h=POSITIVE),
    row(
        "in factors that are negative, by a step",
        log(x**2), "<", 0, steps(by("logarithm of a product", x**2, (x, Integer(2)))), NEGATIVE, at={x: -3},
    ),
    row(
        "of what is negative, by its square",
        log(x**2), "<", 0, steps(by("logarithm of a product", x, (x**2, HALF)), instead=-2 * log(x)), NEGATIVE,
        at={x: -3},
    ),
    row("by its square", log(x), "=", log(x**2) / 2, steps(by("logarithm of a product", x, (x**2, HALF)))),
)  # fmt: skip
def test_logarithms(given):
    judge(given)


@rows(
    row("of what may be zero", x**a, ">", 0, h=Hypotheses(nonnegative=(x,)), at={x: 0, a: 1}),
    row("of a positive base", x**a, ">", 0, h=POSITIVE),
    row("of a positive base, twice", x**a * x**b, "=", x ** (a + b), h=POSITIVE),
    row("zero to what is positive", ZERO_TO_A, "=", 0, h=Hypotheses(positive=(a,))),
    row("zero to what may be zero", ZERO_TO_A, "=", 0, at={a: 0}),
    row("a base that is not zero", x**a, "=", 0, h=Hypotheses(positive=(a,)), at={x: 1, a: 1}),
    row("zero to one more", Pow(0, a + 1, evaluate=False), "=", 0, at={a: -1}),
    row("an inverse in the exponent", x ** (1 / y), "=", x, h=BOTH, at={x: 4, y: 2}),
    row("one to anything", Pow(1, a, evaluate=False), "=", 1),
    row("one more in the exponent", x ** (a + 2), "=", x**2 * x**a, h=WITHOUT_ZERO),
    row("one less in the exponent", x ** (a - 1), "=", x**a / x, h=WITHOUT_ZERO),
    row("a half more in the exponent", x ** (a + HALF), "=", x * x**a, h=WITHOUT_ZERO, at={x: 4, a: 0}),
    row("a negative base to an even exponent", x ** (2 * n), ">", 0, h=NEGATIVE),
    row("a base of any sign to an even exponent", x ** (2 * n), ">", 0, at={x: 0, n: 1}),
    row("a base that may be zero to an even exponent", x ** (2 * n), ">", 0, h=Hypotheses(nonnegative=(-x,)),
        at={x: 0, n: 1}),
    row(
        "a negative base to a quotient",
        plain(x ** (n / m), (-x) ** n), "=", plain(x**n, (-x) ** (n / m)), h=NEGATIVE, at={x: -1, n: 6, m: 2},
    ),
    row("a negative base to twice a number", x ** (2 * a), ">", 0, h=NEGATIVE, at={x: -1, a: HALF}),
    row("a negative base to a half", x**n, "=", plain(x ** (n / 2), (-x) ** (n / 2)), h=NEGATIVE, at={x: -1, n: 2}),
    row("a negative base to a whole exponent", x ** (n + 1), "=", -((-1) ** n) * (-x) ** (n + 1), h=NEGATIVE),
    row(
        "a negative base to a sum and a difference",
        plain(x ** (a + b), x ** (a - b)), ">", 0, h=NEGATIVE, at={x: -1, a: HALF, b: HALF},
    ),
    row("a negative base to one exponent", plain(x**a, x**a), ">", 0, h=NEGATIVE),
)  # fmt: skip
def test_symbolic_exponents(given):
    judge(given)


@rows(
    row("odd", inert(sin, x - y) + inert(sin, y - x), "=", 0),
    row("even", inert(cos, x - y), "=", inert(cos, y - x)),
    row("odd, not even", inert(sin, x - y), "=", inert(sin, y - x), at={x: 1, y: 0}),
    row("even, not odd", inert(cos, x - y) + inert(cos, y - x), "=", 0, at={x: 0, y: 0}),
    row("the sine of zero", inert(sin, x - x), "=", 0),
    row("the cosine of zero", inert(cos, plain(x, 0)), "=", 0, at={x: 1}),
)  # fmt: skip
def test_parity(given):
    judge(given)
