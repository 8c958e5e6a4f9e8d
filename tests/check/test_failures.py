"""An exception in any stage of a check costs one step or one finding; everything else of the file is reported."""

import importlib

import pytest

from symxent.check.findings import report_from
from symxent.check.judge import Judge
from symxent.check.knowledge import Knowledge
from symxent.check.report import check_bytes, check_text

#: The formulas about Ω are the ones that a stage breaks on; the others have to be reported as ever.  They stand in
#: another section, since a condition that is not read governs its own.
PAGE = r"""
$$(x + 1)^2 = x^2 + 2 x + 1$$

For $\Omega > 0$: $$\Omega = 2 \Omega + 1 = 2 \Omega + 2$$ and $\sum_{i=1}^n \Omega_i + i = 1.25$

# Powers

$$f(x) = x^2$$ $$f'(x) = -2 x$$
"""

#: Where a stage lives, and what the page loses by it; "every": it looks at the whole page at once.
STAGES = [
    ("symxent.check.knowledge.tokenize", "Ω"),
    ("symxent.check.knowledge.chains_and_end", "Ω"),
    ("symxent.check.knowledge.grammar_of", "every"),
    ("symxent.check.knowledge.said_of", "every"),
    ("symxent.check.knowledge.speeches", "every"),
    ("symxent.check.knowledge.read_conditions", "every"),
    ("symxent.check.conditions._known", "every"),
    ("symxent.check.conditions.is_restriction", "Ω"),
    ("symxent.read.readings.parse", "Ω"),
    ("symxent.read.readings._plausible", "Ω"),
    ("symxent.check.knowledge.names_of", "Ω"),
    ("symxent.check.knowledge.definitions_in", "Ω"),
    ("symxent.check.chain.setting_of", "Ω"),
    ("symxent.check.chain.can_judge", "every"),
    ("symxent.check.chain.ChainJudge._claim", "Ω"),
    ("symxent.check.chain.to_value", "Ω"),
    ("symxent.check.chain.judge_values", "every"),
    ("symxent.check.chain.ChainJudge._told_apart", "Ω"),
    ("symxent.check.judge.Judge._best_reading", "Ω"),
    ("symxent.check.judge.Judge._certainly", "Ω"),
    ("symxent.check.judge.certain", "every"),
    ("symxent.check.judge.Judge._remember", "Ω"),
    ("symxent.check.report.corrections", "every"),
    ("symxent.check.report.counterexample", "every"),
    ("symxent.check.report.to_latex", "Ω"),
    ("symxent.check.report.warnings", "Ω"),
    ("symxent.check.report.beside", "every"),
]


def breaking(original, only_about_omega):
    def broken(*arguments, **settings):
        # What the judge and the knowledge hold is the whole page.
        about = next((a for a in arguments if not isinstance(a, Judge | Knowledge)), "")
        if not only_about_omega or "Omega" in repr(getattr(about, "statement", about)):
            raise KeyError("planted")
        return original(*arguments, **settings)

    return broken


def plant(monkeypatch, stage, only_about_omega):
    module, names = stage, []
    while True:
        try:
            owner = importlib.import_module(module)
            break
        except ModuleNotFoundError:
            module, _, name = module.rpartition(".")
            names.insert(0, name)
    for name in names[:-1]:
        owner = getattr(owner, name)
    monkeypatch.setattr(owner, names[-1], breaking(getattr(owner, names[-1]), only_about_omega))


@pytest.mark.parametrize(("stage", "scope"), STAGES, ids=[stage.removeprefix("symxent.") for stage, _ in STAGES])
def test_an_exception_in_one_stage_costs_one_step_or_one_finding(monkeypatch, stage, scope):
    before = check_text(PAGE)
    plant(monkeypatch, stage, scope == "Ω")
    report = check_text(PAGE)
    assert report.broken
    assert all("KeyError: 'planted'" in b.error and "planted" in b.trace for b in report.broken)
    told = [f for f in report.findings if f.code == "M501"]
    assert told
    assert all("an error of symxent's own, please report: KeyError: 'planted'" in f.message for f in told)
    assert f"{len(report.broken)} error" in report.summary()
    assert "of symxent's own" in report.summary()
    if scope == "Ω":
        others = [s for s in before.steps if "Omega" not in s.latex]
        assert [(s.latex, s.status) for s in report.steps if "Omega" not in s.latex] == [
            (s.latex, s.status) for s in others
        ]
        assert [f.message for f in report.findings if f.code == "M201"] == ["false: a sign is wrong"]
    else:
        assert len(report.steps) == len(before.steps)


def test_a_step_that_an_error_of_ours_stopped_is_not_decided_and_says_so(monkeypatch):
    plant(monkeypatch, "symxent.check.chain.ChainJudge._claim", True)
    (step,) = check_text(r"$$\Omega + 1 = \Omega + 2$$").steps
    assert step.status == "unknown"
    assert step.reason.startswith("an error of symxent's own, please report: KeyError: 'planted'")


