"""The figures show the kernels' own values, and take nothing with them that a page forbids."""

import re

import numpy as np
import pytest

from symxent.errors import SymxentError
from symxent.report import figures

drawn = pytest.mark.skipif(not figures.available(), reason="matplotlib is not installed")


@drawn
@pytest.mark.parametrize("name", figures.PLOTS)
def test_a_figure_is_one_element_in_the_pages_colours(name):
    text = figures.svg(name)
    assert text.startswith('<svg class="plot" viewBox=')
    assert text.count("<svg") == 1
    assert "<style" not in text
    assert "<metadata" not in text
    assert not re.search(r"#0101\d\d", text)
    assert "var(--left)" in text
    assert not re.findall(r"url\((?!#)|href=\"(?!#)", text)
    assert figures.svg(name) == text


@drawn
def test_no_identifier_stands_in_two_figures():
    seen: list[str] = []
    for name in figures.PLOTS:
        seen += re.findall(r'id="([^"]+)"', figures.svg(name))
    assert len(seen) == len(set(seen))


@drawn
def test_every_reference_inside_a_figure_is_met():
    for name in figures.PLOTS:
        text = figures.svg(name)
        used = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', text))
        assert {a or b for a, b in used} <= set(re.findall(r'id="([^"]+)"', text))


def test_the_right_sign_descends_and_the_printed_one_climbs():
    right, printed = figures.descent(-1.0), figures.descent(+1.0)
    assert right[0] == printed[0] == pytest.approx(np.log(2))
    assert np.all(np.diff(right) < 0)
    assert np.all(np.diff(printed) > 0)
    assert right[-1] < 0.2


def test_the_irises_are_a_hundred_and_standardised():
    x, y = figures._irises()
    assert x.shape == (100, 5)
    assert y.sum() == 50
    np.testing.assert_allclose(x[:, 1:].mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(x[:, 1:].std(axis=0), 1)


def test_the_kernel_of_the_picture_keeps_what_its_caption_says():
    from sympy import Symbol

    from symxent.kernels.reference.ulp import error
    from symxent.kernels.reference.values import evaluate
    from symxent.kernels.run.load import kernel
    from symxent.language.functions import softplus

    z, symbol = np.linspace(-45, 45, 181), Symbol("z", real=True)
    exact = evaluate(softplus(symbol), {symbol: z})
    assert error(kernel("softplus")(z), exact, np.dtype("f8")).max() <= 2
    assert np.all(np.log(1 + np.exp(z[z < -37])) == 0)


def test_an_unknown_figure_is_named():
    with pytest.raises(SymxentError, match="there is no figure"):
        figures.svg("cat")


def test_every_page_with_figures_is_in_the_catalogue():
    from symxent.derive.catalogue import PAGES

    assert set(figures.PAGES) <= set(PAGES)
    assert {name for names in figures.PAGES.values() for name in names} == set(figures.PLOTS)
