"""Pages about random variables: what their laws and their words prove, what a law refutes, what is only supposed."""

from __future__ import annotations

import pytest

from symxent.check.report import check_text


def statuses(text: str) -> list[tuple[str, str]]:
    return [(s.status, s.reason) for s in check_text(text).steps if s.status != "given"]


def only(text: str) -> tuple[str, str]:
    found = statuses(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        (r"X \sim \mathrm{Poiss}(\lambda)", r"\mathrm{E}(X) = \lambda"),
        (r"X \sim \mathrm{Poisson}(\lambda)", r"\operatorname{Var}[X] = \lambda"),
        (r"X \sim \mathcal{N}(\mu, \sigma^2)", r"\mathbb{E}[X^2] = \mu^2 + \sigma^2"),
        (r"X \sim N(0, 1)", r"E[X^4] = 3"),
        (r"X \sim \text{Bern}(p)", r"\mathbb{V}[X] = p(1-p)"),
        (r"X \sim \mathrm{Bin}(n, p)", r"\mathrm{Var}(X) = n p (1-p)"),
        (r"X \sim \mathrm{Exp}(\lambda)", r"\mathbb{E}[X^2] = \frac{2}{\lambda^2}"),
        (r"X \sim \mathrm{Gam}(a, b)", r"\mathrm{Var}(X) = \frac{a}{b^2}"),
        (r"X \sim \mathrm{Beta}(\alpha, \beta)", r"\mathbb{E}[X] = \frac{\alpha}{\alpha + \beta}"),
        (r"X \sim \mathcal{U}(a, b)", r"\mathrm{E}(X) = \frac{a+b}{2}"),
        (r"X \sim \chi^2(k)", r"\mathrm{Var}(X) = 2k"),
        (r"X \sim \ln \mathcal{N}(\mu, \sigma^2)", r"\mathrm{E}(X) = e^{\mu + \frac{\sigma^2}{2}}"),
        (r"X \sim \mathrm{Bern}(p)", r"\Pr(X = 1) = p"),
    ],
)
def test_a_mean_is_proved_by_the_law_that_the_page_gives(said: str, claim: str) -> None:
    status, reason = only(f"Let ${said}$. Then\n\n$$ {claim} . $$\n")
    assert status == "proved"
    assert reason.startswith("for X ~ ")
    assert ("proved", reason) not in statuses(f"Then\n\n$$ {claim} . $$\n")


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        (r"X \sim \mathrm{Poiss}(\lambda)", r"\mathrm{Var}(X) = \lambda^2"),
        (r"X \sim \mathcal{N}(\mu, \sigma^2)", r"\mathbb{E}[X^2] = \mu^2 + \sigma"),
        (r"X \sim \mathrm{Bern}(p)", r"\mathrm{Var}(X) = p^2"),
        (r"X \sim \mathrm{Exp}(\lambda)", r"\mathrm{E}(X) = \lambda"),
        (r"X \sim \mathrm{Bin}(n, p)", r"\mathrm{Var}(X) = n p"),
        (r"X \sim N(0, 1)", r"P(X \le 1.96) = 0.976"),
    ],
)
def test_a_mean_that_contradicts_the_law_is_refuted(said: str, claim: str) -> None:
    assert only(f"Let ${said}$. Then\n\n$$ {claim} . $$\n")[0] == "refuted"


