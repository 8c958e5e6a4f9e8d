"""Steps that hold whatever their letters stand for: proved by algebra alone, and never more than that."""

import pytest

from symxent.check.judge import Judge
from symxent.check.report import check_text
from symxent.read.document import read_page

FUNCTIONS = "The functions satisfy $f(x) > 0$ and $g(x) < 1$.\n\n"
MEAN = "The mean is $\\mu = E[X]$.\n\n"
MATRICES = "Let $A$, $B$ and $C$ be invertible matrices, $x$ and $y$ vectors.\n\n"

HOLDS = [
    ("", r"\mathbb{E}[aX + b] = a\,\mathbb{E}[X] + b"),
    ("", r"\mathbb{E}[X + Y] - \mathbb{E}[X] = \mathbb{E}[Y]"),
    ("", r"\mathbb{E}\left[\frac1n \sum_{i=1}^n X_i\right] = \frac1n \sum_{i=1}^n \mathbb{E}[X_i]"),
    ("", r"\mathbb{V}[aX + b] = a^2\,\mathbb{V}[X]"),
    ("", r"\operatorname{Var}(X + Y) = \operatorname{Var}(X) + 2\operatorname{Cov}(X, Y) + \operatorname{Var}(Y)"),
    ("", r"\mathbb{E}[(X - \mathbb{E}[X])^2] = \mathbb{E}[X^2] - \mathbb{E}[X]^2"),
    ("", r"\mathbb{E}[X Y \mid X] = X\,\mathbb{E}[Y \mid X]"),
    ("", r"\mathbb{E}[\mathbb{E}[X \mid Y]] = \mathbb{E}[X]"),
    ("", r"\min_{w \in W} \sum_{t=1}^T (2 a c + f_t(w)) = 2 a c T + \min_{w \in W} \sum_{t=1}^T f_t(w)"),
    ("", r"\sup_{x} (f(x) + c) - c = \sup_{x} f(x)"),
    ("", r"\arg\max_{w \in W} (3 f(w) + c) = \arg\min_{w \in W} (-f(w))"),
    ("", r"\min_i (c - 2 a_i) = c - 2 \max_i a_i"),
    (MATRICES, r"(A^T A)^{-1} A^T (A x + y) = x + (A^T A)^{-1} A^T y"),
    (MATRICES, r"A^{-1} A x = A A^{-1} x"),
    (MATRICES, r"(B + A A C) (A C + A^{-1} B)^{-1} = A"),
    (MATRICES, r"(3A)^{-1} = \frac13 A^{-1}"),
    (MATRICES, r"\operatorname{tr}(A B + B A) = 2 \operatorname{tr}(B A)"),
    (MATRICES, r"\operatorname{tr}(A x x^T) = x^T A x"),
    ("", r"\sum_i (\mathbf{w}^T \mathbf{x}_i)^2 c = c \sum_j \mathbf{x}_j^T \mathbf{w} \mathbf{w}^T \mathbf{x}_j"),
    ("", r"\int_a^b (f(x) + 2 g(x)) \, dx = \int_a^b f(x)\,dx + 2\int_a^b g(x)\,dx"),
    ("", r"\frac{x_1 + \dots + x_n}{n} = \frac1n (x_1 + \dots + x_n)"),
    ("", r"\max_i (u_i + v_i) + P(A \cap B) = P(A \cap B) + \max_k (v_k + u_k)"),
    ("", r"\sum_{x \in S} (p(x \mid y) - c\,q(x)) = \sum_{x \in S} p(x \mid y) - c \sum_{x \in S} q(x)"),
    ("", r"P(A \mid B) = \frac{P(B \mid A) P(A)}{P(B)}"),
    ("", r"P(A \cap B) = P(A \mid B) P(B)"),
    ("", r"p(x \mid z; \theta) p(z; \theta) = p(z \mid x; \theta) p(x; \theta)"),
    ("", r"\sum_z p(x \mid z) p(z) = p(x)"),
    ("", r"c + \int p(z \mid x) \, dz = c + 1"),
    ("Here $X_n \\sim D$. ", r"\mathbb{E}\left[\frac1n \sum_{i=1}^n X_i\right] = \frac1n \sum_{i=1}^n \mathbb{E}[X_i]"),
    ("", r"\mathbb{E}[\mu + \Lambda \mathbf{z}] = \mu + \Lambda\,\mathbb{E}[\mathbf{z}]"),
    ("", r"W^{[2]} (W^{[1]} \mathbf{x} + \mathbf{b}) = W^{[2]} W^{[1]} \mathbf{x} + W^{[2]} \mathbf{b}"),
    ("", r"\sum_{k=1}^n k\,c_k = \sum_{k=0}^{n-1} (k + 1)\,c_{k+1}"),
    ("", r"\sum_{k=1}^\infty k\,c_k z^{k-1} = \sum_{k=0}^\infty (k + 1)\,c_{k+1} z^k"),
    ("", r"z \sum_{k=0}^\infty c_k z^k = \sum_{k=0}^\infty c_k z^{k+1}"),
    ("", r"\frac17 \sum_{k=0}^\infty c_k (\frac17 (z - 7))^k = \sum_{k=0}^\infty \frac{c_k}{7^{k+1}} (z - 7)^k"),
    ("The matrices $K$, $H$ and $P$ are square.\n\n", r"P - KHP = (I - KH) P"),
    ("", r"\frac{d}{dz} \sum_{k=0}^\infty a_k z^k = \sum_{k=1}^\infty k a_k z^{k-1}"),
    ("", r"\frac{d^2}{dz^2} \sum_{k=0}^\infty a_k z^k = \sum_{k=2}^\infty k (k - 1) a_k z^{k-2}"),
    ("", r"\sum_{k=0}^\infty a_k z^k = a_0 + a_1 z + \sum_{k=2}^\infty a_k z^k"),
    ("", r"\sum_{m=n}^\infty c_m z^m = c_n z^n + \sum_{m=n+1}^\infty c_m z^m"),
    ("", r"\sum_{n=0}^\infty r^{n+i} = \sum_{n=i}^\infty r^n"),
    ("", r"\int_0^\infty e^{-st} f(t)\,dt = \int_0^P e^{-st} f(t)\,dt + \int_P^\infty e^{-st} f(t)\,dt"),
    ("", r"\int_a^b f(x)\,dx + \int_b^c f(x)\,dx = \int_a^c f(x)\,dx"),
    ("", r"\int_{-\infty}^\infty f(x)\,dx = \int_{-\infty}^0 f(x)\,dx + \int_0^\infty f(x)\,dx"),
    (FUNCTIONS, r"(f + g)(x + y) = f(x + y) + g(x + y)"),
    (FUNCTIONS, r"t (f(x) + g(x)) + (1 - t) (f(y) + g(y)) = t (f + g)(x) + (1 - t) (f + g)(y)"),
    (FUNCTIONS, r"\left(\frac{f}{g}\right)(x) = \frac{f(x)}{g(x)}"),
    (FUNCTIONS, r"(f - 2 g)'(x) = f'(x) - 2 g'(x)"),
    (
        MATRICES,
        r"A \begin{bmatrix} b_1 & \dots & b_n \end{bmatrix} = \begin{bmatrix} A b_1 & \dots & A b_n \end{bmatrix}",
    ),
    (
        MATRICES,
        r"\begin{bmatrix} A (b_1 + c_1) & \dots & A (b_n + c_n) \end{bmatrix}"
        r" = \begin{bmatrix} A b_1 & \dots & A b_n \end{bmatrix} + \begin{bmatrix} A c_1 & \dots & A c_n \end{bmatrix}",
    ),
    (
        "",
        r"\frac1n \begin{bmatrix} s \\ \vdots \\ t \end{bmatrix} = \begin{bmatrix} s/n \\ \vdots \\ t/n \end{bmatrix}",
    ),
    ("", r"\frac{R_2}{R_2 + r} - \frac{R_1}{R_1 + r} = \frac{(R_1 + r) R_2 - (R_2 + r) R_1}{(R_1 + r)(R_2 + r)}"),
    (
        "",
        r"E_{x \sim q}\left[\log \frac{q(x \mid z) q(z)}{p(x)}\right]"
        r" = E_{x \sim q}\left[\log \frac{q(x \mid z)}{p(x)}\right] + E_{x \sim q}[\log q(z)]",
    ),
    ("", r"E_{Z \sim q}[\log p(x)] - E_{Z \sim q}[\log p(x, Z)] = \log p(x) - E_{Z \sim q}[\log p(Z, x)]"),
    ("", r"\sum_i \log \frac{p(x_i)^2}{3 q(x_i)} = 2 \sum_i \log p(x_i) - \sum_i \log q(x_i) - \sum_i \log 3"),
    ("", r"\mathbb{E} X + \mathbb{E}[Y] = \mathbb{E}[X + Y]"),
    ("Let $x > 0$ and $y > 0$.\n\n", r"\log(xy) = \log x + \log y"),
    ("", r"\sqrt[3]{8 x^3} = 2 x"),
    ("Let $A$ be non-singular.\n\n", r"A^{-1} A B = B"),
    ("", r"\sum_{\substack{x \in A \\ y \in B}} f(x, y) c = c \sum_{x \in A, y \in B} f(x, y)"),
]

