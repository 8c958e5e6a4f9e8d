"""What is true: the normal form proves, ball arithmetic refutes, neither ever guesses."""

from symxent.proof.budget import Undecided
from symxent.proof.normal import canonical, is_zero
from symxent.proof.prove import prove
from symxent.proof.verdict import Ball, Status, Verdict, Witness

__all__ = ["Ball", "Status", "Undecided", "Verdict", "Witness", "canonical", "is_zero", "prove"]
