"""Maximum likelihood as a course writes it: the log-likelihood, its derivative set to zero, what follows from it."""

from __future__ import annotations

import pytest

from symxent.check.report import check_text

POISSON = r"""
Let $y_i \sim \mathrm{Poiss}(\lambda)$ for $i = 1, \ldots, n$. The log-likelihood function is

$$ \mathrm{LL}(\lambda) = \log p(y|\lambda) = - n \lambda + \log(\lambda) \sum_{i=1}^n y_i - \sum_{i=1}^n \log(y_i !) $$

and its derivative is

$$ \frac{\mathrm{d}\mathrm{LL}(\lambda)}{\mathrm{d}\lambda} = \frac{1}{\lambda} \sum_{i=1}^n y_i - n \; . $$

Setting it to zero, we obtain

$$
\begin{split}
\frac{\mathrm{d}\mathrm{LL}(\hat{\lambda})}{\mathrm{d}\lambda} &= 0 \\
0 &= \frac{1}{\hat{\lambda}} \sum_{i=1}^n y_i - n \\
n \hat{\lambda} &= \sum_{i=1}^n y_i \\
\end{split}
$$
"""

NORMAL = r"""
The log-likelihood function is

$$ \mathrm{LL}(\mu, \sigma^2) = \log p(y|\mu,\sigma^2)
= -\frac{n}{2} \log(2\pi\sigma^2) - \frac{1}{2\sigma^2} \sum_{i=1}^n (y_i - \mu)^2 \; . $$

The derivatives are

$$
\begin{split}
\frac{\mathrm{d}\mathrm{LL}(\mu, \sigma^2)}{\mathrm{d}\mu} &= \frac{1}{\sigma^2} \sum_{i=1}^n (y_i - \mu) \\
\frac{\mathrm{d}\mathrm{LL}(\mu, \sigma^2)}{\mathrm{d}\sigma^2}
&= -\frac{n}{2\sigma^2} + \frac{1}{2(\sigma^2)^2} \sum_{i=1}^n (y_i - \mu)^2
\end{split}
$$

and so

$$
\begin{split}
0 &= -\frac{n}{2 s} + \frac{1}{2 s^2} \sum_{i=1}^n (y_i - m)^2 \\
\frac{n}{2 s} &= \frac{1}{2 s^2} \sum_{i=1}^n (y_i - m)^2 \\
n s &= \sum_{i=1}^n (y_i - m)^2 \; .
\end{split}
$$
"""

BINOMIAL = r"""
$$ y \sim \mathrm{Bin}(n,p) $$

$$ \mathrm{LL}(p) = \log p(y|p) = \log {n \choose y} + y \log p + (n-y) \log (1-p) \; . $$

$$ \frac{\mathrm{d}\mathrm{LL}(p)}{\mathrm{d}p} = \frac{y}{p} - \frac{n-y}{1-p} $$

$$
\begin{split}
0 &= \frac{y}{\hat{p}} - \frac{n-y}{1-\hat{p}} \\
\frac{n-y}{1-\hat{p}} &= \frac{y}{\hat{p}} \\
(n-y) \, \hat{p} &= y \, (1-\hat{p}) \\
n \hat{p} &= y
\end{split}
$$
"""


def statuses(text: str) -> list[str]:
    return [s.status for s in check_text(text).steps]


@pytest.mark.parametrize(("page", "proved"), [(POISSON, 2), (NORMAL, 4), (BINOMIAL, 4)])
def test_the_lines_of_an_estimation_follow_from_each_other(page: str, proved: int) -> None:
    found = statuses(page)
    assert found.count("proved") >= proved
    assert "refuted" not in found


@pytest.mark.parametrize(
    ("page", "right", "wrong"),
    [
        (POISSON, r"\sum_{i=1}^n y_i - n \; .", r"\sum_{i=1}^n y_i + n \; ."),
        (POISSON, r"n \hat{\lambda} &=", r"(n - 1) \hat{\lambda} &="),
        (NORMAL, r"&= \frac{1}{\sigma^2} \sum", r"&= \frac{2}{\sigma^2} \sum"),
        (NORMAL, r"-\frac{n}{2\sigma^2} + \frac{1}{2(\sigma^2)^2}", r"-\frac{n}{2\sigma^2} + \frac{1}{(\sigma^2)^2}"),
        (NORMAL, r"n s &=", r"n s^2 &="),
        (BINOMIAL, r"(n-y) \, \hat{p} &= y \, (1-\hat{p})", r"(n-y) \, \hat{p} &= y \, (1+\hat{p})"),
    ],
)
def test_a_wrong_line_follows_from_nothing(page: str, right: str, wrong: str) -> None:
    assert right in page
    assert statuses(page.replace(right, wrong)).count("proved") < statuses(page).count("proved")


