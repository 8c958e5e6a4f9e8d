"""A second oracle for the logic: Coq accepts random proofs of it, each from its own steps, in one file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from certify.random_proofs import Batch, batch, told

from symxent.certify.audit import audit
from symxent.certify.coq import check_all
from symxent.certify.page import Part, bind
from symxent.certify.theorem import NoCertificate

SEED, PROOFS = 5, 100
MOST_LEFT_OUT = 0.08  # of the proofs: their rules have no lemma yet


@pytest.fixture(scope="module")
def proofs() -> Batch:
    return batch(SEED, PROOFS)


def test_few_proofs_are_left_out_each_with_a_reason(proofs: Batch) -> None:
    assert proofs.share_left_out <= MOST_LEFT_OUT, proofs.left_out
    assert all(proofs.left_out)


def test_coq_accepts_random_proofs(coq, proofs: Batch) -> None:
    certificate = proofs.certificate("random_proofs")
    audit(certificate.name, certificate.text)
    (report,) = check_all([certificate])
    refused = [(one.theorem, one.message) for one in report.outcomes if not one.accepted]
    assert refused == []
    assert not report.foreign


def test_coq_refuses_the_same_proofs_of_other_claims(coq, proofs: Batch) -> None:
    """What is accepted is accepted for what it says: with 1 more on the right no proof goes through."""
    equations = [t for t in proofs.theorems if t.statement.count(" = ") == 1][:8]
    others = tuple(replace(t, statement=f"{t.statement} + 1") for t in equations)
    (report,) = check_all([bind("other_claims", "Other claims", (Part("", others),))])
    assert [one.theorem for one in report.outcomes if one.accepted] == []


ONCE_NOT_ACCEPTED = {
    (1000, 42): "one value",
    (1000, 77): "a symbol that ends a range",
    (1000, 238): "two deltas",
    (1000, 258): "a delta outside of the range",
    (88110, 112): "0 to a power that may be negative",
    (88110, 121): "a case that no point is in, by enclosures",
    (88110, 178): "0 to a power to a power",
    (88120, 73): "a logarithm of 10⁹, and of its primes",
    (88130, 122): "a denominator with fractions",
    (88130, 154): "what is known of each index of one sum",
    (61001, 57): "one index, in a case distinction",
    (61001, 152): "one index, in what is assumed",
    (61001, 249): "the size of what holds a sine",
    (62002, 216): "the size of a fraction, squared, in a maximum",
    (71001, 56): "a sum that is known by another",
    (71001, 80): "an even number",
    (71001, 127): "the place of a share",
    (72101, 22): "a whole number above a half",
    (72101, 49): "the argument of a root, cubed",
    (72101, 162): "a factor of what is positive",
    (72201, 198): "a whole number between 1 and 3/2",
    (72201, 213): "a function that hands its argument on",
    (72301, 57): "a logarithm that is known by another, and the other by it",
    (72301, 109): "a power of a root, by a step of its own",
    (73001, 61): "the root of 1",
    (73101, 51): "a quotient of tangents that is not 0, as both of its sides are defined",
    (73101, 116): "a sum of what is negative, of one term or more",
    (451700, 122): "a summand from behind, beside a number",
    (810001, 35): "a smooth joint, where one condition stands in another",
    (810001, 39): "the slope of an unknown function",
    (810001, 74): "a slope at a number",
    (810001, 112): "a smooth joint of a maximum and a minimum",
    (810500, 390): "the one term of a sum that moves, at a joint",
    (810500, 440): "a number that is irrational",
    (640317, 2): "a prime number",
    (640317, 98): "a sum of differences",
    (640317, 263): "a condition over an index and a number",
    (640317, 248): "the slope of the logarithm of a size",
    (451700, 154): "a side that is 0 for a squared one",
}


def test_coq_accepts_what_it_once_did_not(coq) -> None:
    theorems = (replace(told(*number), name=f"once_{n}") for n, number in enumerate(ONCE_NOT_ACCEPTED))
    (report,) = check_all([bind("once", "Once not accepted", (Part("", tuple(theorems)),))])
    assert [why for one, why in zip(report.outcomes, ONCE_NOT_ACCEPTED.values(), strict=True) if not one.accepted] == []


def test_a_second_derivative_at_a_joint_is_not_told() -> None:
    with pytest.raises(NoCertificate, match="joint"):
        told(55502, 18)
