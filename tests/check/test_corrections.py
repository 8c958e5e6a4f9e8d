"""The smallest edit that mends a step is found, and nothing is written where several are as small."""

import pytest

from symxent.check import check_text

MENDED = [
    ("sign inside", r"$$f(x) = x^2 - 3x$$ $$f'(x) = 2x + 3$$", "2x - 3"),
    ("leading sign", r"$$f(x) = e^{-x}$$ $$f'(x) = e^{-x}$$", "-e^{-x}"),
    ("exponent's sign", r"$$f(x) = e^{-x}$$ $$f'(x) = -e^{x}$$", "-e^{-x}"),
    ("constant", r"$$f(x) = x^3$$ $$f'(x) = 2x^2$$", "3x^2"),
    ("lost factor", r"$$f(x) = e^{3x}$$ $$f'(x) = e^{3x}$$", None),
    ("index", r"$$\sum_{i=1}^2 y_i z_i = y_1 z_1 + y_2 z_1$$", "y_1 z_1 + y_2 z_2"),
    ("hat", r"$$J = (y - \hat{y})^2$$ $$\frac{\partial J}{\partial \hat{y}} = -2(y - y)$$", r"-2(y - \hat{y})"),
    ("log of a difference", r"$$C(p) = -\log(1-p)$$ $$C(p) = -(1 - \log(p))$$", r"-\log(1 - (p))"),
    ("slash", r"$$\log(4.5/6.5) = \log(10-6+0.5/6+0.5)$$", r"\log((10-6+0.5)/(6+0.5))"),
    ("decimal point", r"$$0.01 \times 0.97 + 0.99 \times 0.06 = 0.691$$", "0.0691"),
    ("rounded", r"$$e^{0.5} = 1.56$$", "1.65"),
    ("unseen braces", r"$$P = {X(X^TX)}^{-1}X^T$$", r"X(X^TX)^{-1}"),
    ("bound twice", r"$$S_j = \frac{e^{x_j}}{\sum_{j=1}^k e^{x_j}}$$", r"\sum_{m=1}^k e^{x_m}"),
]


@pytest.mark.parametrize(("page", "after"), [c[1:] for c in MENDED], ids=[c[0] for c in MENDED])
def test_the_correction_is_found(page, after):
    corrections = [c for f in check_text(page).findings for c in f.corrections]
    assert corrections
    assert after is None or after in [" ".join(c.after.split()) for c in corrections]


def test_a_correction_makes_both_neighbours_provable():
    (finding,) = [f for f in check_text("$$(x-1)(x+1) = x^2 + 1 = (x+1)(x-1)$$").findings if f.code != "M210"]
    assert [c.after for c in finding.corrections] == ["x^2 - 1"]


def test_several_equally_small_corrections_are_shown_and_not_fixable():
    finding = check_text(r"$$e^{0.5} = 1.65$$ $$0.2 \times 0.1 + 0.6 \times 0.06 = 0.38$$").findings[0]
    assert {c.after for c in finding.corrections} >= {"0.06", r"0.2 \times 0.1 + 0.6 \times 0.6"}
    assert not finding.fixable


@pytest.mark.parametrize(("page", "after"), [c[1:] for c in MENDED], ids=[c[0] for c in MENDED])
def test_the_mended_page_has_one_finding_less(page, after):
    before = check_text(page)
    finding = next(f for f in before.findings if f.corrections)
    text = page
    for edit in sorted(finding.corrections[0].edits, key=lambda e: (e.start, e.end), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    after_report = check_text(text)
    assert len(after_report.findings) < len(before.findings)


DEFINED = r"Let $L = -\sum_k y_k \log p_k$ with $p_k = \frac{e^{z_k}}{\sum_j e^{z_j}}$. Then "
LOSS = DEFINED + r"$$\frac{\partial L}{\partial z_k} = %s.$$"


@pytest.mark.parametrize(("written", "after"), [("y_k - p_k", "-y_k + p_k"), ("p_k + y_k", "p_k - y_k")])
def test_a_gradient_is_mended_for_shares_that_nobody_said_add_up_to_1_and_not_written(written, after):
    (finding,) = [f for f in check_text(LOSS % written).findings if f.code == "M201"]
    assert [c.after.rstrip(".") for c in finding.corrections] == [after]
    assert finding.shown_only == "it holds when Σ y_m = 1, which is not said"
    assert not finding.fixable
    assert not [f for f in check_text(LOSS % "p_k - y_k").findings if f.code.startswith("M2")]


def test_what_nobody_takes_for_shares_is_not_supposed_to_add_up_to_1():
    page = (LOSS % "p_k + y_k").replace("y_k", "w_k")
    assert not [f for f in check_text(page).findings if f.code.startswith("M2")]
