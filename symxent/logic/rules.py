"""The rules: each row says an identity of real numbers and the conditions under which it holds.

A row of ``STEPS`` is applied where a search names it: it
reads ``u → t`` with its conditions, and its check asks for each of them (``need…``) before it gives the value of t.
Conditions speak of points at which the claim is defined.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sympy import (
    Expr,
    exp,
    log,
)

from symxent.logic import algebraic, bounds, elementary, gamma, sum_steps, sums, trigonometry
from symxent.logic.definitions import DEFINITIONS as DEFINITIONS
from symxent.logic.polynomials import Sign
from symxent.logic.ring import Frac

if TYPE_CHECKING:
    from symxent.logic.checker import Checker, Step


@dataclass(frozen=True)
class Rule:
    """``says``: the identity and its conditions.  ``lemma``: of ``templates/coq/symxent.v``, which proves it, or ""
    where Coq's libraries have no words for it.

    ``key``: what the step rewrites.  ``check``: the value it gives.
    """

    says: str
    lemma: str
    head: str
    key: Callable[[Checker, Step], Hashable]
    check: Callable[[Checker, Step], Frac]


@dataclass(frozen=True)
class SignRule:
    """``says``: what the sign of args[0] rests on; ``lemma``: which proves it; ``check``: that sign."""

    says: str
    lemma: str
    check: Callable[[Checker, Step], Sign]


def _of_arguments(head: str) -> Callable[[Checker, Step], Hashable]:
    """What a step rewrites that names the arguments of a function."""
    return lambda c, s: (head, *(c.ring.key(c.value(a)) for a in s.args))


STEPS: dict[str, Rule] = {
    "exponential of a sum": Rule(
        "e^(Σ nᵢ vᵢ + Σ cⱼ log fⱼ) = Π (e^vᵢ)^nᵢ Π fⱼ^cⱼ   if fⱼ > 0, nᵢ ∈ ℤ",
        "exp_of_sum",
        "exp",
        _of_arguments("exp"),
        elementary.exponential_by_step,
    ),
    "logarithm of a product": Rule(
        "log u = Σ cᵢ log fᵢ + r   if u > 0, fᵢ > 0, u^q = Π fᵢ^(q cᵢ) e^(q r)",
        "ln_of_product",
        "log",
        _of_arguments("log"),
        elementary.logarithm_by_step,
    ),
    "root": Rule(
        "u^(p/q) = t   if t >= 0, t^q = u^p",
        "root_of_power",
        "root",
        _of_arguments("root"),
        elementary.root_by_step,
    ),
    "root of a number": Rule(
        "u^(p/q) = t   if u ≥ 0 and t are algebraic, and nearer to each other than two of their degree and size can be",
        "",
        "root",
        _of_arguments("root"),
        algebraic.root_of_number,
    ),
    "absolute value": Rule(
        "|u| = t   if t >= 0, t² = u²",
        "abs_of_square",
        "abs",
        _of_arguments("abs"),
        elementary.absolute_by_step,
    ),
    "floor": Rule(
        "⌊u⌋ = n   if n ∈ ℤ, n <= u < n + 1",
        "",
        "floor",
        _of_arguments("floor"),
        elementary.floor_by_step,
    ),
    "Lambert's function": Rule(
        "W(u) = v   if v e^v = u, v >= −1",
        "",
        "LambertW",
        _of_arguments("LambertW"),
        elementary.lambert_by_step,
    ),
    "sine of a sum": Rule(
        "sin(Σ nᵢ vᵢ) by sin(u + v) = sin u cos v + cos u sin v   if nᵢ ∈ ℤ",
        "sin_of_sum",
        "sin",
        _of_arguments("sin"),
        trigonometry.sine_by_step,
    ),
    "cosine of a sum": Rule(
        "cos(Σ nᵢ vᵢ) by cos(u + v) = cos u cos v − sin u sin v   if nᵢ ∈ ℤ",
        "cos_of_sum",
        "cos",
        _of_arguments("cos"),
        trigonometry.cosine_by_step,
    ),
    "sine at a fraction of π": Rule(
        "sin rπ = t   if P(t) = 0 for its minimal polynomial P, and P′ ≠ 0 between them",
        "sin_is_root",
        "sin",
        _of_arguments("sin"),
        trigonometry.sine_at_fraction,
    ),
    "cosine at a fraction of π": Rule(
        "cos rπ = t   if P(t) = 0 for its minimal polynomial P, and P′ ≠ 0 between them",
        "cos_is_root",
        "cos",
        _of_arguments("cos"),
        trigonometry.cosine_at_fraction,
    ),
    "arc tangent of a sum": Rule(
        "atan u = atan x + atan y   if u (1 − xy) = x + y, xy < 1",
        "atan_of_sum",
        "atan",
        _of_arguments("atan"),
        trigonometry.arc_tangent_of_sum,
    ),
    "arc tangents of numbers": Rule(
        "n atan q + Σ nᵢ atan qᵢ = rπ   if (1 + iq)^n Π (1 + iqᵢ)^nᵢ e^(−irπ) is real, and they differ by less than 1",
        "",
        "atan",
        _of_arguments("atan"),
        trigonometry.arc_tangents_of_numbers,
    ),
    "recurrence of Γ": Rule(
        "1/Γ(u) = u (u + 1) … (u + k − 1)/Γ(u + k)   if k ∈ ℕ",
        "",
        "rgamma",
        _of_arguments("rgamma"),
        gamma.shifted,
    ),
    "multiplication of Γ": Rule(
        "1/Γ(u) = (2π)^((k − 1)/2) k^(1/2 − u) Π 1/Γ((u + i)/k) for i from 0 to k − 1   if k ∈ ℕ, k ≥ 1",
        "",
        "rgamma",
        _of_arguments("rgamma"),
        gamma.multiplied,
    ),
    "reflection of Γ": Rule(
        "1/Γ(u) = sin(πu) Γ(1 − u)/π   if Γ(1 − u) has a value",
        "",
        "rgamma",
        _of_arguments("rgamma"),
        gamma.reflected,
    ),
    "recurrence of ψ": Rule(
        "ψₙ(u) = ψₙ(u + k) − (−1)ⁿ n! (u^(−n − 1) + … + (u + k − 1)^(−n − 1))   if k, n ∈ ℕ, u, …, u + k − 1 ≠ 0",
        "",
        "polygamma",
        _of_arguments("polygamma"),
        gamma.polygamma_shifted,
    ),
    "reflection of ψ": Rule(
        "ψ(u) = ψ(1 − u) − π cot(πu)   if sin(πu) ≠ 0",
        "",
        "polygamma",
        _of_arguments("polygamma"),
        gamma.digamma_reflected,
    ),
    "falling factorial": Rule(
        "u(u − 1)…(u − k + 1), k factors, are the first a, the last b and those between   if a, b, k − a − b ∈ ℕ",
        "falling_apart",
        "falling",
        _of_arguments("falling"),
        gamma.falling_lowered,
    ),
    "falling factorial from its end": Rule(
        "u(u − 1)…(u − k + 1) = (−1)^k (k − 1 − u)(k − 2 − u)…(−u)   if k ∈ ℕ",
        "falling_mirrored",
        "falling",
        _of_arguments("falling"),
        gamma.falling_mirrored,
    ),
    "falling factorial by Γ": Rule(
        "u(u − 1)…(u − k + 1) = Γ(u + 1)/Γ(u − k + 1)   if k ∈ ℕ, Γ(u + 1) has a value",
        "",
        "falling",
        _of_arguments("falling"),
        gamma.falling_by_gamma,
    ),
    "linearity of the sum": Rule(
        "Σ Σⱼ cⱼ sⱼ = Σⱼ cⱼ Σ sⱼ   if the cⱼ are free of the index",
        "total_linear",
        "sum",
        sum_steps.key_of_step,
        sum_steps.linear,
    ),
    "product of sums": Rule(
        "Σ r Π Σ tⱼ = ΣΣ … r Π tⱼ, in any order   if the ranges do not depend on each other",
        "total_product",
        "sum",
        sum_steps.key_of_step,
        sum_steps.merged,
    ),
    "telescoping": Rule(
        "Σ_{m=1}^{n} (T(m) − T(m−1)) = T(n) − T(0)",
        "total_differences",
        "sum",
        sum_steps.key_of_step,
        sum_steps.telescoping,
    ),
    "declared": Rule(
        "u = t   if a declared equality says so, for this value of its indices",
        "declared_equality",
        "sum",
        sums.key_of_declared,
        sums.declared,
    ),
}
HEAD_OF: dict[str, str] = {name: rule.head for name, rule in STEPS.items()}


def _below_log(t: Expr) -> Expr:
    return log(t, evaluate=False) - 1 + 1 / t


def _below_exp(t: Expr) -> Expr:
    return exp(t, evaluate=False) - 1 - t


SIGN_STEPS: dict[str, SignRule] = {
    "1 − 1/t ≤ log t": SignRule(
        "u ≥ l for u − l = Σ cᵢ (log tᵢ − 1 + 1/tᵢ), cᵢ ≥ 0, tᵢ > 0",
        "ln_lower_bound",
        bounds.by_bound(_below_log, positive=True),
    ),
    "1 − 1/t ≤ log t in each summand": SignRule(
        "Σ b ≥ Σ l for b − l = Σ cᵢ (log tᵢ − 1 + 1/tᵢ), cᵢ ≥ 0, tᵢ > 0",
        "total_lower_bound",
        bounds.by_bound(_below_log, positive=True, inside=True),
    ),
    "1 + t ≤ e^t": SignRule(
        "u ≥ l for u − l = Σ cᵢ (e^tᵢ − 1 − tᵢ), cᵢ ≥ 0", "exp_lower_bound", bounds.by_bound(_below_exp)
    ),
    "one logarithm": SignRule("n u = log t, n > 0: the sign of t − 1", "side_of_logarithm", bounds.as_one_logarithm),
    "terms": SignRule("u = Σ tᵢ, of tᵢ of one sign: 2c − x = c + (c − x)", "terms_of_one_sign", bounds.terms),
    "affine": SignRule("a x + b between its values at both ends", "affine_between", bounds.affine),
}
HEAD_OF.update(dict.fromkeys(SIGN_STEPS, "sign"))
