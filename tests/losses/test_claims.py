"""Claims about losses: the true ones are proved, the false ones refuted at a point, none is guessed."""

from __future__ import annotations

import pytest
from sympy import Abs, Eq, Max, Piecewise, Rational, exp, log

import symxent as sx
from symxent.errors import SymxentError
from symxent.losses.loss import Loss

z, y, share = sx.logit("z"), sx.target("y", values=(0, 1)), sx.target("q", between=(0, 1))
number, count, sign = sx.target("t"), sx.target("c", at_least=0), sx.target("s", values=(-1, 1))
tau, delta = sx.parameter("tau", 0.25, between=(0, 1)), sx.parameter("delta", 1, above=0)
p = sx.sigmoid(z)
r = z - number
bce = Loss("bce", -(y * log(p) + (1 - y) * log(1 - p)), wrt=z)
soft = Loss("soft", sx.softplus(z) - share * z, wrt=z)
focal = Loss("focal", -(y * (1 - p) ** 2 * log(p) + (1 - y) * p**2 * log(1 - p)), wrt=z)
huber = Loss("huber", Piecewise((r**2 / 2, Abs(r) <= delta), (delta * (Abs(r) - delta / 2), True)), wrt=z)
torn = Loss("torn", Piecewise((r**2 / 2, Abs(r) <= delta), (delta * (Abs(r) - delta), True)), wrt=z)
bent = Loss("bent", Piecewise((r**2, z <= number), (r / 2 - r, True)), wrt=z)
hinge = Loss("hinge", Max(0, 1 - sign * z), wrt=z)
squared = Loss("squared", Max(0, 1 - sign * z) ** 2, wrt=z)
quantile = Loss("quantile", Max(tau * (number - z), (tau - 1) * (number - z)), wrt=z)
poisson = Loss("poisson", exp(z) - count * z, wrt=z)
capped = Loss("capped", -Max(0, 1 - sign * z), wrt=z)


@pytest.mark.parametrize("loss", [bce, soft, huber, hinge, squared, quantile, poisson], ids=lambda loss: loss.name)
def test_a_convex_loss_is_proved_convex(loss: Loss) -> None:
    assert loss.claim(convex=True).proved
    assert loss.claim(convex=False).refuted


@pytest.mark.parametrize("loss", [focal], ids=lambda loss: loss.name)
def test_a_loss_that_is_not_convex_is_refuted_at_a_point(loss: Loss) -> None:
    verdict = loss.claim(convex=True)
    assert verdict.refuted
    assert verdict.witness is not None
    assert loss.claim(convex=False).proved


@pytest.mark.parametrize("loss", [torn, bent, capped], ids=lambda loss: loss.name)
def test_pieces_that_do_not_meet_are_never_proved_convex(loss: Loss) -> None:
    assert not loss.claim(convex=True).proved


@pytest.mark.parametrize(
    ("loss", "claim", "status"),
    [
        (bce, Eq(bce.gradient, p - y), "proved"),
        (bce, Eq(bce.gradient, y - p), "refuted"),
        (bce, Eq(bce.hessian, p * (1 - p)), "proved"),
        (bce, Eq(bce.hessian, 2 * p * (1 - p)), "refuted"),
        (bce, bce.hessian <= Rational(1, 4), "proved"),
        (bce, bce.hessian <= Rational(1, 5), "refuted"),
        (bce, bce.expr > 0, "proved"),
        (soft, Eq(soft.gradient, p - share), "proved"),
        (focal, focal.expr <= bce.expr, "proved"),
        (focal, focal.hessian >= 0, "refuted"),
    ],
    ids=str,
)
def test_equations_and_inequalities_are_judged_at_every_label(loss: Loss, claim: object, status: str) -> None:
    assert loss.claim(claim).status.value == status


@pytest.mark.parametrize(
    ("loss", "point", "status"),
    [
        (soft, sx.logit(share), "proved"),
        (soft, 2 * sx.logit(share), "refuted"),
        (huber, number, "proved"),
        (huber, number + delta, "refuted"),
        (poisson, log(count), "proved"),
        (quantile, number, "proved"),
    ],
    ids=str,
)
def test_where_the_minimum_lies_is_judged(loss: Loss, point: object, status: str) -> None:
    assert loss.claim(minimum_at=point).status.value == status


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "takes one claim"),
        ({"convex": True, "minimum_at": number}, "takes one claim"),
        ({"claim": z}, "an equation or inequality"),
        ({"claim": Eq(z, sx.logit("other"))}, "other is no variable"),
        ({"minimum_at": z}, "by targets and parameters alone"),
    ],
)
def test_what_is_no_claim_is_refused(arguments: dict, message: str) -> None:
    with pytest.raises(SymxentError, match=message):
        bce.claim(**arguments)
