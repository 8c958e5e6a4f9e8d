"""A page is told that it is wrong only of what it asserts, and only where nothing that it says excludes the point."""

import pytest

from symxent.check import check_text

#: Right pages, each with what a hasty reader calls false.
RIGHT = [
    ("a change of a bracket", r"Hence $$T ds - P d\left(\frac{1}{\rho}\right) = T ds + \frac{P}{\rho^2} d\rho$$"),
    ("a limit of a sum", r"We have $$\int_1^\infty \frac{dx}{x^2} = \lim_{b \to \infty} 1 - \frac{1}{b} = 1$$"),
    ("a case", "For $x < 0$: $|x| = -x$, and $|x| > 0$."),
    ("two cases", "Case 1: $x > 0$. Then $|x| = x$. Case 2: $x < 0$. Then $|x| = -x$."),
    ("an interval", r"Let $t \in [0, 1]$. Thus $t^2 \le t$."),
    ("two letters at once", r"For $u, v > 0$: $\sqrt{uv} \le \frac{u+v}{2}$."),
    ("a condition behind", r"We have $\sqrt{q^2} = q$ for $q > 0$."),
    ("labels", r"For $s \in \{-1, 1\}$ we have $s^2 = 1$."),
    ("a constraint", r"Maximise $f$ subject to $\sum_k w_k = 1$."),
    ("a choice", r"We choose $m\tau^2 = 1$."),
    ("an equation", "The equation $3x = 12$ has the solution $x = 4$. The equation $x + 2 = 5$ gives $x = 3$."),
    ("a boundary", "The boundary is where $x^2 + x = 2x$."),
    ("a question", "Is $2^5 = 30$? No: $2^5 = 32$."),
    ("a mistake quoted", r"It is not true that $(u+v)^2 = u^2 + v^2$. Another error is $\log(u+v) = \log u + \log v$."),
    ("a student's mistake", r"A student wrote $\frac{d}{dx} x^3 = x^2$, which is wrong."),
    ("a contradiction", "Suppose that $3 = 4$. Then $4 = 5$, which is absurd."),
    (
        "a long contradiction",
        "Assume, for contradiction, that $a + v = v$ for some $a$.\n\nThen $a + 0 = 0$ and so\n\n"
        "$$v = v + a = v + 2a$$\n\nThis is a contradiction.",
    ),
    ("a null hypothesis", r"Hypotheses: $H_0: \mu_1 = \mu_2 = \mu_3$ vs. $H_1: \mu_1 \neq \mu_2$"),
    ("the imaginary unit", r"$$c e^{i t} + c e^{-i t} = c (\cos t + i \sin t) + c (\cos t - i \sin t) = 2 c \cos t$$"),
    ("a constant that is a letter elsewhere", "The error is $e = y - t$.\n\n## Logarithms\n\nHence $\\ln e = 1$."),
    (
        "a definition in two ways",
        r"$$p_i := \frac{l_it_i}{\sum_{j=1}^G l_jt_j} = \frac{n_i}{\sum_{j=1}^G n_j}$$ Hence $$\begin{align*} "
        r"r_i &= \frac{t_i}{\sum_{j=1}^G t_j} \\ &= \frac{ \frac{n_i}{l_i} }{ \sum_{j=1}^G \frac{n_j}{l_j}} \\ &= "
        r"\frac{ \frac{p_i \sum_{j=1}^G n_j}{l_i} }{\sum_{j=1}^G p_j \frac{\sum_{k=1}^G n_k}{l_j}} \\ "
        r"&= \frac{ \frac{p_i}{l_i}} {\sum_{j=1}^G \frac{p_j}{l_j}} \end{align*}$$",
    ),
    ("a per cent sign that hides itself", "The share is\n$$\n\\frac{2.5}{2.5+0.5} = 83.3%\n$$\nof it."),
    ("a ratio", r"The weights are $\frac{1}{2} : \frac{2}{1} = 1 : 4$."),
    ("a whole number", r"Hence $i = \frac{n-1}{2} - 1 = [n/2] - 1$."),
    (
        "equations with negative numbers, one a row",
        r"$$\begin{aligned} &-1.5=-1+\frac{1}{4}(-2)\\ &-2=-1+\frac{1}{4}(-4)\\ &-3=-1+\frac{1}{4}(-8) \end{aligned}$$",
    ),
    ("a sum over two rows", r"$$\begin{aligned} &10 = 4 + 9 \\ &- 3 = 10 \end{aligned}$$"),
    (
        "a bound that a condition on another letter makes",
        r"Suppose $e_0 < 1$. Consider some $d > 0$. If $x \in (0,1)$ and $y = x+\frac{d}{2} \in (0,1)$, "
        r"then $|x-y| = \frac{d}{2} < d$. Then $\frac{d}{2} < x \left( x+\frac{d}{2} \right) e_0 < x$.",
    ),
    ("values put in", r"$$D = C + K x^2 = 0.02 + 0.14 x^2$$"),
    ("classes", "We have $[1] = [4]$ modulo 3."),
    ("sloppy indices", r"$$q = R_{uv} + g w = R_u + g w$$"),
    ("labels", r"$$Q = X W^V = V$$"),
    (
        "rounded entries",
        r"$$\frac{1}{3} \begin{bmatrix} 1 & 2 \end{bmatrix} = \begin{bmatrix} 0.33 & 0.67 \end{bmatrix}$$",
    ),
    ("a number of words", "With $w = 0.25$ and $v = 0$ the IES $= 0.5$. The IES $= 1.0$ is next."),
    (
        "several functions of one name",
        "- sigmoid $f(z) = \\frac{1}{1+e^{-z}}$\n- tanh $f(z) = \\tanh(z)$\n- ReLU $f(z) = \\max(0, z)$\n\n$a$ $b$\n\n"
        "- sigmoid: $f'(z) = f(z)(1-f(z))$\n- tanh: $f'(z) = 1 - f(z)^2$",
    ),
    ("small arguments", r"For small $t$: $\sin t = t$, and $e^t = 1 + t$ to first order."),
    ("another section", "# One\nNow $T_1 = u + v$.\n# Two\nNow $T_1 = u - v$ and $T_1^2 = u^2 - 2uv + v^2$."),
    ("another logarithm", r"With $\log$ to base 2, $\log 32 = 5$."),
    ("angles in degrees", r"So $\sin 30 = 0.5$, $\tan 45 = 1$, $10 \cos 60 = 5$ and $\arctan 1 = 45$."),
    ("values here and there", "Since $x = 0.5$, $x^2 = 0.25$. Then $x$ grows to $x = 0.6$, where $x^2 = 0.36$."),
    ("one significant digit", r"$$-0.052 \times 3 \times 0.00003 = -5\times10^{-6}$$ and $$13^4 \approx 29000$$"),
    ("matrices", r"Let $A$ and $B$ be matrices. In general $AB \neq BA$, and $(AB)^{-1} = B^{-1} A^{-1}$."),
    (
        "orthogonal",
        r"Let $\mathbf{Q}$ be orthogonal. Then $$\mathbf{Q}^T \mathbf{Q} \mathbf{x} = I\mathbf{x} = \mathbf{x}$$",
    ),
    (
        "symmetric",
        r"If $\mathbf{A}$ is symmetric $$\frac{d}{d\mathbf{w}} \mathbf{w}^T \mathbf{A} \mathbf{w} = 2\mathbf{A w}$$",
    ),
    ("words and a number", r"$$x = 0.3 + 0.5 = 0.8$$ so $$\text{output} = \frac{1}{1 + e^{-0.8}} \approx 0.69$$"),
    ("nested sums", r"$\sum_{i=1}^n \sum_{i=1}^m 1 = nm$"),
    ("weights that sum to one", r"$$\sum_{i=1}^m \sum_{j=1}^k w_{ij} = \sum_{i=1}^m 1$$ because $\sum_j w_{ij} = 1$."),
    ("a definition by parts", r"For $y = 1$ the loss is $L = -\log p$; for $y = 0$ it is $L = -\log(1-p)$."),
    ("a complex number", r"$$z = 0.6 + 0.8i$$ $$|z| = \sqrt{0.6^2 + 0.8^2} = 1$$ $$\sin q = -\sinh(q i) i$$"),
    ("an operator", r"$$\Delta (f g) = f \Delta g + \Delta f g$$"),
    ("a function without a definition", r"so that $$0 = q^*(x) - q^*(x) = q^* x + q^*(0)$$"),
    ("another arithmetic", "With integer division $7 / 2 = 3$."),
    ("what is called the same", r"$$\epsilon_j^2 = \lambda_j \equiv \tau_j^2$$"),
    ("a convolution", r"The convolution is $$y[n] = x[n] * h[n] = \sum_k x[k] h[n-k]$$"),
    ("a label", r"The share is $\pi^1 = 1$, and later $\pi^1 < 0$."),
    ("the identity", r"$$1 = \det(I) = \det(R)^2$$"),
    ("a condition behind iff", r"The slope is $q - 2 < 0$ iff $q < 2$."),
    ("a premise by its verb", r"Let $x$ be real. $|x| < 1$ implies $x^2 < 1$."),
    ("one side in per cent", r"$$0.14 + 0.8 \times (0.37 - 0.42) = 0.1 \%$$ Rolling a six: $1/6 = 16 \frac{2}{3}\%$."),
    ("a value rounded before the exact one", r"$$S = \sqrt{6} \times 1.63 = \sqrt{6} \times \sqrt{16/6} = 4$$"),
    ("means that are cut off", r"so $r = \frac{18 - 3.66 \times 2.66}{2.05 \times 4.10} \approx 0.97$"),
    (
        "rows that begin with words",
        r"$$\begin{aligned} \text{average(a)} &= 2.3 \\ \text{SE(average(a))} &= 1.6/\sqrt{100} = 0.16 \\"
        r"\text{average(b)} &= 2.5 \end{aligned}$$",
    ),
    ("products of rounded numbers", r"$$P = \frac{5!}{3!2!} (0.8)^4 (0.2)^2 = 10 \times 0.0164 = 0.164$$"),
    ("a rounded argument", r"Hence $$f(c) = \sin(\pi - 0.69) = \sin(0.69) = \frac{2}{\pi}$$"),
    ("rounded factors", r"so $0.0035 \times 0.89 + 0.9965 \times 0.07 = 0.07288$."),
    ("two models", r"Model 1: $Y = 3 + 5x + \epsilon$. Model 2: $Y = 3 + 5x^2 + \epsilon$."),
    ("two kinds of gas", r"Show that for a slow gas $P = (2/3)E/V$, and that for a fast gas, $P = (1/3)E/V$."),
    (
        "equations one after the other",
        r"$$\begin{aligned} u^T u + v^T v &= (u + v)^T (u + v) \\ u^T u + v^T v &= u^T u + 2 u^T v + v^T v \\"
        r"2 u^T v &= 0 \end{aligned}$$",
    ),
    ("densities", r"$$p(x, y) = p(x | y) p(y)$$ with $$p(y) = e^{-y}$$ $$p(x,y) = y e^{-xy} e^{-y} $$"),
    (
        "differentials",
        r"$$u = \sin x$$ $$\cos x \, dx = du$$ $$\delta (r^3 \rho)^{-1} = -(r^3 \rho)^{-1} \delta \rho$$",
    ),
    (
        "a mean",
        r"The mean is $E(X) = a/g$, so $$V = E(X^2) - E(X)^2 = \frac{a^2}{g^2} + \frac{a}{g^3} - (\frac{a}{g})^2$$",
    ),
    (
        "a factorial before a sign",
        r"$$\frac{1}{5} \times \frac{1}{4} \times \frac{1}{3} \times \frac{1}{2} = 1/5!=1/120$$",
    ),
    ("roots of negative numbers", r"$$(-1)^{\frac12}(-1)^{\frac12} = (-1 \times -1)^{\frac12} = 1$$"),
    ("a logarithm from a table", r"Using the table again, we see that $\log_{10}(3.23) \approx 0.5091$."),
    (
        "a function of a later exercise",
        r"Is it equal to $g(x) = x - 1$? $$f(x) = \frac{x^2-x}{x} = x - 1 = g(x)$$"
        + " Then $a$, $b$, $c$, $d$ and $s$. Let $g(u) = \\sin(u)^2$.",
    ),
    (
        "a solution that is none",
        r"Substituting $x = -1/4$, we get $1 + \sqrt{2 + 1/4} = 2(-1/4)$; so it is not a solution.",
    ),
    (
        "values of a curve",
        r"$$y = \sin t + 2 \sin^2 t$$ At the points $(0, 1)$ $$y = 1$$ and $$y = \sin(\pi/2) + 2 \sin^2(\pi/2) = 3$$",
    ),
    ("a rounded whole number", r"At any temperature it is $1836^{3/2} = 80,000$ times smaller."),
    ("true or false", r"True or False: $(-1)^2 + 2 = 2 (-1) + 2$, so $(-1)^2 = -2$."),
    (
        "equations side by side",
        r"$$\begin{align*} 2^{2x-3} &= 5^{-x-1} && x = \ln 8 \\ 7^{x-3} &= 4 && x = 1 \end{align*}$$",
    ),
    (
        "answers to choose from",
        "Select all.\n\\begin{selectAll}\n\\choice[correct]{$(2x)^3 = 8x^3$}\n"
        "\\choice{$\\frac{2x}{1+x^2} = \\frac{2x}{1} + \\frac{2x}{x^2} = 2x + \\frac{2}{x}$}\n\\end{selectAll}",
    ),
    ("true or false, in a paragraph of its own", "True or False:\n\n$2 (-1)^2 = 2 (-1) + 2$, so it is $0$."),
    ("nothing that a slip would explain", r"$$q (u + v) = w (u + v) = u v w q^3 + v$$"),
    ("a letter solved for in another case", r"$$i = \frac{n-2}{2}$$ $$2i + 2 = n - 1 \Rightarrow i = \frac{n-3}{2}$$"),
    (
        "a function given anew",
        "$$F(x,y) = \\sin(xy)$$ $$F(0,0) = 0$$ $$F(x,y) = x^3-3x-y^2+4y \\Rightarrow F(-1,2) = 6$$",
    ),
    (
        "a small change",
        r"$$q = \delta (r^3 \rho)^{-1} = (r^3 \rho)^{-1} (-3 \frac{\delta r}{r} - \frac{\delta \rho}{\rho})$$",
    ),
    ("what contradicts a condition", "Take some $d > 0$. That implies $d \\le 0$, so there is none."),
    ("an order that fails either way", r"For $t > 0$ it follows that $t^2 < t$."),
    ("an equation of numbers", r"Putting it in we get $1 + \sqrt{9} = 2 (-\frac{7}{4}) + 1$."),
    ("a base that is sought", r"Find the base $a$: $$a^{2\ln 7} = 7$$ $$\log_a{3} = \frac{1}{2}$$"),
    ("digits cut off", r"The constant is $\sqrt{2/\pi} \approx 0.7978$."),
    ("a unit vector", r"so $$T = -2(k_1^2 + k_2^2 + k_3^2) = -2$$"),
    ("an equation", r"so that $$S e^{-c t} + U = S$$"),
    ("a side without a letter", r"$$L = -y \log p - (1-y) \log q = -y \log p - (1-y) \log(1-p)$$"),
    ("a letter that is even", "Assume $n$ even. $$x + 1 = (-1)^n x + 1 = 1 + x$$"),
    ("a product of functions", r"Let $f(x) = -1$ and $g(x) = x^2$. Then $$(f \cdot g)(x) = f(x) g(x) = -x^2$$"),
    (
        "the values of a random variable",
        r"Let $X \sim \mathrm{Bern}(p)$. $$\mathrm{Var}(X) = \sum_{x \in \mathcal{X}} (x - \mathrm{E}(X))^2 \cdot "
        r"\mathrm{Pr}(X = x)$$",
    ),
    ("a function that may be odd", "So $$c f(x) - c f(-x) = c (f(x) - f(-x)) = 2 c f(x)$$"),
    ("a projection", "So $$f(x)^2 + 2 f(x) = f(x) (f(x) + 2) = 3 f(x)$$"),
    ("a condition on the letter that defines another", r"Let $x > 0$. $$x = |t| + t$$ So $$|x| + |t| = x + t$$"),
    (
        "an upright power of ten",
        r"The rate is $1\mathrm{e}{-3} = 0.001$, or $2{\rm e}{-3} = 0.002$, or $1\mathrm{e}5 = 100000$.",
    ),
    (
        "constants that are dropped",
        r"Dropping constants, we have $$\log p(x) = -\frac{(x-\mu)^2}{2\sigma^2} - \frac12\log(2\pi\sigma^2) "
        r"= -\frac{(x-\mu)^2}{2\sigma^2}.$$",
    ),
    ("terms that were omitted", r"So $$-2x - 2 = -2x,$$ where the terms that do not depend on $x$ were omitted."),
    ("constants in Chinese", r"略去常数，我们有 $$-\frac{x^2}{2} - \frac12\log 2 = -\frac{x^2}{2}.$$"),
    ("Chinese", "当$x<0$时，$|x|=-x$。"),
    ("German", "Für $x < 0$ gilt $|x| = -x$."),
    (
        "a system",
        r"Let $x = (1, 2)^T$ and $A = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$"
        r". Then the system $A x = (5, 12)^T$ has one solution.",
    ),
    (
        "a vector that is doubled",
        r"Let $x = (1, 2)^T$ and $A = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$"
        r". Doubling $x$, we get $A x = (10, 22)^T$.",
    ),
    (
        "a vector doubled before the matrix",
        r"Let $x = (1, 2)^T$. Double it, and let $A = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$"
        r". Then $A x = (10, 22)^T$.",
    ),
    (
        "a guess",
        r"Let the guess be $x = (1, 2)^T$ and $A = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$"
        r". Then $A x = (5, 12)^T$.",
    ),
    (
        "another product of entries",
        r"Let $x = (1, 2)^T$ and $A = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$"
        r". Then $A x = (1, 12)^T$ entrywise.",
    ),
    ("pairs that are intervals", "Let the ranges be $a = (1, 2)$ and $b = (2, 4)$. Then $a - b = (-3, 0)$."),
    ("another metric", r"In Minkowski space let $a = (1, 2, 3)$ and $b = (4, 0, 3)$. Then $a \cdot b = 5$."),
]