OPEN = [
    (FUNCTIONS, r"(f + g)(x + y) = f(x) + g(y)"),
    (FUNCTIONS, r"(f g)(x) = f(x) g(x)"),  # or f(g(x))
    (FUNCTIONS, r"(f + 1)(x) = f(x) + 1"),  # or f(x) + x
    (FUNCTIONS, r"(2 f)(x) = f(2 x)"),
    (FUNCTIONS, r"(f \circ g)(x) = g(f(x))"),
    (FUNCTIONS, r"(f \circ g)'(x) = f'(g(x))"),
    (FUNCTIONS, r"\nabla (f - g) = \nabla f + \nabla g"),
    (FUNCTIONS, r"\lim_{h \to 0} \frac{f(x + h) - f(x - h)}{h} = f'(x)"),
    (FUNCTIONS, r"\lim_{h \to 0^+} \frac{f(x + h) - f(x)}{h} = f'(x)"),
    (FUNCTIONS, r"\lim_{h \to 1} \frac{f(x + h) - f(x)}{h} = f'(x)"),
    (FUNCTIONS, r"\lim_{x \to a} \frac{f(x) - f(a)}{x - a} = f'(x)"),
    (FUNCTIONS, r"\int_a^b f(x) g'(x)\,dx = \left[f(x) g(x)\right]_a^b + \int_a^b f'(x) g(x)\,dx"),
    (FUNCTIONS, r"\int_a^b f'(2 x)\,dx = f(2 b) - f(2 a)"),
    ("Let $f$ be piecewise constant.\n\n", r"\int_a^b f'(x)\,dx = f(b) - f(a)"),
    (FUNCTIONS, r"\left[|x| f(x)\right]_{-1}^1 = \int_{-1}^1 (f(x) + |x| f'(x))\,dx"),
    (MEAN, r"E[Y] = \mu"),
    (MEAN, r"E[X^2] = \mu^2"),
    ("Let $\\mu = E[X \\mid Y]$.\n\n", r"E[\mu Y] = \mu E[Y]"),
    ("Let $m = E[X] + Y$.\n\n", r"E[m Y] = m E[Y]"),
    ("Let $\\mu = X + Y$.\n\n", r"\mathbb{E}[\mu Y] = \mu \mathbb{E}[Y]"),
    ("", r"\mathbb{E}_{x \sim p}[f(x)] = \int f(x)\,dx"),
    ("", r"\mathbb{E}_{x \sim p}[f(x)] = \int q(x) f(x)\,dx"),
    ("", r"\mathbb{E}_{q(z \mid x)}[f(z)] = \int q(x \mid z) f(z)\,dz"),
    ("", r"\mathbb{E}_{x \sim p}[f(x)]^2 = \int p(x) f(x)^2\,dx"),
    ("", r"E_h[\log f(w)] = \int_0^1 h(w) \log f(w)\,dw"),
    (FUNCTIONS, r"\left(\frac{f}{h}\right)(x) = \frac{f(x)}{h}"),
    (FUNCTIONS, r"\left(\frac{f}{g}\right)'(x) = \frac{f'(x)}{g'(x)}"),
    (MATRICES, r"A \begin{bmatrix} B \\ C \end{bmatrix} = \begin{bmatrix} A B \\ A C \end{bmatrix}"),
    (MATRICES, r"\begin{bmatrix} A B & A C \end{bmatrix} = \begin{bmatrix} B A & C A \end{bmatrix}"),
    (
        "",
        r"r \begin{bmatrix} x_1 \\ \vdots \\ x_n \end{bmatrix} = \begin{bmatrix} r x_1 \\ \vdots \\ x_n \end{bmatrix}",
    ),
    ("", r"\begin{bmatrix} x_1 & \dots & x_n \end{bmatrix} = \begin{bmatrix} x_1 \\ \vdots \\ x_n \end{bmatrix}"),
    (
        "",
        r"\begin{bmatrix} x_1 & \dots & x_n \end{bmatrix} + \begin{bmatrix} y_1 & \dots & y_m \end{bmatrix}"
        r" = \begin{bmatrix} x_1 + y_1 & \dots & x_n + y_m \end{bmatrix}",
    ),
    ("", r"\sum_{m=n}^\infty c_m = \sum_{m=n+1}^\infty c_m - c_n"),
    ("", r"\sum_{m=n}^\infty c_m = c_{n+1} + \sum_{m=n+1}^\infty c_m"),
    ("", r"\int_a^b f(x)\,dx - \int_b^c f(x)\,dx = \int_a^c f(x)\,dx"),
    ("", r"\int_{-\infty}^\infty f(x)\,dx = 2 \int_0^\infty f(x)\,dx"),
    ("", r"\int_a^b f(x)\,dx = \int_0^{b - a} f(x)\,dx"),
    ("", r"\sum_{k=n}^\infty c_{k+1} = \sum_{k=n}^\infty c_k"),
    ("", r"\int_0^x f(t)\,dt = \int_0^1 f(t)\,dt + \int_1^x f(x)\,dt"),
    ("", r"\sum_{m=n}^\infty \sum_{n=0}^\infty c_{m n} = \sum_{m=0}^\infty \sum_{n=0}^\infty c_{m+n, n}"),
    ("", r"\frac{d}{dz} \sum_{k=0}^\infty a_k z^k = \sum_{k=1}^\infty k a_k z^k"),
    ("", r"\frac{d}{dz} \sum_{k=0}^\infty f_k(z) z^k = \sum_{k=0}^\infty f_k(z) k z^{k-1}"),
    ("Here $v_k = z + k$.\n\n", r"\frac{d}{dz} \sum_{k=0}^\infty v_k z^k = \sum_{k=1}^\infty k v_k z^{k-1}"),
    ("", r"\sum_{k=0}^\infty a_k z^k = a_0 + a_1 z + \sum_{k=1}^\infty a_k z^k"),
    ("", r"E_{Z \sim q}[\log p(Z)] = \log p(Z)"),
    ("Let $y = f(z)$.\n\n", r"E_{z \sim q}[x y] = y\,E_{z \sim q}[x]"),
    ("", r"\sum_i \log \frac{p(x_i)^2}{3 q(x_i)} = 2 \sum_i \log p(x_i) - \sum_i \log q(x_i) + \sum_i \log 3"),
    ("The matrices $K$, $H$ and $P$ are square.\n\n", r"P - KHP = (I - HK) P"),
    ("", r"\sum_{k=1}^\infty k\,c_k z^{k-1} = \sum_{k=0}^\infty k\,c_{k+1} z^k"),
    ("", r"z \sum_{k=0}^\infty c_k z^k = \sum_{k=1}^\infty c_k z^k"),
    ("", r"\frac17 \sum_{k=0}^\infty c_k (\frac17 (z - 7))^k = \sum_{k=0}^\infty \frac{c_k}{7^k} (z - 7)^k"),
    ("", r"3 + 1_{E} = 3 + 1_{F}"),
    ("", r"c + (x + 1)_i = c + (x + 2)_i"),
    ("", r"\mathbb{E}[X Y] = \mathbb{E}[X]\,\mathbb{E}[Y]"),
    ("", r"\mathbb{E}[x y] = x\,\mathbb{E}[y]"),
    ("", r"\mathbb{E}[X^2] = \mathbb{E}[X]^2"),
    ("", r"\mathbb{E}[\sin X] = \sin \mathbb{E}[X]"),
    ("", r"\mathbb{V}[aX] = a\,\mathbb{V}[X]"),
    ("", r"\operatorname{Var}(X + Y) = \operatorname{Var}(X) + \operatorname{Var}(Y)"),
    ("", r"\mathbb{E}[\mathbb{E}[X \mid Y] \mid Z] = \mathbb{E}[X]"),
    ("", r"\mathbb{E}[Z\,\mathbb{E}[X \mid Y]] = \mathbb{E}[X Z]"),
    ("", r"\mathbb{E}[X Y \mid Z] = X\,\mathbb{E}[Y \mid Z]"),
    ("The noise $a$ has $\\mathbb{E}[a] = 0$.\n\n", r"\mathbb{E}[a X] = a\,\mathbb{E}[X]"),
    (MATRICES, r"(A B)^{-1} = A^{-1} B^{-1}"),
    (MATRICES, r"(A + B)^2 = A^2 + 2 A B + B^2"),
    (MATRICES, r"(A + B)^{-1} = A^{-1} + B^{-1}"),
    (MATRICES, r"(A B)^T = A^T B^T"),
    (MATRICES, r"\operatorname{tr}(A B C) = \operatorname{tr}(A C B)"),
    (MATRICES, r"A^{-1} B A = B"),
    ("", r"\int_a^b f(x) g(x) \, dx = f(x) \int_a^b g(x)\,dx"),
    ("", r"\int x f \, dx = f \int x \, dx"),
    ("", r"\prod_i (u_i + v_i) = \prod_i u_i + \prod_i v_i"),
    ("", r"\sum_{x \in S} x\,p(x) = x \sum_{x \in S} p(x)"),
    ("", r"x_1 + \dots + x_n = x_1 + \dots + x_m"),
    ("", r"\sum_i \mathbf{w}^T \mathbf{x}_i f(i) = \mathbf{w}^T \mathbf{x}_i \sum_i f(i)"),
    ("", r"\sum_{k=1}^n \sum_{m=1}^k f(m) = n \sum_{m=1}^k f(m)"),
    ("", r"\mathbb{E}[\sum_{k=1}^Y X_k] = \sum_{k=1}^Y \mathbb{E}[X_k]"),
    ("", r"\mathbb{E}[\mathbf{w}^T \mathbf{x} Y] = \mathbf{w}^T \mathbf{x}\,\mathbb{E}[Y]"),
    ("", r"W^{[2]} x = W^2 x"),
    ("", r"z^{[1]} z^{[2]} = z^{[1]} z^{[1]}"),
    ("Let $u$ and $v$ be vectors.\n\n", r"u \times v = v \times u"),
    ("", r"\mathbb{V}[\mathbf{e} \mid X] = 0"),
    ("", r"\mathbb{E}[e] = e"),
    ("", r"P(A \mid B) P(B) = P(A) P(B)"),
    ("", r"P(A \mid B) = P(A, C \mid B)"),
    ("", r"c + \sum_z p(x \mid z) = c + p(x)"),
    ("", r"c + \int p(x \mid z) \, dz = c + 1"),
    ("", r"\sum_{z \in S} p(x \mid z) p(z) = p(x)"),
    ("", r"p(x \mid z) + \sum_z p(z, f(z)) = p(x \mid z) + p(f(z))"),
    ("", r"\limsup_n a_n = \liminf_n a_n"),
    ("", r"\max_i (a_i + b_i) = \max_i a_i + \max_i b_i"),
    ("", r"\sup_x (f(x) + x) = x + \sup_x f(x)"),
    ("", r"\max_{w \in W} (f(w) + w) = w + \max_{w \in W} f(w)"),
    ("", r"\min_i c a_i = c \min_i a_i"),
    ("", r"\max_i (c - 2 a_i) = c - 2 \max_i a_i"),
    ("", r"\arg\max_{w \in W} f(w) + c = \arg\max_{w \in W} f(w)"),
    ("", r"\arg\max_w f(w) = \arg\min_w f(w)"),
    ("", r"\arg\max_w c f(w) = \arg\max_w f(w)"),
    ("", r"\bigcup_n A_n = \bigcap_n A_n"),
    ("", r"\sum_{x \in A, x > 2} f(x) = \sum_{x \in A} f(x)"),
    ("", r"\sum_{k=1}^n c_k = \sum_{k=0}^{n-1} c_k"),
    ("", r"\mathbb{E} X Y = Y\,\mathbb{E} X"),
    ("", r"P(A \mid B) = P(B \mid A)"),
    ("", r"\|u + v\| = \|u\| + \|v\|"),
    ("Let $x < 0$ and $y < 0$.\n\n", r"\log(xy) = \log x + \log y"),
    ("Let $x < 0$ and $y < 0$.\n\n", r"\sqrt{xy} = \sqrt{x} \sqrt{y}"),
    ("", r"\sqrt[3]{x^3} = |x|"),
    ("", r"\sqrt[3]{x^2} = \sqrt[3]{x} \sqrt[3]{|x|}"),
    ("Let $A$ be singular.\n\n", r"A^{-1} A B = B"),
]


