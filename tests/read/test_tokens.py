"""LaTeX becomes tokens that know their place; names of several letters are told from products."""

from itertools import pairwise

import pytest

from symxent.read.errors import ReadError
from symxent.read.macros import find_macros
from symxent.read.tokens import Lexicon, Macro, tokenize, words_of, writes_decimal_commas

TEXTS = [
    (r"\frac12", ["frac", "1", "2"]),
    (r"a + by", ["a", "+", "b", "y"]),
    (r"a x by b", ["a", "x", "by", "b"]),
    (r"\frac{12}{3}", ["frac", "{", "12", "}", "{", "3", "}"]),
    ("x^12", ["x", "^", "1", "2"]),
    ("xy", ["x", "y"]),
    (r"\int f rdrd\theta", ["integral", "f", "r", "d", "r", "d", "theta"]),
    (r"a \space b \par c", ["a", "b", "c"]),
    (r"\fbox{x}", ["{", "x", "}"]),
    ("xdydx", ["x", "d", "y", "d", "x"]),
    ("tanh(x)", ["tanh", "(", "x", ")"]),
    ("ylog(p)", ["y", "log", "(", "p", ")"]),
    ("y_ilog p", ["y", "_", "i", "log", "p"]),
    ("loss(w)", ["loss", "(", "w", ")"]),
    ("CE(0,p)", ["CE", "(", "0", ",", "p", ")"]),
    (r"\left( x \right)", ["(", "x", ")"]),
    (r"\left. x \right|", ["x", "|"]),
    (r"a \, b \! c", ["a", "b", "c"]),
    (r"\text{new}", ["new"]),
    (r"\mathrm{u^T v}", ["{", "u", "^", "T", "v", "}"]),
    ("σ(ŷ) − 1", ["sigma", "(", "hat", "y", ")", "-", "1"]),
    (r"a\_b", ["a", "_", "b"]),
    ("a \\\\ b", ["a", "\\\\", "b"]),
    ("a \\\\[2ex] b", ["a", "\\\\", "b"]),
    ("1, ..., n", ["1", ",", "…", ",", "n"]),
    ("1.20", ["1.20"]),
    (".5", ["0.5"]),
    ("a := b", ["a", ":=", "b"]),
    (r"\dfrac ab % a comment", ["frac", "a", "b"]),
    ("f&#39;(x)", ["f", "'", "(", "x", ")"]),
    ("10{,}000", ["10000"]),
    ("10,000 + 1", ["10000", "+", "1"]),
    (r"10\,000", ["10000"]),
    ("(1,000)", ["(", "1", ",", "000", ")"]),
    ("(10,000 - 5)", ["(", "10000", "-", "5", ")"]),
    ("0,100", ["0", ",", "100"]),
    ("3{,}14", ["3.14"]),
    ("i=1,2,...", ["i", "=", "1", ",", "2", ",", "…"]),
    ("x_{1,100}", ["x", "_", "{", "1", ",", "100", "}"]),
    ("1, . . ., n", ["1", ",", "…", ",", "n"]),
    ("i=1..n", ["i", "=", "1", "…", "n"]),
    ("a &nbsp; b", ["a", "b"]),
    ("x²", ["x", "^", "{", "2", "}"]),
    ("x₁₂", ["x", "_", "{", "12", "}"]),
    ("𝑥 ＝ ｙ", ["x", "=", "y"]),
    ("x，y", ["x", ",", "y"]),
    (r"\operatorname{arg\,max}", ["argmax"]),
    (r"\mathop{\mathrm{argmin}}\limits_x", ["argmin", "_", "x"]),
    (r"\\{1, 2\\}", ["\\{", "1", ",", "2", "\\}"]),
    (r"\abs{x}", ["|", "x", "|"]),
    (r"\begin{prompt}\answer{y}\end{prompt}", ["{", "y", "}"]),
    (r"\widebar{D}", ["bar", "{", "D", "}"]),
    (r"\uncover<3->{a &= b \\} c", ["a", "&", "=", "b", "\\\\", "c"]),
    (r"\boxed{x = 1}", ["x", "=", "1"]),
    (r"\answer[given]{x = 1}", ["x", "=", "1"]),
    (r"\boxed{x}^2", ["{", "x", "}", "^", "2"]),
    (r"\mbox{\bf f}_{1}", ["bold", "f", "_", "{", "1", "}"]),
    (r"\text{18,781}", ["18781"]),
    ("`r sigma^2 * 2`", ["r_sigma_2_2"]),
    (r"b \mathbin{\dot{\cup}} c", ["b", "∪", "c"]),
    (r"\mathop{\dot{\bigcup}}_i", ["union", "_", "i"]),
    (r"\cup_i", ["union", "_", "i"]),
    (r"a \boldsymbol\times b", ["a", "×", "b"]),
    (r"by' + c", ["b", "y", "'", "+", "c"]),
    ("S^{-1}AS", ["S", "^", "{", "-", "1", "}", "A", "S"]),
    (r"a = b \qedhere", ["a", "=", "b"]),
    (r"a \not\to b", ["a", "↛", "b"]),
    (r"\unit[2]{kg}", ["{", "2", "}", "kg"]),
    (r"\noalign{\smallskip} 2", ["2"]),
    (r"{dx}^2 + {ax}^2", ["d", "x", "^", "2", "+", "{", "a", "x", "}", "^", "2"]),
]


