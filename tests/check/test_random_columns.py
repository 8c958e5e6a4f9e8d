"""Pages about random columns: moments of x ∼ N(μ, Σ) and of what is linear or quadratic in it."""

from __future__ import annotations

import pytest

from symxent.check.report import check_text

NORMAL = r"Let $x \sim \mathcal{N}(\mu, \Sigma)$ be in $\mathbb{R}^d$, $A$ a matrix, $a$ and $b$ vectors. "
CENTRED = r"Let $\mathbf{x} \sim \mathcal{N}(\mathbf{0}, \sigma^2 \mathbf{I})$. "
IMAGE = NORMAL + r"Let $y = A x + b$. "


def last(text: str) -> tuple[str, str]:
    step = check_text(text).steps[-1]
    return step.status, step.reason


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        (NORMAL, r"\mathbb{E}[x] = \mu"),
        (NORMAL, r"\operatorname{Cov}(x) = \Sigma"),
        (NORMAL, r"\mathbb{E}[x x^\top] = \Sigma + \mu \mu^\top"),
        (NORMAL, r"\mathbb{E}[x^\top A x] = \operatorname{tr}(A \Sigma) + \mu^\top A \mu"),
        (NORMAL, r"\operatorname{Cov}(A x + b) = A \Sigma A^\top"),
        (NORMAL, r"\operatorname{Var}(a^\top x) = a^\top \Sigma a"),
        (NORMAL, r"\mathbb{E}[\|x - \mu\|^2] = \operatorname{tr}(\Sigma)"),
        (CENTRED, r"\mathbb{E}[\mathbf{x} \mathbf{x}^\top] = \sigma^2 \mathbf{I}"),
        (IMAGE, r"\mathbb{E}[y] = A \mu + b"),
        (IMAGE, r"\operatorname{Cov}(x, y) = \Sigma A^\top"),
    ],
)
def test_the_moments_of_a_random_column_are_proved(said: str, claim: str) -> None:
    status, reason = last(f"{said}Then\n\n$$ {claim} $$\n")
    assert status == "proved"
    assert "by mean and covariance of x" in reason


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        (NORMAL, r"\mathbb{E}[x x^\top] = \Sigma"),
        (NORMAL, r"\mathbb{E}[x^\top A x] = \operatorname{tr}(A \Sigma)"),
        (NORMAL, r"\operatorname{Cov}(A x) = A^\top \Sigma A"),
        (NORMAL, r"\operatorname{Cov}(x) = \Sigma^{-1}"),
        (NORMAL, r"\mathbb{E}[(a^\top x)^2] = a^\top \Sigma a"),
        (NORMAL, r"\mathbb{E}[\|x\|] = \sqrt{\operatorname{tr}(\Sigma)}"),
        (NORMAL, r"\mathbb{E}[x \mid y] = \mu"),
        (NORMAL + r"Let $\epsilon$ be noise. ", r"\operatorname{Cov}(A x + \epsilon) = A \Sigma A^\top"),
        (NORMAL + r"Let $B$ be a random matrix. ", r"\mathbb{E}[B x] = B \mu"),
        (NORMAL + r"Let $z = g(x)$. ", r"\mathbb{E}[z + x] = z + \mu"),
        (NORMAL + r"Let $w \sim \mathcal{N}(0, S)$. ", r"\mathbb{E}[w^\top x] = 0"),
        (NORMAL + r"Now let $x \sim \mathcal{N}(0, I)$. ", r"\mathbb{E}[x] = \mu"),
        (NORMAL + r"It is truncated. ", r"\mathbb{E}[x] = \mu"),
        (IMAGE, r"\operatorname{Cov}(x, y) = 0"),
        (IMAGE, r"\operatorname{Cov}(y) = A \Sigma A^\top + b b^\top"),
    ],
)
def test_other_moments_are_not(said: str, claim: str) -> None:
    assert last(f"{said}Then\n\n$$ {claim} $$\n")[0] != "proved"
