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


SOLUTIONS = [
    (r"$$x^2 - x - 6 = 0 \iff x = 3 \text{ or } x = -2$$", ["given", "proved", "proved"]),
    (r"$$x^2 - x - 6 = 0 \iff x = 3 \text{ or } x = -3$$", ["given", "unknown", "refuted"]),
    (r"$$x^2 - x - 6 = 0 \iff x = 3 \lor x = -2 \lor x = 7$$", ["given", "unknown", "unknown", "refuted"]),
    (r"$$x^2 - x - 6 = 0 \Rightarrow x = 3 \lor x = -2 \lor x = 7$$", ["given", "proved", "proved", "proved"]),
    (r"$$x^3 - 7x + 6 = 0 \iff x = 1 \text{ or } x = 2$$", ["given", "unknown", "unknown"]),
    (r"$$x^3 - 7x + 6 = 0 \iff x = 1, \quad x = 2 \text{ or } x = -3$$", ["given", *["proved"] * 3]),
    (r"Hence $x^2 - x - 6 = 0$ if and only if $x = 3$ or $x = -3$.", ["given", "unknown", "refuted"]),
    (r"Hence $x^2 > 4$ if and only if $x > 2$ or $x < -2$.", ["given", "proved", "proved"]),
    (r"Hence $x^2 > 4$ if and only if $x > 2$ or $x < -3$.", ["given", "unknown", "unknown"]),
    (r"Hence $x y = 0$ if and only if $x = 0$ or $y = 0$.", ["given", "proved", "proved"]),
    (r"$$\frac{x^2 - 9}{x - 3} = 0 \iff x = 3 \text{ or } x = -3$$", ["given", "unknown", "unknown"]),
    (r"$$\sin x = 0 \iff x = 0 \text{ or } x = \pi$$", ["given", "unknown", "unknown"]),
    (r"$$x = -3 \text{ or } x = 3 \Rightarrow x^2 - x - 6 = 0$$", ["given", "given", "unknown"]),
    (r"$$x = -2 \text{ or } x = 3 \Rightarrow x^2 - x - 6 = 0$$", ["given", "given", "proved"]),
    (r"$$x = -2 \text{ or } x = 3 \iff x^3 - 7x - 6 = 0$$", ["given", "given", "unknown"]),
    (r"$$x = -2 \text{ or } x = 3 \iff (x - 3)(x + 2) = 0$$", ["given", "given", "proved"]),
    (r"$$x^2 = 4 \iff x = \pm 2$$", ["given", "proved"]),
    (r"$$x^2 = 4 \Rightarrow x = \pm 2$$", ["given", "proved"]),
    (r"$$x = \pm 2 \Rightarrow x^2 = 4$$", ["given", "proved"]),
    (r"$$x^2 = a^2 \iff x = \mp a$$", ["given", "proved"]),
    ("Solve $$x^2 - 2x - 3 = 0$$\n\n$$x = 1 \\pm 2$$", ["given", "proved"]),
    (r"Solve $$x^2 - 2x - 1 = 0$$ Hence $$x = 1 \pm \sqrt{2}.$$", ["given", "proved"]),
    (r"$$x^2 = 4 \iff x = 1 \pm 2$$", ["given", "refuted"]),
    (r"$$x^3 = 8 \iff x = \pm 2$$", ["given", "refuted"]),
    (r"$$x^3 = 4x \iff x = \pm 2$$", ["given", "unknown"]),
    (r"$$x^2 = a \iff x = \pm a$$", ["given", "unknown"]),
    (r"$$x = 2 \Rightarrow x = \pm 2$$", ["given", "unknown"]),
    (r"$$x^2 = 9 \iff x = \pm 1 \pm 2$$", ["given", "unknown"]),
    (r"$$\pm x = 2 \iff x = \pm 2$$", ["given", "unknown"]),
    (r"$$(x^2 - 4)/(x - 2) = 0 \iff x = \pm 2$$", ["given", "unknown"]),
    (r"For complex $z$: $$z^4 = 16 \iff z = \pm 2$$", ["given", "unknown"]),
    (r"For complex $z$: $$z^4 = 16 \iff z = 2 \text{ or } z = -2$$", ["given", "unknown", "unknown"]),
    ("The mass has $$m^2 = 4$$ and we measured $$m = 5 \\pm 2$$", ["unknown", "given"]),
]


@pytest.mark.parametrize(("text", "expected"), SOLUTIONS)
def test_alternatives_are_judged_together(text: str, expected: list[str]) -> None:
    assert [s.status for s in check_text(text).steps] == expected
