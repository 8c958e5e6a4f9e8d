"""Finds the numerically stable form of a formula: the rewrites span candidates, measured errors choose among them.

Equality saturation (egg, egglog) is the model: identities, not steps of a plan, and a choice at the end.  An e-graph
pays when millions of forms share structure and the cost of a form is a sum over its nodes.  Here the cost is the error
of the whole form measured at a thousand points, which no e-class can carry, and a few hundred forms suffice because
rows work on named functions (sigmoid, softplus) and sums and products have no order.  So this is a best-first search
over SymPy expressions: the form with the fewest wrong bits is expanded next, within fixed numbers of steps and forms,
so that the same formula gives the same result on every run.

A named function counts as one operation, whose own form was found first, by the same search.

A formula over classes, which holds arrays, is tried at rows of logits, and by the rewrites that speak of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache, lru_cache
from typing import Any

import numpy as np
from sympy import Basic, Dummy, Expr, Function, IndexedBase, Set, Symbol, exp, tanh

from symxent.errors import SymxentError
from symxent.kernels.program.classes import PLAIN, Definitions, k, unfold, x
from symxent.kernels.program.exponents import is_free
from symxent.kernels.program.pairs import in_pairs, paired
from symxent.kernels.program.remainders import REMAINDERS
from symxent.kernels.stable.candidates import FEW, Candidate, chosen, shortlist
from symxent.kernels.stable.explore import PATIENCE, explore, simplest, written_out
from symxent.kernels.stable.measure.evaluate import summed
from symxent.kernels.stable.measure.score import Judge, Score, size
from symxent.kernels.stable.measure.trials import check_form, parameters, trials, trials_over_classes
from symxent.kernels.stable.memory import decode, decode_set, encode, encode_set, remembered
from symxent.kernels.stable.regimes import in_regimes
from symxent.kernels.stable.rules.exponential import in_one_exponential
from symxent.kernels.stable.rules.grouping import grouped
from symxent.kernels.stable.rules.guards import guarded
from symxent.kernels.stable.rules.rewrites import equal
from symxent.kernels.stable.rules.table import FROM_THE_TOP, FUNCTIONS, GENERAL, OF_NUMBERS, OVER_CLASSES, j
from symxent.language.domain import REALS, UNIT, Domain
from symxent.language.functions import logit, logsumexp, sigmoid, softmax, softplus
from symxent.proof.verdict import Verdict

NAMED: Mapping[type[Function], Set] = {tanh: REALS, sigmoid: REALS, softplus: REALS, logit: UNIT}
GENERAL_ENOUGH = 3.0  # ULP; with the rows for any expression a search takes ten times as long: it is waited for
ENOUGH_OVER_CLASSES = 6.0
PATIENCE_OVER_CLASSES = 5  # such a form costs ten times as much to measure
MOST_DOUBLED, DOUBLED, IN_PAIRS = 200, 6, "twice the digits"
SEARCH_POINTS = 400
FINAL_POINTS = 2400
FINALISTS = 6
GROUPED = 2  # of these, each of which takes as long as a search of a few dozen forms


@dataclass(frozen=True)
class StableForm:
    """The form found for ``source``, the rewrites that lead to it, and the forms that it beat."""

    source: Expr
    domain: Domain
    best: Candidate
    naive: Candidate
    losers: tuple[Candidate, ...]
    tried: int
    undecided: int

    @property
    def named(self) -> Expr:
        """The form over named functions; ``functions()`` has the definition of each, found by the same search.

        Kernels start from here: one value of σ(z) is computed once and squared, where ``form`` would square e^(−|z|).
        """
        return self.best.named

    @property
    def form(self) -> Expr:
        """The form over exp, log, log1p, expm1, what is left of these (``remainders``), Abs, Max, Min, Piecewise, sums,
        products and powers alone.
        """
        if type(self.source) in NAMED or not self.best.named.has(*NAMED):
            return self.best.named
        return unfold(_without_powers_of_sigmoids(self.best.named), _Functions(), {})

    @property
    def score(self) -> Score:
        return self.best.score

    @property
    def steps(self) -> tuple[str, ...]:
        return self.best.steps

    def explain(self) -> str:
        """Winner and losers with their scores, as text."""
        lines = [f"formula  {self.source}", f"found    {self.named}"]
        if self.named != self.form:
            lines.append(f"that is  {self.form}")
        lines.append(f"         {self.score}")
        lines.append(f"by       {', '.join(self.steps) or 'leaving it as it is'}")
        lines.append(f"naive    {self.naive.score}")
        lines.append(f"beaten, of {self.tried} forms tried:")
        lines += [f"  {c.named}\n      {c.score}" for c in self.losers]
        return "\n".join(lines)


def kept(question: Sequence[object], answer: Callable[[], StableForm]) -> StableForm:
    """A form from memory, or else found now."""
    return remembered(question, answer, _plain, _read)


def _plain(found: StableForm) -> dict[str, Any]:
    def candidate(c: Candidate) -> dict[str, Any]:
        return {"named": encode(c.named), "steps": list(c.steps), "score": asdict(c.score)}

    return {
        "source": encode(found.source),
        "where": [[encode(s), encode_set(where)] for s, where in found.domain.where.items()],
        "best": candidate(found.best),
        "naive": candidate(found.naive),
        "losers": [candidate(c) for c in found.losers],
        "tried": found.tried,
        "undecided": found.undecided,
    }


def _read(data: dict[str, Any]) -> StableForm:
    def candidate(c: dict[str, Any]) -> Candidate:
        score = dict(c["score"])
        score["worst"] = tuple(score["worst"])
        score["where"] = tuple((str(name), float(value)) for name, value in score["where"])
        return Candidate(decode(c["named"]), tuple(c["steps"]), Score(**score))

    where = {decode(s): decode_set(w) for s, w in data["where"]}
    return StableForm(
        decode(data["source"]),
        Domain(where),
        candidate(data["best"]),
        candidate(data["naive"]),
        tuple(candidate(c) for c in data["losers"]),
        int(data["tried"]),
        int(data["undecided"]),
    )


def proof(found: StableForm) -> Verdict:
    """The verdict on source = form over the domain: the rewrites are proved one by one, and here their whole chain.

    Where it is open with the definitions of named functions written out, it is proved with their names, and that these
    are what the definitions say.
    """
    verdict = equal(found.source, found.form, found.domain)
    if verdict.proved or verdict.refuted or found.form == found.named:
        return verdict
    named: list[type] = [kind for kind in NAMED if found.named.has(kind)]
    with_names = Verdict.together(
        (equal(found.source, found.named, found.domain), *[_definition(kind) for kind in named])
    )
    return with_names if with_names.proved else verdict


def find(
    expr: Expr,
    domain: Domain | None = None,
    symbols: Sequence[Symbol] | None = None,
    general: bool = False,
    *,
    index: Symbol | None = None,
    start: Expr | None = None,
    patience: int | None = None,
) -> StableForm:
    """The most accurate form of ``expr`` over the domain, in float32 and float64 together; then the cheapest.

    ``symbols``: the inputs, all free symbols if not given; ``general``: by the rows for any expression, too, until a
    form is right to a few ULP.  ``index``: that of the result's components, where it has one for each class.  The
    search begins with ``start``, an equal expression; with no ``patience`` that is scored, and nothing is searched.
    Raises SymxentError when the formula holds something that cannot be computed, and when it is over classes and no
    softmax or logsumexp says which array holds the logits.

    >>> from sympy.abc import z
    >>> from sympy import IndexedBase, exp, log, symbols
    >>> from symxent.language.functions import softmax
    >>> find(log(1 + exp(z))).form
    log1p(exp(-Abs(z))) + Max(0, z)
    >>> x, (k, t) = IndexedBase("x"), symbols("k t", integer=True)
    >>> find(-log(softmax(x, t, k))).steps
    ('log of a softmax',)
    """
    domain = domain or Domain()
    start = expr if start is None else start
    if expr.has(IndexedBase):
        sets = tuple((s, domain.set_of(s)) for s in parameters(expr))
        return _find(expr, sets, general, index, start, PATIENCE_OVER_CLASSES if patience is None else patience)
    inputs = tuple(symbols) if symbols is not None else tuple(sorted(expr.free_symbols, key=lambda s: s.name))
    missing = expr.free_symbols - set(inputs)
    if missing:
        raise SymxentError(f"{expr} contains {missing}, which are not among the inputs {inputs}")
    if not inputs:
        raise SymxentError(f"{expr} is a constant: a kernel needs at least one input")
    sets = tuple((s, domain.set_of(s)) for s in inputs)
    return _find(expr, sets, general, None, start, PATIENCE if patience is None else patience)


Sets = tuple[tuple[Symbol, Set], ...]


@lru_cache(maxsize=256)
def _find(expr: Expr, sets: Sets, general: bool, index: Symbol | None, start: Expr, patience: int) -> StableForm:
    question = (expr, *[part for pair in sets for part in pair], f"{general=} {patience=}", index, start)
    return kept(question, lambda: _search_in(expr, sets, general, index, start, patience))


def _search_in(expr: Expr, sets: Sets, general: bool, index: Symbol | None, start: Expr, patience: int) -> StableForm:
    if expr.has(IndexedBase):
        return _over_classes(expr, Domain(dict(sets)), general, index, start, patience)
    # Inside, the symbols carry their signs as SymPy assumptions: Abs, Max and logarithms then simplify by themselves.
    outside = {_assuming(s, where): s for s, where in sets}
    inside = {s: d for d, s in outside.items()}
    domain = Domain({d: dict(sets)[s] for d, s in outside.items()})
    found = _search(expr.xreplace(inside), domain, tuple(outside), general, start.xreplace(inside), patience)

    def back(candidate: Candidate) -> Candidate:
        return replace(candidate, named=candidate.named.xreplace(outside))

    return replace(
        found,
        source=expr,
        domain=Domain(dict(sets)),
        best=back(found.best),
        naive=back(found.naive),
        losers=tuple(back(c) for c in found.losers),
    )


@cache
def _assuming(symbol: Symbol, where: Set) -> Symbol:
    """A symbol of the same name with the sign that its set gives it; extended, as a kernel's input may be infinite."""
    start = getattr(where, "start", None)
    if start is None or start < 0:
        return Dummy(symbol.name, extended_real=True)
    if start > 0 or where.left_open:
        return Dummy(symbol.name, extended_positive=True)
    return Dummy(symbol.name, extended_nonnegative=True)


