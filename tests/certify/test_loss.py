"""A loss as a Coq file: what symxent says of it Coq accepts, what is false it refuses, what is outside is named."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from sympy import Derivative, Eq, Expr, Integer, exp

from symxent.certify.audit import audit
from symxent.certify.coq import check_all
from symxent.certify.loss import certify_loss
from symxent.certify.page import Part, bind, proved
from symxent.certify.proofs.statement import Statement
from symxent.certify.theorem import NoCertificate, Theorem
from symxent.commands.certify import certify as command
from symxent.derive.catalogue import PAGES
from symxent.language.functions import sigmoid, softplus
from symxent.losses import catalogue
from symxent.losses.claims import Claim, recorded
from symxent.losses.loss import Loss
from symxent.losses.variables import logit, prediction, target
from symxent.proof import prove

SLOW_TO_DERIVE = ("asymmetric", "focal", "generalised_ce")
NAMES = tuple(name for name in catalogue.names(by_row=False) if name not in SLOW_TO_DERIVE)
# What no theorem is written for, by what it is about; "" stands for anything.
OUTSIDE = {
    "bernoulli_kl": ("convex in z", "the stable form of the value"),  # with log(1 + u) − u as a function of its own
    "gelu": ("",),
    "huber": ("convex in z",),
    "pseudo_huber": ("the stable form of the hessian",),  # with what a product has lost, where that is below infinity
}
ASKED = ("bce", "focal_2", "huber", "poisson")

z, y = logit("z"), target("y", values=(0, 1))
BCE = Loss("mine", softplus(z) - y * z, wrt=z)


@pytest.fixture(scope="session")
def certified():
    return {name: certify_loss(catalogue.named(name)) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_only_what_is_known_to_be_outside_is_left_out(name, certified):
    left_out = [one.what for one in certified[name].left_out]
    assert [what for what in left_out if not what.startswith(OUTSIDE.get(name, ()))] == []
    assert bool(left_out) == (name in OUTSIDE)


@pytest.mark.parametrize("name", NAMES)
def test_no_certificate_of_a_loss_holds_a_word_that_weakens_it(name, certified):
    audit(name, certified[name].certificate.text)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "gelu"])
def test_gradient_and_hessian_are_stated_for_every_label_and_piece(name, certified):
    statements = [t.statement for t in certified[name].certificate.theorems if t.name.startswith(f"{name}_gradient")]
    labels = max(1, *(len(v.values) for v in catalogue.named(name).variables))
    assert len(statements) >= labels
    assert all(statement.startswith("is_derive") for statement in statements)


def test_coq_accepts_the_certificates_of_losses(coq, certified):
    reports = check_all([certified[name].certificate for name in ASKED])
    refused = [(r.name, one.theorem, one.message) for r in reports for one in r.outcomes if not one.accepted]
    assert refused == []
    assert all(report.accepted for report in reports)


def test_names_of_pages_and_losses_are_told_apart():
    assert set(PAGES) & set(catalogue.names(by_row=False)) == set()


MINE = """
import symxent as sx

z, y = sx.logit("z"), sx.target("y", values=(0, 1))
p = sx.sigmoid(z)
bce = sx.Loss("mine", sx.softplus(z) - y * z, wrt=z)
bce.claim(sx.Eq(bce.hessian, p * sx.sigmoid(-z)))
bce.claim(sx.Eq(bce.gradient, p - y))
bce.claim(bce.hessian >= 0)
bce.claim(sx.Eq(bce.hessian, p))
bce.claim(bce.expr <= 1)
bce.claim(bce.hessian >= 0.3)
u, v = sx.logit("u"), sx.target("v")
square = sx.Loss("square", (u - v) ** 2 / 2, wrt=u)
square.claim(minimum_at=v)
square.claim(minimum_at=v + 1)
"""


def test_coq_checks_the_claims_of_a_users_file(coq, tmp_path):
    file = tmp_path / "my_loss.py"
    file.write_text(MINE, encoding="utf-8")
    result = CliRunner().invoke(command, [str(file), "--format", "json"])
    assert result.exit_code == 0, result.output
    found = {t["name"]: t["statement"] for page in json.loads(result.stdout)["pages"] for t in page["theorems"]}
    assert found["mine_claim"] == "(1 - sigmoid z) * sigmoid z = sigmoid (- z) * sigmoid z"
    assert found["mine_convex"].startswith("convex_on (fun z => True)")
    assert found["mine_false_claim"].startswith("~ (forall")
    assert "<= 1)" in found["mine_false_claim_2"] or "<= 1)" in found["mine_false_claim_3"]
    assert found["square_minimum"].startswith("minimum_on")
    assert found["square_false_claim"].startswith("~ (forall")
    assert "mine, the claim True: not stated in Coq" in result.stderr
    assert "0.3" in result.stderr


def test_one_loss_of_a_file_is_certified_by_its_name(tmp_path):
    file = tmp_path / "my_loss.py"
    file.write_text(MINE, encoding="utf-8")
    result = CliRunner().invoke(command, [f"{file}:square", "-o", str(tmp_path / "coq")])
    assert result.exit_code == 0, result.output
    assert sorted(one.name for one in (tmp_path / "coq").iterdir()) == ["loss_square.v", "symxent.v"]


def test_an_unknown_name_is_neither_a_page_nor_a_loss():
    result = CliRunner().invoke(command, ["focla"])
    assert result.exit_code == 2
    assert result.stderr.startswith("symxent: there is no page or loss 'focla'; did you mean focal")


FALSE_DERIVATIVES = (
    (BCE.gradient, sigmoid(z)),
    (BCE.gradient, sigmoid(z) * (1 - sigmoid(z)) ** 2),
    (BCE.gradient, -sigmoid(z) * (1 - sigmoid(z))),
    (BCE.expr, sigmoid(z)),
    (BCE.expr, y - sigmoid(z)),
    (BCE.expr, sigmoid(-z) - y),
)


def _theorem(left: Expr, right: Expr) -> Theorem:
    return proved("claim", (), prove(left, right, BCE.domain))


def _mutants() -> list[Theorem]:
    """A true theorem's proof under a false statement."""
    found = []
    true = {BCE.expr: BCE.gradient, BCE.gradient: BCE.hessian}
    for number, (body, wrong) in enumerate(FALSE_DERIVATIVES, 1):
        verdict = prove(Derivative(body, z), true[body], BCE.domain)
        assert verdict.theorem is not None
        said = Statement(replace(verdict.theorem.claim, rhs=wrong)).said
        found.append(replace(proved(f"false_{number}", (), verdict), statement=said))
    return found


