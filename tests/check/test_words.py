"""What a page says of its letters in words arrives at its steps, in English, German, Spanish and Chinese."""

import pytest

from symxent.check.report import check_text

ROOT, SIGN, NORM = r"$\sqrt{x^2} = x$", r"$|x| = -x$", r"$|x| = x$"
TURNED, INVERSE = r"$x^T A y = y^T A x$", r"$(A B)^{-1} = B^{-1} A^{-1}$"
SUM = r"$\mathrm{Var}(X + Y) = \mathrm{Var}(X) + \mathrm{Var}(Y)$"
SAID = [
    f"Let $x$ be positive. Then {ROOT}.",
    f"For positive $x$, {ROOT}.",
    f"Suppose $x$ is nonnegative. Then {NORM}.",
    f"Let $x$ be a negative number. Then {SIGN}.",
    f"Let $y$ and $x$ be positive. Then {ROOT}.",
    f"Take positive $y$ and $x$. Then {ROOT}.",
    r"Let $n$ be an integer. Then $(-1)^{2n} = 1$.",
    f"Let $A$ be a symmetric matrix. Then {TURNED}.",
    rf"Let $A \in \mathbb{{R}}^{{n \times n}}$ be symmetric and $x, y \in \mathbb{{R}}^n$. Then {TURNED}.",
    f"Let $X$ and $Y$ be independent random variables. Then {SUM}.",
    f"设 $x$ 为正数。则 {ROOT}。",
    f"对于正数 $x$，{ROOT}。",
    f"设 $x$ 是非负数，则 {NORM}。",
    f"设 $x$ 为负数，则 {SIGN}。",
    r"设 $n$ 为整数，则 $(-1)^{2n} = 1$。",
    f"设 $A$ 为对称矩阵，则 {TURNED}。",
    f"设 $A$ 和 $B$ 为可逆矩阵，则 {INVERSE}。",
    f"设随机变量 $X$ 与 $Y$ 相互独立，则 {SUM}。",
    f"Sea $x$ positivo. Entonces {ROOT}.",
    f"Sea $x$ no negativo. Entonces {NORM}.",
    f"Sea $x$ un número negativo. Entonces {SIGN}.",
    r"Sea $n$ un número entero. Entonces $(-1)^{2n} = 1$.",
    f"Sea $A$ una matriz simétrica. Entonces {TURNED}.",
    f"Sean $A$ y $B$ matrices invertibles. Entonces {INVERSE}.",
    f"Sean $X$ e $Y$ variables aleatorias independientes. Entonces {SUM}.",
    f"Sei $x$ positiv. Dann gilt {ROOT}.",
    f"Sei $x$ nichtnegativ. Dann gilt {NORM}.",
    f"Sei $x$ eine negative Zahl. Dann ist {SIGN}.",
    r"Sei $n$ eine ganze Zahl. Dann ist $(-1)^{2n} = 1$.",
    f"Sei $A$ eine symmetrische Matrix. Dann gilt {TURNED}.",
    f"Seien $A$ und $B$ invertierbare Matrizen. Dann gilt {INVERSE}.",
    f"Seien $X$ und $Y$ unabhängige Zufallsvariablen. Dann gilt {SUM}.",
]


@pytest.mark.parametrize("text", SAID)
def test_what_words_say_of_letters_proves_the_step_that_needs_it(text):
    assert check_text(text, "a.md", correct=False, drawn=False).steps[-1].status == "proved"


NOT_SAID = [
    f"Let $x$ be not positive. Then {NORM}.",
    f"Let $x$ be not a positive number. Then {NORM}.",
    f"Is $x$ positive? We have {NORM}.",
    f"$x$ is positive or $y$ is positive. Hence {NORM}.",
    f"We do not know whether $x$ is positive. Hence {NORM}.",
    f"If $x$ is positive, then {ROOT}. For all $x$ we have {NORM}.",
    f"For positive $x$, {ROOT}. In general, {NORM}.",
    f"设 $x$ 不是正数，则 {NORM}。",
    f"若 $x$ 为正数，则 {ROOT}。一般地，{NORM}。",
    f"设 $A$ 为矩阵，$B$ 为对称矩阵，则 {TURNED}。",
    f"设 $X$ 与 $Y$ 不独立，则 {SUM}。",
    f"Si $x$ es positivo, entonces {ROOT}. En general, {NORM}.",
    f"Sea $A$ una matriz y $B$ una matriz simétrica. Entonces {TURNED}.",
    f"Sei $x$ keine positive Zahl. Dann ist {NORM}.",
    f"Wenn $x$ positiv ist, gilt {ROOT}. Allgemein ist {NORM}.",
    f"$X$ und $Y$ sind nicht unabhängig. Dann gilt {SUM}.",
    f"Let $A$ be a matrix, $B$ symmetric. Then {TURNED}.",
    f"Assume that $x > 0$. Then {ROOT}. Without this assumption, {NORM}.",
    f"Let $x > 0$. Then {ROOT}. If we drop this assumption,\n\n{NORM}.",
    f"Let $x > 0$. Then {ROOT}. The assumption is not needed: {NORM}.",
    f"Let $x > 0$. Then {ROOT}. Let us no longer assume that $x$ is positive. We still have {NORM}.",
    f"Let $x > 0$. Then {ROOT}.\n\nFor negative $x$, {NORM}.",
    f"Let $x > 0$. Then {ROOT}.\n\nFor real $x$, {NORM}.",
    f"Let $x > 0$. Then {ROOT}. Now let $x$ be real. {NORM}.",
    f"Let $x > 0$. Then {ROOT}. Even if $x$ is negative, {NORM}.",
    f"Let $x > 0$. Then {ROOT}. Now allow $x < 0$, too. Still {NORM}.",
    f"For a matrix $A$ the matrix $A^TA$ is symmetric. Hence {TURNED}.",
    f"For a matrix \\(A\\) the matrix \\(A^TA\\) is symmetric. Hence {TURNED}.",
    f"The symmetric matrix $A + A^T$ is the sum of the two. Hence {TURNED}.",
    f"The projection $P = A(A^TA)^{{-1}}A^T$ is symmetric. Hence {TURNED}.",
    f"Let $x > 0$. Then {ROOT}. For $x = 0$ and $x < 0$ as well, {NORM}.",
]


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_is_denied_asked_or_said_for_another_case_proves_nothing(text):
    assert check_text(text, "a.md", correct=False, drawn=False).steps[-1].status != "proved"


@pytest.mark.parametrize(
    "said",
    [
        "We do not assume $x \\ge 0$.",
        "Without assuming $x \\ge 0$,",
        "Whether or not $x \\ge 0$,",
        "We don't require $x \\ge 0$.",
        "Let $x \\ge 0$. Now let $x \\in \\mathbb{R}$.",
    ],
)
def test_what_is_not_supposed_proves_nothing(said: str) -> None:
    assert check_text(f"{said} $$|x| = x$$").steps[-1].status != "proved"


def test_a_probability_may_be_0_or_1_and_no_witness_is_told_there() -> None:
    page = "Let $p$ be a probability. Then we have $$p(1-p) %s 0$$"
    assert check_text(page % ">").steps[-1].status not in ("proved", "refuted")
    assert check_text(page % r"\ge").steps[-1].status == "proved"
