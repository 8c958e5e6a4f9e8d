"""SymPy's own opinion, as a second voice under a time budget."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable
from time import thread_time
from types import FrameType

from sympy import Expr, Function, simplify

from symxent.language.functions import logit, logsumexp, sigmoid, softmax, softplus
from symxent.logic.letters import kinds_in

#: Functions of the field, which SymPy has not.
OWN = (sigmoid, softplus, logit, logsumexp, softmax)


class OutOfTime(BaseException):
    """Not an Exception, so that no handler inside SymPy swallows it."""


class NotAsked(Exception):
    """What might run for long is not begun where nothing can interrupt it."""


def get_ready() -> None:
    """Import what ``simplify`` imports when it is first asked; under the alarm it would be cut off again and again."""
    import sympy.physics.units  # noqa: F401


def simplifies_to_zero(gap: Expr, seconds: float) -> tuple[bool | None, str]:
    """Whether ``simplify`` reduces the difference to 0: True, False (to a number that is not 0), or None, and why.

    ``seconds`` are of processor time.  It can be interrupted in the main thread only; elsewhere it is not asked.
    """
    if gap == 0:
        return True, ""
    functions = kinds_in(gap, Function)
    if len(functions) > 1 and any(isinstance(f, OWN) for f in functions):
        return None, "simplify was not asked: it takes functions that it does not know for letters"
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


def within(seconds: float, work: Callable[[], Expr]) -> Expr:
    """What some work of SymPy's gives; raises OutOfTime after so many seconds of processor time.

    Raises NotAsked where it could not be interrupted, which it can in the main thread only.
    """
    if threading.current_thread() is not threading.main_thread():
        raise NotAsked("it can be interrupted in the main thread only")
    if not hasattr(signal, "setitimer"):
        raise NotAsked("on this system it cannot be interrupted")
    get_ready()
    listening, began = True, thread_time()

    def stop(signum: int, frame: FrameType | None) -> None:
        if listening and thread_time() - began >= seconds:  # the alarm counts what the process's other threads do too
            raise OutOfTime

    def quiet(unraisable: sys.UnraisableHookArgs) -> None:
        if not isinstance(unraisable.exc_value, OutOfTime):
            before_hook(unraisable)

    before, before_hook = signal.signal(signal.SIGVTALRM, stop), sys.unraisablehook
    # The alarm may fall into a finaliser, where an exception is reported and dropped: it rings again until it is heard.
    sys.unraisablehook = quiet
    remaining, interval = signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 0.02)
    try:
        return work()
    finally:
        listening = False
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        sys.unraisablehook = before_hook
        if remaining:
            signal.setitimer(signal.ITIMER_VIRTUAL, remaining, interval)
