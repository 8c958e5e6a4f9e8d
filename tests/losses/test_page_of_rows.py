"""The page of a row loss: every line proved, the last one the closed form."""

from __future__ import annotations

import pytest
from sympy import Sum, log

import symxent as sx
from symxent.losses.catalogue import named, names
from symxent.losses.loss import Loss

k, j = sx.classes("k"), sx.index("j")
x, t, y = sx.logits("x", k), sx.target_class("t"), sx.target_shares("y", k)
OWN = {
    "of_shares": -Sum(y[j] * log(sx.softmax(x, j, k)), (j, 1, k)),
    "focal": -((1 - sx.softmax(x, t, k)) ** 2) * log(sx.softmax(x, t, k)),
    "penalised": sx.logsumexp(x, k) - x[t] + sx.logsumexp(x, k) ** 2 / 10,
}


@pytest.mark.parametrize("name", [*names(by_row=True), *OWN])
def test_every_line_of_the_page_is_proved(name: str) -> None:
    loss = Loss(name, OWN[name], wrt=x) if name in OWN else named(name)
    page = loss.derive()
    assert page.proved
    assert sum(len(section.lines) for section in page.sections) > 6


def test_scaled_scores_are_spoken_of_as_u_and_what_follows_for_x_is_stated() -> None:
    titles = [section.title for section in named("softmax_temperature").derive().sections]
    assert titles[0] == "The gradient, in u = x/tau"
    assert titles[2:] == ["The gradient in x", "The diagonal of the Hessian in x"]
