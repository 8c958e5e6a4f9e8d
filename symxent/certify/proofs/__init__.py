"""From a checked proof of the logic to a proof of Coq: each rule by its lemma in ``templates/coq/symxent.v``."""

from symxent.certify.proofs.theorem import theorem_of

__all__ = ["theorem_of"]
