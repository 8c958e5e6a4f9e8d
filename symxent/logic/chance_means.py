"""Means in normal form: numbers for means of products, by the rules of probability.

Sums and constants are drawn out of a mean; a probability is the mean of an indicator, which is its own square; what is
independent factorises; E(E(f | Y) g(Y)) = E(f g(Y)); a law with a name says what its moments are.  What is left are
numbers of which nothing is known, one for each product, and an equation between numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy import (
    Abs,
    Add,
    Basic,
    Dummy,
    Expr,
    Function,
    IndexedBase,
    Integer,
    Integral,
    KroneckerDelta,
    Mul,
    Pow,
    S,
    Sum,
    Symbol,
    binomial,
    default_sort_key,
    exp,
    expand,
    factorial,
    log,
    oo,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Equality, Relational, StrictGreaterThan, StrictLessThan
from sympy.logic.boolalg import And, Boolean, BooleanFalse, BooleanTrue, Not, Or

from symxent.logic.chance import (
    Covariance,
    CrossEntropy,
    Density,
    Divergence,
    Entropy,
    Event,
    Expectation,
    Identical,
    Independent,
    Indicator,
    Mean,
    Partition,
    Probability,
    RandomVariable,
    Variance,
)
from symxent.logic.chance_laws import by_law, density, is_joint, joint_moment, of_a_row
from symxent.logic.chance_products import (
    RANDOM,
    Conditional,
    Monomial,
    Value,
    applied,
    at_any_index,
    belongs,
    exponentials,
    is_random,
    parted,
    summed,
    times,
    variables,
)
from symxent.logic.hypotheses import Hypotheses
from symxent.logic.laws import LAWS, logarithm_of_density
from symxent.logic.ring import Refused
from symxent.logic.weights import closed, is_against_a_weight

#: Products of more terms are not written out; no more indices of one sequence are told apart.
MOST_TERMS, MOST_INDICES = 300, 3
_PLAIN = (Add, Mul, Pow, exp, log, Abs, factorial, binomial)


class Reader:
    """Means as numbers: a symbol for each product of which no more is known, the same for equal ones."""

    def __init__(self, facts: frozenset[Basic], hypotheses: Hypotheses, surely: bool = False) -> None:
        self.hypotheses, self.surely = hypotheses, surely  # moments of laws only where it is plain that they exist
        units = [f.args for f in facts if isinstance(f, Independent)]
        self.families = [frozenset(map(frozenset, u)) for u in units if len(u) > 1]
        self.sequences = {u[0][0].name for u in units if len(u) == 1}
        self.partitions = {(str(f.args[0]), f.args[1]) for f in facts if isinstance(f, Partition)}
        self.alike = {f.args[0].name for f in facts if isinstance(f, Identical)}
        self.numbers: dict[Expr, tuple[Any, list[Dummy]]] = {}
        self.positive: list[Expr] = []
        self.exists: list[Expr] = []  # what has to be positive so that the means exist that a law gave
        self.within: list[Expr] = []  # what is positive where the numbers of events lie in the supports of the laws
        self.values: list[Expr] = []  # what is positive where the letters of densities do
        self.chances: list[Symbol] = []
        self.of_rows: list[Hypotheses] = []
        self.places: list[tuple[Expr, Expr]] = []  # the index of a member, and how many members there are

    def allow(self, v: Basic, others: set[Basic]) -> None:
        """What the parameters of a law must be; raises Refused where two of one name are not one."""
        same = [o for o in others if o.args[0] == v.args[0] and (o.func != v.func or o.args[1:2] != v.args[1:2])]
        if any(not (isinstance(o, Event) and isinstance(v, Event) and o.index and v.index) for o in same):
            raise Refused(f"{v.args[0]} is the name of two different things")
        if isinstance(v, RandomVariable) and v.law is not None:
            row, p = LAWS[v.law.name], v.law.parameters
            of_a_row(self, v)
            if is_random(v.law):
                raise Refused("a law whose parameters are random")
            chances = row.chances(*p)
            self.chances += [e for e in chances if isinstance(e, Symbol)]
            self.positive += [e for e in row.positive(*p) if e.free_symbols and not e.has(Sum)]
            wrong = [e for e in row.positive(*p) if e.is_positive is False]
            wrong += [e for e in chances if e.is_number and not (e.is_nonnegative and (1 - e).is_nonnegative)]
            if wrong:
                raise Refused(f"{v.law} is no law")
            strange = [e for e in row.whole(*p) if not e.is_integer]
            if strange:
                raise Refused(f"{strange[0]} is no integer: Symbol('{strange[0]}', integer=True) is one")

    # -- expressions

    def read(self, e: Expr) -> Expr:
        """An expression with its means as numbers.  Raises Refused."""
        found = self.inside(e)
        if not is_random(found):
            return found
        return self._at_a_point(self.average(found, variables(found)))  # E(Y | Y) = Y

    def _at_a_point(self, e: Expr) -> Expr:
        """The same with a letter for the value of each part that is random, of which nothing more is known."""
        if isinstance(e, (*RANDOM, Conditional)):
            return self.number(Value(e))
        return e.func(*map(self._at_a_point, e.args)) if is_random(e) else e

    def inside(self, e: Basic) -> Any:
        """The same, where it may be random as a whole: inside of a mean."""
        if isinstance(e, Mean):
            return self.mean(e)
        if is_against_a_weight(e) and not is_random(e):
            return self._against_a_weight(e)
        weighty = any(is_against_a_weight(part) for part in e.atoms(Integral, Sum))
        if isinstance(e, RandomVariable | Conditional) or not (weighty or e.has(Mean, *RANDOM)):
            return e
        if isinstance(e, Indicator):
            return self.indicator(e.args[0])
        if isinstance(e, Sum):
            body, *limits = e.args
            if any(limit.has(Mean, *RANDOM) or oo in limit.args or -oo in limit.args for limit in limits):
                raise Refused("a sum with random ends, or without end")
            return summed(self, self.inside(body), limits)
        if not isinstance(e, (*_PLAIN, AppliedUndef)):
            raise Refused(f"no rule for {type(e).__name__} of what is random")
        return e.func(*map(self.inside, e.args))

    def _against_a_weight(self, e: Any) -> Expr:
        try:
            return closed(e.func(self.inside(e.function), *e.limits), self.is_positive)
        except Refused:
            return e

    def is_positive(self, e: Expr) -> bool:
        """Whether an expression is positive by the hypotheses."""
        positive = {*self.hypotheses.positive, *self.positive}
        if e in positive:
            return True
        signs = {s: (1, True) if s in positive else self.hypotheses.range_of(s).sign() for s in e.free_symbols}
        known = {s: way * Dummy(positive=True) for s, (way, strict) in signs.items() if strict}
        return bool(e.xreplace(known).is_positive)

    def mean(self, e: Mean) -> Expr:
        events = [g for g in e.given if isinstance(g, Boolean)]
        given = frozenset(g for g in e.given if isinstance(g, RandomVariable))
        if len(events) + len(given) != len(e.given):
            raise Refused(f"{e} is given something that is no random variable and no event")
        of = Mul(*map(self.indicator, events))

        if isinstance(e, Entropy | CrossEntropy | Divergence):
            return self._of_densities(e)

        def average(body: Expr) -> Expr:
            if of == 1:
                return self.average(body, given)
            return self.average(body * of, given) / self.average(of, given)

        if isinstance(e, Probability):
            return average(self.indicator(e.body))
        bodies = [self.inside(b) for b in e.args[: e.bodies]]
        if isinstance(e, Density):
            return density(self, bodies[0], bodies[1], bool(e.given))
        if any(isinstance(b, Boolean) for b in bodies):
            raise Refused(f"{e} is of an event")
        if isinstance(e, Expectation):
            return average(bodies[0])
        if not isinstance(e, Variance | Covariance):
            raise Refused(f"no rule for {type(e).__name__}")
        one, other = bodies[0], bodies[-1]
        return average(one * other) - average(one) * average(other)

    def _of_densities(self, e: Mean) -> Expr:
        """−E log f(X) and the like, of laws with names."""
        one, other = e.args[0], e.args[-1]
        if e.given or not all(isinstance(v, RandomVariable) and v.law is not None for v in e.args):
            raise Refused(f"{e} of what has no law")
        own, its = (LAWS[v.law.name].support(*v.law.parameters) for v in (one, other))
        if own != its:
            raise Refused(f"{one} and {other} do not take the same values")
        chosen = {one: S.One, other: -S.One} if isinstance(e, Divergence) else {other: -S.One}
        if one == other and isinstance(e, Divergence):
            return S.Zero
        logs = (sign * logarithm_of_density(v.law.name, one, v.law.parameters) for v, sign in chosen.items())
        return self.average(Add(*logs))

    def indicator(self, event: Basic) -> Expr:
        """The indicator of an event as a polynomial in those of its parts."""
        if isinstance(event, BooleanTrue | BooleanFalse):
            return S.One if event else S.Zero
        if isinstance(event, And):
            return Mul(*map(self.indicator, event.args))
        if isinstance(event, Not):
            return 1 - self.indicator(event.args[0])
        if isinstance(event, Or):
            return 1 - Mul(*(1 - self.indicator(part) for part in event.args))
        if isinstance(event, Event):
            return Indicator(event)
        if not isinstance(event, Relational):
            raise Refused(f"{event} is no event")
        left, right = (self.inside(side) for side in event.args)
        if not is_random(left) and not is_random(right):
            raise Refused(f"{event} is no event: nothing in it is random")
        if isinstance(event, Equality):
            return Indicator(Equality(left, right))
        if isinstance(event, StrictGreaterThan | StrictLessThan):
            more, less = (left, right) if isinstance(event, StrictGreaterThan) else (right, left)
            return Indicator(StrictGreaterThan(more, less))
        return 1 - self.indicator(event.negated)

    # -- means

    def average(self, body: Expr, given: frozenset[Basic] = frozenset()) -> Expr:
        """E(body | given), which is a number where nothing is given."""
        terms = Add.make_args(expand(body, power_base=False, power_exp=False, log=False, func=False, complex=False))
        if len(terms) > MOST_TERMS:
            raise Refused("too many terms")
        return Add(*(self._term(term, given) for term in terms))

    def _term(self, term: Expr, given: frozenset[Basic]) -> Expr:
        """Linearity: what is not random is drawn out, a finite sum stands before the mean."""
        number, sums, product = S.One, list[Sum](), Monomial()
        for base, power in term.as_powers_dict().items():
            if not is_random(base) and not is_random(power):
                number *= base**power
            elif isinstance(base, Sum):
                if not (isinstance(power, Integer) and 0 < power <= 4):
                    raise Refused(f"the power {power} of a sum")
                sums += [base] * int(power)
            else:
                self._factor(product, base, power)
        if not sums:
            return number * self._product(product, given)
        body: Expr = Mul(*(base**power for base, power in product.items()))
        limits: list[Any] = []
        for s in sums:  # each with an index of its own
            own = {index: Dummy(index.name, **index.assumptions0) for index, *_ in s.limits}
            body *= s.function.xreplace(own)
            limits += [tuple(x.xreplace(own) for x in limit) for limit in s.limits]
        return number * summed(self, self.average(body, given), limits)

    def _factor(self, product: Monomial, base: Expr, power: Expr) -> None:
        if any(is_random(s) for part in (base, power) for s in part.atoms(Sum)):
            raise Refused("a function of a random sum")  # which members it depends on is hidden in its index
        if isinstance(base, Indicator):
            if not power.is_positive:
                raise Refused("an indicator below a bar")
            power = S.One
        elif base is S.Exp1 or isinstance(base, exp):
            inside = power if base is S.Exp1 else base.args[0] * power
            base, power = exp(expand(inside)), S.One
        product[base] = S.One if isinstance(base, Indicator) else product.get(base, S.Zero) + power

    def _product(self, product: Monomial, given: frozenset[Basic]) -> Expr:
        product = exponentials(product)
        out = {b: p for b, p in product.items() if variables(b) | variables(p) <= given}
        rest = {b: p for b, p in product.items() if b not in out}
        outside = times(out)
        if not rest:
            return outside
        inner = sorted((b for b in rest if isinstance(b, Conditional)), key=lambda c: (len(c.given), str(c)))
        if len(inner) == 1 and rest[inner[0]] == 1:
            (c,) = inner
            around = {b: p for b, p in rest.items() if b != c}
            if all(variables(b) | variables(p) <= c.given for b, p in around.items()) and given <= c.given:
                return outside * self.average(c.body * times(around), given)  # the tower rule
        for c in inner:
            known = {b: p for b, p in rest.items() if variables(b) | variables(p) <= c.given}
            if given <= c.given and len(known) < len(rest):  # E(g E(f | Y)) = E(E(g | Y) E(f | Y))
                others = times({b: p for b, p in rest.items() if b not in known})
                return outside * self.average(times(known) * self.average(others, c.given), given)
        for block, touches in self._blocks(rest, given):
            outside *= self._block(block, given if touches else frozenset())
        return outside

    def _blocks(self, product: Monomial, given: frozenset[Basic]) -> list[tuple[Monomial, bool]]:
        """The factors of a product that are independent of each other, and whether each depends on what is given."""
        of = {b: variables(b) | variables(p) for b, p in product.items()}
        everything = frozenset().union(given, *of.values())
        for family in self.families:
            wide = [frozenset(v for v in everything if belongs(v, unit)) for unit in family]
            if everything <= frozenset().union(*wide):
                return parted(of, product, given, wide)
        return [(product, True)]

    def _block(self, product: Monomial, given: frozenset[Basic]) -> Expr:
        found = frozenset().union(*(variables(b) | variables(p) for b, p in product.items()))
        if given:
            return Conditional(times(product), *sorted(given, key=str))
        # In one order whenever it is read: X_i and X_j, with bound letters, may have one name.
        sequence = sorted((v for v in found if isinstance(v, RandomVariable) and v.index), key=default_sort_key)
        names = {v.name for v in found}
        if len(sequence) == len(found) > 1 and len(names) == 1:
            if names <= self.sequences or is_joint(sequence[0]):
                return self._of_indices(product, sequence)
        if len(found) == 1:
            (v,) = found
            if isinstance(v, RandomVariable) and v.law is not None:
                known = by_law(self, product, v, v.law)
                if known is not None:
                    return known
        return self.number(times(product))

    def _of_indices(
        self, product: Monomial, sequence: Sequence[RandomVariable], before: tuple[Monomial, ...] = ()
    ) -> Expr:
        """E f(X_i) g(X_j) of a sequence that is independent, or has a joint law: where i = j, and where they differ.

        ``before``: factors of members with other indices than all of these.
        """
        if len(sequence) > MOST_INDICES:
            raise Refused("too many indices of one sequence")
        first, *others = sequence
        alone = {b: p for b, p in product.items() if variables(b) | variables(p) == {first}}
        rest = {b: p for b, p in product.items() if b not in alone}
        if any(first in variables(b) | variables(p) for b, p in rest.items()):
            raise Refused("a function of several members of one sequence")
        apart, found = S.One, S.Zero
        for other in others:
            delta = KroneckerDelta(first.index[0], other.index[0])
            joined = Mul(times(alone).xreplace({first: other}), times(rest))
            found += apart * delta * self._rest(_monomial(self, joined), others, before)
            apart *= 1 - delta
        return found + apart * self._rest(rest, others, (*before, alone))

    def _rest(self, product: Monomial, sequence: Sequence[RandomVariable], before: tuple[Monomial, ...]) -> Expr:
        """The mean of a product of members, and of those before it."""
        if len(sequence) > 1:
            return self._of_indices(product, sequence, before)
        (v,), parts = sequence, (*before, product)
        if not before or v.together is None or not is_joint(v):
            return Mul(*(self._product(part, frozenset()) for part in parts))
        powers = [next(iter(part.items())) if len(part) == 1 else (S.One, S.Zero) for part in parts]
        if not all(isinstance(b, RandomVariable) and isinstance(k, Integer) and k > 0 for b, k in powers):
            raise Refused(f"a mean of several members of {v.family}")
        return joint_moment(v.together, [(b.index[0], int(k)) for b, k in powers])

    def number(self, product: Expr) -> Expr:
        """The number that stands for a mean of which nothing is known, for all values of the letters in it."""
        if any(v.name in self.alike for v in product.atoms(RandomVariable)):
            product = at_any_index(product, self.alike)
        letters = sorted(product.free_symbols & product.atoms(Symbol), key=lambda s: (str(s), s.sort_key()))
        places = {s: Dummy(**s.assumptions0) for s in letters}
        for form, (known, own) in self.numbers.items():
            if len(own) == len(letters) and product.xreplace(dict(zip(letters, own, strict=True))) == form:
                return applied(known, letters)
        form = product.xreplace(places)
        text = f"‹{product}›{len(self.numbers)}"
        plain = all(isinstance(f, Indicator) for f in Mul.make_args(product))
        whole = all(s.is_integer for s in letters)
        made: Any = (
            Symbol(text, real=True) if not letters else IndexedBase(text) if whole else Function(text, real=True)
        )
        self.numbers[form] = made, [places[s] for s in letters]
        value = applied(made, letters)
        if plain and not letters:  # a probability
            self.chances.append(value)
        return value


def _monomial(r: Reader, e: Expr) -> Monomial:
    product = Monomial()
    for base, power in e.as_powers_dict().items():
        r._factor(product, base, power)
    return product
