"""± and ∓: a step is proved where it is with both signs."""

from __future__ import annotations

import pytest

import symxent as sx
from symxent.check.both_signs import with_signs
from symxent.language.text import to_text
from symxent.read.parser import parse
from symxent.read.tokens import tokenize


def summary(line: str) -> str:
    return sx.check_text(f"$${line}$$").summary().partition(": ")[2]


@pytest.mark.parametrize(
    "line",
    [
        r"(a \pm b)^2 = a^2 \pm 2ab + b^2",
        r"\cos(x \pm y) = \cos x \cos y \mp \sin x \sin y",
        r"\frac{2 \pm \sqrt{4 + 12}}{2} = 1 \pm 2",
        r"(1 \pm 2)^2 = 5 \pm 4",
        r"\pm\sqrt{4} = \pm 2",
    ],
)
def test_both_signs_are_proved(line: str) -> None:
    assert summary(line) == "1 proved"


@pytest.mark.parametrize(
    "line",
    [
        r"(a \pm b)^2 = a^2 \pm ab + b^2",
        r"\cos(x \pm y) = \cos x \cos y \pm \sin x \sin y",
        r"(3 - 1) \pm \sqrt{x^2} = 2 \pm x",  # the same two numbers, but not sign by sign
        r"(1 \pm 2)^2 = 5 \pm 3",
    ],
)
def test_one_sign_is_not_enough(line: str) -> None:
    assert summary(line) == "0 proved, 1 not decided"


def test_the_signs_are_no_product_and_no_function_that_a_page_defines() -> None:
    assert summary(r"2 \mp (1 + 2) = 6") != "1 proved"
    page = r"$$a \pm b = -(-a \mp b)$$" + "\n\n" + r"$$\frac{2 \pm 4}{2} = 1 \pm 2$$"
    assert sx.check_text(page).summary() == "2 steps: 2 proved"


def test_upper_and_lower_signs() -> None:
    tree = parse(tokenize(r"a \mp b + \pm c"))
    assert [to_text(with_signs(tree, upper)) for upper in (1, -1)] == ["(a − b) + c", "(a + b) − c"]
