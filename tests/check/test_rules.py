"""Every rule is documented, and its own example triggers it while the mended one does not."""

import re

import pytest

from symxent.check import check_text
from symxent.check.rules import RULES, explain, name_of, summary_of
from symxent.errors import SymxentError

#: Rules about whole files, and those whose example is words.
NOT_BY_FORMULA = {"M101", "M102", "M103", "M104", "M211", "M401", "M402", "M403", "M501"}
#: What the example needs before it.
CONTEXT = {
    "M403": r"$$p_i = \frac{e^{z_i}}{\sum_{k=1}^n e^{z_k}}$$ ",
    "M207": r"$$\sigma(x) = \frac{1}{1+e^{-x}}$$ ",
    "M302": "",
}


@pytest.mark.parametrize("code", RULES)
def test_a_rule_says_what_why_and_what_to_write_instead(code):
    text = explain(code)
    assert text.startswith(f"{code} {name_of(code)}\n")
    assert "## Why is this bad?" in text
    assert text.count("```latex") == 2
    assert summary_of(code).endswith(".")


@pytest.mark.parametrize("code", [c for c in RULES if c not in NOT_BY_FORMULA])
def test_the_example_of_a_rule_is_found_and_the_mended_one_is_clean(code):
    bad, good = re.findall(r"```latex\n(.*?)\n```", explain(code), re.DOTALL)
    before = CONTEXT.get(code, "")
    assert code in [f.code for f in check_text(before + bad).findings]
    assert code not in [f.code for f in check_text(before + good).findings]


def test_an_unknown_code_is_refused_with_the_codes_that_exist():
    with pytest.raises(SymxentError, match="M201"):
        explain("M999")


@pytest.mark.parametrize(("base", "seen"), [(r"{\frac{7}{10}}", False), ("{7/10}", True), (r"{ \dfrac a b }", False)])
def test_the_bar_of_a_fraction_shows_what_is_raised(base, seen):
    assert ("M302" in [f.code for f in check_text(f"$$x = {base}^k$$").findings]) == seen


@pytest.mark.parametrize("page", [r"So $2\mathrm{E}{3} = 6$.", r"So $3\mathrm{E}{-2} = -6$."])
def test_an_upright_expectation_is_no_power_of_ten(page):
    assert [s.status for s in check_text(page).steps] == ["given"]


def test_a_command_that_is_not_known_is_told_once_a_page_where_it_is_not_ignored():
    page = "$$2\\xv = 1$$ {}\n\n$$3\\xv = 2$$\n\n$$4\\xv = 3$$"
    told = check_text(page.format("")).findings
    assert [(f.code, f.message, f.place.line) for f in told] == [("M101", r"the command \xv is not known", 1)]
    told = check_text(page.format("<!-- symxent: ignore[M101] -->")).findings
    assert [f.place.line for f in told] == [3]
