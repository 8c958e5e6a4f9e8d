"""Small pages, each with what becomes of its last step."""

from pathlib import Path

import pytest

from symxent.check import check_text

SIGMOID = r"$$\sigma(x) = \frac{1}{1+e^{-x}}$$"
SOFTMAX = r"$$p_i = \frac{e^{z_i}}{\sum_{k=1}^n e^{z_k}}$$"
BCE = r"$$J = -(y \log \hat{y} + (1-y) \log(1-\hat{y}))$$ where $\hat{y} = \sigma(z)$ "

PROVED = [
    ("integral", r"$$\int_0^1 \frac{1}{1 + x^2} dx = \frac{\pi}{4}$$"),
    ("dx in a numerator", r"$$\int_0^1 \frac{dx}{1 + x^2} = \frac{\pi}{4}$$"),
    ("telescoping", r"$$\sum_{k=1}^{n} \frac{1}{k(k+1)} = \frac{n}{n+1}$$"),
    ("gamma", r"$$\Gamma(x+1) = x\,\Gamma(x)$$"),
    ("moving end", r"$$\frac{d}{dt} \int_0^t e^{-x^2} dx = e^{-t^2}$$"),
    ("squares of a sine", r"$$\sin^2 x + \cos^2 x = 1$$"),
    ("prime", SIGMOID + r"$$\sigma'(x) = \sigma(x)(1-\sigma(x))$$"),
    ("chain rule", BCE + r"$$\frac{\partial J}{\partial z} = \hat{y} - y$$"),
    (
        "through a middle",
        BCE + r"$$\frac{\partial J}{\partial z} = \frac{\partial J}{\partial \hat{y}} \hat{y}(1-\hat{y})$$",
    ),
    ("softmax with delta", SOFTMAX + r"$$\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)$$"),
    ("sum of softmax", SOFTMAX + r"$$\sum_{i=1}^n p_i = 1$$"),
    (
        "cross-entropy of softmax",
        SOFTMAX + r"$$\sum_{i=1}^n y_i = 1$$ $$L = -\sum_{i=1}^n y_i \log p_i$$ "
        r"$$\frac{\partial L}{\partial z_j} = p_j - y_j$$",
    ),
    ("matrix gradient", r"$$J = \frac{1}{2} (X\theta - y)^T (X\theta - y)$$ $$\nabla_\theta J = X^T (X\theta - y)$$"),
    ("dot product", r"$$z = \theta^T x$$ $$\frac{\partial z}{\partial \theta_j} = x_j$$"),
    ("sum written out", r"$$\sum_{i=1}^2 a_i b_i = a_1 b_1 + a_2 b_2$$"),
    ("excluded index", r"$$\sum_{k=1}^n y_k - y_i = \sum_{k \neq i} y_k$$"),
    ("tanh", r"$$\tanh(x) = 2\sigma(2x) - 1$$"),
    ("hyperbolic", r"$$\tanh(x) = \frac{e^x - e^{-x}}{e^x + e^{-x}}$$"),
    (
        "constraint on components",
        r"$$y_2 = 1-y_1$$ $$p_2 = 1-p_1$$ "
        r"$$\sum_{i=1}^2 y_i \log p_i = y_1 \log p_1 + (1-y_1) \log(1-p_1)$$",
    ),
    ("logarithm base", r"$$\log_2 8 = 3$$"),
    ("case", r"Let $n = 2$. $$\sum_{i=1}^n y_i = y_1 + y_2$$"),
    ("wide sum", r"$$\sum_{i=1}^n a_i + b_i = \sum_{i=1}^n b_i + a_i$$"),
    ("continued display", r"$$(x+1)^2$$ $$(x+1)^2 = x^2 + 2x + 1$$ $$= 1 + x (2 + x)$$"),
    ("rounded", "$$e^{1.25} = 3.49$$"),
    ("approximately", r"$$\sqrt{2} \approx 1.4142$$"),
    ("rounded quotient", r"$$e^{0.5} = 1.65$$ $$\frac{e^{0.5}}{2} = \frac{1.65}{2}$$"),
    ("inequality", r"$$x^2 + 1 \geq 2x$$"),
    ("function of the page", r"$$h_\theta(x) = \sigma(\theta^T x)$$ $$h_\theta(x) = \frac{1}{1+e^{-\theta^T x}}$$"),
]