@pytest.mark.parametrize(
    "text",
    [
        r"Let $X \sim \mathrm{Gamma}(\alpha, \beta)$. Then $$ \mathrm{E}(X) = \alpha \beta . $$",  # a scale, perhaps
        r"Let $X \sim N(0, 1)$. Then $$ P(X \le 1.96) = 0.975 . $$",  # rounded
        r"Let $X \sim \mathrm{Exp}(\beta)$. Then $$ \mathrm{E}(X) = \beta . $$",
        r"Let $X \sim N(\mu, \sigma)$. Then $$ \mathrm{Var}(X) = \sigma . $$",
        r"Be $X \sim \mathrm{Poiss}(\lambda)$ or $X \sim \mathrm{Exp}(\lambda)$: $$ \mathrm{E}(X) = \lambda^2 . $$",
        r"Let $X \sim N(\mu, \Sigma)$. Then $$ \mathrm{Var}(X) = \Sigma^2 . $$",
        r"Let $X \sim \mathrm{Bin}(n, p)$. Then $$ \max \left[ \mathrm{Var}(X) \right] = n \cdot \frac{1}{4} . $$",
        r"If $X$ has mean 0, then $$ \mathrm{Var}(X) = \mathrm{E}(X^2) . $$",
        r"Let $\mathrm{E}(X) = 0$. Then $$ \mathrm{Var}(X) = \mathrm{E}(X^2) . $$",
        r"$$ \mathrm{Var}(X) = \mathrm{Var}(p) $$ with $X \sim \mathrm{Bern}(p)$, $$ \mathrm{Var}(p) = p(1-p) . $$",
        r"$X$ and $Y$ are uncorrelated. $$ \mathrm{Var}(X + Y) = \mathrm{Var}(X) + \mathrm{Var}(Y) . $$",
    ],
)
def test_what_may_be_meant_otherwise_is_not_refuted(text: str) -> None:
    assert "refuted" not in dict(statuses(text))


SUM = r"$$ \operatorname{Var}(X + Y) = \operatorname{Var}(X) + \operatorname{Var}(Y) . $$"


@pytest.mark.parametrize(
    "words",
    [
        "Let $X$ and $Y$ be independent random variables. Then",
        "For two independent random variables $X$ and $Y$ we have",
        "Suppose that $X$ is independent of $Y$. Then",
        r"Let $X \perp Y$. Then",
        "If $X$ and $Y$ are [independent](/D/ind), then",
    ],
)
def test_independence_is_used_where_the_page_says_it(words: str) -> None:
    assert only(f"{words}\n\n{SUM}\n") == ("proved", "since X and Y are independent")


@pytest.mark.parametrize(
    "words",
    [
        "For any random variables $X$ and $Y$",
        "Let $X$ and $Y$ be not independent. Then",
        "If $X$ and $Y$ are independent, all is simple. In general,",
        "Let $X$ and $Z$ be independent. Then",
        "Let $X$ and $W$ be independent and $Y = X + W$. Then",
        "Let $X$ and $Y$ be conditionally independent given $Z$. Then",
        "Let $X$ and $Y$ be linearly independent. Then",
        "Are $X$ and $Y$ independent?\n\nThen",
    ],
)
def test_independence_is_not_used_where_the_page_does_not_say_it(words: str) -> None:
    assert "proved" not in dict(statuses(f"{words}\n\n{SUM}\n"))


def test_a_missing_independence_is_named() -> None:
    reason = "this holds when X and Y are independent, which is not said"
    assert only(f"For any random variables $X$ and $Y$\n\n{SUM}\n") == ("unknown", reason)


def test_a_sample_is_independent_where_the_page_says_so() -> None:
    text = (
        r"Let $X_1, \ldots, X_n \overset{iid}{\sim} \mathcal{N}(\mu, \sigma^2)$ and "
        r"$\bar{X} = \frac{1}{n} \sum_{i=1}^n X_i$. Then" + "\n\n"
        r"$$ \operatorname{Var}(\bar X) = \frac{\sigma^2}{n} . $$"
    )
    assert ("proved", "since the X[i] are independent, for X ~ Normal(mu, sigma**2)") in statuses(text)
    assert "proved" not in dict(statuses(text.replace(r"\overset{iid}{\sim}", r"\sim")))
    assert "refuted" in dict(statuses(text.replace(r"\frac{\sigma^2}{n} .", r"\sigma^2 .")))


@pytest.mark.parametrize(
    ("words", "proved"),
    [
        (r"Let $X_1, \dots, X_n$ be i.i.d. random variables.", True),
        (r"With i.i.d. $X_i$ we have", True),
        (r"The $X_i$ are independent of $Y$.", False),
        (r"The $X_i$ are not independent.", False),
        (r"Are the $X_i$ independent?", False),
        (r"Given $Y$, the $X_i$ are independent.", False),
    ],
)
def test_the_variables_of_a_list_are_independent_of_each_other_where_the_page_says_so(words: str, proved: bool) -> None:
    claim = r"\operatorname{Var}\left(\sum_{i=1}^n X_i\right) = \sum_{i=1}^n \operatorname{Var}(X_i)"
    assert ("proved" in dict(statuses(f"{words}\n\n$$ {claim} . $$\n"))) == proved


