"""The errata that ``derive`` prints: found in the text of the notes, each with what is printed and what holds."""

import re
from pathlib import Path

import click
import pytest

from symxent.check.findings import Report
from symxent.check.report import check_text
from symxent.report import errata

NOTES = (Path(__file__).parents[2] / "examples" / "notes.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def report() -> Report:
    return check_text(NOTES, "notes.md")


def test_every_erratum_shows_its_line_as_it_is_printed_in_the_notes(report: Report) -> None:
    text = click.unstyle("\n".join(errata.lines(report)))
    shown = re.findall(r"  line (\d+), column \d+ .*\n    printed   (.*)", text)
    assert len(shown) == len(report.findings) >= 9
    source = NOTES.splitlines()
    for line, printed in shown:
        assert printed in source[int(line) - 1]


def test_a_refuted_line_shows_both_values_at_its_witness(report: Report) -> None:
    text = click.unstyle("\n".join(errata.lines(report)))
    assert text.count("    fails     ") == sum(finding.witness is not None for finding in report.findings) >= 7
    assert "1.127496851579 ± 2e-12 against 1.27" in text


def test_notes_without_their_mistakes_have_no_errata(report: Report) -> None:
    clean = r"$$\sigma(x) = \frac{1}{1+e^{-x}}$$ and $$\frac{d\sigma(x)}{dx} = \sigma(x) (1 - \sigma(x))$$"
    assert errata.data(check_text(clean, "clean.md"))["findings"] == []


def test_markdown_and_data_say_the_same(report: Report) -> None:
    data = errata.data(report)["findings"]
    assert isinstance(data, list)
    for finding in data:
        assert f"- line {finding['line']}, {finding['code']}: {finding['message']}" in errata.markdown(report)
