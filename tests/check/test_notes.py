"""The example notes: every mistake is found from the text alone, nothing true is called false."""

import pytest

from symxent.check import check_file, check_text
from symxent.check.fix import mended
from symxent.resources import folder

NOTES = folder("examples") / "notes.md"


@pytest.fixture(scope="module")
def report():
    return check_file(NOTES)


def source_of(finding, report):
    return report.text[finding.place.start : finding.place.end]


FOUND = [
    ("M201", r"\frac{\partial J(\hat{y}, y)}{\partial \hat{y}} = - \left[ \frac{y}{\hat{y}} + "),
    ("M201", r"= - \left[ \frac{y}{\hat{y}} + \frac{1-y}{1-\hat{y}} \right] \cdot \hat{y} (1-\hat{y}) \cdot x"),
    ("M210", r"= - [y(1-\hat{y}) - \hat{y}(1-y)] \cdot x"),
    ("M201", r"\theta_{\text{new}} = \theta_{\text{old}} - \alpha [y - \sigma(\theta^T x)] \cdot x"),
    ("M301", "j"),
    ("M205", "e^{0.12} = 1.27"),
    ("M211", "1.24"),
    ("M205", "= 18.41"),
    ("M202", r"\text{BCE} = -y_1 \log \hat{y}_1 - ((1 - y_2) \log (1 - \hat{y}_2))"),
]


def test_each_mistake_is_found_where_it_stands_and_nothing_else(report):
    found = [(f.code, source_of(f, report)) for f in report.findings]
    assert len(found) == len(FOUND)
    for (code, text), (expected_code, beginning) in zip(found, FOUND, strict=True):
        assert (code, text[: len(beginning)]) == (expected_code, beginning)


def test_every_step_of_the_notes_is_decided(report):
    assert {step.status for step in report.steps} == {"proved", "given", "refuted"}
    assert report.count("proved") == 23


CORRECTED = [
    (0, r"- \left[ \frac{y}{\hat{y}} - \frac{1-y}{1-\hat{y}} \right]"),
    (3, r"\theta_{\text{old}} + \alpha [y - \sigma(\theta^T x)] \cdot x"),
    (4, r"\sum_{m=1}^k e^{x_m}"),
    (5, "1.13"),
    (8, r"-y_1 \log \hat{y}_1 - ((1 - y_1) \log (1 - \hat{y}_1))"),
]


@pytest.mark.parametrize(("number", "after"), CORRECTED)
def test_the_correction_is_proposed(report, number, after):
    assert after in [c.after for c in report.findings[number].corrections]


def test_only_corrections_that_are_proved_in_their_place_are_written(report):
    done = mended(report.text, "notes.md", check_text)
    changed = [
        now for before, now in zip(report.text.splitlines(), done.text.splitlines(), strict=True) if now != before
    ]
    assert changed == [
        r"$$\theta_{\text{new}} = \theta_{\text{old}} + \alpha [y - \sigma(\theta^T x)] \cdot x$$",
        "$$e^{0.12} = 1.13$$",
    ]
    assert done.report.count("proved") == report.count("proved") + 2
    assert [(f.code, why) for f, why in done.refused] == [
        ("M211", "with it the step is not proved"),
        ("M205", "with it the step of line 81 is not given any more"),
    ]


def test_a_refutation_carries_both_values_at_a_point(report):
    for finding in report.findings:
        if finding.code in ("M201", "M202", "M210"):
            assert finding.witness is not None
            assert finding.witness.point
            assert finding.witness.lhs != finding.witness.rhs
