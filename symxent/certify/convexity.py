"""Convexity and minima as theorems, by the principles that proved them; and where a loss lies above a chord."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sympy import Expr, Rational, S, Symbol

from symxent.certify.proofs.facts import block, bracketed
from symxent.certify.proofs.formula import number
from symxent.certify.proofs.statement import Statement
from symxent.certify.proofs.theorem import script_of
from symxent.certify.refutation import WRITTEN_OUT, at_point, named_values
from symxent.certify.terms import function_of, to_coq
from symxent.certify.theorem import NoCertificate, Theorem
from symxent.logic import By, Claim, Convex, Hypotheses, NotConvex
from symxent.logic import Theorem as Proved

_AND = " /\\ "
INTERVAL = ["{ sx_interval_like. }"]


@dataclass(frozen=True)
class _On:
    """A function of one variable over the values of that variable: ``home`` as a predicate of Coq's."""

    statement: Statement
    x: Symbol

    @classmethod
    def of(cls, f: Expr, x: Expr, hypotheses: Hypotheses) -> _On:
        if not isinstance(x, Symbol):
            raise NoCertificate("convexity in a row of numbers")
        return cls(Statement(Claim(f, S.Zero, "=", hypotheses)), x)

    @property
    def name(self) -> str:
        return self.statement.words.name(self.x)

    @property
    def home(self) -> str:
        said = [text for known, text in self.statement.hypotheses if self._is_of_x(known)]
        return f"(fun {self.name} => {_AND.join(said) or 'True'})"

    @property
    def hypotheses(self) -> list[tuple[str, str]]:
        return [(known, text) for known, text in self.statement.hypotheses if not self._is_of_x(known)]

    @property
    def letters(self) -> list[str]:
        return [name for names in self.statement.kinds.values() for name in names if name != self.name]

    @property
    def binders(self) -> tuple[str, ...]:
        kinds = {kind: [n for n in names if n != self.name] for kind, names in self.statement.kinds.items()}
        variables = [f"({' '.join(names)} : {kind})" for kind, names in kinds.items() if names]
        return (*variables, *(f"({known} : {text})" for known, text in self.hypotheses))

    def function(self, f: Expr) -> str:
        return function_of(self.name, self.statement.words.term(f))

    def _is_of_x(self, known: str) -> bool:
        return known in (f"{self.name}_in", f"{self.name}_between", f"{self.name}_nonzero")

    def everywhere(self, claim: Proved) -> list[str]:
        """The tactics for what is proved of each value of the variable."""
        made = claim.claim
        if not isinstance(made, Claim):
            raise NoCertificate("a premise that is no relation")
        inner = Statement(made, self.statement.words)
        known = dict(self.statement.hypotheses)
        rows = [f"intros {self.name} {self.name}_in. cbv beta in {self.name}_in."]
        for name, text in inner.hypotheses:
            if not self._is_of_x(name) and known.get(name) != text:
                rows.append(f"assert ({name} : {text}) by sx_sign.")
        return [*rows, *script_of(inner, claim.proof)]

    def instead(self, claim: Proved) -> list[str]:
        """The tactics for an equation that is proved, in its place."""
        assert isinstance(claim.claim, Claim)
        inner = Statement(claim.claim, self.statement.words)
        known = dict(self.statement.hypotheses)
        rows = [f"assert ({n} : {text}) by sx_sign." for n, text in inner.hypotheses if known.get(n) != text]
        return [*rows, *script_of(inner, claim.proof)]


def convexity(name: str, comment: tuple[str, ...], proved: Proved) -> Theorem:
    """The theorem that a function is convex in a variable.  Raises NoCertificate for a principle without a lemma."""
    claim = proved.claim
    if not isinstance(claim, Convex):
        raise NoCertificate("no convexity was proved")
    on = _On.of(claim.f, claim.x, claim.hypotheses)
    statement = f"convex_on {on.home}\n    {on.function(claim.f)}"
    return Theorem(name, comment, on.binders, statement, tuple(_convex(on, proved)), "convexity")


def minimum(name: str, comment: tuple[str, ...], proved: Proved, slopes: Proved, zero: Proved) -> Theorem:
    """The theorem that no value of the variable makes a function less than a point does.

    ``slopes``: that its derivative is g, ``zero``: that g at the point is 0.
    """
    claim, proof = proved.claim, proved.proof
    if not isinstance(claim, Claim) or not isinstance(proof, By) or proof.principle != "minimum":
        raise NoCertificate("no minimum was proved by the slope")
    (convex,), (point,) = proof.premises, proof.parts
    if not isinstance(convex.claim, Convex) or not isinstance(slopes.claim, Claim) or not isinstance(zero.claim, Claim):
        raise NoCertificate("a minimum of what is not convex")
    on = _On.of(convex.claim.f, convex.claim.x, claim.hypotheses)
    p = bracketed(to_coq(on.statement.words.term(point)))
    f = on.function(convex.claim.f)
    rows = [f"apply (minimum_of_convex _ _ {on.function(slopes.claim.rhs)}).", *INTERVAL, *block(_convex(on, convex))]
    rows += block(on.everywhere(slopes))
    rows += ["{ cbv beta. first [exact I | sx_members; sx_range; first [lra | sx_sign]]. }"]
    rows += block(["cbv beta.", *on.instead(zero)])
    return Theorem(name, comment, on.binders, f"minimum_on {on.home}\n    {f} {p}", tuple(rows), "convexity")


