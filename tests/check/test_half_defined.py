"""What a page says of the points of a line counts: a line that has no value at one of them is not proved there."""

from __future__ import annotations

import pytest

from symxent.check.report import check_text


def last(text: str):
    """The last step of a page."""
    return check_text(text, "page.md").steps[-1]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (r"Let $r(x) = \max(0, x)$. For $x \ge 0$, $$r'(x) = 1$$", "at x = 0 the left side has no value"),
        (r"For $x \ge 0$ we have $$\frac{d}{dx} |x| = 1$$", "at x = 0 the left side has no value"),
        (r"For $x < 0$: $$\log x^2 = 2 \log x$$", "at x = -1 the right side has no value"),
        (r"For $x \neq 0$: $$\log x^2 = 2 \log x$$", "at x = -1 the right side has no value"),
        (r"For $x = 0$, $$\frac{x^2}{x} = x$$", "at x = 0 the left side has no value"),
        (r"For $p \in [0, 1]$, $$\frac{1 - p^2}{1 - p} = 1 + p$$", "at p = 1 the left side has no value"),
        (r"For $|r| \le 1$, $$\sum_{i=0}^n r^i = \frac{1 - r^{n+1}}{1 - r}$$", "at r = 1 the right side has no value"),
        (r"For $x \ge 0$, $$\frac{x y}{x} = y$$", "at x = 0 the left side has no value"),
    ],
)
def test_a_line_without_a_value_where_the_page_speaks_of_it_is_not_proved(text: str, where: str) -> None:
    found = last(text)
    assert (found.status, found.reason) == ("unknown", where)


@pytest.mark.parametrize(
    "text",
    [
        r"Let $r(x) = \max(0, x)$. For $x > 0$, $$r'(x) = 1$$",
        r"For $x > 0$: $$\log x^2 = 2 \log x$$",
        r"For $x \neq 0$, $$\frac{x^2}{x} = x$$",
        r"$$\log x^2 = 2 \log x$$",
        r"For $x \ge 0$, $$\frac{d}{dx} \sqrt{x} = \frac{1}{2 \sqrt{x}}$$",
        r"For $|r| < 1$, $$\sum_{i=0}^n r^i = \frac{1 - r^{n+1}}{1 - r}$$",
        r"For $x \ge 0$, $$\frac{x y}{y} = x$$",
        r"For $K \ge 1$, $$\frac{1}{2^{\log_2 \frac{1}{K}}} = K$$",
        r"For $x \ge 0$, $$\det\begin{bmatrix} x & y & 1 \\ 0 & 1 & y \\ 0 & 0 & 1 \end{bmatrix} = x$$",
    ],
)
def test_a_line_that_has_values_where_the_page_speaks_of_it_is_proved(text: str) -> None:
    assert last(text).status == "proved"


@pytest.mark.parametrize(
    "text",
    [
        r"Let $X \sim \mathrm{Gamma}(a, b)$ with $0 < a < 1$. $$E[1/X] = \frac{b}{a - 1}$$",
        r"Let $X \sim \mathrm{Exp}(\lambda)$ with $\lambda < 1$. $$E[e^{2 X}] = \frac{\lambda}{\lambda - 2}$$",
        r"Let $X \sim \mathrm{Bernoulli}(p)$ with $p > 1$. $$E[X] = p$$",
        r"Let $X \sim \mathrm{Poisson}(\lambda)$ where $\lambda < 0$. $$E[X] = \lambda$$",
        r"Let $X$ follow a Cauchy distribution. $$E[X + 1] = E[X] + 1$$",
        r"Let $X \sim \mathrm{Cauchy}(0, 1)$. $$E[2 X] = 2 E[X]$$",
    ],
)
def test_a_mean_that_does_not_exist_has_no_value(text: str) -> None:
    assert last(text).status != "proved"


@pytest.mark.parametrize(
    "text",
    [
        r"Let $X \sim \mathrm{Gamma}(a, b)$ with $a > 1$. $$E[1/X] = \frac{b}{a - 1}$$",
        r"By the Cauchy-Schwarz inequality. $$E[2 X] = 2 E[X]$$",
        r"Let $x$ be a number with $0 < x < 1$. $$x^2 < x$$",
    ],
)
def test_what_is_said_with_a_letter_holds_of_it_in_the_sentences_behind(text: str) -> None:
    assert last(text).status == "proved"
