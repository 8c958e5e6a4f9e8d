"""One equality: its two sides brought to one shape, its definitions written out as far as needed, and judged."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import islice

from sympy import (
    Abs,
    Basic,
    Derivative,
    Expr,
    Integer,
    Integral,
    KroneckerDelta,
    Limit,
    Pow,
    Product,
    Sum,
    Symbol,
    sign,
)
from sympy.core.function import AppliedUndef
from sympy.polys.polyerrors import BasePolynomialError

from symxent.check.setting import Setting
from symxent.check.unsaid import families_and_symbols, unsaid
from symxent.errors import Disagreement, InternalError, SymxentError
from symxent.language.differentiate import replaced
from symxent.language.domain import Domain
from symxent.language.linear import Array, Value, fresh
from symxent.language.meaning import expand_definitions
from symxent.language.scope import MeaningError
from symxent.logic import alike, same
from symxent.proof import Status, Verdict, prove
from symxent.proof.budget import Budget
from symxent.proof.prove import SAMPLES
from symxent.proof.refute import Sample, fails, read, samples
from symxent.proof.situation import sympified

#: The symbols that a chain has met; asked only when a step is refuted.
Established = Callable[[], frozenset[Basic]]
#: For a point that separates the sides, in seconds.
QUICK = 0.3
#: So many points are looked at before anything is proved; the proof then looks at none again.
FEW = SAMPLES
#: What SymPy raises at expressions that it cannot handle.
FAILURES = (
    *(SymxentError, TypeError, ValueError, ArithmeticError, AttributeError, RuntimeError, NotImplementedError),
    BasePolynomialError,
)
OPERATORS = {"=": "=", ":=": "=", "≡": "=", "≈": "=", "<": "<", ">": ">", "≤": "<=", "≥": ">=", "≠": "!="}


@dataclass(frozen=True)
class Outcome:
    """``status`` as in findings.Step, "proved" with the verdict that says so (raises TypeError without one);
    ``missing`` needs a definition; ``assuming`` is what would make the step hold, and ``assumed`` the proof of that;
    ``component``: the index at which a whole vector was compared with one of its components; ``internal``: the error of
    symxent's own that kept it from being judged.
    """

    status: str
    reason: str = ""
    verdict: Verdict | None = None
    missing: str = ""
    assuming: str = ""
    component: str = ""
    internal: InternalError | None = None
    assumed: Verdict | None = None

    def __post_init__(self) -> None:
        if self.status == "proved" and not self.verdict:
            raise TypeError("a step is proved by a verdict that is Proved, and by nothing else")

    @classmethod
    def broken_off(cls, error: InternalError) -> Outcome:
        """The outcome of a step that an error of symxent's own kept from being judged."""
        return cls("unknown", str(error), internal=error)


def can_judge(op: str) -> bool:
    return op in OPERATORS


def judge_values(
    left: Value, right: Value, op: str, setting: Setting, seconds: float, established: Established | None
) -> Outcome:
    """Judge left op right; ``established`` are the symbols that the chain has met before its right side.

    Without ``established`` only a proof is asked for: a refutation is not examined further.
    """
    outcome = _judged(left, right, op, setting, seconds, established)
    real = with_real_roots(left, right) if outcome.status == "proved" else None
    if real is not None and _judged(*real, op, setting, seconds, None).status != "proved":
        return Outcome("unknown", "it does not hold with the real root of a negative number", outcome.verdict)
    return outcome