def _statuses(before: str, formula: str) -> list[str]:
    page = read_page(f"# Notes\n\n{before}Hence\n\n$${formula}$$\n", "notes.md")
    return [step.status for step in Judge(page).all() if step.place == 0]


@pytest.mark.parametrize(("before", "formula"), HOLDS)
def test_what_holds_for_all_letters_is_proved(before: str, formula: str) -> None:
    assert _statuses(before, formula)[-1] == "proved"


@pytest.mark.parametrize(("before", "formula"), OPEN)
def test_what_holds_for_some_letters_only_is_not_proved(before: str, formula: str) -> None:
    assert _statuses(before, formula)[-1] != "proved"


def test_a_letter_is_written_out_by_its_definition() -> None:
    text = "The residual is\n\n$$\\mathbf{r} = \\mathbf{y} - X\\mathbf{b}$$\n\nso that\n\n"
    text += "$$\\mathbb{E}[X^{-1} \\mathbf{r}] = \\mathbb{E}[X^{-1} \\mathbf{y}] - \\mathbb{E}[\\mathbf{b}]$$\n"
    assert [step.status for step in Judge(read_page(text, "notes.md")).all()] == ["given", "proved"]


def test_a_letter_that_is_only_supposed_to_have_a_value_is_not_written_out() -> None:
    text = "If $\\mathbf{x} = \\mathbf{0}$, nothing is left. Otherwise\n\n"
    text += "$$A\\mathbf{x} = \\lambda\\mathbf{x} = \\lambda^2\\mathbf{x}$$\n"
    assert "proved" not in [step.status for step in Judge(read_page(text, "notes.md")).all()]


