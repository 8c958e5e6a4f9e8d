"""Steps between matrices on pages: proved for every size, refuted where the page says what its letters are."""

from __future__ import annotations

import pytest

from symxent.check.in_words import says
from symxent.check.report import check_text

SQUARE = r"Let $A, B \in \mathbb{R}^{n \times n}$ be matrices and $x, w \in \mathbb{R}^n$ vectors." + "\n\n"
DATA = (
    r"Let $X \in \mathbb{R}^{n \times d}$ be a matrix, $w \in \mathbb{R}^d$ and $y \in \mathbb{R}^n$ vectors." + "\n\n"
)


def last(text: str):
    """The last step of a page."""
    return check_text(text, "page.md").steps[-1]


@pytest.mark.parametrize(
    "step",
    [
        r"(AB)^{-1} = B^{-1} A^{-1}",
        r"(A^{-1})^T = (A^T)^{-1}",
        r"A^{-T} = (A^T)^{-1}",
        r"\operatorname{tr}(AB) = \operatorname{tr}(BA)",
        r"\det(A^T B) = \det(A) \det(B)",
        r"\det(A^{-1}) = \frac{1}{\det(A)}",
        r"\nabla_x (x^T A x) = (A + A^T) x",
        r"\frac{\partial}{\partial A} \log \det A = (A^{-1})^T",
        r"\frac{\partial}{\partial A} \operatorname{tr}(AB) = B^T",
        r"\frac{\partial (Ax)}{\partial x} = A",
        r"\frac{\partial (Ax)}{\partial x} = A^T",
        r"(I + AB)^{-1} A = A (I + BA)^{-1}",
        r"(A + B)^2 = A^2 + AB + BA + B^2",
        r"(A^{-1} + B^{-1})^{-1} = A (A + B)^{-1} B",
    ],
)
def test_an_identity_of_square_matrices_is_proved(step: str) -> None:
    assert last(f"{SQUARE}$${step}$$").status == "proved"


@pytest.mark.parametrize(
    "step",
    [
        r"\nabla_w \|Xw - y\|^2 = 2 X^T (Xw - y)",
        r"\nabla_w \|Xw - y\|_2^2 = 2 X^T X w - 2 X^T y",
        r"\nabla_w (\|Xw - y\|^2 + \lambda \|w\|^2) = 2 (X^T X + \lambda I) w - 2 X^T y",
        r"(X^T X + \lambda I)^{-1} X^T = X^T (X X^T + \lambda I)^{-1}",
        r"\nabla_w \frac{1}{2} (Xw - y)^T (Xw - y) = X^T (Xw - y)",
        r"\|X\|_F^2 = \operatorname{tr}(X^T X)",
        r"\frac{\partial}{\partial w} (y^T X w) = X^T y",
        r"\frac{\partial}{\partial w} (y^T X w) = y^T X",
    ],
)
def test_least_squares_are_proved(step: str) -> None:
    assert last(f"{DATA}$${step}$$").status == "proved"


def test_the_layout_of_a_derivative_is_told_where_it_is_not_the_usual_one() -> None:
    assert last(f"{SQUARE}$$\\frac{{\\partial}}{{\\partial A}} \\log \\det A = A^{{-1}}$$").reason.endswith(
        "numerator layout"
    )


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (r"(AB)^{-1} = A^{-1} B^{-1}", "A and B commute"),
        (r"(AB)^T = A^T B^T", "A and B commute"),
        (r"\nabla_x (x^T A x) = 2 A x", "A is symmetric"),
        (r"AB = BA", "A and B commute"),
        (r"A^T = A^{-1}", "A is orthogonal"),
    ],
)
def test_what_a_false_step_needs_is_named_and_the_step_not_refuted(step: str, words: str) -> None:
    found = last(f"{SQUARE}$${step}$$")
    assert found.status == "unknown"
    assert found.reason == f"this holds when {words}, which is not said"


def test_a_wrong_gradient_is_refuted_and_the_right_one_shown() -> None:
    report = check_text(f"{SQUARE}$$\\nabla_x (x^T A x) = A x$$", "page.md")
    (finding,) = (f for f in report.findings if f.severity == "error")
    assert finding.instead == r"\left( A + A^{\top} \right) x"
    assert not finding.corrections
    assert finding.witness is not None