def _judged(
    left: Value, right: Value, op: str, setting: Setting, seconds: float, established: Established | None
) -> Outcome:
    if op == "≠" and (isinstance(left, Array) or isinstance(right, Array)):
        return Outcome("unknown", "that arrays differ in some component is not tried")
    entries = written_out_entries(left, right)
    if entries is not None:
        return _all_entries(entries, OPERATORS[op], setting, seconds, established)
    scalars = as_scalars(left, right, setting)
    if isinstance(scalars, Outcome):
        return scalars
    a, b, domain, component = scalars
    op = OPERATORS[op]
    vectors = isinstance(left, Array) and isinstance(right, Array) and left.axes == 1
    index = _free_index(written_out(a - b, setting), left, setting.domain) if vectors else None
    if index is None or not isinstance(left, Array) or not isinstance(right, Array):
        return replace(_judge(a, b, op, setting, domain, seconds, established), component=component)
    # θ_new = θ_old − α ∂J/∂θ_j: the author means the component j of the vectors beside it.
    there = left.entry(index), right.entry(index)
    outcome = replace(_judge(*there, op, setting, domain, seconds, established), component=str(index))
    if outcome.status == "proved" and established is not None:
        general = _judge(a, b, op, setting, domain, seconds, None)
        return general if general.status == "proved" else outcome
    return outcome


def written_out_entries(left: Value, right: Value) -> list[tuple[Expr, Expr]] | None:
    """The pairs of entries of two arrays of the same small size; None for others."""
    if not isinstance(left, Array) or not isinstance(right, Array) or left.shape != right.shape:
        return None
    if not all(n.is_Integer and n <= 8 for n in left.shape):
        return None
    ranges = [range(int(left.low(axis)), int(left.low(axis)) + int(n)) for axis, n in enumerate(left.shape)]
    places = [tuple(Integer(i) for i in at) for at in itertools.product(*ranges)]
    return [(left.entry(*at), right.entry(*at)) for at in places]


def _all_entries(
    entries: list[tuple[Expr, Expr]], op: str, setting: Setting, seconds: float, established: Established | None
) -> Outcome:
    """Two arrays are equal when each entry is."""
    outcome = Outcome("unknown", "an array without entries")
    verdicts = []
    for a, b in entries:
        outcome = _judge(a, b, op, setting, setting.domain, seconds / len(entries), established)
        if outcome.status != "proved" or outcome.verdict is None:
            return outcome
        verdicts.append(outcome.verdict)
    return replace(outcome, verdict=Verdict.together(verdicts)) if verdicts else outcome


def as_scalars(left: Value, right: Value, setting: Setting) -> tuple[Expr, Expr, Domain, str] | Outcome:
    """Two scalars; of two arrays a general component each."""
    domain = setting.domain
    if not isinstance(left, Array) and not isinstance(right, Array):
        return left, right, domain, ""
    if isinstance(left, Array) and isinstance(right, Array):
        if left.axes != right.axes or left.shape != right.shape:
            words = f"one side is a {left.describe()}, the other a {right.describe()}"
            return Outcome("unknown", words)
        names = [Symbol(n, integer=True) for n in ("r", "s")[: left.axes]]
        indices = {n: left.range(axis) for axis, n in enumerate(names)}
        return left.entry(*names), right.entry(*names), domain.extended(indices=indices), ""
    array = left if isinstance(left, Array) else right
    scalar = right if isinstance(left, Array) else left
    assert isinstance(array, Array)
    if not isinstance(scalar, Array):
        scalar = written_out(scalar, setting)
    index = _free_index(scalar, array, domain)
    if index is None:
        if not isinstance(scalar, Array) and scalar.is_zero and array.axes == 1:
            probe = Symbol("r", integer=True)
            pair = (array.entry(probe), scalar) if isinstance(left, Array) else (scalar, array.entry(probe))
            return *pair, domain.extended(indices={probe: array.range(0)}), ""
        return Outcome("unknown", f"one side is a {array.describe()}, the other a number")
    entry = array.entry(index)
    return (entry, scalar, domain, str(index)) if isinstance(left, Array) else (scalar, entry, domain, str(index))


def _free_index(scalar: Value, array: Array, domain: Domain) -> Symbol | None:
    """The one free index of the scalar that runs along the array: θ_j beside the whole x."""
    if isinstance(scalar, Array) or array.axes != 1:
        return None
    found = [s for s, ends in domain.indices.items() if s in scalar.free_symbols and ends == array.range(0)]
    # The gradient of log p_i is another vector for each i: 1 − p_i is no component of it alone.
    return found[0] if len(found) == 1 and found[0] not in array.entry(Integer(1)).free_symbols else None


