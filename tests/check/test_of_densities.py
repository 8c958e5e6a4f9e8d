"""Densities, means against them, and functions that belong to a variable, as pages write them."""

from __future__ import annotations

import pytest

from symxent.check.judge import Judge
from symxent.check.report import check_text
from symxent.language.tree import Add, Big, Name, Negative
from symxent.read.document import read_page

HOLD = [
    r"$$\mathrm{E}(g(X)) = \sum_{x \in \mathcal{X}} g(x) f_X(x)$$",
    r"$$\mathrm{Var}(X) = \int_{-\infty}^{\infty} (x - \mathrm{E}(X))^2 \cdot f_X(x) \, dx$$",
    r"$$\mathrm{E}(z^X) = \sum_{x \in \mathcal{X}} z^x \, \mathrm{Pr}(X = x)$$",
    r"Since $X$ takes a value, $$\sum_{x \in \mathcal{X}} f_X(x) = 1 = 1 + 0$$",
    r"We separate: $$\int_{\mathcal{X}} \int_{\mathcal{Y}} p(x,y) \log \frac{p(x,y)}{p(x)} \, dy \, dx ="
    r" \int_{\mathcal{X}} \int_{\mathcal{Y}} p(x,y) \log p(x,y) \, dy \, dx"
    r" - \int_{\mathcal{X}} p(x) \log p(x) \, dx$$",
    r"$$\left\langle 3 x + a \right\rangle_{p(x)} = 3 \left\langle x \right\rangle_{p(x)} + a$$",
    r"$$\log \frac{\prod_{i=1}^n p_i^{x_i}}{\prod_{i=1}^n q_i^{x_i}} = \sum_{i=1}^n x_i \log \frac{p_i}{q_i}$$",
    r"Let $M_X(t) = \mathrm{E}(e^{tX})$. Then $$M_Y(2t) = \mathrm{E}(e^{2tY})$$",
    r"$$\int_0^x a z \, dz = \left[ \frac{a z^2}{2} \right]_0^x = \frac{a x^2}{2}$$",
    r"Let $X \sim \mathrm{Exp}(\lambda)$. Then $$\int_0^\infty \lambda e^{-\lambda x} \, dx = \left[ -e^{-\lambda x}"
    r" \right]_0^\infty = 1$$",
    r"The mean is $$\mathrm{E}(X) = m + 1 \; .$$ The second moment is $$\mathrm{E}(X^2) = v + (m + 1)^2 \; .$$ Thus,"
    r" $$\mathrm{Var}(X) = \mathrm{E}(X^2) - \mathrm{E}(X)^2 = v + (m + 1)^2 - (m + 1)^2 = v$$",
    r"Let $y = X \beta + \varepsilon$ with $\varepsilon \sim \mathcal{N}(0, \sigma^2 V)$, where $X$ is an $n \times p$"
    r" matrix and $V$ an $n \times n$ matrix. Then $$(y - X b)^\top V^{-1} (y - X b) = y^\top V^{-1} y"
    r" - 2 y^\top V^{-1} X b + b^\top X^\top V^{-1} X b$$",
    r"Let $\Sigma$ be the $n \times n$ covariance matrix $\Sigma$ of $x$. Then $$a^\top \Sigma b = b^\top \Sigma a$$",
    r"With the moment-generating function $M_X(t)$, $$\mathrm{E}(X^2) + 1 = M_X''(0) + 1$$",
    r"$$\int_{-\infty-\mu}^{\infty-\mu} (z + \mu) e^{-z^2} \, \mathrm{d}(z + \mu)"
    r" = \int_{-\infty}^{\infty} (z + \mu) e^{-z^2} \, \mathrm{d}z$$",
    r"$$\int_a^b 1 \, dx = \left[ x \right]_a^b = b - a$$",
]
FAIL = [
    r"$$\int_{-\infty}^{\infty} e^{-z^2} \, \mathrm{d}(-z) = \int_{-\infty}^{\infty} e^{-z^2} \, \mathrm{d}z$$",
    r"$$\int_0^{\infty} e^{-u} \, \mathrm{d}(2u) = \int_0^{\infty} e^{-u} \, \mathrm{d}u$$",
    r"$$\int_a^b 1 \, dx + \left[ x \right]_a^b = 2a - 2b$$",
    r"$$\left[ x \right]_a^b = b - a$$",
    r"Let $[x]_a^b$ be the clamp of x. $$\int_0^1 x \, dx = \frac{1}{2}, \quad [x]_0^1 = 1$$",
    r"With the moment-generating function $M_X(t)$, $$\mathrm{E}(X^2) + 1 = M_X'(0) + 1$$",
    r"With the moment-generating function $M_X(t)$, $$\mathrm{E}(X^2) + 1 = M_Y''(0) + 1$$",
    r"With the distribution function $M_X(t)$, $$\mathrm{E}(X^2) + 1 = M_X''(0) + 1$$",
    r"Let $y = X \beta + \varepsilon$ with $\varepsilon \sim \mathcal{N}(0, A V B)$, where $X$ is an $n \times p$"
    r" matrix and $V$ an $n \times n$ matrix. Then $$(y - X b)^\top V^{-1} (y - X b) = y^\top V^{-1} y"
    r" - 2 y^\top V^{-1} X b + b^\top X^\top V^{-1} X b$$",
    r"Let $V$ be an $n \times n$ matrix and $a, b$ be vectors. The covariance matrix of $V$ is known."
    r" Then $$a^\top V b = b^\top V a$$",
    r"Let $V$ be the $n \times n$ cross covariance matrix $V$. Then $$V^\top x = V x$$",
    r"$$\mathrm{E}(g(X)) = \sum_{x \in \mathcal{X}} g(x)^2 f_X(x)$$",
    r"$$\mathrm{E}(g(X)) + 1 = \sum_{x \in \mathcal{X}} g(X) f_X(x) + 1$$",
    r"$$\mathrm{E}(X^2) = \sum_{x \in \mathcal{X}} x^2 f_Y(x)$$",
    r"$$\mathrm{E}(X^2) + 1 = \int_0^\infty x^2 f_X(x) \, dx + 1$$",
    r"$$\sum_{x \in \mathcal{X}} f_X(x)^2 + 1 = 2$$",
    r"$$\int_{\mathcal{X}} \int_{\mathcal{Y}} p(x,y) \log p(x) \, dy \, dx = \int_{\mathcal{Y}} p(y) \log p(y) \, dy$$",
    r"$$\int_{\mathcal{A}} p(x,y) \, dx + 1 = p(y) + 1$$",
    r"$$\int_0^1 \int_0^y f(x,y) \, dx \, dy - 1 = \int_0^1 \int_0^x f(x,y) \, dy \, dx - 1$$",
    r"$$\left\langle x y \right\rangle_{p(x)} + 1 = \left\langle x \right\rangle_{p(x)}^2 + 1$$",
    r"$$\left\langle x^2 \right\rangle_{p(x)} + 1 = \left\langle x \right\rangle_{p(x)}^2 + 1$$",
    r"$$\log \prod_{i=1}^n (a + x_i) = \log a + \sum_{i=1}^n \log x_i$$",
    r"$$\log \left(2 + \prod_{i=1}^n x_i\right) = \log 2 + \sum_{i=1}^n \log x_i$$",
    r"Let $M_X(t) = \mathrm{E}(e^{tX})$. Then $$M_Y(t) = \mathrm{E}(e^{tX})$$",
    r"Let $F_X(x) = 1 - e^{-\lambda x}$. Then $$F_Y(x) = 1 - e^{-\lambda x}$$",
    r"$$\int_0^x a z \, dz = \left[ \frac{a^2 z}{2} \right]_0^x$$",
    r"$$\operatorname{Var}(X) = \mathbb E[X]^2 - \mathbb E[X^2]$$ So $$\mathbb E[X^2] \le \mathbb E[X]^2$$",
]


