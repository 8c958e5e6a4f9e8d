"""One test proves every row of the table; it knows none.  Rows over classes hold for any length k and any shift m."""

import pytest
from sympy import Dummy, Eq, Expr, IndexedBase, Interval, Piecewise, S, Sum, Symbol, exp, log

from symxent.kernels.program.classes import (
    PLAIN,
    Definitions,
    h,
    k,
    off,
    row_above,
    row_below,
    row_rest,
    row_top,
    unfold,
    v,
    x,
)
from symxent.kernels.program.loops import once, row_max
from symxent.kernels.stable.rules.rewrites import Claim, Rewrite, Rewriting, cases, judged
from symxent.kernels.stable.rules.table import GENERAL, GUARDS, SIGMOIDS, TABLE, a, j, t, u
from symxent.language.domain import CLOSED_UNIT, LABEL, REALS, UNIT, Domain
from symxent.language.functions import logsumexp, sigmoid, softmax, softplus
from symxent.proof import prove

z, y = Symbol("z", real=True), Symbol("y", real=True)


def claims(row: Rewrite) -> list[Claim]:
    """The row as claims to be proved, all of which it needs; its placeholders are real here, none is infinite."""
    if row.pattern.has(IndexedBase):
        return over_classes(row)
    real = {q: Dummy(q.name, real=True) for q in row.pattern.free_symbols | row.result.free_symbols}
    where = {real[q]: row.domain.set_of(q) for q in real}
    domain = Domain(where, positive=tuple(e.xreplace(real) for e in row.domain.positive))
    result = row.result.replace(once, lambda value: value)  # and e^a is never 0
    return cases(row.pattern.xreplace(real), result.xreplace(real), domain)


def over_classes(row: Rewrite) -> list[Claim]:
    """For every real m, and for every real mean."""
    m, mean, above = Dummy("m", real=True), Dummy("c", real=True), Dummy("a", real=True)
    meanings: Definitions = {
        row_rest: ((x, k), Sum(exp(x[h] - row_max(x, k)), (h, 1, k)) - 1),
        row_max: ((x, k), m),
        row_top: ((v, x, k), mean),
        row_below: ((v, x, k), Sum(v[h], (h, 1, k)) - above),
        row_above: ((v, x, k), above),
    }
    left, right = (unfold(side, meanings, {}) for side in (row.pattern, row.result))
    domain = row.domain.extended({m: REALS, mean: REALS})
    found = []
    for equality in [e for e in right.atoms(Eq) if m in e.args]:
        largest = next(a for a in equality.args if a != m)
        found.append((left, right.xreplace({equality: S.true}).subs(m, largest), domain))
        right = right.xreplace({equality: S.false})
    return [*found, (left, right, domain)]


def every_claim_is_proved(row: Rewrite) -> bool:
    return all(prove(left, right, domain).proved for left, right, domain in claims(row))


