"""A step holds where its conditions say, and by the definitions that are in force there; elsewhere it is not proved."""

import pytest

from symxent.check import check_text


@pytest.mark.parametrize(
    "series",
    [
        r"\sum_{k=0}^\infty t^k = \frac{1}{1-t}",
        r"\log(1+t) = \sum_{k=1}^\infty (-1)^{k+1} \frac{t^k}{k}",
        r"\arctan t = \sum_{k=0}^\infty \frac{(-1)^k t^{2k+1}}{2k+1}",
    ],
)
def test_an_infinite_sum_is_proved_within_its_radius_of_convergence(series):
    assert check_text(f"For $|t| < 1$: $${series}$$").steps[-1].status == "proved"
    assert check_text(f"For $|t| < 2$: $${series}$$").steps[-1].status != "proved"


#: False steps that a letter makes true at a value which it does not have there.
NOT_PROVED = [
    (
        "a point of a minimum",
        "If both have minima at $x = a$: let $f(x) = 3$, $a = 0$. We have $$x f(x) = 6x = 2 f(x) x = 3x$$",
        2,
    ),
    ("0 elsewhere", r"Here $v_j = 0$ for $j > r$. Then $$\sum_{i=1}^n v_i u_i = \sum_{i=1}^n v_i w_i$$", 1),
    ("an aside", r"So $$-\log p + \log(1 - p) = \log\frac{p}{1 - p},$$ which vanishes at $p = 1/2$.", 1),
    ("a case", "We look at $x = 0$. In general $$(x + 1) x = x^2 + 2x$$", 1),
]


@pytest.mark.parametrize(("page", "count"), [(p, n) for _, p, n in NOT_PROVED], ids=[n for n, _, _ in NOT_PROVED])
def test_what_holds_at_one_value_of_a_letter_is_not_proved_of_all(page, count):
    claims = [s for s in check_text(page).steps if s.kind == "claim"]
    assert sum(s.status != "proved" for s in claims) == count


def test_a_wrong_definition_is_one_finding_where_it_stands():
    page = r"$$g(z) = \tanh(z) = \frac{e^z - e^{-z}}{e^z - e^{-z}}$$ $$g'(z) = 1 - g(z)^2$$ $$g'(z) + 1 = 2 - g(z)^2$$"
    found = [f.place.start for f in check_text(page).findings if f.code.startswith("M2")]
    assert len(found) == 1
    assert found[0] < page.index("g'")


def test_a_slip_between_two_sides_that_are_equal_is_told_under_any_condition():
    page = r"Let $(u, v)$ be fair. Then $$(u+v)^2 = (u+v)(u-v) = u^2 + 2uv + v^2$$"
    assert [f.code for f in check_text(page).findings if f.code.startswith("M2")] == ["M201", "M210"]


def test_what_is_solved_for_is_no_definition_and_what_a_row_below_defines_is():
    solved = r"We have $$x + 1 = 2x - a$$ from $$\begin{split} 0 &= (x - a) - 1 \\ x &= a + 1 \end{split}$$"
    assert check_text(solved).steps[0].status != "proved"
    defined = r"$$\begin{aligned} J &= \frac12 e^2 \\ e &= y - t \end{aligned}$$ So $$J = \frac12 (y-t)^2$$"
    assert check_text(defined).steps[-1].status == "proved"


def test_a_condition_makes_a_step_provable():
    report = check_text("For $x < 0$: $|x| = -x$. For $x > 0$: $|x| = x$.")
    assert [s.status for s in report.steps if s.kind == "claim"] == ["proved", "proved"]


def test_a_relation_behind_a_comma_goes_on_with_the_condition_before_it():
    page = r"Let $n$ be an integer, $n \ge 0$. Then $\sum_{i=1}^n e^{x_i} > 0$."
    assert [s.status for s in check_text(page).steps] == ["given", "unknown"]
    assert check_text(page.replace("0$. ", "1$. ")).steps[-1].status == "proved"


@pytest.mark.parametrize("condition", [r"$n \ge 0$ be an integer", r"$n \in \mathbb{N}$", r"$n \in \{0, 1\}$"])
def test_a_sum_that_the_page_lets_be_empty_is_not_positive(condition):
    report = check_text(rf"Let {condition}. So $\sum_{{i=1}}^n x_i^2 + 1 > 0$ and $\sum_{{i=1}}^n e^{{x_i}} > 0$.")
    assert [s.status for s in report.steps][1:] == ["proved", "unknown"]


def test_a_condition_ends_where_its_sentence_does():
    report = check_text("For $x < 0$ this is clear. We have $|x| = -x$.")
    assert report.steps[-1].status == "unknown"


def test_a_witness_lies_where_the_conditions_allow():
    report = check_text(r"For $x > 2$ we have $$\frac{d}{dx} x^3 = 2 x^2$$")
    (finding,) = [f for f in report.findings if f.code.startswith("M2")]
    assert int(dict(finding.witness.point)["x"]) > 2


def test_a_sum_over_one_of_two_indices_is_no_fact_about_the_other():
    """Σ_j w_ij = 1 says nothing about Σ_i w_ij."""
    report = check_text(r"$$\sum_{j=1}^n w_{ij} = 1$$ $$\sum_{i=1}^n w_{ij} = 1 + 0$$")
    assert report.steps[-1].status != "proved"


