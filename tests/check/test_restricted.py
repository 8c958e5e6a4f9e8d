"""What is said of a function for some x, or of a matrix of one size, proves nothing elsewhere."""

import pytest

from symxent.check.judge import Judge
from symxent.read.document import read_page

OUTSIDE = [
    r"Let $f(x) = x^2$ for $x \ge 0$ and $f(x) = -x^2$ for $x < 0$. Then $f(1) = -1$.",
    r"Let $f(x) = x^2$ for $x \ge 0$ and $f(x) = -x^2$ for $x < 0$. Then $f''(a) = -2$.",
    r"Let $f(x) = x^2$ for $x > 1$. Then $\int_0^1 f(x) dx = \frac{1}{3}$.",
    r"Let $f(x) = x^2$ for $0 < x \le 1$. Then $f(0) = 0$.",
    r"$f(x) = x^2$ when $x < 1$. So $f(2) = 4$.",
    r"Let $f(x) = x^2$ on $[1, 2]$. Then $f(0) = 0$.",
    r"Let $f(x) = x^2$ on the interval $(1, \infty)$. Then $f(1) = 1$.",
    r"Let $f: [0, \pi) \to \mathbb{R}$, $f(x) = x^2$. Then $f(4) = 16$.",
    r"Define $f(x) = x^2$ for $x \in [0, 1]$. Then $f(2) = 4$.",
    r"$f(x) = \lambda e^{-\lambda x}$ for $x \ge 0$. So $f(-1) = \lambda e^{\lambda}$.",
    r"Let $A$ be a $2 \times 3$ matrix. Then $\det(A A^T) = \det(A)^2$.",
    r"Let $A$ be an $m \times n$ matrix with $m > n$. $\det(A A^T) = \det(A)^2$.",
    r"For the $n \times p$ design matrix $X$, $(X^T X)^{-1} = X^{-1} (X^T)^{-1}$.",
    r"If $a b = a c$ then $b = c$.",
    r"When $u v = u w$ we have $v = w$.",
    r"We have $\int_0^x |t| \, dt = \frac{x^2}{2}$.",  # the ends of an integral are no numbers of terms
    r"We have $\int_0^x \cos(2 \pi t) \, dt = 0$.",
]
INSIDE = [
    r"Let $f(x) = x^2$ on $[1, 2]$. Then $f(1) = 1$.",
    r"Let $f: [0, \pi) \to \mathbb{R}$, $f(x) = x^2$. Then $f(3) = 9$.",
    r"Let $f(x) = \log x$ for $x > 0$. Then $f(2) = \log 2$.",
    r"Let $f(x) = x^2$ for $x \ge 0$ and $f(x) = -x^2$ for $x < 0$. Then $f(-2) = -4$.",
    r"For $x \in \mathbb{R}$ let $f(x) = x^2$. Then $f(a + b) = a^2 + 2 a b + b^2$.",
    r"$f(x) = \lambda e^{-\lambda x}$ for $x \ge 0$. So $f(0) = \lambda$.",
    r"Let $f(x) = x^2$ for $x > 0$. Then $f'(x) = 2 x$.",
    r"Let $A$ be an $n \times n$ matrix. Then $\det(A A^T) = \det(A)^2$.",
    r"For $x > 0$, $\int_0^x |t| \, dt = \frac{x^2}{2}$.",
    r"Let $A$ and $B$ be square matrices. Then $\det(A B) = \det(A) \det(B)$.",
]


def proved(text):
    return [step.status == "proved" for step in Judge(read_page(text, "t.md")).all()]


@pytest.mark.parametrize("text", OUTSIDE)
def test_nothing_is_proved_where_nothing_is_said(text):
    assert not any(proved(text))


def test_the_inverse_of_a_transpose_makes_no_number_of_the_sign_for_it():
    assert proved(r"$(A^T A)^{-1} = A^{-1} A^{-T}$ and $x x^T = x^T x$.") == [True, False]
    assert proved(r"$e^{-T} e^{T} = 1$ and $x x^T = x^T x$.") == [True, True]


@pytest.mark.parametrize("text", INSIDE)
def test_what_is_said_there_is_used(text):
    assert proved(text)[-1]
