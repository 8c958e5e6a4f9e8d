"""Conditions whose ends are letters, a ≤ x ≤ b; densities that a page calls by one letter."""

from __future__ import annotations

import pytest

from symxent.check.report import check_text


def last(text: str) -> str:
    return check_text(text).steps[-1].status


@pytest.mark.parametrize(
    "text",
    [
        r"For $a \le x \le b$, $|x - a| + |x - b| = b - a$.",
        r"Let $a < b$. For $a \le x \le b$ it holds that $\max(a, \min(x, b)) = x$.",
        r"For $a \le x \le b$: $\sqrt{(x-a)^2} = x - a$.",
        r"Let $s \le t$. Then $\min(s, t) = s$.",
        r"For $a \leq x \leq b$ we have $(x - a)(b - x) \ge 0$.",
        r"Let $x \ge y$. Then $|x - y| = x - y$.",
    ],
)
def test_letters_in_an_order_are_written_by_their_gaps(text: str) -> None:
    assert last(text) == "proved"


@pytest.mark.parametrize(
    "text",
    [
        r"For $a \le x \le b$, $|x - a| - |x - b| = b - a$.",
        r"For $a \le x \le b$, $|x| = x$.",
        r"For $a \le x$, $|x - a| + |x - b| = b - a$.",
        r"For $a \le b$, $|x - a| + |x - b| = b - a$.",
        r"For $x \le a$ and $x \le b$, $|a - b| = b - a$.",
        r"For $a \le x \le b$, $\sqrt{(x-b)^2} = x - b$.",
        r"For $a \le b$, $a^2 \le b^2$.",
        r"For $a \le b \le a$: $|a - b| = 1$.",
        r"For $a \le x \le b$, $x^2 \le b^2$.",
        r"For $a \le x$: $1 = 1$. For all $x$: $|x - a| = x - a$.",
    ],
)
def test_an_order_proves_no_more_than_it_says(text: str) -> None:
    assert last(text) != "proved"


def test_a_density_of_another_section_is_another_function() -> None:
    one = r"Let $p(\theta \mid \alpha) = \alpha \theta^{\alpha - 1}$."
    page = f"# One\n\n{one}\n\n# Two\n\nFor any density $q(z)$\n\n"
    bound = r"\log p(x) - \mathbb{E}_{q(z)}[\log p(x, z) - \log q(z)] = \mathrm{KL}(q(z) \| p(z \mid x))"
    assert last(f"{page}$$ {bound} $$\n") == "proved"
    assert last("Let $p_i$ be called: $p(x, y) = 1$. Then $p_i(1 - p_i) = p_i - p_i^2$.") == "proved"


def test_a_gamma_of_a_fraction_is_called() -> None:
    assert last(r"Then $\frac{1}{\Gamma \left( \frac{m}{2} \right)} \cdot x = \frac{x}{\Gamma(m/2)}$.") == "proved"


def test_a_constant_matrix_is_not_random() -> None:
    claim = r"$$ \mathrm{E}[A X X^\mathrm{T} A^\mathrm{T}] = A \, \mathrm{E}[X X^\mathrm{T}] A^\mathrm{T} $$"
    assert last(f"Let $X$ be a random vector and consider a constant matrix $A$. Then\n\n{claim}\n") == "proved"
    assert last(f"Let $X$ be a random vector and consider a matrix $A$. Then\n\n{claim}\n") != "proved"