@pytest.mark.parametrize(
    "step",
    [
        r"\nabla_w \|Xw - y\|^2 = X^T (Xw - y)",
        r"\nabla_w \|Xw - y\|^2 = 2 X^T (y - Xw)",
        r"\nabla_w (y^T X w) = 2 X^T y",
    ],
)
def test_a_gradient_without_its_factor_is_refuted(step: str) -> None:
    assert last(f"{DATA}$${step}$$").status == "refuted"


FALSE = (
    r"\operatorname{tr}(AB) = \operatorname{tr}(A) \operatorname{tr}(B)",
    r"(A + B)^{-1} = A^{-1} + B^{-1}",
    r"\det(A + B) = \det(A) + \det(B)",
)


@pytest.mark.parametrize("step", FALSE)
def test_an_equation_of_any_two_matrices_is_refuted_by_itself_and_in_no_other_place(step: str) -> None:
    assert last(f"{SQUARE}$${step}$$").status == "refuted"
    assert last(f"{SQUARE}With $B^2 = A$, $${step}$$").status == "unknown"
    assert last(f"{SQUARE}$${step.replace('B', chr(92) + 'hat B')}$$").status == "unknown"
    assert last(f"{SQUARE}A whitened $A$. $${step}$$").status == "unknown"
    assert last(f"{SQUARE}$$\\operatorname{{tr}}(C) = {step}$$").status != "refuted"


@pytest.mark.parametrize(
    "step",
    [
        r"X^T X w = X^T y",  # the normal equations say what w is
        r"\nabla_w \|Xw - y\|^2 = 0",
        r"X = U S V^T",
        r"X^T X = I",
        r"X w = y",
    ],
)
def test_what_is_a_condition_is_not_refuted(step: str) -> None:
    assert last(f"{DATA}$${step}$$").status not in ("proved", "refuted")


def test_a_gradient_of_what_the_page_defines_is_proved() -> None:
    loss = r"The loss is $$L(w) = \|Xw - y\|^2 + \lambda \|w\|^2$$ and so $$\nabla_w L(w) = "
    assert last(f"{DATA}{loss}2 (X^T X + \\lambda I) w - 2 X^T y$$").status == "proved"
    assert last(f"{DATA}{loss}2 (X^T X + I) w - 2 X^T y$$").status != "proved"


def test_what_the_page_says_of_a_matrix_is_used() -> None:
    step = r"$$\nabla_x (x^T A x) = 2 A x$$"
    said = "Let $A$ be a symmetric matrix and $x$ a vector.\n\n"
    assert last(said + step).status == "proved"
    assert last(said.replace("symmetric ", "") + step).status == "unknown"


def test_a_condition_on_a_matrix_holds_of_what_stands_near_it() -> None:
    step = r"$$\nabla_x (x^T A x) = 2 A x$$"
    assert last(f"Let $A$ be a matrix and $x$ a vector. If $A$ is symmetric, {step}").status == "proved"
    far = "Something else is said here, and then some more of it. " * 8
    assert last(f"Let $A$ be a matrix, $x$ a vector. If $A$ is symmetric, so be it. {far}{step}").status == "unknown"


def test_what_is_said_later_or_in_another_case_is_no_reason() -> None:
    step = r"$$\nabla_x (x^T A x) = 2 A x$$"
    letters = "Let $A$ be a matrix, $x$ a vector. "
    assert last(f"{letters}{step}\n\nNow suppose $A$ is symmetric.").status == "unknown"
    assert last(f"{letters}If $A$ is symmetric, all is well. In general, however, {step}").status == "unknown"
    assert last(f"{letters}If $A$ is symmetric, all is well. Then {step}").status == "proved"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Let $A$ be symmetric", True),
        ("a symmetric matrix $A$", True),
        ("$A$ and $B$ are symmetric", True),
        ("$A$ is a real symmetric matrix", True),
        ("$A$ is not symmetric", False),
        ("a non-symmetric matrix $A$", False),
        ("a symmetric matrix. Then $A$", False),
        ("a symmetric matrix $B$", False),
        ("a skew-symmetric matrix $A$", False),
        ("$A$ need not be symmetric", False),
        ("The matrix $A$ is never symmetric", False),
        ("It is unlikely that $A$ is symmetric", False),
        ("Is $A$ a symmetric matrix?", False),
        ("Let $A$ be symmetric. Now let $A$ be any matrix.", False),
        ("Let $A$ be symmetric. For any vector $x$, let $y = Ax$.", True),
        ("Let $A$ be a matrix. Suppose $A$ is symmetric.", True),
    ],
)
def test_what_is_said_of_a_letter(text: str, holds: bool) -> None:
    assert says(text, "A", "symmetric") == holds


