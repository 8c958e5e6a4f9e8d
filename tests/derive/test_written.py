"""Pages as they are written: what is read, and what is refused by its line."""

from __future__ import annotations

import pytest

from symxent.derive.judge import derive
from symxent.derive.page import Compute, Derive, Page, State
from symxent.derive.written import written_page
from symxent.errors import SymxentError

TEXT = r"""# A trial
where: x in R; p in (0, 1)

## A square is never negative $0 \le x^2$

## The derivative of a square
label: slope
$\frac{d}{dx} x^2$
- power_rule
$2 x$

## A number
decimals: 2
$e^{0.5}$

## Where p is 1/2
solve_for: p
where: p in (0, 1)
$2 p - 1$
"""


def read(text: str) -> Page:
    return written_page("trial", text, lambda name: pytest.fail(f"no page {name} was asked for"))


def test_each_section_is_what_its_lines_say() -> None:
    page = read(TEXT)
    assert [type(section) for section in page.sections[:3]] == [State, Derive, Compute]
    assert derive(page).proved


@pytest.mark.parametrize(
    ("line", "instead", "why"),
    [
        ("label: slope", "lable: slope", "no declaration 'lable'"),
        ("label: slope", "a slope", "'a slope' is no line of a page"),
        ("$e^{0.5}$", "", "“A number”: a formula was expected"),
        (r" $0 \le x^2$", "\n$x^2$", "a relation, or rules by which the formula is rewritten, were expected"),
        ("- power_rule", "- (power rule)", "'.power rule.' is no rule"),
        ("where: x in R", "$x$\nwhere: x in R", "a formula before the first section"),
    ],
)
def test_what_is_no_page_is_refused(line: str, instead: str, why: str) -> None:
    assert line in TEXT
    with pytest.raises(SymxentError, match=why):
        read(TEXT.replace(line, instead, 1))


def test_a_rule_that_there_is_not_is_told_with_the_nearest() -> None:
    with pytest.raises(AttributeError, match=r"no rule by.power_rul; did you mean power_rule"):
        read(TEXT.replace("power_rule", "power_rul"))
