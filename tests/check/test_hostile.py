"""Hostile input: a finding with a place, in bounded time, never a traceback."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from symxent.check.report import check_bytes, check_text

HOSTILE = [
    ("one line of 100 MB", b"$$" + b"x+" * 50_000_000, "a.md", "M103"),
    ("long formula", b"$$" + b"x+" * 60_000 + b"x = 1$$", "a.md", "M101"),
    ("nested braces", b"$$x = " + b"{" * 10_000 + b"x" + b"}" * 10_000 + b"$$", "a.md", "M101"),
    ("nested fractions", b"$$x = " + b"\\frac{1}{" * 3_000 + b"x" + b"}" * 3_000 + b"$$", "a.md", "M101"),
    ("nested brackets", b"$$x = " + b"(" * 10_000 + b"$$", "a.md", "M101"),
    ("macro of itself", rb"\newcommand{\a}{\a\a} $$x = \a$$", "a.tex", "M101"),
    (
        "macro bomb",
        b"".join(b"\\newcommand{\\%c}{\\%c\\%c}" % (97 + i, 98 + i, 98 + i) for i in range(24)) + rb"$$x = \a$$",
        "a.tex",
        "M101",
    ),
    ("tower of powers", b"$$9^{9^{9^9}} = 1$$", "a.md", "M402"),
    ("huge factorial", b"$$100000! = 1$$", "a.md", "M402"),
    ("long sum", b"$$\\sum_{i=1}^{99999999999} i^{1000} = 1$$", "a.md", "M402"),
    ("long number", b"$$" + b"9" * 20_000 + b" = 1 + x$$", "a.md", "M"),
    ("long order of a derivative", b"$$\\frac{d^{" + b"9" * 5_000 + b"} f}{dx} = 1$$", "a.md", "M101"),
    ("long index", b"$$x_{" + b"9" * 900 + b" 9" * 5_000 + b"} = x_1 + 1$$", "a.md", ""),
    ("derivative of great order", b"$$\\frac{d^2 f}{dx^{9999999999}} = 1$$", "a.md", "M101"),
    ("not UTF-8", b"$$x = \xff\xfe$$", "a.md", "M103"),
    ("NUL", b"$$x = \x00 1$$", "a.md", "M101"),
    ("unclosed display", b"$$x = 1", "a.md", "M102"),
    ("unclosed environment", b"\\begin{align} x &= 1", "a.tex", "M102"),
    ("no notebook", b"{'cells': ]", "a.ipynb", "M103"),
    ("deep notebook", b"[" * 200_000, "a.ipynb", "M103"),
    ("unclosed begin", b"$$\\begin{bmatrix} x = 1$$", "a.md", "M101"),
    ("wide matrix", b"$$A = \\begin{bmatrix}" + b"1 & " * 9_000 + b"1\\end{bmatrix} = 2$$", "a.md", "M"),
    ("many sums", b"$$x = " + b"\\sum_i " * 5_000 + b"x_i$$", "a.md", "M101"),
    ("many minuses", b"$$x = " + b"-" * 5_000 + b"1$$", "a.md", "M101"),
    ("many rows", b"$$" + b"x = x \\\\ " * 4_000 + b"x = 1$$", "a.md", ""),
    ("right to left", "$$x = \u202e1\u202c$$".encode(), "a.md", "M101"),
]


@pytest.mark.parametrize(("data", "name", "code"), [h[1:] for h in HOSTILE], ids=[h[0] for h in HOSTILE])
def test_hostile_input_is_a_finding_with_a_place(data, name, code):
    began = time.process_time()
    report = check_bytes(data, name, seconds=1.0)
    spent = time.process_time() - began
    assert spent < 30
    for finding in report.findings:
        assert finding.place.line >= 1
        assert finding.place.column >= 1
        assert finding.place.start < finding.place.end
    assert any(f.code.startswith(code) for f in report.findings) or not code
    assert report.count("proved") == 0 or not code


def test_a_step_keeps_to_its_time():
    hard = r"$$\sum_{i=1}^n \log(1 + e^{x_i + \log(1 + e^{y_i})})^7 = \sum_{i=1}^n \log(1 + e^{x_i})^7 + 1$$"
    began = time.process_time()
    assert check_text(hard, seconds=0.5, correct=False).steps
    assert time.process_time() - began < 10


def test_a_case_that_the_page_mentions_keeps_to_its_time():
    left = r"\frac{(a+i)(b+i)(c+i)(d+i)}{(x+i)^3 (y+i)^3 (z+i)^3}"
    right = r"\frac{(a+i)(b+i)(c+i)}{(x+i)^3 (y+i)^3 (z+i)^2}"
    began = time.process_time()
    check_text(rf"$n = 40$ $$\sum_{{i=1}}^n {left} = \sum_{{i=1}}^n {right}$$", seconds=0.5, correct=False)
    assert time.process_time() - began < 20


NOTATION = r"""
x y_i \hat{y} \sigma ( ) { } [ ] ^ _ ^2 _{ij} + - = & \\ \frac{a}{b} \frac \sum_{i=1}^n \sum \log \exp |
\left( \right) ' \partial \frac{\partial J}{\partial x} \frac{d}{dx} 1.25 0 e^{ \begin{aligned} \end{aligned}
\begin{bmatrix} \end{bmatrix} \text{where} , \theta^T \mathbf{x} \nabla_x \delta_{ij} \Rightarrow \approx ! /
\cdot \quad \mathbb{1}\{ P(y|x) \softmax ~ # % \int dx \sqrt \over … ∂ Σ ŷ \begin{cases} \end{cases} f'(x) x^T
W_{hh} \max_x \int_0^1 \partial_i \sum_{i\neq j} z^{(i)} \prod
"""
PIECES = st.sampled_from(NOTATION.split())


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(PIECES, max_size=8), st.lists(PIECES, max_size=8))
def test_no_formula_makes_the_checker_fail(left, right):
    report = check_text(f"$${' '.join(left)} = {' '.join(right)}$$", seconds=0.2)
    assert all(f.place.line >= 1 for f in report.findings)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=80), st.sampled_from(["a.md", "a.tex", "a.ipynb"]))
def test_no_text_makes_the_checker_fail(text, name):
    report = check_text(text, name, seconds=0.2, correct=False)
    assert report.name == name


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200), st.sampled_from(["a.md", "a.tex", "a.ipynb"]))
def test_no_bytes_make_the_checker_fail(data, name):
    assert check_bytes(data, name, seconds=0.2, correct=False).name == name
