"""The rules: each row says an identity of real numbers, the conditions under which it holds, and the lemma behind it.

A row of ``DEFINITIONS`` replaces a function by what it is.  A row of ``STEPS`` is applied where a search names it: it
reads ``u → t`` with its conditions, and its check asks for each of them (``need…``) before it gives the value of t.
Conditions speak of points at which the claim is defined.  ``lemma`` names the theorem of ``templates/coq/symxent.v``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from math import lcm
from typing import TYPE_CHECKING, TypeAlias

from flint import fmpq, fmpq_mpoly
from sympy import (
    Add,
    Derivative,
    Dummy,
    Expr,
    Indexed,
    Integer,
    Piecewise,
    Pow,
    Product,
    Rational,
    S,
    Subs,
    Sum,
    Symbol,
    asin,
    atan,
    cos,
    erf,
    erfi,
    exp,
    log,
    sin,
    sqrt,
    tan,
)

from symxent.logic import sums
from symxent.logic.ring import Frac, Refused, Vacuous
from symxent.logic.signs import UNKNOWN, Sign

if TYPE_CHECKING:
    from symxent.logic.checker import Checker, Step


@dataclass(frozen=True)
class Definition:
    """f(args) = says(args), wherever the left side is defined."""

    says: Callable[..., Expr]
    lemma: str = ""


@dataclass(frozen=True)
class Rule:
    """``says``: the identity and its conditions.  ``key``: what the step rewrites.  ``check``: the value it gives."""

    says: str
    head: str
    key: Callable[[Checker, Step], Hashable]
    check: Callable[[Checker, Step], Frac]
    lemma: str = ""


@dataclass(frozen=True)
class SignRule:
    """``says``: what the sign of args[0] rests on; ``check``: that sign."""

    says: str
    check: Callable[[Checker, Step], Sign]
    lemma: str = ""


_M = Dummy("m", integer=True)

DEFINITIONS: dict[str, Definition] = {
    "sigmoid": Definition(lambda z: exp(z) / (1 + exp(z)), "sigmoid_def"),
    "softplus": Definition(lambda z: log(1 + exp(z)), "softplus_def"),
    "logit": Definition(lambda p: log(p / (1 - p)), "logit_def"),
    "Phi": Definition(lambda z: (1 + erf(z / sqrt(2))) / 2),
    "softmax": Definition(lambda x, i, k: exp(x[i]) / Sum(exp(x[_M]), (_M, 1, k)), "softmax_def"),
    "logsumexp": Definition(lambda x, k: log(Sum(exp(x[_M]), (_M, 1, k))), "logsumexp_def"),
    "sinh": Definition(lambda z: (exp(z) - 1 / exp(z)) / 2, "sinh_def"),
    "cosh": Definition(lambda z: (exp(z) + 1 / exp(z)) / 2, "cosh_def"),
    "tanh": Definition(lambda z: (exp(z) ** 2 - 1) / (exp(z) ** 2 + 1), "tanh_def"),
    "coth": Definition(lambda z: (exp(z) ** 2 + 1) / (exp(z) ** 2 - 1)),
    "sech": Definition(lambda z: 2 * exp(z) / (exp(z) ** 2 + 1)),
    "csch": Definition(lambda z: 2 * exp(z) / (exp(z) ** 2 - 1)),
    "asinh": Definition(lambda z: log(z + sqrt(1 + z**2))),
    "acosh": Definition(lambda z: log(z + sqrt(z**2 - 1))),
    "atanh": Definition(lambda z: log((1 + z) / (1 - z)) / 2, "atanh_def"),
    "log1p": Definition(lambda z: log(1 + z), "log1p_def"),
    "expm1": Definition(lambda z: exp(z) - 1, "expm1_def"),
    "log2": Definition(lambda z: log(z) / log(Integer(2))),
    "log10": Definition(lambda z: log(z) / log(Integer(10))),
    "exp2": Definition(lambda z: Pow(Integer(2), z)),
    "Cbrt": Definition(lambda z: Pow(z, Rational(1, 3))),
    "Sqrt": Definition(lambda z: Pow(z, Rational(1, 2))),
    "erfc": Definition(lambda z: 1 - erf(z)),
}

#: f(−u) = f(u) or −f(u); each is opaque otherwise.
PARITY: dict[type, int] = {erf: -1, erfi: -1, sin: -1, tan: -1, asin: -1, atan: -1, cos: 1}


def with_parity(c: Checker, e: Expr, parity: int) -> Frac:
    """f at u or at −u, whichever comes first in the order of names."""
    u = c.value(e.args[0])
    if not u[0]:
        c.need(parity < 0 or e.func is cos, f"{e} at 0")
        return c.ring.zero if parity < 0 else c.ring.one
    mirrored = c.ring.negative(u)
    flip = c.ring.key(mirrored) < c.ring.key(u)
    found = c.keyed((str(e.func), c.ring.key(mirrored if flip else u)), str(e.func), e.func(-e.args[0]) if flip else e)
    return c.ring.negative(found) if flip and parity < 0 else found


# -- exponentials, logarithms, roots, powers ---------------------------------------------------------------------


def exponential(c: Checker, u: Frac) -> Frac:
    """e^u: what a step makes of it; else e^(Σ cᵢ mᵢ) = Π (e^(mᵢ/qᵢ))^pᵢ over the monomials, cᵢ = pᵢ/qᵢ."""
    if not u[0]:
        return c.ring.one
    found = c.by_step(("exp", c.ring.key(u)), "exp")
    if found is not None:
        return found
    found = c.ring.one
    if len(u[1]) == 1:
        parts = [(c.ring.lowest((c.ring.ctx.from_dict({m: 1}), u[1])), k) for m, k in u[0].terms()]
    else:
        lead = u[0].leading_coefficient()
        parts = [((u[0] / lead, u[1]), lead)]
    for unit, k in parts:
        found = c.ring.multiply(found, _exponential_of_multiple(c, unit, k))
    return found


def _exponential_of_multiple(c: Checker, unit: Frac, k: fmpq) -> Frac:
    """e^(k u); e^(k log f) = f^k for f > 0."""
    atoms = c.ring.atoms_of(unit)
    if len(atoms) == 1 and unit[0].total_degree() == 1 and isinstance(f := c.ring.meaning[atoms[0]], log):
        c.need_positive(f.args[0])
        return c.value(Pow(f.args[0], Rational(int(k.p), int(k.q)), evaluate=False))
    scale = c.scales.setdefault(c.ring.key(unit), int(k.q))
    times = k * scale
    if times.q != 1:  # (e^(u/q))^q = e^u
        part = _atom_of_exponential(c, unit, int(k.q))
        number = next(i for i, e in enumerate(part[0].degrees()) if e)
        if number not in c.ring.powers:
            c.ring.powers[number] = (int(k.q), _exponential_of_multiple(c, unit, fmpq(1))[0])
        times = fmpq(k.p)
    else:
        part = _atom_of_exponential(c, unit, scale)
    return c.ring.power(part if times > 0 else c.invert(part), abs(int(times.p)))


def _atom_of_exponential(c: Checker, unit: Frac, scale: int) -> Frac:
    part = c.ring.lowest((unit[0] / scale, unit[1]))
    return c.atom(("exp", c.ring.key(part)), exp(c.fraction(part), evaluate=False))


def note_scales(c: Checker, steps: Iterable[Step]) -> None:
    """Let exponentials be powers of the finest that the steps name."""
    for v, _, f in (part for step in steps for part in step.parts):
        try:
            u = c.value(v) if f is None else c.ring.zero
        except Refused:
            continue
        if len(u[0]) == len(u[1]) == 1:
            lead = u[0].leading_coefficient()
            key = c.ring.key((u[0] / lead, u[1]))
            c.scales[key] = lcm(c.scales.get(key, 1), int(lead.q))


def _exponential(c: Checker, step: Step) -> Frac:
    """e^(Σ nᵢ vᵢ + Σ cⱼ log fⱼ) → Π (e^vᵢ)^nᵢ · Π fⱼ^cⱼ for integers nᵢ, if fⱼ > 0.

    parts: (vᵢ, nᵢ, None) …, (None, cⱼ, fⱼ) …
    """
    total, value = c.ring.zero, c.ring.one
    for v, n, f in step.parts:
        if f is None:
            c.need(n.is_Integer, f"{n} is an integer")
            total = c.ring.add(total, c.ring.multiply(c.value(v), c.value(n)))
            factor = c.value(exp(v, evaluate=False))
            factor = c.ring.power(factor if n > 0 else c.invert(factor), abs(int(n)))
        else:
            c.need_positive(f)
            total = c.ring.add(total, c.ring.multiply(c.value(log(f, evaluate=False)), c.value(n)))
            factor = c.value(Pow(f, n, evaluate=False))
        value = c.ring.multiply(value, factor)
    c.need_equal(total, c.value(step.args[0]), "the exponents add up")
    return value


def logarithm(c: Checker, e: Expr) -> Frac:
    """log u: what a step makes of it; else log e^v = v, and log (k Π fᵢ^nᵢ) = log k + Σ nᵢ log fᵢ if k, fᵢ > 0."""
    u = c.value(e)
    c.need(bool(u[0]), "no logarithm of zero")
    found = c.by_step(("log", c.ring.key(u)), "log")
    if found is not None:
        return found
    if c.ring.key(u) == c.ring.key(c.ring.one):
        return c.ring.zero
    factors, lead = c.signs.factors(u), u[0].leading_coefficient()
    signs = [c.signs.of_factor(f) for f, _ in factors]
    apart = len(factors) > 1 or abs(lead) != 1 or (factors and (factors[0][1] != 1 or _is_exp(c, factors[0][0])))
    if (
        factors and apart and all(s and strict for s, strict in signs)
    ):  # u > 0, so that the signs make up for each other
        total = c.ring.zero if abs(lead) == 1 else c.value(log(Rational(int(abs(lead.p)), int(lead.q)), evaluate=False))
        for (f, k), (s, _) in zip(factors, signs, strict=True):
            a = c.meaning_of(f)
            part = a.args[0] if isinstance(a, exp) else log(c.expression(f * s), evaluate=False)
            total = c.ring.add(total, c.ring.multiply(c.value(part), c.ring.constant(k)))
        return total
    return c.keyed(("log", c.ring.key(u)), "log", log(e, evaluate=False))


def _is_exp(c: Checker, f: fmpq_mpoly) -> bool:
    return isinstance(c.meaning_of(f), exp)


def _logarithm(c: Checker, step: Step) -> Frac:
    """log u → Σ cᵢ log fᵢ + r, if fᵢ > 0, u > 0 and u^q = Π fᵢ^(q cᵢ) e^(q r).  parts: (fᵢ, cᵢ) …, (None, r)."""
    terms = [(f, x) for f, x in step.parts if f is not None]
    rest = Add(*(x for f, x in step.parts if f is None))
    q = lcm(1, *(int(x.q) for _, x in terms))
    power, value = c.value(exp(q * rest, evaluate=False)), c.value(rest)
    for f, x in terms:
        c.need_positive(f)
        power = c.ring.multiply(power, c.value(Pow(f, q * x, evaluate=False)))
        value = c.ring.add(value, c.ring.multiply(c.value(log(f, evaluate=False)), c.value(x)))
    if q > 1:
        c.need_positive(step.args[0])
    c.need_equal(c.ring.power(c.value(step.args[0]), q), power, "the factors multiply to the argument")
    return value


def root(c: Checker, base: Expr, power: Rational) -> Frac:
    """base^(p/q) for q > 1, where it is real: base ≥ 0."""
    b, q = c.value(base), int(power.q)
    whole = c.by_step(("root", c.ring.key(b), c.ring.key(c.value(power))), "root")
    if whole is not None:
        return whole
    if not b[0]:
        c.need(power > 0, "no negative power of zero")
        return c.ring.zero
    single = c.by_step(("root", c.ring.key(b), c.ring.key(c.ring.constant(1, q))), "root")
    if single is None:
        n, d = b
        meaning = Pow(base, Rational(1, q), evaluate=False)
        if not d.is_constant():  # the atom is denominator · root, which obeys a relation between polynomials
            meaning = meaning * c.expression(d)
        key = ("root atom", q, c.ring.key(b))
        single = c.atom(key, meaning)
        c.ring.powers[c.ring.number[key]] = (q, c.ring.times(n, d ** (q - 1)))
        single = c.ring.lowest((single[0], d))
    return c.ring.power(single if power > 0 else c.invert(single), abs(int(power.p)))


def _root(c: Checker, step: Step) -> Frac:
    """u^(p/q) → t, if t ≥ 0, u ≥ 0 and t^q = u^p.  args: u, p/q; parts: t."""
    (t,), (u, power) = step.parts, step.args
    c.need_nonnegative(t)
    value, base = c.value(t), c.value(u)
    left = c.ring.power(value, int(power.q))
    right = c.ring.power(base if power > 0 else c.invert(base), abs(int(power.p)))
    c.need_equal(left, right, "the power of the root")
    return value


def _absolute(c: Checker, step: Step) -> Frac:
    """|u| → t, if t ≥ 0 and t² = u².  args: u; parts: t."""
    (t,) = step.parts
    c.need_nonnegative(t)
    value, u = c.value(t), c.value(step.args[0])
    c.need_equal(c.ring.multiply(value, value), c.ring.multiply(u, u), "the squares")
    return value


def symbolic_power(c: Checker, base: Expr, power: Expr) -> Frac:
    """b^u for u that is no number: e^(u log b) over b > 0, else an atom; b^(u + n) = b^u b^n for b ≠ 0, n ∈ ℤ."""
    b, u = c.value(base), c.value(power)
    if c.ring.key(b) == c.ring.key(c.ring.one):
        return c.ring.one
    if c.signs.of_expression(base) == (1, True):
        return c.value(exp(power * log(base, evaluate=False), evaluate=False))
    if not b[0] and c.signs.of_expression(power) == (1, True):
        return c.ring.zero
    if _is_integer(c, u) and c.signs.of_expression(base) == (-1, True):
        size = c.value(exp(power * log(-base, evaluate=False), evaluate=False))
        return c.ring.multiply(_power_of_minus_one(c, u), size)
    n = c.ring.nought
    if u[1].is_constant() and c.signs.is_nonzero(b):
        whole = [k for m, k in u[0].terms() if not any(m) and k.q == 1]
        n = c.ring.ctx.constant(whole[0]) if whole else n
    rest = c.ring.subtract(u, (n, c.ring.unit))
    meaning = Pow(base, power - c.expression(n), evaluate=False)
    value = c.keyed(("power", c.ring.key(b), c.ring.key(rest)), "power", meaning)
    if not n:
        return value
    k = int(n.leading_coefficient().p)
    return c.ring.multiply(value, c.ring.power(b if k > 0 else c.invert(b), abs(k)))


def _is_integer(c: Checker, u: Frac) -> bool:
    """Whether a polynomial with integer coefficients in integers."""
    atoms = (c.ring.meaning[i] for i in c.ring.atoms_of(u))
    return (
        u[1].is_one()
        and all(k.q == 1 for _, k in u[0].terms())
        and all(isinstance(a, Symbol | Indexed) and c.integers.is_integer(a) for a in atoms)
    )


def _power_of_minus_one(c: Checker, u: Frac) -> Frac:
    """(−1)^u for an integer u: one factor, of square 1, for each monomial with an odd coefficient."""
    value = c.ring.one
    for m, k in u[0].terms():
        if int(k.p) % 2:
            unit = c.expression(c.ring.ctx.from_dict({m: 1}))
            if unit == 1:
                value = c.ring.negative(value)
                continue
            atom = c.atom(("sign of", m), Pow(S.NegativeOne, unit, evaluate=False))
            c.ring.powers[c.ring.number["sign of", m]] = (2, c.ring.unit)
            c.signs.learn_nonzero(atom)
            value = c.ring.multiply(value, atom)
    return value


STEPS: dict[str, Rule] = {
    "exponential of a sum": Rule(
        "e^(Σ nᵢ vᵢ + Σ cⱼ log fⱼ) = Π (e^vᵢ)^nᵢ Π fⱼ^cⱼ   if fⱼ > 0, nᵢ ∈ ℤ",
        "exp",
        lambda c, s: ("exp", c.ring.key(c.value(s.args[0]))),
        _exponential,
        "exp_sum",
    ),
    "logarithm of a product": Rule(
        "log u = Σ cᵢ log fᵢ + r   if u > 0, fᵢ > 0, u^q = Π fᵢ^(q cᵢ) e^(q r)",
        "log",
        lambda c, s: ("log", c.ring.key(c.value(s.args[0]))),
        _logarithm,
        "log_product",
    ),
    "root": Rule(
        "u^(p/q) = t   if u >= 0, t >= 0, t^q = u^p",
        "root",
        lambda c, s: ("root", *(c.ring.key(c.value(a)) for a in s.args)),
        _root,
        "root_of_power",
    ),
    "absolute value": Rule(
        "|u| = t   if t >= 0, t² = u²",
        "abs",
        lambda c, s: ("abs", c.ring.key(c.value(s.args[0]))),
        _absolute,
        "abs_by_square",
    ),
    "linearity of the sum": Rule(
        "Σ Σⱼ cⱼ sⱼ = Σⱼ cⱼ Σ sⱼ   if the cⱼ are free of the index, and the range is not empty or the cⱼ defined",
        "sum",
        sums.key_of_step,
        sums.linear,
        "sum_linear",
    ),
    "product of sums": Rule(
        "Σ r Π Σ tⱼ = ΣΣ … r Π tⱼ, in any order   if the ranges do not depend on each other",
        "sum",
        sums.key_of_step,
        sums.merged,
        "sum_product",
    ),
    "telescoping": Rule(
        "Σ_{m=1}^{n} (T(m) − T(m−1)) = T(n) − T(0)", "sum", sums.key_of_step, sums.telescoping, "sum_telescope"
    ),
    "declared": Rule(
        "u = t   if a declared equality says so, for this value of its indices",
        "sum",
        sums.key_of_declared,
        sums.declared,
    ),
}
HEAD_OF: dict[str, str] = {name: rule.head for name, rule in STEPS.items()}


# -- signs by bounds -----------------------------------------------------------------------------------------------


def _by_log_bounds(c: Checker, step: Step) -> Sign:
    """u ≥ l ≥ 0 for u − l = Σ cᵢ (log tᵢ − 1 + 1/tᵢ), cᵢ ≥ 0, tᵢ > 0.  parts: l, (cᵢ, tᵢ) …"""
    lower, *pairs = step.parts
    total = c.ring.zero
    for k, t in pairs:
        c.need_nonnegative(k)
        c.need_positive(t)
        total = c.ring.add(total, c.value(k * (log(t, evaluate=False) - 1 + 1 / t)))
    c.need_equal(c.ring.subtract(c.value(step.args[0]), c.value(lower)), total, "the bound")
    s, strict = c.signs.of_expression(lower)
    return (1, strict) if s > 0 else UNKNOWN


def _by_log_bounds_inside(c: Checker, step: Step) -> Sign:
    """Σ b ≥ Σ l ≥ 0 for b − l = Σ cᵢ (log tᵢ − 1 + 1/tᵢ) in each summand, cᵢ ≥ 0, tᵢ > 0.  parts: l, (cᵢ, tᵢ) …"""
    (total,), (lower, *pairs) = step.args, step.parts
    body, v, _, high = sums.outermost(total)
    sums.enter(c, v, high)
    gap = c.ring.zero
    for k, t in pairs:
        c.need_nonnegative(k)
        c.need_positive(t)
        gap = c.ring.add(gap, c.value(k * (log(t, evaluate=False) - 1 + 1 / t)))
    c.need_equal(c.ring.subtract(c.value(body), c.value(lower)), gap, "the bound")
    s, strict = c.signs.of_expression(Sum(lower, (v, 1, high)))
    return (1, strict) if s > 0 else UNKNOWN


def _by_exponential_bound(c: Checker, step: Step) -> Sign:
    """u ≥ l ≥ 0 for u − l = k (e^t − 1 − t), k ≥ 0.  parts: l, k, t."""
    lower, k, t = step.parts
    c.need_nonnegative(k)
    gap = c.ring.subtract(c.value(step.args[0]), c.value(lower))
    c.need_equal(gap, c.value(k * (exp(t, evaluate=False) - 1 - t)), "the bound")
    s, strict = c.signs.of_expression(lower)
    return (1, strict) if s > 0 else UNKNOWN


def _as_one_logarithm(c: Checker, step: Step) -> Sign:
    """u has the sign of t − 1 for e^(n u) = t, n > 0.  parts: n, t."""
    n, t = step.parts
    c.need(n > 0, "n > 0")
    c.need_equal(c.value(exp(n * step.args[0], evaluate=False)), c.value(t), "the exponential")
    return c.signs.of(c.ring.subtract(c.value(t), c.ring.one))


def _affine(c: Checker, step: Step) -> Sign:
    """u = a x + b has on [p, q] the sign that it has at both ends, if a and b do not depend on x.  parts: x."""
    (x,) = step.parts
    u, atom = c.value(step.args[0]), c.value(x)
    c.need(u[1].is_constant() and len(atom[0]) == 1 and atom[0].total_degree() == 1, "a polynomial in a symbol")
    i = next(i for i, e in enumerate(atom[0].degrees()) if e)
    base = x.base if hasattr(x, "base") else x
    used = [c.ring.meaning[j] for j in c.ring.atoms_of(u) if j != i]
    c.need(u[0].degrees()[i] == 1 and not any(e.has(base) for e in used), f"affine in {x}")
    r = c.hypotheses.range_of(x)
    c.need(r.low is not None and r.high is not None, f"{x} lies between two numbers")
    signs = [c.signs.of((c.signs.at(u[0], i, end), u[1])) for end in (r.low, r.high)]
    zero = [not c.signs.at(u[0], i, end) for end in (r.low, r.high)]
    found = {s for (s, _), z in zip(signs, zero, strict=True) if not z}
    if len(found) != 1 or found == {0}:
        return UNKNOWN
    strict = [s and not z for (_, s), z in zip(signs, zero, strict=True)]
    # Strictly between the ends one strict end is enough; an end that belongs to the range has to be strict itself.
    inside = any(strict) and all(s or o for s, o in zip(strict, (r.open_low, r.open_high), strict=True))
    return (found.pop(), inside)


SIGN_STEPS: dict[str, SignRule] = {
    "1 − 1/t ≤ log t": SignRule("u ≥ l for u − l = Σ cᵢ (log tᵢ − 1 + 1/tᵢ), cᵢ ≥ 0", _by_log_bounds, "log_lower"),
    "1 − 1/t ≤ log t in each summand": SignRule(
        "Σ b ≥ Σ l for b − l = Σ cᵢ (log tᵢ − 1 + 1/tᵢ), cᵢ ≥ 0", _by_log_bounds_inside, "log_lower"
    ),
    "1 + t ≤ e^t": SignRule("u ≥ l for u − l = k (e^t − 1 − t), k ≥ 0", _by_exponential_bound, "exp_lower"),
    "one logarithm": SignRule("n u = log t, n > 0: the sign of t − 1", _as_one_logarithm, "log_sign"),
    "affine": SignRule("a x + b between its values at both ends", _affine, "affine_between"),
}
HEAD_OF.update(dict.fromkeys(SIGN_STEPS, "sign"))


# -- what is assumed -----------------------------------------------------------------------------------------------


def assume(c: Checker) -> bool:
    """Take in the hypotheses, and that both sides of the claim are defined; whether some of it could not be read."""
    h = c.hypotheses
    facts: list[Fact] = [(e, 1) for e in h.positive] + [(e, 0) for e in h.nonnegative] + [(e, None) for e in h.nonzero]
    for s, e in h.values.items():
        r = h.range_of(s)
        facts += [(e - Rational(int(r.low.p), int(r.low.q)), int(r.open_low))] if r.low is not None else []
        facts += [(Rational(int(r.high.p), int(r.high.q)) - e, int(r.open_high))] if r.high is not None else []
        base = s.base if isinstance(s, Indexed) else s
        if e.is_Rational and base in h.where and h.where[base].contains(e) is S.false:
            raise Vacuous
    seen: set[Expr] = set()
    for e in c.goal:
        _defined(c, e, seen, facts)
    unread = False
    for u, strict in facts:
        try:
            if strict is None:
                c.signs.learn_nonzero(c.value(u))
            else:
                c.signs.learn(c.value(u), bool(strict))
        except Refused:  # a fact that cannot be read is a fact that no proof uses
            unread = True
    for e in seen:  # a power of a negative number is real for a whole exponent only
        if isinstance(e, Pow) and (e.exp - e.exp.as_coeff_Add()[0]).is_Symbol and e.exp.as_coeff_Add()[0].is_Integer:
            if _sign_of(c, e.base) == (-1, True):
                c.integers.whole.add(e.exp - e.exp.as_coeff_Add()[0])
    return unread and len(facts) > 1


Fact: TypeAlias = tuple[Expr, int | None]  # an expression that is > 0 (1), ≥ 0 (0), ≠ 0 (None)


def _defined(c: Checker, e: Expr, seen: set[Expr], facts: list[Fact]) -> None:
    """What follows from a value being there: arguments of logarithms are > 0, of roots ≥ 0, denominators ≠ 0."""
    if e in seen or not e.args or isinstance(e, Piecewise | Subs) or not isinstance(e, Expr):
        return  # of a case distinction only one branch is looked at
    if not any(kind is Pow or kind is log or kind.__name__ in _INSIDE for kind in c.heads(e)):
        return
    seen.add(e)
    if isinstance(e, Sum | Product):
        if isinstance(e, Sum) and len(e.limits[-1]) == 3:
            body, _, nonempty = c.opened(e)
            if nonempty:
                _defined(c, body, seen, facts)
        return
    for a in e.args:
        _defined(c, a, seen, facts)
    name = type(e).__name__
    if isinstance(e, Pow) and e.exp.is_Rational and e.base is not S.Exp1:
        if not e.exp.is_Integer:
            facts.append((e.base, int(bool(e.exp < 0))))
        elif e.exp < 0:
            facts.append((e.base, None))
    elif isinstance(e, Pow) and _is_zero(c, e.base):
        facts.append((e.exp, 0))  # 0^u is 0 for u > 0, 1 for u = 0
    elif name == "log":
        facts.append((e.args[0], 1))
    elif name in _INSIDE:
        facts += [(f(e.args[0]), int(strict)) for f, strict in _INSIDE[name]]
    elif isinstance(e, Derivative):
        facts += [(u, 1) for u in _inside_of_derivative(e)]


def _sign_of(c: Checker, e: Expr) -> Sign:
    try:
        return c.signs.of_expression(e)
    except Refused:
        return UNKNOWN


def _is_zero(c: Checker, e: Expr) -> bool:
    try:
        return c.zero(e)
    except Refused:
        return False


#: Where a function is defined: expressions of its argument that are > 0 (True) or ≥ 0 (False).
_INSIDE: dict[str, tuple[tuple[Callable[[Expr], Expr], bool], ...]] = {
    "logit": ((lambda p: p, True), (lambda p: 1 - p, True)),
    "atanh": ((lambda z: 1 + z, True), (lambda z: 1 - z, True)),
    "acosh": ((lambda z: z - 1, False),),
    "log1p": ((lambda z: 1 + z, True),),
    "log2": ((lambda z: z, True),),
    "log10": ((lambda z: z, True),),
    "asin": ((lambda z: 1 + z, False), (lambda z: 1 - z, False)),
    "acos": ((lambda z: 1 + z, False), (lambda z: 1 - z, False)),
}


def _inside_of_derivative(e: Derivative) -> list[Expr]:
    """The radicands and logarithms' arguments that are affine in the variable: a derivative there needs them > 0."""
    found = []
    for x in e.variables:
        for part in e.expr.atoms(Pow, log):
            u = part.args[0]
            if isinstance(part, Pow) and not (part.exp.is_Rational and not part.exp.is_Integer):
                continue
            slope = u.coeff(x)
            if slope.is_Rational and slope != 0 and not (u - slope * x).expand().has(x):
                found.append(u)
    return found if not e.expr.has(Piecewise, Sum, Product) else []