def test_noise_that_is_called_e_is_random() -> None:
    assert _statuses("", r"\mathbb{E}[e_i e_j \mid X] = \mathbb{E}[e_i \mid X]\,\mathbb{E}[e_j \mid X]") != ["proved"]


def test_where_vectors_are_bold_a_plain_letter_is_a_number() -> None:
    step = r"(\mathbf{A} + \gamma \mathbf{I})\mathbf{x} = \gamma\mathbf{x} + \mathbf{A}\mathbf{x}"
    assert _statuses("", step) == ["proved"]


def test_what_only_sets_a_condition_claims_nothing() -> None:
    text = "Suppose that $f(x) = g(x) + h(x)$. Then\n\n$$f(x) = h(x) + g(x) = g(x)$$\n"
    steps = Judge(read_page(text, "notes.md")).all()
    assert steps[0].status == "given"
    assert steps[-1].status not in ("given", "proved")


SAMPLE = "# Sampling\n\nEach unit has $\\mathbb{E}[Z_i] = \\frac{n}{N}$ and $\\mathbb{V}[Y_i] = \\sigma^2$. Hence\n\n"


@pytest.mark.parametrize(
    ("before", "formula", "status"),
    [
        (SAMPLE, r"\frac1n \sum_{i=1}^N \mathbb{E}[Z_i] x_i = \frac1N \sum_{i=1}^N x_i", "proved"),
        (SAMPLE, r"2\,\mathbb{V}[Y_j] = 2\sigma^2", "proved"),
        (SAMPLE, r"\mathbb{E}[Z_j] + \mathbb{E}[Z_k] = 2\frac{n}{N}", "proved"),
        (SAMPLE, r"\mathbb{E}[Z_i]^2 = \frac{n}{N}", "open"),
        (SAMPLE, r"\mathbb{E}[Z_i^2] = \frac{n^2}{N^2}", "open"),
        (SAMPLE, r"\mathbb{V}[Y_i + Y_j] = 2\sigma^2", "open"),
        (SAMPLE, r"\mathbb{E}[Y_i] + 1 = \frac{n}{N} + 1", "open"),
        (
            SAMPLE.replace("Each unit has", "Suppose for a contradiction that"),
            r"2\,\mathbb{E}[Z_j] = 2\frac{n}{N}",
            "open",
        ),
        (
            SAMPLE.replace("Each unit has", "Is it true that").replace(".", "?"),
            r"2\,\mathbb{E}[Z_j] = 2\frac{n}{N}",
            "open",
        ),
        (
            SAMPLE + "For $i \\neq j$ we have $\\mathbb{E}[Z_i Z_j] = 0$. ",
            r"\sum_{i=1}^n \sum_{j=1}^n \mathbb{E}[Z_i Z_j] = 0 + 0",
            "open",
        ),
        ("# S\n\nHere $\\mathbb{E}[X_i] = 0$ for $i \\geq 2$. Hence ", r"1 + \mathbb{E}[X_1] = 1", "open"),
        ("# S\n\nUnder sampling, $\\mathbb{E}[X_i] = c$.\n\nHence ", r"2 + \mathbb{E}[X_j] = 2 + c", "proved"),
        ("# S\n\nHere $\\mathbb{E}[X_i] = 0$ for all $i$. Hence ", r"1 + \mathbb{E}[X_1] = 1 + 0", "any"),
        (SAMPLE + "\n\n# Another section\n\nHence ", r"2\,\mathbb{E}[Z_j] = 2\frac{n}{N}", "open"),
    ],
)
def test_what_the_section_said_before_may_be_used(before: str, formula: str, status: str) -> None:
    page = read_page(f"{before}$${formula}$$\n", "notes.md")
    step = Judge(page).all()[-1]
    assert status == "any" or (step.status == "proved") == (status == "proved")
    if status == "proved":
        assert "said before" in step.outcome.reason
        assert step.outcome.verdict is not None
        assert step.outcome.verdict.used


