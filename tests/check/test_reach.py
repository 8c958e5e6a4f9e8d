"""What is supposed for a sentence, or of letters that are given anew, proves nothing elsewhere."""

import pytest

from symxent.check.judge import Judge
from symxent.read.document import read_page

ELSEWHERE = [
    "Hence $x^2 = 4y^2$.\n\nIf $x = 2y$, then we are done.",
    "Hence $x^2 = 4y^2$.\n\nSuppose $x = 2y$. Then we are done.",
    "Hence $x^2 = 4y^2$.\n\n$$x = 2y \\Rightarrow x - y = z$$",
    "Hence $a + 1 = b + 1$.\n\n$$a = b \\Leftrightarrow a + c = b + d$$",
    "$$x^2 = y^2 \\Rightarrow x = y$$\n\n$$x = y \\Rightarrow x^2 + z = y^2$$",
    "# One\nHence $x^2 = 4y^2$ for all $x, y$.\n\n# Two\nLet $x = 2y$. Then we are done.",
    "If $x = 2y$, then we are done.\n\nIn general, $x^2 = 4y^2$.",
    "Suppose $x = 2y$. Then we are done.\n\nIn general, $x^2 = 4y^2$.",
    "Let $x = 2y$. Then we are done.\n\nFor all $x$ and $y$ we have $x^2 = 4y^2$.",
    "Case 1: $x = 2y$. Then we are done.\n\nCase 2: $x \\neq 2y$. Then $x^2 = 4y^2$.",
    "If $a = 0$, then we are done.\n\nIf $a \\neq 0$, then $ab = 0$.",
    "If $a = 0$, then we are done.\n\nIn any case, $ab = 0$.",
]
THERE = [
    "If $x = 2y$, then $x^2 = 4y^2$.",
    "Suppose $x = 2y$. We add $1$ to it.\n\nThen $x^2 = 4y^2$.",
    "$$u = 1 + x^2 \\Rightarrow \\frac{du}{dx} = 2x$$\n\nSo $u - 1 = x^2$.",
    "For $u = 1 + x^2$ we are done.\n\nSo $u - 1 = x^2$.",
    "We get $\\frac{dp}{dz} = p (1 - p)$.\n\nHere $p = \\sigma(z)$.",
    "If $a = 0$, then $ab = 0$.",
    "Let $x = 2y$. In general, $x^2 = 4y^2$.",
]


def proved(text):
    return [step.status == "proved" for step in Judge(read_page(text, "t.md")).all()]


@pytest.mark.parametrize("text", ELSEWHERE)
def test_what_is_supposed_proves_nothing_elsewhere(text):
    assert not any(proved(text))


@pytest.mark.parametrize("text", THERE)
def test_what_is_supposed_is_used_where_it_holds(text):
    assert any(proved(text))


@pytest.mark.parametrize(
    "text",
    [
        "Let $X \\sim N(0, 1)$.\n\nNow let $X \\sim N(0, 4)$. Then $E[X^2] = 1$.",
        "Assume that $x + y = 1$. Then $y = 1 - x$.\n\nWithout this assumption, $(x + y)^2 = 1$.",
        "Suppose first that $a = b$. Then we are done.\n\nSuppose now that $a \\ne b$. Then $a^2 = ab$.",
        "Set $x = 0$. Then we are done. Then $3x + 2 = 2$ for every $x$.",
        "At the minimum $w = 1$ we are done. Away from the minimum, $w^2 = 1$.",
        "The null hypothesis is $\\mu = 0$. Under the alternative, $\\mu^2 = 0$.",
        "Let $A$ be orthogonal. Then $A^TA = I$.\n\nLet $A$ be any invertible matrix. Then $A^TA = I$.",
        "For $x > 0$, $\\log x^2 = y$ holds; for $x \\ne 0$, $\\sqrt{x^2} = x$.",
    ],
)
def test_what_was_said_of_another_case_proves_nothing(text):
    assert not proved(text)[-1]


def test_what_follows_from_an_equation_does_not_prove_it():
    assert proved("Thus $x - y = c$.\n\nSo we have $y = x - c$.") == [False, True]


CASES = "For $y = 1$ we have $L = -\\log p$.\n\nFor $y = 0$ we have $L = -\\log(1 - p)$.\n\n"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        (CASES + "Therefore $\\frac{dL}{dp} = -\\frac1p$ when $y = 0$.", False),
        (CASES + "In both cases $\\frac{dL}{dp} = \\frac1{1 - p}$.", False),
        ("For $y = 1$ we have $L = -\\log p$, so that $\\frac{dL}{dp} = -\\frac1p$.", True),
        ("If $\\sum_i y_i = 1$, we are done.\n\nElse $\\sum_{i=1}^n 2 y_i = 2$.", False),
        ("If $\\sum_i y_i = 1$, then $\\sum_i 2 y_i = 2$.", True),
        ("Let $\\sum_i y_i = 1$. Here we go.\n\nThen $\\sum_i 2 y_i = 2$.", True),
    ],
)
def test_what_is_said_of_a_case_is_used_in_it_alone(text, holds):
    assert any(proved(text)) == holds