REFUTED = [
    ("sign", SIGMOID + r"$$\sigma'(x) = \sigma(x)(1+\sigma(x))$$", "M201"),
    ("index", SOFTMAX + r"$$\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_i)$$", "M202"),
    ("factor", r"$$f(x) = e^{2x}$$ $$f'(x) = e^{2x}$$", "M203"),
    ("constant", "$$(x+1)^2 = x^2 + 3x + 1$$", "M204"),
    ("rounding", "$$e^{0.5} = 1.56$$", "M205"),
    ("bracket", r"$$C(p) = -\log(1-p)$$ $$C(p) = -(1 - \log(p))$$", "M206"),
    ("letter", SIGMOID + r"$$\frac{d}{dz} \sigma(z) = \sigma(z)(1 - \sigma(y))$$", "M207"),
    ("compensating", "$$2x + 2 = 2x + 1 = 2x + 2$$", "M210"),
    ("copied number", r"$$e^{0.5} = 1.65$$ $$e^{1} = 2.72$$ $$\sum_{j=1}^k e^{x_j} = 1.65 + 2.71$$", "M211"),
    (
        "an entry of a matrix",
        r"$$\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} \begin{bmatrix} 1 \\ 1 \end{bmatrix} "
        r"= \begin{bmatrix} 3 \\ 8 \end{bmatrix}$$",
        "M200",
    ),
    ("integral", r"$$\int_0^1 \frac{1}{1 + x^2} dx = \frac{1}{2}$$", "M200"),
    ("matrix", r"$$J = \frac{1}{2} (X\theta - y)^T (X\theta - y)$$ $$\nabla_\theta J = X^T (X\theta + y)$$", "M201"),
]

HELD_BACK = [
    ("undefined function", r"$$g(x) + 1 = h(x) + x$$", "M401"),
    ("undefined dependence", r"$$\frac{\partial C}{\partial z} = a - y$$", "M401"),
    ("new name", r"$$x^2 + x = q x$$", "M401"),
    ("i = j", SOFTMAX + r"$$\frac{\partial p_i}{\partial z_j} = p_i (1 - p_j)$$", "M403"),
    ("i ≠ j", SOFTMAX + r"$$\frac{\partial p_i}{\partial z_j} = -p_i p_j$$", "M403"),
    ("labels", r"$$\sum_{j=1}^n y_j p_i - y_i = p_i - y_i$$", "M403"),
    ("positive", r"$$\sqrt{x^2} + y - y = x$$", "M403"),
    ("infinite sum", r"$$\sum_{k=0}^\infty r^k = \frac{1}{1-r}$$", "M402"),
    ("integral over a pole", r"$$\int_{-1}^1 \frac{1}{x} dx = 0$$", "M402"),
]

SILENT = [
    ("model", r"$$\log\left(\frac{p}{1-p}\right) = w^T x$$"),
    ("constraint", "$$y_2 = 1 - y_1$$"),
    ("gradient set to 0", r"$$f(x) = x^2$$ $$f'(x) = 0$$"),
    ("update", r"$$w := w - \alpha g$$"),
    ("condition", "$$x > 0$$"),
    ("declared sum", r"$$\sum_i p_i = 1$$"),
    ("other section", "# A\n$$f(x) = x^2$$\n# B\n$$f(x) = x^3$$"),
]


@pytest.mark.parametrize("page", [p for _, p in PROVED], ids=[n for n, _ in PROVED])
def test_a_true_step_is_proved(page):
    report = check_text(page)
    assert report.steps[-1].status == "proved", report.steps[-1]
    assert not [f for f in report.findings if f.code.startswith(("M1", "M2"))]


@pytest.mark.parametrize(("page", "code"), [c[1:] for c in REFUTED], ids=[c[0] for c in REFUTED])
def test_a_false_step_is_refuted_and_its_kind_told(page, code):
    assert check_text(page).findings[-1].code == code


@pytest.mark.parametrize(("page", "code"), [c[1:] for c in HELD_BACK], ids=[c[0] for c in HELD_BACK])
def test_what_cannot_be_known_is_neither_proved_nor_refuted(page, code):
    report = check_text(page)
    assert report.count("refuted") == 0
    assert report.steps[-1].status not in ("proved", "refuted")
    assert code in [f.code for f in report.findings]


@pytest.mark.parametrize("page", [p for _, p in SILENT], ids=[n for n, _ in SILENT])
def test_what_claims_nothing_is_no_finding(page):
    report = check_text(page)
    assert report.findings == ()
    assert report.steps[-1].status == "given"


