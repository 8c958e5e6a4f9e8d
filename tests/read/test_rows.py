"""Rows become chains: what goes on, what stands beside, what is a statement of its own."""

import pytest

from symxent.read.rows import chains, chains_and_end
from symxent.read.tokens import tokenize

CHAINS = [
    ("a = b = c", [["a", "b", "c"]]),
    (r"a &= b \\ &= c", [["a", "b", "c"]]),
    (r"\begin{aligned} a &= b \\ &= c \end{aligned}", [["a", "b", "c"]]),
    (r"a &= b \\ c &= d", [["a", "b"], ["c", "d"]]),
    (r"a &= b \\ &+ c \\ &= d", [["a", "b+c", "d"]]),
    (r"a = \\ b", [["a", "b"]]),
    (r"a = b + \\ c", [["a", "b+c"]]),
    (r"a = b \quad \text{where} \quad c = d", [["a", "b"], ["c", "d"]]),
    (r"a = b, \; c = d", [["a", "b"], ["c", "d"]]),
    (r"a = b \qquad c = d", [["a", "b"], ["c", "d"]]),
    (r"a = b \Rightarrow c = d", [["a", "b"], ["c", "d"]]),
    (r"\Rightarrow a = b", [["a", "b"]]),
    (r"P(y = 1 | x) = p", [["P(y=1|x)", "p"]]),
    (r"f(a, b) = c", [["f(a,b)", "c"]]),
    (r"\begin{bmatrix} a \\ b \end{bmatrix} = c", [["bmatrixa\\\\bbmatrix", "c"]]),
    (r"\downarrow \quad \downarrow", []),
    (r"\text{net income} = a + \text{tax rate}", [["net_income", "a+tax_rate"]]),
    (r"\text{真阳性率} = \frac{a}{b}", [["真阳性率", "frac{a}{b}"]]),
    (r"a = b 其中 c = d", [["a", "b"], ["c", "d"]]),
    (r"a &= b & (\text{by definition of } X) \\ &= c & (11)", [["a", "b", "c"]]),
    (r"a \overset{(1)}{=} b", [["a", "b"]]),
    (r"a \xrightarrow{p} b = c", [["a", "b", "c"]]),
    (r"x \in [0, 1)", [["x", "[0,1)"]]),
    (r"s.t. a = b", [["a", "b"]]),
    (r"\exists L > 0", [["L", "0"]]),
    ("a + b", []),
    (r"\begin{aligned} a \\ &= b \end{aligned}", [["a", "b"]]),
    (r"\begin{aligned} &a \\ &= b \\ &= c \end{aligned}", [["a", "b", "c"]]),
    (r"\begin{split} a + b \\ &+ c \\ &= d \end{split}", [["a+b+c", "d"]]),
    (r"\text{We have} \quad & a \\ & = b", [["a", "b"]]),
    (r"a \\ b &= c", [["b", "c"]]),
    (r"&a \\ &= b \\ &c \\ &= d", [["a", "b"], ["c", "d"]]),
    (r"a &= b \\ c \\ &= d", [["a", "b"], ["c", "d"]]),
    (r"a, b \\ &= c", [["c"]]),
    (r"x = 1 \wedge 1 \le y", [["x", "1"], ["1", "y"]]),
    (r"x = 1 \vee x = 2", [["x", "1"], ["x", "2"]]),
    (r"a = \neg b \wedge c", [["a", "¬b∧c"]]),
    (r"a = 0. \quad \text{vs} \quad b = 1", [["a", "0."], ["b", "1"]]),
]


@pytest.mark.parametrize(("source", "expected"), CHAINS)
def test_rows_become_these_chains(source, expected):
    found = [["".join(t.text for t in m.tokens) for m in chain.members] for chain in chains(tokenize(source))]
    assert found == expected


def test_a_leading_sign_continues_what_stands_before():
    (chain,) = chains(tokenize(r"&= a \\ &= b"))
    assert chain.continues
    assert len(chain.members) == len(chain.operators) == 2


def test_an_equation_beside_an_aligned_chain_does_not_break_it():
    main, remark = chains(tokenize(r"a &= b \\ &\quad c = d \\ &= e"))
    assert [m.tokens[0].text for m in main.members] == ["a", "b", "e"]
    assert remark.remark
    assert not main.remark


def test_a_new_left_side_at_the_margin_begins_a_new_chain():
    first, second = chains(tokenize(r"a &= b \\ c &= d \\ &= e"))
    assert len(first.members) == 2
    assert [m.tokens[0].text for m in second.members] == ["c", "d", "e"]


def test_a_row_under_the_right_sides_that_may_be_a_factor_is_not_dropped():
    (chain,) = chains(tokenize(r"a &= b \\ &\quad (c + d) \\ &= e"))
    assert [m.tokens[0].text for m in chain.members] == ["a", "b", "e"]
    assert [t.text for t in chain.members[1].tokens if t.kind == "error"] == [
        "whether this row goes on with the row before it is not clear"
    ]


OVER_TWO = [
    (r"\text{the whole} - \text{the rest}", "a = b", [["a", "b"]]),
    (r"a = \text{sum of}(b) = b", r"c = d", [["c", "d"]]),
    ("a", "= b = c", [["a", "b", "c"]]),
    ("a =", "b = c", [["a", "b", "c"]]),
    ("a =", "b", [["a", "b"]]),
    (r"a &= b \\ &=", "c", [["c"]]),
    ("a", "b = c", [["b", "c"]]),
    ("a = b", "c = d", [["c", "d"]]),
    ("a = b", "= d", [["d"]]),
    ("a", "b", []),
]


@pytest.mark.parametrize(("first", "second", "expected"), OVER_TWO)
def test_a_formula_goes_on_with_what_the_one_before_left_open(first, second, expected):
    _, end = chains_and_end(tokenize(first))
    found, _ = chains_and_end(tokenize(second), end)
    assert [["".join(t.text for t in m.tokens) for m in chain.members] for chain in found] == expected


def test_an_arrow_row_passes_and_an_implication_is_marked():
    (chain,) = chains(tokenize(r"\Rightarrow x = y"))
    assert chain.implied


STACKED = [
    (r"a \overset{\text{def}}{=} b", ":="),
    (r"a \stackrel{d}{=} b", "≗"),
    (r"a \overset{!}{=} b", "≟"),
    (r"a \overset{(2)}{=} b", "="),
    (r"a \buildrel\triangle\over = b", ":="),
    (r"a \not= b", "≠"),
    (r"a \not\in B", "∉"),
]


@pytest.mark.parametrize(("source", "operator"), STACKED)
def test_a_remark_above_a_relation_says_what_it_is(source, operator):
    (chain,) = chains(tokenize(source))
    assert [t.text for t in chain.operators] == [operator]


BESIDE = [
    ("a^2 = b && x = c", [["a^2", "b"], ["x", "c"]]),
    (r"m &= np & s &= q", [["m", "np"], ["s", "q"]]),
    ("a &=& b", [["a", "b"]]),
    ("f &= a & x > 0", [["f", "a"], ["x", "0"]]),
    (r"a &= b \\ & + c", [["a", "b+c"]]),
]


@pytest.mark.parametrize(("source", "expected"), BESIDE)
def test_a_mark_beside_no_relation_parts_two_equations(source, expected):
    found = chains(tokenize(source))
    assert [["".join(t.text for t in m.tokens) for m in chain.members] for chain in found] == expected
