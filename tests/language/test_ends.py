"""[F(x)]_a^b is F(b) − F(a), for the one letter that runs."""

import pytest

from symxent.check import check_text

PROVED = [
    r"\left[\frac{x^3}{3}\right]_0^1 = \frac13",
    r"\left. \frac{x^2}{2} \right|_1^2 = \frac32",
    r"\left. \frac{x^2 y}{2} \right|_{x=0}^{1} = \frac{y}{2}",
    r"\left. \frac{x^2 y}{2} \right|_{x=0}^{x=2} = 2 y",
    r"\left[ (2x - a - b)^3 \right]_a^b = (b-a)^3 - (a-b)^3",
    r"\frac{1}{3} \left[ \frac{x^3}{8} \right]_a^b = \frac{1}{24} \left[ x^3 \right]_a^b",
    r"\int_0^2 3x^2 dx = \left[x^3\right]_0^2",
]
#: Which letter runs is not said, or the brackets are no ends.
OPEN = [r"\left[ x^2 y \right]_0^1 = y", r"[x]_1^2 = 3", r"[A + B]_{i}^{2} = 3"]


@pytest.mark.parametrize("claim", PROVED)
def test_a_difference_between_two_ends_is_proved(claim: str) -> None:
    assert [s.status for s in check_text(f"$${claim}$$").steps] == ["proved"]


@pytest.mark.parametrize("claim", OPEN)
def test_brackets_of_which_no_single_letter_runs_are_not_decided(claim: str) -> None:
    assert [s.status for s in check_text(f"$${claim}$$").steps] == ["unknown"]


def test_a_wrong_value_between_two_ends_is_found() -> None:
    report = check_text(r"$$\int_0^2 3x^2 dx = \left[x^3\right]_0^2 = 6$$")
    assert [s.status for s in report.steps] == ["proved", "refuted"]
