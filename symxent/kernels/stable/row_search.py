"""The stable form of a formula over a row of classes: the same search, with rows of logits for points.

Candidates are scored as the row kernels would compute them, on rows of 1 to 60 classes: usual ones, confident ones,
unlikely classes, huge shifts, ties.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from sympy import Basic, Expr, IndexedBase, Set, Sum, Symbol, symbols

from symxent.errors import SymxentError
from symxent.kernels.program.classes import PLAIN, Definitions, unfold
from symxent.kernels.reference.ulp import Exact, Floats
from symxent.kernels.reference.values import evaluate
from symxent.kernels.stable.measure.condition import condition_over_classes
from symxent.kernels.stable.measure.draws import Draws
from symxent.kernels.stable.measure.evaluate import Array, Evaluator, summed
from symxent.kernels.stable.measure.points import PARAMETERS, Rows, rows
from symxent.kernels.stable.measure.score import FORMATS, Judge, Score, check_same
from symxent.kernels.stable.rules.table import FROM_THE_TOP, OVER_CLASSES
from symxent.kernels.stable.search import FINALISTS, Candidate, StableForm, explore, kept, shortlist
from symxent.language.domain import Domain
from symxent.language.functions import logsumexp, softmax

SIZES: Mapping[int, int] = {1: 1, 2: 6, 3: 6, 10: 4, 60: 1}  # k: rows of each kind
ROW_ENOUGH = 6.0  # ULP; of a user's loss: it is waited for
ROW_PATIENCE = 5  # a row form costs ten times as much to measure


@dataclass(frozen=True)
class RowTrial:
    """Rows of one size and format with the exact values of the formula."""

    dtype: np.dtype
    made: Rows
    columns: Mapping[Basic, np.ndarray]
    exact: Exact
    limits = False

    def excuse(self, _: Floats) -> Floats:
        """Nothing: what is excused in a row is divided out before the mean is taken, too."""
        return np.ones(1)

    def place(self, i: int) -> tuple[tuple[str, float], ...]:
        """The kind of the row of the i-th result, and its size."""
        row = int(np.unravel_index(i, self.exact.nearest.shape)[0])
        return ((f"a {self.made.kind[row]} row, k", float(self.made.x.shape[1])),)


def find_row(
    expr: Expr,
    index: Symbol | None = None,
    domain: Domain | None = None,
    *,
    start: Expr | None = None,
    excused: bool = False,
    from_the_top: bool = False,
    patience: int = ROW_PATIENCE,
) -> StableForm:
    """The most accurate form of a row formula in both formats, then the cheapest.

    ``index``: the index of the result's components, None for one number a row.  An integer symbol that is neither
    that nor the number of classes is a class label; other symbols are parameters, in their ``domain``.  The search
    begins with ``start``, an equal expression.  ``excused`` counts errors in units of what the rounding of the inputs
    does, which near a root is more than one ULP.  ``from_the_top``: a form that is right to a few ULP is worth two sums
    more, and ends the search.  With no ``patience`` the start is scored, and nothing is searched.
    Raises SymxentError when no softmax or logsumexp says which array holds the logits.

    >>> from sympy import IndexedBase, log, symbols
    >>> x, (k, t) = IndexedBase("x"), symbols("k t", integer=True)
    >>> find_row(-log(softmax(x, t, k))).steps
    ('log of a softmax',)
    """
    domain = domain or Domain()
    sets = tuple(sorted(((s, domain.set_of(s)) for s in _parameters(expr, index)), key=lambda pair: pair[0].name))
    return _find(expr, index, sets, expr if start is None else start, excused, from_the_top, patience)


@lru_cache(maxsize=128)
def _find(
    expr: Expr,
    index: Symbol | None,
    sets: tuple[tuple[Symbol, Set], ...],
    start: Expr,
    excused: bool = False,
    from_the_top: bool = False,
    patience: int = ROW_PATIENCE,
) -> StableForm:
    asked = (f"row, {excused=}, {from_the_top=}, {patience=}", expr, *([start] if start != expr else []), index)
    question = (*asked, *[part for pair in sets for part in pair])
    answer = lambda: _search(expr, index, sets, start, excused, from_the_top, patience)  # noqa: E731
    return kept(question, answer)


def _search(
    expr: Expr,
    index: Symbol | None,
    sets: tuple[tuple[Symbol, Set], ...],
    start: Expr,
    excused: bool,
    from_the_top: bool,
    patience: int = ROW_PATIENCE,
) -> StableForm:
    domain = Domain(dict(sets))
    trials = [_trial(expr, index, domain, k, n, dtype) for dtype in FORMATS for k, n in SIZES.items()]
    is_function = isinstance(expr, softmax | logsumexp)
    judge = RowJudge(expr, index, trials, {} if is_function else row_functions(), start if excused else None)
    table = (*OVER_CLASSES, FROM_THE_TOP) if from_the_top else OVER_CLASSES
    forms = explore(start, domain, table, judge.score, patience, ROW_ENOUGH if from_the_top else 0.0)
    best, *losers = shortlist([c for c in forms if not (is_function and c.named.has(type(expr)))], FINALISTS)
    judge.check_same(best.named)
    naive = Candidate(expr, (), judge.textbook())
    undecided = sum(int(np.isnan(t.exact.nearest).sum()) for t in trials)
    finished = replace(best, named=judge.ready(best.named))
    return StableForm(expr, domain, finished, naive, tuple(losers), len(forms), undecided)


@lru_cache(maxsize=1)
def row_functions() -> Definitions:
    """The form found for softmax and for logsumexp."""
    x, (j, k) = IndexedBase("x"), symbols("j k", integer=True)
    return {
        softmax: ((x, j, k), find_row(softmax(x, j, k), j).named),
        logsumexp: ((x, k), find_row(logsumexp(x, k)).named),
    }


def _logits(expr: Expr) -> IndexedBase:
    for node in expr.atoms(softmax, logsumexp):
        return node.args[0]
    raise SymxentError(f"{expr} has no softmax or logsumexp: the row's logits are not named; write softmax(x, j, k)")


def _classes(expr: Expr) -> set[Symbol]:
    """The symbols that stand for the number of classes."""
    return {node.args[-1] for node in expr.atoms(softmax, logsumexp)} | {s.limits[0][2] for s in expr.atoms(Sum)}


def _labels(expr: Expr, index: Symbol | None) -> list[Symbol]:
    bound = {s.limits[0][0] for s in expr.atoms(Sum)}
    integers = {s for s in expr.atoms(Symbol) if s.is_integer} - _classes(expr) - bound - {index}
    return sorted(integers, key=lambda s: s.name)


def _parameters(expr: Expr, index: Symbol | None) -> list[Symbol]:
    labels = {base.label for base in expr.atoms(IndexedBase)}
    return [s for s in expr.atoms(Symbol) if not s.is_integer and s not in labels]


def _arrays(expr: Expr, made: Rows) -> dict[IndexedBase, np.ndarray]:
    """The logits, and for every other array weights of any sign or shares of one, by what its name is."""
    x = _logits(expr)
    others = sorted(expr.atoms(IndexedBase) - {x}, key=str)
    return {x: made.x, **{base: made.y if base.name.startswith("y") else made.v for base in others}}


def _trial(expr: Expr, index: Symbol | None, domain: Domain, k: int, repeat: int, dtype: np.dtype) -> RowTrial:
    made = rows(k, repeat, dtype)
    draws = Draws(k)
    scalars: dict[Basic, np.ndarray] = {}
    for s in _parameters(expr, index):
        inside = [v for v in (0.0, 0.1, *PARAMETERS) if domain.set_of(s).contains(v)]
        scalars[s] = draws.choice(inside, len(made.t)).astype(dtype).astype(np.float64)
    labels: dict[Basic, np.ndarray] = dict.fromkeys(_labels(expr, index), made.t)
    columns: dict[Basic, np.ndarray] = {**_arrays(expr, made), **labels, **scalars}
    return RowTrial(dtype, made, columns, evaluate(expr, columns, index=index))


class RowJudge(Judge):
    """Scores row forms as the row kernels compute them."""

    def __init__(
        self,
        expr: Expr,
        index: Symbol | None,
        trials: Sequence[RowTrial],
        definitions: Definitions,
        excused_from: Expr | None = None,
    ) -> None:
        self.expr, self.index, self.row_trials, self.functions = expr, index, tuple(trials), definitions
        self.known: dict[Basic, Basic] = {}
        super().__init__(trials, [Evaluator(t.columns, t.dtype, index=index) for t in trials], {})
        self.grown = [self._condition(t, excused_from) if excused_from is not None else np.float64(1.0) for t in trials]

    def _condition(self, trial: RowTrial, form: Expr) -> np.ndarray:
        return condition_over_classes(self.measured(form), self.index, _logits(self.expr), trial.columns)

    def ready(self, form: Expr) -> Expr:
        """The form over plain operations: softmax and logsumexp by their own forms, sums as kernels add them."""
        return unfold(form, {**self.functions, **PLAIN}, {})

    def measured(self, form: Expr) -> Expr:
        """The same with every sum as an atom: SymPy then puts the parts of a form in order in a tenth of the time."""
        return unfold(form, {**self.functions, **PLAIN}, self.known, summed)

    def _errors(self, values: Sequence[Array]) -> tuple[Floats, ...]:
        # In units of what the rounding of the inputs does; 0 where the formula was not decided.
        found = zip(super()._errors(values), self.grown, strict=True)
        return tuple(np.where(np.isnan(e), 0.0, e) / grown for e, grown in found)

    def textbook(self) -> Score:
        """The score of the formula as it is written, e^x without a shift."""
        return self.score(self.expr, self.evaluators)

    def check_same(self, form: Expr) -> None:
        """Raises Disagreement when balls tell the form from its source."""
        trial = next(t for t in self.row_trials if t.made.x.shape[1] == 3 and t.dtype == np.float64)
        theirs = evaluate(self.ready(form), trial.columns, index=self.index).nearest
        exact = trial.exact.nearest

        def at(i: int) -> str:
            return f"the row {trial.made.x[np.unravel_index(i, exact.shape)[0]].tolist()}"

        check_same(form, self.expr, theirs, exact, at)