@pytest.mark.parametrize("stage", ["read_page", "Judge"])
@pytest.mark.parametrize("check", [check_text, lambda text, name: check_bytes(text.encode(), name)])
def test_a_file_that_breaks_the_reader_has_a_report_all_the_same(monkeypatch, stage, check):
    owner = importlib.import_module("symxent.check.report")
    original = getattr(owner, stage)

    def broken(page, *rest):
        if getattr(page, "text", page):
            raise KeyError("planted")
        return original(page, *rest)

    monkeypatch.setattr(owner, stage, broken)
    report = check(PAGE, "notes.md")
    assert [f.code for f in report.findings] == ["M501"]
    assert "1 error of symxent's own" in report.summary()


def test_errors_of_ours_survive_the_way_to_json_and_back(monkeypatch):
    from dataclasses import asdict

    plant(monkeypatch, "symxent.check.report.warnings", True)
    report = check_text(PAGE)
    assert report_from(asdict(report)).broken == report.broken


#: Formulas that ended the check of their file, each with what is to become of its step.
ONCE_FATAL = [
    (
        r"with $X\in\mathbb R^{n\times d}$, $w\in\mathbb R^d$, $y\in\mathbb R^n$:"
        r" $$\nabla_w (Xw-y)^T(Xw-y)=2X^T(Xw-y)$$",
        "",
    ),
    (r"$$A \otimes B = C$$", "given"),
    (r"$$A \otimes B = B \otimes A$$", "unknown"),
    (r"$$\log_{3}(x) - 2 = \log_{3}(2 x)$$", "unknown"),
    (r"$$\operatorname{logsumexp}() = x$$", ""),
    (r"$$\operatorname{logsumexp}' + 1 = x^2 + 1$$", ""),
    (r"$$\log_{3}' - 2 = \log_{3}(2 x)$$", ""),
]


@pytest.mark.parametrize(("text", "status"), ONCE_FATAL, ids=[text[-30:] for text, _ in ONCE_FATAL])
def test_formulas_that_ended_a_check_are_read_and_judged(text, status):
    report = check_text(f"{text} $$(x + 1)^2 = x^2 + 2 x + 1$$")
    assert not report.broken
    assert report.steps[-1].status == "proved"
    assert status in ("", report.steps[-2].status)


#: Pages at which the judge broke off, none of them for a fault of its own.
BROKE_OFF = [
    r"$g(k) \coloneqq a_k$, $a_L < b$, $g(a_L) > L$",
    r"$$S = \sum_{j=-n+1}^{n-1} j^2 a_j$$ $n = 1$ $S = 2 a_0$",
    r"$$PP^\top = I$$ $$P^\top P = I$$ $P P^\top = I_{k \times k}$",
    r"$p_1 = -d$ $$q = \begin{pmatrix} 1 & -3 \\ 0 & 9 \end{pmatrix}$$ $$p_n^\top q - p_{n+1}^\top = d^\top$$",
    r"$h(c) = 0$ $$\frac{\partial h}{\partial c}(\bar c) = - \begin{bmatrix} 1 & u \\ u & u^2 + 1 \end{bmatrix}$$",
    r"$a_t = 0$ $$r_{t+1}^{(n+1)} = s_n + \bar p_n^\top a_{t+1} - s_{n+1} - \bar p_{n+1}^\top a_t$$"
    r" $$= (s_n + \bar p_n^\top \mu - s_{n+1}) + (\bar p_n^\top q - \bar p_{n+1}^\top) a_t + \bar p_n^\top C e_{t+1}$$",
    r"if and only if $K\sigma(a, z) = \sigma(a, z)$",
    r"$$l_1 = f'(k_S) + 1 = 2 f'(k_S)$$ $k_t = \frac{K_t}{n_t}$",
    r"$$\sum^g_{j=1} c_j = 1$$ $$\sum^{g-1}_{j=1} c_j < 1$$",
    r"$$\sum_{j=1}^{|S|} a_{ij} = 1$$ $$a_{ij} \ge 0$$",
    r"$\mathbb{E} a_t a_{t-1}^\top = 0$ where $a_t = G(x_t - \hat{x}_t) + v_t$",
]


@pytest.mark.parametrize("text", BROKE_OFF)
def test_formulas_at_which_the_judge_broke_off_are_judged(text):
    report = check_text(text)
    assert not report.broken
    assert not any("could not be handled" in step.reason for step in report.steps)


def test_a_condition_that_breaks_the_reader_off_is_one_that_is_not_understood(monkeypatch):
    page = "For $x > 0$ we have $$(x + 1)^2 = x^2 + 1 = (x + 1)^2$$"
    assert [s.status for s in check_text(page).steps][1:] == ["refuted", "refuted"]
    plant(monkeypatch, "symxent.check.conditions._known", False)
    steps = check_text(page).steps[1:]
    assert "refuted" not in [s.status for s in steps]
    proved = check_text("For $x > 0$ we have $$(x + 1)^2 = x^2 + 2 x + 1$$")
    assert proved.broken
    assert proved.steps[-1].status == "proved"


def test_a_function_without_a_definition_has_values_however_many_arguments_it_has():
    assert not check_text("Hence $$E(u) - E(u, v) = E(v, u) - E(u)$$").broken