@pytest.mark.parametrize(("source", "expected"), TEXTS)
def test_a_formula_becomes_these_tokens(source, expected):
    assert [t.text for t in tokenize(source)] == expected


@pytest.mark.parametrize("source", [t[0] for t in TEXTS])
def test_tokens_stand_in_order_inside_the_formula(source):
    tokens = tokenize(source, start=10)
    assert all(10 <= t.start < t.end <= 10 + len(source) for t in tokens)
    assert all(a.start <= b.start for a, b in pairwise(tokens))


def test_an_unknown_command_becomes_an_error_in_its_place():
    _, error = tokenize(r"x \lozenge")
    assert (error.kind, error.start, error.end) == ("error", 2, 10)
    assert "lozenge" in error.text


def test_a_macro_is_expanded_where_it_is_used():
    lexicon = Lexicon(macros={"half": Macro(1, r"\frac{#1}{2}")})
    tokens = tokenize(r"a + \half{x}", lexicon)
    assert [t.text for t in tokens] == ["a", "+", "frac", "{", "x", "}", "{", "2", "}"]
    assert {(t.start, t.end) for t in tokens[2:]} == {(4, 12)}


ARGUMENTS = [
    (Macro(1, "|#1|"), r"\m{x}", ["|", "x", "|"]),
    (Macro(1, "|#1|"), r"\m x y", ["|", "x", "|", "y"]),
    (Macro(1, "|#1|"), r"\m\alpha y", ["|", "alpha", "|", "y"]),
    (Macro(2, "#1-#2", "z"), r"\m{x}", ["z", "-", "x"]),
    (Macro(2, "#1-#2", "z"), r"\m[y]{x}", ["y", "-", "x"]),
]


@pytest.mark.parametrize(("macro", "source", "expected"), ARGUMENTS)
def test_a_macro_takes_its_arguments_as_tex_does(macro, source, expected):
    assert [t.text for t in tokenize(source, Lexicon(macros={"m": macro}))] == expected


