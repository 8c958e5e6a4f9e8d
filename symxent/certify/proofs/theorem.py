"""A theorem of the logic as one of Coq: its cases, and in each of them every step by the lemma of its rule."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace

from sympy import Add, Derivative, Expr, S, Sum, Symbol, exp

from symxent.certify.proofs.bounds import bounds_of
from symxent.certify.proofs.facts import bracketed
from symxent.certify.proofs.formula import number, put_as_written
from symxent.certify.proofs.principles import LEMMAS
from symxent.certify.proofs.script import Script
from symxent.certify.proofs.statement import Statement
from symxent.certify.proofs.sums import quadratic_form, say_sign
from symxent.certify.proofs.ways import WAYS
from symxent.certify.terms import to_coq
from symxent.certify.theorem import NoCertificate, Theorem
from symxent.logic import (
    Alike,
    By,
    ByIndex,
    BySign,
    ByValue,
    ChanceClaim,
    Claim,
    MatrixClaim,
    NoPoint,
    Proof,
    Rounded,
    Steps,
    Tends,
)
from symxent.logic import Theorem as Proved
from symxent.logic.checker import Checker
from symxent.logic.proof import SIZES, follow
from symxent.logic.ring import NoRoom, Refused, Vacuous

#: What claims that Coq has no words for are about.
_NOT_WRITTEN: dict[type, str] = {
    ChanceClaim: "means, probabilities and integrals or sums against the weight of a law",
    MatrixClaim: "matrices of every size",
    Tends: "a limit",
    Rounded: "a printed decimal",
}
#: What a letter stands for is put in: a derivative goes through what is declared, and Coq's numbers are real.
_REWORDED = ("declaration", "imaginary")
_ALIKE = {"=": "reflexivity", "<=": "apply Rle_refl", ">=": "apply Rge_refl"}


def theorem_of(name: str, comment: tuple[str, ...], proved: Proved) -> Theorem:
    """The theorem of Coq that says what a theorem of the logic says, by its proof.

    Raises NoCertificate for what Coq has no words for, and for a rule that has no lemma.
    """
    claim, proof = proved.claim, proved.proof
    if not isinstance(claim, Claim):
        raise NoCertificate(f"no theorem is written for {_NOT_WRITTEN.get(type(claim), 'a statement of this kind')}")
    if isinstance(proof, By) and proof.principle in _REWORDED:
        return theorem_of(name, comment, proof.premises[0])
    try:
        statement = Statement(claim)
        script = script_of(statement, proof)
    except (Refused, Vacuous, NoRoom) as refusal:
        raise NoCertificate(str(refusal) or "it speaks of no point") from None
    return Theorem(name, comment, statement.binders, statement.said, tuple(script))


def script_of(statement: Statement, proof: Proof) -> list[str]:
    """The tactics for what is stated, by its proof."""
    if isinstance(proof, By) and proof.principle in LEMMAS:
        return LEMMAS[proof.principle](statement, proof, script_of)
    settled: list[Case] = []
    return _Cases(statement, settled).of(_without_values(statement.claim, proof, settled), {})


def _without_values(claim: Claim, proof: Proof, settled: list[Case]) -> Proof:
    """The proof with its premises in their places, and what settles each of its cases in their order."""
    if isinstance(proof, By) and proof.principle == "each value":
        premises = iter(proof.premises)

        def cases(symbols: tuple[Symbol, ...]) -> Proof:
            if not symbols:
                premise = next(premises)
                assert isinstance(premise.claim, Claim)
                return _without_values(premise.claim, premise.proof, settled)
            values = claim.hypotheses.finite(symbols[0]) or ()
            return ByValue(symbols[0], tuple((value, cases(symbols[1:])) for value in values))

        return cases(proof.parts)
    if not isinstance(proof, Alike | By):
        follow(claim, proof, lambda *case: settled.append(case))
    return proof


Case = tuple[Claim, Steps, Checker | None]


class _NoDerivative(NoCertificate):
    """A case in which a function has no derivative: nothing is claimed there."""


@dataclass
class _Cases:
    """The cases of a proof, in the order in which the logic goes through them.

    ``given``: by symbol, the hypothesis that says what it is in this case.  ``same``: indices that are others here.
    """

    statement: Statement
    settled: list[Case]
    done: int = 0  # of the settled
    at_zero: bool = False  # in a case of something being 0
    depth: int = 0
    given: dict[Expr, str] = field(default_factory=dict)
    same: dict[Expr, Expr] = field(default_factory=dict)

    def of(self, proof: Proof, values: dict[Expr, Expr]) -> list[str]:
        """The tactics for the claim; ``values``: of the symbols that a case distinction has given one."""
        words = self.statement.words
        if isinstance(proof, Alike):
            return [*self.statement.opening, f"first [{_ALIKE[self.statement.claim.op]} | sx_deep]."]
        if isinstance(proof, Steps):
            self.done += 1
            return self._settled(*self.settled[self.done - 1], values)
        if isinstance(proof, NoPoint):
            return ["exfalso. sx_members. lra."]
        self.depth += 1
        n = self.depth
        if isinstance(proof, BySign):
            u = to_coq(words.term(proof.of))
            above, below = self.of(proof.above, values), self.of(proof.below, values)
            if proof.zero is None:
                split = f"destruct (Rle_or_lt 0 ({u})) as [case_{n} | case_{n}]."
                return [split, *_bullet(above, n), *_bullet(below, n)]
            if proof.symbol is None or proof.at is None:
                raise NoCertificate("a case of zero without a place")
            x, at = (to_coq(words.term(e)) for e in (proof.symbol, proof.at))
            place, before = f"{x} = {at}", self.done
            around, self.at_zero = self.at_zero, True
            try:
                zero = self._with(proof.symbol, f"at_{n}", proof.zero, values)
            except _NoDerivative:  # the theorem is about the other points
                self.done = before + _leaves(proof.zero)
                self.statement.hypotheses.append((f"apart_{n}", f"{x} <> {at}"))
                zero = [f"exact (False_ind _ (apart_{n} at_{n}))."]
            finally:
                self.at_zero = around
            return [
                f"destruct (Rtotal_order 0 ({u})) as [case_{n} | [case_{n} | case_{n}]].",
                *_bullet(above, n),
                *_bullet([f"assert (at_{n} : {place}) by sx_solve.", *zero], n),
                *_bullet(below, n),
            ]
        if isinstance(proof, ByValue) and proof.symbol not in words.names:  # the claim does not speak of it
            first, *_ = [self.of(sub, values) for _, sub in proof.cases]
            return first
        if isinstance(proof, ByValue):
            x = to_coq(words.term(proof.symbol))
            said = " \\/ ".join(f"{x} = {bracketed(to_coq(number(value)))}" for value, _ in proof.cases)
            one = len(proof.cases) == 1  # an equation by itself would be put in
            rows = [f"assert ({'at' if one else 'cases'}_{n} : {said}) by (sx_members; tauto)."]
            rows += [] if one else [f"destruct cases_{n} as {_either(f'at_{n}', len(proof.cases))}."]
            for value, sub in proof.cases:
                rows += _bullet(self._with(proof.symbol, f"at_{n}", sub, {**values, proof.symbol: value}), n)
            return rows
        if isinstance(proof, ByIndex):
            i, j = (to_coq(words.natural(e)) for e in (proof.old, proof.new))
            apart = self.of(proof.apart, values)
            words.same[proof.old] = self.same[proof.old] = proof.new
            same = [f"subst {i}. rewrite ?delta_same in *.", *self.of(proof.same, values)]
            del words.same[proof.old], self.same[proof.old]
            split = f"destruct (Nat.eq_dec {i} {j}) as [same_{n} | apart_{n}]."
            return [split, *_bullet(same, n), *_bullet(apart, n)]
        raise NoCertificate(f"no lemma is written for {proof.principle if isinstance(proof, By) else 'such a proof'}")

    def _with(self, symbol: Expr, name: str, proof: Proof, values: dict[Expr, Expr]) -> list[str]:
        before, self.given = self.given, {**self.given, symbol: name}
        try:
            return self.of(proof, values)
        finally:
            self.given = before

    def _settled(self, claim: Claim, proof: Steps, c: Checker | None, values: dict[Expr, Expr]) -> list[str]:
        if values:  # the claim as it stands, with hypotheses that say what its symbols are
            h = claim.hypotheses
            claim = replace(self.statement.claim, hypotheses=replace(h, values={**h.values, **values}))
            c = _checker(claim, proof)
        elif self.same:  # of the shape that it has there
            said = self.statement.claim
            claim = replace(claim, lhs=put_as_written(said.lhs, self.same), rhs=put_as_written(said.rhs, self.same))
        if c is not None:
            script = Script(self.statement.words, c, {**self.statement.given, **self.given}, WAYS, bounds_of)
            for u in (*claim.hypotheses.positive, *claim.hypotheses.nonnegative):
                with suppress(NoCertificate):  # a case as it is written, and of what it is a case
                    script.value(u if u.has(exp) else S.Zero)
            return _concluded(script, claim, proof, self.statement)
        if self.at_zero and (claim.lhs.has(Derivative) or claim.rhs.has(Derivative)):
            raise _NoDerivative("a point at which a function has no derivative")
        for x, value in claim.hypotheses.values.items():
            if x in self.statement.whole and value.is_Rational and not value.is_integer:
                return [
                    f"exfalso. destruct {self.statement.words.term(x).name}_whole as [whole whole_is].",  # type: ignore[attr-defined]
                    f"assert (same : IZR ({value.q} * whole) = IZR ({value.p})) by (rewrite mult_IZR; lra).",
                    "apply eq_IZR in same. lia.",
                ]
        return ["sx_members. exfalso. sx_contradiction."]


def _leaves(proof: Proof) -> int:
    """How many cases of a proof are settled by steps."""
    if isinstance(proof, ByValue):
        return sum(_leaves(sub) for _, sub in proof.cases)
    parts = (getattr(proof, name, None) for name in ("above", "below", "zero", "same", "apart"))
    return int(isinstance(proof, Steps)) + sum(_leaves(part) for part in parts if part is not None)


def _checker(claim: Claim, proof: Steps) -> Checker | None:
    for size in SIZES:
        try:
            c = Checker((claim.lhs, claim.rhs), claim.hypotheses, proof.steps, proof.letters, size)
            c.value(claim.lhs), c.value(claim.rhs)
        except NoRoom:
            continue
        except Vacuous:
            return None
        return c
    raise NoRoom


def _concluded(s: Script, claim: Claim, proof: Steps, statement: Statement) -> list[str]:
    """Both sides have one value, or their difference has the sign."""
    lhs, rhs = claim.lhs, claim.rhs
    if claim.op == "=":
        if lhs == rhs:  # a case distinction of what is one number is no longer there
            return [*statement.opening, "first [reflexivity | rewrite ?if_eq_yes by reflexivity; sx_close]."]
        left, right = s.value(lhs), s.value(rhs)
        end = s.rewritten(lhs, rhs)
        closing = s.close(left, right, *s.inside_of(lhs), *s.inside_of(rhs))
        return [*s.lines, *statement.opening, *end, closing]
    small, large = (lhs, rhs) if claim.op in ("<", "<=") else (rhs, lhs)
    form = None if proof.instead is None or small != 0 else quadratic_form(s, large, proof.instead)
    if form is not None and claim.op in ("<=", ">=") and proof.instead is not None:
        large_, squares = (to_coq(s.words.term(e)) for e in (large, proof.instead))
        same = s.say(f"{large_} = {squares}", form)
        s.say(f"0 <= {bracketed(squares)}", ["sx_nonneg."])
        return [*s.lines, *statement.opening, f"rewrite {same}. lra."]
    a = s.value(large - small if proof.instead is None else proof.instead)
    value = bracketed(to_coq(s.normal(a)))
    difference = " - ".join(bracketed(to_coq(s.words.term(e))) for e in (large, small))
    fractions = [s.value(large), s.value(small), *s.inside_of(large), *s.inside_of(small)]
    name = s.say(f"{difference} = {value}", [*s.rewritten(large, small), s.close(a, *fractions)])
    for side in (large, small) if not s.c.signs.of(a)[0] else ():  # by how they are written
        for total in side.args if isinstance(side, Add) else (side,):
            if isinstance(total, Sum):
                with suppress(NoCertificate, Refused, Vacuous):
                    say_sign(s, total)
    sign = s.sign_of(a, {"!=": "<>", "<": "0 <", ">": "0 <"}.get(claim.op, "0 <="))
    if claim.op == "!=":
        return [*s.lines, *statement.opening, f"intro equal_sides. apply {sign}. rewrite <- {name}. lra."]
    return [*s.lines, *statement.opening, "lra."]


def _either(name: str, count: int) -> str:
    """A pattern for one of several cases."""
    return f"[{name} | {_either(name, count - 1) if count > 2 else name}]"


_MARKS = ("-", "+", "*")


def _bullet(tactics: list[str], depth: int) -> list[str]:
    mark = _MARKS[(depth - 1) % 3] * ((depth - 1) // 3 + 1)
    return [f"{mark} {tactics[0]}", *(f"  {t}" for t in tactics[1:])]
