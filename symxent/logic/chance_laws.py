"""What a law with a name says: moments, probabilities of events, and densities of functions of a variable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from sympy import Abs, Add, Dummy, Expr, Integer, Max, Min, Mul, Pow, S, Symbol, exp, log, sqrt
from sympy.core.relational import Equality, StrictGreaterThan

from symxent.logic.chance import Density, Indicator, Law, RandomVariable
from symxent.logic.chance_products import Monomial, at, is_random, times
from symxent.logic.laws import LAWS, MOST_POWER, mean_of_logarithm, moment, values_of
from symxent.logic.ring import Refused

if TYPE_CHECKING:
    from symxent.logic.chance_means import Reader

#: P(X > k) of a variable of whole numbers is written out so far.
_MOST_COUNTED = 20


def by_law(reader: Reader, product: Monomial, v: RandomVariable, law: Law) -> Expr | None:
    """The mean of a power of v, times an exponential; of events; of anything, where v takes a few values.

    None where the law does not tell.  Raises Refused for a mean that does not exist.
    """
    values = values_of(law.name, law.parameters)
    if values is not None:
        if len(product) == 1 and (chance := _of_a_letter(reader, next(iter(product)), v, law, values)) is not None:
            return chance
        return Add(*(at(times(product), v, value) * chance for value, chance in values.items()))
    try:
        if all(isinstance(base, Indicator) for base in product):
            return _of_events(reader, [base.args[0] for base in product], v, law)
        if product == {log(v): S.One}:
            return mean_of_logarithm(law.name, law.parameters)
        if product == {log(1 - v): S.One}:
            complement = LAWS[law.name].complement
            return None if complement is None else complement(*law.parameters)
        power, t = S.Zero, S.Zero
        for base, exponent in product.items():
            if base == v:
                power = exponent
            elif isinstance(base, exp) and not is_random(base.args[0] / v):
                t = base.args[0] / v
            else:
                return None
        found, exists = moment(law.name, law.parameters, power, t)
    except Refused:
        return None
    return found if _supposed(reader, v, exists) else None


def is_joint(v: RandomVariable) -> bool:
    """Whether a variable is one of a row of numbers that have a law together."""
    return v.together is not None and LAWS[v.together.name].joint is not None


def of_a_row(reader: Reader, v: RandomVariable) -> None:
    """Notes what is known of the row that a member is of.  Raises Refused for what is no member."""
    if v.together is not None and is_joint(v):
        reader.of_rows.append(LAWS[v.together.name].of_rows(*v.together.parameters))
        reader.places += [(i, v.together.parameters[-1]) for i in v.index]
        if v.name in reader.sequences or any((k - i).is_negative for i, k in reader.places):
            raise Refused(f"{v} is independent, or none of its row")


def joint_moment(law: Law, powers: Sequence[tuple[Expr, int]]) -> Expr:
    """E Π X[i]^k of pairs (i, k) with distinct indices, by the law of a row of numbers.  Raises Refused for others."""
    row = LAWS[law.name]
    if row.joint is None or sum(k for _, k in powers) > MOST_POWER:
        raise Refused(f"a mean of several members of {law}")
    return row.joint(powers, *law.parameters)


def _of_a_letter(reader: Reader, base: Expr, v: RandomVariable, law: Law, values: Iterable[Expr]) -> Expr | None:
    """P(X = k) for a letter k that stands for one of the few values of X."""
    if isinstance(base, Indicator) and isinstance(base.args[0], Equality) and v in base.args[0].args:
        (k,) = {*base.args[0].args} - {v}
        if (listed := reader.hypotheses.finite(k)) is not None and {*listed} <= {*values}:
            return LAWS[law.name].density(k, *law.parameters)
    return None


def _supposed(reader: Reader, v: RandomVariable, due: Iterable[Expr]) -> bool:
    """Whether what has to be positive may be taken to be; raises Refused where it is not."""
    due = tuple(due)
    reader.exists += due
    if any(e.is_positive is False for e in due):
        raise Refused(f"a mean of {v} that does not exist")
    return not reader.surely or all(map(reader.is_positive, due))


def _of_events(reader: Reader, events: list[Expr], v: RandomVariable, law: Law) -> Expr | None:
    """The probability that v lies above some numbers and below others, or is a whole number."""
    row = LAWS[law.name]
    if law.name in ("Poisson", "Binomial"):
        return _counted(reader, events[0], v, law) if len(events) == 1 else None
    if row.above is None:
        return None
    low, high = list[Expr](), list[Expr]()
    due = list[Expr]()
    for event in events:
        if not isinstance(event, StrictGreaterThan):
            return None
        more, less = event.args
        end, slope, needed = undone(reader, more - less, v, S.Zero)
        due += needed
        (low if slope > 0 else high).append(end)
    if not _supposed(reader, v, due):
        return None
    reader.within += [e for end in (*low, *high) for e in inside(law, end)]
    above = partial(_above, row.above, law.parameters)
    if not high:
        return above(Max(*low))
    end = Min(*high)
    return (above(Min(Max(*low), end)) if low else S.One) - above(end)


def _above(chance: Callable[..., Expr], parameters: tuple[Expr, ...], x: Expr) -> Expr:
    return chance(x, *parameters)


def inside(law: Law, x: Expr) -> tuple[Expr, ...]:
    """What is positive where a number lies in the support of a continuous law."""
    kind, *ends = LAWS[law.name].support(*law.parameters)
    ways = {"real": (), "positive": (x,), "unit": (x, 1 - x)}
    return (x - ends[0], ends[1] - x) if kind == "between" else ways[kind]


def _counted(reader: Reader, event: Expr, v: RandomVariable, law: Law) -> Expr | None:
    """P(X = k) for a whole number k ≥ 0, and P(X > k) for one that is given in digits."""
    row = LAWS[law.name]

    def of(*k: Expr) -> Expr | None:
        if law.name == "Binomial":
            n, p = law.parameters
            if not all(m == 0 or reader.is_positive(n - m + 1) for m in k) and not _supposed(reader, v, [1 - p]):
                return None  # for k > n the formula has no value for p = 1
        return Add(*(row.density(m, *law.parameters) for m in k))

    left, right = event.args
    if isinstance(event, Equality):
        k = right if left == v else left
        return of(k) if v in (left, right) and _is_count(reader, k) else None
    if not isinstance(event, StrictGreaterThan) or v not in (left, right):
        return None
    k = right if left == v else left
    if not isinstance(k, Integer) or not 0 <= k <= _MOST_COUNTED:
        return None
    below = of(*map(Integer, range(int(k) + int(left == v))))
    return below if below is None or left != v else 1 - below


def _is_count(reader: Reader, k: Expr) -> bool:
    """Whether a number is whole and at least 0."""
    where = reader.hypotheses.where
    known = {
        s: Dummy(integer=True, nonnegative=True)
        for s in k.free_symbols
        if s in where and where[s].is_subset(S.Naturals0)
    }
    made = k.xreplace(known)
    return bool(made.is_integer and made.is_nonnegative)


def undone(reader: Reader, body: Expr, v: RandomVariable, y: Expr) -> tuple[Expr, int, list[Expr]]:
    """x with body = y just where v = x, the sign of the slope of body, and what has to be positive so that it is there.

    Raises Refused for what is not plainly monotone where v lives.
    """
    if body == v:
        return y, 1, []
    if isinstance(body, exp):
        x, slope, due = undone(reader, body.args[0], v, log(y))
        return x, slope, [y, *due]
    if isinstance(body, log) and _is_positive(reader, body.args[0], v):
        return undone(reader, body.args[0], v, exp(y))
    if isinstance(body, Pow) and not is_random(body.exp) and _is_positive(reader, body.base, v):
        sign = _sign(reader, body.exp)
        x, slope, due = undone(reader, body.base, v, y ** (1 / body.exp))
        return x, sign * slope, [y, *due]
    if isinstance(body, Add | Mul):
        fixed, moving = body.as_independent(RandomVariable, as_Add=isinstance(body, Add))
        if fixed != (S.Zero if isinstance(body, Add) else S.One):
            if isinstance(body, Add):
                return undone(reader, moving, v, y - fixed)
            sign = _sign(reader, fixed)
            x, slope, due = undone(reader, moving, v, y / fixed)
            return x, sign * slope, due
    raise Refused(f"{body} is not plainly monotone in {v}")


def _sign(reader: Reader, e: Expr) -> int:
    for sign in (1, -1):
        if reader.is_positive(sign * e):
            return sign
    raise Refused(f"the sign of {e}")


def _is_positive(reader: Reader, body: Expr, v: RandomVariable) -> bool:
    """Whether a function of a variable is positive wherever that has values, but for what has the probability 0."""
    kind = LAWS[v.law.name].support(*v.law.parameters)[:1] if v.law is not None else ()
    x = Dummy(positive=True) if kind in (("positive",), ("unit",)) else Dummy(real=True)
    if kind == ("between",) and v.law is not None and v.law.parameters[0].is_nonnegative:
        x = Dummy(positive=True)
    return reader.is_positive(body.xreplace({v: x}))


def density(reader: Reader, body: Expr, y: Expr, given: bool) -> Expr:
    """The density of a function of a variable: those of the variable at each x with body(x) = y, times |x′(y)|.

    Raises Refused for a function that is not plainly monotone, nor the square or the size of one.
    """
    variables = body.atoms(RandomVariable)
    (v,) = variables if len(variables) == 1 else (None,)
    if given or v is None or v.law is None or is_random(y):
        raise Refused(f"the density of {body}")
    if LAWS[v.law.name].support(*v.law.parameters)[:1] in ((), ("whole",)):
        raise Refused(f"the density of {v}")
    point = Dummy("y", real=True)
    ways: list[tuple[Expr, Expr, int, list[Expr]]] = [(body, point, 1, [])]  # both branches of a square, each monotone
    if isinstance(body, Abs) or (isinstance(body, Pow) and body.exp == 2 and not _is_positive(reader, body.base, v)):
        root = point if isinstance(body, Abs) else sqrt(point)
        ways = [(body.args[0], sign * root, sign, [point]) for sign in (1, -1)]
    found, due = S.Zero, list[Expr]()
    for inner, place, sign, needed in ways:
        x, slope, more = undone(reader, inner, v, place)
        due += [*needed, *more, *inside(v.law, x)]
        found += LAWS[v.law.name].density(x, *v.law.parameters) * sign * slope * x.diff(point)
    due = [e.xreplace({point: y}) for e in due]
    reader.values += due if isinstance(y, Symbol) else ()
    if not _supposed(reader, v, due):
        return reader.number(Density(body, y))
    return found.xreplace({point: y})