@pytest.mark.parametrize(
    "page",
    [
        r"Let $f(x) = |x|$. Then $f'(0) = 0$.",
        r"ReLU: $r(x) = \max(0, x)$. Then $r'(0) = \frac12$.",
        r"$$f(x) = \begin{cases} x & x > 0 \\ 0 & x \le 0 \end{cases}$$ So $f'(0) = 0$.",
        r"$$f(x) = \begin{cases} 1 & x = 1 \\ x^2 & \text{otherwise} \end{cases}$$ Then $f'(1) = 0$.",
    ],
)
def test_a_derivative_where_the_parts_of_a_function_meet_is_not_read_off_a_formula(page: str) -> None:
    assert check_text(page).steps[-1].status != "proved"


def test_a_derivative_inside_of_a_part_is_proved() -> None:
    assert check_text(r"Let $f(x) = |x|$. Then $f'(-2) = -1$.").steps[-1].status == "proved"


def test_an_estimate_is_not_the_rounded_value():
    text = "Using the linear approximation of $f(x) = \\sqrt{x}$ at $4$ we estimate $\\sqrt{5} \\approx 2.25$."
    assert "refuted" not in {s.status for s in check_text(text, "t.md").steps}
    assert "refuted" in {s.status for s in check_text("We have $\\sqrt{5} \\approx 2.25$.", "t.md").steps}


def test_a_function_of_a_family_that_the_page_writes_by_component_is_put_in():
    page = r"$$L(w, b, \alpha) = \sum_{i=1}^n \alpha_i y_i b - w.$$"
    page += r"$$\frac{\partial L}{\partial b} = SIGN\sum_{i=1}^n \alpha_i y_i.$$"
    assert check_text(page.replace("SIGN", "")).steps[-1].status == "proved"
    assert check_text(page.replace("SIGN", "-")).steps[-1].status == "refuted"


def test_letters_that_a_page_binds_to_each_other_do_not_vary_freely():
    page = r"$$n_i := l_i t_i$$ $$p_i := \frac{l_i t_i}{\sum_{j=1}^G l_j t_j} = \frac{n_i}{\sum_{j=1}^G n_j}$$"
    page += r"$$\begin{align*} \theta_i &= \frac{t_i}{\sum_{j=1}^G t_j} \\ &= \frac{\frac{n_i}{l_i}}{\sum_{j=1}^G"
    page += r"\frac{n_j}{l_j}} && \text{because} \ n_i = l_i t_i \implies t_i = \frac{n_i}{l_i} \\ &= "
    page += r"\frac{\frac{p_i \sum_{j=1}^G n_j}{l_i}}{\sum_{j=1}^G p_j \frac{\sum_{k=1}^G n_k}{l_j}} \\"
    page += r"&= \frac{\frac{p_i}{l_i}}{\sum_{j=1}^G \frac{p_j}{l_j}} \end{align*}$$"
    assert "refuted" not in {s.status for s in check_text(page).steps}


def test_an_inverse_cotangent_between_0_and_pi_is_meant_by_some():
    (step,) = check_text(r"So $\sec(\operatorname{arccot}(-1)) = -\sqrt{2}$.").steps
    assert (step.status, step.reason) == (
        "unknown",
        "this holds when arccot takes its values between 0 and π, which is not said",
    )
    assert check_text(r"So $\sec(\operatorname{arccot}(1)) = -\sqrt{2}$.").steps[-1].status == "refuted"


def test_two_letters_that_follow_from_a_supposition_are_not_equal_in_the_next_part():
    page = "This can be proven as follows:\n\n"
    page += "$$|x - y| = 0 \\implies x + (-y) = 0 \\implies y = -1 x \\implies y = x$$\n\n"
    page += "Second, nothing is negative.\n\nThird:\n\n$$2|x - y| = |x - z + z - y|$$\n"
    assert check_text(page).steps[-1].status != "proved"


def test_two_letters_that_are_equal_in_a_part_of_a_proof_are_not_in_the_next():
    page = "We assume that $x = y$. Then\n$$|y - x| = |x - x| = 0.$$\n\n"
    page += "Third, for all $x$ and $y$\n\n$$|x - y| = 2|x - y|$$\n"
    assert [step.status for step in check_text(page).steps][1:] == ["proved", "proved", "refuted"]


@pytest.mark.parametrize(
    "text",
    [
        r"Let $0 < x < 1$. Now let $0 < x < 3$. Then $$x < 2$$",
        r"Let $x > 2$. In the second part let $x > 0$. Then $$x > 1$$",
        r"Except for $x \in (0, 1)$, $$\sin x < x$$",
        r"We do not have $$x^2 = 9 \iff x = 3 \text{ or } x = -2$$",
        r"This does not imply that $(a+b)^2 = a^2 + b^2$.",
    ],
)
def test_what_was_said_again_otherwise_or_denied_neither_proves_nor_refutes(text: str) -> None:
    steps = check_text(text).steps
    assert not any(s.status == "refuted" or (s.status == "proved" and s.kind == "claim") for s in steps)


def test_a_bound_said_again_is_in_force() -> None:
    (claim,) = [
        s for s in check_text(r"Let $0 < x < 3$. Now let $0 < x < 1$. Then $$x < 2$$").steps if s.kind == "claim"
    ]
    assert claim.status == "proved"
