"""What may be believed: terms, rules and the checker of proofs.  Nothing else can say that a claim is proved."""

from symxent.logic.checker import Step
from symxent.logic.derivatives import JOINTED
from symxent.logic.hypotheses import Hypotheses
from symxent.logic.proof import ByIndex, BySign, ByValue, Claim, NoPoint, Proof, Steps, Theorem, check
from symxent.logic.ring import Refused

__all__ = [
    "JOINTED",
    "ByIndex",
    "BySign",
    "ByValue",
    "Claim",
    "Hypotheses",
    "NoPoint",
    "Proof",
    "Refused",
    "Step",
    "Steps",
    "Theorem",
    "check",
]