def _search(
    expr: Expr, domain: Domain, symbols: tuple[Symbol, ...], general: bool, start: Expr, patience: int = PATIENCE
) -> StableForm:
    is_function = type(expr) in NAMED and expr.args[0].is_Symbol
    definitions = {} if is_function else functions()
    table = (*OF_NUMBERS, *(FUNCTIONS if is_function else ()), *(GENERAL if general else ()))
    equal = [expr, simplest(expr, domain, table)]
    judge = Judge(trials(equal, symbols, domain, SEARCH_POINTS, probe=general), definitions)
    start, enough = (written_out(start), GENERAL_ENOUGH) if general else (start, 0.0)
    begun = (start, *in_one_exponential(start)) if general else (start,)
    forms = explore(begun, domain, table, judge.score, patience, enough)
    # The forms found decide points that the formula as given could not, limits above all.
    equal += [c.named for c in shortlist(forms, 2)]
    points = trials(equal, symbols, domain, FINAL_POINTS, seed=1, probe=general)
    fine = Judge(points, definitions)

    def again(c: Candidate) -> Candidate:
        return replace(c, score=fine.score(c.named))

    scored = [again(c) for c in shortlist(_others(forms, expr, is_function), FINALISTS)]
    if general and max(chosen(forms).score.worst) < enough and not max(chosen(scored).score.worst) < FEW:
        # The points of the search have shown too little: it is made once more at those that show it.
        judge, forms = fine, explore(begun, domain, table, fine.score, patience, enough)
        scored = shortlist(forms, FINALISTS)
    if general:  # as it was written, and what is best on the whole: its factors may only want another order
        some = dict.fromkeys([*scored[:GROUPED], again(forms[0]), again(min(forms, key=lambda c: c.score.bits))])
        scored = [*[grouped(c, fine.score) for c in some], *scored[GROUPED:]]
        if chosen(scored).score.lost or not max(chosen(scored).score.worst) < FEW:
            doubled = list(_in_pairs([*forms, *scored[: len(some)]], judge))  # of these the order is better
            scored += [again(c) for c in shortlist(doubled, 2)]
            scored += in_regimes([*forms, *doubled], symbols, judge, fine)
    finalists = shortlist(scored, FINALISTS)
    best = guarded(finalists[0], symbols, domain, fine.score)
    if best.score.lost:  # at finite inputs: a square overflows beside what vanishes, as z (z e^−z²) does not
        other = guarded(grouped(finalists[0], fine.score), symbols, domain, fine.score)
        best = min(best, other, key=lambda c: c.score.lost)
    check_form(expr, best.named, points[1])
    losers = [c for c in finalists if c.named != best.named]
    return _finished(expr, domain, best, losers, Judge(points, {}), len(forms))


