"""Conditions that exclude each other: the nearest governs, or each by itself perhaps; a later one nothing above it."""

import pytest

from symxent.check import check_text

SOFTMAX = r"""Let $p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$. Then for $i = j$
\[ \frac{\partial p_i}{\partial z_j} = %s \]
and for $i \neq j$
\[ \frac{\partial p_i}{\partial z_j} = %s . \]
With $L = -\sum_i y_i \log p_i$, where $\sum_i y_i = 1$,
\begin{align}
\frac{\partial L}{\partial z_j} &= -\sum_i y_i \frac{1}{p_i}\frac{\partial p_i}{\partial z_j} \\
 &= -y_j(1-p_j) + \sum_{i\neq j} y_i p_j \\
 &= -y_j + p_j\sum_i y_i \\
 &= %s .
\end{align}
"""
RIGHT = ("p_i (1 - p_i)", "-p_i p_j", "p_j - y_j")
LINE = r"""With $L = \frac{1}{2n}\sum_{i=1}^n (w x_i + b - y_i)^2$ we have
$$\frac{\partial L}{\partial b} = %s\frac{1}{n}\sum_{i=1}^n (w x_i + b - y_i).$$

"""


def statuses(page: str, name: str = "page.tex") -> list[str]:
    """What became of what is asserted on the page, in order."""
    found = [s.status for s in check_text(page, name).steps]
    return [s for s in found if s in ("proved", "refuted", "unknown")]


def test_each_case_of_a_derivative_is_judged_by_its_own_condition() -> None:
    assert set(statuses(SOFTMAX % RIGHT)) == {"proved"}


@pytest.mark.parametrize(("place", "wrong"), [(0, "p_i (1 + p_i)"), (1, "p_i p_j"), (2, "y_j - p_j")])
def test_a_mistake_in_one_case_is_found_beside_the_other(place: int, wrong: str) -> None:
    lines = [wrong if at == place else line for at, line in enumerate(RIGHT)]
    found = statuses(SOFTMAX % tuple(lines))
    assert found.count("refuted") == 1
    assert found.count("proved") == len(found) - 1


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("For $x \\ge 0$, $|x| = x$ and for $x < 0$, $|x| = -x$.", ["proved", "proved"]),
        ("We have $|x| = x$ if $x \\ge 0$ and $|x| = -x$ if $x < 0$.", ["proved", "proved"]),
        ("If $x > 0$ then $|x| = x$, and if $x < 0$ then $|x| = x$.", ["proved", "unknown"]),
        ("We have $|x| = -x$ if $x > 0$ and $|x| = x$ if $x < 0$.", ["unknown"]),
        ("Let $x > 0$. Then $|x| = x$. Now let $x < 0$. Then $|x| = -x$.", ["proved", "proved"]),
        ("We have $\\sqrt{x^2} = x$ for $x \\le 0$ and $\\sqrt{x^2} = -x$ for $x \\ge 0$.", ["unknown"]),
        ("For $x \\ge 0$ we have $\\sqrt{x^2} = x$, and for $x \\le 0$ we have $\\sqrt{x^2} = -x$.", ["proved"] * 2),
        ("For $x \\ge -1$ we have $|x - 1| = 1 - x$, and for $x \\le 1$ we have $|x+1| = x+1$.", ["unknown", "proved"]),
        ("We have $|x| = x$ for $x > 0$, so $|3x| = 3x$.", ["proved", "proved"]),
        ("If $x^2 = 4$ then $x = 2$.\n\n# Two\n\nIf $x^2 = 4$ then $x = 2$. Hence $x \\ge 1$.", ["unknown"]),
        ("$$\\frac{1}{x} < 1 \\iff x > 1$$", []),
        ("Let $x > 0$. Now let $x < 0$. Then $|x| = x$.", ["unknown"]),
    ],
)
def test_of_conditions_that_exclude_each_other_the_nearest_governs(page: str, expected: list[str]) -> None:
    assert statuses(page, "page.md") == expected


@pytest.mark.parametrize(
    "behind",
    [
        r"Setting $\partial L/\partial b = 0$ gives $b = \bar y - w \bar x$ for the means.",
        r"Let $\sum_{i=1}^n (w x_i + b - y_i) = 0$.",
    ],
)
def test_what_a_later_paragraph_supposes_excuses_nothing_above_it(behind: str) -> None:
    assert statuses(LINE % "2" + behind, "page.md")[0] == "refuted"
    assert statuses(LINE % "" + behind, "page.md")[0] == "proved"


@pytest.mark.parametrize(
    "behind",
    ["Throughout, $x > 0$.", "Here we assume that $x > 0$.", "where $x > 0$.", "All of this is for $x > 0$."],
)
def test_a_later_paragraph_that_looks_back_does(behind: str) -> None:
    page = f"Hence $$\\sqrt{{x^2 + 2 x^2 + x^2}} = 2x$$\n\n{behind}"
    assert "refuted" not in statuses(page, "page.md")


