"""Rewrites that are computed, not matched: the arithmetic of polynomials, their quotients and roots.

What such a function makes of an expression is equal to it wherever both have a value; the tests prove that on samples,
and each form that is found is proved as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from sympy import (
    Abs,
    Add,
    Dummy,
    Expr,
    Integer,
    Mul,
    Piecewise,
    Poly,
    PolynomialError,
    Pow,
    S,
    apart,
    cancel,
    collect,
    exp,
    expand_mul,
    expand_multinomial,
    factor,
    factor_terms,
    fraction,
    log,
    together,
)
from sympy.codegen.cfunctions import log1p

from symxent.kernels.program.loops import once
from symxent.kernels.stable.measure.score import size

MOST_NODES = 90  # of an expression that is given to SymPy's algebra
MOST_POWER = 6


@dataclass(frozen=True)
class Computed:
    """A rewrite of a whole expression: ``made`` gives what it may be replaced by."""

    name: str
    made: Callable[[Expr], Iterator[Expr]]
    most: int = MOST_NODES

    def __call__(self, expr: Expr) -> tuple[Expr, ...]:
        return _made(self, expr)


@lru_cache(maxsize=1 << 14)
def _made(rewrite: Computed, expr: Expr) -> tuple[Expr, ...]:
    if size(expr) > rewrite.most:
        return ()
    try:
        return tuple(dict.fromkeys(e for e in rewrite.made(expr) if e != expr))
    except (PolynomialError, NotImplementedError, ZeroDivisionError):
        return ()


def _sums(expr: Expr) -> bool:
    return isinstance(expr, Add) or any(isinstance(f.as_base_exp()[0], Add) for f in Mul.make_args(expr))


def _expanded(expr: Expr) -> Expr:
    if any(abs(p.exp) > MOST_POWER for p in expr.atoms(Pow) if p.exp.is_Integer and isinstance(p.base, Add)):
        return expr
    return Add(*[expand_mul(expand_multinomial(term, deep=False), deep=False) for term in Add.make_args(expr)])


def one_fraction(expr: Expr) -> Iterator[Expr]:
    """a/b + c/d as one fraction, its numerator multiplied out, and in factors."""
    if not isinstance(expr, Add) or not any(fraction(t)[1] != 1 for t in expr.args):
        return
    above, below = fraction(together(expr))
    if below.is_number:
        return
    above = _expanded(above)
    yield above / below
    parts = factor(above)
    if parts != above:
        yield parts / below


def multiplied_out(expr: Expr) -> Iterator[Expr]:
    """Brackets multiplied out; what is then common to all terms stands before them."""
    if isinstance(expr, Add | Mul | Pow):
        made = _expanded(expr)
        yield made
        yield factor_terms(made)


def in_factors(expr: Expr) -> Iterator[Expr]:
    """A polynomial as a product."""
    if isinstance(expr, Add):
        made = factor(expr)
        if not isinstance(made, Add):
            yield made


def cancelled(expr: Expr) -> Iterator[Expr]:
    """A quotient without common factors, both parts in factors."""
    if isinstance(expr, Mul) and _sums(expr) and fraction(expr)[1] != 1:
        above, below = fraction(cancel(expr))
        yield factor(above) / factor(below)


def partial_fractions(expr: Expr) -> Iterator[Expr]:
    """A quotient of polynomials in one variable as a sum of simple ones."""
    free = expr.free_symbols
    if len(free) == 1 and fraction(together(expr))[1] != 1:
        (x,) = free
        if expr.is_rational_function(x):
            yield apart(expr, x)


def divided_through(expr: Expr) -> Iterator[Expr]:
    """a/(b + c) → 1/(b/a + c/a), for each factor a of the numerator; and the same for a root of a sum."""
    above, below = fraction(expr)
    sums = [f for f in Mul.make_args(below) if isinstance(f.as_base_exp()[0], Add) and f.as_base_exp()[1] == 1]
    for factor_ in Mul.make_args(above):
        base = factor_ if isinstance(factor_, exp) else factor_.as_base_exp()[0]
        if base.is_number or isinstance(base, Add):
            continue
        for total in sums:
            inside = Add(*[term / base for term in total.args])
            if size(inside) <= size(total) + 6:
                yield expr * total / base / inside


def one_and_a_ratio(expr: Expr) -> Iterator[Expr]:
    """a/(a + b) → 1/(1 + b/a), for a sum a."""
    above, below = fraction(expr)
    if isinstance(below, Add) and isinstance(above, Add) and above.free_symbols:
        rest = _expanded(below - above)
        if size(rest) < size(below):
            yield 1 / (1 + rest / above)


def distance_from_one(expr: Expr) -> Iterator[Expr]:
    """log u → log1p(u − 1), where in x − 1 + √(…) the difference is taken first."""
    if isinstance(expr, log):
        inner = expr.args[0] - 1
        terms = Add.make_args(inner)
        plain = [t for t in terms if t.is_polynomial(*t.free_symbols)]
        if 1 < len(plain) < len(terms):
            inner = once(Add(*plain)) + Add(*[t for t in terms if t not in plain])
        yield log1p(inner)


def in_a_root(expr: Expr) -> Iterator[Expr]:
    """A − √B → (A² − B)/(A + √B), for each root in a sum, the numerator multiplied out, and as one fraction."""
    if not isinstance(expr, Add):
        return
    for term in expr.args:
        if any(f.as_base_exp()[1] == S.Half for f in Mul.make_args(term)):
            rest = expr - term
            above = _expanded(rest**2) - term**2
            yield _expanded(above) / (rest - term)
            parts = fraction(together(above))
            if not parts[1].is_number:
                yield _expanded(parts[0]) / parts[1] / (rest - term)


def by_powers(expr: Expr) -> Iterator[Expr]:
    """A polynomial by the powers of one of its letters, what stands before each in factors."""
    letters = sorted(expr.free_symbols, key=str) if isinstance(expr, Add) else []
    if len(letters) > 1 and expr.is_polynomial(*letters):
        for letter in letters:
            yield collect(_expanded(expr), letter, factor)


def number_shared(expr: Expr) -> Iterator[Expr]:
    """a + b + 2 → (a + 1) + (b + 1): next to a = b = −1 each is exact."""
    number, rest = expr.as_coeff_Add()
    if number != 0 and (number / 2).is_Integer and isinstance(rest, Add) and len(rest.args) == 2:
        yield Add(*[once(term + number / 2) for term in rest.args])


def next_to_a_number(expr: Expr) -> Iterator[Expr]:
    """c x + d → (2^k x + d) ± x for c = 2^k ± 1: next to x = −d/c both sums are exact, where c x is rounded."""
    number, term = expr.as_coeff_Add()
    c, x = term.as_coeff_Mul()
    if number == 0 or not x.is_Symbol or not c.is_Integer or abs(c) < 3:
        return
    sign = 1 if c > 0 else -1
    for step in (1, -1):
        power = abs(int(c)) - step
        if power & (power - 1) == 0:
            yield once(sign * power * x + number) + sign * step * x


def in_a_ratio(expr: Expr) -> Iterator[Expr]:
    """A quotient of polynomials with terms of one degree above and of one below, as powers of the larger of its two
    letters times a quotient in their ratio: no power of a letter then overflows or vanishes.
    """
    above, below = fraction(together(expr))
    letters = sorted(expr.free_symbols, key=str)
    if len(letters) != 2 or not isinstance(below, Add) or not all(p.is_polynomial(*letters) for p in (above, below)):
        return
    degrees = [{sum(powers) for powers in Poly(part, *letters).monoms()} for part in (above, below)]
    if any(len(d) > 1 for d in degrees):
        return
    degree = degrees[0].pop() - degrees[1].pop()
    r = Dummy("r", real=True)

    def of(larger: Expr, smaller: Expr) -> Expr:
        inside = factor(cancel(expr.xreplace({larger: Integer(1), smaller: r})))
        return larger**degree * inside.xreplace({r: once(smaller / larger)})

    a, b = letters
    yield Piecewise((of(b, a), Abs(a) < Abs(b)), (of(a, b), True))


def a_fraction_each(expr: Expr) -> Iterator[Expr]:
    """a b/(c d) → (a/c) (b/d), for sums: their products over- and underflow where the quotients do not."""
    parts = [[f.as_base_exp()[0] for f in Mul.make_args(part) for _ in range(_times(f))] for part in fraction(expr)]
    pairs = [once(a / b) for a, b in zip(*parts, strict=False)]
    if len(pairs) > 1:
        yield expr * Mul(*parts[1][: len(pairs)]) / Mul(*parts[0][: len(pairs)]) * Mul(*pairs)


def _times(factor_: Expr) -> int:
    """How often a sum stands in a product as a factor."""
    base, n = factor_.as_base_exp()
    return int(n) if isinstance(base, Add) and n.is_Integer and 0 < n <= MOST_POWER else 0


ALGEBRA = (
    Computed("a fraction for each factor", a_fraction_each),
    Computed("a multiple next to a number", next_to_a_number),
    Computed("in a ratio", in_a_ratio),
    Computed("by powers", by_powers),
    Computed("a number shared", number_shared),
    Computed("over one denominator", one_fraction),
    Computed("multiplied out", multiplied_out),
    Computed("in factors", in_factors),
    Computed("cancelled", cancelled),
    Computed("partial fractions", partial_fractions),
    Computed("divided through", divided_through),
    Computed("one and a ratio", one_and_a_ratio),
    Computed("the conjugate", in_a_root),
    Computed("log by the distance from 1", distance_from_one),
)