def test_the_reading_that_proves_a_chain_is_told():
    report = check_text(r"$$\sum_{i=1}^n a_i + b_i = \sum_{i=1}^n b_i + a_i$$")
    assert [(f.code, f.place.column) for f in report.findings] == [("M305", 3), ("M305", 28)]


def test_a_definition_may_follow_its_use():
    report = check_text(r"$$f'(x) = 2x$$ where $$f(x) = x^2$$")
    assert [s.status for s in report.steps] == ["proved", "given"]


def test_an_error_and_the_step_that_undoes_it_are_told_apart():
    codes = [f.code for f in check_text("$$x^2 - 1 = (x-1)(x-1) = (x-1)(x+1)$$").findings]
    assert codes == ["M201", "M210"]


SQUARES = r"$$h_\theta(x) = \theta^T x$$ $$J(\theta) = \frac{1}{2m} \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)})^2$$ "
LIKELIHOOD = (
    r"$$\ell(\theta) = \sum_{i=1}^n y_i \log h(x_i) + (1-y_i) \log(1-h(x_i))$$ with $h(x) = \sigma(\theta^T x)$ "
)
GAUSSIAN = r"$$p(x) = \frac{1}{\sqrt{2\pi} s} e^{-\frac{(x-\mu)^2}{2 s^2}}$$ "
NEURON = r"$$z = w x + b, \quad a = \sigma(z), \quad L = -(y \log a + (1-y) \log(1-a))$$ "

TRUE_PAGES = [
    (
        "one letter for several things",
        r"$$y = e^x$$ $$\frac{dy}{dx} = e^x$$ $$y = \log x$$ $$\frac{dy}{dx} = \frac{1}{x}$$",
    ),
    ("an error called e", r"$$e = y - t$$ $$e^2 = (y - t)^2$$ $$e^{-x} e^{x} = 1$$"),
    ("iterations", "$$w = 0.5 - 0.1 \\times 0.2 = 0.48$$ $$w = 0.48 - 0.1 \\times 0.3 = 0.45$$"),
    ("an approximation", r"$$e^x \approx 1 + x$$"),
    ("rounded factors", r"$$\sigma(1)(1-\sigma(1)) = 0.73 \times 0.27 = 0.197$$"),
    ("thirds", r"$$\frac{1}{3} + \frac{1}{3} = 0.33 + 0.33 = 0.67$$"),
    (
        "mean squared error",
        SQUARES + r"$$\frac{\partial J}{\partial \theta_j} = "
        r"\frac{1}{m} \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x_j^{(i)}$$",
    ),
    (
        "a likelihood without brackets",
        LIKELIHOOD + r"$$\frac{\partial \ell}{\partial \theta_j} = \sum_{i=1}^n (y_i - h(x_i)) x_{ij}$$",
    ),
    ("a quadratic form", r"$$f = x^T A x$$ $$\frac{\partial f}{\partial x} = (A + A^T) x$$"),
    ("numbers put for names", r"$$F = \frac{TP}{TP+FP} = \frac{8}{8+2} = 0.8$$"),
    (
        "a matrix of numbers",
        r"$$\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} \begin{bmatrix} 1 \\ 1 \end{bmatrix} "
        r"= \begin{bmatrix} 3 \\ 7 \end{bmatrix}$$",
    ),
    ("a recurrence", r"$$x_{t+1} = x_t - \eta g_t$$"),
    ("a norm with its number", r"$$\|w\|_2^2 = \sum_{j=1}^{n} w_j^2 = w^T w$$"),
    ("a binomial coefficient", r"$$\binom{4}{2} = 6$$"),
    ("a norm", r"$$\|w\|^2 = w^T w$$"),
    ("a density", GAUSSIAN + r"$$\log p(x) = -\frac{(x-\mu)^2}{2 s^2} - \log s - \frac{1}{2} \log 2\pi$$"),
    ("power rule", r"$$\frac{d}{dx} x^n = n x^{n-1}$$"),
    ("bits", r"$$-\left(0.5 \log_2 0.5 + 0.5 \log_2 0.5\right) = 1$$"),
    ("values of a sequence", "$$a_1 = 1$$ $$a_2 = a_1 + 2 = 3$$"),
    (
        "one neuron",
        NEURON + r"$$\frac{\partial L}{\partial w} = \frac{\partial L}{\partial a} \frac{\partial a}{\partial z} "
        r"\frac{\partial z}{\partial w} = (a - y) x$$",
    ),
    (
        "cases in words",
        SOFTMAX + r" If $i = j$: $$\frac{\partial p_i}{\partial z_j} = p_i(1-p_i)$$ "
        r"If $i \neq j$: $$\frac{\partial p_i}{\partial z_j} = -p_i p_j$$",
    ),
    ("cases in the formula", SOFTMAX + r"$$\frac{\partial p_i}{\partial z_j} = -p_i p_j, \quad i \neq j$$"),
    ("a definition by cases", r"$$f(x) = \begin{cases} x & x \ge 0 \\ 0 & x < 0 \end{cases}$$ $$f(3) = 3$$"),
    (
        "an entropy of a vector",
        r"$$H(p) = -\sum_{i=1}^n p_i \log p_i$$ "
        r"$$\sum_{i=1}^n p_i \log \frac{p_i}{q_i} = -H(p) - \sum_{i=1}^n p_i \log q_i$$",
    ),
    (
        "a mean",
        r"$$\bar{x} = \frac{1}{n} \sum_{i=1}^n x_i$$ "
        r"$$\sum_{i=1}^n (x_i - \bar{x})^2 = \sum_{i=1}^n x_i^2 - n \bar{x}^2$$",
    ),
]


