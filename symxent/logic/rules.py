"""The rules: each row says an identity of real numbers and the conditions under which it holds.

A row of ``DEFINITIONS`` replaces a function by what it is.  A row of ``STEPS`` is applied where a search names it: it
reads ``u → t`` with its conditions, and its check asks for each of them (``need…``) before it gives the value of t.
Conditions speak of points at which the claim is defined.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sympy import (
    Dummy,
    Expr,
    Integer,
    Pow,
    Rational,
    Sum,
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

from symxent.logic import bounds, elementary, sum_steps
from symxent.logic.ring import Frac
from symxent.logic.signs import Sign

if TYPE_CHECKING:
    from symxent.logic.checker import Checker, Step


@dataclass(frozen=True)
class Definition:
    """f(args) = says(args), wherever the left side is defined."""

    says: Callable[..., Expr]


@dataclass(frozen=True)
class Rule:
    """``says``: the identity and its conditions.  ``key``: what the step rewrites.  ``check``: the value it gives."""

    says: str
    head: str
    key: Callable[[Checker, Step], Hashable]
    check: Callable[[Checker, Step], Frac]


@dataclass(frozen=True)
class SignRule:
    """``says``: what the sign of args[0] rests on; ``check``: that sign."""

    says: str
    check: Callable[[Checker, Step], Sign]


_M = Dummy("m", integer=True)

DEFINITIONS: dict[str, Definition] = {
    "sigmoid": Definition(lambda z: exp(z) / (1 + exp(z))),
    "softplus": Definition(lambda z: log(1 + exp(z))),
    "logit": Definition(lambda p: log(p / (1 - p))),
    "Phi": Definition(lambda z: (1 + erf(z / sqrt(2))) / 2),
    "softmax": Definition(lambda x, i, k: exp(x[i]) / Sum(exp(x[_M]), (_M, 1, k))),
    "logsumexp": Definition(lambda x, k: log(Sum(exp(x[_M]), (_M, 1, k)))),
    "sinh": Definition(lambda z: (exp(z) - 1 / exp(z)) / 2),
    "cosh": Definition(lambda z: (exp(z) + 1 / exp(z)) / 2),
    "tanh": Definition(lambda z: (exp(z) ** 2 - 1) / (exp(z) ** 2 + 1)),
    "coth": Definition(lambda z: (exp(z) ** 2 + 1) / (exp(z) ** 2 - 1)),
    "sech": Definition(lambda z: 2 * exp(z) / (exp(z) ** 2 + 1)),
    "csch": Definition(lambda z: 2 * exp(z) / (exp(z) ** 2 - 1)),
    "asinh": Definition(lambda z: log(z + sqrt(1 + z**2))),
    "acosh": Definition(lambda z: log(z + sqrt(z**2 - 1))),
    "atanh": Definition(lambda z: log((1 + z) / (1 - z)) / 2),
    "log1p": Definition(lambda z: log(1 + z)),
    "expm1": Definition(lambda z: exp(z) - 1),
    "log2": Definition(lambda z: log(z) / log(Integer(2))),
    "log10": Definition(lambda z: log(z) / log(Integer(10))),
    "exp2": Definition(lambda z: Pow(Integer(2), z)),
    "Cbrt": Definition(lambda z: Pow(z, Rational(1, 3))),
    "Sqrt": Definition(lambda z: Pow(z, Rational(1, 2))),
    "erfc": Definition(lambda z: 1 - erf(z)),
}

#: f(−u) = f(u) or −f(u); each is opaque otherwise.
PARITY: dict[type, int] = {erf: -1, erfi: -1, sin: -1, tan: -1, asin: -1, atan: -1, cos: 1}


STEPS: dict[str, Rule] = {
    "exponential of a sum": Rule(
        "e^(Σ nᵢ vᵢ + Σ cⱼ log fⱼ) = Π (e^vᵢ)^nᵢ Π fⱼ^cⱼ   if fⱼ > 0, nᵢ ∈ ℤ",
        "exp",
        lambda c, s: ("exp", c.ring.key(c.value(s.args[0]))),
        elementary.exponential_by_step,
    ),
    "logarithm of a product": Rule(
        "log u = Σ cᵢ log fᵢ + r   if u > 0, fᵢ > 0, u^q = Π fᵢ^(q cᵢ) e^(q r)",
        "log",
        lambda c, s: ("log", c.ring.key(c.value(s.args[0]))),
        elementary.logarithm_by_step,
    ),
    "root": Rule(
        "u^(p/q) = t   if u >= 0, t >= 0, t^q = u^p",
        "root",
        lambda c, s: ("root", *(c.ring.key(c.value(a)) for a in s.args)),
        elementary.root_by_step,
    ),
    "absolute value": Rule(
        "|u| = t   if t >= 0, t² = u²",
        "abs",
        lambda c, s: ("abs", c.ring.key(c.value(s.args[0]))),
        elementary.absolute_by_step,
    ),
    "linearity of the sum": Rule(
        "Σ Σⱼ cⱼ sⱼ = Σⱼ cⱼ Σ sⱼ   if the cⱼ are free of the index, and the range is not empty or the cⱼ defined",
        "sum",
        sum_steps.key_of_step,
        sum_steps.linear,
    ),
    "product of sums": Rule(
        "Σ r Π Σ tⱼ = ΣΣ … r Π tⱼ, in any order   if the ranges do not depend on each other",
        "sum",
        sum_steps.key_of_step,
        sum_steps.merged,
    ),
    "telescoping": Rule(
        "Σ_{m=1}^{n} (T(m) − T(m−1)) = T(n) − T(0)",
        "sum",
        sum_steps.key_of_step,
        sum_steps.telescoping,
    ),
    "declared": Rule(
        "u = t   if a declared equality says so, for this value of its indices",
        "sum",
        sum_steps.key_of_declared,
        sum_steps.declared,
    ),
}
HEAD_OF: dict[str, str] = {name: rule.head for name, rule in STEPS.items()}


def _below_log(t: Expr) -> Expr:
    return log(t, evaluate=False) - 1 + 1 / t


def _below_exp(t: Expr) -> Expr:
    return exp(t, evaluate=False) - 1 - t


SIGN_STEPS: dict[str, SignRule] = {
    "1 − 1/t ≤ log t": SignRule(
        "u ≥ l for u − l = Σ cᵢ (log tᵢ − 1 + 1/tᵢ), cᵢ ≥ 0, tᵢ > 0", bounds.by_bound(_below_log, positive=True)
    ),
    "1 − 1/t ≤ log t in each summand": SignRule(
        "Σ b ≥ Σ l for b − l = Σ cᵢ (log tᵢ − 1 + 1/tᵢ), cᵢ ≥ 0, tᵢ > 0",
        bounds.by_bound(_below_log, positive=True, inside=True),
    ),
    "1 + t ≤ e^t": SignRule("u ≥ l for u − l = Σ cᵢ (e^tᵢ − 1 − tᵢ), cᵢ ≥ 0", bounds.by_bound(_below_exp)),
    "one logarithm": SignRule("n u = log t, n > 0: the sign of t − 1", bounds.as_one_logarithm),
    "affine": SignRule("a x + b between its values at both ends", bounds.affine),
}
HEAD_OF.update(dict.fromkeys(SIGN_STEPS, "sign"))