def last(text: str):
    steps = Judge(read_page(text, "t.md")).all()
    number = steps[-1].statement.number
    return [s for s in steps if s.statement.number == number]


@pytest.mark.parametrize("text", HOLD)
def test_what_holds_is_proved(text):
    assert {s.status for s in last(text)} == {"proved"}, [(s.status, s.outcome.reason) for s in last(text)]


@pytest.mark.parametrize("text", FAIL)
def test_what_fails_is_not_proved(text):
    assert "proved" not in {s.status for s in last(text)}, [s.outcome.reason for s in last(text)]


def test_an_integral_leaves_the_differentials_of_those_around_it():
    page = read_page(r"$$\int_A \int_B f(x,y) \, dy \, dx - c = 0$$", "t.md")
    (statement,) = Judge(page).knowledge.statements
    left = statement.members[0]
    assert isinstance(left, Add)
    outer = left.terms[0]
    assert isinstance(outer, Big)
    assert outer.index == (Name("x"),)
    assert isinstance(outer.body, Big)
    assert outer.body.index == (Name("y"),)
    assert left.terms[1] == Negative(Name("c"))


def test_a_product_may_end_before_what_its_index_is_not_in():
    text = r"Let $a, b > 0$. Then $$\prod_{i=1}^n (a x_i) = \prod_{i=1}^n (x_i) \cdot a^n$$"
    assert {s.status for s in last(text)} == {"proved"}
    text = r"Let $a, b > 0$. Then $$\prod_{i=1}^n (a x_i) = \prod_{i=1}^n (x_i) \cdot a^{2 n}$$"
    assert "proved" not in {s.status for s in last(text)}


