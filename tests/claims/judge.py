"""Claims put to the prover, and what it says held against what the evaluator knows."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from random import Random
from time import process_time

from sympy import Basic, Indexed

import symxent as sx
from claims.claim import Claim, Judged, Truth, compared, described, judged
from claims.generator import claim
from claims.meaning import Point
from claims.points import constant, surely_allowed
from claims.reals import Real, Undefined, Unsure

WRONG = ("wrong proof", "wrong refutation", "proved of nothing", "wrong witness", "disagreement", "traceback")
# What a verdict is where the truth is another.  That a claim is false by one convention about sums is told, no more.
_PROVED = {
    Truth.FALSE: "wrong proof",
    Truth.VACUOUS: "proved of nothing",
    Truth.CONVENTION: "proved by convention",
}
_REFUTED = {
    Truth.TRUE: "wrong refutation",
    Truth.VACUOUS: "wrong refutation",
    Truth.CONVENTION: "refuted by convention",
}


@dataclass(frozen=True)
class Outcome:
    """What came of one claim, as text: ``kind`` is one of WRONG, or proved, refuted, unknown, refused.

    ``number`` is its seed and index, ``where`` the point at which it is false, ``said`` what the prover said.
    """

    family: str
    rule: str
    claim: str
    truth: Truth
    kind: str
    said: str
    where: str = ""
    number: str = ""
    change: str = ""
    milliseconds: float = 0.0

    @property
    def wrong(self) -> bool:
        return self.kind in WRONG

    def __str__(self) -> str:
        false = f"; false at {self.where}" if self.where else ""
        rule = f"{self.rule}, {self.change}" if self.change else self.rule
        return f"{self.kind}: {self.claim}{false}  ({self.family}, {rule}; {self.number}) {self.said[:200]}"


def tried(made: Claim, known: Judged, seconds: float, number: str = "") -> Outcome:
    """What the prover says of a claim."""
    began = process_time()
    more = {} if made.certificate is None else {"certificate": made.certificate}
    try:
        verdict = sx.prove(made.lhs, made.rhs, made.domain, op=made.op, seconds=seconds, **more)
        kind, text = verdict.status.value, verdict.reason
    except sx.Disagreement as error:
        kind, text = "disagreement", str(error)
    except sx.SymxentError as error:
        kind, text = "refused", str(error)
    except Exception:  # whatever it is, a user would see it
        kind, text = "traceback", traceback.format_exc().splitlines()[-1]
    spent = 1000 * (process_time() - began)
    if kind == "proved":
        kind = _PROVED.get(known.truth, kind)
    elif kind == "refuted":
        assert verdict.witness is not None
        text = str(verdict.witness)
        if known.truth in _REFUTED:
            kind = _REFUTED[known.truth]
        elif (fault := _fault(made, verdict.witness.point)) is not None:
            kind, text = "wrong witness", f"{fault}: {text}"
    where = described(known.point) if known.point is not None else ""
    return Outcome(made.family, made.rule, str(made), known.truth, kind, text, where, number, made.change, spent)


def _fault(made: Claim, said: Iterable[tuple[Basic, Basic]]) -> str | None:
    """What is wrong with a witness: not of the domain, a side undefined there, or the claim holds there."""
    values: dict[Basic, Real] = {}
    parts: dict[tuple[Basic, tuple[int, ...]], Real] = {}
    said = tuple(said)
    here = {letter: value for letter, value in said if letter.is_Symbol}  # ends that are letters have values as well
    domain = replace(made.domain, where={s: where.xreplace(here) for s, where in made.domain.where.items()})
    for letter, value in said:
        if not getattr(value, "is_number", False):
            return None
        real = constant(value)
        try:
            fits = surely_allowed(letter, domain, real)
        except Unsure:
            return None
        if not fits:
            return f"{letter} = {value} is not of the domain"
        if isinstance(letter, Indexed):
            if not all(i.is_Integer for i in letter.indices):
                return None
            parts[(letter.base, tuple(int(i) for i in letter.indices))] = real.real
        else:
            values[letter] = real.real

    def component(base: Basic, at: tuple[int, ...]) -> Real:
        if (base, at) not in parts:
            raise Unsure("not said")
        return parts[(base, at)]

    ties = tuple(tie for tie in made.domain.equal if tie[0] not in values and not isinstance(tie[0], Indexed))
    try:
        return "the claim holds there" if compared(made, Point(values, component, ties)) else None
    except Undefined:
        return "a side is undefined there"
    except Unsure:
        return None


@dataclass
class Tally:
    """Counts by family, and all that went wrong."""

    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # family, truth, kind
    wrong: list[Outcome] = field(default_factory=list)
    conventions: list[Outcome] = field(default_factory=list)  # judged by one convention about sums
    faults: list[str] = field(default_factory=list)  # of the generator: a claim made to be true that is not
    unknown: Counter[tuple[str, str]] = field(default_factory=Counter)  # family, rule of a true claim
    slowest: tuple[float, str] = (0.0, "")
    milliseconds: float = 0.0  # of processor time that the prover took
    all_milliseconds: float = 0.0  # and all of it together

    def add(self, outcome: Outcome) -> None:
        family = outcome.family
        self.counts[(family, outcome.truth.value, outcome.kind)] += 1
        self.milliseconds += outcome.milliseconds
        self.slowest = max(self.slowest, (outcome.milliseconds, f"{outcome.number}: {outcome.claim}"))
        if outcome.wrong:
            self.wrong.append(outcome)
        if outcome.kind.endswith("by convention"):
            self.conventions.append(outcome)
        if outcome.truth is Truth.TRUE and outcome.kind in ("unknown", "refused"):
            self.unknown[(family, outcome.rule)] += 1

    def merge(self, other: Tally) -> None:
        self.counts += other.counts
        self.unknown += other.unknown
        self.wrong += other.wrong
        self.conventions += other.conventions
        self.faults += other.faults
        self.slowest = max(self.slowest, other.slowest)
        self.milliseconds += other.milliseconds
        self.all_milliseconds += other.all_milliseconds

    def table(self) -> str:
        """One line a family: claims, how many are true and false, what was wrong, the share of true left unknown."""
        heads = ("claims", "true", "false", "open", "wrong", "true unknown", "false unknown")
        lines = [f"{'family':<14}" + "".join(f"{head:>{len(head) + 4}}" for head in heads)]
        for family in [*sorted({family for family, _, _ in self.counts}), "all"]:
            rows: Counter[tuple[str, str]] = Counter()
            for (name, truth, kind), n in self.counts.items():
                if family in (name, "all"):
                    rows[(truth, kind)] += n
            of = {truth.value: sum(n for (t, _), n in rows.items() if t == truth.value) for truth in Truth}
            shares = []
            for truth in ("true", "false"):
                lost = sum(rows[(truth, kind)] for kind in ("unknown", "refused"))
                shares.append(f"{lost} = {lost / max(of[truth], 1):.0%}")
            wrong = sum(n for (_, kind), n in rows.items() if kind in WRONG)
            cells = (
                sum(of.values()),
                of["true"],
                of["false"],
                of["open"] + of["vacuous"] + of["convention"],
                wrong,
                *shares,
            )
            lines.append(
                f"{family:<14}" + "".join(f"{cell:>{len(head) + 4}}" for head, cell in zip(heads, cells, strict=True))
            )
        return "\n".join(lines)

    def shortest(self) -> list[Outcome]:
        """Of what went wrong, the shortest claim for each kind of failure and rule."""
        best: dict[tuple[str, str, str], Outcome] = {}
        for outcome in sorted(self.wrong, key=lambda o: len(o.claim)):
            best.setdefault((outcome.kind, outcome.family, outcome.rule), outcome)
        return sorted(best.values(), key=lambda o: (WRONG.index(o.kind), o.family, len(o.claim)))


def run(seed: int, indices: Iterable[int], families: tuple[str, ...] = (), seconds: float = 2.0) -> Tally:
    """Make, judge and try the claims with these numbers."""
    tally, began = Tally(), process_time()
    for index in indices:
        number = f"{seed}:{index}"
        made = claim(seed, index, families)
        try:
            known = judged(made, Random(f"{number} points"))
        except AssertionError as error:
            tally.faults.append(f"{number}: {error}")
            continue
        tally.add(tried(made, known, seconds, number))
    tally.all_milliseconds = 1000 * (process_time() - began)
    return tally