def test_numbers_are_judged_as_before() -> None:
    assert last("$$(a + b)^2 = a^2 + 2ab + b^2$$").status == "proved"
    assert last("$$(ab)^{-1} = a^{-1} b^{-1}$$").status == "proved"


@pytest.mark.parametrize(
    "step",
    [
        r"\nabla_w^2 \|Xw - y\|^2 = 2 X^T X",
        r"\nabla_w^2 (\|Xw - y\|^2 + \lambda \|w\|^2) = 2 X^T X + 2 \lambda I",
        r"\frac{\partial^2}{\partial w \partial w^T} \|Xw - y\|^2 = 2 X^T X",
    ],
)
def test_a_second_derivative_by_a_vector_is_proved(step: str) -> None:
    assert last(f"{DATA}$${step}$$").status == "proved"
    assert last(f"{DATA}$${step.replace('2 X^T X', 'X^T X')}$$").status != "proved"


def test_the_second_derivative_of_what_the_page_defines_is_proved() -> None:
    loss = r"$$L(w) = \frac{1}{2} \|Xw - y\|^2$$ $$\nabla^2 L(w) = X^T X$$"
    assert last(DATA + loss).status == "proved"


@pytest.mark.parametrize(
    "text",
    [
        r"Let $W$ be a matrix. $$W x = x W$$",
        r"Let $A, B \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$. $$A x = x A$$",
        r"Let $A \in \mathbb{R}^{n \times n}$, $x \in \mathbb{R}^n$. $$\frac{x^T A x}{x^T x} = A$$",
        r"Let $\Sigma$ be a covariance matrix and $u$ an eigenvector. $$\Sigma u = u \Sigma$$",
        r"Let $\Lambda$ be a precision matrix. $$(x - \mu)^T \Lambda (x - \mu) = \Lambda (x - \mu)^2$$",
        r"The layer has a weight matrix $W$. $$z = W a + b = a W + b$$",
        r"$$(x - \mu)^T \Sigma^{-1} (x - \mu) = \frac{(x - \mu)^T (x - \mu)}{\Sigma}$$",
        r"$$\operatorname{tr}(A B) = \operatorname{tr}(B A)$$ so $$A B = B A$$",
        r"$$\det(A) \neq 0, \quad A x = x A$$",
    ],
)
def test_what_stands_beside_a_matrix_is_not_moved_past_it_as_a_number(text: str) -> None:
    assert last(text).status != "proved"


@pytest.mark.parametrize(
    "text",
    [
        r"Let $W$ be a matrix. $$W (x + y) = W x + W y$$",
        r"Let $W$ be a matrix. $$W (\lambda x) = \lambda W x$$",
        r"Let $W$ be a matrix and $s$ a scalar. $$W s x = s W x$$",
        r"Let $\Sigma$ be a covariance matrix. $$u^T (\Sigma u) = (u^T \Sigma) u$$",
        r"$$U^T (w - a v) = U^T w - a U^T v$$",
    ],
)
def test_what_keeps_its_order_and_what_is_a_number_is_proved(text: str) -> None:
    assert last(text).status == "proved"


@pytest.mark.parametrize("step", [r"\det(W^T W) = \det(W)^2", r"(W^T W)^{-1} = W^{-1} W^{-T}"])
def test_what_needs_a_square_matrix_is_not_proved_of_one_with_two_sizes(step: str) -> None:
    assert last(f"Let $W \\in \\mathbb{{R}}^{{d \\times d}}$ be a matrix. $${step}$$").status == "proved"
    found = last(f"Let $W \\in \\mathbb{{R}}^{{m \\times d}}$ be a matrix. $${step}$$")
    assert found.reason == "this holds when m = d, which is not said"
    assert found.status == "unknown"


