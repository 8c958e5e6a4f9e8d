"""What a section said before of p(y | θ), of a derivative or of a mean is put into a later step about it."""

from __future__ import annotations

import pytest

from symxent.check.report import check_text

LIKELIHOOD = r"""Let $m: y = \left\lbrace y_1, \ldots, y_n \right\rbrace$ be a sample.

**Proof:** The likelihood is

$$ p(y|\mu) = \prod_{i=1}^{n} \frac{1}{\sqrt{2 \pi}} \cdot \exp\left[ -\frac{\tau}{2} (y_i-\mu)^2 \right]
 = \left( \frac{1}{\sqrt{2 \pi}} \right)^n \cdot \exp\left[ -\frac{\tau}{2} \sum_{i=1}^{n} (y_i-\mu)^2 \right] . $$

Expanding the square, we get

"""


def last(text: str):
    return check_text(text, "page.md").steps[-1]


SQUARE = r"\sum_{i=1}^n (y_i^2 - 2\mu y_i + \mu^2)"


def expanded(power: str = "n/2", factor: str = r"\frac{\tau}{2}", square: str = SQUARE) -> str:
    return rf"\left(\frac{{1}}{{2\pi}}\right)^{{{power}}} \exp\left[-{factor} {square}\right]"


@pytest.mark.parametrize(
    ("density", "formula", "holds"),
    [
        (r"p(y|\mu)", expanded(), True),
        (r"p(y|\mu)", expanded(square=r"\sum_{i=1}^n (y_i^2 - \mu y_i + \mu^2)"), False),
        (r"p(y|\mu)", expanded(power="n"), False),
        (r"p(y|\mu)", expanded(factor=r"\tau"), False),
        (r"p(y|\tau)", expanded(), False),
        (r"p(x|\mu)", expanded(), False),
        (r"p(y,\mu)", expanded(), False),
        (r"q(y|\mu)", expanded(), False),
    ],
)
def test_a_density_is_what_the_proof_said_that_it_is(density: str, formula: str, holds: bool) -> None:
    step = last(f"{LIKELIHOOD}$$ {density} = {formula} . $$")
    assert (step.status == "proved") == holds


@pytest.mark.parametrize(
    ("before", "claim"),
    [
        ("**Theorem:** We have $$ p(y|\\mu) = (a + b)^2 . $$\n\n**Proof:** It follows that", "a^2 + 2 a b + b^2"),
        ("We want to show that $$ p(y|\\mu) = (a + b)^2 . $$\n\nIndeed", "a^2 + 2 a b + b^2"),
        ("Suppose that $$ p(y|\\mu) = (a + b)^2 . $$\n\n# Another case\n\nNow", "a^2 + 2 a b + b^2"),
        ("If $a > b$, then $$ p(y|\\mu) = \\sqrt{(a - b)^2} . $$\n\nOtherwise", "a - b"),
    ],
)
def test_what_is_to_be_proved_and_what_holds_elsewhere_is_no_reason(before: str, claim: str) -> None:
    assert "by what was said before" not in last(f"{before}\n\n$$ p(y|\\mu) + c - c = {claim} . $$").reason


def test_a_quantity_is_what_the_proof_said_that_it_is() -> None:
    said = "**Proof:** We obtain\n\n$$ h(X) = \\log a + \\log b $$\n\nIt follows that\n\n$$ \\exp(h(X)) = "
    step = last(f"Let $a > 0$ and $b > 0$. {said} a b . $$")
    assert step.status == "proved"
    assert "by what was said before: h(X) = log a + log b" in step.reason
    assert last(f"Let $a > 0$ and $b > 0$. {said} a + b . $$").status != "proved"


def test_a_chain_is_no_reason_for_itself() -> None:
    page = (
        "**Proof:** For independent observations\n\n$$ p(y|\\mu) = \\prod_{i=1}^n p(y_i|\\mu) = 3 \\mu . $$\n\nThis is"
    )
    assert not any(s.status == "proved" for s in check_text(page, "page.md").steps)