@pytest.mark.parametrize(
    "claim",
    [
        r"P(A \cup B) = P(A) + P(B) - P(A \cap B)",
        r"P(A^c) = 1 - P(A)",
        r"P(\bar{A}) = 1 - P(A)",
        r"P(A \setminus B) = P(A) - P(A \cap B)",
        r"P(A) = P(A \mid B) P(B) + P(A \mid B^c) P(B^c)",
    ],
)
def test_events_follow_the_rules_of_probability(claim: str) -> None:
    assert only(f"For all events\n\n$$ {claim} . $$\n")[0] == "proved"


@pytest.mark.parametrize(
    "claim", [r"P(A \mid B) = P(B \mid A)", r"P(A \cup B) = P(A) + P(B)", r"P(A \cap B) = P(A) P(B)"]
)
def test_what_holds_for_some_events_is_not_proved(claim: str) -> None:
    assert "proved" not in dict(statuses(f"For all events\n\n$$ {claim} . $$\n"))


@pytest.mark.parametrize(
    ("claim", "proved"),
    [
        (r"\mathrm{E}(X) = \sum_{x=0}^{\infty} x \frac{\lambda^x e^{-\lambda}}{x!}", True),
        (r"\sum_{x=0}^{\infty} x \frac{\lambda^x}{x!} = \sum_{x=1}^{\infty} x \frac{\lambda^x}{x!}", True),
        (r"\mathrm{E}(X) = \lambda e^{-\lambda} \sum_{z=0}^{\infty} \frac{\lambda^z}{z!}", True),
        (r"\mathrm{E}(X) = \sum_{x=0}^{\infty} \frac{\lambda^x e^{-\lambda}}{x!}", False),
        (r"\sum_{x=0}^{\infty} \frac{\lambda^x}{x!} = \sum_{x=1}^{\infty} \frac{\lambda^x}{x!}", False),
        (r"\sum_{x=0}^{\infty} \lambda^x = \frac{1}{1 - \lambda}", False),  # for λ < 1 only
        (r"\sum_{x=0}^{\infty} f(x) = \sum_{x=1}^{\infty} f(x)", False),
    ],
)  # fmt: skip
def test_sums_without_end_have_closed_forms(claim: str, proved: bool) -> None:
    text = r"Let $X \sim \mathrm{Poiss}(\lambda)$. Then" + f"\n\n$$ {claim} . $$\n"
    assert (only(text)[0] == "proved") == proved


def test_an_error_function_is_no_expectation() -> None:
    for claim in (r"E(u + v) = E(u) + E(v)", r"V(u + v) = V(u) + V(v) + 2 (E(u v) - E(u) E(v))"):
        assert "proved" not in dict(statuses(f"For the error\n\n$$ {claim} . $$\n"))


def test_a_law_of_another_section_refutes_nothing() -> None:
    text = "# One\n\nLet $X \\sim \\mathrm{Poiss}(\\lambda)$.\n\n# Two\n\n$$ \\mathrm{Var}(X) = \\lambda^2 . $$\n"
    assert "refuted" not in dict(statuses(text))
    assert "refuted" in dict(statuses(text.replace("# Two\n\n", "")))


def test_an_entropy_is_that_of_the_law_and_its_base_is_not_told_false() -> None:
    said = "Let $X \\sim \\mathcal{N}(\\mu, \\sigma^2)$. Then\n\n"
    assert only(said + "$$ \\mathrm{h}(X) = \\frac{1}{2} \\ln(2 \\pi \\sigma^2 e) $$\n")[0] == "proved"
    assert not {"proved", "refuted"} & {
        status for status, _ in statuses(said + "$$ \\mathrm{h}(X) = \\frac{1}{2} \\ln(2 \\pi \\sigma^2) $$\n")
    }
    gamma = "Let $X \\sim \\mathrm{Gam}(a, b)$, $\\psi(x)$ the digamma function. Then\n\n"
    right = "$$ \\mathrm{h}(X) = a + \\ln \\Gamma(a) + (1 - a) \\, \\psi(a) - \\ln b $$\n"
    assert only(gamma + right)[0] == "proved"
    assert not {"proved", "refuted"} & {status for status, _ in statuses(gamma + right.replace("(1 - a)", "(2 - a)"))}


