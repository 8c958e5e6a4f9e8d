"""What follows from what the section said is proved, and nothing that only looks as if it followed."""

import pytest

from symxent.check import check_text
from symxent.check.judge import Judge
from symxent.read.document import read_page

FOLLOWS = [
    r"We write $$\frac{7 x + 6}{(x + 1)(x + 2)} = \frac{a}{x + 1} + \frac{b}{x + 2}.$$ "
    r"So $$7 x + 6 = a (x + 2) + b (x + 1)$$",
    r"We have $$\frac{y}{x} = \frac{w}{v} + 2.$$ Multiplying by $x v$, we get $$y v = w x + 2 x v$$",
    r"Here $$2 x + 1 = (A x + B)(x^2 + 2) + (M x + N)(x^2 + 1).$$ Rearranging, we get "
    r"$$2 x + 1 = x^3 (A + M) + x^2 (B + N) + x (2 A + M) + 2 B + N$$",
    r"Suppose $d(y, z) < \frac{r}{2}$ and $d(z, x) < \frac{r}{2}$. Then $$d(y, z) + d(z, x) < r$$",
    r"We have $m \le f(x) \le M$. Hence $$f(x) + 1 \le M + 2$$",
    r"We have $m \le f(x) \le M$. Hence $$f(x) - m \ge 0$$",
    r"Since $g(x) \le 2 h(x)$ and $h(x) \le 3 k(x)$, we get $$g(x) \le 6 k(x)$$",
    r"Here $g(x) = h(x) + 1$ and $h(x) < c$. Hence $$g(x) < c + 1$$",
    r"$$R^2 = 1 - \frac{u}{v}$$ Hence $$1 - \frac{u/(n-p)}{v/(n-1)} = 1 - \frac{n-1}{n-p} (1 - R^2)$$",
    r"$$\log L(b) = -\frac{n}{2} \log(2\pi) - \frac{n}{2}$$ So $$-2 \log L(b) + 2p = n + n \log(2\pi) + 2p$$",
    r"$$\frac{1}{s_{\text{new}}^2} = \frac{1}{t^2} + \frac{1}{r^2} = P$$ "
    r"So $$s_{\text{new}}^2 = \frac{t^2 r^2}{t^2 + r^2}$$",
    r"$$R^2 = 1 - u$$ $$S^2 = 2 R^2 + C$$ Hence $$S^2 (S + 1) = (2 - 2 u + C) (S + 1)$$",
]

DOES_NOT = [
    r"We write $$\frac{7 x + 6}{(x + 1)(x + 2)} = \frac{a}{x + 1} + \frac{b}{x + 2}.$$ "
    r"So $$7 x + 6 = a (x + 1) + b (x + 2)$$",
    r"If $$\frac{y}{x} = \frac{w}{v} + 2$$ it is small. Otherwise we get $$y v = w x + 2 x v$$",
    r"We solve $$\frac{y}{x} = \frac{w}{v} + 2.$$ # A $$z = 1$$ # B We get $$y v = w x + 2 x v$$",
    r"We have $$2 y v = y w + y u.$$ Hence $$2 v = w + u$$",
    r"For matrices $A$ and $B$, $$A B x = y.$$ Hence $$B A x = y$$",
    r"$$(A + B) (x + 1) = y + z.$$ Hence $$(A + B) (A - B) (x + 1) = (A - B) (y + z)$$",
    r"$$\frac{1}{s_{\text{new}}^2} = \frac{1}{t^2} + \frac{1}{r^2} = P$$ "
    r"So $$s_{\text{new}}^2 = \frac{t^2 r^2}{t^2 - r^2}$$",
    r"$$0 = 2 b + 1, \qquad b = \frac{1}{2} c$$ So $$c = 2$$",
    r"$$\operatorname{Var}(X) = \mathbb E[X]^2 - \mathbb E[X^2]$$ So $$\mathbb E[X^2] \le \mathbb E[X]^2$$",
    r"$$\mathbb E[XY] = \mathbb E[X]\,\mathbb E[Y]$$ So $$\operatorname{Cov}(X, Y) = 0$$",
    r"We have $m \le f(x) \le M$. Hence $$f(x) \le m$$",
    r"We have $m \le f(x) \le M$. Hence $$f(x) < M$$",
    r"We have $f(x) \le g(x)$. Hence $$-f(x) \le -g(x)$$",
    r"We have $f(x) \le g(x)$. Hence $$c f(x) \le c g(x)$$",
    r"We have $f(x) \le g(x)$. Hence $$f(x)^2 \le g(x)^2$$",
    r"We have $f(x) \le g(x)$. Hence $$f(y) \le g(y)$$",
    "We have $f(x) \\le g(x)$.\n\n# Another section\n\nHence $$f(x) + 1 \\le g(x) + 1$$",
    "If $f(x) \\le g(x)$, we are done.\n\nIn general $$f(x) + 1 \\le g(x) + 1$$",
    r"It is not true that $f(x) \le g(x)$. Hence $$f(x) + 1 \le g(x) + 1$$",
    r"Is $f(x) \le g(x)$? Hence $$f(x) + 1 \le g(x) + 1$$",
    r"Suppose for contradiction that $f(x) \le g(x)$, which is a contradiction. So $$f(x) + 1 \le g(x) + 1$$",
    r"Hence $$f(x) + 1 \le g(x) + 1$$ Here $g(x)$ is larger.",
    r"Here $g(x) = h(x) + 1$ and $h(x) < c$. Hence $$g(x) < c$$",
    r"$$R^2 = 1 - \frac{u}{v}$$ Hence $$1 - \frac{u/(n-p)}{v/(n-1)} = 1 - \frac{n-1}{n-p} (1 - R)$$",
    r"$$\log L(b) = -\frac{n}{2} \log(2\pi)$$ So $$-2 \log L(b) = -n \log(2\pi)$$",
    r"Here $g(x) = a + b$. Later $g(x) = a b$. Hence $$g(x) + 1 = a + b + 1$$",
    r"We have $f = 0$ almost everywhere. Hence $$\int_S f = 0$$",
    r"Suppose $f = g$ except for a set. Hence $$\int_S f = \int_S g$$",
    r"The function $g$ is continuous at $r = 0$. Therefore $$g(0) = g(r)$$",
    r"We have $f(x) \le g(x)$ if $x$ is large. Hence $$f(x) + 1 \le g(x) + 1$$",
    r"We have $f(x) \le g(x)$ or $g(x) \le f(x)$. Hence $$f(x) + 1 \le g(x) + 1$$",
    r"There exists $x$ with $f(x) \le g(x)$. Hence $$f(x) + 1 \le g(x) + 1$$",
    r"Perhaps $f(x) \le g(x)$. Hence $$f(x) + 1 \le g(x) + 1$$",
    r"Exercise. Show $f(x) \le g(x)$. Solution. Clearly $$f(x) + 1 \le g(x) + 1$$",
    r"It would be nice if $f(x) \le g(x)$. Hence $$f(x) + 1 \le g(x) + 1$$",
    r"Unfortunately, $f(x) \le g(x)$ fails. Hence $$f(x) + 1 \le g(x) + 1$$",
    r"Let $b \ne 0$, where $c$ is not the ratio $c = a/b$. Hence $$c b = a$$",
    r"Here $c$ is never equal to $c = a/b$. Hence $$c b = a$$",
    r"Here $c$ is less than the ratio $c = a/b$. Hence $$c b = a$$",
    r"In general $c = a/b$ fails. Hence $$c b = a$$",
    r"We have $f(x) = O(h)$ and $g(x) = O(h)$. Hence $$f(x) = g(x)$$",
    r"We have $f(x) = \text{const}$ and $g(x) = \text{const}$. Hence $$f(x) = g(x)$$",
    r"We want to show that $f(x) \le g(x)$. Hence $$f(x) + 1 \le g(x) + 1$$",
]


