"""LaTeX becomes MathML that a page can trust, whatever the LaTeX is."""

from html.parser import HTMLParser

import pytest

from symxent.language.latex import to_latex
from symxent.report import mathml

HOSTILE = {
    "a tag": r"<script>alert(1)</script>",
    "a tag in words": r"\text{<img src=x onerror=alert(1)>}",
    "a link": r"\href{javascript:alert(1)}{x}",
    "a class": r"\class{x\" onclick=\"alert(1)}{y}",
    "quotes": "\"' onmouseover='x",
    "an address as a colour": r"\color{url(https://example.org)}x",
    "a comment": "<!-- x",
    "an entity": r"\text{&lt;script&gt;}",
    "a macro without end": r"\def\a{\a\a}\a",
    "half a fraction": r"\frac{1}{",
    "a zero byte": "x\0y",
    "braces a hundred thousand deep": "{" * 100_000 + "}" * 100_000,
    "brackets a thousand deep": r"\left(" * 1000 + r"\right)" * 1000,
    "a long line": "x+" * 100_000 + "x",
}
ALLOWED = {*mathml._ELEMENTS.split(), "code", "wbr"}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_comment(self, data: str) -> None:
        self.found.add("comment")


@pytest.mark.parametrize("latex", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("draw", [mathml.mathml, mathml.lines])
def test_no_latex_brings_in_any_other_element_or_attribute(draw, latex):
    tags = Tags()
    tags.feed(str(draw(latex)))
    assert tags.found <= ALLOWED
    assert tags.attributes <= {*mathml._ATTRIBUTES.split(), "class"}


def test_every_line_of_every_page_is_drawn(derived_pages):
    for page in derived_pages.values():
        for section in page.sections:
            for line in section.lines:
                latex = to_latex(line.tree)
                assert 'class="tex"' not in mathml.lines(latex), latex
            assert 'class="tex"' not in mathml.mathml(section.to_latex()), section.title


@pytest.mark.parametrize(
    ("latex", "pieces"),
    [
        ("a = b", ["a", "{}= b"]),
        ("-a - b", ["-a", "{}- b"]),
        ("a = -b", ["a", "{}= -b"]),
        (r"\left( a + b \right) \cdot c", [r"\left( a + b \right)", r"{}\cdot c"]),
        (r"\frac{a + b}{c} + d", [r"\frac{a + b}{c}", "{}+ d"]),
        (r"\sum_{i = 1}^{k} x_i", [r"\sum_{i = 1}^{k} x_i"]),
        (r"\theta \leftarrow \theta - g", [r"\theta", r"{}\leftarrow \theta", "{}- g"]),
        ("[0, 1) + x", ["[0, 1)", "{}+ x"]),
        (r"\left\{ a + b \right\} + c", [r"\left\{ a + b \right\}", "{}+ c"]),
        ("a) + (b", ["a) + (b"]),
    ],
)
def test_a_line_is_cut_before_operators_outside_all_brackets_only(latex, pieces):
    assert mathml.breakable(latex) == pieces


@pytest.mark.parametrize(
    ("latex", "lower"),
    [
        (r"f\left(x\right)", "f(x)"),
        (r"f\left(g\left(x\right)\right)", "f(g(x))"),
        (r"\left( \frac{a}{b} \right)", r"\left( \frac{a}{b} \right)"),
        (r"\left( \frac{1}{\left(a\right)} \right)", r"\left( \frac{1}{(a)} \right)"),
        (r"a \leftarrow b", r"a \leftarrow b"),
        (r"\left\{ x \right\}", r"\left\{ x \right\}"),
    ],
)
def test_only_brackets_around_what_is_high_stretch(latex, lower):
    assert mathml._low_brackets(latex) == lower
