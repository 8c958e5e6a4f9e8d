"""Derived pages as HTML: complete, self-contained, and nothing of the reader's text becomes markup."""

import re
from dataclasses import replace
from html import unescape

import click
import pytest
from sympy import Symbol, besselj

from symxent.derive.catalogue import page
from symxent.derive.derivation import DerivedPage
from symxent.language.functions import sigmoid
from symxent.proof import prove
from symxent.report import frame, html

x = Symbol("x", real=True)
REFUTED = prove(sigmoid(x).diff(x), sigmoid(x) * (1 + sigmoid(x)))
UNKNOWN = prove(besselj(0, x) + besselj(2, x), 2 * besselj(1, x) / x)


@pytest.fixture(scope="module")
def sigmoid_page(derived_pages) -> DerivedPage:
    return derived_pages["sigmoid"]


@pytest.fixture(scope="module")
def broken_page(sigmoid_page) -> DerivedPage:
    """The page of the sigmoid with two verdicts that are not its own, to see how such lines look."""
    section = sigmoid_page.sections[0]
    lines = list(section.lines)
    lines[3] = replace(lines[3], verdict=REFUTED)
    lines[4] = replace(lines[4], verdict=UNKNOWN, rules=("<b>bold</b> & 'quoted'",))
    return replace(sigmoid_page, title="<script>alert(1)</script>", sections=(replace(section, lines=tuple(lines)),))


def test_every_line_has_its_rules_its_mark_and_its_reasons(sigmoid_page):
    text = unescape(html.render([sigmoid_page], [page("sigmoid")]))
    for line in sigmoid_page.sections[0].lines[1:]:
        assert ", ".join(line.rules) in text
    assert text.count("<details") == 12
    assert text.count("<summary") == 12
    assert "12 of 12 lines proved" in text
    assert "normal form: the difference of both sides" in text


def test_the_page_says_where_its_letters_live(derived_pages):
    name = "binary_cross_entropy"
    text = html.render([derived_pages[name]], [page(name)])
    setting = re.search(r'<p class="setting">(.*?)</p>', text, re.DOTALL)
    assert setting is not None
    assert "∈" in setting[1]
    assert "σ" in setting[1]


def test_lines_that_are_not_proved_are_open_and_show_the_witness(broken_page):
    text = html.render([broken_page])
    assert len(re.findall(r"<details[^>]* open", text)) == 2
    assert "0.25" in text
    assert "0.75" in text
    assert text.count("<svg") == 1
    assert "10 of 12 lines proved" in text


def test_the_terminal_counts_the_same_lines_as_the_page(broken_page):
    from symxent.report import terminal

    assert "✗ 10 of 12 lines proved" in terminal.render([broken_page])


def test_reasons_are_wrapped_to_the_width_of_the_terminal(derived_pages):
    from symxent.report import terminal

    lines = terminal.render([derived_pages["binary_cross_entropy"]], 80).splitlines()
    reason = [line for line in lines if line.startswith(" " * 12)]
    assert any("lies on one side" in line for line in reason)
    assert max(len(click.unstyle(line)) for line in reason) <= 80


def test_text_of_the_reader_is_escaped(broken_page):
    text = html.render([broken_page, broken_page])
    assert "<script" not in text
    assert "<b>bold" not in text
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; &#39;quoted&#39;" in text


def test_the_file_asks_the_network_for_nothing(sigmoid_page):
    text = html.render([sigmoid_page])
    assert not re.search(r"(src|href|action|srcset|data)\s*=\s*[\"'](?!#)", text)
    assert "@import" not in text
    assert "url(" not in text
    assert "default-src 'none'" in unescape(text)


def test_the_policy_admits_exactly_the_style_sheet_of_the_page(sigmoid_page):
    text = html.render([sigmoid_page])
    sheet = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert sheet is not None
    assert frame.digest(sheet[1]) in unescape(text)


def test_several_pages_have_a_table_of_contents_and_no_anchor_twice(derived_pages):
    names = list(derived_pages)[:3]
    text = html.render([derived_pages[name] for name in names], [page(name) for name in names])
    anchors = re.findall(r' id="([^"]+)"', text)
    assert len(anchors) == len(set(anchors))
    for name in names:
        assert f'href="#{name}"' in text
        assert name in anchors


@pytest.mark.parametrize("verdict", [REFUTED, UNKNOWN, prove(x, x)])
def test_a_verdict_alone_is_a_fragment_with_its_word(verdict):
    text = html.fragment(verdict)
    word = {"proved": "Proved", "refuted": "Refuted", "unknown": "Not decided"}[verdict.status.value]
    assert word in text
    assert "<html" not in text
    assert "<math" in text