BOMBS = {
    "itself": {"a": Macro(0, r"\a\a")},
    "doubling": {chr(97 + i): Macro(0, rf"\{chr(98 + i)}\{chr(98 + i)}") for i in range(25)} | {"z": Macro(0, "x")},
    "growing argument": {"a": Macro(1, r"\a{#1#1}")},
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_macro_bomb_is_defused(name):
    with pytest.raises(ReadError):
        tokenize(r"\a{xx}", Lexicon(macros=BOMBS[name]))


def test_a_formula_beyond_all_size_is_not_read():
    with pytest.raises(ReadError, match="characters"):
        tokenize("x" * 60_000)


def test_a_page_that_writes_decimal_commas_is_read_so():
    assert [t.text for t in tokenize("0,5 + 1,25", Lexicon(decimal_comma=True))] == ["0.5", "+", "1.25"]
    assert [t.text for t in tokenize("0,5 + 1,25")] == ["0", ",", "5", "+", "1", ",", "25"]


DECIMALS = [
    ("Let $x = 0,25$ and $y = 12,50$; $z = 1,75$.", True),
    ("Let $x = 0.25$ and $i = 1,2$ and $(0,10)$.", False),
    ("Let $i = 1,2$, $j = 3,4$, $k = 5,6$.", False),
]


@pytest.mark.parametrize(("text", "expected"), DECIMALS)
def test_decimal_commas_are_told_from_lists_by_the_page(text, expected):
    assert writes_decimal_commas(text) == expected


def test_what_belongs_to_a_macro_that_ends_in_a_command_goes_with_it():
    lexicon = Lexicon(macros={"op": Macro(0, r"\operatorname")})
    assert [(t.kind, t.text) for t in tokenize(r"\op{sinc} x", lexicon)] == [("word", "sinc"), ("name", "x")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"x{} + {}1 {=} y", "x + 1 = y"),
        (r"a {\le} b", r"a \le b"),
        (r"{\sum_{i=1}^{n}} x_i", r"\sum_{i=1}^{n} x_i"),
        (r"{\lim_{n \to k}} a_n", r"\lim_{n \to k} a_n"),
        (r"\xspace x \begingroup y \endgroup", "x y"),
        ("f(x) = 1?", "f(x) = 1"),
    ],
)
def test_braces_and_commands_that_nobody_sees_are_left_out(written, meant):
    assert [(t.kind, t.text) for t in tokenize(written)] == [(t.kind, t.text) for t in tokenize(meant)]


@pytest.mark.parametrize(
    "kept", [r"\frac{=}{2}", r"x^{*}", r"\hat{+}", r"{}_{n}C_k", r"\overset{a}{\sum}", r"\frac{a}{+}"]
)
def test_braces_that_are_an_argument_stay(kept):
    assert sum(t.text == "{" for t in tokenize(kept)) == kept.count("{")


def test_a_command_of_latex_that_a_page_defines_by_itself_is_latexs_own_inside():
    macros = find_macros(r"\let\old\lim \renewcommand{\lim}{\old\limits}")
    assert [t.text for t in tokenize(r"\lim x", Lexicon(macros=macros))] == ["lim", "x"]


RUNS = [
    ("K = P H^T (HPH^T + R)^{-1}", "The gain", {"HPH"}),
    ("K = P H^T (HPH^T + R)^{-1}", "The HPH gain", set()),
    ("M + S + E = MSE", "", set()),
    (r"A B C = \mathrm{ABC} + ABC", "", set()),
    ("ABC = A + B", "", set()),
]


@pytest.mark.parametrize(("formula", "prose", "expected"), RUNS)
def test_capitals_that_touch_are_a_product_of_letters_that_also_stand_alone(formula, prose, expected):
    assert words_of([formula], prose)[1] == expected


@pytest.mark.parametrize(
    ("formula", "prose", "expected"),
    [
        (r"SE_{\hat p} = \sqrt{p q/n}", "the SE of a share", {"SE"}),
        (r"\begin{align*} SE &= S + E", "the SE of a share", {"SE"}),
        (r"SE_{\hat p} = \sqrt{p q/n}", "the error of a share", set()),
        ("A B = AB + x", "The AB test", set()),
    ],
)
def test_capitals_that_the_prose_knows_are_a_name_on_the_left_of_an_equation(formula, prose, expected):
    assert words_of([formula], prose)[0] == expected
