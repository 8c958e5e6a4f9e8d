"""What follows from an equation in one unknown is what its solutions satisfy."""

import pytest

from symxent.check.report import check_text

STEPS = [
    (r"2x = 4 \iff x = 3", "refuted"),
    (r"2x = 4 \Rightarrow x = 2", "proved"),
    (r"x + 1 = 3 \implies x = 4", "refuted"),
    (r"x^2 = 4 \Rightarrow x = 2", "open"),  # x = −2 may be excluded by the page
    (r"x^2 = 4 \Rightarrow x^4 = 16", "proved"),
    (r"x^2 = 4 \Rightarrow x = 5", "refuted"),
    (r"x^2 - 5x + 6 = 0 \iff (x - 2)(x + 3) = 0", "refuted"),  # 3 is lost, and −3 won
    (r"x^2 - 5x + 6 = 0 \Rightarrow (x - 2)(x + 3) = 0", "refuted"),
    (r"x^2 - 5x + 6 = 0 \iff (x - 2)(x - 3) = 0", "proved"),
    (r"x^3 = x \Rightarrow x^2 = 1", "open"),  # x = 0 may be excluded
    (r"x = 2 \Rightarrow x^2 = 4", "proved"),
    (r"x^2 = 2 \Rightarrow x = 5", "refuted"),
    (r"x^2 = 2 \Rightarrow x^4 = 4", "proved"),
    (r"x^2 = 2 \Rightarrow x = \sqrt{2}", "open"),
    (r"\sqrt{x + 1} = 3 \Rightarrow x = 8", "proved"),
    (r"a x = 4 \Rightarrow a^2 x^2 = 16", "proved"),
    (r"a x = 4 \Rightarrow x = \frac{4}{a}", "proved"),
    (r"(x - 1)(y + 2) = 0 \Rightarrow x y + 2 x - y = 2", "proved"),
    (r"(x - 1)(y + 2) = 0 \Rightarrow x = 1", "open"),
    (r"x y = y \Rightarrow x = 1", "open"),
    (r"a x = 4 \Rightarrow x = 3", "open"),
    (r"x = y \Rightarrow x = 3", "open"),
]


@pytest.mark.parametrize(
    "text",
    [
        r"Let $A \in \mathbb{R}^{n \times n}$. $$A^2 = 0 \Rightarrow A = 0$$",
        r"Let $A$ be a matrix. $$A^2 = A \Rightarrow A (A - I) = 0 \Rightarrow A = I$$",
        r"If $x = 1$, then $x^2 = 1$. Conversely, $$x^2 = 1 \Rightarrow x = 1$$",
    ],
)
def test_what_follows_of_numbers_alone_does_not_of_matrices(text: str) -> None:
    assert check_text(text).steps[-1].status != "proved"


@pytest.mark.parametrize(("formula", "status"), STEPS)
def test_every_solution_satisfies_what_follows(formula: str, status: str) -> None:
    step = check_text(f"Solve it:\n\n$${formula}$$\n").steps[-1]
    assert (step.status if step.status in ("proved", "refuted") else "open") == status


def test_a_wrong_conclusion_is_told_with_the_solution() -> None:
    report = check_text(r"So $$2x = 4 \iff x = 3$$")
    (finding,) = [f for f in report.findings if f.code == "M200"]
    assert "no solution" in finding.message
    assert "x = 2" in str(finding.witness)


def test_a_quoted_mistake_is_not_told() -> None:
    report = check_text(r"It is not true that $2x = 4 \Rightarrow x = 3$.")
    assert not [f for f in report.findings if f.code.startswith("M2")]


def test_a_solution_that_became_another_is_told() -> None:
    report = check_text(r"So $$x^2 - 5x + 6 = 0 \iff (x - 2)(x + 3) = 0$$")
    (finding,) = [f for f in report.findings if f.code == "M200"]
    assert finding.message == "false: x = 3 solves the equation before it and not this, x = -3 this alone"
    assert "x = 3" in str(finding.witness)


SOLVED = [
    (r"y = mx + b", r"x = \frac{y - b}{m}", "proved"),
    (r"y = mx + b", r"x = \frac{y + b}{m}", "refuted"),
    (r"y = \frac{x}{1 + x}", r"x = \frac{y}{1 - y}", "proved"),
    (r"p = \frac{1}{1 + e^{-z}}", r"z = \log\frac{p}{1 - p}", "proved"),
    (r"u = x + y", r"x = u - y", "proved"),
    (r"c = ax - ab", r"x = \frac{c}{a} + b", "proved"),
    (r"c = ax", r"x = c", "needs definition"),
    (r"c = nx - nb", r"x = \frac{nc + n^2b}{n^2}", "proved"),
    (r"w = \frac{a}{v + 1}", r"v = \frac{b}{w + 1}", "given"),  # two that are found in turn
    (r"y = a + bx", r"x = c + dy", "given"),
    (r"Y = AX", r"X = YA^{-1}", "given"),
    (r"\mathbf y = W\mathbf x", r"\mathbf x = \mathbf y W^{-1}", "given"),
]


@pytest.mark.parametrize(("before", "after", "status"), SOLVED)
def test_what_solves_for_a_letter_is_no_new_name_of_it(before: str, after: str, status: str) -> None:
    assert check_text(f"From $${before}$$ we get $${after}$$").steps[-1].status == status


@pytest.mark.parametrize(
    "page",
    [
        r"We iterate $$x = y + 1$$ $$y = x + 1$$",
        r"Update $y$: $$y = ax + b$$ then we have for $x$ $$x = \frac{y + b}{a}$$",
        r"We know $$y = ax + b$$ Recall that $$x = \frac{y + b}{a}$$",
    ],
)
def test_without_a_word_that_it_follows_nothing_is_told(page: str) -> None:
    assert check_text(page).findings == ()


def test_vectors_are_not_divided_by() -> None:
    text = r"Let $a$ and $x$ be vectors in $\mathbb{R}^n$. From $$c = a \cdot x$$ we get $$x = \frac{c}{a}.$$"
    assert check_text(text).steps[-1].status != "proved"


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        (r"$$x^2 = 4 \Rightarrow x = 2$$", "x = -2"),
        (r"$$x^2 = x \Rightarrow x = 1$$", "x = 0"),
        (r"$$x^2 - 4 = 0 \Rightarrow (x-2)(x+2) = 0 \Rightarrow x = -2$$", "x = 2"),
    ],
)
def test_a_solution_that_is_left_out_is_told(text: str, lost: str) -> None:
    last = check_text(text).steps[-1]
    assert (last.status, last.reason) == ("unknown", f"{lost} solves the equation before it as well, and is left out")


@pytest.mark.parametrize(
    "text",
    [
        r"For $x > 0$: $$x^2 = 4 \Rightarrow x = 2$$",
        r"We reject the negative root. $$x^2 = 4 \Rightarrow x = 2$$",
        r"$$\sigma^2 = 4 \Rightarrow \sigma = 2$$",
        r"$$x^2 = 4 \Rightarrow x = 2 \text{ or } x = -2$$",
        r"$$x^2 = 4 \Leftarrow x = 2$$",
        r"$$x^2 = 4 \Rightarrow x = 2$$ and $$x^2 = 4 \Rightarrow x = -2$$",
    ],
)
def test_a_solution_that_may_be_excluded_or_stands_elsewhere_is_not_missed(text: str) -> None:
    assert all("left out" not in (step.reason or "") for step in check_text(text).steps)
