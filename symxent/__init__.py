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

# Public name → the module that has it.  It is imported when the name is first used, so that `import symxent` is quick.
_EXPORTS = {
    "Abs": "sympy",
    "Along": "symxent.logic",
    "Cov": "symxent.probability",
    "CrossEntropy": "symxent.logic",
    "Derivation": "symxent.derive.derivation",
    "Disagreement": "symxent.errors",
    "Divergence": "symxent.logic",
    "Domain": "symxent.language.domain",
    "E": "symxent.probability",
    "Entropy": "symxent.logic",
    "Eq": "sympy",
    "Event": "symxent.logic",
    "Gradient": "symxent.logic",
    "Identical": "symxent.logic",
    "Independent": "symxent.logic",
    "Indicator": "symxent.logic",
    "Jacobian": "symxent.logic",
    "KroneckerDelta": "sympy",
    "Law": "symxent.logic",
    "Loss": "symxent.losses.loss",
    "Max": "sympy",
    "Min": "sympy",
    "P": "symxent.probability",
    "Phi": "symxent.language.functions",
    "Piecewise": "sympy",
    "PseudoInverse": "symxent.logic",
    "RandomVariable": "symxent.logic",
    "Rational": "sympy",
    "Status": "symxent.proof.verdict",
    "Sum": "sympy",
    "SymxentError": "symxent.errors",
    "Var": "symxent.probability",
    "Vec": "symxent.logic",
    "Verdict": "symxent.proof.verdict",
    "Witness": "symxent.proof.verdict",
    "canonical": "symxent.proof",
    "check_file": "symxent.check.report",
    "check_text": "symxent.check.report",
    "classes": "symxent.losses.variables",
    "critical": "symxent.derive.problems.slopes",
    "differentiate": "symxent.derive.formula",
    "erf": "sympy",
    "exp": "sympy",
    "formula": "symxent.language.expression",
    "implicit": "symxent.derive.problems.slopes",
    "index": "symxent.losses.variables",
    "integrate": "symxent.derive.problems.asked",
    "limit": "symxent.derive.problems.asked",
    "lint_objective": "symxent.lint.objective",
    "load_ipython_extension": "symxent.jupyter",
    "log": "sympy",
    "logarithmic": "symxent.derive.problems.slopes",
    "logit": "symxent.losses.variables",
    "logits": "symxent.losses.variables",
    "logsumexp": "symxent.language.functions",
    "parameter": "symxent.losses.variables",
    "prediction": "symxent.losses.variables",
    "prove": "symxent.proof",
    "sigmoid": "symxent.language.functions",
    "softmax": "symxent.language.functions",
    "softplus": "symxent.language.functions",
    "solve": "symxent.derive.problems.asked",
    "sqrt": "sympy",
    "stable": "symxent.kernels.expression",
    "summation": "symxent.derive.problems.asked",
    "tanh": "sympy",
    "target": "symxent.losses.variables",
    "target_class": "symxent.losses.variables",
    "target_shares": "symxent.losses.variables",
    "taylor": "symxent.derive.problems.slopes",
    "total_derivative": "symxent.derive.problems.slopes",
}

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
