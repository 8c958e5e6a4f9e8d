"""What may be believed: terms, rules and the checker of proofs.  Nothing else can say that a claim is proved."""

from symxent.logic.chance import (
    Covariance,
    CrossEntropy,
    Density,
    Divergence,
    Entropy,
    Event,
    Expectation,
    Identical,
    Independent,
    Indicator,
    IsConvex,
    Law,
    Mean,
    Partition,
    Probability,
    RandomVariable,
    Variance,
)
from symxent.logic.chance_claims import ChanceClaim, obligation, supports
from symxent.logic.chance_orders import at_every_point, bent, beyond, lives, squares
from symxent.logic.checker import Step
from symxent.logic.choices import JOINTED, deciding
from symxent.logic.declared import put_in
from symxent.logic.hypotheses import Hypotheses
from symxent.logic.letters import alike
from symxent.logic.matrix_claims import MatrixClaim, PseudoInverse, Vec, obligations
from symxent.logic.matrix_derivatives import Along, Gradient, Jacobian
from symxent.logic.matrix_means import RandomMean
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
from symxent.logic.relations import inside, squared_sides, summands
from symxent.logic.ring import Refused
from symxent.logic.statements import Claim, Convex, Each, NotConvex, Rounded, Statement, Tends
from symxent.logic.weights import is_against_a_weight

__all__ = [
    "FACTS",
    "JOINTED",
    "PRINCIPLES",
    "Alike",
    "Along",
    "By",
    "ByIndex",
    "BySign",
    "ByValue",
    "ChanceClaim",
    "Claim",
    "Convex",
    "Covariance",
    "CrossEntropy",
    "Density",
    "Divergence",
    "Each",
    "Enclosed",
    "Entropy",
    "Event",
    "Expectation",
    "Facts",
    "Gradient",
    "Hypotheses",
    "Identical",
    "Independent",
    "Indicator",
    "IsConvex",
    "Jacobian",
    "Law",
    "MatrixClaim",
    "Mean",
    "NoPoint",
    "NotConvex",
    "Partition",
    "Probability",
    "Proof",
    "PseudoInverse",
    "RandomMean",
    "RandomVariable",
    "Refused",
    "Rounded",
    "Statement",
    "Step",
    "Steps",
    "Tends",
    "Theorem",
    "Variance",
    "Vec",
    "alike",
    "at_every_point",
    "at_values",
    "bent",
    "beyond",
    "check",
    "crossings",
    "deciding",
    "inside",
    "is_against_a_weight",
    "is_theorem",
    "lives",
    "obligation",
    "obligations",
    "put_in",
    "rounded",
    "same",
    "squared_sides",
    "squares",
    "summands",
    "supports",
]
