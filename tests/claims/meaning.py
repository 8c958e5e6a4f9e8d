"""What a claim means, as an evaluator: nothing of the prover is used here, SymPy's trees are read as data.

*The reals.*  An expression has a real value at a point, or it is undefined there.  It is undefined as soon as one of
its parts is: 0·log(−1) is.  Undefined are division by 0, the logarithm of what is not positive, 0 to a negative power,
a fractional power of a negative number (also a cube root), a case distinction none of whose cases applies, a component
of the softmax with an index outside of 1 … k, infinity and NaN.  Of a case distinction only the conditions up to the
case that applies, and that case, matter.

*Values at special points.*  0⁰ = 1, whatever the exponent is made of.  sign(0) = 0.  Heaviside(0) = 1/2, SymPy's
convention, or what its second argument says.

*Sums.*  Over the integers from the lower end to the upper, both included; where the upper end is below the lower, the
sum is 0 and the product 1.  Another convention (Karr's) subtracts the terms in between where the upper end is below the
lower by two or more; ``Evaluator(..., karr=True)`` follows it, and a claim is only labelled where both agree.
Components x[n] exist for every integer n, and are independent of each other.

*Derivatives.*  The two-sided limit of the difference quotient of the expression, as a function of its variable on the
real line: at a closed end of the domain it is not one-sided.  It is undefined where the expression is undefined at the
point or on either side of it, jumps, has two slopes, or grows too fast.  A derivative of order n is n times this.
Where a declared relation ties a part to the variable (X_m = t·Y_m), the derivative goes through it.

*A claim* holds when, at every point of its domain at which both sides are defined, the relation holds; the points are
those that the domain, the assumptions of SymPy's symbols and the declared relations allow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from sympy import Basic, Indexed, Symbol

from claims.germs import Germ, Number
from claims.heads import HEADS
from claims.reals import Real, Undefined, Unsure

Key = Basic | tuple[Basic, tuple[int, ...]]  # a symbol, or a component


@dataclass
class Point:
    """Where an expression is evaluated.

    ``values``: of symbols.  ``component``: gives the value of a component by its base and indices.  ``ties``: declared
    equalities (left, right) by which left is replaced; in a left side such as X[m] the index m stands for every index.
    ``functions``: what unknown functions are, by name.  ``spelled``: the values of symbols as expressions.
    """

    values: Mapping[Basic, Real]
    component: Callable[[Basic, tuple[int, ...]], Real]
    ties: tuple[tuple[Basic, Basic], ...] = ()
    functions: Mapping[str, Callable[..., Number]] = field(default_factory=dict)
    spelled: Mapping[Basic, Basic] = field(default_factory=dict)


class Evaluator:
    """The value of expressions at a point, or, with ``beside`` = (variable, ±1), a series in the distance from it."""

    def __init__(self, point: Point, *, karr: bool = False, beside: tuple[Key, int] | None = None) -> None:
        self.point, self.karr, self.beside = point, karr, beside
        self.bound: dict[Basic, Real] = {}
        self.singular = False  # a decision fell at the very point, so that the two sides may differ

    # numbers

    def number(self, value: Real | Fraction | int) -> Number:
        real = value if isinstance(value, Real) else Real.of(value)
        return real if self.beside is None else Germ.constant(real)

    def sign(self, value: Number) -> int:
        if isinstance(value, Germ) and value.settled is None and not value.vanishes and value.leading()[0] != 0:
            self.singular = True
        return value.sign()

    def whole(self, e: Basic) -> int:
        value = self.value(e)
        real = value.settled if isinstance(value, Germ) else value
        if real is None or real.whole is None:
            raise Unsure("an index that is not an integer")
        return real.whole

    # expressions

    def value(self, e: Basic) -> Number:
        if isinstance(e, Symbol):
            return self.variable(e, e)
        if isinstance(e, Indexed):
            return self._component(e)
        rule = HEADS.get(type(e).__name__)
        if rule is not None:
            return rule(self, *e.args)
        if e.is_Rational:
            return self.number(Fraction(int(e.p), int(e.q)))
        if e.is_Float:
            sign, mantissa, exponent, _ = e._mpf_
            return self.number(Fraction(-1 if sign else 1) * int(mantissa) * Fraction(2) ** int(exponent))
        name = getattr(getattr(e, "func", None), "__name__", "")
        if name in self.point.functions:
            return self.point.functions[name](*map(self.value, e.args))
        if not e.args and getattr(e, "is_number", False):
            raise Undefined(f"{e} is no real number")
        raise Unsure(f"{type(e).__name__} is not known here")

    def variable(self, key: Key, e: Basic) -> Number:
        if e in self.bound:
            return self.number(self.bound[e])
        tie = self.tied(key)
        if tie is not None:
            return self._with(*tie)
        value = self.point.component(*key) if isinstance(key, tuple) else self.point.values.get(key)
        if value is None:
            raise Unsure(f"no value for {e}")
        if self.beside is not None and self.beside[0] == key:
            return Germ({Fraction(0): value, Fraction(1): Real.of(self.beside[1])})
        return self.number(value)

    def _component(self, e: Indexed) -> Number:
        return self.variable((e.base, tuple(self.whole(index) for index in e.indices)), e)

    def tied(self, key: Key) -> tuple[dict[Basic, Real], Basic] | None:
        """What a symbol or component is declared to be equal to, and what the index letters in it stand for."""
        for left, right in self.point.ties:
            matched = self._match(left, key)
            if matched is not None:
                return matched, right
        return None

    def _match(self, left: Basic, key: Key) -> dict[Basic, Real] | None:
        if not isinstance(key, tuple):
            return {} if left == key else None
        if not isinstance(left, Indexed) or left.base != key[0] or len(left.indices) != len(key[1]):
            return None
        matched: dict[Basic, Real] = {}
        for index, at in zip(left.indices, key[1], strict=True):
            if isinstance(index, Symbol) and index not in self.point.values:
                matched[index] = Real.of(at)
            elif self.whole(index) != at:
                return None
        return matched

    def _with(self, bindings: Mapping[Basic, Real], e: Basic) -> Number:
        outer = self.bound
        self.bound = dict(bindings)  # the letters of sums around mean nothing in a declared relation
        try:
            return self.value(e)
        finally:
            self.bound = outer

    # conditions

    def holds(self, condition: Basic) -> bool:
        name = type(condition).__name__
        if name in ("BooleanTrue", "BooleanFalse"):
            return name == "BooleanTrue"
        if name in ("And", "Or"):
            return self._several([*condition.args], name == "And")
        if name == "Not":
            return not self.holds(condition.args[0])
        if name in _RELATIONS:
            left, right = (self.value(side) for side in condition.args)
            return _RELATIONS[name](self.sign(left - right))
        raise Unsure(f"a condition {name}")

    def _several(self, conditions: list[Basic], every: bool) -> bool:
        found, doubt = [], None
        for condition in conditions:
            try:
                found.append(self.holds(condition))
            except (Undefined, Unsure) as error:
                doubt = error
        if doubt is not None:  # whether the other parts may decide the matter is a question of convention
            raise Unsure("a condition whose parts are not all defined") if (not every) in found else doubt
        return all(found) if every else any(found)

    # derivatives

    def derivative(self, e: Basic, key: Key, order: int) -> Number:
        if self.beside is not None:
            if self.beside[0] != key:
                value = self.value(e)
                raise Unsure(f"a derivative beside a point in another direction, of {value}")
            germ = self.value(e)
            for _ in range(order):
                germ = germ.derivative(self.beside[1])
            return germ
        if order == 0:
            return self.value(e)
        here = self.derivative(e, key, order - 1)
        assert isinstance(here, Real)
        sides, doubt, singular = [], None, False
        for side in (1, -1):
            at = Evaluator(self.point, karr=self.karr, beside=(key, side))
            at.bound = self.bound
            try:
                germ = at.value(e)
                assert isinstance(germ, Germ)
                for _ in range(order - 1):
                    germ = germ.derivative(side)
                sides.append((side, germ))
            except Unsure as error:
                doubt = error
            singular = singular or at.singular
        if doubt is not None:
            raise doubt
        slopes = []
        for side, germ in sides:
            if singular and not _same(germ.limit(), here):
                raise Undefined("a jump")
            slopes.append(germ.derivative(side).limit())
        if singular and not _same(*slopes):
            raise Undefined("two slopes")
        return slopes[0]


def _same(a: Real, b: Real) -> bool:
    if a.exact and b.exact:
        return a.lo == b.lo
    if a.hi < b.lo or b.hi < a.lo:
        return False
    raise Unsure("two numbers within the error")


_RELATIONS: dict[str, Callable[[int], bool]] = {
    "Equality": lambda s: s == 0,
    "Unequality": lambda s: s != 0,
    "StrictGreaterThan": lambda s: s > 0,
    "GreaterThan": lambda s: s >= 0,
    "StrictLessThan": lambda s: s < 0,
    "LessThan": lambda s: s <= 0,
}