ROWS = [row for row in (*TABLE, *GENERAL) if isinstance(row, Rewrite)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_every_row_is_an_identity_on_its_domain(row: Rewrite) -> None:
    for left, right, domain in claims(row):
        verdict = judged(left, right, domain)
        assert verdict.proved, f"{row}: {verdict}"


FALSE_ROWS = (
    Rewrite("sign lost", log(sigmoid(a)), softplus(-a)),
    Rewrite("wrong side", 1 - sigmoid(a), sigmoid(a)),
    Rewrite("share and its complement exchanged", sigmoid(a) - t, t * sigmoid(a) - (1 - t) * sigmoid(-a)),
    Rewrite("right on one branch only", softplus(a), Piecewise((log(1 + exp(a)), a > 0), (exp(a), True))),
    Rewrite("product for sum", log(u + 1), log(u) + log(1 + u)),
    Rewrite("nearly", sigmoid(a) ** 2, exp(-2 * softplus(a))),
    Rewrite("shift lost", logsumexp(x, k), log(Sum(exp(x[h] - row_max(x, k)), (h, 1, k)))),
    Rewrite("complement of the wrong class", 1 - softmax(x, j, k), row_rest(x, k) / (1 + row_rest(x, k))),
    Rewrite(
        "the top twice",
        softmax(x, j, k) * Sum(v[h], (h, 1, k)) - v[j],
        softmax(x, j, k) * (row_below(v, x, k) + 2 * row_above(v, x, k) - v[j]) - v[j] * (1 - softmax(x, j, k)),
    ),
    Rewrite("numerator not shifted", softmax(x, j, k), exp(x[j]) / (1 + row_rest(x, k))),
)


@pytest.mark.parametrize("row", FALSE_ROWS, ids=lambda row: row.name)
def test_a_false_row_would_be_found_out(row: Rewrite) -> None:
    assert not every_claim_is_proved(row)


def test_a_guard_that_switches_off_too_much_would_be_found_out() -> None:
    assert every_claim_is_proved(GUARDS[0])
    assert not every_claim_is_proved(Rewrite("off at 1", t * a, t * Piecewise((0, t > 0), (a, True))))


def test_leaving_out_the_largest_terms_and_counting_them_changes_no_term() -> None:
    """What ``PLAIN`` makes of ``row_rest``: a term at the top is 1, every other stays; below and above are all."""
    m, weight, term = Dummy("m", real=True), Dummy("v", real=True), Dummy("a", real=True)
    top = Eq(term, m)
    made = off(top, exp(term - m)) + Piecewise((1, top), (0, True))
    both = off(top, weight) + Piecewise((weight, top), (0, True))
    assert prove(made.xreplace({top: S.true}), exp(term - m).subs(term, m)).proved
    assert prove(made.xreplace({top: S.false}), exp(term - m)).proved
    assert all(prove(both.xreplace({top: case}), weight).proved for case in (S.true, S.false))


def test_unfolding_leaves_sums_that_kernels_can_add() -> None:
    unfolded = unfold(row_rest(x, k), PLAIN, {})
    assert not unfolded.has(row_rest)
    assert len(unfolded.atoms(Sum)) == 2


def test_names_of_rows_are_told_apart() -> None:
    assert len({row.name for row in (*TABLE, *GENERAL)}) == len(TABLE) + len(GENERAL)


# (formula, domain, what one of the rewrites makes of it)
STEPS: tuple[tuple[Expr, Domain, Expr], ...] = (
    (1 / (1 + exp(-z)), Domain(), sigmoid(z)),
    (3 - 3 * sigmoid(z), Domain(), 3 * sigmoid(-z)),
    (y - y * sigmoid(z), Domain(), y * (1 - sigmoid(z))),
    (sigmoid(z) - y, Domain({y: LABEL}), (1 - y) * sigmoid(z) - y * sigmoid(-z)),
    (2 * y - 2 * sigmoid(z), Domain({y: CLOSED_UNIT}), -2 * ((1 - y) * sigmoid(z) - y * sigmoid(-z))),
    (softplus(z / 3) - y * z / 3, Domain({y: LABEL}), (1 - y) * softplus(z / 3) + y * softplus(-z / 3)),
    (log(sigmoid(2 * z - 1)), Domain(), -softplus(1 - 2 * z)),
    (exp(-z) * sigmoid(z) ** 2, Domain(), sigmoid(z) * sigmoid(-z)),
)


@pytest.mark.parametrize(("formula", "domain", "result"), STEPS, ids=str)
def test_one_step_leads_there(formula: Expr, domain: Domain, result: Expr) -> None:
    made = [new.expand() for _, new in Rewriting(domain, TABLE)(formula)]
    assert result.expand() in made


def test_a_share_must_lie_between_0_and_1() -> None:
    names = {row.name for row, _ in Rewriting(Domain(), SIGMOIDS)(sigmoid(z) - y)}
    assert "sigmoid less a label" not in names
    names = {row.name for row, _ in Rewriting(Domain({y: Interval(0, 1)}), SIGMOIDS)(sigmoid(z) - y)}
    assert "sigmoid less a label" in names


def test_logarithms_are_taken_apart_only_where_both_factors_are_positive() -> None:
    q = Symbol("q", real=True)
    split = log(q) + log(1 - q)
    assert split in [new for _, new in Rewriting(Domain({q: UNIT}), TABLE)(log(q * (1 - q)))]
    assert split not in [new for _, new in Rewriting(Domain(), TABLE)(log(q * (1 - q)))]


def test_a_placeholder_already_bound_takes_nothing_more() -> None:
    # z·y − 2zσ(y) has the common factor z; the 2 belongs to one term alone.
    formula = z * y - 2 * z * sigmoid(y)
    rewritten = [new for row, new in Rewriting(Domain(), TABLE)(formula) if row.name == "common factor"]
    assert rewritten
    for new in rewritten:
        assert (new - formula).expand() == 0


MANY_WAYS = (
    -z * (2 * sigmoid(z) - 1) * sigmoid(z) + 2 * sigmoid(z),
    (1 - sigmoid(z)) * (2 * sigmoid(z) - 2 * y) * sigmoid(z),
)


@pytest.mark.parametrize("formula", MANY_WAYS, ids=str)
def test_every_step_is_itself_an_identity(formula: Expr) -> None:
    domain = Domain({y: CLOSED_UNIT})
    made = [new for row, new in Rewriting(domain, TABLE)(formula) if row not in GUARDS]
    assert len(made) > 10
    for new in made:
        assert prove(formula, new, domain).proved, str(new)
