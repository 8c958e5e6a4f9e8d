"""What a page says of its letters: in words, by a set, by a size, or beside an inverse."""

import pytest

from symxent.read.document import read_page
from symxent.read.said import MATRIX, NUMBER, VECTOR, said_of
from symxent.read.tokens import Lexicon


def said(text: str) -> dict[str, int]:
    page = read_page(text, "notes.md")
    return dict(said_of(page, Lexicon()).at(len(text)))


SAID = [
    ("Let $A$ be an invertible matrix.", {"A": MATRIX}),
    ("for invertible square matrices $A$ and $B$,", {"A": MATRIX, "B": MATRIX}),
    ("The matrix $A$ and the vector $b$ are given.", {"A": MATRIX, "b": VECTOR}),
    ("where $a, b$ are real numbers and $x$ is a vector", {"a": NUMBER, "b": NUMBER, "x": VECTOR}),
    ("其中 $W$ 是权重矩阵，$b$ 为偏置向量。", {"W": MATRIX, "b": VECTOR}),
    ("$W$ 是一个正方形矩阵。", {"W": MATRIX}),
    ("la matriz $A$", {"A": MATRIX}),
    (r"$X, Y \in \mathbb{R}^{m \times n}$, $w \in \mathbb{R}^d$, $c \in \mathbb{R}$, $k \in \mathbb N$",
     {"X": MATRIX, "Y": MATRIX, "w": VECTOR, "c": NUMBER, "k": NUMBER}),
    (r"$\hat{y} \in R^n$", {"y_hat": VECTOR}),
    (r"$A_{m \times n}$ and $B_{ij}$", {"A": MATRIX}),
    ("Let $f$ be a function and $n$ a count. The matrix is full.", {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_letters_are_what_a_page_says_they_are(text, expected):
    assert said(text) == expected


def test_what_is_said_counts_in_the_sections_behind_it():
    assert said("# One\nLet $A$ be a matrix.\n# Two\n$AB = 2$") == {"A": MATRIX}


def test_the_last_word_counts():
    assert said("Let $x$ be a vector. $x = y$. Now let $x$ be a real number.") == {"x": NUMBER}