LIKELIHOOD = r"""The log-likelihood is
\begin{align}
\ell(\mu,\sigma^2) &= \sum_{i=1}^n \log\left( \frac{1}{\sqrt{2\pi\sigma^2}}
  \exp\left(-\frac{(x_i-\mu)^2}{2\sigma^2}\right)\right) \\
 &= -\frac n2 \log(2\pi\sigma^2) - \frac{1}{2\sigma^2}\sum_{i=1}^n (x_i-\mu)^2 .
\end{align}
Hence
\[ \frac{\partial \ell}{\partial \mu} = \frac{%s}{\sigma^2}\sum_{i=1}^n (x_i - \mu), \]
\[ \frac{\partial \ell}{\partial \sigma^2} = -\frac{n}{%s} + \frac{1}{2\sigma^4}\sum_{i=1}^n (x_i-\mu)^2 . \]
"""


def test_a_function_of_a_square_is_differentiated_by_it() -> None:
    assert statuses(LIKELIHOOD % ("1", r"2\sigma^2")) == ["proved"] * 3
    assert statuses(LIKELIHOOD % ("2", r"2\sigma^2")) == ["proved", "refuted", "proved"]
    assert statuses(LIKELIHOOD % ("1", r"\sigma^2")) == ["proved", "proved", "refuted"]


@pytest.mark.parametrize(
    ("claim", "status"),
    [("f(3, 4) = 3 + 4", "proved"), ("f(3, 4) = 3 + 16", "unknown"), ("2 f(2, b) = 4 + 2 b", "proved")],
)
def test_a_function_of_a_square_takes_the_square(claim: str, status: str) -> None:
    page = f"Let $f(u, v^2) = u + v^2$. For $b > 0$ we get ${claim}$."
    assert statuses(page, "page.md") == [status]


@pytest.mark.parametrize(
    "said",
    [
        "For matrices $W_1, W_2$: ",
        "For weight matrices $W_1$ and $W_2$ we have ",
        r"With $W_1, W_2 \in \mathbb{R}^{n\times n}$, ",
    ],
)
def test_the_order_of_two_matrices_is_kept(said: str) -> None:
    assert statuses(f"{said}$W_1 W_2 x = W_2 W_1 x$.", "page.md") == ["unknown"]
    assert statuses(f"{said}$W_1 W_2 x + W_2 x = W_2 x + W_1 W_2 x$.", "page.md") == ["proved"]


def test_unless_says_where_something_does_not_hold() -> None:
    assert statuses(r"Unless $x = 0$, $\frac{x^2}{x} = x^2$.", "page.md") == ["unknown"]
    assert statuses(r"Unless $x = 0$, $\frac{x^2}{x} = x$.", "page.md") == ["proved"]


def test_a_derivative_by_a_square_at_a_joint_is_not_half_of_either_side() -> None:
    page = r"Let $f(\sigma^2) = \max(\sigma^2, 1)$. For $\sigma = 1$: $\frac{\partial f}{\partial \sigma^2} = %s$."
    assert all("proved" not in statuses(page % value, "page.md") for value in (r"\frac12", "0", "1"))


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Let $x = 1$. $$x^2 = x$$\n\nFor all $x$: $$x^2 = x$$", "unknown"),
        ("Suppose $x > 0$. Then $|x| = x$.\n\nNow let $x$ be any real number. $$|x| = x$$", "unknown"),
        ("Suppose $x > 0$. Then $|x| = x$.\n\nFor every $y$, $$|x| + y = x + y$$", "proved"),
        ("Suppose $x > 0$. Then $|x| = x$.\n\nFor all $x > 1$: $$|x| = x$$", "proved"),
    ],
)
def test_a_letter_that_is_given_anew_is_not_bound_by_what_was_said_before(text: str, status: str) -> None:
    assert statuses(text, "page.md")[-1] == status


@pytest.mark.parametrize(
    "text",
    [
        r"$$\sum_{i=1}^n a_i + b = \sum_{i=1}^n (a_i + b)$$",
        r"$$\sum_{i=1}^n (x_i - \mu) = \sum_{i=1}^n x_i - \mu$$",
        r"$$\sum_{k=1}^n k + 1 = \frac{n (n+1)}{2} + n$$",
        r"$$\prod_{i=1}^n a_i + 1 = \prod_{i=1}^n (a_i + 1)$$",
        r"Let $m = \frac1n \sum_{i=1}^n x_i$. $$\sum_{i=1}^n (x_i - m)^2 = \sum_{i=1}^n x_i^2 - m^2$$",
    ],
)
def test_a_sum_reaches_over_no_summand_without_its_index_in_a_proof(text: str) -> None:
    assert statuses(text, "page.md")[-1] == "unknown"


def test_a_sum_reaches_over_a_summand_with_its_index() -> None:
    assert statuses(r"$$\sum_{i=1}^n a_i + b_i = \sum_{i=1}^n (a_i + b_i)$$", "page.md") == ["proved"]


@pytest.mark.parametrize(
    ("step", "status"),
    [
        (r"\sin^{-1} x = \frac{1}{\sin x}", "unknown"),
        (r"\frac{d}{dx} \sin^{-1} x = -\frac{\cos x}{\sin^2 x}", "unknown"),
        (r"\sigma^{-1}(p) = \frac{1}{\sigma(p)}", "unknown"),
        (r"(\sin x)^{-1} = \frac{1}{\sin x}", "proved"),
        (r"\frac{d}{dx} \tan^{-1} x = \frac{1}{1 + x^2}", "proved"),
        (r"\sigma^{-1}(p) = \log \frac{p}{1 - p}", "proved"),
    ],
)
def test_a_function_to_the_power_minus_one_is_its_inverse_in_a_proof(step: str, status: str) -> None:
    assert statuses(f"$${step}$$", "page.md") == [status]
