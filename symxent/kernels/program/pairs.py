"""Arithmetic with twice the digits, for what no rewrite saves: each number is kept with what it loses to rounding.

``in_pairs(e)`` is e, whose sums, products, quotients and square roots are computed so (Dekker 1971; Joldes, Muller,
Popescu 2017).  A form in which all digits of float64 cancel has as many left.  Of exponentials, logarithms, powers, σ
and their kin the argument is such a pair, whose rest moves the value by the derivative; any other function is the
number that it comes to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, reduce
from math import frexp

from sympy import (
    Abs,
    Add,
    Basic,
    Dummy,
    Eq,
    Expr,
    Integer,
    Mul,
    N,
    Piecewise,
    Pow,
    Rational,
    S,
    Symbol,
    exp,
    log,
    sqrt,
    tanh,
)
from sympy.codegen.cfunctions import expm1, log1p

from symxent.kernels.program.exponents import exp_product, product_rest, rounded_product, whole
from symxent.kernels.program.loops import once
from symxent.language.functions import sigmoid, softplus

MOST_POWER, MOST_SIZE = 32, 60
NEAR = Rational(1, 4)
DIGITS = 24  # of the significand of float32: so many bits any format has

Pair = tuple[Expr, Expr]
Step = tuple[Symbol, Expr]


class in_pairs(once):
    """in_pairs(value) = value, its arithmetic with twice the digits of the format."""


def paired(expr: Expr) -> Expr:
    """The expression with all of its arithmetic in pairs, that of the arguments of its other functions, too.

    >>> from sympy.abc import x
    >>> paired(Abs(x**2 - 1) + x)
    in_pairs(x + Abs(in_pairs(x**2 - 1)))
    """
    if not expr.args or expr.is_number or isinstance(expr, in_pairs) or _has_digits(expr):
        return expr
    if _is_paired(expr):
        return in_pairs(_with_leaves(expr))
    return expr.func(*[paired(a) if isinstance(a, Expr) else a for a in expr.args])


def _with_leaves(expr: Expr) -> Expr:
    """The expression with ``paired`` arguments of everything in it that is no arithmetic."""
    return expr.func(*[_with_leaves(a) for a in expr.args]) if _is_paired(expr) else paired(expr)


def _is_paired(expr: Expr) -> bool:
    if expr.is_number or _has_digits(expr):
        return False
    return isinstance(expr, Add | Mul | Pow | once) or type(expr) in DERIVATIVES


def _has_digits(expr: Expr) -> bool:
    """Whether an exponential is computed with more digits already: of two factors, which are letters."""
    made = whole(expr)
    rounded = isinstance(made, exp_product) and not all(a.as_coeff_Mul()[1].is_Symbol for a in made.args)
    return made is not None and not rounded


# Of a value v of a function of u.
DERIVATIVES: Mapping[type, Callable[[Expr, Expr], Expr]] = {
    exp: lambda u, v: v,
    expm1: lambda u, v: v + 1,
    log: lambda u, v: 1 / u,
    log1p: lambda u, v: 1 / (1 + u),
    sigmoid: lambda u, v: v * (1 - v),
    tanh: lambda u, v: 1 - v**2,
    softplus: lambda u, v: sigmoid(u),
}


@lru_cache(maxsize=1 << 10)
def steps(expr: Expr) -> tuple[tuple[Step, ...], Expr]:
    """The operations of an expression in pairs, one at a time, and the letter that has the result."""
    made = _Steps()
    head, _ = made.pair(expr.args[0] if isinstance(expr, in_pairs) else expr)
    return tuple(made.steps), head


class _Steps:
    """The operations so far, and the letter of each."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.letters: dict[Expr, Symbol] = {}
        self.pairs: dict[Expr, Pair] = {}

    def name(self, value: Expr) -> Expr:
        """A letter for what one operation gives."""
        if not value.args or value.is_number or (-value).is_Symbol:
            return value
        if value not in self.letters:
            self.letters[value] = Dummy("p")
            self.steps.append((self.letters[value], value))
        return self.letters[value]

    def pair(self, expr: Expr) -> Pair:
        """A number and its rest."""
        if expr not in self.pairs:
            self.pairs[expr] = self._pair(expr)
        return self.pairs[expr]

    def _pair(self, expr: Expr) -> Pair:
        if expr.is_Integer:
            return _integer(int(expr))
        if expr.is_number and not expr.is_Rational:
            return _irrational(expr)
        if not _is_paired(expr):
            return self.name(expr), S.Zero
        if isinstance(expr, once):
            return self.pair(expr.args[0])
        if type(expr) in DERIVATIVES:
            return self.function(type(expr), self.pair(expr.args[0]))
        if isinstance(expr, Pow):
            simple = (2 * expr.exp).is_Integer and abs(expr.exp) <= MOST_POWER
            return self.power(expr.base, expr.exp) if simple else self.free_power(*map(self.pair, expr.args))
        number, rest = expr.as_coeff_Mul() if isinstance(expr, Mul) else expr.as_coeff_Add()
        if not number.is_Rational:
            number, rest = Integer(1) if isinstance(expr, Mul) else Integer(0), expr
        parts = rest.args if rest.func is expr.func else (rest,)
        numerator, denominator = _integer(int(number.p)), _integer(int(number.q))
        if isinstance(expr, Add):
            total = self.times(reduce(self.plus, map(self.pair, parts)), denominator)
            return self.over(self.plus(total, numerator), denominator)
        below = [part for part in parts if part.as_base_exp()[1].is_negative and not isinstance(part, exp)]
        above = [self.pair(part) for part in parts if part not in below]
        divisors = [self.pair(1 / part) for part in below]
        return self.over(reduce(self.times, above, numerator), reduce(self.times, divisors, denominator))

    def function(self, kind: type, u: Pair) -> Pair:
        """f(u) + f′(u) δ with the rest δ; next to 1 the rest of an exponential is known by that of expm1."""
        value, known = self.name(kind(u[0])), S.Zero
        if kind is exp and not u[0].is_number:
            less, is_near = self.name(expm1(u[0])), Abs(u[0]) < NEAR
            near = self.name(1 + less)
            known = self.name(Piecewise((self.name(less - self.name(near - 1)), is_near), (S.Zero, True)))
            value = self.name(Piecewise((near, is_near), (value, True)))
        slope = self.name(DERIVATIVES[kind](u[0], value))
        return self.ordered(value, self.rest(self.name(known + self.name(slope * u[1]))))

    def free_power(self, base: Pair, n: Pair) -> Pair:
        """u^n by u^n (1 + n δ/u + ε log u), with the rests δ and ε of both."""
        value = self.name(Pow(base[0], n[0]))
        of_base = self.name(n[0] * self.name(base[1] / base[0]))
        change = self.name(of_base + self.name(n[1] * self.name(log(base[0])))) if n[1] != 0 else of_base
        return self.ordered(value, self.rest(self.name(value * change)))

    def power(self, base: Expr, n: Expr) -> Pair:
        """u^n for an integer or a half."""
        if n.is_negative:
            return self.over((Integer(1), S.Zero), self.power(base, -n))
        if not n.is_Integer:
            root = self.root(self.pair(base))
            return root if n == S.Half else self.times(self.power(base, n - S.Half), root)
        if n == 1:
            return self.pair(base)
        half = self.power(base, n // 2)
        square = self.times(half, half)
        return square if n % 2 == 0 else self.times(square, self.pair(base))

    def plus(self, a: Pair, b: Pair) -> Pair:
        if (0, 0) in (a, b):
            return a if b == (0, 0) else b
        head, rest = self.two_sum(a[0], b[0])
        low, lowest = self.two_sum(a[1], b[1])
        head, rest = self.ordered(head, self.rest(self.name(rest + low)))
        return self.ordered(head, self.rest(self.name(lowest + rest)))

    def times(self, a: Pair, b: Pair) -> Pair:
        if a == (1, 0) or b == (1, 0):
            return b if a == (1, 0) else a
        if any(_is_power_of_two(one[0]) and one[1] == 0 for one in (a, b)):
            return self.name(a[0] * b[0]), self.name(a[1] * b[0] if b[1] == 0 else a[0] * b[1])
        head, rest = self.product(a[0], b[0])
        across = self.name(self.name(a[0] * b[1]) + self.name(a[1] * b[0]))
        return self.ordered(head, self.rest(self.name(rest + across)))

    def over(self, a: Pair, b: Pair) -> Pair:
        if b == (1, 0):
            return a
        quotient = self.name(a[0] / b[0])
        head, rest = self.product(quotient, b[0])
        left = self.name(self.name(a[0] - head) - rest)
        left = self.name(left + self.name(a[1] - self.name(quotient * b[1])))
        return self.ordered(quotient, self.rest(self.name(left / b[0])))

    def root(self, a: Pair) -> Pair:
        root = self.name(sqrt(a[0]))
        head, rest = self.product(root, root)
        left = self.name(self.name(self.name(a[0] - head) - rest) + a[1])
        return self.ordered(root, self.rest(self.name(left / self.name(2 * root))))

    def product(self, a: Expr, b: Expr) -> Pair:
        if a.is_number and b.is_number:
            return a * b, S.Zero
        head = self.name(rounded_product(a, b))
        return head, self.name(product_rest(a, b, head))

    def two_sum(self, a: Expr, b: Expr) -> Pair:
        if a == 0 or b == 0 or (a.is_number and b.is_number):
            return a + b, S.Zero
        total = self.name(a + b)
        of_b = self.name(total - a)
        of_a = self.name(total - of_b)
        return total, self.name(self.name(a - of_a) + self.name(b - of_b))

    def ordered(self, large: Expr, small: Expr) -> Pair:
        """The sum of two numbers, the first of which is not the smaller one."""
        if small == 0:
            return large, small
        total = self.name(large + small)
        return total, self.name(small - self.name(total - large))

    def rest(self, value: Expr) -> Expr:
        """A rest, or 0 where the number is infinite, has no rest, and it is no number."""
        if value.is_number:
            return value
        nothing = self.name(rounded_product(value, S.Zero))  # NaN of what is not finite
        return self.name(Piecewise((value, Eq(nothing, 0)), (S.Zero, True)))


def _integer(number: int) -> Pair:
    """An integer in two parts, which every format has; one of too many digits is rounded as a whole."""
    high = max(0, abs(number).bit_length() - DIGITS)
    head = (number >> high) << high
    rest = number - head
    return (Integer(head), Integer(rest)) if rest.bit_length() <= DIGITS else (Integer(number), S.Zero)


def _irrational(number: Expr) -> Pair:
    """A number as one of few digits and the rest; what is no real number of usual size stays as it is."""
    near = N(number, 60)
    if not near.is_Float or not 2**-MOST_SIZE < abs(near) < 2**MOST_SIZE:
        return number, S.Zero
    unit = Rational(2) ** (frexp(float(near))[1] - DIGITS)
    head = Integer(int(near / unit)) * unit
    return head, Rational(float(near - head))


def _is_power_of_two(value: Basic) -> bool:
    return bool(value.is_Integer) and abs(int(value)).bit_count() == 1