def outcome(text: str):
    return Judge(read_page(text, "t.md")).all()


@pytest.mark.parametrize("text", FOLLOWS)
def test_what_follows_from_what_was_said_is_proved(text):
    step = outcome(text)[-1]
    assert step.status == "proved", step.outcome
    assert "by what was said before" in step.outcome.reason


@pytest.mark.parametrize("text", DOES_NOT)
def test_what_does_not_follow_is_not_proved(text):
    assert "proved" not in {s.status for s in outcome(text)}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (r"$$\frac{t r}{t + r} = (1 - K) t, \qquad K = \frac{t}{t + r}.$$", "proved"),
        (r"$$\frac{t r}{t + r} = (1 - K) t, \qquad K = \frac{r}{t + r}.$$", "unknown"),
        (r"$$2 x + 1 = 0, \qquad x = -\frac{1}{2}$$", "condition"),
    ],
)
def test_what_stands_beside_a_formula_may_say_what_a_letter_of_it_is(text, status):
    first = outcome(text)[0]
    assert (first.status if status != "condition" else first.kind) == status


@pytest.mark.parametrize("page", [
    r"$$\begin{aligned} T &= l f \\ &= x^3 w \end{aligned}$$ So $$a v = \frac{b}{r} w + T = \frac{b}{r} w + x^3 w$$",
    r"The ratio is $\frac{c}{d} = \frac{p}{q}$, so $$\frac{r}{b / \frac{c}{d}} f = \frac{r}{b / \frac{p}{q}} f$$",
])  # fmt: skip
def test_what_a_chain_says_of_its_head_and_a_quotient_of_its_numerator_is_put_in(page: str) -> None:
    assert check_text(page, correct=False).steps[-1].status == "proved"


@pytest.mark.parametrize("page", [
    r"Let $t = l f = x + 1$. For the second body let $t = l f = x + 2$. Then $$c + t = c + x + 1$$",
    r"A student wrote $t = l f = x + 1$. Then $$c + t = c + x + 1$$",
    r"In case 1: $t = l f = x + 1$. In case 2: $$c + t = c + x + 1$$",
    r"Let $t = l f \approx x + 1$. Then $$c + t = c + x + 1$$",
    r"The ratio is $\frac{f}{g} = \frac{p}{q}$ at $x = 0$. At $x = 1$, $$f + 1 = \frac{p}{q} g + 1$$",
    r"Let $\frac{a}{b} = \frac{p}{q}$. Then $$a q + 1 = p b + b$$",
])  # fmt: skip
def test_what_is_said_of_another_case_is_not_put_in(page: str) -> None:
    assert check_text(page, correct=False).steps[-1].status != "proved"
