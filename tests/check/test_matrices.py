"""Matrices are no numbers: their products do not commute, and their inverses are not computed with."""

import pytest

from symxent.check.report import check_text

PROVED = [
    r"The matrices $A$ and $B$ have $|A^2| = |A|^2$ and $\det(AB) = \det A \det B$.",
    r"So $\mathbf{e}^T \mathbf{x} = \mathbf{x}^T \mathbf{e}$",
    r"Matrices $A$ and $B$: $(AB)^T = B^T A^T$",
    r"$\mathrm{tr}(\mathbf{A}\mathbf{B}) = \mathrm{tr}(\mathbf{B}\mathbf{A})$",
    r"Let $A$ and $B$ be matrices: $$(A B)_{ij} = \sum_k A_{ik} B_{kj}$$",
    r"$$\mathrm{tr}(A B) = \sum_i (A B)_{ii} = \sum_i \sum_j A_{ij} B_{ji}$$",
    r"$$\|A x - b\|^2 = \sum_i (A x - b)_i^2$$",
    r"$$\min_w \|X w - Y\|^2 = \min_w (X w - Y)^T (X w - Y)$$",
    r"$$w(t) = w(t-1) - \eta H w(t-1) = (I - \eta H) w(t-1)$$",
    r"$$\begin{bmatrix} a & b \\ c & d \end{bmatrix}^{-1} = "
    r"\frac{1}{ad-bc}\begin{bmatrix} d & -b \\ -c & a \end{bmatrix}$$",
    r"$x_1^T x_2 = x_2^T x_1$",
    r"Hence $$PDP^{-1}PDP^{-1} = PD^2P^{-1}$$",
    r"Let $\vec u = (1, 2)$ and $\vec v = (3, 4)$. Hence $$\vec u \cdot \vec v = 11$$",
    r"Let $\vec F = (y, -x)$. Hence $$\vec F \cdot \vec F = x^2 + y^2$$",
    r"$$\begin{bmatrix} \mathbf u_1 & \mathbf u_2 \end{bmatrix} \begin{bmatrix} s_1 & \\ & s_2 \end{bmatrix} "
    r"\begin{bmatrix} \mathbf v_1^T \\ \mathbf v_2^T \end{bmatrix} = "
    r"s_1 \mathbf u_1 \mathbf v_1^T + s_2 \mathbf u_2 \mathbf v_2^T$$",
    r"$$\begin{bmatrix} A & B \\ 0 & D \end{bmatrix} "
    r"\begin{bmatrix} A^{-1} & -A^{-1} B D^{-1} \\ 0 & D^{-1} \end{bmatrix} "
    r"= \begin{bmatrix} I & 0 \\ 0 & I \end{bmatrix}$$",
    r"$$(\mathbf{a}_1 + \mathbf{a}_2)^T \mathbf{a}_1 = \mathbf{a}_1^T \mathbf{a}_1 + \mathbf{a}_1^T \mathbf{a}_2$$",
    r"$\mathbf{x}^T \mathbf{I} \mathbf{y} = \mathbf{x}^T \mathbf{y}$",
    r"$\mathbf{x} + \mathbf{0} = \mathbf{x}$",
    r"$\mathbf{1}^T \mathbf{x} = \sum_{i=1}^n x_i$",
    r"$\|\mathbf{x}\| = \sqrt{\langle \mathbf{x}, \mathbf{x} \rangle}$",
    r"$A = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$, $|A| = -2$, $\det A = -2$, $\mathrm{tr} A = 5$",
    r"$\begin{vmatrix} a & b \\ c & d \end{vmatrix} = ad - bc$",
    r"$A = \begin{pmatrix} 2 & 1 \\ 1 & 3\end{pmatrix}$, $x = \begin{pmatrix} 1\\ 1\end{pmatrix}$, "
    r"$Ax = \begin{pmatrix} 3 \\ 4\end{pmatrix}$",
    r"Let $\mathbf a = (1, 2, 3)$, $\mathbf b = (4, 5, 6)$. Then $\mathbf a \cdot \mathbf b = 32$, "
    r"$\mathbf a \times \mathbf b = (12 - 15, 12 - 6, 5 - 8) = (-3, 6, -3)$, $\|\mathbf a\|^2 = 14$ and "
    r"$\mathbf a - \mathbf b = (-3, -3, -3)$.",
    r"Let $u = (1, 0, 2)$, $v = (3, 1, 1)$. Then $u \times v = (-2, 5, 1)$ and $2u + v = (5, 1, 5)$.",
    r"With $x = (1, 2)^T$ and $A = \begin{pmatrix} 1 & 2 \\ 3 & 4\end{pmatrix}$, $Ax = (5, 11)^T$ and $x^T A x = 27$.",
    r"For $f(x, y, z) = x^2 y + z$ we have $\nabla f = (2xy, x^2, 1)$, so $\nabla f(1, 2, 3) = (4, 1, 1)$ and "
    r"$\|\nabla f(1, 2, 3)\| = 3\sqrt 2$.",
    r"Let $h(x, y) = x^2 - y^2$. Then $\nabla h(x, y) = \begin{pmatrix} 2x \\ -2y \end{pmatrix}$.",
    r"$$\nabla_w (Xw-y)^T(Xw-y) = 2X^T(Xw-y)$$ with $X \in \mathbb{R}^{n\times d}$, $w\in\mathbb{R}^d$, "
    r"$y \in \mathbb{R}^n$.",
]