@pytest.mark.parametrize("page", [p for _, p in TRUE_PAGES], ids=[n for n, _ in TRUE_PAGES])
def test_nothing_true_is_called_false(page):
    report = check_text(page)
    assert {step.status for step in report.steps} <= {"proved", "given"}
    assert not [f for f in report.findings if f.code.startswith("M2")]


def test_a_logarithm_to_another_base_is_a_question_and_not_an_error():
    assert [f.code for f in check_text(r"$$\log(0.5) = -0.301$$").findings] == ["M403"]


def test_messages_are_prose_without_latex():
    notes = (Path(__file__).parents[2] / "examples" / "notes.md").read_text(encoding="utf-8")
    found = check_text(notes, "notes.md").findings
    assert "1.24 here, but e^(0.12) was printed as 1.27 before" in [f.message for f in found]
    wrong = check_text(r"$$e^{0.5} + 1 = 1.66 + 1$$", "n.md").findings
    assert [f.message for f in wrong] == ["e^(0.5) is not 1.66, but 1.65"]
    assert not any("\\" in f.message for f in (*found, *wrong))


LONE_FIRST_ROWS = [
    r"$$\begin{aligned}(x+1)^2 \\ &= x^2+1\end{aligned}$$",
    r"$$\begin{aligned} &(x+1)^2 \\ &= x^2+1\end{aligned}$$",
    r"$$\begin{split} (x+1)^2 \\ &= x^2+1\end{split}$$",
    r"\begin{align*} & (x+1)^2 \\ & = x^2+1 \end{align*}",
    "$$(x+1)^2$$\n\n$$= x^2+1$$",
    "$$(x+1)^2$$ and so $$= x^2+1$$",
    "$$(x+1)^2 =$$\n\n$$x^2+1$$",
    "$(x+1)^2$\n$= x^2+1$",
    "\\[(x+1)^2\\]\n\\[= x^2+1\\]",
]


@pytest.mark.parametrize("text", LONE_FIRST_ROWS)
def test_a_chain_whose_first_row_has_no_relation_is_judged(text):
    assert [step.status for step in check_text(text).steps] == ["refuted"]
    right = check_text(text.replace("x^2+1", "x^2+2x+1"))
    assert [step.status for step in right.steps] == ["proved"]


LONE_AND_APART = [
    ("$$(x+1)^2$$\n\n# Another section\n\n$$= x^2+1$$", "unknown"),
    ("$(x+1)^2$ is positive, and the rate $= 0.1$", "given"),
]


@pytest.mark.parametrize(("text", "status"), LONE_AND_APART)
def test_what_begins_with_a_relation_and_goes_on_from_nothing_is_counted(text, status):
    assert [step.status for step in check_text(text).steps] == [status]


def test_a_number_is_no_evidence_for_itself():
    """The 2.3 of another row is not what 1.6/10 rounds to."""
    report = check_text(r"$$= 2.3 = \frac{1.6}{10}$$")
    assert report.steps[-1].status != "proved"


@pytest.mark.parametrize("conditions", ["x > 0 | x = 0", "x > y | x < z"])
def test_a_condition_about_cases_that_leave_something_out_has_no_meaning(conditions):
    first, second = conditions.split(" | ")
    page = (
        rf"$$f(x) = \begin{{cases}} x & \text{{if }} {first} \\ 1 & \text{{if }} {second} \end{{cases}}$$ "
        r"$$h(x) = \begin{cases} f(x) & \text{if } f(x) > 0 \\ 1 & \text{if } f(x) = 0 \end{cases}$$ "
        r"Hence $h(x) + 1 = h(x) + 2$."
    )
    report = check_text(page)
    assert [f.code for f in report.findings if f.code == "M501"] == []
    assert report.steps[-1].status == "unknown"


