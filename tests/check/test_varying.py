"""Letters that depend on another one by the words of a page are no constants for a derivative by it."""

import pytest

from symxent.check.report import check_text
from symxent.check.varying import dependences
from symxent.read.document import read_page


def _last(page: str) -> str:
    return check_text(page).steps[-1].status


@pytest.mark.parametrize(
    "said",
    [
        "Let $r$ be a differentiable function of $\\theta$.",
        "Think of $r$ as a function of $\\theta$.",
        "Let $r$ depend on $\\theta$.",
        "Both $r$ and $s$ vary with $\\theta$.",
        "Assume that $r$ is parametrised by $\\theta$.",
        "Here $r$ is determined by $\\theta$ and $\\phi$.",
        "The radius $r$ is not constant.",
        "We write $r$ for $r(\\theta)$.",
        "Put $r = h(\\theta)$.",
        "We have $\\frac{dr}{d\\theta} = 2$.",
        "$r$ is $\\theta$-dependent.",
        "Sei $r$ eine Funktion von $\\theta$.",
        "Soit $r$ une fonction de $\\theta$.",
    ],
)
def test_what_depends_on_a_letter_is_no_constant(said: str) -> None:
    assert _last(said + r" $$\frac{d}{d\theta}(\theta r) = r$$") not in ("proved", "refuted")
    assert _last(said + r" $$\frac{d}{ds}(s r) = r$$") == "proved" or "constant" in said or "$s$" in said


def test_what_is_said_behind_the_step_counts_and_what_another_section_says_before_it() -> None:
    assert _last(r"$$\frac{d}{dx}(xu) = u$$ where $u$ depends on $x$.") != "proved"
    assert _last("$u$ depends on $x$.\n\n# Next\n\n$$\\frac{d}{dx}(xu) = u$$") != "proved"


def test_an_implicit_function_is_no_constant() -> None:
    page = r"The curve $x^2 + y^2 = 1$ defines $y$ implicitly. $$\frac{d}{dx}(%s) = %s$$"
    assert _last(page % ("xy", "y")) != "proved"
    assert _last(page % ("ax", "a")) == "proved"


@pytest.mark.parametrize(
    "page",
    [
        r"$r$ does not depend on $\theta$. $$\frac{d}{d\theta}(\theta r) = r$$",
        r"$r$ is independent of $\theta$. $$\frac{d}{d\theta}(\theta r) = r$$",
        r"Let $\hat y = wx$, a function of $w$. $$\frac{d}{dw}(\hat y - y)^2 = 2(\hat y - y)x$$",
        r"$x = r\cos\theta$ where $r$ depends on $\theta$. "
        r"$$\frac{dx}{d\theta} = \frac{dr}{d\theta}\cos\theta - r\sin\theta$$",
    ],
)
def test_what_does_not_depend_or_is_written_out_is_proved(page: str) -> None:
    assert _last(page) == "proved"


def test_a_rate_of_what_depends_on_the_letter_is_not_that_of_a_constant() -> None:
    page = r"$x = r\cos\theta$ where $r$ depends on $\theta$. $$\frac{dx}{d\theta} = -r\sin\theta$$"
    assert _last(page) not in ("proved", "refuted")


def test_the_letters_that_are_spoken_of() -> None:
    page = read_page(
        r"Let $\hat y$ and $u$ be functions of time, and $\eta(t)$ a rate; $v$ is no function of $x$.", "x.md"
    )
    assert [pair for _, pair in dependences(page)] == [("y_hat", "t"), ("u", "t"), ("eta", "t")]
