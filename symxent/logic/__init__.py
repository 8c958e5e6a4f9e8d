"""What may be believed: terms, rules and the checker of proofs.  Nothing else can say that a claim is proved."""

from symxent.logic.checker import Step
from symxent.logic.choices import JOINTED, deciding
from symxent.logic.hypotheses import Hypotheses
from symxent.logic.letters import alike
from symxent.logic.matrix_claims import MatrixClaim, obligations
from symxent.logic.matrix_derivatives import Gradient, Jacobian
from symxent.logic.matrix_words import FACTS, Facts
from symxent.logic.principles import PRINCIPLES, at_values, crossings
from symxent.logic.proof import (
    Alike,
    By,
    ByIndex,
    BySign,
    ByValue,
    Enclosed,
    NoPoint,
    Proof,
    Steps,
    Theorem,
    check,
    is_theorem,
    rounded,
    same,
)
from symxent.logic.relations import inside, summands
from symxent.logic.ring import Refused
from symxent.logic.statements import Claim, Convex, Each, NotConvex, Rounded, Statement

__all__ = [
    "FACTS",
    "JOINTED",
    "PRINCIPLES",
    "Alike",
    "By",
    "ByIndex",
    "BySign",
    "ByValue",
    "Claim",
    "Convex",
    "Each",
    "Enclosed",
    "Facts",
    "Gradient",
    "Hypotheses",
    "Jacobian",
    "MatrixClaim",
    "NoPoint",
    "NotConvex",
    "Proof",
    "Refused",
    "Rounded",
    "Statement",
    "Step",
    "Steps",
    "Theorem",
    "alike",
    "at_values",
    "check",
    "crossings",
    "deciding",
    "inside",
    "is_theorem",
    "obligations",
    "rounded",
    "same",
    "summands",
]