def _in_pairs(forms: Sequence[Candidate], judge: Judge) -> Iterator[Candidate]:
    """What was written and the best forms, each with twice the digits: where all others have lost theirs."""
    few = [c for c in forms if size(c.named) <= MOST_DOUBLED]
    best = [forms[0], *shortlist(few, DOUBLED), *sorted(few, key=lambda c: (c.score.lost, c.score.bits))[:DOUBLED]]
    for made, steps in {paired(c.named): c.steps for c in best}.items():
        if size(made) <= MOST_DOUBLED and made.has(in_pairs):
            yield Candidate(made, (*steps, IN_PAIRS), judge.score(made))


def _over_classes(
    expr: Expr, domain: Domain, general: bool, index: Symbol | None, start: Expr, patience: int
) -> StableForm:
    is_function = isinstance(expr, softmax | logsumexp)
    definitions = PLAIN if is_function else functions_over_classes()
    accurate = None if is_function else unfold(start, definitions, {}, summed)
    points = trials_over_classes(expr, index, domain, accurate)
    judge = Judge(points, definitions, index)
    table, enough = ((*OVER_CLASSES, FROM_THE_TOP), ENOUGH_OVER_CLASSES) if general else (OVER_CLASSES, 0.0)
    forms = explore((start,), domain, table, judge.score, patience, enough)
    finalists = shortlist(_others(forms, expr, is_function), FINALISTS)
    best = replace(finalists[0], named=unfold(finalists[0].named, definitions, {}))
    check_form(expr, best.named, next(t for t in points if t.classes == 3 and t.dtype == np.float64), index)
    return _finished(expr, domain, best, finalists[1:], Judge(points, {}, index), len(forms))