@pytest.mark.parametrize("page", [p for _, p in RIGHT], ids=[n for n, _ in RIGHT])
def test_what_is_right_where_it_stands_is_not_called_false(page):
    report = check_text(page)
    assert not report.broken
    assert [f for f in report.findings if f.code.startswith("M2")] == []
    assert not any(f.fixable for f in report.findings)


#: Pages with a mistake, however it is wrapped.
WRONG = [
    ("fractions", r"$$S = T - V = \frac{3}{2} - \frac{3}{6} - \frac{3}{12} = \frac{5}{6}$$"),
    ("a sum that begins too late", r"we can find that, $\sum_{k=1}^{93} 2(.9)^k \approx 19.999000040$."),
    ("a sum that ends too early", r"- $s_{10} = \sum_{k=1}^{9} \frac{1}{k^2} = 1.5498$."),
    ("numbered letters", r"$$f(0, x_2) = 2(3x_2)^2 + 2x_2^2 = 8x_2^2$$"),
    ("a number in a long fraction", r"$R = 1 - \frac{18.53}{25.01} \times \frac{10000-1}{1000-9-1} = 0.2584$."),
    ("a sign at the end", r"we have $z = 8t^2 + 3(4t^2+1) - 2 = 20t^2 - 1$."),
    ("a percentage without its sign", r"Because this is smaller than $0.05 / 3 = 1.67$, we reject."),
    ("in per cent", r"so $$\sqrt{.82 \times .18 / 100} = 3.3\%$$"),
    (
        "a determinant",
        r"$$1 \cdot \det\begin{bmatrix} 4 & -1 \\ -2 & 0 \end{bmatrix} = 1 \cdot (0 - (-2))$$",
    ),
    (
        "far from a limit",
        r"$$\lim_{n \to \infty} x(n) = 0$$ and $$\rho = \sqrt{x^2+y^2}$$ $$q = \frac{x}{\rho} = \frac{x}{x^2+y^2}$$",
    ),
    ("digits that are not those of the value", r"The constant is $\sqrt{3} \approx 1.72$."),
    ("a letter too many", r"$$\log(c e) + 2 s^2 = 1 + 2 s^2 = 2 s^2 + 1$$"),
    (
        "a step among right ones",
        r"$$2^{\frac1K - \sum_{i=1}^K \log_2 \frac1K} = 2^{-\log_2 \frac1K} = 2^{\log_2 K} = K$$",
    ),
    ("after a condition", r"For $x > 0$ we have $$\frac{d}{dx} x^3 = 2 x^2$$"),
    ("a step of a chain", "$$(u+v)^2 = (u+v)(u+v) = u^2 + u v + v^2$$"),
    ("a row of its own", "$$\\begin{aligned} &(u+v)^2 \\\\ &= u^2 + v^2 \\end{aligned}$$"),
    ("an identity with a slip", "$$(x+1)^2 = x^2 + 3x + 1$$"),
    ("numbers in a condition", r"where $\log_2 8 = 4$."),
    ("numbers equal to zero", "$e^0 = 0$"),
    ("a sum of numbers", r"$$0.5 \times 0.4 + 0.8 \times 0.6 + 0.1 = 0.68$$"),
    ("an order the wrong way round", r"For $t > 1$ it follows that $t^2 < t$."),
    (
        "beside another meaning of the letter on the left",
        r"I. We have $z(t) = 8t^2 + 3(4t^2+1) - 2 = 20t^2 - 1.$ II. We have $z(t) = 3t + 1 = 5t$.",
    ),
    ("a point that is not excluded", r"Let $0 \le p \le 1$. Then $p \neq 1$."),
    ("one term", "$$(u+v)(u+v)^2 = (u+v)^3 = u^3 + 3 u^2 v + v^3$$"),
    ("an end of an interval", r"For $x \in [0, 1]$ we have $x > 0$."),
    ("after the mistake quoted", r"A student wrote $\frac{d}{dx} x^2 = x$. Actually $$\frac{d}{dx} x^2 = 3x$$"),
    ("after the contradiction", "Suppose $1 = 2$. Then $2 = 3$, a contradiction.\n\nTherefore $2 + 2 = 5$."),
    (
        "a condition on another letter that is not understood",
        r"Consider $\{a_n \}_{n=0}^\infty$ and the linear approximation to $f$. So $$(u+v)^2 = u^2 + u v + v^2$$",
    ),
    (
        "vectors elsewhere in its chain",
        r"With $\mathbf{w}$ bold, and $w$: $$w + 1 = w + 1$$ Then $$(u+v)^2 = u^2 + u v + v^2$$",
    ),
    (
        "a condition on a letter that is written out",
        r"Let $p > 0$ and $q = x(t)$. $$x = \cos t + \sin t$$ "
        r"$$x' + x = -\sin t + \cos t + \cos t + \sin t = 3 \cos t$$",
    ),
    ("a constant", r"Let $C$ be a constant. Let $k$ be fixed. so $$(C+k)^2 = (C + k)(C+k) = C^2 + Ck + k^2$$"),
    (
        "letters of a sine that are vectors elsewhere",
        r"With $\mathbf{u}$ bold: $u^2 \mathbf{u}$. $$\cosh^2 u \cos^2 v - \cosh^2 u = \cosh^2 u (\cos^2 v + 1)$$",
    ),
    (
        "vectors on a page of symmetric matrices",
        r"It is symmetric. $$\sum_{i=1}^m \log(1 + e^{y_i w^T x_i}) = 2 \sum_{i=1}^m \log(1 + e^{y_i w^T x_i})$$",
    ),
    ("a slip behind functions", "$$p(x) q(y) + p(x) = p(x) (1 + q(y)) = p(x) (1 - q(y))$$"),
    ("a slip between functions", "$$f(x) (1 + g(x)) = f(x) - f(x) g(x) = f(x) + g(x) f(x)$$"),
    ("a slip beside a function", "$$p(a) (x+1)^2 = p(a)(x+1)(x-1) = p(a) (x^2 + 2x + 1)$$"),
    ("a wrong power of ten", r"The rate is $1\mathrm{e}{-3} = 0.002$."),
    ("integers are no residues", r"For $n \in \mathbb{Z}$ we get $(n+1)^2 = n^2 + n + 1$."),
    ("forces", r"The forces are $\mathbf{F}_1$ and $\mathbf{F}_2$. We get $(n+1)^2 = n^2 + n + 1$."),
    ("a difference of functions", r"Let $f(x)=x^2$. The derivative gives $f'(x) = 2x + 1$."),
    ("a difference from e", r"So $2\mathrm{e}-3 = 2.5$."),
    ("what is dropped is no constant", r"The ball is dropped. We have $$(x+1)^2 = x^2 + x + 1.$$"),
    ("a lost chain rule", r"Let $f(x) = \sin(x^2)$. We obtain $f'(x) = \cos(x^2)$."),
    (
        "draws that are independent",
        r"Let $x_1, \dots, x_n$ be independent draws with $r > 0$. "
        r"$$\ell(r) = \sum_{i=1}^n (x_i \log r - r)$$ $$\ell'(r) = \frac{1}{r} \sum_{i=1}^n x_i - 1$$",
    ),
    ("behind a heading", "\\subsection{Completing the square}\nFor real $x$, $$x^2 + 6x + 9 - 7 = (x + 3)^2 - 9$$"),
    ("solved for", r"Taking logarithms, $$2x = \ln 4 = 2 \ln 2,$$ so $x = 2 \ln 2$."),
    (
        "a function of a letter with a condition",
        r"The density is $$p(x) = \frac{1}{s} e^{-x/s},$$ where $s > 0$. "
        r"Taking logarithms, $$\log p(x) = -2\log s - \frac{x}{s}$$",
    ),
    ("a definition of its section", "# One\n$$g(x) = x^2$$ $$g'(x) = 3x$$\n# Two\n$$g(x) = x^3$$"),
    (
        "a product that is written out",
        r"Let $x = (1, 2)^T$ and $A = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$"
        r". So $A x = (5, 12)^T$.",
    ),
    ("a scalar product of numbers", r"Let $a = (1, 2, 3)$ and $b = (4, 0, 3)$. Then $a \cdot b = 14$."),
]