def test_a_letter_with_a_law_lies_in_its_support() -> None:
    text = r"Let $X \sim \text{Exp}(\lambda)$ and $\theta \sim \text{Beta}(a, b)$. Then $$|X| = X$$"
    assert statuses(text)[-1] == ("proved", "for X ~ Exponential")
    assert check_text(r"Let $X \sim N(0, 1)$. Then $$|X| = X$$").steps[-1].status != "proved"
    powers = r"$$\theta^{k}(1-\theta)^{n-k}\theta^{a-1}(1-\theta)^{b-1} = \theta^{a+k-1}(1-\theta)^{b+n-k-1}$$"
    assert check_text(rf"Let $\theta \sim \text{{Beta}}(a, b)$. Then {powers}").steps[-1].status == "proved"
    assert check_text(rf"Here {powers}").steps[-1].status != "proved"


@pytest.mark.parametrize(
    "text",
    [
        r"Let $X \sim \mathrm{Exp}(1)$. In general, $|X| = X$.",
        "Let $X \\sim \\mathrm{Exp}(1)$. Then $E[X] = 1$.\n\nIn general, $E[X^2] = 2$.",
        r"Let $X \sim \mathrm{Exp}(1)$. Now let $X$ be normal with mean 1. Then $E[X^2] = 2$.",
        "Let $X \\sim \\mathrm{Exp}(1)$.\n\nSuppose instead that $X$ is uniform on $(0, 2)$. Then $E[X^2] = 2$.",
        "Let $X \\sim \\mathrm{Exp}(1)$.\n\nNow let $X$ be any random variable. Then $|X| = X$.",
        r"Let $X \sim \mathrm{Exp}(1)$. Assume that $X$ and $Y$ are normal. Then $|X| = X$.",
        r"Let $X \sim \mathrm{Exp}(1)$. When $X$ follows a Laplace law, $E[X^2] = 2$.",
        r"Let $X \sim \mathrm{Exp}(1)$. Replace $X$ by a normal variable. Then $E[X^2] = 2$.",
        r"Let $X \sim \mathrm{Exp}(1)$ under $H_0$. Under $H_1$, $E[X^2] = 2$.",
        r"For $X \sim N(0, 1)$, we have $E[X^2] = 1$. For $X$ uniform on $(-1, 1)$, $E[X^4] = 3$.",
        "If $X \\sim \\mathrm{Exp}(1)$, then $E[X] = 1$.\n\nFor every random variable, $E[X^2] = 2$.",
        r"Unless $X \sim \mathrm{Exp}(1)$, $E[X^2] = 2$.",
        r"It is not true that $X \sim \mathrm{Exp}(1)$. $E[X^2] = 2$.",
        r"Is $X \sim \mathrm{Exp}(1)$? No. $E[X^2] = 2$.",
        "**Example.** Let $X \\sim \\mathrm{Exp}(1)$. Then $E[X] = 1$.\n\n**Theorem.** $E[X^2] = 2$.",
    ],
)
def test_a_law_is_in_force_only_until_its_letter_is_given_anew(text: str) -> None:
    assert check_text(f"{text}\n").steps[-1].status != "proved"


@pytest.mark.parametrize(
    "text",
    [
        r"Let $X \sim \mathrm{Exp}(1)$. Suppose $a > 0$. Then $E[X^2] = 2$.",
        r"Let $X \sim \mathrm{Exp}(1)$. Since $X$ is positive, $|X| = X$.",
        r"If $X \sim \mathrm{Exp}(1)$, then $E[X^2] = 2$.",
        "Consider $Y = 2X$ where $X \\sim \\mathrm{Exp}(1)$.\n\nThen $E[X^2] = 2$.",
    ],
)
def test_a_law_is_in_force_behind_what_says_nothing_of_its_letter(text: str) -> None:
    assert statuses(f"{text}\n")[-1][0] == "proved"


