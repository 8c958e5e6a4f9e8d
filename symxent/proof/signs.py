"""Range and sign claims."""

from __future__ import annotations

from sympy import Expr

from symxent.language.domain import Domain
from symxent.proof.budget import Budget


def at_least_zero(
    gap: Expr, domain: Domain, budget: Budget, *, strict: bool, certificate: Expr | None = None
) -> tuple[str, tuple[str, ...]] | None:
    return None