@pytest.mark.parametrize("page", [p for _, p in WRONG], ids=[n for n, _ in WRONG])
def test_a_mistake_is_found_whatever_stands_around_it(page):
    report = check_text(page)
    assert [s.status for s in report.steps].count("refuted") == 1


@pytest.mark.parametrize("step", [
    r"\sum_{\mu=1}^n x_\mu = n x_\mu", r"\sum_{\mu=1}^n x_{1\mu} = n x_{1\mu}",
    r"\prod_{\mu=1}^n x_{1,\mu} = x_{1,\mu}^n",
    r"\sum_{i=1}^n x_{ai} = n x_{ai}", r"\sum_{a=1}^n x_{1a} = n x_{1a}",
    r"\sum_{\nu=1}^n z_{\infty\nu} = n z_{\infty\nu}",
    r"\sum_{\alpha=1}^n x_\alpha = \sum_{\alpha=1}^n x_\beta", r"\sum_{i=1}^n (x_{ai} - x_{aj}) = 0",
])  # fmt: skip
def test_what_runs_in_a_sum_is_no_label(step: str) -> None:
    assert check_text(f"Then ${step}$.", correct=False).steps[-1].status not in ("proved", "refuted")


@pytest.mark.parametrize("step", [
    r"\sum_\alpha a_\alpha + \sum_\alpha b_\alpha = \sum_\alpha (a_\alpha + b_\alpha)",
    r"\log \prod_{\mu=1}^n (y - z_{0\mu}) = \sum_{\mu=1}^n \log (y - z_{0\mu})",
    r"\sum_{i} x_{ai} y_{bi} = \sum_i y_{bi} x_{ai}", r"\sum_{\alpha=1}^n \alpha = \frac{n(n+1)}{2}",
    r"\sum_{i=1}^n x_{\text{ai}} = n x_{\text{ai}}",
])  # fmt: skip
def test_what_runs_in_a_sum_is_its_index(step: str) -> None:
    assert check_text(f"Then ${step}$.", correct=False).steps[-1].status == "proved"