@pytest.mark.parametrize("case", range(len(FALSE_DERIVATIVES)))
def test_no_theorem_is_written_for_a_false_derivative(case):
    body, wrong = FALSE_DERIVATIVES[case]
    with pytest.raises(NoCertificate):
        _theorem(Derivative(body, z), wrong)


def test_coq_refuses_a_false_derivative_and_a_false_convexity(coq):
    whole = {t.name: t for t in certify_loss(BCE).certificate.theorems}
    convex = next(t for t in whole.values() if t.kind == "convexity")
    flipped = replace(
        convex,
        name="false_convexity",
        statement=convex.statement.replace("(fun z => softplus z)", "(fun z => - softplus z)"),
    )
    assert flipped.statement != convex.statement
    (report,) = check_all([bind("false", "", (Part("", (*_mutants(), flipped)),))], fresh=True)
    assert [one.theorem for one in report.outcomes if one.accepted] == []
    assert [one.message for one in report.outcomes if "yntax" in one.message or "not found in" in one.message] == []


@pytest.mark.parametrize(
    ("formula", "form"),
    [
        (softplus(z), softplus(-z)),
        (sigmoid(z), exp(z) / (1 - exp(z))),
        (sigmoid(z) * (1 - sigmoid(z)), exp(-z) / (1 + exp(-z))),
    ],
)
def test_no_theorem_is_written_for_a_false_form(formula, form):
    with pytest.raises(NoCertificate):
        _theorem(formula, form)


def test_what_is_not_convex_is_certified_so(coq):
    certificate = certify_loss(catalogue.named("brier")).certificate
    (refutation,) = [t for t in certificate.theorems if t.kind == "refutation"]
    assert refutation.statement.startswith("~ (forall (y : R) (y_between : 0 <= y <= 1) (y_in : y = 0 \\/ y = 1),")
    (report,) = check_all([bind("not_convex", "", (Part("", (refutation,)),))])
    assert report.accepted


def test_a_claim_that_symxent_does_not_decide_is_named():
    p = prediction("p", between=(0, 1))
    loss = Loss("open", p**2, wrt=p)
    verdict = replace(loss.claim(convex=True), status=type(loss.claim(convex=True).status).UNKNOWN, reason="too hard")
    left_out = certify_loss(loss, [Claim(loss, Eq(p, Integer(1)), None, None, verdict)]).left_out
    assert [one.what for one in left_out] == ["the claim p = 1"]
    assert "too hard" in left_out[0].reason


def test_claims_are_recorded_while_asked_to_be_and_not_otherwise():
    with recorded() as claims:
        BCE.claim(convex=True)
    BCE.claim(convex=True)
    assert [claim.convex for claim in claims] == [True]


def test_a_loss_over_a_row_is_stated_for_every_number_of_classes():
    made = certify_loss(catalogue.named("softmax_cross_entropy"))
    stated = {t.name.removeprefix("softmax_cross_entropy_"): t.statement for t in made.certificate.theorems}
    assert stated["gradient"] == (
        "is_derive (fun t => logsumexp (upd x j t) k - upd x j t t_1) (x j) (softmax x k j - delta j t_1)"
    )
    assert stated["hessian"].endswith("((1 - softmax x k j) * softmax x k j)")
    assert {"form_of_value", "form_of_gradient", "form_of_hessian_diagonal", "1_line_1", "2_claim"} <= set(stated)
    assert [one.what for one in made.left_out] == ["convex in x"]
    audit("softmax_cross_entropy", made.certificate.text)


def test_what_coq_is_not_told_of_sums_of_deltas_is_said():
    made = certify_loss(catalogue.named("softmax_label_smoothed"))
    assert all("_form_of_" in theorem.name for theorem in made.certificate.theorems)
    assert [one.what for one in made.left_out] == [
        "the gradient and the Hessian are the derivatives",
        "convex in x",
        "the lines of its page",
    ]