def _judge(
    a: Expr, b: Expr, op: str, setting: Setting, domain: Domain, seconds: float, established: Established | None
) -> Outcome:
    if op == "=" and alike(a, b):
        return _identical(a, b)
    try:
        wide_a, wide_b = written_out(a, setting), written_out(b, setting)
    except SymxentError as error:
        return Outcome("unknown", str(error))
    if op == "=" and alike(wide_a, wide_b):
        return _identical(wide_a, wide_b)
    verdict, seen = screened(wide_a, wide_b, domain, op)
    if verdict is None and (wide_a, wide_b) != (a, b) and _defined_in(a, setting) == _defined_in(b, setting):
        general = _prove(a, b, domain, op, seconds / 2)  # often plain algebra in ŷ, whatever ŷ is
        verdict = general if general.proved else None
    if verdict is None:
        verdict = _prove(wide_a, wide_b, domain, op, seconds, seen)
    if not verdict.proved and setting.numeric and op == "=":
        case_a, case_b = _in_the_case(wide_a, wide_b, setting)
        if (case_a, case_b) != (wide_a, wide_b):
            in_case = _prove(case_a, case_b, domain, op, seconds / 2)
            if in_case.proved:
                words = ", ".join(f"{s} = {v}" for s, v in setting.numeric.items() if wide_a.has(s) != wide_b.has(s))
                return Outcome("proved", f"with {words}", in_case)
    if verdict.proved:
        return Outcome("proved", verdict.reason, verdict)
    if not verdict.refuted:
        name = _undefined_function(wide_a, wide_b)
        if name:
            verdict = _of_any(wide_a, wide_b, domain, op) or verdict
            return Outcome("needs definition", f"{name} is not defined", verdict, name)
        return Outcome("unknown", verdict.reason, verdict)
    if established is None:
        return Outcome("refuted", "", verdict)
    deltas = b.atoms(KroneckerDelta) if op == "=" else set()
    return _refuted(wide_a, wide_b, op, setting, domain, seconds, established, verdict, deltas)


def _identical(a: Expr, b: Expr) -> Outcome:
    """The outcome for sides that are one expression, but for the names of their bound indices."""
    return Outcome("proved", "both sides are the same", Verdict.of(same(a, b), ("identity",)))


def _defined_in(value: Expr, setting: Setting) -> set[Basic]:
    """The defined names that an expression still holds."""
    scope = setting.scope
    return {s for s in scope.values if value.has(s)} | {s for s in scope.families if value.has(s)}


def screened(a: Expr, b: Expr, domain: Domain, op: str) -> tuple[Verdict | None, int]:
    """Refuted when a point separates the sides at once: most false steps need no more; and at how many points not.

    The point is not made simple here: few refutations are told.
    """
    try:
        sample, seen = _first_failure(a, b, domain, op)
        if sample is None:
            return None, seen
        found = read(sample)
    except FAILURES:
        return None, 0
    return Verdict(Status.REFUTED, a, b, op, ("ball arithmetic",), witness=found), seen


def _first_failure(a: Expr, b: Expr, domain: Domain, op: str) -> tuple[Sample | None, int]:
    """The first of a few points at which a step fails, and at how many before it does not.

    Every sum made here binds an index of its own, so that nothing has to be renamed before it is evaluated.
    """
    seen = 0
    few = FEW if op == "=" else None  # an order fails at the ends of an interval, or nowhere
    for sample in islice(samples(a, b, sympified(domain), Budget(QUICK), op), few):
        if fails(a, b, op, sample):
            return sample, seen
        seen += 1
    return None, seen


def _of_any(a: Expr, b: Expr, domain: Domain, op: str) -> Verdict | None:
    """Refuted where the values of functions that nobody defined, taken for letters, separate the sides."""
    if any(e.has(AppliedUndef) for side in (a, b) for e in side.atoms(Sum, Integral, Derivative, Limit, Product)):
        return None
    letters = {c: Symbol(str(c), real=True) for side in (a, b) for c in side.atoms(AppliedUndef)}
    return screened(a.xreplace(letters), b.xreplace(letters), domain, op)[0]


