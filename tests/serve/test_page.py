"""The local page in a browser: verdicts come while one types, a click writes the correction."""

import threading
from collections.abc import Iterator

import pytest

from symxent.serve.server import Server

NOTE = "𝔸 note: $$f(x) = x^2$$ and $$f'(x) = -2x$$"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    one = Server(0)
    thread = threading.Thread(target=one.serve_forever, daemon=True)
    thread.start()
    yield one
    one.shutdown()
    one.close()


def wait(browser, condition: str):
    """The value of a JavaScript expression as soon as it is true."""
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(browser.driver, 30, 0.1).until(lambda driver: driver.execute_script(f"return {condition}"))


def paste(browser, text: str) -> None:
    browser.run(
        "const t = document.getElementById('text'); t.value = arguments[0]; t.dispatchEvent(new Event('input'))", text
    )


def test_a_mistake_is_found_while_it_is_typed_and_mended_by_key(browser, server):
    from selenium.webdriver.common.keys import Keys

    browser.open(server.url)
    browser.run("const t = document.getElementById('text'); t.focus(); t.value = arguments[0].slice(0, -1)", NOTE)
    browser.press(NOTE[-1])
    wait(browser, "document.querySelector('[data-edits]')")
    assert "M201" in browser.run("return document.getElementById('report').innerText")
    browser.run("document.querySelector('[data-edits]').focus()")
    browser.press(Keys.ENTER)
    wait(browser, "document.getElementById('state').textContent.includes('1 proved')")
    assert browser.run("return document.getElementById('text').value") == NOTE.replace("-2x", "2x")
    assert browser.complaints() == []
    assert all(address.startswith(server.url) for address in browser.requests())


def test_a_place_selects_its_text(browser, server):
    browser.open(server.url)
    paste(browser, NOTE)
    wait(browser, "document.querySelector('.findings .place')")
    browser.run("document.querySelector('.findings .place').click()")
    selected = browser.run(
        "const t = document.getElementById('text'); return t.value.slice(t.selectionStart, t.selectionEnd)"
    )
    assert selected == "f'(x) = -2x"


@pytest.mark.parametrize(("width", "dark"), [(1200, False), (1200, True), (360, False)])
def test_axe_finds_no_violation(browser, axe, server, width, dark):
    browser.open(server.url, width=width, dark=dark)
    paste(browser, NOTE)
    wait(browser, "document.querySelector('[data-edits]')")
    assert browser.violations(axe) == []
    assert browser.run("return document.documentElement.scrollWidth") <= width


LONG = "\n\n".join(
    [f"Part {n} of these notes: $$f_{{{n}}}(x) = (x + {n})^2 = x^2 + {2 * n} x + {n * n}$$" for n in range(1, 13)]
)


def test_formulas_are_whole_and_the_panes_are_of_one_height(browser, server):
    browser.open(server.url, width=1200)
    paste(browser, LONG)
    wait(browser, "document.querySelectorAll('.step').length >= 12")
    cut = "return [...document.querySelectorAll('.step .scroll')].filter(f => f.scrollWidth > f.clientWidth + 1).length"
    assert browser.run(cut) == 0
    heights = "return ['.write', '.read'].map(pane => document.querySelector(pane).clientHeight)"
    assert len(set(browser.run(heights))) == 1


def test_the_panes_scroll_together(browser, server):
    browser.open(server.url, width=1200)
    paste(browser, LONG * 3)
    wait(browser, "report.scrollHeight > 2 * report.clientHeight && text.scrollHeight > text.clientHeight")
    browser.run("report.scrollTop = report.scrollHeight")
    wait(browser, "text.scrollTop > 0.9 * (text.scrollHeight - text.clientHeight)")
    wait(browser, "led === null")
    browser.run("text.scrollTop = 0")
    wait(browser, "report.scrollTop === 0")
