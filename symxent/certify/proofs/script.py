"""The proof of one case as tactics of Coq: each expression of it is a fraction of atoms, by the lemma of its rule."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import suppress
from typing import TypeAlias

from flint import fmpq_mpoly
from sympy import (
    Add,
    Expr,
    Indexed,
    Mul,
    NumberSymbol,
    Pow,
    Product,
    Rational,
    Sum,
    Symbol,
    exp,
    log,
)
from sympy.core.function import AppliedUndef

from symxent.certify import terms as coq
from symxent.certify.proofs.facts import Facts, bracketed, chained
from symxent.certify.proofs.formula import Words, number
from symxent.certify.proofs.relations import logarithm_of_integer, relation
from symxent.certify.terms import Apply, Inv, Term, to_coq
from symxent.certify.theorem import NoCertificate
from symxent.logic import Step
from symxent.logic.checker import Checker
from symxent.logic.ring import Frac, Refused, Vacuous
from symxent.logic.rules import DEFINITIONS, STEPS

#: Functions that Coq defines by e^u and e^−u: a lemma says what they are of e^u.
_BY_EXPONENTIALS = ("sigmoid", "tanh", "sinh", "cosh")


class Script(Facts):
    """The proof of one case.

    ``given``: by symbol, the hypothesis that says what it is; ``ways``: a lemma for each kind of expression; ``bounds``
    says what is known of a sign that no term shows.
    """

    def __init__(
        self, words: Words, checker: Checker, given: Mapping[Expr, str], ways: Mapping[type, Way], bounds: Bounds
    ) -> None:
        super().__init__(words, checker)
        self.given, self.ways, self.bounds = given, ways, bounds
        self.exponents: list[Frac] = []  # the values of exponentials that logarithms are taken of
        self._steps: dict[Hashable, Step] | None = None

    def relations(self, *fractions: Frac) -> list[str]:
        """What is known of powers of the atoms of some fractions."""
        todo = [i for a in fractions if a[0] for i in self.c.ring.atoms_of(a)]
        seen: set[int] = set()
        found = []
        while todo:
            i = todo.pop()
            if i in seen:
                continue
            seen.add(i)
            if (split := logarithm_of_integer(self, i)) is not None:
                found.append(split)
            if i not in self.c.ring.powers:
                continue
            order, value = self.c.ring.powers[i]
            todo += self.c.ring.atoms_of((value, self.c.ring.unit)) if value else []
            if i not in self._relations:
                self._relations[i] = relation(self, i, order, value)
            found.append(self._relations[i])
        return found

    # -- facts ---------------------------------------------------------------------------------------------------

    def sign(self, claim: str, a: Frac | None = None) -> str:
        """A fact about a sign: 0 < u, 0 <= u, u <> 0, a < b; ``a`` is the number that has it."""
        if a is not None:
            self.signs_of_parts(a)
        return self.say(claim, ["sx_sign."], "s")

    def order(self, claim: str, difference: str, gap: Frac) -> str:
        """How two numbers compare, by the sign of their difference."""
        self.signs_of_parts(gap)
        same = self.say(f"{difference} = {to_coq(self.normal(gap))}", [self.close(gap)])
        return self.say(claim, [f"first [sx_sign | pose proof {same}; lra]."], "s")

    def sign_at(self, e: Expr) -> str | None:
        """The sign of an expression as it is written, where the logic sees it."""
        sg, strict = self.c.signs.of_expression(e)
        a, term = self.value(e), bracketed(to_coq(self.words.term(e)))
        if not sg or not a[0]:
            return None
        ways, relation = ["sx_sign"], "<" if strict else "<="
        known = self.equal(self.words.term(e), self.normal(a), self.argument_is(e))
        with suppress(NoCertificate):
            size = a if sg > 0 else self.c.ring.negative(a)
            name = self.sign_of(size, f"0 {relation}") if self.c.signs.of(size)[0] > 0 else None
            into = f"rewrite {known}; " if known else ""
            ways += [f"{into}lra"] if name else []
        return self.say(
            f"0 {relation} {term}" if sg > 0 else f"{term} {relation} 0", [f"first [{' | '.join(ways)}]."], "s"
        )

    def signs_of_parts(self, a: Frac) -> None:
        """The signs of the factors of a number, where it has several."""
        sg, strict = self.c.signs.of(a) if a[0] else (0, False)
        if sg and len(self.c.signs.factors(a)) > 1:
            size = a if sg > 0 else self.c.ring.negative(a)
            with suppress(NoCertificate):
                name = self.sign_of(size, "0 <" if strict else "0 <=")
                if sg < 0:
                    whole = bracketed(to_coq(self.normal(a)))
                    self.say(f"{whole} {'<' if strict else '<='} 0", [f"assert (h := {name}). lra."], "s")

    def sign_of(self, a: Frac, relation: str) -> str:
        """The sign of a fraction, by itself or by its factors."""
        whole = to_coq(self.normal(a))
        claim = f"{whole} <> 0" if relation == "<>" else f"{relation} {bracketed(whole)}"
        ways = ["sx_sign"]
        for i in self.c.ring.atoms_of(a) if a[0] else ():
            self._sign_of_atom(i)
        factors = self.c.signs.factors(a) if a[0] else []
        if len(factors) == 1 and factors[0][1] == 1:
            self.bounds(self, a[0])
        if len(factors) > 1 or any(k != 1 for _, k in factors):
            lead = a[0].leading_coefficient()
            parts: list[Term] = []
            for f, k in factors:
                sg, strict = self.c.signs.of_factor(f)
                if sg < 0:  # each factor as it is positive
                    f, lead = -f, (-lead if k % 2 else lead)
                self.bounds(self, f)
                if len(f) > 1:
                    with suppress(NoCertificate):
                        if sg:
                            self.sign_of((f, self.c.ring.unit), "0 <" if strict else "0 <=")
                        elif strict:
                            self.sign(f"{bracketed(to_coq(self.polynomial(f)))} <> 0")
                power = self.polynomial(f) if abs(k) == 1 else coq.Pow(self.polynomial(f), abs(k))
                parts.append(power if k > 0 else Inv(power))
            if lead != 1:
                parts.insert(0, number(Rational(int(lead.p), int(lead.q))))
            ways.append(f"replace ({whole}) with ({to_coq(coq.product(parts))}) by sx_close; sx_sign")
        return self.say(claim, [f"first [{' | '.join(ways)}]."], "s")

    def _sign_of_atom(self, i: int) -> None:
        """The sign of a logarithm, or of a sum, by what stands in it."""
        e, (sg, strict) = self.c.ring.meaning[i], self.c.signs.of_atom(i)
        if not sg:
            return
        atom = to_coq(self.atom(i))
        claim = f"{'0' if sg > 0 else atom} {'<' if strict else '<='} {atom if sg > 0 else '0'}"
        if isinstance(e, log):
            u = bracketed(to_coq(self.normal(self.c.value(e.args[0]))))
            self.sign(f"0 < {u}")
            self.sign(f"{'1' if sg > 0 else u} {'<' if strict else '<='} {u if sg > 0 else '1'}")
            self.say(claim, ["sx_sign_of_ln."], "s")
        elif isinstance(e, Pow) and e.exp.is_Rational and strict:
            self.sign_of(self.c.value(e.base), "0 <")
        elif isinstance(e, Sum) and len(e.limits) == 1:
            v = e.limits[0][0]
            with self.for_each(v) as lines:
                inner = self.c.value(e.function)
                self.sign_of(inner if sg > 0 else self.c.ring.negative(inner), "0 <" if strict else "0 <=")
                into = f"intros {self.letter(v)} {self.letter(v)}_at."
            lemma = ("total_pos" if sg > 0 else "total_neg") if strict else "total_nonneg" if sg > 0 else "total_nonpos"
            self.say(claim, [f"apply {lemma}; {'[lia |]; ' * strict}{into}", *lines, "lra."], "s")

    def close(self, *fractions: Frac) -> str:
        """What ends the proof that two fractions of the same atoms are one."""
        known = self.relations(*fractions)
        for a in fractions:
            if not a[1].is_constant():
                self.not_zero(a[1])
        if not known:
            return "sx_close."
        given = " ".join(known)
        return f"first [sx_close | ring [{given}] | field [{given}]; sx_nonzero]."

    def not_zero(self, d: fmpq_mpoly) -> None:
        factors = [(f, k) for f, k in self.c.factored(d) if not f.is_constant()]
        for f, _ in factors:
            self.say(f"{bracketed(to_coq(self.polynomial(f)))} <> 0", self._apart_from_zero(f), "s")
        if len(factors) > 1:
            whole, product = (to_coq(t) for t in (self.polynomial(d), self.factored(d)))
            tactics = [f"replace ({whole}) with ({product}) by sx_close.", "sx_nonzero."]
            self.say(f"{bracketed(whole)} <> 0", tactics, "s")

    def _apart_from_zero(self, f: fmpq_mpoly) -> list[str]:
        """The tactics that show that a polynomial is not 0: it divides what is assumed not to be, or Coq sees it."""
        meaning = self.c.ring.meaning
        plain = all(isinstance(meaning[i], Symbol | Indexed) for i in self.c.ring.atoms_of((f, self.c.ring.unit)))
        for e, fact in self.words.nonzero.items() if f.total_degree() > 1 or not plain else ():
            with suppress(NoCertificate, Refused, Vacuous):
                a = self.c.value(e)
                if a[0] and not (a[0] % f):
                    if to_coq(self.words.term(e)) == to_coq(self.polynomial(f)):
                        break
                    self.value(e)
                    whole = to_coq(coq.Mul(self.polynomial(f), self.normal((a[0] / f, a[1]))))
                    closing = self.close(a, *self.inside_of(e)) if a[1] != f else "sx_close."
                    rows = [
                        f"enough (whole : {to_coq(self.words.term(e))} = 0) by (first [exact ({fact} whole) | lra])."
                    ]
                    rows += [f"transitivity ({whole}); [| rewrite zero; ring].", *self.rewritten(e), closing]
                    return [f"first [solve [intro zero; {chained(rows)}] | sx_sign]."]
                product = (self.c.ring.reduce(a[0] * a[1]), self.c.ring.unit)
                if product[0] and product[0].total_degree() == f.total_degree() and not (f % product[0]):
                    self.not_zero(a[0])
                    self.not_zero(a[1])
                    scale = self.normal((f / product[0], self.c.ring.unit))
                    whole = to_coq(coq.product([scale, self.polynomial(a[0]), self.polynomial(a[1])]))
                    closing = self.close((f, self.c.ring.unit)).removesuffix(".")
                    return [
                        f"replace {bracketed(to_coq(self.polynomial(f)))} with ({whole}) by ({closing}).",
                        "sx_nonzero.",
                    ]
        return ["sx_sign."]

    def factored(self, d: fmpq_mpoly) -> Term:
        """A polynomial by its factors."""
        parts: list[Term] = []
        rest = self.c.ring.unit
        for f, k in self.c.factored(d):
            if not f.is_constant():
                parts.append(self.polynomial(f) if k == 1 else coq.Pow(self.polynomial(f), int(k)))
                rest = rest * f ** int(k)
        lead = (d / rest).leading_coefficient()
        return coq.product([number(Rational(int(lead.p), int(lead.q))), *parts] if lead != 1 else parts)

    # -- values --------------------------------------------------------------------------------------------------

    def value(self, e: Expr) -> Frac:
        """The value of an expression, with a hypothesis ``e = value`` where it is written in another way."""
        try:
            found = (self._by_whole_power(e) if isinstance(e, Pow) else None) or self.c.value(e)
        except (Refused, Vacuous) as refusal:
            raise NoCertificate(str(refusal)) from None
        if e not in self.known:
            self.known[e] = None
            self.known[e] = self._said(e, found)
        return found

    def _by_whole_power(self, e: Pow) -> Frac | None:
        """b^(p/q) for p/q > 0 of which the proof has said what it, or its inverse, is: in Coq both are of one root."""
        if not e.exp.is_Rational or e.exp.is_Integer or e.exp < 0:
            return None
        key = self.c.ring.key
        for sign in (1, -1):
            step = self.step_for(("root", key(self.c.value(e.base)), key(self.c.value(sign * e.exp))))
            if step is not None:
                value = self.c.value(step.parts[0])
                return value if sign > 0 else self.c.invert(value)
        return None

    def nodes(self, e: Expr) -> Iterator[Expr]:
        """The outermost parts of a formula that are no sums, products, quotients and powers of a root."""
        if isinstance(e, Pow) and e.exp.is_Integer:
            yield from self.nodes(e.base)
        elif isinstance(e, Pow) and e.exp.is_Rational:
            whole = Pow(e.base, abs(e.exp), evaluate=False)
            with suppress(Refused, Vacuous):
                if self._by_whole_power(whole) is not None:
                    yield whole
                    return
            yield Pow(e.base, Rational(1, int(e.exp.q)), evaluate=False)
        elif isinstance(e, Add | Mul):
            for a in e.args:
                yield from self.nodes(a)
        elif not isinstance(e, Rational | NumberSymbol):
            yield e

    def _said(self, e: Expr, found: Frac) -> str | None:
        literal, target = self.words.term(e), self.normal(found)
        if coq.alpha(literal) == coq.alpha(target):
            return None
        if e in self.given and e in self.c.hypotheses.values:
            inner = self.c.hypotheses.values[e]
            tactics = [f"rewrite {self.given[e]} by lia.", *self.rewritten(inner), self.close(found)]
            return self.equal(literal, target, tactics)
        if list(self.nodes(e)) != [e]:
            return self.equal(literal, target, [*self.rewritten(e), self.close(found, *self.inside_of(e))])
        if type(e).__name__ in DEFINITIONS and not isinstance(e, AppliedUndef):
            return self.equal(literal, target, self.definition(e, found))
        for kind in type(e).__mro__:
            way = self.ways.get(kind)
            if way is not None:
                return self.equal(literal, target, way(self, e, found))
        raise NoCertificate(f"no lemma speaks of {type(e).__name__}")

    def inside_of(self, e: Expr) -> list[Frac]:
        """The values of what stands in a formula of + − · / and powers, and of what is divided by there."""
        found = [self.c.value(node) for node in self.nodes(e)]
        for b in divisors(e):
            try:
                a = self.c.value(b)
            except (Refused, Vacuous):
                continue
            found.append((a[1], a[0]) if a[0] else a)
        return found

    def rewritten(self, *expressions: Expr) -> list[str]:
        """The tactics that put the values of what stands in some formulas in its place."""
        found: dict[Expr, None] = {}
        for e in expressions:
            found |= dict.fromkeys(self.nodes(e))
        for node in found:
            self.value(node)
        ordered = sorted(found, key=lambda node: -len(to_coq(self.words.term(node))))
        return [f"try rewrite {self.known[node]}." for node in ordered if self.known.get(node)]

    def exactly(self, e: Expr) -> str:
        """The tactic that ends a proof with what an expression is known to be."""
        known = self.known[e]
        return f"exact {known}." if known else "reflexivity."

    def at_value(self, whole: Expr) -> str | None:
        """The fact of what a function is at the value of its argument."""
        (arg,) = whole.args
        inner, found = self.value(arg), self.value(whole)
        literal = self.words.term(whole)
        assert isinstance(literal, Apply)
        left = Apply(literal.function, (self.normal(inner),))
        if to_coq(left) == to_coq(literal):
            return self.known[whole]
        known = self.equal(self.words.term(arg), self.normal(inner), self.argument_is(arg))
        same = f"transitivity ({to_coq(literal)}); [f_equal; symmetry; exact {known} |]."
        if not self.known[whole]:  # it is about to be shown by this
            closing = self.close(found).removesuffix(".")
            ways = (same.replace(" |].", " | reflexivity]"), f"rewrite ?exp_plus; {closing}", "sx_ln_split", "sx_ln")
            return self.equal(left, self.normal(found), [f"first [{' | '.join(ways)}]."])
        return self.equal(left, self.normal(found), [same, self.exactly(whole)])

    def argument_is(self, e: Expr) -> list[str]:
        """The tactics that show what an argument is."""
        return [*self.rewritten(e), self.close(self.value(e), *self.inside_of(e))]

    def exponentials(self, product: Term) -> list[str]:
        """The tactics that put the values of exponentials in a product in their place."""
        text = to_coq(product)
        return [f"rewrite {name}." for written, name in self.products.items() if written in text]

    def argument(self, e: Expr) -> list[str]:
        """The tactics that put the value of an argument in its place."""
        a = self.value(e)
        name = self.equal(self.words.term(e), self.normal(a), self.argument_is(e))
        return [f"rewrite {name}."] if name else []

    def definition(self, e: Expr, found: Frac) -> list[str]:
        """The tactics that put a function's definition in its place, as the logic's table has it."""
        name, literal = type(e).__name__, self.words.term(e)
        if name in _BY_EXPONENTIALS:
            of = exp(e.args[0], evaluate=False)
            return [f"rewrite {name}_is.", *self.rewritten(of), self.close(found, self.value(of))]
        says = DEFINITIONS[name].says(*e.args)
        self.value(says)
        if not isinstance(literal, Apply):  # it has no name in Coq's library
            return [self.exactly(says)]
        same = f"{{ unfold {literal.function}. first [sx_close | f_equal; sx_close]. }}"
        return [f"transitivity ({to_coq(self.words.term(says))}).", same, self.exactly(says)]

    def step_for(self, key: tuple[object, ...]) -> Step | None:
        """The step of the proof that gave the value with this key."""
        if self._steps is None:
            self._steps = {}
            for step in self.c.applied:
                if step.rule in STEPS:
                    self._steps.setdefault(STEPS[step.rule].key(self.c, step), step)
        return self._steps.get(key)


def divisors(e: Expr) -> list[Expr]:
    """What is divided by in an expression, outside of sums."""
    if not isinstance(e, Expr) or isinstance(e, Sum | Product):
        return []
    here = [e.base] if isinstance(e, Pow) and e.exp.is_Rational and e.exp < 0 else []
    return list(dict.fromkeys([*here, *(b for a in e.args for b in divisors(a))]))


#: The tactics that show, for an expression of some kind, that it is its value.
Way: TypeAlias = Callable[[Script, Expr, Frac], list[str]]

Bounds: TypeAlias = Callable[[Script, fmpq_mpoly], None]