@pytest.mark.parametrize(
    ("claim", "proved"),
    [
        (
            r"\mathrm{Var}(\mathrm{E}[X \mid Y]) = \mathrm{E}[\mathrm{E}[X\mid Y]^2] - \mathrm{E}[X]^2",
            True,
        ),
        (r"\operatorname{Cov}(X, \operatorname{E}[X \mid Y]) = \operatorname{Var}(\operatorname{E}[X \mid Y])", True),
        (r"\operatorname{Var}(\operatorname{E}[X \mid Y]) = \operatorname{Var}(X)", False),
        (r"\operatorname{Cov}(X, \operatorname{E}[X \mid Y]) = \operatorname{Var}(X)", False),
        (r"\operatorname{E}[X \mid A] P(A) = \operatorname{E}[X]", False),
    ],
)
def test_a_letter_behind_the_bar_of_a_mean_is_a_random_variable_or_an_event(claim: str, proved: bool) -> None:
    assert (only(f"Then\n\n$$ {claim} . $$\n")[0] == "proved") == proved


@pytest.mark.parametrize(
    ("law", "claim", "refuted"),
    [
        (r"\mathrm{Bernoulli}(p)", r"P(X = x) = p^x (1 - p)^{1 - x}", False),
        (r"\mathrm{Bernoulli}(p)", r"P(X = x) = p^{1 - x} (1 - p)^x", True),
        (r"\mathrm{Bin}(n, p)", r"P(X = k) = \binom{n}{k} p^k (1 - p)^{n - k}", False),
        (r"\mathrm{Bin}(n, p)", r"P(X = k) = \binom{n}{k} p^{n - k} (1 - p)^k", True),
        (r"\mathrm{Bin}(4, p)", r"P(X = k) = \binom{4}{k} p^k (1 - p)^{k - 4}", True),
    ],
)
def test_a_letter_for_a_value_is_one_that_the_variable_takes(law: str, claim: str, refuted: bool) -> None:
    steps = check_text(f"Let $X \\sim {law}$. Then ${claim}$.").steps
    assert (steps[-1].status == "refuted") == refuted


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (r"P(|X - \mathrm{E}(X)| \geq a) \leq \frac{\mathrm{Var}(X)}{a^2}", "Chebyshev's inequality"),
        (r"\mathrm{E}[X]^2 \leq \mathrm{E}[X^2]", "Jensen's inequality: X² is convex in X"),
        (r"\mathrm{Cov}(X, Y)^2 \le \mathrm{Var}(X) \mathrm{Var}(Y)", "the inequality of Cauchy and Schwarz"),
    ],
)
def test_an_inequality_between_means_is_proved_under_its_name(claim: str, words: str) -> None:
    assert only(f"Let $a > 0$. Then\n\n$$ {claim} . $$\n") == ("proved", words)


@pytest.mark.parametrize(
    "claim",
    [
        r"P(X \geq a) \leq \frac{\mathrm{E}(X)}{a}",
        r"\mathrm{E}[X]^2 \geq \mathrm{E}[X^2]",
        r"P(|X - \mathrm{E}(X)| \geq a) \leq \frac{\mathrm{Var}(X)}{a}",
        r"\mathrm{E}[1/X] \geq 1/\mathrm{E}[X]",
        r"\mathrm{E}[X^3] \geq \mathrm{E}[X]^3",
    ],
)
def test_an_inequality_that_holds_for_some_variables_is_not_decided(claim: str) -> None:
    assert only(f"Let $a > 0$. Then\n\n$$ {claim} . $$\n")[0] not in ("proved", "refuted")