def test_a_trace_of_capitals_is_one_of_their_product():
    assert {s.status for s in last(r"We use $$\mathrm{tr}(ABC) + 1 = \mathrm{tr}(BCA) + 1$$")} == {"proved"}
    assert "proved" not in {s.status for s in last(r"We use $$\mathrm{tr}(ABC) + 1 = \mathrm{tr}(BAC) + 1$$")}


def test_a_prior_says_where_its_parameter_lies():
    prior = r"Let $p(\theta) = \mathrm{Bet}(\theta; a, b)$. Then "
    assert {s.status for s in last(prior + r"$$|1 - \theta| = 1 - \theta$$")} == {"proved"}
    assert "proved" not in {s.status for s in last(prior + r"$$|2\theta - 1| = 2 \theta - 1$$")}


def test_what_is_defined_in_words_is_a_definition_though_it_was_stated_before():
    text = r"We show $$I(X) = a + b \; .$$ The index $I(X)$ is defined as $$I(X) = c \cdot d \; .$$"
    assert {s.status for s in last(text)} == {"given"}


def test_a_function_of_a_square_is_put_in_by_its_root():
    said = r"Let $$L(m, s^2) = m^\top X m + \log s^2 \; .$$ Then $$M = L(u, v^2) = "
    assert last(said + r"u^\top X u + \log v^2$$")[-1].status == "proved"
    assert last(said + r"u^\top X u + \log v^4$$")[-1].status != "proved"


def test_functions_of_what_is_independent_factorise_and_of_nothing_else():
    claim = r"$$\mathrm{E}(g(X) h(Y)) + 1 = \mathrm{E}(g(X)) \, \mathrm{E}(h(Y)) + 1$$"
    assert last(r"Let $X$ and $Y$ be independent. Then " + claim)[-1].status == "proved"
    assert last(r"Let $X$ and $Y$ be random. Then " + claim)[-1].status != "proved"
    assert last(r"Let $X$ and $Y$ be independent. Then " + claim.replace("h(Y)", "h(X)"))[-1].status != "proved"
    assert last(r"Let $X$ be random. Then $$\mathrm{E}(g(X)) + 1 = g(\mathrm{E}(X)) + 1$$")[-1].status != "proved"


