"""What Coq says is reported theorem by theorem, and what is not there is said."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from symxent.certify import coq as coq_module
from symxent.certify.coq import NoCoq, Report, check_all, find_coq
from symxent.certify.page import Part, bind, certify
from symxent.certify.theorem import Theorem
from symxent.commands.certify import certify as command
from symxent.derive.catalogue import page


def _file(*theorems: Theorem):
    return bind("page", "A page", (Part("a section", theorems),))


TRUE = Theorem(
    "holds", ("ŷ — a comment whose characters are longer than one byte",), ("(x : R)",), "x - x = 0", ("ring.",)
)
FALSE = Theorem("fails", (), ("(x : R)",), "x + 1 = x", ("sx_field.",))


def test_a_theorem_that_fails_is_named_and_the_others_are_still_checked(coq):
    last = replace(TRUE, name="holds_too")
    (report,) = check_all([_file(TRUE, FALSE, last)], fresh=True)
    assert [(one.theorem, one.accepted) for one in report.outcomes] == [
        ("holds", True),
        ("fails", False),
        ("holds_too", True),
    ]
    assert report.outcomes[1].message
    assert not report.accepted


def test_what_was_accepted_is_remembered_by_its_text(coq, tmp_path, monkeypatch):
    monkeypatch.setattr(coq_module, "user_cache_path", lambda name: tmp_path)
    coq_module._home.cache_clear()
    try:
        first, second = check_all([_file(TRUE)]), check_all([_file(TRUE)])
        other = check_all([_file(replace(TRUE, statement="x - x + 0 = 0"))])
    finally:
        coq_module._home.cache_clear()
    assert [reports[0].cached for reports in (first, second, other)] == [False, True, False]
    assert second[0].outcomes == first[0].outcomes


def test_an_axiom_beyond_those_of_the_reals_is_not_accepted():
    good = Report("page", (coq_module.Outcome("t", True, 0.0),), ("Classical_Prop.classic",), 0.0)
    assert good.accepted
    assert not replace(good, axioms=("Uint63.add_spec",)).accepted


def test_without_coq_the_command_says_how_to_get_it(monkeypatch):
    find_coq.cache_clear()
    monkeypatch.setattr("shutil.which", lambda name: None)
    try:
        with pytest.raises(NoCoq, match="apt-get install coq libcoq-coquelicot libcoq-interval"):
            find_coq()
        result = CliRunner().invoke(command, ["two_class"])
        assert isinstance(result.exception, NoCoq)
    finally:
        find_coq.cache_clear()


def test_the_files_are_written_without_coq(tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    result = CliRunner().invoke(command, ["two_class", "--output", str(tmp_path)])
    assert result.exit_code == 0
    assert (tmp_path / "two_class.v").read_text(encoding="utf-8") == certify(page("two_class")).text
    assert (tmp_path / "symxent.v").is_file()


@pytest.mark.parametrize(
    ("formula", "order"),
    [
        ("softplus(z) - y*z", 2),
        ("-(y*log(sigmoid(z)) + (1-y)*log(1-sigmoid(z)))", 1),
        ("-(1-sigmoid(z))**2*log(sigmoid(z))", 1),
        ("z**2*exp(-z)", 2),
    ],
)
def test_coq_accepts_the_derivation_of_a_formula_of_the_users(coq, formula, order):
    result = CliRunner().invoke(command, [formula, "--wrt", "z", "--order", str(order), "--format", "json"])
    assert result.exit_code == 0, result.output
    (found,) = json.loads(result.stdout)["pages"]
    assert found["accepted"]
    assert len(found["theorems"]) >= 3
