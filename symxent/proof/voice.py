"""SymPy's own opinion, as a second voice under a time budget."""

from __future__ import annotations

from sympy import Expr, Function, simplify

from symxent.language.functions import logit, logsumexp, sigmoid, softmax, softplus
from symxent.logic.letters import kinds_in
from symxent.proof.deadline import NotAsked, OutOfTime, within

#: Functions of the field, which SymPy has not.
OWN = (sigmoid, softplus, logit, logsumexp, softmax)


def get_ready() -> None:
    """Import what ``simplify`` imports when it is first asked; under a deadline it would be cut off again and again."""
    import sympy.physics.units  # noqa: F401


def simplifies_to_zero(gap: Expr, seconds: float) -> tuple[bool | None, str]:
    """Whether ``simplify`` reduces the difference to 0: True, False (to a number that is not 0), or None, and why.

    ``seconds`` are of processor time.  Where it could not be interrupted it is not asked.
    """
    if gap == 0:
        return True, ""
    functions = kinds_in(gap, Function)
    if len(functions) > 1 and any(isinstance(f, OWN) for f in functions):
        return None, "simplify was not asked: it takes functions that it does not know for letters"
    get_ready()
    try:
        value = within(seconds, lambda: simplify(gap))
    except NotAsked as why:
        return None, f"simplify was not asked: {why}"
    except OutOfTime:
        return None, f"simplify did not end within {seconds:g} s"
    except Exception as error:
        return None, f"simplify failed with {type(error).__name__}"
    if value == 0:
        return True, ""
    if value.is_number and value.is_zero is False:
        return False, f"simplify reduces the difference to {value}"
    return None, "simplify does not reduce the difference to 0"