@pytest.mark.parametrize("text", PROVED)
def test_what_holds_of_matrices_is_proved(text):
    claims = [step for step in check_text(text).steps if step.kind == "claim"]
    assert claims
    assert all(step.status == "proved" for step in claims)


UNDECIDED = [
    r"Hence $$PDP^{-1} = D$$",
    r"Hence $$ABC^T = BAC^T$$",
    r"Let $\vec u = (1, 2)$ and $\vec v = (3, 4, 5)$. Hence $$\vec u \cdot \vec v = 11$$",
    r"$\mathbf{u} = \begin{bmatrix} 1 \\ 2 \end{bmatrix}$, $\mathbf{v} = \begin{bmatrix} 3 \\ 4 \\ 5 \end{bmatrix}$. "
    r"Hence $$\mathbf{u}^T \mathbf{v} = 11$$",
    r"So $\mathbf{e}^T \mathbf{e} = e^2$",
    r"For invertible square matrices $A$ and $B$, $(AB)^{-1} = A^{-1}B^{-1}$.",
    r"With $(AB)^T = C$, $AB = BA$.",
    r"With $A \in \mathbb{R}^{n \times n}$ and $B \in \mathbb{R}^{n \times n}$, $AB \neq BA$.",
    r"$A^{-1}B = BA^{-1}$",
    r"Now $$(A + B)^2 = A^2 + 2 A B + B^2$$ and $A^T C = 1$.",
    r"$x^TAx = Ax^Tx$",
    r"So $Q \Lambda Q^T = \Lambda Q Q^T$",
    r"So $$w(t)^T H w(t) = H w(t)^T w(t)$$",
    r"So $e^{At} x_0 = x_0 e^{At}$, since $A^T = A$.",
    r"$x_1 x_2^T = x_2 x_1^T$",
    r"$$\begin{bmatrix} \mathbf u_1 & \mathbf u_2 \end{bmatrix} \begin{bmatrix} s_1 & \\ & s_2 \end{bmatrix} "
    r"\begin{bmatrix} \mathbf v_1^T \\ \mathbf v_2^T \end{bmatrix} = "
    r"s_1 \mathbf v_1 \mathbf u_1^T + s_2 \mathbf u_2 \mathbf v_2^T$$",
    r"$$\begin{bmatrix} A & B \\ 0 & D \end{bmatrix} "
    r"\begin{bmatrix} A^{-1} & -D^{-1} B A^{-1} \\ 0 & D^{-1} \end{bmatrix} "
    r"= \begin{bmatrix} I & 0 \\ 0 & I \end{bmatrix}$$",
    r"$$\begin{bmatrix} \mathbf x_1 & \mathbf x_2 \end{bmatrix} \begin{bmatrix} c_1 \\ c_2 \end{bmatrix} "
    r"= c_1 \mathbf x_1 + c_1 \mathbf x_2$$",
    r"$\mathbf{x}_1 \mathbf{x}_2^T = \mathbf{x}_2 \mathbf{x}_1^T$",
    r"$A_1^T A_2 = A_2^T A_1$",
    r"$$u_1 v_1^T + u_2 v_2^T = v_1 u_1^T + v_2 u_2^T$$",
    r"Let $A$ and $B$ be matrices: $$(A B)_{ij} = \sum_k B_{ik} A_{kj}$$",
    r"$$\mathrm{tr}(A B) = \sum_i \sum_j A_{ij} B_{ij}$$",
    r"$$\min_w w^T A w = \min_w A w^2$$",
    r"$$\min_w \|X w - Y\|^2 = \min_w (w^T X^T X w - w^T X^T Y + Y^T Y)$$",
    r"Let $a = (1, 2, 3)$. Then $a \cdot a = 13$ and $a \times a = (1, 0, 0)$.",
    r"So $1 + \begin{bmatrix} 1 & 2 \end{bmatrix} = \begin{bmatrix} 2 & 3 \end{bmatrix}$.",
    r"Let $m = (1, 2, 3)$ and $n = (1, 2)$. So $m \cdot n = 5$.",
    r"For $f(x, y) = x^2 y$: $\nabla f = (2xy, 2x)$ and $\nabla f(1, 2) = (4, 2)$.",
    r"For $g(u, v) = u v$ where $v = u^2$: $\nabla g = (3u^2, 1)$.",
    r"In polar coordinates, for $h(\rho, \theta) = \rho \theta$, $\nabla h = (\theta, \rho)$.",
    r"Let $q(x, y) = |x| + y$. Then $\nabla q = (1, 1)$.",
    r"$$\begin{bmatrix} a & b \\ c & d \end{bmatrix}^2 = \begin{bmatrix} a^2 & b^2 \\ c^2 & d^2 \end{bmatrix}$$",
]


@pytest.mark.parametrize("text", UNDECIDED)
def test_where_the_mathematics_of_matrices_is_missing_nothing_is_said(text):
    report = check_text(text)
    assert not any(step.status == "proved" and step.kind == "claim" for step in report.steps)
    assert not any(step.status == "refuted" for step in report.steps)


def test_a_wrong_determinant_is_refuted():
    (claim,) = check_text(r"So $\det \begin{pmatrix} a & b \\ c & d \end{pmatrix} = ad + bc$").steps
    assert claim.status == "refuted"
