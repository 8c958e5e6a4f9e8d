"""The pages as a browser shows them: quiet, self-contained, laid out, usable by key, accessible."""

from dataclasses import replace
from pathlib import Path

import pytest
from sympy import Symbol, cos, sin

from symxent.check.report import check_file
from symxent.derive.catalogue import page
from symxent.language.functions import sigmoid
from symxent.proof import prove
from symxent.report import html, html_check
from symxent.report.figures import available
from symxent.resources import folder

x = Symbol("x", real=True)


@pytest.fixture(scope="module")
def all_pages(tmp_path_factory, derived_pages) -> Path:
    """Every page of the catalogue in one file, and one line each refuted and not decided."""
    pages = [page(name) for name in derived_pages]
    derived = list(derived_pages.values())
    section = derived[0].sections[0]
    lines = list(section.lines)
    lines[3] = replace(lines[3], verdict=prove(sigmoid(x).diff(x), sigmoid(x) * (1 + sigmoid(x))))
    lines[4] = replace(lines[4], verdict=prove(sin(x) ** 2 + cos(x) ** 2, x**0))
    derived[0] = replace(derived[0], sections=(replace(section, lines=tuple(lines)),))
    path = tmp_path_factory.mktemp("pages") / "all.html"
    path.write_text(html.render(derived, pages, figures=available()), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def checked_notes(tmp_path_factory) -> Path:
    """The example notes, checked."""
    path = tmp_path_factory.mktemp("pages") / "check.html"
    path.write_text(html_check.render([check_file(folder("examples") / "notes.md")]), encoding="utf-8")
    return path


@pytest.fixture(params=["all_pages", "checked_notes"])
def any_page(request) -> Path:
    return request.getfixturevalue(request.param)


def test_the_page_loads_nothing_but_itself_and_has_nothing_to_complain_of(browser, any_page):
    browser.open(any_page)
    assert browser.requests() == [any_page.as_uri()]
    assert browser.complaints() == []


def test_every_formula_has_a_box(browser, any_page):
    browser.open(any_page)
    empty = browser.run(
        "document.querySelectorAll('details').forEach(d => d.open = true);"
        "return [...document.querySelectorAll('math')].filter(m => {"
        "  const box = m.getBoundingClientRect(); return box.width < 3 || box.height < 5 }).map(m => m.outerHTML)"
    )
    assert empty == []
    assert browser.run("return document.querySelectorAll('math').length") > 50


@pytest.mark.parametrize("width", [360, 700, 1200])
def test_no_width_makes_the_page_scroll_sideways(browser, any_page, width):
    browser.open(any_page, width=width)
    assert browser.run("return document.documentElement.scrollWidth") <= width


def test_the_reasons_open_and_close_by_key(browser, all_pages):
    from selenium.webdriver.common.keys import Keys

    browser.open(all_pages)
    browser.run("document.querySelector('details:not([open]) > summary').focus()")
    state = "return [document.activeElement.tagName, document.activeElement.parentElement.open]"
    assert browser.run(state) == ["SUMMARY", False]
    browser.press(Keys.ENTER)
    assert browser.run(state) == ["SUMMARY", True]
    assert browser.run("return document.activeElement.parentElement.innerText").count("normal form") >= 1
    browser.press(Keys.SPACE)
    assert browser.run(state) == ["SUMMARY", False]
    first = browser.run("return document.activeElement.closest('li').id")
    browser.press(Keys.TAB)
    assert browser.run("return document.activeElement.closest('li').id") != first


def test_a_screen_reader_meets_the_formula_before_its_verdict(browser, all_pages):
    browser.open(all_pages)
    wrong = browser.run(
        "return [...document.querySelectorAll('li.line')].filter(line => { const rule = line.querySelector('summary');"
        "  return rule && !(line.querySelector('math').compareDocumentPosition(rule) & 4) }).length"
    )
    assert wrong == 0


@pytest.mark.parametrize(("width", "dark"), [(1000, False), (1000, True), (360, False)])
def test_axe_finds_no_violation(browser, axe, any_page, width, dark):
    browser.open(any_page, width=width, dark=dark)
    browser.run("document.querySelectorAll('li.line').forEach((l, i) => { if (i > 60) l.remove() })")
    assert browser.violations(axe) == []


def test_a_bad_page_is_noticed(browser, axe, tmp_path):
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<!doctype html><meta http-equiv='Content-Security-Policy' content=\"script-src 'none'\"><title>bad</title>"
        "<img src='missing.png'><p style='color:#ccc;background:#fff'>pale</p><script>document.title = 'run'</script>"
    )
    browser.open(bad)
    assert len(browser.requests()) == 2
    assert len(browser.complaints()) >= 2
    found = " ".join(browser.violations(axe))
    assert "image-alt" in found
    assert "color-contrast" in found
