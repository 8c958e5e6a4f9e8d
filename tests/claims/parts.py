"""Parts that claims are made of: expressions in the symbols of a scene, each with bounds that are certain."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from random import Random

from sympy import Basic, Expr, Integer, Rational, Set, cos, exp, sin

from claims.claim import Claim
from claims.places import KINDS, Place, place
from symxent.language.domain import Domain

TINY = Fraction(1, 10**9)
SMALL = tuple(Fraction(q) for q in ["0", "0", "1", "-1", "2", "-2", "1/2", "-1/2", "3", "1/3", "3/2"])


def number(q: Fraction | int) -> Rational:
    return Rational(Fraction(q).numerator, Fraction(q).denominator)


@dataclass(frozen=True)
class Part:
    """An expression, defined on the whole domain, that lies within [low, high], an end reached only if it is in it."""

    e: Expr
    low: Fraction | None = None
    low_in: bool = True
    high: Fraction | None = None
    high_in: bool = True
    zeros: tuple[tuple[Basic, Fraction], ...] = ()  # points at which something happens

    def above(self, c: Fraction | int, *, strictly: bool = False) -> bool:
        """Whether it is certainly ≥ c, or > c."""
        return self.low is not None and (self.low > c or (self.low == c and not (strictly and self.low_in)))

    def below(self, c: Fraction | int, *, strictly: bool = False) -> bool:
        return self.high is not None and (self.high < c or (self.high == c and not (strictly and self.high_in)))

    def __neg__(self) -> Part:
        low = None if self.high is None else -self.high
        high = None if self.low is None else -self.low
        return replace(self, e=-self.e, low=low, low_in=self.high_in, high=high, high_in=self.low_in)


@dataclass
class Scene:
    """The symbols of one claim and where they live."""

    rng: Random
    places: list[Place] = field(default_factory=list)

    @staticmethod
    def of(rng: Random, *names: str, kinds: tuple[str, ...] = KINDS, **facts: bool) -> Scene:
        return Scene(rng, [place(rng, name, kinds, **facts) for name in names])

    @property
    def domain(self) -> Domain:
        where: dict[Basic, Set] = {p.symbol: p.where for p in self.places if p.where is not None}
        return Domain(where=where)

    def __getitem__(self, n: int) -> Expr:
        return self.places[n].symbol

    def joint(self, n: int = 0) -> Fraction:
        """Where to put a joint: at a special point of the domain, or somewhere small."""
        special = self.places[n].special()
        return self.rng.choice(special) if special and self.rng.random() < 0.6 else self.rng.choice(SMALL)

    def line(self, n: int | None = None, *, steep: bool = True) -> Part:
        """s·(x − c), with its exact bounds."""
        p = self.places[self.rng.randrange(len(self.places)) if n is None else n]
        c = self.joint(self.places.index(p))
        s = self.rng.choice((1, 1, 1, -1, 2, Fraction(-1, 2), 3)) if steep else 1
        low = None if p.low is None else p.low - c
        high = None if p.high is None else p.high - c
        e = p.symbol - number(c)
        zeros = tuple((p.symbol, q) for q in dict.fromkeys([c, *p.special()]))
        part = Part(e, low, p.low_in, high, p.high_in, zeros)
        if s == 1:
            return part
        part = part if s > 0 else -part
        scale = abs(Fraction(s))
        return replace(
            part,
            e=number(s) * e,
            low=None if part.low is None else part.low * scale,
            high=None if part.high is None else part.high * scale,
        )

    def part(self) -> Part:
        """An expression of some kind, defined everywhere."""
        u = self.line()
        kind = self.rng.choice(("line", "line", "line", "square", "exp", "product", "sum", "constant", "wave"))
        if kind == "line":
            return u
        if kind == "square":
            away = u.above(0, strictly=True) or u.below(0, strictly=True)
            return Part(u.e**2, Fraction(0), not away, zeros=u.zeros)
        if kind == "exp":
            return Part(exp(u.e), Fraction(0), False, zeros=u.zeros)
        if kind == "constant":
            c = self.rng.choice(SMALL)
            return Part(number(c), c, True, c, True)
        if kind == "wave":
            return Part(self.rng.choice((sin, cos))(u.e), Fraction(-1), True, Fraction(1), True, u.zeros)
        v = self.line()
        if kind == "product":
            return Part(u.e * v.e, zeros=u.zeros + v.zeros)
        low = None if u.low is None or v.low is None else u.low + v.low
        return Part(u.e + v.e, low, u.low_in and v.low_in, zeros=u.zeros + v.zeros)

    def hints(self, *parts: Part) -> tuple[dict[Basic, Fraction], ...]:
        """Points at which the parts do something special."""
        zeros = list(dict.fromkeys(z for p in parts for z in p.zeros))
        found: list[dict[Basic, Fraction]] = [{s: q} for s, q in zeros]
        others = [(s, q) for s, q in zeros if zeros and s != zeros[0][0]]
        found += [{zeros[0][0]: zeros[0][1], s: q} for s, q in others[:3]]
        return tuple(found[:8])

    def claim(
        self,
        rule: str,
        lhs: Expr | int,
        rhs: Expr | int,
        *parts: Part,
        op: str = "=",
        holds: bool = True,
        domain: Domain | None = None,
        certificate: Expr | None = None,
    ) -> Claim:
        """A claim of this scene; the family's name is filled in later."""
        only = [p for p in self.places if p.members]
        finite = len(only) == len(self.places) == 1
        hints = tuple({only[0].symbol: q} for q in only[0].members) if finite else self.hints(*parts)
        return Claim(
            "",
            rule,
            Integer(0) + lhs,
            Integer(0) + rhs,
            op,
            domain or self.domain,
            holds,
            hints,
            finite,
            certificate,
        )
