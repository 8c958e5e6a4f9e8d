"""symxent: from a loss on paper to proved derivatives, to kernels that nobody wrote by hand.

>>> import symxent as sx
>>> from sympy import symbols
>>> x = symbols("x", real=True)
>>> sx.prove(1 - sx.sigmoid(x), sx.sigmoid(-x)).status.value
'proved'
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# By module the public names that it has.  It is imported when one is first used, so that `import symxent` is quick.
_MODULES = {
    "sympy": "Abs Eq KroneckerDelta Max Min Piecewise Rational Sum erf exp log sqrt tanh",
    "symxent.check.report": "check_file check_text",
    "symxent.derive.derivation": "Derivation",
    "symxent.derive.formula": "differentiate",
    "symxent.derive.problems.asked": "integrate limit solve summation",
    "symxent.derive.problems.slopes": "critical implicit logarithmic taylor total_derivative",
    "symxent.errors": "Disagreement SymxentError",
    "symxent.jupyter": "load_ipython_extension",
    "symxent.kernels.expression": "stable",
    "symxent.language.domain": "Domain",
    "symxent.language.expression": "formula",
    "symxent.language.functions": "Phi logsumexp sigmoid softmax softplus",
    "symxent.lint.objective": "lint_objective",
    "symxent.logic": "Along CrossEntropy Density Divergence Entropy Event Gradient Identical IsConvex "
    "Independent Indicator Jacobian Law PseudoInverse RandomVariable Vec",
    "symxent.losses.loss": "Loss",
    "symxent.losses.variables": "classes index logit logits parameter prediction target target_class target_shares",
    "symxent.probability": "Cov E P Var",
    "symxent.proof": "canonical prove",
    "symxent.proof.verdict": "Status Verdict Witness",
}
_EXPORTS = {name: module for module, names in _MODULES.items() for name in names.split()}

__all__ = ["__version__", *sorted(_EXPORTS)]


def __getattr__(name: str) -> Any:
    if name == "kernels":
        return import_module("symxent.kernels")
    if name not in _EXPORTS:
        from symxent.errors import nearest

        raise AttributeError(f"module 'symxent' has no attribute {name!r}; {nearest(name, __all__)}")
    value = getattr(import_module(_EXPORTS[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(_EXPORTS))
