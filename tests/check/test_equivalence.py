"""Where a page says that two relations are equivalent, both directions are shown, or nothing is proved."""

from __future__ import annotations

import pytest

from symxent.check.report import check_text


@pytest.mark.parametrize(
    "text",
    [
        r"$$x > 1 \iff x^2 > 1$$",
        r"$$x = y \iff x^2 = y^2$$",
        r"$$x = 1 \Leftrightarrow x^2 = 1$$",
        r"$$x > 0 \iff x^2 > 0$$",
        r"$x = 1$ if and only if $x^2 = 1$.",
    ],
)
def test_one_direction_is_no_equivalence(text: str) -> None:
    assert check_text(text).steps[-1].status != "proved"
    one_way = text.replace(r"\iff", r"\Rightarrow").replace(r"\Leftrightarrow", r"\Rightarrow")
    if one_way != text:
        assert check_text(one_way).steps[-1].status == "proved"


@pytest.mark.parametrize(
    "text",
    [
        r"$$\ln x^2 = 4 \iff 2 \ln x = 4$$",
        r"$$2 \ln |x| = 4 \iff 2 \ln x = 4$$",
        r"$$a x = b \iff x = b/a$$",
        r"$$a x = b \iff x = \frac{b}{a}$$",
        r"For $b > 0$: $$a x = b c \iff x = \frac{b c}{a}$$",
        r"$$x^2 = x y \iff x = \frac{x y}{x}$$",
        r"$$x - y = 0 \iff \frac{x}{x - y} = \frac{y}{x - y}$$",
        r"$$x^2 = y^2 \iff 2 \ln x = 2 \ln y$$",
        r"$$x = y \iff \sqrt{x}^2 = y$$",
        r"$$a x = b$$ is equivalent to $$x = \frac{b}{a}.$$",
        r"$$x = b/a \iff a x = b$$",
    ],
)
def test_what_has_no_value_where_the_other_holds_is_not_equivalent_to_it(text: str) -> None:
    assert "proved" not in [s.status for s in check_text(text).steps]


@pytest.mark.parametrize(
    "text",
    [
        r"For $x > 0$: $$\ln x^2 = 4 \iff 2 \ln x = 4$$",
        r"For $a \ne 0$: $$a x = b \iff x = \frac{b}{a}$$",
        r"$$a x = 4 \iff x = \frac{4}{a}$$",
        r"$$e^x = y \iff x = \ln y$$",
    ],
)
def test_what_both_sides_of_an_equivalence_have_a_value_for_is_proved(text: str) -> None:
    assert check_text(text).steps[-1].status == "proved"


@pytest.mark.parametrize("text", [r"$$2x = 4 \iff x = 2$$", r"$$3x - 3 = 0 \iff x = 1$$", r"$$x - y = 0 \iff x = y$$"])
def test_an_equivalence_is_proved(text: str) -> None:
    assert check_text(text).steps[-1].status == "proved"