def lines(*equations: str) -> list[str]:
    return statuses("Then\n\n$$\n\\begin{split}\n" + " \\\\\n".join(equations) + "\n\\end{split}\n$$\n")[1:]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("(a - b)(c - d) &= 0", "c - d &= 0"),  # divided by what may be 0
        ("a c - b c &= 0", "a + 1 &= b + 1"),
        ("a^2 - b^2 &= 0", "a - b &= 0"),
        ("a &= a", "c + 1 &= d"),
        ("a - b &= 0", "a + b &= 0"),
    ],
)
def test_no_line_follows_by_dividing_by_zero(above: str, below: str) -> None:
    assert "proved" not in lines(above, below)


def test_a_line_follows_times_what_its_own_bar_says_is_not_zero() -> None:
    assert lines("a c - b &= 0", r"a - \frac{b}{c} &= 0") == ["proved"]


def test_a_density_is_meant_by_the_name_of_a_law_with_a_point() -> None:
    said = "Let $X \\sim \\mathrm{Gam}(a, b)$. Then\n\n"
    step = r"$$ \int_0^\infty x \cdot \mathrm{Gam}(x; a, b) \, \mathrm{d}x = \frac{a}{b} $$"
    assert statuses(said + step + "\n")[-1] == "proved"
    assert statuses(said + step.replace(r"\frac{a}{b}", r"\frac{a+1}{b}") + "\n")[-1] != "proved"


def test_a_density_in_another_reading_is_not_told_false() -> None:
    """The page may mean b as a scale: the mean is ab then."""
    said = "Let $X \\sim \\mathrm{Gam}(a, b)$. Then\n\n"
    assert "refuted" not in statuses(
        said + r"$$ \int_0^\infty x \cdot \mathrm{Gam}(x; a, b) \, \mathrm{d}x = ab $$" + "\n"
    )


def test_a_sample_mean_is_one_that_the_page_calls_so() -> None:
    step = r"$$ \sum_{i=1}^n (x_i - \bar{x}) x_i = \sum_{i=1}^n (x_i - \bar{x})^2 $$"
    said = "where $\\bar{x}$ is the sample mean. We have\n\n"
    assert statuses(said + step + "\n")[-1] == "proved"
    assert statuses("We have\n\n" + step + "\n")[-1] != "proved"


@pytest.mark.parametrize(
    ("law", "step"),
    [
        (r"\mathrm{Exp}(\lambda)", r"\int_{-1}^0 \mathrm{Exp}(x; \lambda) \, \mathrm{d}x = e^{\lambda} - 1"),
        (r"\mathrm{Exp}(\lambda)", r"\mathrm{Exp}(-1; \lambda) = \lambda e^{\lambda}"),
        (r"\mathcal{U}(a, b)", r"\int_0^c \mathcal{U}(x; a, b) \, \mathrm{d}x = \frac{c}{b - a}"),
        (r"\mathcal{U}(a, b)", r"\int_0^c f_X(x) \, \mathrm{d}x = \frac{c}{b - a}"),
    ],
)
def test_a_density_is_no_formula_outside_of_its_support(law: str, step: str) -> None:
    assert "proved" not in statuses(f"Let $X \\sim {law}$. Then\n\n$$ {step} $$\n")


def test_a_law_of_another_section_says_nothing_of_a_letter() -> None:
    law, step = "Let $X \\sim \\mathrm{Exp}(\\lambda)$.\n", "We have\n\n$$ \\sqrt{\\lambda^2} = \\lambda $$\n"
    assert statuses(f"{law}\n{step}")[-1] == "proved"
    assert statuses(f"# Times\n\n{law}\n# Eigenvalues\n\n{step}")[-1] != "proved"


def test_a_difference_of_positive_numbers_may_be_zero() -> None:
    assert "proved" not in lines("(\\log a) (a - b) c &= (\\log b)(a - b) d", "(\\log a) c &= (\\log b) d")


def test_a_chain_that_defines_a_function_proves_nothing_of_its_own_middle() -> None:
    page = r"The model is $p(x) = P(Y=1 \mid X=x) = \frac{1}{1+e^{-x}}$."
    assert [s.status for s in check_text(page).steps] == ["given", "given"]
