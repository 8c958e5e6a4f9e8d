"""Range and sign claims, proved by an argument that is checked: 0 < σ < 1, σ′ ≤ 1/4, J ≥ 0, XᵀSX ≥ 0.

The argument is one of shape (squares, exponentials, sums and products of what has a sign), of the factors of the normal
form, of a logarithm's argument lying on one side of 1, or of log t ≤ t − 1.  No argument, no claim.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sympy import Abs, Add, Expr, Indexed, Integer, Mul, Pow, S, Sum, cosh, exp, log, tanh

from symxent.language.domain import Domain
from symxent.language.from_sympy import spoken
from symxent.language.functions import sigmoid, softmax, softplus
from symxent.logic import Proof, Steps
from symxent.logic.polynomials import UNKNOWN, Sign
from symxent.proof import bounding
from symxent.proof.balls import NoValue, ball
from symxent.proof.binding import sides_apart
from symxent.proof.budget import Budget, Undecided
from symxent.proof.cases import NO_STEPS, in_every_case
from symxent.proof.defined import Defined
from symxent.proof.engine import Engine
from symxent.proof.facts import prepared
from symxent.proof.normal import decide


@dataclass(frozen=True)
class Argument:
    """Why a difference has a sign: in words, the declared facts that this rests on, and a proof for the logic."""

    words: str
    used: tuple[str, ...] = ()
    proof: Proof = NO_STEPS


@dataclass
class Reasons:
    """The steps of an argument, each once, in the order in which they were needed."""

    steps: list[str] = field(default_factory=list)

    def because(self, words: str) -> None:
        if words not in self.steps:
            self.steps.append(words)


def at_least(
    larger: Expr,
    smaller: Expr,
    known: Domain | Defined,
    budget: Budget,
    *,
    strict: bool,
    certificate: Expr | None = None,
) -> Argument | None:
    """An argument for larger ≥ smaller (``strict``: >) on the domain, or None; raises Undecided over budget.

    ``certificate``: an expression that the normal form must prove equal to the difference; its sign is looked at
    instead.

    >>> from sympy import Rational, symbols
    >>> x = symbols("x", real=True)
    >>> at_least(Rational(1, 4), sigmoid(x) * (1 - sigmoid(x)), Domain(), Budget(5), strict=False).words
    'a factor occurs with an even power'
    """
    domain, nonnegative = (known.domain, known.nonnegative) if isinstance(known, Defined) else (known, ())
    used: tuple[str, ...] = ()
    before = NO_STEPS
    reasons = Reasons()
    if certificate is not None:
        found = decide((larger - smaller, certificate), domain, budget, nonnegative=nonnegative)
        if not found.held:
            raise Undecided("the certificate is not equal to the difference")
        used = found.used
        before = found.proof if isinstance(found.proof, Steps) else before
        reasons.because("the difference is equal to the certificate")
        larger, smaller = certificate, S.Zero
    larger, smaller = sides_apart(domain, larger, smaller)
    gap = larger - smaller
    if not gap.free_symbols and not gap.has(Indexed):
        return _of_constant(gap, strict, smaller == 0)

    def test(engine: Engine, sides: tuple[Expr, ...]) -> bool:
        sign, is_strict = sign_of(engine, sides[0] - sides[1], reasons)
        return sign > 0 and (is_strict or not strict)

    situation = prepared(domain, gap, budget=budget, nonnegative=nonnegative)
    before = replace(before, instead=certificate)
    found = in_every_case((larger, smaller), situation, budget, test, boundaries=strict, before=before)
    if not found.held:
        return None
    words = "; ".join(reasons.steps) or "every term and factor of the normal form is of this sign"
    return Argument(words, tuple(sorted({*used, *found.used})), found.proof)


def apart(left: Expr, right: Expr, known: Defined, budget: Budget) -> Argument | None:
    """An argument for left ≠ right: no factor of the difference is zero; raises Undecided over budget."""

    def test(engine: Engine, sides: tuple[Expr, ...]) -> bool:
        return _is_nonzero(engine, sides[0] - sides[1])

    situation = prepared(known.domain, left - right, budget=budget, nonnegative=known.nonnegative)
    found = in_every_case((left, right), situation, budget, test, boundaries=True)
    return Argument("no factor of the difference is zero", found.used, found.proof) if found.held else None


def _of_constant(gap: Expr, strict: bool, alone: bool) -> Argument | None:
    """The sign of a number, from a ball that does not hold zero; ``alone``: beside 0, or else a difference."""
    try:
        value = ball(gap, {}, 256)
    except NoValue:
        return None
    if value > 0 or (not strict and value.is_zero()):
        number = f"{float(value):.6g}"
        return Argument(f"it is {number} everywhere" if alone else f"one side exceeds the other by {number}")
    return None


def sign_of(g: Engine, e: Expr, reasons: Reasons) -> Sign:
    """The sign of an expression by its shape, else by its normal form."""
    by_shape = _by_shape(g, e, reasons)
    if by_shape[0] and (by_shape[1] or not isinstance(e, Add)):
        return by_shape
    try:
        found = bounding.sign_of_fraction(g, g.value(e), reasons)
    except Undecided:
        return by_shape
    return found if found[0] and (found[1] or not by_shape[0]) else by_shape


def _by_shape(g: Engine, e: Expr, reasons: Reasons) -> Sign:
    if e.is_Rational:
        return (1, e != 0) if e >= 0 else (-1, True)
    if isinstance(e, exp | sigmoid | softplus | softmax | cosh):
        return (1, True)
    if isinstance(e, Abs):
        return (1, bool(sign_of(g, e.args[0], reasons)[1]) or _is_nonzero(g, e.args[0]))
    if isinstance(e, tanh):
        return sign_of(g, e.args[0], reasons)
    if isinstance(e, log):
        return _logarithm(g, e, reasons)
    if isinstance(e, Pow) and e.exp.is_Integer and int(e.exp) % 2 == 0:
        strict = int(e.exp) < 0 or sign_of(g, e.base, reasons)[1] or _is_nonzero(g, e.base)
        name = "a part of each summand" if e.base.free_symbols & g.bound else spoken(e.base)
        reasons.because(f"{name} is squared" if e.exp == 2 else f"{name} has an even power")
        return (1, bool(strict))
    if isinstance(e, Pow) and e.exp.is_Integer:
        return sign_of(g, e.base, reasons)
    if isinstance(e, Pow) and (base := sign_of(g, e.base, reasons))[0] > 0:
        name = "a part of each summand" if e.base.free_symbols & g.bound else spoken(e.base)
        reasons.because(f"{name} is not negative, nor are its powers")
        return base
    if isinstance(e, Mul):
        return _product(g, e, reasons)
    if isinstance(e, Add):
        return _total([sign_of(g, a, reasons) for a in e.args])
    if isinstance(e, Sum):
        return _over_index(g, e, reasons)
    return UNKNOWN


def _is_nonzero(g: Engine, e: Expr) -> bool:
    try:
        n, _ = g.ring.lowest(g.value(e))
    except Undecided:
        return False
    return bool(n) and all(g.signs.of(f)[1] for f, _ in g.ring.factor(n)[1])


def _logarithm(g: Engine, e: log, reasons: Reasons) -> Sign:
    side = sign_of(g, e.args[0] - 1, reasons) if len(e.args) == 1 else UNKNOWN
    if side[0]:
        name = "a logarithm in each summand" if e.free_symbols & g.bound else spoken(e)
        reasons.because(f"the argument of {name} lies on one side of 1")
    return side


def _product(g: Engine, e: Mul, reasons: Reasons) -> Sign:
    sign, strict = 1, True
    for a in e.args:
        s, is_strict = sign_of(g, a, reasons)
        if s == 0:
            return UNKNOWN
        sign, strict = sign * s, strict and is_strict
    return (sign, strict)


def _total(signs: list[Sign]) -> Sign:
    """A sum of quantities of one sign has it, strictly when one of them has."""
    found = {s for s, _ in signs}
    if len(found) != 1 or found == {0}:
        return UNKNOWN
    return (found.pop(), any(strict for _, strict in signs))


def _over_index(g: Engine, e: Sum, reasons: Reasons) -> Sign:
    """Σ over a range that is not turned around, of a body that has one sign; or bounded below by log t ≥ 1 − 1/t."""
    m, a, b = e.limits[-1]
    body = Sum(e.function, *e.limits[:-1]) if len(e.limits) > 1 else e.function
    length = (b - a + 1).expand()
    g.integers.is_an_end(b)
    if not g.integers.at_least(length, S.Zero):
        return UNKNOWN
    body = body.xreplace({m: m + a - 1})
    v = g.letter(body, m, S.One, length)
    body = body.xreplace({m: v})
    sign, strict = sign_of(g, body, reasons)
    if sign:
        reasons.because("each summand has this sign")
        return (sign, strict and g.integers.at_least(length, Integer(1)))
    try:
        return bounding.sign_of_bounded_sum(g, body, v, length, reasons)
    except Undecided:
        return UNKNOWN
