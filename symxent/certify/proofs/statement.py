"""What a theorem of the logic says in Coq: its letters, where they live, and what is assumed of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from sympy import (
    Basic,
    Derivative,
    Expr,
    FiniteSet,
    Function,
    Indexed,
    IndexedBase,
    Interval,
    KroneckerDelta,
    Pow,
    Product,
    Rational,
    S,
    Set,
    Subs,
    Sum,
    Symbol,
    Union,
)
from sympy.core.function import AppliedUndef

from symxent.certify.proofs.facts import bracketed
from symxent.certify.proofs.formula import Words, number
from symxent.certify.terms import Term, function_of, to_coq
from symxent.certify.theorem import NoCertificate
from symxent.language.functions import softmax
from symxent.logic import Claim, Hypotheses
from symxent.logic.assumptions import Fact, what_defined_says
from symxent.logic.checker import Checker
from symxent.logic.elementary import is_integer
from symxent.logic.hypotheses import Integers, Range, range_of_set
from symxent.logic.letters import free_in
from symxent.logic.ring import Refused, Vacuous

_OPS = {"=": "=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "!=": "<>"}


class Statement:
    """A claim in Coq's words.  That both sides are defined stands among the hypotheses: Coq's functions are total.

    Every derivative is said to exist; one that is alone on the left of a value without any is stated as ``is_derive``.
    ``given``: by symbol, the hypothesis that says what it is; ``whole``: the symbols that take whole values.
    """

    def __init__(self, claim: Claim, words: Words | None = None) -> None:
        self.claim, h = claim, claim.hypotheses
        goal = (claim.lhs, claim.rhs)
        self.checker = Checker(goal, h)
        self.spoken = [*goal, *h.positive, *h.nonnegative, *h.nonzero, *(e for pair in h.equal for e in pair)]
        for e in goal:
            _need_naturals(goal, h, e, {})
        self.words = words = words or Words()
        words.naturals |= _naturals(self.spoken, h)
        self.given: dict[Expr, str] = {}
        self.whole: list[Basic] = []
        self.derives = _is_derivative(claim)
        slopes = dict.fromkeys(said for e in goal for said in self._existence(e))
        self.exist = [] if self.derives else [said for said, of_unknown in slopes if not of_unknown]
        self.relation = " ".join((to_coq(words.term(claim.lhs)), _OPS[claim.op], to_coq(words.term(claim.rhs))))
        last = self._derivative(claim.lhs, claim.rhs) if self.derives else self.relation
        self.said = " /\\\n  ".join((*self.exist, last))
        facts = [*self._definedness(), *self._declared()]
        for low, high in h.indices.values():
            if any(i in words.names for i in h.indices):
                words.natural(low), words.natural(high)
        unknown = [said for said, of_unknown in slopes if of_unknown]  # that they exist can only be assumed
        facts += [(f"slope_{n}", said) for n, said in enumerate(unknown, 1)]
        self.hypotheses = [*self._homes(), *self._letters(), *facts]

    @property
    def binders(self) -> tuple[str, ...]:
        return (
            *(f"({' '.join(names)} : {kind})" for kind, names in self.kinds.items()),
            *(f"({name} : {said})" for name, said in self.hypotheses),
        )

    # -- derivatives ---------------------------------------------------------------------------------------------

    @property
    def opening(self) -> list[str]:
        """The tactics that leave the relation alone to be proved."""
        if self.derives:  # Coquelicot's is_derive reads the function over R_AbsRing, which rewriting takes for another
            name, _, body = self._opened(self.claim.lhs)
            return [f"apply (derives {function_of(name, body)}); [sx_exist |]."]
        return ["split; [sx_exist |]."] * len(self.exist)

    def _opened(self, e: Derivative | Subs) -> tuple[str, Term, Term]:
        if isinstance(e, Subs):
            name, _, body = self._opened(e.expr)
            return name, self.words.term(e.point[0]), body
        *before, x = e.variables
        return self.words.opened(x, Derivative(e.expr, *before) if before else e.expr)

    def _derivative(self, e: Derivative | Subs, value: Expr | None = None) -> str:
        """That a derivative is there, or is a value."""
        name, point, body = self._opened(e)
        said = [function_of(name, body), bracketed(to_coq(point))]
        said += [] if value is None else [bracketed(to_coq(self.words.term(value)))]
        return " ".join(("ex_derive" if value is None else "is_derive", *said))

    def _existence(self, e: Basic, ranges: tuple[tuple[Symbol, Expr, Expr], ...] = ()) -> Iterator[tuple[str, bool]]:
        """That the derivatives of a formula exist, for each value of the indices that are bound around them.

        With each, whether it is of an unknown function.
        """
        if isinstance(e, Derivative | Subs):
            self.words.term(e)  # which refuses what is no derivative
            claim, used = self._derivative(e), [limit for limit in ranges if limit[0] in free_in(e)]
            for m, *ends in reversed(used):
                claim = f"forall {to_coq(self.words.natural(m))}, {self._between(m, *ends)}%nat -> {claim}"
            f = e.expr.expr if isinstance(e, Subs) else e.expr
            yield f"({claim})" if used else claim, isinstance(f, AppliedUndef)
            return
        if isinstance(e, Sum):
            self.words.term(e)  # which makes its letters natural numbers
            ranges = (*ranges, *e.limits)
        for part in e.args:
            yield from self._existence(part, ranges)

    # -- letters -------------------------------------------------------------------------------------------------

    def _letters(self) -> Iterator[tuple[str, str]]:
        """The letters under their types in Coq, and what is known of numbers and indices."""
        self.kinds: dict[str, list[str]] = {}
        h = self.claim.hypotheses
        free = {s for e in (*self.spoken, *h.expressions(), *h.where.values()) for s in free_in(e)}
        for key, name in self.words.names.items():
            if isinstance(key, tuple):
                components = (x for e in self.spoken for x in e.atoms(Indexed) if str(x.base) == key[1])
                kind = "nat -> " * max((len(x.indices) for x in components), default=1) + "R"
            elif isinstance(key, type):
                calls = (f for e in self.spoken for f in e.atoms(AppliedUndef) if f.func == key)
                kind = "R -> " * max(len(f.args) for f in calls) + "R"
            elif key in free:
                kind = "nat" if key in self.words.naturals else "R"
                yield from self._known_of(key)
            else:  # the letter of a sum or a derivative
                continue
            self.kinds.setdefault(kind, []).append(name)

    def _known_of(self, s: Symbol) -> Iterator[tuple[str, str]]:
        h, name = self.claim.hypotheses, self.words.name(s)
        if s in h.indices:
            yield f"{name}_range", f"{self._between(s, *h.indices[s])}%nat"
        elif s in self.words.naturals:
            low = next((v for v in (2, 1) if self.checker.integers.at_least(s, v)), None)
            if low is not None:
                yield f"{name}_size", f"({low} <= {name})%nat"
            shares = {f.args[2] for e in self.spoken for f in e.atoms(softmax) if f.args[1] == s}
            for number, high in enumerate(sorted(shares, key=str), 1):  # else the share has no value
                yield f"{name}_range_{number}", f"{self._between(s, S.One, high)}%nat"
        elif s not in h.where and (said := _within(name, h.range_of(s))):
            yield f"{name}_in", said
        elif s.is_nonzero and not s.is_positive and not s.is_negative:
            yield f"{name}_nonzero", f"{name} <> 0"
        if s in self.words.naturals or s in h.where:
            return
        if s.is_prime:
            yield f"{name}_prime", f"forall a b : Z, (1 < a)%Z -> (1 < b)%Z -> {name} <> IZR a * IZR b"
        elif s.is_composite:
            yield f"{name}_composite", f"exists a b : Z, (1 < a)%Z /\\ (1 < b)%Z /\\ {name} = IZR a * IZR b"
        if s.is_noninteger:  # of an irrational one, too, that is all that is known
            yield f"{name}_not_whole", f"forall whole : Z, {name} <> IZR whole"
        elif s.is_even:
            yield f"{name}_even", f"exists half_{name} : Z, {name} = 2 * IZR half_{name}"
        elif s.is_integer:
            self.whole.append(s)
            yield f"{name}_whole", f"exists whole_{name} : Z, {name} = IZR whole_{name}"

    def _between(self, s: Symbol, low: Expr, high: Expr) -> str:
        ends = (to_coq(self.words.natural(e)).replace("%nat", "") for e in (low, high))
        return "({1} <= {0} <= {2})".format(to_coq(self.words.natural(s)), *ends)

    def _homes(self) -> Iterator[tuple[str, str]]:
        for symbol, home in self.claim.hypotheses.where.items():
            key = ("vector", str(symbol)) if isinstance(symbol, IndexedBase) else symbol
            if key not in self.words.names or symbol in self.words.naturals:
                continue
            name, before, of = self.words.names[key], "", self.words.names[key]
            if isinstance(symbol, IndexedBase):
                components = (x for e in self.spoken for x in e.atoms(Indexed) if x.base == symbol)
                indices = " ".join("ij"[: max((len(x.indices) for x in components), default=1)])
                before, of = f"forall {indices}, ", f"{name} {indices}"
            elif (symbol.is_integer or home.is_subset(S.Integers)) and not isinstance(home, FiniteSet):
                self.whole.append(symbol)
                yield f"{name}_whole", f"exists whole_{name} : Z, {name} = IZR whole_{name}"
            parts = [self._part(of, part) for part in (home.args if isinstance(home, Union) else (home,))]
            range_ = _within(of, self.claim.hypotheses.range_of(symbol))
            if range_ and parts != [range_]:
                yield f"{name}_between", before + range_
            if all(parts):
                yield f"{name}_in", before + " \\/ ".join(parts)

    def _part(self, name: str, home: Set) -> str:
        """Where a number lives, in words: one of a few values, or between the ends of an interval."""
        if isinstance(home, FiniteSet) and all(v.is_Rational for v in home.args):
            return " \\/ ".join(f"{name} = {bracketed(to_coq(number(v)))}" for v in sorted(home.args))
        if not isinstance(home, Interval) or (home.start.is_Rational and home.end.is_Rational):
            return _within(name, range_of_set(home))
        low, high = (to_coq(self.words.term(e)) if e.is_finite is not False else "" for e in (home.start, home.end))
        ends = [f"{low} {'<' if home.left_open else '<='} {name}"] * bool(low)
        ends += [f"{name} {'<' if home.right_open else '<='} {high}"] * bool(high)
        return " /\\ ".join(ends)

    # -- facts ---------------------------------------------------------------------------------------------------

    def _definedness(self) -> list[tuple[str, str]]:
        h, seen = self.claim.hypotheses, set[Expr]()
        facts: list[Fact] = [(e, 1) for e in h.positive]
        facts += [*((e, 0) for e in h.nonnegative), *((e, None) for e in h.nonzero)]
        for e in (self.claim.lhs, self.claim.rhs):
            what_defined_says(self.checker, e, seen, facts)
        told: dict[str, None] = {}
        alone = Checker((), replace(h, positive=(), nonnegative=(), nonzero=()))  # without what is assumed here
        for p in sorted((p for e in (self.claim.lhs, self.claim.rhs) for p in e.atoms(Pow)), key=str):
            if p.exp.is_Rational or p.base in (S.Zero, S.Exp1) or _has_sign(alone, p.base, 1):
                continue
            if not _has_sign(alone, p.base, 0) and not is_integer(alone, alone.value(p.exp)):
                base, power = (to_coq(self.words.term(part)) for part in (p.base, p.exp - p.exp.as_coeff_Add()[0]))
                told[self._for_each(p, f"0 <= {base} \\/ is_whole {bracketed(power)}")] = None
            if _has_sign(alone, p.base, None) or _has_sign(alone, p.exp, 0):
                continue
            with suppress(NoCertificate):  # 0^u for u >= 0 only
                base, power = (to_coq(self.words.term(part)) for part in (p.base, p.exp))
                told[self._for_each(p, f"{base} <> 0 \\/ 0 <= {power}")] = None
        for e, strict in facts:
            if _has_sign(alone, e, strict):
                continue
            try:
                term = to_coq(self.words.term(e))
            except NoCertificate:  # without it the theorem says more
                continue
            said = f"{term} <> 0" if strict is None else f"0 {'<' if strict else '<='} {term}"
            told[said := self._for_each(e, said)] = None
            if strict != 0 and not said.startswith("forall"):
                self.words.nonzero[e] = f"defined_{list(told).index(said) + 1}"
        return [(f"defined_{n}", said) for n, said in enumerate(told, 1)]

    def _declared(self) -> Iterator[tuple[str, str]]:
        """The declared equalities, each for every value of its indices."""
        for n, (left, right) in enumerate(self.claim.hypotheses.equal, 1):
            try:
                said = f"{to_coq(self.words.term(left))} = {to_coq(self.words.term(right))}"
                said = self._for_each(left - right, said, general=not left.has(KroneckerDelta))
            except NoCertificate:
                continue
            self.words.facts.append(f"fact_{n}")
            if isinstance(left, Symbol | Indexed):
                self.given.setdefault(left, f"fact_{n}")
            yield f"fact_{n}", said

    def _for_each(self, e: Expr, said: str, *, general: bool = False) -> str:
        """For every value of the letters of sums, and of the indices of which it is said in general."""
        letters = self.checker.integers.letters
        fixed = () if general else self.claim.hypotheses.indices
        for v in sorted((v for v in free_in(e) if v in letters and v not in fixed), key=str):
            assert isinstance(v, Symbol)
            said = f"forall {to_coq(self.words.natural(v))}, {self._between(v, *letters[v])}%nat -> {said}"
        return said


def _is_derivative(claim: Claim) -> bool:
    """Whether a claim says of one derivative what it is."""
    return claim.op == "=" and isinstance(claim.lhs, Derivative) and not claim.rhs.has(Derivative)


def _need_naturals(goal: Sequence[Basic], h: Hypotheses, e: Basic, ranges: Mapping[Symbol, tuple[Expr, Expr]]) -> None:
    """Raises NoCertificate where natural numbers say something else: u − v is 0 there for u < v, as is Σ of it."""

    def need(i: Expr, low: int, what: str) -> None:
        within = Integers(h, *goal)
        within.letters.update(ranges)
        if not within.at_least(i, low):
            raise NoCertificate(f"{what}: {i} >= {low}")

    if isinstance(e, Sum | Product):
        for m, *ends in reversed(e.limits):
            if len(ends) != 2:
                raise NoCertificate("a sum without ends")
            low, high = ends
            if low != 1:
                need(low, 0, "indices from 0 on")
            need(high - low, -1, "ends that may cross")
            ranges = {**ranges, m: (low, high)}
    for i in e.args[1:] if isinstance(e, Indexed) else ():
        if any(n < 0 for n in i.expand().as_coefficients_dict().values()):
            need(i, 0, "an index that may be negative")
    for part in e.args[:1] if isinstance(e, Sum | Product) else e.args:
        _need_naturals(goal, h, part, ranges)


def _has_sign(c: Checker, e: Expr, strict: int | None) -> bool:
    """Whether what is said of an expression is seen, and need not be assumed."""
    try:
        sign, apart = c.signs.of_expression(e)
    except (Refused, Vacuous):
        return False
    return (apart and sign != 0) if strict is None else (sign > 0 and (apart or not strict))


def _naturals(spoken: Sequence[Basic], h: Hypotheses) -> set[Symbol]:
    """The symbols that are indices or ends of ranges."""
    found = {*h.indices, *(s for ends in h.indices.values() for e in ends for s in e.free_symbols)}
    for e in spoken:
        places = [i for x in e.atoms(Indexed) for i in x.indices]
        places += [i for d in e.atoms(KroneckerDelta) for i in d.args[:2]]
        places += [i for f in e.atoms(Function) if type(f).__name__ in ("softmax", "logsumexp") for i in f.args[1:]]
        places += [i for s in e.atoms(Sum, Product) for limit in s.limits for i in limit]
        found |= {s for i in places for s in i.free_symbols}
    return found


def _within(name: str, r: Range) -> str:
    """Where a number lies, as far as its range has ends."""
    ends = []
    if r.low is not None and r.high is not None:
        return f"{_end(r.low)} {'<' if r.open_low else '<='} {name} {'<' if r.open_high else '<='} {_end(r.high)}"
    if r.low is not None:
        ends.append(f"{_end(r.low)} {'<' if r.open_low else '<='} {name}")
    if r.high is not None:
        ends.append(f"{name} {'<' if r.open_high else '<='} {_end(r.high)}")
    return " /\\ ".join(ends)


def _end(value: object) -> str:
    return to_coq(number(Rational(str(value))))
