"""A slip is told where the members beside it give it away, whatever their letters are; what is true of some is not."""

import pytest
from sympy import Integer, Symbol

from symxent.check import check_text
from symxent.check.doubts import called_and_not
from symxent.language.meaning import to_value
from symxent.language.scope import Scope
from symxent.language.tree import Add, Call, Multiply, Name, Number, walk
from symxent.read.parser import parse
from symxent.read.tokens import tokenize

#: A chain with a slip in it, the place of the step that is false by it, and what it should have been.
SLIPS = {
    "matrices": (r"(A + \gamma I)x = A x - \gamma I x = A x + \gamma x", 0, r"A x + \gamma I x"),
    "means": (r"E[(y+z)^2] = E[y^2 + 2yz + z^2] = E[y^2] - 2E[yz] + E[z^2]", 1, r"E[y^2] + 2E[yz] + E[z^2]"),
    "means, in the middle": (r"E[y+z]=E[y]-E[z]=E[z] + E[y]", 0, "E[y]+E[z]"),
    "a function of which nothing is said": (r"h(x)(a+b) = a h(x) + b h(x) = b h(x) - a h(x)", 1, "b h(x) + a h(x)"),
    "a power": (
        r"\cosh^2(u)(1+x) - \sinh^2(u) = \cosh^2(u) + x\cosh^2(u)-\sinh(u) = x\cosh^2(u) + \cosh^2(u) - \sinh^2(u)",
        0,
        r"\cosh^2(u) + x\cosh^2(u)-\sinh^2(u)",
    ),
    "a term": (r"(x+1)^2 = x^2 + 2x = x(x+2) + 1", 0, "x^2 + 2x + 1"),
    "a number that stands nowhere else": (r"(x+3)^2 + 1 = x^2 + 6x + 11 = x(x+6) + 10", 0, "x^2 + 6x + 10"),
    "unit vectors": (
        r"(2\vec{i} + 4\vec{j}) 2 = 4\vec{i} + 8\vec{j} = 4(\vec{i} - 2\vec{j})", 1, r"4(\vec{i} + 2\vec{j})"
    ),
    "a number in a bracket": (
        r"u = \frac{2\vec{i}-\vec{j}}{\sqrt{2^2+1^2}} = \frac{\sqrt{5}}{5}\left(\vec{i}-\vec{j}\right)",
        1,
        r"\frac{\sqrt{5}}{5}\left( 2 \vec{i}-\vec{j}\right)",
    ),
    "an entry of a matrix": (
        r"V = \begin{vmatrix} 1 & a \\ 0 & b^2-1 \end{vmatrix} = \begin{vmatrix} 1 & a \\ 0 & (b+1)(b+1) \end{vmatrix}",
        1,
        r"\begin{vmatrix} 1 & a \\ 0 & (b+1)(b-1) \end{vmatrix}",
    ),
    "by what is defined before": (
        r"g(z) = \frac{1}{1+e^{-z}}$$ $$g(z)h(z) + g(z)^2 = g(z)(h(z) - g(z)) = \frac{h(z)}{1+e^{-z}} + g(z)^2",
        1,
        "g(z)(h(z) + g(z))",
    ),
    "a fraction turned over": (
        r"\cosh(kx) + a = \frac{2}{e^{kx}+e^{-kx}} + a = a + \frac12 e^{kx} + \frac12 e^{-kx}",
        0,
        r"\frac{e^{kx}+e^{-kx}}{2} + a",
    ),
    "brackets forgotten": (r"2z(x+y) + 1 = 2x + yz + 1 = 2xz + 2yz + 1", 0, "2(x + y)z + 1"),
    "a sine for a cosine": (
        r"\sin(x+y) + a = \sin x \cos y + \sin x \sin y + a = a + \cos x \sin y + \sin x \cos y",
        0,
        r"\sin x \cos y + \cos x \sin y + a",
    ),
    "at the end, where it is short": (r"f(0) = b \cos(0) + c \sin(0) = 2 b", 1, "b"),
    "where capitals may be numbers": (r"u = (1 - \frac1d + \frac3d)^T = 2 (1 + \frac2d)^T", 1, r"(1 + \frac2d)^T"),
    "what a sum up to k is, whose index is raised": (
        r"\sum_{k=0}^{n} x^{k} = \sum_{k=0}^{n} (\frac{x^{k + 1}}{x - 1} - \frac{x^{k}}{x - 1})"
        r" = \frac{x^{n + 1}}{x - 1} - \frac{1}{x - 1} = \frac{x - 1}{x^{n + 1} - 1}",
        2,
        r"\frac{x^{n + 1} - 1}{x - 1}",
    ),
    "where a sum ends": (
        r"y = \log \sum_{n = 1}^N \exp(v_n) + m = m + \log \sum_{n = 1}^{N - 1} \exp(v_n)",
        1,
        r"m + \log \sum_{n = 1}^{N } \exp(v_n)",
    ),
    "a number in a matrix": (
        r"M = \begin{bmatrix} -\sin(a-b) & 0 \\ 0 & 2 \end{bmatrix} "
        r"= \begin{bmatrix} \cos a \sin b - \sin a \cos b & 1 \\ 0 & 2 \end{bmatrix}",
        1,
        r"\begin{bmatrix} \cos a \sin b - \sin a \cos b & 0 \\ 0 & 2 \end{bmatrix}",
    ),
    "by what is said before, whatever proves it": (
        r"g(x) = \frac{1}{1 + e^{-x}} = (1 + e^{-x})^{-1}$$ $$\frac{d g(x)}{dx} = e^{-x} (1 + e^{-x})^{-2} "
        r"= \frac{1}{1 + e^{-x}} \frac{e^{-x}}{1 + e^{-x}} = 2 g(x) (1 - g(x))",
        4,
        "g(x) (1 - g(x))",
    ),
    "a law that stands alone": (r"\mathbb{E}[aX+b] = a\mathbb{E}[X]-b", 0, r"a\mathbb{E}[X]+b"),
    "where a sum begins": (
        r"\sum_{i=1}^n (x_i + 2) = 2n + \sum_{i=2}^n x_i = \sum_{i=1}^n x_i + 2n", 0, r"2n + \sum_{i=1}^n x_i"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("chain", "place", "after"), SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_is_told_where_it_is_and_mended(chain, place, after):
    report = check_text(f"$${chain}$$\n")
    assert next(n for n, step in enumerate(report.steps) if step.status == "refuted") == place
    told = next(f for f in report.findings if f.code.startswith("M2"))
    assert after in [" ".join(c.after.split()) for c in told.corrections]


#: Chains that are true of what the page speaks of, each nearly false in general.
TRUE = [
    r"For an idempotent matrix $P$ we have $$P^T P x = P^2 x = P x$$",
    r"$$x^T A y = y^T A^T x = -y^T A x$$ since $A$ is skew-symmetric.",
    r"Let $n$ be even. $$(-1)^n x = x = (-1)^{n+2} x$$",
    r"Since $y \in \{0,1\}$: $$\sum_i y_i (1 + y_i) = \sum_i y_i + \sum_i y_i^2 = 2 \sum_i y_i$$",
    r"$$\int_0^a f(x)\,dx = \int_0^a f(a - x)\,dx = \int_0^a f(u)\,du$$",
    r"$$E[X_i + X_j] = E[X_i] + E[X_j] = E[X_1] + E[X_1] = 2 E[X_1]$$",
    r"$$E[(X_i - \mu)^2] = E[(X_1 - \mu)^2] = E[(X_i - \mu)^2]$$",
    r"In $\mathbb{Z}_2$: $$a + b = a - b = b + a$$",
    r"Modulo 2, $$x + y = x - y = y + x$$",
    r"In a field of characteristic 2 we have $$(x + y)^2 = x^2 + y^2 = x^2 + 2xy + y^2$$",
    r"$$z \bar z = (x + iy)(x - iy) = x^2 - i^2 y^2 = x^2 + y^2$$",
    r"$$(1 + x)^n = 1 + nx = 1 + n x + 0$$ approximately.",
    r"$$\sin(\pi n + x) + 1 = \sin(x) + 1 = \sin(x + 2\pi n) + 1$$ for even $n$",
    r"$$\nabla f(x) = \frac12 (A + A^T) x = A x = \frac12 A x + \frac12 A^T x$$ for symmetric $A$.",
    r"$$\delta_{ij} x_i = \delta_{ij} x_j = \delta_{ij} x_i$$",
    r"$$u x_1 + u^2 = u x_1 + u = u^2 + u x_1$$ since $u^2 = u$.",
    r"$$u \times v + w = -v \times u + w = w + u \times v$$",
    r"For an involution $s^2 + st = 1 + st = s^2 + ts$ we write $$s^3 u + v u = s u + v u = s^3 u + vu$$",
    r"$$f(-x) + f(-y) = f(x) + f(y) = f(-y) + f(-x)$$ as $f$ is even.",
    r"At the boundary, where $b = 0$, $$a^2 + 2ab + c = a^2 - 2ab + c = a^2 + c$$",
    r"$$c^T x - \lambda^T (Ax - b) = c^T x + \lambda^T(Ax - b) = c^T x$$ at a feasible $x$.",
    r"$$\psi_1 \psi_2 + \eta = -\psi_2 \psi_1 + \eta = \eta + \psi_1 \psi_2$$ for anticommuting fields.",
    r"For the determinant of a $3 \times 3$ matrix $$|2A - B| = |{-(B - 2A)}| = (-1)^3 |B - 2A| = -|B - 2A|$$",
    r"A function for which $$f(x) + f(y) + 1 = f(x) - f(y) + 1$$ holds is 0.",
    r"If $$a(b + c) = ab - ac = ac + ab,$$ then $ac = 0$.",
    r"It is wrong to write $$a(b + c) = ab - ac = ac + ab.$$",
    r"Suppose for a contradiction that $$a(b + c) = ab - ac = ac + ab.$$",
    r"Multiplying both sides by $\cos(u) - \sin(u)$ gives: $$\cos(u) - \sin(u) = \sin(u) + \cos(u)$$",
    r"$$\begin{aligned} A &= \int_0^1 4x(1 + x^2)\,dx \\ & \\ u &= 1 + x^2 \\ u(1) &= 1 + 1^2 = 2 \\ & \\"
    r" &= \int_1^2 2u\,du = 3 \end{aligned}$$",
    r"$$M^T M = Q D^T D Q^T = Q D^2 Q^T$$ with $D$ diagonal.",
]


@pytest.mark.parametrize("page", TRUE)
def test_what_is_true_of_some_letters_is_not_told(page):
    report = check_text(page)
    assert report.steps
    assert [f.message for f in report.findings if f.code.startswith("M2")] == []


def test_the_neighbours_of_a_slip_are_not_blamed():
    report = check_text(r"$$x(A + B)y = x A y + x B y = x A y - x B y = x B y + x A y$$")
    assert [s.status for s in report.steps][:2] == ["proved", "refuted"]
    assert sum(f.code in ("M200", "M201") for f in report.findings) == 1


def test_a_letter_that_is_called_and_multiplied_is_told_apart():
    x, c = Name("x"), Name("c")
    called = Call(x, (Add((c, Number("1"))),))
    assert called_and_not(walk(Add((called, Multiply((c, x)))))) == "x"
    assert not called_and_not(walk(Add((called, x))))


def test_what_one_model_is_says_nothing_of_another():
    page = r"$$L(m_1) = \log p(y|m_1) = a + u$$ Then $$1 + L(m_0) = 1 + a + u.$$"
    assert check_text(page).steps[-1].status != "proved"


def test_between_two_ends_a_letter_runs_whatever_it_is_before():
    t, node = Symbol("t", real=True), parse(tokenize(r"[t^2 + t]_0^1"))
    assert to_value(node, Scope({"t": t}, values={t: Integer(7)})) == 2


def test_a_factor_of_0_mends_nothing():
    terms = r"\sum_{m=n+1}^\infty \frac{0^{m-n}}{(m-n)!} \mathrm{E}\left( X^m \right)"
    mean = r"\mathrm{E}\left( X^n \right)"
    page = rf"Then $$ \begin{{split}} M_X(0) &= {mean} + {terms} \\ &= {mean} \end{{split}} $$"
    assert "refuted" not in [step.status for step in check_text(page).steps]


PAGES = [
    (r"Let $S = \sum_{i=0}^n r^i$. So for $r \ne 1$ $$S = \frac{1 - r^n}{1 - r}$$", r"\frac{1 - r^{n+1}}{1 - r}"),
    (
        r"Since $\frac{1}{k(k+1)} = \frac1k - \frac{1}{k+1}$, we have "
        r"$$\sum_{k=1}^n \frac{1}{k(k+1)} = \sum_{k=1}^n \left(\frac1k - \frac{1}{k+1}\right) = 1 - \frac{1}{n}$$",
        r"1 - \frac{1}{n+1}",
    ),
    (
        r"For $x = -2$ we get $-9 = -3 B$. Hence $$\frac{5x+1}{(x-1)(x+2)} = \frac{2}{x-1} - \frac{3}{x+2}$$",
        r"\frac{2}{x-1} + \frac{3}{x+2}",
    ),
    (
        r"Let $p_i = \frac{e^{z_i}}{\sum_{k=1}^K e^{z_k}}$. "
        r"For $i = j$: $$\frac{\partial p_i}{\partial z_i} = p_i (1 + p_i)$$",
        "p_i (1 - p_i)",
    ),
    (r"Since $Y = AX$, we get $X = A/Y$.", "Y/A"),
    (r"We have $pV = nRT$. Hence $$T = \frac{nR}{pV}$$", r"\frac{pV}{nR}"),
    (r"Setting this to zero, $k(1-p) = (n-k)p$, so $k - kp = np - kp$ and hence $$p = \frac{n}{k}$$", r"\frac{k}{n}"),
    (
        r"Let $J(w) = (y - w x)^2 + \lambda w^2$. Then $$J'(w) = -2 x (y - w x) + \lambda w$$ Setting it to zero gives "
        r"$$w = \frac{x y}{x^2 + \lambda}$$",
        r"-2 x (y - w x) +2 \lambda w",
    ),
    (r"Let $f(x,y) = x^2 y + y^3$. Then $$\frac{\partial f}{\partial y} = x^2 + 3y$$", "x^2 + 3y^2"),
    (
        r"Let $s(z) = \frac{1}{1 + e^{-z}}$. Then $s'(z) = s(z) (1 - s(z))$ and "
        r"$$s''(z) = s'(z) (1 - s(z)) - s(z) s'(z) = s(z) (1 - s(z)) (1 - s(z))$$",
        "s(z) (1 - s(z)) (1 - 2 s(z))",
    ),
    (r"Let $S(b) = \sum_{i=1}^n x_i (y_i - b x_i)$. Then $$S'(b) = -\sum_{i=1}^n x_i$$", r"-\sum_{i=1}^n x_i^2"),
    (r"Let $L = w^3$. By the chain rule $$\frac{dL}{dw} = 2 w^2$$", "3 w^2"),
    (
        r"Suppose $x_1, \dots, x_n$ are independent. Let $S(m) = \sum_{i=1}^n (x_i - m)^2$. "
        r"Then $$\frac{dS}{dm} = 2 \sum_{i=1}^n (x_i - m)$$",
        r"-2 \sum_{i=1}^n (x_i - m)",
    ),
    (
        r"Let $f(x) = \sqrt{1 + x}$ for $x > -1$.\n\n- So $f''(x) = -\frac14 (1+x)^{-3/2}$ and $f''(0) = \frac14$.",
        r"-\frac14",
    ),
]


@pytest.mark.parametrize(("page", "after"), PAGES)
def test_a_slip_is_told_on_a_page_of_words_and_formulas(page: str, after: str) -> None:
    findings = [f for f in check_text(page).findings if f.code.startswith("M2")]
    assert after in [" ".join(c.after.split()) for f in findings for c in f.corrections]


SIZED = r"Let $X \in \mathbb{R}^{n \times d}$, $y \in \mathbb{R}^n$, $w \in \mathbb{R}^d$. "
FORM = r"Let $A$ be a symmetric $n \times n$ matrix, $x \in \mathbb{R}^n$ and $f(x) = \frac12 x^T A x$. "


@pytest.mark.parametrize("page", [
    rf"{SIZED}Then $$\nabla_w \|Xw - y\|^2 = 2 X^T X w - 2 X y$$",
    rf"{FORM}The Hessian is $\nabla^2 f(x) = 2A$.",
    r"For $a, b > 0$ the means compare. Indeed, $(\sqrt a - \sqrt b)^2 \ge 0$, so that $$\frac{a+b}{2} \le \sqrt{ab}$$",
])  # fmt: skip
def test_what_no_condition_of_the_page_leaves_open_is_told(page: str) -> None:
    assert check_text(page, correct=False).steps[-1].status == "refuted"


@pytest.mark.parametrize("page", [
    rf"{SIZED}With $d = n$ and a symmetric $X$, $$\nabla_w \|Xw - y\|^2 = 2 X^T X w - 2 X y$$",
    rf"{SIZED}Let $X$ be a kernel matrix. Then $$\nabla_w \|Xw - y\|^2 = 2 X^T X w - 2 X y$$",
    rf"{SIZED}Here $d = n$. Then $$\nabla_w \|Xw - y\|^2 = 2 X^T X w - 2 X y$$",
    rf"{FORM}Let $A = 0$. Then $\nabla^2 f(x) = 2A$.",
    rf"{FORM}In general we do not have $\nabla^2 f(x) = 2A$.",
    r"For $a, b > 0$ it holds. Indeed, it fails for other numbers: $\frac{a+b}{2} \le \sqrt{ab}$ for $a = b = -1$.",
    r"The $x_i$ are indicators. Let $S(b) = \sum_{i=1}^n x_i (y_i - b x_i)$. Then $S'(b) = -\sum_{i=1}^n x_i$.",
    r"Let $f(x) = x^2$ for $0 < x < 1$. So $f(2) = 2$, since $f$ is periodic.",
    r"Let $f(x) = 2x$ for $x > 1$. Then $f(1) = 1$.",
    r"The decision rule $\frac{\partial L}{\partial w} = 2 w^2$ with $L = w^3$ is used.",
    r"Let $a$ and $b$ be linearly independent. Then $a (a + b) = a^2 + b$.",
    r"For $x > 1$ it is clear. Indeed, let $0 < x < 1$. Then $$x^2 \le x$$",
    r"From $y = x$ and the data, we get $x = 1$.",
    r"Let $a + b = c$. Therefore the triangle has $b = a$.",
    r"The update is $a + b = c$. So now $b = 2 c$.",
    r"The model is $y = a + b x$. We obtain $a = y - b x$ for the means, and hence $b = y - a x$.",
    r"Let $S = \sum_{i=0}^n r^i$ and in the next game let $S = \sum_{i=0}^{n-1} r^i$. $$S = \frac{1 - r^n}{1 - r}$$",
    r"For $x = 1$ we have $$x^2 = x$$",
])  # fmt: skip
def test_what_is_another_value_or_model_is_no_slip(page: str) -> None:
    assert not [f for f in check_text(page, correct=False).findings if f.code.startswith("M2")]


def test_a_witness_of_sums_is_one_that_data_have() -> None:
    lines = (
        r"x^T x - n \bar{x}^2 &= \sum_{i=1}^n x_i^2 - 2 \sum_{i=1}^n x_i \bar{x} + \sum_{i=1}^n \bar{x}^2",
        r"&= \sum_{i=1}^n (x_i^2 - 2 x_i \bar{x} + \bar{x}^2)",
        r"&= \sum_{i=1}^n (x_i^2 - \bar{x})^2",
        r"&= (n-1) s_x^2",
    )
    page = "$$\\begin{aligned} " + " \\\\\n".join(lines) + " \\end{aligned}$$"
    found = [f for f in check_text(page).findings if f.code.startswith("M2")]
    assert len(found) == 1
    assert "sum[" not in str(found[0].witness)
    assert "x_1 = 2" in str(found[0].witness)
