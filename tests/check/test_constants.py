"""The letters e and π are the numbers where a page does not use them for something else."""

from __future__ import annotations

import pytest

from symxent.check.report import check_text

SINE = "$$\\sin(\\pi) = 0$$"
OF_THEIR_OWN = [
    rf"The mixture weights are $\pi = (\pi_1, \dots, \pi_K)$. Then {SINE}",
    rf"Here $\pi = (\pi_1,\dots,\pi_K)$ are weights.{chr(10) * 2}Then {SINE}",
    rf"Let $\pi$ be a policy. {SINE}",
    rf"Let $\pi$ denote the profit. {SINE}",
    rf"A permutation $\pi$ is given. {SINE}",
    rf"Let $\pi \in [0, 1]$ be a probability. {SINE}",
    rf"Let $\pi \sim \mathrm{{Dir}}(\alpha)$. {SINE}",
    rf"We write $\pi(a \mid s)$ for the policy. {SINE}",
    rf"{SINE} where $\pi$ is the policy.",
    r"Let $\pi$ be a policy. $$\cos(2 \pi) = 1$$",
    r"Let $\pi$ be the profit. $$\pi > 3$$",
    r"Let $e$ be the error. $$\ln e = 1$$",
    r"The error $e$ is small. $$\ln (e^2) = 2$$",
]
OF_NUMBERS = [
    SINE,
    rf"Let $\pi$ be the ratio of a circle's circumference to its diameter. {SINE}",
    rf"The number $\pi$ is irrational. {SINE}",
    rf"Recall that $\pi \approx 3.14$. {SINE}",
    r"Let $e$ be the error. Then $$e^x e^{-x} = 1$$",
    r"The weights are $\pi = (\pi_1, \dots, \pi_K)$. For $s > 0$: "
    r"$$\log \frac{1}{\sqrt{2\pi} s} = -\frac12\log(2\pi s^2)$$",
]


@pytest.mark.parametrize("text", OF_THEIR_OWN)
def test_a_letter_of_the_page_is_no_constant(text: str) -> None:
    assert "proved" not in [s.status for s in check_text(text).steps]
    assert "refuted" not in [s.status for s in check_text(text).steps]


@pytest.mark.parametrize("text", OF_NUMBERS)
def test_a_constant_is_a_number(text: str) -> None:
    assert check_text(text).steps[-1].status == "proved"
