"""What a page says with each of its formulas."""

import pytest

from symxent.read.document import read_page
from symxent.read.formula_sets import described
from symxent.read.speech import speeches
from symxent.read.tokens import tokenize

#: A page, and the acts of its formulas in order.
ACTS = [
    ("Then $x = 1$ and $y = 2$.", ["claim", "claim"]),
    ("If $x = 2$, then $x^2 = 4$.", ["condition", "claim"]),
    ("For $x < 0$: $|x| = -x$, $|x| > 0$.", ["condition", "claim", "claim"]),
    ("For all $x \\ge 0$, $|x| = x$.", ["condition", "claim"]),
    ("For $a > 0$, $b > 0$ we have $ab > 0$.", ["condition", "condition", "claim"]),
    ("Let $n > 0$ be even. So $n^2 > 0$.", ["given", "claim"]),
    ("Case 1: $x > 0$. Then $|x| = x$.", ["condition", "claim"]),
    ("Maximise $f$ subject to $\\sum_k x_k = 1$.", ["sought", "sought"]),
    ("The equation $2x = 6$ has the solution $x = 3$.", ["sought", "sought"]),
    ("Since $a = b$, it follows that $2a = 2b$.", ["premise", "claim"]),
    ("Since the total is $1$, i.e. $\\sum_k p_k = 1$, we get $p_2 = 1 - p_1$.", ["premise", "premise", "claim"]),
    ("Is $2^{10} = 1000$? No: $2^{10} = 1024$.", ["question", "stated"]),
    ("It is **not** true that $1 = 2$.", ["mistake"]),
    ("A student wrote $1 = 2$. So $2 = 2$.", ["mistake", "claim"]),
    ("A student calculates a sum as follows:\n$$1 + 1 = 3.$$\nIs the student correct?", ["mistake"]),
    (
        "Circle all statements that are true. Say why.\n\n\\begin{itemize}\n\\item $1 = 2$\n\\item Then $a = 1$.\n"
        "\\end{itemize}\nHence $b = 2$.",
        ["question", "question", "claim"],
    ),
    ("Suppose $1 = 2$. Then $2 = 3$, a contradiction.", ["hypothesis", "hypothesis"]),
    ("If $a > 1$, then $b > 0$. So $-1 > 0$, contradicting $1 > 0$.", ["hypothesis"] * 4),
    (
        "Assume, for contradiction, that $a = 0$.\n\nThen $b = 0$.\n\nThis contradicts $b = 1$.\n\nSo $a = 2$.",
        ["hypothesis", "hypothesis", "hypothesis", "claim"],
    ),
    ("The loss is\n\n$$L = x^2$$\n\nwhere $x > 0$.", ["stated", "condition"]),
    ("Hence\n\n$$L = x^2.$$\n\nThe next point is $x = 0$.", ["claim", "stated"]),
    ("当$d=5$时，$e<1$。因此$d+1=6$。", ["condition", "claim", "claim"]),
    ("设$x>0$，则$|x|=x$。", ["given", "claim"]),
    ("Sei $x > 0$. Dann ist $|x| = x$.", ["given", "stated"]),
    ("Si $x > 0$, alors $|x| = x$.", ["condition", "claim"]),
    ("Sea $x > 0$. Entonces $|x| = x$.", ["given", "claim"]),
    ("Seja $x > 0$. Logo $|x| = x$.", ["given", "claim"]),
]


@pytest.mark.parametrize(("text", "acts"), ACTS, ids=[text[:40] for text, _ in ACTS])
def test_each_formula_has_the_act_that_the_words_give_it(text, acts):
    assert [s.act for s in speeches(read_page(text, "a.md")).formulas] == acts


#: A page, and of each condition: the words, or what stands in its reach.
REACHES = [
    ("For $x < 0$: $|x| = -x$. Other $y$.", "For $x < 0$: $|x| = -x$."),
    ("Case 1: $x > 0$. Then $|x| = x$. Other.", "Case 1: $x > 0$. Then $|x| = x$."),
    ("Let $x > 0$.\n\nLater: $|x| = x$.\n\n# Next\n\n$x$", "x > 0$.\n\nLater: $|x| = x$."),
    ("We have $\\sqrt{x^2} = x$ if $x > 0$. Other.", "We have $\\sqrt{x^2} = x$ if $x > 0$."),
]


@pytest.mark.parametrize(("text", "reach"), REACHES, ids=[text[:30] for text, _ in REACHES])
def test_a_condition_reaches_as_far_as_its_words_do(text, reach):
    page = read_page(text, "a.md")
    condition = next(c for c in speeches(page).conditions if c.formula >= 0)
    assert page.text[condition.start : condition.end].strip() == reach


@pytest.mark.parametrize(
    ("text", "names", "where"),
    [
        ("For every positive $x$ we have $|x| = x$.", ("x",), "positive"),
        ("Let $A$ and $B$ be given, where $A$ is symmetric.", ("A",), ""),
        ("Let $\\mathbf{Q} \\in \\mathbb{R}^{n \\times n}$ be an orthogonal matrix.", ("Q",), ""),
    ],
)
def test_what_the_words_say_of_a_name_is_a_condition_on_it(text, names, where):
    found = [c for c in speeches(read_page(text, "a.md")).conditions if c.names]
    assert [(c.names, c.set) for c in found] == [(names, where)]


def test_a_condition_in_words_alone_is_one_too_but_not_what_we_do():
    told = speeches(read_page("If the matrix is invertible, $A x = b$. If we differentiate, $y = 2x$.", "a.md"))
    assert [c.words for c in told.conditions] == ["If the matrix is invertible,"]


def test_names_that_are_called_matrices_are_known():
    told = speeches(read_page("For invertible square matrices $A$ and $B$, let $x$ be a vector.", "a.md"))
    assert {n for c in told.arrays for n in c.names} == {"A", "B", "x"}


SETS = [
    (r"[0, 1]", ("interval", "0", "1", False, False)),
    (r"(0, 1]", ("interval", "0", "1", True, False)),
    (r"]0, 1[", ("interval", "0", "1", True, True)),
    (r"[0, \infty)", ("interval", "0", None, False, True)),
    (r"\mathbb{R}_+", ("nonnegative", None, None, False, False)),
    (r"\mathbb{R}_{>0}", ("positive", None, None, False, False)),
    (r"\mathbb N", ("natural", None, None, False, False)),
]


@pytest.mark.parametrize(("latex", "expected"), SETS, ids=[s for s, _ in SETS])
def test_a_set_is_read_with_its_ends(latex, expected):
    found = described(tokenize(latex))
    assert (found.kind, found.low, found.high, found.left_open, found.right_open) == expected


def test_values_axes_and_what_is_no_known_set():
    assert described(tokenize(r"\{-1, 1\}")).values == ("-1", "1")
    assert described(tokenize(r"\{1, \dots, n\}")).kind == "indices"
    assert described(tokenize(r"\mathbb{R}^{n \times d}")).axes == 2
    assert described(tokenize(r"\{0, 1\}^K")).axes == 1
    assert described(tokenize(r"\mathcal{F}")) is None


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("See https://a.b.com/question/?x=1 $$a = b$$", "stated"),
        ("a temperature based on a value $$a = b$$", "stated"),
        ("donc on a $$a = b$$", "claim"),
        ("On a $$a = b$$", "claim"),
        ("The values are determined by $$a = b$$", "sought"),
    ],
)
def test_addresses_and_words_of_another_language_say_nothing(text: str, act: str) -> None:
    assert speeches(read_page(text, "t.md")).at(0).act == act