@pytest.mark.parametrize(
    "claim",
    [
        r"\mathbb{E}[\max(X, Y)] \le \max(\mathbb{E}[X], \mathbb{E}[Y])",
        r"\mathbb{E}[\min(X, Y)] \ge \min(\mathbb{E}[X], \mathbb{E}[Y])",
        r"\mathbb{E}[|X|] \le \max(\mathbb{E}[X], \mathbb{E}[-X])",
        r"(\mathbb{E}[|X|] - \mathbb{E}[X]) (\mathbb{E}[|X|] - \mathbb{E}[-X]) = 0",
    ],
)
def test_a_mean_is_not_now_that_of_the_one_and_now_that_of_the_other(claim: str) -> None:
    status, _ = only(f"Let $X$ and $Y$ be random variables. Then ${claim}$.\n")
    assert status != "proved"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (r"$$\mathrm{Var}(X \pm Y) = \mathrm{Var}(X) + \mathrm{Var}(Y) \pm 2 \mathrm{Cov}(X, Y)$$", "proved"),
        (r"$$\mathrm{Var}(X \pm Y) = \mathrm{Var}(X) + \mathrm{Var}(Y) \mp 2 \mathrm{Cov}(X, Y)$$", "unknown"),
        (r"$$\mathrm{Var}(X/s) = \mathrm{Var}(X)/s^2$$", "unknown"),
        (r"$$\mathrm{E}(A_1 + B X) = A_1 + B \mathrm{E}(X)$$", "unknown"),
        (r"$$\mathrm{Var}(\beta X) = \beta^2 \mathrm{Var}(X)$$", "proved"),
        (r"Let $\beta$ be a random variable. $$\mathrm{Var}(\beta X) = \beta^2 \mathrm{Var}(X)$$", "unknown"),
        (r"The random variables $X$ and $\beta_1$. $$\mathrm{Var}(\beta_1 X) = \beta_1^2 \mathrm{Var}(X)$$", "unknown"),
        (r"$$\mathrm{Var}(X) = \int_{\mathbb{R}} (x - \mathrm{E}(X))^2 f_\mathrm{X}(x) \, dx$$", "proved"),
        (r"$$\mathrm{Var}(X) = \int_{\mathbb{R}} (x - \mathrm{E}(X))^2 f_\mathrm{Y}(x) \, dx$$", "unknown"),
    ],
)
def test_signs_constants_and_what_is_said_to_be_random(text: str, status: str) -> None:
    assert [s.status for s in check_text(text).steps] == [status]


@pytest.mark.parametrize(
    ("words", "rhs", "status"),
    [
        ("The beta function.", r"\mathrm{B}(a, b) \frac{b}{a + b}", "proved"),
        (r"Here $\mathrm{B}(a, b)$ is the beta function.", r"\mathrm{B}(a, b) \frac{b}{a + b}", "proved"),
        ("The beta function.", r"\mathrm{B}(a, b) \frac{b}{a + b + 1}", "refuted"),
        ("", r"\mathrm{B}(a, b) \frac{b}{a + b}", "needs definition"),
        (r"The beta distribution. Let $B$ be a form.", r"\mathrm{B}(a, b) \frac{b}{a + b}", "needs definition"),
        (
            r"The beta distribution of $X$ and $Y \sim B(n, p)$.",
            r"\mathrm{B}(a, b) \frac{b}{a + b}",
            "needs definition",
        ),
    ],
)
def test_capital_beta_is_the_beta_function_where_the_page_speaks_of_it(words: str, rhs: str, status: str) -> None:
    assert check_text(rf"{words} $$\mathrm{{B}}(a, b + 1) = {rhs}$$").steps[-1].status == status


@pytest.mark.parametrize(
    ("said", "formula", "status"),
    [
        (r"\gamma, \alpha)$", r"\mathrm{E}(X) = \frac{\alpha}{\gamma}", "proved"),
        (r"\gamma, \alpha)$", r"\mathrm{Var}(X) = \frac{\alpha}{\gamma^3}", "proved"),
        (
            r"\gamma, \alpha)$ and $t < \gamma^2/2$",
            r"\mathrm{E}(e^{tX}) = e^{\alpha\gamma - \alpha\sqrt{\gamma^2 - 2t}}",
            "proved",
        ),
        (r"\gamma, \alpha)$", r"\mathrm{E}(e^{tX}) = e^{\alpha\gamma - \alpha\sqrt{\gamma^2 - 2t}}", "unknown"),
        (r"\gamma, \alpha)$", r"\mathrm{Var}(X) = \frac{\alpha}{\gamma^2}", "given"),
        (r"\gamma, \alpha)$ with $\gamma < 0$", r"\mathrm{E}(X) = \frac{\alpha}{\gamma}", "given"),
        (r"\mu, \lambda)$", r"\mathrm{E}(X) = \frac{\lambda}{\mu}", "given"),
    ],
)
def test_the_law_of_wald_with_drift_and_threshold(said: str, formula: str, status: str) -> None:
    assert check_text(rf"Let $X \sim \mathrm{{Wald}}({said}. $${formula}$$").steps[-1].status == status