@pytest.mark.parametrize(
    "step",
    [
        r"(AB)C = B(AC)",
        r"\Sigma_1 \Sigma_2 = \Sigma_2 \Sigma_1",
        r"(A + B)(A - B) = A^2 - B^2",
        r"\sum_{i=1}^n A B = n B A",
        r"\operatorname{diag}(s) y = y \operatorname{diag}(s)",
        r"e^{A + B} = e^A e^B",
    ],
)
def test_the_order_of_capitals_of_which_nothing_is_said_counts(step: str) -> None:
    assert last(f"$${step}$$").status == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "$$A(BC) = (AB)C$$",
        "$$(A + B)(A + B) = A^2 + AB + BA + B^2$$",
        "$$2AB = A(3B) - AB$$",
        "Let $A$ and $B$ be real numbers. $$AB = BA$$",
        r"$$\frac{P V}{T} = \frac{V P}{T}$$ Here $T$, $V$ and $P$ are numbers.",
        "For $A > 0$ and $B > 0$, $$AB = BA$$",
        r"$$\mathbb{E}[X Y] = \mathbb{E}[Y X]$$",
        r"$$\frac{A}{B} + \frac{B}{A} = \frac{A^2 + B^2}{AB}$$",
        r"$$\operatorname{diag}(s) y = \operatorname{diag}(y) s$$",
        r"$$N \sum_{i=1}^N K = K N^2$$",
    ],
)
def test_the_order_of_capitals_that_are_numbers_does_not(text: str) -> None:
    assert last(text).status == "proved"


@pytest.mark.parametrize(
    "text",
    [
        r"Let $c \in \mathbb{R}^n$ be a vector. $$c^T = c$$",
        r"$$\mathbf{w}^T \mathbf{x} \mathbf{x}^T = \mathbf{x}^T \mathbf{w} \mathbf{x}$$",
        "Let $p$ and $q$ be quaternions. $$p q = q p$$",
        r"With the cross product we have $$u \times v = v \times u$$",
        r"$$f \circ g = g \circ f$$",
    ],
)
def test_a_row_is_no_column_and_what_does_not_commute_is_not_taken_to(text: str) -> None:
    assert last(text).status == "unknown"


STANDS, LIES = (rf"$$\frac{{\partial}}{{\partial x}} (c^T x) = {side}$$" for side in ("c", "c^T"))


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        (LIES, True),
        (STANDS, True),
        (LIES + "\n\n" + LIES, True),
        (STANDS + "\n\n" + LIES, False),
        (LIES + "\n\n" + STANDS, False),
        ("We use the denominator layout. " + LIES, False),
        ("We use the numerator layout. " + LIES, True),
        (STANDS + r"$$\frac{\partial}{\partial x} (A x) = A$$", True),
    ],
)
def test_a_page_has_one_layout_of_derivatives(text: str, holds: bool) -> None:
    letters = r"Let $x, c \in \mathbb{R}^n$ and $A \in \mathbb{R}^{n \times n}$." + "\n\n"
    assert (last(letters + text).status == "proved") is holds


