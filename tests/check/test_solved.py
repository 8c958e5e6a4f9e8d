"""What a letter is said to be behind an equation: right where it is all that solves it, wrong where it does not."""

import pytest

from symxent.check.report import check_text

RIGHT = [
    r"Let $a = 2$. The equation $a x = 6$ gives $x = 3$.",
    r"Demand is $q = 100 - 2p$ and supply $q = 3p$. Equating, $100 - 2p = 3p$, so $p = 20$.",
    r"The equation $3x + 5 = 11$ gives $x = 2$.",
    r"The equation $2x^2 - 8 = 0$ has the solutions $x = \pm 2$.",
    r"The equation $|x| = 3$ has the solutions $x = 3$ and $x = -3$.",
    r"Let $f(x) = x^3 - 3x$. The critical points are $x = 1$ and $x = -1$.",
    r"Let $f(x) = x^2 - 4x + 7$. Then $f'(x) = 2x - 4$, which is zero at $x = 2$.",
    r"Since $e^{2x} = 4$, we get $x = \ln 2$.",
    r"$\frac{\partial L}{\partial p} = \frac{k}{p} - \frac{n-k}{1-p} = 0 \Rightarrow \hat p = \frac{k}{n}$",
    r"Let $\ell(\lambda) = n\log\lambda - \lambda\sum_{i=1}^n x_i$. Setting the derivative to zero yields"
    r" $\hat\lambda = \frac{n}{\sum_i x_i}$.",
    r"It is $$\frac{1}{\sigma^2}\sum_{i=1}^n (x_i - \mu) = 0,$$ and so $$\hat\mu = \frac1n\sum_{i=1}^n x_i.$$",
    r"$\sum_{i=1}^n x_i (y_i - w x_i) = 0$ gives $w = \frac{\sum_i x_i y_i}{\sum_i x_i^2}$.",
    r"Let $J(w) = \|Xw-y\|^2 + \lambda\|w\|^2$. Then $\nabla J(w) = 2X^T(Xw-y) + 2\lambda w$."
    r" Setting this to zero gives $$w = (X^TX + \lambda I)^{-1}X^Ty.$$",
    r"The solutions of $ax^2+bx+c=0$ are $x = \frac{-b \pm \sqrt{b^2-4ac}}{2a}$.",
    r"$(x-a)(x-b) = 0$ has the solutions $x = a$ and $x = b$.",
    r"We have $2X^T(Xw - y) = 0$, hence $X^TXw = X^Ty$.",
    r"\begin{align} X^T(Xw - y) + \lambda w &= 0 \\ (X^TX + \lambda I) w &= X^Ty \end{align}",
    r"Let $y = \sin(x^2)$. By the chain rule, $y' = 2x\cos(x^2)$.",
    r"If $y = x e^x$ then $y' = e^x + xe^x$ and $y'' = 2e^x + xe^x$.",
    r"We have $$X^TXw = X^Ty,$$ and so $$w = (X^TX)^{-1}X^Ty.$$",
]
WRONG = [
    r"Let $a = 2$. The equation $a x = 6$ gives $x = 2$.",
    r"The equation $3x + 5 = 11$ gives $x = 3$.",
    r"Since $3x + 5 = 11$, dividing gives $x = 16/3$.",
    r"The equation $2x^2 - 8 = 0$ has the solutions $x = \pm 4$.",
    r"$\log_2 x = 3$ gives $x = 9$.",
    r"Let $f(x) = x^2 - 4x + 7$. Then $f'(x) = 2x - 4$, which is zero at $x = 4$.",
    r"Let $f(x) = x^2 - 4x + 7$. Solving $f'(x) = 0$ gives $x = 4$.",
    r"Let $f(x) = (x-3)^2$. The minimum is attained at $x = -3$.",
    r"$\det(A - \lambda I) = \lambda^2 - 4\lambda + 3 = 0$, so $\lambda_1 = 1$, $\lambda_2 = 4$.",
    r"$\frac{\partial L}{\partial p} = \frac{k}{p} - \frac{n-k}{1-p} = 0 \Rightarrow \hat p = \frac{n}{k}$",
    r"$$\frac{n}{\lambda} - \sum_{i=1}^n x_i = 0$$ so that $$\hat\lambda = \frac{\sum_{i=1}^n x_i}{n}$$",
    r"The solutions of $ax^2+bx+c=0$ are $x = \frac{-b \pm \sqrt{b^2+4ac}}{2a}$.",
    r"The eigenvalues satisfy $\lambda^2 - t\lambda + d = 0$, hence $\lambda = \frac{-t \pm \sqrt{t^2 - 4d}}{2}$.",
    r"Let $y = \sin(x^2)$. By the chain rule, $y' = \cos(x^2)$.",
    r"$\sum_{i=1}^n (x_i - \mu) = 0$, hence $\mu = \frac{1}{n-1}\sum_{i=1}^n x_i$.",
]
#: A solution is lost, a case is tried, the equation is no equation between real numbers, or the ends decide.
OPEN = [
    r"In $\mathbb{Z}_7$, $3x = 1$ gives $x = 5$.",
    r"Working in the field with 5 elements, $2x = 1$ gives $x = 3$.",
    r"In Boolean algebra $x + 1 = 1$, so $x = 1$.",
    r"$x + 1 = 10$ in binary, so $x = 1$.",
    r"$200x = 50$ gives $x = 25$ %.",
    r"$12 + x = 3$ o'clock gives $x = 3$.",
    r"$2\theta = 180$ gives $\theta = \pi/2$.",
    r"$\log x = 2$ gives $x = 100$.",
    r"The equation $x^2 = 4$ gives $x = 2$.",
    r"The equation $|x| = 3$ has the solution $x = 3$.",
    r"Let $f(x) = x^3 - 3x$. The critical point is $x = 1$.",
    r"From $(\lambda - 1)x = 0$ we get $x = 0$.",
    r"$\sin x = 0$ gives $x = 0$.",
    r"$x^2 - 5x + 6 = 0$ does not have the solution $x = 4$.",
    r"Solve $x^2 - 5x + 6 = 0$. We get for $x = 1$ the value $2$, so it is no root.",
    r"$x^2 - 5x + 6 = 0$. Trying $x = 1$ gives $2$.",
    r"We solve $3x = 1$ modulo $7$, which gives $x = 5$.",
    r"To solve $x^2 = 2$, we start with $x = 1$. Then $x = 1.5$.",
    r"$x^2 = 2$ gives $x = 1.414$.",
    r"$x^2 = 2$ gives $x \approx 3$.",
    r"The force balance $kx = mg$ with $k = 10$ gives $x = 5$.",
    r"Let $f(x) = (x-3)^2$ on $[4, 5]$. The minimum is attained at $x = 4$.",
    r"For $4 \le x \le 5$ let $f(x) = (x-3)^2$. The minimum is attained at $x = 4$.",
    r"Let $f(x) = |x - 3|$. The minimum is attained at $x = 3$.",
    r"$x + y = 3$ and $x - y = 1$, so $x = 2$ and $y = 1$.",
    r"Risk neutrality ($\alpha = 0$): returns equal a constant, so all are alike. Log utility ($\alpha = -1$).",
    r"Then $u = e^x = 1 \pm \sqrt{2}$. The intersection is therefore at $x = \ln(1 + \sqrt{2})$.",
    r"$c(x-a)(x-b) = 0$ has the solutions $x = a$ and $x = b$.",
    r"$3\theta = \frac{\pi}{6}, \frac{5\pi}{6}, \ldots$, so $\theta = \frac{\pi}{18}$ and $\theta = \frac{5\pi}{18}$.",
    "Let $A$ be orthogonal. Then $A^TA = I$.\n\nLet $A$ be any invertible matrix. Then $A^TA = I$.",
    r"For $n = 1$ we have $3x = 6$. In general, it follows that $x = 2$.",
    r"$x y = x$, so $y = 1$.",
    r"$2X^TXw - X^Ty = 0$, so $w = (X^TX)^{-1}X^Ty$.",
    r"From $x^Tx w = y$ we get $w = (x^Tx)^{-1} y$.",
    r"A plane is parallel to $2x - y + 2z = 2$. Solving for $z$ gives $z = -x + \frac12 y + \frac32$.",
    r"We have $2X^T(Xw - y) = 0$, hence $X^TXw = y$.",
    r"Let $y = x^2$. The new coordinates are $x' = 2x$ and $y' = 3x$.",
    r"Let $y = x^2$. The next iterate is $y' = x^2 + 1$.",
    r"If $y = x^2$ and $z = 3x$, then the transformed value is $y' = 2x + 1$.",
    r"$$X^TXw - X^Ty = 0,$$ hence $$w = X^Ty(X^TX)^{-1}.$$",
    r"Let $A$ be an invertible matrix. From $xA = b$ it follows that $x = A^{-1}b$.",
    r"Let $J(w) = \|Xw-y\|^2 + \lambda\|w\|^2$. Then $\nabla J(w) = 2X^T(Xw-y) + 2\lambda w$."
    r" Setting this to zero gives $$w = (X^TX - \lambda I)^{-1}X^Ty.$$",
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_solves_an_equation_is_proved(text: str) -> None:
    steps = check_text(text).steps
    assert steps[-1].status == "proved"
    assert not [s for s in steps if s.status == "refuted"]


@pytest.mark.parametrize("text", WRONG)
def test_what_does_not_solve_it_is_told(text: str) -> None:
    steps = check_text(text).steps
    assert [s.status for s in steps if s.status == "refuted"] == ["refuted"]
    assert steps[-1].status == "refuted"


@pytest.mark.parametrize("text", OPEN)
def test_nothing_is_said_of_what_may_be_meant_otherwise(text: str) -> None:
    assert check_text(text).steps[-1].status in ("given", "unknown", "needs definition")
    assert not [s for s in check_text(text).steps if s.status == "refuted"]