def test_an_integral_against_the_weight_of_a_law_is_done_before_points_are_looked_for() -> None:
    page = r"""Let $X \sim \mathcal{N}(\mu, \sigma^2)$.

$$ \int_{-\infty}^{\infty} \exp(t x) \cdot \frac{1}{\sqrt{2 \pi} \sigma} \cdot
\exp\left(-\frac{1}{2} \left( \frac{x - \mu}{\sigma} \right)^2\right) \, dx =
\exp\left(\mu t + \frac{1}{2} \sigma^2 t^2\right) $$
"""
    (step,) = [s for s in check_text(page).steps if "int" in s.latex]
    assert step.status == "proved"
    assert step.milliseconds < 1500
    wrong = page.replace(r"\frac{1}{2} \sigma^2 t^2\right) $$", r"\sigma^2 t^2\right) $$")
    assert [s.status for s in check_text(wrong).steps if "int" in s.latex] != ["proved"]


def test_a_sign_that_the_page_perhaps_rules_out_is_no_slip() -> None:
    text = (
        r"where $$\bar{y} = \frac{1}{n} \sum_{i=1}^n y_i$$"
        r" $$\bar{v} = \frac{1}{n-1} \sum_{i=1}^n (y_i - \bar{y})^2 \; .$$"
        r" Then $$\alpha = \bar{y} \sqrt{\frac{\bar{y}}{\bar{v}}} = \sqrt{\bar{y}^2} \sqrt{\frac{\bar{y}}{\bar{v}}}"
        r" = \sqrt{\frac{\bar{y}^3}{\bar{v}}}$$"
    )
    assert not any(step.status == "refuted" for step in Judge(read_page(text, "page.md")).all())


@pytest.mark.parametrize(
    ("said", "claim", "status"),
    [
        (r"Let $X \sim \mathrm{Exp}(\lambda)$ and $Y = \sqrt{X}$.", r"f_Y(y) = 2 \lambda y e^{-\lambda y^2}", "proved"),
        (r"Let $X \sim \mathcal{N}(0, 1)$ and $Y = X^2$.", r"f_Y(y) = f_X(\sqrt{y}) \frac{1}{\sqrt{y}}", "proved"),
        (r"Let $X \sim \mathcal{N}(0, 1)$ and $Y = X^2$.", r"f_Y(y) = f_X(\sqrt{y}) \frac{1}{2 \sqrt{y}}", "refuted"),
        (r"Let $X \sim \mathcal{N}(0, 1)$ and $Y = e^X$.", r"f_Y(y) = f_X(\ln y)", "refuted"),
        (r"Let $X \sim \mathcal{N}(0, 1)$ and $Y = c X$.", r"f_Y(y) = \frac{1}{c} f_X(y/c)", "given"),
        (r"Let $X \sim \mathrm{Dir}(\alpha)$.", r"f_X(x) = \prod_{i=1}^k x_i^{\alpha_i - 1}", "given"),
        (r"Let $X \sim \mathrm{Exp}(\lambda)$. For $x \geq 0$", r"F_X(x) = 1 - e^{-\lambda x}", "proved"),
        (r"Let $X \sim \mathrm{Exp}(\lambda)$. For $x < 0$", r"P(X \leq x) = 1 - e^{-\lambda x}", "given"),
        (r"Let $X \sim \mathrm{Exp}(\lambda)$. For $s, t > 0$", r"P(X > s + t \mid X > s) = P(X > t)", "proved"),
        (r"Let $X \sim \mathcal{U}(0, 1)$. For $s, t > 0$", r"P(X > s + t \mid X > s) = P(X > t)", "refuted"),
        (r"Let $X \sim \mathcal{N}(\mu, \sigma^2)$ be truncated to $X > 0$.", r"P(X > \mu) = \frac{1}{2}", "given"),
        (r"Under the null hypothesis $X \sim \mathcal{N}(0, 1)$. Else", r"P(X \leq 0) = \frac{1}{3}", "given"),
        (r"Let $X \sim \mathcal{N}(\mu, \sigma^2)$.", r"P(X \leq x) = \Phi(\frac{x - \mu}{\sigma^2})", "given"),
    ],
)
def test_events_of_a_law_and_the_density_of_a_function_of_a_variable(said: str, claim: str, status: str) -> None:
    assert check_text(f"{said} $${claim}$$").steps[-1].status == status