@pytest.mark.parametrize(
    "text",
    [
        r"Let $f$ and $g$ be functions. Then $f \circ g = g \circ f$.",
        r"$f \circ (g + h) = f \circ g + f \circ h$.",
        r"$f \circ g = f g$.",
        r"Let $S$ and $T$ be linear maps. Then $S \circ T = T \circ S$.",
        r"The composition of maps: $u \circ v = v \circ u$.",
        r"The cross product: $x \times y = y \times x$.",
        r"Cross products obey $(a \times b) \times c = a \times (b \times c)$.",
        r"The convolution $f * g$ is bilinear. $f * g = f g$.",
        r"$f(A)B = B f(A)$.",
        r"Let $A$ and $B$ be matrices. Then $f(A) B = B f(A)$.",
        r"D denotes differentiation: $D x = x D$.",
        r"Let $D = \frac{d}{dx}$. Then $D x = x D$.",
        r"Write $D = d/dx$. $(D + x)(D - x) = D^2 - x^2$.",
        r"The operator $T$ is linear. $T f g = f T g$.",
        r"Let $L$ be the shift operator. Then $L x_t = x_t L$.",
        r"Let $\hat{p} = -i \frac{d}{dx}$ be an operator. $x \hat p = \hat p x$.",
        r"Let $G$ be a group. $(ab)^2 = a^2 b^2$.",
        r"Let $a, b$ be Grassmann variables. $ab = ba$.",
        r"Let $a, b$ be octonions. $(ab)c = a(bc)$.",
        r"In the field with two elements, $1 + 1 = 2$.",
        r"Ordinals: $1 + \omega = \omega + 1$.",
    ],
)
def test_no_product_of_other_things_is_one_of_numbers(text: str) -> None:
    assert check_text(f"{text}\n").steps[-1].status not in ("proved", "refuted")


@pytest.mark.parametrize(
    "text",
    [
        r"$(f \circ g) \circ h = f \circ (g \circ h)$.",
        r"Let $a, b$ be vectors and $\circ$ the Hadamard product. $a \circ b = b \circ a$.",
        r"Let $A$ be a matrix. $f(A) f(A) = f(A)^2$.",
        r"Let $A$ and $B$ be matrices. $\operatorname{tr}(A) B = B \operatorname{tr}(A)$.",
        r"Let $D$ be the differential operator. $(D + 1)(D + 2) = D^2 + 3D + 2$.",
        r"Let $x > 0$. The operator norm is used. $x y = y x$.",
    ],
)
def test_what_holds_of_other_products_is_proved(text: str) -> None:
    assert check_text(f"{text}\n").steps[-1].status == "proved"


@pytest.mark.parametrize(
    ("text", "proved"),
    [
        (r"Let $R$ be a ring and $a, b \in R$. Then $$ab = ba.$$", False),
        (r"Let $R$ be a ring. For all $a, b \in R$: $$(a + b)^2 = a^2 + 2ab + b^2.$$", False),
        (r"Let $R$ be a commutative ring and $a, b \in R$. Then $$ab = ba.$$", True),
        (r"By concatenation of strings, $$uv = vu.$$", False),
        (r"For $x \in \mathbb{C}$: $$|x|^2 = x^2$$", False),
        (r"Let $z$ be a complex number. $$|z|^2 = z^2$$", False),
        (r"For $x \in \mathbb{R}$: $$|x|^2 = x^2$$", True),
        (r"Let $z, w \in \mathbb{C}$. $$(z + w)^2 = z^2 + 2zw + w^2$$", True),
    ],
)
def test_what_is_said_to_be_no_real_number_is_none(text: str, proved: bool) -> None:
    assert (check_text(text).steps[-1].status == "proved") is proved


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (r"Let $A$ be a $2 \times 2$ matrix. Then $\det(2A) = 4 \det(A)$.", "proved"),
        (r"Let $A \in \mathbb{R}^{3 \times 3}$. Then $\det(-A) = -\det(A)$.", "proved"),
        (r"Let $A$ and $B$ be $2 \times 2$ matrices. Then $\det(A + B) = \det(A) + \det(B)$.", "refuted"),
        (r"Let $A$ be a square matrix. Then $\det(2A) = 2 \det(A)$.", "refuted"),
        (r"Let $A$ be a $3 \times 3$ matrix. Then $\det(2A) = 2 \det(A)$.", "refuted"),
        (r"Here all matrices are $4 \times 4$. Let $A$ be a matrix. Then $\det(2A) = 16 \det(A)$.", "unknown"),
        (r"Let $A$ be a square matrix of odd order. Then $\det(-A) = -\det(A)$.", "unknown"),
        (r"Let $n = 3$ and let $A$ be an $n \times n$ matrix. Then $\det(2A) = 8 \det(A)$.", "unknown"),
    ],
)
def test_a_matrix_is_as_large_as_the_page_says(text: str, status: str) -> None:
    assert last(text).status == status
