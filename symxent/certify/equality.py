"""The proof of an equation: which rewritings, in the library's words, bring both sides to one rational function.

Every step is done here on the terms and said there in Coq: derivatives take their values, functions their
definitions, sums of symbolic length are split, pulled out of and picked from by δ, exponentials become powers of
named ones, logarithms of products sums.  What remains is for ``field``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from sympy import Expr, Integer, Rational, cancel, expand, factorint

from symxent.certify.algebra import Atoms
from symxent.certify.differentiate import ZERO, NoCertificate, derivative
from symxent.certify.sums import Known, block, flattened
from symxent.certify.terms import (
    Apply,
    Derive,
    Inv,
    Neg,
    Num,
    Pow,
    Term,
    Total,
    alpha,
    bound_by,
    children,
    exchange,
    free_names,
    function_of,
    product,
    substitute,
    to_coq,
    total_of,
    walk,
)
from symxent.certify.unfolding import unfolded, used

NESTED = 4  # exponentials and logarithms inside of one another


@dataclass
class Goal:
    """left = right, and the tactics that have brought it there."""

    left: Term
    right: Term
    known: Known
    script: list[str] = field(default_factory=list)

    @property
    def sides(self) -> tuple[Term, Term]:
        return self.left, self.right

    def put(self, old: Term, new: Term) -> None:
        self.left, self.right = exchange(self.left, old, new), exchange(self.right, old, new)

    def rewrite(self, old: Term, new: Term, tactics: Sequence[str]) -> None:
        """Prove old = new by the tactics and put new in the place of old everywhere."""
        self.script.append(f"assert (step : {to_coq(old)} = {to_coq(new)}).")
        self.script += block(tactics)
        self.script.append("rewrite step; clear step.")
        self.put(old, new)


def prove(left: Term, right: Term, known: Known) -> list[str]:
    """The tactics that prove left = right; raises NoCertificate when none of the ways leads to equal fractions."""
    if alpha(left) == alpha(right):
        return ["reflexivity."]
    for folded in (True, False):
        goal = Goal(left, right, known)
        reduce(goal, folded)
        ending = _ending(goal)
        if ending is not None:
            return goal.script + ending
    raise NoCertificate(f"{to_coq(goal.left)} and {to_coq(goal.right)} are not seen to be equal")


def reduce(goal: Goal, folded: bool = True) -> None:
    """Bring both sides to rational functions of atoms; unless ``folded``, σ and its kin are written out first."""
    _differentiate(goal)
    if not folded:
        _unfold(goal)
    _use(goal)
    _sums(goal)
    _use(goal)
    # A logarithm in an exponent: e^(γ ln(1 + e^z)) comes apart when what stands inside of it has.
    for _ in range(NESTED):
        before = goal.sides
        _exponentials(goal)
        _logarithms(goal)
        if goal.sides == before:
            break
    _deltas(goal)


def settled(term: Term, known: Known) -> Term:
    """What ``reduce`` makes of a single term."""
    goal = Goal(term, ZERO, known)
    reduce(goal)
    return goal.left


def open_parts(term: Term, kind: type[Term]) -> Iterator[Term]:
    """The outermost subterms of a kind in which no name bound around them occurs."""

    def search(part: Term, bound: frozenset[str]) -> Iterator[Term]:
        if isinstance(part, kind) and not bound & free_names(part).keys():
            yield part
            return
        hidden = bound_by(part)
        for child in children(part):
            inside = hidden is not None and child is getattr(part, "body", None)
            yield from search(child, bound | {hidden} if inside and hidden else bound)

    yield from search(term, frozenset())


def applied(goal: Goal, function: str) -> list[Apply]:
    """Every open application of the function on both sides, the innermost first."""
    found: dict[Term, Apply] = {}

    def search(part: Term, bound: frozenset[str]) -> None:
        hidden = bound_by(part)
        for child in children(part):
            inside = hidden is not None and child is getattr(part, "body", None)
            search(child, bound | {hidden} if inside and hidden else bound)
        if isinstance(part, Apply) and part.function == function and not bound & free_names(part).keys():
            found.setdefault(alpha(part), part)

    for side in goal.sides:
        search(side, frozenset())
    return list(found.values())


def _differentiate(goal: Goal) -> None:
    while True:
        found = next((part for side in goal.sides for part in open_parts(side, Derive)), None)
        if found is None:
            return
        assert isinstance(found, Derive)
        value = derivative(found)
        function = function_of(found.variable, found.body)
        goal.script.append(
            f"rewrite (derivative_is {function} ({to_coq(found.point)}) ({to_coq(value)})) by sx_derive."
        )
        goal.put(found, value)


def _unfold(goal: Goal) -> None:
    names = used(goal.left) + [name for name in used(goal.right) if name not in used(goal.left)]
    if names:
        goal.script.append(f"unfold {', '.join(names)}.")
        goal.left, goal.right = unfolded(goal.left), unfolded(goal.right)


def _use(goal: Goal) -> None:
    for name, left, right in goal.known.equations:
        if any(alpha(left) == alpha(part) for side in goal.sides for part in open_parts(side, type(left))):
            goal.script.append(f"rewrite {name}.")
            goal.put(left, right)


def _sums(goal: Goal) -> None:
    standing: dict[Term, Term] = {}  # by their normal form, the sums that stay as they are
    while True:
        parts = [part for side in goal.sides for part in open_parts(side, Total)]
        todo = next((part for part in parts if alpha(part) not in map(alpha, standing.values())), None)
        if todo is None:
            return
        assert isinstance(todo, Total)
        flat = flattened(todo, goal.known, prove, settled)
        if flat.new == todo or (flat.single and alpha(flat.new) not in standing):
            standing[alpha(flat.new)] = todo
            continue
        new = standing.get(alpha(flat.new), flat.new) if flat.single else flat.new
        tactics = flat.script if new is flat.new else [f"transitivity ({to_coq(flat.new)}).", *block(flat.script)]
        if new is not flat.new:
            tactics += ["symmetry.", *block(flattened(new, goal.known, prove, settled).script)]  # type: ignore[arg-type]
        goal.rewrite(todo, new, tactics)
        if flat.single and new is flat.new:
            standing[alpha(flat.new)] = new


def _exponentials(goal: Goal) -> None:
    """Each exp of a linear form as powers of e^(monomial/q), q so chosen that every exponent is whole."""
    found, atoms = applied(goal, "exp"), Atoms()
    linear: list[tuple[Apply, dict[Expr, Expr]]] = []
    denominators: dict[Expr, int] = {}
    for part in found:
        coefficients = expand(atoms.value(part.arguments[0])).as_coefficients_dict()
        coefficients = {mono: c for mono, c in coefficients.items() if c != 0}
        linear.append((part, coefficients))
        for mono, c in coefficients.items():
            denominators[mono] = lcm(denominators.get(mono, 1), c.q)
    for part, coefficients in linear:
        factors: list[Term] = []
        for mono, c in sorted(coefficients.items(), key=lambda item: item[0].sort_key()):
            name = Apply("exp", (atoms.term(mono / denominators[mono]),))
            power = int(c * denominators[mono])
            raised = name if abs(power) == 1 else Pow(name, abs(power))
            factors.append(raised if power > 0 else Inv(raised))
        new = product(factors)
        if alpha(new) == alpha(part) or not _stands(goal, part):
            continue
        if not factors:
            goal.rewrite(part, new, [f"replace ({to_coq(part.arguments[0])}) with 0 by sx_field. apply exp_0."])
        else:
            goal.rewrite(part, new, ["sx_exp."])
    for part in applied(goal, "exp"):
        inner = part.arguments[0]
        if isinstance(inner, Apply) and inner.function == "ln":
            goal.rewrite(part, inner.arguments[0], ["apply exp_ln; sx_pos."])


def _stands(goal: Goal, part: Term) -> bool:
    """Whether a subterm is there still, and was not rewritten inside."""
    key = alpha(part)
    return any(type(one) is type(part) and alpha(one) == key for side in goal.sides for one in walk(side))


def _logarithms(goal: Goal) -> None:
    """Each logarithm as the sum of the logarithms of irreducible factors; those of exponentials fall away."""
    atoms = Atoms()
    standing: dict[Expr, Term] = {}  # by its value, what a logarithm that stays as it is is of
    products: list[tuple[Apply, list[tuple[Expr, int]]]] = []
    for part in applied(goal, "ln"):
        factors = _positive_factors(atoms, cancel(atoms.value(part.arguments[0])))
        whole = factors[0][0] if len(factors) == 1 and factors[0][1] == 1 else None
        if whole is None and any(_turns(atoms, base) for base, _ in factors):
            whole = cancel(atoms.value(part.arguments[0]))  # 1 − e^−u: what its factors are depends on u
        elif whole is None or _is_exponential(atoms.term(whole)):
            products.append((part, factors))
            continue
        old = standing.setdefault(expand(whole), part.arguments[0])
        if not _stands(goal, part):
            continue
        if alpha(old) != alpha(part.arguments[0]):
            same = f"replace ({to_coq(part.arguments[0])}) with ({to_coq(old)}) by sx_field."
            goal.rewrite(part, Apply("ln", (old,)), [same, "reflexivity."])
    for part, factors in products:
        if not _stands(goal, part):
            continue
        summands: list[Term] = []
        powers: list[Term] = []
        for base, power in factors:
            name = standing.get(expand(base), atoms.term(base))
            raised = name if abs(power) == 1 else Pow(name, abs(power))
            powers.append(raised if power > 0 else Inv(raised))
            inner = name.arguments[0] if isinstance(name, Apply) and _is_exponential(name) else Apply("ln", (name,))
            summands += [inner if power > 0 else Neg(inner)] * abs(power)
        # What is visibly positive is the product, not what the page writes.
        as_product = f"replace ({to_coq(part.arguments[0])}) with ({to_coq(product(powers))}) by sx_field."
        goal.rewrite(part, total_of(summands), [as_product, "sx_ln." if summands else "apply ln_1."])


def _is_exponential(term: Term) -> bool:
    return isinstance(term, Apply) and term.function == "exp"


def _positive_factors(atoms: Atoms, value: Expr) -> list[tuple[Expr, int]]:
    """The irreducible factors, each with the sign that it has where the atoms are small and positive."""
    result: list[tuple[Expr, int]] = []
    sample = {symbol: Rational(1, 3 + n) for n, symbol in enumerate(atoms.terms)}
    for base, power in atoms.factors(value):
        if base.is_Rational:
            result += [(Integer(p), e) for p, e in factorint(abs(base.p)).items() if p != 1]
            result += [(Integer(p), -e) for p, e in factorint(base.q).items() if p != 1]
        else:
            result.append((-base if base.subs(sample).is_negative else base, power))
    return result


def _turns(atoms: Atoms, base: Expr) -> bool:
    """Whether a factor has one sign where the atoms are small, and the other where they are large."""
    signs = {bool(base.subs(dict.fromkeys(atoms.terms, size)).is_negative) for size in (Rational(1, 9), 9)}
    return len(signs) == 2


def _deltas(goal: Goal) -> None:
    for part in applied(goal, "delta"):
        i, j = part.arguments
        if i == j:
            goal.script.append(f"rewrite (delta_same {to_coq(i)}).")
            goal.put(part, Num(Fraction(1)))
        elif to_coq(i) > to_coq(j):
            goal.script.append(f"rewrite (delta_sym {to_coq(i)} {to_coq(j)}).")
            goal.put(part, Apply("delta", (j, i)))


def _ending(goal: Goal) -> list[str] | None:
    """How an equation of rational functions is closed, or None when it does not hold."""
    if Atoms().equal(goal.left, goal.right):
        return ["sx_field."]
    # δ is 1 where its indices are one, and 0 elsewhere.
    for part in applied(goal, "delta"):
        i, j = part.arguments
        same = [substitute(substitute(side, {part: Num(Fraction(1))}), {i: j}) for side in goal.sides]
        other = [substitute(side, {part: ZERO}) for side in goal.sides]
        if Atoms().equal(*same) and Atoms().equal(*other):
            a, b = to_coq(i), to_coq(j)
            return [
                f"destruct (Nat.eq_dec {a} {b}) as [same | other].",
                f"- subst {a}. rewrite ?delta_same. sx_field.",
                f"- rewrite (delta_other {a} {b} other). sx_field.",
            ]
    return None
