"""Blocks, columns of ones, Kronecker products and letters with an index, as pages write them."""

from __future__ import annotations

import pytest

from symxent.check.report import check_text

SAID = (
    r"Let $A, B, C, D \in \mathbb{R}^{n \times n}$ be matrices, $x, y \in \mathbb{R}^n$ vectors and $a, b, r$ numbers."
    "\n\n"
)


def block(*lines: str) -> str:
    return r"\left[ \begin{matrix} " + r" \\ ".join(lines) + r" \end{matrix} \right]"


def status(step: str) -> str:
    return check_text(f"{SAID}$$ {step} $$", "page.md").steps[-1].status


TRUE = [
    rf"{block('A & B', 'C & D')} {block('x', 'y')} = {block('A x + B y', 'C x + D y')}",
    rf"{block('A & B', 'C & D')}^\mathrm{{T}} = {block('A^T & C^T', 'B^T & D^T')}",
    rf"{block('A', 'B')} C {block('A^T & B^T')} = {block('A C A^T & A C B^T', 'B C A^T & B C B^T')}",
    rf"{block('A & B', '0 & D')}^{{-1}} = {block('A^{-1} & -A^{-1} B D^{-1}', '0 & D^{-1}')}",
    rf"{block('A & 0', '0 & D')}^{{-1}} = {block('A^{-1} & 0', '0 & D^{-1}')}",
    rf"{block('A & B')} {block('C', 'D')} = A C + B D",
    rf"{block('1_n & x')}^T {block('1_n & x')} = {block('n & 1_n^T x', '1_n^T x & x^T x')}",
    rf"{block('A & I_n', '0_{nn} & B')} {block('x', '0_n')} = {block('A x', '0_n')}",
    r"1_n^T 1_n = n",
    r"1_n^T I_n x = x^T 1_n",
    r"(A \otimes B) (C \otimes D) = (A C) \otimes (B D)",
    r"(A \otimes B)^{-1} = A^{-1} \otimes B^{-1}",
    r"(A \otimes B)^T = A^T \otimes B^T",
    r"\mathrm{vec}(A B C) = (C^T \otimes A) \mathrm{vec}(B)",
    r"\mathrm{tr}(A^T B) = \mathrm{vec}(A)^T \mathrm{vec}(B)",
    r"\mathrm{tr}(A \otimes B) = \mathrm{tr}(A) \mathrm{tr}(B)",
    r"A \odot B = B \odot A",
    r"\mathrm{diag}(x) y = x \odot y",
    r"\mathrm{diag}(x) 1_n = x",
    r"(\Sigma_1 A)^T = A^T \Sigma_1^T",
]
FALSE = [
    rf"{block('A & B', 'C & D')} {block('x', 'y')} = {block('A x + C y', 'B x + D y')}",
    rf"{block('A & B', 'C & D')}^\mathrm{{T}} = {block('A^T & B^T', 'C^T & D^T')}",
    rf"{block('A', 'B')} C {block('A^T & B^T')} = {block('A C A^T & B C A^T', 'A C B^T & B C B^T')}",
    rf"{block('A & B', '0 & D')}^{{-1}} = {block('A^{-1} & A^{-1} B D^{-1}', '0 & D^{-1}')}",
    rf"{block('A & B', '0 & D')}^{{-1}} = {block('A^{-1} & -D^{-1} B A^{-1}', '0 & D^{-1}')}",
    rf"{block('A & B', 'C & D')}^{{-1}} = {block('A^{-1} & B^{-1}', 'C^{-1} & D^{-1}')}",
    rf"{block('A & B')} {block('C', 'D')} = C A + D B",
    rf"{block('1_n & x')}^T {block('1_n & x')} = {block('1 & 1_n^T x', '1_n^T x & x^T x')}",
    rf"{block('A & I_n', '0_{nn} & B')} {block('0_n', 'x')} = {block('A x', '0_n')}",
    rf"{block('x', 'y')} = {block('y', 'x')}",
    rf"{block('a & b', 'b & a')} {block('1', '1')} = {block('a', 'a + b')}",
    r"1_n^T 1_n = 1",
    r"1_n 1_n^T = I_n",
    r"1_n^T x = n x^T 1_n",
    r"(A \otimes B) (C \otimes D) = (B D) \otimes (A C)",
    r"A \otimes B = B \otimes A",
    r"(A \otimes B)^T = B^T \otimes A^T",
    r"\mathrm{vec}(A B C) = (A \otimes C^T) \mathrm{vec}(B)",
    r"\mathrm{vec}(A B C) = (C \otimes A) \mathrm{vec}(B)",
    r"\mathrm{tr}(A B) = \mathrm{vec}(A)^T \mathrm{vec}(B)",
    r"|A \otimes B| = |A| |B|",
    r"(A \odot B) C = A \odot (B C)",
    r"\mathrm{diag}(x) \mathrm{diag}(y) = \mathrm{diag}(x + y)",
    r"\mathrm{diag}(x) = x",
    r"\mathrm{diag}(x) A = A \mathrm{diag}(x)",
    r"(\Sigma_1 A)^T = \Sigma_1^T A^T",
    r"\Sigma_1 A = A \Sigma_1",
    r"\Sigma_1 A = \Sigma_2 A",
]


@pytest.mark.parametrize("step", TRUE)
def test_an_identity_of_blocks_and_products_is_proved(step: str) -> None:
    assert status(step) == "proved"


@pytest.mark.parametrize("step", FALSE)
def test_one_that_fails_is_not_proved(step: str) -> None:
    assert status(step) != "proved"


@pytest.mark.parametrize(
    ("side", "expected"),
    [(r"(X^\mathrm{T} X)^{-1} X^\mathrm{T} y", "proved"), (r"X (X^\mathrm{T} X)^{-1} y", "unknown")],
)
def test_an_estimate_is_put_in_by_what_the_page_says_it_is(side: str, expected: str) -> None:
    model = r"Let $X \in \mathbb{R}^{n \times p}$ and $y \in \mathbb{R}^n$. The estimates are" + "\n\n"
    said = (
        model + r"$$ \hat{\beta} = E y $$" + "\n\nwhere\n\n" + r"$$ E = (X^\mathrm{T} X)^{-1} X^\mathrm{T} $$" + "\n\n"
    )
    page = rf"{said}Least squares give" + "\n\n" + rf"$$ \hat{{\beta}} = {side} = E y $$"
    assert check_text(page, "page.md").steps[-1].status == expected