_SAID = r"Let $X$ be a random variable with mean $\mu$ and variance $\sigma^2$. "
_SAMPLE = r"Let $X_1, \ldots, X_n$ be i.i.d. random variables with mean $\mu$ and variance $\sigma^2$. "


@pytest.mark.parametrize(
    ("said", "claim", "status"),
    [
        (_SAID, r"\mathbb{E}[X^2] = \mu^2 + \sigma^2", "proved"),
        (_SAID, r"\mathbb{E}[X^2] = \mu^2 + \sigma", "refuted"),
        (_SAID, r"\mathbb{E}[X^3] = \mu^3 + 3 \mu \sigma^2", "given"),
        (_SAID.replace("with", "with conditional"), r"\mathbb{E}[X^2] = \mu^2 + \sigma^2", "given"),
        (_SAID.replace("mean", "sample mean"), r"\mathbb{E}[X^2] = \mu^2 + \sigma^2", "given"),
        (_SAID + "For $k > 0$", r"P(|X - \mu| \geq k \sigma) \leq \frac{1}{k^2}", "proved"),
        (_SAID + "For $k > 0$", r"P(|X - \mu| \geq k \sigma) \leq \frac{1}{k^3}", "needs definition"),
        (_SAMPLE, r"\mathrm{Var}(\frac{1}{n} \sum_{i=1}^n X_i) = \frac{\sigma^2}{n}", "proved"),
        (_SAMPLE.replace("i.i.d. ", ""), r"\mathrm{Var}(\frac{1}{n} \sum_{i=1}^n X_i) = \frac{\sigma^2}{n}", "unknown"),
        (
            _SAMPLE + r"For $\epsilon > 0$",
            r"P(|\frac{1}{n} \sum_{i=1}^n X_i - \mu| > \epsilon) \leq \frac{\sigma^2}{n \epsilon^2}",
            "proved",
        ),
        ("Let $f$ be a convex function.", r"f(\mathbb{E}[X]) \leq \mathbb{E}[f(X)]", "proved"),
        ("Let $f$ be a concave function.", r"f(\mathbb{E}[X]) \leq \mathbb{E}[f(X)]", "needs definition"),
        ("Let $f$ be a non-convex function.", r"f(\mathbb{E}[X]) \leq \mathbb{E}[f(X)]", "needs definition"),
        ("If $f$ is not convex,", r"f(\mathbb{E}[X]) \leq \mathbb{E}[f(X)]", "needs definition"),
        ("If $X$ is a nonnegative random variable and $a > 0$,", r"P(X \geq a) \leq \frac{E[X]}{a}", "proved"),
        ("If $X$ is a random variable and $a > 0$,", r"P(X \geq a) \leq \frac{E[X]}{a}", "needs definition"),
    ],
)
def test_moments_and_convexity_are_read_in_the_words(said: str, claim: str, status: str) -> None:
    assert check_text(f"{said} $${claim}$$").steps[-1].status == status


@pytest.mark.parametrize("letter", "XYZUVW")
def test_the_variance_of_a_sum_is_proved_in_whatever_order_its_letters_come(letter: str) -> None:
    row = rf"{letter}_1, \dots, {letter}_n"
    step = rf"\operatorname{{Var}}(\sum_{{i=1}}^n {letter}_i) = \sum_{{i=1}}^n \operatorname{{Var}}({letter}_i)"
    assert check_text(rf"Let ${row}$ be independent. Then $${step}$$").steps[-1].status == "proved"
