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


@pytest.mark.parametrize("text", [r"$$2x = 4 \iff x = 2$$", r"$$3x - 3 = 0 \iff x = 1$$", r"$$x - y = 0 \iff x = y$$"])
def test_an_equivalence_is_proved(text: str) -> None:
    assert check_text(text).steps[-1].status == "proved"