EIGEN = (
    "# Eigen\n\nThe vector has $\\mathbf{A}\\mathbf{x} = \\lambda\\mathbf{x}$ "
    "and $\\mathbf{Q}^T\\mathbf{Q} = \\mathbf{I}$, $\\mathbf{u}^T\\mathbf{v} = 0$. Hence\n\n"
)


@pytest.mark.parametrize(
    ("formula", "proved"),
    [
        (r"(\mathbf{A} + \gamma\mathbf{I})\mathbf{x} = (\lambda+\gamma)\mathbf{x}", True),
        (r"\mathbf{A}\mathbf{A}\mathbf{x} = \lambda^2 \mathbf{x}", True),
        (r"\mathbf{B}\mathbf{Q}^T\mathbf{Q}\mathbf{y} = \mathbf{B}\mathbf{y}", True),
        (r"\|\mathbf{u} + \mathbf{v}\|^2 = \|\mathbf{u}\|^2 + \|\mathbf{v}\|^2", True),
        (r"\|\mathbf{u} + \mathbf{x}\|^2 = \|\mathbf{u}\|^2 + \|\mathbf{x}\|^2", False),
        (r"\mathbf{Q}\mathbf{Q}^T\mathbf{y} = \mathbf{y}", False),
        (r"\mathbf{A}\mathbf{y} = \lambda\mathbf{y}", False),
        (r"\mathbf{x}\mathbf{A} = \lambda\mathbf{x}", False),
    ],
)
def test_products_are_what_the_section_said(formula: str, proved: bool) -> None:
    step = Judge(read_page(f"{EIGEN}$${formula}$$\n", "notes.md")).all()[-1]
    assert (step.status == "proved") is proved


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("$$L = y - X B = y - P y$$ where $B = (X^T X)^{-1} X^T y$ and $P = X (X^T X)^{-1} X^T$.", "proved"),
        ("$$L = y - X B = y + P y$$ where $B = (X^T X)^{-1} X^T y$ and $P = X (X^T X)^{-1} X^T$.", "refuted"),
        (r"$$m = E[(x-\mu)(x-\mu)^T] = E[x x^T] - \mu\mu^T$$ where $\mu = E[x]$.", "proved"),
        (r"$$u = U^T w(t) = U^T w(t-1) - a U^T v(t)$$ since $w(t) = w(t-1) - a v(t)$.", "proved"),
        (r"$$u = U^T w(t) = U^T w(t-1) - a U^T v(t)$$ since $w(t) = w(t-1) + a v(t)$.", "needs definition"),
        (
            r"$$\mathbf Q = \mathbf I - 2\mathbf P + \mathbf P\mathbf P = \mathbf I - \mathbf P$$ "
            r"since $\mathbf P\mathbf P = \mathbf P$.",
            "proved",
        ),
        (r"$$c = P(A B)/P(A) = P(A \mid B) P(B)/P(A)$$", "proved"),
        (r"$$c = P(A B)/P(A) = P(A \mid B) P(A)/P(B)$$", "unknown"),
        (r"The sample mean. $$s = \sum_{i=1}^n (x_i-\bar x)^2 = \sum_{i=1}^n x_i^2 - n \bar x^2$$", "proved"),
        (r"This means: $$s = \sum_{i=1}^n (x_i-\bar x)^2 = \sum_{i=1}^n x_i^2 - n \bar x^2$$", "unknown"),
        (
            r"The weighted mean $\bar x = \sum_i w_i x_i$. "
            r"$$\sum_{i=1}^n (x_i-\bar x)^2 = \sum_{i=1}^n x_i^2 - n \bar x^2$$",
            "unknown",
        ),
    ],
)
def test_what_stands_behind_where_and_a_bar_may_be_used(text: str, status: str) -> None:
    claims = [s for s in Judge(read_page(text, "notes.md")).all() if s.kind == "claim"]
    assert [s.status for s in claims] == [status]


@pytest.mark.parametrize(
    ("gradient", "status"), [(r"2 X^T X w - 2 X^T y", "proved"), (r"2 X^T X w - X^T y", "refuted")]
)
def test_the_end_of_the_chain_that_defines_a_function_is_what_it_is_too(gradient: str, status: str) -> None:
    text = rf"$$S(w) = \sum_{{i=1}}^n (w^T x_i - y_i)^2 = \|X w - y\|^2$$ Then $$\nabla_w S(w) = {gradient}$$"
    assert Judge(read_page(text, "notes.md")).all()[-1].status == status


def test_a_chain_that_is_false_defines_nothing_by_its_end() -> None:
    text = "$$L = a + b = a - b$$ so $$L c = c (a - b)$$"
    assert [s.status for s in Judge(read_page(text, "notes.md")).all()] == ["given", "refuted", "unknown"]


def test_a_gradient_that_is_another_one_for_each_index_is_no_component() -> None:
    report = check_text(r"$$\nabla_x \log \operatorname{softmax}(x)_i = 1 - \operatorname{softmax}(x)_i$$")
    assert [s.status for s in report.steps] == ["unknown"]
