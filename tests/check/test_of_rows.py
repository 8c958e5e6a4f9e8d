"""Pages about rows of random numbers: counts in categories, shares of a whole."""

from __future__ import annotations

import pytest

from symxent.check.report import check_text

COUNTS = r"Let $(X_1, \dots, X_k) \sim \mathrm{Mult}(n, (p_1, \dots, p_k))$."
SHARES = r"Let $\theta \sim \mathrm{Dir}(\alpha)$ with $A = \sum_{i=1}^k \alpha_i$."


def last(text: str) -> tuple[str, str]:
    step = check_text(text).steps[-1]
    return step.status, step.reason


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        (COUNTS, r"\mathbb{E}[X_i] = n p_i"),
        (COUNTS, r"\operatorname{Var}(X_i) = n p_i (1 - p_i)"),
        (COUNTS + r" For $i \neq j$,", r"\operatorname{Cov}(X_i, X_j) = -n p_i p_j"),
        (COUNTS + r" For $i \neq j$,", r"\mathbb{E}[X_i X_j] = n (n - 1) p_i p_j"),
        (COUNTS, r"\sum_{i=1}^k \mathbb{E}[X_i] = n"),
        (r"Let $\mathbf{x} \sim \mathrm{Multinomial}(n, \mathbf{p})$.", r"\mathbb{E}[x_i] = n p_i"),
        (SHARES, r"\mathbb{E}[\theta_i] = \frac{\alpha_i}{A}"),
        (SHARES, r"\operatorname{Var}(\theta_i) = \frac{\alpha_i (A - \alpha_i)}{A^2 (A + 1)}"),
        (SHARES + r" For $i \neq j$,", r"\mathbb{E}[\theta_i \theta_j] = \frac{\alpha_i \alpha_j}{A (A + 1)}"),
        (SHARES, r"\sum_{i=1}^k \mathbb{E}[\theta_i] = 1"),
    ],
)
def test_the_moments_of_a_row_are_proved(said: str, claim: str) -> None:
    status, reason = last(f"{said}\n\n$$ {claim} $$\n")
    assert status == "proved"
    assert "Multinomial" in reason or "Dirichlet" in reason


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        (COUNTS + r" For $i \neq j$,", r"\operatorname{Cov}(X_i, X_j) = n p_i p_j"),
        (COUNTS + r" For $i \neq j$,", r"\mathbb{E}[X_i X_j] = n^2 p_i p_j"),
        (COUNTS, r"\sum_{i=1}^{k-1} \mathbb{E}[X_i] = n"),
        (SHARES, r"\operatorname{Var}(\theta_i) = \frac{\alpha_i (A - \alpha_i)}{A^2 (A - 1)}"),
        (SHARES + r" For $i \neq j$,", r"\mathbb{E}[\theta_i \theta_j] = \frac{\alpha_i \alpha_j}{A^2}"),
    ],
)
def test_a_moment_that_contradicts_the_law_of_a_row_is_refuted(said: str, claim: str) -> None:
    assert last(f"{said}\n\n$$ {claim} $$\n")[0] == "refuted"


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        (COUNTS, r"\operatorname{Cov}(X_i, X_j) = -n p_i p_j"),  # for i ≠ j, which a page may leave to its reader
        (SHARES + r" It is truncated.", r"\mathbb{E}[\theta_i] = \frac{\alpha_i}{A}"),
        (r"Let $X_i \sim \mathrm{Mult}(n, (p_1, \dots, p_k))$.", r"\mathbb{E}[X_i] = n p_i"),  # X_i is a row itself
        (
            r"Let $\theta \sim \mathrm{Dir}(\alpha)$ and $A = \sum_{i=2}^k \alpha_i$.",
            r"\mathbb{E}[\theta_i] = \frac{\alpha_i}{A}",
        ),
        (r"Let $x \sim \mathrm{Multinomial}(n, p)$.", r"\sum_{i=1}^k \mathbb{E}[x_i] = n"),  # k is not said
    ],
)
def test_what_is_said_otherwise_is_left_open(said: str, claim: str) -> None:
    assert last(f"{said}\n\n$$ {claim} $$\n")[0] not in ("proved", "refuted")
