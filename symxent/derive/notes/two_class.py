"""Binary cross-entropy as categorical cross-entropy of two classes, y₂ = 1 − y₁ and ŷ₂ = 1 − ŷ₁."""

from symxent.derive import by
from symxent.derive.page import Derive, Page
from symxent.language.domain import CLOSED_UNIT, UNIT
from symxent.language.write import at, i, log, number, total, y, y_hat

y1, y2 = at(y, 1), at(y, 2)
p1, p2 = at(y_hat, 1), at(y_hat, 2)

page = Page(
    name="two_class",
    title="Binary cross-entropy is the two-class case",
    notes="89–100",
    where={y: CLOSED_UNIT, y_hat: UNIT},
    arrays={y: (number(2),), y_hat: (number(2),)},
    facts={"y₂ = 1 − y₁": (y2, 1 - y1), "ŷ₂ = 1 − ŷ₁": (p2, 1 - p1)},
    sections=(
        Derive(
            title="BCE in y₁ and ŷ₁ alone",
            notes="92–100",
            start=-total(at(y, i) * log(at(y_hat, i)), i, 1, 2),
            steps=(
                by.writing_out_the_sum,
                by.distributing_the_minus,
                by.using("y₂ = 1 − y₁") & by.using("ŷ₂ = 1 − ŷ₁"),
            ),
            ends=-(y1 * log(p1)) - (1 - y1) * log(1 - p1),
        ),
    ),
)