CHANGES = [
    r"$$x[0,0] \cdot h[1,1] + x[1,0] \cdot h[0,1] = x[0,1] \cdot h[1,0] + x[1,1] \cdot h[0,0]$$",
    r"$$\frac{\Delta y}{\Delta x} = \frac{y}{x}$$",
    r"$$\Delta(xy) = x \Delta y$$",
    r"$$\frac{\delta L}{\delta y} = \frac{L}{y}$$",
    r"$$I = \frac{E}{R_1 + r}$$ $$V = \frac{E}{R_2 + r}$$ Here $$r = -\frac{\Delta U}{\Delta I}$$ and "
    r"$$E = U + I r = U - I \frac{\Delta U}{\Delta I}$$ so that $$I R_1 = V R_2$$",
]


@pytest.mark.parametrize("page", CHANGES)
def test_the_change_and_the_entry_of_a_letter_are_no_products(page):
    assert check_text(page).steps[-1].status != "proved"
    same = check_text(r"$$\frac{\Delta y + 2 \Delta y}{\Delta x} = \frac{3 \Delta y}{\Delta x}$$")
    assert same.steps[-1].status == "proved"
    assert same.steps[-1].latex == r"\frac{\Delta y + 2 \Delta y}{\Delta x} = \frac{3 \Delta y}{\Delta x}"


@pytest.mark.parametrize("d", [r"\textrm{d}", r"\mathrm d ", r"\mathsf d ", r"\textit{d}", r"\text{d}"])
def test_a_d_in_any_letters_is_that_of_a_derivative(d):
    steps = check_text(rf"$$\frac{{{d}}}{{{d} x}} x^2 = 2x$$ $$\frac{{{d} y}}{{{d} x}} = \frac{{y}}{{x}}$$").steps
    assert [s.status == "proved" for s in steps] == [True, False]


FIGURES = (
    r"Let $\mathbf{c} = \mathbf{B} \mathbf{a}$, and let the matrix $\mathbf{X}$ have the rows $\mathbf{X}_i$." + "\n\n"
)


@pytest.mark.parametrize(
    ("formula", "status"),
    [
        (r"\sum_{i=1}^n (y_i - m x_i - c) = \sum_{i=1}^n y_i - m \sum_{i=1}^n x_i - n c", "proved"),
        (r"\sum_{i=1}^n (y_i - m x_i - c) = \sum_{i=1}^n y_i - m \sum_{i=1}^n x_i - c", "refuted"),
        (r"\mathbb{E}[X_i^2] - \mathbb{E}[(X_i - a)^2] = 2 a \mathbb{E}[X_i] - a^2", "proved"),
        (r"\mathbb{E}[X_i^2] - \mathbb{E}[(X_i - a)^2] = 2 a \mathbb{E}[X_i] + a^2", "refuted"),
        (r"\mathbf{c} - \mathbf{B} \mathbf{a} = \mathbf{0}", "proved"),
    ],
)
def test_a_plain_letter_is_another_than_the_same_in_bold(formula, status):
    assert check_text(f"{FIGURES}Hence $${formula}$$").steps[-1].status == status


@pytest.mark.parametrize(
    ("formula", "status"),
    [
        ("1e-3 = 0.001", "proved"),
        ("1e-3 = 0.01", "refuted"),
        ("2e5 = 200000", "proved"),
        ("2e5 = 20000", "refuted"),
        ("5e{-4} = 0.0005", "proved"),
        ("2e - 1 = 4.44", "proved"),
        (r"\int_0^1 2 e^x \, dx = 2e-2", "proved"),
        ("5!! = 15", "proved"),
        ("5!! = 120", "refuted"),
        ("(3!)! = 720", "proved"),
        (r"2^{10} = 1024 \approx 10^3", "proved"),
        (r"10^3 \approx 1024", "proved"),
        (r"7000 \approx 10^3", "refuted"),
        (r"31536000 \approx \pi \cdot 10^7", "unknown"),
        (r"2000 \approx \pi \cdot 10^3", "refuted"),
    ],
)
def test_a_power_of_ten_may_be_written_in_several_ways(formula, status):
    assert check_text(f"Here ${formula}$.").steps[-1].status == status