def not_convex(name: str, comment: tuple[str, ...], proved: Proved, sample: Mapping[Symbol, Expr]) -> Theorem:
    """The theorem that a function is not convex: between two values of the variable it lies above its chord.

    ``sample``: values for the letters on which that does not depend.
    """
    claim, proof = proved.claim, proved.proof
    if not isinstance(claim, NotConvex) or not isinstance(proof, By) or proof.principle != "chord":
        raise NoCertificate("no chord is known below the function")
    at, left, right = proof.parts
    if not isinstance(left, Rational):
        raise NoCertificate("a chord between two rows of numbers")
    on = _On.of(claim.f, claim.x, claim.hypotheses)
    said = f"convex_on {on.home}\n    {on.function(claim.f)}"
    letters = on.letters
    script = [
        "intro claim.",
        *at_point(letters, named_values(on.statement, letters, {**sample, **dict(at)}), on.hypotheses),
    ]
    arguments = "".join(f" {x}" for x in (*letters, *(known for known, _ in on.hypotheses)))
    ends = " ".join(bracketed(to_coq(number(value))) for value in (left, right, Rational(1, 2)))
    inside = "ltac:(sx_inside) ltac:(sx_inside) ltac:(lra)"
    script.append(f"assert (chord := claim{arguments} {ends} {inside}).")
    script.append("cbv beta in chord. revert chord. apply Rlt_not_le.")
    script.append(f"cbv [{' '.join([*letters, *WRITTEN_OUT])}]. sx_powers. sx_interval.")
    whole = f"~ (forall {' '.join(on.binders)},\n    {said})" if on.binders else f"~ {said}"
    return Theorem(name, comment, (), whole, tuple(script), "refutation")


def _convex(on: _On, proved: Proved) -> list[str]:
    """The tactics for ``convex_on home f``."""
    claim, proof = proved.claim, proved.proof
    if not isinstance(claim, Convex) or not isinstance(proof, By) or proof.principle not in _BY:
        raise NoCertificate(f"no lemma for convexity by {getattr(proof, 'principle', type(proof).__name__)}")
    return _BY[proof.principle](on, claim, proof)


def _constant(on: _On, claim: Convex, proof: By) -> list[str]:
    return ["apply convex_constant."]


def _second_derivative(on: _On, claim: Convex, proof: By) -> list[str]:
    return [
        f"apply (convex_of_second _ {on.function(claim.f)}).",
        *INTERVAL,
        *_exists(on),
        *block(on.everywhere(proof.premises[0])),
    ]


def _size(on: _On, claim: Convex, proof: By) -> list[str]:
    return [
        f"apply (convex_size _ {on.function(claim.f.args[0])}).",
        *INTERVAL,
        *_exists(on),
        *block(on.everywhere(proof.premises[0])),
    ]


def _exists(on: _On) -> list[str]:
    return block([f"intros {on.name} {on.name}_in. cbv beta in {on.name}_in.", "sx_exists."])


def _sum(on: _On, claim: Convex, proof: By) -> list[str]:
    return _by_parts(on, proof.premises, lambda a, b: f"{a} + {b}", "convex_plus")


def _maximum(on: _On, claim: Convex, proof: By) -> list[str]:
    return _by_parts(on, proof.premises, lambda a, b: f"Rmax {a} {b}", "convex_max")


def _by_parts(on: _On, premises: tuple[Proved, ...], joined: Callable[[str, str], str], lemma: str) -> list[str]:
    """f ∘ g ∘ …, each of them convex, bracketed from the left."""
    parts = [premise.claim.f for premise in premises]  # type: ignore[union-attr]
    whole = bracketed(to_coq(on.statement.words.term(parts[0])))
    rows = _convex(on, premises[0])
    for part, premise in zip(parts[1:], premises[1:], strict=True):
        before, this = whole, on.function(part)
        whole = f"({joined(whole, bracketed(to_coq(on.statement.words.term(part))))})"
        rows = [f"apply ({lemma} _ (fun {on.name} => {before}) {this}).", *block(rows), *block(_convex(on, premise))]
    return [f"apply (convex_ext _ (fun {on.name} => {whole})).", "{ intros; cbv beta; sx_same. }", *rows]


def _multiple(on: _On, claim: Convex, proof: By) -> list[str]:
    weight, rest = proof.premises
    assert isinstance(weight.claim, Claim)
    assert isinstance(rest.claim, Convex)
    c, f = (bracketed(to_coq(on.statement.words.term(e))) for e in (weight.claim.rhs, rest.claim.f))
    sign = on.everywhere(weight)[1:]
    rows = [f"apply (convex_ext _ (fun {on.name} => {c} * {f})).", "{ intros; cbv beta; sx_same. }"]
    return [
        *rows,
        f"apply (convex_multiple _ {c} {on.function(rest.claim.f)}).",
        *block(sign),
        *block(_convex(on, rest)),
    ]


def _square(on: _On, claim: Convex, proof: By) -> list[str]:
    (inside,) = proof.premises
    assert isinstance(inside.claim, Convex)
    f = bracketed(to_coq(on.statement.words.term(inside.claim.f)))
    rows = [f"apply (convex_ext _ (fun {on.name} => Rmax 0 {f} ^ 2)).", "{ intros; cbv beta; sx_same. }"]
    return [*rows, f"apply (convex_square _ {on.function(inside.claim.f)}).", *block(_convex(on, inside))]


_BY: dict[str, Callable[[_On, Convex, By], list[str]]] = {
    "constant": _constant,
    "second derivative": _second_derivative,
    "sum": _sum,
    "maximum": _maximum,
    "multiple": _multiple,
    "size": _size,
    "square of a positive part": _square,
}
