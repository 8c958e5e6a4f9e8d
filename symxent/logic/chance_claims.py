"""Equations between means and probabilities: what is claimed, and the equation between numbers that is due."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeAlias

from sympy import Basic, Expr, Integer, Interval, S, Symbol, gamma
from sympy.core.function import AppliedUndef

from symxent.logic.chance import Event, RandomVariable
from symxent.logic.chance_means import Reader
from symxent.logic.hypotheses import Hypotheses
from symxent.logic.ring import Refused


@dataclass(frozen=True)
class ChanceClaim:
    """``lhs op rhs`` for all random variables and events on one space of which the facts hold.

    It is about those of which the means that both sides speak of exist, terms multiplied out, and for the parameters
    that the laws allow; what is given has happened with a probability > 0.  ``hypotheses``: of the numbers; where
    a random variable lives.
    """

    lhs: Expr
    rhs: Expr
    facts: frozenset[Basic] = frozenset()
    hypotheses: Hypotheses = field(default_factory=Hypotheses)
    op: str = "="

    @property
    def said(self) -> tuple[Expr, str, Expr]:
        return self.lhs, self.op, self.rhs

    def in_words(self) -> list[str]:
        """What is assumed of the variables, as sentences."""
        variables = self.lhs.atoms(RandomVariable) | self.rhs.atoms(RandomVariable)
        lives = [f"{v} in {values}" for v, values in self.hypotheses.where.items() if isinstance(v, RandomVariable)]
        return sorted(
            [
                *(f"{v.family} ~ {v.together}" for v in variables if v.together is not None),
                *map(str, self.facts),
                *lives,
            ]
        )


def plain(h: Hypotheses) -> Hypotheses:
    """What is assumed of numbers."""
    return replace(h, where={s: values for s, values in h.where.items() if not isinstance(s, RandomVariable)})


def reader_of(claim: ChanceClaim, surely: bool = False) -> Reader:
    """The reader of the means of a claim.  Raises Refused for laws that are none."""
    h = claim.hypotheses
    for e in (claim.lhs, claim.rhs, *h.expressions(), *h.where, *h.where.values()):
        strange = [s for s in e.atoms(Symbol, AppliedUndef) if str(s).startswith("‹")]
        if strange:
            raise Refused(f"{strange[0]} is no name for a number")
    reader = Reader(claim.facts, plain(h), surely)
    variables = claim.lhs.atoms(RandomVariable, Event) | claim.rhs.atoms(RandomVariable, Event)
    for v in variables:
        reader.allow(v, variables)
    return reader


def numbers_of(claim: ChanceClaim, reader: Reader, *read: Expr) -> Hypotheses:
    """What is known of the numbers that a reader has made of means, if those exist that closed forms were put for."""
    h = plain(claim.hypotheses)
    where = dict(h.where)
    for chance in reader.chances:
        where[chance] = where.get(chance, S.Reals).intersect(Interval(0, 1))
    for rows in reader.of_rows:
        where |= {base: where.get(base, S.Reals).intersect(values) for base, values in rows.where.items()}
    equal = (*h.equal, *dict.fromkeys(pair for rows in reader.of_rows for pair in rows.equal))
    of_gamma = [g for side in read for g in side.atoms(gamma) if reader.is_positive(g.args[0])]  # Γ > 0 there
    reader.positive.extend(of_gamma)
    indices = {**{i: (S.One, k) for i, k in reader.places if isinstance(i, Symbol)}, **h.indices}
    there = [k - i + 1 for i, k in reader.places if isinstance(i, Integer) and not k.is_number]
    reader.positive += there
    return replace(
        h,
        where=where,
        equal=equal,
        indices=indices,
        positive=(*h.positive, *dict.fromkeys((*reader.positive, *reader.exists))),
    )


#: Both sides of a relation between numbers, and what is assumed of them.
Due: TypeAlias = tuple[Expr, Expr, Hypotheses]


def existence(claim: ChanceClaim, reader: Reader) -> tuple[Due, ...]:
    """0 < e, due so that a mean exists of which a closed form was put in: E e^{tX} = λ/(λ − t) for t < λ alone."""
    needed = [e for e in dict.fromkeys(reader.exists) if not reader.is_positive(e)]
    known = replace(plain(claim.hypotheses), positive=(*claim.hypotheses.positive, *dict.fromkeys(reader.positive)))
    return tuple((S.Zero, e, known) for e in needed)


def obligation(claim: ChanceClaim) -> tuple[Due, ...]:
    """The relation between numbers from which the claim follows where its means exist; and 0 < e that are due for that.

    Raises Refused for what has no normal form.
    """
    for surely in (True, False):  # E(2 e^{tX}) = 2 E e^{tX} for every t of which they speak
        reader = reader_of(claim, surely)
        left, right = reader.read(claim.lhs), reader.read(claim.rhs)
        due = existence(claim, reader)
        if not due or (surely and (left - right).expand() == 0):
            return ((left, right, numbers_of(claim, reader, left, right)),)
    return ((left, right, numbers_of(claim, reader, left, right)), *due)


def supports(claim: ChanceClaim, of_densities: bool = False) -> tuple[Expr, ...]:
    """What is positive where the numbers with which its events compare variables lie in the supports of the laws.

    ``of_densities``: where the letters at which densities are taken do so.
    """
    reader = reader_of(claim)
    reader.read(claim.lhs)
    reader.read(claim.rhs)
    due = reader.values if of_densities else reader.within
    return tuple(dict.fromkeys(e for e in due if not reader.is_positive(e)))