def _others(forms: Sequence[Candidate], expr: Expr, is_function: bool) -> list[Candidate]:
    """No function is its own definition."""
    return [c for c in forms if not (is_function and c.named.has(type(expr)))]


def _finished(
    expr: Expr, domain: Domain, best: Candidate, losers: Sequence[Candidate], textbook: Judge, tried: int
) -> StableForm:
    naive = Candidate(expr, (), textbook.score(expr))
    return StableForm(expr, domain, best, naive, tuple(losers), tried, sum(t.undecided for t in textbook.trials))


def _without_powers_of_sigmoids(expr: Expr) -> Expr:
    """σ(z)^n as e^(−n softplus(−z)), as kernels have it, which do not compute the sigmoid first."""
    return expr.replace(
        lambda e: is_free(e) and isinstance(e.base, sigmoid), lambda e: exp(-e.exp * softplus(-e.base.args[0]))
    )


class _Functions(Mapping[type, tuple[tuple[Basic, ...], Expr]]):
    """The stable form of each named function, by the same search on the function alone, once it is asked for; and
    ``given`` ones.
    """

    def __init__(self, given: Definitions | None = None) -> None:
        self.given = given or {}

    def __getitem__(self, kind: type) -> tuple[tuple[Basic, ...], Expr]:
        return self.given[kind] if kind in self.given else _function(kind)

    def __contains__(self, kind: object) -> bool:
        return kind in NAMED or kind in self.given

    def __iter__(self) -> Iterator[type]:
        return iter((*NAMED, *self.given))

    def __len__(self) -> int:
        return len(NAMED) + len(self.given)


@cache
def _function(kind: type) -> tuple[tuple[Basic, ...], Expr]:
    a = _assuming(Symbol("a"), NAMED[kind])
    return (a,), _search(kind(a), Domain({a: NAMED[kind]}), (a,), False, kind(a)).named


@cache
def _definition(kind: type) -> Verdict:
    """That a named function is what kernels compute for it."""
    (a,), form = _function(kind)
    plain = Symbol("a")
    return equal(kind(plain), form.xreplace({a: plain}), Domain({plain: NAMED[kind]}))


@cache
def functions() -> Definitions:
    """The stable form of each named function; the search for it is made when it is first asked for."""
    return _Functions(REMAINDERS)


@cache
def functions_over_classes() -> Definitions:
    """The same for softmax and logsumexp, and what is said of rows as kernels add it."""
    of_softmax, of_logsumexp = find(softmax(x, j, k), index=j), find(logsumexp(x, k))
    return {**PLAIN, softmax: ((x, j, k), of_softmax.named), logsumexp: ((x, k), of_logsumexp.named)}
