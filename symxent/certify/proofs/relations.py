"""What is known of powers of atoms: squares of roots, of sizes, of waves, of labels; powers of exponentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import fmpq_mpoly
from sympy import Abs, Indexed, KroneckerDelta, Pow, S, Symbol, cos, exp, factorint, log, pi

from symxent.certify import terms as coq
from symxent.certify.proofs.facts import bracketed
from symxent.certify.proofs.formula import number
from symxent.certify.terms import to_coq
from symxent.certify.theorem import NoCertificate

if TYPE_CHECKING:
    from symxent.certify.proofs.script import Script


def logarithm_of_integer(s: Script, i: int) -> str | None:
    """ln n = Σ e ln p, where another atom may be the logarithm of a prime of it."""
    e = s.c.ring.meaning[i]
    if not isinstance(e, log) or not e.args[0].is_Integer or e.args[0] < 4 or e.args[0].is_prime:
        return None
    powers = factorint(e.args[0])
    apart = " + ".join(f"{n} * ln {p}" for p, n in powers.items())
    whole = " * ".join(f"{p} ^ {n}" for p, n in powers.items())
    tactics = [f"replace ({e.args[0]}) with ({whole}) by ring.", "sx_ln_split."]
    return s.say(f"{to_coq(s.atom(i))} = {apart}", tactics)


def relation(s: Script, i: int, order: int, value: fmpq_mpoly) -> str:
    """What a power of an atom is."""
    e, atom = s.c.ring.meaning[i], s.atom(i)
    claim = f"{to_coq(coq.Pow(atom, order))} = {to_coq(s.polynomial(value))}"
    if isinstance(e, Symbol | Indexed):
        return s.say(claim, ["sx_members. sx_label."])
    if isinstance(e, KroneckerDelta):
        i_, j_ = (bracketed(to_coq(t)) for t in s.words.ordered(*e.args[:2]))
        return s.say(claim, [f"transitivity (delta {i_} {j_} * delta {i_} {j_}); [ring | apply delta_square]."])
    if isinstance(e, Abs):
        inner = s.normal(s.c.value(e.args[0]))
        return s.say(claim, [f"rewrite (pow2_abs ({to_coq(inner)})). sx_close."])
    if isinstance(e, Pow) and e.base == -1:
        return s.say(claim, ["apply minus_one_squared. sx_is_whole."])
    root = e if isinstance(e, Pow) else s.root_of_fraction(i)
    if root is not None:
        under = s.c.value(root.base)
        base = to_coq(s.normal(under))
        exact = Pow(known, root.exp) if root is e and (known := s.c.constant(under)) is not None else S.NaN
        if exact.is_Rational:  # √1, which stands for the root of a letter at a value
            lemma = "sqrt_is" if order == 2 else "root_is"
            sides = "lia | " * (order > 2) + "lra | ring"
            return s.say(f"{to_coq(atom)} = {to_coq(number(exact))}", [f"apply {lemma}; [{sides}]."])
        s.sign(f"0 <= {bracketed(base)}", under)
        lemma = f"pow2_sqrt ({base})" if order == 2 else f"root_pow {order} ({base})"
        rows = [f"rewrite ({lemma}) by (lia || assumption)."]
        if root is not e:
            s.not_zero(under[1])
            rows.insert(0, "rewrite Rpow_mult_distr.")
        return s.say(claim, [*rows, "sx_close."])
    if isinstance(e, exp):
        return s.say(claim, ["sx_exp_power."])
    if isinstance(e, cos) and order == 2 and not e.args[0].has(pi):
        return s.say(claim, [f"rewrite (cos_squared ({to_coq(s.normal(s.c.value(e.args[0])))})). ring."])
    raise NoCertificate(f"the power of {e}")