def with_real_roots(a: Value, b: Value) -> tuple[Expr, Expr] | None:
    """The sides with ∛u = −∛|u| for u < 0, which some mean; None for sides without an odd root of such a number."""
    if isinstance(a, Array) or isinstance(b, Array):
        return None
    roots = [p for e in (a, b) for p in e.atoms(Pow) if _is_odd_root(p)]
    if not roots:
        return None
    real = {p: sign(p.base) ** p.exp.p * Abs(p.base) ** p.exp for p in sorted(roots, key=lambda p: p.count_ops())}
    return a.subs(real), b.subs(real)


def _is_odd_root(p: Pow) -> bool:
    return bool(p.exp.is_Rational and not p.exp.is_Integer and p.exp.q % 2) and not p.base.is_nonnegative


def points_before_failure(a: Expr, b: Expr, domain: Domain, op: str) -> int | None:
    """At how many of a few points the step does not fail; None where one of them separates the sides."""
    try:
        sample, seen = _first_failure(a, b, domain, op)
    except FAILURES:
        return 0
    return seen if sample is None else None


def _prove(a: Expr, b: Expr, domain: Domain, op: str, seconds: float, seen: int = 0) -> Verdict:
    try:
        return prove(a, b, domain, op=op, seconds=max(0.2, seconds), agreed=seen, simplest=False)
    except Disagreement:
        raise  # it has to be told as what it is
    except SymxentError as error:
        return Verdict(Status.UNKNOWN, a, b, op, reason=str(error))


def written_out(value: Expr, setting: Setting) -> Expr:
    scope = setting.scope
    return expand_definitions(value, scope.values, None, scope.families, scope.expanded)


def _in_the_case(a: Expr, b: Expr, setting: Setting) -> tuple[Expr, Expr]:
    """The sides in the case that the page mentions: its numbers for the letters that one of the sides holds alone.

    A letter that stands on both sides was not put in.  Sums stay for the prover, who writes them out within its time.
    """
    case = {s: v for s, v in setting.numeric.items() if a.has(s) != b.has(s)}
    return replaced(a, case.get, {}), replaced(b, case.get, {})


# -- a refutation is told only when nothing else can be meant


def _refuted(
    a: Expr,
    b: Expr,
    op: str,
    setting: Setting,
    domain: Domain,
    seconds: float,
    established: Established,
    verdict: Verdict,
    deltas: set[Basic],
) -> Outcome:
    name = _undefined_function(a, b)
    if name:
        return Outcome("needs definition", f"{name} is not defined", verdict, name)
    here, there = families_and_symbols(a), families_and_symbols(b)
    known = established()
    new = sorted((s for s in there - here if s in setting.undefined and s not in known), key=str)
    if new:
        return Outcome("needs definition", f"{new[0]} is not defined", verdict, str(new[0]))
    if (a.free_symbols | b.free_symbols) & setting.sets:
        return Outcome("unknown", "the sets under the sums are not said", verdict)
    if op == "=":
        for words, changed in unsaid(a, b, setting, domain, deltas):
            seen = points_before_failure(*changed)
            if seen is not None and (holds := _prove(*changed, seconds / 3, seen)).proved:
                reason = f"this holds when {words}, which is not said"
                return Outcome("unknown", reason, verdict, assuming=words, assumed=holds)
    return Outcome("refuted", "", verdict)


def symbols_of(value: Value, setting: Setting | None = None) -> set[Basic]:
    """The names of a value; with a setting also those behind its definitions."""
    if isinstance(value, Array):
        try:
            value = value.entry(*(fresh() for _ in range(value.axes)))
        except MeaningError:
            return set()
    found = families_and_symbols(value)
    return found if setting is None else found | families_and_symbols(written_out(value, setting))


def _undefined_function(a: Expr, b: Expr) -> str:
    """A function of one side that the other does not have, and that nobody defined."""
    left = {f.func.__name__ for f in a.atoms(AppliedUndef)}
    right = {f.func.__name__ for f in b.atoms(AppliedUndef)}
    names = sorted(left | right)
    return names[0].split("|")[0] if names else ""
